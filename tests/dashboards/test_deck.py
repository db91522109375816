"""The tabs of the command page: what they draw, what they say where there is nothing, who fills them."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder
from starlette.testclient import TestClient

from dashboards import deck, deck_compare, deck_panels, figures_deck, forecast
from dashboards.deck_tabs import NAMES
from dashboards.forecast import Forecast
from dashboards.hours import Moment
from dashboards.markup import to_html
from dashboards.pages.live import BLOCKS, Scene, view
from dashboards.visit import Visit, Visitor, visiting
from simulator.observation import Observation, Reading
from tests.dashboards.sample import SampleBackend, moments
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation
from tests.dashboards.test_blocks import scene


def written(part: Component) -> str:
    return json.dumps(part, cls=PlotlyJSONEncoder, ensure_ascii=False)


def _r(value: float | None) -> Reading:
    return Reading(value=value)


def of_channels(**channels: dict[str, float]) -> Observation:
    counted = {name: {key: _r(value) for key, value in counts.items()} for name, counts in channels.items()}
    return observation().model_copy(update={"channels": counted})


# ---- funnel --------------------------------------------------------------------------------------


def test_each_step_of_the_funnel_has_the_rate_of_the_step_before():
    now = of_channels(
        weibo={"impressions": 1000, "valid_views": 200, "clicks": 50, "orders": 10, "refunds": 4}
    )
    frame = deck.funnel_frame(now, "all").set_index("step")
    assert frame["count"].to_dict() == {
        "impressions": 1000, "valid_views": 200, "clicks": 50, "orders": 10, "kept": 6,
    }  # fmt: skip
    assert frame["rate"].dropna().to_dict() == {
        "valid_views": 0.2,
        "clicks": 0.25,
        "orders": 0.2,
        "kept": 0.6,
    }


def test_a_step_that_a_platform_does_not_count_is_passed_over():
    frame = deck.funnel_frame(of_channels(wechat={"impressions": 1000, "clicks": 50}), "all").set_index(
        "step"
    )
    assert pd.isna(frame.loc["valid_views", "count"])
    assert frame.loc["clicks", "rate"] == pytest.approx(0.05)
    assert pd.isna(frame.loc["kept", "count"])


def test_the_funnel_of_a_day_is_that_day_s():
    now = observation()
    today = deck.funnel_frame(now, "today")
    row = today[(today["channel"] == "weibo") & (today["step"] == "impressions")]
    assert row["count"].item() == now.today["weibo"]["impressions"]


def test_a_channel_of_yesterday_s_batch_is_marked_and_one_without_numbers_is_left_out():
    late = {"wechat": {"impressions": Reading(value=50, state="t+1")}, "weibo": {"impressions": _r(0)}}
    text = to_html(deck_panels.funnels(observation().model_copy(update={"channels": late}), "all"))
    assert "fresh-t1" in text
    assert "微信" in text
    assert "微博" not in text


# ---- heat map ------------------------------------------------------------------------------------


def pieces(*rows: tuple[str, str, str, dict[str, float]]) -> Observation:
    now = observation()
    made = [
        now.contents[0].model_copy(
            update={
                "key": f"k{at}", "title": title, "channel": channel, "pillar": pillar, "rates": {},
                "counts": {name: _r(value) for name, value in counts.items()},
            }
        )
        for at, (title, channel, pillar, counts) in enumerate(rows)
    ]  # fmt: skip
    return now.model_copy(update={"contents": tuple(made)})


def test_one_title_on_two_channels_is_one_row_and_rates_are_made_of_sums():
    now = pieces(
        ("a", "weibo", "x", {"views": 10, "orders": 1, "clicks": 10}),
        ("a", "wechat", "x", {"views": 30, "orders": 2, "clicks": 5}),
        ("b", "weibo", "x", {"views": 100, "orders": 0, "clicks": 30}),
    )
    frame = deck.heat_frame(now, "channels", "views")
    assert [*frame["row"]] == ["b", "a", "a"]
    by_pillar = deck.heat_frame(now, "pillars", "cvr").set_index("column")["value"]
    assert by_pillar["weibo"] == pytest.approx(1 / 40)


def test_a_rate_with_too_little_below_it_is_missing():
    now = pieces(
        ("a", "weibo", "x", {"orders": 1, "clicks": 1}), ("b", "weibo", "x", {"orders": 0, "clicks": 1})
    )
    assert deck.heat_frame(now, "pillars", "cvr")["value"].isna().all()


def test_hours_end_with_the_last_full_one():
    frame = deck.heat_frame(observation(), "hours", "views")
    assert frame["column"].max() == (NOW // 60 - 1) * 60
    assert frame.groupby("row").size().max() == 24


def test_the_heat_map_shades_by_the_largest_and_says_what_it_leaves_out():
    now = pieces(*[(f"t{at:02d}", "weibo", "x", {"views": 100.0 - at}) for at in range(16)])
    text = to_html(deck_panels.heat(now, scenario(), "channels", "views"))
    assert "--v:1.00" in text
    assert text.count("heat-cell") == deck_panels.ROWS
    assert "另有 2 行" in text


@pytest.mark.parametrize(
    ("view_name", "number", "said"),
    [("hours", "ctr", "不按小时给出"), ("channels", "follows", "换一个指标")],
)
def test_an_empty_heat_map_says_what_to_do(view_name: str, number: str, said: str):
    assert said in to_html(deck_panels.heat(observation(), scenario(), view_name, number))
    nothing = observation().model_copy(update={"contents": ()})
    assert "先发布内容" in to_html(deck_panels.heat(nothing, scenario(), view_name, number))


# ---- sources -------------------------------------------------------------------------------------


def test_the_source_tree_adds_up_and_tells_paid_apart():
    now = observation()
    frame = deck.source_frame(now)
    assert frame["views"].sum() == sum(sum(piece.sources.values()) for piece in now.contents)
    text = to_html(deck_panels.sources(now))
    assert "付费 11.2%" in text
    assert 'class="paid"' in text
    assert "推荐 71.4%" in text


def test_more_pieces_than_three_are_folded_and_no_source_says_when():
    now = observation()
    many = tuple(now.contents[0].model_copy(update={"key": f"k{at}"}) for at in range(5))
    text = to_html(deck_panels.sources(now.model_copy(update={"contents": many})))
    assert "另有 2 条内容" in text
    assert "08:00" in to_html(deck_panels.sources(now.model_copy(update={"contents": ()})))


def test_numbers_lead_to_what_explains_them():
    now = observation()
    assert 'href="/r/r1/why?n=clicks"' in to_html(deck_panels.funnels(now, "all", "r1"))
    assert 'href="/r/r1/piece?c=p1"' in to_html(deck_panels.heat(now, scenario(), "hours", "views", "r1"))
    assert 'href="/r/r1/piece?c=p1"' in to_html(deck_panels.sources(now, "r1"))
    assert "口感测评" in to_html(deck_panels.heat(now, scenario(), "pillars", "views", "r1"))


def test_charts_have_their_numbers_as_a_table():
    hours = to_html_of_tables(deck_compare.with_yesterday(growing(30), "views", "all", ["weibo"]))
    assert "23:00" in hours
    both = to_html_of_tables(deck_compare.two_accounts(observation(), "views", "douyin", "douyin_shop"))
    assert "D4 19:00" in both


def to_html_of_tables(part: Component) -> str:
    """Return the parts of a panel that are plain HTML: all but the figure."""
    children = part.children if isinstance(part.children, list) else [part.children]
    return "".join(to_html(one) for one in children if "graph" not in str(getattr(one, "className", "")))


def test_titles_bring_no_markup():
    first = observation().contents[0].model_copy(update={"title": "<img src=x>"})
    now = observation().model_copy(update={"contents": (first,)})
    for part in (deck_panels.sources(now), deck_panels.heat(now, scenario(), "channels", "views")):
        assert "<img" not in to_html(part)


# ---- comparisons ---------------------------------------------------------------------------------


def growing(hours: int, per_hour: float = 10.0) -> list[Moment]:
    """A counter and a KPI that grow evenly, a tick each half hour."""
    return [
        Moment(
            minute=30 * at, kpis={"orders": per_hour * at / 2}, totals={"weibo": {"views": per_hour * at / 2}}
        )
        for at in range(1, 2 * hours + 1)
    ]


def test_today_and_yesterday_lie_on_each_other_by_clock_hour():
    frame = deck.day_frame(growing(30), "views", ["weibo"])
    assert frame["yesterday"].tolist() == [10.0] * 24
    assert frame["today"].notna().sum() == 6
    assert frame["today"].dropna().tolist() == [10.0] * 6
    figure = figures_deck.day_figure(frame, names={"today": "a", "yesterday": "b"}, colour="#000")
    assert figure["data"][1]["y"][6] is None
    assert [trace["line"]["dash"] for trace in figure["data"]] == ["dash", "solid"]


def test_a_day_ends_with_its_last_hour():
    frame = deck.day_frame(growing(24), "views", ["weibo"])
    assert frame["today"].notna().all()
    assert frame["yesterday"].isna().all()


def test_the_first_day_has_nothing_to_compare_with_and_says_what_to_do():
    assert "第一天结束后" in to_html(deck_compare.with_yesterday(growing(10), "views", "all", ["weibo"]))
    assert "20 个整点小时" in written(deck_compare.with_yesterday(moments(), "views", "all", ["weibo"]))


def test_two_accounts_need_to_be_two():
    now = observation()
    assert "两个不同的账号" in to_html(deck_compare.two_accounts(now, "views", "douyin", "douyin"))
    text = written(deck_compare.two_accounts(now, "views", "douyin", "douyin_shop"))
    assert "抖音主号" in text
    assert "dash-mark" in text
    assert "逐小时" in to_html(deck_compare.two_accounts(now, "gmv", "douyin", "douyin_shop"))


def test_an_account_s_hours_add_up_its_pieces():
    now = observation()
    frame = deck.account_frame(now, "views", ["douyin"])
    mine = [piece for piece in now.contents if piece.account == "douyin"]
    assert frame["value"].sum() == sum(sum(piece.last_hours.get("views", ())) for piece in mine)


# ---- forecast ------------------------------------------------------------------------------------


def test_an_even_past_goes_on_evenly_without_a_band_to_speak_of():
    found = forecast.forecast([10.0 * hour for hour in range(49)], 96 * 60)
    assert found is not None
    assert found.days == 2
    assert found.low == found.high == found.expected
    assert found.expected[-1] == pytest.approx(960)
    assert (found.minutes[0], found.minutes[-1]) == (48 * 60, 96 * 60)


def test_the_band_is_the_lowest_and_the_highest_of_the_past_days():
    values = [0.0]
    for hour in range(48):
        values.append(values[-1] + (1.0 if hour < 24 else 3.0))
    found = forecast.forecast(values, 72 * 60)
    assert found is not None
    assert (found.low[-1], found.expected[-1], found.high[-1]) == (96 + 24, 96 + 48, 96 + 72)


def test_the_same_hour_of_day_is_carried_on():
    evening = [1.0 if hour % 24 == 20 else 0.0 for hour in range(24)]
    values = [0.0]
    for grown in evening:
        values.append(values[-1] + grown)
    found = forecast.forecast(values, 48 * 60)
    assert found is not None
    assert not found.banded
    steps = [after - before for before, after in zip(found.expected, found.expected[1:], strict=False)]
    assert [at for at, step in enumerate(steps) if step] == [20]


@pytest.mark.parametrize("hours", [0, 1, 23])
def test_less_than_a_day_gives_no_forecast(hours: int):
    assert forecast.forecast([float(hour) for hour in range(hours + 1)], 96 * 60) is None


def test_a_run_at_its_end_is_where_it_is():
    found = forecast.forecast([float(hour) for hour in range(49)], 48 * 60)
    assert found is not None
    assert found.expected == (48.0,)


def test_only_what_adds_up_by_the_hour_is_carried_forward():
    assert forecast.is_carried("orders")
    assert forecast.is_carried("reach")
    assert not forecast.is_carried("redemption_rate")
    assert not forecast.is_carried("aware_18_30")
    assert not forecast.is_carried("no_such_kpi")


def test_the_method_says_how_far_off_it_was_yesterday():
    assert forecast.missed_by([10.0 * hour for hour in range(49)]) == pytest.approx(0.0)
    assert forecast.missed_by([float(hour) for hour in range(40)]) is None


def test_an_hour_without_a_value_keeps_the_one_before():
    seen = [
        Moment(minute=60, kpis={"orders": 5.0}, totals={}),
        Moment(minute=130, kpis={"orders": None}, totals={}),
    ]
    assert forecast.hourly(seen, "orders") == [0.0, 5.0, 5.0]
    assert forecast.hourly([], "orders") == []


def test_the_forecast_is_dashed_the_goal_thin_and_the_band_only_there_when_it_is_known():
    band = Forecast(minutes=(60, 120), expected=(1.0, 2.0), low=(1.0, 1.5), high=(1.0, 3.0), days=2)
    names = {"now": "n", "expected": "e", "band": "b", "goal": "g"}
    figure = figures_deck.forecast_figure([0.0, 1.0], band, target=4.0, names=names)
    assert [trace["line"].get("dash") for trace in figure["data"]] == [None, None, None, "dash"]
    assert figure["layout"]["shapes"][0]["y0"] == 4.0
    one = Forecast(minutes=(60, 120), expected=(1.0, 2.0), low=(1.0, 2.0), high=(1.0, 2.0), days=1)
    assert len(figures_deck.forecast_figure([0.0, 1.0], one, target=4.0, names=names)["data"]) == 2


def _ahead(seen: list[Moment], kpi: str) -> str:
    now, case = observation(), scenario()
    bands = forecast.of_goals(now.goals, seen, case)
    return written(deck_compare.ahead(now, case, seen, bands, kpi))


def test_the_screen_says_why_there_is_no_forecast_or_no_band():
    assert "不足一天" in _ahead(growing(10), "orders")
    assert "只有一个完整日" in _ahead(growing(30), "orders")
    assert "过去 3 个完整日" in _ahead(moments(), "orders")
    assert "不外推" in _ahead(moments(), "redemption_rate")


def test_a_tile_with_a_goal_carries_its_band():
    now, seen = observation(), moments()
    bands = forecast.of_goals(now.goals, seen, scenario())
    whole = Scene(state=scene().state, now=now, moments=seen, bands=bands)
    text = to_html(BLOCKS["live-tiles"](whole))
    assert text.count("<u ") == len(bands) == 2
    assert "按过去 3 天同时段外推，期末 2,130–2,621 单" in text
    assert "<u " not in to_html(BLOCKS["live-tiles"](scene()))


# ---- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tabs_hold_a_place_for_every_panel_in_both_languages(language: str):
    with visiting(Visit(language=language, visitor=Visitor(role="trainee"), run="r1")):  # type: ignore[arg-type]
        text = written(view(scene()))
    for name in ("deck-funnel", "deck-heat", "deck-sources", "deck-compare", "live-alerts", "alert-add"):
        assert f'"{name}"' in text
    assert "deck.tab." not in text
    assert "alert." not in text.replace("live.alert", "")


def test_a_run_that_is_over_takes_no_new_alerts():
    with visiting(Visit(visitor=Visitor(role="trainee"), run="r1")):
        text = written(view(scene("finished")))
    assert '"alert-add"' not in text
    assert '"live-alerts"' in text


def fill(client: TestClient, place: str, tab: str, **choices: Any) -> Any:
    inputs = [
        {"id": "deck-tab", "property": "value", "value": tab},
        {"id": f"{place}-hour", "property": "data", "value": NOW // 60},
        *[
            {"id": name.replace("_", "-"), "property": "value", "value": value}
            for name, value in choices.items()
        ],
    ]
    body = {
        "output": f"{place}.children", "outputs": {"id": place, "property": "children"}, "inputs": inputs,
        "state": [{"id": "url", "property": "pathname", "value": "/r/r1/live"}], "changedPropIds": ["deck-tab.value"],
    }  # fmt: skip
    return client.post("/_dash-update-component", json=body)


COMPARED = {
    "compare_mode": "yesterday", "compare_metric": "views", "compare_channel": "all", "compare_one": "douyin",
    "compare_other": "weibo", "compare_goal": "orders",
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "tab", "choices", "said"),
    [
        ("deck-funnel", "funnel", {"funnel_period": "today"}, "退后成交"),
        ("deck-heat", "heat", {"heat_view": "hours", "heat_number": "views"}, "heat-cell"),
        ("deck-sources", "sources", {}, "stack-bar"),
        ("deck-compare", "compare", COMPARED, "compare-chart"),
        ("deck-compare", "compare", {**COMPARED, "compare_mode": "account"}, "新增粉丝"),
        ("deck-compare", "compare", {**COMPARED, "compare_mode": "ahead"}, "方法"),
        ("deck-compare", "compare", dict.fromkeys(COMPARED), "compare-chart"),
    ],
)
def test_a_panel_is_drawn_when_its_tab_is_looked_at(
    trainee: TestClient, place: str, tab: str, choices: dict[str, Any], said: str
):
    answer = fill(trainee, place, tab, **choices)
    assert answer.status_code == 200, answer.text
    assert said in json.dumps(answer.json(), ensure_ascii=False)


def test_a_panel_that_nobody_looks_at_is_not_drawn(trainee: TestClient):
    assert "children" not in fill(trainee, "deck-sources", NAMES[0]).text


def test_before_the_first_tick_a_panel_says_what_happens(backend: SampleBackend, trainee: TestClient):
    backend.begun = False
    assert "正在准备" in json.dumps(fill(trainee, "deck-sources", "sources").json(), ensure_ascii=False)


def test_distinct_people_are_never_forecast_to_be_more_than_everybody():
    found = forecast.forecast([1000.0 * hour for hour in range(49)], 200 * 60, most=60_000)
    assert found is not None
    assert max(found.high) == 60_000
    seen = [
        Moment(minute=60 * hour, kpis={"reach": 2000.0 * hour, "orders": 9000.0 * hour}, totals={})
        for hour in range(1, 50)
    ]
    bands = forecast.of_goals(observation().goals, seen, scenario())
    assert bands["reach"].high[-1] == 100_000
    assert bands["orders"].high[-1] > 1_000_000
