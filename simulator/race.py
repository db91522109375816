"""How pieces compete for the places of a session: exponential-race keys, packed for the loop.

A piece arrives in a session after an exponential waiting time that is drawn from (piece, session)
and divided by its pull on the person; the mass of other content arrives at one a place. What
arrives before the session's places are used up is met, in the order of arrival. No place has a
number in any draw, so a piece that is added or taken away moves only what it displaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.kernel import fetch_early, kernel, piece
from simulator.randomness import GOLDEN, mix
from simulator.reactions import growth_of
from simulator.tables import exponential

if TYPE_CHECKING:
    from simulator.world import World

MOST_PICKS = 64
"""Pieces of the run that may come up in one session."""
BLOCK = 32
"""Sessions that are looked at together, so that waits for memory overlap."""

_TINY = np.uint64(1 << 27)
_HALF = np.uint64(32)


# Rows of `Race.pieces` (int64).
ROW, KEY, LIMIT, LIMIT_FAN, ACCOUNT, BRAND = range(6)
N_PIECE = 6


class Race(NamedTuple):
    """What the loop over a tick's sessions needs of each of K pieces.

    ``LIMIT`` and ``LIMIT_FAN`` bound the pull of a piece on anybody, and what it adds on those who
    follow its account, in 2**-32 a place; what arrives later than the bound allows is out before
    anything is known of the person. ``ACCOUNT`` is the account's bit, 0 for outsiders.
    """

    pieces: Any  # int64 [N_PIECE, K]
    draws: Any  # int64 [K], room for the draws of one session
    listed: Any  # int64 [(BLOCK + 1) * K, 2]: piece, draw of those that may come in time
    ends: Any  # int64 [BLOCK], where each session's part of ``listed`` ends
    follows: Any  # uint64 [BLOCK], whom the session's person followed then
    picks: Any  # int64 [MOST_PICKS, 3]: arrival, row, source


def race_of(
    world: World, rows: NDArray[np.int64], column: int, limit: NDArray[np.int64], fan: NDArray[np.int64]
) -> Race:
    """Pack the pieces of a tick; ``column`` is the channel's key column of the race."""
    pieces = np.empty((N_PIECE, rows.size), np.int64)
    _pack(world.items.fields, world.items.keys, rows, column, limit, fan, pieces)
    return Race(
        pieces, np.empty(rows.size, np.int64), np.empty(((BLOCK + 1) * rows.size, 2), np.int64), np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.uint64), np.empty((MOST_PICKS, 3), np.int64),
    )  # fmt: skip


def mean_growth(world: World, row: int, gain: int, most: int | None = None) -> int:
    """Return the mean factor (1/4096) by which interest changes a piece's pull, over a fixed part of people.

    Parameters
    ----------
    gain : int
        Score for each point of interest.
    most : int, optional
        Largest factor for anybody.
    """
    limit = 1 << 40 if most is None else most
    return max(64, growth_of(world.audience.rows, world.items.topics[row], gain, limit))


@kernel
def _pack(
    fields: Any, keys: Any, rows: Any, column: Any, limit: Any, fan: Any, pieces: Any
) -> None:  # pragma: no cover - compiled
    for k in range(rows.shape[0]):
        row = rows[k]
        account = np.int64(fields[row, it.ACCOUNT])
        pieces[ROW, k], pieces[BRAND, k] = row, fields[row, it.BRAND]
        pieces[KEY, k] = np.int64(keys[row, column])
        pieces[LIMIT, k], pieces[LIMIT_FAN, k] = limit[k], fan[k] if account >= 0 else 0
        pieces[ACCOUNT, k] = np.int64(1) << account if account >= 0 else 0


@piece
def is_fan(race: Any, k: Any, follows: Any) -> bool:
    """Tell whether somebody who follows these accounts follows that of piece k; compiled."""
    return (np.int64(follows) & race.pieces[ACCOUNT, k]) != 0


@piece
def arrival(race: Any, k: Any, step: Any) -> Any:
    """Return the 32-bit draw of piece k in a session (`session_step`); compiled."""
    return np.int64(mix(np.uint64(race.pieces[KEY, k]) + step) >> _HALF)


@piece
def session_step(key: Any) -> Any:
    """Return what is added to each piece's key in a session; compiled."""
    return (key + np.uint64(1)) * GOLDEN


@piece
def _list(a: Any, race: Any, person: Any, key: Any, slots: Any, at: Any) -> Any:
    """Write the pieces that may come in time in one session; return where the list ends; compiled."""
    follows, step = a.follows[person], session_step(key)
    for k in range(race.pieces.shape[1]):  # a loop of its own, so that it is done several at a time
        race.draws[k] = arrival(race, k, step)
    for k in range(race.pieces.shape[1]):
        more = -np.int64(is_fan(race, k, follows)) & race.pieces[LIMIT_FAN, k]
        if race.draws[k] < (race.pieces[LIMIT, k] + more) * slots:
            race.listed[at, 0], race.listed[at, 1] = k, race.draws[k]
            at += 1
            fetch_early(a.met, (race.pieces[ROW, k], person))
            if race.pieces[BRAND, k] >= 0:
                fetch_early(a.memory, (race.pieces[BRAND, k], person, 0))
    return at


@kernel
def list_session(
    a: Any, race: Any, person: Any, key: Any, slots: Any, at: Any
) -> Any:  # pragma: no cover - compiled
    """As `_list`, not pasted in: for the few sessions that are listed anew; compiled."""
    return _list(a, race, person, key, slots, at)


@kernel
def list_block(a: Any, race: Any, sessions: Any, first: Any, last: Any) -> None:
    """List the sessions from ``first`` to before ``last``, and look ahead to those after; compiled."""
    person_of, key_of, slots_of, _ = sessions
    for i in range(last, min(last + BLOCK, person_of.shape[0])):
        fetch_early(a.follows, (np.int64(person_of[i]),))
        fetch_early(a.rows, (np.int64(person_of[i]), 0))
    at = np.int64(0)
    for i in range(first, last):
        person = np.int64(person_of[i])
        at = _list(a, race, person, key_of[i], np.int64(slots_of[i]), at)
        race.ends[i - first], race.follows[i - first] = at, a.follows[person]


@kernel
def listed_of(a: Any, race: Any, place: Any, person: Any, key: Any, slots: Any) -> Any:
    """Return the part of ``listed`` of the session at a place of the block; compiled.

    Somebody who follows or leaves an account in one session of a block and comes back in another
    is listed anew, so a block changes nothing but the speed.
    """
    begin = race.ends[place - 1] if place > 0 else np.int64(0)
    if race.follows[place] == a.follows[person]:
        return begin, race.ends[place]
    spare = np.int64(BLOCK) * race.pieces.shape[1]
    return spare, list_session(a, race, person, key, slots, spare)


@kernel
def waiting(bits32: Any) -> Any:
    """Return an exponential waiting time in 2**-32 from a 32-bit draw; compiled.

    -ln(1 - u): two terms of the series where u is small, the table elsewhere. Both are computed: the
    processor guesses wrong about which it will be.
    """
    u = np.uint64(bits32)
    series = np.int64(u + ((u * u) >> np.uint64(33)))
    flipped = (np.uint64(0xFFFFFFFF) - u) << np.uint64(32)
    from_table = exponential(flipped) << 20
    return series if u < _TINY else from_table


@piece
def line_up(picks: Any, n: Any, u: Any, rate: Any, slots: Any, row: Any, source: Any) -> Any:
    """Put a piece among the session's, in the order of arrival; return how many there are; compiled."""
    wait = waiting(u)
    if wait < rate * slots and n < MOST_PICKS:
        at = (wait << 8) // rate
        j = n
        while j > 0 and picks[j - 1, 0] > at:
            picks[j, 0], picks[j, 1], picks[j, 2] = picks[j - 1, 0], picks[j - 1, 1], picks[j - 1, 2]
            j -= 1
        picks[j, 0], picks[j, 1], picks[j, 2] = at, row, source
        n += 1
    return n


@piece
def in_time(picks: Any, j: Any, slots: Any) -> bool:
    """Tell whether the j-th arrival still finds a place: those before it have used theirs; compiled."""
    return (j << 8) + picks[j, 0] < slots << 8
