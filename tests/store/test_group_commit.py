import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from simulator.errors import DecisionError, StoreError
from store import event_log
from store.database import Store
from store.group_commit import GroupCommit


@pytest.fixture
def writer(store: Store) -> Iterator[GroupCommit]:
    group = GroupCommit(store)
    yield group
    group.close()


def numbers(store: Store, run: str) -> list[int]:
    with store.reading() as connection:
        return [event.body["n"] for event in event_log.read(connection, run)]


def append(run: str, number: int):
    return lambda connection: event_log.append(connection, run, "outcome", {"n": number}, now_ms=1)


def test_what_one_caller_submits_is_written_in_that_order(store: Store, run: str, writer: GroupCommit):
    futures = [writer.submit(append(run, number)) for number in range(200)]
    assert [future.result().seq for future in futures] == list(range(1, 201))
    assert numbers(store, run) == list(range(200))


def test_many_callers_share_commits_and_no_number_is_given_twice(store: Store, run: str, writer: GroupCommit):
    seqs: list[int] = []

    def submit(first: int) -> None:
        seqs.extend(
            future.result().seq
            for future in [writer.submit(append(run, n)) for n in range(first, first + 50)]
        )

    threads = [threading.Thread(target=submit, args=(first,)) for first in range(0, 400, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seqs) == list(range(1, 401))
    assert sorted(numbers(store, run)) == list(range(400))
    assert writer.commits < 400


def test_an_answer_comes_only_after_the_commit(store: Store, run: str, writer: GroupCommit):
    for number in range(5):
        writer.run(append(run, number))
        assert numbers(store, run)[-1] == number  # seen through another connection


def test_a_refused_job_is_undone_alone(store: Store, run: str, writer: GroupCommit):
    go = threading.Event()

    def half(connection: sa.Connection) -> None:
        append(run, 99)(connection)
        raise DecisionError("no")

    def hold(_connection: sa.Connection) -> None:
        go.wait()

    held = writer.submit(hold)  # the three below share one commit
    before, bad, after = writer.submit(append(run, 1)), writer.submit(half), writer.submit(append(run, 2))
    go.set()
    held.result()
    with pytest.raises(DecisionError, match="no"):
        bad.result()
    assert (before.result().seq, after.result().seq) == (1, 2)
    assert numbers(store, run) == [1, 2]


def test_a_job_that_breaks_a_rule_of_the_database_spoils_no_other(
    store: Store, run: str, writer: GroupCommit
):
    def twice(connection: sa.Connection) -> None:
        for _ in range(2):
            event_log.append(connection, run, "decision", {"n": 5}, key="same", now_ms=1)

    bad, good = writer.submit(twice), writer.submit(append(run, 1))
    with pytest.raises(StoreError, match="append-only"):
        bad.result()
    assert good.result().seq == 1
    assert numbers(store, run) == [1]


def test_a_broken_job_leaves_nobody_waiting(run: str, writer: GroupCommit):
    def broken(_connection: sa.Connection) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        writer.submit(broken).result(timeout=20)
    assert writer.submit(append(run, 3)).result(timeout=20).seq == 1  # the thread lives on


def test_a_closed_writer_says_so(run: str, writer: GroupCommit):
    writer.close()
    with pytest.raises(StoreError, match="stopping"):
        writer.submit(append(run, 1))
