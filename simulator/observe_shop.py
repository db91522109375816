"""The shop's screens: products and their margin, stock, the creator market and bookings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from simulator.market import O_DUE, O_MINUTE, O_PRICE, O_PRODUCT, O_STATE, REDEEMED, REFUNDED
from simulator.observation import BookingView, CreatorView, ProductView, Reading, StockView
from simulator.randomness import name_key, unit
from simulator.rates import break_even_roi
from simulator.scenario import Creator, Product, Stock
from simulator.shown import TOO_SMALL, reading, shown_people

if TYPE_CHECKING:
    from simulator.world import World

NEVER_BREAKS_EVEN = 999.0
"""Shown as the break-even ROI of a product that loses money at any price of advertising."""
VIEWS_PER_FOLLOWER = 0.6
"""Median views of a creator's piece per real follower (cases.md A6: 22,000 views a piece for about 38,000 followers)."""
LIKES_PER_VIEW = 0.03
"""Likes per view of an honest creator (fact A5: 1.94 %, creators above the mean; assumed)."""
COMMENTS_PER_LIKE = 0.09
"""Comments per like of an honest creator (assumed; fact A5: 0.29 % against 1.94 % of views)."""
PADDED_LIKES = 6.0
"""How far bought likes lift likes per view when all followers are padded (cases.md A11: 18 %)."""
FIRST_HOURS = 360
"""Minutes before a daily use can be worked out (assumed)."""


# ---- products and stock ----------------------------------------------------------------------


def products(world: World) -> tuple[ProductView, ...]:
    """Return all products with sales so far and what one more sale contributes."""
    return tuple(_product(world, k, product) for k, product in enumerate(world.scenario.products))


def _product(world: World, index: int, product: Product) -> ProductView:
    rows = world.book.rows[world.book.rows[:, O_PRODUCT] == index]
    state = rows[:, O_STATE]
    kept = int(rows[state != REFUNDED, O_PRICE].sum())
    price, coupon = world.prices[product.key] / 100, coupon_of(world, product.key)
    paid = max(0.01, price - coupon)
    each = paid * (1 - product.commission - product.claims_share) - product.unit_cost
    roi = break_even_roi(paid, product.unit_cost, product.commission, product.claims_share)
    return ProductView(
        key=product.key, name=product.name, price=price, coupon=coupon,
        ordered=shown_people(world.scenario, rows.shape[0]),
        redeemed=shown_people(world.scenario, int((state == REDEEMED).sum())),
        refunded=shown_people(world.scenario, int((state == REFUNDED).sum())),
        revenue=shown_people(world.scenario, kept) / 100,
        contribution_each=round(each, 2),
        break_even_roi=round(roi, 2) if math.isfinite(roi) else NEVER_BREAKS_EVEN,
    )  # fmt: skip


def coupon_of(world: World, product: str) -> float:
    """Return the coupon that is valid on a product now, in yuan."""
    amount, until = world.coupons.get(product, (0, 0))
    return amount / 100 if until > world.minute else 0.0


def stocks(world: World) -> tuple[StockView, ...]:
    """Return what is left of each stock, what is coming and how fast it goes."""
    return tuple(_stock(world, stock) for stock in world.scenario.stocks)


def _stock(world: World, stock: Stock) -> StockView:
    coming = [o for o in world.stock_orders if o["stock"] == stock.key and not o.get("arrived", False)]
    return StockView(
        key=stock.key, name=stock.name, left=round(float(world.stock[stock.key]), 2),
        on_order=float(sum(order["quantity"] for order in coming)),
        arrives=min((int(order["arrives"]) for order in coming), default=None),
        daily_use=_daily_use(world, stock),
    )  # fmt: skip


def _daily_use(world: World, stock: Stock) -> Reading:
    """Return the use of the last 24 hours (of the hours so far on the first day, as a day)."""
    span = min(1440, world.minute)
    if span < FIRST_HOURS:
        return TOO_SMALL
    rows, used = world.book.rows, 0.0
    for index, product in enumerate(world.scenario.products):
        if product.stock != stock.key:
            continue
        when = O_DUE if product.redeem else O_MINUTE
        recent = (rows[:, O_PRODUCT] == index) & (rows[:, when] > world.minute - span)
        if product.redeem:
            recent &= rows[:, O_STATE] == REDEEMED
        used += int(recent.sum()) * product.stock_units
    people = world.scenario.audience.people_per_agent
    return reading(round(stock.daily_other_use + used * people * 1440 / span, 1), "estimated")


# ---- creators --------------------------------------------------------------------------------


def creators(world: World) -> tuple[CreatorView, ...]:
    """Return the creator market; padding is not shown, but its traces are.

    Padded followers do not watch, so views are few for the followers; bought likes make likes per
    view high and comments per like low; fans sit elsewhere.
    """
    found = _MARKETS.get(world)
    if found is None:  # nothing in a run changes the market
        found = _MARKETS[world] = tuple(_creator(world, creator) for creator in world.scenario.creators)
    return found


_MARKETS: WeakKeyDictionary[World, tuple[CreatorView, ...]] = WeakKeyDictionary()


def _creator(world: World, creator: Creator) -> CreatorView:
    key = world.seeds.world_key("creators.shown", name_key(creator.key))
    spread = [0.85 + 0.3 * unit(key, k) for k in range(4)]
    honest = 1 - creator.padded
    local = min(1.0, creator.local_share * honest * (0.9 + 0.1 * spread[3]))
    likes = LIKES_PER_VIEW * (1 + (PADDED_LIKES - 1) * creator.padded) * spread[1]
    return CreatorView(
        key=creator.key, name=creator.name, channel=creator.channel, followers=creator.followers,
        price=creator.price, topics=tuple(creator.topics),
        median_views=int(creator.followers * honest * VIEWS_PER_FOLLOWER * spread[0]),
        like_per_view=round(likes, 4),
        local_fans=reading(round(local, 2), "estimated", 0.05),
        comment_per_like=round(COMMENTS_PER_LIKE * honest * spread[2], 4),
    )  # fmt: skip


def bookings(world: World) -> tuple[BookingView, ...]:
    """Return booked creator pieces and what is still to be paid."""
    return tuple(_booking(world, booking) for booking in world.bookings)


def _booking(world: World, booking: dict[str, Any]) -> BookingView:
    content = booking.get("content")
    if content is None and world.card(booking["key"]) is not None:
        content = booking["key"]
    return BookingView.model_validate(
        {
            "key": booking["key"], "creator": booking["creator"], "content": content,
            "status": booking.get("status", "booked"), "due": booking.get("due_fen", 0) / 100,
        }
    )  # fmt: skip
