"""Luck that belongs to its question: keyed, counter-based random numbers.

Every draw is a pure function of its key, so changing one decision leaves every unrelated
outcome as it was, and two plans can be compared under the same luck. There is no generator
object and no order of draws. The mixing function is the splitmix64 finaliser (Steele, Lea and
Flood 2014), the design that Starsim 3.7 uses in production.

Two 128-bit seeds: the *world* seed belongs to the form of a case and is shared by everybody who
sits it; the *chance* seed belongs to one attempt. A purpose is a named question ("does this
person like this piece?"); one purpose, one draw.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import RandomnessError
from simulator.kernel import kernel

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)
_MASK = (1 << 64) - 1

U64 = NDArray[np.uint64]


@kernel
def mix(z: Any) -> Any:
    """Scramble a 64-bit number (splitmix64 finaliser); compiled."""
    z = np.uint64(z)
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@kernel
def draw(key: Any, part: Any) -> Any:
    """Return the 64-bit draw of one part (person, item, minute) under a key; compiled."""
    return mix(np.uint64(key) + (np.uint64(part) + np.uint64(1)) * GOLDEN)


@kernel
def draw32(key: Any, part: Any) -> Any:
    """Return the draw as a 32-bit number, to be compared with a probability threshold; compiled."""
    return draw(key, part) >> _S32


def mix_array(z: U64) -> U64:
    """Scramble numbers exactly as `mix` does, for arrays (the NumPy reference)."""
    z = np.asarray(z, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = (z ^ (z >> _S30)) * _M1
        z = (z ^ (z >> _S27)) * _M2
        return z ^ (z >> _S31)


def draw_array(key: int | np.uint64, parts: NDArray[Any]) -> U64:
    """Return the draws of many parts under one key, bit for bit those of `draw`."""
    parts = np.asarray(parts).astype(np.uint64)
    with np.errstate(over="ignore"):
        return mix_array(np.uint64(key) + (parts + np.uint64(1)) * GOLDEN)


def _mix_int(z: int) -> int:
    z = ((z ^ (z >> 30)) * int(_M1)) & _MASK
    z = ((z ^ (z >> 27)) * int(_M2)) & _MASK
    return z ^ (z >> 31)


def draw_int(key: int, *parts: int) -> int:
    """Return one 64-bit draw for a chain of parts, in plain Python integers.

    Examples
    --------
    >>> draw_int(7, 1, 2) == draw_int(draw_int(7, 1), 2)
    True
    """
    value = int(key) & _MASK
    for part in parts:
        value = _mix_int((value + ((int(part) + 1) & _MASK) * int(GOLDEN)) & _MASK)
    return value


def unit(key: int, *parts: int) -> float:
    """Return one draw in the open interval (0, 1), for what is not a person's decision."""
    return ((draw_int(key, *parts) >> 11) + 0.5) / float(1 << 53)


_PURPOSES: dict[int, str] = {}


@cache
def purpose(name: str) -> int:
    """Register a named question and return its 64-bit number.

    Parameters
    ----------
    name : str
        For example ``"short_video.like"``; hashed by SHA-256, never by Python's ``hash``.

    Raises
    ------
    RandomnessError
        If another name has the same number.
    """
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    if _PURPOSES.setdefault(number, name) != name:
        raise RandomnessError(f"purposes {name!r} and {_PURPOSES[number]!r} share a key; rename one")
    return number


def name_key(name: str) -> int:
    """Return a stable 64-bit identity of a name (a decision id, an account, an order)."""
    return int.from_bytes(hashlib.sha256(b"name:" + name.encode()).digest()[:8], "big")


@dataclass(frozen=True, kw_only=True)
class Seeds:
    """The two seeds of a run.

    Parameters
    ----------
    world : int
        0 to 2**128 - 1: people, daily activity, rivals, topics, events of the form.
    chance : int
        0 to 2**128 - 1: answers and promotion luck of one attempt.
    """

    world: int
    chance: int

    def __post_init__(self) -> None:
        for name, value in (("world", self.world), ("chance", self.chance)):
            if not 0 <= value < 1 << 128:
                raise RandomnessError(f"{name} seed is {value}; allowed are 0 to 2**128 - 1")

    def world_key(self, name: str, *parts: int) -> int:
        """Return the key of a purpose in the world of this form."""
        return _seed_key(self.world, purpose("world." + name), *parts)

    def chance_key(self, name: str, *parts: int) -> int:
        """Return the key of a purpose in the luck of this attempt."""
        return _seed_key(self.chance, purpose("chance." + name), *parts)


def _seed_key(seed: int, number: int, *parts: int) -> int:
    # both halves enter before the purpose does ("keyed before mixing")
    return draw_int(draw_int(number, seed & _MASK), seed >> 64, *parts)
