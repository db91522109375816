"""A crowd of pieces: what is packed of them for sessions in which they could fill the places themselves.

`simulator.race` lists the few pieces of a campaign that may come in time and looks at each. Where
many pieces compete, everything is asked of all of them side by side (`simulator.lanes`), and who
has met which of them is kept in one word a person. Who gets a place, and what becomes of it, is
the same on both ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from channels.short_video.parameters import (
    K_AGAIN,
    K_COLLECT,
    K_COMMENT,
    K_DISLIKE,
    K_FOLLOW,
    K_LIKE,
    K_PROFILE,
    K_RACE,
    K_SHARE,
    K_SKIP,
    K_WATCH,
    MAX_PULL,
    P_APPEAL,
    P_HOOK,
    P_MATCH,
    P_QUALITY,
    P_WATCH,
    SKIP_BY_DURATION,
    WATCH_POWER,
)
from simulator import items as it
from simulator.counters import N_SOURCES
from simulator.kernel import kernel
from simulator.lanes import DRAWS, LANES, RANKED
from simulator.people import N_SEGMENTS, N_TOPICS
from simulator.tables import GROWTH

if TYPE_CHECKING:
    from simulator.channel import Tick
    from simulator.world import World

INTERESTS = 101
"""Interests of a person in a piece: 0 to 100."""
SEARCHES_FROM = 60
"""Interest from which somebody searches for such pieces (assumed, tried 50 to 75)."""
AHEAD = 32
"""Sessions whose pieces are lined up before they are due, so that waits for memory overlap."""
WAITING = 2 * LANES
"""Acts of viewers that wait to be carried out: room for a session's after the first `LANES`."""
BUCKETS, CELL = 16, 2
"""Numbers kept for each piece and source, and for each piece and segment (`channels.short_video.crowd_counts`)."""
_TILE = 4096
"""People whose words stay near while piece after piece is looked up."""

# Rows of `Crowd.pieces` (int64): rates are in 2**-32 a slot, ``ACCOUNT`` is the account's bit or 0.
KEY, RECOMMEND, FOLLOW, SEARCH, ACCOUNT = range(5)
N_PIECE = 5

# Columns of `Crowd.looks` (int64): the keys of draws that are made together, and other keys,
D_WATCH, D_SKIP, D_LIKE, D_COMMENT, D_SHARE, D_COLLECT, D_PROFILE, D_FOLLOW = range(DRAWS)
L_DISLIKE, L_AGAIN = DRAWS, DRAWS + 1
# what a piece adds to the scores of skipping, of watching on and of engaging, and to everybody's interest,
L_SKIP, L_WANT, L_APPEAL, L_TREND = range(10, 14)
# how long it holds a median viewer, its length in deciseconds, 2**40 over that,
L_HOLDS, L_LENGTH, L_INVERSE = range(14, 17)
# its row, where its marks begin in `Crowd.met`, and whether it is a stranger's (`channels.short_video.glance`).
L_ROW, L_MARKS, L_STRANGE = range(17, 20)
N_LOOK = 24


class Room(NamedTuple):
    """Room to work in: for one session, for the sessions ahead, for acts that wait."""

    sums: Any  # uint16 [LANES], interest in each piece, in 1/64
    factors: Any  # int64 [LANES], what it makes of a recommendation
    pulls: Any  # int64 [LANES]
    early: Any  # int64 [LANES], the earliest each piece may come at a pull of one
    order: Any  # int32 [LANES + RANKED], arrivals as they are found
    ranked: Any  # int32 [LANES], in their order
    pieces: Any  # uint8 [AHEAD * LANES], those that got a place in the sessions ahead
    interests: Any  # uint8 [AHEAD * LANES]
    shown: Any  # int64 [AHEAD], how many
    known: Any  # uint64 [AHEAD], what the session's person had met then
    follows: Any  # uint64 [AHEAD], and followed
    sources: Any  # int64 [LANES]
    draws: Any  # uint64 [LANES * DRAWS]
    watched: Any  # int64 [LANES]
    liking: Any  # int64 [LANES]
    scores: Any  # int64 [DRAWS], of the session's person for each act
    waiting: Any  # int64 [WAITING, 8]


class Crowd(NamedTuple):
    """What the loop over a tick's sessions needs of the pieces; those beyond ``count`` pull nobody."""

    count: Any  # int64, pieces
    accounts: Any  # bool, whether anybody can follow the account of one
    pieces: Any  # int64 [N_PIECE, LANES]
    columns: Any  # uint16 [N_TOPICS, LANES], their topics
    factor: Any  # int64 [INTERESTS], what interest makes of a recommendation, 1/4096
    looks: Any  # int64 [LANES * N_LOOK]
    known: Any  # uint64 [n], a bit for each piece that somebody has met
    met: Any  # uint8 [R * n], the marks of all items
    cells: Any  # uint64 [LANES * N_SEGMENTS * CELL]
    sources: Any  # int64 [LANES * N_SOURCES * BUCKETS]
    room: Any  # Room


class _Kept(NamedTuple):
    """A crowd from tick to tick: the words of who has met what, and for which state they stand."""

    crowd: Crowd
    rows: NDArray[np.int64]
    met: NDArray[np.uint8]
    until: int


_KEPT: WeakKeyDictionary[World, _Kept] = WeakKeyDictionary()


def is_crowded(limits: NDArray[np.int64]) -> bool:
    """Tell whether the pieces could fill the places themselves, by the bounds of their pulls."""
    return 0 < limits.size <= LANES and int(limits.sum()) > 1 << 32


def crowd_of(
    world: World, rows: NDArray[np.int64], lams: NDArray[np.int64], tick: Tick, due: NDArray[np.int64]
) -> Crowd:
    """Pack the pieces of a tick.

    Parameters
    ----------
    lams : ndarray
        As from `channels.short_video.pools.rates`.
    due : ndarray
        Meetings that were answered in this tick before the sessions.
    """
    kept, met, p = _KEPT.get(world), world.items.met, world.params["short_video"]
    if kept is None or kept.until != tick.start or kept.met is not met or not np.array_equal(kept.rows, rows):
        crowd = _new_crowd(world, rows, p)
        _look_up(met, world.items.fields, rows, tick.start, crowd.known)
    else:
        crowd = kept.crowd
    _note_met(met, rows, due, crowd.known)
    _KEPT[world] = _Kept(crowd, rows, met, tick.end)
    a, packed = world.arrays(), (crowd.pieces, crowd.columns, crowd.looks)
    _pack(a.fields, a.keys, a.topics, rows, lams, p, world.trace_on, crowd.known.size, packed)
    return crowd._replace(accounts=bool(crowd.pieces[ACCOUNT].any()))


def _new_crowd(world: World, rows: NDArray[np.int64], p: NDArray[np.int64]) -> Crowd:
    score = np.clip(int(p[P_MATCH]) * (np.arange(INTERESTS) - 40), -GROWTH.size // 2 + 1, GROWTH.size // 2)
    factor = np.minimum(MAX_PULL, GROWTH[score + GROWTH.size // 2].astype(np.int64))
    return Crowd(
        rows.size, False, np.zeros((N_PIECE, LANES), np.int64), np.zeros((N_TOPICS, LANES), np.uint16), factor,
        np.zeros(LANES * N_LOOK, np.int64), np.zeros(world.audience.n, np.uint64), world.items.met.reshape(-1),
        np.zeros(LANES * N_SEGMENTS * CELL, np.uint64), np.zeros(LANES * N_SOURCES * BUCKETS, np.int64), _room(),
    )  # fmt: skip


def _room() -> Room:
    def numbers(count: int, kind: type[np.generic] = np.int64) -> NDArray[Any]:
        return np.zeros(count, kind)

    return Room(
        numbers(LANES, np.uint16), numbers(LANES), numbers(LANES), numbers(LANES), numbers(LANES + RANKED, np.int32),
        numbers(LANES, np.int32), numbers(AHEAD * LANES, np.uint8), numbers(AHEAD * LANES, np.uint8), numbers(AHEAD),
        numbers(AHEAD, np.uint64), numbers(AHEAD, np.uint64), numbers(LANES), numbers(LANES * DRAWS, np.uint64),
        numbers(LANES), numbers(LANES), numbers(DRAWS), np.zeros((WAITING, 8), np.int64),
    )  # fmt: skip


@kernel
def _look_up(met: Any, fields: Any, rows: Any, now: Any, known: Any) -> None:  # pragma: no cover - compiled
    """Write who has met which of the pieces; nobody has met one that comes out ``now``; compiled."""
    for first in range(0, known.shape[0], _TILE):
        for k in range(rows.shape[0]):
            row, bit = rows[k], np.uint64(k)
            if fields[row, it.PUBLISHED] >= now:
                continue
            for person in range(first, min(first + _TILE, known.shape[0])):
                known[person] |= (np.uint64(met[row, person]) & np.uint64(it.MET)) << bit


@kernel
def _note_met(met: Any, rows: Any, due: Any, known: Any) -> None:  # pragma: no cover - compiled
    """Note meetings that came about elsewhere: person and row are columns 1 and 2; compiled."""
    for i in range(due.shape[0]):
        for k in range(rows.shape[0]):
            if rows[k] == due[i, 2]:
                known[due[i, 1]] |= (np.uint64(met[rows[k], due[i, 1]]) & np.uint64(it.MET)) << np.uint64(k)


@kernel
def _pack(
    fields: Any, keys: Any, topics: Any, rows: Any, lams: Any, p: Any, traced: Any, people: Any, packed: Any
) -> None:  # pragma: no cover - compiled  # fmt: skip
    pieces, columns, looks = packed
    for k in range(rows.shape[0]):
        row = rows[k]
        account = np.int64(fields[row, it.ACCOUNT])
        pieces[KEY, k] = np.int64(keys[row, K_RACE])
        pieces[RECOMMEND, k], pieces[FOLLOW, k], pieces[SEARCH, k] = lams[k, 0], lams[k, 1], lams[k, 2]
        pieces[ACCOUNT, k] = np.int64(1) << account if account >= 0 else 0
        for topic in range(N_TOPICS):
            columns[topic, k] = topics[row, topic]
        look = looks[k * N_LOOK : (k + 1) * N_LOOK]
        for d in range(DRAWS):
            look[d] = np.int64(keys[row, _DRAWN[d]])
        look[L_DISLIKE], look[L_AGAIN] = np.int64(keys[row, K_DISLIKE]), np.int64(keys[row, K_AGAIN])
        duration, quality = np.int64(fields[row, it.DURATION]), np.int64(fields[row, it.QUALITY]) - 128
        bait, hook = np.int64(fields[row, it.CLICKBAIT]), np.int64(fields[row, it.HOOK]) - 128
        look[L_SKIP] = SKIP_BY_DURATION[min(duration, 90)] - p[P_HOOK] * hook
        look[L_WANT], look[L_APPEAL] = p[P_QUALITY] * quality - bait, p[P_APPEAL] * quality - bait // 2
        look[L_TREND] = fields[row, it.TREND]
        look[L_HOLDS] = (p[P_WATCH] * WATCH_POWER[min(duration, WATCH_POWER.size - 1)]) >> 10
        look[L_LENGTH], look[L_INVERSE] = duration * 10, (np.int64(1) << 40) // max(1, duration * 10) + 1
        look[L_ROW], look[L_MARKS] = row, row * people
        look[L_STRANGE] = not traced and _is_strange(fields, row)


@kernel
def _is_strange(fields: Any, row: Any) -> Any:
    """Tell whether a piece is a stranger's: no brand's and no account's, and it says nothing of an issue; compiled.

    One without a length is left to the plain way.
    """
    return (
        fields[row, it.DURATION] > 0
        and fields[row, it.BRAND] < 0
        and fields[row, it.ACCOUNT] < 0
        and fields[row, it.CLAIM] < 0
        and fields[row, it.ANSWER] < 0
    )


_DRAWN = np.array([K_WATCH, K_SKIP, K_LIKE, K_COMMENT, K_SHARE, K_COLLECT, K_PROFILE, K_FOLLOW], np.int64)
"""The draws that are made together, in the order of ``D_WATCH`` to ``D_FOLLOW``."""
