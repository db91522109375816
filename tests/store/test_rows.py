import sqlite3

import pytest

from simulator.errors import StoreError
from store import progress_rows, run_rows, session_rows
from store.database import Store
from store.progress_rows import CheckpointRow, FrameRow, Snapshot
from tests.store.conftest import new_run


def frame(run: str, seq: int) -> FrameRow:
    return FrameRow(run=run, seq=seq, minute=seq * 10, body={"n": seq, "名": "省"})


def test_a_frame_cannot_be_written_twice(store: Store, run: str):
    with store.writing() as connection:
        progress_rows.write_frame(connection, frame(run, 1))
    with pytest.raises(StoreError, match="UNIQUE"), store.writing() as connection:
        progress_rows.write_frame(connection, frame(run, 1))


def test_newest_frames_come_oldest_first_and_a_follower_gets_the_next_ones(store: Store, run: str):
    with store.writing() as connection:
        for seq in range(1, 11):
            progress_rows.write_frame(connection, frame(run, seq))
    with store.reading() as connection:
        newest = progress_rows.read_frames(connection, run, since=2, limit=3)
        following = progress_rows.read_next_frames(connection, run, since=2, limit=3)
    assert [row.seq for row in newest] == [8, 9, 10]
    assert [row.seq for row in following] == [3, 4, 5]
    assert newest[0].body == {"n": 8, "名": "省"}


def test_only_the_newest_observation_is_kept(store: Store, run: str):
    for number in (1, 2, 3):
        with store.writing() as connection:
            seen = Snapshot(frame=number, minute=number * 10, body={"n": number})
            progress_rows.write_observation(connection, run, seen)
    with store.reading() as connection:
        assert progress_rows.read_observation(connection, run) == seen
        assert progress_rows.observed_frames(connection, [run]) == {run: 3}


def test_a_damaged_checkpoint_gives_way_to_the_one_before(store: Store, run: str, url: str):
    with store.writing() as connection:
        for number in (5, 9, 12):
            kept = CheckpointRow(frame=number, minute=number * 10, body=bytes([number]) * 1000)
            progress_rows.write_checkpoint(connection, run, kept)
    raw = sqlite3.connect(url.removeprefix("sqlite:///"))
    assert raw.execute("SELECT frame FROM checkpoints ORDER BY frame").fetchall() == [(9,), (12,)]
    raw.execute("UPDATE checkpoints SET body = x'00' WHERE frame = 12")
    raw.commit()
    raw.close()
    with store.reading() as connection:
        found = progress_rows.read_checkpoint(connection, run)
    assert found == CheckpointRow(frame=9, minute=90, body=bytes([9]) * 1000)


def test_a_lease_is_held_by_one_and_taken_over_when_old(store: Store, run: str):
    with store.writing() as connection:
        assert run_rows.claim(connection, run, "a", now_ms=1000, patience_ms=500) == 1
        assert run_rows.claim(connection, run, "b", now_ms=1400, patience_ms=500) is None
        assert run_rows.claim(connection, run, "b", now_ms=1600, patience_ms=500) == 2
        assert not run_rows.holds(connection, run, "a", 1)
        assert run_rows.holds(connection, run, "b", 2)
        run_rows.renew(connection, "a", {run: 1}, now_ms=9000)  # too late: changes nothing
        assert run_rows.claim(connection, run, "c", now_ms=2200, patience_ms=500) == 3


def test_a_restarted_host_takes_its_own_lease_back_at_once(store: Store, run: str):
    with store.writing() as connection:
        run_rows.claim(connection, run, "a", now_ms=1000, patience_ms=500)
        assert run_rows.claim(connection, run, "a", now_ms=1001, patience_ms=500) is None
        assert run_rows.claim(connection, run, "a", now_ms=1002, patience_ms=500, take_own=True) == 2


def test_a_released_lease_is_free_at_once(store: Store, run: str):
    with store.writing() as connection:
        run_rows.claim(connection, run, "a", now_ms=1_000_000, patience_ms=500)
        assert run_rows.held(connection, now_ms=1_000_100, patience_ms=500) == {run: "a"}
        run_rows.release(connection, run, "a", 1)
        assert run_rows.held(connection, now_ms=1_000_100, patience_ms=500) == {}
        assert run_rows.claim(connection, run, "b", now_ms=1_000_100, patience_ms=500) == 2


def test_runs_are_listed_by_state_in_order(store: Store):
    for name in ("a", "b", "c"):
        new_run(store, name)
    with store.writing() as connection:
        run_rows.set_progress(connection, "b", state="finished")
    with store.reading() as connection:
        assert [row.id for row in run_rows.list_runs(connection)] == ["a", "b", "c"]
        assert [row.id for row in run_rows.list_runs(connection, ("finished",))] == ["b"]


def test_a_ticket_can_be_used_once_and_not_late(store: Store, run: str):
    with store.writing() as connection:
        session_rows.insert_ticket(connection, "aa", "trainee", run, 1000)
        session_rows.insert_ticket(connection, "bb", "trainee", run, 1000)
        assert session_rows.use_ticket(connection, "aa", now_ms=500) == ("trainee", run)
        assert session_rows.use_ticket(connection, "aa", now_ms=501) is None
        assert session_rows.use_ticket(connection, "bb", now_ms=1001) is None
        assert session_rows.use_ticket(connection, "cc", now_ms=1) is None
