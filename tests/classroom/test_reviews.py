"""The expected mark is written once, before the mark is seen; the ledger comes last and is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assessment.scored_run import ScoredRun
from classroom import ledgers
from classroom.engine import RealEngine
from classroom.ledgers import MOST_BEGUN, Ledgers, Told
from classroom.reviews import LONGEST, LONGEST_NOTE, Review
from classroom.runs import Classroom
from simulator.errors import DecisionError, DigestError, StoreError
from store.database import Store
from tests.assessment.scored_by_hand import scored
from tests.classroom.conftest import MakeHost, MakeMarking, play_until
from tests.classroom.test_marking import all_worked_out


class Killed(BaseException):
    """What ends the process in the middle of a ledger."""


@pytest.fixture
def marked(room: Classroom, finished: str, make_marking: MakeMarking, monkeypatch: pytest.MonkeyPatch) -> str:
    """A run that is marked and reviewed, in a world that counts as calibrated."""
    monkeypatch.setattr(ledgers, "has_scale", lambda _scenario, _world: True)
    all_worked_out(room, finished, make_marking())
    room.reviews.write(finished, 60, "").result()
    return finished


@pytest.fixture
def work(url: str, real_engine: RealEngine) -> Iterator[Ledgers]:
    store = Store(url)
    yield Ledgers(store, real_engine)
    store.close()


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


def test_a_note_at_a_decision_may_change_and_an_empty_one_is_gone(room: Classroom, finished: str):
    room.reviews.note(finished, "b1", "  先小额再放量  ").result()
    room.reviews.note(finished, "s1", "券发早了").result()
    assert room.reviews.notes(finished) == {"b1": "先小额再放量", "s1": "券发早了"}
    room.reviews.note(finished, "b1", "先看 CTR").result()
    room.reviews.note(finished, "s1", " ").result()
    assert room.reviews.notes(finished) == {"b1": "先看 CTR"}


@pytest.mark.parametrize(("key", "text"), [("nobody", "x"), ("b1", "长" * (LONGEST_NOTE + 1))])
def test_a_note_that_cannot_be_taken_changes_nothing(room: Classroom, finished: str, key: str, text: str):
    with pytest.raises(DecisionError):
        room.reviews.note(finished, key, text)
    assert room.reviews.notes(finished) == {}


def test_a_run_that_goes_on_takes_no_review(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny", paused=True).id
    play_until(make_host(), lambda: room.run(run).hosted)
    with pytest.raises(DecisionError, match="after the end"):
        room.reviews.write(run, 60, "")
    with pytest.raises(DecisionError, match="after the end"):
        room.reviews.note(run, "p1", "x")


def make(monkeypatch: pytest.MonkeyPatch, made: Callable[[Told], ScoredRun]) -> None:
    """Let a stand-in work the ledger out: the real one takes minutes (tests/studies/test_verify.py has it)."""

    def scored_run_of(_final: object, _case: str, _agents: int | None, told: Told) -> ScoredRun:
        return made(told)

    monkeypatch.setattr(ledgers, "scored_run_of", scored_run_of)


def test_a_ledger_is_worked_out_only_for_a_run_that_was_marked_and_reviewed(
    room: Classroom, finished: str, make_marking: MakeMarking, work: Ledgers
):
    assert not work.work_once()
    all_worked_out(room, finished, make_marking())
    assert not work.work_once()
    assert room.reviews.ledger(finished).state == "waiting"


def test_progress_is_seen_and_then_the_ledger(
    room: Classroom, marked: str, work: Ledgers, monkeypatch: pytest.MonkeyPatch
):
    seen: list[tuple[str, int, int]] = []

    def made(told: Told) -> ScoredRun:
        told(5, 12)
        view = room.reviews.ledger(marked)
        seen.append((view.state, view.done, view.total))
        return scored()

    make(monkeypatch, made)
    assert work.work_once()
    assert seen == [("working", 5, 12)]
    found = room.reviews.ledger(marked)
    assert (found.state, found.scored) == ("ready", scored())
    assert not work.work_once()


def test_a_ledger_that_fails_is_said_and_the_mark_stays(
    room: Classroom, marked: str, work: Ledgers, monkeypatch: pytest.MonkeyPatch
):
    def broken(_told: Told) -> ScoredRun:
        raise DigestError("not what was sealed")

    make(monkeypatch, broken)
    assert work.work_once()
    assert room.reviews.ledger(marked).state == "failed"
    mark = room.mark(marked)
    assert mark is not None
    assert mark.score is not None
    assert not work.work_once()


def test_a_ledger_that_ends_the_process_again_and_again_is_given_up(
    room: Classroom, marked: str, work: Ledgers, monkeypatch: pytest.MonkeyPatch
):
    def killed(_told: Told) -> ScoredRun:
        raise Killed

    make(monkeypatch, killed)
    for _ in range(MOST_BEGUN):
        with pytest.raises(Killed):
            work.work_once()
        assert room.reviews.ledger(marked).state == "working"
    assert work.work_once()
    assert room.reviews.ledger(marked).state == "failed"


def test_a_store_that_cannot_be_written_leaves_the_ledger_for_later(
    room: Classroom, marked: str, work: Ledgers, monkeypatch: pytest.MonkeyPatch
):
    def busy(_told: Told) -> ScoredRun:
        raise StoreError("busy")

    make(monkeypatch, busy)
    for _ in range(MOST_BEGUN + 1):  # more often than a ledger may be begun in vain
        with pytest.raises(StoreError):
            work.work_once()
    make(monkeypatch, lambda _told: scored())
    assert work.work_once()
    assert room.reviews.ledger(marked).state == "ready"


def test_a_case_that_was_not_calibrated_has_no_ledger(
    room: Classroom, finished: str, make_marking: MakeMarking, work: Ledgers
):
    all_worked_out(room, finished, make_marking())
    room.reviews.write(finished, 60, "").result()
    assert work.work_once()
    assert room.reviews.ledger(finished).state == "failed"
