"""One pass over all people: who was reached, who knows, who understands, who follows.

Every number about people (not about clicks) on a screen, in a goal or in the truth comes from
here, so that they can never disagree.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from simulator.kernel import kernel
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

if TYPE_CHECKING:
    from simulator.world import World

_AGES, _TIERS = len(AGE_BANDS), len(CITY_TIERS)
_BITS = _REACHED, _EFFECTIVE, _AWARE, _KNOWS = 1, 2, 4, 8
_HAS = np.array([[1, *(int(kind & bit > 0) for bit in _BITS)] for kind in range(16)], np.int64)
"""Which of (everybody, reached, effective, aware, knows) each of the 16 kinds of people counts to."""


@kernel
def _count(
    memory: Any, ages: Any, tiers: Any, kinds: Any, contacts: Any, masks: Any
) -> Any:  # pragma: no cover - compiled
    """Count people by (age, tier, what they know), by contacts and by channels; return the sum of trust."""
    trust = np.int64(0)
    for p in range(memory.shape[0]):
        times, channels = memory[p, CONTACTS], memory[p, CHANNELS]
        kind = _REACHED * (channels > 0) + _EFFECTIVE * (times > 0)
        kind += _AWARE * (memory[p, AWARE] >= AWARE_FROM) + _KNOWS * (
            memory[p, UNDERSTAND] >= UNDERSTAND_FROM
        )
        kinds[ages[p], tiers[p], kind] += 1
        contacts[times] += 1
        masks[channels] += 1
        trust += memory[p, TRUST]
    return trust


@kernel
def _follow_changes(now: Any, start: Any, out: Any) -> None:  # pragma: no cover - compiled
    one = np.uint64(1)
    for p in range(now.shape[0]):
        had, has = start[p], now[p]
        if (had | has) == 0:
            continue
        for k in range(out.shape[0]):
            before, after = (had >> np.uint64(k)) & one, (has >> np.uint64(k)) & one
            out[k, 0] += after
            out[k, 1] += after & ~before
            out[k, 2] += before & ~after


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


@contextmanager
def counted_once(world: World) -> Generator[None]:
    """Take the census of a run at most once while several numbers are read and nothing moves."""
    if world in _COUNTED:
        yield
        return
    _COUNTED[world] = None
    try:
        yield
    finally:
        del _COUNTED[world]


def census(world: World) -> Census:
    """Count all people of a run in one pass."""
    found = _COUNTED.get(world) or _census(world)
    if world in _COUNTED:
        _COUNTED[world] = found
    return found


def _census(world: World) -> Census:
    start, kinds = _start(world), np.zeros((_AGES, _TIERS, 16), np.int64)
    contacts, masks = np.zeros(256, np.int64), np.zeros(256, np.int64)
    trust = _count(world.memory[0], start.ages, start.tiers, kinds, contacts, masks)
    counted = kinds @ _HAS
    everybody, reached, effective, aware, knows = counted.sum(axis=1).T
    tiers = counted.sum(axis=0).T
    return Census(
        people_by_age=everybody,
        people_by_tier=tiers[0],
        reached_by_age=reached,
        effective_by_age=effective,
        effective_by_tier=tiers[2],
        aware_by_age=aware,
        understanding_by_age=knows,
        contacts=contacts,
        masks=masks,
        trust_sum=int(trust),
    )


@dataclass(frozen=True, kw_only=True)
class FollowChanges:
    """Followers by account, and how many people came and went, compared with minute 0.

    Parameters
    ----------
    followers, gained, lost : ndarray of int64
        By account index.
    """

    followers: NDArray[np.int64]
    gained: NDArray[np.int64]
    lost: NDArray[np.int64]


def follow_changes(world: World) -> FollowChanges:
    """Compare who follows whom now with the start of the run."""
    out = np.zeros((len(world.accounts), 3), np.int64)
    _follow_changes(world.follows, _start(world).follows, out)
    return FollowChanges(followers=out[:, 0], gained=out[:, 1], lost=out[:, 2])


def own_followers(world: World) -> tuple[int, int]:
    """Return how many people follow at least one own account: now, and at the start."""
    return _own_followers(world, world.follows), _start(world).own_followers


def _own_followers(world: World, follows: NDArray[np.uint64]) -> int:
    own = sum(1 << account.index for account in world.accounts if account.brand == 0)
    return int(np.count_nonzero(follows & np.uint64(own)))


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
    own_followers: int


_COUNTED: WeakKeyDictionary[World, Census | None] = WeakKeyDictionary()
_STARTS: WeakKeyDictionary[World, _Start] = WeakKeyDictionary()


def _start(world: World) -> _Start:
    found = _STARTS.get(world)
    if found is None:
        start, rows = world.start, world.audience.rows
        found = _Start(
            follows=start.follows,
            ages=np.ascontiguousarray(rows[:, AGE]),
            tiers=np.ascontiguousarray(rows[:, TIER]),
            trust_sum=start.trust_sum(),
            own_followers=_own_followers(world, start.follows),
        )
        _STARTS[world] = found
    return found
