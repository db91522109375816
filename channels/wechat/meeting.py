"""One person meets one piece: open or pass by, read or watch, act; a kernel for each port."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.wechat import parameters as w
from channels.wechat.acting import (
    absorb,
    count_read,
    engage,
    passed_on_score,
    pull_of,
    read_text,
    shop,
    stay_score,
    title_gain,
)
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.market import product_of, tally
from simulator.memory import HEARD
from simulator.people import ATTENTION, COMMENT, SEGMENT
from simulator.randomness import draw, draw32, mix
from simulator.reactions import leave, matching, meet, occasion, personal, point_to_room
from simulator.tables import threshold
from simulator.watching import count_watch, wanted_ds


@piece
def _open_part(a: Any, p: Any, row: Any, person: Any, key: Any, pull: Any) -> Any:
    """Return how much of a text (of 256) somebody may read: all, or before a wall what is free; compiled."""
    if a.fields[row, w.WALL] == 0:
        return np.int64(w.WHOLE)
    if draw32(key, person + 5_000_011) >= threshold(p[w.P_PAY] + pull):
        return np.int64(w.PREVIEW)
    tally(a, row, w.C_PAYERS, a.rows[person, SEGMENT], 1)
    return np.int64(w.WHOLE)


@kernel
def article(
    a: Any, p: Any, s: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, depth: Any, close: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet an article's title, open it or not, read and act; compiled."""
    keys, segment, account = a.keys[row], a.rows[person, SEGMENT], a.fields[row, it.ACCOUNT]
    known = a.met[row, person] & it.VIEWED
    first = meet(a, row, person, minute, source)
    tally(a, row, w.C_IMP, segment, 1)
    notice = source == w.S_RECOMMEND and close  # a correction is shown to those who had read the mistake
    if known and not notice:
        return
    pull = pull_of(a, p, row, person, first)
    slot = s.slot[account]
    regular = source == w.S_SESSION and slot >= 0
    score = pull + title_gain(a, p, row) - p[w.P_WALL] * np.int64(a.fields[row, w.WALL])
    if regular:
        score += p[w.P_OPEN] + p[w.P_HABIT] * (np.int64(s.habit[slot, person]) - w.HABIT_CENTRE)
    elif source in (w.S_MOMENTS, w.S_CHAT):
        score += passed_on_score(p, source, close)
    else:
        score += p[w.P_FOUND] + (w.NOTICE_PULL if notice else 0)
    if draw32(occasion(keys[w.K_OPEN], first, minute), person) >= threshold(score):
        if regular:
            s.habit[slot, person] -= s.habit[slot, person] >> 5
            leave(a, row, person, keys[w.K_LEAVE], p[w.P_LEAVE] - pull)
        return
    if regular:
        tally(a, row, w.C_OPEN, segment, 1)
        s.habit[slot, person] += (255 - np.int64(s.habit[slot, person])) >> 3
    part = _open_part(a, p, row, person, occasion(keys[w.K_ORDER], first, minute), pull)
    stay, share = read_text(a, p, row, person, source, first, minute, pull, p[w.P_READ], part)
    valid = stay >= w.VALID_DS
    count_read(a, s, row, person, source, paid, depth, valid)
    if valid:
        absorb(a, row, person, share)
        warmth = pull + share - 128 + (np.int64(a.fields[row, it.QUALITY]) - 128)
        liked, shared = engage(a, p, s, row, person, minute, first, depth, warmth)
        s.perf[row, 2] += liked
        s.perf[row, 3] += shared
        point_to_room(a, row, person, minute, s.live[a.fields[row, it.ACCOUNT]])
        if share >= w.HALF:
            shop(a, p, row, person, minute, source, paid, first, pull)


@kernel
def play(
    a: Any, p: Any, s: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, depth: Any, close: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet a video of 视频号: skip or watch, and act; compiled."""
    f, keys = a.fields[row], a.keys[row]
    if source == w.S_FRIENDS and a.met[row, person] & it.MET:
        return  # a friend's like brings a video up once
    first = meet(a, row, person, minute, source)
    pull = pull_of(a, p, row, person, first)
    if source in (w.S_MOMENTS, w.S_CHAT):
        score = pull + title_gain(a, p, row) + passed_on_score(p, source, close)
        if draw32(occasion(keys[w.K_OPEN], first, minute), person) >= threshold(score):
            tally(a, row, w.C_IMP, a.rows[person, SEGMENT], 1)  # the card was seen, not tapped
            return
    length = np.int64(f[it.DURATION]) * 10
    bits = draw(occasion(keys[w.K_WATCH], first, minute), person)
    low = np.uint64(mix(bits)) >> np.uint64(32)
    skip = p[w.P_SKIP] - pull - title_gain(a, p, row) - personal(a, person, ATTENTION) // 4
    if low < threshold(skip):
        watched = min(5 + np.int64(bits >> np.uint64(40)) % 26, length)
    else:
        base = stay_score(a, p, row, pull)
        watched = max(30, wanted_ds(p[w.P_WATCH], p[w.P_SPREAD], bits, np.int64(f[it.DURATION]), base))
    done = count_watch(a, row, person, watched, source)
    valid = watched >= w.VALID_DS or done
    count_read(a, s, row, person, source, paid, depth, valid)
    if not valid:
        leave(a, row, person, occasion(keys[w.K_LEAVE], first, minute), p[w.P_LEAVE + w.CHANNELS] - pull)
        return
    share = min(256, watched * 256 // max(1, length))
    absorb(a, row, person, share)
    warmth = pull + share - 128 + (np.int64(f[it.QUALITY]) - 128)
    liked, shared = engage(a, p, s, row, person, minute, first, depth, warmth)
    if not paid and source != w.S_RECOMMEND:
        s.perf[row, 2] += liked
        s.perf[row, 3] += shared
    shop(a, p, row, person, minute, source, paid, first, pull)
    point_to_room(a, row, person, minute, s.live[a.fields[row, it.ACCOUNT]])


@kernel
def _taken(
    a: Any,
    p: Any,
    s: Any,
    row: Any,
    person: Any,
    minute: Any,
    source: Any,
    paid: Any,
    depth: Any,
    first: Any,
    pull: Any,
) -> Any:
    """Let somebody read a message or post and act on it; return whether it was taken in; compiled."""
    stay, share = read_text(a, p, row, person, source, first, minute, pull, p[w.P_MESSAGE], w.WHOLE)
    valid = stay >= w.VALID_DS or a.met[row, person] & it.FINISHED != 0
    count_read(a, s, row, person, source, paid, depth, valid)
    if valid:
        absorb(a, row, person, share)
        engage(a, p, s, row, person, minute, first, depth, pull + np.int64(a.fields[row, it.QUALITY]) - 128)
        shop(a, p, row, person, minute, source, paid, first, pull)
        point_to_room(a, row, person, minute, s.live[a.fields[row, it.ACCOUNT]])
    return valid


@kernel
def message(
    a: Any, p: Any, s: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, depth: Any, close: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet a group message: read or scroll past, ask, act, leave; compiled."""
    f, keys, segment = a.fields[row], a.keys[row], a.rows[person, SEGMENT]
    known = a.met[row, person] & it.VIEWED
    first = meet(a, row, person, minute, source)
    tally(a, row, w.C_IMP, segment, 1)
    notice = source == w.S_RECOMMEND and close
    if known and not notice:
        return
    pull = pull_of(a, p, row, person, first)
    score = pull + title_gain(a, p, row) // 2 + (w.NOTICE_PULL if notice else 0)
    slot = s.slot[f[it.ACCOUNT]]
    if source == w.S_GROUP:
        score += p[w.P_GROUP]
        if slot >= 0:
            weary = np.int64(s.weary[slot, person])
            score -= p[w.P_WEARY] * weary
            leave(a, row, person, keys[w.K_LEAVE], p[w.P_LEAVE + w.GROUP] + p[w.P_WEARY_LEAVE] * weary - pull)
            tired = p[w.P_TIRE] * max(40, 160 - matching(a, row, person)) // 100
            s.weary[slot, person] = min(255, weary + tired)
    else:
        score += passed_on_score(p, source, close)
    if draw32(occasion(keys[w.K_OPEN], first, minute), person) >= threshold(score):
        return
    issue = f[it.CLAIM]
    heard = issue >= 0 and a.issues[issue, person] & HEARD != 0
    if not _taken(a, p, s, row, person, minute, source, paid, depth, first, pull):
        return
    asks = np.int64(-4000)
    if issue >= 0 and not heard:
        asks = p[w.P_ASK]
    elif product_of(a, row) >= 0 and source == w.S_GROUP:
        asks = p[w.P_PRODUCT_ASK] + pull // 2
    if draw32(keys[w.K_COMMENT], person + 4_000_037) < threshold(asks + personal(a, person, COMMENT) // 4):
        tally(a, row, w.C_ASK, segment, 1)


@kernel
def post(
    a: Any, p: Any, s: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, depth: Any, close: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet a post in Moments once: pass by or read, act; compiled."""
    known = a.met[row, person] & it.VIEWED
    first = meet(a, row, person, minute, source)
    tally(a, row, w.C_IMP, a.rows[person, SEGMENT], 1)
    notice = source == w.S_RECOMMEND and close
    if known and not notice:
        return
    pull = pull_of(a, p, row, person, first)
    if source == w.S_MOMENTS:
        pull += p[w.P_STAFF]
    score = pull + title_gain(a, p, row) // 2 + p[w.P_POST_OPEN] + (w.NOTICE_PULL if notice else 0)
    if draw32(occasion(a.keys[row, w.K_OPEN], first, minute), person) >= threshold(score):
        leave(a, row, person, a.keys[row, w.K_LEAVE], p[w.P_LEAVE + w.MOMENTS] - pull)
        return
    _taken(a, p, s, row, person, minute, source, paid, depth, first, pull)


@kernel
def answer(
    a: Any, p: Any, s: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, depth: Any, close: Any
) -> None:
    """Let one person meet a piece by the rules of its port; compiled."""
    port = a.fields[row, it.PORT]
    if port == w.OFFICIAL:
        article(a, p, s, row, person, minute, source, paid, depth, close)
    elif port == w.CHANNELS:
        play(a, p, s, row, person, minute, source, paid, depth, close)
    elif port == w.GROUP:
        message(a, p, s, row, person, minute, source, paid, depth, close)
    else:
        post(a, p, s, row, person, minute, source, paid, depth, close)


@kernel
def arrivals(a: Any, p: Any, s: Any, due: Any) -> None:  # pragma: no cover - compiled
    """Let people meet what was on its way to them; compiled."""
    for i in range(due.shape[0]):
        row, person, source = due[i, 2], due[i, 1], due[i, 3]
        f = a.fields[row]
        if f[it.STATUS] != it.STATUS_LIVE and f[it.STATUS] != it.STATUS_LIMITED:
            continue
        account = f[it.ACCOUNT]
        listed = source in (w.S_SESSION, w.S_GROUP, w.S_FOLLOW) and account >= 0
        if listed and not (a.follows[person] >> np.uint64(account)) & np.uint64(1):
            continue  # left in the meantime
        close = np.int64(1) if source == w.S_RECOMMEND else due[i, 6]
        answer(a, p, s, row, person, due[i, 0], source, np.int64(0), due[i, 4], close)
