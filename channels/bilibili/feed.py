"""The places of sessions: which videos come up, and how strongly each pulls now."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.bilibili import parameters as pm
from channels.bilibili.meeting import answer
from simulator import items as it
from simulator import paid as pd
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.people import SEGMENT
from simulator.race import BLOCK, ROW, in_time, is_fan, line_up, list_block, listed_of
from simulator.randomness import draw32
from simulator.reactions import follows, matching, originality_weight
from simulator.tables import growth, halved


@piece
def _pulls(a: Any, p: Any, row: Any, person: Any, fan: Any, searches: Any, lam: Any) -> Any:
    """Return (rate, source) with which a video competes for a person's places; compiled.

    ``lam``: rates in 2**-32 a place for recommendation, subscription feed, search.
    """
    match, met = matching(a, row, person), a.met[row, person]
    rec = fol = sea = np.int64(0)
    if not met & it.MET:
        rec = (lam[0] * min(pm.MAX_PULL, growth(p[pm.P_MATCH] * (match - 40)))) >> 12
        if fan:
            fol = lam[1]
    if searches and match >= pm.SEARCHES_FROM and not met & it.VIEWED:
        sea = (lam[2] * min(pm.MAX_PULL, growth(p[pm.P_MATCH] * (match - pm.SEARCHES_FROM)))) >> 12
    source = pm.S_RECOMMEND if rec >= fol else pm.S_FOLLOW
    return rec + fol + sea, pm.S_SEARCH if sea > rec and sea > fol else source


@kernel
def feed(
    a: Any,
    p: Any,
    side: Any,
    sessions: Any,
    bounds: Any,
    lams: Any,
    race: Any,
    orders: Any,
    first_minute: Any,
) -> None:  # pragma: no cover - compiled
    """Fill the places of a tick's sessions (`simulator.race`); paid orders have one in eight; compiled."""
    person_of, key_of, slots_of, start = sessions
    minute = first_minute
    search_below = (p[pm.P_SEARCHES] << 32) // 1000
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
            row = race.picks[j, 1]
            answer(a, p, side, row, person, minute, race.picks[j, 2], follows(a, row, person), pm.NO)
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
            answer(a, p, side, row, person, minute, pm.PAID, follows(a, row, person), pm.YES)
            tally(a, row, pm.C_PAID, a.rows[person, SEGMENT], 1)


@kernel
def arrivals(a: Any, p: Any, side: Any, due: Any) -> None:  # pragma: no cover - compiled
    """Let people look at what friends sent them; compiled."""
    for i in range(due.shape[0]):
        row, person = due[i, 2], due[i, 1]
        if a.fields[row, it.STATUS] in (it.STATUS_LIVE, it.STATUS_LIMITED):
            answer(a, p, side, row, person, due[i, 0], due[i, 3], follows(a, row, person), pm.NO)


@piece
def _shrunk(count: Any, of: Any, usual: Any, prior: Any) -> Any:
    """Return a rate against its yardstick (of 10,000), 1024 where equal, at most 4 times; compiled."""
    return min(pm.MOST_ABOVE, (count * 10_000 + prior * usual) * 1024 // ((of + prior) * max(1, usual)))


@kernel
def rates(
    fields: Any, side: Any, heat: Any, mean: Any, p: Any, rows: Any, tick: Any, prior: Any, out: Any
) -> None:  # pragma: no cover - compiled
    """Let covers bring covers, measure each crowd, and write the rates (2**-32 a place); compiled.

    ``heat`` is in 1/1024 covers still to be shown; they wait for traffic, so that the night takes
    none away. ``tick``: its first minute, its length by traffic in 1/16 minute, and its places;
    ``prior``: views of prior evidence.
    """
    start, length, slots = tick
    perf = side.perf
    for k in range(rows.shape[0]):
        row = rows[k]
        age, weight = start - np.int64(fields[row, it.PUBLISHED]), np.int64(fields[row, it.THROTTLE])
        new, views = perf[row, pm.COVERS] - perf[row, pm.COUNTED], perf[row, pm.VIEWS]
        perf[row, pm.COUNTED] = perf[row, pm.COVERS]
        side.crowd[row] = _shrunk(perf[row, pm.DANMAKU], views, pm.USUAL_DANMAKU, prior)
        opens = _shrunk(views, perf[row, pm.COVERS], p[pm.P_OPENS], prior * 10_000 // max(1, p[pm.P_OPENS]))
        good = opens * _shrunk(perf[row, pm.HOT], views, p[pm.P_HOT], prior) >> 10
        push = (p[pm.P_REVIVE] << 12) // 1000
        push += (1000 - p[pm.P_REVIVE]) * halved(age, p[pm.P_FRESH] * 60) // 1000
        if age < 1440:
            push = push * p[pm.P_FIRST_DAY] // 1000
        brings = p[pm.P_CARRY] * good // 1024 * good // 1024 * push // 4096 * weight // 256
        brings = min(pm.MOST_BROUGHT, brings * originality_weight(fields, row) // 256)
        heat[row] += new * brings * 1024 // 1000
        due = heat[row] * (4096 - halved(length, 16 * p[pm.P_HEAT])) // 4096
        heat[row] -= due
        shown = (due << 22) // slots * 4096 // max(64, mean[row])
        out[k, 0] = min(1 << 28, shown * weight // 256)
        out[k, 1] = ((p[pm.P_FOLLOW_PULL] << 32) // 1000 * halved(age, p[pm.P_FOLLOW_HOURS] * 60)) >> 12
        out[k, 2] = (p[pm.P_SEARCH] << 32) // 1_000_000 * weight // 256
