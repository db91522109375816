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
    PATIENCE,
)
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.reactions import originality_weight
from simulator.tables import halved
from simulator.world import World


def scaled(world: World, people: int) -> int:
    """Return a number of people in simulated people, at least 24 of them."""
    return max(min(people, 24), people // world.scenario.audience.people_per_agent)


def place_of_day(world: World, row: int) -> int:
    """Return which of its account's pieces of one day a new piece is, from 1: they share its audience.

    The n-th gets 1/n of a first pool and of a place in the followers' feeds (assumed; practitioners
    advise against a second post within hours).
    """
    f = world.items.fields[: world.items.count]
    if f[row, it.ACCOUNT] < 0:
        return 1
    same = (f[:, it.CHANNEL] == f[row, it.CHANNEL]) & (f[:, it.ACCOUNT] == f[row, it.ACCOUNT])
    same &= f[:, it.PUBLISHED] > world.minute - 1440
    same[row] = False  # a piece that is let out again may itself be older than a day
    return 1 + int(same.sum())


def first_pool(world: World, row: int, people: int, place: int) -> int:
    """Return the size of a new piece's first pool: less for a copy, and by its `place_of_day`."""
    f = world.items.fields
    weight = int(originality_weight.py_func(f, row))  # as Python: compiling a piece for one call takes longer
    return max(1, scaled(world, people) * weight // (256 * place))


def rates(
    world: World,
    rows: NDArray[np.int64],
    pool: NDArray[np.int64],
    p: NDArray[np.int64],
    minute: int,
    traffic: float,
) -> NDArray[np.int64]:
    """Return each piece's rates (2**-32 a slot), and the limits of its pull (see `race_of`).

    Columns: recommendation, follow feed, search, limit, what following adds to the limit.
    ``traffic``: slots a minute, the mean of the day. A pool is shown at a steady rate *a slot*, so
    it fills quickly in the evening and slowly at night, as people come.
    """
    out = np.zeros((rows.size, 5), np.int64)
    state, people = world.state["short_video"], world.scenario.audience.people_per_agent
    scale = (scaled(world, int(p[P_COLD])), world.audience.n // 4, max(40, int(p[P_PRIOR]) // people))
    _rates(
        world.items.fields, pool, state["perf"], state["mean"], state["place"], p, rows, minute,
        max(1, round(traffic * 60)), scale, out,
    )  # fmt: skip
    return out


@kernel
def _rates(
    fields: Any,
    pool: Any,
    perf: Any,
    mean: Any,
    place: Any,
    p: Any,
    rows: Any,
    start: Any,
    traffic: Any,
    scale: Any,
    out: Any,
) -> None:  # pragma: no cover - compiled
    """Open the next pools and write the rates of the pieces; compiled.

    ``traffic``: slots an hour, the mean of the day. ``scale``: people of a cold start, of the
    largest pool, views of prior evidence.
    """
    for k in range(rows.shape[0]):
        row = rows[k]
        age, throttle = start - np.int64(fields[row, it.PUBLISHED]), np.int64(fields[row, it.THROTTLE])
        _promote(fields, pool, perf, p, row, start, scale)
        if pool[row, 0] > 0:
            share = (pool[row, 1] << 33) // (traffic * p[P_POOL_HOURS] * max(2, pool[row, 3] + 1))
            out[k, 0] = min(1 << 28, share * 4096 // max(64, mean[row]) * throttle >> 8)
        fresh = halved(age, p[P_FOLLOW_HOURS] * 60)
        out[k, 1] = ((p[P_FOLLOW_PULL] << 32) // 1000 * fresh >> 12) // max(1, place[row])
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
        factor = p[P_GROWTH] * quality // 1024 * quality // 1024 * halved(age, p[P_FRESH] * 60) >> 12
        factor = factor * np.int64(fields[row, it.THROTTLE]) // 256 * originality_weight(fields, row) // 256
        new = min(max(0, size - max(0, left)) * factor // 1000, largest)
        if new * 12 < cold:
            new = 0
        pool[row, 0], pool[row, 1] = new, new
        pool[row, 2] = start + PATIENCE * p[P_POOL_HOURS] * 30 * (number + 2)
        pool[row, 3] = number + 1


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
