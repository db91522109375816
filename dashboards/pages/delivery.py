"""The delivery desk: orders against break-even, whom a targeting reaches, and the creator market."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from dashboards import delivery as shop
from dashboards import market, order_table, reach_estimate
from dashboards.attributes import extra
from dashboards.backend import Backend, DecisionRow, RunState
from dashboards.i18n import t
from dashboards.lever_fields import choices, field_name, fields_of
from dashboards.pages.page import Page
from dashboards.parts import action, card, empty
from dashboards.permits import EVERYBODY, Board
from dashboards.refusals import one_language
from dashboards.targeting import read_targeting
from dashboards.visit import visit
from simulator.errors import QuanmeiError
from simulator.observation import Observation

PAID = ("boost", "paid_order")
BUDGET = 600
"""Yuan with which the estimate begins (assumed: a test order)."""
PATIENCE_S = 8.0
"""How long the estimate waits for the people who were asked (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the page is made from."""

    state: RunState
    now: Observation
    decisions: Sequence[DecisionRow]

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers the case allows, none when the time is over."""
        over = self.now.ended or self.state.status in ("settling", "finished", "failed")
        return () if over else self.state.scenario.levers


Block = Callable[[Scene], Any]
BLOCKS: Mapping[str, Block] = {
    "ads-tiles": lambda scene: order_table.tiles(scene.now, scene.decisions),
    "ads-orders": lambda scene: order_table.order_list(scene.now, scene.decisions, scene.levers),
    "ads-shop": lambda scene: shop.shop(scene.now, scene.levers),
    "ads-market": lambda scene: market.market(scene.now, scene.levers),
    "ads-bookings": lambda scene: market.bookings(scene.now, scene.levers),
}


def view(scene: Scene) -> Component:
    """Return the whole page."""

    def block(name: str) -> Component:
        return html.Div(id=name, className=name)

    new = [action(t(f"lever.{lever}"), lever, kind="main") for lever in PAID if lever in scene.levers]
    head = html.Div(
        [
            html.Div([html.H1(t("ads.title")), html.P(t("ads.lead"), className="lead")]),
            html.Div(new, className="card-acts ads-new"),
        ],
        className="doc-head",
    )
    rows: list[Component] = [head, block("ads-tiles"), _card("ads.orders", block("ads-orders"), "orders")]
    rows.append(
        html.Div(
            [
                _card("reach.title", _estimator(scene), "reach"),
                html.Div(_beside(scene, block), className="stack"),
            ],
            className="row-half",
        )
    )
    if scene.now.creators or "book_creator" in scene.state.scenario.levers:
        rows.append(_card("market.title", block("ads-market"), "market"))
        rows.append(_card("booking.title", block("ads-bookings"), "bookings"))
    return html.Div(rows, className="doc doc-wide")


def _beside(scene: Scene, block: Callable[[str], Component]) -> list[Component]:
    stores = [dcc.Store(id="groups", storage_type="local"), dcc.Store(id="groups-found")]
    groups = _card("group.kept", [html.Div(id="groups-kept"), *stores], "kept")
    return [groups, _card("ads.shop", block("ads-shop"), "shop")] if scene.now.products else [groups]


def _estimator(scene: Scene) -> list[Component]:
    inputs: list[Component] = []
    for field in fields_of("paid_order"):
        if not field.name.startswith("targeting.") or field.kind != "choices":
            continue
        inputs.append(
            dmc.MultiSelect(
                id=f"reach-{field.name.removeprefix('targeting.')}",
                label=field_name("paid_order", field.name),
                data=choices("paid_order", field, scene.state, scene.now),
                value=[],
                placeholder=t("field.all"),
                clearable=True,
                searchable=True,
                size="sm",
            )
        )
    local = dmc.Switch(id="reach-local", label=t("field.local"), checked=False, size="sm")
    budget = dmc.NumberInput(
        id="reach-money",
        label=t("reach.money"),
        value=BUDGET,
        min=0,
        thousandSeparator=",",
        size="sm",
        debounce=500,
    )
    result = html.Div(
        id="reach-view",
        className="busy reach-view",
        **extra({"aria-live": "polite", "data-busy": t("reach.working")}),
    )
    return [
        html.Div([*inputs, budget, local], className="pick-row"),
        result,
        html.P(t("reach.fine"), className="fine"),
    ]


def _card(key: str, body: Any, name: str = "") -> Component:
    return card(t(key), body, note=t(f"{key}.note"), name=name)


async def scene_of(backend: Backend, run: str) -> Scene | None:
    """Return what the page is made from, or ``None`` before the first tick."""
    latest = await backend.latest(run)
    if latest is None:
        return None
    return Scene(state=await backend.run(run), now=latest.observation, decisions=await backend.decisions(run))


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the page, or what it waits for."""
    if not set(PAID) & set((await backend.run(run)).scenario.levers):
        return empty(t("live.orders.empty"), t("live.orders.none"), icon_name="coin", name="page-empty")
    scene = await scene_of(backend, run)
    if scene is None:
        waits = empty(t("live.preparing"), t("live.preparing.text"), icon_name="people")
        return html.Div(waits, className="page-empty", **extra({"data-wait": "begun"}))
    return view(scene)


async def blocks(backend: Backend, run: str) -> dict[str, Any]:
    """Return every block of the page as it stands now."""
    scene = await scene_of(backend, run)
    return {} if scene is None else {name: block(scene) for name, block in BLOCKS.items()}


async def estimated(backend: Backend, run: str, chosen: Mapping[str, Any], budget: float | None) -> Any:
    """Return the reach of a targeting by the people who were asked, or why there is none yet."""
    targeting = read_targeting(chosen)
    if targeting is None:
        return html.P(t("reach.bad"), className="note-bad")
    scene = await scene_of(backend, run)
    if scene is None:
        return html.P(t("reach.working"), className="fine")
    try:
        panel = await asyncio.wait_for(backend.panel(run), PATIENCE_S)
    except TimeoutError:
        return html.P(t("reach.slow"), className="fine")
    except QuanmeiError as problem:
        return html.P(one_language(str(problem)), className="note-bad")
    money = float(budget) if isinstance(budget, int | float) else 0.0
    return await asyncio.to_thread(
        reach_estimate.answer, panel, targeting, money, scene.now, scene.state.scenario, scene.levers
    )


def register(board: Board) -> None:
    """Declare the estimate of a targeting's reach."""
    backend = board.backend

    @board.answer(
        Output("reach-view", "children"),
        Input("reach-ages", "value"),
        Input("reach-genders", "value"),
        Input("reach-interests", "value"),
        Input("reach-city_tiers", "value"),
        Input("reach-local", "checked"),
        Input("reach-money", "value"),
        may=EVERYBODY,
    )
    async def reach(ages: Any, genders: Any, interests: Any, tiers: Any, local: Any, budget: Any) -> Any:
        lists = {"ages": ages, "genders": genders, "interests": interests, "city_tiers": tiers}
        chosen = {name: values or [] for name, values in lists.items()} | {"local": bool(local)}
        return await estimated(backend, visit().run, chosen, budget)


PAGE = Page(key="delivery", icon="coin", build=build, register=register, blocks=blocks, renewed=True)
