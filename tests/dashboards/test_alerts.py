"""Own alerts: what can be watched, when they speak, where they show, and that they are kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from classroom.alerts import Alert
from dashboards import alert_card, frame
from dashboards.alerts import QUIET, Ears, is_past, numbers_of, rule_text, spoken, value_at
from dashboards.backend import RunState, Watched
from dashboards.hours import Moment, StockHour
from dashboards.markup import to_html
from dashboards.pages.live import BLOCKS, Scene, key_line
from dashboards.visit import Visit, Visitor, visiting
from simulator.errors import DecisionError
from tests.dashboards.sample import SampleBackend, moments
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation
from tests.dashboards.test_app import watching

CHANNELS = ("short_video", "wechat", "weibo", "livestream")
TRAINEE = Visit(visitor=Visitor(role="trainee"), run="r1")


def alert(number: str = "money", side: str = "below", threshold: float = 50.0, **more: Any) -> Alert:
    given = {"key": "a1", "channel": "", "minute": 0, **more}
    return Alert(number=number, side=side, threshold=threshold, **given)  # type: ignore[arg-type]


def ticks(money: list[float], every: int = 10) -> list[Moment]:
    return [
        Moment(minute=every * (at + 1), kpis={}, totals={}, money=amount) for at, amount in enumerate(money)
    ]


def hits(found: tuple[Watched, ...]) -> list[int]:
    return [hit.minute for one in found for hit in one.hits]


def test_an_alert_speaks_when_its_threshold_is_passed_and_not_while_it_stays_passed():
    found = Ears().listen("r1", [alert()], ticks([90, 60, 40, 30, 20]), None)
    assert hits(found) == [30]
    assert found[0].past
    assert found[0].value == 20


def test_an_alert_that_has_spoken_is_silent_for_an_hour_and_then_speaks_again():
    found = Ears().listen("r1", [alert()], ticks([40, 60, 40, 60, 40, 60, 60, 60, 60, 40]), None)
    assert hits(found) == [10, 100]
    assert found[0].hits[1].minute - found[0].hits[0].minute >= QUIET


def test_what_holds_already_is_said_at_once_and_nothing_earlier_is():
    found = Ears().listen("r1", [alert(minute=25)], ticks([40, 40, 60]), None)
    assert hits(found) == [25]


def test_ticks_are_heard_once_and_a_new_process_says_the_same():
    ears, all_ticks = Ears(), ticks([90, 40, 90, 90, 90, 90, 90, 90, 40])
    for length in (1, 3, 6, 9):
        found = ears.listen("r1", [alert()], all_ticks[:length], None)
    assert hits(found) == hits(Ears().listen("r1", [alert()], all_ticks, None)) == [20, 90]


def test_a_deleted_alert_is_forgotten():
    ears = Ears()
    ears.listen("r1", [alert()], ticks([40]), None)
    assert ears.listen("r1", [], ticks([40]), None) == ()
    assert hits(ears.listen("r1", [alert(minute=20)], ticks([90, 90]), None)) == []


@pytest.mark.parametrize(
    ("side", "value", "past"), [("above", 51, True), ("above", 50, False), ("below", 49, True)]
)
def test_a_threshold_itself_is_not_past(side: str, value: float, *, past: bool):
    assert is_past(alert(side=side), value) is past


def test_a_number_that_no_screen_shows_never_speaks():
    assert not is_past(alert(threshold=5), None)
    assert value_at("no_such_number", "", moments(), 3) is None
    assert value_at("kpi.aware", "", moments(), 3) is None


def test_a_pace_is_the_one_of_the_chart_and_all_channels_add_up():
    seen = moments()
    parts = [value_at("views", channel, seen, 40) or 0.0 for channel in CHANNELS]
    assert all(part > 0 for part in parts)
    assert value_at("views", "", seen, 40) == pytest.approx(sum(parts))


def test_a_rate_of_today_begins_at_midnight_and_needs_enough_below_it():
    totals = [
        {"weibo": {"impressions": 1000.0, "clicks": 500.0}},
        {"weibo": {"impressions": 1200.0, "clicks": 510.0}},
    ]
    seen = [Moment(minute=1440, kpis={}, totals=totals[0]), Moment(minute=1500, kpis={}, totals=totals[1])]
    assert value_at("today.ctr", "weibo", seen, 1) == pytest.approx(0.05)
    few = [seen[0], Moment(minute=1500, kpis={}, totals={"weibo": {"impressions": 1099.0, "clicks": 510.0}})]
    assert value_at("today.ctr", "weibo", few, 1) is None


def test_a_stock_is_heard_by_the_hour_and_now():
    now = observation()
    past = [StockHour(minute=60, left={"jelly": 900.0}), StockHour(minute=120, left={"jelly": 280.0})]
    ears, mine = Ears(), [alert("stock.jelly", threshold=300)]
    assert ears.wants_hours("r1", mine, NOW)
    found = ears.listen("r1", mine, [], now, past)
    assert hits(found) == [120]
    assert found[0].value == 206
    assert not ears.wants_hours("r1", mine, NOW)
    assert ears.wants_hours("r1", mine, NOW + 60)


def test_what_can_be_watched_is_what_the_screens_show():
    names = {one.key for one in numbers_of(observation(), CHANNELS)}
    assert {"views", "today.ctr", "kpi.orders", "money", "hours", "stock.jelly", "online"} <= names
    assert "kpi.aware" not in names  # only a survey shows it
    assert "online" not in {one.key for one in numbers_of(observation(), ["weibo"])}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_said_with_its_unit(language: str):
    with visiting(Visit(language=language)):  # type: ignore[arg-type]
        for one in numbers_of(observation(), CHANNELS):
            words = rule_text(alert(one.key, threshold=0.05 if one.share else 100), observation())
            assert one.label in words
            assert ("5.0%" in words) == one.share


def _scene(*own: Alert) -> Scene:
    state = RunState(key="r1", scenario=scenario(), status="running")
    seen = moments()
    return Scene(
        state=state, now=observation(), moments=seen, watched=Ears().listen("r1", own, seen, observation())
    )


def test_a_spoken_alert_stands_in_the_feed_at_its_tile_and_at_the_bell():
    scene = _scene(alert("kpi.orders", "above", 300))
    text = to_html(BLOCKS["live-feed"](scene))
    assert "自设预警：团购订单高于 300 单" in text
    assert "当时 30" in text
    tile = to_html(BLOCKS["live-tiles"](scene))
    assert tile.count("bell-past") == 1
    assert "预警已越线：团购订单高于 300 单" in tile
    minute = scene.watched[0].hits[0].minute
    assert spoken(scene.watched, minute - 1) == 1
    assert spoken(scene.watched, minute) == 0


def test_own_alerts_of_the_last_day_count_at_the_bell_of_every_page():
    scene = _scene(alert("money", "below", 16_000))
    state, now = scene.state, scene.now
    assert scene.watched[0].hits
    before = to_html(frame.top_parts(state, now)["top-alerts"])
    after = to_html(frame.top_parts(state, now, scene.watched)["top-alerts"])
    assert ">2<" in before
    assert ">3<" in after


def test_an_alert_on_a_channel_is_marked_in_the_key_of_its_metric():
    scene = _scene(alert("views", "below", 1, channel="weibo"))
    assert to_html(key_line(scene, "views")).count("ic-bell") == 1
    assert "ic-bell" not in to_html(key_line(scene, "orders"))


def test_the_list_says_what_to_do_first_and_offers_deletion_to_trainees_alone():
    assert "还没有预警" in to_html(BLOCKS["live-alerts"](_scene()))
    scene = _scene(alert(threshold=1))
    assert "data-alert-drop" not in to_html(BLOCKS["live-alerts"](scene))
    with visiting(TRAINEE):
        text = to_html(BLOCKS["live-alerts"](scene))
    assert 'data-alert-drop="a1"' in text
    assert "监看中" in text
    assert "未响过" in text


def test_a_share_is_typed_in_per_cent_and_an_overall_number_has_no_channel():
    numbers = {one.key: one for one in numbers_of(observation(), CHANNELS)}
    assert alert_card.raw_alert(numbers["today.ctr"], "weibo", "below", 3)["threshold"] == pytest.approx(0.03)
    assert alert_card.raw_alert(numbers["money"], "weibo", "below", 3)["channel"] == ""
    assert alert_card.raw_alert(numbers["views"], "weibo", "below", "")["threshold"] is None


def fit(client: TestClient, key: str, channel: str) -> dict[str, Any]:
    names = (("alert-channel", "disabled"), ("alert-limit", "suffix"), ("alert-note", "children"))
    body = {
        "output": f"..{'...'.join(f'{name}.{prop}' for name, prop in names)}..",
        "outputs": [{"id": name, "property": prop} for name, prop in names],
        "inputs": [
            {"id": "alert-number", "property": "value", "value": key},
            {"id": "alert-channel", "property": "value", "value": channel},
        ],
        "state": [{"id": "url", "property": "pathname", "value": "/r/r1/live"}],
        "changedPropIds": ["alert-number.value"],
    }
    return client.post("/_dash-update-component", json=body).json()["response"]


def test_the_form_says_what_the_number_is_now_and_how_it_is_read(trainee: TestClient):
    stock = fit(trainee, "stock.jelly", "weibo")
    assert stock["alert-channel"]["disabled"] is True
    assert stock["alert-note"]["children"].startswith("现在 206。")
    pace = fit(trainee, "gmv", "all")
    assert pace["alert-limit"]["suffix"] == " 元/时"
    assert "近 30 分钟" in pace["alert-note"]["children"]
    assert fit(trainee, "views", "weibo") != fit(trainee, "views", "wechat")


def press(client: TestClient, key: str, channel: str, side: str, limit: object) -> str:
    def state(name: str, value: object) -> dict[str, object]:
        return {"id": name, "property": "value", "value": value}

    body = {
        "output": "alert-said.children",
        "outputs": {"id": "alert-said", "property": "children"},
        "inputs": [{"id": "alert-add", "property": "n_clicks", "value": 1}],
        "state": [
            state("alert-number", key), state("alert-channel", channel), state("alert-side", side),
            state("alert-limit", limit), {"id": "url", "property": "pathname", "value": "/r/r1/live"},
        ],
        "changedPropIds": ["alert-add.n_clicks"],
    }  # fmt: skip
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.json(), ensure_ascii=False)


def test_an_alert_set_on_the_page_comes_back_over_the_socket(backend: SampleBackend, trainee: TestClient):
    assert "已添加" in press(trainee, "today.ctr", "short_video", "above", 0.1)
    assert backend.alerts[0].threshold == pytest.approx(0.001)
    with watching(trainee, "page=live&since=12") as socket:
        first = json.loads(socket.receive_text())
    assert "今日点击率高于 0.1%" in first["blocks"]["live-alerts"]
    assert first["hour"] == NOW // 60


def test_a_refused_alert_says_why_in_one_language(backend: SampleBackend, trainee: TestClient):
    backend.refuse = DecisionError("请填阈值 / give a threshold", field="threshold")
    text = press(trainee, "money", "all", "below", "")
    assert "请填阈值" in text
    assert "give a" not in text
    backend.refuse = None
    assert "请选一个指标" in press(trainee, "kpi.aware", "all", "below", 1)
    assert backend.alerts == []


def test_only_trainees_set_alerts(backend: SampleBackend, trainee: TestClient):
    backend.visitor = Visitor(role="examiner")
    body = {"output": "alert-dropped.data", "outputs": {"id": "alert-dropped", "property": "data"},
            "inputs": [{"id": "alert-drop", "property": "data", "value": {"key": "a1"}}],
            "state": [{"id": "url", "property": "pathname", "value": "/r/r1/live"}],
            "changedPropIds": ["alert-drop.data"]}  # fmt: skip
    backend.alerts = [alert()]
    assert trainee.post("/_dash-update-component", json=body).status_code == 403
    assert backend.alerts
