"""The live screen: who is in, ten-minute indicators against peers, the shelf."""

from __future__ import annotations

from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.livestream.numbers import C_STAY, NAME, PEERS, V_AWAY
from channels.livestream.room import Room, priced, stock_left
from simulator import market as mk
from simulator import observe_pieces
from simulator.counters import COUNTER, N_SOURCES, SOURCES
from simulator.observation import Reading, RoomView
from simulator.rates import COMMON_RATES, RATES
from simulator.shown import NOT_AVAILABLE, TOO_SMALL, reading, shown_people
from simulator.world import World

LEAST_COMPARED = 10
"""Denominators below which a rate is not compared with other rooms' (assumed)."""
_COMPARED = [COMMON_RATES.index(name) for name in PEERS]
_COMPARED_WITH = [COUNTER[RATES[name].under] for name in PEERS]
_SHARE = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


def view(world: World, room: Room, totals: NDArray[np.int64]) -> RoomView:
    """Return a room as its screen shows it; ``totals`` are its item's counts that are out."""
    card, now = world.items.cards[room.row], world.minute
    shown, counts = observe_pieces.shown_by(world.channel_of(NAME)), totals.tolist()
    rates = observe_pieces.rate_table(totals[None, :])[0].tolist()
    minutes = max(0, min(now, room.end) - room.start)
    stay = room.log[:minutes, C_STAY]
    curve = ((stay * world.scenario.audience.people_per_agent + 300) // 600).tolist()
    return RoomView(
        key=room.key, account=card.account, title=card.title, start=room.start, end=room.end,
        status=_status(room, now), online=shown_people(world.scenario, present(room, now)),
        explaining=world.scenario.products[room.product].key if room.on_air(now) and room.product >= 0 else None,
        shelf=_shelf(world, room), spare_line=room.spare,
        counts={**observe_pieces.read_counts(shown, counts, "live"), "peak_online": reading(max(curve, default=0))},
        rates=observe_pieces.read_rates(shown, counts, rates, "live"),
        entries=_entries(world, room), online_curve=tuple(curve),
        indicators=_indicators(room, minutes, totals) if minutes else {},
    )  # fmt: skip


def _status(room: Room, now: int) -> Any:
    if room.ended or now >= room.end:
        return "ended"
    if now < room.start:
        return "planned"
    return "broken" if room.cut(now) else "live"


def present(room: Room, now: int) -> int:
    """Return how many simulated people are in a room now; nobody when it is not on air."""
    return int((room.visitors[:, V_AWAY] < now).sum()) if room.on_air(now) else 0


def _entries(world: World, room: Room) -> dict[str, int]:
    counts = world.items.sources[room.row, 1].tolist()
    return {SOURCES[k]: shown_people(world.scenario, counts[k]) for k in range(N_SOURCES) if counts[k]}


def _shelf(world: World, room: Room) -> tuple[dict[str, float | str | bool], ...]:
    prices = priced(world, room, world.minute)[:, mk.P_PRICE].tolist()
    left = stock_left(world, room).tolist()
    return tuple(_shelf_row(world, room, place, prices[k], left[k]) for place, k in enumerate(room.shelf))


def _shelf_row(world: World, room: Room, place: int, price: int, left: int) -> dict[str, float | str | bool]:
    k = room.shelf[place]
    listed = k not in room.off
    return {
        "product": world.scenario.products[k].key, "price": price / 100, "listed": listed,
        "explaining": place == room.place and room.on_air(world.minute),
        "state": ("on" if left > 0 else "sold_out") if listed else "delisted",
        "checked": room.checked[place], "explain_minutes": room.minutes[place],
        "clicks": shown_people(world.scenario, int(room.sold[k, 0])),
        "orders": shown_people(world.scenario, int(room.sold[k, 1])),
    }  # fmt: skip


def _indicators(room: Room, minutes: int, totals: NDArray[np.int64]) -> dict[str, dict[str, Reading]]:
    """Return the indicators of the last ten minutes, the ten before and the whole room."""
    marks = [max(0, minutes - back) for back in (20, 10, 0)]
    counts = np.stack([*(room.log[a:b].sum(axis=0) for a, b in pairwise(marks)), totals])
    rates = observe_pieces.rate_table(counts)[:, _COMPARED]
    # below ten in the denominator a rate is too small to compare
    parts = np.where(counts[:, _COMPARED_WITH] < LEAST_COMPARED, np.nan, rates).T.tolist()
    return {name: _indicator(name, *part) for name, part in zip(PEERS, parts, strict=True)}


def _indicator(name: str, before: float, last: float, whole: float) -> dict[str, Reading]:
    """Return one indicator: last ten minutes, change on the ten before, share of peers beaten, whole."""
    small = isnan(last)
    compared = not small and not isnan(before) and before != 0
    return {
        "last10": TOO_SMALL if small else reading(round(last, 4)),
        "change": reading(round(last / before - 1, 3)) if compared else TOO_SMALL,
        "percentile": TOO_SMALL if small else reading(beaten(name, last)),
        "whole": TOO_SMALL if isnan(whole) else reading(round(whole, 4)),
        "median7": NOT_AVAILABLE,
    }


def beaten(name: str, value: float) -> float:
    """Return the share of peer rooms a value beats, by straight lines between stored quantiles."""
    marks = (0.0, *PEERS[name], PEERS[name][-1] * 3)
    for (low, high), (a, b) in zip(pairwise(marks), pairwise(_SHARE), strict=True):
        if value < high:
            return round(a + (b - a) * (value - low) / (high - low), 2)
    return 1.0
