"""Forks in the review: a choice of decisions, the ways side by side, and who may open one."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from classroom.forks import MOST
from dashboards.figures_review import ways_figure
from dashboards.fork_card import fork_card, goals_now, way_name, ways_frame
from dashboards.pages import review
from dashboards.visit import Visit, Visitor, visiting
from tests.dashboards.sample import SampleBackend
from tests.dashboards.sample_case import scenario

TRAINEE = Visitor(role="trainee", run=None)


def _said(part: Component) -> str:
    """Return a component with everything in it as one text."""
    return json.dumps(part.to_plotly_json(), cls=PlotlyJSONEncoder, ensure_ascii=False)


async def _card(backend: SampleBackend, visitor: Visitor, language: str = "zh") -> str:
    ways, made = await backend.ways("r1"), await backend.decisions("r1")
    frame = await backend.latest("r1")
    with visiting(Visit(run="r1", language=language, visitor=visitor)):
        return _said(fork_card(scenario(), "r1", ways, made, frame.observation if frame else None))


async def test_a_run_without_forks_offers_its_decisions_and_no_empty_chart():
    shown = await _card(SampleBackend("finished"), TRAINEE)
    assert "在这一步重开" in shown
    assert "fork-curve" not in shown


@pytest.mark.parametrize(("language", "name"), [("zh", "分叉 1"), ("en", "Fork 1")])
async def test_a_fork_stands_beside_its_run_with_every_goal_and_a_way_to_it(language: str, name: str):
    backend = SampleBackend("finished")
    made = await backend.fork("r1", "d1")
    shown = await _card(backend, TRAINEE, language)
    assert name in shown
    assert f'"href": "/r/{made}/live"' in shown
    assert "fork-curve" in shown
    backend.forks[0] = replace(backend.forks[0], state="finished")
    assert f'"href": "/r/{made}/review"' in await _card(backend, TRAINEE, language)


@pytest.mark.parametrize("visitor", [Visitor(role="teacher", run=None), Visitor(role="trainee", run="r1")])
async def test_who_could_not_go_there_opens_no_fork(visitor: Visitor):
    assert "fork-open" not in await _card(SampleBackend("finished"), visitor)


async def test_a_curve_has_every_way_and_leaves_out_what_was_not_seen():
    backend = SampleBackend("finished")
    await backend.fork("r1", "d1")
    ways = list(await backend.ways("r1"))
    goal = scenario().goals[0].key
    frame = ways_frame(ways, goal)
    assert set(frame["line"]) == {"r1", "r1-1"}
    blind = replace(ways[1], goals=((60, {goal: None}),))
    assert set(ways_frame([ways[0], blind], goal)["line"]) == {"r1"}
    assert goals_now(replace(blind, goals=())) == {}
    with visiting(Visit(language="zh")):
        assert way_name(ways, ways[0]) == "原局"


async def test_the_review_shows_forks_only_after_it_is_written():
    backend = SampleBackend("finished")
    with visiting(Visit(run="r1", visitor=TRAINEE)):
        assert "fork-open" in _said(await review.build(backend, "r1", ""))
        backend.written = None
        assert "fork-open" not in _said(await review.build(backend, "r1", ""))


def test_no_two_ways_look_alike():
    names = {str(number): str(number) for number in range(MOST + 1)}
    drawn = ways_figure(pd.DataFrame(columns=["line", "minute", "value"]), names=names)["data"]
    assert len({(line["line"]["color"], line["line"]["dash"]) for line in drawn}) == MOST + 1
