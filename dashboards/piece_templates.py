"""Starting from what is there: templates that the browser keeps, and pieces published before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards.backend import DecisionRow
from dashboards.i18n import t
from dashboards.making_form import kept_draft
from dashboards.permits import TRAINEE, Board
from dashboards.visit import visit

FIELD = {"type": "make", "name": ALL, "port": ALL}
TEMPLATE, PIECE = "t:", "p:"
NOT_COPIED = ("reason", "forecast", "adapted_from", "at", "account", "carrier")
"""What belongs to one decision and is not taken over."""


def chooser(decisions: Sequence[DecisionRow]) -> list[Component]:
    """Return the list of templates and earlier pieces, and the buttons that keep and forget a template."""
    pieces = [
        {"value": f"{PIECE}{row.key}", "label": str(row.raw.get("title", ""))}
        for row in decisions
        if row.lever == "publish" and row.status == "accepted"
    ]
    choose = dmc.Select(
        id="template-from", label=t("template.from"), data=[], value=None, clearable=True, searchable=True, size="sm",
        placeholder=t("template.choose"), nothingFoundMessage=t("template.nothing"),
    )  # fmt: skip
    keep = html.Button(t("template.keep"), id="template-keep", className="act", type="button", n_clicks=0)
    drop = html.Button(t("template.drop"), id="template-drop", className="act", type="button", n_clicks=0)
    words = {"templates": t("template.group"), "pieces": t("template.pieces")}
    return [
        html.Div(
            [choose, html.Div([keep, drop], className="card-acts template-acts")], className="template-row"
        ),
        dcc.Store(id="template-pieces", data={"pieces": pieces, "words": words}),
    ]


def taken_over(chosen: str, templates: Any, decisions: Sequence[DecisionRow]) -> Mapping[str, Any]:
    """Return the shared fields that a template or an earlier piece fills; nothing for anything else."""
    if chosen.startswith(TEMPLATE):
        found = templates if isinstance(templates, list) else []
        place = chosen.removeprefix(TEMPLATE)
        one = found[int(place)] if place.isdigit() and int(place) < len(found) else None
        values = one.get("values") if isinstance(one, dict) else None
        return kept_draft({"template": values}, "template")
    row = next((row for row in decisions if f"{PIECE}{row.key}" == chosen and row.lever == "publish"), None)
    return (
        {}
        if row is None
        else {f"{name}|": value for name, value in row.raw.items() if name not in NOT_COPIED}
    )


def register(board: Board) -> None:
    """Declare listing, keeping, forgetting and taking over."""
    backend = board.backend
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "listTemplates"),
        Output("template-from", "data"),
        Input("templates", "data"),
        Input("template-pieces", "data"),
    )
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "keepTemplate"),
        Output("templates", "data"),
        Output("template-from", "value"),
        Input("template-keep", "n_clicks"),
        Input("template-drop", "n_clicks"),
        State(FIELD, "value"),
        State("template-from", "value"),
        State("templates", "data"),
        prevent_initial_call=True,
    )

    @board.answer(
        Output(FIELD, "value", allow_duplicate=True),
        Input("template-from", "value"),
        State("templates", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def take(chosen: str | None, templates: Any) -> list[Any]:
        fields = ctx.outputs_list
        if not chosen:
            return [no_update] * len(fields)
        values = taken_over(chosen, templates, await backend.decisions(visit().run))
        return [
            values.get(f"{one['id']['name']}|", no_update) if not one["id"]["port"] else no_update
            for one in fields
        ]
