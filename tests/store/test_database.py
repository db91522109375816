import os
import threading
from pathlib import Path
from typing import Self

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from simulator.errors import StoreError
from store import migrations, run_rows, tables
from store.database import PRAGMAS, ChangeWatch, Store, set_pragmas
from store.guards import GUARDS
from tests.store.conftest import new_run


def test_the_promised_pragmas_hold_on_every_connection(store: Store):
    with store.writing() as one, store.reading() as other:
        for connection in (one, other):
            for name, (_, expected) in PRAGMAS.items():
                assert str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) == expected


def test_a_database_that_cannot_keep_its_promises_is_refused():
    with pytest.raises(StoreError, match="journal_mode=memory where wal is needed"):
        Store("sqlite://")


class _Forgetful:
    """A connection that accepts every pragma and keeps an older value of one."""

    OperationalError = ValueError

    def __init__(self, forgets: str) -> None:
        self.forgets, self.last = forgets, ""

    def execute(self, statement: str) -> Self:
        self.last = statement.removeprefix("PRAGMA ")
        return self

    def fetchone(self) -> tuple[str]:
        return ("0" if self.last == self.forgets else PRAGMAS[self.last][1],)


@pytest.mark.parametrize("name", ["synchronous", "foreign_keys"])
def test_a_pragma_that_was_not_taken_over_is_noticed(name: str):
    with pytest.raises(StoreError, match=f"{name}=0"):
        set_pragmas(_Forgetful(name))


def test_an_address_that_is_none_is_explained():
    with pytest.raises(StoreError, match="not a database address"):
        Store("quanmei.db")


def test_a_transaction_that_fails_leaves_nothing(store: Store, run: str):
    def half_right() -> None:
        with store.writing() as connection:
            run_rows.set_progress(connection, run, minute=10)
            run_rows.set_progress(connection, run, state="sleeping")

    with pytest.raises(StoreError, match="state_is_known"):
        half_right()
    with store.reading() as connection:
        assert run_rows.get_run(connection, run).minute == 0


def test_a_reader_sees_one_state_while_somebody_writes(store: Store, run: str):
    with store.reading() as reader:
        assert run_rows.get_run(reader, run).minute == 0
        with store.writing() as writer:
            run_rows.set_progress(writer, run, minute=10)
        assert run_rows.get_run(reader, run).minute == 0
    with store.reading() as reader:
        assert run_rows.get_run(reader, run).minute == 10


def test_two_processes_may_open_a_new_store_at_once(tmp_path: Path):
    url = f"sqlite:///{(tmp_path / 'new.db').as_posix()}"
    problems: list[StoreError] = []

    def open_it() -> None:
        try:
            Store(url).close()
        except StoreError as problem:
            problems.append(problem)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_opening_a_store_again_applies_no_step_twice(store: Store, run: str, url: str):
    again = Store(url)
    with again.writing() as connection:
        assert migrations.migrate(connection) == 0
        assert migrations.current_version(connection) == migrations.MIGRATIONS[-1].version
        assert run_rows.get_run(connection, run).case_id == "tea"
    again.close()


def test_an_older_store_gets_the_steps_it_lacks(store: Store):
    def add_notes(connection: sa.Connection) -> None:
        connection.execute(sa.text("CREATE TABLE notes (body TEXT)"))

    after = migrations.MIGRATIONS[-1].version + 1
    steps = (*migrations.MIGRATIONS, migrations.Migration(version=after, name="notes", apply=add_notes))
    with store.writing() as connection:
        assert migrations.migrate(connection, steps) == 1
        assert sa.inspect(connection).has_table("notes")


def test_a_newer_store_is_left_alone(store: Store, url: str):
    with store.writing() as connection:
        row = {"version": 99, "name": "future", "applied_ms": 1}
        connection.execute(sa.insert(tables.schema_version).values(row))
    with pytest.raises(StoreError, match="schema 99"):
        Store(url)


def test_migration_numbers_go_up_by_one():
    versions = [step.version for step in migrations.MIGRATIONS]
    assert versions == list(range(1, len(versions) + 1))


def test_every_table_can_be_spelled_for_postgresql():
    for table in tables.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
    assert set(GUARDS) == {"sqlite", "postgresql"}


def test_the_identity_guard_covers_every_identity_column():
    guard = " ".join(next(text for text in GUARDS["sqlite"] if "identity" in text).split())
    assert f"BEFORE UPDATE OF {', '.join(tables.IDENTITY)} ON runs" in guard


def test_a_watch_sees_commits_of_others_only(store: Store, run: str):
    watch = ChangeWatch(store)
    assert watch.changed()
    assert not watch.changed()
    with store.writing() as connection:
        run_rows.set_progress(connection, run, minute=20)
    assert watch.changed()
    assert not watch.changed()
    watch.close()


def test_seeds_of_128_bits_survive(store: Store):
    run = new_run(store, "big")
    with store.reading() as connection:
        assert int(run_rows.get_run(connection, run).world_seed, 16) == 2**127 + 5


def test_a_store_that_cannot_be_made_says_where(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be made"):
        Store(f"sqlite:///{(tmp_path / 'missing' / 'runs.db').as_posix()}")


@pytest.mark.skipif(os.name != "posix", reason="other systems have no permission bits")
def test_other_users_cannot_read_a_new_store(store: Store, tmp_path: Path):
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())
