"""The matrix: accounts x pillars x days in one editable grid, with what it takes and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import matrix_acts, matrix_blocks, plan, plan_state
from dashboards.attributes import extra
from dashboards.backend import Backend
from dashboards.i18n import first_known, t
from dashboards.pages.page import Page
from dashboards.parts import card, empty
from dashboards.permits import Board
from simulator.decisions import CARRIERS
from simulator.scenario import Scenario

DAY_WIDTH = 148
_WRAPPED = {"lineHeight": "1.4", "padding": "6px 8px", "whiteSpace": "pre-line", "wordBreak": "normal"}
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
    mine = {"function": "!params.node.rowPinned"}  # sums are not edited
    fixed = {"pinned": "left", **free}
    head: list[dict[str, Any]] = [
        {"field": "account", "headerName": t("brief.account"), "width": 132, **fixed},
        {"field": "pillar", "headerName": t("field.pillar"), "width": 108, **fixed},
        {
            "field": "carrier",
            "headerName": t("field.carrier"),
            "width": 84,
            "editable": mine,
            "cellEditor": "agSelectCellEditor",
            "cellEditorParams": {"function": "quanmeiTakes(params)"},
            "valueFormatter": {"function": "quanmeiCarrier(params)"},
            **free,
        },
        {
            "field": "hours",
            "headerName": t("matrix.hours"),
            "width": 76,
            "editable": mine,
            "cellEditor": "agNumberCellEditor",
            "cellEditorParams": {"min": 0.5, "max": 40, "step": 0.5},
            "type": "rightAligned",
            **free,
        },
        {"field": "time", "headerName": t("matrix.time"), "width": 92, "editable": mine, **free},
    ]
    days = [
        {
            "field": f"d{day}",
            "headerName": t("matrix.today", day=day) if day == today else f"D{day}",
            "width": DAY_WIDTH,
            "editable": {"function": "!params.node.rowPinned"} if day >= today else False,
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


def _grid(case: Scenario, today: int, rows: Sequence[dict[str, Any]]) -> Component:
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


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the grid of the run's case with everything beside it."""
    state = await backend.run(run)
    if "publish" not in state.scenario.levers:
        return empty(t("matrix.none"), t("matrix.none.text"), icon_name="matrix", name="page-empty")
    whole = await plan_state.plan_of(backend, run, {})
    over = state.status in ("settling", "finished", "failed")
    today = min(whole.minute // plan.DAY + 1, state.scenario.days)
    live = extra({"aria-live": "polite"})
    body = [
        html.P(t("matrix.help"), className="matrix-note"),
        matrix_blocks.submitting(over=over, asked=state.reasons),
        matrix_blocks.tools(run),
        html.Div(id="matrix-note", **live),
        _grid(state.scenario, today, await matrix_acts.grid_rows(backend, run, {})),
        html.Div(id="matrix-marks", **live),
        dcc.Store(id="matrix-ready"),
    ]
    head = html.Div(
        [html.Div([html.H1(t("matrix.title")), html.P(t("matrix.lead"), className="lead")])],
        className="doc-head",
    )
    return html.Div(
        [
            head,
            card(t("matrix.card"), body, note=t("matrix.card.note"), name="matrix"),
            matrix_blocks.chains_card(state.scenario, today, over=over),
            matrix_blocks.accounts_card(whole, run),
        ],
        className="doc doc-wide",
    )


def register(board: Board) -> None:
    """Declare everything that can be done with the plan."""
    matrix_acts.register(board)


PAGE = Page(key="matrix", icon="matrix", build=build, register=register)
