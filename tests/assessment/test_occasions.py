"""Occasions: answered sooner is worth more, harm costs, routine answers nothing, time is nominal."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assessment.monitoring import occasion_text, watch
from assessment.occasions import Occasion, event_windows, nominal_seconds, occasions, window_of
from scenarios.loader import load_case
from simulator.decisions import Decision, Moderate, Publish, Restock, read_decision
from simulator.observation import ContentView, Reading, Signal, StockView
from simulator.scenario import minute_of
from simulator.texts import Text
from tests.assessment.by_hand import BEGUN, CLAIM, evidence
from tests.small import video

CASE = load_case("tea-launch")
SPEC = next(spec for spec in CASE.events if spec.key == CLAIM)
TOLD = {BEGUN + 60: {"signals": (Signal(minute=BEGUN, kind="event", text=SPEC.signal),)}}


def _answer(minute: int, key: str = "a1", evidence_shown: tuple[str, ...] = ("report",)) -> Decision:
    return video(key, at=minute, answers=CLAIM, evidence=evidence_shown)


def _seen(*log: tuple[int, Decision]) -> Occasion:
    return occasions(evidence(log, TOLD, {CLAIM: BEGUN}))[0]


def test_the_sooner_the_answer_the_more_it_is_worth() -> None:
    minutes = [BEGUN + 30, BEGUN + 300, BEGUN + 600]
    marks = [_seen((minute, _answer(minute))).timely for minute in minutes]
    assert marks[0] == 1.0
    assert all(early > late for early, late in pairwise(marks))


def test_no_answer_is_nothing_and_names_the_occasion() -> None:
    found = _seen()
    assert (found.timely, found.cause, found.answered) == (0.0, 0.0, None)


def test_an_answer_after_the_window_is_nothing() -> None:
    late = _seen().closes + 10
    assert _seen((late, _answer(late))).timely == 0.0


def test_a_statement_without_the_proof_called_for_acts_half_on_the_cause() -> None:
    assert _seen((BEGUN, _answer(BEGUN, evidence_shown=("receipt",)))).cause == 0.5
    assert _seen((BEGUN, _answer(BEGUN))).cause == 1.0


def test_a_piece_about_something_else_is_no_answer() -> None:
    assert _seen((BEGUN, video(at=BEGUN))).cause == 0.0


def test_deleting_criticism_halves_what_a_good_answer_is_worth() -> None:
    delete = Moderate(key="m1", at=BEGUN + 20, content="v1", action="delete_critics")
    found = _seen((BEGUN, _answer(BEGUN)), (BEGUN, delete))
    assert found.cause == 0.5
    assert found.harmful == ("m1",)


def test_what_was_done_every_day_before_is_no_answer() -> None:
    spec = next(spec for spec in CASE.events if spec.key == "cut-price")
    begun = minute_of("D5 20:00")
    seen = {begun + 10: {"signals": (Signal(minute=begun, kind="event", text=spec.signal),), **_selling()}}
    other = [(day * 1440 + 720, video(f"v{day}", at=day * 1440 + 720, product="double")) for day in range(7)]
    often, once = (evidence(log, seen, {"cut-price": begun}) for log in (other, other[5:6]))
    assert [one.cause for one in occasions(often)] == [0.0]
    assert [one.cause for one in occasions(once)] == [1.0]


def _selling() -> dict[str, object]:
    piece = ContentView(
        key="v0", account="douyin", channel="short_video", port="video", title="桂花乌龙冻", pillar="taste",
        published=0, status="live", product="single",
    )  # fmt: skip
    return {"contents": (piece,)}


def test_who_ordered_everything_before_has_no_shortage_to_answer() -> None:
    begun = 7630
    spec = next(spec for spec in CASE.events if spec.key == "thawed-batch")
    told = {begun + 10: {"signals": (Signal(minute=begun, kind="event", text=spec.signal),),
                         "stocks": _low_stock()}}  # fmt: skip
    assert len(occasions(evidence((), told, {spec.key: begun}))) == 1
    all_of_it = [(100, Restock(key="r1", at=100, stock="jelly", quantity=800))]
    assert occasions(evidence(all_of_it, told, {spec.key: begun})) == ()


def _low_stock() -> tuple[StockView, ...]:
    return (StockView(key="jelly", name=Text(zh="桂花冻", en="jelly"), left=250, on_order=0, arrives=None,
                      daily_use=Reading(value=115.0)),)  # fmt: skip


def test_an_event_that_did_not_come_is_no_occasion_and_gives_no_share() -> None:
    watched = watch(evidence())
    assert watched.occasions == ()
    assert watched.timely is None
    assert watched.cause is None


def test_nominal_seconds_follow_the_clock_table_and_add_up() -> None:
    phase = CASE.clock[0]
    start, end = minute_of(phase.start), minute_of(phase.end)
    assert nominal_seconds(CASE, start, end) == pytest.approx((end - start) / 60 * phase.seconds_per_hour)
    whole = nominal_seconds(CASE, 0, 3000)
    assert whole == pytest.approx(nominal_seconds(CASE, 0, 777) + nominal_seconds(CASE, 777, 3000))
    assert nominal_seconds(CASE, 0, 60, [(0, 60)]) == pytest.approx(1600)


def test_a_minute_belongs_to_the_newest_window_and_noise_has_none() -> None:
    windows = event_windows(CASE, [("foreign-object", BEGUN), ("slow-afternoon", BEGUN)])
    assert list(windows) == ["foreign-object"]
    assert window_of(BEGUN, windows) == "foreign-object"
    assert window_of(windows["foreign-object"][1], windows) == ""


def test_an_occasion_is_said_in_both_languages_with_its_numbers() -> None:
    made = evidence([(BEGUN + 30, _answer(BEGUN + 30))], TOLD, {CLAIM: BEGUN})
    text = occasion_text(made, occasions(made)[0], -0.02)
    assert "a1" in text.zh
    assert "a1" in text.en
    assert "-2.0" in text.zh
    assert isinstance(read_decision(_answer(0).model_dump(mode="json")), Publish)
