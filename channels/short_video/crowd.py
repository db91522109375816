"""Sessions in which many pieces compete: the same race, looked at for all pieces side by side.

`simulator.race` lists the pieces whose bound lets them come in time and then looks at each. Where
the bounds of all pieces together fill more than the places, nearly every piece would be listed. So
here everybody's pull is computed exactly before anything is listed, and only those are listed who
come before a time at which the places are probably filled; if they were not, the session is listed
again without that time. Who gets a place is the same on both ways.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from channels.short_video.parameters import MAX_PULL, P_MATCH
from simulator.kernel import fetch_early, kernel, piece, sum_of_products
from simulator.race import BLOCK, MOST_PICKS, ROW, Race, arrival, is_fan, session_step
from simulator.tables import GROWTH
from simulator.world import World

INTERESTS = 101
"""Interests of a person in a piece: 0 to 100."""
SEARCHES_FROM = 60
"""Interest from which somebody searches for such pieces (assumed, tried 50 to 75)."""
SLACK = np.int64(1 << 22)
"""By how much a waiting time (`simulator.race.waiting`) is at most shorter than its draw, in 2**-32."""
PROBABLY, EVERYTHING = np.int64(0), np.int64(1)
"""Up to which time a session is listed: until its places are probably filled, or to its end."""
PLACES, LAST = 16, 0xFFFF
"""An arrival and which of the list it is are kept as one number: time << `PLACES` | place in the list."""
EARLY = 2
"""Times the mean time until the places are filled that are looked at first."""


class Crowd(NamedTuple):
    """What the loop over a tick's sessions needs of each of K pieces, beside the `Race`."""

    rates: Any  # int64 [3, K], in 2**-32 a slot: recommendation, follow feed, search
    factor: Any  # int64 [INTERESTS], what interest makes of a recommendation, 1/4096
    topics: Any  # uint8 [K, 24]
    interest: Any  # int64 [K], room for one session
    pull: Any  # int64 [K], room for one session
    listed: Any  # int64 [(BLOCK + 1) * K, 3]: piece, draw, interest of those that may come in time
    ends: Any  # int64 [BLOCK], where each session's part of ``listed`` ends
    until: Any  # int64 [BLOCK], the time up to which it was looked at, in 1/256 slot
    order: Any  # int64 [K + 1], arrivals of one session


def is_crowded(race: Race) -> bool:
    """Tell whether the pieces could fill the places themselves, by the bounds of their pulls."""
    bounds = race.pieces[2]
    return 0 < bounds.size <= MOST_PICKS and int(bounds.sum()) > 1 << 32


def crowd_of(world: World, rows: NDArray[np.int64], lams: NDArray[np.int64], p: NDArray[np.int64]) -> Crowd:
    """Pack the pieces of a tick; ``lams`` as from `channels.short_video.pools.rates`."""
    score = np.clip(int(p[P_MATCH]) * (np.arange(INTERESTS) - 40), -GROWTH.size // 2 + 1, GROWTH.size // 2)
    factor = np.minimum(MAX_PULL, GROWTH[score + GROWTH.size // 2].astype(np.int64))
    return Crowd(
        np.ascontiguousarray(lams[:, :3].T), factor, world.items.topics[rows], np.empty(rows.size, np.int64),
        np.empty(rows.size, np.int64), np.empty(((BLOCK + 1) * rows.size + 1, 3), np.int64), np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.int64), np.empty(rows.size + 1, np.int64),
    )  # fmt: skip


@piece
def pull_of(crowd: Any, k: Any, interest: Any, fan: Any) -> Any:
    """Return (recommendation, follow feed, search) of a piece for somebody who has not met it; compiled."""
    follow = -np.int64(fan) & crowd.rates[1, k]
    search = -np.int64(interest >= SEARCHES_FROM) & crowd.rates[2, k]
    return (crowd.rates[0, k] * crowd.factor[interest]) >> 12, follow, search


@piece
def filled_by(total: Any, slots: Any) -> Any:
    """Return the time (1/256 slot) by which pieces of this pull together have probably filled the slots; compiled."""
    return min(slots << 8, ((slots << 8) * EARLY << 32) // ((np.int64(1) << 32) + total))


@piece
def _list(a: Any, race: Any, crowd: Any, person: Any, key: Any, slots: Any, everything: Any, at: Any) -> Any:
    """List one session's pieces; return where the list ends and the time looked at; compiled."""
    follows, step = a.follows[person], session_step(key)
    pieces = race.pieces.shape[1]
    for k in range(pieces):  # loops of their own, so that each is done several pieces at a time
        race.draws[k] = arrival(race, k, step)
    for k in range(pieces):
        crowd.interest[k] = sum_of_products(a.rows, person, crowd.topics, k) >> 6
    total = np.int64(0)
    for k in range(pieces):
        rec, fol, sea = pull_of(crowd, k, crowd.interest[k], is_fan(race, k, follows))
        crowd.pull[k] = rec + fol + sea
        total += crowd.pull[k]
    until = slots << 8 if everything else filled_by(total, slots)
    for k in range(pieces):  # written in any case, counted if it comes in time: no guess can fail
        crowd.listed[at, 0], crowd.listed[at, 1], crowd.listed[at, 2] = k, race.draws[k], crowd.interest[k]
        at += (race.draws[k] - SLACK) << 8 < crowd.pull[k] * until
    return at, until


@kernel
def list_anew(
    a: Any, race: Any, crowd: Any, person: Any, key: Any, slots: Any, everything: Any
) -> Any:  # pragma: no cover - compiled
    """As `_list`, into the spare part, not pasted in: for few sessions; compiled."""
    begin = np.int64(BLOCK) * race.pieces.shape[1]
    end, until = _list(a, race, crowd, person, key, slots, everything, begin)
    return begin, end, until


@kernel
def list_crowds(
    a: Any, race: Any, crowd: Any, sessions: Any, first: Any, last: Any
) -> None:  # pragma: no cover - compiled
    """List the sessions from ``first`` to before ``last``, and look ahead to those after; compiled."""
    person_of, key_of, slots_of, _ = sessions
    for i in range(last, min(last + BLOCK, person_of.shape[0])):
        fetch_early(a.follows, (np.int64(person_of[i]),))
        fetch_early(a.rows, (np.int64(person_of[i]), 0))
    at = np.int64(0)
    for i in range(first, last):
        person, begin = np.int64(person_of[i]), at
        at, until = _list(a, race, crowd, person, key_of[i], np.int64(slots_of[i]), PROBABLY, at)
        crowd.ends[i - first], crowd.until[i - first], race.follows[i - first] = at, until, a.follows[person]
        for c in range(begin, at):
            fetch_early(a.met, (race.pieces[ROW, crowd.listed[c, 0]], person))


@piece
def crowd_at(a: Any, race: Any, crowd: Any, place: Any, person: Any, key: Any, slots: Any) -> Any:
    """Return the list of the session at a place of the block, anew if its person's follows changed; compiled."""
    if race.follows[place] != a.follows[person]:
        return list_anew(a, race, crowd, person, key, slots, PROBABLY)
    begin = crowd.ends[place - 1] if place > 0 else np.int64(0)
    return begin, crowd.ends[place], crowd.until[place]


@piece
def keep_in_time(order: Any, n: Any, at: Any, slots: Any, place: Any) -> Any:
    """Put an arrival among a session's, without those for whom no slot is left; return how many; compiled.

    Who is too late for a slot stays so whoever comes after, so no more than the slots are kept.
    """
    if n > 0 and at >= order[n - 1] >> PLACES and (n << 8) + at >= slots << 8:
        return n
    new = (at << PLACES) | place  # of two at the same time the one that was listed first
    j = n
    while j > 0 and order[j - 1] > new:
        order[j] = order[j - 1]
        j -= 1
    order[j] = new
    n += 1
    while n > 0 and ((n - 1) << 8) + (order[n - 1] >> PLACES) >= slots << 8:
        n -= 1
    return n
