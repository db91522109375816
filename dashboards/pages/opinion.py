"""Public talk: how loud, how bitter, how urgent; what to answer until when; and whether it calms down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Input, Output, html
from dash.development.base_component import Component

from dashboards import claims, figures_talk, opinion, spread, talk, traces
from dashboards.attributes import extra
from dashboards.backend import Backend, DecisionRow, RunState
from dashboards.graph import graph
from dashboards.i18n import t, tx
from dashboards.numbers import count, percent
from dashboards.pages.page import Page
from dashboards.parts import card, empty, spark
from dashboards.permits import Board
from dashboards.risk import GRADES, Deadline, Thresholds, deadlines, level, read_thresholds, signs
from dashboards.spread import counted
from dashboards.visit import visit
from simulator.observation import Observation
from simulator.scenario import clock_of

SHORT = 12
"""Letters of a claim that name its line in a chart (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the page is made from."""

    state: RunState
    now: Observation
    frame: pd.DataFrame
    limits: Thresholds
    decisions: Sequence[DecisionRow] = ()

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers the case allows, none when the time is over."""
        over = self.now.ended or self.state.status in ("settling", "finished", "failed")
        return () if over else self.state.scenario.levers

    @property
    def names(self) -> dict[str, str]:
        """What each claim is called in the charts."""
        return {issue.key: _short(tx(issue.claim)) for issue in self.now.issues}

    def due(self) -> list[tuple[str, Deadline]]:
        """Return the binding deadlines of unanswered claims, the earliest first."""
        case = self.state.scenario
        found = [
            (tx(issue.claim), one)
            for issue in self.now.issues
            for one in deadlines(issue, case, self.limits, self.now.minute)
            if one.binding and one.state in ("open", "missed")
        ]
        return sorted(found, key=lambda pair: pair[1].due)


def _short(words: str) -> str:
    return words if len(words) <= 2 * SHORT else f"{words[: 2 * SHORT]}…"


def _tile(label: str, value: Component | str, note: str, tone: str = "") -> Component:
    return html.Div(
        [
            html.Span(label, className="figure-label"),
            html.B(value, className="talk-value"),
            html.Span(note, className="fine"),
        ],
        className=f"talk-tile {tone}".strip(),
    )


def tiles(scene: Scene) -> Component:
    """Return the page's answer: grade, volume, questions, mood, hot list, nearest deadline."""
    now = scene.now
    reached = max((level(signs(issue, scene.limits)) for issue in now.issues), default=0)
    unanswered = sum(issue.answered is None for issue in now.issues)
    return html.Div(
        [
            _tile(
                t("talk.grade"),
                claims.grade_badge(reached),
                t("talk.grade.note", claims=len(now.issues), open=unanswered),
                f"grade-{GRADES[reached]}",
            ),
            *_volume(now),
            _mood(now),
            _hot(now),
            _nearest(scene),
        ],
        className="talk-tiles",
    )


def _volume(now: Observation) -> list[Component]:
    found: list[Component] = []
    for name, hours in (
        ("mentions", [issue.mentions_hour for issue in now.issues]),
        ("asks", [issue.asks_hour for issue in now.issues]),
    ):
        longest = max((len(one) for one in hours), default=0)
        total = [sum(one[-back] for one in hours if len(one) >= back) for back in range(longest, 0, -1)]
        last, before = (total[-1] if total else 0), (total[-2] if len(total) > 1 else 0)
        value = html.Span([count(last), spark(total, width=64, height=22)])
        found.append(_tile(t(f"talk.{name}"), value, t("talk.before", count=count(before))))
    return found


def _mood(now: Observation) -> Component:
    said = sum(counted(piece, ("comments",)) for piece in now.contents)
    bad = sum(counted(piece, ("negative_comments",)) for piece in now.contents)
    if said <= 0:
        return _tile(t("talk.mood"), t("number.none"), t("talk.mood.none"))
    ratio = t("talk.ratio", ratio=f"{(said - bad) / bad:.1f}") if bad else t("talk.ratio.none")
    return _tile(t("talk.mood"), ratio, t("talk.mood.note", share=percent(bad / said), comments=count(said)))


def _hot(now: Observation) -> Component:
    mine = [topic for topic in now.hot_list if topic.own or topic.issue]
    if not mine:
        return _tile(t("talk.hot"), t("talk.hot.off"), t("talk.hot.length", count=len(now.hot_list)))
    best = min(mine, key=lambda topic: topic.rank)
    return _tile(t("talk.hot"), t("risk.rank.value", rank=best.rank), best.title)


def _nearest(scene: Scene) -> Component:
    due = scene.due()
    if not due:
        return _tile(t("talk.due"), t("number.none"), t("talk.due.none"))
    claim, first = due[0]
    left = claims.span_words(abs(first.due - scene.now.minute))
    tone = "tile-bad" if first.state == "missed" else ""
    return _tile(
        t("talk.due"),
        clock_of(first.due),
        f"{t(f'deadline.{first.state}', left=left)} · {_short(claim)}",
        tone,
    )


def claim_list(scene: Scene) -> list[Component]:
    """Return the claims, the most urgent first; without any, what to prepare."""
    now = scene.now
    if not now.issues:
        return [empty(t("talk.empty"), t("talk.empty.text"), icon_name="talk")]
    ranked = sorted(
        now.issues,
        key=lambda one: (one.answered is not None, -level(signs(one, scene.limits)), -one.first_seen),
    )
    return [
        claims.claim_card(issue, now, scene.state.scenario, scene.limits, scene.levers) for issue in ranked
    ]


def calmed(scene: Scene) -> Component:
    """Return how far each claim has come down from its peak, in words."""
    rows: list[Component] = []
    for issue in scene.now.issues:
        found = talk.recovery(scene.frame[scene.frame["claim"] == issue.key])
        if found is None:
            continue
        half = (
            t("talk.halved", span=claims.span_words(found.halved_after))
            if found.halved_after is not None
            else t("talk.not_halved")
        )
        words = t(
            "talk.peak",
            count=count(found.peak),
            clock=clock_of(found.peak_minute),
            share=percent(found.share),
        )
        rows.append(html.Li([html.B(tx(issue.claim)), html.Span(f"{words}{half}", className="fine")]))
    return html.Ul(rows, className="calmed")


def legend(scene: Scene) -> list[Component]:
    """Return the colour of each claim in the charts."""
    colours = figures_talk.claim_colours(list(scene.names))
    keys = [
        html.Span([html.I(className="dot", style={"background": colours[key]}), name], className="key")
        for key, name in scene.names.items()
    ]
    return [*keys, html.Span(t("talk.dashes"), className="fine")] if keys else []


Block = Callable[[Scene], Any]
BLOCKS: Mapping[str, Block] = {
    "talk-tiles": tiles,
    "talk-claims": claim_list,
    "talk-calmed": calmed,
    "talk-legend": legend,
    "talk-tree": lambda scene: spread.tree(scene.now),
    "talk-nodes": lambda scene: spread.nodes(scene.now, scene.levers),
    "talk-traces": lambda scene: traces.traces(scene.now, scene.decisions),
    "talk-hot": lambda scene: hot_list(scene.now),
}


def hot_list(now: Observation) -> list[Component]:
    """Return the public hot list, or that it cannot be seen."""
    return opinion.hot(now.hot_list, titled=False) or [
        empty(t("talk.hot.empty"), t("talk.hot.empty.text"), icon_name="talk")
    ]


def charts(scene: Scene) -> dict[str, Any]:
    """Return the page's figures by id; they change by the hour."""
    names, limits = scene.names, scene.limits
    answered = {issue.key: issue.answered for issue in scene.now.issues if issue.answered is not None}
    words = {name: t(f"talk.line.{name}") for name in ("mentions", "asks", "limit", "answered")}
    return {
        "talk-volume": figures_talk.volume_figure(
            scene.frame, names=names, answered=answered, limit=limits.mentions, words=words
        ),
        "talk-mood": figures_talk.mood_figure(
            scene.frame, names=names, limit=limits.negative / 100, word=t("talk.line.limit")
        ),
        "talk-recovery": figures_talk.recovery_figure(scene.frame, names=names, half=t("talk.line.half")),
    }


def _limits(limits: Thresholds) -> Component:
    numbers = [
        dmc.NumberInput(
            id=f"risk-{name}", label=t(f"risk.{name}"), description=t(f"risk.{name}.help"), value=getattr(limits, name),
            min=1, max=top, allowDecimal=False, size="sm", debounce=True,
        )
        for name, top in (("mentions", 999_999), ("asks", 999_999), ("negative", 100), ("rank", 50))
    ]  # fmt: skip
    body = dmc.Select(
        id="risk-body", label=t("risk.body"), description=t("risk.body.help"), value=limits.body, size="sm", allowDeselect=False,
        data=[{"value": one, "label": t(f"risk.body.{one}")} for one in ("auto", "public", "brand")],
    )  # fmt: skip
    rule = html.P(t("risk.rule"), className="fine")
    return html.Div(
        [html.Div([*numbers, html.Div(body, className="limit-body")], className="pick-row limits"), rule]
    )


def view(scene: Scene) -> Component:
    """Return the whole page."""

    def block(name: str) -> Component:
        return html.Div(id=name, className=name)

    figures = charts(scene)

    def chart(name: str) -> Component:
        if not scene.now.issues:
            return html.Div(
                empty(t("talk.chart.empty"), t("talk.chart.empty.text"), icon_name="spark"),
                **extra({"data-wait-claim": "1"}),
            )
        return html.Div(
            graph(figures[name], name=name, label=t(f"{name.replace('-', '.')}.label")),
            className="chart-fixed",
        )

    right = [_card("risk.limits", _limits(scene.limits)), _card("live.hot_list", block("talk-hot"))]
    rows: list[Component] = [
        html.Div(
            [html.Div([html.H1(t("talk.title")), html.P(t("talk.lead"), className="lead")])],
            className="doc-head",
        ),
        block("talk-tiles"),
        html.Div(
            [_card("talk.claims", block("talk-claims"), "claims"), html.Div(right, className="stack")],
            className="row-talk",
        ),
        html.Div(
            [
                _card(
                    "talk.volume", [html.Div(id="talk-legend", className="chart-key"), chart("talk-volume")]
                ),
                _card("talk.mood.card", chart("talk-mood")),
            ],
            className="row-half",
        ),
        html.Div(
            [
                _card("talk.recovery", [chart("talk-recovery"), block("talk-calmed")]),
                _card("tree.title", block("talk-tree"), "tree"),
            ],
            className="row-half",
        ),
        _card("nodes.title", block("talk-nodes")),
        _card("trace.title", block("talk-traces")),
    ]
    return html.Div(rows, className="doc doc-wide")


def _card(key: str, body: Any, name: str = "") -> Component:
    return card(t(key), body, note=t(f"{key}.note"), name=name)


async def scene_of(backend: Backend, run: str) -> Scene | None:
    """Return what the page is made from, or ``None`` before the first tick."""
    latest = await backend.latest(run)
    if latest is None:
        return None
    return Scene(
        state=await backend.run(run),
        now=latest.observation,
        frame=talk.talk_frame(await backend.talk(run), latest.observation),
        limits=read_thresholds(visit().thresholds),
        decisions=await backend.decisions(run),
    )


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the page, or what to do before the run has started."""
    scene = await scene_of(backend, run)
    if scene is None:
        waits = empty(t("live.preparing"), t("live.preparing.text"), icon_name="people")
        return html.Div(waits, className="page-empty", **extra({"data-wait": "begun"}))
    return view(scene)


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return every block of the page as it stands now."""
    scene = await scene_of(backend, run)
    return {} if scene is None else {name: block(scene) for name, block in BLOCKS.items()}


async def figures(backend: Backend, run: str) -> dict[str, Any]:
    """Return the page's charts as they stand now; none while there is nothing to draw."""
    scene = await scene_of(backend, run)
    return {} if scene is None or not scene.now.issues else charts(scene)


def register(board: Board) -> None:
    """Declare how thresholds are kept: by the browser; the socket then brings the blocks anew."""
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "risk"),
        Output("sink", "accessKey"),
        *[Input(f"risk-{name}", "value") for name in ("mentions", "asks", "negative", "rank", "body")],
        prevent_initial_call=True,
    )


PAGE = Page(
    key="opinion", icon="talk", build=build, register=register, blocks=blocks, figures=figures, renewed=True
)
