"""The live room, minute by minute: how it goes, what explains it, what the director can press."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards import director, figures, room_blocks, room_indicators, room_shelf
from dashboards.attributes import extra
from dashboards.backend import Backend
from dashboards.feed import subject
from dashboards.figures_room import PANELS, room_figure
from dashboards.graph import graph
from dashboards.i18n import t, tx
from dashboards.lever_fields import option_name
from dashboards.pages.page import Page
from dashboards.parts import channel_colour, empty
from dashboards.room import room_of
from dashboards.room_blocks import titled
from dashboards.room_minutes import CHANNEL, minute_frame, whole_minutes
from dashboards.room_scene import Scene
from dashboards.visit import asked
from simulator.observation import Observation, RoomView

QUICK_SPEED, STEP = 2.0, 5
"""Above this speed the chart is drawn anew every five minutes of the campaign, below it every minute:
never more often than about once in ten seconds (field notes 2: the browser is the bottleneck)."""

Block = Callable[[Scene], Any]
BLOCKS: Mapping[str, Block] = {
    "room-head": room_blocks.head,
    "room-tiles": room_blocks.tiles,
    "room-director": lambda scene: _with_room(
        scene,
        lambda room: director.panel(room, scene.now, scene.state.scenario, scene.decisions, scene.levers),
    ),
    "room-shelf": lambda scene: _with_room(
        scene,
        lambda room: room_shelf.shelf(room, scene.now, scene.state.scenario, scene.decisions, scene.levers),
    ),
    "room-content": lambda scene: room_indicators.indicators(scene, room_indicators.CONTENT),
    "room-sales": lambda scene: room_indicators.indicators(scene, room_indicators.SALES),
    "room-median": room_indicators.median_note,
    "room-entries": room_blocks.entries,
    "room-comments": room_blocks.comments,
    "room-host": room_blocks.host,
    "room-all": room_blocks.rooms_table,
}


def _with_room(scene: Scene, make: Callable[[RoomView], Component]) -> Component:
    return html.Div() if scene.room is None else make(scene.room)


def chosen(now: Observation, key: str) -> RoomView | None:
    """Return the room that the address names, else the one to show now."""
    return next((room for room in now.rooms if room.key == key), None) or room_of(now)


def charts(scene: Scene) -> dict[str, Any]:
    """Return the room's figure; nothing before it has been on air for a minute."""
    room = scene.room
    if room is None:
        return {}
    step = STEP if scene.state.speed > QUICK_SPEED and room.status != "ended" else 1
    frame = whole_minutes(scene.frame, step)
    if frame.empty:
        return {}
    figure = room_figure(
        frame,
        names={name: t(f"room.panel.{name}") for name, _ in PANELS},
        colour=channel_colour(CHANNEL),
        span=(room.start, room.end),
        marks=figures.event_marks(_marks(scene, room)),
    )
    return {"room-minutes": figure}


def _marks(scene: Scene, room: RoomView) -> list[tuple[int, str, bool]]:
    """Return what happened in the room: the director's actions (own) and what the platform said."""
    own = [
        (row.minute or 0, _pressed_words(row.raw.get("action"), subject(row, scene.now)), True)
        for row in director.pressed(scene.decisions, room, scene.now.minute)
    ]
    told = [
        (one.minute, tx(one.text), False)
        for one in scene.now.signals
        if one.content == room.key and one.level == "warning" and room.start <= one.minute <= room.end
    ]
    return sorted(own + told)


def _pressed_words(name: object, about: str) -> str:
    return f"{option_name('live_action', 'action', str(name))} {about}".strip()


def view(scene: Scene) -> Component:
    """Return the whole page."""

    def block(name: str) -> Component:
        return html.Div(id=name, className=name)

    top: list[Component] = [
        html.Div(
            [html.Div([html.H1(t("room.title")), html.P(t("room.lead"), className="lead")])],
            className="doc-head",
        ),
        block("room-head"),
    ]
    main = html.Div(
        [
            html.Div(
                [
                    titled("room.minutes", _chart(scene), "minutes"),
                    titled("room.entries", block("room-entries")),
                ],
                className="stack",
            ),
            html.Div(
                [titled("direct.title", block("room-director")), titled("host.title", block("room-host"))],
                className="stack",
            ),
        ],
        className="row-talk",
    )
    sides = [titled("room.content", block("room-content")), titled("room.sales", block("room-sales"))]
    rest: list[Component] = [
        main,
        titled("room.shelf.title", block("room-shelf")),
        html.Div(sides, className="row-half"),
        block("room-median"),
        titled("room.comments", block("room-comments")),
    ]
    # without a room the tiles are empty, and what follows is hidden (people.css) until one is planned
    part = html.Div(rest, className="doc room-part")
    last = titled("rooms.title", block("room-all"))
    return html.Div([*top, block("room-tiles"), part, last], className="doc doc-wide")


def _chart(scene: Scene) -> Component:
    drawn = charts(scene)
    if not drawn:
        waits = empty(t("room.minutes.empty"), t("room.minutes.empty.text"), icon_name="spark")
        return html.Div(waits, **extra({"data-wait-chart": "1"}))
    return html.Div(
        graph(drawn["room-minutes"], name="room-minutes", label=t("room.minutes.label")),
        className="chart-room",
    )


async def scene_of(backend: Backend, run: str) -> Scene | None:
    """Return what the page is made from, or ``None`` before the first tick."""
    latest = await backend.latest(run)
    if latest is None:
        return None
    now = latest.observation
    room = chosen(now, asked("r"))
    moments = await backend.history(run) if room is not None else ()
    return Scene(
        state=await backend.run(run),
        now=now,
        room=room,
        frame=minute_frame(room, moments) if room is not None else minute_frame(_NOTHING, ()),
        decisions=await backend.decisions(run),
    )


_NOTHING = RoomView(key="", account="", title="", start=0, end=0, status="planned", online=0)


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the page, or what to do before the run has started."""
    scene = await scene_of(backend, run)
    if scene is None:
        waits = empty(t("live.preparing"), t("live.preparing.text"), icon_name="room")
        return html.Div(waits, className="page-empty", **extra({"data-wait": "begun"}))
    return view(scene)


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return every block of the page as it stands now."""
    scene = await scene_of(backend, run)
    return {} if scene is None else {name: block(scene) for name, block in BLOCKS.items()}


async def figures_now(backend: Backend, run: str) -> dict[str, Any]:
    """Return the page's chart as it stands now."""
    scene = await scene_of(backend, run)
    return {} if scene is None else charts(scene)


PAGE = Page(key="room", icon="room", build=build, blocks=blocks, figures=figures_now, renewed=True)
