"""The slots of sessions: pieces compete by exponential-race keys; paid orders have their own places."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from channels.short_video.meeting import answer
from channels.short_video.parameters import (
    C_PAID,
    K_RACE,
    MAX_PULL,
    P_MATCH,
    S_FOLLOW,
    S_PAID,
    S_RECOMMEND,
    S_SEARCH,
)
from simulator import items as it
from simulator import paid as pd
from simulator.market import tally
from simulator.people import SEGMENT
from simulator.randomness import GOLDEN, mix
from simulator.reactions import matching, waiting
from simulator.tables import growth


@njit(inline="always")
def _pull_of(a: Any, p: Any, row: Any, person: Any, follows: Any, lam: Any) -> Any:
    """Return (rate, source) with which a piece competes for a person's slots; compiled.

    ``lam``: rates in 2**-32 a slot for recommendation, follow feed, search.
    """
    match = matching(a, row, person)
    rec = fol = np.int64(0)
    if not a.met[row, person] & it.MET:
        rec = (lam[0] * min(MAX_PULL, growth(p[P_MATCH] * (match - 40)))) >> 12
        if follows:
            fol = lam[1]
    sea = lam[2] if match >= 60 and not a.met[row, person] & it.FINISHED else np.int64(0)
    if fol > rec and fol > sea:
        return rec + fol + sea, S_FOLLOW
    return rec + fol + sea, (S_SEARCH if sea > rec else S_RECOMMEND)


@njit(cache=True, nogil=True, error_model="numpy")
def _race_limits(a: Any, rows: Any, lams: Any) -> Any:
    """Return race keys and (limit, limit for fans, account bit) of the pieces, packed for the loop; compiled."""
    race = np.empty(rows.shape[0], np.uint64)
    limit = np.empty((rows.shape[0], 3), np.int64)
    for k in range(rows.shape[0]):
        account = a.fields[rows[k], it.ACCOUNT]
        race[k] = a.keys[rows[k], K_RACE]
        limit[k, 0] = lams[k, 0] * 6 + lams[k, 2]
        limit[k, 1] = limit[k, 0] + (lams[k, 1] if account >= 0 else 0)
        limit[k, 2] = np.int64(1) << account if account >= 0 else 0
    return race, limit


@njit(cache=True, nogil=True, error_model="numpy")
def _place(picks: Any, n: Any, at: Any, row: Any, source: Any, slots: Any) -> Any:
    """Put a piece among the session's candidates in the order of their race; return how many; compiled."""
    if at >= slots << 8:
        return n
    j = n
    while j > 0 and picks[j - 1, 0] > at:
        picks[j] = picks[j - 1]
        j -= 1
    picks[j, 0], picks[j, 1], picks[j, 2] = at, row, source
    return n + 1


@njit(cache=True, nogil=True, error_model="numpy")
def feed(  # noqa: C901 - one loop over sessions; a call per session would cost more than the loop
    a: Any,
    p: Any,
    perf: Any,
    sessions: Any,
    bounds: Any,
    rows: Any,
    lams: Any,
    orders: Any,
    first_minute: Any,
    live: Any,
) -> None:  # pragma: no cover - compiled
    """Fill the slots of a tick's sessions; compiled.

    Pieces compete for exclusive slots by exponential-race keys (item, session); the mass of other
    content arrives at one a slot. Paid orders have their own places, one in each eight slots.
    """
    person_of, key_of, slots_of, start = sessions
    picks = np.empty((64, 3), np.int64)
    race, limit = _race_limits(a, rows, lams)
    minute = first_minute
    zero, one, bought = np.int64(0), np.int64(1), np.int64(S_PAID)
    for i in range(bounds[0], bounds[1]):
        while i >= start[minute % 1440 + 1]:
            minute += 1
        person, key, slots = np.int64(person_of[i]), key_of[i], np.int64(slots_of[i])
        follows = a.follows[person]
        step, n = (key + np.uint64(1)) * GOLDEN, 0
        for k in range(rows.shape[0]):
            u = np.int64(mix(race[k] + step) >> np.uint64(32))
            if u >= limit[k, 1] * slots:
                continue
            fan = follows & np.uint64(limit[k, 2]) != 0
            if not fan and u >= limit[k, 0] * slots:
                continue
            rate, source = _pull_of(a, p, rows[k], person, fan, lams[k])
            if rate > 0 and n < 64:
                n = _place(picks, n, (waiting(u) << 8) // rate, rows[k], source, slots)
        for j in range(n):
            if (j << 8) + picks[j, 0] >= slots << 8:
                break
            row = picks[j, 1]
            answer(a, p, perf, row, person, minute, picks[j, 2], zero, live[a.fields[row, it.ACCOUNT]])
        places = (slots + 7) >> 3
        for o in range(orders.shape[0]):
            order = orders[o]
            if places == 0 or order[pd.ACTIVE] == 0 or not pd.eligible(order, a.rows[person]):
                continue
            row = order[pd.ITEM]
            if pd.served(order, key, matching(a, row, person)):
                places -= 1
                tally(a, row, C_PAID, a.rows[person, SEGMENT], 1)
                answer(a, p, perf, row, person, minute, bought, one, live[a.fields[row, it.ACCOUNT]])


@njit(cache=True, nogil=True, error_model="numpy")
def arrivals(a: Any, p: Any, perf: Any, due: Any, live: Any) -> None:  # pragma: no cover - compiled
    """Let people open what friends sent them; compiled."""
    unpaid = np.int64(0)  # typed: a literal would compile the whole reaction again
    for i in range(due.shape[0]):
        row = due[i, 2]
        if a.fields[row, it.STATUS] in (it.STATUS_LIVE, it.STATUS_LIMITED):
            answer(a, p, perf, row, due[i, 1], due[i, 0], due[i, 3], unpaid, live[a.fields[row, it.ACCOUNT]])
