"""What a reader does with a piece, on every port: stay, take in, like, pass on, buy; compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.wechat import parameters as w
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.memory import BELIEVES, FATIGUE, TOLD, TRUST
from simulator.people import LIKE, LITERACY, SEGMENT, SHARE
from simulator.randomness import draw, draw32
from simulator.reactions import join, matching, occasion, open_card, pass_on, personal, say, take_in
from simulator.tables import threshold
from simulator.watching import count_stay, wanted_ds


@kernel
def pull_of(a: Any, p: Any, row: Any, person: Any, first: Any) -> Any:
    """Return how much a piece attracts a person, before the port's own part; compiled."""
    f = a.fields[row]
    brand = f[it.BRAND]
    pull = p[w.P_MATCH] * (matching(a, row, person) - 40) + f[it.TREND]
    if brand >= 0:
        pull -= p[w.P_FATIGUE] * np.int64(a.memory[brand, person, FATIGUE]) // 2
        pull += np.int64(a.memory[brand, person, TRUST]) - 128
    if not first:
        pull -= p[w.P_REPEAT]
    return pull


@piece
def title_gain(a: Any, p: Any, row: Any) -> Any:
    """Return what title and cover add to opening; compiled."""
    f = a.fields[row]
    return p[w.P_HOOK] * (np.int64(f[it.HOOK]) - 128) + p[w.P_BAIT] * np.int64(f[it.CLICKBAIT])


@piece
def passed_on_score(p: Any, source: Any, close: Any) -> Any:
    """Return the score of opening what somebody passed on: most from a friend, in a chat; compiled."""
    if source != w.S_CHAT:
        return p[w.P_SHARED]
    return p[w.P_SHARED] + (p[w.P_CHAT_TRUST] if close else p[w.P_CHAT_TRUST] // 2)


@piece
def stay_score(a: Any, p: Any, row: Any, pull: Any) -> Any:
    """Return how much the inside of a piece keeps a person; bait disappoints; compiled."""
    f = a.fields[row]
    return pull + p[w.P_QUALITY] * (np.int64(f[it.QUALITY]) - 128) - p[w.P_BAIT] * np.int64(f[it.CLICKBAIT])


@kernel
def pass_along(
    a: Any, p: Any, s: Any, row: Any, person: Any, minute: Any, first: Any, depth: Any, score: Any
) -> Any:
    """Let a reader pass a piece on, to Moments or to a chat; compiled."""
    bits = draw(occasion(a.keys[row, w.K_SHARE], first, minute), person)
    if bits >> np.uint64(32) >= threshold(score + personal(a, person, SHARE)):
        return False
    tally(a, row, w.C_SHARE_N, a.rows[person, SEGMENT], 1)
    a.met[row, person] |= np.uint8(it.SHARED)
    port = a.fields[row, it.PORT]
    low = np.int64(bits & np.uint64(0xFFFFFFFF))
    public = port <= w.CHANNELS and low * 1000 < p[w.P_TO_MOMENTS] << 32
    pass_on(a, row, person, minute, w.TO_MOMENTS if public else w.TO_CHAT, depth)
    s.tree[row, 1, min(depth, w.DEPTHS - 1)] += 1
    return True


@piece
def claim_urge(a: Any, p: Any, row: Any, person: Any) -> Any:
    """Return what believing a claim adds to passing it on, and knowing the answer takes off; compiled."""
    issue = a.fields[row, it.CLAIM]
    if issue < 0:
        return np.int64(0)
    cell = a.issues[issue, person]
    return (p[w.P_BELIEF] if cell & BELIEVES else 0) - (p[w.P_TOLD] if cell & TOLD else 0)


@kernel
def engage(
    a: Any, p: Any, s: Any, row: Any, person: Any, minute: Any, first: Any, depth: Any, warmth: Any
) -> Any:
    """Let a reader like, comment, share, collect and follow; return (liked, shared); compiled."""
    keys, segment, port = a.keys[row], a.rows[person, SEGMENT], a.fields[row, it.PORT]
    bait = p[w.P_BAIT] * np.int64(a.fields[row, it.CLICKBAIT]) // 2
    liked = draw32(occasion(keys[w.K_LIKE], first, minute), person) < threshold(
        p[w.P_LIKE + port] + warmth - bait + personal(a, person, LIKE)
    )
    if liked:
        tally(a, row, w.C_LIKE, segment, 1)
        if port == w.CHANNELS:
            pass_on(a, row, person, minute, w.LIKED, depth)
    spoken = say(a, row, person, occasion(keys[w.K_COMMENT], first, minute), p[w.P_COMMENT + port] + warmth)
    urge = p[w.P_SHARE + port] + warmth - bait + claim_urge(a, p, row, person)
    shared = pass_along(a, p, s, row, person, minute, first, depth, urge)
    if draw32(occasion(keys[w.K_COLLECT], first, minute), person) < threshold(p[w.P_COLLECT + port] + warmth):
        tally(a, row, w.C_COLLECT, segment, 1)
    join(a, row, person, occasion(keys[w.K_FOLLOW], first, minute), p[w.P_FOLLOW + port] + warmth)
    if liked or spoken or shared:
        a.met[row, person] |= np.uint8(it.ENGAGED)
    return liked, shared


@kernel
def shop(
    a: Any, p: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, first: Any, warmth: Any
) -> None:
    """Let a reader open the product card and buy; compiled."""
    if a.fields[row, it.BRAND] != 0:
        return
    keys, port = a.keys[row], a.fields[row, it.PORT]
    wish, ease = p[w.P_CLICK + port] + warmth, warmth // 2 + p[w.P_BUY + port]
    open_card(a, row, person, minute, source, paid, first, wish, ease, keys[w.K_CLICK], keys[w.K_ORDER])


@kernel
def count_read(a: Any, s: Any, row: Any, person: Any, source: Any, paid: Any, depth: Any, valid: Any) -> None:
    """Count a read by where it came from, for the screens and for what the platform adds; compiled."""
    segment = a.rows[person, SEGMENT]
    if source == w.S_MOMENTS:
        tally(a, row, w.C_MOMENTS, segment, 1)
    elif source == w.S_CHAT:
        tally(a, row, w.C_CHAT, segment, 1)
    s.tree[row, 0, min(depth, w.DEPTHS - 1)] += 1
    if valid:
        tally(a, row, w.C_VALID, segment, 1)
        a.met[row, person] |= np.uint8(it.VIEWED)
    if not paid and source != w.S_RECOMMEND:
        s.perf[row, 0] += 1
        s.perf[row, 1] += valid


@kernel
def read_text(
    a: Any,
    p: Any,
    row: Any,
    person: Any,
    source: Any,
    first: Any,
    minute: Any,
    pull: Any,
    base: Any,
    part: Any,
) -> Any:
    """Let somebody read the ``part`` (of 256) of a text that is open; return (deciseconds, share of 256); compiled.

    A text that is harder than a person reads easily takes that person longer.
    """
    f = a.fields[row]
    hard = max(0, np.int64(f[it.EFFORT]) - np.int64(a.rows[person, LITERACY]))
    needed = max(10, np.int64(f[w.SECONDS]) * 10 * (256 + p[w.P_EFFORT] * hard) >> 8)
    bits = draw(occasion(a.keys[row, w.K_WATCH], first, minute), person)
    wanted = max(
        8, wanted_ds(base, p[w.P_READ_SPREAD], bits, np.int64(f[w.SECONDS]), stay_score(a, p, row, pull))
    )
    if wanted >= needed and part >= w.WHOLE:
        tally(a, row, w.C_DONE, a.rows[person, SEGMENT], 1)
        a.met[row, person] |= np.uint8(it.FINISHED)
    stay = max(8, min(wanted, needed * part >> 8))
    count_stay(a, row, person, stay, source)
    return stay, min(256, stay * 256 // needed)


@kernel
def absorb(a: Any, row: Any, person: Any, share: Any) -> None:
    """Let what was read of a piece work on memory and beliefs; compiled."""
    strength = (np.int64(a.fields[row, it.QUALITY]) * (128 + share // 2)) >> 8
    take_in(a, row, person, strength, a.keys[row, w.K_CLAIM], a.keys[row, w.K_ANSWER])
