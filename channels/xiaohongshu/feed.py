"""The places of sessions: which notes come up, and how strongly each pulls now."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.xiaohongshu.meeting import answer
from channels.xiaohongshu.parameters import (
    C_COLLECT,
    C_PAID,
    CES,
    COUNTED,
    COVERS,
    MAX_PULL,
    MOST_ABOVE,
    MOST_BROUGHT,
    NO,
    P_CARRY,
    P_CES,
    P_FOLLOW_HOURS,
    P_FOLLOW_PULL,
    P_FRESH,
    P_HALF,
    P_HEAT,
    P_MATCH,
    P_OPENS,
    P_RANK,
    P_REVIVE,
    P_SEARCH,
    P_SEARCHES,
    PAID,
    READS,
    S_FOLLOW,
    S_RECOMMEND,
    S_SEARCH,
    SEARCHES_FROM,
    YES,
)
from simulator import items as it
from simulator import paid as pd
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.people import SEGMENT
from simulator.race import BLOCK, ROW, in_time, is_fan, line_up, list_block, listed_of
from simulator.randomness import draw32
from simulator.reactions import (
    matching,
    originality_weight,
)
from simulator.tables import growth, halved


@piece
def _pulls(a: Any, p: Any, row: Any, person: Any, fan: Any, searches: Any, lam: Any) -> Any:
    """Return (rate, source) with which a note competes for a person's places; compiled.

    ``lam``: rates in 2**-32 a place for discovery, follow feed, search.
    """
    match, met = matching(a, row, person), a.met[row, person]
    found = fol = sea = np.int64(0)
    if not met & it.MET:
        found = (lam[0] * min(MAX_PULL, growth(p[P_MATCH] * (match - 40)))) >> 12
        if fan:
            fol = lam[1]
    if searches and match >= SEARCHES_FROM and not met & it.VIEWED:
        sea = (lam[2] * min(MAX_PULL, growth(p[P_MATCH] * (match - SEARCHES_FROM)))) >> 12
    source = S_RECOMMEND if found >= fol else S_FOLLOW
    return found + fol + sea, S_SEARCH if sea > found and sea > fol else source


@kernel
def feed(
    a: Any, p: Any, side: Any, sessions: Any, bounds: Any, lams: Any, race: Any, orders: Any, first_minute: Any
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Fill the places of a tick's sessions (`simulator.race`); paid orders have one in eight; compiled."""
    person_of, key_of, slots_of, start = sessions
    minute = first_minute
    search_below = (p[P_SEARCHES] << 32) // 1000
    for i in range(bounds[0], bounds[1]):
        place = (i - bounds[0]) % BLOCK
        if place == 0:
            list_block(a, race, sessions, i, min(i + BLOCK, bounds[1]))
        while i >= start[minute % 1440 + 1]:
            minute += 1
        person, key, slots = np.int64(person_of[i]), key_of[i], np.int64(slots_of[i])
        searches = np.int64(draw32(key, 1)) < search_below
        begin, end = listed_of(a, race, place, person, key, slots)
        n = np.int64(0)
        for c in range(begin, end):
            k = race.listed[c, 0]
            row, fan = race.pieces[ROW, k], is_fan(race, k, a.follows[person])
            rate, source = _pulls(a, p, row, person, fan, searches, lams[k])
            n = line_up(race.picks, n, race.listed[c, 1], rate, slots, row, source)
        for j in range(n):
            if not in_time(race.picks, j, slots):
                break
            answer(a, p, side, race.picks[j, 1], person, minute, race.picks[j, 2], NO)
        if orders.shape[0]:
            _serve(a, p, side, person, key, minute, (slots + 7) >> 3, orders)


@kernel
def _serve(
    a: Any, p: Any, side: Any, person: Any, key: Any, minute: Any, places: Any, orders: Any
) -> None:  # pragma: no cover - compiled
    """Fill a session's bought places; compiled."""
    for o in range(orders.shape[0]):
        if places == 0:
            return
        if pd.takes_place(a, orders[o], person, key):
            places, row = places - 1, orders[o, pd.ITEM]
            answer(a, p, side, row, person, minute, PAID, YES)
            tally(a, row, C_PAID, a.rows[person, SEGMENT], 1)


@kernel
def arrivals(a: Any, p: Any, side: Any, due: Any) -> None:  # pragma: no cover - compiled
    """Let people look at what friends sent and at what they saved; compiled."""
    for i in range(due.shape[0]):
        row = due[i, 2]
        if a.fields[row, it.STATUS] in (it.STATUS_LIVE, it.STATUS_LIMITED):
            answer(a, p, side, row, due[i, 1], due[i, 0], due[i, 3], NO)


@kernel
def rates(
    fields: Any,
    totals: Any,
    perf: Any,
    heat: Any,
    mean: Any,
    p: Any,
    rows: Any,
    tick: Any,
    scale: Any,
    out: Any,
) -> None:  # pragma: no cover - compiled
    """Let covers bring covers, and write each note's rates (2**-32 a place); compiled.

    ``heat`` is in 1/1024 covers still to be shown; they wait for traffic, so that the night takes
    none away. ``tick``: its first minute, its length by traffic in 1/16 minute, and its places;
    ``scale``: reads of prior evidence, real people of a simulated one.
    """
    start, length, slots = tick
    prior, people = scale
    for k in range(rows.shape[0]):
        row = rows[k]
        age, weight = start - np.int64(fields[row, it.PUBLISHED]), np.int64(fields[row, it.THROTTLE])
        seen, new = perf[row, COVERS], perf[row, COVERS] - perf[row, COUNTED]
        perf[row, COUNTED] = seen
        opens = (perf[row, READS] * 10_000 + prior * 10_000) * 1024 // (seen * p[P_OPENS] + prior * 10_000)
        ces = (perf[row, CES] * 10_000 + prior * p[P_CES]) * 1024 // ((perf[row, READS] + prior) * p[P_CES])
        good = min(MOST_ABOVE, opens) * min(MOST_ABOVE, ces) >> 10
        brings = p[P_CARRY] * good // 1024 * good // 1024
        push = p[P_REVIVE] * 4096 // 1000 + (1000 - p[P_REVIVE]) * halved(age, p[P_FRESH] * 60) // 1000
        brings = brings * push // 4096 * weight // 256
        brings = min(MOST_BROUGHT, brings * originality_weight(fields, row) // 256)
        heat[row] += new * brings * 1024 // 1000
        due = heat[row] * (4096 - halved(length, 16 * p[P_HEAT])) // 4096
        heat[row] -= due
        shown = (due << 22) // slots * 4096 // max(64, mean[row])
        out[k, 0] = min(1 << 28, shown * weight // 256)
        out[k, 1] = ((p[P_FOLLOW_PULL] << 32) // 1000 * halved(age, p[P_FOLLOW_HOURS] * 60)) >> 12
        saves = totals[row, C_COLLECT] * people
        rank = 256 + p[P_RANK] * 256 * saves // (saves + max(1, p[P_HALF]))
        out[k, 2] = (p[P_SEARCH] << 32) // 1_000_000 * rank // 256 * weight // 256
