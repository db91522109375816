"""What can be done with a plan: edit, undo, submit, take out and in as a file, keep as a template, hand over.

The drafts live in the browser (``plan``). Every change goes through one function of the page
(``plan.js``) that keeps the steps back; the server only says what the new drafts are.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboards import matrix_blocks, matrix_templates, plan, plan_file, plan_marks
from dashboards.backend import Backend
from dashboards.i18n import t
from dashboards.permits import TRAINEE, Board
from dashboards.plan import Draft, Rows
from dashboards.plan_state import PART, changed, parts_said, plan_of, rows_of, said
from dashboards.refusals import in_words
from dashboards.spreadsheet_read import MOST_BYTES
from dashboards.visit import visit
from simulator.errors import PlanError

_TIME = re.compile(r"([01]?\d|2[0-3])[:：][0-5]\d")


async def grid_rows(backend: Backend, run: str, rows: Rows) -> list[dict[str, Any]]:
    """Return the rows of the grid with what is out and what is planned."""
    whole = await plan_of(backend, run, rows)
    return plan.grid_rows(whole.case, plan.published(whole.case, whole.standing), rows)


async def submit(
    backend: Backend, run: str, rows: Rows, words: tuple[str, str]
) -> tuple[list[Draft], list[tuple[Draft, str]]]:
    """Submit the drafts, sources before what is adapted from them; return what was accepted and what refused."""
    keys = {one.title: one.key for one in (await plan_of(backend, run, rows)).standing}
    sent: list[tuple[Draft, dict[str, Any]]] = []
    refused: list[tuple[Draft, str]] = []
    for draft in plan.sources_first(plan.drafts(rows)):
        source = keys.get(draft.source) if draft.source != draft.title else None
        if draft.source and source is None:
            refused.append((draft, t("mark.source", title=draft.source)))
            continue
        raw = plan.decision_of(draft, rows[draft.row], *words, adapted_from=source)
        keys[draft.title] = raw["key"]
        sent.append((draft, raw))
    receipts = await backend.submit(run, [raw for _, raw in sent]) if sent else []
    done = [draft for (draft, _), receipt in zip(sent, receipts, strict=True) if receipt.accepted]
    refused += [
        (draft, in_words(receipt.message, "publish"))
        for (draft, _), receipt in zip(sent, receipts, strict=True)
        if not receipt.accepted
    ]
    return done, refused


def note(done: Sequence[Draft], refused: Sequence[tuple[Draft, str]]) -> Component:
    """Return what became of a submitted plan."""
    if not done and not refused:
        return said([t("matrix.nothing")], bad=True)
    lines: list[Component | str] = [t("matrix.accepted", count=len(done))] if done else []
    lines += [html.Span([html.B(f"D{draft.day} {draft.title}："), message]) for draft, message in refused]
    return said(lines, bad=bool(refused))


def handed(
    rows: Rows, source: str, row: str, day: int, *, time: str, title: str
) -> dict[str, dict[str, Any]]:
    """Return the drafts with a piece adapted from another added to a cell."""
    merged = {key: dict(one) for key, one in rows.items()}
    mine = merged.setdefault(row, {})
    hour, minute = re.split("[:：]", time)
    piece = plan.Piece(at=int(hour) * 60 + int(minute), title=title, source=source)
    there = plan.read_cell(str(mine.get(f"d{day}") or ""), plan.usual_time(mine))
    mine[f"d{day}"] = plan.cell_text([*there, piece])
    return merged


def register(board: Board) -> None:
    """Declare everything that can be done with the plan."""
    _register_page(board)
    _register_looking(board)
    _register_submitting(board)
    _register_files(board)
    matrix_templates.register(board)
    _register_chains(board)


def _register_page(board: Board) -> None:
    """Declare what the page does alone: keep each change, go back and forth, mark the cells."""
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "changePlan"),
        Output("plan", "data"),
        Output("plan-past", "data"),
        Output("matrix-ready", "data"),
        Output("matrix-edited", "data"),
        Input("matrix-grid", "cellValueChanged"),
        Input("plan-change", "data"),
        Input("matrix-undo", "n_clicks"),
        Input("matrix-redo", "n_clicks"),
        State("plan", "data"),
        State("plan-past", "data"),
        State("matrix-run", "data"),
        prevent_initial_call=True,
    )
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "planSteps"),
        Output("matrix-undo", "disabled"),
        Output("matrix-redo", "disabled"),
        Input("plan-past", "data"),
        Input("matrix-run", "data"),
    )
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "markPlan"),
        Output("matrix-sink", "title"),
        Input("matrix-derived", "data"),
        prevent_initial_call=True,
    )


def _register_looking(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("matrix-grid", "rowData"),
        Input("matrix-run", "data"),
        Input("matrix-ready", "data"),
        State("plan", "data"),
        may=TRAINEE,
    )
    async def load(_run: Any, _ready: Any, kept: Any) -> Any:
        return await grid_rows(backend, visit().run, rows_of(kept, visit().run))

    @board.answer(
        Output("matrix-sums", "children"),
        Output("matrix-derived", "data"),
        Output("matrix-marks", "children"),
        Output("matrix-chains", "children"),
        Output("chain-from", "data"),
        Input("matrix-run", "data"),
        Input("matrix-ready", "data"),
        Input("matrix-edited", "data"),
        State("plan", "data"),
        may=TRAINEE,
    )
    async def derive(_run: Any, _ready: Any, _edited: Any, kept: Any) -> tuple[Any, ...]:
        run = visit().run
        whole = await plan_of(backend, run, rows_of(kept, run))
        marks = plan_marks.marks(whole)
        days = plan_marks.days(whole, await backend.decisions(run))
        cells: dict[str, dict[str, str]] = {}
        for mark in reversed(marks):
            before = cells.get(mark.cell, {}).get("text", "")
            cells[mark.cell] = {"level": mark.level, "text": f"{mark.text}\n{before}".strip()}
        return (
            matrix_blocks.sums(whole, marks),
            {"marks": cells, "totals": matrix_blocks.totals(days)},
            matrix_blocks.to_look_at(whole, marks),
            matrix_blocks.chains(whole),
            matrix_blocks.from_choices(whole),
        )


def _register_submitting(board: Board) -> None:
    @board.answer(
        Output("matrix-note", "children"),
        Output("plan-change", "data"),
        Output("answered", "data", allow_duplicate=True),
        Input("matrix-submit", "n_clicks"),
        State("plan", "data"),
        State("matrix-reason", "value"),
        State("matrix-forecast", "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def send(
        clicks: int | None, kept: Any, reason: str | None, forecast: str | None
    ) -> tuple[Any, ...]:
        if not clicks:
            return no_update, no_update, no_update
        run = visit().run
        rows = rows_of(kept, run)
        done, refused = await submit(board.backend, run, rows, (reason or "", forecast or ""))
        return note(done, refused), changed(plan.without(rows, done), final=bool(done)), secrets.token_hex(4)


def _register_files(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("matrix-file", "data"),
        Input("matrix-export", "n_clicks"),
        State("plan", "data"),
        State(PART, "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def take_out(clicks: int | None, kept: Any, _parts: Any) -> Any:
        if not clicks:
            return no_update
        whole = await plan_of(backend, visit().run, rows_of(kept, visit().run))
        return plan_file.export_file(whole, parts_said())

    @board.answer(
        Output("matrix-note", "children", allow_duplicate=True),
        Output("plan-change", "data", allow_duplicate=True),
        Input("matrix-import", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def take_in(file: Any) -> tuple[Any, Any]:
        if not isinstance(file, dict):
            return no_update, no_update
        if file.get("large"):
            return said([t("plan.file.large", most=MOST_BYTES // 1024)], bad=True), no_update
        whole = await plan_of(backend, visit().run, {})
        try:
            data = base64.b64decode(str(file.get("contents") or ""), validate=True)
            found = plan_file.read_plan(
                whole.case, str(file.get("name") or ""), data, today=whole.minute // plan.DAY + 1
            )
        except PlanError as problem:
            return said([str(problem)], bad=True), no_update
        except binascii.Error:
            return said([t("plan.file.broken")], bad=True), no_update
        return said(plan_file.said(found), bad=bool(found.left_out)), changed(found.rows)


def _register_chains(board: Board) -> None:
    @board.answer(
        Output("plan-change", "data", allow_duplicate=True),
        Output("chain-note", "children"),
        Output("chain-words", "value"),
        Input("chain-add", "n_clicks"),
        State("chain-from", "value"),
        State("chain-to", "value"),
        State("chain-day", "value"),
        State("chain-time", "value"),
        State("chain-words", "value"),
        State("plan", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def add(
        clicks: int | None,
        source: str | None,
        row: str | None,
        day: str | None,
        time: str | None,
        words: str | None,
        kept: Any,
    ) -> tuple[Any, Any, Any]:
        if not clicks:
            return no_update, no_update, no_update
        title = re.sub(r"[;；\n←]", " ", words or "").strip()
        if (
            not source
            or not row
            or not str(day).isdigit()
            or not _TIME.fullmatch((time or "").strip())
            or not title
        ):
            return no_update, said([t("chain.missing")], bad=True), no_update
        rows = handed(
            rows_of(kept, visit().run), source, row, int(str(day)), time=str(time).strip(), title=title
        )
        return changed(rows), said([t("chain.added", title=title)]), ""
