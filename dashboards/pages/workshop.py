"""The content workshop: one piece made once, adapted to several ports, read while it is written."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from classroom.panel import Panel
from dashboards import crew_queue, making, making_form, piece_templates, text_feedback, variants
from dashboards.attributes import extra
from dashboards.backend import Backend, DecisionRow, Receipt, RunState
from dashboards.i18n import t, tx
from dashboards.numbers import hours, money
from dashboards.pages.page import Page
from dashboards.parts import card, empty, icon
from dashboards.past_pieces import ranges
from dashboards.permits import TRAINEE, Board
from dashboards.refusals import field_of, in_words
from dashboards.visit import visit
from simulator.errors import QuanmeiError
from simulator.observation import Observation

FIELD = {"type": "make", "name": ALL, "port": ALL}
FLAG = {"type": "make-flag", "name": ALL, "port": ALL}
PANEL_PATIENCE_S = 0.2
"""How long feedback waits for the people who were asked; it is shown without them (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the page is made from."""

    state: RunState
    now: Observation
    decisions: Sequence[DecisionRow]

    @property
    def over(self) -> bool:
        """Whether nothing can be decided any more."""
        return self.now.ended or self.state.status in ("settling", "finished", "failed")


Block = Callable[[Scene], Any]
BLOCKS: Mapping[str, Block] = {
    "workshop-crew": lambda scene: crew_queue.crew(scene.state, scene.now, scene.decisions),
    "workshop-queue": lambda scene: crew_queue.queue(scene.state, scene.now, scene.decisions),
    "workshop-ab": lambda scene: variants.results(scene.decisions, scene.now),
}


def view(scene: Scene) -> Component:
    """Return the whole page."""

    def block(name: str) -> Component:
        return html.Div(id=name, className=name)

    head = html.Div(
        [html.Div([html.H1(t("workshop.title")), html.P(t("workshop.lead"), className="lead")])],
        className="doc-head",
    )
    right = [_card("crew.title", block("workshop-crew")), _card("ab.title", block("workshop-ab"))]
    below = html.Div(
        [_card("queue.title", block("workshop-queue")), html.Div(right, className="stack")],
        className="row-half",
    )
    return html.Div([head, *([] if scene.over else [_desk(scene)]), below], className="doc doc-wide")


def _desk(scene: Scene) -> Component:
    state, now = scene.state, scene.now
    blank = empty(t("workshop.blank"), t("workshop.blank.text"), icon_name="video")
    reading = html.Div(
        blank,
        id="workshop-reading",
        className="busy workshop-reading",
        **extra({"aria-live": "polite", "data-busy": t("workshop.working")}),
    )
    left = [
        _card("make.piece", [*piece_templates.chooser(scene.decisions), *making_form.piece(state, now)]),
        _card("make.ports", making_form.ports(state, now)),
        _card("make.submit.card", _submit_part(asked=state.reasons), "sending"),
    ]
    right = [
        _card("text.card", reading, "reading"),
        _card("expect.title", html.Div(id="workshop-expected"), "expected"),
    ]
    stores = [
        dcc.Store(id="workshop-ready", data=state.key),
        dcc.Store(id="workshop-restored"),
        dcc.Store(id="workshop-asked", data=secrets.token_hex(4)),
    ]
    return html.Div(
        [html.Div(left, className="stack"), html.Div(right, className="stack stack-near"), *stores],
        className="cols workshop-desk",
    )


def _submit_part(*, asked: bool) -> list[Component]:
    button = html.Button(
        [icon("check"), t("make.submit")],
        id="workshop-submit",
        className="act act-main",
        type="button",
        n_clicks=0,
    )
    clear = html.Button(t("make.clear"), id="workshop-clear", className="act", type="button", n_clicks=0)
    return [
        making_form.words(asked=asked),
        html.Div(id="workshop-cost", className="form-cost", **extra({"aria-live": "polite"})),
        html.Div(
            id="workshop-note",
            className="form-note",
            **extra({"aria-live": "polite", "data-busy": t("decide.sending")}),
        ),
        html.Div(
            [button, clear, html.Span(t("make.kept"), className="fine")], className="card-acts make-acts"
        ),
    ]


def _card(key: str, body: Any, name: str = "") -> Component:
    return card(t(key), body, note=t(f"{key}.note"), name=name)


async def scene_of(backend: Backend, run: str) -> Scene | None:
    """Return what the page is made from, or ``None`` before the first tick."""
    latest = await backend.latest(run)
    if latest is None:
        return None
    return Scene(state=await backend.run(run), now=latest.observation, decisions=await backend.decisions(run))


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the page, or what it waits for."""
    if "publish" not in (await backend.run(run)).scenario.levers:
        return empty(t("matrix.none"), t("matrix.none.text"), icon_name="video", name="page-empty")
    scene = await scene_of(backend, run)
    if scene is None:
        waits = empty(t("live.preparing"), t("live.preparing.text"), icon_name="people")
        return html.Div(waits, className="page-empty", **extra({"data-wait": "begun"}))
    await _panel(backend, run)  # the people are read while the trainee begins to write
    return view(scene)


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return every block of the page as it stands now."""
    scene = await scene_of(backend, run)
    return {} if scene is None else {name: block(scene) for name, block in BLOCKS.items()}


def filled_of(groups: Sequence[Any]) -> dict[tuple[str, str], Any]:
    """Return what stands in the form by field and account, from a callback's list of inputs."""
    return {
        (entry["id"]["name"], entry["id"]["port"]): entry.get("value") for group in groups for entry in group
    }


async def _panel(backend: Backend, run: str) -> Panel | None:
    """Return the people who were asked if they are there already; they are read meanwhile."""
    try:
        return await asyncio.wait_for(backend.panel(run), PANEL_PATIENCE_S)
    except (TimeoutError, QuanmeiError):
        return None


async def read(backend: Backend, run: str, filled: Mapping[tuple[str, str], Any]) -> tuple[Any, Any, Any]:
    """Return the feedback on a draft, the ranges of its accounts, and what it costs."""
    state, frame = await backend.run(run), await backend.latest(run)
    case, now = state.scenario, frame.observation if frame else None
    accounts = making.chosen(case, filled)
    expected = ranges(now, accounts) or [html.P(t("expect.choose"), className="fine")]
    try:
        planned = making.batch(case, now, filled)
        if not any(one.raw.get("title") for one in planned):
            key = "workshop.blank" if accounts else "workshop.no_port"
            return empty(t(key), t(f"{key}.text"), icon_name="video"), expected, []
        found = await backend.read_texts(run, [one.raw for one in planned])
    except QuanmeiError as problem:
        return html.P(in_words(str(problem), "publish"), className="note-bad"), expected, []
    shown = list(zip(planned, found, strict=True))
    return text_feedback.feedback(shown, await _panel(backend, run)), expected, _cost(state, now, planned)


def _cost(state: RunState, now: Observation | None, planned: Sequence[making.Planned]) -> list[Component]:
    spend, work = making.totals(state.scenario, planned)
    money_left = now.money_left if now else state.scenario.money
    hours_left = now.hours_left if now else state.scenario.hours
    lines = [(t("make.count"), t("make.pieces", count=len(planned)), False)]
    if spend:
        left = t("cost.left", cost=money(spend), left=money(money_left - spend))
        lines.append((t("cost.money"), left, spend > money_left))
    lines.append(
        (t("cost.hours"), t("cost.left", cost=hours(work), left=hours(hours_left - work)), work > hours_left)
    )
    return [
        html.Div([html.Span(name), html.B(text)], className="cost over" if over else "cost")
        for name, text, over in lines
    ]


def register(board: Board) -> None:
    """Declare restoring and keeping the draft, reading it, and submitting it."""
    _register_draft(board)
    _register_submitting(board)
    piece_templates.register(board)


def _register_draft(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output(FIELD, "value"),
        Output(FLAG, "checked"),
        Output("workshop-restored", "data"),
        Input("workshop-ready", "data"),
        State("drafts", "data"),
        may=TRAINEE,
    )
    async def restore(_ready: str | None, drafts: Any) -> tuple[list[Any], list[Any], str]:
        kept = making_form.kept_draft(drafts, visit().run)
        values, flags = (
            [kept.get(f"{one['id']['name']}|{one['id']['port']}", no_update) for one in group]
            for group in ctx.outputs_list[:2]
        )
        return values, flags, visit().run

    @board.answer(
        Output("workshop-reading", "children"),
        Output("workshop-expected", "children"),
        Output("workshop-cost", "children"),
        Input(FIELD, "value"),
        Input(FLAG, "checked"),
        may=TRAINEE,
    )
    async def look(_values: list[Any], _flags: list[Any]) -> tuple[Any, Any, Any]:
        return await read(backend, visit().run, filled_of(ctx.inputs_list[:2]))

    board.app.clientside_callback(
        ClientsideFunction("quanmei", "keepDraft"),
        Output("drafts", "data"),
        Input(FIELD, "value"),
        Input(FLAG, "checked"),
        Input("workshop-restored", "data"),
        State("drafts", "data"),
        prevent_initial_call=True,
    )
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "clearDraft"),
        Output(FIELD, "value", allow_duplicate=True),
        Output(FLAG, "checked", allow_duplicate=True),
        Input("workshop-clear", "n_clicks"),
        State(FIELD, "value"),
        State(FLAG, "checked"),
        prevent_initial_call=True,
    )


def _register_submitting(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("workshop-note", "children"),
        Output("workshop-asked", "data"),
        Output(FIELD, "error"),
        Output(FLAG, "checked", allow_duplicate=True),
        Output("answered", "data", allow_duplicate=True),
        Input("workshop-submit", "n_clicks"),
        State(FIELD, "value"),
        State(FLAG, "checked"),
        State("workshop-asked", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def submit(
        clicks: int | None, _values: list[Any], _flags: list[Any], asked: str | None
    ) -> tuple[Any, Any, list[Any], list[Any], Any]:
        fields, flags = ctx.states_list[:2]
        still: list[Any] = [no_update] * len(flags)
        if not clicks:
            return no_update, no_update, [no_update] * len(fields), still, no_update
        state, frame = await backend.run(visit().run), await backend.latest(visit().run)
        try:
            planned = making.batch(
                state.scenario,
                frame.observation if frame else None,
                filled_of((fields, flags)),
                asked=str(asked),
            )
            receipts = await backend.submit(visit().run, [one.raw for one in planned]) if planned else []
        except QuanmeiError as problem:
            note = html.Div([icon("alert"), in_words(str(problem), "publish")], className="note-bad")
            return note, no_update, [None] * len(fields), still, no_update
        done = list(zip(planned, receipts, strict=True))
        errors = [_error(one["id"], done) for one in fields]
        # what was accepted leaves the form: pressing again sends only what is left
        gone = {one.account.key for one, receipt in done if receipt.accepted}
        left = [
            False if one["id"]["name"] == "on" and one["id"]["port"] in gone else no_update for one in flags
        ]
        nonce = secrets.token_hex(4)
        return outcome(done), nonce, errors, left, nonce


Sent = Sequence[tuple[making.Planned, Receipt]]


def _error(place: Mapping[str, str], done: Sent) -> str | None:
    """Return the refusal that belongs at a field: at the port's own, else at the shared one."""
    for one, receipt in done:
        if receipt.accepted or field_of("publish", receipt.field) != place["name"]:
            continue
        if place["port"] in ("", one.account.key):
            return in_words(receipt.message, "publish")
    return None


def outcome(done: Sent) -> Component:
    """Return what became of a batch, port by port."""
    if not done:
        return html.Div([icon("alert"), t("workshop.no_port.text")], className="note-bad")
    accepted = sum(receipt.accepted for _, receipt in done)
    lines: list[Component] = [html.Div(t("make.accepted", count=accepted))] if accepted else []
    for one, receipt in done:
        if not receipt.accepted:
            name = f"{tx(one.account.name)}{' B' if one.variant == 'b' else ''}"
            lines.append(
                html.Div([html.B(name), " ", t("decide.refused"), in_words(receipt.message, "publish")])
            )
    good = accepted == len(done)
    return html.Div(
        [icon("check" if good else "alert"), html.Div(lines)], className="note-good" if good else "note-bad"
    )


PAGE = Page(key="workshop", icon="video", build=build, register=register, blocks=blocks, renewed=True)
