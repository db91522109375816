"""What a trainee wrote after a run: the mark that was expected, once, and the review, which may grow."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from store.tables import reviews


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A written review.

    Parameters
    ----------
    expected : float
        Of 100; as it was written before the mark was seen.
    """

    expected: float
    text: str
    written_ms: int


def write_review(connection: sa.Connection, run: str, *, expected: float, text: str, now_ms: int) -> bool:
    """Write a review, and return whether it is the first: a later one changes the text alone."""
    mine = reviews.c.run == run
    if connection.execute(sa.select(reviews.c.run).where(mine)).one_or_none() is not None:
        connection.execute(sa.update(reviews).where(mine).values(text=text, written_ms=now_ms))
        return False
    row = {"expected": round(expected * 10), "text": text, "written_ms": now_ms}
    connection.execute(sa.insert(reviews).values(run=run, **row))
    return True


def read_review(connection: sa.Connection, run: str) -> ReviewRow | None:
    """Return what was written about a run, if anything."""
    row = connection.execute(sa.select(reviews).where(reviews.c.run == run)).one_or_none()
    if row is None:
        return None
    return ReviewRow(expected=row.expected / 10, text=row.text, written_ms=row.written_ms)
