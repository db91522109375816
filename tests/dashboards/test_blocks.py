"""The blocks of the command page: every state of a number, both languages, nothing unescaped."""

from __future__ import annotations

import json

import pytest
from dash import dcc

from dashboards import figures, frame, tiles
from dashboards.backend import DecisionRow, Result, RunState, ValueRow
from dashboards.feed import chart_events
from dashboards.figures import CONFIG
from dashboards.graph import graph
from dashboards.hours import Moment
from dashboards.markup import to_html
from dashboards.pages.live import BLOCKS, QUICK, Scene, key_line, main_figure, view
from dashboards.pages.matrix import columns
from dashboards.pages.result import _goal as goal_line
from dashboards.refusals import COSTLY, field_of
from dashboards.series import CHART_METRICS, earlier, per_hour, thinned
from dashboards.values import values_block
from dashboards.visit import Visit, visiting
from simulator.decisions import LEVERS
from tests.dashboards.sample import SampleBackend, moments
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation


def scene(status: str = "running", **changes: object) -> Scene:
    state = RunState(key="r1", scenario=scenario(), status=status)
    now = observation().model_copy(update=changes)
    return Scene(state=state, now=now, moments=moments())


EMPTY = {
    "contents": (), "orders": (), "rooms": (), "products": (), "stocks": (), "issues": (), "hot_list": (), "signals": (),
    "channels": {}, "reach": observation().reach.model_copy(update={"reach": 0, "by_age": {}, "by_tier": {}}),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("block", sorted(BLOCKS))
@pytest.mark.parametrize("changes", [{}, EMPTY], ids=["full", "empty"])
def test_every_block_is_plain_html_in_every_state(language: str, block: str, changes: dict):
    with visiting(Visit(language=language)):
        text = to_html(BLOCKS[block](scene(**changes)))
    assert text or (block == "live-room" and changes)
    assert "live." not in text.replace("/live", "")


def test_an_empty_page_says_what_to_do_first():
    assert "发布第一条内容" in to_html(BLOCKS["live-contents"](scene(**EMPTY)))


def test_a_finished_run_offers_no_actions():
    assert "data-lever" not in to_html(BLOCKS["live-contents"](scene("finished")))
    assert "data-lever" in to_html(BLOCKS["live-contents"](scene()))


def test_a_title_cannot_bring_its_own_markup():
    first = observation().contents[0].model_copy(update={"title": "<img src=x onerror=alert(1)>"})
    text = to_html(BLOCKS["live-contents"](scene(contents=(first,))))
    assert "<img" not in text
    assert "&lt;img" in text


def test_only_plain_html_can_be_sent_as_text():
    with pytest.raises(TypeError, match="Markdown"):
        to_html(dcc.Markdown("x"))


def test_the_page_has_a_place_for_every_block():
    text = json.dumps(view(scene()).to_plotly_json(), default=lambda part: part.to_plotly_json())
    assert all(f'"{name}"' in text for name in (*BLOCKS, "chart-key", "main-chart"))
    assert set(QUICK) <= set(BLOCKS)


def test_six_tiles_show_the_heaviest_goals_with_pace_and_unit():
    text = to_html(tiles.tiles(observation(), moments(), "r1"))
    assert text.count('class="tile"') == 6
    assert "超前 9%" in text
    assert "落后 35%" in text
    assert "T+1" in text


def test_a_goal_that_must_stay_low_is_ahead_when_it_is_low():
    goal = observation().goals[0].model_copy(update={"direction": "at_most", "pace": 1000.0})
    assert tiles.pace_state(goal) == "ahead"
    assert tiles.filled(goal) == 1.0


def test_the_chart_marks_own_decisions_and_events():
    figure = main_figure(scene(), "views")
    assert len(figure["data"]) == 4
    assert len(figure["layout"]["shapes"]) == len(chart_events(observation()))
    assert figure["layout"]["meta"]["metric"] == "views"


async def test_a_decision_that_took_effect_is_marked_on_the_axis():
    rows = await SampleBackend().decisions("r1")
    own = [text for _, text, mine in chart_events(observation(), rows) if mine]
    assert len(own) == 1
    assert "店长凌晨四点的第一锅茶" in own[0]


def test_no_chart_can_upload_or_asks_another_host():
    shown = graph(figures.retention_figure((0, 2), (1.0, 0.5), name="a", colour="#000"), name="g", label="x")
    config = shown.children.config
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config is CONFIG


def test_simulated_time_is_drawn_as_days_and_hours():
    assert figures.moment(3 * 1440 + 20 * 60 + 18) == "2001-01-04 20:18"
    assert figures.TICKS[0]["value"] == "D%-j %H:%M"


def test_the_pace_is_read_over_half_an_hour():
    totals = [{"a": {"views": 10.0 * step}} for step in range(10)]
    ticks = [Moment(minute=10 * (step + 1), kpis={}, totals=total) for step, total in enumerate(totals)]
    before = earlier(ticks, 9)
    assert before is not None
    assert ticks[9].minute - before.minute == 30
    assert per_hour(before, ticks[9], "a", "views") == 60.0


def test_a_long_run_is_thinned_and_keeps_its_last_point():
    many = [Moment(minute=step, kpis={}, totals={}) for step in range(5000)]
    kept = thinned(many)
    assert len(kept) <= 900
    assert kept[-1] == 4999


def test_every_metric_of_the_chart_comes_from_the_ticks():
    assert set(CHART_METRICS) == set(moments()[0].totals["wechat"])


@pytest.mark.parametrize("status", ["paused", "running", "settling", "finished", "failed"])
def test_the_top_bar_always_shows_the_clock(status: str):
    state = RunState(key="r1", scenario=scenario(), status=status)
    parts = frame.top_parts(state, observation())
    assert "D4 20:18" in to_html(parts["top-clock"])
    assert bool(parts["top-play"]) == (status in ("paused", "running"))


def test_the_real_time_left_follows_the_clock_table_and_the_speed():
    case = scenario()
    slow = frame.real_minutes_left(case, NOW, 1.0)
    assert frame.real_minutes_left(case, NOW, 2.0) == pytest.approx(slow / 2)
    assert frame.real_minutes_left(case, case.end_minute, 1.0) == 0


def test_a_percentile_of_a_piece_is_read_as_a_number_of_a_hundred():
    piece = observation().contents[0]
    rank = piece.percentile["completion_rate"].model_copy(update={"value": 70})
    first = piece.model_copy(update={"percentile": {"completion_rate": rank}})
    text = to_html(BLOCKS["live-contents"](scene(contents=(first,))))
    assert "高于 70% 的同类内容" in text
    assert "--v:0.70" in text


def worth(value: ValueRow, language: str = "zh", decisions: int = 3) -> str:
    others = [ValueRow(key="d1", points=0.0), ValueRow(key="d3", state="waiting")]
    result = Result(status="ready", values=[value, *others], decisions=decisions)
    rows = [
        DecisionRow(key="d3", lever="survey", minute=300, status="accepted", raw={"group": "all"}),
        DecisionRow(key="d2", lever="paid_order", minute=200, status="accepted", raw={"content": "p2"}),
        DecisionRow(key="d1", lever="publish", minute=100, status="accepted", raw={"title": "<b>甲"}),
    ]
    with visiting(Visit(language=language)):
        return to_html(values_block(result, rows, observation()))


def test_a_decision_says_its_worth_in_the_units_of_the_goals():
    text = worth(
        ValueRow(
            key="d2", points=-1.104, kpis={"orders": -12.0, "redeem": 0.031, "profit": 640.0, "reach": 0}
        )
    )
    assert "−1.10 分" in text
    assert "−12 单" in text
    assert "+3.1 pp" in text
    assert "+¥640" in text
    assert "去重触达" not in text  # what did not move is not named


def test_a_decision_without_effect_says_so_in_both_languages():
    nothing = ValueRow(key="d2", points=0.0, kpis={"orders": 0.0})
    assert "去掉它，各项目标和总分都不变" in worth(nothing)
    assert "Without it every goal and the mark stay the same" in worth(nothing, "en")


def test_values_stand_in_the_order_of_the_run_with_what_is_still_missing():
    text = worth(ValueRow(key="d2", points=1.0))
    assert text.index("D1 01:40") < text.index("D1 03:20") < text.index("D1 05:00")
    assert "已算出 2 / 3" in text
    assert "排队中" in text
    assert "&lt;b&gt;甲" in text


def test_what_goes_with_a_decision_is_named_and_counted():
    together = ValueRow(key="d1", points=1.0, removed_with=("d2", "d3", "x1", "x2", "x3"))
    text = worth(together, "en")
    assert "Removing it also removes: " in text
    assert "and 2 more" in text


def test_the_rule_is_said_when_there_are_too_many_decisions():
    assert "共 90 项决策，只算占用资金和工时最多的 3 项" in worth(ValueRow(key="d2"), decisions=90)
    assert "只算" not in worth(ValueRow(key="d2"))


def test_a_refusal_for_money_stands_at_the_field_that_costs_it():
    assert field_of("restock", "money") == "quantity"
    assert field_of("restock", "stock") == "stock"
    for (lever, _), field in COSTLY.items():
        assert field in LEVERS[lever].model_fields


def test_a_chart_without_numbers_says_so_and_spans_a_morning():
    begun = scene()
    waiting = Scene(state=begun.state, now=begun.now, moments=())
    assert "还没有“播放/阅读”数据" in to_html(key_line(waiting, "views"))
    assert "还没有" not in to_html(key_line(begun, "views"))
    assert main_figure(waiting, "views")["layout"]["xaxis"]["range"][0].endswith("01-01 00:00")


@pytest.mark.parametrize(
    ("value", "words", "full"), [(0.0, "余量 ¥7,000", 1.0), (-7500.0, "低于底线 ¥500", 0.0)]
)
def test_a_loss_that_is_allowed_shows_what_is_left_of_it(value: float, words: str, full: float):
    goal = next(goal for goal in observation().goals if goal.direction == "at_least" and goal.target > 0)
    now = goal.now.model_copy(update={"value": value, "state": "ready"})
    floor = goal.model_copy(update={"kpi": "contribution", "target": -7000.0, "pace": -7000.0, "now": now})
    floor = floor.model_copy(update={"unit": goal.unit.model_copy(update={"zh": "元", "en": "yuan"})})
    text = to_html(tiles.tile(floor, moments(), "r1"))
    assert words in text
    assert "超前" not in text
    assert tiles.filled(floor) == full


def test_rooms_and_pieces_are_ranked_on_one_scale():
    text = to_html(BLOCKS["live-room"](scene()))
    assert "63%" in text
    assert "63.0%" not in text


def test_the_result_shows_the_number_that_was_marked_where_no_platform_showed_it():
    goal = observation().goals[0]
    unseen = goal.model_copy(
        update={"now": goal.now.model_copy(update={"value": None, "state": "not_available"})}
    )
    assert goal_line(unseen, None, None)[1] == "—"
    line = goal_line(unseen, -0.25, goal.target)
    assert line[1] == tiles.goal_text(goal, goal.target)
    assert str(line[2]).startswith(("≥", "≤"))
    assert line[4] == "−25%"


def test_a_retention_curve_ends_with_the_film():
    shares = figures.while_it_lasts((1.0, 0.6, 0.4, 0.0, 0.0))
    assert list(shares) == [1.0, 0.6, 0.4]


def test_the_matrix_marks_today_and_cuts_no_name():
    by_field = {one["field"]: one for one in columns(scenario(), 3)}
    assert by_field["d3"]["headerName"] == "D3 · 今天"
    assert by_field["d3"]["editable"]
    assert not by_field["d2"]["editable"]
    assert all(by_field[name]["wrapText"] for name in ("account", "pillar", "carrier"))


def test_less_than_a_minute_left_is_not_called_none():
    case = scenario()
    state = RunState(key="r1", scenario=case, status="running", speed=20.0)
    late = observation().model_copy(update={"minute": case.end_minute - 10})
    text = to_html(frame.top_parts(state, late)["top-clock"])
    assert "不到 1 分钟" in text
    assert "0 分钟" not in text


def test_an_alert_calls_an_order_by_its_piece():
    now = observation()
    order, signal = now.orders[0], now.signals[0]
    text = signal.text.model_copy(update={"zh": f"止损规则停了 {order.key}", "en": f"stopped {order.key}"})
    alert = signal.model_copy(update={"kind": "alert", "text": text, "content": None})
    shown = to_html(BLOCKS["live-feed"](scene(signals=(alert,))))
    title = next(piece.title for piece in now.contents if piece.key == order.content)
    assert title in shown
    assert f"停了 {order.key}" not in shown
