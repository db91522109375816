"""The race for a session's places where many pieces compete, all pieces side by side.

Everybody's pull is computed exactly before anything is listed, and only those are listed who come
before a time at which the places are probably filled; if they were not, the session is listed
again without that time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.short_video.crowd import (
    ACCOUNT,
    FOLLOW,
    KEY,
    L_MARKS,
    N_LOOK,
    RECOMMEND,
    SEARCH,
    SEARCHES_FROM,
)
from channels.short_video.parameters import S_FOLLOW, S_RECOMMEND, S_SEARCH
from simulator import items as it
from simulator.kernel import fetch_early, kernel, piece
from simulator.lanes import LANES, RANKED, count_below, lowest_bit, sums_of_products, which_below
from simulator.race import session_step, waiting
from simulator.randomness import mix

SLACK = np.int64(1 << 22)
"""By how much a waiting time (`simulator.race.waiting`) is at most shorter than its draw, in 2**-32."""
PLACES, LAST = 6, LANES - 1
"""An arrival and which piece it is are kept as one number: time << `PLACES` | piece."""
EARLY = 4
"""Half times the mean time until the places are filled that are looked at first."""
_NOBODY = 0x7FFFFFFF
_HALF = np.uint64(32)
_INTEREST = np.uint16(6)  # from a sum over topics to an interest

unsigned = np.uint64
"""Of a signed index it is asked whether it counts from the end; an unsigned one is taken as it is."""


@piece
def follows_of(a: Any, crowd: Any, person: Any) -> Any:
    """Return whom a person follows; nobody, unread, if no piece is by somebody who can be followed; compiled."""
    return a.follows[unsigned(person)] if crowd.accounts else unsigned(0)


@piece
def look_ahead(a: Any, crowd: Any, person: Any) -> None:
    """Ask early for what is known of a person; compiled."""
    fetch_early(a.rows, (unsigned(person), unsigned(0)))
    fetch_early(crowd.known, (unsigned(person),))
    if crowd.accounts:
        fetch_early(a.follows, (unsigned(person),))


@piece
def _pulls(a: Any, crowd: Any, person: Any, known: Any, follows: Any) -> Any:
    """Write each piece's pull on a person, return their sum; compiled.

    Who has met a piece may still search for it, unless it was seen to the end (`_has_ended`).
    """
    room, pieces, total = crowd.room, crowd.pieces, np.int64(0)
    known, follows = np.int64(known), np.int64(follows)
    sums_of_products(a.rows, unsigned(person), crowd.columns, room.sums)
    for k in range(LANES):  # a loop of its own: looking up is done one by one, the rest side by side
        room.factors[k] = crowd.factor[room.sums[k] >> _INTEREST]
    for k in range(LANES):
        rec = (pieces[RECOMMEND, k] * room.factors[k]) >> 12
        fol = pieces[FOLLOW, k] if follows & pieces[ACCOUNT, k] else np.int64(0)
        sea = pieces[SEARCH, k] if room.sums[k] >= SEARCHES_FROM << 6 else np.int64(0)
        is_new = ((known >> k) & 1) - 1
        room.pulls[k] = ((rec + fol) & is_new) + sea
        total += room.pulls[k]
    return total


@piece
def filled_by(total: Any, slots: Any) -> Any:
    """Return the time (1/256 slot) by which pieces of this pull together have probably filled the slots; compiled."""
    return min(slots << 8, ((slots << 8) * EARLY << 31) // ((np.int64(1) << 32) + total))


@piece
def _list(crowd: Any, key: Any, until: Any) -> Any:
    """Return the pieces that may come before a time, as bits; compiled."""
    room, step = crowd.room, session_step(key)
    for k in range(LANES):
        room.early[k] = (np.int64(mix(unsigned(crowd.pieces[KEY, k]) + step) >> _HALF) - SLACK) << 8
    return which_below(room.early, room.pulls, until)


@piece
def _has_ended(crowd: Any, k: Any, person: Any) -> Any:
    """Tell whether somebody has seen a piece to the end; compiled."""
    return (crowd.met[unsigned(crowd.looks[k * N_LOOK + L_MARKS] + person)] & it.FINISHED) != 0


@piece
def _arrivals(crowd: Any, person: Any, known: Any, bits: Any, until: Any) -> Any:
    """Write who of the listed comes before a time, and when; return how many; compiled."""
    room, n = crowd.room, np.int64(0)
    while bits:
        k = lowest_bit(bits)
        bits &= bits - unsigned(1)
        rate = room.pulls[unsigned(k)]
        if (known >> unsigned(k)) & unsigned(1) and _has_ended(crowd, k, person):
            rate = np.int64(0)
        wait = waiting((room.early[unsigned(k)] >> 8) + SLACK) << 8
        # written in any case, counted if it comes in time: no guess can fail
        room.order[unsigned(n)] = ((wait // max(rate, 1)) << PLACES) | k
        n += wait < rate * until
    return n


@piece
def _rank(crowd: Any, n: Any) -> None:
    """Put the arrivals into their order: each has as many before it as are below it; compiled."""
    room = crowd.room
    for j in range(RANKED):
        room.order[unsigned(n + j)] = _NOBODY
    for j in range(n):
        number, before = room.order[unsigned(j)], np.int64(0)
        for first in range(0, n, RANKED):
            before += count_below(room.order, unsigned(first), number)
        room.ranked[unsigned(before)] = number


@piece
def _give_places(crowd: Any, person: Any, n: Any, slots: Any, begin: Any) -> Any:
    """Give the places to the first arrivals, ask early for their marks; return how many got one; compiled."""
    room, j = crowd.room, np.int64(0)
    while j < n and (j << 8) + (room.ranked[unsigned(j)] >> PLACES) < slots << 8:
        k = np.int64(room.ranked[unsigned(j)] & LAST)
        room.pieces[unsigned(begin + j)] = k
        room.interests[unsigned(begin + j)] = room.sums[unsigned(k)] >> _INTEREST
        fetch_early(crowd.met, (unsigned(crowd.looks[unsigned(k * N_LOOK + L_MARKS)] + person),))
        j += 1
    return j


@piece
def _line_up(crowd: Any, person: Any, known: Any, key: Any, slots: Any, until: Any, begin: Any) -> Any:
    """Let those race who come before a time; return how many got a place, and whether all are decided; compiled."""
    n = _arrivals(crowd, person, known, _list(crowd, key, until), until)
    _rank(crowd, n)
    return _give_places(crowd, person, n, slots, begin), (n << 8) + until >= slots << 8


@kernel
def _line_up_all(
    crowd: Any, person: Any, known: Any, key: Any, slots: Any, begin: Any
) -> Any:  # pragma: no cover - compiled
    """As `_line_up` with all who come at all, not pasted in: for few sessions; compiled."""
    return _line_up(crowd, person, known, key, slots, slots << 8, begin)[0]


@piece
def compete(a: Any, crowd: Any, person: Any, key: Any, slots: Any, place: Any) -> None:
    """Decide which pieces get the places of a session, ahead of its time; compiled."""
    room, begin = crowd.room, place * LANES
    known, follows = crowd.known[unsigned(person)], follows_of(a, crowd, person)
    until = filled_by(_pulls(a, crowd, person, known, follows), slots)
    n, decided = _line_up(crowd, person, known, key, slots, until, begin)
    if not decided:
        n = _line_up_all(crowd, person, known, key, slots, begin)
    room.shown[unsigned(place)], room.known[unsigned(place)] = n, known
    room.follows[unsigned(place)] = follows


@kernel
def compete_anew(
    a: Any, crowd: Any, person: Any, key: Any, slots: Any, place: Any
) -> None:  # pragma: no cover - compiled
    """As `compete`, for somebody who has met or followed something since it was decided; compiled."""
    compete(a, crowd, person, key, slots, place)


@piece
def source_of(crowd: Any, k: Any, interest: Any, follows: Any, first: Any) -> Any:
    """Return where a piece came from that got a place: the part that pulled most; compiled."""
    pieces = crowd.pieces
    rec = (pieces[RECOMMEND, k] * crowd.factor[unsigned(interest)]) >> 12
    fol = pieces[FOLLOW, k] if np.int64(follows) & pieces[ACCOUNT, k] else np.int64(0)
    sea = pieces[SEARCH, k] if interest >= SEARCHES_FROM else np.int64(0)
    if first and fol > rec and fol > sea:
        return np.int64(S_FOLLOW)
    return np.int64(S_SEARCH) if sea > rec or not first else np.int64(S_RECOMMEND)
