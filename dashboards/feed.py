"""What happened, newest first: events, the trainee's decisions, what platforms did."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.backend import DecisionRow
from dashboards.i18n import channel_name, sentence, t, tx
from dashboards.lever_fields import option_name
from dashboards.parts import dot, empty, icon
from dashboards.refusals import in_words
from simulator.observation import Observation, Signal
from simulator.scenario import clock_of

LINES = 40
MARKS = 60
_ICONS = {
    "event": "spark",
    "decision": "decide",
    "platform": "rule",
    "stock": "box",
    "comment": "talk",
    "alert": "bell",
    "result": "flag",
}


def subject(row: DecisionRow, now: Observation | None) -> str:
    """Return what a decision is about: its title, or the name of what it acts on."""
    if row.raw.get("group"):
        return option_name(row.lever, "group", str(row.raw["group"]))
    names = ("title", "content", "order", "product", "room", "creator", "stock", "booking")
    key = next((str(row.raw[name]) for name in names if row.raw.get(name)), "")
    return names_of(now).get(key, key) if now else key


def names_of(now: Observation) -> dict[str, str]:
    """Return what a trainee calls the things that decisions name: titles of pieces, names of goods."""
    names = {thing.key: tx(thing.name) for thing in (*now.products, *now.stocks, *now.creators)}
    names |= {thing.key: thing.title for thing in (*now.contents, *now.rooms)}
    names |= {order.key: names.get(order.content, order.content) for order in now.orders}
    return names | {booking.key: names.get(booking.creator, booking.creator) for booking in now.bookings}


def _decided(decisions: Sequence[DecisionRow], now: Observation) -> list[tuple[int, Component]]:
    """Return the trainee's own decisions that took effect or were refused then, as lines."""
    return [
        (row.minute, _own_line(row, row.minute, now))
        for row in decisions
        if row.status != "waiting" and row.minute is not None and row.minute <= now.minute
    ]


def _own_line(row: DecisionRow, minute: int, now: Observation) -> Component:
    about = subject(row, now)
    refused = row.status == "refused"
    words = [
        html.Span(_own_words(row), className="feed-text"),
        *([html.Span(about, className="feed-title")] if about else []),
    ]
    return html.Li(
        [
            html.Span(
                [icon("decide"), html.Span(t("feed.kind.decision"), className="sr")], className="feed-icon"
            ),
            html.Div(words, className="feed-body"),
            html.Span(clock_of(minute), className="feed-time"),
        ],
        className=f"feed-line feed-{'warning' if refused else 'info'} feed-decision",
    )


def _own_words(row: DecisionRow) -> str:
    name = t(f"lever.{row.lever}")
    if row.lever == "live_action" and row.raw.get("action"):
        name = f"{name} · {option_name(row.lever, 'action', str(row.raw['action']))}"
    return (
        f"{name} · {t('outcome.refused')} · {in_words(row.message, row.lever)}"
        if row.status == "refused"
        else name
    )


def feed(
    now: Observation, decisions: Sequence[DecisionRow] = (), own: Sequence[tuple[int, Component]] = ()
) -> Component:
    """Return the newest happenings and own decisions as a list; an empty one says what will appear.

    Parameters
    ----------
    own : sequence of (minute, line)
        What the trainee's own alerts said.
    """
    told = [
        (signal.minute, _line(signal, now))
        for signal in now.signals
        if signal.kind != "decision" or not decisions
    ]
    lines = sorted([*told, *_decided(decisions, now), *own], key=lambda line: -line[0])[:LINES]
    if not lines:
        return empty(t("feed.empty"), t("feed.empty.text"), icon_name="bell")
    return html.Ol([line for _, line in lines], className="feed")


def _line(signal: Signal, now: Observation) -> Component:
    title = next((piece.title for piece in now.contents if piece.key == signal.content), "")
    where = [dot(signal.channel), html.Span(channel_name(signal.channel))] if signal.channel else []
    about = [html.Span(title, className="feed-title")] if title and title not in signal.text.zh else []
    return html.Li(
        [
            html.Span(
                [icon(_ICONS[signal.kind]), html.Span(t(f"feed.kind.{signal.kind}"), className="sr")],
                className="feed-icon",
            ),
            html.Div(
                [
                    html.Span(_said(signal, now), className="feed-text"),
                    *about,
                    html.Span([*where], className="feed-where"),
                ],
                className="feed-body",
            ),
            html.Span(clock_of(signal.minute), className="feed-time"),
        ],
        className=f"feed-line feed-{signal.level} feed-{signal.kind}",
    )


def _said(signal: Signal, now: Observation) -> str:
    """Return a signal's words; an order is called by its piece, not by its key."""
    words = sentence(signal.text)
    if signal.kind != "alert":
        return words
    names = names_of(now)
    for order in now.orders:
        words = re.sub(rf"(?<![\w-]){re.escape(order.key)}(?![\w-])", lambda _: names[order.key], words)  # noqa: B023
    return words


def chart_events(now: Observation, decisions: Sequence[DecisionRow] = ()) -> list[tuple[int, str, bool]]:
    """Return what is marked on every time axis: own decisions and events (minute, text, own)."""
    told = [
        (signal.minute, tx(signal.text), False)
        for signal in now.signals
        if signal.kind == "event" or signal.level == "warning"
    ]
    own = [
        (row.minute, f"{t(f'lever.{row.lever}')} {subject(row, now)}".strip(), True)
        for row in decisions
        if row.status == "accepted" and row.minute is not None and row.minute <= now.minute
    ]
    return sorted(told + own)[-MARKS:]
