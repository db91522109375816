"""What the database itself refuses: changing, removing or replacing an event of the log.

SQLite deletes without firing delete triggers when an insert *replaces* a row, so the insert is
guarded as well: an event's number is one more than the last, and its key is new.
"""

from __future__ import annotations

import sqlalchemy as sa

from simulator.errors import StoreError

_SQLITE = (
    """CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END""",
    """CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END""",
    """CREATE TRIGGER events_are_appended BEFORE INSERT ON events
    WHEN NEW.seq <> COALESCE((SELECT MAX(seq) FROM events WHERE run = NEW.run), 0) + 1
      OR EXISTS (SELECT 1 FROM events WHERE run = NEW.run AND kind = NEW.kind AND key = NEW.key)
    BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END""",
    """CREATE TRIGGER run_identity_is_not_changed
    BEFORE UPDATE OF id, case_id, case_version, world_seed, chance_seed, attempt, agents, language,
      engine_version, created_ms ON runs
    BEGIN SELECT RAISE(ABORT, 'the identity of a run does not change'); END""",
)

_POSTGRESQL = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$""",
    """CREATE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER events_are_not_emptied BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER run_identity_is_not_changed
    BEFORE UPDATE OF id, case_id, case_version, world_seed, chance_seed, attempt, agents, language,
      engine_version, created_ms ON runs
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
)

GUARDS: dict[str, tuple[str, ...]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def set_guards(connection: sa.Connection) -> None:
    """Create the triggers that keep the event log append-only.

    Raises
    ------
    StoreError
        If this kind of database has no guards; nothing is stored without them.
    """
    dialect = connection.dialect.name
    if dialect not in GUARDS:
        raise StoreError(f"no guards for a {dialect} database; known: {', '.join(GUARDS)}")
    for statement in GUARDS[dialect]:
        connection.execute(sa.text(statement))
