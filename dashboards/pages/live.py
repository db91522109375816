"""The command page: how it is going, what changed, what to do next, on one screen.

The page is made of named blocks; the live socket sends a block again when it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, html, no_update
from dash.development.base_component import Component

from dashboards import (
    alert_card,
    content_table,
    deck_tabs,
    delivery,
    feed,
    figures,
    forecast,
    opinion,
    people,
    room,
    tiles,
)
from dashboards.attributes import extra
from dashboards.backend import Backend, DecisionRow, RunState, Watched
from dashboards.graph import graph
from dashboards.hours import Moment
from dashboards.i18n import channel_name, metric_name, t
from dashboards.numbers import kind_of
from dashboards.pages.page import Page
from dashboards.parts import card, channel_colour, empty, icon
from dashboards.permits import EVERYBODY, Board
from dashboards.series import CHART_METRICS, channels_of, paces, thinned
from dashboards.visit import visit
from simulator.observation import Observation

DEFAULT_METRIC = "views"
RANGES: tuple[tuple[str, int], ...] = (("2h", 120), ("6h", 360), ("24h", 1440), ("all", 0))


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the blocks are made from.

    Parameters
    ----------
    watched : sequence of Watched
        The trainee's own alerts.
    bands : mapping
        Where goals would end if the past days went on, by KPI; they change by the hour.
    """

    state: RunState
    now: Observation
    moments: Sequence[Moment]
    decisions: Sequence[DecisionRow] = ()
    watched: Sequence[Watched] = ()
    bands: Mapping[str, forecast.Forecast] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether the trainee's time is over."""
        return self.now.ended or self.state.status in ("settling", "finished", "failed")

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers the case allows, none when the time is over."""
        return () if self.over else self.state.scenario.levers

    @property
    def channels(self) -> list[str]:
        """The channels in the order of the case."""
        return channels_of(self.moments, self.state.scenario.channels)


Block = Callable[[Scene], Any]

BLOCKS: dict[str, Block] = {
    "live-tiles": lambda scene: tiles.tiles(
        scene.now,
        scene.moments,
        scene.state.key,
        alert_card.goal_bells(scene.watched, scene.now),
        scene.bands,
    ),
    "live-feed": lambda scene: feed.feed(
        scene.now, scene.decisions, alert_card.feed_lines(scene.watched, scene.now)
    ),
    "live-alerts": lambda scene: alert_card.listed(scene.watched, scene.now),
    "live-room": lambda scene: room.room_card(scene.now, scene.levers, scene.state.key),
    "live-contents": lambda scene: content_table.content_table(scene.now, scene.levers, scene.state.key),
    "live-funnel": lambda scene: people.funnel(scene.now),
    "live-reach": lambda scene: people.reach(scene.now),
    "live-people": lambda scene: people.audience(scene.now),
    "live-orders": lambda scene: delivery.orders(scene.now, scene.levers),
    "live-shop": lambda scene: delivery.shop(scene.now, scene.levers),
    "live-opinion": lambda scene: opinion.opinion(scene.now, scene.levers),
}

QUICK: tuple[str, ...] = ("live-tiles", "live-feed", "live-room", "live-alerts")


def main_figure(scene: Scene, metric: str) -> dict[str, Any]:
    """Return the pace of one counter by channel, with everything that happened marked."""
    channels = scene.channels
    return figures.pace_figure(
        [scene.moments[index].minute for index in thinned(scene.moments)],
        paces(scene.moments, metric, channels),
        names={channel: channel_name(channel) for channel in channels},
        colours={channel: channel_colour(channel) for channel in channels},
        metric=metric,
        unit="¥" if kind_of(metric) == "yuan" else "",
        marks=figures.event_marks(feed.chart_events(scene.now, scene.decisions)),
    )


def key_line(scene: Scene, metric: str) -> list[Component]:
    """Return the chart's direct labels."""
    names = {channel: channel_name(channel) for channel in scene.channels}
    bells = alert_card.channel_bells(scene.watched, scene.now, metric)
    return tiles.chart_key(scene.moments, scene.channels, names, metric, bells)


def _chart(scene: Scene) -> Component:
    metrics = dmc.SegmentedControl(
        id="chart-metric",
        data=[{"value": name, "label": metric_name(name)} for name in CHART_METRICS],
        value=DEFAULT_METRIC,
        size="xs",
        **extra({"aria-label": t("live.chart.metric")}),
    )
    spans = dmc.SegmentedControl(
        id="chart-range",
        data=[{"value": str(minutes), "label": t(f"live.range.{name}")} for name, minutes in RANGES],
        value="1440",
        size="xs",
        **extra({"aria-label": t("live.chart.range")}),
    )
    body = [
        html.Div([metrics, spans], className="chart-tools"),
        html.Div(id="chart-key", className="chart-key"),
        html.Div(
            graph(main_figure(scene, DEFAULT_METRIC), name="main-chart", label=t("live.chart.label")),
            className="chart-box",
        ),
    ]
    return card(t("live.chart"), body, note=t("live.chart.note"), name="chart")


def _set_alert() -> Component:
    """Return the button that opens the tab of own alerts."""
    return html.Button(
        [icon("bell"), t("alert.open")], className="act", type="button", title=f"{t('alert.open')} (A)",
        **extra({"data-deck": "alerts"}),
    )  # fmt: skip


def deck_look(scene: Scene) -> deck_tabs.Look:
    """Return what the tabs are drawn from."""
    return deck_tabs.Look(state=scene.state, now=scene.now, moments=scene.moments)


def view(scene: Scene) -> Component:
    """Return the whole page."""

    def block(key: str, name: str = "") -> Component:
        return html.Div(id=key, className=name or key)

    return html.Div(
        [
            html.H1(t("nav.live"), className="sr"),
            block("live-tiles", "tiles"),
            html.Div(
                [
                    _chart(scene),
                    card(t("live.feed"), block("live-feed"), tools=_set_alert(), name="feed", grow=True),
                ],
                className="row-main",
            ),
            block("live-room"),
            deck_tabs.tabs(deck_look(scene), block, over=scene.over),
        ],
        className="command",
    )


async def scene_of(backend: Backend, run: str) -> Scene | None:
    """Return what the blocks are made from, or ``None`` before the first tick."""
    frame = await backend.latest(run)
    if frame is None:
        return None
    state, now, moments = await backend.run(run), frame.observation, await backend.history(run)
    return Scene(
        state=state,
        now=now,
        moments=moments,
        decisions=await backend.decisions(run),
        watched=await backend.watched(run),
        bands=forecast.of_goals(now.goals, moments, state.scenario),
    )


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the page, or what to do before the run has started."""
    scene = await scene_of(backend, run)
    if scene is None:
        return html.Div(
            empty(t("live.preparing"), t("live.preparing.text"), icon_name="people"),
            className="page-empty",
            **extra({"data-wait": "begun"}),
        )
    return view(scene)


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return every block of the page as it stands now."""
    scene = await scene_of(backend, run)
    if scene is None:
        return {}
    return {
        **{key: block(scene) for key, block in BLOCKS.items()},
        "chart-key": key_line(scene, DEFAULT_METRIC),
    }


def register(board: Board) -> None:
    """Declare the callbacks of the page."""

    async def look_of(run: str) -> deck_tabs.Look | None:
        scene = await scene_of(board.backend, run)
        return None if scene is None else deck_look(scene)

    deck_tabs.register(board, look_of)

    @board.answer(
        Output("main-chart", "figure"),
        Input("chart-metric", "value"),
        may=EVERYBODY,
        prevent_initial_call=True,
    )
    async def choose_metric(metric: str | None) -> Any:
        scene = await scene_of(board.backend, visit().run)
        return main_figure(scene, metric) if scene is not None and metric in CHART_METRICS else no_update

    board.app.clientside_callback(
        ClientsideFunction("quanmei", "span"),
        Output("sink", "role"),
        Input("chart-range", "value"),
        Input("main-chart", "figure"),
    )


PAGE = Page(key="live", icon="live", build=build, register=register, blocks=blocks)
