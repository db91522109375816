"""Keyed luck: pure, the same compiled and in NumPy, and free of collisions."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import RandomnessError
from simulator.randomness import Seeds, draw, draw32, draw_array, draw_int, mix, mix_array, purpose
from simulator.tables import EXPONENTIAL, GROWTH, LOGISTIC, score_of, threshold

WORD = st.integers(0, 2**64 - 1)


def test_the_mixing_function_is_splitmix64() -> None:
    """The first outputs of splitmix64 seeded with 0 are published (Vigna's reference code)."""
    golden = 0x9E3779B97F4A7C15
    outputs = [int(mix(np.uint64((golden * k) % 2**64))) for k in (1, 2, 3)]
    assert outputs == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@given(key=WORD, part=st.integers(0, 2**40))
def test_the_compiled_draw_equals_numpy_and_plain_python(key: int, part: int) -> None:
    """One draw, three implementations."""
    compiled = int(draw(np.uint64(key), part))
    assert compiled == int(draw_array(np.uint64(key), np.array([part]))[0]) == draw_int(key, part)


@given(values=st.lists(WORD, min_size=1, max_size=20))
def test_the_compiled_mix_equals_numpy(values: list[int]) -> None:
    """Bit for bit."""
    array = np.array(values, np.uint64)
    assert [int(mix(v)) for v in array] == mix_array(array).tolist()


def test_two_seeds_and_two_purposes_give_different_keys() -> None:
    """All four of (world, chance) x (a, b) differ, and both halves of a seed count."""
    seeds = Seeds(world=1, chance=1)
    keys = {seeds.world_key("a"), seeds.world_key("b"), seeds.chance_key("a"), seeds.chance_key("b")}
    high = Seeds(world=1 + (1 << 64), chance=1)
    assert len(keys | {high.world_key("a")}) == 5


def test_a_seed_out_of_range_is_refused() -> None:
    """128 bits, not negative."""
    with pytest.raises(RandomnessError, match="2\\*\\*128"):
        Seeds(world=-1, chance=0)


def test_two_purposes_that_collide_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that gives the same number for everything is noticed at the second name."""

    class Same:
        def digest(self) -> bytes:
            return b"\x01" * 32

    monkeypatch.setattr(hashlib, "sha256", lambda _: Same())
    purpose("test.first")
    with pytest.raises(RandomnessError, match="share a key"):
        purpose("test.second")


def test_draws_are_even_across_keys_and_parts() -> None:
    """A chi-square over 256 bins of 200,000 draws stays below its 99.99 % point (about 341)."""
    draws = draw_array(np.uint64(99), np.arange(200_000)) >> np.uint64(56)
    counts = np.bincount(draws.astype(np.int64), minlength=256)
    assert ((counts - 781.25) ** 2 / 781.25).sum() < 341


def test_the_tables_are_the_ones_that_were_released() -> None:
    """Decimal arithmetic gives the same integers on every machine."""
    seal = hashlib.sha256(b"".join(t.tobytes() for t in (LOGISTIC, EXPONENTIAL, GROWTH))).hexdigest()
    assert seal[:16] == "0b011f29877e75f8"


def test_a_threshold_is_the_logistic_curve() -> None:
    """Score 0 is one half, and score_of inverts it."""
    assert abs(int(threshold(0)) / 2**32 - 0.5) < 1e-6
    for p in (0.001, 0.05, 0.4, 0.9):
        assert abs(int(threshold(score_of(p))) / 2**32 - p) < 0.003 * max(p, 0.1) * 10


def test_a_32_bit_draw_is_the_upper_half() -> None:
    """draw32 never exceeds 32 bits."""
    assert int(draw32(np.uint64(5), 7)) == int(draw(np.uint64(5), 7)) >> 32
