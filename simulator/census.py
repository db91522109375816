"""One pass over all people: who was reached, who knows, who understands, who follows.

Every number about people (not about clicks) on a screen, in a goal or in the truth comes from
here, so that they can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulator.memory import (
    AWARE,
    AWARE_FROM,
    BELIEVES,
    CHANNELS,
    CONTACTS,
    TRUST,
    UNDERSTAND,
    UNDERSTAND_FROM,
)
from simulator.people import AGE, AGE_BANDS, CITY_TIERS, TIER
from simulator.start import starting_people

if TYPE_CHECKING:
    from simulator.world import World

_AGES, _TIERS = len(AGE_BANDS), len(CITY_TIERS)
(_PEOPLE_AGE, _PEOPLE_TIER, _REACH_AGE, _EFFECTIVE_AGE, _EFFECTIVE_TIER, _AWARE_AGE, _KNOW_AGE,
 _CONTACTS, _MASKS, _TRUST) = range(10)  # fmt: skip
_BITS = 64


@njit(cache=True, nogil=True)
def _count(memory: Any, ages: Any, tiers: Any, out: Any) -> None:  # pragma: no cover - compiled
    for p in range(memory.shape[0]):
        age, tier = ages[p], tiers[p]
        cell = memory[p]
        out[_PEOPLE_AGE, age] += 1
        out[_PEOPLE_TIER, tier] += 1
        out[_CONTACTS, cell[CONTACTS]] += 1
        out[_MASKS, cell[CHANNELS]] += 1
        out[_TRUST, 0] += cell[TRUST]
        if cell[CHANNELS]:
            out[_REACH_AGE, age] += 1
        if cell[CONTACTS]:
            out[_EFFECTIVE_AGE, age] += 1
            out[_EFFECTIVE_TIER, tier] += 1
        if cell[AWARE] >= AWARE_FROM:
            out[_AWARE_AGE, age] += 1
        if cell[UNDERSTAND] >= UNDERSTAND_FROM:
            out[_KNOW_AGE, age] += 1


@njit(cache=True, nogil=True)
def _follow_changes(now: Any, start: Any, own: Any, out: Any) -> None:  # pragma: no cover - compiled
    one = np.uint64(1)
    for p in range(now.shape[0]):
        had, has = start[p], now[p]
        if (had | has) == 0:
            continue
        if (has & own) and not (had & own):
            out[_BITS, 1] += 1
        elif (had & own) and not (has & own):
            out[_BITS, 2] += 1
        for k in range(_BITS):
            bit = one << np.uint64(k)
            if has & bit:
                out[k, 0] += 1
                if not had & bit:
                    out[k, 1] += 1
            elif had & bit:
                out[k, 2] += 1


@dataclass(frozen=True, kw_only=True)
class Census:
    """Simulated people counted once, by what they know of the trainee's brand.

    Parameters
    ----------
    people_by_age, people_by_tier : ndarray of int64
        Everybody, by age band and city tier.
    reached_by_age : ndarray of int64
        People who met anything of the brand.
    effective_by_age, effective_by_tier : ndarray of int64
        People with at least one effective contact (5 s).
    aware_by_age, understanding_by_age : ndarray of int64
    contacts : ndarray of shape (256,), int64
        People by number of effective contacts.
    masks : ndarray of shape (256,), int64
        People by the set of channels that reached them (bit = channel of the run).
    trust_sum : int
    """

    people_by_age: NDArray[np.int64]
    people_by_tier: NDArray[np.int64]
    reached_by_age: NDArray[np.int64]
    effective_by_age: NDArray[np.int64]
    effective_by_tier: NDArray[np.int64]
    aware_by_age: NDArray[np.int64]
    understanding_by_age: NDArray[np.int64]
    contacts: NDArray[np.int64]
    masks: NDArray[np.int64]
    trust_sum: int

    @property
    def n(self) -> int:
        """Number of simulated people."""
        return int(self.people_by_age.sum())

    @property
    def reached(self) -> int:
        """People who met anything of the brand on any channel."""
        return int(self.reached_by_age.sum())

    @property
    def effective(self) -> int:
        """People with at least one effective contact."""
        return int(self.effective_by_age.sum())


def census(world: World) -> Census:
    """Count all people of a run in one pass."""
    out, start = np.zeros((10, 256), np.int64), _start(world)
    _count(world.memory[0], start.ages, start.tiers, out)
    return Census(
        people_by_age=out[_PEOPLE_AGE, :_AGES],
        people_by_tier=out[_PEOPLE_TIER, :_TIERS],
        reached_by_age=out[_REACH_AGE, :_AGES],
        effective_by_age=out[_EFFECTIVE_AGE, :_AGES],
        effective_by_tier=out[_EFFECTIVE_TIER, :_TIERS],
        aware_by_age=out[_AWARE_AGE, :_AGES],
        understanding_by_age=out[_KNOW_AGE, :_AGES],
        contacts=out[_CONTACTS],
        masks=out[_MASKS],
        trust_sum=int(out[_TRUST, 0]),
    )


@dataclass(frozen=True, kw_only=True)
class FollowChanges:
    """Followers by account, and how many people came and went, compared with minute 0.

    Parameters
    ----------
    followers, gained, lost : ndarray of shape (64,), int64
        By account index.
    own_gained, own_lost : int
        Distinct people who newly follow at least one own account, or none any more.
    """

    followers: NDArray[np.int64]
    gained: NDArray[np.int64]
    lost: NDArray[np.int64]
    own_gained: int
    own_lost: int


def follow_changes(world: World) -> FollowChanges:
    """Compare who follows whom now with the start of the run."""
    own = sum(1 << account.index for account in world.accounts if account.brand == 0)
    out = np.zeros((_BITS + 1, 3), np.int64)
    _follow_changes(world.follows, _start(world).follows, np.uint64(own), out)
    return FollowChanges(
        followers=out[:_BITS, 0],
        gained=out[:_BITS, 1],
        lost=out[:_BITS, 2],
        own_gained=int(out[_BITS, 1]),
        own_lost=int(out[_BITS, 2]),
    )


def believers(world: World, indices: list[int]) -> int:
    """Return how many people believe at least one of some issues now (each counted once)."""
    if not indices:
        return 0
    return int(((world.issues[indices] & np.uint8(BELIEVES)) != 0).any(axis=0).sum())


def start_trust(world: World) -> int:
    """Return the sum of everybody's trust in the brand at the start."""
    return _start(world).trust_sum


@dataclass(frozen=True, kw_only=True)
class _Start:
    """What a run is compared with, and the two traits every count needs, side by side in memory."""

    follows: NDArray[np.uint64]
    ages: NDArray[np.uint8]
    tiers: NDArray[np.uint8]
    trust_sum: int


_STARTS: WeakKeyDictionary[World, _Start] = WeakKeyDictionary()


def _start(world: World) -> _Start:
    found = _STARTS.get(world)
    if found is None:
        _, memory, follows = starting_people(world.scenario, world.audience, world.seeds)
        rows = world.audience.rows
        found = _Start(
            follows=follows,
            ages=np.ascontiguousarray(rows[:, AGE]),
            tiers=np.ascontiguousarray(rows[:, TIER]),
            trust_sum=int(memory[0, :, TRUST].astype(np.int64).sum()),
        )
        _STARTS[world] = found
    return found
