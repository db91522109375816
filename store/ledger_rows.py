"""The ledger of a run (复盘): how far it is while it is worked out, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store.canonical import canonical
from store.run_rows import RunRow
from store.tables import ledgers, marks, results, reviews, runs

FAILED = -1
"""What stands for the number of stretches when a ledger could not be made."""


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """A ledger, or how far it is.

    Parameters
    ----------
    body : dict or None
        ``None`` while it is worked out, and when it could not be made.
    done, total : int
        Stretches of the present round; ``total`` is `FAILED` when it could not be made.
    """

    body: dict[str, Any] | None
    done: int
    total: int


def write_ledger(
    connection: sa.Connection, run: str, *, body: dict[str, Any] | None, done: int, total: int, now_ms: int
) -> None:
    """Write how far a ledger is, or what came of it; one that is whole is never replaced."""
    mine = ledgers.c.run == run
    row = {
        "body": None if body is None else canonical(body), "done": done, "total": total, "written_ms": now_ms,
    }  # fmt: skip
    known = connection.execute(sa.select(ledgers.c.body).where(mine)).one_or_none()
    if known is None:
        connection.execute(sa.insert(ledgers).values(run=run, **row))
    elif known.body is None:
        connection.execute(sa.update(ledgers).where(mine).values(row))


def read_ledger(connection: sa.Connection, run: str) -> LedgerRow | None:
    """Return the ledger of a run, or how far it is; ``None`` before it is begun."""
    row = connection.execute(sa.select(ledgers).where(ledgers.c.run == run)).one_or_none()
    if row is None:
        return None
    body = None if row.body is None else json.loads(row.body)
    return LedgerRow(body=body, done=row.done, total=row.total)


def next_without(connection: sa.Connection) -> RunRow | None:
    """Return the run whose trainee has waited longest for its ledger: marked, reviewed, not worked out."""
    wanted = (
        sa.select(runs)
        .join(results, results.c.run == runs.c.id)
        .join(marks, marks.c.run == runs.c.id)
        .join(reviews, reviews.c.run == runs.c.id)
        .outerjoin(ledgers, ledgers.c.run == runs.c.id)
        .where(
            (marks.c.left >= 0)
            & (ledgers.c.run.is_(None) | (ledgers.c.body.is_(None) & (ledgers.c.total >= 0)))
        )
        .order_by(reviews.c.written_ms, runs.c.id)
        .limit(1)
    )
    row = connection.execute(wanted).mappings().one_or_none()
    return None if row is None else RunRow(**row)
