"""Coming in, compiled: exposures, the decision at the door, the patience people bring, bookings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from channels.livestream.numbers import (
    C_BOOK,
    C_ENTER,
    C_IMP,
    C_PAID,
    C_VIEW,
    K_BOOK,
    K_ENTER,
    K_RACE,
    K_STAY,
    N_DOOR,
    N_MINUTE,
    N_ROW,
    P_ENTER,
    P_FATIGUE,
    P_MATCH,
    P_REPEAT,
    P_STAY,
    S_FEED,
    S_FOLLOW,
    S_PAID,
    V_FIRST,
    V_LATE,
    V_LEFT,
    V_PAID,
    V_PERSON,
    V_SOURCE,
)
from simulator import items as it
from simulator import paid as pd
from simulator.counters import SOURCES
from simulator.kernel import kernel
from simulator.market import tally
from simulator.memory import DOUBT, FATIGUE, TRUST
from simulator.people import SEGMENT
from simulator.race import waiting
from simulator.randomness import draw, draw32
from simulator.reactions import matching, meet, occasion
from simulator.tables import EXPONENTIAL, growth, threshold

STAY_SHAPE = np.array([math.isqrt(int(e) ** 5 >> 40) for e in EXPONENTIAL], dtype=np.int64)
"""Weibull stays of shape 0.4 in 1/1024 of their scale: mean/median 8, cv 3.1 (facts B7, B8)."""

_DOOR = {"follow": 70, "push": -40, "paid": -330, "short_video": -405, "group": -60, "booking": 3072}
DOORS = np.array([_DOOR.get(name, -150) for name in SOURCES], dtype=np.int64)
"""Score at the door by source against the feed's 15 % (cases.md B6: short video 3.5 %; rest assumed)."""
_HELD = {"follow": 90, "booking": 220, "paid": -90, "group": 60, "recommend": -20}
HELD = np.array([_HELD.get(name, 0) for name in SOURCES], dtype=np.int64)
"""Score of patience by source (assumed: who came on purpose stays longer)."""


@kernel
def _at_the_door(a: Any, p: Any, now: Any, person: Any, source: Any, paid: Any) -> Any:
    """Show the room to a person; return whether they enter; compiled."""
    row, minute = now[N_ROW], now[N_MINUTE]
    first = meet(a, row, person, minute, source)
    segment = a.rows[person, SEGMENT]
    tally(a, row, C_IMP, segment, 1)
    if paid:
        tally(a, row, C_PAID, segment, 1)
    f = a.fields[row]
    score = (
        p[P_ENTER] + DOORS[source] + now[N_DOOR] + p[P_MATCH] * (matching(a, row, person) - 40) + f[it.TREND]
    )
    score += np.int64(f[it.HOOK]) - 128 + np.int64(a.memory[0, person, TRUST]) - 128
    score -= p[P_FATIGUE] * np.int64(a.memory[0, person, FATIGUE]) // 2
    if not first:
        score -= p[P_REPEAT]
    return draw32(occasion(a.keys[row, K_ENTER], first, minute), person) < threshold(score)


@kernel
def _enter(a: Any, p: Any, now: Any, person: Any, source: Any, paid: Any, v: Any) -> None:
    """Let a person in, with the patience they bring along; compiled."""
    row, minute = now[N_ROW], now[N_MINUTE]
    first = (a.met[row, person] & it.VIEWED) == 0
    segment = a.rows[person, SEGMENT]
    tally(a, row, C_ENTER, segment, 1)
    tally(a, row, C_VIEW, segment, 1)
    a.sources[row, 1, source] += 1
    a.met[row, person] |= np.uint8(it.VIEWED)
    bits = draw(occasion(a.keys[row, K_STAY], first, minute), person)
    pull = (
        HELD[source]
        + p[P_MATCH] * (matching(a, row, person) - 40)
        + np.int64(a.fields[row, it.QUALITY])
        - 128
    )
    shape = STAY_SHAPE[np.int64(bits >> np.uint64(52))]
    v[:] = 0
    v[V_PERSON], v[V_SOURCE], v[V_PAID], v[V_FIRST] = person, source, paid, first
    v[V_LEFT] = max(5, (p[P_STAY] * shape >> 10) * growth(pull) >> 12)
    v[V_LATE] = np.int64((bits >> np.uint64(8)) & np.uint64(0xFFFFFFFF)) % 600


@kernel
def _called(a: Any, p: Any, now: Any, due: Any, inside: Any, out: Any) -> Any:
    """Meet those who were called in or sent on; return how many entered; compiled."""
    minute, n = now[N_MINUTE], 0
    for i in range(due.shape[0]):
        person, source = due[i, 1], due[i, 3]
        if inside[person] <= minute and _at_the_door(a, p, now, person, source, 0):
            _enter(a, p, now, person, source, 0, out[n])
            inside[person] = minute + 1
            n += 1
    return n


@kernel
def _won(a: Any, p: Any, now: Any, lams: Any, person: Any, key: Any, slots: Any) -> Any:
    """Return the source by which the room takes a slot of a session, -1 if it does not; compiled."""
    row = now[N_ROW]
    rec = lams[0] * growth(p[P_MATCH] * (matching(a, row, person) - 40)) >> 12
    if a.met[row, person] & it.MET:
        rec >>= 1
    fan = (a.follows[person] >> np.uint64(a.fields[row, it.ACCOUNT])) & np.uint64(1)
    fol = lams[1] // max(1, slots) if fan else np.int64(0)
    if rec + fol == 0:
        return -1
    u = np.int64(draw32(a.keys[row, K_RACE], key))
    if (waiting(u) << 8) // (rec + fol) >= slots << 8:
        return -1
    return S_FOLLOW if fol > rec else S_FEED


@kernel
def _bought(a: Any, p: Any, now: Any, orders: Any, person: Any, key: Any) -> Any:
    """Let paid orders show the room in their own places; return whether that brought somebody in; compiled."""
    row = now[N_ROW]
    for o in range(orders.shape[0]):
        if orders[o, pd.ITEM] != row or not pd.takes_place(a, orders[o], person, key):
            continue
        if _at_the_door(a, p, now, person, S_PAID, 1):
            return True
    return False


@kernel
def come_in(
    a: Any,
    p: Any,
    now: Any,
    sessions: Any,
    bounds: Any,
    lams: Any,
    orders: Any,
    inside: Any,
    due: Any,
    out: Any,
) -> int:  # pragma: no cover - compiled
    """Meet the minute's sessions and callers with the room; return how many entered (into ``out``); compiled.

    The room competes with the mass of the feed for exclusive slots by an exponential-race key
    (room, session); ``lams`` are its rates in 2**-32: feed a slot (scaled by interest), follow feed
    a session. Paid orders have their own places. Who is in a room already meets none.
    """
    person_of, key_of, slots_of = sessions
    minute = now[N_MINUTE]
    n = _called(a, p, now, due, inside, out)
    for i in range(bounds[0], bounds[1]):
        person, key = person_of[i], key_of[i]
        if inside[person] > minute:
            continue
        source, paid = _won(a, p, now, lams, person, key, np.int64(slots_of[i])), 0
        entered = source >= 0 and _at_the_door(a, p, now, person, source, 0)
        if not entered and _bought(a, p, now, orders, person, key):
            entered, source, paid = True, S_PAID, 1
        if entered:
            _enter(a, p, now, person, source, paid, out[n])
            inside[person] = minute + 1
            n += 1
    return n


@kernel
def book(a: Any, p: Any, row: Any, people: Any, base: Any, asked: Any) -> int:  # pragma: no cover - compiled
    """Let people who meet a preview book the room, each asked once; return how many did; compiled."""
    booked = 0
    for i in range(people.shape[0]):
        person = people[i]
        if asked[person]:
            continue
        cell = a.memory[0, person]
        score = base + p[P_MATCH] * (matching(a, row, person) - 40) + 2 * (np.int64(cell[TRUST]) - 128)
        score += np.int64(a.fields[row, it.HOOK]) - 128 - 3 * np.int64(cell[DOUBT])
        asked[person] = 1
        if draw32(a.keys[row, K_BOOK], person) < threshold(score):
            asked[person] = 2
            tally(a, row, C_BOOK, a.rows[person, SEGMENT], 1)
            booked += 1
    return booked
