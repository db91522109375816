"""Paid orders and the shop: what the money does, and what is still on the shelf."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t, tx
from dashboards.numbers import count, kind_of, money, reading
from dashboards.parts import action, badge, bar, empty, missing, table, term
from simulator.observation import Observation, OrderView, ProductView, StockView
from simulator.scenario import clock_of

RATES_SHOWN = ("cpm", "paid_ctr", "cpc", "paid_cvr", "roas")
LOW_COVER = 2.0  # days of stock below which the line warns (assumed; lead times are about that)
_TONES = {
    "scheduled": "plain",
    "running": "good",
    "paused": "warn",
    "done": "plain",
    "stopped": "plain",
    "refused": "bad",
}


def orders(now: Observation, allowed: Sequence[str]) -> Component:
    """Return the paid orders, newest first."""
    if not now.orders:
        text = (
            t("live.orders.empty.text")
            if "boost" in allowed or "paid_order" in allowed
            else t("live.orders.none")
        )
        return empty(t("live.orders.empty"), text, icon_name="coin")
    titles = {piece.key: piece.title for piece in now.contents} | {room.key: room.title for room in now.rooms}
    names = [name for name in RATES_SHOWN if any(name in order.rates for order in now.orders)]
    head = [
        t("order.what"),
        t("order.spend"),
        *[term(name) for name in names],
        html.Span(t("content.act"), className="sr"),
    ]
    rows = [_order(order, titles, names, allowed) for order in reversed(now.orders)]
    return table(head, rows, numeric=range(2, 2 + len(names)), label=t("live.orders"))


def _order(
    order: OrderView, titles: dict[str, str], names: Sequence[str], allowed: Sequence[str]
) -> list[Component | str]:
    status = [badge(t(f"order.status.{order.status}"), _TONES[order.status])]
    if order.learning and order.status == "running":
        status.append(term("word:learning", badge(t("order.learning"), "warn")))
    title = titles.get(order.content, order.content)
    what = html.Div(
        [
            html.Div(title, className="piece-title", title=title),
            html.Div([t(f"order.kind.{order.kind}"), *status], className="piece-sub"),
        ]
    )
    spend = html.Div(
        [
            html.Span(f"{money(order.spend)} / {money(order.budget)}", className="nowrap"),
            bar(order.spend / order.budget if order.budget else 0.0),
        ]
    )
    cells = [
        reading(one, kind_of(name), name)
        if (one := order.rates.get(name)) and one.value is not None
        else missing(one)
        for name in names
    ]
    acts = (
        [action(t("lever.change_order.verb"), "change_order", order.key)]
        if order.status in ("running", "scheduled", "paused") and "change_order" in allowed
        else []
    )
    return [what, spend, *cells, html.Div(acts, className="row-acts")]


def shop(now: Observation, allowed: Sequence[str]) -> Component:
    """Return the products with sales and break-even, and the stocks with how long they last."""
    if not now.products:
        return empty(t("live.shop.none"), t("live.shop.none.text"), icon_name="box")
    head = [
        t("shop.product"),
        t("shop.price"),
        t("shop.ordered"),
        t("shop.redeemed"),
        t("shop.refunded"),
        term("word:margin", t("shop.contribution")),
        term("word:break_even", t("shop.break_even")),
        html.Span(t("content.act"), className="sr"),
    ]
    rows = [_product(product, allowed) for product in now.products]
    return html.Div(
        [
            table(head, rows, numeric=range(1, 7), label=t("live.shop")),
            *[_stock(stock, allowed) for stock in now.stocks],
        ]
    )


def _product(product: ProductView, allowed: Sequence[str]) -> list[Component | str]:
    price = money(product.price - product.coupon)
    was = html.S(money(product.price), className="was") if product.coupon else None
    roi = f"{product.break_even_roi:,.2f}" if product.contribution_each > 0 else t("shop.loss")
    acts = [action(t("lever.set_price.verb"), "set_price", product.key)] if "set_price" in allowed else []
    return [
        html.Span(tx(product.name), className="piece-title"),
        html.Span([was, " ", price] if was else price, className="nowrap"),
        count(product.ordered),
        count(product.redeemed),
        count(product.refunded),
        money(product.contribution_each),
        roi,
        html.Div(acts, className="row-acts"),
    ]


def _stock(stock: StockView, allowed: Sequence[str]) -> Component:
    use = stock.daily_use.value
    days = stock.left / use if use else None
    low = days is not None and days < LOW_COVER and not stock.on_order
    words = t("stock.days", days=f"{days:,.1f}") if days is not None else t("stock.no_use")
    coming = (
        t("stock.coming", amount=count(stock.on_order), clock=clock_of(stock.arrives))
        if stock.on_order and stock.arrives is not None
        else ""
    )
    parts: list[Component | str] = [
        html.B(tx(stock.name)),
        t("stock.left", left=count(stock.left)),
        words,
        coming,
    ]
    tools = [action(t("lever.restock.verb"), "restock", stock.key)] if "restock" in allowed else []
    return html.Div(
        [html.Div([html.Span(part) for part in parts if part], className="stock-words"), *tools],
        className="stock stock-low" if low else "stock",
    )
