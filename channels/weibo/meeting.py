"""How people meet posts in their sessions, and what they do: read, like, comment, repost, click."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from channels.weibo import parameters as pm
from simulator import items as it
from simulator import paid as pd
from simulator.counters import COUNTER as C
from simulator.counters import SOURCE
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.memory import BELIEVES, CORRECTED, FATIGUE, HEARD, TOLD, TRUST
from simulator.people import COMMENT, LIKE, SEGMENT, SHARE
from simulator.race import BLOCK, ROW, in_time, is_fan, line_up, list_block, listed_of
from simulator.randomness import draw, draw32
from simulator.reactions import (
    bell,
    join,
    leave,
    matching,
    meet,
    occasion,
    open_card,
    personal,
    point_to_room,
    say,
    take_in,
)
from simulator.tables import growth, threshold

C_IMP, C_VIEW, C_VALID, C_WATCH = C["impressions"], C["views"], C["valid_views"], C["watch_ds"]
C_LIKE, C_REPOST, C_PROFILE, C_DISLIKE = C["likes"], C["reposts"], C["profile_visits"], C["dislikes"]
C_COMMENT, C_NEGATIVE = C["comments"], C["negative_comments"]
C_PAID = C["paid_impressions"]
S_FOLLOW, S_SEARCH, S_HOT, S_TOPIC = (SOURCE[k] for k in ("follow", "search", "hot_list", "topic"))
PAID, NO, YES = np.int64(SOURCE["paid"]), np.int64(0), np.int64(1)  # typed, so that `answer` is compiled once
MAX_GROWN = 4
"""Times the mean by which interest may raise the pull of a post (assumed)."""
MAX_PULL = MAX_GROWN << 12
SECOND_QUESTION = 4_000_037  # sets a second question apart from the first under one key
SECOND = 2  # number of the second meeting
VALID_DS = 50
"""Deciseconds of an effective contact (5 s)."""
SEARCHES_FROM = 60
"""Interest from which somebody searches for it (assumed)."""


class Side(NamedTuple):
    """What the channel's kernels keep beside the common arrays."""

    twice: Any  # uint8 [R, bytes]: a bit for each person who met the item at least twice
    mood: Any  # int64 [R]: negative index of the comments, 0..256
    live: Any  # int64 [A + 1]: where the brand is on air, seen from each account
    talk: Any  # int64 [R]: score that the item gains or loses as a matter among friends
    fame: Any  # uint8 [n]: doublings of public followers beyond `pm.KNOWN_FROM`


@piece
def _exposures(side: Any, row: Any, person: Any, first: Any) -> Any:
    """Return which meeting this is: 1, 2 or 3 (and more); compiled."""
    if first:
        return 1
    bit = np.uint8(1 << (person & 7))
    if side.twice[row, person >> 3] & bit:
        return SECOND + 1
    side.twice[row, person >> 3] |= bit
    return SECOND


@kernel
def _liking(a: Any, p: Any, row: Any, person: Any) -> Any:
    """Return how well a post suits a person: interest, brand, weariness; compiled."""
    f = a.fields[row]
    score = p[pm.P_MATCH] * (matching(a, row, person) - 40)
    brand = f[it.BRAND]
    if brand >= 0:
        score -= p[pm.P_FATIGUE] * np.int64(a.memory[brand, person, FATIGUE]) // 2
        score += np.int64(a.memory[brand, person, TRUST]) - 128
    return score


@kernel
def _reading_time(a: Any, p: Any, row: Any, person: Any, liking: Any, first: Any, minute: Any) -> Any:
    """Return the deciseconds a person reads after opening the text; compiled."""
    bits = draw(occasion(a.keys[row, pm.K_READ], first, minute), person)
    score = ((bell(bits) * p[pm.P_READ_SPREAD]) >> 8) + liking // 4
    length = max(100, np.int64(a.fields[row, it.DURATION]) * 10)
    return min(length, max(5, (p[pm.P_READ] * growth(score)) >> 12))


@kernel
def _conviction(a: Any, p: Any, row: Any, person: Any) -> Any:
    """Return what believing or knowing better adds to the wish to repost; compiled."""
    f = a.fields[row]
    if f[it.CLAIM] >= 0:
        cell = a.issues[f[it.CLAIM], person]
        if cell & BELIEVES:
            return p[pm.P_BELIEF]
        return -p[pm.P_TOLD] if cell & (TOLD | CORRECTED) else np.int64(0)
    if f[it.ANSWER] >= 0 and a.issues[f[it.ANSWER], person] & CORRECTED:
        return p[pm.P_BELIEF]
    return np.int64(0)


@kernel
def _repost(
    a: Any,
    p: Any,
    side: Any,
    row: Any,
    person: Any,
    minute: Any,
    warmth: Any,
    times: Any,
    known: Any,
    depth: Any,
    parent: Any,
) -> bool:
    """Let a person who has read it pass it on in public, once; compiled.

    Who is followed by many passes on more: it is their trade. What comes through somebody counts
    for that somebody's sake, the text itself less; and less so the more people follow them.
    """
    f = a.fields[row]
    tone = np.int64(f[it.TONE])
    text = warmth + _conviction(a, p, row, person)
    text += -p[pm.P_ANGER] * tone if tone < 0 else p[pm.P_JOY] * tone
    score = p[pm.P_REPOST] + personal(a, person, SHARE) + p[pm.P_HUB] * side.fame[person] - known
    if depth > 0:
        score += (text * p[pm.P_SECONDHAND] >> 8) + p[pm.P_FRIEND_REPOST] + side.talk[row]
        if parent >= 0:
            score -= p[pm.P_TIE] * side.fame[parent]
        if f[it.BRAND] >= 0 and f[it.ANSWER] < 0:
            score -= p[pm.P_BRAND]
    else:
        score += text
    if times == SECOND:
        score += p[pm.P_SECOND]
    elif times > SECOND:
        score -= p[pm.P_REPEAT]
    if draw32(occasion(a.keys[row, pm.K_REPOST], times == 1, minute), person) >= threshold(score):
        return False
    tally(a, row, C_REPOST, a.rows[person, SEGMENT], 1)
    a.met[row, person] |= np.uint8(it.SHARED | it.ENGAGED)
    at = a.counts_out[1]
    if at < a.shares_out.shape[0]:
        out = a.shares_out[at]
        out[0], out[1], out[2], out[3], out[4], out[5] = person, row, minute, 1, depth + 1, parent
        a.counts_out[1] = at + 1
    return True


@kernel
def _comment(a: Any, p: Any, row: Any, person: Any, key: Any, warmth: Any) -> bool:
    """Let a reader comment; who believes a claim says so, bitterly (otherwise as everywhere); compiled."""
    claim = a.fields[row, it.CLAIM]
    # comments come from the pleased and from the annoyed: a bad mood under the post does not silence
    score = p[pm.P_COMMENT] + abs(warmth) // 2
    if claim < 0 or not a.issues[claim, person] & BELIEVES:
        return say(a, row, person, key, score)
    if draw32(key, person) >= threshold(score + p[pm.P_OUTRAGE] + personal(a, person, COMMENT)):
        return False
    tally(a, row, C_COMMENT, a.rows[person, SEGMENT], 1)
    if draw32(key, person + SECOND_QUESTION) < threshold(p[pm.P_OUTRAGE]):
        tally(a, row, C_NEGATIVE, a.rows[person, SEGMENT], 1)
    return True


@kernel
def _engage(a: Any, p: Any, row: Any, person: Any, minute: Any, warmth: Any, first: Any) -> None:
    """Let a reader like, comment, look at the profile, follow; compiled."""
    keys, segment = a.keys[row], a.rows[person, SEGMENT]
    liked = draw32(occasion(keys[pm.K_LIKE], first, minute), person) < threshold(
        p[pm.P_LIKE] + warmth + personal(a, person, LIKE)
    )
    if liked:
        tally(a, row, C_LIKE, segment, 1)
    said = _comment(a, p, row, person, occasion(keys[pm.K_COMMENT], first, minute), warmth)
    if liked or said:
        a.met[row, person] |= np.uint8(it.ENGAGED)
    if draw32(occasion(keys[pm.K_PROFILE], first, minute), person) < threshold(p[pm.P_FOLLOW] + 700 + warmth):
        tally(a, row, C_PROFILE, segment, 1)
    join(a, row, person, occasion(keys[pm.K_FOLLOW], first, minute), p[pm.P_FOLLOW] + warmth)


@kernel
def _scrolls_on(a: Any, p: Any, row: Any, person: Any, minute: Any, liking: Any, first: Any) -> None:
    keys = a.keys[row]
    if draw32(occasion(keys[pm.K_DISLIKE], first, minute), person) < threshold(p[pm.P_DISLIKE] - liking):
        tally(a, row, C_DISLIKE, a.rows[person, SEGMENT], 1)
        leave(a, row, person, occasion(keys[pm.K_LEAVE], first, minute), p[pm.P_LEAVE])


@kernel
def _read(a: Any, p: Any, row: Any, person: Any, minute: Any, source: Any, liking: Any, first: Any) -> None:
    """Let a person read what was opened, and take it in when it lasted 5 s; compiled."""
    keys, segment = a.keys[row], a.rows[person, SEGMENT]
    a.met[row, person] |= np.uint8(it.VIEWED)
    tally(a, row, C_VIEW, segment, 1)
    a.sources[row, 1, source] += 1
    spent = _reading_time(a, p, row, person, liking, first, minute)
    tally(a, row, C_WATCH, segment, spent)
    if spent >= VALID_DS:
        tally(a, row, C_VALID, segment, 1)
        strength = (np.int64(a.fields[row, it.QUALITY]) * (128 + min(128, spent))) >> 8
        take_in(a, row, person, strength, keys[pm.K_CLAIM], keys[pm.K_ANSWER])


@kernel
def answer(
    a: Any,
    p: Any,
    side: Any,
    row: Any,
    person: Any,
    minute: Any,
    source: Any,
    paid: Any,
    depth: Any,
    parent: Any,
) -> None:  # pragma: no cover - compiled
    """Let one person meet one post: scroll on or read, engage, repost, click, remember; compiled.

    ``depth`` is 0 where the post itself is met and d where a repost of depth d is; ``parent`` is
    the reposter.
    """
    f = a.fields[row]
    before = a.met[row, person]
    first = meet(a, row, person, minute, source)
    times = _exposures(side, row, person, first)
    tally(a, row, C_IMP, a.rows[person, SEGMENT], 1)
    liking = _liking(a, p, row, person)
    # what catches: the first lines, a matter of the day, whose name stands above it
    catch = f[it.TREND] + p[pm.P_HOOK] * (np.int64(f[it.HOOK]) - 128)
    if depth == 0:
        liking += p[pm.P_VERIFIED] * f[pm.VERIFIED]
        wish = p[pm.P_VIEW] + liking + catch
    else:  # there a friend's name stands above it
        wish = p[pm.P_VIEW] + p[pm.P_FRIEND_VIEW] + liking + (catch * p[pm.P_SECONDHAND] >> 8)
    liking += f[it.TREND]
    if before & it.VIEWED:
        wish -= p[pm.P_REPEAT]
    opened = draw32(occasion(a.keys[row, pm.K_VIEW], first, minute), person) < threshold(wish)
    if not opened and not before & it.VIEWED:
        _scrolls_on(a, p, row, person, minute, liking, first)
        return
    warmth = liking + np.int64(f[it.QUALITY]) - 128 - np.int64(f[it.CLICKBAIT]) // 2
    if f[it.BRAND] >= 0:  # bitter comments under a complaint are agreement
        warmth -= p[pm.P_NEGATIVE] * side.mood[row]
    if opened:
        _read(a, p, row, person, minute, source, liking, first)
        if not before & it.VIEWED:
            _engage(a, p, row, person, minute, warmth, first)
        if f[it.BRAND] == 0:
            keys, wish = a.keys[row], p[pm.P_CLICK] + warmth
            order_key = keys[pm.K_ORDER]
            open_card(
                a, row, person, minute, source, paid, first, wish, warmth // 2, keys[pm.K_CLICK], order_key
            )
            point_to_room(a, row, person, minute, side.live[f[it.ACCOUNT]])
    if not before & it.SHARED:
        # who has read it need not open it again, and had a reason not to pass it on
        known = NO if opened else p[pm.P_SEEN]
        _repost(a, p, side, row, person, minute, warmth, times, known, depth, parent)


@piece
def _pulls(a: Any, p: Any, row: Any, person: Any, fan: Any, looks: Any, lam: Any) -> Any:
    """Return (rate, source) with which a post competes for a person's slots; compiled.

    ``lam``: rates in 2**-32 a slot for timeline, hot list, topic page, search, looking for an answer.
    """
    met = a.met[row, person]
    follow = lam[0] if fan and not met & it.MET else np.int64(0)
    hot = topic = search = np.int64(0)
    if not met & it.VIEWED:
        match = matching(a, row, person)
        keen = min(MAX_PULL, growth(p[pm.P_MATCH] * (match - 40)))
        topic = (lam[2] * keen) >> 12
        if looks:
            hot = (lam[1] * keen) >> 12
        if match >= SEARCHES_FROM:
            search = lam[3]
        if lam[4] > 0 and a.issues[a.fields[row, it.ANSWER], person] & (HEARD | TOLD) == HEARD:
            search += lam[4]
    source, best = S_FOLLOW, follow
    if hot > best:
        source, best = S_HOT, hot
    if topic > best:
        source, best = S_TOPIC, topic
    if search > best:
        source = S_SEARCH
    return follow + hot + topic + search, source


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
            answer(a, p, side, row, person, minute, PAID, YES, NO, pm.ROOT)
            tally(a, row, C_PAID, a.rows[person, SEGMENT], 1)


@kernel
def feed(
    a: Any,
    p: Any,
    side: Any,
    sessions: Any,
    bounds: Any,
    lams: Any,
    orders: Any,
    first_minute: Any,
    race: Any,
) -> None:  # pragma: no cover - compiled
    """Fill the slots of a tick's sessions; compiled.

    Posts compete for exclusive slots (`simulator.race`). Paid orders have places of their own, one in eight.
    """
    person_of, key_of, slots_of, start = sessions
    minute = first_minute
    look_below = (p[pm.P_LOOK] << 32) // 1000
    for i in range(bounds[0], bounds[1]):
        place = (i - bounds[0]) % BLOCK
        if place == 0:
            list_block(a, race, sessions, i, min(i + BLOCK, bounds[1]))
        while i >= start[minute % 1440 + 1]:
            minute += 1
        person, key, slots = np.int64(person_of[i]), key_of[i], np.int64(slots_of[i])
        looks = np.int64(draw32(key, 1)) < look_below
        begin, end = listed_of(a, race, place, person, key, slots)
        n = np.int64(0)
        for c in range(begin, end):
            k = race.listed[c, 0]
            row, fan = race.pieces[ROW, k], is_fan(race, k, a.follows[person])
            rate, source = _pulls(a, p, row, person, fan, looks, lams[k])
            n = line_up(race.picks, n, race.listed[c, 1], rate, slots, row, source)
        for j in range(n):
            if not in_time(race.picks, j, slots):
                break
            answer(a, p, side, race.picks[j, 1], person, minute, race.picks[j, 2], NO, NO, pm.ROOT)
        if orders.shape[0]:
            _serve(a, p, side, person, key, minute, (slots + 7) >> 3, orders)


@kernel
def arrivals(a: Any, p: Any, side: Any, due: Any) -> None:  # pragma: no cover - compiled
    """Let people come upon what others reposted, less what the platform holds back; compiled."""
    for i in range(due.shape[0]):
        person, row = due[i, 1], due[i, 2]
        f = a.fields[row]
        if f[it.STATUS] != it.STATUS_LIVE and f[it.STATUS] != it.STATUS_LIMITED:
            continue
        if np.int64(draw(a.keys[row, pm.K_RACE], person) & np.uint64(255)) >= f[it.THROTTLE]:
            continue
        parent = due[i, 5] if due[i, 4] > 0 else pm.ROOT
        answer(a, p, side, row, person, due[i, 0], due[i, 3], NO, due[i, 4], parent)
