"""The tabs below the first screen of the command page: one question each, drawn when it is looked at.

A panel with choices is filled by its own callback: when its tab is opened, when a choice changes,
and by the hour of campaign time (the socket writes the hour beside its place), never by the tick.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from dashboards import alert_card, deck, deck_compare, deck_panels, forecast
from dashboards.attributes import extra
from dashboards.backend import RunState
from dashboards.deck_compare import ALL
from dashboards.hours import Moment
from dashboards.i18n import channel_name, metric_name, t, tx
from dashboards.parts import card, empty, link, trouble
from dashboards.permits import EVERYBODY, Board
from dashboards.series import CHART_METRICS
from dashboards.visit import visit
from simulator.errors import QuanmeiError
from simulator.observation import Observation

TABS = "deck-tab"
NAMES: tuple[str, ...] = ("pieces", "funnel", "heat", "sources", "people", "compare", "alerts")
MODES: tuple[str, ...] = ("yesterday", "account", "ahead")
VIEWS: tuple[str, ...] = ("channels", "hours", "pillars")
_SHOWN = {"display": "block"}
_HIDDEN = {"display": "none"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a panel is drawn from."""

    state: RunState
    now: Observation
    moments: Sequence[Moment]

    @property
    def channels(self) -> Sequence[str]:
        """The channels of the case, in its order."""
        return self.state.scenario.channels


Block = Callable[[str], Component]


def tabs(look: Look, block: Block, *, over: bool) -> Component:
    """Return the tabs; those without choices hold blocks that the socket renews.

    Parameters
    ----------
    block : callable
        Returns the place of a named block.
    over : bool
        Whether the trainee's time is over.
    """
    bodies = {
        "pieces": _pieces(block),
        "funnel": _funnel(block),
        "heat": _heat(),
        "sources": card(
            t("deck.sources"), _place("deck-sources"), note=t("deck.sources.sub"), name="sources"
        ),
        "people": _people(block, look.state.key),
        "compare": _compare(look),
        "alerts": card(
            t("alert.card"),
            [alert_card.form(look.now, look.channels, over=over), block("live-alerts")],
            note=t("alert.card.note"),
            name="alerts",
        ),
    }
    heads = dmc.TabsList(
        [dmc.TabsTab(t(f"deck.tab.{name}"), value=name) for name in NAMES],
        **extra({"aria-label": t("deck.tabs")}),
    )
    panels = [dmc.TabsPanel(bodies[name], value=name, pt=12) for name in NAMES]
    return html.Div(
        [
            dmc.Tabs([heads, *panels], id=TABS, value=NAMES[0], persistence=True, persistence_type="session"),
        ],
        id="deck",
        className="deck",
    )


def _place(name: str) -> Component:
    """Return where a panel is drawn, with the hour it shows; the style sheet shows it waiting while it is empty."""
    return html.Div([html.Div(id=name, className="deck-place"), dcc.Store(id=_hour_of(name))])


def _hour_of(place: str) -> str:
    return f"{place}-hour"


def _pieces(block: Block) -> Component:
    return html.Div(
        [
            card(t("live.contents"), block("live-contents"), note=t("live.contents.note"), name="contents"),
            html.Div(
                [
                    card(t("live.orders"), block("live-orders"), name="orders"),
                    card(t("live.opinion"), block("live-opinion"), name="opinion"),
                ],
                className="row-two",
            ),
            card(t("live.shop"), block("live-shop"), name="shop"),
        ],
        className="stack",
    )


def _segments(name: str, options: Sequence[tuple[str, str]], label: str) -> Component:
    return dmc.SegmentedControl(
        id=name, data=[{"value": key, "label": words} for key, words in options], value=options[0][0], size="xs",
        **extra({"aria-label": label}),
    )  # fmt: skip


def _select(name: str, options: Sequence[tuple[str, str]], label: str, value: str) -> Component:
    return html.Div(
        dmc.Select(
            id=name, label=label, value=value, allowDeselect=False, size="sm",
            data=[{"value": key, "label": words} for key, words in options],
        ),
        id=f"{name}-box",
    )  # fmt: skip


def _funnel(block: Block) -> Component:
    periods = _segments(
        "funnel-period", [(one, t(f"deck.period.{one}")) for one in deck.PERIODS], t("deck.period")
    )
    return html.Div(
        [
            card(t("deck.funnel"), [periods, _place("deck-funnel")], note=t("deck.hourly"), name="funnels"),
            card(t("live.funnel"), block("live-funnel"), note=t("alert.all_channels"), name="funnel"),
        ],
        className="stack",
    )


def _heat() -> Component:
    views = _segments("heat-view", [(one, t(f"deck.heat.{one}")) for one in VIEWS], t("deck.heat.view"))
    number = dmc.Select(
        id="heat-number", value=deck.HEAT_NUMBERS[0], allowDeselect=False, size="xs", w=180,
        data=[{"value": one, "label": metric_name(one)} for one in deck.HEAT_NUMBERS],
        **extra({"aria-label": t("live.chart.metric")}),
    )  # fmt: skip
    tools = html.Div([views, number], className="chart-tools")
    return card(t("deck.heat"), [tools, _place("deck-heat")], note=t("deck.hourly"), name="heat")


def _people(block: Block, run: str) -> Component:
    more = html.P(
        [t("deck.people.cross"), " ", link(t("nav.audience"), f"/r/{run}/audience")], className="fine"
    )
    return html.Div(
        [
            html.Div(
                [
                    card(t("live.reach"), block("live-reach"), note=t("deck.reach.note"), name="reach"),
                    card(t("live.people"), block("live-people"), note=t("deck.people.note"), name="people"),
                ],
                className="row-half",
            ),
            more,
        ],
        className="stack",
    )


def _compare(look: Look) -> Component:
    accounts = [(one.key, tx(one.name)) for one in look.now.accounts] or [("", "")]
    places = [(ALL, t("alert.all_channels")), *[(one, channel_name(one)) for one in look.channels]]
    goals = [(one.kpi, tx(one.label)) for one in look.now.goals] or [("", "")]
    carried = [kpi for kpi, _ in goals if forecast.is_carried(kpi)]
    choices = html.Div(
        [
            _select("compare-metric", [(one, metric_name(one)) for one in CHART_METRICS], t("deck.compare.what"), "views"),
            _select("compare-channel", places, t("alert.channel"), ALL),
            _select("compare-one", accounts, t("deck.accounts.one"), accounts[0][0]),
            _select("compare-other", accounts, t("deck.accounts.other"), accounts[min(1, len(accounts) - 1)][0]),
            _select("compare-goal", goals, t("deck.ahead.of"), (carried or [goals[0][0]])[0]),
        ],
        className="pick-row",
    )  # fmt: skip
    modes = _segments("compare-mode", [(one, t(f"deck.compare.{one}")) for one in MODES], t("deck.compare"))
    return card(
        t("deck.compare"), [modes, choices, _place("deck-compare")], note=t("deck.hourly"), name="compare"
    )


# ---- callbacks -----------------------------------------------------------------------------------


Draw = Callable[..., Component]


def register(board: Board, look_of: Callable[[str], Awaitable[Look | None]]) -> None:
    """Declare the panels' callbacks.

    Parameters
    ----------
    look_of : callable
        ``async (run) -> Look`` of what a panel is drawn from, ``None`` before the first tick.
    """
    alert_card.register(board)

    async def drawn(tab: str | None, mine: str, draw: Draw, *choices: Any) -> Any:
        """Return a panel if its tab is looked at, what happened if it cannot be read."""
        if tab != mine:
            return no_update
        try:
            look = await look_of(visit().run)
        except QuanmeiError as problem:
            return trouble(t("state.trouble"), str(problem))
        return empty(t("live.preparing"), t("live.preparing.text")) if look is None else draw(look, *choices)

    def panel(name: str, place: str, draw: Draw, *choices: str) -> None:
        @board.answer(
            Output(place, "children"), Input(TABS, "value"), Input(_hour_of(place), "data"),
            *[Input(one, "value") for one in choices], may=EVERYBODY,
        )  # fmt: skip
        async def fill(tab: str | None, _hour: Any, *chosen: Any) -> Any:
            return await drawn(tab, name, draw, *chosen)

    panel("funnel", "deck-funnel", _draw_funnel, "funnel-period")
    panel("heat", "deck-heat", _draw_heat, "heat-view", "heat-number")
    panel("sources", "deck-sources", lambda look: deck_panels.sources(look.now, look.state.key))
    panel(
        "compare", "deck-compare", _draw_compare, "compare-mode", "compare-metric", "compare-channel", "compare-one",
        "compare-other", "compare-goal",
    )  # fmt: skip

    @board.answer(
        *[Output(f"compare-{one}-box", "style") for one in ("metric", "channel", "one", "other", "goal")],
        Input("compare-mode", "value"), may=EVERYBODY,
    )  # fmt: skip
    async def choices(mode: str | None) -> Any:
        used = {"yesterday": (1, 1, 0, 0, 0), "account": (1, 0, 1, 1, 0), "ahead": (0, 0, 0, 0, 1)}
        return [_SHOWN if shown else _HIDDEN for shown in used.get(mode or "", used["yesterday"])]


def _draw_funnel(look: Look, period: str | None) -> Component:
    return deck_panels.funnels(
        look.now, period if period in deck.PERIODS else deck.PERIODS[0], look.state.key
    )


def _draw_heat(look: Look, view: str | None, number: str | None) -> Component:
    chosen = number if number in deck.HEAT_NUMBERS else deck.HEAT_NUMBERS[0]
    return deck_panels.heat(
        look.now, look.state.scenario, view if view in VIEWS else VIEWS[0], chosen, look.state.key
    )


def _draw_compare(
    look: Look, mode: str | None, metric: str | None, channel: str | None, one: str | None, other: str | None,
    kpi: str | None,
) -> Component:  # fmt: skip
    named = metric if metric in CHART_METRICS else "views"
    if mode == "account":
        return deck_compare.two_accounts(look.now, named, one or "", other or "")
    if mode == "ahead":
        bands = forecast.of_goals(look.now.goals, look.moments, look.state.scenario)
        return deck_compare.ahead(look.now, look.state.scenario, look.moments, bands, kpi or "")
    place = channel if channel is not None and channel in look.channels else ALL
    return deck_compare.with_yesterday(look.moments, named, place, look.channels)
