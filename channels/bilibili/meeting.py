"""One person meets one cover: pass by or open, watch, send danmaku, give coins, click, remember."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from channels.bilibili import parameters as pm
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.memory import FATIGUE, TRUST
from simulator.people import COMMENT, LIKE, SEGMENT, SHARE
from simulator.randomness import draw, draw32, mix
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
from simulator.tables import exponential, threshold
from simulator.watching import count_stay, wanted_ds


class Side(NamedTuple):
    """What the channel's kernels keep beside the common arrays."""

    perf: Any  # int64 [R, N_PERF]
    crowd: Any  # int64 [R]: density of danmaku, 1024 is usual
    live: Any  # int64 [A + 1]: where the brand is on air, seen from each account


@piece
def _send_danmaku(a: Any, p: Any, side: Any, row: Any, person: Any, key: Any, warmth: Any) -> Any:
    """Let a viewer write onto the picture, the sooner the more others do; return how often; compiled."""
    crowd = p[pm.P_CROWD] * side.crowd[row] >> 10
    score = p[pm.P_DANMAKU] + warmth // 2 + crowd + personal(a, person, COMMENT) // 2
    if draw32(key, person) >= threshold(score):
        return np.int64(0)
    more = (exponential(mix(draw(key, person))) * p[pm.P_MORE] // 1000) >> 12
    sent = min(np.int64(pm.MOST_DANMAKU), 1 + more)
    tally(a, row, pm.C_DANMAKU, a.rows[person, SEGMENT], sent)
    return sent


@piece
def _applaud(a: Any, p: Any, row: Any, person: Any, warmth: Any) -> Any:
    """Let a viewer like, give coins, keep as favourite, or all with one press (一键三连); return the heat; compiled."""
    keys, segment = a.keys[row], a.rows[person, SEGMENT]
    fond = warmth + personal(a, person, LIKE)
    triple = draw32(keys[pm.K_COIN], person + pm.TRIPLED) < threshold(p[pm.P_TRIPLE] + fond)
    liked = triple or draw32(keys[pm.K_LIKE], person) < threshold(p[pm.P_LIKE] + fond)
    kept = triple or draw32(keys[pm.K_COLLECT], person) < threshold(p[pm.P_COLLECT] + fond)
    coins = np.int64(2 * triple)
    if not triple and draw32(keys[pm.K_COIN], person) < threshold(p[pm.P_COIN] + fond):
        second = np.int64(draw(keys[pm.K_COIN], person + pm.ASIDE) >> np.uint64(40)) % 1000
        coins = 1 + np.int64(second < p[pm.P_SECOND])
    tally(a, row, pm.C_TRIPLES, segment, np.int64(triple))
    tally(a, row, pm.C_LIKE, segment, np.int64(liked))
    tally(a, row, pm.C_COLLECT, segment, np.int64(kept))
    tally(a, row, pm.C_COINS, segment, coins)
    return p[pm.P_HOT_LIKE] * liked + p[pm.P_HOT_COLLECT] * kept + p[pm.P_HOT_COIN] * coins


@piece
def _engage(a: Any, p: Any, side: Any, row: Any, person: Any, minute: Any, warmth: Any, judges: Any) -> None:
    """Let somebody who watches for the first time react in every way the player offers; compiled."""
    keys, segment = a.keys[row], a.rows[person, SEGMENT]
    sent = _send_danmaku(a, p, side, row, person, keys[pm.K_DANMAKU], warmth)
    hot = _applaud(a, p, row, person, warmth) + p[pm.P_HOT_DANMAKU] * sent
    if say(a, row, person, keys[pm.K_COMMENT], p[pm.P_COMMENT] + warmth):
        hot += p[pm.P_HOT_COMMENT]
    if draw32(keys[pm.K_SHARE], person) < threshold(p[pm.P_SHARE] + warmth + personal(a, person, SHARE)):
        tally(a, row, pm.C_SHARES, segment, 1)
        a.met[row, person] |= np.uint8(it.SHARED)
        pass_on(a, row, person, minute, pm.SHARE_KIND, 0)
        hot += p[pm.P_HOT_SHARE]
    if draw32(keys[pm.K_FOLLOW], person + pm.ASIDE) < threshold(p[pm.P_FOLLOW] + 700 + warmth):
        tally(a, row, pm.C_PROFILE, segment, 1)
    join(a, row, person, keys[pm.K_FOLLOW], p[pm.P_FOLLOW] + warmth)
    if hot > 0:
        a.met[row, person] |= np.uint8(it.ENGAGED)
    side.perf[row, pm.HOT] += hot * judges
    side.perf[row, pm.DANMAKU] += sent * judges


@piece
def _watch(a: Any, p: Any, row: Any, person: Any, minute: Any, source: Any, pull: Any, first: Any) -> Any:
    """Let somebody watch what they opened; return (seen for 5 s, how warm they are about it); compiled."""
    f, keys, segment = a.fields[row], a.keys[row], a.rows[person, SEGMENT]
    a.met[row, person] |= np.uint8(it.VIEWED)
    better = p[pm.P_QUALITY] * (np.int64(f[it.QUALITY]) - 128)
    bits = draw(occasion(keys[pm.K_WATCH], first, minute), person)
    length = max(10, np.int64(f[it.DURATION]) * 10)
    wanted = wanted_ds(p[pm.P_WATCH], p[pm.P_SPREAD], bits, np.int64(f[it.DURATION]), pull + better)
    spent = min(length, max(5, wanted - np.int64(f[it.CLICKBAIT]) // 4))
    count_stay(a, row, person, spent, source)
    if spent >= length:
        tally(a, row, pm.C_DONE, segment, 1)
        a.met[row, person] |= np.uint8(it.FINISHED)
    share = spent * 256 // length
    valid = spent >= 50 or spent >= length
    if valid:
        tally(a, row, pm.C_VALID, segment, 1)
        strength = (np.int64(f[it.QUALITY]) * (128 + share // 2)) >> 8
        take_in(a, row, person, strength, keys[pm.K_CLAIM], keys[pm.K_ANSWER])
    return valid, pull + better + share - 64 - np.int64(f[it.CLICKBAIT]) // 2


@piece
def _liking(a: Any, p: Any, row: Any, person: Any) -> Any:
    """Return how well a video suits a person now: interest, mood of the day, brand, weariness; compiled."""
    f = a.fields[row]
    pull, brand = p[pm.P_MATCH] * (matching(a, row, person) - 40) + f[it.TREND], f[it.BRAND]
    if brand >= 0:
        pull -= p[pm.P_FATIGUE] * np.int64(a.memory[brand, person, FATIGUE]) // 2
        pull += np.int64(a.memory[brand, person, TRUST]) - 128
    return pull


@kernel
def answer(
    a: Any, p: Any, side: Any, row: Any, person: Any, minute: Any, source: Any, fan: Any, paid: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet one cover: pass it by, or open, watch, react, click, order; compiled.

    The race is judged by those who neither follow the account (``fan``) nor were paid for.
    """
    f, keys = a.fields[row], a.keys[row]
    before = a.met[row, person]
    first = meet(a, row, person, minute, source)
    tally(a, row, pm.C_IMP, a.rows[person, SEGMENT], 1)
    judges = (1 - paid) * (1 - fan)
    side.perf[row, pm.COVERS] += judges
    pull = _liking(a, p, row, person)
    wish = p[pm.P_OPEN] + pull + p[pm.P_HOOK] * (np.int64(f[it.HOOK]) - 128) + p[pm.P_FAN] * fan
    wish += p[pm.P_SEARCHER] * (source == pm.S_SEARCH) + p[pm.P_FRIEND] * (source == pm.S_CHAT)
    if not first:
        wish -= p[pm.P_REPEAT]
    key = occasion(keys[pm.K_OPEN], first, minute)
    if draw32(key, person) >= threshold(wish):
        if draw32(key, person + pm.DISLIKED) < threshold(p[pm.P_DISLIKE] - pull):
            tally(a, row, pm.C_DISLIKE, a.rows[person, SEGMENT], 1)
            leave(a, row, person, occasion(keys[pm.K_LEAVE], first, minute), p[pm.P_LEAVE])
        return
    side.perf[row, pm.VIEWS] += judges
    valid, warmth = _watch(a, p, row, person, minute, source, pull, first)
    if valid and not before & it.VIEWED:
        _engage(a, p, side, row, person, minute, warmth, judges)
    if valid and f[it.BRAND] == 0:
        keys = a.keys[row]
        wish, ease = p[pm.P_CLICK] + warmth, warmth // 2
        open_card(a, row, person, minute, source, paid, first, wish, ease, keys[pm.K_CLICK], keys[pm.K_ORDER])
        point_to_room(a, row, person, minute, side.live[f[it.ACCOUNT]])
