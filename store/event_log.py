"""The append-only log of a run: decisions, what became of them, and controls, in one hash chain.

Each event's hash covers the hash before it; the first covers the identity of the run (case, seeds,
attempt). The number and hash of the last event stand in the run's row, so that a removed tail is
found as surely as a changed row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from simulator.errors import StoreError, UnknownNameError
from store.canonical import canonical, chained, fingerprint
from store.tables import IDENTITY, events, runs

Body = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of the log.

    Parameters
    ----------
    run, seq : str, int
        Which run, and its place in the run's log, from 1.
    kind : str
        ``decision``, ``outcome`` or ``control``.
    key : str or None
        The sender's own key, unique per run and kind.
    body : mapping
        What it says.
    written_ms : int
        When it was written, milliseconds since the epoch.
    hash : str
        SHA-256 over the hash before it and all of the above.
    """

    run: str
    seq: int
    kind: str
    key: str | None
    body: Body
    written_ms: int
    hash: str


def genesis(identity: Mapping[str, Any]) -> str:
    """Return the hash that the first event of a run is chained to."""
    return fingerprint(canonical({name: identity[name] for name in IDENTITY}))


def append(
    connection: sa.Connection, run: str, kind: str, body: Body, *, key: str | None = None, now_ms: int
) -> Event:
    """Write one event at the end of a run's log.

    Raises
    ------
    UnknownNameError
        If there is no such run.
    """
    seq, previous = _head(connection, run)
    said = {"run": run, "seq": seq + 1, "kind": kind, "key": key, "body": body, "written_ms": now_ms}
    link = chained(previous, said)
    connection.execute(sa.insert(events).values({**said, "body": canonical(body), "hash": link}))
    head = {"head_seq": seq + 1, "head_hash": link}
    connection.execute(sa.update(runs).where(runs.c.id == run).values(head))
    return Event(run=run, seq=seq + 1, kind=kind, key=key, body=body, written_ms=now_ms, hash=link)


def _head(connection: sa.Connection, run: str) -> tuple[int, str]:
    # FOR UPDATE is what lets one writer at a time extend a chain on PostgreSQL
    wanted = sa.select(runs.c.head_seq, runs.c.head_hash).where(runs.c.id == run).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise UnknownNameError("run", run, ())
    return int(row.head_seq), str(row.head_hash)


def find(connection: sa.Connection, run: str, kind: str, key: str) -> Event | None:
    """Return the event of a run with this kind and key, if there is one."""
    where = (events.c.run == run) & (events.c.kind == kind) & (events.c.key == key)
    row = connection.execute(sa.select(events).where(where)).one_or_none()
    return None if row is None else _event(row)


def read(
    connection: sa.Connection, run: str, *, since: int = 0, kinds: Iterable[str] | None = None
) -> list[Event]:
    """Return a run's events after a number, in order."""
    wanted = sa.select(events).where((events.c.run == run) & (events.c.seq > since))
    if kinds is not None:
        wanted = wanted.where(events.c.kind.in_(tuple(kinds)))
    return [_event(row) for row in connection.execute(wanted.order_by(events.c.seq))]


def _event(row: Any) -> Event:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name has the underscore
    return Event(**{**fields, "body": json.loads(fields["body"])})


def verify_chain(connection: sa.Connection, run: str) -> int:
    """Check every link of a run's log and return how many events it has.

    Raises
    ------
    StoreError
        Naming the first event that was changed, removed or inserted.
    """
    identity = connection.execute(sa.select(runs).where(runs.c.id == run)).mappings().one_or_none()
    if identity is None:
        raise UnknownNameError("run", run, ())
    link, seq = genesis({str(name): value for name, value in identity.items()}), 0
    for row in connection.execute(sa.select(events).where(events.c.run == run).order_by(events.c.seq)):
        seq += 1
        link = _checked_link(link, seq, row)
    if (seq, link) != (identity["head_seq"], identity["head_hash"]):
        raise StoreError(
            f"run {run}: the log ends at event {seq}, the run says {identity['head_seq']}; tail changed"
        )
    return seq


def _checked_link(previous: str, seq: int, row: Any) -> str:
    if row.seq != seq:
        raise StoreError(f"run {row.run}: event {seq} is missing from the log (found {row.seq})")
    said = {"run": row.run, "seq": row.seq, "kind": row.kind, "key": row.key, "written_ms": row.written_ms}
    try:
        link = chained(previous, {**said, "body": json.loads(row.body)})
    except json.JSONDecodeError:
        link = ""
    if link != row.hash:
        raise StoreError(
            f"run {row.run}: event {seq} ({row.kind} {row.key}) does not fit the chain; it was changed"
        )
    return link
