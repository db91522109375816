"""Buying: whether a click becomes an order, and what becomes of orders (redeemed, refunded).

People compare: an order's score falls with the price against its worth, with doubt, and with a
rival's cheaper offer they have in mind. A price shock therefore lowers conversion only among those
who met the offer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.counters import COUNTER
from simulator.items import CLICKED, ORDERED, PRODUCT, T_ACTS
from simulator.kernel import kernel, piece
from simulator.memory import AWARE, BOUGHT, DOUBT, OFFER, TRUST
from simulator.people import LOCAL, PRICE, SEGMENT
from simulator.randomness import draw32
from simulator.tables import threshold

# Columns of `products` (int64). Money in fen.
P_PRICE, P_WORTH, P_OPEN, P_RIVAL_PRICE, P_RIVAL, P_EASE, P_LOCAL_ONLY, P_CLAIMS = range(8)
N_PRODUCT = 12

UNLIMITED = 1 << 40
"""``P_OPEN`` (orders that can still be filled) where no stock limits them: vouchers, services."""

ORDER_BASE = -600
"""Score of a click becoming an order at its worth, before interest and trust (cases.md A6: 9 % in all;
assumed within 450 to 750, so that the cases' totals come out)."""
WORTH_GAIN = 700
"""Score for a price of nothing against its worth (cases.md B8: at a tenth of the price a product's
conversion goes from 2 % to 14 %, which is 590; assumed within 500 to 1400)."""
RIVAL_GAIN = 1400
"""Score lost to a rival's offer of nothing that is firmly in mind (assumed, tried 700 to 2800)."""
NOT_LOCAL = -1100
"""Score of somebody who cannot visit the shops (assumed)."""
BOUGHT_ALREADY = 300
"""Score lost for each order already made (assumed)."""

_C_CLICKS, _C_ORDERS, _C_GMV = COUNTER["clicks"], COUNTER["orders"], COUNTER["gmv_fen"]
_C_PAID_CLICKS, _C_PAID_ORDERS = COUNTER["paid_clicks"], COUNTER["paid_orders"]
_C_PAID_GMV = COUNTER["paid_gmv_fen"]


@piece
def tally(a: Any, row: Any, counter: Any, segment: Any, amount: Any) -> None:
    """Add to a counter of an item, in its total and in its audience segment; compiled."""
    a.totals[row, counter] += amount
    a.cube[row, counter, segment] += np.int32(amount)
    meeting = a.counts_out[2]
    if meeting > 0:  # only while meetings are traced
        a.trace[meeting - 1, T_ACTS] |= np.int64(1) << np.int64(counter)


@piece
def order_score(a: Any, product: Any, person: Any) -> Any:
    """Return the score (1/256 logit) of a click becoming an order; compiled."""
    p = a.products[product]
    row, cell = a.rows[person], a.memory[0, person]
    sense = np.int64(row[PRICE])
    score = np.int64(ORDER_BASE) + p[P_EASE]
    score += (p[P_WORTH] - p[P_PRICE]) * WORTH_GAIN // p[P_WORTH] * sense // 128
    score += np.int64(cell[AWARE]) - 96 + 2 * (np.int64(cell[TRUST]) - 128)
    score -= 3 * np.int64(cell[DOUBT]) + BOUGHT_ALREADY * np.int64(cell[BOUGHT])
    if p[P_RIVAL] > 0 and 0 < p[P_RIVAL_PRICE] < p[P_PRICE]:
        offer = np.int64(a.memory[p[P_RIVAL], person, OFFER])
        gap = (p[P_PRICE] - p[P_RIVAL_PRICE]) * RIVAL_GAIN // p[P_PRICE]
        score -= gap * sense // 128 * offer // 255
    if p[P_LOCAL_ONLY] and row[LOCAL] == 0:
        score += NOT_LOCAL
    return score


@piece
def click(a: Any, row: Any, person: Any, paid: Any) -> None:
    """Record a click on the product an item carries; compiled."""
    segment = a.rows[person, SEGMENT]
    tally(a, row, _C_CLICKS, segment, 1)
    if paid:
        tally(a, row, _C_PAID_CLICKS, segment, 1)
    a.met[row, person] |= np.uint8(CLICKED)


@piece
def buy(
    a: Any, row: Any, product: Any, person: Any, minute: Any, source: Any, paid: Any, warmth: Any, key: Any
) -> int:
    """Let a person who clicked decide on an order; return 1 if ordered; compiled.

    ``warmth`` is the channel's own part of the score (a host's pressure, a friend's word);
    ``key`` is the draw key of the question "does this person order from this item".
    """
    if a.products[product, P_OPEN] <= 0:
        return 0
    if draw32(key, person) >= threshold(order_score(a, product, person) + warmth):
        return 0
    price = a.products[product, P_PRICE]
    segment = a.rows[person, SEGMENT]
    tally(a, row, _C_ORDERS, segment, 1)
    tally(a, row, _C_GMV, segment, price)
    if paid:
        tally(a, row, _C_PAID_ORDERS, segment, 1)
        tally(a, row, _C_PAID_GMV, segment, price)
    a.products[product, P_OPEN] -= 1
    a.met[row, person] |= np.uint8(ORDERED)
    if a.memory[0, person, BOUGHT] < 255:
        a.memory[0, person, BOUGHT] += 1
    at = a.counts_out[0]
    if at < a.orders_out.shape[0]:
        out = a.orders_out[at]
        out[0], out[1], out[2], out[3] = person, product, minute, price
        out[4], out[5], out[6], out[7] = row, source, paid, 0
        a.counts_out[0] = at + 1
    return 1


@piece
def product_of(a: Any, row: Any) -> Any:
    """Return the index of the product an item carries, or -1; compiled."""
    return a.fields[row, PRODUCT]


# Columns of the order book (int64).
O_PERSON, O_PRODUCT, O_MINUTE, O_PRICE, O_ROW, O_SOURCE, O_PAID, O_STATE, O_DUE, O_KEY = range(10)
OPEN, REDEEMED, REFUNDED, KEPT = range(4)


_NOWHERE: NDArray[np.int64] = np.zeros(0, np.int64)


@kernel
def _due(rows: Any, until: Any, out: Any) -> Any:  # pragma: no cover - compiled
    """Write the positions of due orders, as far as there is room; return how many there are; compiled."""
    count = 0
    for k in range(rows.shape[0]):
        if rows[k, O_STATE] == OPEN and rows[k, O_DUE] < until:
            if count < out.shape[0]:
                out[count] = k
            count += 1
    return count


@dataclass(kw_only=True)
class OrderBook:
    """All orders of a run with what became of them.

    Parameters
    ----------
    rows : ndarray of shape (orders, 10), int64
        Columns are the ``O_`` constants; ``O_DUE`` is the minute of the next thing to happen.
    """

    rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 10), np.int64))

    def append(self, new: NDArray[np.int64], due: NDArray[np.int64], keys: NDArray[np.uint64]) -> None:
        """Add orders (first seven columns of ``orders_out``)."""
        block = np.zeros((new.shape[0], 10), np.int64)
        block[:, :7] = new[:, :7]
        block[:, O_DUE] = due
        block[:, O_KEY] = keys.view(np.int64)
        self.rows = np.vstack([self.rows, block])

    def due(self, until: int) -> NDArray[np.int64]:
        """Return the positions of open orders for which something happens before ``until``."""
        count = _due(self.rows, until, _NOWHERE)
        if count == 0:  # most ticks
            return _NOWHERE
        out = np.empty(count, np.int64)
        _due(self.rows, until, out)
        return out

    def count(self, product: int, state: int | None = None) -> int:
        """Return how many orders of a product there are (in one state)."""
        chosen = self.rows[:, O_PRODUCT] == product
        if state is not None:
            chosen &= self.rows[:, O_STATE] == state
        return int(chosen.sum())
