"""The first page: choose a case and start a run, or go back to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.backend import Backend, RunCard
from dashboards.i18n import channel_name, t, tx
from dashboards.numbers import hours, money
from dashboards.pages.page import Page
from dashboards.parts import badge, card, dot, empty, link, table
from dashboards.permits import TRAINEE, Board
from dashboards.visit import visit
from simulator.errors import QuanmeiError
from simulator.scenario import Scenario, clock_of

SEED_BITS = 128
_TONES = {"running": "good", "paused": "warn", "settling": "accent", "finished": "plain", "failed": "bad"}


def case_card(case: Scenario, may_start: bool) -> Component:  # noqa: FBT001 - one flag, named at every call
    """Return one case with its facts and the button that starts it."""
    facts = (
        (t("start.days"), str(case.days)),
        (t("start.money"), money(case.money)),
        (t("start.hours"), hours(case.hours)),
        (t("start.goals"), str(len(case.goals))),
    )
    channels = [html.Span([dot(channel), channel_name(channel)]) for channel in case.channels]
    foot = (
        [
            _seeds(case.id),
            html.Button(
                t("start.go"),
                id={"type": "start", "case": case.id},
                className="act act-main",
                type="button",
                n_clicks=0,
            ),
        ]
        if may_start
        else []
    )
    return html.Article(
        [
            html.Div(
                [html.H2(tx(case.title)), badge(t(f"start.level.{case.level}"), "accent")],
                className="criterion-head",
            ),
            html.P(tx(case.brief), className="case-brief"),
            html.Div(
                [html.Span([name, html.B(value)], className="fact") for name, value in facts],
                className="facts",
            ),
            html.Div(channels, className="case-channels"),
            html.Div(foot, className="case-foot"),
        ],
        className="case",
    )


def _seeds(case: str) -> Component:
    def seed(name: str) -> Component:
        return dmc.TextInput(
            id={"type": "seed", "case": case, "name": name},
            label=t(f"start.seed.{name}"),
            description=t(f"start.seed.{name}.help"),
            placeholder=t("start.seed.drawn"),
            size="xs",
        )

    return html.Details(
        [html.Summary(t("start.seeds")), html.Div([seed("world"), seed("chance")], className="seeds")],
        className="more",
    )


def runs_table(runs: Sequence[RunCard], titles: dict[str, str]) -> Component:
    """Return the runs of the visitor, newest first."""
    if not runs:
        return empty(t("start.runs.empty"), t("start.runs.empty.text"), icon_name="play")
    head = [t("start.run.case"), t("start.run.status"), t("start.run.clock"), t("start.run.started"), ""]
    rows = [
        [
            titles.get(run.case, run.case),
            badge(t(f"status.{run.status}"), _TONES[run.status]),
            clock_of(run.minute),
            run.started,
            link(t("start.run.open"), f"/r/{run.key}/{'result' if run.status == 'finished' else 'live'}"),
        ]
        for run in runs
    ]
    return table(head, rows, numeric=(), label=t("start.runs"))


async def build(backend: Backend, _run: str, _search: str) -> Component:
    """Return the list of cases and of runs."""
    visitor = visit().visitor
    cases = await backend.cases()
    runs = await backend.runs(visitor) if visitor else []
    may_start = visitor is not None and visitor.run is None
    titles = {case.id: tx(case.title) for case in cases}
    body = (
        html.Div([case_card(case, may_start) for case in cases], className="cases")
        if cases
        else empty(t("start.none"), t("start.none.text"))
    )
    return html.Div(
        [
            html.Div(
                [html.Div([html.H1(t("start.title")), html.P(t("start.lead"), className="lead")])],
                className="doc-head",
            ),
            html.Div(id="start-note", className="form-note", **extra({"aria-live": "polite"})),
            body,
            card(t("start.runs"), runs_table(runs, titles)),
        ],
        className="doc",
    )


def read_seed(given: object) -> int | None:
    """Return a seed written as a number or as any words; ``None`` (drawn) when left empty.

    Examples
    --------
    >>> read_seed(" 42 "), read_seed("")
    (42, None)
    """
    text = str(given or "").strip()
    if not text:
        return None
    if text.isdecimal() and int(text) < 1 << SEED_BITS:
        return int(text)
    return int.from_bytes(text.encode()[-SEED_BITS // 8 :], "big")


def register(board: Board) -> None:
    """Declare the callback that starts a run."""

    @board.answer(
        Output("url", "pathname"),
        Output("start-note", "children"),
        Input({"type": "start", "case": ALL}, "n_clicks"),
        State({"type": "seed", "case": ALL, "name": ALL}, "value"),
        may=TRAINEE,
        on="site",
        prevent_initial_call=True,
    )
    async def start(clicks: list[int | None], _seeds: list[Any]) -> tuple[Any, Any]:
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            return no_update, no_update
        visitor, case = visit().visitor, ctx.triggered_id["case"]
        if visitor is None or visitor.run is not None:
            return no_update, t("start.not_yours")
        seeds = {
            entry["id"]["name"]: entry.get("value")
            for entry in ctx.states_list[0]
            if entry["id"]["case"] == case
        }
        try:
            run = await board.backend.start(
                case, read_seed(seeds.get("world")), read_seed(seeds.get("chance"))
            )
        except QuanmeiError as problem:
            return no_update, html.Div(str(problem), className="note-bad")
        return f"/r/{run}/brief", ""


PAGE = Page(key="start", icon="start", build=build, register=register, needs_run=False)
