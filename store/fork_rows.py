"""Runs that leave another run at one of its decisions: which, where, and the part they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from store.event_log import Event, append
from store.tables import forks, frames, hours


@dataclass(frozen=True, kw_only=True)
class ForkRow:
    """Where a run leaves another; columns as in `store.tables`."""

    run: str
    parent: str
    key: str
    minute: int


def write_fork(connection: sa.Connection, row: ForkRow) -> None:
    """Write where a run leaves another."""
    connection.execute(sa.insert(forks).values(vars(row)))


def read_fork(connection: sa.Connection, run: str) -> ForkRow | None:
    """Return where a run leaves another; ``None`` if it is nobody's fork."""
    row = connection.execute(sa.select(forks).where(forks.c.run == run)).mappings().one_or_none()
    return None if row is None else ForkRow(**row)


def forks_of(connection: sa.Connection, parent: str) -> list[ForkRow]:
    """Return the runs that leave a run, by the minute at which they do."""
    wanted = sa.select(forks).where(forks.c.parent == parent).order_by(forks.c.minute, forks.c.run)
    return [ForkRow(**row) for row in connection.execute(wanted).mappings()]


def copy_past(
    connection: sa.Connection, parent: str, run: str, *, log: Iterable[Event], last_frame: int, minute: int, now_ms: int
) -> None:  # fmt: skip
    """Give a run the past of another: its events, its ticks and its full hours up to a moment."""
    for event in log:
        append(connection, run, event.kind, event.body, key=event.key, now_ms=now_ms)
    for table, past in (
        (frames, (frames.c.run == parent) & (frames.c.seq <= last_frame)),
        (hours, (hours.c.run == parent) & (hours.c.minute <= minute)),
    ):
        names = [column.name for column in table.columns]
        columns = [sa.literal(run) if name == "run" else table.c[name] for name in names]
        connection.execute(sa.insert(table).from_select(names, sa.select(*columns).where(past)))
