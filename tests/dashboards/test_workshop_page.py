"""The workshop: one form becomes one decision a port, and what is read while writing is what is read at the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboards import (
    costs,
    crew_queue,
    making,
    making_form,
    past_pieces,
    piece_templates,
    plan,
    text_feedback,
    variants,
)
from dashboards.backend import DecisionRow, Receipt, RunState
from dashboards.markup import to_html
from dashboards.pages import workshop
from dashboards.title_limits import limit_of
from dashboards.visit import Visit, visiting
from simulator.decisions import read_decision
from simulator.errors import DecisionError
from simulator.observation import ContentView, Observation, Reading
from tests.dashboards.sample import SampleBackend, sample_panel
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation

STATE = RunState(key="r1", scenario=scenario(), status="running")
Filled = dict[tuple[str, str], Any]


def filled(*on: str, **shared: Any) -> Filled:
    base: Filled = {
        ("title", ""): "桂花乌龙冻今天上新", ("pillar", ""): "taste", ("hours", ""): 6, ("money", ""): 300,
        ("reason", ""): "CTR 3%", ("forecast", ""): "播放 6,000",
    }  # fmt: skip
    return base | {("on", one): True for one in on} | {(name, ""): value for name, value in shared.items()}


def page_text(component: object) -> str:
    return json.dumps(component, default=lambda part: part.to_plotly_json(), ensure_ascii=False)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_page_speaks_one_language_and_leaves_no_key(language: str):
    with visiting(Visit(language=language, run="r1")):  # type: ignore[arg-type]
        scene = await workshop.scene_of(SampleBackend(), "r1")
        assert scene is not None
        text = page_text(workshop.view(scene))
        text += "".join(to_html(block(scene)) for block in workshop.BLOCKS.values())
        reading = await workshop.read(SampleBackend(), "r1", filled("douyin", title_b="门店后厨的一天"))
        text += page_text(list(reading))
    for prefix in ("workshop.", "make.", "template.", "text.", "expect.", "crew.", "queue.", "ab."):
        assert f'"{prefix}' not in text.replace('"text.part', "")
        assert f">{prefix}" not in text


async def test_before_the_first_tick_the_page_says_what_it_waits_for():
    page = await workshop.build(SampleBackend(begun=False), "r1", "")
    assert page.to_plotly_json()["props"]["data-wait"] == "begun"


async def test_a_finished_run_shows_the_queue_and_no_form():
    page = page_text(await workshop.build(SampleBackend(status="finished"), "r1", ""))
    assert "workshop-queue" in page
    assert "workshop-submit" not in page


def test_each_chosen_port_gets_a_decision_and_all_but_the_first_adapt_it():
    made = making.batch(scenario(), observation(), filled("douyin", "official", "weibo"))
    read = [read_decision(dict(one.raw)) for one in made]
    assert [one.account for one in read] == ["douyin", "official", "weibo"]
    assert [one.adapted_from for one in read] == [None, read[0].key, read[0].key]
    assert [one.hours for one in read] == [6, plan.ADAPT_HOURS, plan.ADAPT_HOURS]
    assert [one.money for one in read] == [300, 0, 0]
    assert {one.reason for one in read} == {"CTR 3%"}
    assert [one.carrier for one in read] == ["short_video", "image_text", "image_text"]


def test_a_port_says_it_in_its_own_words_at_its_own_time():
    form = filled("douyin", "official") | {
        ("title", "official"): "云栖的秋天", ("at", "official"): "D5 12:00", ("carrier", "official"): "web_page",
        ("adapt_hours", "official"): 2.5,
    }  # fmt: skip
    second = read_decision(dict(making.batch(scenario(), observation(), form)[1].raw))
    assert (second.title, second.at, second.carrier) == ("云栖的秋天", 4 * 1440 + 720, "web_page")
    assert (second.hours, second.duration_s) == (2.5, 0)


def test_a_carrier_that_the_port_does_not_take_is_never_sent():
    form = filled("official") | {("carrier", "official"): "short_video"}
    assert making.batch(scenario(), observation(), form)[0].raw["carrier"] == "image_text"


def test_a_second_title_comes_out_on_every_port_a_gap_later():
    made = making.batch(
        scenario(), observation(), filled("douyin", "weibo", title_b="晚上 8 点，第一锅", gap_hours=5)
    )
    assert [one.variant for one in made] == ["a", "a", "b", "b"]
    for first, second in zip(made[:2], made[2:], strict=True):
        assert second.raw["adapted_from"] == first.raw["key"]
        assert second.raw["at"] == NOW + 300
        assert second.raw["title"] == "晚上 8 点，第一锅"
        assert read_decision(dict(second.raw))


def test_the_same_form_submitted_twice_before_the_answer_is_the_same_batch():
    form = filled("douyin", "weibo", title_b="乙")
    twice = [
        [one.raw["key"] for one in making.batch(scenario(), observation(), form, asked="n1")]
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert len(set(twice[0])) == 4


def test_a_time_that_is_none_is_refused():
    with pytest.raises(DecisionError):
        making.batch(scenario(), observation(), filled("douyin") | {("at", "douyin"): "明晚"})


def test_a_batch_costs_what_the_engine_takes_for_it():
    form = filled("douyin", "weibo", review=True, evidence=["report", "video"])
    spend, work = making.totals(scenario(), making.batch(scenario(), observation(), form))
    assert spend == 300
    assert work == 6 + 1 + 2 * (2 * 0.5 + 0.5)
    answering = {"lever": "publish", "hours": 1.0, "review": True, "answers": "foreign_body"}
    assert costs.spending(scenario(), answering)[1] == 1.25


async def test_what_is_read_while_writing_is_what_the_batch_would_be_judged_by():
    read = await workshop.read(SampleBackend(), "r1", filled("douyin", "weibo"))
    text = page_text(read[0])
    assert "选题匹配" in text
    assert "按重复内容减少展示" in text  # the second port says the same words


async def test_an_expression_under_the_law_stands_in_its_place_with_grade_and_clause():
    form = filled("douyin", title="全城最好喝的桂花冻", product="single")
    first = making.batch(scenario(), observation(), form)
    features = await SampleBackend().read_texts("r1", [one.raw for one in first])
    text = to_html(text_feedback.feedback(list(zip(first, features, strict=True)), sample_panel()))
    assert "<mark>" in text
    assert features[0].ad_findings[0].clause in text
    assert "感兴趣" in text
    assert " ± " in text


async def test_a_clean_text_says_so_and_a_missing_ai_label_does_not_pass():
    for ai, expected in ((False, "没有读到广告法用语"), (True, "缺少 AI 标识")):
        made = making.batch(scenario(), observation(), filled("douyin", ai_generated=ai))
        features = await SampleBackend().read_texts("r1", [one.raw for one in made])
        text = to_html(text_feedback.feedback(list(zip(made, features, strict=True)), None))
        assert expected in text
        assert "人群样本读取中" in text


async def test_without_a_title_or_a_port_the_page_says_what_is_missing():
    assert "先选端口" in page_text((await workshop.read(SampleBackend(), "r1", filled()))[0])
    blank = await workshop.read(SampleBackend(), "r1", filled("douyin", title="  "))
    assert "写下标题" in page_text(blank[0])


async def test_what_cannot_be_read_is_said_instead_of_breaking_the_page():
    read = await workshop.read(SampleBackend(), "r1", filled("douyin", title="长" * 121))
    assert "note-bad" in page_text(read[0])


def test_a_title_too_long_for_its_port_is_marked():
    form = filled("official", title="字" * 70)
    (one,) = making.batch(scenario(), observation(), form)
    assert "超长" in to_html(text_feedback._length(one))
    assert limit_of("official").most == 64


def _with_pieces(*views: float, age: int = 2000) -> Observation:
    pieces = [
        ContentView(
            key=f"x{place}", account="douyin", channel="short_video", port="video", title=f"片 {place}", pillar="taste",
            published=NOW - age, status="live", counts={"views": Reading(value=value)},
        )
        for place, value in enumerate(views)
    ]  # fmt: skip
    return observation().model_copy(update={"contents": tuple(pieces)})


def test_fewer_than_three_past_pieces_give_no_range():
    account = scenario().accounts[0]
    text = to_html(past_pieces.ranges(_with_pieces(900, 1200), [account]))
    assert "少于 3 条" in text
    assert "strip" not in text


def test_a_range_is_made_of_the_accounts_own_day_old_pieces():
    found = past_pieces.expected(_with_pieces(100, 200, 300, 400), "douyin", "views")
    assert found.quartiles == (175, 250, 325)
    assert found.sure == pytest.approx(0.6)
    assert "60%" in to_html(past_pieces.ranges(_with_pieces(100, 200, 300, 400), [scenario().accounts[0]]))
    assert not past_pieces.expected(_with_pieces(100, 200, 300, age=600), "douyin", "views").values
    assert past_pieces.expected(_with_pieces(100, 200, 300), "weibo", "views").young == 0


def _row(key: str, at: int, **more: Any) -> DecisionRow:
    raw = {"lever": "publish", "account": "douyin", "title": key, "hours": 4.0, "at": at, **more}
    return DecisionRow(key=key, lever="publish", minute=at, status="accepted", raw=raw)


def test_the_queue_holds_what_is_decided_and_not_out_in_the_order_of_coming_out():
    rows = [_row("后天", NOW + 3000), _row("昨天", NOW - 1000), _row("明天", NOW + 900)]
    rows.append(DecisionRow(key="x", lever="publish", minute=None, status="refused", raw={"title": "被拒"}))
    rows.append(_row("此刻", NOW))  # accepted while the clock stands still: not out yet
    now = observation().model_copy(update={"contents": (_variant("昨天", 900, 90),)})
    assert [row.key for row in crew_queue.waiting(rows, now)] == ["此刻", "明天", "后天"]
    text = to_html(crew_queue.queue(STATE, now, rows))
    assert text.index("明天") < text.index("后天")
    assert "昨天" not in text
    assert dict(crew_queue.by_seat(STATE, rows)) == {"content": 16.0}
    assert "77.5 h" in to_html(crew_queue.crew(STATE, observation(), rows))


def _variant(key: str, views: int, finished: int) -> ContentView:
    counts = {"views": Reading(value=views), "completions": Reading(value=finished)}
    return ContentView(
        key=key, account="douyin", channel="short_video", port="video", title=key, pillar="taste", published=NOW - 600,
        status="live", counts=counts,
    )  # fmt: skip


def test_variants_within_their_noise_are_not_called_different():
    def verdict(second: ContentView) -> str:
        now = observation().model_copy(update={"contents": (_variant("a", 1000, 200), second)})
        rows = [_row("b", NOW - 600, adapted_from="a")]
        return to_html(variants.results(rows, now))

    assert "误差之内" in verdict(_variant("b", 1000, 215))
    assert "差异明显" in verdict(_variant("b", 1000, 300))
    assert "满 30 次后再比" in verdict(_variant("b", 12, 3))
    (one,) = variants.contests(_variant("a", 1000, 200), _variant("b", 1000, 300))
    assert one.gap == pytest.approx(0.1)
    assert one.error == pytest.approx((0.25 * 0.75 * 2 / 1000) ** 0.5)


def test_an_adaptation_for_another_port_is_no_variant():
    other = _variant("b", 1000, 300).model_copy(update={"account": "weibo"})
    now = observation().model_copy(update={"contents": (_variant("a", 1000, 200), other)})
    assert variants.pairs([_row("b", NOW, adapted_from="a")], now) == []


def test_what_the_browser_kept_is_read_with_suspicion():
    assert making_form.kept_draft("nonsense", "r1") == {}
    kept = {"r1": {"title|": "甲", "tags|": ["a"], "evil|": {"a": 1}, "list|": [1, {}], "hours|": 3}}
    assert making_form.kept_draft(kept, "r1") == {"title|": "甲", "tags|": ["a"], "hours|": 3}
    assert making_form.kept_draft(kept, "other") == {}


def test_a_refusal_stands_at_its_port_and_the_rest_is_counted():
    made = making.batch(scenario(), observation(), filled("douyin", "official"))
    sent = list(
        zip(
            made,
            [Receipt(accepted=True), Receipt(accepted=False, message="标题太长 / too long", field="title")],
            strict=True,
        )
    )
    text = to_html(workshop.outcome(sent))
    assert "已确认 1 条" in text
    assert "订阅号" in text
    assert "标题太长" in text
    assert workshop._error({"name": "title", "port": "official"}, sent) == "标题太长"
    assert workshop._error({"name": "title", "port": "douyin"}, sent) is None


def test_a_template_and_an_earlier_piece_fill_the_shared_fields_only():
    templates = [{"name": "甲", "values": {"title|": "甲", "tags|": ["a"], "evil|": {"x": 1}}}]
    assert piece_templates.taken_over("t:0", templates, []) == {"title|": "甲", "tags|": ["a"]}
    for wrong in ("t:1", "t:x", "t:-1", "p:none", ""):
        assert piece_templates.taken_over(wrong, templates, []) == {}
    assert piece_templates.taken_over("t:0", "nonsense", []) == {}
    row = _row("旧片", NOW - 900, reason="CTR", copy_text="正文")
    filled_in = piece_templates.taken_over("p:旧片", None, [row])
    assert filled_in["title|"] == "旧片"
    assert filled_in["copy_text|"] == "正文"
    assert not {"reason|", "at|", "account|"} & set(filled_in)
