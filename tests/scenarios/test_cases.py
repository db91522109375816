"""The three cases: complete, bilingual, possible by counting, and with dates that vary by form."""

from __future__ import annotations

import pytest

from scenarios.check import SLOW, all_texts, check_case, played_seconds
from scenarios.loader import case_names, load_case
from simulator.counters import COUNTERS
from simulator.decisions import read_decision
from simulator.events import draw_events, event_kind
from simulator.items import CLAIM
from simulator.kpis import KPIS
from simulator.randomness import Seeds
from simulator.rates import RATES, break_even_roi
from simulator.scenario import EventSpec, Scenario, minute_of
from tests.scenarios.people import AGENTS, run_of

each_case = pytest.mark.parametrize("name", case_names())


@each_case
def test_a_strict_reader_has_nothing_against_a_case(name: str) -> None:
    assert check_case(name) == []


@each_case
def test_every_text_stands_in_both_languages(name: str) -> None:
    texts = list(all_texts(load_case(name), ""))
    assert len(texts) > 60
    assert [place for place, text in texts if text.zh == text.en] == []


@each_case
def test_every_event_has_a_right_answer_and_a_cost_of_delay(name: str) -> None:
    for event in load_case(name).events:
        assert len(event.right_answer.zh) > 8
        assert len(event.cost_of_delay.zh) > 8


@each_case
def test_each_case_has_one_event_of_pure_noise(name: str) -> None:
    noise = [event for event in load_case(name).events if event.noise]
    assert len(noise) == 1
    assert noise[0].kind in ("dip", "attention_shift", "lone_asker")


@each_case
def test_three_dated_events_reach_everybody(name: str) -> None:
    sure = [
        e for e in load_case(name).events if e.chance == 1 and not e.noise and not event_kind(e.kind).live
    ]
    assert len(sure) >= 3


@each_case
def test_dates_and_strengths_vary_by_form_inside_the_case(name: str) -> None:
    case = load_case(name)
    forms = [draw_events(case, Seeds(world=w, chance=0)) for w in range(12)]
    assert all(0 <= state.minute < case.end_minute for form in forms for state in form)
    for spec in case.events:
        minutes = {state.minute for form in forms for state in form if state.key == spec.key}
        assert len(minutes) > 1
        assert all(minute_of(spec.earliest) <= m <= minute_of(spec.latest) for m in minutes)


@each_case
def test_no_field_of_an_event_is_called_like_a_kpi_a_rate_or_a_counter(name: str) -> None:
    taken = set(KPIS) | set(RATES) | set(COUNTERS)
    keys = set(EventSpec.model_fields)
    for event in load_case(name).events:
        keys |= set(event.options)
    assert keys & taken == set()


@each_case
def test_a_case_lasts_about_an_hour_at_the_screen(name: str) -> None:
    assert 50 <= played_seconds(load_case(name)) / 60 <= 70


@each_case
def test_a_case_has_two_padded_creators_or_none(name: str) -> None:
    creators = load_case(name).creators
    assert [len(creators), sum(c.padded > 0.5 for c in creators)] in ([0, 0], [6, 2])


@each_case
def test_the_clock_does_not_announce_events(name: str) -> None:
    case = load_case(name)
    starts = [minute_of(p.start) for p in case.clock if p.seconds_per_hour == SLOW]
    quiet = [
        start for start in starts
        if not any(start <= minute_of(e.earliest) <= start + 240 for e in case.events)
    ]  # fmt: skip
    assert len(quiet) * 2 >= len(starts) * 0.8


def product(case: Scenario, key: str) -> tuple[float, float]:
    p = next(p for p in case.products if p.key == key)
    left = p.price * (1 - p.commission - p.claims_share) - p.unit_cost
    return round(left, 2), round(break_even_roi(p.price, p.unit_cost, p.commission, p.claims_share), 2)


def test_the_teas_contributions_are_those_of_the_brief() -> None:
    case = load_case("tea-launch")
    assert product(case, "single") == (6.38, 2.02)
    assert product(case, "double") == (9.93, 2.31)
    assert product(case, "coaster")[0] == 13.65


def test_the_oranges_contributions_and_weight_are_those_of_the_brief() -> None:
    case = load_case("farm-live")
    assert [product(case, key)[0] for key in ("traffic", "main", "profit", "gift")] == [
        2.45,
        9.11,
        16.41,
        34.86,
    ]
    assert product(case, "main")[1] == 3.28
    stock = {s.key: s.start for s in case.stocks}
    assert sum(p.weight * stock[p.stock or ""] for p in case.products) == 2570


def test_the_wrong_tag_is_one_decimal_place_out() -> None:
    case = load_case("farm-live")
    spec = next(e for e in case.events if e.kind == "wrong_price")
    price = next(p.price for p in case.products if p.key == spec.options["product"])
    assert round(price * (1 - spec.strength[0]), 2) == 2.99


def test_the_tea_of_an_average_voucher_is_one_point_three_portions() -> None:
    units = {p.key: p.stock_units for p in load_case("tea-launch").products}
    assert 0.7 * units["single"] + 0.2 * units["double"] + 0.1 * units["coaster"] == pytest.approx(1.3)


def test_a_third_of_the_county_understands_at_the_start() -> None:
    sim = run_of("flu-facts")
    found = sim.kpis()
    assert found["understanding"] == pytest.approx(0.34, abs=0.03)
    assert found["understanding_60"] == pytest.approx(0.26, abs=0.06)
    assert int((sim.world.audience.column("age_band") == 6).sum()) == pytest.approx(0.16 * AGENTS, rel=0.1)


@each_case
def test_a_case_plays_to_its_end_when_nobody_does_anything(name: str) -> None:
    sim = run_of(name)
    sim.settle()
    assert sim.finished
    assert all(state.fired >= 0 for state in sim.world.events)
    assert set(sim.kpis()) >= {goal.kpi for goal in sim.scenario.goals}


def test_claims_of_a_case_reach_people_through_their_ports() -> None:
    sim = run_of("flu-facts")
    sim.advance(days=3)
    rows = [row for _, row in sim.world.issue_log["lockdown"]["mentions"]]
    channels = {sim.world.items.cards[row].channel for row in rows}
    assert channels == {"wechat", "weibo"}
    assert sim.world.items.met[rows].any()


def test_an_older_piece_that_is_out_of_date_can_be_updated() -> None:
    sim = run_of("flu-facts")
    sim.advance(days=2, hours=11)
    old = next(card for card in sim.world.items.cards if card.notes.get("old"))
    assert sim.world.items.fields[old.row, CLAIM] == sim.world.issue_index("old-guidance")
    sim.decide(read_decision({"lever": "change_post", "key": "u1", "content": old.key, "action": "update"}))
    sim.step()
    assert sim.world.items.fields[old.row, CLAIM] == -1
    assert sim.world.issue_log["old-guidance"]["answered"] >= 0


def test_a_run_with_events_in_the_middle_can_be_saved_and_goes_on_the_same() -> None:
    sim = run_of("flu-facts")
    sim.advance(days=2, hours=21)
    other = sim.fork()
    sim.advance(hours=12)
    other.advance(hours=12)
    assert sim.digest() == other.digest()
