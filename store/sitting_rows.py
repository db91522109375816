"""Sittings: runs that were given out together, the rules they share, and when their marks were released."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from store.tables import sitting_runs, sittings


@dataclass(frozen=True, kw_only=True)
class SittingRow:
    """One sitting; columns as in `store.tables`."""

    id: str
    name: str
    kind: str
    reasons: bool
    again: bool
    created_ms: int
    released_ms: int | None = None


def insert_sitting(connection: sa.Connection, row: SittingRow) -> None:
    """Write a new sitting."""
    connection.execute(sa.insert(sittings).values(vars(row)))


def add_run(connection: sa.Connection, sitting: str, run: str) -> None:
    """Put a run under the rules of a sitting, for good."""
    connection.execute(sa.insert(sitting_runs).values(run=run, sitting=sitting))


def read_sitting(connection: sa.Connection, sitting: str) -> SittingRow | None:
    """Return a sitting by its id."""
    found = connection.execute(sa.select(sittings).where(sittings.c.id == sitting)).mappings().one_or_none()
    return None if found is None else SittingRow(**found)


def sitting_of(connection: sa.Connection, run: str) -> SittingRow | None:
    """Return the sitting that a run belongs to; ``None`` for one that was opened alone."""
    wanted = sa.select(sittings).join(sitting_runs, sitting_runs.c.sitting == sittings.c.id)
    found = connection.execute(wanted.where(sitting_runs.c.run == run)).mappings().one_or_none()
    return None if found is None else SittingRow(**found)


def runs_of(connection: sa.Connection, sitting: str) -> list[str]:
    """Return the runs of a sitting in the order of their ids."""
    wanted = sa.select(sitting_runs.c.run).where(sitting_runs.c.sitting == sitting)
    return list(connection.execute(wanted.order_by(sitting_runs.c.run)).scalars())


def list_sittings(connection: sa.Connection) -> list[SittingRow]:
    """Return all sittings, the oldest first."""
    wanted = sa.select(sittings).order_by(sittings.c.created_ms, sittings.c.id)
    return [SittingRow(**row) for row in connection.execute(wanted).mappings()]


def release(connection: sa.Connection, sitting: str, *, now_ms: int) -> None:
    """Note when the marks of a sitting were released; the first time counts."""
    mine = (sittings.c.id == sitting) & sittings.c.released_ms.is_(None)
    connection.execute(sa.update(sittings).where(mine).values(released_ms=now_ms))
