"""The audience: who these people are, when and where they are met, and whom to aim at."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from classroom.grouping import FEATURES, FEWEST_GROUPS, MOST_GROUPS
from classroom.panel import GROUPS, Panel
from dashboards import group_cards, portrait, surveys
from dashboards.attributes import extra
from dashboards.backend import Backend, RunState
from dashboards.i18n import t
from dashboards.pages.page import Page
from dashboards.parts import card, empty, term, trouble
from dashboards.permits import EVERYBODY, TRAINEE, Board
from dashboards.refusals import one_language
from dashboards.sample_file import sample_file
from dashboards.targeting import topic_name
from dashboards.visit import visit
from simulator.errors import QuanmeiError
from simulator.observation import Observation
from simulator.scenario import Scenario
from simulator.topics import TOPIC_KEYS

PATIENCE_S = 2.0
"""How long the page waits for the panel before it shows that work goes on (assumed)."""
TARGET_TRAITS: tuple[str, ...] = ("age_band", "gender", "city_tier", "local", "student", "rhythm")
MOST_KEPT = 12


def main_topic(case: Scenario) -> str:
    """Return the topic the brand's pillars speak of most: the first target group looked at."""
    weight: dict[str, int] = {}
    for pillar in case.brand.pillars:
        for topic, share in pillar.topics.items():
            weight[topic] = weight.get(topic, 0) + share
    return max(weight, key=lambda topic: weight[topic]) if weight else TOPIC_KEYS[0]


def allowed_levers(state: RunState, now: Observation | None) -> tuple[str, ...]:
    """Return the levers that may still be pulled."""
    over = state.status in ("settling", "finished", "failed") or (now is not None and now.ended)
    return () if over else state.scenario.levers


def target_choices() -> list[dict[str, Any]]:
    """Return the target groups that can be looked at: every group of a trait, and keen people by topic."""
    found = [
        {
            "group": t(f"trait.{trait}"),
            "items": [
                {"value": f"{trait}:{group}", "label": portrait.group_name(trait, group)}
                for group in GROUPS[trait]
            ],
        }
        for trait in TARGET_TRAITS
    ]
    keen = [
        {"value": f"{topic}:interested", "label": t("people.keen", topic=topic_name(topic))}
        for topic in TOPIC_KEYS
    ]
    return [{"group": t("trait.interests"), "items": keen}, *found]


def _select(name: str, label: str, data: list[Any], value: str) -> Component:
    return dmc.Select(
        id=name, data=data, value=value, label=label, size="sm", allowDeselect=False, searchable=True
    )


def _tgi_card(panel: Panel, case: Scenario) -> Component:
    target, by = f"{main_topic(case)}:interested", "age_band"
    dimensions = [{"value": one, "label": t(f"trait.{one}")} for one in portrait.DIMENSIONS]
    tools = html.Div(
        [
            _select("tgi-target", t("people.tgi.target"), target_choices(), target),
            _select("tgi-by", t("people.tgi.by"), dimensions, by),
        ],
        className="pick-row",
    )
    view = html.Div(tgi_view(panel, target, by), id="tgi-view", **extra({"data-busy": t("people.working")}))
    return card(term("word:tgi", t("people.tgi")), [tools, view], note=t("people.tgi.note"), name="tgi")


def tgi_view(panel: Panel, target: str, by: str) -> list[Component]:
    """Return the TGI of a target group (``trait:group``) by a dimension."""
    trait, _, group = target.partition(":")
    if trait not in (*TARGET_TRAITS, *TOPIC_KEYS) or by not in portrait.DIMENSIONS:
        return []
    members = panel.members(trait, group)
    return portrait.tgi(panel.tgi(members, by), by, int(members.sum()))


def _group_card(case: Scenario) -> Component:
    data = [
        {
            "group": t("group.features.who"),
            "items": [_feature(name) for name in FEATURES if name not in TOPIC_KEYS],
        },
        {"group": t("trait.interests"), "items": [_feature(name) for name in TOPIC_KEYS]},
    ]
    first = list(dict.fromkeys([main_topic(case), "shopping_deals", "age_band", "price_sensitivity"]))
    features = dmc.MultiSelect(
        id="group-features", data=data, value=first, label=t("group.features"), description=t("group.features.help"),
        searchable=True, clearable=True, size="sm", hidePickedOptions=True,
    )  # fmt: skip
    number = dmc.Select(
        id="group-number", label=t("group.count"), value="4", allowDeselect=False, size="sm",
        data=[{"value": str(one), "label": str(one)} for one in range(FEWEST_GROUPS, MOST_GROUPS + 1)],
    )  # fmt: skip
    run = html.Button(t("group.run"), id="group-run", n_clicks=0, className="act act-main", type="button")
    blank = empty(t("group.empty"), t("group.empty.text"), icon_name="people")
    view = html.Div(
        blank,
        id="group-view",
        className="busy",
        **extra({"aria-live": "polite", "data-busy": t("group.working")}),
    )
    return card(
        t("group.title.card"),
        [
            html.Div([features, number, run], className="pick-row pick-groups"),
            view,
            dcc.Store(id="groups-found"),
        ],
        note=t("group.note.card"),
        name="groups",
    )


def _feature(name: str) -> dict[str, str]:
    return {"value": name, "label": group_cards.feature_name(name)}


def _exports() -> Component:
    buttons = [
        html.Button(
            t(f"people.export.{kind}"), id=f"export-{kind}", n_clicks=0, className="act", type="button"
        )
        for kind in ("xlsx", "csv")
    ]
    return html.Div([*buttons, dcc.Download(id="export-file")], className="card-acts")


def view(panel: Panel, state: RunState, now: Observation) -> Component:
    """Return the whole page."""
    case, allowed = state.scenario, allowed_levers(state, now)
    more = html.Button(t("people.cards.more"), id="cards-more", n_clicks=0, className="act", type="button")
    head = html.Div(
        [
            html.Div([html.H1(t("people.title")), html.P(t("people.lead"), className="lead")]),
            _exports(),
        ],
        className="doc-head",
    )
    survey = html.Div(surveys.surveys(now, case, allowed), id="people-surveys")
    cards = html.Div(portrait.cards(panel.cards()), id="persona-cards", className="personas")
    heat = portrait.interest_heat(panel, panel.interests_by_app())
    left = html.Div(
        [_tgi_card(panel, case), _card("survey.title", survey, "surveys", note="survey.note")],
        className="stack",
    )
    hours = portrait.hours(panel, panel.active_hours())
    overlap = portrait.overlap(panel, panel.combinations())
    rows: list[Component] = [
        head,
        portrait.note_line(panel),
        _pair(
            _card("people.segments", portrait.segments(panel.groups()), "segments"),
            _card("people.cards", cards, "cards", tools=more),
        ),
        _pair(left, _card("people.heat", heat, "heat")),
        _pair(_card("people.hours", hours, "hours"), _card("people.overlap", overlap, "overlap")),
        _group_card(case),
        _card("group.kept", html.Div(id="groups-kept"), "kept"),
        dcc.Store(id="groups", storage_type="local"),
    ]
    return html.Div(rows, className="doc doc-wide")


def _pair(left: Component, right: Component) -> Component:
    return html.Div([left, right], className="row-half")


def _card(
    key: str, body: Component, name: str, *, tools: Component | None = None, note: str = ""
) -> Component:
    return card(t(key), body, note=t(note or f"{key}.note"), tools=tools, name=name)


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the page; while the people are read, say so and look again by itself."""
    frame = await backend.latest(run)
    if frame is None:
        waits = empty(t("live.preparing"), t("people.preparing"), icon_name="people")
        return html.Div(waits, className="page-empty", **extra({"data-wait": "begun"}))
    try:
        panel = await asyncio.wait_for(backend.panel(run), PATIENCE_S)
    except TimeoutError:
        works = [
            empty(t("people.reading"), t("people.reading.text"), icon_name="people"),
            html.Div(className="progress"),
        ]
        return html.Div(works, className="page-empty", **extra({"data-poll": "1", "aria-busy": "true"}))
    except QuanmeiError as problem:
        return trouble(t("people.trouble"), one_language(str(problem)))
    return await asyncio.to_thread(view, panel, await backend.run(run), frame.observation)


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return what changes while the page is open: the surveys."""
    frame, state = await backend.latest(run), await backend.run(run)
    if frame is None:
        return {}
    now = frame.observation
    return {"people-surveys": surveys.surveys(now, state.scenario, allowed_levers(state, now))}


def register(board: Board) -> None:
    """Declare the callbacks of the page."""
    _register_looking(board)
    _register_grouping(board)
    _register_keeping(board)


def _register_looking(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("tgi-view", "children"),
        Input("tgi-target", "value"),
        Input("tgi-by", "value"),
        may=EVERYBODY,
        prevent_initial_call=True,
    )
    async def look(target: str | None, by: str | None) -> Any:
        try:
            return await asyncio.to_thread(tgi_view, await backend.panel(visit().run), target or "", by or "")
        except QuanmeiError as problem:
            return [html.P(one_language(str(problem)), className="note-bad")]

    @board.answer(
        Output("persona-cards", "children"),
        Input("cards-more", "n_clicks"),
        may=EVERYBODY,
        prevent_initial_call=True,
    )
    async def others(page: int | None) -> Any:
        panel = await backend.panel(visit().run)
        return await asyncio.to_thread(lambda: portrait.cards(panel.cards(max(0, page or 0))))

    @board.answer(
        Output("export-file", "data"),
        Input("export-xlsx", "n_clicks"),
        Input("export-csv", "n_clicks"),
        may=EVERYBODY,
        prevent_initial_call=True,
    )
    async def export(_xlsx: int | None, _csv: int | None) -> Any:
        if ctx.triggered_id not in ("export-xlsx", "export-csv"):
            return no_update
        panel, state = await backend.panel(visit().run), await backend.run(visit().run)
        kind = str(ctx.triggered_id).removeprefix("export-")
        return await asyncio.to_thread(sample_file, panel, state.scenario.id, kind)


def _register_grouping(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("group-view", "children"),
        Output("groups-found", "data"),
        Input("group-run", "n_clicks"),
        State("group-features", "value"),
        State("group-number", "value"),
        may=EVERYBODY,
        prevent_initial_call=True,
    )
    async def cut(_clicks: int | None, features: Sequence[str] | None, number: str | None) -> tuple[Any, Any]:
        run = visit().run
        try:
            found = await backend.grouped(
                run, list(features or ()), int(number) if number and number.isdigit() else 0
            )
        except QuanmeiError as problem:
            return trouble(t("group.trouble"), one_language(str(problem))), []
        panel, state, frame = await backend.panel(run), await backend.run(run), await backend.latest(run)
        allowed = allowed_levers(state, frame.observation if frame else None)
        visitor = visit().visitor
        may_keep = visitor is not None and visitor.role in TRAINEE
        shown = group_cards.grouping(found, panel.population, allowed, may_keep=may_keep)
        return shown, [group_cards.kept_form(group, found) for group in found.groups]


def _register_keeping(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("groups", "data"),
        Input({"type": "group-keep", "number": ALL}, "n_clicks"),
        Input({"type": "group-drop", "place": ALL}, "n_clicks"),
        State("groups-found", "data"),
        State("groups", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def keep(_kept: list[Any], _dropped: list[Any], found: Any, groups: Any) -> Any:
        pressed = ctx.triggered_id
        if not isinstance(pressed, dict) or not (ctx.triggered and ctx.triggered[0].get("value")):
            return no_update
        mine = kept_groups(groups, visit().run)
        if pressed["type"] == "group-drop":
            mine = [one for place, one in enumerate(mine) if place != pressed["place"]]
        elif isinstance(found, list) and 1 <= pressed["number"] <= len(found):
            new = found[pressed["number"] - 1]
            mine = [*[one for one in mine if one.get("title") != new.get("title")], new][-MOST_KEPT:]
        return {**(groups if isinstance(groups, dict) else {}), visit().run: mine}

    @board.answer(Output("groups-kept", "children"), Input("groups", "data"), may=EVERYBODY)
    async def show(groups: Any) -> Any:
        state, frame = await backend.run(visit().run), await backend.latest(visit().run)
        allowed = allowed_levers(state, frame.observation if frame else None)
        return group_cards.kept(kept_groups(groups, visit().run), allowed)


def kept_groups(groups: Any, run: str) -> list[Mapping[str, Any]]:
    """Return the groups that the tab has kept for a run; anything else in its store is ignored."""
    mine = groups.get(run) if isinstance(groups, dict) else None
    return [one for one in mine if isinstance(one, dict)] if isinstance(mine, list) else []


PAGE = Page(key="audience", icon="people", build=build, register=register, blocks=blocks, renewed=True)
