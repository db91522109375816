"""What is written about a finished run after its end: the mark, and the value of each decision."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from store.canonical import canonical
from store.run_rows import RunRow
from store.tables import begun_work, decision_values, marks, results, runs

SHEET = ":sheet"
"""Key under which the mark sheet stands among the values (no decision's key has a colon)."""
TROUBLE = -1
"""What stands for the number of missing values when something went wrong: another process may try again."""


def write_mark(connection: sa.Connection, run: str, body: dict[str, Any], *, left: int, now_ms: int) -> None:
    """Write the mark of a run; one that was tried again takes the place of the one before.

    Parameters
    ----------
    left : int
        Values still to be worked out; `TROUBLE` when it did not succeed.
    """
    row = {"body": canonical(body), "left": left, "written_ms": now_ms}
    mine = marks.c.run == run
    if connection.execute(sa.update(marks).where(mine).values(row)).rowcount == 0:
        connection.execute(sa.insert(marks).values(run=run, **row))


def read_mark(connection: sa.Connection, run: str) -> dict[str, Any] | None:
    """Return what is written about the mark of a run, if it was worked out."""
    body = connection.execute(sa.select(marks.c.body).where(marks.c.run == run)).scalar_one_or_none()
    return None if body is None else json.loads(body)


def write_value(connection: sa.Connection, run: str, key: str, body: dict[str, Any]) -> None:
    """Write what one decision was worth; written twice, the first stands (both are the same)."""
    mine = (decision_values.c.run == run) & (decision_values.c.key == key)
    if connection.execute(sa.select(decision_values.c.key).where(mine)).one_or_none() is None:
        connection.execute(sa.insert(decision_values).values(run=run, key=key, body=canonical(body)))
        missing = (marks.c.run == run) & (marks.c.left > 0)
        connection.execute(sa.update(marks).where(missing).values(left=marks.c.left - 1))


def read_values(connection: sa.Connection, run: str) -> dict[str, dict[str, Any]]:
    """Return what is known so far of the decisions' values, by key."""
    wanted = sa.select(decision_values).where(decision_values.c.run == run)
    return {row.key: json.loads(row.body) for row in connection.execute(wanted)}


def begin_work(connection: sa.Connection, run: str, piece: str) -> int:
    """Note that a piece of work is begun; return how often it was, this time too, without an end."""
    mine = (begun_work.c.run == run) & (begun_work.c.piece == piece)
    before = connection.execute(sa.select(begun_work.c.times).where(mine)).scalar_one_or_none()
    if before is None:
        connection.execute(sa.insert(begun_work).values(run=run, piece=piece, times=1))
        return 1
    connection.execute(sa.update(begun_work).where(mine).values(times=before + 1))
    return before + 1


def end_work(connection: sa.Connection, run: str, piece: str) -> None:
    """Note that a piece of work came to an end, whatever its result."""
    mine = (begun_work.c.run == run) & (begun_work.c.piece == piece)
    connection.execute(sa.delete(begun_work).where(mine))


def unmarked_run(connection: sa.Connection, *, tried: Collection[str] = ()) -> RunRow | None:
    """Return the finished run that is to be marked or valued next, if there is one.

    Marks come before values, and the run that ended last comes first: its trainee is waiting.

    Parameters
    ----------
    tried : collection of str
        Runs whose trouble is not to be met again.
    """
    ended = sa.select(runs).join(results, results.c.run == runs.c.id)
    open_ended = ended.outerjoin(marks, marks.c.run == runs.c.id).order_by(
        marks.c.run.is_not(None), results.c.finished_ms.desc()
    )
    again = (marks.c.left == TROUBLE) & runs.c.id.not_in(tuple(tried))
    wanted = open_ended.where(marks.c.run.is_(None) | (marks.c.left > 0) | again).limit(1)
    row = connection.execute(wanted).mappings().one_or_none()
    return None if row is None else RunRow(**row)
