"""One piece: who goes on watching, where they come from, how peers do, and whether it is held back.

It is reached from the table of pieces of the command page and has no seat of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Input, Output, html
from dash.development.base_component import Component

from dashboards import figures, piece_blocks
from dashboards.attributes import extra
from dashboards.backend import Backend
from dashboards.figures_piece import hours_figure, watching_figure
from dashboards.graph import graph
from dashboards.i18n import port_name, t
from dashboards.pages.page import Page
from dashboards.parts import action, card, channel_colour, empty, link
from dashboards.permits import Board
from dashboards.piece_blocks import Scene, siblings
from dashboards.visit import asked
from simulator.counters import RETENTION_SECONDS
from simulator.observation import ContentView, Observation
from simulator.scenario import clock_of

ROOM = "livestream"
Block = Callable[[Scene], Any]
BLOCKS: Mapping[str, Block] = {
    "piece-head": piece_blocks.head,
    "piece-tiles": piece_blocks.tiles,
    "piece-key": piece_blocks.key_line,
    "piece-numbers": piece_blocks.numbers,
    "piece-sources": piece_blocks.sources,
    "piece-review": piece_blocks.review,
    "piece-orders": piece_blocks.orders,
}


def own_pieces(now: Observation) -> list[ContentView]:
    """Return the pieces that have this page: all but live rooms, the newest first."""
    return sorted((one for one in now.contents if one.channel != ROOM), key=lambda one: -one.published)


def chosen(now: Observation, key: str) -> ContentView | None:
    """Return the piece that the address names; without a name the newest that is out."""
    pieces = own_pieces(now)
    if key:
        return next((one for one in pieces if one.key == key), None)
    return next((one for one in pieces if one.status != "scheduled"), pieces[0] if pieces else None)


def watching_frame(scene: Scene) -> pd.DataFrame:
    """Return who is still watching by second: the piece first, then the other."""
    rows = [
        (piece.key, second, share)
        for piece in (scene.piece, scene.other)
        if piece is not None
        for second, share in zip(RETENTION_SECONDS, figures.while_it_lasts(piece.retention), strict=False)
    ]
    return pd.DataFrame(rows, columns=["piece", "second", "share"])


def hours_frame(scene: Scene) -> pd.DataFrame:
    """Return plays of the last full hours: the piece first, then the other; none from before it was out."""
    end = scene.now.minute // 60
    rows: list[tuple[str, int, int]] = []
    for piece in (scene.piece, scene.other):
        views = piece.last_hours.get("views", ()) if piece is not None else ()
        for back, value in enumerate(reversed(views), start=1):
            begin = (end - back) * 60
            if piece is not None and begin + 60 > piece.published:
                rows.append((piece.key, begin, value))
    frame = pd.DataFrame(rows, columns=["piece", "minute", "views"])
    return frame.sort_values("minute", kind="stable").sort_values(
        "piece", key=lambda column: column != scene.piece.key, kind="stable"
    )


def charts(scene: Scene) -> dict[str, Any]:
    """Return the page's figures by id, those that have something to draw."""
    names = {one.key: one.title for one in (scene.piece, scene.other) if one is not None}
    colour = channel_colour(scene.piece.channel)
    found: dict[str, Any] = {}
    watching, plays = watching_frame(scene), hours_frame(scene)
    if scene.piece.retention:
        words = {"skip": t("piece.turn.skip"), "valid": t("piece.turn.valid")}
        found["piece-watching"] = watching_figure(watching, names=names, colour=colour, words=words)
    if (plays["piece"] == scene.piece.key).any():
        marks = figures.event_marks(_marks(scene, int(plays["minute"].min())))
        found["piece-hours"] = hours_figure(plays, names=names, colour=colour, marks=marks)
    return found


def _marks(scene: Scene, since: int) -> list[tuple[int, str, bool]]:
    return [
        (row.minute, t(f"lever.{row.lever}"), True)
        for row in scene.decisions
        if row.status == "accepted"
        and row.minute is not None
        and since <= row.minute <= scene.now.minute
        and row.raw.get("content") == scene.piece.key
    ]


def _chart(name: str, drawn: Mapping[str, Any]) -> Component:
    key = name.replace("-", ".")
    if name not in drawn:
        waits = empty(t(f"{key}.empty"), t(f"{key}.empty.text"), icon_name="spark")
        return html.Div(waits, **extra({"data-wait-chart": name}))
    return html.Div(graph(drawn[name], name=name, label=t(f"{key}.label")), className="chart-fixed")


def _choosers(scene: Scene) -> Component:
    others = siblings(scene.now, scene.piece)
    pick = dmc.Select(
        id="piece-choice", label=t("piece.choose"), value=scene.piece.key, searchable=True, size="sm", allowDeselect=False,
        data=[{"value": one.key, "label": _choice(one)} for one in own_pieces(scene.now)],
    )  # fmt: skip
    beside = dmc.Select(
        id="piece-with", label=t("piece.compare"), value=scene.other.key if scene.other else None, searchable=True, size="sm",
        allowDeselect=False, disabled=not others, placeholder=t("piece.compare.none") if not others else None,
        data=[{"value": one.key, "label": _choice(one)} for one in others],
    )  # fmt: skip
    return html.Div([pick, beside], className="pick-row piece-pick")


def _choice(piece: ContentView) -> str:
    return f"{clock_of(piece.published)} · {port_name(piece.port)} · {piece.title}"


def view(scene: Scene) -> Component:
    """Return the whole page."""

    def block(name: str) -> Component:
        return html.Div(id=name, className=name)

    def titled(key: str, body: Any) -> Component:
        return card(t(key), body, note=t(f"{key}.note"))

    drawn = charts(scene)
    back = link(t("piece.back"), f"/r/{scene.state.key}/live")
    left = html.Div(
        [
            titled(
                "piece.watching",
                [html.Div(id="piece-key", className="chart-key"), _chart("piece-watching", drawn)],
            ),
            titled("piece.hours", _chart("piece-hours", drawn)),
        ],
        className="stack",
    )
    right = html.Div(
        [
            titled("piece.review.title", block("piece-review")),
            titled("piece.sources", block("piece-sources")),
            titled("piece.orders", block("piece-orders")),
        ],
        className="stack",
    )
    return html.Div(
        [
            html.Div([html.Div([html.H1(t("piece.title")), back])], className="doc-head"),
            _choosers(scene),
            block("piece-head"),
            block("piece-tiles"),
            html.Div([left, right], className="row-talk"),
            titled("piece.numbers", [block("piece-numbers"), piece_blocks.legend()]),
        ],
        className="doc doc-wide",
    )


async def scene_of(backend: Backend, run: str) -> Scene | None:
    """Return what the page is made from; ``None`` before the first tick and without the piece."""
    latest = await backend.latest(run)
    piece = chosen(latest.observation, asked("c")) if latest is not None else None
    if latest is None or piece is None:
        return None
    others = siblings(latest.observation, piece)
    other = next((one for one in others if one.key == asked("with")), others[0] if others else None)
    return Scene(
        state=await backend.run(run),
        now=latest.observation,
        piece=piece,
        other=other,
        decisions=await backend.decisions(run),
    )


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the page, or what to do before there is a piece."""
    scene = await scene_of(backend, run)
    if scene is not None:
        return view(scene)
    if await backend.latest(run) is None:
        waits = empty(t("live.preparing"), t("live.preparing.text"), icon_name="video")
        return html.Div(waits, className="page-empty", **extra({"data-wait": "begun"}))
    if asked("c"):
        back = link(t("piece.back"), f"/r/{run}/live", name="act act-main")
        return html.Div(
            empty(t("piece.unknown"), t("piece.unknown.text"), icon_name="video", action=back),
            className="page-empty",
        )
    first = action(t("live.first_publish"), "publish", kind="main")
    nothing = empty(t("live.contents.empty"), t("live.contents.empty.text"), icon_name="video", action=first)
    return html.Div(nothing, className="page-empty")


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return every block of the page as it stands now."""
    scene = await scene_of(backend, run)
    return {} if scene is None else {name: block(scene) for name, block in BLOCKS.items()}


async def figures_now(backend: Backend, run: str) -> dict[str, Any]:
    """Return the page's charts as they stand now; they change by the hour."""
    scene = await scene_of(backend, run)
    return {} if scene is None else charts(scene)


def register(board: Board) -> None:
    """Declare the choice of the two pieces: it goes into the address, so that it can be shared."""
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "beside"),
        Output("sink", "tabIndex"),
        Input("piece-choice", "value"),
        Input("piece-with", "value"),
        prevent_initial_call=True,
    )


PAGE = Page(
    key="piece",
    icon="video",
    build=build,
    register=register,
    blocks=blocks,
    figures=figures_now,
    renewed=True,
    under="live",
)
