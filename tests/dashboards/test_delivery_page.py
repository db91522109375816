"""The delivery desk: numbers as the platform reports them, break-even beside them, and a way to stop."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from classroom.grouping import reached_by
from dashboards import market, order_book, order_table, reach_estimate
from dashboards.backend import DecisionRow, RunState
from dashboards.decide import _prefill, form_view
from dashboards.forms import raw_decision
from dashboards.markup import to_html
from dashboards.pages import delivery
from dashboards.visit import Visit, visiting
from simulator.decisions import Targeting, read_decision
from simulator.observation import BookingView, ContentView, Observation, OrderView, Reading
from tests.dashboards.sample import SampleBackend, sample_panel
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation

STATE = RunState(key="r1", scenario=scenario(), status="running")
LEVERS = scenario().levers
PAID = {"spend_fen": 60_000, "paid_impressions": 24_000, "paid_gmv_fen": 150_000}


def page_text(component: object) -> str:
    return json.dumps(component, default=lambda part: part.to_plotly_json(), ensure_ascii=False)  # type: ignore[attr-defined]


def _decided(key: str, at: int = NOW - 600, **more: Any) -> DecisionRow:
    raw = {
        "lever": "paid_order",
        "content": "v",
        "money": 1200.0,
        "hours": 20.0,
        "goal": "orders",
        "pacing": "even",
        **more,
    }
    return DecisionRow(key=key, lever=str(raw["lever"]), minute=at, status="accepted", raw=raw)


def _scene(*orders: OrderView, product: str | None = "single") -> Observation:
    piece = ContentView(
        key="v", account="douyin", channel="short_video", port="video", title="片", pillar="taste", published=NOW - 900,
        status="live", product=product,
        counts={name: Reading(value=value) for name, value in PAID.items()},
    )  # fmt: skip
    return observation().model_copy(update={"contents": (piece,), "orders": orders})


def _order(key: str = "o", spend: float = 600.0, roas: float = 2.6, **more: Any) -> OrderView:
    given: dict[str, Any] = {
        "status": "running",
        "learning": False,
        "kind": "auction",
        "budget": 1200,
        "bid": 25,
        **more,
    }
    return OrderView(
        key=key,
        content="v",
        spend=spend,
        rates={"roas": Reading(value=roas), "cpm": Reading(value=25.0)},
        **given,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_page_speaks_one_language_and_leaves_no_key(language: str):
    with visiting(Visit(language=language, run="r1")):  # type: ignore[arg-type]
        scene = await delivery.scene_of(SampleBackend(), "r1")
        assert scene is not None
        text = page_text(delivery.view(scene)) + "".join(
            to_html(block(scene)) for block in delivery.BLOCKS.values()
        )
        text += page_text(await delivery.estimated(SampleBackend(), "r1", {"ages": ["18-23"]}, 600))
    for prefix in ("ads.", "order.", "reach.", "market.", "booking."):
        assert f'"{prefix}' not in text
        assert f">{prefix}" not in text


async def test_before_the_first_tick_the_page_says_what_it_waits_for():
    page = await delivery.build(SampleBackend(begun=False), "r1", "")
    assert page.to_plotly_json()["props"]["data-wait"] == "begun"


def test_without_an_order_the_first_one_is_offered_when_there_is_a_piece():
    text = to_html(order_table.order_list(_scene(), [], LEVERS))
    assert 'data-lever="paid_order"' in text
    bare = _scene().model_copy(update={"contents": ()})
    assert 'data-lever="publish"' in to_html(order_table.order_list(bare, [], LEVERS))
    assert "不开放投放" in to_html(order_table.order_list(_scene(), [], ("publish",)))


def test_the_roi_after_refunds_takes_the_products_refund_rate_with_its_error():
    (line,) = order_book.lines(_scene(_order()), [_decided("o")])
    share = 9 / 428  # refunded and ordered of the sample's single cup
    assert line.after_refunds.value == pytest.approx(2.6 * (1 - share))
    assert line.after_refunds.error == pytest.approx(2.6 * (share * (1 - share) / 428) ** 0.5)
    assert line.after_refunds.state == "estimated"
    assert line.break_even == 2.49
    assert line.verdict == "above"


def test_an_order_under_break_even_is_named_and_counted():
    now = _scene(_order(roas=1.2))
    text = to_html([order_table.tiles(now, []), *order_table.order_list(now, [_decided("o")], LEVERS)])
    assert "▼" in text
    assert "1 单" in text
    assert "2.49" in text


def test_a_piece_without_a_product_has_no_break_even_and_no_verdict():
    (line,) = order_book.lines(_scene(_order(), product=None), [])
    assert (line.break_even, line.verdict, line.after_refunds.value) == (None, "", None)
    assert "未挂商品" in to_html(order_table.order_list(_scene(_order(), product=None), [], LEVERS))


@pytest.mark.parametrize(("spend", "pace"), [(600.0, "even"), (1000.0, "fast"), (200.0, "slow")])
def test_spending_is_held_against_the_clock(spend: float, pace: str):
    (line,) = order_book.lines(_scene(_order(spend=spend)), [_decided("o")])
    assert line.elapsed(NOW) == 0.5
    assert line.pace(NOW) == pace
    (over,) = order_book.lines(_scene(_order(spend=spend, status="done")), [_decided("o")])
    assert over.pace(NOW) == ""


def test_orders_of_one_piece_at_one_time_are_not_added_up():
    now = _scene(_order("o"), _order("q"))
    first, second = order_book.lines(now, [_decided("o"), _decided("q")])
    assert first.shared
    assert second.shared
    assert order_book.totals(now).gmv == 1500
    apart = order_book.lines(now, [_decided("o", at=NOW - 3000), _decided("q")])
    assert not any(line.shared for line in apart)


def test_an_order_that_begins_later_is_listed_as_coming():
    rows = [_decided("later", at=NOW + 300), _decided("o")]
    assert [row.key for row in order_book.planned(_scene(_order()), rows)] == ["later"]
    assert "待投" in to_html(order_table.order_list(_scene(_order()), rows, LEVERS))


def test_a_learning_order_says_so_and_a_rule_stands_with_its_order():
    rule = DecisionRow(
        key="r", lever="set_rule", minute=NOW - 60, status="accepted",
        raw={"rule": "stop_loss", "order": "o", "metric": "roas", "below": 2.0},
    )  # fmt: skip
    text = to_html(order_table.order_list(_scene(_order(learning=True)), [_decided("o"), rule], LEVERS))
    assert "学习期" in text
    assert "&lt; 2.0" in text


def test_stopping_is_one_press_away_and_becomes_a_decision():
    text = to_html(order_table.order_list(_scene(_order()), [_decided("o")], LEVERS))
    assert 'data-target="stop:o"' in text
    assert "act-stop" in text
    filled = _prefill("change_order", "stop:o")
    decision = read_decision(raw_decision("change_order", filled))
    assert decision.stop  # type: ignore[attr-defined]
    assert '"checked": true' in page_text(form_view(STATE, observation(), "change_order", filled))


def test_an_order_can_be_stopped_by_the_clock_and_says_so():
    begun = _decided("o")
    text = to_html(order_table.order_list(_scene(_order()), [begun], LEVERS))
    target = f"timed:{(NOW // 60 + 2) * 60}:o"
    assert f'data-target="{target}"' in text
    decision = read_decision(raw_decision("change_order", _prefill("change_order", target)))
    assert decision.model_dump(include={"order", "stop", "at"}) == {
        "order": "o", "stop": True, "at": (NOW // 60 + 2) * 60,
    }  # fmt: skip
    raw = {"order": "o", "stop": True}
    due = DecisionRow(key="t", lever="change_order", minute=NOW + 90, status="accepted", raw=raw)
    assert "关停" in to_html(order_table.order_list(_scene(_order()), [begun, due], LEVERS))
    assert "关停" not in to_html(order_table.order_list(_scene(_order(status="done")), [begun, due], LEVERS))
    assert _prefill("change_order", "timed:x:o") == {}


def test_a_targeting_by_city_tier_reaches_these_cities_and_is_said_in_words():
    panel = sample_panel()
    aim = Targeting(city_tiers=("tier3", "tier4"))
    inside = np.logical_or(panel.members("city_tier", "tier3"), panel.members("city_tier", "tier4"))
    assert (reached_by(panel, aim) == inside).all()
    text = to_html(reach_estimate.answer(panel, aim, 600, _scene(), scenario(), LEVERS))
    assert "三线、四线" in text
    assert "city_tiers=tier3%2Ctier4" in text


def test_a_stop_loss_is_filled_with_break_even_and_a_first_part_of_the_budget():
    text = to_html(order_table.order_list(_scene(_order()), [_decided("o")], LEVERS))
    assert 'data-target="rule:2.49:360:o"' in text
    decision = read_decision(raw_decision("set_rule", _prefill("set_rule", "rule:2.49:360:o")))
    assert decision.model_dump(include={"rule", "order", "metric", "below", "after_spend"}) == {
        "rule": "stop_loss", "order": "o", "metric": "roas", "below": 2.49, "after_spend": 360,
    }  # fmt: skip
    assert _prefill("set_rule", "rule::0:a:b")["order"] == "a:b"


@pytest.mark.parametrize("target", ["rule:", "rule:x", "stop:o"])
def test_a_target_that_is_no_rule_fills_no_rule(target: str):
    assert _prefill("set_rule", target) == {}


def test_what_is_over_cannot_be_stopped():
    assert "stop:" not in to_html(order_table.order_list(_scene(_order(status="done")), [], LEVERS))
    assert "data-lever" not in to_html(order_table.order_list(_scene(_order()), [], ()))


def test_reach_is_the_samples_share_with_its_sampling_error():
    panel, aim = sample_panel(), Targeting(ages=("18-23", "24-30"))
    found = reach_estimate.estimate(panel, aim)
    inside = reached_by(panel, aim)
    share = inside.mean()
    rest = 1 - panel.size / panel.audience.n
    assert found.asked == inside.sum() > 0
    assert found.share == pytest.approx(share)
    assert found.error == pytest.approx(np.sqrt(share * (1 - share) / panel.size * rest))
    assert all(people <= found.people for people, _ in found.by_app.values())
    wide = reach_estimate.estimate(panel, Targeting())
    assert (wide.share, wide.error) == (1.0, 0.0)


def test_a_budget_is_turned_into_contacts_by_own_prices_or_by_the_floor():
    panel, case = sample_panel(), scenario()
    own = to_html(reach_estimate.answer(panel, Targeting(), 600, _scene(_order()), case, LEVERS))
    assert "自己订单的 CPM" in own
    floor = to_html(reach_estimate.answer(panel, Targeting(ages=("50+",)), 600, _scene(), case, LEVERS))
    assert "底价 CPM" in floor
    assert "太窄" in floor
    assert "group:ages=50%2B" in floor


async def test_a_targeting_that_no_platform_sells_is_refused_in_words():
    text = page_text(await delivery.estimated(SampleBackend(), "r1", {"ages": ["60+"]}, 600))
    assert "定向条件不对" in text


def _market(*likes: float) -> Observation:
    (one, *_) = observation().creators
    views = [
        one.model_copy(update={"key": f"c{place}", "like_per_view": value})
        for place, value in enumerate(likes)
    ]
    return observation().model_copy(update={"creators": tuple(views), "bookings": ()})


def test_a_creator_stands_beside_the_middle_of_the_market_without_a_verdict():
    text = to_html(market.market(_market(0.03, 0.04, 0.16), LEVERS))
    assert "4.0×" in text
    assert "注水" in text  # only how it is found, folded
    assert "badge-bad" not in text
    assert market.middles(_market(0.03, 0.16).creators) == {}


def test_a_delivered_piece_stands_beside_what_the_market_showed():
    piece = ContentView(
        key="b", account="", channel="short_video", port="video", title="探店", pillar="taste", published=NOW - 900,
        status="live", counts={"views": Reading(value=50_000), "likes": Reading(value=9000), "comments": Reading(value=45)},
    )  # fmt: skip
    booking = BookingView(key="b", creator="c1", content="b", status="delivered", due=750)
    now = observation().model_copy(update={"contents": (piece,), "bookings": (booking,)})
    text = to_html(market.bookings(now, LEVERS))
    assert "18.0%" in text
    assert "3.5%" in text
    assert 'data-lever="settle_creator"' in text
    waits = now.model_copy(update={"contents": ()})
    assert "等待交片" in to_html(market.bookings(waits, LEVERS))
