"""The shelf of a live room as its price check reads it: order, price now and price to check it against, stock, sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from channels.livestream.numbers import COUPON_MINUTES
from dashboards.backend import DecisionRow
from dashboards.director import ON_AIR, press, pressed
from dashboards.i18n import t, tx
from dashboards.numbers import count, money, percent
from dashboards.parts import action, badge, empty, table
from simulator.observation import Observation, ProductView, RoomView
from simulator.scenario import Scenario, clock_of

Row = Mapping[str, float | str | bool]
LEAST_CLICKS = 10
"""Clicks below which no conversion is shown (as for the room's indicators)."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was decided when the room was scheduled.

    Parameters
    ----------
    prices : mapping
        By product, where the plan names one.
    """

    host: str = "house"
    rehearsal: float = 0.0
    prices: Mapping[str, float]


def plan_of(room: RoomView, decisions: Sequence[DecisionRow]) -> Plan:
    """Return the decision that scheduled a room."""
    raw = next((row.raw for row in decisions if row.lever == "schedule_live" and row.key == room.key), {})
    shelf = raw.get("shelf") or ()
    return Plan(
        host=str(raw.get("host") or "house"),
        rehearsal=float(raw.get("rehearsal_hours") or 0.0),
        prices={
            str(item["product"]): float(item["price"]) for item in shelf if item.get("price") is not None
        },
    )


def to_check(
    product: ProductView, room: RoomView, decisions: Sequence[DecisionRow], minute: int
) -> tuple[float, float]:
    """Return the price that a product should show in a room by the trainee's own decisions, and the coupon in it.

    The last price set in the room counts, else the plan's, else the shop's; less a coupon of the room
    while it lasts.
    """
    mine = [row for row in pressed(decisions, room, minute) if row.raw.get("product") == product.key]
    set_ = next((float(row.raw["value"]) for row in mine if row.raw.get("action") == "price"), None)
    price = set_ if set_ is not None else plan_of(room, decisions).prices.get(product.key)
    if price is None:
        price = product.price - product.coupon
    coupon = next((row for row in mine if row.raw.get("action") == "coupon"), None)
    if coupon is None or (coupon.minute or 0) + COUPON_MINUTES <= minute:
        return price, 0.0
    return price - float(coupon.raw["value"]), float(coupon.raw["value"])


def shelf(
    room: RoomView, now: Observation, case: Scenario, decisions: Sequence[DecisionRow], levers: Sequence[str]
) -> Component:
    """Return the products in the order of explaining, with what the second person reads off."""
    if not room.shelf:
        return empty(t("shelf.empty"), t("shelf.empty.text"), icon_name="box")
    may_act = "live_action" in levers and room.status in ON_AIR
    head = [
        t("shelf.order"), t("shelf.product"), t("shelf.price"), t("shelf.to_check"), t("shelf.checked"),
        t("shelf.stock"), t("shelf.minutes"), t("shelf.clicks"), t("shelf.orders"), t("shelf.cvr"),
    ]  # fmt: skip
    rows = [
        _row(place, item, room, now, case, decisions) + ([_acts(room, item)] if may_act else [])
        for place, item in enumerate(room.shelf, start=1)
    ]
    head += [html.Span(t("content.act"), className="sr")] if may_act else []
    return table(head, rows, numeric=(0, 2, 3, 5, 6, 7, 8, 9), label=t("room.shelf"), name="room-shelf")


def _row(
    place: int, item: Row, room: RoomView, now: Observation, case: Scenario, decisions: Sequence[DecisionRow]
) -> list[Component | str]:
    key = str(item["product"])
    product = next((one for one in now.products if one.key == key), None)
    name = tx(product.name) if product else key
    clicks, orders = _number(item, "clicks"), _number(item, "orders")
    checked = badge(t("shelf.two"), "good") if item.get("checked") else badge(t("shelf.one"), "warn")
    return [
        str(place),
        html.Span([html.B(name), " ", *_flags(item, room)]),
        money(_number(item, "price")),
        _due(product, room, decisions, min(now.minute, room.end)),
        checked,
        _stock(key, now, case),
        minutes_of(item),
        count(clicks),
        count(orders),
        percent(orders / clicks) if clicks >= LEAST_CLICKS else t("number.too_small"),
    ]  # fmt: skip


def minutes_of(item: Row) -> str:
    """Return the minutes for which a product is to be explained."""
    planned = _number(item, "explain_minutes")
    return t("shelf.minutes.value", minutes=f"{planned:.0f}") if planned else t("number.none")


def _number(item: Row, name: str) -> float:
    value = item.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _due(
    product: ProductView | None, room: RoomView, decisions: Sequence[DecisionRow], minute: int
) -> Component | str:
    if product is None:
        return t("number.none")
    price, coupon = to_check(product, room, decisions, minute)
    note = [html.Div(t("shelf.coupon", amount=money(coupon)), className="fine")] if coupon else []
    return html.Div([money(price), *note])


def _flags(item: Row, room: RoomView) -> list[Component]:
    if item.get("state") == "sold_out":
        return [badge(t("shelf.sold_out"), "bad")]
    if item.get("listed") is False:
        return [badge(t("room.delisted"), "plain")]
    here = item.get("explaining") is True or item.get("product") == room.explaining
    return [badge(t("room.explaining"), "accent")] if here and room.status in ON_AIR else []


def _stock(key: str, now: Observation, case: Scenario) -> str:
    """Return how many orders the stock behind a product still fills; products without one have no limit."""
    product = next((one for one in case.products if one.key == key), None)
    if product is None or product.stock is None or product.stock_units <= 0:
        return t("shelf.stock.free")
    left = next((one.left for one in now.stocks if one.key == product.stock), None)
    return (
        t("number.none")
        if left is None
        else t("shelf.stock.orders", orders=count(left // product.stock_units))
    )


def _acts(room: RoomView, item: Row) -> Component:
    key = str(item["product"])
    turned = "relist" if item.get("listed") is False else "delist"
    names = ("explain", turned, "price", "coupon")
    return html.Div(
        [action(t(f"shelf.act.{name}"), "live_action", press(room, name, product=key)) for name in names],
        className="row-acts",
    )


def when(room: RoomView) -> str:
    """Return the hours of a room."""
    return f"{clock_of(room.start)} – {clock_of(room.end).split()[-1]}"
