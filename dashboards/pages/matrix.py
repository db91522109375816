"""The matrix: accounts x pillars x days in one editable grid, with money and hours left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboards import plan
from dashboards.attributes import extra
from dashboards.backend import Backend
from dashboards.i18n import first_known, t
from dashboards.numbers import hours, money
from dashboards.pages.page import Page
from dashboards.parts import action, card, empty, icon
from dashboards.permits import TRAINEE, Board
from dashboards.refusals import in_words
from dashboards.visit import visit
from simulator.decisions import CARRIERS
from simulator.observation import Observation
from simulator.scenario import Scenario

DAY_WIDTH = 148
_WRAPPED = {"lineHeight": "1.4", "padding": "6px 8px", "whiteSpace": "normal", "wordBreak": "normal"}
_THEME = (
    "themeQuartz.withParams({backgroundColor: 'var(--surface)', foregroundColor: 'var(--ink)', "
    "headerBackgroundColor: 'var(--sunken)', headerTextColor: 'var(--soft)', borderColor: 'var(--line)', "
    "accentColor: 'var(--accent)', fontSize: 12, fontFamily: 'inherit', rowHoverColor: 'var(--sunken)', "
    "wrapperBorderRadius: 6, headerHeight: 32, rowHeight: 40, browserColorScheme: 'inherit'})"
)
_GRID_TEXTS = ("noRowsToShow", "loadingOoo", "copy", "ariaChecked", "ariaUnchecked")


def columns(case: Scenario, today: int) -> list[dict[str, Any]]:
    """Return the columns: who and how (pinned), then one a day; past days cannot be planned."""
    free = {
        "sortable": False,
        "suppressMovable": True,
        "wrapHeaderText": True,
        "wrapText": True,
        "autoHeight": True,
        "cellStyle": _WRAPPED,
    }
    fixed = {"pinned": "left", **free}
    carriers = {"values": list(CARRIERS)}
    head: list[dict[str, Any]] = [
        {"field": "account", "headerName": t("brief.account"), "width": 112, **fixed},
        {"field": "pillar", "headerName": t("field.pillar"), "width": 108, **fixed},
        {
            "field": "carrier",
            "headerName": t("field.carrier"),
            "width": 84,
            "editable": True,
            "cellEditor": "agSelectCellEditor",
            "cellEditorParams": carriers,
            "valueFormatter": {"function": "quanmeiCarrier(params)"},
            **free,
        },
        {
            "field": "hours",
            "headerName": t("matrix.hours"),
            "width": 76,
            "editable": True,
            "cellEditor": "agNumberCellEditor",
            "cellEditorParams": {"min": 0.5, "max": 40, "step": 0.5},
            "type": "rightAligned",
            **free,
        },
        {"field": "time", "headerName": t("matrix.time"), "width": 92, "editable": True, **free},
    ]
    days = [
        {
            "field": f"d{day}",
            "headerName": t("matrix.today", day=day) if day == today else f"D{day}",
            "width": DAY_WIDTH,
            "editable": day >= today,
            "sortable": False,
            "suppressMovable": True,
            "valueFormatter": {"function": "quanmeiCell(params)"},
            "cellStyle": {"function": "quanmeiStyle(params)"},
            "wrapText": True,
            "autoHeight": True,
            "cellEditor": "agTextCellEditor",
            "tooltipValueGetter": {"function": "quanmeiTip(params)"},
        }
        for day in range(1, case.days + 1)
    ]
    return head + days


def _grid(case: Scenario, now: Observation | None, rows: Sequence[dict[str, Any]]) -> Component:
    today = (now.minute if now else 0) // plan.DAY + 1
    names = {carrier: first_known(f"option.carrier.{carrier}") for carrier in CARRIERS}
    return dag.AgGrid(
        id="matrix-grid",
        columnDefs=columns(case, today),
        rowData=list(rows),
        getRowId="params.data.id",
        columnSize=None,
        scrollTo={"column": f"d{min(today, case.days)}", "columnPosition": "start"},
        className="grid-quanmei",
        dashGridOptions={
            "undoRedoCellEditing": True,
            "stopEditingWhenCellsLoseFocus": True,
            "singleClickEdit": False,
            "enableCellTextSelection": False,
            "theme": {"function": _THEME},
            "context": {"carriers": names},
            "localeText": {name: t(f"grid.{name}") for name in _GRID_TEXTS},
            "domLayout": "autoHeight",
            "tooltipShowDelay": 400,
            "suppressScrollOnNewData": True,
        },
        style={"width": "100%"},
        dangerously_allow_code=False,
    )


def sums(
    case: Scenario, now: Observation | None, planned: Mapping[str, Mapping[str, Any]]
) -> list[Component]:
    """Return how many pieces are planned and what would be left."""
    found = plan.drafts(planned)
    work = plan.hours_of(planned)
    money_left = now.money_left if now else case.money
    hours_left = now.hours_left if now else case.hours
    figures = (
        (t("matrix.planned"), t("matrix.pieces", count=len(found)), False),
        (t("matrix.hours_after"), hours(hours_left - work), work > hours_left),
        (t("top.money"), money(money_left), False),
    )
    return [
        html.Div(
            [
                html.Span(name, className="figure-label"),
                html.B(value, className="figure-value" + (" pace-behind" if over else "")),
            ],
            className="figure",
        )
        for name, value, over in figures
    ]


async def _now(backend: Backend, run: str) -> Observation | None:
    frame = await backend.latest(run)
    return frame.observation if frame else None


async def _rows(backend: Backend, run: str, planned: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    case = (await backend.run(run)).scenario
    done = plan.published(case, await _now(backend, run), await backend.decisions(run))
    return plan.grid_rows(case, done, planned)


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the grid of the run's case."""
    state = await backend.run(run)
    now = await _now(backend, run)
    case = state.scenario
    if "publish" not in case.levers:
        return empty(t("matrix.none"), t("matrix.none.text"), icon_name="matrix", name="page-empty")
    over = state.status in ("settling", "finished", "failed")
    tools = html.Div(
        [
            dmc.TextInput(
                id="matrix-reason",
                label=t("matrix.reason"),
                placeholder=t("field.reason.help"),
                size="xs",
                w=240,
            ),
            dmc.TextInput(
                id="matrix-forecast",
                label=t("matrix.forecast"),
                placeholder=t("field.forecast.help"),
                size="xs",
                w=240,
            ),
            html.Button(
                [icon("check"), t("matrix.submit")],
                id="matrix-submit",
                className="act act-main",
                type="button",
                n_clicks=0,
                disabled=over,
            ),
            action(t("matrix.one"), "publish", kind="main") if not over else None,
            html.Div(
                sums(case, now, {}),
                id="matrix-sums",
                className="matrix-sums",
                **extra({"aria-live": "polite"}),
            ),
        ],
        className="matrix-tools",
    )
    body = [
        html.P(t("matrix.help"), className="matrix-note"),
        tools,
        html.Div(id="matrix-note", **extra({"aria-live": "polite"})),
        _grid(case, now, await _rows(backend, run, {})),
        dcc.Store(id="matrix-ready", data=run),
    ]
    head = html.Div(
        [html.Div([html.H1(t("matrix.title")), html.P(t("matrix.lead"), className="lead")])],
        className="doc-head",
    )
    return html.Div(
        [head, card(t("matrix.card"), body, note=t("matrix.card.note"), name="matrix")],
        className="doc doc-wide",
    )


def _merge(
    planned: Mapping[str, Mapping[str, Any]], changes: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the drafts after edits of the grid (a paste arrives as one list)."""
    merged = {key: dict(row) for key, row in planned.items()}
    for one in changes:
        data = one.get("data", {})
        row = merged.setdefault(
            str(one.get("rowId", "")),
            {"hours": data.get("hours"), "time": data.get("time"), "carrier": data.get("carrier")},
        )
        row[str(one.get("colId", ""))] = one.get("value")
    return merged


async def _submit(
    backend: Backend, run: str, planned: Mapping[str, Mapping[str, Any]], words: tuple[str, str]
) -> tuple[list[plan.Draft], list[tuple[plan.Draft, str]]]:
    drafts = plan.drafts(planned)
    raws = [plan.decision_of(draft, planned[draft.row], *words) for draft in drafts]
    receipts = list(zip(drafts, await backend.submit(run, raws), strict=True)) if raws else []
    done = [draft for draft, receipt in receipts if receipt.accepted]
    refused = [
        (draft, in_words(receipt.message, "publish")) for draft, receipt in receipts if not receipt.accepted
    ]
    return done, refused


def _note(done: Sequence[plan.Draft], refused: Sequence[tuple[plan.Draft, str]]) -> Component:
    if not done and not refused:
        return html.Div(t("matrix.nothing"), className="note-bad")
    lines: list[Component] = [html.Div(t("matrix.accepted", count=len(done)))] if done else []
    lines += [html.Div([html.B(f"D{draft.day} {draft.title}："), message]) for draft, message in refused]
    return html.Div(
        [icon("alert" if refused else "check"), html.Div(lines)],
        className="note-bad" if refused else "note-good",
    )


def register(board: Board) -> None:
    """Declare editing, loading the kept drafts, and submitting."""
    backend = board.backend

    @board.answer(
        Output("matrix-grid", "rowData"),
        Output("matrix-sums", "children", allow_duplicate=True),
        Input("matrix-ready", "data"),
        State("plan", "data"),
        may=TRAINEE,
        prevent_initial_call="initial_duplicate",
    )
    async def load(_ready: str, kept: Mapping[str, Any] | None) -> tuple[Any, Any]:
        run = visit().run
        planned = (kept or {}).get(run, {})
        case = (await backend.run(run)).scenario
        return await _rows(backend, run, planned), sums(case, await _now(backend, run), planned)

    @board.answer(
        Output("plan", "data"),
        Output("matrix-sums", "children"),
        Input("matrix-grid", "cellValueChanged"),
        State("plan", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def edit(
        changes: Sequence[Mapping[str, Any]] | None, kept: Mapping[str, Any] | None
    ) -> tuple[Any, Any]:
        run = visit().run
        if not changes:
            return no_update, no_update
        planned = _merge((kept or {}).get(run, {}), changes)
        case = (await backend.run(run)).scenario
        return {**(kept or {}), run: planned}, sums(case, await _now(backend, run), planned)

    @board.answer(
        Output("matrix-note", "children"),
        Output("plan", "data", allow_duplicate=True),
        Output("matrix-ready", "data"),
        Input("matrix-submit", "n_clicks"),
        State("plan", "data"),
        State("matrix-reason", "value"),
        State("matrix-forecast", "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def submit(
        clicks: int | None, kept: Mapping[str, Any] | None, reason: str | None, forecast: str | None
    ) -> tuple[Any, Any, Any]:
        if not clicks:
            return no_update, no_update, no_update
        run = visit().run
        planned = (kept or {}).get(run, {})
        done, refused = await _submit(backend, run, planned, (reason or "", forecast or ""))
        return _note(done, refused), {**(kept or {}), run: plan.without(planned, done)}, run


PAGE = Page(key="matrix", icon="matrix", build=build, register=register)
