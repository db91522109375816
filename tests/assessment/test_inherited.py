"""A short form begins where somebody else stopped: nobody is praised or blamed for what was done before."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from assessment.breaches import breaches
from assessment.criteria import criterion
from assessment.evidence import Evidence, Gathering, gather_on
from assessment.marking_scheme import Ends
from assessment.occasions import occasions
from assessment.play import Played, look_on
from assessment.policies import make_policy
from assessment.short_form import exercise
from assessment.short_form_scale import WHOLE, placed
from assessment.sitting import Sitting
from simulator.decisions import Decision
from simulator.observation import Signal
from simulator.scenario import minute_of
from tests.assessment.by_hand import BEGUN, CLAIM, evidence
from tests.assessment.test_occasions import SPEC
from tests.small import paid, video

TOLD = {BEGUN + 600: {"signals": (Signal(minute=BEGUN, kind="event", text=SPEC.signal),)}}


def taken_over(
    *opened: tuple[int, Decision], own: tuple[tuple[int, Decision], ...] = (), at: int
) -> Evidence:
    """Return evidence of a trainee who took over at a minute."""
    return replace(evidence(own, TOLD, {CLAIM: BEGUN}), begun=at, inherited=opened)


def test_what_was_answered_before_is_no_occasion_and_what_was_not_is_one() -> None:
    answer = video("a1", at=BEGUN, answers=CLAIM, evidence=("report",))
    assert occasions(taken_over((BEGUN, answer), at=BEGUN + 60)) == ()
    found = occasions(taken_over((BEGUN, video("v1", at=BEGUN)), at=BEGUN + 60))
    assert [one.answered for one in found] == [None]


def test_what_was_over_before_is_no_occasion() -> None:
    assert occasions(taken_over(at=BEGUN + 60 * 1440)) == ()


def test_a_breach_of_the_opening_takes_nothing() -> None:
    made = taken_over((0, video("old")), at=BEGUN)
    note = {"minute": BEGUN + 60, "throttle": 100, "zh": "极限词", "en": "a superlative"}
    made.final.world.breaches += [
        note | {"key": "old"},
        note | {"key": "mine"},
        note | {"key": "x", "minute": 10},
    ]
    assert [one.key for one in breaches(made)] == ["mine"]


def test_a_piece_of_the_opening_can_be_handed_on_and_counts_for_nobody() -> None:
    made = taken_over((0, video("old")), own=((BEGUN, video("mine", adapted_from="old")),), at=BEGUN)
    assert set(made.pieces) == {"old", "mine"}
    assert [one.key for one in made.decisions] == ["mine"]


def test_rhythm_and_pacing_are_read_over_the_own_minutes() -> None:
    half = evidence().scenario.end_minute // 2
    piece = video("mine", at=half + 60)
    late = taken_over(own=((half, piece), (half, paid(content="mine", money=300, at=half + 120))), at=half)
    assert late.minutes == half
    whole = replace(late, begun=0)
    assert _share("content", late) >= _share("content", whole)


def _share(key: str, made: Evidence) -> float:
    return criterion(key).assess(made).share or 0.0


@cache
def _sat() -> tuple[Evidence, Evidence]:
    """Return a sitting of a real form gathered in one go, and behind it in four stretches."""
    ready = exercise("flu-d3", 1_000)
    sim = ready.begin(5)
    look_on(Played(sim=sim), make_policy("competent", ready.scenario), ready.scenario.end_minute)
    whole = gather_on(ready.begin(5), sim.log)
    gathering = Gathering(ready.begin(5))
    first, end = ready.form.first_minute, ready.scenario.end_minute
    for until in (first + 300, first + 310, (first + end) // 2 // 10 * 10, end):
        gathering.play([entry for entry in sim.log if entry[0] < until], until)
    return whole, gathering.ended(sim.log)


def test_gathering_behind_a_run_sees_what_gathering_at_its_end_sees() -> None:
    whole, behind = _sat()
    assert behind.final.digest() == whole.final.digest()
    assert behind.looks == whole.looks
    assert behind.watched == whole.watched
    assert behind.log == whole.log


def test_a_sitting_begins_with_the_form_and_inherits_its_opening() -> None:
    whole, _ = _sat()
    assert whole.begun == minute_of("D3 07:00")
    assert whole.inherited
    assert (
        min(minute for minute, _ in whole.log) >= whole.begun > max(minute for minute, _ in whole.inherited)
    )
    assert whole.looks[0].minute == whole.begun


def test_harm_to_the_outcome_shows_and_conduct_stays_between_its_ends() -> None:
    sitting = Sitting(
        form="f", who="w", chance=1, start=0.5, outcome=0.2, error=0.0, inside=0.1, minus=0.0, decided=1, cpu_s=0.0,
        shares={"outcome": None, "increment": None, "content": 0.9, "match": 0.1, "timely": None, "synergy": 0.4},
    )  # fmt: skip
    ends = {
        name: Ends(zero=0.3, full=0.8, apart=9.0)
        for name in ("outcome", "increment", "content", "match", "timely")
    }
    ends |= {"increment": Ends(zero=0.0, full=0.2, apart=9.0), WHOLE: Ends(zero=0.3, full=0.5, apart=9.0)}
    found = placed(sitting, ends)
    assert found["outcome"] == pytest.approx(-0.4)  # 0.1 outside of event windows
    assert found["increment"] == pytest.approx(0.5)
    assert (found["content"], found["match"], found["timely"], found["synergy"]) == (1.0, 0.0, None, 0.4)


def test_where_windows_and_the_rest_cannot_both_be_read_they_are_one() -> None:
    sitting = Sitting(
        form="f", who="w", chance=1, start=0.5, outcome=0.45, error=0.0, inside=0.4, minus=0.0, decided=1, cpu_s=0.0,
        shares={"outcome": None, "increment": None},
    )  # fmt: skip
    clear, blurred = Ends(zero=0.0, full=0.5, apart=9.0), Ends(zero=0.0, full=0.5, apart=2.0)
    for outside, inside in ((clear, blurred), (blurred, clear), (blurred, blurred)):
        ends = {"outcome": outside, "increment": inside, WHOLE: Ends(zero=0.4, full=0.6, apart=9.0)}
        assert placed(sitting, ends) == {"outcome": pytest.approx(0.25), "increment": None}
