"""Every piece beside every other: one hue from light to dark, the numbers in the cells."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.i18n import metric_name, port_name, t, tx
from dashboards.numbers import kind_of, rank, reading
from dashboards.parts import action, badge, dot, empty, link, missing, spark, term
from simulator.observation import ContentView, Observation, Reading
from simulator.scenario import clock_of

COLUMNS: tuple[str, ...] = (
    "views",
    "valid_view_rate",
    "completion_rate",
    "engagement_rate",
    "follow_rate",
    "ctr",
    "cvr",
    "orders",
)
ROWS = 14
HEATED = "short_video"
"""Only own short videos can be heated (operations 4.3)."""
ROOMS = "livestream"
"""Live rooms have a page of their own."""
TONES = {"scheduled": "plain", "review": "warn", "live": "good", "limited": "bad", "withdrawn": "plain"}


def value_in(piece: ContentView, name: str) -> Reading | None:
    """Return a piece's counter or rate."""
    return piece.counts.get(name) or piece.rates.get(name)


def columns_of(pieces: Sequence[ContentView]) -> list[str]:
    """Return the columns that at least one piece has a number for."""
    return [
        name
        for name in COLUMNS
        if any((found := value_in(piece, name)) and found.value is not None for piece in pieces)
    ]


def content_table(now: Observation, allowed: Sequence[str], run: str = "") -> Component:
    """Return the newest pieces with their numbers shaded by rank, and what can be done about each."""
    pieces = sorted(now.contents, key=lambda piece: -piece.published)[:ROWS]
    if not pieces:
        first = action(t("live.first_publish"), "publish", kind="main") if "publish" in allowed else None
        return empty(t("live.contents.empty"), t("live.contents.empty.text"), icon_name="video", action=first)
    names = columns_of(pieces)
    tops = {
        name: max((found.value or 0.0) for piece in pieces if (found := value_in(piece, name)))
        for name in names
    }
    head = [html.Th(t("content.piece")), html.Th(t("content.trend"))]
    head += [html.Th(term(name), className="num") for name in names] + [
        html.Th(html.Span(t("content.act"), className="sr"))
    ]
    body = [html.Tr(_row(piece, names, tops, allowed, run)) for piece in pieces]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(head)), html.Tbody(body)],
            className="heat",
            **extra({"aria-label": t("live.contents")}),
        ),
        className="table",
        tabIndex=0,
        role="region",
        **extra({"aria-label": t("live.contents")}),
    )


def _row(
    piece: ContentView, names: Sequence[str], tops: dict[str, float], allowed: Sequence[str], run: str
) -> list[Component]:
    state = (
        badge(t(f"content.status.{piece.status}"), TONES[piece.status]) if piece.status != "live" else None
    )
    title = html.Td(
        [
            html.Div(
                [
                    dot(piece.channel),
                    piece_link(piece, run),
                    state,
                ],
                className="piece",
            ),
            html.Div(
                [
                    port_name(piece.port),
                    " · ",
                    clock_of(piece.published),
                    " ",
                    html.Span(tx(piece.status_reason), className="piece-reason"),
                ],
                className="piece-sub",
            ),
        ]
    )
    trend = html.Td(spark(piece.last_hours.get("views") or piece.last_hours.get("impressions") or ()))
    return [
        title,
        trend,
        *[_cell(piece, name, tops[name]) for name in names],
        html.Td(_acts(piece, allowed), className="row-acts"),
    ]


def piece_link(piece: ContentView, run: str) -> Component:
    """Return the title; it opens the page of the piece, or of the room."""
    if not run:
        return html.Span(piece.title, className="piece-title", title=piece.title)
    page = f"room?r={piece.key}" if piece.channel == ROOMS else f"piece?c={piece.key}"
    return link(piece.title, f"/r/{run}/{page}", name="piece-title", title=piece.title)


def _cell(piece: ContentView, name: str, top: float) -> Component:
    now = value_in(piece, name)
    if now is None or now.value is None:
        return html.Td(missing(now), className="num")
    peers = piece.percentile.get(name)  # of 100 peers, how many it beats
    if peers is not None and peers.value is not None:
        share, beats = peers.value / 100, t("content.beats", share=rank(peers.value))
    else:
        share, beats = (now.value / top if top else 0.0), metric_name(name)
    return html.Td(
        reading(now, kind_of(name), name),
        className="num heat-cell",
        style={"--v": f"{max(0.0, min(1.0, share)):.2f}"},
        title=beats,
    )


def _acts(piece: ContentView, allowed: Sequence[str]) -> list[Component]:
    if piece.status not in ("live", "limited"):
        return []
    levers = ("boost", "change_post", "moderate") if piece.channel == HEATED else ("change_post", "moderate")
    return [action(t(f"lever.{lever}.verb"), lever, piece.key) for lever in levers if lever in allowed]
