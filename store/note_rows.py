"""What a trainee notes at single decisions after a run; a note may be changed, an empty one is gone."""

from __future__ import annotations

import sqlalchemy as sa

from store.tables import decision_notes


def write_note(connection: sa.Connection, run: str, key: str, text: str, *, now_ms: int) -> None:
    """Write the note at a decision in place of what stood there."""
    mine = (decision_notes.c.run == run) & (decision_notes.c.key == key)
    connection.execute(sa.delete(decision_notes).where(mine))
    if text:
        row = {"run": run, "key": key, "text": text, "written_ms": now_ms}
        connection.execute(sa.insert(decision_notes).values(row))


def read_notes(connection: sa.Connection, run: str) -> dict[str, str]:
    """Return the notes of a run by the key of the decision."""
    wanted = sa.select(decision_notes).where(decision_notes.c.run == run).order_by(decision_notes.c.key)
    return {row.key: row.text for row in connection.execute(wanted)}
