"""One person meets one cover: pass by or open, engage, click, order, remember."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from channels.xiaohongshu.parameters import (
    ASIDE,
    C_COLLECT,
    C_DISLIKE,
    C_DONE,
    C_IMP,
    C_LIKE,
    C_PROFILE,
    C_RETURNS,
    C_SHARES,
    C_VALID,
    CES,
    COVERS,
    K_ANSWER,
    K_CLAIM,
    K_CLICK,
    K_COLLECT,
    K_COMMENT,
    K_DISLIKE,
    K_FOLLOW,
    K_LEAVE,
    K_LIKE,
    K_OPEN,
    K_ORDER,
    K_READ,
    K_SHARE,
    MARKED,
    P_CES_COLLECT,
    P_CES_COMMENT,
    P_CES_FOLLOW,
    P_CES_LIKE,
    P_CES_SHARE,
    P_CLICK,
    P_COLLECT,
    P_COMMENT,
    P_DISLIKE,
    P_FAN,
    P_FATIGUE,
    P_FOLLOW,
    P_FRIEND,
    P_HOOK,
    P_LEAVE,
    P_LIKE,
    P_MARK,
    P_MATCH,
    P_OPEN,
    P_QUALITY,
    P_READ,
    P_REPEAT,
    P_SEARCHER,
    P_SHARE,
    P_SPREAD,
    P_USEFUL,
    READS,
    S_CHAT,
    S_SAVED,
    S_SEARCH,
    SAVE_KIND,
    SHARE_KIND,
    USEFUL_FROM,
)
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.market import tally
from simulator.memory import FATIGUE, TRUST
from simulator.people import LIKE, SEGMENT, SHARE
from simulator.randomness import draw, draw32
from simulator.reactions import (
    follows,
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
from simulator.watching import count_stay, wanted_ds


class Side(NamedTuple):
    """What the channel's kernels keep beside the common arrays."""

    perf: Any  # int64 [R, 4]
    live: Any  # int64 [A + 1]: where the brand is on air, seen from each account


@piece
def _engage(a: Any, p: Any, row: Any, person: Any, minute: Any, warmth: Any) -> Any:
    """Let somebody who reads a note for the first time like, save, comment, share, follow; return its CES; compiled."""
    keys, segment, ces = a.keys[row], a.rows[person, SEGMENT], np.int64(0)
    if draw32(keys[K_LIKE], person) < threshold(p[P_LIKE] + warmth + personal(a, person, LIKE)):
        tally(a, row, C_LIKE, segment, 1)
        ces += p[P_CES_LIKE]
    useful = p[P_USEFUL] * (np.int64(a.fields[row, it.INFO]) - USEFUL_FROM)
    if draw32(keys[K_COLLECT], person) < threshold(
        p[P_COLLECT] + warmth + useful + personal(a, person, LIKE) // 2
    ):
        tally(a, row, C_COLLECT, segment, 1)
        pass_on(a, row, person, minute, SAVE_KIND, 0)
        ces += p[P_CES_COLLECT]
    if say(a, row, person, keys[K_COMMENT], p[P_COMMENT] + warmth):
        ces += p[P_CES_COMMENT]
    if draw32(keys[K_SHARE], person) < threshold(p[P_SHARE] + warmth + personal(a, person, SHARE)):
        tally(a, row, C_SHARES, segment, 1)
        a.met[row, person] |= np.uint8(it.SHARED)
        pass_on(a, row, person, minute, SHARE_KIND, 0)
        ces += p[P_CES_SHARE]
    if draw32(keys[K_FOLLOW], person + ASIDE) < threshold(p[P_FOLLOW] + 700 + warmth):
        tally(a, row, C_PROFILE, segment, 1)
    if join(a, row, person, keys[K_FOLLOW], p[P_FOLLOW] + warmth):
        ces += p[P_CES_FOLLOW]
    if ces > 0:
        a.met[row, person] |= np.uint8(it.ENGAGED)
    return ces


@piece
def _read(a: Any, p: Any, row: Any, person: Any, minute: Any, source: Any, pull: Any, first: Any) -> Any:
    """Let somebody read a note they opened; return how warm they are about it; compiled."""
    f, keys, segment = a.fields[row], a.keys[row], a.rows[person, SEGMENT]
    a.met[row, person] |= np.uint8(it.VIEWED)
    better = p[P_QUALITY] * (np.int64(f[it.QUALITY]) - 128)
    bits = draw(occasion(keys[K_READ], first, minute), person)
    length = max(10, np.int64(f[it.DURATION]) * 10)
    spent = max(5, wanted_ds(p[P_READ], p[P_SPREAD], bits, np.int64(f[it.DURATION]), pull + better))
    count_stay(a, row, person, min(spent, length), source)
    if spent >= length:
        tally(a, row, C_DONE, segment, 1)
        a.met[row, person] |= np.uint8(it.FINISHED)
    share = min(256, spent * 256 // length)
    if spent >= 50 or spent >= length:
        tally(a, row, C_VALID, segment, 1)
        take_in(
            a, row, person, (np.int64(f[it.QUALITY]) * (128 + share // 2)) >> 8, keys[K_CLAIM], keys[K_ANSWER]
        )
    return pull + better + share - 96 - np.int64(f[it.CLICKBAIT]) // 2


@piece
def _wish(a: Any, p: Any, row: Any, source: Any, pull: Any, fan: Any) -> Any:
    """Return the score of opening a cover: interest, cover and title, where and from whom it comes; compiled."""
    f = a.fields[row]
    wish = p[P_OPEN] + pull + p[P_HOOK] * (np.int64(f[it.HOOK]) - 128) - p[P_MARK] * f[MARKED]
    wish += p[P_SEARCHER] * (source == S_SEARCH) + p[P_FRIEND] * (source == S_CHAT)
    return wish + p[P_FAN] * fan


@kernel
def answer(
    a: Any, p: Any, side: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet one cover: pass it by, or open, read, engage, save, click, order; compiled.

    The race is judged by those who neither follow the account nor were paid for.
    """
    f, keys, segment = a.fields[row], a.keys[row], a.rows[person, SEGMENT]
    before = a.met[row, person]
    first, brand = meet(a, row, person, minute, source), f[it.BRAND]
    tally(a, row, C_IMP, segment, 1)
    fan = follows(a, row, person)
    judges = (1 - paid) * (1 - fan)
    side.perf[row, COVERS] += judges
    pull = p[P_MATCH] * (matching(a, row, person) - 40) + f[it.TREND]
    if brand >= 0:
        pull -= p[P_FATIGUE] * np.int64(a.memory[brand, person, FATIGUE]) // 2
        pull += np.int64(a.memory[brand, person, TRUST]) - 128
    wanted = source in (S_SAVED, S_SEARCH)
    wish = _wish(a, p, row, source, pull, fan)
    if not first and not wanted:
        wish -= p[P_REPEAT]
    opened = draw32(occasion(keys[K_OPEN], first, minute), person) < threshold(wish)
    if not opened and source != S_SAVED:
        if draw32(occasion(keys[K_DISLIKE], first, minute), person) < threshold(p[P_DISLIKE] - pull):
            tally(a, row, C_DISLIKE, segment, 1)
            leave(a, row, person, occasion(keys[K_LEAVE], first, minute), p[P_LEAVE])
        return
    side.perf[row, READS] += judges
    if source == S_SAVED:
        tally(a, row, C_RETURNS, segment, 1)
    warmth = _read(a, p, row, person, minute, source, pull, first)
    if not before & it.VIEWED:
        side.perf[row, CES] += judges * _engage(a, p, row, person, minute, warmth)
    if brand == 0:
        keen = warmth + p[P_SEARCHER] * wanted
        wish = p[P_CLICK] + keen
        open_card(a, row, person, minute, source, paid, first, wish, keen // 2, keys[K_CLICK], keys[K_ORDER])
        point_to_room(a, row, person, minute, side.live[f[it.ACCOUNT]])
