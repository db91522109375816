"""The rows of runs: who they are and how far they have come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from simulator.errors import UnknownNameError
from store.event_log import genesis
from store.tables import IDENTITY, leases, runs

FORKED = "~"
"""Stands in the attempt of a fork between the luck it shares and its own id: an attempt is there once."""


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """One run as it stands in the store; columns as in `store.tables`."""

    id: str
    case_id: str
    case_version: int
    world_seed: str
    chance_seed: str
    attempt: str
    agents: int | None
    language: str
    engine_version: str
    created_ms: int
    population_digest: str | None
    state: str
    speed: float
    steps_left: int
    minute: int
    last_frame: int
    control_seq: int
    starts: int
    trouble: str
    head_seq: int
    head_hash: str

    @property
    def luck(self) -> str:
        """The attempt whose luck it has: its own, or for a fork that of the run it leaves."""
        return self.attempt.partition(FORKED)[0]

    @property
    def forked(self) -> bool:
        """Whether it leaves another run at one of its decisions."""
        return FORKED in self.attempt


def insert_run(connection: sa.Connection, identity: dict[str, Any], *, state: str, speed: float) -> None:
    """Write a new run; `identity` has exactly the columns named in `store.tables.IDENTITY`."""
    progress = {
        "state": state,
        "speed": speed,
        "steps_left": 0,
        "minute": 0,
        "last_frame": 0,
        "control_seq": 0,
        "starts": 0,
        "trouble": "",
        "head_seq": 0,
        "head_hash": genesis(identity),
        "population_digest": None,
    }
    connection.execute(sa.insert(runs).values({name: identity[name] for name in IDENTITY} | progress))


def get_run(connection: sa.Connection, run: str) -> RunRow:
    """Return one run.

    Raises
    ------
    UnknownNameError
        If there is no such run.
    """
    row = connection.execute(sa.select(runs).where(runs.c.id == run)).mappings().one_or_none()
    if row is None:
        raise UnknownNameError("run", run, ())
    return RunRow(**row)


def list_runs(connection: sa.Connection, states: Iterable[str] | None = None) -> list[RunRow]:
    """Return runs in the order in which they were made."""
    wanted = sa.select(runs).order_by(runs.c.created_ms, runs.c.id)
    if states is not None:
        wanted = wanted.where(runs.c.state.in_(tuple(states)))
    return [RunRow(**row) for row in connection.execute(wanted).mappings()]


def rows_of(connection: sa.Connection, ids: Iterable[str]) -> dict[str, RunRow]:
    """Return some runs by their ids."""
    wanted = sa.select(runs).where(runs.c.id.in_(tuple(ids)))
    return {row["id"]: RunRow(**row) for row in connection.execute(wanted).mappings()}


def heads(connection: sa.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the number of the last event of each of some runs."""
    wanted = sa.select(runs.c.id, runs.c.head_seq).where(runs.c.id.in_(tuple(ids)))
    return {row.id: int(row.head_seq) for row in connection.execute(wanted)}


def set_progress(connection: sa.Connection, run: str, **columns: Any) -> None:
    """Write some of a run's progress columns."""
    connection.execute(sa.update(runs).where(runs.c.id == run).values(columns))


def claim(
    connection: sa.Connection, run: str, owner: str, *, now_ms: int, patience_ms: int, take_own: bool = False
) -> int | None:
    """Take the lease of a run that nobody holds, and return its epoch; ``None`` if somebody does.

    Parameters
    ----------
    patience_ms : int
        How old the holder's last heartbeat must be before the lease may be taken over.
    take_own : bool
        Take over a fresh lease of the same name too: its holder is known to be dead.
    """
    lease = connection.execute(sa.select(leases).where(leases.c.run == run).with_for_update()).one_or_none()
    if lease is not None:
        mine = take_own and lease.owner == owner
        if now_ms - lease.heartbeat_ms < patience_ms and not mine:
            return None
    epoch = 1 if lease is None else int(lease.epoch) + 1
    fields = {"owner": owner, "epoch": epoch, "heartbeat_ms": now_ms}
    if lease is None:
        connection.execute(sa.insert(leases).values(run=run, **fields))
    else:
        connection.execute(sa.update(leases).where(leases.c.run == run).values(fields))
    connection.execute(sa.update(runs).where(runs.c.id == run).values(starts=runs.c.starts + 1))
    return epoch


def holds(connection: sa.Connection, run: str, owner: str, epoch: int) -> bool:
    """Return whether this owner still holds this epoch of the lease (fencing)."""
    mine = (leases.c.run == run) & (leases.c.owner == owner) & (leases.c.epoch == epoch)
    return connection.execute(sa.select(leases.c.run).where(mine).with_for_update()).one_or_none() is not None


def renew(connection: sa.Connection, owner: str, epochs: dict[str, int], *, now_ms: int) -> None:
    """Write the heartbeat of every lease that is still ours."""
    for run, epoch in epochs.items():
        mine = (leases.c.run == run) & (leases.c.owner == owner) & (leases.c.epoch == epoch)
        connection.execute(sa.update(leases).where(mine).values(heartbeat_ms=now_ms))


def release(connection: sa.Connection, run: str, owner: str, epoch: int) -> None:
    """Let go of a lease at once, so that nobody has to wait for it to grow old."""
    mine = (leases.c.run == run) & (leases.c.owner == owner) & (leases.c.epoch == epoch)
    connection.execute(sa.update(leases).where(mine).values(heartbeat_ms=0, owner=""))


def held(connection: sa.Connection, *, now_ms: int, patience_ms: int) -> dict[str, str]:
    """Return the runs that a living host holds, with its name."""
    fresh = leases.c.heartbeat_ms > now_ms - patience_ms
    return {row.run: row.owner for row in connection.execute(sa.select(leases).where(fresh))}
