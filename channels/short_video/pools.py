"""Recommendation pools: opened, shown, and followed by a next one whose size follows from the rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from channels.short_video.parameters import (
    BAND_COMPLETION,
    BANDS,
    BASE_COMMENT,
    BASE_LIKE,
    BASE_SHARE,
    BASE_VALID,
    MAX_PULL,
    P_COLD,
    P_FOLLOW_HOURS,
    P_FOLLOW_PULL,
    P_FRESH,
    P_GROWTH,
    P_POOL_HOURS,
    P_PRIOR,
    P_SEARCH,
)
from simulator import items as it
from simulator.channel import Tick
from simulator.tables import GROWTH
from simulator.world import World


def scaled(world: World, people: int) -> int:
    """Return a number of people in simulated people, at least 24 of them."""
    return max(min(people, 24), people // world.scenario.audience.people_per_agent)


def mean_growth(world: World, row: int, gain: int) -> int:
    """Mean factor (1/4096) by which interest changes the pull of a piece, over a fixed tenth of people."""
    sample = world.audience.rows[:: max(1, world.audience.n // 4000), :24].astype(np.int64)
    match = sample @ world.items.topics[row].astype(np.int64) // 64
    score = np.clip(gain * (match - 40), -2048, 2047)
    return int(np.minimum(GROWTH[score + 2048], MAX_PULL).mean())


def rates(
    world: World,
    rows: NDArray[np.int64],
    pool: NDArray[np.int64],
    p: NDArray[np.int64],
    tick: Tick,
    slots: int,
) -> NDArray[np.int64]:
    """Return each piece's rates (2**-32 a slot) for recommendation, follow feed and search."""
    out = np.zeros((rows.size, 3), np.int64)
    slots = max(1, slots)
    for k, row in enumerate(rows.tolist()):
        _promote(world, row, pool[row], p, tick)
        left, _, ends, _ = pool[row].tolist()
        age = tick.start - int(world.items.fields[row, it.PUBLISHED])
        throttle = int(world.items.fields[row, it.THROTTLE])
        if left > 0:
            share = left * tick.length * 4096 // max(tick.length, ends - tick.start)
            mean = max(64, int(world.items.cards[row].notes["mean_growth"]))
            out[k, 0] = min(1 << 28, (share << 20) // slots * 4096 // mean * throttle >> 8)
        out[k, 1] = (int(p[P_FOLLOW_PULL]) << 32) // 1000 * _halved(age, int(p[P_FOLLOW_HOURS]) * 60) >> 12
        out[k, 2] = (int(p[P_SEARCH]) << 32) // 1_000_000 * throttle >> 8
    return out


def _halved(age: int, half: int) -> int:
    """2 to the power -age/half in 1/4096."""
    return int(GROWTH[max(0, 2048 - age * 177 // max(1, half))])


def _promote(world: World, row: int, pool: NDArray[np.int64], p: NDArray[np.int64], tick: Tick) -> None:
    """Open the next pool when this one is shown, its size a continuous function of the rates."""
    left, size, ends, number = pool.tolist()
    if size == 0 or (left * 10 > size and tick.start < ends):
        return
    quality = relative_quality(world, row, p)
    age = tick.start - int(world.items.fields[row, it.PUBLISHED])
    factor = int(p[P_GROWTH]) * quality // 1024 * quality // 1024 * _halved(age, int(p[P_FRESH]) * 60) >> 12
    factor = factor * int(world.items.fields[row, it.THROTTLE]) // 256
    new = min(max(0, size - max(0, left)) * factor // 1000, world.audience.n // 4)
    if new * 12 < scaled(world, int(p[P_COLD])):
        new = 0
    hours = int(p[P_POOL_HOURS]) * 60 * (number + 2) // 2
    pool[:] = (new, new, tick.start + hours, number + 1)


def relative_quality(world: World, row: int, p: NDArray[np.int64]) -> int:
    """Return a piece's organic performance against its duration band, 1024 being the yardstick.

    Each rate is shrunk towards the band's published value by ``prior_views``, so no single like
    decides (architecture, Randomness).
    """
    views, valid, done, likes, comments, shares = world.state["short_video"]["perf"][row].tolist()
    prior = max(40, int(p[P_PRIOR]) // world.scenario.audience.people_per_agent)
    band = next(k for k, end in enumerate(BANDS) if world.items.fields[row, it.DURATION] <= end)
    total = 0
    for weight, got, base in (
        (420, done, BAND_COMPLETION[band] * 10), (330, valid, BASE_VALID), (80, likes, BASE_LIKE),
        (70, comments, BASE_COMMENT), (100, shares, BASE_SHARE),
    ):  # fmt: skip
        total += weight * min(4096, (got * 10_000 + prior * base) * 1024 // ((views + prior) * base))
    return total // 1000
