"""Paid orders as the delivery platform reports them: spend at once, conversions late, learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.counters import COUNTER
from simulator.observation import OrderView, Reading
from simulator.paid import FEEDBACK_DELAY, LEARN_FROM, SERVED, PaidCard
from simulator.rates import RATES
from simulator.seen import LATE_COUNTERS, row_at
from simulator.shown import LEAST_COUNT, TOO_SMALL, factors, readings, shown_people

if TYPE_CHECKING:
    from simulator.world import World

STATUS = {"scheduled", "running", "paused", "done", "stopped", "refused"}
COUNTED = ("paid_clicks", "paid_orders", "paid_gmv_fen")
"""Counters of the piece that an order reports beside its own impressions and spend."""
ORDER_RATES = ("cpm", "cpc", "cpa", "paid_ctr", "paid_cvr", "roas", "roi")


def orders(world: World) -> tuple[OrderView, ...]:
    """Return all paid orders, oldest first."""
    rows = {piece.key: piece.row for piece in world.items.cards} if world.paid.cards else {}
    return tuple(_order(world, card, rows.get(card.content)) for card in world.paid.cards)


def reported(world: World, card: PaidCard) -> dict[str, int]:
    """Return what the platform reports of an order now, in people and fen; a stop-loss goes by it."""
    piece = world.card(card.content)
    return _counts(world, card, piece.row if piece else None)


def _order(world: World, card: PaidCard, row: int | None) -> OrderView:
    counts, known = _counts(world, card, row), readings("live")
    return OrderView.model_construct(
        key=card.key, content=card.content, kind=card.kind,
        status=card.status if card.status in STATUS else "running",
        learning=card.kind == "auction" and card.status == "running" and card.learned < LEARN_FROM,
        budget=card.budget_fen / 100, spend=card.spent_fen / 100, bid=card.bid_fen / 100,
        counts={name: known[value] for name, value in counts.items()},
        rates=_rates(counts),
    )  # fmt: skip


def _counts(world: World, card: PaidCard, row: int | None) -> dict[str, int]:
    served = int(world.paid.orders[card.index, SERVED])
    out = {"spend_fen": card.spent_fen, "paid_impressions": shown_people(world.scenario, served)}
    return out | {name: max(0, value) for name, value in _of_piece(world, card, row).items()}


def _of_piece(world: World, card: PaidCard, row: int | None) -> dict[str, int]:
    """Return what the piece's paid traffic did while the order ran, as far as it is reported back.

    Orders that run on one piece at the same time share these numbers, as one campaign's report does.
    """
    if row is None:
        return dict.fromkeys(COUNTED, 0)
    until = min(world.minute, card.end)
    before = row_at(world, card.start, row) if card.start < world.minute else 0
    factor = factors(world.scenario)
    now = ((row_at(world, until, row) - before) * factor).tolist()
    late = ((row_at(world, min(until, _fed_back(world)), row) - before) * factor).tolist()
    return {name: (late if name in LATE_COUNTERS else now)[COUNTER[name]] for name in COUNTED}


def _fed_back(world: World) -> int:
    return max(0, world.minute - FEEDBACK_DELAY)


def _rates(counts: dict[str, int]) -> dict[str, Reading]:
    known = readings("live")
    out: dict[str, Reading] = {}
    for name in ORDER_RATES:
        small = counts[RATES[name].under] < LEAST_COUNT
        out[name] = TOO_SMALL if small else known[round(RATES[name].of(counts), 4)]
    return out
