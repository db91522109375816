"""Finished runs are marked and their decisions valued in the background; a kill loses one value."""

import pytest

from assessment.removal import value_of
from classroom import marking
from classroom.marking import Marking
from classroom.runs import Classroom
from classroom.views import MarkView
from store.database import Store
from store.progress_rows import results
from tests.classroom.conftest import MakeMarking


def all_worked_out(room: Classroom, run: str, work: Marking) -> MarkView:
    while work.work_once():
        pass
    mark = room.mark(run)
    assert mark is not None
    return mark


def test_a_finished_run_gets_its_mark_first_and_then_every_value(
    room: Classroom, finished: str, make_marking: MakeMarking
):
    assert room.mark(finished) is None
    work = make_marking()
    assert work.work_once()
    mark = room.mark(finished)
    assert mark is not None
    assert mark.score is not None
    assert (mark.decisions, mark.values) == (4, {})
    assert mark.wanted == ("p1", "p2", "b1", "s1")  # by money and hours used; the boost found few people
    known = all_worked_out(room, finished, work)
    assert set(known.values) == set(mark.wanted)
    first = known.values["p1"]
    assert first is not None
    assert first.removed_with == ("b1",)
    assert first.kpis["reach"] > 0


def test_a_run_that_is_not_over_is_not_marked(room: Classroom, make_marking: MakeMarking):
    room.create_run("tiny", paused=True)
    assert not make_marking().work_once()


def test_a_marker_that_was_killed_goes_on_where_it_stopped(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    made: list[str] = []

    def counted(sim, log, key, *others):  # noqa: ANN001, ANN002, ANN202
        made.append(key)
        return value_of(sim, log, key, *others)

    monkeypatch.setattr(marking, "value_of", counted)
    for _ in range(3):
        make_marking().work_once()  # each is forgotten after one piece of work, as if killed
    mark = room.mark(finished)
    assert mark is not None
    assert len(mark.values) == 2
    work = make_marking()
    while work.work_once():
        pass
    assert made == list(mark.wanted)  # none twice


def test_only_the_dearest_of_very_many_decisions_are_valued(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(marking, "MOST_VALUED", 2)
    mark = all_worked_out(room, finished, make_marking())
    assert (mark.decisions, set(mark.values)) == (4, {"p1", "p2"})


def test_without_anchors_there_is_no_mark_until_there_are_some(
    room: Classroom, finished: str, make_marking: MakeMarking
):
    work = make_marking(lambda _scenario, _world: None)
    assert work.work_once()
    assert not work.work_once()
    mark = room.mark(finished)
    assert mark is not None
    assert (mark.score, mark.trouble) == (None, "no_anchors")
    make_marking().work_once()  # the next process tries again
    again = room.mark(finished)
    assert again is not None
    assert again.score is not None


def test_a_run_that_does_not_replay_keeps_its_mark_and_gets_no_values(
    room: Classroom, finished: str, make_marking: MakeMarking, url: str
):
    store = Store(url)
    with store.writing() as connection:
        connection.execute(results.update().values(digest="0" * 64))
    store.close()
    mark = all_worked_out(room, finished, make_marking())
    assert mark.score is not None
    assert (mark.trouble, mark.values) == ("not_repeatable", {})


def crash(*_: object) -> None:
    raise ZeroDivisionError("as a mistake in the product would")


def begin(make_marking: MakeMarking, times: int) -> None:
    """Let one process after the other begin the next piece of work and die of it."""
    for _ in range(times):
        with pytest.raises(ZeroDivisionError):
            make_marking().work_once()


def test_a_run_that_keeps_ending_the_marking_process_is_given_up_with_a_message(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(marking, "score_run", crash)
    begin(make_marking, marking.MOST_BEGUN)
    assert room.mark(finished) is None
    assert make_marking().work_once()
    mark = room.mark(finished)
    assert mark is not None
    assert (mark.score, mark.trouble) == (None, "crashed")
    assert not make_marking().work_once()  # nor does another process begin it again


def test_a_decision_that_keeps_ending_the_process_loses_its_value_and_no_other(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    def crash_on_boost(sim, log, key, *others):  # noqa: ANN001, ANN002, ANN202
        return crash() if key == "b1" else value_of(sim, log, key, *others)

    monkeypatch.setattr(marking, "value_of", crash_on_boost)
    work = make_marking()
    for _ in range(3):  # the mark and the two pieces
        work.work_once()
    begin(make_marking, marking.MOST_BEGUN)
    mark = all_worked_out(room, finished, make_marking())
    assert {key for key, value in mark.values.items() if value is None} == {"b1"}
    assert set(mark.values) == set(mark.wanted)


def test_a_run_whose_replay_keeps_ending_the_process_keeps_its_mark(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    make_marking().work_once()
    monkeypatch.setattr(marking, "replay_log", crash)
    begin(make_marking, marking.MOST_BEGUN)
    mark = all_worked_out(room, finished, make_marking())
    assert mark.score is not None
    assert (mark.trouble, mark.values) == ("crashed", {})
