"""The sessions of a tick in which many pieces compete: raced for ahead of time, answered in their order."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.short_video.crowd import AHEAD, L_ROW, L_STRANGE, N_LOOK, WAITING
from channels.short_video.crowd_counts import MOST, write_counts
from channels.short_video.crowd_race import compete, compete_anew, follows_of, look_ahead, source_of, unsigned
from channels.short_video.feed import UNPAID, serve
from channels.short_video.glance import act, answer_glance, glance, size_up
from channels.short_video.meeting import answer
from channels.short_video.parameters import S_RECOMMEND
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.lanes import LANES
from simulator.people import SEGMENT
from simulator.randomness import GOLDEN

_ONE = np.uint64(1)


@kernel
def feed_crowd(
    a: Any, p: Any, perf: Any, sessions: Any, bounds: Any, crowd: Any, pool: Any, orders: Any, first_minute: Any,
    live: Any,
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Fill the slots of a tick's sessions, as `channels.short_video.feed.feed` does; compiled."""
    person_of, key_of, slots_of, start = sessions
    minute, counted, waiting = first_minute, np.int64(0), np.int64(0)
    for i in range(bounds[0] - AHEAD + 1, bounds[1]):
        _race_ahead(a, crowd, sessions, i + AHEAD - 1, bounds[1])
        if i < bounds[0]:
            continue
        while i >= start[minute % 1440 + 1]:
            minute += 1
        person, slots = np.int64(person_of[unsigned(i)]), np.int64(slots_of[unsigned(i)])
        key = key_of[unsigned(i)]
        _keep_up(a, crowd, person, key, slots, i % AHEAD)
        shown, waiting = _show(a, p, perf, crowd, person, minute, i % AHEAD, pool, live, waiting)
        counted += shown
        if orders.shape[0] or waiting > WAITING - LANES:
            act(a, p, perf, crowd, waiting)
            waiting = np.int64(0)
        if orders.shape[0]:
            serve(a, p, perf, person, key, minute, (slots + 7) >> 3, orders, live)
            _look_again(a, crowd, person)
        if counted > MOST:
            write_counts(a, perf, pool, crowd)
            counted = np.int64(0)
    act(a, p, perf, crowd, waiting)
    write_counts(a, perf, pool, crowd)


@piece
def _race_ahead(a: Any, crowd: Any, sessions: Any, i: Any, end: Any) -> None:
    """Decide who gets the places of a session to come, and ask early for the person of a later one; compiled."""
    person_of, key_of, slots_of, _ = sessions
    if i + AHEAD < person_of.shape[0]:
        look_ahead(a, crowd, person_of[unsigned(i + AHEAD)])
    if i < end:
        person, slots = np.int64(person_of[unsigned(i)]), np.int64(slots_of[unsigned(i)])
        compete(a, crowd, person, key_of[unsigned(i)], slots, i % AHEAD)


@piece
def _keep_up(a: Any, crowd: Any, person: Any, key: Any, slots: Any, place: Any) -> None:
    """Decide a session anew if its person has met or followed something since it was decided; compiled."""
    room = crowd.room
    if (
        room.known[unsigned(place)] != crowd.known[unsigned(person)]
        or room.follows[unsigned(place)] != follows_of(a, crowd, person)
    ):  # fmt: skip
        compete_anew(a, crowd, person, key, slots, place)


@piece
def _show(
    a: Any, p: Any, perf: Any, crowd: Any, person: Any, minute: Any, place: Any, pool: Any, live: Any, waiting: Any
) -> Any:  # fmt: skip
    """Show a session's pieces; return how many there were, and how many acts wait; compiled.

    All are looked at before any is answered, because nothing that a meeting changes is looked at
    and so the processor can do several at a time.
    """
    room, known = crowd.room, crowd.known[unsigned(person)]
    follows, begin, shown = room.follows[unsigned(place)], place * LANES, room.shown[unsigned(place)]
    skipping, step = size_up(a, p, crowd, person), (unsigned(person) + _ONE) * GOLDEN
    met = known
    for j in range(shown):
        k = np.int64(room.pieces[unsigned(begin + j)])
        interest = np.int64(room.interests[unsigned(begin + j)])
        source = source_of(crowd, unsigned(k), interest, follows, ((known >> unsigned(k)) & _ONE) == 0)
        room.sources[unsigned(j)] = source
        met |= _ONE << unsigned(k)
        glance(p, crowd, j, k, interest, step, source, skipping)
    crowd.known[unsigned(person)] = met
    segment = np.int64(a.rows[unsigned(person), SEGMENT])
    for j in range(shown):
        k, source = np.int64(room.pieces[unsigned(begin + j)]), room.sources[unsigned(j)]
        if crowd.looks[unsigned(k * N_LOOK + L_STRANGE)] and ((known >> unsigned(k)) & _ONE) == 0:
            waiting = answer_glance(p, crowd, j, k, person, step, minute, source, segment, waiting)
        else:
            act(a, p, perf, crowd, waiting)  # what came before comes first
            waiting = np.int64(0)
            row = crowd.looks[unsigned(k * N_LOOK + L_ROW)]
            pool[row, 0] -= source == S_RECOMMEND
            answer(a, p, perf, row, person, minute, source, UNPAID, live[a.fields[row, it.ACCOUNT]])
    return shown, waiting


@piece
def _look_again(a: Any, crowd: Any, person: Any) -> None:
    """Note what somebody met in bought places; compiled."""
    for k in range(crowd.count):
        mark = a.met[crowd.looks[k * N_LOOK + L_ROW], person] & np.uint8(it.MET)
        crowd.known[unsigned(person)] |= unsigned(mark) << unsigned(k)
