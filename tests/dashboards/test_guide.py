"""The guided first run: a step is done when the run shows it, and an exam never sees it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from dashboards import guide, guide_strip
from dashboards.backend import DecisionRow, RunState
from dashboards.guide import Facts, Kept, current, is_done
from dashboards.markup import to_html
from dashboards.visit import Visit, Visitor, visiting
from simulator.observation import Reading
from tests.dashboards.sample import SampleBackend
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import observation


def decided(key: str, lever: str, status: str = "accepted", **raw: object) -> DecisionRow:
    return DecisionRow(key=key, lever=lever, minute=10, status=status, raw={"lever": lever, **raw})  # type: ignore[arg-type]


def facts(page: str = "brief", **changes: Any) -> Facts:
    state = RunState(key="r1", scenario=scenario(), status="running")
    return replace(Facts(state=state, now=observation(), page=page), **changes)


PIECE = observation().contents[0].key
READ = Kept(read=("brief", "audience"))


def watched(views: float) -> Facts:
    now = observation()
    pieces = tuple(
        piece.model_copy(update={"counts": {"views": Reading(value=views)}}) if piece.key == PIECE else piece
        for piece in now.contents
    )
    made = [decided("o1", "boost", money=200), decided(PIECE, "publish")]
    return facts("piece", now=now.model_copy(update={"contents": pieces}), decisions=made)


def test_the_brief_is_read_when_the_heaviest_goal_is_named():
    assert guide.heaviest(scenario()) == {"orders"}
    wrong = guide.answered(facts(), Kept(), "brief", "reach")
    assert current(facts(), wrong) == "brief"
    assert wrong.wrong == "reach"
    right = guide.answered(facts(), wrong, "brief", "orders")
    assert right.wrong == ""
    assert current(facts(), right) == "audience"


def test_the_audience_is_read_when_an_age_is_named_that_the_sample_prefers():
    seen = facts("audience", best_ages=frozenset({"18-23"}))
    assert "audience" not in guide.answered(seen, Kept(), "audience", "60+").read
    assert "audience" in guide.answered(seen, Kept(), "audience", "18-23").read


def test_nobody_passes_the_audience_before_people_were_asked():
    assert guide.answered(facts("audience"), Kept(), "audience", "18-23").read == ()


@pytest.mark.parametrize(
    ("rows", "step"),
    [
        ([], "piece"),
        ([decided("a", "publish", "refused")], "piece"),
        ([decided("a", "publish")], "order"),
        ([decided("a", "publish"), decided("b", "boost", money=9000)], "order"),
        ([decided("a", "publish"), decided("b", "boost", money=200)], "look"),
    ],
)
def test_acting_steps_are_done_by_decisions_that_were_not_refused(rows: list[DecisionRow], step: str):
    assert current(facts(decisions=rows), READ) == step


def test_nothing_is_bought_before_the_piece_is_out():
    made = [decided(PIECE, "publish")]
    kept = replace(READ, since=())
    waits = observation().contents[0].model_copy(update={"status": "scheduled"})
    now = observation().model_copy(update={"contents": (waits,)})
    assert not guide.is_out(facts(decisions=made, now=now), kept)
    out = waits.model_copy(update={"status": "live"})
    assert guide.is_out(facts(decisions=made, now=now.model_copy(update={"contents": (out,)})), kept)


def test_looking_counts_only_once_there_is_a_number_to_look_at():
    nothing = watched(0)
    assert guide.noted(nothing, READ).looked is None
    seen = watched(120)
    kept = guide.noted(seen, READ)
    assert kept.looked == ("o1", PIECE)
    assert current(seen, kept) == "adjust"
    assert guide.noted(replace(seen, page="live"), READ).looked is None


def test_an_adjustment_is_a_decision_after_the_look():
    seen = watched(120)
    kept = guide.noted(seen, READ)
    more = replace(seen, decisions=[decided("c", "change_order"), *seen.decisions])
    assert is_done("adjust", more, kept)
    assert not is_done("adjust", replace(seen, decisions=[decided("c", "change_order", "refused")]), kept)
    assert current(more, kept) == "review"
    assert current(replace(more, reviewed=True), kept) == ""


def test_taking_it_again_counts_only_what_comes_after():
    again = guide_strip.after_press({"act": "start"}, watched(120), READ)[1]
    assert again.since == ("o1", PIECE)
    assert not is_done("piece", watched(120), again)


def test_a_case_without_delivery_has_no_order_step():
    case = scenario().model_copy(update={"levers": ("publish", "survey")})
    assert "order" not in guide.steps_of(case)
    assert "piece" in guide.steps_of(case)


@pytest.mark.parametrize("given", [None, 3, [], {"read": 5, "since": "x", "looked": {}}, {"read": ["admin"]}])
def test_what_the_browser_keeps_is_read_with_care(given: object):
    kept = guide.kept_of(given)
    assert kept.read == ()
    assert guide.kept_of(kept.plain()) == kept


def test_the_groups_within_an_error_of_the_best_are_right_answers():
    import pandas as pd

    frame = pd.DataFrame(
        {
            "group": ["a", "b", "c", "d"],
            "tgi": [120.0, 117.0, 90.0, float("nan")],
            "standard_error": [4.0, 9.0, 2.0, 1.0],
        }
    )
    assert guide.keenest(frame) == {"a", "b"}


class Sitting(SampleBackend):
    """A run that is an exam or practice."""

    sitting = "practice"

    async def run(self, run: str) -> RunState:
        return replace(await super().run(run), sitting=self.sitting)  # type: ignore[arg-type]


@pytest.fixture(params=["zh", "en"])
def looking(request: pytest.FixtureRequest) -> Generator[None]:
    with visiting(Visit(visitor=Visitor(role="trainee"), run="r1", language=request.param)):
        yield


@pytest.mark.usefixtures("looking")
async def test_it_is_offered_on_the_brief_until_it_was_answered():
    strip, new = await guide_strip.stand(Sitting(), "brief", {}, None)
    assert 'data-guide="start"' in to_html(strip)
    assert new is None
    assert (await guide_strip.stand(Sitting(), "live", {}, None))[0] == []
    assert (await guide_strip.stand(Sitting(), "brief", {"state": "off"}, None))[0] == []


@pytest.mark.usefixtures("looking")
async def test_an_exam_never_sees_it():
    exam = Sitting()
    exam.sitting = "exam"
    assert await guide_strip.stand(exam, "brief", {}, None) == ([], None)
    assert await guide_strip.stand(exam, "brief", {"state": "on"}, {"act": "start"}) == ([], None)


async def test_only_a_trainee_is_led():
    with visiting(Visit(visitor=Visitor(role="teacher"), run="r1")):
        assert await guide_strip.stand(Sitting(), "brief", {}, None) == ([], None)


@pytest.mark.usefixtures("looking")
async def test_a_reload_goes_on_where_it_was_and_skipping_ends_it():
    backend = Sitting()
    _, store = await guide_strip.stand(backend, "brief", {}, {"act": "start"})
    assert store is not None
    _, store = await guide_strip.stand(backend, "brief", store, {"act": "brief", "value": "orders"})
    assert store is not None
    strip, unchanged = await guide_strip.stand(backend, "brief", store, None)
    assert unchanged is None
    assert "/r/r1/audience" in to_html(strip)
    strip, store = await guide_strip.stand(backend, "brief", store, {"act": "off"})
    assert strip == []
    assert store is not None
    assert store["state"] == "off"


@pytest.mark.usefixtures("looking")
async def test_every_step_says_what_to_do_and_where():
    backend = Sitting()
    backend.written = None
    for step in guide.STEPS:
        seen = facts("matrix", best_ages=frozenset({"18-23"}))
        kept = Kept(read=guide.READING[: guide.STEPS.index(step)])
        words = guide_strip._words(step, seen, kept)  # pyright: ignore[reportPrivateUsage]
        assert "{" not in words
        assert not words.startswith("guide.")
    asked = await guide_strip.stand(
        backend, "audience", {"state": "on", "runs": {"r1": {"read": ["brief"]}}}, None
    )
    assert 'data-value="60+"' in to_html(asked[0])
