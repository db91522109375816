import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import StoreError, UnknownNameError
from store import event_log
from store.database import Store
from tests.store.conftest import new_run

BODY = {"decision": {"lever": "restock", "stock": "jelly", "quantity": 400}, "features": None}


def write(store: Store, run: str, count: int) -> None:
    with store.writing() as connection:
        for number in range(count):
            event_log.append(
                connection, run, "decision", BODY | {"number": number}, key=f"k{number}", now_ms=number
            )


def tamper(url: str, *statements: str) -> None:
    """Change the file as somebody with full access to it would: without our guards."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (trigger,) in triggers:
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_events_are_numbered_from_one_in_the_order_of_writing(store: Store, run: str):
    write(store, run, 5)
    with store.reading() as connection:
        events = event_log.read(connection, run)
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.body["number"] for event in events] == [0, 1, 2, 3, 4]
    assert events[0].body["decision"] == BODY["decision"]


def test_runs_have_logs_of_their_own(store: Store, run: str):
    other = new_run(store, "r2")
    write(store, run, 2)
    write(store, other, 3)
    with store.reading() as connection:
        assert event_log.verify_chain(connection, run) == 2
        assert event_log.verify_chain(connection, other) == 3
        assert event_log.read(connection, run)[0].hash != event_log.read(connection, other)[0].hash


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}' WHERE seq = 2",
        "UPDATE events SET written_ms = 0",
        "DELETE FROM events WHERE seq = 3",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events SELECT run, seq, kind, key, '{}', written_ms, hash FROM events WHERE seq = 2",
        "INSERT INTO events SELECT run, 9, kind, 'new', body, written_ms, hash FROM events WHERE seq = 2",
        "INSERT OR REPLACE INTO events SELECT run, 4, kind, key, body, written_ms, hash FROM events WHERE seq = 2",
        "UPDATE runs SET chance_seed = world_seed",
        "DELETE FROM runs",
    ],
)
def test_the_database_refuses_to_change_the_log(store: Store, run: str, statement: str):
    write(store, run, 3)
    with pytest.raises(StoreError, match=r"append-only|identity|FOREIGN KEY"), store.writing() as connection:
        connection.execute(sa.text(statement))
    with store.reading() as connection:
        assert event_log.verify_chain(connection, run) == 3


def test_the_database_refuses_even_a_plain_sqlite_connection(store: Store, run: str, url: str):
    write(store, run, 3)
    raw = sqlite3.connect(url.removeprefix("sqlite:///"))
    for statement in ("DELETE FROM events", "REPLACE INTO events SELECT * FROM events WHERE seq = 1"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    raw.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE events SET body = replace(body, '400', '4000') WHERE seq = 2", "event 2 .* was changed"),
        ("UPDATE events SET body = 'not json' WHERE seq = 4", "event 4 .* was changed"),
        ("UPDATE events SET key = 'other' WHERE seq = 1", "event 1 .* was changed"),
        ("UPDATE events SET written_ms = 99 WHERE seq = 3", "event 3 .* was changed"),
        ("UPDATE events SET kind = 'control' WHERE seq = 3", "event 3 .* was changed"),
        ("DELETE FROM events WHERE seq = 3", "event 3 is missing"),
        ("DELETE FROM events WHERE seq = 5", "ends at event 4, the run says 5"),
        ("UPDATE runs SET chance_seed = '00'", "event 1 .* was changed"),
    ],
)
def test_a_changed_row_is_found(store: Store, run: str, url: str, change: str, said: str):
    write(store, run, 5)
    store.close()
    tamper(url, change)
    again = Store(url)
    with again.reading() as connection, pytest.raises(StoreError, match=said):
        event_log.verify_chain(connection, run)
    again.close()


def test_a_rewritten_tail_is_found_by_the_head_in_the_run(store: Store, run: str, url: str):
    write(store, run, 3)
    with store.reading() as connection:
        second = event_log.read(connection, run)[1]
    forged = event_log.chained(
        second.hash,
        {"run": run, "seq": 3, "kind": "decision", "key": "k2", "body": {}, "written_ms": 2},
    )
    store.close()
    tamper(url, "UPDATE events SET body = '{}', hash = 'forged' WHERE seq = 3".replace("forged", forged))
    again = Store(url)
    with again.reading() as connection, pytest.raises(StoreError, match="tail changed"):
        event_log.verify_chain(connection, run)
    again.close()


def test_an_unknown_run_has_no_log(store: Store):
    with store.writing() as connection, pytest.raises(UnknownNameError, match="no run named 'nobody'"):
        event_log.append(connection, "nobody", "decision", {}, now_ms=1)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(st.dictionaries(st.text(max_size=5), _JSON, max_size=3), max_size=6))
def test_whatever_is_written_is_read_back_and_the_chain_holds(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[dict[str, object]]
):
    folder: Path = tmp_path_factory.mktemp("log")
    store = Store(f"sqlite:///{(folder / 'runs.db').as_posix()}")
    run = new_run(store)
    with store.writing() as connection:
        for body in bodies:
            event_log.append(connection, run, "outcome", body, now_ms=1)
    with store.reading() as connection:
        assert [event.body for event in event_log.read(connection, run)] == bodies
        assert event_log.verify_chain(connection, run) == len(bodies)
    store.close()
