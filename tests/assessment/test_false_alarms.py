"""Answers to nothing cost; what differed from chance, or lay in an occasion's window, does not."""

from __future__ import annotations

from assessment.false_alarms import at_most, false_alarms
from assessment.monitoring import Monitoring, watch
from assessment.occasions import occasions
from simulator.decisions import ChangeOrder, Decision, SetPrice
from simulator.observation import OrderView, Signal
from tests.assessment.by_hand import BEGUN, CLAIM, DAYTIME, evidence, order, talk
from tests.assessment.test_occasions import SPEC, TOLD
from tests.small import video

STOP = ChangeOrder(key="s1", at=DAYTIME, order="o1", stop=True)
AGENTS = evidence().scenario.audience.people_per_agent


def _alarms(log: list[tuple[int, Decision]], *orders: OrderView) -> list[str]:
    made = evidence(log, {DAYTIME: {"orders": orders}})
    return [alarm.key for alarm in false_alarms(made, occasions(made))]


def test_stopping_an_order_that_did_no_worse_than_chance_is_a_panic_stop() -> None:
    fine = order("o1", shown=200 * AGENTS, clicks=4 * AGENTS, spend=5)
    assert _alarms([(DAYTIME, STOP)], fine) == ["s1"]


def test_stopping_an_order_that_plainly_loses_is_no_false_alarm() -> None:
    bad = order("o1", shown=2000 * AGENTS, clicks=5 * AGENTS)
    assert _alarms([(DAYTIME, STOP)], bad) == []


def test_stopping_delivery_while_a_claim_spreads_is_no_false_alarm() -> None:
    made = evidence(
        [(BEGUN + 30, STOP.model_copy(update={"at": BEGUN + 30}))],
        {BEGUN + 20: {**TOLD[BEGUN + 60], "orders": (order("o1", 200 * AGENTS, 4 * AGENTS, spend=5),)}},
        {CLAIM: BEGUN},
    )
    assert false_alarms(made, occasions(made)) == ()


def test_the_first_change_of_a_price_is_free_and_the_second_within_a_day_is_not() -> None:
    prices = [
        (DAYTIME + k, SetPrice(key=f"p{k}", at=DAYTIME + k, product="single", price=12))
        for k in (0, 60, 2000)
    ]
    assert _alarms([*prices]) == ["p60"]


def test_a_public_answer_to_a_lone_asker_is_a_false_alarm_and_to_a_wave_is_not() -> None:
    answer = [(DAYTIME, video("a1", at=DAYTIME, answers=CLAIM))]
    alone = evidence(answer, {DAYTIME: talk(DAYTIME, [AGENTS])})
    wave = evidence(answer, {DAYTIME: talk(DAYTIME, [40 * AGENTS])})
    assert [alarm.key for alarm in false_alarms(alone, ())] == ["a1"]
    assert false_alarms(wave, ()) == ()


def test_reacting_to_noise_is_a_false_alarm_unless_it_is_done_all_the_time() -> None:
    noise, begun = "slow-afternoon", DAYTIME
    cut = [(begun + 10, SetPrice(key="p1", at=begun + 10, product="single", price=12))]
    before = [(begun - 50, SetPrice(key="p0", at=begun - 50, product="double", price=20))]
    assert [a.key for a in false_alarms(evidence(cut, fired={noise: begun}), ())] == ["p1"]
    assert false_alarms(evidence([*before, *cut], fired={noise: begun}), ()) == ()


def test_false_alarms_take_from_what_good_answers_are_worth() -> None:
    answer = (BEGUN, video("a1", at=BEGUN, answers=CLAIM, evidence=("report",)))
    jerks = [
        (DAYTIME + k, SetPrice(key=f"p{k}", at=DAYTIME + k, product="single", price=12)) for k in range(3)
    ]
    calm, nervous = (watch(evidence(log, TOLD, {CLAIM: BEGUN})) for log in ([answer], [answer, *jerks]))
    assert _shares(calm) == (1.0, 1.0)
    assert nervous.timely is not None
    assert nervous.timely == 1 / 3


def _shares(seen: Monitoring) -> tuple[float | None, float | None]:
    return seen.timely, seen.cause


def test_the_tail_of_a_poisson_count_adds_up() -> None:
    assert at_most(100, 3.0) == 1.0 or at_most(100, 3.0) > 0.999999
    assert at_most(0, 2.0) < at_most(1, 2.0) < at_most(2, 2.0)
    assert Signal(minute=0, kind="event", text=SPEC.signal).minute == 0
