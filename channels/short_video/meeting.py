"""One person meets one piece: skip or watch, engage, click, order, remember."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.short_video.parameters import (
    C_COLLECT,
    C_DISLIKE,
    C_LIKE,
    C_PROFILE,
    C_SHARE_N,
    C_VALID,
    K_ANSWER,
    K_CLAIM,
    K_CLICK,
    K_COLLECT,
    K_COMMENT,
    K_DISLIKE,
    K_FOLLOW,
    K_LEAVE,
    K_LIKE,
    K_ORDER,
    K_PROFILE,
    K_SHARE,
    K_SKIP,
    K_WATCH,
    P_CLICK,
    P_COLLECT,
    P_COMMENT,
    P_DISLIKE,
    P_FATIGUE,
    P_FOLLOW,
    P_HOOK,
    P_LEAVE,
    P_LIKE,
    P_MATCH,
    P_QUALITY,
    P_REPEAT,
    P_SHARE,
    P_SKIP,
    P_SPREAD,
    P_WATCH,
    SHARE_KIND,
)
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.memory import FATIGUE, TRUST
from simulator.people import ATTENTION, LIKE, SEGMENT, SHARE
from simulator.randomness import draw, draw32
from simulator.reactions import (
    join,
    leave,
    matching,
    meet,
    occasion,
    open_card,
    pass_on,
    personal,
    point_to_room,
    say,
    take_in,
)
from simulator.tables import threshold
from simulator.watching import count_watch, wanted_ds


@piece
def _watch(a: Any, p: Any, row: Any, person: Any, pull: Any, first: Any, minute: Any) -> Any:
    """Return deciseconds watched; completion is having wanted at least the duration; compiled."""
    f, keys = a.fields[row], a.keys[row]
    duration = np.int64(f[it.DURATION])
    skip = p[P_SKIP] - pull - p[P_HOOK] * (np.int64(f[it.HOOK]) - 128) - personal(a, person, ATTENTION) // 4
    bits = draw(occasion(keys[K_WATCH], first, minute), person)
    if draw32(occasion(keys[K_SKIP], first, minute), person) < threshold(skip):
        return min(3 + np.int64(bits >> np.uint64(40)) % 28, duration * 10)
    pull += p[P_QUALITY] * (np.int64(f[it.QUALITY]) - 128) - np.int64(f[it.CLICKBAIT])
    return max(30, wanted_ds(p[P_WATCH], p[P_SPREAD], bits, duration, pull))


@piece
def _engage(a: Any, p: Any, row: Any, person: Any, minute: Any, warmth: Any, first: Any) -> Any:
    """Let a viewer like, comment, share, collect, follow; return (liked, commented, shared); compiled."""
    keys, segment = a.keys[row], a.rows[person, SEGMENT]
    liked = draw32(occasion(keys[K_LIKE], first, minute), person) < threshold(
        p[P_LIKE] + warmth + personal(a, person, LIKE)
    )
    if liked:
        tally(a, row, C_LIKE, segment, 1)
    spoken = say(a, row, person, occasion(keys[K_COMMENT], first, minute), p[P_COMMENT] + warmth)
    shared = draw32(occasion(keys[K_SHARE], first, minute), person) < threshold(
        p[P_SHARE] + warmth + personal(a, person, SHARE)
    )
    if shared:
        tally(a, row, C_SHARE_N, segment, 1)
        a.met[row, person] |= np.uint8(it.SHARED)
        pass_on(a, row, person, minute, SHARE_KIND, 0)
    if draw32(occasion(keys[K_COLLECT], first, minute), person) < threshold(p[P_COLLECT] + warmth):
        tally(a, row, C_COLLECT, segment, 1)
    if draw32(occasion(keys[K_PROFILE], first, minute), person) < threshold(p[P_FOLLOW] + 700 + warmth):
        tally(a, row, C_PROFILE, segment, 1)
    join(a, row, person, occasion(keys[K_FOLLOW], first, minute), p[P_FOLLOW] + warmth)
    if liked or spoken or shared:
        a.met[row, person] |= np.uint8(it.ENGAGED)
    return liked, spoken, shared


@kernel
def answer(
    a: Any, p: Any, perf: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, live: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet one piece: skip or watch, engage, click, order, remember; compiled."""
    f = a.fields[row]
    brand = f[it.BRAND]
    first = meet(a, row, person, minute, source)
    pull = p[P_MATCH] * (matching(a, row, person) - 40) + f[it.TREND]
    if brand >= 0:
        pull -= p[P_FATIGUE] * np.int64(a.memory[brand, person, FATIGUE]) // 2
        pull += np.int64(a.memory[brand, person, TRUST]) - 128
    if not first:
        pull -= p[P_REPEAT]
    watched = _watch(a, p, row, person, pull, first, minute)
    done = count_watch(a, row, person, watched, source)
    valid = watched >= 50 or done
    segment = a.rows[person, SEGMENT]
    liked = spoken = shared = False
    if valid:
        a.met[row, person] |= np.uint8(it.VIEWED)
        tally(a, row, C_VALID, segment, 1)
        share = min(256, watched * 256 // max(1, np.int64(f[it.DURATION]) * 10))
        strength = (np.int64(f[it.QUALITY]) * (128 + share // 2)) >> 8
        take_in(a, row, person, strength, a.keys[row, K_CLAIM], a.keys[row, K_ANSWER])
        warmth = pull + share + (np.int64(f[it.QUALITY]) - 128) - np.int64(f[it.CLICKBAIT]) // 2
        liked, spoken, shared = _engage(a, p, row, person, minute, warmth, first)
        if brand == 0:
            wish = p[P_CLICK] + pull - (np.int64(0) if first else p[P_REPEAT])
            keys = a.keys[row]
            open_card(
                a, row, person, minute, source, paid, first, wish, pull // 2, keys[K_CLICK], keys[K_ORDER]
            )
            point_to_room(a, row, person, minute, live)
    elif draw32(occasion(a.keys[row, K_DISLIKE], first, minute), person) < threshold(p[P_DISLIKE] - pull):
        tally(a, row, C_DISLIKE, segment, 1)
        leave(a, row, person, occasion(a.keys[row, K_LEAVE], first, minute), p[P_LEAVE] + 900)
    if not paid:
        perf[row, 0] += 1
        perf[row, 1] += valid
        perf[row, 2] += done
        perf[row, 3] += liked
        perf[row, 4] += spoken
        perf[row, 5] += shared
