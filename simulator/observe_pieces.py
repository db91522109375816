"""The trainee's pieces as their platforms show them: counts, rates, sources, retention, peers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.channel import Channel, Own, own_of, source_names
from simulator.counters import COUNTER, COUNTERS, OWN_COUNTER
from simulator.decisions import Publish
from simulator.kpi_sales import own_rows
from simulator.observation import ContentView, Reading, State
from simulator.rates import COMMON_RATES, RATES, Rate
from simulator.seen import batch_rows, hourly_marks, seen_totals
from simulator.shown import HIDDEN_COUNTERS, LEAST_COUNT, NOT_AVAILABLE, NOT_YET, TOO_SMALL, factors, readings
from simulator.texts import Text

if TYPE_CHECKING:
    from simulator.world import World

PEER_RATES = ("valid_view_rate", "completion_rate", "mean_watch_s", "like_rate", "comment_rate", "share_rate")
"""Rates that are compared with peers (同类分位)."""
LEAST_PEERS = 5
"""Peers below which no percentile is shown (assumed)."""
PEER_VIEWS = 20
"""Views a peer needs to be compared with (assumed)."""
DURATION_BANDS = (15, 30, 60)
"""Ends (seconds) of the bands within which pieces are peers (assumed: wide, so that there are peers; A8)."""
HOURS_BACK = 12
"""Full hours of the small curves beside a piece."""
CURVES = ("impressions", "views", "likes", "comments", "shares", "clicks", "orders", "follows")
"""Counters that have an hourly curve."""
_CURVE_COLUMNS = tuple(COUNTER[name] for name in CURVES)
_BANDS = len(DURATION_BANDS) + 1

_OVER = np.array([COUNTER[RATES[name].over[0]] for name in COMMON_RATES])
_MORE = [
    (at, COUNTER[counter], sign)
    for at, name in enumerate(COMMON_RATES)
    for sign, counters in ((1, RATES[name].over[1:]), (-1, RATES[name].minus))
    for counter in counters
]
_UNDER = np.array([COUNTER[RATES[name].under] for name in COMMON_RATES])
_PER = np.array([RATES[name].per for name in COMMON_RATES])
_PEER_AT = [COMMON_RATES.index(name) for name in PEER_RATES]


def rate_table(totals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the common rates of rows of summed counters, in their order; ``nan`` without denominator."""
    under = totals[:, _UNDER].astype(np.float64)
    under[under == 0] = np.nan
    top = totals[:, _OVER]
    for rate, column, sign in _MORE:
        top[:, rate] += sign * totals[:, column]
    return top / under * _PER


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """Which counters and rates of a channel exist on its screens; one object for each kind of channel."""

    counters: tuple[tuple[str, int], ...]
    rates: tuple[tuple[str, int, int], ...]  # name, row of the rate table, denominator's counter
    own_rates: tuple[tuple[str, Rate], ...]  # rates that the channel names itself

    @property
    def rate_names(self) -> tuple[str, ...]:
        """All rates of the channel."""
        return (*(name for name, _, _ in self.rates), *(name for name, _ in self.own_rates))


def shown_by(channel: Channel) -> Shown:
    """Return the counters a channel declares, less those nobody can count, and their rates."""
    return _shown_of(tuple(channel.counters), own_of(channel))


@cache
def _shown_of(declared: tuple[str, ...], own: Own) -> Shown:
    names = [name for name in COUNTERS if name in declared and name not in HIDDEN_COUNTERS]
    rates = [
        (name, at, COUNTER[RATES[name].under])
        for at, name in enumerate(COMMON_RATES)
        if {*RATES[name].over, *RATES[name].minus, RATES[name].under} <= set(names)
    ]
    named = tuple((name, OWN_COUNTER + k) for k, (name, _) in enumerate(own.counters))
    return Shown(
        counters=(*((name, COUNTER[name]) for name in names), *named), rates=tuple(rates), own_rates=own.rates
    )


def read_counts(shown: Shown, totals: Sequence[int], state: State) -> dict[str, Reading]:
    """Return one row of totals as readings."""
    known = readings(state)
    return {name: known[totals[at]] for name, at in shown.counters}


def read_rates(
    shown: Shown, totals: Sequence[int], rates: Sequence[float], state: State
) -> dict[str, Reading]:
    """Return one row of (rounded) rates as readings; a denominator below three is too small to show."""
    known = readings(state)
    out = {
        name: TOO_SMALL if totals[below] < LEAST_COUNT else known[rates[at]]
        for name, at, below in shown.rates
    }
    counts = {name: totals[at] for name, at in shown.counters} if shown.own_rates else {}
    for name, rate in shown.own_rates:
        small = counts[rate.under] < LEAST_COUNT
        out[name] = TOO_SMALL if small else known[round(rate.of(counts), 4)]
    return out


class Table:
    """All items' visible numbers at one minute, computed together; each kind when it is first asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.totals = seen_totals(world)

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """The common rates of each item."""
        return rate_table(self.totals)

    @cached_property
    def slow(self) -> NDArray[np.bool_]:
        """Which items' numbers come the day after."""
        return batch_rows(self._world)

    @cached_property
    def curves(self) -> NDArray[np.int64]:
        """What the last hours brought: [items, counter of `CURVES`, hour]."""
        return _curves(self._world)

    @cached_property
    def peers(self) -> dict[tuple[int, int], NDArray[np.float64]]:
        """Rivals' pieces by (channel, duration band): [peer, `PEER_RATES`]."""
        return _peers(self._world)


def table_of(world: World) -> Table:
    """Return what all pieces show now."""
    return Table(world)


def _curves(world: World) -> NDArray[np.int64]:
    grown = np.diff(hourly_marks(world, _CURVE_COLUMNS, HOURS_BACK), axis=0)
    return (grown * factors(world.scenario)[list(_CURVE_COLUMNS)]).transpose(1, 2, 0)


def band_of(duration: NDArray[np.int32] | int) -> Any:
    """Return the duration band of a piece (or of many)."""
    return np.searchsorted(DURATION_BANDS, duration, side="left")


def _peers(world: World) -> dict[tuple[int, int], NDArray[np.float64]]:
    """Group the rates of rivals' pieces by channel and duration band."""
    f = world.items.fields[: world.items.count]
    totals = world.items.totals[: world.items.count]
    rows = np.flatnonzero((f[:, it.BRAND] > 0) & (totals[:, COUNTER["views"]] >= PEER_VIEWS))
    rates = rate_table(totals[rows])[:, _PEER_AT]
    kinds = list(zip(f[rows, it.CHANNEL].tolist(), band_of(f[rows, it.DURATION]).tolist(), strict=True))
    return {kind: rates[[k for k, other in enumerate(kinds) if other == kind]] for kind in set(kinds)}


# ---- the pieces ------------------------------------------------------------------------------


class _Own:
    """What the own pieces show, worked out for all of them together: an entry a piece, in order."""

    def __init__(self, world: World, table: Table) -> None:
        self.world, self.table = world, table
        self.rows = own_rows(world)
        self.cards = [world.items.cards[row] for row in self.rows.tolist()]
        self.columns = world.items.fields[self.rows]
        self.fields: list[list[int]] = self.columns.tolist()
        self.shown = [shown_by(channel) for channel in world.channels]
        self.source_names = [source_names(channel) for channel in world.channels]

    @cached_property
    def _numbers(self) -> NDArray[np.int64]:
        return self.table.totals[self.rows]

    @cached_property
    def totals(self) -> list[list[int]]:
        """The counters that are out."""
        return self._numbers.tolist()

    @cached_property
    def printed(self) -> list[bytes]:
        """The same, to tell whether they were shown before."""
        return [row.tobytes() for row in self._numbers]

    @cached_property
    def rates(self) -> list[list[float]]:
        """The common rates."""
        return self.table.rates[self.rows].round(4).tolist()

    @cached_property
    def slow(self) -> list[bool]:
        """Whether the numbers come the day after."""
        return self.table.slow[self.rows].tolist()

    @cached_property
    def sources(self) -> list[list[int]]:
        """Views by source."""
        return self.world.items.sources[self.rows, 1].tolist()

    @cached_property
    def retention(self) -> list[tuple[float, ...]]:
        """Shares still watching."""
        return _retention(self.world.items.retention[self.rows])

    @cached_property
    def beaten(self) -> list[list[float] | None]:
        """Percentages of the peers that are beaten."""
        return _beaten(self.table, self.rows, self.columns)

    @cached_property
    def curves(self) -> list[list[list[int]]]:
        """What the last hours brought."""
        return self.table.curves[self.rows].tolist()


def _retention(curves: NDArray[np.int64]) -> list[tuple[float, ...]]:
    """Return the share still watching of each piece; nothing where fewer than three began."""
    begun = curves[:, :1]
    shares = (curves / np.maximum(begun, 1)).round(4).tolist()
    enough = (begun[:, 0] >= LEAST_COUNT).tolist()
    return [tuple(row) if shown else () for row, shown in zip(shares, enough, strict=True)]


def _beaten(table: Table, rows: NDArray[np.int64], fields: NDArray[np.int32]) -> list[list[float] | None]:
    """Return for each piece the percentages of its peers it beats, None where too few can be compared."""
    out: list[list[float] | None] = [None] * rows.size
    kinds = fields[:, it.CHANNEL] * _BANDS + band_of(fields[:, it.DURATION])
    enough = table.totals[rows, COUNTER["views"]] >= PEER_VIEWS
    rates = table.rates[rows][:, _PEER_AT]
    for (channel, band), peers in table.peers.items():
        at = np.flatnonzero(enough & (kinds == channel * _BANDS + band))
        if peers.shape[0] < LEAST_PEERS or not at.size:
            continue
        beaten = ((peers[None, :, :] < rates[at, None, :]).mean(axis=1) * 100).round()
        for k, row in zip(at.tolist(), beaten.tolist(), strict=True):
            out[k] = row
    return out


def contents(world: World, table: Table, parts: Sequence[str] | None = None) -> tuple[ContentView, ...]:
    """Return the views of all own pieces, published first, then those on schedule; with some parts alone if wanted."""
    wanted = tuple(_PIECE) if parts is None else parts
    # every value is made here with the exact type of its field: checking them again took half of a look
    found = _pieces(world, table)
    return _with_waiting(
        world,
        tuple(
            ContentView.of_parts(one.names | {name: getattr(one, name) for name in wanted}) for one in found
        ),
    )


def glimpses(world: World, table: Table) -> tuple[ContentView, ...]:
    """Return the same for one look at a few of their parts, each made when it is first asked for."""
    return _with_waiting(world, cast("tuple[ContentView, ...]", tuple(_pieces(world, table))))


def _pieces(world: World, table: Table) -> list[_Piece]:
    own = _Own(world, table)
    return [_Piece(own, k) for k in range(len(own.cards))]


def _with_waiting(world: World, published: tuple[ContentView, ...]) -> tuple[ContentView, ...]:
    there = {view.key for view in published}
    waiting = [d for d in world.queue if isinstance(d, Publish) and d.key not in there]
    return (*published, *(_scheduled(world, decision) for decision in waiting))


class _Piece:
    """The parts of a published piece's view by name, each made once."""

    def __init__(self, own: _Own, k: int) -> None:
        self.own, self.k, self.key = own, k, own.cards[k].key

    def __getattr__(self, name: str) -> Any:
        """Make a part that nobody has asked for yet."""
        if name in _PIECE:
            found = _PIECE[name](self.own, self.k)
        elif name in self.names:
            found = self.names[name]
        else:
            raise AttributeError(name)
        self.__dict__[name] = found
        return found

    @cached_property
    def names(self) -> dict[str, Any]:
        """What is known of the piece beside its numbers."""
        return _names(self.own.world, self.own.cards[self.k], self.own.fields[self.k])


def _names(world: World, card: it.ItemCard, f: list[int]) -> dict[str, Any]:
    products, issues = world.scenario.products, world.scenario.issues
    return {
        "key": card.key, "account": card.account, "channel": card.channel, "port": card.port,
        "title": card.title, "pillar": card.pillar, "published": f[it.PUBLISHED],
        "status": it.STATUS_NAMES[f[it.STATUS]], "status_reason": _reason(card),
        "product": products[f[it.PRODUCT]].key if 0 <= f[it.PRODUCT] < len(products) else None,
        "answers": issues[f[it.ANSWER]].key if 0 <= f[it.ANSWER] < len(issues) else None,
        "duration_s": f[it.DURATION],
    }  # fmt: skip


def _reason(card: it.ItemCard) -> Text | None:
    if not card.status_reason_zh:
        return None
    return Text(zh=card.status_reason_zh, en=card.status_reason_en or card.status_reason_zh)


MOST_NUMBERS = 4096
"""Counts and rates of pieces kept for later looks, about 25 MB (assumed: a run shows 2,000)."""
_Numbers = tuple[dict[str, Reading], dict[str, Reading]]
_NUMBERS: dict[tuple[Shown, bool, bytes], _Numbers] = {}


def _numbers(own: _Own, k: int) -> _Numbers:
    """Return the counts and the rates of a piece.

    Most pieces stand still between two looks, and many runs of a form show the same: equal totals
    are put into words once. Everybody gets dictionaries of their own.
    """
    shown = own.shown[own.fields[k][it.CHANNEL]]
    key = (shown, own.slow[k], own.printed[k])
    found = _NUMBERS.get(key)
    if found is None:
        if len(_NUMBERS) >= MOST_NUMBERS:
            _NUMBERS.clear()
        found = _NUMBERS[key] = _numbers_of(shown, own.totals[k], own.rates[k], slow=own.slow[k])
    return found


def _numbers_of(shown: Shown, totals: list[int], rates: list[float], *, slow: bool) -> _Numbers:
    if slow and totals[COUNTER["views"]] < LEAST_COUNT:
        # nothing of it is in a batch yet, or too few have read it to be counted
        gap = TOO_SMALL if any(totals) else NOT_YET
        return {name: gap for name, _ in shown.counters}, dict.fromkeys(shown.rate_names, gap)
    state: State = "t+1" if slow else "live"
    return read_counts(shown, totals, state), read_rates(shown, totals, rates, state)


def _sources(own: _Own, k: int) -> dict[str, int]:
    """Return views by source; in a batch, the same split of the views that are out."""
    counts, names = own.sources[k], own.source_names[own.fields[k][it.CHANNEL]]
    factor = own.world.scenario.audience.people_per_agent
    out, under = (own.totals[k][COUNTER["views"]], sum(counts)) if own.slow[k] else (factor, 1)
    return {names[at]: count * out // under for at, count in enumerate(counts) if count}


def _percentile(beaten: list[float] | None) -> dict[str, Reading]:
    if beaten is None:
        return dict.fromkeys(PEER_RATES, TOO_SMALL)
    known = readings("live")
    return {name: known[value] for name, value in zip(PEER_RATES, beaten, strict=True)}


def _negative(totals: list[int]) -> Reading:
    said = totals[COUNTER["comments"]]
    if said < LEAST_COUNT:
        return TOO_SMALL if said else NOT_AVAILABLE
    return readings("live")[round(totals[COUNTER["negative_comments"]] / said, 4)]


_PIECE: dict[str, Callable[[_Own, int], Any]] = {
    "counts": lambda own, k: _numbers(own, k)[0].copy(),
    "rates": lambda own, k: _numbers(own, k)[1].copy(),
    "sources": _sources,
    "retention": lambda own, k: () if own.slow[k] else own.retention[k],
    "percentile": lambda own, k: {} if own.slow[k] else _percentile(own.beaten[k]),
    "last_hours": lambda own, k: (
        {} if own.slow[k] else dict(zip(CURVES, map(tuple, own.curves[k]), strict=True))
    ),
    "negative_share": lambda own, k: _negative(own.totals[k]),
}
"""What a piece's view shows beside its names, and how it is made."""


def _scheduled(world: World, decision: Publish) -> ContentView:
    account = world.account(decision.account)
    return ContentView(
        key=decision.key, account=account.key, channel=account.channel, port=account.port,
        title=decision.title, pillar=decision.pillar, published=decision.at or world.minute,
        status="scheduled", product=decision.product, answers=decision.answers, duration_s=decision.duration_s,
    )  # fmt: skip
