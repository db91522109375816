"""Integer tables with which people's decisions are taken without floating point.

Scores are int32 in 1/256 logit ("score units"). A probability is a 32-bit threshold: a person
says yes when the draw is smaller. The tables are made once from exact rational or decimal
arithmetic (`decimal`, not libm), so they are the same on every machine; their SHA-256 is tested.
"""

from __future__ import annotations

from decimal import Decimal, getcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernel import kernel

getcontext().prec = 40

SCORE_ONE = 256
"""Score units in one logit."""

_SPAN = 12 * SCORE_ONE
_FULL = 1 << 32


def _logistic_table() -> NDArray[np.uint32]:
    step = (Decimal(1) / SCORE_ONE).exp()
    value = (Decimal(-_SPAN) / SCORE_ONE).exp()
    out = np.empty(2 * _SPAN + 1, dtype=np.uint32)
    for index in range(2 * _SPAN + 1):
        out[index] = min(_FULL - 1, int(value / (1 + value) * _FULL))
        value *= step
    return out


def _exponential_table(size: int = 4096) -> NDArray[np.uint32]:
    """-ln of the mid-points of (0, 1), in 1/4096."""
    out = np.empty(size, dtype=np.uint32)
    for index in range(size):
        out[index] = int(-((Decimal(2 * index + 1) / (2 * size)).ln()) * 4096)
    return out


def _growth_table(span: int = 8 * SCORE_ONE) -> NDArray[np.uint32]:
    """exp(score) in 1/4096 for scores -8..+8 logits (relative factors)."""
    step = (Decimal(1) / SCORE_ONE).exp()
    value = (Decimal(-span) / SCORE_ONE).exp()
    out = np.empty(2 * span + 1, dtype=np.uint32)
    for index in range(2 * span + 1):
        out[index] = int(value * 4096)
        value *= step
    return out


LOGISTIC = _logistic_table()
EXPONENTIAL = _exponential_table()
GROWTH = _growth_table()
for _table in (LOGISTIC, EXPONENTIAL, GROWTH):
    _table.setflags(write=False)

_SPAN_I = np.int64(_SPAN)
_GROWTH_SPAN = np.int64(8 * SCORE_ONE)


@kernel
def threshold(score: Any) -> Any:
    """Return the 32-bit threshold of a score (a logistic curve); compiled."""
    s = np.int64(score)
    if s < -_SPAN_I:
        s = -_SPAN_I
    elif s > _SPAN_I:
        s = _SPAN_I
    return np.uint64(LOGISTIC[s + _SPAN_I])


@kernel
def growth(score: Any) -> Any:
    """Return exp(score) as an integer in 1/4096; compiled."""
    s = np.int64(score)
    if s < -_GROWTH_SPAN:
        s = -_GROWTH_SPAN
    elif s > _GROWTH_SPAN:
        s = _GROWTH_SPAN
    return np.int64(GROWTH[s + _GROWTH_SPAN])


@kernel
def exponential(bits: Any) -> Any:
    """Return an exponential waiting time in 1/4096 from a 64-bit draw; compiled."""
    return np.int64(EXPONENTIAL[np.int64(np.uint64(bits) >> np.uint64(52))])


def score_of(probability: float) -> int:
    """Return the score (1/256 logit) whose probability is nearest.

    Parameters
    ----------
    probability : float
        In (0, 1). Used when parameters are written down, never inside a kernel.

    Examples
    --------
    >>> score_of(0.5)
    0
    """
    target = min(_FULL - 1, int(probability * _FULL))
    return int(np.searchsorted(LOGISTIC, target)) - _SPAN


@kernel
def halved(age: Any, half: Any) -> Any:
    """Return 2 to the power -age/half in 1/4096; compiled."""
    return np.int64(GROWTH[max(0, 2048 - age * 177 // max(1, half))])  # 177 is ln 2 in 1/256
