"""The side panel: choose a lever, fill its form, confirm; and what became of each decision."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboards import costs, forms, stopping
from dashboards.attributes import extra
from dashboards.backend import DecisionRow, Receipt, RunState, refusal
from dashboards.feed import subject
from dashboards.glossary import keys_of
from dashboards.i18n import known, t
from dashboards.lever_fields import fields_of, levers_of, option_name
from dashboards.parts import badge, empty, icon, term
from dashboards.permits import TRAINEE, Board
from dashboards.refusals import field_of, in_words
from dashboards.targeting import prefill_of
from dashboards.visit import visit
from simulator.channel import channels
from simulator.errors import QuanmeiError
from simulator.observation import Observation
from simulator.scenario import Scenario, clock_of

FIELD = {"type": "field", "lever": ALL, "name": ALL}
FLAG = {"type": "flag", "lever": ALL, "name": ALL}
_TONES = {"accepted": "good", "refused": "bad", "waiting": "warn"}


def panel(state: RunState | None, now: Observation | None) -> list[Component]:
    """Return the side panel of a run."""
    if state is None:
        return []
    head = html.Div(
        [
            html.H2(t("nav.decide"), className="panel-title"),
            html.Div(
                [
                    html.Button(
                        t("decide.new"), id="tab-new", className="tab chosen", type="button", n_clicks=0
                    ),
                    html.Button(t("decide.log"), id="tab-log", className="tab", type="button", n_clicks=0),
                    html.Button(t("terms.title"), id="tab-terms", className="tab", type="button"),
                ],
                className="tabs",
            ),
            html.Button(
                icon("close"),
                id="panel-close",
                className="top-button",
                type="button",
                **extra({"aria-label": t("decide.close")}),
            ),
        ],
        className="panel-head",
    )
    over = state.status in ("settling", "finished", "failed") or (now is not None and now.ended)
    body = empty(t("decide.over"), t("decide.over.text"), icon_name="flag") if over else picker(state)
    return [
        head,
        html.Div(body, id="panel-new", className="panel-body"),
        html.Div(id="panel-log", className="panel-body", hidden=True),
        html.Div(
            id="panel-terms",
            className="panel-body",
            hidden=True,
            **extra({"data-keys": " ".join(keys_of(state.scenario))}),
        ),
    ]


def picker(state: RunState) -> Component:
    """Return the levers of the case, grouped by the seat that pulls them."""
    groups: list[Component] = [html.P(t("decide.pick"), className="panel-lead")]
    for group, levers in levers_of(state.scenario.levers):
        groups.append(html.H3(t(f"lever.group.{group}"), className="lever-group"))
        groups.append(html.Div([_lever_button(lever) for lever in levers], className="lever-list"))
    return html.Div(groups, className="picker")


def _lever_button(lever: str) -> Component:
    return html.Button(
        [
            html.Span(t(f"lever.{lever}"), className="lever-name"),
            html.Span(t(f"lever.{lever}.what"), className="lever-what"),
        ],
        className="lever",
        type="button",
        **extra({"data-lever": lever, "data-term": f"lever:{lever}"}),
    )


def form_view(state: RunState, now: Observation | None, lever: str, prefill: Mapping[str, Any]) -> Component:
    """Return the form of one lever."""
    rule = (
        [html.P([icon("rule"), html.Span(t(f"lever.{lever}.rule"))], className="form-rule")]
        if known(f"lever.{lever}.rule")
        else []
    )
    return html.Div(
        [
            html.Button(
                [icon("back"), t("decide.back")],
                className="act act-quiet",
                type="button",
                **extra({"data-lever": "back"}),
            ),
            html.H3(term(f"lever:{lever}"), className="form-title"),
            html.P(
                t(f"lever.{lever}.help") if known(f"lever.{lever}.help") else t(f"lever.{lever}.what"),
                className="form-help",
            ),
            *rule,
            html.Div(forms.fields(lever, state, now, prefill), className="form-fields"),
            html.Div(id="form-cost", className="form-cost", **extra({"aria-live": "polite"})),
            html.Div(
                id="form-note",
                className="form-note",
                **extra({"aria-live": "polite", "data-busy": t("decide.sending")}),
            ),
            html.Button(
                t("decide.confirm"),
                id={"type": "confirm", "lever": lever},
                className="act act-main act-wide",
                n_clicks=0,
                type="button",
            ),
        ],
        className="form",
    )


def log_view(rows: Sequence[DecisionRow], now: Observation | None) -> Component:
    """Return the decisions of a run with what became of each, newest first."""
    if not rows:
        return empty(t("decide.log.empty"), t("decide.log.empty.text"), icon_name="decide")
    return html.Ol([_log_row(row, now) for row in rows], className="log")


def _log_row(row: DecisionRow, now: Observation | None) -> Component:
    when = clock_of(row.minute) if row.minute is not None else t("decide.soon")
    parts: list[Component] = [
        html.Div(
            [
                html.Span(when, className="log-time"),
                html.B(term(f"lever:{row.lever}")),
                badge(t(f"outcome.{row.status}"), _TONES[row.status]),
            ],
            className="log-head",
        ),
        html.Div(subject(row, now), className="log-what"),
    ]
    parts += [
        html.Div([html.Span(t(f"field.{name}.short")), str(row.raw[name])], className="log-why")
        for name in ("reason", "forecast")
        if row.raw.get(name)
    ]
    if row.message:
        parts.append(html.Div(in_words(row.message, row.lever), className="log-refusal"))
    return html.Li(parts, className=f"log-row log-{row.status}")


def _prefill(lever: str, target: str) -> dict[str, Any]:
    """Return which fields of a form a target fills: ``boost`` of ``p1`` fills ``content``, ``?a=1&b=2`` names them."""
    if target.startswith("?"):
        return _named_fields(lever, target)
    names = {
        "boost": "content",
        "paid_order": "content",
        "change_post": "content",
        "moderate": "content",
        "change_order": "order",
        "restock": "stock",
        "live_action": "room",
        "set_price": "product",
        "remind": "product",
        "care_for_buyers": "product",
        "book_creator": "creator",
        "settle_creator": "booking",
        "publish": "account",
        "schedule_live": "account",
    }
    if target.startswith("group:"):
        return prefill_of(lever, target)
    if target.startswith((stopping.STOP, stopping.RULE, stopping.TIMED)):
        return stopping.prefill_of(lever, target)
    if lever == "publish" and target.startswith("answer:"):
        return {"answers": target.removeprefix("answer:")}
    return {names[lever]: target} if target and lever in names else {}


def _named_fields(lever: str, target: str) -> dict[str, Any]:
    kinds = {field.name: field.kind for field in fields_of(lever)}
    given = {name: values[0] for name, values in parse_qs(target[1:]).items() if name in kinds}
    return {
        name: _number(value) if kinds[name] in ("number", "whole") else value for name, value in given.items()
    }


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _read_form(lever: str, asked: str) -> dict[str, Any]:
    values = {
        state["id"]["name"]: state.get("value")
        for state in ctx.states_list[0]
        if state["id"]["lever"] == lever
    }
    flags = {
        state["id"]["name"]: bool(state.get("value"))
        for state in ctx.states_list[1]
        if state["id"]["lever"] == lever
    }
    return forms.raw_decision(lever, {**values, **flags}, asked=asked)


def register(board: Board) -> None:
    """Declare the callbacks of the side panel."""
    _register_choosing(board)
    _register_carriers(board)
    _register_confirming(board)


def _register_choosing(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("panel-new", "children"),
        Output("intent", "data"),
        Input("lever-request", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def choose(asked: dict[str, Any] | None) -> tuple[Any, Any]:
        if not asked:
            return no_update, no_update
        lever = str(asked.get("lever", ""))
        state = await backend.run(visit().run)
        if lever not in state.scenario.levers:
            return picker(state), no_update
        frame = await backend.latest(visit().run)
        view = form_view(
            state, frame.observation if frame else None, lever, _prefill(lever, str(asked.get("target", "")))
        )
        return view, {"lever": lever, "nonce": secrets.token_hex(4)}

    @board.answer(
        Output("form-cost", "children"),
        Input(FIELD, "value"),
        Input(FLAG, "checked"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def cost(_values: list[Any], _flags: list[Any]) -> Any:
        groups = ctx.inputs_list
        levers = {entry["id"]["lever"] for entry in groups[0]}
        if len(levers) != 1:
            return no_update
        lever = levers.pop()
        given = {entry["id"]["name"]: entry.get("value") for entry in groups[0] + groups[1]}
        state = await backend.run(visit().run)
        frame = await backend.latest(visit().run)
        lines = costs.summary(state, frame.observation if frame else None, {**given, "lever": lever})
        return [
            html.Div([html.Span(name), html.B(text)], className="cost over" if over else "cost")
            for name, text, over in lines
        ]


def carriers_for(scenario: Scenario, account: str | None) -> list[str]:
    """Return the carriers that an account's port takes; none where no such account is."""
    found = next((one for one in scenario.accounts if one.key == account), None)
    ports = next((one.ports for one in channels() if found and one.name == found.channel), ())
    return [carrier for port in ports if found and port.key == found.port for carrier in port.carriers]


def _register_carriers(board: Board) -> None:
    """Let a chosen account offer only what its port takes: nobody should learn that by a refusal."""
    backend = board.backend
    carrier = {"type": "field", "lever": "publish", "name": "carrier"}

    @board.answer(
        Output(carrier, "data"),
        Output(carrier, "value"),
        Input({"type": "field", "lever": "publish", "name": "account"}, "value"),
        State(carrier, "value"),
        may=TRAINEE,
    )
    async def offer(account: str | None, chosen: str | None) -> tuple[Any, Any]:
        state = await backend.run(visit().run)
        offered = carriers_for(state.scenario, account)
        if not offered:
            return no_update, no_update
        data = [{"value": one, "label": option_name("publish", "carrier", one)} for one in offered]
        return data, no_update if chosen in offered else offered[0]


def _register_confirming(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("form-note", "children"),
        Output(FIELD, "error"),
        Output("answered", "data"),
        Input({"type": "confirm", "lever": ALL}, "n_clicks"),
        State(FIELD, "value"),
        State(FLAG, "checked"),
        State("intent", "data"),
        State("answered", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def confirm(
        clicks: list[int | None], _values: list[Any], _flags: list[Any], intent: Any, answered: str | None
    ) -> tuple[Any, list[Any], Any]:
        names = [entry["id"]["name"] for entry in ctx.states_list[0]]
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            return no_update, [no_update] * len(names), no_update
        lever = str(ctx.triggered_id["lever"])
        # until an answer has come, confirming the same form again is the same decision
        opened = intent.get("nonce", "") if isinstance(intent, dict) else ""
        receipt = await _submit(board, lever, f"{opened}{answered or ''}")
        answered = secrets.token_hex(4)
        place = field_of(lever, receipt.field)
        at_field = [
            in_words(receipt.message, lever) if name.rsplit(".", 1)[-1] == place else None for name in names
        ]
        if receipt.accepted:
            return html.Div([icon("check"), t("decide.accepted")], className="note-good"), at_field, answered
        return (
            html.Div(
                [icon("alert"), html.Span([html.B(t("decide.refused")), in_words(receipt.message, lever)])],
                className="note-bad",
            ),
            at_field,
            answered,
        )

    @board.answer(
        Output("panel-log", "children"),
        Input("tab-log", "n_clicks"),
        Input("form-note", "children"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def log(_clicks: int | None, _note: Any) -> Component:
        frame = await backend.latest(visit().run)
        return log_view(await backend.decisions(visit().run), frame.observation if frame else None)

    board.app.clientside_callback(
        ClientsideFunction("quanmei", "openPanel"), Output("panel", "className"), Input("intent", "data")
    )


async def _submit(board: Board, lever: str, asked: str) -> Receipt:
    try:
        raw = _read_form(lever, asked)
    except QuanmeiError as problem:
        return refusal(problem)
    return (await board.backend.submit(visit().run, [raw]))[0]
