"""Every KPI is what its formula says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator import items as it
from simulator.errors import UnknownNameError
from simulator.kpis import KPIS, kpi, kpi_denominators, kpi_names, kpi_values, note_hour
from simulator.market import KEPT, OPEN, REDEEMED, REFUNDED
from simulator.memory import (
    AWARE,
    AWARE_FROM,
    BELIEVES,
    CHANNELS,
    CONTACTS,
    TRUST,
    UNDERSTAND,
    UNDERSTAND_FROM,
)
from simulator.people import AGE, AGE_BANDS
from simulator.world import World
from tests.simulator.tiny import goal, order, play_to, post, tiny_world

CUP, BOX = 0, 1


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return tiny_world(monkeypatch)


def value(world: World, name: str) -> float:
    return kpi_values(world, [name])[name]


# ---- the registry ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(KPIS))
def test_a_kpi_has_both_names_a_unit_and_a_formula(name: str) -> None:
    one = KPIS[name]
    assert one.label.zh != one.label.en
    assert one.unit.zh
    assert one.formula.endswith(".")


@pytest.mark.parametrize("name", sorted(KPIS))
def test_a_kpi_of_a_fresh_world_is_a_finite_number(world: World, name: str) -> None:
    assert math.isfinite(value(world, name))


def test_an_unknown_kpi_names_the_nearest_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'orders'"):
        kpi("order")


def test_distinct_people_and_rates_are_not_additive() -> None:
    for name in ("reach", "net_follows", "live_uv", "redemption_rate", "gpm", "aware"):
        assert not kpi(name).additive
    assert kpi("orders").additive


def test_rates_say_what_they_are_divided_by(world: World) -> None:
    rates = {name for name, one in KPIS.items() if one.kind == "rate"}
    assert rates <= kpi_denominators(world, KPIS).keys()


def test_a_case_shows_the_kpis_of_its_goals_first(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("weight_sold", 1), goal("reach", 1)])
    assert kpi_names(world)[:2] == ("weight_sold", "reach")
    assert "contribution" in kpi_names(world)


def test_a_case_without_products_shows_no_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, products=(), stocks=(), goals=[goal("reach", 1)])
    assert "orders" not in kpi_names(world)


# ---- sales -----------------------------------------------------------------------------------


def sell(world: World) -> int:
    row = post(world, "a")
    for state in (OPEN, REDEEMED, REDEEMED, REFUNDED):
        order(world, row, CUP, price=1290, state=state)
    order(world, row, BOX, price=3000, state=KEPT)
    order(world, row, BOX, price=3000, state=REFUNDED)
    return row


def test_orders_are_counted_when_paid_and_redeemed_ones_when_used(world: World) -> None:
    sell(world)
    assert value(world, "orders") == 6
    assert value(world, "redeemed") == 2


def test_the_redemption_rate_leaves_out_products_that_are_not_redeemed(world: World) -> None:
    sell(world)
    assert value(world, "redemption_rate") == pytest.approx(2 / 4)
    assert kpi_denominators(world, ["redemption_rate"]) == {"redemption_rate": 4}


def test_the_refund_rate_is_of_all_orders(world: World) -> None:
    sell(world)
    assert value(world, "refund_rate_7d") == pytest.approx(2 / 6)


def test_contribution_counts_used_vouchers_and_kept_parcels_less_all_spending(world: World) -> None:
    sell(world)
    world.ledger.spend(0, "boost", "b", money_fen=5000)
    cups = 2 * (12.9 * (1 - 0.025) - 6.2)
    box = 30 * (1 - 0.04) - 20
    assert value(world, "contribution") == pytest.approx(cups + box - 50)


def test_redeeming_an_open_voucher_raises_contribution_by_its_margin(world: World) -> None:
    sell(world)
    before = value(world, "contribution")
    world.book.rows[0, 7] = REDEEMED
    assert value(world, "contribution") - before == pytest.approx(12.9 * 0.975 - 6.2)


def test_weight_is_that_of_paid_orders(world: World) -> None:
    sell(world)
    assert value(world, "weight_sold") == 10


def test_people_per_agent_multiplies_people_and_orders_but_not_money_spent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = tiny_world(monkeypatch, audience={"agents": 1000, "people_per_agent": 10})
    sell(world)
    world.memory[0, :7, CHANNELS] = 1
    world.ledger.spend(0, "boost", "b", money_fen=5000)
    assert value(world, "orders") == 60
    assert value(world, "reach") == 70
    assert value(world, "money_spent") == 50
    assert value(world, "redemption_rate") == pytest.approx(0.5)


# ---- live rooms ------------------------------------------------------------------------------


def test_live_kpis_are_of_rooms_only(world: World) -> None:
    post(world, "video", views=1000, gmv_fen=90_000)
    room = post(world, "room", enters=200, stay_ds=100_000, gmv_fen=30_000, bookings=7)
    world.items.met[room, :150] = it.MET | it.VIEWED
    world.items.met[room, 150:200] = it.MET
    assert value(world, "live_uv") == 150
    assert value(world, "gpm") == pytest.approx(300 / 200 * 1000)
    assert value(world, "mean_stay_s") == pytest.approx(50)
    assert value(world, "bookings") == 7


def test_a_visitor_of_two_rooms_is_counted_once(world: World) -> None:
    for key in ("r1", "r2"):
        row = post(world, key, enters=100)
        world.items.met[row, :100] = it.VIEWED
    assert value(world, "live_uv") == 100


def test_rivals_pieces_are_in_no_kpi(world: World) -> None:
    post(world, "theirs", account="ginkgo.0", brand=1, enters=50, bookings=3, comments=5)
    assert value(world, "bookings") == 0
    assert kpi_denominators(world, ["gpm", "positive_share"]) == {"gpm": 0, "positive_share": 0}


# ---- people ----------------------------------------------------------------------------------


def test_reach_counts_a_person_met_on_two_channels_once(world: World) -> None:
    world.memory[0, :30, CHANNELS] |= 1
    world.memory[0, 10:40, CHANNELS] |= 2
    assert value(world, "reach") == 40


def test_effective_reach_60_is_of_that_age_band_only(world: World) -> None:
    world.memory[0, :, CONTACTS] = 1
    old = int((world.audience.rows[:, AGE] == AGE_BANDS.index("60+")).sum())
    assert value(world, "effective_reach") == world.audience.n
    assert value(world, "effective_reach_60") == old


def test_awareness_begins_at_its_level(world: World) -> None:
    young = np.isin(world.audience.rows[:, AGE], (1, 2))
    world.memory[0, :, AWARE] = AWARE_FROM - 1
    assert value(world, "aware_18_30") == 0
    world.memory[0, young, AWARE] = AWARE_FROM
    assert value(world, "aware_18_30") == 1
    assert value(world, "aware") == pytest.approx(young.mean())


def test_understanding_60_is_a_share_of_that_age_band(world: World) -> None:
    old = np.flatnonzero(world.audience.rows[:, AGE] == 6)
    world.memory[0, :, UNDERSTAND] = 0
    world.memory[0, old[: old.size // 2], UNDERSTAND] = UNDERSTAND_FROM
    assert value(world, "understanding_60") == pytest.approx((old.size // 2) / old.size)


def test_net_follows_counts_a_person_who_follows_two_accounts_once(world: World) -> None:
    main, sub = (np.uint64(1 << world.account(key).index) for key in ("main", "sub"))
    nobody = np.flatnonzero(world.follows == 0)
    world.follows[nobody[:10]] |= main | sub
    assert value(world, "net_follows") == 10


def test_net_follows_subtracts_those_who_follow_no_own_account_any_more(world: World) -> None:
    own = np.uint64(sum(1 << account.index for account in world.accounts if account.brand == 0))
    fans = np.flatnonzero(world.follows & own)
    world.follows[fans[:4]] &= ~own
    assert value(world, "net_follows") == -4


def test_following_a_rival_is_no_new_follower(world: World) -> None:
    rival = np.uint64(1 << world.account("ginkgo.0").index)
    world.follows |= rival
    assert value(world, "net_follows") == 0


def test_trust_change_is_zero_at_first_and_in_points_of_100(world: World) -> None:
    assert value(world, "trust_change") == 0
    world.memory[0, :, TRUST] -= 51
    assert value(world, "trust_change") == pytest.approx(-20)


# ---- talk ------------------------------------------------------------------------------------


def test_the_peak_of_belief_stays_when_belief_falls(world: World) -> None:
    world.issues[0, :50] = BELIEVES
    note_hour(world)
    world.issues[0, 10:] = 0
    assert value(world, "believe_now") == pytest.approx(0.02)
    assert value(world, "believe_peak") == pytest.approx(0.1)


def test_a_claim_about_the_brand_is_no_public_rumour(world: World) -> None:
    world.issues[1, :] = BELIEVES
    assert value(world, "believe_now") == 0


def test_response_time_runs_until_the_first_answer(world: World) -> None:
    play_to(world, 600)
    world.issue_log["hair"] = {"first_seen": 120}
    assert value(world, "first_response_hours") == pytest.approx(8)
    world.issue_log["hair"]["answered"] = 240
    assert value(world, "first_response_hours") == pytest.approx(2)
    assert kpi_denominators(world, ["first_response_hours"]) == {"first_response_hours": 1}


def test_an_unanswered_claim_counts_48_hours_at_most(world: World) -> None:
    world.issue_log["hair"] = {"first_seen": 0}
    world.minute = 5 * 1440
    assert value(world, "first_response_hours") == 48


def test_an_own_piece_that_still_says_the_answered_claim_breaks_consistency(world: World) -> None:
    world.issue_log["flu"] = {"first_seen": 0, "answered": 0, "evidence": {"main": ["report"]}}
    assert value(world, "consistency") == 1
    row = post(world, "old", fields={it.CLAIM: 0})
    assert value(world, "consistency") == 0
    world.items.fields[row, it.STATUS] = it.STATUS_WITHDRAWN
    assert value(world, "consistency") == 1


def test_answers_without_common_support_are_two_voices(world: World) -> None:
    log: dict[str, Any] = {
        "first_seen": 0,
        "answered": 0,
        "evidence": {"main": ["report"], "sub": ["report", "video"]},
    }
    world.issue_log["flu"] = log
    assert value(world, "consistency") == 1
    log["evidence"]["letter"] = ["expert"]
    assert value(world, "consistency") == 0


def test_positive_share_is_what_negative_comments_leave(world: World) -> None:
    post(world, "a", comments=20, negative_comments=3)
    assert value(world, "positive_share") == pytest.approx(0.85)
