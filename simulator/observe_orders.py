"""Paid orders as the delivery platform reports them: spend at once, conversions late, learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.counters import COUNTER
from simulator.observation import OrderView, Reading
from simulator.paid import FEEDBACK_DELAY, LEARN_FROM, SERVED, PaidCard
from simulator.rates import RATES
from simulator.seen import LATE_COUNTERS, totals_at
from simulator.shown import LEAST_COUNT, TOO_SMALL, factors, reading, shown_people

if TYPE_CHECKING:
    from simulator.world import World

STATUS = {"scheduled", "running", "paused", "done", "stopped", "refused"}
COUNTED = ("paid_clicks", "paid_orders", "paid_gmv_fen")
"""Counters of the piece that an order reports beside its own impressions and spend."""
ORDER_RATES = ("cpm", "cpc", "cpa", "paid_ctr", "paid_cvr", "roas", "roi")


def orders(world: World) -> tuple[OrderView, ...]:
    """Return all paid orders, oldest first."""
    return tuple(_order(world, card) for card in world.paid.cards)


def _order(world: World, card: PaidCard) -> OrderView:
    counts = _counts(world, card)
    return OrderView.model_validate(
        {
            "key": card.key, "content": card.content, "kind": card.kind,
            "status": card.status if card.status in STATUS else "running",
            "learning": card.kind == "auction" and card.status == "running" and card.learned < LEARN_FROM,
            "budget": card.budget_fen / 100, "spend": card.spent_fen / 100, "bid": card.bid_fen / 100,
            "counts": {name: reading(value) for name, value in counts.items()},
            "rates": _rates(counts),
        }
    )  # fmt: skip


def _counts(world: World, card: PaidCard) -> dict[str, int]:
    served = int(world.paid.orders[card.index, SERVED])
    out = {"spend_fen": card.spent_fen, "paid_impressions": shown_people(world.scenario, served)}
    return out | {name: max(0, value) for name, value in _of_piece(world, card).items()}


def _of_piece(world: World, card: PaidCard) -> dict[str, int]:
    """Return what the piece's paid traffic did while the order ran, as far as it is reported back.

    Orders that run on one piece at the same time share these numbers, as one campaign's report does.
    """
    piece = world.card(card.content)
    if piece is None:
        return dict.fromkeys(COUNTED, 0)
    until = min(world.minute, card.end)
    before = totals_at(world, card.start)[piece.row] if card.start < world.minute else 0
    now = (totals_at(world, until)[piece.row] - before) * factors(world.scenario)
    late = (totals_at(world, min(until, _fed_back(world)))[piece.row] - before) * factors(world.scenario)
    return {name: int((late if name in LATE_COUNTERS else now)[COUNTER[name]]) for name in COUNTED}


def _fed_back(world: World) -> int:
    return max(0, world.minute - FEEDBACK_DELAY)


def _rates(counts: dict[str, int]) -> dict[str, Reading]:
    out: dict[str, Reading] = {}
    for name in ORDER_RATES:
        small = counts[RATES[name].under] < LEAST_COUNT
        out[name] = TOO_SMALL if small else reading(round(RATES[name].of(counts), 4))
    return out
