"""Pieces and paid orders as their platforms show them: batches, thresholds, peers, late conversions."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import items as it
from simulator.counters import COUNTER, SOURCE
from simulator.decisions import Publish
from simulator.observation import ContentView, OrderView
from simulator.observe import observe
from simulator.observe_pieces import CURVES, HOURS_BACK, LEAST_PEERS
from simulator.paid import FEEDBACK_DELAY, LEARN_FROM, N_PAID, SERVED, PaidCard
from simulator.world import World
from tests.simulator.tiny import add, play_to, post, tiny_world

DAY = 1440


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return tiny_world(monkeypatch)


def piece(world: World, key: str) -> ContentView:
    return next(view for view in observe(world).contents if view.key == key)


# ---- live numbers ----------------------------------------------------------------------------


def test_a_piece_shows_its_counts_and_rates_at_once(world: World) -> None:
    post(world, "a", impressions=200, views=100, likes=7)
    seen = piece(world, "a")
    assert (seen.counts["views"].value, seen.counts["views"].state) == (100, "live")
    assert seen.rates["like_rate"].value == pytest.approx(0.07)
    assert (seen.account, seen.port, seen.status, seen.duration_s) == ("main", "feed", "live", 25)


def test_a_rate_of_fewer_than_three_is_too_small(world: World) -> None:
    post(world, "a", views=2, likes=1)
    assert piece(world, "a").rates["like_rate"].state == "too_small"


def test_rivals_pieces_are_not_among_the_own(world: World) -> None:
    post(world, "theirs", account="ginkgo.0", brand=1, views=10)
    assert observe(world).contents == ()


def test_a_limited_piece_says_why(world: World) -> None:
    row = post(world, "a", fields={it.STATUS: it.STATUS_LIMITED})
    world.items.cards[row].status_reason_zh, world.items.cards[row].status_reason_en = "未标识", "no label"
    seen = piece(world, "a")
    assert seen.status == "limited"
    assert seen.status_reason.zh == "未标识"


def test_a_piece_names_its_product_and_the_claim_it_answers(world: World) -> None:
    post(world, "a", fields={it.PRODUCT: 1, it.ANSWER: 0})
    assert (piece(world, "a").product, piece(world, "a").answers) == ("box", "flu")


def test_sources_and_retention_are_of_the_views(world: World) -> None:
    row = post(world, "a", views=100)
    world.items.sources[row, 1, [SOURCE["recommend"], SOURCE["search"]]] = 90, 10
    world.items.retention[row, :3] = 100, 60, 45
    seen = piece(world, "a")
    assert seen.sources == {"recommend": 90, "search": 10}
    assert seen.retention[:4] == (1.0, 0.6, 0.45, 0.0)


def test_the_last_hours_are_full_hours_newest_last(world: World) -> None:
    row = post(world, "a", views=10)
    play_to(world, 60)
    add(world, row, views=5)
    play_to(world, 120)
    add(world, row, views=99)
    world.minute += 30
    hours = piece(world, "a").last_hours
    assert set(hours) == set(CURVES)
    assert hours["views"] == (10, 5)


def test_only_the_last_twelve_hours_have_a_curve(world: World) -> None:
    post(world, "a", views=10)
    play_to(world, 30 * 60)
    assert len(piece(world, "a").last_hours["views"]) == HOURS_BACK


def test_negative_share_is_of_comments(world: World) -> None:
    row = post(world, "a", views=100)
    assert piece(world, "a").negative_share.state == "not_available"
    add(world, row, comments=2, negative_comments=1)
    assert piece(world, "a").negative_share.state == "too_small"
    add(world, row, comments=6)
    assert piece(world, "a").negative_share.value == pytest.approx(1 / 8)


# ---- peers -----------------------------------------------------------------------------------


def peers(world: World, number: int, duration: int = 25) -> None:
    for k in range(number):
        fields = {it.DURATION: duration}
        post(world, f"r{duration}-{k}", account="ginkgo.0", brand=1, fields=fields, views=100, likes=k)


def test_a_percentile_is_the_share_of_peers_that_do_worse(world: World) -> None:
    peers(world, 10)
    post(world, "a", views=1000, likes=65)
    assert piece(world, "a").percentile["like_rate"].value == 70


def test_few_peers_make_no_percentile(world: World) -> None:
    peers(world, LEAST_PEERS - 1)
    post(world, "a", views=1000, likes=65)
    assert piece(world, "a").percentile["like_rate"].state == "too_small"


def test_pieces_of_another_length_are_no_peers(world: World) -> None:
    peers(world, 10, duration=100)
    post(world, "a", views=1000, likes=65)
    assert piece(world, "a").percentile["like_rate"].state == "too_small"


# ---- batches ---------------------------------------------------------------------------------


def test_an_official_account_shows_yesterdays_numbers_from_eight(world: World) -> None:
    row = post(world, "letter", account="letter", views=80, likes=8)
    play_to(world, DAY)
    add(world, row, views=500)
    play_to(world, DAY + 479)
    assert piece(world, "letter").counts["views"].value is None
    assert piece(world, "letter").counts["views"].state == "t+1"
    play_to(world, DAY + 480)
    seen = piece(world, "letter")
    assert (seen.counts["views"].value, seen.counts["views"].state) == (80, "t+1")
    assert seen.rates["like_rate"].value == pytest.approx(0.1)


def test_a_batch_does_not_count_fewer_than_three_reads(world: World) -> None:
    post(world, "letter", account="letter", views=2)
    play_to(world, DAY + 480)
    assert piece(world, "letter").counts["views"].state == "too_small"


def test_the_sources_of_a_batch_add_up_to_no_more_than_its_reads(world: World) -> None:
    row = post(world, "letter", account="letter", views=80)
    world.items.sources[row, 1, [SOURCE["session"], SOURCE["chat"]]] = 60, 20
    play_to(world, DAY)
    add(world, row, views=80)
    world.items.sources[row, 1, [SOURCE["session"], SOURCE["chat"]]] = 120, 40
    play_to(world, DAY + 480)
    assert piece(world, "letter").sources == {"session": 60, "chat": 20}


def test_todays_reads_of_an_official_account_are_not_yet_in_todays_sum(world: World) -> None:
    post(world, "letter", account="letter", views=80)
    play_to(world, 600)
    assert observe(world).today["square"]["views"] == 0
    play_to(world, DAY + 480)
    assert observe(world).yesterday["square"]["views"] == 80


# ---- scheduled -------------------------------------------------------------------------------


def test_a_scheduled_piece_is_seen_before_it_is_out(world: World) -> None:
    world.queue.append(Publish(key="later", account="sub", pillar="taste", title="明天见", at=900))
    seen = piece(world, "later")
    assert (seen.status, seen.published, seen.channel, seen.counts) == ("scheduled", 900, "lane", {})


# ---- paid orders -----------------------------------------------------------------------------


def paid(world: World, row: int, **more: object) -> PaidCard:
    card = PaidCard(
        index=0, key="p1", content=world.items.cards[row].key, kind="auction", goal="orders", bid_fen=2500,
        budget_fen=50_000, start=world.minute, end=world.minute + DAY, pacing="even", **more,
    )  # fmt: skip
    world.paid.add(card, np.zeros(N_PAID, np.int64))
    return card


def the_order(world: World) -> OrderView:
    return observe(world).orders[0]


def test_an_order_shows_its_spend_and_impressions_at_once(world: World) -> None:
    card = paid(world, post(world, "a"))
    card.spent_fen = 10_000
    world.paid.orders[0, SERVED] = 4000
    seen = the_order(world)
    assert (seen.budget, seen.spend, seen.bid) == (500, 100, 25)
    assert seen.counts["paid_impressions"].value == 4000
    assert seen.rates["cpm"].value == pytest.approx(25.0)


def test_conversions_come_back_late(world: World) -> None:
    row = post(world, "a")
    paid(world, row)
    play_to(world, 10)
    add(world, row, paid_clicks=40, paid_orders=4, paid_gmv_fen=5160)
    play_to(world, 60)
    seen = the_order(world)
    assert (seen.counts["paid_clicks"].value, seen.counts["paid_orders"].value) == (40, 0)
    assert piece(world, "a").counts["paid_orders"].value == 0
    play_to(world, 60 + FEEDBACK_DELAY)
    seen = the_order(world)
    assert (seen.counts["paid_orders"].value, seen.counts["paid_gmv_fen"].value) == (4, 5160)
    assert piece(world, "a").counts["paid_orders"].value == 4


def test_an_order_does_not_take_the_clicks_of_an_earlier_one(world: World) -> None:
    row = post(world, "a", paid_clicks=100)
    play_to(world, 60)
    paid(world, row)
    play_to(world, 90)
    add(world, row, paid_clicks=5)
    assert the_order(world).counts["paid_clicks"].value == 5


def test_an_order_that_is_over_does_not_take_later_clicks(world: World) -> None:
    row = post(world, "a")
    paid(world, row)
    world.items.totals[row, COUNTER["paid_clicks"]] = 30
    play_to(world, DAY)
    play_to(world, DAY + 10)
    add(world, row, paid_clicks=500)
    play_to(world, DAY + 300)
    assert the_order(world).counts["paid_clicks"].value == 30


def test_an_order_learns_until_enough_conversions_came_back(world: World) -> None:
    card = paid(world, post(world, "a"))
    assert the_order(world).learning
    card.learned = LEARN_FROM
    assert not the_order(world).learning


def test_heating_has_no_learning_phase(world: World) -> None:
    card = paid(world, post(world, "a"))
    card.kind = "boost"
    assert not the_order(world).learning
