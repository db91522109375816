"""分叉: open the campaign again before one of its decisions, change one thing, and see both ways side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from classroom.forks import Way
from dashboards.attributes import extra
from dashboards.backend import DecisionRow
from dashboards.feed import subject
from dashboards.figures_review import ways_figure
from dashboards.graph import graph
from dashboards.i18n import t, tx
from dashboards.numbers import kind_of, written
from dashboards.parts import card, table
from dashboards.permits import TRAINEE, Board
from dashboards.refusals import in_words
from dashboards.visit import is_trainee, visit
from simulator.errors import QuanmeiError
from simulator.observation import Observation
from simulator.scenario import Goal, Scenario, clock_of

FROM, OPEN, SAID, WAY = "fork-from", "fork-open", "fork-said", "fork-way"
HEIGHT = 260
LONGEST = 26
"""Letters of a title in the list of decisions (assumed)."""


def way_name(ways: Sequence[Way], way: Way) -> str:
    """Return what a way is called: the run itself, or the number of the fork with the moment it leaves."""
    if not way.key:
        return t("fork.own")
    number = [one.run for one in ways if one.key].index(way.run) + 1
    return t("fork.name", number=number, clock=clock_of(way.left))


def goals_now(way: Way) -> Mapping[str, float | None]:
    """Return what each goal stood at last."""
    return way.goals[-1][1] if way.goals else {}


def fork_card(
    case: Scenario, run: str, ways: Sequence[Way], decisions: Sequence[DecisionRow], now: Observation | None
) -> Component:
    """Return the choice of a decision, and the run beside its forks as a table and a curve."""
    parts: list[Component] = []
    visitor = visit().visitor
    # who was let in for one run alone could not go to the fork
    if is_trainee() and run == ways[0].run and visitor is not None and visitor.run is None:
        parts.append(_chooser(decisions, now))
    if len(ways) > 1:
        parts += [_beside(case, run, ways), _curve(case, ways)]
    return card(t("fork.title"), html.Div(parts, className="stack"), note=t("fork.note"))


def _chooser(decisions: Sequence[DecisionRow], now: Observation | None) -> Component:
    made = [row for row in reversed(decisions) if row.minute is not None]
    choice = dmc.Select(
        id=FROM, label=t("fork.from"), placeholder=t("field.choose"), searchable=True, w=420, size="sm",
        data=[{"value": row.key, "label": _line(row, now)} for row in made],
    )  # fmt: skip
    button = html.Button(t("fork.open"), id=OPEN, className="act act-main", type="button", n_clicks=0)
    said = html.Span(id=SAID, className="fine", **extra({"aria-live": "polite"}))
    return html.Div(
        [choice, button, said, dcc.Location(id=WAY, refresh="callback-nav")], className="fork-row"
    )


def _line(row: DecisionRow, now: Observation | None) -> str:
    title = subject(row, now)
    short = title if len(title) <= LONGEST else f"{title[:LONGEST]}…"
    return " · ".join(part for part in (clock_of(row.minute or 0), t(f"lever.{row.lever}"), short) if part)


def _beside(case: Scenario, run: str, ways: Sequence[Way]) -> Component:
    rows = []
    for way in ways:
        name = way_name(ways, way)
        page = "review" if way.state == "finished" else "live"
        link = html.B(name) if way.run == run else html.A(
            name, href=f"/r/{way.run}/{page}", **extra({"data-nav": "1"})
        )  # fmt: skip
        stands = goals_now(way)
        rows.append(
            [link, t(f"status.{way.state}"), clock_of(way.minute), *(_shown(goal, stands.get(goal.key)) for goal in case.goals)]
        )  # fmt: skip
    head = [t("fork.way"), t("fork.state"), t("fork.at"), *(tx(goal.label) for goal in case.goals)]
    return table(head, rows, numeric=range(2, len(head)), label=t("fork.title"), name="forks")


def _shown(goal: Goal, value: float | None) -> str:
    if value is None:
        return t("number.none")
    kind = kind_of(goal.kpi, goal.unit.zh)
    text = written(value, kind)
    return text if kind in ("share", "yuan", "seconds") else f"{text} {tx(goal.unit)}".strip()


def ways_frame(ways: Sequence[Way], goal: str) -> pd.DataFrame:
    """Return one goal of all ways as ``line, minute, value``; what could not be seen is left out."""
    rows = [
        {"line": way.run, "minute": minute, "value": stands[goal]}
        for way in ways
        for minute, stands in way.goals
        if stands.get(goal) is not None
    ]
    return pd.DataFrame(rows, columns=["line", "minute", "value"])


def _curve(case: Scenario, ways: Sequence[Way]) -> Component:
    """Return hour by hour the goal that was seen most often: a survey shows some only now and then."""
    hours = {
        goal.key: sum(stands.get(goal.key) is not None for _, stands in ways[0].goals) for goal in case.goals
    }
    goal = max(case.goals, key=lambda one: (hours[one.key], one.weight))
    if not hours[goal.key]:
        return html.P(t("fork.unseen"), className="fine")
    names = {way.run: way_name(ways, way) for way in ways}
    share = kind_of(goal.kpi, goal.unit.zh) == "share"
    figure = ways_figure(ways_frame(ways, goal.key), names=names, share=share)
    drawn = graph(figure, name="fork-curve", label=tx(goal.label), height=HEIGHT)
    return html.Div([html.H3(tx(goal.label)), drawn])


def register(board: Board) -> None:
    """Declare that a fork is opened and gone to."""

    @board.answer(
        Output(WAY, "pathname"),
        Output(SAID, "children"),
        Input(OPEN, "n_clicks"),
        State(FROM, "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def fork(clicks: int | None, key: str | None) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        if not key:
            return no_update, html.Span(t("fork.choose_first"), className="bad-text", role="alert")
        try:
            made = await board.backend.fork(visit().run, key)
        except QuanmeiError as problem:
            said = in_words(str(problem), "review")
            return no_update, html.Span(said, className="bad-text", role="alert")
        return f"/r/{made}/live", t("fork.opened")
