"""复盘: first what the trainee expected and wrote, then what every decision was worth, and what was open."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from assessment.curves import Curve, Curves
from assessment.report import html_report
from assessment.report_pdf import pdf_of
from assessment.scored_run import ScoredRun
from classroom.reviews import LedgerView, Review
from dashboards import decision_notes, fork_card, ledger_view
from dashboards.attributes import extra
from dashboards.backend import Backend, Result
from dashboards.decision_notes import note_line
from dashboards.figures_review import curves_figure, curves_frame
from dashboards.graph import graph
from dashboards.i18n import t, tx
from dashboards.pages.page import Page
from dashboards.parts import bar, card, empty, term
from dashboards.permits import EVERYBODY, Board
from dashboards.review_form import register_form, review_form
from dashboards.spreadsheet import xlsx_file
from dashboards.visit import is_trainee, language, visit
from simulator.kpi_registry import SHARE, kpi

STATE = "review-state"
HEIGHT = 280
TITLE = 14
"""Letters of a title in the legend of a chart (assumed)."""
CLOSE = 0.5
"""Points within which an expectation was just right (assumed)."""
_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _head() -> Component:
    words = [html.H1(t("review.title")), html.P(t("review.lead"), className="lead")]
    return html.Div([html.Div(words)], className="doc-head")


def gap_text(expected: float, total: float | None, *, held: bool = False) -> str:
    """Return how far the expected mark was from the mark, or when that will be said."""
    if total is None:
        return t("review.gap.held" if held else "review.gap.later", expected=f"{expected:g}")
    off = expected - total
    key = "none" if abs(off) < CLOSE else "over" if off > 0 else "under"
    gap = t(f"review.gap.{key}", points=f"{abs(off):.1f}")
    return t("review.gap", expected=f"{expected:g}", total=f"{total:.1f}", gap=gap)


def _mark(result: Result | None, found: LedgerView) -> float | None:
    """Return the mark that counts by now: by look-aheads, else the provisional sheet."""
    if found.scored is not None:
        return found.scored.total
    return result.sheet.total if result is not None and result.sheet is not None else None


def state_block(found: LedgerView, run: str) -> list[Component]:
    """Return how far the ledger is; when it came while the page was open, the way to it."""
    if found.state == "ready":
        way = f"/r/{run}/review"
        return [html.A(t("review.to_ledger"), href=way, className="act act-main", **extra({"data-nav": "1"}))]
    if found.state == "working" and found.total:
        how = t("review.working", done=found.done, total=found.total) if found.done else t("review.begun")
        words = html.Span(how, **extra({"aria-live": "polite"}))
        return [html.Div([words, bar(found.done / found.total)], className="worth-progress")]
    key = {"failed": "review.failed", "none": "review.none", "held": "review.held"}.get(
        found.state, "review.waiting"
    )
    return [empty(t(key), t(f"{key}.text"), icon_name="flag")]


def _line_name(line: Curve, titles: Mapping[str, str]) -> str:
    """Return what a curve is called: a decision that was left out by its title, where it has one."""
    title = titles.get(line.decision, "")
    if not title:
        return tx(line.label)
    return t("review.curve.without", title=title if len(title) <= TITLE else f"{title[:TITLE]}…")


def _curves(curves: Curves, titles: Mapping[str, str]) -> Component:
    graphs: list[Component] = []
    names = {line.key: _line_name(line, titles) for line in curves.lines}
    for name in curves.kpis:
        figure = curves_figure(curves_frame(curves, name), names=names, share=kpi(name).unit == SHARE)
        drawn = graph(figure, name=f"review-curve-{name}", label=t("review.curves.label"), height=HEIGHT)
        graphs.append(html.Div([html.H3(term(name)), drawn]))
    return html.Div(graphs, className="row-half")


def _found(scored: ScoredRun, notes: Mapping[str, str]) -> list[Component]:
    ledger = scored.ledger
    if ledger is None:
        return []
    tools = [
        html.Button(t(f"review.export.{kind}"), id=f"review-{kind}", className="act", type="button", n_clicks=0)
        for kind in _kinds()
    ]  # fmt: skip
    out = [
        card(t("review.advice"), ledger_view.advice(scored, ledger), note=t("review.advice.note")),
        card(
            t("review.ledger"), ledger_view.timeline(scored, ledger, note_line(notes)),
            note=t("review.ledger.note"), tools=html.Div([*tools, dcc.Download(id="review-file")], className="card-acts"),
        ),
    ]  # fmt: skip
    if scored.curves is not None:
        out.append(
            card(t("review.curves"), _curves(scored.curves, scored.names), note=t("review.curves.note"))
        )
    return [*out, card(t("review.luck"), ledger_view.luck(ledger), note=t("review.luck.note"))]


def _kinds() -> Sequence[str]:
    return ("html", *(("pdf",) if find_spec("weasyprint") is not None else ()), "xlsx")


def _own(review: Review, total: float | None, *, held: bool) -> list[Component]:
    return [
        html.P(gap_text(review.expected, total, held=held), className="review-gap"),
        *([review_form(review)] if is_trainee() else [html.Blockquote(review.text, className="prose")]),
    ]


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the form, or the review with the ledger beside it."""
    state = await backend.run(run)
    if state.status != "finished":
        waits = empty(t("review.not_yet"), t("review.not_yet.text"), icon_name="flag")
        wait = html.Div(waits, className="page-empty", **extra({"data-wait": "finished"}))
        return html.Div([_head(), wait], className="doc")
    review = await backend.review(run)
    if review is None and is_trainee():
        return html.Div([_head(), review_form(None)], className="doc")
    found, result = await backend.ledger(run), await backend.result(run)
    rows: list[Component] = [_head()]
    if review is not None:
        rows += _own(review, _mark(result, found), held=found.state == "held")
    if found.scored is not None:
        rows += _found(found.scored, await backend.notes(run))
    else:
        rows.append(
            card(
                t("review.ledger"), html.Div(state_block(found, run), id=STATE), note=t("review.ledger.note")
            )
        )
    if not state.again or (state.held and is_trainee()):
        return html.Div(rows, className="doc stack")
    frame = await backend.latest(run)
    forks = fork_card.fork_card(
        state.scenario,
        run,
        await backend.ways(run),
        await backend.decisions(run),
        frame.observation if frame else None,
    )
    return html.Div([*rows, forks], className="doc stack")


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return how far the ledger is; before the review is written nothing of it is told."""
    if (await backend.run(run)).status != "finished":
        return {}
    if is_trainee() and await backend.review(run) is None:
        return {}
    return {STATE: state_block(await backend.ledger(run), run)}


async def pending(backend: Backend, run: str) -> bool:
    """Tell whether the ledger is still being worked out."""
    if (await backend.run(run)).status != "finished":
        return False
    return (await backend.ledger(run)).state in ("waiting", "working")


def report_file(scored: ScoredRun, kind: str, notes: Mapping[str, str]) -> dict[str, Any]:
    """Return the report as the browser saves it.

    Parameters
    ----------
    kind : str
        ``html``, ``pdf`` or ``xlsx``.
    """
    if kind == "xlsx" and scored.ledger is not None:
        head, rows = ledger_view.ledger_table(scored, scored.ledger, notes)
        body = xlsx_file([(t("review.title"), head, rows)])
    elif kind == "pdf":
        body = pdf_of(html_report(scored, language(), notes))
    else:
        body = html_report(scored, language(), notes).encode()
    return {
        "content": base64.b64encode(body).decode("ascii"), "base64": True, "type": _TYPES[kind],
        "filename": f"{scored.case.split('@')[0]}-review.{kind}",
    }  # fmt: skip


def register(board: Board) -> None:
    """Declare the form and the files."""
    register_form(board)
    decision_notes.register(board)
    fork_card.register(board)
    for kind in _kinds():
        _register_file(board, kind)


def _register_file(board: Board, kind: str) -> None:
    @board.answer(
        Output("review-file", "data", allow_duplicate=True), Input(f"review-{kind}", "n_clicks"),
        may=EVERYBODY, prevent_initial_call=True,
    )  # fmt: skip
    async def save(clicks: int | None) -> Any:
        run = visit().run
        if not clicks or (is_trainee() and await board.backend.review(run) is None):
            return None
        found = await board.backend.ledger(run)
        notes = await board.backend.notes(run)
        return (
            None if found.scored is None else await asyncio.to_thread(report_file, found.scored, kind, notes)
        )


PAGE = Page(
    key="review", icon="check", build=build, register=register, blocks=blocks, renewed=True, pending=pending
)
