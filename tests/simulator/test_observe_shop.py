"""Shop, creators, claims and rivals as the trainee sees them."""

from __future__ import annotations

import json
import math

import pytest

from simulator import items as it
from simulator.market import O_DUE, OPEN, P_RIVAL, P_RIVAL_PRICE, REDEEMED, REFUNDED
from simulator.observation import Observation
from simulator.observe import observe
from simulator.observe_shop import NEVER_BREAKS_EVEN
from simulator.world import World
from tests.simulator.tiny import add, order, play_to, post, tiny_world

DAY = 1440
CUP, BOX = 0, 1


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return tiny_world(monkeypatch)


# ---- products --------------------------------------------------------------------------------


def test_a_product_shows_sales_margin_and_break_even_roi(world: World) -> None:
    row = post(world, "a")
    for state in (OPEN, REDEEMED, REFUNDED):
        order(world, row, CUP, price=1290, state=state)
    cup = observe(world).products[CUP]
    assert (cup.ordered, cup.redeemed, cup.refunded) == (3, 1, 1)
    assert cup.revenue == pytest.approx(25.8)
    assert cup.contribution_each == pytest.approx(6.38, abs=0.005)  # cases.md A3
    assert cup.break_even_roi == pytest.approx(2.02)  # cases.md A3


def test_a_coupon_takes_from_the_margin_until_it_ends(world: World) -> None:
    world.coupons["cup"] = (200, 600)
    before = observe(world).products[CUP]
    assert (before.price, before.coupon) == (12.9, 2.0)
    assert before.contribution_each == pytest.approx(10.9 * 0.975 - 6.2, abs=0.01)
    play_to(world, 600)
    assert observe(world).products[CUP].coupon == 0


def test_a_product_that_loses_money_still_goes_through_json(world: World) -> None:
    world.prices["box"] = 1000
    seen = observe(world)
    assert seen.products[BOX].break_even_roi == NEVER_BREAKS_EVEN
    raw = json.loads(seen.model_dump_json())
    assert Observation.model_validate(raw).products[BOX].contribution_each < 0
    assert math.isfinite(raw["products"][BOX]["break_even_roi"])


# ---- stock -----------------------------------------------------------------------------------


def test_daily_use_is_what_was_redeemed_in_the_last_day_and_other_use(world: World) -> None:
    row = post(world, "a")
    play_to(world, 2 * DAY)
    for age_minutes in (60, 600, 2000):
        order(world, row, CUP, price=1290, state=REDEEMED, due=world.minute - age_minutes)
    order(world, row, CUP, price=1290, state=OPEN, due=world.minute - 5)
    assert world.book.rows[0, O_DUE] == 2 * DAY - 60
    use = observe(world).stocks[0].daily_use
    assert use.value == pytest.approx(2 + 2 * 1.3)
    assert use.state == "estimated"


def test_the_first_hours_say_nothing_about_daily_use(world: World) -> None:
    play_to(world, 300)
    assert observe(world).stocks[0].daily_use.state == "too_small"


def test_ordered_stock_is_on_its_way_until_it_arrives(world: World) -> None:
    world.stock_orders = [
        {"stock": "jelly", "quantity": 30, "arrives": 900, "arrived": False},
        {"stock": "jelly", "quantity": 50, "arrives": 400, "arrived": True},
    ]
    jelly = observe(world).stocks[0]
    assert (jelly.left, jelly.on_order, jelly.arrives) == (100, 30, 900)


# ---- creators --------------------------------------------------------------------------------


def test_padding_betrays_itself_in_every_trace_and_is_named_in_none(world: World) -> None:
    honest, padded = observe(world).creators
    assert padded.median_views < honest.median_views / 2
    assert padded.like_per_view > 2 * honest.like_per_view
    assert padded.comment_per_like < honest.comment_per_like / 2
    assert (padded.local_fans.value or 1) < (honest.local_fans.value or 0)
    assert "padded" not in type(padded).model_fields


def test_the_market_shows_every_candidate_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert observe(tiny_world(monkeypatch)).creators == observe(tiny_world(monkeypatch)).creators


def test_a_booking_shows_what_is_still_due(world: World) -> None:
    world.bookings.append({"key": "b1", "creator": "honest", "status": "booked", "due_fen": 45_000})
    first = observe(world).bookings[0]
    assert (first.status, first.due, first.content) == ("booked", 450, None)
    post(world, "b1")
    world.bookings[0]["status"] = "delivered"
    assert observe(world).bookings[0].content == "b1"


# ---- claims ----------------------------------------------------------------------------------


def test_a_claim_is_seen_only_after_it_was_noticed(world: World) -> None:
    world.issue_log["flu"] = {"first_seen": 120, "mentions": []}
    assert observe(world).issues == ()
    play_to(world, 120)
    assert [issue.key for issue in observe(world).issues] == ["flu"]


def test_mentions_and_questions_are_counted_by_the_hour(world: World) -> None:
    row = post(world, "claim", brand=-1, fields={it.CLAIM: 0})
    world.issue_log["flu"] = {"first_seen": 0, "mentions": [(5, row)]}
    add(world, row, asks=2, comments=3)
    play_to(world, 60)
    add(world, row, asks=9, shares=4)
    play_to(world, 120)
    issue = observe(world).issues[0]
    assert issue.asks_hour == (2, 9)
    assert issue.mentions_hour == (1 + 3, 4)


def test_negative_share_of_a_claim_is_of_the_last_hours(world: World) -> None:
    row = post(world, "a", comments=100, negative_comments=2)
    world.issue_log["hair"] = {"first_seen": 0, "mentions": []}
    play_to(world, 10 * 60)
    assert observe(world).issues[0].negative_share.state == "too_small"
    add(world, row, comments=10, negative_comments=6)
    assert observe(world).issues[0].negative_share.value == pytest.approx(0.6)


def test_an_answer_names_its_ports(world: World) -> None:
    world.issue_log["flu"] = {"first_seen": 0, "answered": 30, "ports_answered": ["main", "letter"]}
    issue = observe(world).issues[0]
    assert (issue.answered, issue.ports_answered, issue.contradictory) == (30, ("main", "letter"), False)


# ---- rivals ----------------------------------------------------------------------------------


def test_a_rivals_price_is_seen_only_when_it_is_offered(world: World) -> None:
    post(world, "theirs", account="ginkgo.0", brand=1, likes=12)
    quiet = observe(world).rivals[0]
    assert "price" not in quiet
    assert (quiet["posts"], quiet["likes"], quiet["followers"]) == (1, 12, 60)
    world.products[0, [P_RIVAL, P_RIVAL_PRICE]] = 1, 880
    assert observe(world).rivals[0]["price"] == 8.8


def test_a_rivals_piece_may_name_its_usual_price(world: World) -> None:
    post(world, "theirs", account="ginkgo.0", brand=1, fields={it.OFFERS: 1})
    assert observe(world).rivals[0]["price"] == 9.9
