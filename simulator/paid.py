"""Paid delivery: targeting, an auction against the hour's competition, pacing, a learning phase.

An order serves the hashes below a threshold that is set from the last tick's eligible count and
its money, so from an equal state more money reaches a superset of people. It stops when the money
ends. With conversions fed back (late, as on the platforms) delivery leans towards people who
respond; a large change of bid or targeting starts the learning again. Wear-out is not a formula
here: it is the fatigue of the people who met the creative before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernel import kernel, piece
from simulator.people import AGE, CITY_TIERS, GENDER, LOCAL, N_TOPICS, TIER
from simulator.randomness import draw
from simulator.reactions import matching
from simulator.tables import growth

# Columns of `orders` (int64).
(
    ITEM,
    CHANNEL,
    AGES,
    GENDERS,
    ONLY_LOCAL,
    INTERESTS,
    THRESHOLD,
    COST,
    LEFT,
    ELIGIBLE,
    LEAN,
    KEY,
    ACTIVE,
    BRAND,
    SERVED,
    ENDS,  # of rivals' orders only: minute at which they end
    TIERS,
) = range(17)
N_PAID = 17

MARKET_CPM_FEN = 2800
"""Competition's bid for 1,000 impressions at an average hour; with the auction below who bids it pays
about 22 yuan (fact A31: 20 yuan; cases.md A6: 25)."""
HOUR_PRICE = (
    70,
    60,
    55,
    50,
    50,
    55,
    70,
    85,
    95,
    100,
    105,
    110,
    120,
    115,
    105,
    105,
    110,
    120,
    130,
    160,
    180,
    180,
    160,
    110,
)
"""Competition by hour in 1/100 (fact A33: prime time 1.3 to 3 times; assumed shape)."""
LEARN_FROM = 20
"""Conversions after which an order has left its learning phase (assumed; platforms say 20 to 50)."""
MAX_LEAN = 10
"""Score per interest point above average that a trained order leans by (assumed, tried 4 to 16)."""
INTERESTED_FROM = 50
"""Interest (of 100) from which a platform counts a person to an interest group (assumed)."""
FEEDBACK_DELAY = 120
"""Minutes until conversions reach the platform's model (assumed; cases.md 1.4 names the delay)."""


@piece
def eligible(order: Any, row: Any) -> bool:
    """Tell whether a person is in an order's targeting; compiled."""
    if not (order[AGES] >> row[AGE]) & 1 or not (order[GENDERS] >> row[GENDER]) & 1:
        return False
    if not (order[TIERS] >> row[TIER]) & 1 or (order[ONLY_LOCAL] and row[LOCAL] == 0):
        return False
    if order[INTERESTS] == 0:
        return True
    for t in range(N_TOPICS):  # noqa: SIM110 - compiled
        if (order[INTERESTS] >> t) & 1 and row[t] >= INTERESTED_FROM:
            return True
    return False


@piece
def served(order: Any, session_key: Any, match: Any) -> bool:
    """Tell whether an order serves this session, and take its money if so; compiled.

    The chance rises with the order's threshold and, once it has learned, with the person's match.
    """
    order[ELIGIBLE] += 1
    if order[LEFT] < order[COST] or order[THRESHOLD] == 0:
        return False
    lean = order[LEAN] * (np.int64(match) - 40)
    limit = (order[THRESHOLD] * growth(min(max(lean, -512), 512))) >> 12
    if np.int64(draw(np.uint64(order[KEY]), session_key) >> np.uint64(32)) >= limit:
        return False
    order[LEFT] -= order[COST]
    order[SERVED] += 1
    return True


@piece
def takes_place(a: Any, order: Any, person: Any, session_key: Any) -> bool:
    """Tell whether an order takes a bought place of this session, paying for it; compiled."""
    if order[ACTIVE] == 0 or not eligible(order, a.rows[person]):
        return False
    return served(order, session_key, matching(a, order[ITEM], person))


@dataclass(kw_only=True)
class PaidCard:
    """What is known of a paid order beside the kernel's numbers."""

    index: int
    key: str
    content: str
    kind: str
    goal: str
    bid_fen: int
    budget_fen: int
    start: int
    end: int
    pacing: str
    status: str = "running"
    learned: int = 0
    feedback: list[tuple[int, int]] = field(default_factory=list)
    spent_fen: int = 0
    base: dict[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class PaidDesk:
    """All paid orders of a run.

    Parameters
    ----------
    orders : ndarray of shape (k, 17), int64
        What kernels read and write. Money (``COST``, ``LEFT``) in 1/1000 fen.
    """

    orders: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, N_PAID), np.int64))
    cards: list[PaidCard] = field(default_factory=list)

    def add(self, card: PaidCard, row: NDArray[np.int64]) -> int:
        """Append an order; return its index."""
        card.index = self.orders.shape[0]
        self.orders = np.vstack([self.orders, row[None, :]])
        self.cards.append(card)
        return card.index

    def add_rival(self, row: NDArray[np.int64]) -> None:
        """Append a rival's order; it has no card, for nobody but the kernels sees it."""
        self.orders = np.vstack([self.orders, row[None, :]])

    def end_rivals(self, minute: int) -> None:
        """Stop the rivals' orders that are over."""
        _end(self.orders, minute)

    def running(self, channel: int) -> NDArray[np.int64]:
        """Return the positions of a channel's running orders."""
        if not self.orders.shape[0]:
            return _NONE
        out = np.empty(self.orders.shape[0], np.int64)
        return out[: _running(self.orders, channel, out)]


_NONE: NDArray[np.int64] = np.zeros(0, np.int64)


@kernel
def _end(orders: Any, minute: Any) -> None:  # pragma: no cover - compiled
    for k in range(orders.shape[0]):
        if orders[k, BRAND] > 0 and orders[k, ENDS] <= minute:
            orders[k, ACTIVE] = 0


@kernel
def _running(orders: Any, channel: Any, out: Any) -> Any:  # pragma: no cover - compiled
    count = 0
    for k in range(orders.shape[0]):
        if orders[k, CHANNEL] == channel and orders[k, ACTIVE] == 1:
            out[count] = k
            count += 1
    return count


def market_cpm_fen(minute: int, targeted_share: float) -> int:
    """Return what the competition pays for 1,000 impressions now, in fen.

    Narrow targeting meets more competition for each person.
    """
    hour = (minute // 60) % 24
    narrow = 100 + int(60 * (1 - max(0.05, min(1.0, targeted_share))))
    return MARKET_CPM_FEN * HOUR_PRICE[hour] * narrow // 10_000


def auction(bid_cpm_fen: int, market_fen: int) -> tuple[int, int]:
    """Return (share of auctions won in 1/1000, price of 1,000 impressions in fen).

    A second-price auction against a spread of competitors: who bids the market's price wins half.

    Examples
    --------
    >>> auction(2000, 2000)
    (500, 1600)
    """
    b2, m2 = bid_cpm_fen * bid_cpm_fen, market_fen * market_fen
    won = b2 * 1000 // max(1, b2 + m2)
    return won, min(bid_cpm_fen, market_fen * (600 + won * 4 // 10) // 1000)


def pace(
    card: PaidCard, order: NDArray[np.int64], minute: int, tick: int, bid_cpm_fen: int, people: int = 1
) -> None:
    """Set an order's threshold and price for the coming tick.

    Wanted impressions follow from the money left and the time left (even) or from the money alone
    (fast); the auction bounds the share of eligible sessions that can be won.
    """
    seen = max(50, int(order[ELIGIBLE]))
    order[ELIGIBLE] = 0
    won, cpm = auction(bid_cpm_fen, market_cpm_fen(minute, 1.0))
    # fen per 1,000 impressions is 1/1000 fen an impression; an agent stands for `people` of them
    cost = max(1, cpm) * people
    ticks_left = max(1, (card.end - minute + tick - 1) // tick)
    affordable = int(order[LEFT]) // cost
    wanted = affordable if card.pacing == "fast" else (affordable + ticks_left - 1) // ticks_left
    share = min(won * (1 << 32) // 1000, wanted * (1 << 32) // seen)
    order[COST] = cost
    order[THRESHOLD] = min((1 << 32) - 1, share)


def age_mask(ages: tuple[str, ...]) -> int:
    """Return the bits of `AGE_BANDS` that a targeting covers (50+ is two of our bands)."""
    bands = {"18-23": 2, "24-30": 4, "31-40": 8, "41-49": 16, "50+": 32 | 64}
    return sum(bands[age] for age in ages) if ages else 127


def tier_mask(tiers: tuple[str, ...]) -> int:
    """Return the bits of `CITY_TIERS` that a targeting covers; all when it names none."""
    return sum(1 << CITY_TIERS.index(tier) for tier in set(tiers or CITY_TIERS))
