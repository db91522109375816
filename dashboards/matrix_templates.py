"""Keeping a plan of the matrix as a template, and laying one on the drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Input, Output, State, ctx, no_update

from dashboards import plan, plan_templates
from dashboards.i18n import t
from dashboards.permits import TRAINEE, Board
from dashboards.plan_state import PART, changed, parts_said, plan_of, rows_of, said
from dashboards.visit import visit


def register(board: Board) -> None:
    """Declare listing, keeping, forgetting and using a template."""
    _register_keeping(board)
    _register_using(board)


def _register_keeping(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("matrix-template", "data"),
        Input("plan-templates", "data"),
        Input("matrix-run", "data"),
        may=TRAINEE,
    )
    async def offer(templates: Any, _run: Any) -> Any:
        return plan_templates.names(templates)

    @board.answer(
        Output("plan-templates", "data"),
        Output("matrix-note", "children", allow_duplicate=True),
        Output("matrix-template", "value"),
        Input("matrix-template-keep", "n_clicks"),
        Input("matrix-template-drop", "n_clicks"),
        State("matrix-template-name", "value"),
        State("matrix-template", "value"),
        State("plan-templates", "data"),
        State("plan", "data"),
        State(PART, "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def keep(
        _keep: int | None,
        _drop: int | None,
        name: str | None,
        chosen: str | None,
        templates: Any,
        kept: Any,
        _parts: Any,
    ) -> tuple[Any, Any, Any]:
        run = visit().run
        if not any(one["value"] for one in ctx.triggered):  # the page was opened
            return no_update, no_update, no_update
        if ctx.triggered_id == "matrix-template-drop":
            left = [one for at, one in enumerate(plan_templates.known(templates)) if str(at) != chosen]
            return (left, no_update, None) if chosen else (no_update, no_update, no_update)
        if not (name or "").strip():
            return no_update, said([t("matrix.template.nameless")], bad=True), no_update
        case = (await backend.run(run)).scenario
        new = plan_templates.as_template(name or "", case, rows_of(kept, run), parts_said())
        if new is None:
            return no_update, said([t("matrix.nothing")], bad=True), no_update
        return (
            plan_templates.kept_with(templates, new),
            said([t("matrix.template.kept", name=new["name"])]),
            no_update,
        )


def _register_using(board: Board) -> None:
    backend = board.backend

    @board.answer(
        Output("plan-change", "data", allow_duplicate=True),
        Output("matrix-note", "children", allow_duplicate=True),
        Output(PART, "value"),
        Input("matrix-template-use", "n_clicks"),
        State("matrix-template", "value"),
        State("plan-templates", "data"),
        State("plan", "data"),
        State(PART, "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def use(
        clicks: int | None, chosen: str | None, templates: Any, kept: Any, parts: Sequence[Any]
    ) -> tuple[Any, ...]:
        same = [no_update] * len(parts)
        found = {str(at): one for at, one in enumerate(plan_templates.known(templates))}.get(chosen or "")
        if not clicks or found is None:
            return no_update, said([t("matrix.template.none")], bad=True) if clicks else no_update, same
        run = visit().run
        whole = await plan_of(backend, run, rows_of(kept, run))
        start = whole.minute // plan.DAY + 1
        rows, added, lost = plan_templates.used_on(whole.case, whole.rows, found, start)
        lines = [
            t("matrix.template.used", count=added, day=start),
            *([t("matrix.template.lost", count=lost)] if lost else []),
        ]
        return changed(rows), said(lines, bad=bool(lost)), _parts(found, parts)


def _parts(template: Mapping[str, Any], parts: Sequence[Any]) -> list[Any]:
    """Return each account's part: what stands already stays, empty ones take the template's."""
    notes = template.get("notes")
    kept = notes if isinstance(notes, dict) else {}
    accounts = [str(entry["id"]["account"]) for entry in ctx.outputs_list[2]]
    return [
        no_update if now else kept.get(account, no_update)
        for account, now in zip(accounts, parts, strict=True)
    ]
