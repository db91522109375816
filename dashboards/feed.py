"""What happened, newest first: events, the trainee's decisions, what platforms did."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import channel_name, t, tx
from dashboards.parts import dot, empty, icon
from simulator.observation import Observation, Signal
from simulator.scenario import clock_of

LINES = 40
_ICONS = {
    "event": "spark", "decision": "decide", "platform": "rule", "stock": "box", "comment": "talk", "alert": "bell", "result": "flag",
}


def feed(now: Observation) -> Component:
    """Return the newest signals as a list; an empty one says what will appear."""
    newest = sorted(now.signals, key=lambda signal: -signal.minute)[:LINES]
    if not newest:
        return empty(t("feed.empty"), t("feed.empty.text"), icon_name="bell")
    return html.Ol([_line(signal, now) for signal in newest], className="feed")


def _line(signal: Signal, now: Observation) -> Component:
    title = next((piece.title for piece in now.contents if piece.key == signal.content), "")
    where = [dot(signal.channel), html.Span(channel_name(signal.channel))] if signal.channel else []
    about = [html.Span(title, className="feed-title")] if title and title not in tx(signal.text) else []
    return html.Li(
        [
            html.Span([icon(_ICONS[signal.kind]), html.Span(t(f"feed.kind.{signal.kind}"), className="sr")], className="feed-icon"),
            html.Div([html.Span(tx(signal.text), className="feed-text"), *about, html.Span([*where], className="feed-where")], className="feed-body"),
            html.Span(clock_of(signal.minute), className="feed-time"),
        ],
        className=f"feed-line feed-{signal.level} feed-{signal.kind}",
    )


def chart_events(now: Observation) -> list[tuple[int, str, bool]]:
    """Return what is marked on every time axis: own decisions and events (minute, text, own)."""
    marked = [signal for signal in now.signals if signal.kind in ("event", "decision") or signal.level == "warning"]
    return [(signal.minute, tx(signal.text), signal.kind == "decision") for signal in marked][-60:]
