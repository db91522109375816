"""The slots of sessions: pieces compete by exponential-race keys; paid orders have their own places."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.short_video.crowd import SEARCHES_FROM
from channels.short_video.meeting import answer, answer_here
from channels.short_video.parameters import (
    C_PAID,
    MAX_PULL,
    P_MATCH,
    S_FOLLOW,
    S_PAID,
    S_RECOMMEND,
    S_SEARCH,
)
from simulator import items as it
from simulator import paid as pd
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.people import SEGMENT
from simulator.race import (
    BLOCK,
    ROW,
    in_time,
    is_fan,
    line_up,
    list_block,
    listed_of,
)
from simulator.reactions import matching
from simulator.tables import growth

UNPAID, _PAID, _BOUGHT = np.int64(0), np.int64(1), np.int64(S_PAID)
"""Typed, because a literal would compile the whole reaction again."""


@piece
def _pull_of(a: Any, p: Any, row: Any, person: Any, follows: Any, lam: Any) -> Any:
    """Return (rate, source) with which a piece competes for a person's slots; compiled.

    ``lam``: rates in 2**-32 a slot for recommendation, follow feed, search.
    """
    match, met = matching(a, row, person), a.met[row, person]
    rec = (lam[0] * min(MAX_PULL, growth(p[P_MATCH] * (match - 40)))) >> 12
    fol = lam[1] if follows else np.int64(0)
    sea = lam[2] if match >= SEARCHES_FROM else np.int64(0)
    return _after_meeting(met, rec, fol, sea)


@piece
def _after_meeting(met: Any, rec: Any, fol: Any, sea: Any) -> Any:
    """Return (rate, source) of a piece by what the person has done with it before; compiled."""
    if met & it.MET:
        rec = fol = np.int64(0)
    if met & it.FINISHED:
        sea = np.int64(0)
    if fol > rec and fol > sea:
        return rec + fol + sea, S_FOLLOW
    return rec + fol + sea, (S_SEARCH if sea > rec else S_RECOMMEND)


@piece
def _compete(a: Any, p: Any, race: Any, lams: Any, place: Any, person: Any, key: Any, slots: Any) -> Any:
    """Line up the pieces of one session; return how many; compiled."""
    begin, end = listed_of(a, race, place, person, key, slots)
    n = np.int64(0)
    for c in range(begin, end):
        k = race.listed[c, 0]
        row, fan = race.pieces[ROW, k], is_fan(race, k, a.follows[person])
        rate, source = _pull_of(a, p, row, person, fan, lams[k])
        n = line_up(race.picks, n, race.listed[c, 1], rate, slots, row, source)
    return n


@kernel
def feed(
    a: Any, p: Any, perf: Any, sessions: Any, bounds: Any, lams: Any, race: Any, pool: Any, orders: Any,
    first_minute: Any, live: Any,
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Fill the slots of a tick's sessions; compiled.

    Pieces compete for exclusive slots (`simulator.race`; where many do, `channels.short_video.crowd_feed`)
    and use up their ``pool`` where they were recommended; paid orders have their own places, one in
    each eight slots.
    """
    person_of, key_of, slots_of, start = sessions
    minute = first_minute
    for i in range(bounds[0], bounds[1]):
        place = (i - bounds[0]) % BLOCK
        if place == 0:
            list_block(a, race, sessions, i, min(i + BLOCK, bounds[1]))
        while i >= start[minute % 1440 + 1]:
            minute += 1
        person, key, slots = np.int64(person_of[i]), key_of[i], np.int64(slots_of[i])
        n = _compete(a, p, race, lams, place, person, key, slots)
        for j in range(n):
            if not in_time(race.picks, j, slots):
                break
            row = race.picks[j, 1]
            pool[row, 0] -= race.picks[j, 2] == S_RECOMMEND
            source, live_now = race.picks[j, 2], live[a.fields[row, it.ACCOUNT]]
            answer_here(a, p, perf, row, person, minute, source, UNPAID, live_now)
        if orders.shape[0]:
            serve(a, p, perf, person, key, minute, (slots + 7) >> 3, orders, live)


@kernel
def serve(
    a: Any, p: Any, perf: Any, person: Any, key: Any, minute: Any, places: Any, orders: Any, live: Any
) -> None:  # pragma: no cover - compiled
    """Fill a session's bought places; compiled."""
    for o in range(orders.shape[0]):
        if places == 0:
            return
        if pd.takes_place(a, orders[o], person, key):
            places, row = places - 1, orders[o, pd.ITEM]
            answer(a, p, perf, row, person, minute, _BOUGHT, _PAID, live[a.fields[row, it.ACCOUNT]])
            tally(a, row, C_PAID, a.rows[person, SEGMENT], 1)


@kernel
def arrivals(a: Any, p: Any, perf: Any, due: Any, live: Any) -> None:  # pragma: no cover - compiled
    """Let people open what friends sent them; compiled."""
    for i in range(due.shape[0]):
        row = due[i, 2]
        if a.fields[row, it.STATUS] in (it.STATUS_LIVE, it.STATUS_LIMITED):
            answer(a, p, perf, row, due[i, 1], due[i, 0], due[i, 3], UNPAID, live[a.fields[row, it.ACCOUNT]])
