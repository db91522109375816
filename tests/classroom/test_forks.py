"""A fork has the past of the run it leaves, tick by tick, and goes its own way from there."""

from __future__ import annotations

import pytest

from classroom.forks import MOST, past
from classroom.runs import Classroom
from simulator.errors import DecisionError
from store.event_log import Event
from tests.classroom.conftest import MakeHost, play_until


def _fork(room: Classroom, run: str, key: str) -> str:
    return room.forks.open(run, key).result()


def _end(room: Classroom, make_host: MakeHost, fork: str, *, again: list[dict[str, object]]) -> str:
    """Let a fork take some decisions where it stands, play it to its end, and return its digest."""
    host = make_host("another")
    for raw in again:
        room.submit_decision_now(fork, raw)
    play_until(host, lambda: all(made.status != "waiting" for made in room.decisions(fork)))
    room.control_now(fork, "finish")
    play_until(host, lambda: room.run(fork).state in ("finished", "failed"))
    assert room.run(fork).trouble == ""  # the host played the past again and checked every tick
    result = room.result(fork)
    assert result is not None
    return result.digest


def test_a_fork_that_decides_the_same_again_ends_as_its_run_did(
    room: Classroom, finished: str, make_host: MakeHost
):
    fork = _fork(room, finished, "s1")
    shared = {made.key for made in room.decisions(fork)}
    assert {"p1", "p2"} <= shared
    assert "s1" not in shared
    left_out = [dict(made.decision) for made in room.decisions(finished) if made.key not in shared]
    ended = room.result(finished)
    assert ended is not None
    assert _end(room, make_host, fork, again=left_out) == ended.digest


def test_a_fork_that_leaves_a_decision_out_ends_otherwise(
    room: Classroom, finished: str, make_host: MakeHost
):
    fork = _fork(room, finished, "s1")
    ended = room.result(finished)
    assert ended is not None
    assert _end(room, make_host, fork, again=[]) != ended.digest


def test_the_past_of_a_fork_is_that_of_its_run(room: Classroom, finished: str):
    fork = _fork(room, finished, "s1")
    frames, all_frames = (room.frames_since(run, limit=10_000) for run in (fork, finished))
    assert frames
    assert [frame.body for frame in frames] == [frame.body for frame in all_frames[: len(frames)]]
    assert room.run(fork).minute == frames[-1].minute
    assert room.run(fork).state == "paused"
    assert room.verify_log(fork) > 0


def test_a_run_and_its_forks_stand_side_by_side(room: Classroom, finished: str):
    fork = _fork(room, finished, "s1")
    ways = room.forks.ways(finished)
    assert [(way.run, way.key) for way in ways] == [(finished, ""), (fork, "s1")]
    assert ways[1].left == room.run(fork).minute
    assert room.forks.parent(fork) == finished
    assert room.forks.parent(finished) is None


@pytest.mark.parametrize("key", ["nobody", ""])
def test_there_is_no_fork_before_a_decision_that_was_not_made(room: Classroom, finished: str, key: str):
    with pytest.raises(DecisionError, match="no such decision"):
        _fork(room, finished, key)
    assert len(room.forks.ways(finished)) == 1


def test_a_run_that_goes_on_is_not_forked(room: Classroom):
    run = room.create_run("tiny", paused=True).id
    with pytest.raises(DecisionError, match="after its end"):
        _fork(room, run, "b1")


def test_a_run_has_a_limited_number_of_forks(room: Classroom, finished: str):
    for _ in range(MOST):
        _fork(room, finished, "s1")
    with pytest.raises(DecisionError, match=str(MOST)):
        _fork(room, finished, "s1")


def test_a_past_recorded_by_another_engine_is_not_played_on(
    room: Classroom, finished: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(room.forks, "_engine_version", "0+engine0")
    with pytest.raises(DecisionError, match="another engine"):
        _fork(room, finished, "s1")


def _event(seq: int, kind: str, **body: object) -> Event:
    return Event(run="r", seq=seq, kind=kind, key=f"k{seq}", body=body, written_ms=0, hash="")


@pytest.mark.parametrize(("frame", "kept"), [(0, 1), (4, 3), (7, 7), (9, 7)])
def test_a_past_ends_with_its_tick_and_takes_no_unanswered_decision(frame: int, kept: int):
    log = [
        _event(1, "control", action="pause"), _event(2, "decision"), _event(3, "outcome", decision_seq=2, frame=4),
        _event(4, "decision"), _event(5, "outcome", decision_seq=4, frame=7),
        _event(6, "outcome", decision_seq=2, frame=7), _event(7, "control", action="step"), _event(8, "decision"),
    ]  # fmt: skip
    assert [event.seq for event in past(log, frame)] == list(range(1, kept + 1))
