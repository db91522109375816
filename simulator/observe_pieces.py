"""The trainee's pieces as their platforms show them: counts, rates, sources, retention, peers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.channel import Channel, Own, own_of, source_names
from simulator.counters import COUNTER, COUNTERS, N_COUNTERS, OWN_COUNTER
from simulator.decisions import Publish
from simulator.kpi_sales import own_rows
from simulator.observation import ContentView, Reading
from simulator.rates import COMMON_RATES, RATES, Rate
from simulator.seen import batch_boundary, batch_rows, seen_totals, totals_at
from simulator.shown import HIDDEN_COUNTERS, LEAST_COUNT, NOT_AVAILABLE, NOT_YET, TOO_SMALL, factors, reading
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

_TOP = np.zeros((len(COMMON_RATES), N_COUNTERS), np.int64)
for _at, _rate in enumerate(RATES[name] for name in COMMON_RATES):
    for _name in _rate.over:
        _TOP[_at, COUNTER[_name]] += 1
    for _name in _rate.minus:
        _TOP[_at, COUNTER[_name]] -= 1
_UNDER = np.array([COUNTER[RATES[name].under] for name in COMMON_RATES])
_PER = np.array([RATES[name].per for name in COMMON_RATES])
_PEER_AT = [COMMON_RATES.index(name) for name in PEER_RATES]


def rate_table(totals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the common rates of rows of summed counters, in their order; ``nan`` without denominator."""
    under = totals[:, _UNDER].astype(np.float64)
    under[under == 0] = np.nan
    return (totals @ _TOP.T) / under * _PER


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Which counters and rates of a channel exist on its screens."""

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


def read_counts(shown: Shown, totals: NDArray[np.int64], state: Any) -> dict[str, Reading]:
    """Return one row of totals as readings."""
    values = totals.tolist()
    return {name: reading(values[at], state) for name, at in shown.counters}


def read_rates(
    shown: Shown, totals: NDArray[np.int64], rates: NDArray[np.float64], state: Any
) -> dict[str, Reading]:
    """Return one row of (rounded) rates as readings; a denominator below three is too small to show."""
    under, values = totals.tolist(), rates.tolist()
    out = {
        name: TOO_SMALL if under[below] < LEAST_COUNT else reading(values[at], state)
        for name, at, below in shown.rates
    }
    counts = {name: under[at] for name, at in shown.counters} if shown.own_rates else {}
    for name, rate in shown.own_rates:
        small = counts[rate.under] < LEAST_COUNT
        out[name] = TOO_SMALL if small else reading(round(rate.of(counts), 4), state)
    return out


@dataclass(frozen=True, kw_only=True)
class Table:
    """All items' visible numbers at one minute, computed together."""

    totals: NDArray[np.int64]
    rates: NDArray[np.float64]
    rounded: NDArray[np.float64]
    slow: NDArray[np.bool_]
    boundary: int
    curves: NDArray[np.int64]  # [items, counter of CURVES, hour]
    peers: dict[tuple[int, int], NDArray[np.float64]]  # (channel, band) -> [peer, PEER_RATES]


def table_of(world: World) -> Table:
    """Compute what all pieces show now."""
    totals = seen_totals(world)
    rates = rate_table(totals)
    return Table(
        totals=totals,
        rates=rates,
        rounded=rates.round(4),
        slow=batch_rows(world),
        boundary=batch_boundary(world.minute),
        curves=_curves(world),
        peers=_peers(world),
    )


def _curves(world: World) -> NDArray[np.int64]:
    columns = [COUNTER[name] for name in CURVES]
    end = world.minute // 60
    first = max(0, end - HOURS_BACK)
    marks = np.stack([totals_at(world, hour * 60)[:, columns] for hour in range(first, end + 1)], axis=-1)
    return np.diff(marks, axis=-1) * factors(world.scenario)[columns][None, :, None]


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


def contents(world: World, table: Table) -> tuple[ContentView, ...]:
    """Return the views of all own pieces, published first, then those on schedule."""
    shown = [shown_by(channel) for channel in world.channels]
    published = [_content(world, table, int(row), shown) for row in own_rows(world)]
    there = {view.key for view in published}
    waiting = [d for d in world.queue if isinstance(d, Publish) and d.key not in there]
    return (*published, *(_scheduled(world, decision) for decision in waiting))


def _content(world: World, table: Table, row: int, shown: list[Shown]) -> ContentView:
    card, f = world.items.cards[row], world.items.fields[row].tolist()
    slow = bool(table.slow[row])
    return ContentView(
        **_names(world, card, f),
        **_numbers(table, row, shown[f[it.CHANNEL]]),
        sources=_sources(world, table, row),
        retention=() if slow else _retention(world, row),
        percentile={} if slow else _percentile(table, row, f),
        last_hours={} if slow else dict(zip(CURVES, map(tuple, table.curves[row].tolist()), strict=True)),
        negative_share=_negative(table.totals[row]),
    )


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


def _numbers(table: Table, row: int, shown: Shown) -> dict[str, Any]:
    totals = table.totals[row]
    if not table.slow[row]:
        return {
            "counts": read_counts(shown, totals, "live"),
            "rates": read_rates(shown, totals, table.rounded[row], "live"),
        }
    if totals[COUNTER["views"]] < LEAST_COUNT:
        # nothing of it is in a batch yet, or too few have read it to be counted
        gap = NOT_YET if not totals.any() else TOO_SMALL
        return {
            "counts": {name: gap for name, _ in shown.counters},
            "rates": dict.fromkeys(shown.rate_names, gap),
        }
    return {
        "counts": read_counts(shown, totals, "t+1"),
        "rates": read_rates(shown, totals, table.rounded[row], "t+1"),
    }


def _sources(world: World, table: Table, row: int) -> dict[str, int]:
    """Return views by source; in a batch, the same split of the views that are out."""
    counts = world.items.sources[row, 1]
    total = int(counts.sum())
    if not total:
        return {}
    factor = world.scenario.audience.people_per_agent
    out, under = (int(table.totals[row, COUNTER["views"]]), total) if table.slow[row] else (factor, 1)
    names = source_names(world.channels[world.items.fields[row, it.CHANNEL]])
    return {names[k]: int(counts[k]) * out // under for k in np.flatnonzero(counts).tolist()}


def _retention(world: World, row: int) -> tuple[float, ...]:
    curve = world.items.retention[row]
    return tuple((curve / curve[0]).round(4).tolist()) if curve[0] >= LEAST_COUNT else ()


def _percentile(table: Table, row: int, f: list[int]) -> dict[str, Reading]:
    peers = table.peers.get((f[it.CHANNEL], int(band_of(f[it.DURATION]))))
    if peers is None or peers.shape[0] < LEAST_PEERS or table.totals[row, COUNTER["views"]] < PEER_VIEWS:
        return dict.fromkeys(PEER_RATES, TOO_SMALL)
    own = table.rates[row, _PEER_AT]
    beaten = ((peers < own).mean(axis=0) * 100).round().tolist()
    return {name: reading(value) for name, value in zip(PEER_RATES, beaten, strict=True)}


def _negative(totals: NDArray[np.int64]) -> Reading:
    said = int(totals[COUNTER["comments"]])
    if said < LEAST_COUNT:
        return TOO_SMALL if said else NOT_AVAILABLE
    return reading(round(int(totals[COUNTER["negative_comments"]]) / said, 4))


def _scheduled(world: World, decision: Publish) -> ContentView:
    account = world.account(decision.account)
    return ContentView(
        key=decision.key, account=account.key, channel=account.channel, port=account.port,
        title=decision.title, pillar=decision.pillar, published=decision.at or world.minute,
        status="scheduled", product=decision.product, answers=decision.answers, duration_s=decision.duration_s,
    )  # fmt: skip
