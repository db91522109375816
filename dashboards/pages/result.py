"""The result: the mark by criterion with its explanation, the goals, what each decision was worth."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.backend import Backend, Result, RunState, ScoreRow, SheetRow
from dashboards.i18n import t, tx
from dashboards.numbers import MINUS
from dashboards.pages.page import Page
from dashboards.parts import badge, bar, card, empty, table
from dashboards.permits import TRAINEE, Board
from dashboards.review_form import review_form
from dashboards.tiles import goal_text
from dashboards.values import values_block
from dashboards.visit import is_trainee, visit
from simulator.observation import GoalView, Observation
from simulator.scenario import clock_of

VALUES, SHEET = "result-values", "result-sheet"
PASS = 60  # of 100 (the published pass line)


def _criterion(row: ScoreRow) -> Component:
    if row.points is None:
        value, share = t("result.not_scored"), 0.0
    else:
        value, share = (
            t("result.points", points=f"{row.points:.1f}".replace("-", MINUS), out_of=f"{row.out_of:.3g}"),
            row.points / row.out_of if row.out_of else 0.0,
        )
    return html.Div(
        [
            html.Div([html.Span(row.label), html.B(value)], className="criterion-head"),
            bar(share),
            html.P(row.explanation, className="fine"),
        ],
        className="criterion",
    )


def _goal(goal: GoalView, attained: float | None, final: float | None) -> list[Component | str]:
    """Return one line: the number that was marked, also where no platform showed it."""
    value = goal.now.value if final is None else final
    shown = goal_text(goal, value) if value is not None else t("number.none")
    share = (
        t("number.none")
        if attained is None
        else f"{attained * 100:.0f}%".replace("-0%", "0%").replace("-", MINUS)
    )
    target = t(f"goal.{goal.direction}", target=goal_text(goal, goal.target))
    return [tx(goal.label), shown, target, f"{goal.weight:g}", share]


def _goals(now: Observation, result: Result) -> Component:
    head = [
        t("brief.goal"),
        t("result.reached"),
        t("brief.target"),
        t("brief.weight"),
        t("result.attainment"),
    ]
    return table(
        head,
        [_goal(goal, result.attainment.get(goal.key), result.final.get(goal.key)) for goal in now.goals],
        numeric=(1, 2, 3, 4),
        label=t("result.goals"),
    )


def _total(result: Result) -> Component:
    if result.total is None:
        return html.P(t("result.no_total"), className="fine")
    passed = result.total >= PASS
    mark = badge(t("result.passed" if passed else "result.failed"), "good" if passed else "bad")
    return html.Div([html.B(f"{result.total:.1f}"), html.Span(t("result.of_100")), mark], className="score")


def _line(row: SheetRow) -> Component:
    """Return one line of the mark sheet: points first, the sentences that found it folded below."""
    if row.points is None:
        value, share = t("result.not_scored"), 0.0
    else:
        value = t("result.points", points=f"{row.points:.1f}".replace("-", MINUS), out_of=f"{row.out_of:.3g}")
        share = row.points / row.out_of if row.out_of else 0.0
    said = [html.Li(sentence) for sentence in row.evidence]
    why = html.Details([html.Summary(t("result.evidence")), html.Ul(said, className="fine")])
    head = html.Div([html.Span(row.label), html.B(value)], className="criterion-head")
    return html.Div([head, bar(share), *([why] if said else [])], className="criterion")


def sheet_block(result: Result) -> list[Component]:
    """Return the mark by criteria, or that it is being worked out."""
    if result.sheet is None:
        return [html.P(t("result.sheet_waiting"), className="fine")]
    sheet = result.sheet
    passed = sheet.total >= PASS
    mark = badge(t("result.passed" if passed else "result.failed"), "good" if passed else "bad")
    total = html.Div([html.B(f"{sheet.total:.1f}"), html.Span(t("result.of_100")), mark], className="score")
    lines = [_line(row) for row in sheet.lines if row.points is not None or row.evidence]
    taken = [html.P(t("result.subtracted", points=f"{sheet.subtracted:.0f}"), className="fine")]
    broken = [html.Ul([html.Li(one) for one in sheet.breaches], className="fine")] if sheet.breaches else []
    veto = [
        html.P(t("result.veto"), className="fine"),
        html.Ul([html.Li(one) for one in sheet.veto], className="fine"),
    ]
    return [
        total, *lines, *(taken + broken if sheet.subtracted else []), *(veto if sheet.veto else []),
        html.P(t("result.provisional"), className="fine"),
    ]  # fmt: skip


def _ready(result: Result, now: Observation) -> Component:
    left = [
        card(t("result.sheet"), html.Div(sheet_block(result), id=SHEET), note=t("result.sheet.note")),
        card(
            t("result.criteria"),
            [_criterion(row) for row in result.criteria]
            or empty(t("result.no_criteria"), t("result.no_criteria.text"), icon_name="flag"),
        ),
    ]
    right = [
        card(t("result.total"), [_total(result), html.P(result.note, className="fine")]),
        card(t("result.goals"), _goals(now, result)),
    ]
    columns = [html.Div(left, className="stack"), html.Div(right, className="stack mark-first")]
    values = card(t("result.values"), html.Div(id=VALUES), note=t("result.values.note"))
    return html.Div([html.Div(columns, className="cols"), values], className="stack")


def _running(state: RunState, now: Observation | None) -> Component:
    """Return what a run that goes on shows: when the result comes, and how to hand in."""
    if state.status == "failed":
        return empty(
            t("result.stopped"), state.note or t("result.stopped.text"), icon_name="alert", name="page-empty"
        )
    if state.status == "settling":
        return html.Div(
            empty(t("result.settling"), t("result.settling.text"), icon_name="flag"),
            className="page-empty",
            **extra({"data-wait": "finished"}),
        )
    end = clock_of(state.scenario.end_minute)
    buttons = html.Div(
        [
            html.Button(
                t("control.finish"), id="finish-ask", className="act act-main", type="button", n_clicks=0
            ),
            html.Div(id="finish-sure"),
        ]
    )
    body = empty(
        t("result.not_yet"),
        t("result.not_yet.text", end=end, now=now.clock if now else "D1 00:00"),
        icon_name="flag",
        action=buttons,
    )
    return html.Div(body, className="page-empty", **extra({"data-wait": "finished"}))


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the mark of a finished run, or when it comes."""
    state = await backend.run(run)
    frame = await backend.latest(run)
    now = frame.observation if frame else None
    head = html.Div(
        [html.Div([html.H1(t("result.title")), html.P(t("result.lead"), className="lead")])],
        className="doc-head",
    )
    if state.status != "finished" or now is None:
        return html.Div([head, _running(state, now)], className="doc")
    if await _unwritten(backend, run):
        return html.Div([head, review_form(None)], className="doc")
    result = await backend.result(run)
    if result is None or result.status in ("waiting", "working"):
        return html.Div(
            [
                head,
                html.Div(
                    empty(t("result.working"), t("result.working.text"), icon_name="flag"),
                    className="page-empty",
                    **extra({"data-poll": "3"}),
                ),
            ],
            className="doc",
        )
    if result.status == "held":
        held = empty(t("result.held"), t("result.held.text"), icon_name="flag", name="page-empty")
        return html.Div([head, held], className="doc")
    if result.status == "failed":
        return html.Div(
            [
                head,
                empty(
                    t("result.no_score"),
                    result.note or t("result.no_score.text"),
                    icon_name="alert",
                    name="page-empty",
                ),
            ],
            className="doc",
        )
    return html.Div([head, _ready(result, now)], className="doc")


async def _unwritten(backend: Backend, run: str) -> bool:
    """Tell whether a trainee has still to write what mark is expected: nothing is shown before."""
    return is_trainee() and await backend.review(run) is None


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return the part of the page that grows: the values of the decisions."""
    if await _unwritten(backend, run):
        return {}
    result, frame = await backend.result(run), await backend.latest(run)
    if result is None or result.status != "ready" or frame is None:
        return {}
    return {
        SHEET: sheet_block(result),
        VALUES: values_block(result, await backend.decisions(run), frame.observation),
    }


def register(board: Board) -> None:
    """Declare handing in: asked once, confirmed once."""

    @board.answer(
        Output("finish-sure", "children"),
        Input("finish-ask", "n_clicks"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def ask(clicks: int | None) -> Any:
        if not clicks:
            return []
        sure = html.Button(
            t("control.finish.yes"), id="finish-yes", className="act act-danger", type="button", n_clicks=0
        )
        return [html.P(t("control.finish.sure"), className="empty-text"), sure, html.Span(id="finish-done")]

    @board.answer(
        Output("finish-done", "children"),
        Input("finish-yes", "n_clicks"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def finish(clicks: int | None) -> str:
        if clicks:
            await board.backend.control(visit().run, "finish")
            return t("result.handed_in")
        return ""


PAGE = Page(key="result", icon="result", build=build, register=register, blocks=blocks)
