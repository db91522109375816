"""What becomes of orders: redeemed while stock lasts, refunded, or kept.

A voucher (``redeem``) is used on a keyed day if the shop has what it needs; parcels may come back.
Refund risk grows with doubt about the brand and with waiting, and falls when buyers are cared for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator import market as mk
from simulator.counters import COUNTER, SOURCE
from simulator.memory import DOUBT, TRUST
from simulator.pending import FIELDS
from simulator.people import SEGMENT
from simulator.randomness import draw_array
from simulator.tables import EXPONENTIAL, LOGISTIC

if TYPE_CHECKING:
    from simulator.channel import Tick
    from simulator.scenario import Product
    from simulator.world import World

REDEEM_MEAN_MIN = 3 * 1440
"""Mean minutes until a voucher is used (assumed; cases.md A4: 78-80 % within the campaign and a week)."""
FORGET_SHARE = 160
"""1/1000 of vouchers whose holders never come unless reminded (assumed; cases.md A6: 80 % come)."""
REMIND_SAVES = 450
"""1/1000 of forgetful holders whom one reminder brings back (assumed, tried 200-600)."""
EMPTY_REFUND = 330
"""1/1000 of people who find nothing in stock and take their money back (assumed, tried 200-500)."""
PARCEL_MIN = 3 * 1440
"""Minutes until a parcel is judged by its buyer (assumed)."""
REFUND_SCORE = -800
"""Score of sending a parcel back: about 4 % (cases.md B4: 6 % is the limit)."""
UNSEEN_SCORE = 960
"""Score that a product which shows only in the hand adds to that (B12: clothes sold live come back at .5 to .8)."""
DELAY_SCORE = 330
"""Score a day of late pick-up adds to that (cases.md B12: 5 % to 14 %)."""
CARE_SCORE = -280
"""Score that telling buyers takes off again (assumed)."""

TELLS = 300
"""1/1000 of redeemers who show friends what they had (assumed; cases.md A6: 230 orders by word of mouth)."""
MORNING = 390
"""Minute of the day before which nobody is told anything (assumed: half past six)."""
TOLD_FRIENDS = 4
"""Friends such a person shows it to (assumed)."""

C = COUNTER


def take_orders(world: World) -> None:
    """Move the tick's orders into the order book, with the minute something becomes of them."""
    out, counts = world.outbox()
    count = int(counts[0])
    counts[0] = 0
    if not count:
        return
    new = out[:count].copy()
    _take_parcels(world, new)
    order = np.lexsort((new[:, mk.O_ROW], new[:, mk.O_PERSON], new[:, mk.O_MINUTE]))
    new = new[order]
    ids = np.array([world.items.cards[row].id for row in new[:, mk.O_ROW]], np.uint64)
    keys = draw_array(world.seeds.chance_key("orders"), ids ^ new[:, mk.O_PERSON].astype(np.uint64))
    world.book.append(new, new[:, mk.O_MINUTE] + _waits(world, new, keys), keys)


def _waits(world: World, new: NDArray[np.int64], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    redeem = np.array([p.redeem for p in world.scenario.products])[new[:, mk.O_PRODUCT]]
    spread = EXPONENTIAL[(keys >> np.uint64(52)).astype(np.int64)].astype(np.int64)
    voucher = 120 + (spread * REDEEM_MEAN_MIN >> 12)
    forgets = (keys & np.uint64(1023)).astype(np.int64) * 1000 // 1024 < FORGET_SHARE
    voucher = np.where(forgets, 10_000_000, voucher)
    return np.where(redeem, voucher, PARCEL_MIN)


def play_orders(world: World, tick: Tick) -> None:
    """Redeem vouchers and judge parcels that are due in this tick."""
    for position in world.book.due(tick.end).tolist():
        row = world.book.rows[position]
        if world.scenario.products[row[mk.O_PRODUCT]].redeem:
            _redeem(world, row, tick)
        else:
            _judge(world, row)


def _redeem(world: World, row: NDArray[np.int64], tick: Tick) -> None:
    product = world.scenario.products[row[mk.O_PRODUCT]]
    need = product.stock_units * world.scenario.audience.people_per_agent
    if product.stock is not None and world.stock[product.stock] < need:
        _empty_shop(world, row, tick)
        return
    if product.stock is not None:
        world.stock[product.stock] -= need
    row[mk.O_STATE] = mk.REDEEMED
    _count(world, row, "redemptions", "redeemed_fen")
    _tell_friends(world, row)


def _tell_friends(world: World, row: NDArray[np.int64]) -> None:
    """Let a content buyer send friends the piece it came from; they meet it within a day."""
    luck = draw_array(np.uint64(row[mk.O_KEY]), np.arange(100, 100 + 2 * TOLD_FRIENDS))
    item, person = int(row[mk.O_ROW]), int(row[mk.O_PERSON])
    friends = world.audience.friends.neighbours(person)
    pending = world.state[world.items.cards[item].channel].get("pending")
    if int(luck[0]) % 1000 >= TELLS or friends.size == 0 or pending is None:
        return
    chosen = np.unique(friends[(luck[1 : 1 + TOLD_FRIENDS] % np.uint64(friends.size)).astype(np.int64)])
    out = np.zeros((chosen.size, FIELDS), np.int64)
    out[:, 0] = _by_day(world.minute + 30 + (luck[-chosen.size :] % np.uint64(1400)).astype(np.int64))
    out[:, 1], out[:, 2], out[:, 3], out[:, 4], out[:, 5] = chosen, item, SOURCE["chat"], 1, person
    pending.add(out)


def _by_day(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put off to the next morning what would come in the small hours, an hour's spread apart."""
    night = minutes % 1440 < MORNING
    return np.where(night, minutes - minutes % 1440 + MORNING + minutes % 61, minutes)


def _empty_shop(world: World, row: NDArray[np.int64], tick: Tick) -> None:
    luck = int(draw_array(np.uint64(row[mk.O_KEY]), np.array([tick.day + 1]))[0])
    person = int(row[mk.O_PERSON])
    world.memory[0, person, TRUST] = max(0, int(world.memory[0, person, TRUST]) - 10)
    if luck % 1000 < EMPTY_REFUND:
        refund(world, row)
    else:
        row[mk.O_DUE] = tick.end + 1440
    world.state["shop"] = {"empty_visits": world.state.get("shop", {}).get("empty_visits", 0) + 1}


def _judge(world: World, row: NDArray[np.int64]) -> None:
    product = world.scenario.products[row[mk.O_PRODUCT]]
    cell = world.memory[0, int(row[mk.O_PERSON])]
    score = REFUND_SCORE + 2 * int(cell[DOUBT]) - 2 * (int(cell[TRUST]) - 128)
    score += int(UNSEEN_SCORE * product.unseen)
    score += int(DELAY_SCORE * world.delays.get(product.key, 0.0))
    if world.care.get(product.key, -1) >= 0:
        score += CARE_SCORE
    luck = int(draw_array(np.uint64(row[mk.O_KEY]), np.array([0]))[0]) >> 32
    if luck < int(LOGISTIC[max(0, min(LOGISTIC.size - 1, score + LOGISTIC.size // 2))]):
        refund(world, row)
    else:
        row[mk.O_STATE] = mk.KEPT


def refund(world: World, row: NDArray[np.int64]) -> None:
    """Give a buyer's money back."""
    row[mk.O_STATE] = mk.REFUNDED
    _count(world, row, "refunds", "refunded_fen")


def _count(world: World, row: NDArray[np.int64], counter: str, money: str) -> None:
    item, segment = int(row[mk.O_ROW]), int(world.audience.rows[int(row[mk.O_PERSON]), SEGMENT])
    for name, amount in ((counter, 1), (money, int(row[mk.O_PRICE]))):
        world.items.totals[item, C[name]] += amount
        world.items.cube[item, C[name], segment] += amount


def remind(world: World, product: int) -> int:
    """Remind holders of unused vouchers; return how many will now come."""
    rows = world.book.rows
    held = np.flatnonzero((rows[:, mk.O_PRODUCT] == product) & (rows[:, mk.O_STATE] == mk.OPEN))
    luck = draw_array(world.seeds.chance_key("remind"), rows[held, mk.O_KEY].view(np.uint64))
    comes = (luck >> np.uint64(32)).astype(np.int64) * 1000 >> 32 < REMIND_SAVES
    soon = world.minute + 240 + (luck & np.uint64(2047)).astype(np.int64)
    due = rows[held, mk.O_DUE]
    rows[held, mk.O_DUE] = np.where(comes & (due > soon), soon, due)
    return int((comes & (due > soon)).sum())


def restock_due(world: World, tick: Tick) -> None:
    """Receive stock orders, use stock otherwise than by orders, and open or close products."""
    for order in world.stock_orders:
        if not order["arrived"] and order["arrives"] < tick.end:
            order["arrived"] = True
            world.stock[order["stock"]] += order["quantity"]
            world.signal("stock", f"补货到店: {order['quantity']:g}", f"stock arrived: {order['quantity']:g}")
    for stock in world.scenario.stocks:
        use = stock.daily_other_use * tick.length / 1440
        world.stock[stock.key] = max(0.0, world.stock[stock.key] - use)
    for index, product in enumerate(world.scenario.products):
        if _is_parcel(product):
            need = product.stock_units * world.scenario.audience.people_per_agent
            world.products[index, mk.P_OPEN] = int(world.stock[str(product.stock)] / need)


def _is_parcel(product: Product) -> bool:
    """Tell whether an order takes something out of stock at once (a voucher does when it is redeemed)."""
    return product.stock is not None and not product.redeem


def _take_parcels(world: World, new: NDArray[np.int64]) -> None:
    """Take what was ordered outside live rooms out of stock (rooms take their own, by the minute)."""
    rooms = [k for k, channel in enumerate(world.channels) if "schedule_live" in channel.levers]
    outside = ~np.isin(world.items.fields[new[:, mk.O_ROW], it.CHANNEL], rooms)
    for index, product in enumerate(world.scenario.products):
        sold = int((outside & (new[:, mk.O_PRODUCT] == index)).sum())
        if sold and _is_parcel(product):
            need = product.stock_units * world.scenario.audience.people_per_agent
            world.stock[str(product.stock)] = max(0.0, world.stock[str(product.stock)] - need * sold)
