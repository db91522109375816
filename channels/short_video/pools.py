"""Recommendation pools: opened, shown, and followed by a next one whose size follows from the rates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.short_video.parameters import (
    BAND_COMPLETION,
    BANDS,
    BASE_COMMENT,
    BASE_LIKE,
    BASE_SHARE,
    BASE_VALID,
    MAX_GROWN,
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
from simulator.kernel import kernel, piece
from simulator.reactions import COPY_WEIGHT, originality_weight
from simulator.tables import GROWTH
from simulator.world import World


def scaled(world: World, people: int) -> int:
    """Return a number of people in simulated people, at least 24 of them."""
    return max(min(people, 24), people // world.scenario.audience.people_per_agent)


def first_pool(world: World, row: int, people: int) -> int:
    """Return the size of a new piece's first pool: less for a copy, and for each piece of the same day.

    An account's pieces of one day share its audience: the n-th gets 1/n of a first pool (assumed;
    practitioners advise against a second post within hours).
    """
    f = world.items.fields[: world.items.count]
    same = (f[:, it.CHANNEL] == f[row, it.CHANNEL]) & (f[:, it.ACCOUNT] == f[row, it.ACCOUNT])
    same &= f[:, it.PUBLISHED] > world.minute - 1440
    same[row] = False  # a piece that is let out again may itself be older than a day
    earlier = int(same.sum()) if f[row, it.ACCOUNT] >= 0 else 0
    weight = COPY_WEIGHT + (256 - COPY_WEIGHT) * int(f[row, it.ORIGINAL]) // 255
    return max(1, scaled(world, people) * weight // (256 * (1 + earlier)))


def rates(
    world: World,
    rows: NDArray[np.int64],
    pool: NDArray[np.int64],
    p: NDArray[np.int64],
    tick: Tick,
    slots: int,
) -> NDArray[np.int64]:
    """Return each piece's rates (2**-32 a slot), and the limits of its pull (see `race_of`).

    Columns: recommendation, follow feed, search, limit, what following adds to the limit.
    """
    out = np.zeros((rows.size, 5), np.int64)
    state, people = world.state["short_video"], world.scenario.audience.people_per_agent
    scale = (scaled(world, int(p[P_COLD])), world.audience.n // 4, max(40, int(p[P_PRIOR]) // people))
    _rates(
        world.items.fields, pool, state["perf"], state["mean"], p, rows, (tick.start, tick.length),
        max(1, slots), scale, out,
    )  # fmt: skip
    return out


@kernel
def _halved(age: Any, half: Any) -> Any:
    """2 to the power -age/half in 1/4096; compiled."""
    return np.int64(GROWTH[max(0, 2048 - age * 177 // max(1, half))])


@kernel
def _rates(
    fields: Any,
    pool: Any,
    perf: Any,
    mean: Any,
    p: Any,
    rows: Any,
    tick: Any,
    slots: Any,
    scale: Any,
    out: Any,
) -> None:  # pragma: no cover - compiled
    """Open the next pools and write the rates of the pieces; compiled.

    ``tick``: its first minute and length. ``scale``: people of a cold start, of the largest pool,
    views of prior evidence.
    """
    start, length = tick
    for k in range(rows.shape[0]):
        row = rows[k]
        age, throttle = start - np.int64(fields[row, it.PUBLISHED]), np.int64(fields[row, it.THROTTLE])
        _promote(fields, pool, perf, p, row, start, scale)
        left, ends = pool[row, 0], pool[row, 2]
        if left > 0:
            share = left * length * 4096 // max(length, ends - start)
            shown = (share << 20) // slots * 4096 // max(64, mean[row]) * throttle >> 8
            out[k, 0] = min(1 << 28, shown)
        out[k, 1] = (p[P_FOLLOW_PULL] << 32) // 1000 * _halved(age, p[P_FOLLOW_HOURS] * 60) >> 12
        out[k, 2] = (p[P_SEARCH] << 32) // 1_000_000 * throttle >> 8
        out[k, 3], out[k, 4] = out[k, 0] * MAX_GROWN + out[k, 2], out[k, 1]


@piece
def _promote(fields: Any, pool: Any, perf: Any, p: Any, row: Any, start: Any, scale: Any) -> None:
    """Open the next pool when this one is shown, its size a continuous function of the rates; compiled."""
    cold, largest, prior = scale
    left, size, ends, number = pool[row, 0], pool[row, 1], pool[row, 2], pool[row, 3]
    if size > 0 and (left * 10 <= size or start >= ends):
        quality = _relative_quality(perf[row], _band(fields[row, it.DURATION]), prior)
        age = start - np.int64(fields[row, it.PUBLISHED])
        factor = p[P_GROWTH] * quality // 1024 * quality // 1024 * _halved(age, p[P_FRESH] * 60) >> 12
        factor = factor * np.int64(fields[row, it.THROTTLE]) // 256 * originality_weight(fields, row) // 256
        new = min(max(0, size - max(0, left)) * factor // 1000, largest)
        if new * 12 < cold:
            new = 0
        pool[row, 0], pool[row, 1] = new, new
        pool[row, 2], pool[row, 3] = start + p[P_POOL_HOURS] * 60 * (number + 2) // 2, number + 1


@piece
def _band(duration: Any) -> Any:
    """Return the duration band of a piece; compiled."""
    band = 0
    while band < _BANDS.shape[0] - 1 and duration > _BANDS[band]:
        band += 1
    return band


@kernel
def _relative_quality(perf: Any, band: Any, prior: Any) -> Any:
    """Return a piece's organic performance against its duration band, 1024 being the yardstick; compiled.

    Each rate is shrunk towards the band's published value by ``prior`` views, so no single like
    decides (architecture, Randomness).
    """
    total = np.int64(0)
    for k in range(_WEIGHTS.shape[0]):
        base = _COMPLETION[band] if k == 0 else _BASES[k]
        total += _WEIGHTS[k] * min(
            4096, (perf[_GOT[k]] * 10_000 + prior * base) * 1024 // ((perf[0] + prior) * base)
        )
    return total // 1000


_BANDS = np.array(BANDS, np.int64)
_COMPLETION = np.array(BAND_COMPLETION, np.int64) * 10
_WEIGHTS = np.array([420, 330, 80, 70, 100], np.int64)
"""What completion, valid views, likes, comments and shares count, of 1,000 (assumed)."""
_GOT = np.array([2, 1, 3, 4, 5], np.int64)
_BASES = np.array([0, BASE_VALID, BASE_LIKE, BASE_COMMENT, BASE_SHARE], np.int64)
