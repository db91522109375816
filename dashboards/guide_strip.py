"""The strip that leads through a first run: above the page, never over it.

The browser keeps whether it is wanted and what was answered; a reload goes on where it was. It is
offered on the brief of a practice run to who has not met it, and never in an exam.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboards import guide
from dashboards.attributes import extra
from dashboards.backend import Backend, RunState
from dashboards.guide import Facts, Kept
from dashboards.i18n import t, tx
from dashboards.numbers import money
from dashboards.pages.audience import main_topic
from dashboards.parts import icon, link
from dashboards.permits import EVERYBODY, Board
from dashboards.portrait import group_name
from dashboards.targeting import topic_name
from dashboards.visit import visit
from simulator.errors import QuanmeiError
from simulator.people import AGE_BANDS

BEAT_MS = 3000
"""How often a guided run is looked at again (assumed: nobody waits longer for a tick)."""
MOST_RUNS = 8
"""Runs whose guide a browser keeps."""
PATIENCE_S = 1.0
"""How long the strip waits for the panel; the audience page itself says that it is being read (assumed)."""


def parts() -> list[Component]:
    """Return the strip and what it keeps, for the frame."""
    return [
        dcc.Store(id="guide", storage_type="local"),
        dcc.Store(id="guide-press"),
        dcc.Interval(id="guide-beat", interval=BEAT_MS, disabled=True),
    ]


def again() -> Component:
    """Return the button of the help that begins the tour anew."""
    return html.Button(
        t("guide.again"),
        className="act",
        type="button",
        title=t("guide.again.note"),
        **extra({"data-guide": "start"}),
    )


def _press(label: str, act: str, value: str = "", *, main: bool = False) -> Component:
    return html.Button(
        label,
        className="act act-main" if main else "act act-quiet" if act == "off" else "act",
        type="button",
        **extra({"data-guide": act, "data-value": value}),
    )


def offer() -> list[Component]:
    """Return the offer of the tour."""
    acts = html.Div(
        [_press(t("guide.start"), "start", main=True), _press(t("guide.no"), "off")], className="guide-acts"
    )
    return [_strip([html.B(t("guide.title")), html.P(t("guide.offer"), className="guide-do"), acts], "")]


def _strip(inside: list[Component], page: str) -> Component:
    return html.Section(
        inside, className="guide-strip", **extra({"aria-label": t("guide.title"), "data-page": page})
    )


def view(facts: Facts, kept: Kept) -> list[Component]:
    """Return the step that is to be taken now, and the way so far."""
    steps, step = guide.steps_of(facts.state.scenario), guide.current(facts, kept)
    if not step:
        done = html.P([icon("check"), t("guide.done")], className="guide-do", role="status")
        acts = html.Div([_press(t("guide.close"), "off", main=True)], className="guide-acts")
        return [_strip([_path(steps, facts, kept), done, acts], "")]
    page = _page(step, facts)
    go = (
        []
        if facts.page == page
        else [link(t("guide.go", page=t(f"nav.{page}")), f"/r/{facts.state.key}/{page}", name="act act-main")]
    )
    words = html.P(_words(step, facts, kept), className="guide-do", role="status")
    acts = html.Div([*_answers(step, facts), *go, _press(t("guide.skip"), "off")], className="guide-acts")
    return [_strip([_path(steps, facts, kept), words, *_wrong(step, facts, kept), acts], page)]


def _page(step: str, facts: Facts) -> str:
    if step == "review" and facts.state.status == "finished":
        return "review"
    return guide.PAGE_OF[step]


def _path(steps: tuple[str, ...], facts: Facts, kept: Kept) -> Component:
    now = guide.current(facts, kept)
    at = steps.index(now) + 1 if now else len(steps)
    marks: list[Component] = []
    for step in steps:
        done = guide.is_done(step, facts, kept)
        name = "guide-mark done" if done else "guide-mark now" if step == now else "guide-mark"
        here = {"aria-current": "step"} if step == now else {}
        marks.append(
            html.Li([icon("check") if done else None, t(f"guide.step.{step}")], className=name, **extra(here))
        )
    return html.Div(
        [
            html.B(t("guide.count", at=at, all=len(steps)), className="guide-count"),
            html.Ol(marks, className="guide-path", **extra({"aria-label": t("guide.path")})),
        ],
        className="guide-head",
    )


def _words(step: str, facts: Facts, kept: Kept) -> str:
    case = facts.state.scenario
    if step == "look" and not guide.runs_now(facts, kept):
        return t("guide.do.look.wait")
    if step == "review" and facts.state.status == "finished":
        return t("guide.do.review.write")
    if step == "order" and not guide.is_out(facts, kept):
        return t("guide.do.order.wait")
    if step == "order" and guide.ordered(facts, kept):
        return t("guide.do.order.big", limit=money(guide.SMALL * case.money))
    return t(f"guide.do.{step}", topic=topic_name(main_topic(case)), limit=money(guide.SMALL * case.money))


def _choices(step: str, facts: Facts) -> list[tuple[str, str]]:
    if step == "brief":
        return [(goal.key, tx(goal.label)) for goal in facts.state.scenario.goals]
    if step == "audience" and facts.best_ages:
        return [(age, group_name("age_band", age)) for age in AGE_BANDS]
    return []


def _answers(step: str, facts: Facts) -> list[Component]:
    """Return the answers of a reading step, on the page that shows which is right."""
    if facts.page != guide.PAGE_OF[step]:
        return []
    return [_press(label, step, value) for value, label in _choices(step, facts)]


def _wrong(step: str, facts: Facts, kept: Kept) -> list[Component]:
    names = dict(_choices(step, facts))
    said = t("guide.wrong", given=names[kept.wrong]) if kept.wrong in names else ""
    return [html.P(said, className="guide-wrong", role="status")] if said else []


async def facts_of(backend: Backend, run: str, page: str, kept: Kept) -> Facts:
    """Return what a run shows at this moment; people are asked for only where their step is taken."""
    frame = await backend.latest(run)
    asked = page == guide.PAGE_OF["audience"] and "audience" not in kept.read and frame is not None
    return Facts(
        state=await backend.run(run),
        now=frame.observation if frame else None,
        page=page,
        decisions=await backend.decisions(run),
        reviewed=await backend.review(run) is not None,
        best_ages=await _best_ages(backend, run) if asked else frozenset(),
    )


async def _best_ages(backend: Backend, run: str) -> frozenset[str]:
    topic = main_topic((await backend.run(run)).scenario)
    try:
        panel = await asyncio.wait_for(backend.panel(run), PATIENCE_S)
    except (TimeoutError, QuanmeiError):
        return frozenset()  # the audience page says that they are being read, or why not
    return guide.keenest(await asyncio.to_thread(panel.tgi, panel.members(topic, "interested"), "age_band"))


def offered(state: RunState, page: str, store: Mapping[str, Any]) -> bool:
    """Tell whether the tour is offered: on the brief of a practice run, to who has not met it."""
    open_run = state.status in ("paused", "running") and state.sitting == "practice"
    return open_run and page == "brief" and not store.get("state")


def kept_in(store: Mapping[str, Any], run: str) -> Kept:
    """Return what a browser keeps of one run."""
    runs = store.get("runs")
    return guide.kept_of(runs.get(run)) if isinstance(runs, dict) else Kept()


def put_in(store: Mapping[str, Any], run: str, kept: Kept, state: str = "on") -> dict[str, Any]:
    """Return what a browser keeps with one run's guide in it, the oldest forgotten."""
    runs = store.get("runs")
    others = [(key, one) for key, one in runs.items() if key != run] if isinstance(runs, dict) else []
    return {"state": state, "runs": {**dict(others[-(MOST_RUNS - 1) :]), run: kept.plain()}}


def after_press(press: Mapping[str, Any], facts: Facts, kept: Kept) -> tuple[str, Kept]:
    """Return whether the tour is wanted and what is kept, after a button was pressed."""
    act = str(press.get("act", ""))
    if act == "off":
        return "off", kept
    if act == "start":
        return "on", Kept(since=tuple(row.key for row in facts.decisions))
    return "on", guide.answered(facts, kept, act, str(press.get("value", "")))


async def stand(
    backend: Backend, page: str, store: Mapping[str, Any], press: Mapping[str, Any] | None
) -> tuple[list[Component], dict[str, Any] | None]:
    """Return the strip of a page, and what the browser keeps if it changed.

    Parameters
    ----------
    press : mapping, optional
        The button that was pressed, if one was.
    """
    run, visitor = visit().run, visit().visitor
    if visitor is None or visitor.role != "trainee":
        return [], None
    if not run:  # asked for among the cases: it begins with the run that is opened
        return [], {"state": "on", "runs": {}} if press and press.get("act") == "start" else None
    state = await backend.run(run)
    if state.sitting == "exam":
        return [], None
    if not press and store.get("state") != "on":
        return (offer() if offered(state, page, store) else []), None
    before = kept_in(store, run)
    facts = await facts_of(backend, run, page, before)
    wanted, kept = after_press(press, facts, before) if press else ("on", before)
    kept = guide.noted(facts, kept)
    changed = press or kept != before
    strip = view(facts, kept) if wanted == "on" else []
    return strip, put_in(store, run, kept, wanted) if changed else None


def register(board: Board) -> None:
    """Declare the one callback that looks where the tour stands."""

    @board.answer(
        Output("guide-strip", "children"),
        Output("guide", "data"),
        Output("guide-beat", "disabled"),
        Input("target", "data"),
        Input("answered", "data"),
        Input("guide-press", "data"),
        Input("guide-beat", "n_intervals"),
        State("guide", "data"),
        may=EVERYBODY,
        on="page",
        prevent_initial_call=True,
    )
    async def look(target: Any, _answered: Any, press: Any, _beat: Any, store: Any) -> tuple[Any, Any, Any]:
        page = str(target.get("page", "")) if isinstance(target, dict) else ""
        kept = store if isinstance(store, dict) else {}
        asked = press if ctx.triggered_id == "guide-press" and isinstance(press, dict) else None
        strip, new = await stand(board.backend, page, kept, asked)
        going = bool(strip) and (new or kept).get("state") == "on"
        return strip, no_update if new is None else new, not going
