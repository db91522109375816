"""What is done side by side is what plain NumPy does one after another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.kernel import kernel
from simulator.lanes import (
    DRAWS,
    LANES,
    RANKED,
    count_below,
    draws_of,
    lowest_bit,
    sums_of_products,
    which_below,
    who_says_yes,
)
from simulator.randomness import mix_array
from simulator.tables import LOGISTIC

LUCK = np.random.default_rng(7)


@kernel
def _sums(rows: Any, person: Any, columns: Any, out: Any) -> None:
    sums_of_products(rows, person, columns, out)


@kernel
def _below(numbers: Any, bounds: Any, times: Any) -> Any:
    return which_below(numbers, bounds, times)


@kernel
def _count(numbers: Any, begin: Any, bound: Any) -> Any:
    return count_below(numbers, begin, bound)


@kernel
def _lowest(bits: Any) -> Any:
    return lowest_bit(bits)


@kernel
def _draws(keys: Any, begin: Any, step: Any, out: Any, there: Any) -> None:
    draws_of(keys, begin, step, out, there)


@kernel
def _yes(draws: Any, begin: Any, scores: Any, halves: Any, more: Any) -> Any:
    return who_says_yes(draws, begin, scores, halves, more, LOGISTIC)


def test_sums_of_products_are_those_of_the_matrices() -> None:
    rows = LUCK.integers(0, 101, (5, 64)).astype(np.uint8)
    columns = np.zeros((24, LANES), np.uint16)
    columns[:, :50] = LUCK.multinomial(64, np.full(24, 1 / 24), 50).T
    rows[1, :24] = 100
    for person in range(rows.shape[0]):
        out = np.zeros(LANES, np.uint16)
        _sums(rows, person, columns, out)
        assert (out == rows[person, :24].astype(np.int64) @ columns.astype(np.int64)).all()


@pytest.mark.parametrize("times", [0, 1, 17, 65_280])
def test_a_bit_is_set_where_a_number_is_below_its_bound(times: int) -> None:
    bounds = LUCK.integers(0, 1 << 31, LANES)
    numbers = bounds * times + LUCK.integers(-1, 2, LANES)
    bits = int(_below(numbers, bounds, times))
    assert [bits >> k & 1 for k in range(LANES)] == (numbers < bounds * times).astype(int).tolist()


def test_numbers_below_a_bound_are_counted_from_where_it_was_said() -> None:
    numbers = LUCK.integers(-50, 50, 3 * RANKED).astype(np.int32)
    for begin in (0, 5, 2 * RANKED):
        part = numbers[begin : begin + RANKED]
        assert [_count(numbers, begin, b) for b in (-60, 0, 60)] == [
            int((part < b).sum()) for b in (-60, 0, 60)
        ]


@pytest.mark.parametrize("bit", [0, 1, 31, 32, 63])
def test_the_lowest_bit_is_found(bit: int) -> None:
    assert _lowest(np.uint64(1 << bit | 1 << 63)) == bit


def test_draws_side_by_side_are_those_of_the_mixing_function() -> None:
    keys = LUCK.integers(-(1 << 63), 1 << 63, 3 * DRAWS)
    out, step = np.zeros(2 * DRAWS, np.uint64), np.uint64(0xFEDCBA9876543210)
    _draws(keys, 5, step, out, DRAWS)
    with np.errstate(over="ignore"):
        assert (out[DRAWS:] == mix_array(keys[5 : 5 + DRAWS].view(np.uint64) + step)).all()
    assert not out[:DRAWS].any()


def test_who_says_yes_draws_below_the_threshold_of_the_score() -> None:
    span = LOGISTIC.size // 2
    scores = np.array([-9000, -span, -1, 0, 40, span, span + 1, 9000])
    halves = np.arange(DRAWS) % 2
    for more in (-333, 0, 71):
        threshold = LOGISTIC[np.clip(scores + (more >> halves), -span, span) + span].astype(np.int64)
        for lower in (-1, 0):  # one below the threshold says yes, the threshold itself does not
            draws = np.zeros(2 * DRAWS, np.uint64)
            draws[3 : 3 + DRAWS] = np.maximum(threshold + lower, 0).astype(np.uint64) << np.uint64(32)
            bits = int(_yes(draws, 3, scores, halves, more))
            wanted = np.maximum(threshold + lower, 0) < threshold
            assert [bits >> d & 1 for d in range(DRAWS)] == wanted.astype(int).tolist()
