"""Why: for any number its formula, its inputs and what moved it, from what may be seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, quote

import dash_mantine_components as dmc
from dash import Input, Output, html
from dash.development.base_component import Component

from dashboards import figures
from dashboards.attributes import extra
from dashboards.backend import Backend
from dashboards.explain import (
    Contribution,
    Explanation,
    by_channel,
    counters_of,
    explain,
    recent_hours,
    sources,
)
from dashboards.glossary import formula_of
from dashboards.graph import graph
from dashboards.i18n import channel_name, known, metric_name, source_name, t
from dashboards.numbers import change, count, kind_of, money, percent, points, value_of, written
from dashboards.pages.page import Page
from dashboards.parts import bar_row, card, channel_colour, empty, term
from dashboards.permits import EVERYBODY, Board
from simulator.counters import COUNTER_TEXTS, RETENTION_SECONDS
from simulator.observation import ContentView, Observation
from simulator.rates import RATES

DEFAULT = "ctr"
HOURS = 6  # hours compared with as many before, for single pieces (assumed)
SHOWN = 8


def numbers_of(now: Observation) -> list[str]:
    """Return the numbers that can be explained: the case's KPIs first, then rates, then counters."""
    seen = {name for counts in (*now.today.values(), *now.yesterday.values()) for name in counts}
    goals = [goal.kpi for goal in now.goals if goal.kpi in RATES or goal.kpi in COUNTER_TEXTS]
    rates = [name for name in RATES if set(counters_of(name)) <= seen]
    names = [*goals, *rates, *[name for name in COUNTER_TEXTS if name in seen]] or [DEFAULT]
    return list(dict.fromkeys(names))


def signed(name: str, value: float) -> str:
    """Return a contribution with its sign, in the number's own unit."""
    if not math.isfinite(value):
        return t("number.none")
    kind = kind_of(name)
    if kind == "share":
        return points(value)
    shown = value_of(name, value)
    plus = "+" if shown > 0 else ""
    if kind == "yuan":
        return f"{plus}{money(shown)}"
    return f"{plus}{written(shown, kind)}"


def _shown(name: str, value: float) -> str:
    return written(value_of(name, value), kind_of(name))


def _formula(found: Explanation) -> Component:
    rate = RATES.get(found.name)
    if rate is None:
        counted = html.Div([html.B(term(found.name)), " = ", _shown(found.name, found.now)])
        meaning = t(f"kpi.{found.name}") if known(f"kpi.{found.name}") else t("why.counted")
        return html.Div([counted, html.Div(meaning, className="fine")], className="formula")
    inputs = " · ".join(
        f"{metric_name(name)} {_shown(name, values[0])}" for name, values in found.inputs.items()
    )
    return html.Div(
        [
            html.Div([term(found.name), " = ", formula_of(rate)]),
            html.Div([inputs, "  ⇒  ", html.B(written(found.now, rate.unit))], className="fine"),
        ],
        className="formula",
    )


def _compare(found: Explanation, now_label: str, before_label: str) -> Component:
    def figure(label: str, value: str) -> Component:
        return html.Div(
            [html.Span(label, className="figure-label"), html.B(value, className="figure-value")],
            className="figure",
        )

    moved = (
        change(found.now, found.before)
        if math.isfinite(found.now) and math.isfinite(found.before)
        else t("number.none")
    )
    return html.Div(
        [
            figure(now_label, _shown(found.name, found.now)),
            figure(before_label, _shown(found.name, found.before)),
            figure(t("why.change"), moved),
        ],
        className="compare",
    )


def _diverging(found: Explanation, name_of: Callable[[str], str]) -> Component:
    parts = found.parts[:SHOWN]
    if not parts:
        return empty(t("why.no_parts"), t("why.no_parts.text"), icon_name="why")
    top = max(abs(part.total) for part in parts) or 1.0
    return html.Div([_bar(found.name, part, name_of(part.group), top) for part in parts])


def _bar(name: str, part: Contribution, label: str, top: float) -> Component:
    side = "up" if part.total >= 0 else "down"
    width = f"{abs(part.total) / top * 50:.1f}%"
    note = t("why.split", rate=signed(name, part.rate), mix=signed(name, part.mix)) if name in RATES else ""
    return html.Div(
        [
            html.Span(label, className="bar-label", title=label),
            html.Div(html.I(className=side, style={"width": width}), className="diverge-track"),
            html.B([signed(name, part.total)], title=note),
        ],
        className="diverge",
    )


def _pieces_card(now: Observation, name: str) -> Component:
    """Return who moved a number among the pieces, as far as platforms keep it by the hour."""
    recent, earlier = recent_hours(now.contents, HOURS)
    kept = {counter for counts in recent.values() for counter in counts}
    if kept and not set(counters_of(name)) <= kept:
        body: Any = empty(t("why.not_hourly"), t("why.not_hourly.text"), icon_name="why")
        return card(t("why.pieces"), body, note=t("why.pieces.note"))
    pieces = explain(name, recent, earlier)
    titles = {piece.key: piece.title for piece in now.contents}
    compared = _compare(pieces, t("why.recent", hours=HOURS), t("why.earlier", hours=HOURS))
    body = [compared, _diverging(pieces, lambda key: titles.get(key, key))]
    return card(t("why.pieces"), body, note=t("why.pieces.note"))


def view(now: Observation, name: str) -> Component:
    """Return the explanation of one number."""
    day, day_before = by_channel(now)
    channels = explain(name, day, day_before)
    piece_card = _pieces_card(now, name)
    cards = [
        card(t("why.formula"), _formula(channels), note=t("why.today"), name="formula"),
        card(
            t("why.channels"),
            [_compare(channels, t("why.today"), t("why.yesterday")), _diverging(channels, channel_name)],
            note=t("why.channels.note"),
        ),
        piece_card,
    ]
    notes = [html.P(t("why.reading"), className="fine")] if name in RATES else []
    return html.Div([*cards, *notes], className="stack")


def _sources(pieces: tuple[ContentView, ...]) -> Component:
    found = sources(pieces)
    if not found:
        return empty(t("why.no_sources"), t("why.no_sources.text"), icon_name="funnel")
    total, top = sum(found.values()), max(found.values())
    return html.Div(
        [
            bar_row(source_name(name), count(value), value / top, note=percent(value / total))
            for name, value in found.items()
            if value
        ],
        className="bars",
    )


def _retention(pieces: Sequence[ContentView]) -> list[Component]:
    watched = [piece for piece in pieces if piece.retention]
    if not watched:
        return []
    piece = max(watched, key=lambda one: one.published)
    figure = figures.retention_figure(
        RETENTION_SECONDS,
        figures.while_it_lasts(piece.retention),
        name=piece.title,
        colour=channel_colour(piece.channel),
    )
    return [
        card(
            term("word:retention", t("why.retention")),
            graph(figure, name="retention", label=t("why.retention.label"), height=220),
            note=piece.title,
        )
    ]


async def build(backend: Backend, run: str, search: str) -> Component:
    """Return the page for the number of the address (``?n=ctr``)."""
    frame = await backend.latest(run)
    if frame is None:
        return html.Div(
            empty(t("live.preparing"), t("why.not_started"), icon_name="why"),
            className="page-empty",
            **extra({"data-wait": "begun"}),
        )
    now = frame.observation
    names = numbers_of(now)
    asked = parse_qs(search.lstrip("?")).get("n", [names[0]])[0]
    name = asked if asked in names else names[0]
    lead = t("why.lead") if asked == name else t("why.not_explained", name=metric_name(asked))
    choose = dmc.Select(
        id="why-name",
        data=[{"value": one, "label": metric_name(one)} for one in names],
        value=name,
        searchable=True,
        label=t("why.choose"),
        allowDeselect=False,
        size="sm",
    )
    right = html.Div(
        [
            card(term("word:sources", t("why.sources")), _sources(now.contents), note=t("why.sources.note")),
            *_retention(now.contents),
        ],
        className="stack",
    )
    return html.Div(
        [
            html.Div(
                [html.Div([html.H1(t("why.title")), html.P(lead, className="lead")])], className="doc-head"
            ),
            html.Div(choose, className="why-top"),
            html.Div([html.Div(view(now, name), id="why-view", className="stack"), right], className="cols"),
        ],
        className="doc",
    )


def register(board: Board) -> None:
    """Declare the choice of a number: it goes into the address, so that it can be shared."""

    @board.answer(
        Output("url", "search"), Input("why-name", "value"), may=EVERYBODY, prevent_initial_call=True
    )
    async def choose(name: str | None) -> Any:
        return f"?n={quote(name or DEFAULT)}"


PAGE = Page(key="why", icon="why", build=build, register=register)
