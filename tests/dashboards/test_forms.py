"""A filled form becomes a decision; a planned cell too; refusals stand at their field."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from dash.development.base_component import Component
from pydantic import ValidationError

from dashboards import costs, forms
from dashboards.backend import RunState
from dashboards.decide import carriers_for, form_view, log_view, panel
from dashboards.forms import raw_decision
from dashboards.lever_fields import choices, fields_of
from dashboards.markup import to_html
from dashboards.pages.brief import break_even
from dashboards.pages.start import read_seed
from dashboards.refusals import in_words, one_language
from dashboards.visit import Visit, visiting
from simulator.decisions import LEVERS, read_decision
from simulator.errors import DecisionError
from tests.dashboards.sample import SampleBackend
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import observation


def wrong_fields(lever: str, raw: dict[str, object]) -> set[str]:
    """Return the fields that the decision refuses or misses."""
    try:
        LEVERS[lever].model_validate(raw)
    except ValidationError as refused:
        return {str(one["loc"][0]) for one in refused.errors()}
    return set()


STATE = RunState(key="r1", scenario=scenario(), status="running")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("lever", sorted(LEVERS))
@pytest.mark.parametrize("begun", [True, False])
def test_every_lever_has_a_form_in_every_state(language: str, lever: str, begun: bool):
    with visiting(Visit(language=language)):
        assert form_view(STATE, observation() if begun else None, lever, {})


@pytest.mark.parametrize(("lever", "marked"), [("survey", True), ("live_action", False)])
def test_where_the_sitting_asks_for_reasons_their_fields_are_marked(lever: str, marked: bool):
    free = forms.fields(lever, STATE, observation(), {})
    asked = forms.fields(lever, replace(STATE, reasons=True), observation(), {})

    def required(parts: list[Component]) -> set[str]:
        inputs = [part for part in parts if getattr(part, "withAsterisk", False)]
        return {one.id["name"] for one in inputs} & {"reason", "forecast"}

    assert required(free) == set()
    assert required(asked) == ({"reason", "forecast"} if marked else set())


def test_a_form_becomes_a_decision_that_the_engine_reads():
    raw = raw_decision(
        "paid_order",
        {"content": "p1", "money": 600, "hours": 12, "bid": 30, "goal": "orders", "pacing": "even",
         "targeting.ages": ["18-23"], "targeting.local": True, "reason": "CTR 3%", "at": "d4 21:00"},
    )  # fmt: skip
    decision = read_decision(raw)
    assert decision.lever == "paid_order"
    assert decision.at == 3 * 1440 + 21 * 60
    assert decision.targeting.ages == ("18-23",)
    assert decision.targeting.local


def test_a_shelf_takes_the_products_that_are_switched_on():
    raw = raw_decision(
        "schedule_live",
        {"account": "douyin", "title": "首播", "start": "D4 20:00", "minutes": 90,
         "shelf.single.on": True, "shelf.double.on": False,
         "shelf.single.price": 9.9, "shelf.single.explain_minutes": 5, "shelf.single.double_checked": True},
    )  # fmt: skip
    shelf = read_decision(raw).shelf
    assert [item.product for item in shelf] == ["single"]
    assert shelf[0].double_checked


def test_an_unreadable_time_is_refused_at_its_field():
    with pytest.raises(DecisionError) as caught:
        raw_decision("survey", {"group": "all", "at": "明天下午"})
    assert caught.value.field == "at"


def test_two_forms_never_share_a_key():
    assert raw_decision("survey", {})["key"] != raw_decision("survey", {})["key"]


def test_the_same_form_confirmed_twice_before_the_answer_is_one_decision():
    twice = [raw_decision("survey", {"group": "all"}, asked="n1")["key"] for _ in range(2)]
    assert twice[0] == twice[1]
    assert raw_decision("survey", {"group": "60+"}, asked="n1")["key"] != twice[0]
    assert raw_decision("survey", {"group": "all"}, asked="n1 answered")["key"] != twice[0]


def test_a_decision_says_what_it_costs_before_it_is_confirmed():
    lines = costs.summary(STATE, observation(), {"lever": "boost", "money": 300.0})
    assert any("1.5 万" in text for _, text, _ in lines)
    too_much = costs.summary(STATE, observation(), {"lever": "paid_order", "money": 90_000.0})
    assert any(over for _, _, over in too_much)


def test_a_price_below_cost_says_that_it_never_pays():
    (line,) = costs.summary(STATE, observation(), {"lever": "set_price", "product": "single", "price": 6.0})
    assert "无法保本" in line[1]


def test_the_calculator_gives_the_published_break_even():
    assert "2.02" in to_html(break_even(12.9, 6.2, 2.5, 0.0))
    assert "售价要大于零" in to_html(break_even(0, 6.2, 2.5, 0.0))


def test_the_panel_of_a_finished_run_takes_no_decisions():
    over = RunState(key="r1", scenario=scenario(), status="finished")
    assert "决策时间已结束" in str(panel(over, observation()))


@pytest.mark.parametrize("lever", sorted(LEVERS))
def test_every_choice_of_a_form_is_a_choice_of_its_decision(lever: str):
    for field in fields_of(lever):
        for value in field.options if field.kind == "choice" else ():
            given = raw_decision(lever, {field.name: value})
            assert field.name.split(".")[0] not in wrong_fields(lever, given), (field.name, value)


async def test_the_log_shows_reasons_and_refusals_in_the_readers_language():
    rows = await SampleBackend().decisions("r1")
    assert "硬广内容不能加热" in to_html(log_view(rows, observation()))
    with visiting(Visit(language="en")):
        text = to_html(log_view(rows, observation()))
    assert "hard advertising cannot be boosted" in text
    assert "硬广" not in text


def test_a_message_is_split_into_its_languages():
    assert one_language("金额不足 / not enough money") == "金额不足"
    assert one_language("only English") == "only English"


@pytest.mark.parametrize(
    ("given", "seed"),
    [("42", 42), ("", None), (None, None), ("考试A", int.from_bytes("考试A".encode(), "big"))],
)
def test_a_seed_is_a_number_or_any_words(given: str | None, seed: int | None):
    assert read_seed(given) == seed


@pytest.mark.parametrize(
    ("raw", "field", "zh"),
    [
        ({"lever": "publish", "key": "a", "account": "x", "pillar": "y"}, "title", "请填写“标题”"),
        ({"lever": "restock", "key": "a", "stock": "s", "quantity": 0}, "quantity", "“数量”不能小于 1"),
        ({"lever": "boost", "key": "a", "content": "p", "money": 5}, "money", "“金额（元）”不能小于 100"),
        ({"lever": "restock", "key": "a", "stock": "s", "quantity": "many"}, "quantity", "“数量”要填数字"),
    ],
)
def test_a_wrong_field_is_told_in_the_trainees_words(raw: dict, field: str, zh: str):
    with pytest.raises(DecisionError) as caught:
        read_decision(raw)
    assert caught.value.field == field
    assert zh in in_words(str(caught.value), raw["lever"])
    with visiting(Visit(language="en")):
        assert not re.search(r"[\u4e00-\u9fff]", in_words(str(caught.value), raw["lever"]))


@pytest.mark.parametrize(
    "given", ["昨天", "D0 10:00", "D3 25:99", "D3 24:00", "D3", "NaN", "D3 10:60", "9" * 5000]
)
def test_a_clock_that_no_clock_shows_is_refused(given: str):
    with pytest.raises(DecisionError, match="D4 20:00") as refused:
        raw_decision("survey", {"group": "all", "at": given})
    assert len(str(refused.value)) < 200


def test_blanks_are_no_title():
    raw = raw_decision("publish", {"account": "douyin", "pillar": "taste", "title": "   "})
    assert "title" not in raw
    assert raw_decision("publish", {"title": " 上新 "})["title"] == "上新"


def test_a_limit_of_time_is_said_as_a_clock():
    with pytest.raises(DecisionError) as refused:
        read_decision({"lever": "survey", "key": "s1", "at": 98 * 1440})
    words = in_words(str(refused.value), "survey")
    assert "86400" not in words
    assert re.search(r"D\d+ 00:00", words)


@pytest.mark.parametrize(("lever", "name"), [("publish", "answers"), ("live_action", "issue")])
def test_only_claims_that_people_talk_about_by_now_can_be_chosen(lever: str, name: str):
    field = next(field for field in fields_of(lever) if field.name == name)
    assert choices(lever, field, STATE, observation().model_copy(update={"issues": ()})) == []
    offered = {choice["value"] for choice in choices(lever, field, STATE, observation())}
    assert offered == {issue.key for issue in observation().issues}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_host_is_chosen_by_name(language: str):
    field = next(field for field in fields_of("schedule_live") if field.name == "host")
    with visiting(Visit(language=language)):
        offered = choices("schedule_live", field, STATE, observation())
    assert offered[0] == {"value": "house", "label": "Own host" if language == "en" else "自家主播"}


def test_a_list_that_adds_something_does_not_say_everybody():
    text = str(form_view(STATE, observation(), "publish", {}))
    assert "不限" not in text
    assert "不限" in str(form_view(STATE, observation(), "boost", {}))


def test_an_account_offers_the_carriers_of_its_port():
    case = scenario()
    by_channel = {account.channel: carriers_for(case, account.key) for account in case.accounts}
    assert "short_video" in by_channel["short_video"]
    assert carriers_for(case, "nobody") == carriers_for(case, None) == []


def test_a_refusal_names_options_as_the_form_does():
    said = "公众号不支持 short_video, 可选 text, image_text / Official account takes text, image_text"
    with visiting(Visit(language="zh")):
        assert in_words(said, "publish") == "公众号不支持 短视频，可选 文字，图文"
    with visiting(Visit(language="en")):
        assert in_words(said, "publish") == "Official account takes text, Image and text"
