"""The audience page: everything with its error, groups that fill a delivery form, nothing kept unchecked."""

from __future__ import annotations

import asyncio
import json

import pytest

from classroom.grouping import make_groups
from classroom.panel import Panel
from dashboards import figures_people, group_cards, portrait, surveys
from dashboards.backend import RunState
from dashboards.decide import _prefill, form_view
from dashboards.forms import raw_decision
from dashboards.markup import to_html
from dashboards.pages import audience
from dashboards.targeting import LONGEST_NOTE, group_target, in_words, prefill_of, read_targeting
from dashboards.visit import Visit, visiting
from simulator.decisions import Targeting, read_decision
from simulator.errors import AudienceError
from simulator.observation import Reading, SurveyView
from tests.dashboards.sample import SampleBackend, sample_panel
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation

STATE = RunState(key="r1", scenario=scenario(), status="running")


def page_text(component: object) -> str:
    return json.dumps(
        component.to_plotly_json(), default=lambda part: part.to_plotly_json(), ensure_ascii=False
    )  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_speaks_one_language_and_leaves_no_key(language: str):
    with visiting(Visit(language=language)):  # type: ignore[arg-type]
        text = page_text(audience.view(sample_panel(), STATE, observation()))
    for prefix in ("people.", "trait.", "survey.", "group.", "level.", "rhythm."):
        assert f'"{prefix}' not in text


async def test_before_the_first_tick_the_page_says_what_it_waits_for():
    page = await audience.build(SampleBackend(begun=False), "r1", "")
    assert page.to_plotly_json()["props"]["data-wait"] == "begun"


async def test_a_slow_panel_shows_that_work_goes_on(monkeypatch: pytest.MonkeyPatch):
    class Slow(SampleBackend):
        async def panel(self, run: str) -> Panel:
            await asyncio.sleep(30)
            return sample_panel()

    monkeypatch.setattr(audience, "PATIENCE_S", 0.01)
    props = (await audience.build(Slow(), "r1", "")).to_plotly_json()["props"]
    assert props["data-poll"] == "1"
    assert props["aria-busy"] == "true"


async def test_people_that_cannot_be_read_are_said_in_one_language():
    class Broken(SampleBackend):
        async def panel(self, run: str) -> Panel:
            raise AudienceError("人群文件损坏 / the files are damaged")

    page = await audience.build(Broken(), "r1", "")
    assert "人群文件损坏" in page_text(page)
    assert "damaged" not in page_text(page)


def test_every_segment_stands_with_its_error_and_people():
    groups = sample_panel().groups(portrait.SHOWN_TRAITS)
    text = to_html(portrait.segments(groups))
    assert text.count(" ± ") == (groups["share"] > 0).sum() > 15
    assert "约 " in text


def test_the_first_target_group_is_what_the_brand_speaks_of():
    assert audience.main_topic(scenario()) == "food_drink"
    values = [item["value"] for group in audience.target_choices() for item in group["items"]]
    assert "food_drink:interested" in values
    assert len(values) == len(set(values))


@pytest.mark.parametrize(
    "choice", [item["value"] for group in audience.target_choices() for item in group["items"]][::5]
)
@pytest.mark.parametrize("by", portrait.DIMENSIONS)
def test_every_target_group_can_be_looked_at_by_every_dimension(choice: str, by: str):
    assert audience.tgi_view(sample_panel(), choice, by)


@pytest.mark.parametrize("choice", ["", "seed:1", "age_band", "__class__:x"])
def test_a_target_that_is_none_shows_nothing_or_is_refused(choice: str):
    if choice == "age_band":
        with pytest.raises(AudienceError):
            audience.tgi_view(sample_panel(), choice, "apps")
    else:
        assert audience.tgi_view(sample_panel(), choice, "apps") == []


def test_a_tgi_within_its_noise_is_grey_and_a_clear_one_is_not():
    panel = sample_panel()
    frame = panel.tgi(panel.members("age_band", "18-23"), "age_band")
    figure = figures_people.tgi_figure(frame, names={})
    dots, words = figure["data"]
    colours = dict(zip(dots["y"], dots["marker"]["color"], strict=True))
    assert colours["18-23"] == figures_people.ACCENT
    quiet = panel.tgi(panel.members("gender", "female"), "gender").assign(tgi=101.0, standard_error=3.0)
    assert set(figures_people.tgi_figure(quiet, names={})["data"][0]["marker"]["color"]) == {
        figures_people.NEUTRAL
    }
    assert len(words["text"]) == len(dots["x"])
    assert all(text >= dot - 0.5 for text, dot in zip(words["x"], dots["x"], strict=True))


def test_each_app_is_a_line_with_its_name_where_it_stands_out():
    panel = sample_panel()
    names = {app: app.upper() for app in panel.apps}
    figure = figures_people.hours_figure(
        panel.active_hours(), names=names, colours=dict.fromkeys(panel.apps, "#000")
    )
    assert [line["name"] for line in figure["data"]] == list(names.values())
    assert sorted(note["text"] for note in figure["layout"]["annotations"]) == sorted(names.values())
    places = [
        (note["x"], round(note["y"], 2), note.get("yshift", 0)) for note in figure["layout"]["annotations"]
    ]
    assert len(places) == len(set(places))


def test_the_heat_map_has_a_row_for_every_topic_and_a_cell_for_every_app():
    panel = sample_panel()
    text = to_html(portrait.interest_heat(panel, panel.interests_by_app()))
    assert text.count("<tr>") == 25
    cells = text.count("heat-cell") + text.count("num faint") + text.count(">—<")
    assert cells == 24 * len(panel.apps)
    assert text.count("heat-cell")


def test_a_group_fills_the_delivery_form_and_the_reason_keeps_its_centre():
    found = make_groups(sample_panel(), ["gaming", "pets"], 3)
    group = max(found.groups, key=lambda one: len(one.standouts))
    target = group_target(group.targeting, group_cards.note_of(group, found))
    filled = _prefill("paid_order", target)
    assert filled["targeting.interests"] == list(group.targeting.interests)
    assert "轮廓系数" in filled["reason"]
    assert f"{group.centroid['gaming']:g}" in filled["reason"]
    raw = raw_decision(
        "paid_order", {"content": "p1", "money": 600, "hours": 12, "bid": 30, "goal": "orders", **filled}
    )
    decision = read_decision(raw)
    assert decision.targeting == group.targeting  # type: ignore[attr-defined]
    assert len(decision.reason) <= 500


def test_a_form_filled_by_a_group_shows_its_bands_unfolded():
    target = group_target(Targeting(ages=("18-23",)))
    filled = _prefill("paid_order", target)
    text = page_text(form_view(STATE, observation(), "paid_order", filled))
    assert '"open": true' in text
    assert '"open": true' not in page_text(form_view(STATE, observation(), "paid_order", {}))


@pytest.mark.parametrize(
    "target",
    ["group:ages=99-120", "group:interests=__class__", "group:genders=x", "answer:q", "p1", "group:%00=%ff"],
)
def test_a_group_that_is_none_fills_no_bands(target: str):
    filled = prefill_of("paid_order", target)
    assert not any(filled.get(f"targeting.{name}") for name in ("ages", "genders", "interests"))


def test_only_levers_with_a_targeting_take_a_group():
    assert prefill_of("publish", group_target(Targeting(local=True))) == {}
    assert _prefill("publish", group_target(Targeting(local=True))) == {}


def test_a_note_never_outgrows_the_reason():
    filled = prefill_of("boost", group_target(Targeting(), "长" * 2000))
    assert len(filled["reason"]) == LONGEST_NOTE


def test_a_targeting_in_words_is_everybody_when_it_has_no_band():
    assert in_words(Targeting()) == "不限"
    assert in_words(Targeting(ages=("50+",), local=True)) == "50+ · 仅本地"


def test_what_a_tab_kept_is_read_with_suspicion():
    assert read_targeting({"ages": ["18-23"], "evil": 1}) is None
    assert read_targeting({"interests": ["nothing"]}) is None
    rows = [
        {"title": "<img src=x>", "targeting": {"ages": ["18-23"]}},
        {"title": "b", "targeting": {"ages": ["x"]}},
    ]
    text = to_html(group_cards.kept(rows, ("paid_order",)))
    assert "&lt;img" in text
    assert text.count("kept-line") == 1
    assert audience.kept_groups("nonsense", "r1") == []
    assert audience.kept_groups({"r1": [1, {"title": "a"}]}, "r1") == [{"title": "a"}]


def test_a_finished_run_offers_no_delivery_and_no_survey():
    over = RunState(key="r1", scenario=scenario(), status="finished")
    assert audience.allowed_levers(over, observation()) == ()
    found = make_groups(sample_panel(), ["gaming"], 2)
    assert "data-lever" not in to_html(group_cards.grouping(found, 1000, (), may_keep=False))


def test_a_survey_shows_its_results_with_error_or_when_they_are_due():
    results = {"aware": Reading(value=0.21, state="estimated", error=0.02)}
    done = SurveyView(key="s1", group="all", asked=NOW - 1500, due=NOW - 60, n=400, results=results)
    waits = SurveyView(key="s2", group="all", asked=NOW - 5, due=NOW + 700, n=0)
    now = observation().model_copy(update={"surveys": (done, waits)})
    text = to_html(surveys.surveys(now, scenario(), ("survey",)))
    assert "21.0% ± 2.0%" in text
    assert "出数" in text
    assert 'data-lever="survey"' in text
    assert "data-lever" not in to_html(surveys.surveys(observation(), scenario(), ()))


async def test_only_the_surveys_change_while_the_page_is_open():
    assert set(await audience.blocks(SampleBackend(), "r1")) == {"people-surveys"}
    assert await audience.blocks(SampleBackend(begun=False), "r1") == {}
