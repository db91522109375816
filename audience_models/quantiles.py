"""Integer tables from which people are drawn: bell curves, heavy tails, shares.

Nothing here calls the floating-point mathematics library: tables come from `decimal`, whole
numbers or are written out, so that the same people are made on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import AudienceError
from simulator.kernel import njit

FULL = 1 << 32
"""One, as a 32-bit probability threshold."""

GRAIN = 1 << 16
"""Shares are rounded to 1/65,536."""

BELL_ONE = 256
"""Bell units in one standard deviation."""

BELL_CENTRE = 1020
"""Mean of the sum of eight bytes; its standard deviation is 209."""


def as_decimal(share: float) -> Decimal:
    """Return the number a person wrote down (0.1 means exactly one tenth)."""
    return Decimal(repr(float(share)))


def shares_in_order(shares: Mapping[str, float], order: Sequence[str], what: str) -> list[Decimal]:
    """Return shares in the order of their categories, scaled to sum to exactly one.

    Raises
    ------
    AudienceError
        If a category is missing or unknown, a share is negative, or the sum is not 1 within 1 %.
    """
    if set(shares) != set(order):
        message = f"{what} names {sorted(shares)}; allowed and needed are {list(order)}"
        raise AudienceError(message)
    values = [as_decimal(shares[name]) for name in order]
    total = sum(values, Decimal(0))
    if min(values) < 0 or abs(total - 1) > Decimal("0.01"):
        raise AudienceError(f"{what} sums to {total}; shares must not be negative and sum to 1")
    return [value / total for value in values]


def threshold_of(share: Decimal) -> int:
    """Return the 32-bit threshold of a share, in steps of 1/65,536."""
    return min(FULL - 1, int((share * GRAIN).to_integral_value()) * (FULL // GRAIN))


def boundaries(shares: Sequence[Decimal]) -> NDArray[np.uint32]:
    """Return the inner boundaries that cut 32-bit draws into categories."""
    total, out = Decimal(0), []
    for share in shares[:-1]:
        total += share
        out.append(threshold_of(total))
    return np.array(out, dtype=np.uint32)


def pick(bits: NDArray[np.uint64], limits: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the category of each 64-bit draw (its upper half is compared)."""
    upper = (bits >> np.uint64(32)).astype(np.uint32)
    return np.searchsorted(limits, upper, side="right").astype(np.uint8)


def bell_sum(bits: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the sum of the eight bytes of each draw: a bell curve around 1020, sd 209."""
    parts = np.ascontiguousarray(bits).view(np.uint8).reshape(-1, 8)
    return parts.sum(axis=1, dtype=np.int64)


def bell(bits: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return a bell-shaped draw in 1/256 of a standard deviation (Irwin-Hall, eight bytes)."""
    return ((bell_sum(bits) - BELL_CENTRE) * 627) >> 9


@njit(inline="always")
def bell_of(bits: Any) -> Any:
    """Return a bell-shaped draw in 1/256 of a standard deviation; compiled, equal to `bell`."""
    z = np.uint64(bits)
    total = np.int64(0)
    for _ in range(8):
        total += np.int64(z & np.uint64(255))
        z = z >> np.uint64(8)
    return ((total - 1020) * 627) >> 9


def mixed(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a bell-shaped value that correlates .5 with the first of two independent ones."""
    return (first * 128 + second * 222) >> 8


def _bell_ranks() -> NDArray[np.uint8]:
    counts = np.ones(1, dtype=np.int64)
    for _ in range(8):
        counts = np.convolve(counts, np.ones(256, dtype=np.int64))
    below, out = 0, []
    for count in counts.tolist():
        out.append((2 * below + count) >> 57)  # the middle of this step, in 1/256 of 2**64
        below += count
    return np.minimum(np.array(out), 255).astype(np.uint8)


BELL_RANKS = _bell_ranks()
"""Rank, 0..255, of each possible sum of eight bytes (exact counts)."""


def exponentials(spread: Decimal, *, span: int = 5) -> list[Decimal]:
    """Return exp(spread * z) for z from -span to +span standard deviations in bell units."""
    with localcontext() as context:
        context.prec = 30
        step = (spread / BELL_ONE).exp()
        value = (-spread * span).exp()
        out = [value]
        for _ in range(2 * span * BELL_ONE):
            value *= step
            out.append(value)
    return out


def power_tables(exponent: Decimal) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return integer tables of a Pareto tail, P(X > x) = x ** -exponent for x >= 1.

    Returns
    -------
    doublings : ndarray of int64
        ``2 ** (k / exponent)`` in 1/4096, for k leading zero bits of a draw.
    mantissas : ndarray of int64
        ``(1 + (m + 1/2) / 256) ** (-1 / exponent)`` in 1/4096, for the next eight bits.
    """
    with localcontext() as context:
        context.prec = 30
        slope = 1 / exponent
        two = Decimal(2).ln()
        doublings = [round((two * slope * (k + 1)).exp() * 4096) for k in range(33)]
        steps = [(1 + (Decimal(m) + Decimal("0.5")) / 256).ln() for m in range(256)]
        mantissas = [round((-slope * step).exp() * 4096) for step in steps]
    return np.array(doublings, dtype=np.int64), np.array(mantissas, dtype=np.int64)


def geometric_table(mean: float, *, size: int = 256) -> NDArray[np.uint8]:
    """Return an inverse table of a geometric-like number of slots, at least 1, with this mean."""
    with localcontext() as context:
        context.prec = 30
        goal = as_decimal(mean)
        if not 1 <= goal <= 60:
            raise AudienceError(f"slots_per_session is {mean}; allowed are 1 to 60")
        low, high = Decimal(1), goal * 2 + 2
        for _ in range(24):
            middle = (low + high) / 2
            table = _geometric(middle, size)
            low, high = (middle, high) if sum(table) < goal * size else (low, middle)
    return np.array(_geometric(high, size), dtype=np.uint8)


def _geometric(mean: Decimal, size: int) -> list[int]:
    if mean <= Decimal("1.001"):
        return [1] * size
    rate = -(1 - 1 / mean).ln()
    return [min(255, 1 + int(wait / rate)) for wait in _waits(size)]


@cache
def _waits(size: int) -> tuple[Decimal, ...]:
    """Return exponential waiting times at the mid-quantiles."""
    return tuple(-(1 - (2 * index + 1) / Decimal(2 * size)).ln() for index in range(size))
