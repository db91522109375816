"""What a host writes about a run: frames, the newest observation, hours, checkpoints, the result."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store.canonical import canonical, fingerprint
from store.tables import checkpoints, frames, hours, observations, results

KEPT_CHECKPOINTS = 2  # assumed: the newest, and one in case it turns out to be damaged
_FAST = 1  # zlib level: a tenth of the time for a few per cent more bytes


@dataclass(frozen=True, kw_only=True)
class FrameRow:
    """The numbers of one tick; ``seq`` counts the ticks of a run from 1."""

    run: str
    seq: int
    minute: int
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CheckpointRow:
    """The state of a run after a tick."""

    frame: int
    minute: int
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What a trainee could see at one minute (an observation as plain data)."""

    frame: int
    minute: int
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """What came out of a run in the end."""

    minute: int
    digest: str
    body: dict[str, Any]
    finished_ms: int


def write_frame(connection: sa.Connection, frame: FrameRow) -> None:
    """Write one tick; a tick written twice is an error of the database."""
    row = {"run": frame.run, "seq": frame.seq, "minute": frame.minute, "body": canonical(frame.body)}
    connection.execute(sa.insert(frames).values(row))


def read_frames(connection: sa.Connection, run: str, *, since: int = 0, limit: int = 600) -> list[FrameRow]:
    """Return the newest `limit` frames after a number, oldest first."""
    wanted = sa.select(frames).where((frames.c.run == run) & (frames.c.seq > since))
    rows = connection.execute(wanted.order_by(frames.c.seq.desc()).limit(limit)).all()
    return [_frame(row) for row in reversed(rows)]


def read_next_frames(connection: sa.Connection, run: str, *, since: int, limit: int) -> list[FrameRow]:
    """Return the first `limit` frames after a number, for a reader that leaves none out."""
    wanted = sa.select(frames).where((frames.c.run == run) & (frames.c.seq > since))
    return [_frame(row) for row in connection.execute(wanted.order_by(frames.c.seq).limit(limit))]


def frame_minutes(connection: sa.Connection, run: str) -> dict[int, int]:
    """Return the minute that each tick of a run ended at, by its number."""
    wanted = sa.select(frames.c.seq, frames.c.minute).where(frames.c.run == run)
    return {row.seq: row.minute for row in connection.execute(wanted)}


def _frame(row: Any) -> FrameRow:
    return FrameRow(run=row.run, seq=row.seq, minute=row.minute, body=json.loads(row.body))


def write_observation(connection: sa.Connection, run: str, seen: Snapshot) -> None:
    """Put the newest observation of a run in the place of the one before."""
    packed = zlib.compress(canonical(seen.body).encode(), _FAST)
    row = {"frame": seen.frame, "minute": seen.minute, "body": packed}
    mine = observations.c.run == run
    if connection.execute(sa.update(observations).where(mine).values(row)).rowcount == 0:
        connection.execute(sa.insert(observations).values(run=run, **row))


def read_observation(connection: sa.Connection, run: str) -> Snapshot | None:
    """Return the newest observation of a run, if there is one."""
    row = connection.execute(sa.select(observations).where(observations.c.run == run)).one_or_none()
    if row is None:
        return None
    return Snapshot(frame=row.frame, minute=row.minute, body=json.loads(zlib.decompress(row.body)))


def observed_frames(connection: sa.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return at which frame each of some runs was last observed."""
    wanted = sa.select(observations.c.run, observations.c.frame).where(observations.c.run.in_(tuple(ids)))
    return {row.run: int(row.frame) for row in connection.execute(wanted)}


def write_hour(connection: sa.Connection, run: str, hour: int, minute: int, body: dict[str, Any]) -> None:
    """Write what could be seen at a full simulated hour."""
    row = {"run": run, "hour": hour, "minute": minute, "body": canonical(body)}
    connection.execute(sa.insert(hours).values(row))


def read_hours(connection: sa.Connection, run: str) -> list[tuple[int, int, dict[str, Any]]]:
    """Return (hour, minute, what could be seen) of every full hour of a run."""
    wanted = sa.select(hours).where(hours.c.run == run).order_by(hours.c.hour)
    return [(row.hour, row.minute, json.loads(row.body)) for row in connection.execute(wanted)]


def write_checkpoint(connection: sa.Connection, run: str, checkpoint: CheckpointRow) -> None:
    """Write the state of a run and drop all but the newest few."""
    packed = zlib.compress(checkpoint.body, _FAST)
    row = {
        "frame": checkpoint.frame,
        "minute": checkpoint.minute,
        "digest": fingerprint(packed),
        "body": packed,
    }
    mine = checkpoints.c.run == run
    connection.execute(sa.delete(checkpoints).where(mine & (checkpoints.c.frame == checkpoint.frame)))
    connection.execute(sa.insert(checkpoints).values(run=run, **row))
    newest = sa.select(checkpoints.c.frame).where(mine).order_by(checkpoints.c.frame.desc())
    kept = connection.execute(newest.limit(KEPT_CHECKPOINTS)).scalars().all()
    connection.execute(sa.delete(checkpoints).where(mine & checkpoints.c.frame.not_in(kept)))


def read_checkpoint(connection: sa.Connection, run: str) -> CheckpointRow | None:
    """Return the newest undamaged checkpoint of a run, if there is one."""
    wanted = sa.select(checkpoints).where(checkpoints.c.run == run).order_by(checkpoints.c.frame.desc())
    for row in connection.execute(wanted):
        if fingerprint(row.body) == row.digest:
            return CheckpointRow(frame=row.frame, minute=row.minute, body=zlib.decompress(row.body))
    return None


def write_result(connection: sa.Connection, run: str, result: ResultRow) -> None:
    """Write what came out of a run."""
    row = {"minute": result.minute, "digest": result.digest, "body": canonical(result.body)}
    connection.execute(sa.insert(results).values(run=run, finished_ms=result.finished_ms, **row))


def read_result(connection: sa.Connection, run: str) -> ResultRow | None:
    """Return what came out of a run, if it is finished."""
    row = connection.execute(sa.select(results).where(results.c.run == run)).one_or_none()
    if row is None:
        return None
    return ResultRow(
        minute=row.minute, digest=row.digest, body=json.loads(row.body), finished_ms=row.finished_ms
    )
