"""KPIs of selling: orders, money, vouchers, refunds and live rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.counters import COUNTER
from simulator.kpi_registry import BOOKINGS, JIN, ORDERS, PEOPLE, SECONDS, SHARE, YUAN, define, share_of
from simulator.market import O_PRICE, O_PRODUCT, O_STATE, REDEEMED, REFUNDED
from simulator.scenario import Product
from simulator.shown import shown_people

if TYPE_CHECKING:
    from simulator.world import World


def _redeemable(world: World) -> NDArray[np.bool_]:
    return _of_orders(world, lambda product: product.redeem).astype(bool)


def _of_orders(world: World, trait: Callable[[Product], float]) -> NDArray[np.float64]:
    """Return a trait of the product of each order."""
    table = np.array([trait(product) for product in world.scenario.products] or [0.0])
    return table[world.book.rows[:, O_PRODUCT]]


def _redeemable_orders(world: World) -> float:
    return float(shown_people(world.scenario, int(_redeemable(world).sum())))


def _all_orders(world: World) -> float:
    return float(shown_people(world.scenario, world.book.rows.shape[0]))


@define("成交订单", "orders", ORDERS, "volume")
def orders(world: World) -> float:
    """Count paid orders of all products; later refunds do not take them away."""
    return _all_orders(world)


@define("成交金额", "GMV", YUAN, "money")
def gmv(world: World) -> float:
    """Add up the prices paid, refunds not subtracted."""
    return shown_people(world.scenario, int(world.book.rows[:, O_PRICE].sum())) / 100


@define("核销订单", "redeemed orders", ORDERS, "volume")
def redeemed(world: World) -> float:
    """Count orders that were redeemed in a shop."""
    done = world.book.rows[:, O_STATE] == REDEEMED
    return float(shown_people(world.scenario, int((done & _redeemable(world)).sum())))


@define("核销率", "redemption rate", SHARE, "rate", over=_redeemable_orders)
def redemption_rate(world: World) -> float:
    """Divide redeemed orders by paid orders, products that are redeemed only."""
    return share_of(redeemed(world), _redeemable_orders(world))


@define("7日退款率", "7-day refund rate", SHARE, "rate", over=_all_orders)
def refund_rate_7d(world: World) -> float:
    """Divide refunded orders by paid orders; the settlement tail gives each order its seven days."""
    back = int((world.book.rows[:, O_STATE] == REFUNDED).sum())
    return share_of(shown_people(world.scenario, back), _all_orders(world))


@define("销售斤数", "weight sold", JIN, "volume")
def weight_sold(world: World) -> float:
    """Add up the weight (jin) of paid orders; refunds have a goal of their own."""
    weight = float(_of_orders(world, lambda product: product.weight).sum())
    return weight * world.scenario.audience.people_per_agent


@define("花费", "money spent", YUAN, "money")
def money_spent(world: World) -> float:
    """Subtract the money left from the money at the start; money set aside for running orders counts."""
    return world.scenario.money - world.ledger.money_fen / 100


@define("贡献毛利−全部花费", "contribution less all spending", YUAN, "money")
def contribution(world: World) -> float:
    """Add up price less unit cost, commission and claims of each sale that counts, less all spending.

    As the shop's accounts do it: a voucher is a sale when it is redeemed, before that it is a debt;
    anything else is a sale when it is paid. A refunded order earns nothing and costs nothing (goods
    are not sent, or their loss is in the product's share of claims).
    """
    state = world.book.rows[:, O_STATE]
    counts = np.where(_redeemable(world), state == REDEEMED, state != REFUNDED)
    kept = _of_orders(world, lambda product: 1 - product.commission - product.claims_share)
    cost = _of_orders(world, lambda product: product.unit_cost)
    margin = float(((world.book.rows[:, O_PRICE] / 100 * kept - cost) * counts).sum())
    return margin * world.scenario.audience.people_per_agent - money_spent(world)


# ---- live rooms ------------------------------------------------------------------------------


def own_rows(world: World) -> NDArray[np.int64]:
    """Return the rows of the trainee's own pieces, in creation order."""
    return np.flatnonzero(world.items.fields[: world.items.count, it.BRAND] == 0)


def _rooms(world: World) -> NDArray[np.int64]:
    rows = own_rows(world)
    return rows[world.items.totals[rows, COUNTER["enters"]] > 0]


def own_sum(world: World, counter: str) -> int:
    """Return one counter summed over all own pieces, in real units."""
    return shown_people(world.scenario, int(world.items.totals[own_rows(world), COUNTER[counter]].sum()))


def _enters(world: World) -> float:
    return float(own_sum(world, "enters"))


@define("直播间观看人数", "distinct room visitors", PEOPLE, "volume", additive=False)
def live_uv(world: World) -> float:
    """Count distinct people who entered at least one own live room."""
    rows = _rooms(world)
    if not rows.size:
        return 0.0
    inside = (world.items.met[rows] & np.uint8(it.VIEWED)) != 0
    return float(shown_people(world.scenario, int(inside.any(axis=0).sum())))


@define("直播GPM", "live GPM", YUAN, "rate", over=_enters)
def gpm(world: World) -> float:
    """Divide the live rooms' GMV by room entries, times 1,000."""
    sold = int(world.items.totals[_rooms(world), COUNTER["gmv_fen"]].sum())
    return share_of(shown_people(world.scenario, sold) * 10, _enters(world))


@define("平均停留", "mean stay", SECONDS, "rate", over=_enters)
def mean_stay_s(world: World) -> float:
    """Divide the time stayed in own live rooms by room entries, in seconds."""
    return share_of(own_sum(world, "stay_ds") / 10, _enters(world))


@define("直播预约", "live bookings", BOOKINGS, "volume")
def bookings(world: World) -> float:
    """Count bookings of own live rooms."""
    return float(own_sum(world, "bookings"))
