"""The live room page: minutes, indicators, price check, the director's buttons; every state of a room."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from channels.livestream.numbers import ACTION_HOURS, BAG_MINUTES, COUPON_MINUTES
from dashboards import costs, decide, director, figures_room, room, room_minutes, room_shelf
from dashboards.backend import DecisionRow, RunState
from dashboards.feed import feed
from dashboards.hours import Moment
from dashboards.markup import to_html
from dashboards.pages import PAGE_BY_KEY
from dashboards.pages import room as room_page
from dashboards.room_indicators import CONTENT, SALES, indicators
from dashboards.room_scene import Scene
from dashboards.visit import Visit, visiting
from simulator.decisions import LiveAction
from simulator.observation import Observation, Reading, RoomView
from tests.dashboards.sample import SampleBackend
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation

START = 3 * 1440 + 1200
ALL = (*scenario().levers, "schedule_live", "live_action", "paid_order", "change_post")


def _r(value: float | None, state: str = "live") -> Reading:
    return Reading(value=value, state=state)  # type: ignore[arg-type]


def a_room(**changes: Any) -> RoomView:
    return (
        observation()
        .rooms[0]
        .model_copy(
            update={"rates": {"uv_value": _r(0.51), "gpm": _r(488.0), "enter_rate": _r(0.149)}, **changes}
        )
    )


def moments() -> list[Moment]:
    """One frame a minute: 10 entries and 5 yuan in each, 3 more entries in every tenth."""
    found = []
    for minute in range(START - 20, START + 19):
        gone = max(0, minute - START)
        found.append(
            Moment(
                minute=minute,
                kpis={},
                totals={
                    "livestream": {
                        "impressions": 100.0 * gone,
                        "views": 10.0 * gone + 3 * (gone // 10),
                        "gmv": 5.0 * gone,
                    }
                },
            )
        )
    return found


def pressed(action: str, minute: int = NOW - 2, **raw: Any) -> DecisionRow:
    raw = {"lever": "live_action", "room": "r1", "action": action, **raw}
    return DecisionRow(
        key=f"{action}{minute}", lever="live_action", minute=minute, status="accepted", raw=raw
    )


PLAN = DecisionRow(
    key="r1", lever="schedule_live", minute=START - 600, status="accepted",
    raw={"lever": "schedule_live", "host": "house", "rehearsal_hours": 1.5,
         "shelf": [{"product": "single", "price": 12.9}, {"product": "double", "price": 22.9}, {"product": "set"}]},
)  # fmt: skip


def seen(*rooms: RoomView) -> Observation:
    return observation().model_copy(update={"rooms": rooms})


def scene(shown: RoomView | None = None, *others: RoomView, status: str = "running", **changes: Any) -> Scene:
    shown = a_room() if shown is None else shown
    case = scenario().model_copy(update={"levers": ALL})
    made = Scene(
        state=RunState(key="r1", scenario=case, status=status),  # type: ignore[arg-type]
        now=seen(shown, *others),
        room=shown,
        frame=room_minutes.minute_frame(shown, moments()),
        decisions=(PLAN,),
    )
    return replace(made, **changes)


NOBODY = replace(scene(), now=seen(), room=None)


# ---- minutes ---------------------------------------------------------------------------------


def test_a_minute_has_what_the_counters_gained_in_it():
    frame = room_minutes.minute_frame(a_room(online_curve=tuple(range(18))), moments())
    assert frame["minute"].tolist() == list(range(START, START + 18))
    assert frame["online"].tolist() == list(range(18))
    assert frame["enters"].tolist() == [10.0] * 9 + [13.0] + [10.0] * 8
    assert set(frame["gmv"]) == {5.0}


def test_a_frame_of_ten_minutes_gives_each_its_share_and_a_missing_one_leaves_a_gap():
    two = [moments()[20], moments()[30]]  # the start and ten minutes later
    frame = room_minutes.minute_frame(a_room(online_curve=(1,) * 15), two)
    assert frame["impressions"].tolist()[:10] == [100.0] * 10
    assert frame["impressions"].isna().tolist()[10:] == [True] * 5


def test_the_last_ten_minutes_are_added_and_the_ten_before_apart():
    frame = room_minutes.minute_frame(a_room(online_curve=(1,) * 18), moments())
    assert room_minutes.lately(frame, "enters") == 103
    assert room_minutes.lately(frame, "enters", back=1) == 80
    assert room_minutes.pace(frame, "gmv") == 5.0
    assert room_minutes.lately(frame.iloc[:0], "enters") is None


def test_a_quick_clock_draws_the_chart_anew_every_five_minutes_only():
    frame = room_minutes.minute_frame(a_room(online_curve=(1,) * 18), moments())
    assert len(room_minutes.whole_minutes(frame, 1)) == 18
    assert len(room_minutes.whole_minutes(frame, 5)) == 15
    quick = scene(a_room(online_curve=(1,) * 18))
    quick = replace(quick, state=replace(quick.state, speed=10.0))
    assert len(room_page.charts(quick)["room-minutes"]["data"][0]["x"]) == 15


def test_mean_online_is_the_mean_of_the_minutes():
    assert room_minutes.mean_online(a_room(online_curve=(10, 20, 60))) == 30
    assert room_minutes.mean_online(a_room(online_curve=())) is None


def test_the_seven_day_median_is_of_ended_rooms_of_the_account_alone():
    def past(key: str, days: float, stay: float, **changes: Any) -> RoomView:
        end = START - round(days * 1440)
        given = {"mean_stay_s": {"whole": _r(stay)}}
        return a_room(key=key, start=end - 60, end=end, status="ended", indicators=given, **changes)

    rooms = [
        past("a", 1, 40),
        past("b", 2, 60),
        past("c", 3, 90),
        past("old", 8, 999),
        past("x", 1, 999, account="weibo"),
    ]
    assert room_minutes.usual(a_room(), seen(a_room(), *rooms), "mean_stay_s") == 60
    assert room_minutes.usual(a_room(), seen(a_room()), "mean_stay_s") is None


def test_rooms_on_air_together_are_said_to_share_their_minutes():
    other = a_room(key="r2", account="weibo", start=START + 30, end=START + 120)
    text = to_html(room_page.BLOCKS["room-median"](scene(None, other)))
    assert "2 个直播间" in text
    assert "个直播间" not in to_html(room_page.BLOCKS["room-median"](scene()))


# ---- the figure ------------------------------------------------------------------------------


def test_the_figure_has_four_panels_over_one_axis_that_does_not_move():
    figure = room_page.charts(scene())["room-minutes"]
    assert [trace["yaxis"] for trace in figure["data"]] == ["y", "y2", "y3", "y4"]
    domains = [figure["layout"][f"yaxis{place}"]["domain"] for place in ("", "2", "3", "4")]
    assert all(upper[0] > lower[1] for upper, lower in pairwise(domains))
    assert figure["layout"]["xaxis"]["range"] == ["2001-01-04 20:00", "2001-01-04 21:30"]
    assert json.loads(json.dumps(figure))


def test_a_minute_without_a_frame_is_a_gap_not_a_zero():
    frame = pd.DataFrame(
        {"minute": [1, 2], "online": [3, 4], "enters": [None, 2.0], "gmv": [None, 0.0], "talk": [None, 1.0]}
    )
    names = {name: name for name, _ in figures_room.PANELS}
    figure = figures_room.room_figure(frame, names=names, colour="#000", span=(0, 9), marks={})
    assert figure["data"][1]["y"] == [None, 2.0]


def test_the_directors_actions_are_marked_on_the_axis():
    figure = room_page.charts(scene(decisions=(PLAN, pressed("coupon", product="double", value=3))))[
        "room-minutes"
    ]
    assert any("发券" in note.get("hovertext", "") for note in figure["layout"]["annotations"])


# ---- price check -----------------------------------------------------------------------------


def test_the_price_to_check_is_the_plan_s_then_the_last_one_set_less_the_coupon():
    product = next(one for one in observation().products if one.key == "double")

    def due(*rows: DecisionRow, minute: int = NOW) -> tuple[float, float]:
        return room_shelf.to_check(product, a_room(), (PLAN, *rows), minute)

    assert due() == (22.9, 0.0)
    price = pressed("price", NOW - 5, product="double", value=20)
    coupon = pressed("coupon", NOW - 3, product="double", value=3)
    assert due(price) == (20, 0.0)
    assert due(price, coupon) == (17, 3)
    assert due(price, coupon, minute=NOW - 3 + COUPON_MINUTES) == (20, 0.0)
    assert due(pressed("price", product="single", value=1)) == (22.9, 0.0)
    assert due(replace(price, status="refused")) == (22.9, 0.0)


def test_a_product_without_a_plan_price_is_checked_against_the_shop():
    single = next(one for one in observation().products if one.key == "single")
    assert room_shelf.to_check(single, a_room(key="unknown"), (PLAN,), NOW) == (10.9, 0.0)


def test_a_wrong_price_stands_beside_the_right_one():
    wrong = a_room(
        shelf=({"product": "double", "price": 2.29, "listed": True, "checked": False, "explain_minutes": 8},)
    )
    text = to_html(room_page.BLOCKS["room-shelf"](scene(wrong)))
    assert "¥2.29" in text
    assert "¥22.90" in text
    assert "仅一人" in text


def test_a_sold_out_product_and_its_stock_are_said():
    item = {
        "product": "single",
        "price": 12.9,
        "listed": True,
        "state": "sold_out",
        "clicks": 40,
        "orders": 10,
    }
    text = to_html(room_page.BLOCKS["room-shelf"](scene(a_room(shelf=(item,)))))
    assert "售罄" in text
    assert "25.0%" in text
    assert "206 单" in text


# ---- the director ----------------------------------------------------------------------------


def test_every_action_of_the_room_can_be_reached_from_the_page():
    text = to_html(room_page.BLOCKS["room-director"](scene())) + to_html(
        room_page.BLOCKS["room-shelf"](scene())
    )
    named = LiveAction.model_fields["action"].annotation.__args__  # type: ignore[union-attr]
    assert [name for name in named if f"action={name}" not in text] == []


def test_a_press_opens_the_form_with_room_action_and_product():
    given = decide._prefill("live_action", director.press(a_room(), "explain", product="double"))
    assert given == {"room": "r1", "action": "explain", "product": "double"}
    assert decide._prefill("paid_order", "?content=r1&hours=0.5&goal=enters&key=x") == {
        "content": "r1", "hours": 0.5, "goal": "enters",
    }  # fmt: skip
    assert decide._prefill("paid_order", "?hours=many") == {"hours": None}


def test_a_lucky_bag_costs_its_prizes_and_another_must_wait():
    raw = {"lever": "live_action", "action": "lucky_bag", "value": 88}
    assert costs.spending(scenario(), raw) == (88, 0)
    assert costs.spending(scenario(), {**raw, "action": "rotate_host"}) == (
        0,
        ACTION_HOURS["rotate_host"] / 100,
    )
    text = to_html(room_page.BLOCKS["room-director"](scene(decisions=(PLAN, pressed("lucky_bag", value=88)))))
    assert f"20:{16 + BAG_MINUTES}" in text
    assert "后可再用" not in to_html(room_page.BLOCKS["room-director"](scene()))


def test_nothing_can_be_pressed_before_after_or_when_time_is_over():
    for shown in (a_room(status="planned"), a_room(status="ended")):
        assert "data-lever" not in to_html(room_page.BLOCKS["room-director"](scene(shown)))
        assert "data-lever" not in to_html(room_page.BLOCKS["room-shelf"](scene(shown)))
    over = scene(status="finished")
    assert "data-lever" not in "".join(to_html(block(over)) for block in room_page.BLOCKS.values())


def test_only_an_unanswered_claim_is_offered_to_the_host():
    answered = observation().issues[0].model_copy(update={"answered": NOW})
    open_ = scene()
    closed = replace(open_, now=open_.now.model_copy(update={"issues": (answered,)}))
    assert "issue=foreign_body" in to_html(room_page.BLOCKS["room-director"](open_))
    assert "issue=foreign_body" not in to_html(room_page.BLOCKS["room-director"](closed))


def test_the_host_s_stretch_begins_anew_with_a_change():
    assert "18 分钟" in to_html(room_page.BLOCKS["room-host"](scene()))
    changed = scene(decisions=(PLAN, pressed("rotate_host", NOW - 4)))
    assert "4 分钟（D4 20:14 起）" in to_html(room_page.BLOCKS["room-host"](changed))


def test_the_event_feed_names_the_action():
    assert "场控动作 · 发券" in to_html(feed(observation(), [pressed("coupon", product="double", value=3)]))


# ---- indicators and tiles --------------------------------------------------------------------


def test_an_entry_s_value_has_ten_minutes_a_change_and_no_peers():
    shown = a_room(online_curve=(5,) * 18)
    text = to_html(indicators(scene(shown), SALES)).split("UV价值")[-1]
    assert "¥0.49" in text
    assert "¥0.51" in text
    assert "这个端口不提供该数据" in text
    assert "UV价值" not in to_html(indicators(scene(shown), CONTENT))


def test_before_ten_minutes_the_page_says_when_indicators_come():
    assert "开播 10 分钟后" in to_html(indicators(scene(a_room(indicators={})), CONTENT))


def test_tiles_of_an_ended_room_are_of_the_whole_room():
    text = to_html(room_page.BLOCKS["room-tiles"](scene(a_room(status="ended"))))
    assert "平均在线" in text
    assert "近 10 分钟" not in text


def test_a_planned_room_shows_what_is_ready_and_what_is_not():
    shown = a_room(
        status="planned", start=NOW + 90, end=NOW + 150, online_curve=(), counts={"bookings": _r(45)}
    )
    text = to_html(room_page.BLOCKS["room-tiles"](scene(shown)))
    assert "45" in text
    assert "3 个未双人核价" in text
    assert "1.5 h" in text
    assert "data-wait-chart" in json.dumps(
        room_page.view(scene(shown)).to_plotly_json(), default=lambda part: part.to_plotly_json()
    )


# ---- the page --------------------------------------------------------------------------------

SHOWN = {
    "live": scene(),
    "broken": scene(a_room(status="broken", online=0)),
    "planned": scene(a_room(status="planned", online_curve=(), counts={}, entries={}, indicators={})),
    "ended": scene(a_room(status="ended", explaining=None)),
    "none": NOBODY,
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(SHOWN))
def test_every_block_is_plain_html_in_every_state_of_a_room(language: str, kind: str):
    with visiting(Visit(language=language)):  # type: ignore[arg-type]
        for name, block in room_page.BLOCKS.items():
            text = to_html(block(SHOWN[kind]))
            assert text or kind == "none", name
            for prefix in ("room.", "rooms.", "direct.", "host.", "shelf."):
                assert f">{prefix}" not in text, name


async def test_the_page_has_a_place_for_every_block_and_figure():
    backend = SampleBackend()
    page = await room_page.build(backend, "r1", "")
    text = json.dumps(page.to_plotly_json(), default=lambda part: part.to_plotly_json())
    assert all(
        f'"{name}"' in text for name in (*room_page.BLOCKS, *await room_page.figures_now(backend, "r1"))
    )
    assert PAGE_BY_KEY["room"] is room_page.PAGE


def test_without_a_room_the_page_says_how_to_schedule_one():
    text = to_html(room_page.BLOCKS["room-head"](NOBODY))
    assert "30 分钟" in text
    assert 'data-lever="schedule_live"' in text
    bare = replace(
        NOBODY, state=replace(NOBODY.state, scenario=scenario().model_copy(update={"levers": ("publish",)}))
    )
    assert "本案例不做直播" in to_html(room_page.BLOCKS["room-head"](bare))


def test_without_a_room_what_needs_one_is_there_to_be_filled_but_stays_empty():
    assert to_html(room_page.BLOCKS["room-tiles"](NOBODY)) == ""
    text = json.dumps(room_page.view(NOBODY).to_plotly_json(), default=lambda part: part.to_plotly_json())
    assert all(f'"{name}"' in text for name in room_page.BLOCKS)


def test_after_the_last_room_the_next_can_be_scheduled():
    assert 'data-lever="schedule_live"' in to_html(
        room_page.BLOCKS["room-head"](scene(a_room(status="ended")))
    )
    assert 'data-lever="schedule_live"' not in to_html(room_page.BLOCKS["room-head"](scene()))


def test_the_address_chooses_the_room_and_a_wrong_one_means_the_present():
    two = seen(a_room(), a_room(key="r0", status="ended"))
    assert room_page.chosen(two, "r0").key == "r0"  # type: ignore[union-attr]
    assert room_page.chosen(two, "nobody").key == "r1"  # type: ignore[union-attr]
    assert room_page.chosen(seen(), "r1") is None


async def test_blocks_follow_the_room_of_the_address():
    with visiting(Visit(search="?r=r1")):
        blocks = await room_page.blocks(SampleBackend(), "r1")
    assert "正在看" in to_html(blocks["room-all"])


def test_the_command_page_leads_to_the_room():
    assert 'href="/r/run7/room?r=r1"' in to_html(room.room_card(observation(), (), "run7"))


def test_a_room_s_title_cannot_bring_its_own_markup():
    evil = scene(a_room(title="<img src=x>"))
    assert "<img" not in "".join(to_html(block(evil)) for block in room_page.BLOCKS.values())
