"""How a store made by an older Quanmei becomes one of today: a numbered list of steps.

A step that has been released is never edited. The steps applied stand in ``schema_version``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from simulator.errors import StoreError
from store.guards import set_guards
from store.tables import (
    alerts,
    begun_work,
    decision_notes,
    decision_values,
    forks,
    ledgers,
    marks,
    metadata,
    reviews,
    schema_version,
    sitting_runs,
    sittings,
)


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One numbered step of the schema."""

    version: int
    name: str
    apply: Callable[[sa.Connection], None]


_SINCE_2 = (marks, decision_values)
_SINCE_3 = (begun_work,)
_SINCE_4 = (reviews, ledgers)
_SINCE_5 = (alerts,)
_SINCE_6 = (decision_notes,)
_SINCE_7 = (forks,)
_SINCE_8 = (sittings, sitting_runs)


def _create(connection: sa.Connection) -> None:
    later = (
        schema_version, *_SINCE_2, *_SINCE_3, *_SINCE_4, *_SINCE_5, *_SINCE_6, *_SINCE_7, *_SINCE_8,
    )  # fmt: skip
    first = [table for table in metadata.sorted_tables if table not in later]
    metadata.create_all(connection, checkfirst=False, tables=first)
    set_guards(connection)


def _add_marks(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False, tables=list(_SINCE_2))


def _add_begun_work(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False, tables=list(_SINCE_3))


def _add_reviews(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False, tables=list(_SINCE_4))


def _add_alerts(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False, tables=list(_SINCE_5))


def _add_notes(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False, tables=list(_SINCE_6))


def _add_forks(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False, tables=list(_SINCE_7))


def _add_sittings(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False, tables=list(_SINCE_8))


MIGRATIONS: tuple[Migration, ...] = (
    Migration(version=1, name="runs, events, frames, leases, sessions", apply=_create),
    Migration(version=2, name="marks and what each decision was worth", apply=_add_marks),
    Migration(version=3, name="work of the marking process that was begun", apply=_add_begun_work),
    Migration(
        version=4, name="what a trainee expected and wrote before the mark, and ledgers", apply=_add_reviews
    ),
    Migration(version=5, name="alerts that a trainee sets", apply=_add_alerts),
    Migration(version=6, name="what a trainee notes at a decision after a run", apply=_add_notes),
    Migration(version=7, name="runs that leave another at a decision", apply=_add_forks),
    Migration(
        version=8, name="sittings with their rules, and which runs belong to them", apply=_add_sittings
    ),
)


def current_version(connection: sa.Connection) -> int:
    """Return the number of the last step applied; 0 for an empty store."""
    if not sa.inspect(connection).has_table(schema_version.name):
        return 0
    newest = connection.execute(sa.select(sa.func.max(schema_version.c.version))).scalar_one()
    return int(newest or 0)


def migrate(connection: sa.Connection, steps: tuple[Migration, ...] = MIGRATIONS) -> int:
    """Apply the steps a store does not have yet and return how many there were.

    Raises
    ------
    StoreError
        If the store was made by a newer Quanmei.
    """
    version = current_version(connection)
    newest = steps[-1].version
    if version > newest:
        raise StoreError(f"the store has schema {version}, this Quanmei knows up to {newest}; update Quanmei")
    if version == 0:
        schema_version.create(connection, checkfirst=True)
    pending = [step for step in steps if step.version > version]
    for step in pending:
        step.apply(connection)
        row = {"version": step.version, "name": step.name, "applied_ms": int(time.time() * 1000)}
        connection.execute(sa.insert(schema_version).values(row))
    return len(pending)
