"""Items: every publication of a piece on one port, as one row of integer arrays.

Rows are positions and may differ between branches; identities are 64-bit ids made from the
decision (or from the world, for rivals), and all luck is keyed by identities only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.counters import N_COUNTERS, N_SOURCES, RETENTION_SECONDS
from simulator.people import N_SEGMENTS, N_TOPICS
from simulator.topics import topic_vector

# Columns of `fields` (int32).
BRAND = 0  # 0 own, 1.. rivals, -1 the rest of the world (claims, bystanders)
ACCOUNT = 1  # index of the account in the run, -1 for outsiders
CHANNEL = 2  # index of the channel in the run
PORT = 3  # index of the port in its channel
PUBLISHED = 4  # minute
DURATION = 5  # seconds
QUALITY = 6  # 0..255, 128 is the platform's median piece
HOOK = 7  # 0..255, strength of title, cover and first seconds; 128 median
CLICKBAIT = 8  # 0..255
EFFORT = 9  # 0..255, how hard it is to read; 128 median
TONE = 10  # -100..100 sentiment
INFO = 11  # 0..255, how much of the brand's key information it carries
PRODUCT = 12  # index of the product it carries, -1 none
CLAIM = 13  # index of the issue whose claim it spreads, -1 none
ANSWER = 14  # index of the issue it answers, -1 none
EVIDENCE = 15  # 0..255, how well the answer is supported
STATUS = 16  # one of the STATUS_ constants
THROTTLE = 17  # platform weight in 1/256; 256 means unthrottled
ORIGINAL = 18  # 0..255, 255 wholly original
CALL = 19  # 0..255, call to action
LOCALITY = 20  # 0..255, how much it speaks to locals
WARN = 21  # how often a platform has warned
PINNED = 22  # 1 when a product comment is pinned
RESTATES = 23  # 0..255, how much an answer repeats the rumour it answers
SENIOR = 24  # -100..100, made for older (positive) or younger people
OFFERS = 25  # 1 when a rival's piece names its cheap price
TREND = 26  # score units a current trend adds to everybody's interest in it
REVIEWED = 27  # 1 when it went through the three-step review
FREE = 28  # first of four columns a channel may use as it likes
N_FIELDS = 32

STATUS_SCHEDULED, STATUS_REVIEW, STATUS_LIVE, STATUS_LIMITED, STATUS_WITHDRAWN = range(5)
STATUS_NAMES = ("scheduled", "review", "live", "limited", "withdrawn")

# Bits of `met`: what one person has done with one item.
MET, VIEWED, FINISHED, ENGAGED, SHARED, CLICKED, ORDERED, FOLLOWED = (1 << i for i in range(8))

MAX_KEYS = 24
ROOM = 128
"""Rows made at a time: rows that nobody uses yet are zeros the system has not handed out."""
OUT_FIELDS = 8


# Columns of the trace of meetings (int64). ``T_STAY``: deciseconds. ``T_ACTS``: a bit for each
# counter that the meeting moved (``1 << COUNTER["likes"]`` ...). A minute that somebody spends in a
# live room is a line of its own with the source ``INSIDE``.
T_PERSON, T_ROW, T_MINUTE, T_SOURCE, T_STAY, T_ACTS = range(6)
N_TRACE = 6
INSIDE = -1


class Arrays(NamedTuple):
    """Everything a kernel may read and write; one tuple, passed to every kernel.

    Shapes: n people, B brands, I issues, R item rows. ``orders_out`` columns: person, product,
    minute, price (fen), item row, source, paid (0/1), reserved. ``shares_out`` columns: person,
    item row, minute, kind, depth, parent person, reserved x2. ``counts_out``: [orders, shares,
    trace, -] filled so far in the tick. ``trace`` columns: `T_PERSON` to `T_ACTS`; it has no rows
    unless tracing is on.
    """

    rows: Any  # uint8 [n, 64]
    memory: Any  # uint8 [B, n, 8]
    follows: Any  # uint64 [n], a bit per account
    issues: Any  # uint8 [max(I, 1), n]
    met: Any  # uint8 [R, n]
    fields: Any  # int32 [R, N_FIELDS]
    topics: Any  # uint8 [R, 24], weights that sum to 64
    keys: Any  # uint64 [R, MAX_KEYS], one per purpose of the channel
    totals: Any  # int64 [R, N_COUNTERS]
    cube: Any  # int32 [R, N_COUNTERS, N_SEGMENTS]
    sources: Any  # int64 [R, 2, N_SOURCES]: impressions, views by source
    retention: Any  # int64 [R, len(RETENTION_SECONDS)]
    products: Any  # int64 [max(P, 1), 12]
    orders_out: Any  # int64 [cap, 8]
    shares_out: Any  # int64 [cap, 8]
    counts_out: Any  # int64 [4]
    trace: Any  # int64 [cap or 0, N_TRACE]


TOPIC_PARTS = 64
"""Parts that an item's topics share out."""


def spread_topics(weights: Mapping[str, int] | tuple[int, ...]) -> NDArray[np.uint8]:
    """Return topic weights as 24 numbers that sum to 64 (largest remainders; even when empty).

    Examples
    --------
    >>> spread_topics({"food_drink": 3, "local_life": 1})[:2].tolist()
    [48, 16]
    """
    vector = topic_vector(weights) if isinstance(weights, Mapping) else tuple(weights)
    raw = np.array(vector, np.int64) if sum(vector) else np.ones(N_TOPICS, np.int64)
    parts = raw * TOPIC_PARTS
    out = parts // raw.sum()
    rest = parts % raw.sum()
    order = np.argsort(-rest, kind="stable")
    out[order[: TOPIC_PARTS - int(out.sum())]] += 1
    return out.astype(np.uint8)


@dataclass(kw_only=True)
class ItemCard:
    """What is known of an item beside its numbers."""

    row: int
    id: int
    key: str
    title: str
    account: str
    channel: str
    port: str
    pillar: str = ""
    decision: str = ""
    status_reason_zh: str = ""
    status_reason_en: str = ""
    retired: int = -1
    notes: dict[str, int | float | str] = field(default_factory=dict)


@dataclass(kw_only=True)
class ItemTable:
    """All items of a run; grows by rows, never renumbers.

    Parameters
    ----------
    n : int
        Simulated people.
    """

    n: int
    count: int = 0
    cards: list[ItemCard] = field(default_factory=list)
    met: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0), np.uint8))
    fields: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, N_FIELDS), np.int32))
    topics: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, N_TOPICS), np.uint8))
    keys: NDArray[np.uint64] = field(default_factory=lambda: np.zeros((0, MAX_KEYS), np.uint64))
    totals: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, N_COUNTERS), np.int64))
    cube: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, N_COUNTERS, N_SEGMENTS), np.int32))
    sources: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2, N_SOURCES), np.int64))
    retention: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((0, len(RETENTION_SECONDS)), np.int64)
    )

    def __post_init__(self) -> None:
        if self.met.shape[1] != self.n:
            self.met = np.zeros((0, self.n), np.uint8)

    @property
    def capacity(self) -> int:
        """Rows that are allocated."""
        return int(self.fields.shape[0])

    def add(self, card: ItemCard) -> bool:
        """Append an item; return whether the arrays moved (kernels need a new `Arrays`)."""
        moved = self.count == self.capacity
        if moved:
            self._grow(max(ROOM, self.capacity))
        card.row = self.count
        self.cards.append(card)
        self.count += 1
        return moved

    def trimmed(self) -> ItemTable:
        """Return the table without the rows that nobody uses yet, to be saved."""
        return replace(self, **{name: getattr(self, name)[: self.count] for name in _ARRAYS})

    def _grow(self, more: int) -> None:
        for name in _ARRAYS:
            old = getattr(self, name)
            new = np.zeros((old.shape[0] + more, *old.shape[1:]), old.dtype)
            new[: old.shape[0]] = old
            setattr(self, name, new)


_ARRAYS = ("met", "fields", "topics", "keys", "totals", "cube", "sources", "retention")
