"""One person meets one piece: skip or watch, engage, click, order, remember."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.short_video.parameters import (
    C_COLLECT,
    C_DISLIKE,
    C_LIKE,
    C_PROFILE,
    C_REPORT,
    C_SHARE_N,
    C_VALID,
    C_WATCH,
    CHOSEN,
    K_AGAIN,
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
    P_AGAIN,
    P_APPEAL,
    P_CLICK,
    P_CLICK_QUALITY,
    P_COLLECT,
    P_COMMENT,
    P_DISLIKE,
    P_FATIGUE,
    P_FOLLOW,
    P_HOOK,
    P_INTENT,
    P_LEAVE,
    P_LIKE,
    P_MATCH,
    P_PROFILE,
    P_QUALITY,
    P_REPEAT,
    P_REPORT,
    P_SHARE,
    P_SKIP,
    P_SPREAD,
    P_WARM,
    P_WATCH,
    P_WORN,
    REPORT_QUESTION,
    ROOT,
    SHARE_KIND,
    SHOWN_FROM_DS,
    SKIP_BY_DURATION,
    VALID_DS,
    WATCH_POWER,
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
from simulator.watching import count_watch, note_stay, wanted_by


@piece
def _watch(a: Any, p: Any, row: Any, person: Any, pull: Any, intent: Any, first: Any, minute: Any) -> Any:
    """Return deciseconds watched; completion is having wanted at least the duration; compiled."""
    f, keys = a.fields[row], a.keys[row]
    duration = np.int64(f[it.DURATION])
    skip = p[P_SKIP] - pull - p[P_HOOK] * (np.int64(f[it.HOOK]) - 128) - personal(a, person, ATTENTION) // 4
    skip += SKIP_BY_DURATION[min(duration, 90)] - intent // 2
    bits = draw(occasion(keys[K_WATCH], first, minute), person)
    if draw32(occasion(keys[K_SKIP], first, minute), person) < threshold(skip):
        # two parts of a reaction time: most leave after a second or two
        stay = 3 + np.int64(bits >> np.uint64(48)) % 15 + np.int64(bits >> np.uint64(32)) % 14
        return min(stay, duration * 10 - 1)
    pull += intent + p[P_QUALITY] * (np.int64(f[it.QUALITY]) - 128) - np.int64(f[it.CLICKBAIT])
    return SHOWN_FROM_DS + wanted_by(WATCH_POWER, p[P_WATCH], p[P_SPREAD], bits, duration, pull)


@piece
def _run_on(a: Any, p: Any, row: Any, person: Any, minute: Any, watched: Any, first: Any) -> None:
    """Count how long a piece goes on after its end: until the swipe, for some once more; compiled."""
    length = np.int64(a.fields[row, it.DURATION]) * 10
    bits = draw(occasion(a.keys[row, K_AGAIN], first, minute), person)
    more = np.int64(bits >> np.uint64(56)) % 16
    luck = np.int64(bits & np.uint64(1023))
    while luck * 1000 < p[P_AGAIN] << 10 and more < 8 * length:
        more += length
        luck = luck * 2
    more = min(more, max(0, watched - length))
    tally(a, row, C_WATCH, a.rows[person, SEGMENT], more)
    note_stay(a, length + more)


@piece
def like(a: Any, p: Any, row: Any, person: Any, minute: Any, warmth: Any, first: Any) -> Any:
    """Let a viewer like, however short the look was; compiled."""
    key = occasion(a.keys[row, K_LIKE], first, minute)
    liked = draw32(key, person) < threshold(p[P_LIKE] + warmth + personal(a, person, LIKE))
    if liked:
        tally(a, row, C_LIKE, a.rows[person, SEGMENT], 1)
    return liked


@piece
def engage(a: Any, p: Any, row: Any, person: Any, minute: Any, warmth: Any, first: Any) -> Any:
    """Let a viewer comment, share, collect, follow; return (commented, shared); compiled."""
    keys, segment = a.keys[row], a.rows[person, SEGMENT]
    # people also comment on what they do not like, so liking counts for half
    spoken = say(a, row, person, occasion(keys[K_COMMENT], first, minute), p[P_COMMENT] + warmth // 2)
    shared = draw32(occasion(keys[K_SHARE], first, minute), person) < threshold(
        p[P_SHARE] + warmth + personal(a, person, SHARE)
    )
    if shared:
        tally(a, row, C_SHARE_N, segment, 1)
        a.met[row, person] |= np.uint8(it.SHARED)
        pass_on(a, row, person, minute, SHARE_KIND, 0)
    if draw32(occasion(keys[K_COLLECT], first, minute), person) < threshold(p[P_COLLECT] + warmth):
        tally(a, row, C_COLLECT, segment, 1)
    if draw32(occasion(keys[K_PROFILE], first, minute), person) < threshold(p[P_PROFILE] + warmth):
        tally(a, row, C_PROFILE, segment, 1)
    join(a, row, person, occasion(keys[K_FOLLOW], first, minute), p[P_FOLLOW] + warmth)
    return spoken, shared


@piece
def object_to(a: Any, p: Any, row: Any, person: Any, minute: Any, pull: Any, first: Any) -> None:
    """Let a viewer press "not interested", then perhaps leave the account or report the piece; compiled."""
    key = occasion(a.keys[row, K_DISLIKE], first, minute)
    if draw32(key, person) >= threshold(p[P_DISLIKE] - pull):
        return
    segment = a.rows[person, SEGMENT]
    tally(a, row, C_DISLIKE, segment, 1)
    leave(a, row, person, occasion(a.keys[row, K_LEAVE], first, minute), p[P_LEAVE] + 900)
    if np.int64(draw32(key, person + REPORT_QUESTION)) * 1000 < p[P_REPORT] << 32:
        tally(a, row, C_REPORT, segment, 1)


@piece
def _worn(a: Any, p: Any, row: Any, person: Any, first: Any) -> Any:
    """Return the score a piece has lost by coming again: the more, the oftener its brand was met lately; compiled.

    A new piece is new even to somebody who is tired of the brand, so changing the creative is worth
    more than showing the old one more often, and the old one wears out slowly (fact F4). A copy of
    what was published before is new only as far as it differs.
    """
    f = a.fields[row]
    brand = f[it.BRAND]
    tired = np.int64(0)
    if brand >= 0:
        tired = p[P_WORN] * np.int64(a.memory[brand, person, FATIGUE])
    if first:
        return tired * (255 - np.int64(f[it.ORIGINAL])) >> 8
    return p[P_REPEAT] + tired


@piece
def _perform(perf: Any, valid: Any, done: Any, liked: Any, spoken: Any, shared: Any) -> None:
    """Count an organic view towards the rates by which the piece goes on; compiled."""
    perf[0] += 1
    perf[1] += valid
    perf[2] += done
    perf[3] += liked
    perf[4] += spoken
    perf[5] += shared


@piece
def answer_here(
    a: Any, p: Any, perf: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, live: Any
) -> None:
    """Let one person meet one piece: skip or watch, engage, click, order, remember; compiled."""
    f = a.fields[row]
    brand = f[it.BRAND]
    first = meet(a, row, person, minute, source)
    pull = p[P_MATCH] * (matching(a, row, person) - 40) + f[it.TREND]
    if brand >= 0:
        pull -= p[P_FATIGUE] * np.int64(a.memory[brand, person, FATIGUE]) // 2
        pull += np.int64(a.memory[brand, person, TRUST]) - 128
    pull -= _worn(a, p, row, person, first)
    intent = p[P_INTENT] * CHOSEN[source]
    watched = _watch(a, p, row, person, pull, intent, first, minute)
    done = count_watch(a, row, person, watched, source)
    segment, length = a.rows[person, SEGMENT], np.int64(f[it.DURATION]) * 10
    if done:
        _run_on(a, p, row, person, minute, watched, first)
    valid = watched >= VALID_DS or done
    share = min(256, watched * 256 // max(1, length))
    warmth = (
        pull + intent // 2 + (p[P_WARM] * ROOT[share] >> 8) + p[P_APPEAL] * (np.int64(f[it.QUALITY]) - 128)
    )
    warmth -= np.int64(f[it.CLICKBAIT]) // 2
    liked = like(a, p, row, person, minute, warmth, first)
    spoken = shared = False
    if valid:
        a.met[row, person] |= np.uint8(it.VIEWED)
        tally(a, row, C_VALID, segment, 1)
        strength = (np.int64(f[it.QUALITY]) * (128 + share // 2)) >> 8
        take_in(a, row, person, strength, a.keys[row, K_CLAIM], a.keys[row, K_ANSWER])
        spoken, shared = engage(a, p, row, person, minute, warmth, first)
        if brand == 0:
            wish = p[P_CLICK] + pull + p[P_CLICK_QUALITY] * (np.int64(f[it.QUALITY]) - 128)
            keys = a.keys[row]
            open_card(
                a, row, person, minute, source, paid, first, wish, pull // 2, keys[K_CLICK], keys[K_ORDER]
            )
            point_to_room(a, row, person, minute, live)
    if liked or spoken or shared:
        a.met[row, person] |= np.uint8(it.ENGAGED)
    if not done:
        object_to(a, p, row, person, minute, pull, first)
    if not paid:
        _perform(perf[row], valid, done, liked, spoken, shared)


@kernel
def answer(
    a: Any, p: Any, perf: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, live: Any
) -> None:  # pragma: no cover - compiled
    """As `answer_here`, not pasted in: a call copies what it is given, but compiles the reaction once; compiled."""
    answer_here(a, p, perf, row, person, minute, source, paid, live)
