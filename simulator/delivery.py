"""The delivery desk: placing, pacing, feeding back and closing paid orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator import paid as pd
from simulator.channel import Tick
from simulator.counters import COUNTER
from simulator.decisions import Boost, ChangeOrder, PaidOrder, Targeting
from simulator.ledger import fen
from simulator.people import AGE, GENDER, GENDERS, LOCAL, TIER
from simulator.randomness import draw_int
from simulator.topics import topic_row

if TYPE_CHECKING:
    from simulator.world import World

C_SPEND, C_PAID = COUNTER["spend_fen"], COUNTER["paid_impressions"]
C_CLICKS, C_ORDERS, C_FOLLOWS = COUNTER["paid_clicks"], COUNTER["paid_orders"], COUNTER["follows"]
_RESULT = {"clicks": C_CLICKS, "orders": C_ORDERS, "enters": COUNTER["enters"], "follows": C_FOLLOWS}
PRIOR_RATE = {"clicks": (22, 1000), "orders": (2, 1000), "enters": (60, 1000), "follows": (2, 1000)}
"""What the platform expects of a new order before it has learned (cases.md A6, B6; facts A32)."""
PRIOR_SERVED = 2000
BIG_CHANGE = 0.2
"""A change of bid by more than this share restarts the learning phase (assumed; platform guides)."""


def place(world: World, decision: Boost | PaidOrder, identity: int) -> None:
    """Open an order for a piece; its money was set aside when the decision was accepted."""
    card = world.card(decision.content)
    if card is None:
        world.ledger.spend(world.minute, "unspent", decision.key, money_fen=-fen(decision.money))
        return
    boost = isinstance(decision, Boost)
    paid_card = pd.PaidCard(
        index=0, key=decision.key, content=decision.content, kind="boost" if boost else "auction",
        goal=decision.goal, bid_fen=fen(world.scenario.prices.boost_cpm) if boost else fen(decision.bid),
        budget_fen=fen(decision.money), start=world.minute,
        end=world.minute + int(decision.hours * 60), pacing="even" if boost else decision.pacing,
    )  # fmt: skip
    row = np.zeros(pd.N_PAID, np.int64)
    row[[pd.ITEM, pd.CHANNEL]] = (card.row, world.channel_index(card.channel))
    aim(row, decision.targeting)
    row[pd.KEY] = np.uint64(draw_int(world.seeds.chance_key("paid"), identity)).astype(np.int64)
    row[pd.LEFT] = fen(decision.money) * 1000
    row[pd.ACTIVE] = 1
    row[pd.ELIGIBLE] = expected_sessions(world, row, card.channel)
    world.paid.add(paid_card, row)


def expected_sessions(world: World, row: NDArray[np.int64], channel: str) -> int:
    """Return how many eligible sessions the coming tick has: the platform's own estimate.

    Only for an order's first tick; from then on the last tick's count is known.
    """
    profile = world.channel_of(channel).profile
    people = world.audience.rows
    inside = (row[pd.AGES] >> people[:, AGE]) & (row[pd.GENDERS] >> people[:, GENDER]) & 1
    inside &= row[pd.TIERS] >> people[:, TIER]
    if row[pd.ONLY_LOCAL]:
        inside &= people[:, LOCAL]
    sessions = int((world.audience.app_rate(profile.app) * inside).sum()) // 8
    share = profile.hourly_share[world.minute // 60 % 24]
    return max(1, int(sessions * share / 6))


def aim(row: NDArray[np.int64], targeting: Targeting) -> None:
    """Write a targeting into an order."""
    row[pd.AGES] = pd.age_mask(targeting.ages)
    genders = targeting.genders or GENDERS
    row[pd.GENDERS] = sum(1 << GENDERS.index(gender) for gender in genders)
    row[pd.TIERS] = pd.tier_mask(targeting.city_tiers)
    row[pd.ONLY_LOCAL] = int(targeting.local)
    row[pd.INTERESTS] = sum(1 << topic_row(key) for key in set(targeting.interests))


def change(world: World, decision: ChangeOrder) -> None:
    """Change or stop an order; a large change of bid or targeting makes it learn again.

    A change that was set for later may find the order over: then it does nothing, and its money comes back.
    """
    card = next(card for card in world.paid.cards if card.key == decision.order)
    if card.status != "running":
        world.ledger.spend(world.minute, "unspent", decision.key, money_fen=-fen(decision.add_money))
        world.signal(
            "result",
            f"订单 {card.key} 已结束，改单未执行",
            f"order {card.key} is over; the change was not made",
        )
        return
    row = world.paid.orders[card.index]
    if decision.stop:
        close(world, card, "stopped")
        return
    if decision.add_money:
        row[pd.LEFT] += fen(decision.add_money) * 1000
        card.budget_fen += fen(decision.add_money)
    if decision.bid is not None:
        if abs(fen(decision.bid) - card.bid_fen) > BIG_CHANGE * card.bid_fen:
            _relearn(card, row)
        card.bid_fen = fen(decision.bid)
    if decision.targeting is not None:
        aim(row, decision.targeting)
        _relearn(card, row)


def _relearn(card: pd.PaidCard, row: NDArray[np.int64]) -> None:
    card.learned, card.feedback = 0, []
    row[pd.LEAN] = 0


def before_tick(world: World, tick: Tick) -> None:
    """Set every running order's price and threshold for the tick; close those that are over."""
    world.paid.end_rivals(tick.start)
    for card in world.paid.cards:
        if card.status != "running":
            continue
        row = world.paid.orders[card.index]
        if tick.start >= card.end or row[pd.LEFT] < 1000:
            close(world, card, "done")
            continue
        if card.kind == "boost":
            _pace_boost(world.scenario.audience.people_per_agent, card, row, tick)
        else:
            people = world.scenario.audience.people_per_agent
            pd.pace(card, row, tick.start, tick.length, bid_cpm(card, row), people)


def _pace_boost(people: int, card: pd.PaidCard, row: NDArray[np.int64], tick: Tick) -> None:
    # heating has a fixed price and no auction: it buys its plays evenly over its hours
    seen = max(50, int(row[pd.ELIGIBLE]))
    row[pd.ELIGIBLE] = 0
    row[pd.COST] = card.bid_fen * people
    ticks = max(1, (card.end - tick.start) // tick.length)
    wanted = int(row[pd.LEFT] // row[pd.COST]) // ticks + 1
    row[pd.THRESHOLD] = min((1 << 32) - 1, wanted * (1 << 32) // seen)


def result_of(goal: str) -> int:
    """Return the counter that an order with a goal learns from."""
    return _RESULT.get(goal, C_CLICKS)


def bid_cpm(card: pd.PaidCard, row: NDArray[np.int64]) -> int:
    """Return what an order's bid is worth for 1,000 impressions, in fen, by its shrunk rates."""
    if card.goal == "impressions":
        return card.bid_fen
    good, of = PRIOR_RATE[card.goal]
    served = int(row[pd.SERVED]) + PRIOR_SERVED
    return card.bid_fen * (card.learned + good * PRIOR_SERVED // of) * 1000 // served


def after_tick(world: World, tick: Tick) -> None:
    """Book what was spent, and feed conversions back to the platform's model with its delay."""
    for card in world.paid.cards:
        if card.status != "running":
            continue
        row = world.paid.orders[card.index]
        item = int(row[pd.ITEM])
        spent = card.budget_fen - int(row[pd.LEFT]) // 1000
        world.items.totals[item, C_SPEND] += spent - card.spent_fen
        card.spent_fen = spent
        if card.kind == "auction":
            _learn(world, card, row, item, tick)


def _learn(world: World, card: pd.PaidCard, row: NDArray[np.int64], item: int, tick: Tick) -> None:
    now = int(world.items.totals[item, result_of(card.goal)])
    known = sum(count for _, count in card.feedback) + card.learned + card.base.setdefault("seen", now)
    if now > known:
        card.feedback.append((tick.end + pd.FEEDBACK_DELAY, now - known))
    while card.feedback and card.feedback[0][0] <= tick.end:
        card.learned += card.feedback.pop(0)[1]
    row[pd.LEAN] = min(pd.MAX_LEAN, pd.MAX_LEAN * card.learned // pd.LEARN_FROM)


def close(world: World, card: pd.PaidCard, status: str) -> None:
    """End an order and give back the money it did not spend."""
    row = world.paid.orders[card.index]
    row[[pd.ACTIVE, pd.THRESHOLD]] = 0
    spent = card.budget_fen - int(row[pd.LEFT]) // 1000
    world.items.totals[int(row[pd.ITEM]), C_SPEND] += spent - card.spent_fen
    card.spent_fen, card.status = spent, status
    world.ledger.spend(world.minute, "unspent", card.key, money_fen=-(card.budget_fen - spent))


def withdraw(world: World, item_row: int) -> None:
    """Stop every order for a piece that is no longer shown."""
    for card in world.paid.cards:
        if card.status == "running" and world.paid.orders[card.index][pd.ITEM] == item_row:
            close(world, card, "stopped")
