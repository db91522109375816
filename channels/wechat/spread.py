"""Who will meet a piece and when: followers' sessions, chat lists, what contacts pass on."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.wechat import parameters as w
from simulator.kernel import kernel, piece
from simulator.people import DEGREE
from simulator.randomness import draw, mix
from simulator.tables import exponential, threshold


@piece
def _awake(minute: Any, bits: Any) -> Any:
    """Return the minute, or one of the next morning if it is night; compiled."""
    of_day = minute % 1440
    if of_day >= w.MORNING:
        return minute
    return minute - of_day + w.MORNING + np.int64(np.uint64(bits) & np.uint64(w.MORNING_SPREAD))


@piece
def _put(out: Any, at: Any, minute: Any, person: Any, row: Any, source: Any) -> Any:
    o = out[at]
    o[0], o[1], o[2], o[3], o[5] = minute, person, row, source, -1
    return at + 1


@kernel
def woken(
    fans: Any, row: Any, key: Any, chance: Any, now: Any, out: Any
) -> int:  # pragma: no cover - compiled
    """Let the notice bring some followers into the app at once; return how many; compiled."""
    n = 0
    for person in range(fans.shape[0]):
        if not fans[person]:
            continue
        bits = draw(key, person)
        minute = now + 1 + (exponential(mix(bits)) * 30 >> 12)
        if np.int64(bits >> np.uint64(32)) < chance and minute % 1440 >= w.MORNING:
            n = _put(out, n, minute, person, row, w.S_SESSION)
            fans[person] = 0
    return n


@kernel
def in_sessions(
    fans: Any, bonus: Any, gain: Any, sessions: Any, span: Any, item: Any, n: Any, out: Any
) -> int:  # pragma: no cover - compiled
    """Find the first of each follower's next sessions in which a piece is noticed; compiled.

    ``span``: first and last minute (absolute) to look at, within one day. ``item``: row, source,
    see key, score at publication, score lost an hour, minute of publication, throttle.
    """
    person_of, key_of, start = sessions
    first, until = span
    row, source, key, score, fade, born, throttle = item
    day = first - first % 1440
    minute = first
    for i in range(start[first - day], start[until - day]):
        while i >= start[minute - day + 1]:
            minute += 1
        person = person_of[i]
        if not fans[person]:
            continue
        bits = draw(np.uint64(key), key_of[i])
        see = score + gain * (np.int64(bonus[person]) - w.HABIT_CENTRE) - fade * (minute - born) // 60
        if bits >> np.uint64(32) < threshold(see) and np.int64(bits & np.uint64(255)) < throttle:
            n = _put(out, n, minute, person, row, source)
            fans[person] = 0
    return n


@kernel
def in_group(
    fans: Any, row: Any, key: Any, delay: Any, now: Any, out: Any
) -> int:  # pragma: no cover - compiled
    """Put a message on the chat lists of a group's members, to be met when they look; compiled."""
    n = 0
    for person in range(fans.shape[0]):
        if fans[person]:
            bits = draw(key, person)
            minute = _awake(now + 1 + (exponential(bits) * delay >> 12), mix(bits))
            n = _put(out, n, minute, person, row, w.S_GROUP)
    return n


@kernel
def _reach(
    out: Any, n: Any, key: Any, share: Any, person: Any, option: Any, degree: Any, attention: Any
) -> Any:
    """Decide whether one contact notices a share, and when; return how many are written; compiled."""
    source, score, least, extra, close = option
    luck = draw(key, person)
    score -= attention * (np.int64(degree) - w.MIDDLE_DEGREE)
    if luck >> np.uint64(32) >= threshold(score):
        return n
    bits = mix(luck)
    o = out[n]
    o[0] = _awake(share[2] + least + (exponential(bits) * extra >> 12), mix(bits))
    o[1], o[2], o[3], o[4], o[5], o[6] = person, share[1], source, share[4] + 1, share[0], close
    return n + 1


@kernel
def _to_chat(
    share: Any, key: Any, graph: Any, rows: Any, p: Any, out: Any, n: Any
) -> int:  # pragma: no cover - compiled
    """Forward to one friend or, as often, to a chat of many (that friend's circle); compiled."""
    indptr, indices = graph
    person = share[0]
    bits = draw(key, person)
    first, size = indptr[person], indptr[person + 1] - indptr[person]
    friend = indices[first + np.int64(bits & np.uint64(0xFFFFFFFF)) % size]
    option = (w.S_CHAT, p[w.P_CHAT_SEE], 1, w.CHAT_DELAY, 1)
    n = _reach(out, n, key, share, friend, option, rows[friend, DEGREE], p[w.P_DEGREE])
    if np.int64(bits >> np.uint64(32)) * 1000 >= p[w.P_CHAT_GROUP] << 32:
        return n
    option = (w.S_CHAT, p[w.P_CHAT_SEE] - p[w.P_WEAK_GAP], 1, 2 * w.CHAT_DELAY, 0)
    first, size = indptr[friend], indptr[friend + 1] - indptr[friend]
    turn = np.int64(bits & np.uint64(0xFFFF))
    for k in range(min(size, w.CIRCLE)):
        other = indices[first + (k + turn) % size]
        if other != person:
            n = _reach(out, n, key, share, other, option, rows[other, DEGREE], p[w.P_DEGREE])
    return n


@kernel
def _to_contacts(
    share: Any, key: Any, graph: Any, rows: Any, p: Any, out: Any, n: Any
) -> int:  # pragma: no cover - compiled
    """Put a share or a like before friends and, less, friends' friends; compiled."""
    indptr, indices = graph
    person = share[0]
    source, see, extra = w.S_MOMENTS, p[w.P_MOMENTS_SEE], w.MOMENTS_DELAY
    if share[3] == w.LIKED:
        source, see, extra = w.S_FRIENDS, p[w.P_FRIEND_LIKE], w.LIKE_DELAY
    near, far = (source, see, 2, extra, 1), (source, see - p[w.P_WEAK_GAP], 2, extra, 0)
    for arc in range(indptr[person], indptr[person + 1]):
        friend = indices[arc]
        n = _reach(out, n, key, share, friend, near, rows[friend, DEGREE], p[w.P_DEGREE])
        first, size = indptr[friend], indptr[friend + 1] - indptr[friend]
        weak = draw(key, friend + w.WEAK_ARC)
        turn = np.int64(weak & np.uint64(0xFFFF))
        for k in range(min(size, p[w.P_WEAK_TIES])):
            other = indices[first + (k + turn) % size]
            if other != person:
                n = _reach(out, n, weak, share, other, far, rows[other, DEGREE], p[w.P_DEGREE])
    return n


@kernel
def circulate(
    shares: Any, graph: Any, rows: Any, keys: Any, p: Any, out: Any
) -> int:  # pragma: no cover - compiled
    """Turn shares and likes into later meetings of contacts; return how many; compiled.

    Every arc has its own draw, keyed by item, sharer and contact, so no share renumbers another.
    """
    indptr = graph[0]
    n = 0
    for i in range(shares.shape[0]):
        share = shares[i]
        person = share[0]
        if indptr[person] == indptr[person + 1]:
            continue
        key = draw(np.uint64(keys[share[1]]) + np.uint64(share[3]), person)
        if share[3] == w.TO_CHAT:
            n = _to_chat(share, key, graph, rows, p, out, n)
        else:
            n = _to_contacts(share, key, graph, rows, p, out, n)
    return n
