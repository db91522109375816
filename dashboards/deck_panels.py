"""The charts behind the tabs of the command page, as HTML: funnels, heat map, source tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards import deck
from dashboards.attributes import extra
from dashboards.content_table import piece_link
from dashboards.i18n import channel_name, metric_name, source_name, t, tx
from dashboards.numbers import count, kind_of, percent, written
from dashboards.parts import badge, bar_row, channel_colour, dot, empty, link, table, tip
from dashboards.portrait import records
from simulator.observation import Observation
from simulator.scenario import Scenario, clock_of

ROWS = 14
"""Rows of the heat map: as many as the table of pieces."""
PIECES = 3
"""Pieces that stand open below each channel of the source tree; the others are folded."""
PAID = "paid"
_WHY = {"kept": "refunds"}
LABELLED = 0.04
"""Share from which a source is named (assumed; the rest is one word)."""
_FADE = 0.62


# ---- funnel --------------------------------------------------------------------------------------


def funnels(now: Observation, period: str, run: str = "") -> Component:
    """Return one funnel per channel with the table of the same numbers beside it; each step leads to its why."""
    frame = deck.funnel_frame(now, period)
    shown = [str(channel) for channel in frame["channel"].unique() if _begun(frame, str(channel))]
    if not shown:
        return empty(t("deck.funnel.empty"), t(f"deck.funnel.empty.{period}"), icon_name="funnel")
    charts = [_funnel(frame[frame["channel"] == channel]) for channel in shown]
    return html.Div(
        [
            html.Div(charts, className="funnels"),
            html.Div([_funnel_table(frame, shown, run), html.P(t("deck.funnel.note"), className="fine")]),
        ],
        className="deck-two",
    )


def _begun(frame: pd.DataFrame, channel: str) -> bool:
    return bool((frame[frame["channel"] == channel]["count"].fillna(0) > 0).any())


def _funnel(rows: pd.DataFrame) -> Component:
    channel, late = str(rows["channel"].iloc[0]), bool(rows["late"].iloc[0])
    top = float(rows["count"].max()) or 1.0
    bars = [
        bar_row(
            t(f"deck.step.{row['step']}"),
            _count(row["count"]),
            (row["count"] / top) ** 0.5 if _known(row["count"]) and row["count"] > 0 else 0.0,
            colour=channel_colour(channel),
            note=_rate(row["rate"]),
        )
        for row in records(rows)
    ]
    mark = tip(t("mark.t1"), t("mark.t1.help"), "fresh fresh-t1") if late else None
    head = html.H3([dot(channel), channel_name(channel), mark], className="funnel-head")
    return html.Div([head, html.Div(bars, className="bars")], className="funnel")


def _known(value: float | None) -> bool:
    return value is not None and isfinite(value)


def _count(value: float | None) -> str:
    return count(value) if value is not None and isfinite(value) else t("number.none")


def _rate(value: float | None) -> str:
    return percent(value) if value is not None and isfinite(value) else ""


def _step(step: str, run: str) -> Component | str:
    """Return a step's name; it opens the page that explains the number."""
    words = t(f"deck.step.{step}")
    return link(words, f"/r/{run}/why?n={_WHY.get(step, step)}") if run else words


def _funnel_table(frame: pd.DataFrame, channels: Sequence[str], run: str) -> Component:
    cells = {(row["channel"], row["step"]): row for row in records(frame)}
    body = [
        [
            _step(step, run),
            *[
                html.Span(
                    [
                        _count(cells[channel, step]["count"]),
                        html.Span(_rate(cells[channel, step]["rate"]), className="cell-note"),
                    ]
                )
                for channel in channels
            ],
        ]
        for step in deck.STEPS
    ]
    head = [t("deck.step"), *[channel_name(channel) for channel in channels]]
    return table(head, body, numeric=range(1, len(head)), label=t("deck.funnel.table"))


# ---- heat map ------------------------------------------------------------------------------------


def heat(now: Observation, case: Scenario, view: str, name: str, run: str = "") -> Component:
    """Return pieces or pillars by channel or hour: one hue, the number in the cell."""
    frame = deck.heat_frame(now, view, name)
    if frame.empty or frame["value"].notna().sum() == 0:
        return empty(t("deck.heat.empty"), _why_no_heat(now, view, name), icon_name="matrix")
    rows = list(dict.fromkeys(frame["row"]))
    columns: list[Any] = list(dict.fromkeys(frame["column"]))
    hourly = view == "hours"
    columns = sorted(columns) if hourly else [one for one in case.channels if one in columns]
    top = float(frame["value"].max()) or 1.0
    values = {(row["row"], row["column"]): row["value"] for row in records(frame)}
    kind = kind_of(name)
    head = [
        html.Th(t("deck.heat.pillar" if view == "pillars" else "content.piece"), scope="col"),
        *[html.Th(_clock(int(one)) if hourly else channel_name(one), className="num", scope="col") for one in columns],
    ]  # fmt: skip
    body = [
        html.Tr(
            [
                html.Th(_row_name(str(row), now, case, view, run), scope="row"),
                *[_cell(values.get((row, column)), top, kind) for column in columns],
            ]
        )
        for row in rows[:ROWS]
    ]  # fmt: skip
    more = len(rows) - ROWS
    note = t("deck.heat.more", count=more) if more > 0 else t("deck.heat.note", name=metric_name(name))
    label = t("deck.heat.label", name=metric_name(name))
    return html.Div(
        [
            html.Div(
                html.Table(
                    [html.Thead(html.Tr(head)), html.Tbody(body)], className="heat", **extra({"aria-label": label})
                ),
                className="table deck-heat", tabIndex=0, role="region", **extra({"aria-label": label}),
            ),
            html.P(note, className="fine"),
        ]
    )  # fmt: skip


def _row_name(row: str, now: Observation, case: Scenario, view: str, run: str) -> Component:
    """Return a pillar's name, or a title that opens the piece (the newest of this title)."""
    if view == "pillars":
        return html.Span(
            next((tx(one.name) for one in case.brand.pillars if one.key == row), row), className="piece-title"
        )
    named = [piece for piece in now.contents if piece.title == row]
    return piece_link(max(named, key=lambda piece: piece.published), run) if named else html.Span(row)


def _why_no_heat(now: Observation, view: str, name: str) -> str:
    if not any(piece.status != "scheduled" for piece in now.contents):
        return t("deck.heat.empty.none")
    if view == "hours" and not any(name in piece.last_hours for piece in now.contents):
        return t("deck.heat.empty.hours", name=metric_name(name))
    return t("deck.heat.empty.number", name=metric_name(name))


def _clock(minute: int) -> str:
    day, clock = clock_of(minute).split(" ")
    return f"{day} {clock}" if clock == "00:00" else clock


def _cell(value: float | None, top: float, kind: str) -> Component:
    if value is None or not isfinite(value):
        return html.Td(t("number.none"), className="num faint")
    if not value:
        return html.Td(written(value, kind), className="num faint")
    return html.Td(
        written(value, kind), className="num heat-cell", style={"--v": f"{max(0.0, min(1.0, value / top)):.2f}"}
    )  # fmt: skip


# ---- source tree ---------------------------------------------------------------------------------


def sources(now: Observation, run: str = "") -> Component:
    """Return where plays and reads came from: channels, below each its pieces, each split by source."""
    frame = deck.source_frame(now)
    if frame.empty:
        return empty(t("deck.sources.empty"), t("deck.sources.empty.text"), icon_name="funnel")
    total = float(frame["views"].sum())
    order = frame.groupby("channel")["views"].sum().sort_values(ascending=False)
    titles = {piece.key: piece_link(piece, run) for piece in now.contents}
    blocks = [
        _branch(frame[frame["channel"] == channel], str(channel), float(views) / total, titles)
        for channel, views in order.items()
    ]
    return html.Div([html.Ul(blocks, className="sources"), html.P(t("deck.sources.note"), className="fine")])


def _branch(rows: pd.DataFrame, channel: str, share: float, titles: Mapping[str, Component]) -> Component:
    by_piece = rows.groupby("piece", sort=False)["views"].sum().sort_values(ascending=False)
    twigs = [_twig(rows[rows["piece"] == piece], channel, titles[str(piece)]) for piece in by_piece.index]
    name = html.Span(
        [dot(channel), html.B(channel_name(channel)), html.Span(percent(share), className="fine")],
        className="source-name",
    )
    below: list[Component] = [html.Ul(twigs[:PIECES], className="twigs")]
    if len(twigs) > PIECES:
        words = html.Summary(t("deck.sources.more", count=len(twigs) - PIECES))
        below.append(html.Details([words, html.Ul(twigs[PIECES:], className="twigs")], className="more"))
    return html.Li([html.Div([name, *_split(rows, channel)], className="source-row"), *below])


def _twig(rows: pd.DataFrame, channel: str, title: Component) -> Component:
    return html.Li(html.Div([title, *_split(rows, channel)], className="source-row"))


def _split(rows: pd.DataFrame, channel: str) -> list[Component]:
    """Return a stacked bar, what each part is in words, and the sum."""
    by_source: Mapping[str, float] = {
        str(name): float(views)
        for name, views in rows.groupby("source", sort=False)["views"].sum().sort_values(ascending=False).items()
    }  # fmt: skip
    total = sum(by_source.values())
    parts = [
        html.I(
            className="paid" if name == PAID else "",
            style={"width": f"{views / total * 100:.2f}%", "background": channel_colour(channel),
                   "opacity": f"{_FADE**place:.2f}"},
            title=f"{source_name(name)} {percent(views / total)}",
        )
        for place, (name, views) in enumerate(by_source.items())
    ]  # fmt: skip
    named = [
        f"{source_name(name)} {percent(views / total)}"
        for name, views in by_source.items()
        if views / total >= LABELLED and name != PAID
    ]
    rest = len(by_source) - len(named) - (PAID in by_source)
    words = " · ".join([*named, *([t("deck.sources.rest", count=rest)] if rest else [])])
    paid = by_source.get(PAID, 0.0) / total
    return [
        html.Span(parts, className="stack-bar", **extra({"aria-hidden": "true"})),
        html.Span(count(total), className="source-sum"),
        html.Span(
            [words, badge(t("deck.sources.paid", share=percent(paid)), "accent") if paid else None],
            className="source-words",
        ),
    ]
