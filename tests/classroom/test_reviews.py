"""The expected mark is written once, before the mark is seen; the ledger comes last and is never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment.mark_sheet import MarkSheet
from assessment.scored_run import ScoredRun
from classroom import marking
from classroom.marking import MOST_BEGUN
from classroom.reviews import LONGEST, Review
from classroom.runs import Classroom
from simulator.errors import DecisionError, DigestError, StoreError
from tests.assessment.scored_by_hand import scored, sheet
from tests.classroom.conftest import MakeHost, MakeMarking, play_until
from tests.classroom.test_marking import all_worked_out

Told = Callable[[int, int], None]


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins for what takes minutes: a sheet and a ledger made by hand."""

    def made(_final: object, _case: str, _agents: int | None, told: Told) -> ScoredRun:
        told(3, 12)
        return scored()

    def sheet_of(*_form: object) -> MarkSheet:
        return sheet()

    monkeypatch.setattr(marking, "has_scale", lambda _scenario, _world: True)
    monkeypatch.setattr(marking, "sheet_of", sheet_of)
    monkeypatch.setattr(marking, "scored_run_of", made)


def test_the_expected_mark_is_written_once_and_the_text_may_grow(room: Classroom, finished: str):
    assert room.reviews.read(finished) is None
    assert room.reviews.write(finished, 72.5, "  先看数据  ").result()
    assert not room.reviews.write(finished, 95, "先看数据，再加热。").result()
    assert room.reviews.read(finished) == Review(expected=72.5, text="先看数据，再加热。")


@pytest.mark.parametrize(
    ("expected", "text", "field"),
    [("", "", "expected"), (101, "", "expected"), (float("nan"), "", "expected"), (True, "", "expected"),
     (60, "长" * (LONGEST + 1), "text")],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_at_its_field_and_changes_nothing(
    room: Classroom, finished: str, expected: object, text: str, field: str
):
    with pytest.raises(DecisionError) as refused:
        room.reviews.write(finished, expected, text)
    assert refused.value.field == field
    assert room.reviews.read(finished) is None


def test_a_run_that_goes_on_takes_no_review(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny", paused=True).id
    play_until(make_host(), lambda: room.run(run).hosted)
    with pytest.raises(DecisionError, match="after the end"):
        room.reviews.write(run, 60, "")


@pytest.mark.usefixtures("calibrated")
def test_the_ledger_comes_after_the_values_and_tells_how_far_it_is(
    room: Classroom, finished: str, make_marking: MakeMarking
):
    work = make_marking()
    assert room.reviews.ledger(finished).state == "waiting"
    known = all_worked_out(room, finished, work)
    assert set(known.values) == set(known.wanted)  # the ledger is not among them
    found = room.reviews.ledger(finished)
    assert found.state == "ready"
    assert found.scored == scored()


@pytest.mark.usefixtures("calibrated")
def test_progress_is_seen_while_the_ledger_is_worked_out(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    seen: list[tuple[str, int, int]] = []

    def made(_final: object, _case: str, _agents: int | None, told: Told) -> ScoredRun:
        told(5, 12)
        view = room.reviews.ledger(finished)
        seen.append((view.state, view.done, view.total))
        return scored()

    monkeypatch.setattr(marking, "scored_run_of", made)
    all_worked_out(room, finished, make_marking())
    assert seen == [("working", 5, 12)]


@pytest.mark.usefixtures("calibrated")
def test_a_ledger_that_fails_is_said_and_the_mark_stays(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_form: object) -> ScoredRun:
        raise DigestError("not what was sealed")

    monkeypatch.setattr(marking, "scored_run_of", broken)
    known = all_worked_out(room, finished, make_marking())
    assert room.reviews.ledger(finished).state == "failed"
    assert known.score is not None


@pytest.mark.usefixtures("calibrated")
def test_a_ledger_that_ends_the_process_again_and_again_is_given_up(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        pass

    def killed(*_form: object) -> ScoredRun:
        raise Killed

    monkeypatch.setattr(marking, "scored_run_of", killed)
    ended = 0
    for _ in range(MOST_BEGUN + 2):
        try:
            all_worked_out(room, finished, make_marking())
        except Killed:
            ended += 1
    assert ended == MOST_BEGUN
    assert room.reviews.ledger(finished).state == "failed"


@pytest.mark.usefixtures("calibrated")
def test_a_store_that_cannot_be_read_leaves_the_ledger_for_later(
    room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch
):
    def busy(*_form: object) -> ScoredRun:
        raise StoreError("busy")

    monkeypatch.setattr(marking, "scored_run_of", busy)
    with pytest.raises(StoreError):
        all_worked_out(room, finished, make_marking())
    assert room.reviews.ledger(finished).state in ("waiting", "working")


def test_without_a_calibrated_world_there_is_no_ledger(
    room: Classroom, finished: str, make_marking: MakeMarking
):
    all_worked_out(room, finished, make_marking())
    assert room.reviews.ledger(finished).state == "none"
