"""Being inside, compiled: stay, talk, listen, browse and order, minute by minute."""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.livestream.numbers import (
    C_ASKS,
    C_BELIEVED,
    C_CART,
    C_COINS,
    C_EXPOSED,
    C_GIFT,
    C_LIKE,
    C_NEG,
    C_RIGHT,
    C_SHARE,
    C_STAY,
    C_VALID,
    C_WATCH,
    GIFT_MEDIAN,
    K_ANSWER,
    K_BAG,
    K_CART,
    K_CLAIM,
    K_CLICK,
    K_COMMENT,
    K_FOLLOW,
    K_GIFT,
    K_LIKE,
    K_NOTICE,
    K_ORDER,
    K_SHARE,
    N_AWAY,
    N_BACK,
    N_BAG,
    N_BELIEVED,
    N_BRAND,
    N_CUT,
    N_EVIDENCE,
    N_HOSTILE,
    N_ISSUE,
    N_MINUTE,
    N_PACE,
    N_PRODUCT,
    N_ROW,
    N_STRENGTH,
    N_WARMTH,
    NO_BAG,
    P_APPEAL,
    P_BAG,
    P_BARGAIN,
    P_CART,
    P_CART_CLICK,
    P_CHAT,
    P_CLICK,
    P_COMMENT,
    P_FOLLOW,
    P_GIFT,
    P_GIFT_SPREAD,
    P_HOLD,
    P_LIKE,
    P_SHARE,
    SHARE_KIND,
    V_AWAY,
    V_BAG,
    V_CLICKED,
    V_FIRST,
    V_LATE,
    V_LEFT,
    V_PAID,
    V_PERSON,
    V_SOURCE,
    V_STAYED,
    V_VISIT,
)
from simulator import items as it
from simulator import market as mk
from simulator.counters import RETENTION_SECONDS
from simulator.kernel import kernel, piece
from simulator.market import buy, click, tally
from simulator.memory import TRUST, hear_answer, hear_claim
from simulator.people import COMMENT, LIKE, PRICE, SEGMENT, SHARE, SPENDING
from simulator.randomness import draw, draw32
from simulator.reactions import bell, join, occasion, pass_on, personal, say, take_in, trace
from simulator.tables import growth, threshold
from simulator.watching import note_stay

RETENTION = np.array(RETENTION_SECONDS, dtype=np.int64) * 10
VALID, LONG = 50, 600  # 0.1 s: an effective contact; a minute, which works once more
GIFT_LUCK = 4_000_037  # added to a person's number to draw what the gift costs
READS = 4  # comments a viewer reads in a minute; assumed


@piece
def _moment(key: Any, v: Any, minute: Any) -> Any:
    """Key of a minute inside: the k-th minute of a first visit keeps its luck at any clock time; compiled."""
    return occasion(key, False, v[V_VISIT] if v[V_FIRST] else 100_000 + minute)


@piece
def _bargain(a: Any, product: Any, person: Any, gain: Any) -> Any:
    """Score by which a price below (or above) the worth attracts a person; compiled."""
    row = a.products[product]
    off = (row[mk.P_WORTH] - row[mk.P_PRICE]) * gain // row[mk.P_WORTH]
    return off * np.int64(a.rows[person, PRICE]) // 128


@kernel
def _sit(a: Any, p: Any, now: Any, v: Any) -> Any:
    """Let a visitor stay for (part of) a minute; return (0.1 s stayed, whether they leave); compiled."""
    row, person, product = now[N_ROW], v[V_PERSON], now[N_PRODUCT]
    score = now[N_PACE]
    if product >= 0:
        # a product's role speaks to some and not to others: who minds prices likes a bargain
        appeal = _bargain(a, product, person, 1024) + np.int64(a.memory[0, person, TRUST]) - 128
        score -= max(-120, min(200, p[P_APPEAL] * appeal >> 8))
    if v[V_BAG] == 1:
        score -= p[P_HOLD]
    pace = max(16, growth(score) >> 4)
    span = 600 - v[V_LATE]
    can = max(1, (v[V_LEFT] << 8) // pace)
    stay = min(span, can)
    segment = a.rows[person, SEGMENT]
    tally(a, row, C_STAY, segment, stay)
    tally(a, row, C_WATCH, segment, stay)
    note_stay(a, stay)
    before = v[V_STAYED] - (v[V_STAYED] == 0)
    v[V_STAYED] += stay
    v[V_LEFT] -= stay * pace >> 8
    for k in range(RETENTION.shape[0]):
        if before < RETENTION[k] <= v[V_STAYED]:
            a.retention[row, k] += 1
    if before < VALID <= v[V_STAYED]:
        tally(a, row, C_VALID, segment, 1)
    if before < VALID <= v[V_STAYED] or before < LONG <= v[V_STAYED]:
        take_in(a, row, person, now[N_STRENGTH], a.keys[row, K_CLAIM], a.keys[row, K_ANSWER])
    return stay, can <= span


@kernel
def gift_coins(a: Any, person: Any, bits: Any, spread: Any) -> Any:
    """Return what a gift costs in coins: mostly next to nothing, seldom a fortune; compiled.

    Half of its luck goes with how much the person can spend.
    """
    purse = (np.int64(a.rows[person, SPENDING]) - 128) * 7  # 1/256 of a standard deviation
    return max(1, (GIFT_MEDIAN * growth((bell(bits) * 222 + purse * 128) * spread >> 16) + 2048) >> 12)


@kernel
def _give(a: Any, p: Any, row: Any, person: Any, key: Any, score: Any) -> None:
    """Let a visitor send the host a gift; who speaks more gives more; compiled."""
    if draw32(key, person) < threshold(score + personal(a, person, COMMENT)):
        segment = a.rows[person, SEGMENT]
        tally(a, row, C_GIFT, segment, 1)
        coins = gift_coins(a, person, draw(key, person + GIFT_LUCK), p[P_GIFT_SPREAD])
        tally(a, row, C_COINS, segment, coins)


@kernel
def _talk(a: Any, p: Any, now: Any, v: Any) -> None:
    """Let a visitor like, comment, share, give, follow in a minute; compiled."""
    row, person, minute, keys = now[N_ROW], v[V_PERSON], now[N_MINUTE], a.keys[now[N_ROW]]
    segment, warmth = a.rows[person, SEGMENT], np.int64(a.memory[0, person, TRUST]) - 128
    if draw32(_moment(keys[K_LIKE], v, minute), person) < threshold(
        p[P_LIKE] + warmth + personal(a, person, LIKE)
    ):
        tally(a, row, C_LIKE, segment, 1)
        a.met[row, person] |= np.uint8(it.ENGAGED)
    sour = a.totals[row, C_NEG]
    key = _moment(keys[K_COMMENT], v, minute)
    if say(a, row, person, key, p[P_COMMENT] + warmth):
        v[V_LEFT] += p[P_CHAT]
        a.met[row, person] |= np.uint8(it.ENGAGED)
        if a.totals[row, C_NEG] == sour and np.int64(draw32(draw(key, person), 1)) % 1000 < now[N_HOSTILE]:
            tally(a, row, C_NEG, segment, 1)
    if draw32(_moment(keys[K_SHARE], v, minute), person) < threshold(
        p[P_SHARE] + warmth + personal(a, person, SHARE)
    ):
        tally(a, row, C_SHARE, segment, 1)
        a.met[row, person] |= np.uint8(it.SHARED)
        pass_on(a, row, person, minute, SHARE_KIND, 0)
    _give(a, p, row, person, _moment(keys[K_GIFT], v, minute), p[P_GIFT] + warmth)
    join(a, row, person, _moment(keys[K_FOLLOW], v, minute), p[P_FOLLOW] + warmth)


@kernel
def _listen(a: Any, now: Any, v: Any) -> None:
    """Let a visitor read what hostile comments claim, or hear the host's answer; compiled."""
    row, person, issue = now[N_ROW], v[V_PERSON], now[N_ISSUE]
    segment, key = a.rows[person, SEGMENT], a.keys[row, K_CLAIM]
    if np.int64(draw32(_moment(key, v, now[N_MINUTE]), person)) % 1000 < now[N_HOSTILE] * READS:
        heard = hear_claim(a, issue, person, now[N_BELIEVED], key, now[N_BRAND])
        if heard > 0:
            tally(a, row, C_EXPOSED, segment, 1)
        if heard > 1:
            tally(a, row, C_BELIEVED, segment, 1)
            if draw32(key, person + 1_000_003) < threshold(personal(a, person, COMMENT) // 4 - 700):
                tally(a, row, C_ASKS, segment, 1)
    if now[N_EVIDENCE] > 0 and hear_answer(
        a, issue, person, now[N_EVIDENCE], a.keys[row, K_ANSWER], now[N_BRAND]
    ):
        tally(a, row, C_RIGHT, segment, 1)


@kernel
def _offer(
    a: Any, p: Any, now: Any, v: Any, product: Any, score: Any, warmth: Any, left: Any, sold: Any
) -> None:
    """Put a product before a visitor: a click, then perhaps an order; compiled."""
    row, person, minute = now[N_ROW], v[V_PERSON], now[N_MINUTE]
    bit = np.int64(1) << product
    if a.products[product, mk.P_OPEN] <= 0 or left[product] <= 0 or v[V_CLICKED] & bit:
        return
    luck = draw(_moment(a.keys[row, K_CLICK], v, minute), person)
    if draw32(luck, product) >= threshold(score + _bargain(a, product, person, p[P_BARGAIN])):
        return
    click(a, row, person, v[V_PAID])
    v[V_CLICKED] |= bit
    sold[product, 0] += 1
    key = draw(occasion(a.keys[row, K_ORDER], v[V_FIRST], minute), product)
    if buy(a, row, product, person, minute, v[V_SOURCE], v[V_PAID], warmth, key):
        sold[product, 1] += 1
        sold[product, 2] += a.products[product, mk.P_PRICE]
        left[product] -= 1


@kernel
def _wait_for_bag(a: Any, p: Any, now: Any, v: Any) -> None:
    """Let a visitor join the lucky bag that is open, or go on after its draw; compiled."""
    person = v[V_PERSON]
    if now[N_BAG] > NO_BAG and v[V_BAG] == 0:
        score = p[P_BAG] + now[N_BAG] + 2 * (np.int64(a.rows[person, PRICE]) - 128)
        v[V_BAG] = 1 if draw32(a.keys[now[N_ROW], K_BAG], person) < threshold(score) else -1
    elif now[N_BAG] == NO_BAG and v[V_BAG] != 0:
        if v[V_BAG] == 1:
            v[V_LEFT] //= 3  # who waited for the draw has little else to stay for
        v[V_BAG] = 0


@kernel
def _browse(a: Any, p: Any, now: Any, v: Any, luck: Any, shelf: Any, left: Any, sold: Any) -> None:
    """Offer the product explained, and to who opens the bag the others; compiled."""
    row, person = now[N_ROW], v[V_PERSON]
    if now[N_PRODUCT] >= 0:
        _offer(a, p, now, v, now[N_PRODUCT], p[P_CLICK] + now[N_WARMTH] // 2, now[N_WARMTH], left, sold)
    best = np.int64(0)  # a bargain is talked about and makes people open the bag
    for k in range(shelf.shape[0]):
        if a.products[shelf[k], mk.P_OPEN] > 0:
            best = max(best, _bargain(a, shelf[k], person, p[P_BARGAIN]))
    if luck >= threshold(p[P_CART] + best // 2):
        return
    tally(a, row, C_CART, a.rows[person, SEGMENT], 1)
    for k in range(shelf.shape[0]):
        if shelf[k] != now[N_PRODUCT]:
            _offer(a, p, now, v, shelf[k], p[P_CART_CLICK], 0, left, sold)


@kernel
def _drawn_away(a: Any, now: Any, v: Any) -> Any:
    """Tell whether a visitor is away at another show, or goes there now; compiled."""
    minute = now[N_MINUTE]
    if v[V_AWAY] <= minute and v[V_VISIT] > 0 and now[N_AWAY] > 0:
        luck = draw32(occasion(a.keys[now[N_ROW], K_NOTICE], False, minute), v[V_PERSON])
        if np.int64(luck) % 1000 < now[N_AWAY]:
            v[V_AWAY] = now[N_BACK]
    return v[V_AWAY] > minute


@kernel
def _minute_of(a: Any, p: Any, now: Any, v: Any, shelf: Any, left: Any, sold: Any) -> Any:
    """Play one visitor's minute; return whether they leave; compiled."""
    trace(a, now[N_ROW], v[V_PERSON], now[N_MINUTE], it.INSIDE)
    _wait_for_bag(a, p, now, v)
    stay, leaves = _sit(a, p, now, v)
    bits = draw(_moment(a.keys[now[N_ROW], K_CART], v, now[N_MINUTE]), v[V_PERSON])
    # one gate for the minute, so that half a minute has half the chances
    if now[N_CUT] == 0 and np.int64(bits & np.uint64(0xFFFF)) % 600 < stay:
        _talk(a, p, now, v)
        if now[N_HOSTILE] > 0 or now[N_EVIDENCE] > 0:
            _listen(a, now, v)
        _browse(a, p, now, v, bits >> np.uint64(32), shelf, left, sold)
    v[V_VISIT] += 1
    v[V_LATE] = 0
    return leaves


@kernel
def be_inside(
    a: Any, p: Any, now: Any, visitors: Any, shelf: Any, left: Any, sold: Any, inside: Any
) -> int:  # pragma: no cover - compiled
    """Play a minute of everybody inside; keep who stays at the front; return how many; compiled."""
    kept = 0
    for i in range(visitors.shape[0]):
        v = visitors[i]
        if not _drawn_away(a, now, v) and _minute_of(a, p, now, v, shelf, left, sold):
            inside[v[V_PERSON]] = now[N_MINUTE] + 1
            continue
        inside[v[V_PERSON]] = now[N_MINUTE] + 2
        for field in range(visitors.shape[1]):
            visitors[kept, field] = v[field]
        kept += 1
    return kept
