"""Small compiled pieces of a person's reaction that every channel's own mechanism is built from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.counters import COUNTER
from simulator.kernel import fetch_early, kernel, piece, sum_of_products
from simulator.market import buy, click, product_of, tally
from simulator.memory import DOUBT, FATIGUE, OFFER, attend, feel, hear_answer, hear_claim, learn, notice
from simulator.people import COMMENT, LITERACY, N_TOPICS, SEGMENT
from simulator.randomness import draw, draw32, mix
from simulator.tables import exponential, growth, threshold

C_NEGATIVE, C_COMMENTS = COUNTER["negative_comments"], COUNTER["comments"]
C_FOLLOWS, C_UNFOLLOWS = COUNTER["follows"], COUNTER["unfollows"]
C_EXPOSED, C_BELIEVED = COUNTER["claim_exposures"], COUNTER["claim_believed"]
C_CORRECTED, C_ASKS = COUNTER["claim_corrected"], COUNTER["asks"]

ROOM_ELSEWHERE, ROOM_HERE = 1, 2
"""Where a brand is on air, seen from one of its accounts (0: nowhere)."""
INVITES_FROM = 108
"""Call to action (`simulator.items.CALL`) from which a piece names the room: a plain request (assumed)."""
CALL_GAIN, USUAL_CALL, PIN_GAIN = 2, 96, 160
"""Score for opening the product card: for each point of call above the usual one, and when pinned (assumed)."""
COPY_WEIGHT = 160
"""Weight of a mere copy, in 1/256 of an original piece (assumed)."""
LIVE_KIND = 9
"""Kind of what is passed on that stands for "go to the room"."""

AHEAD = 6
"""Sharers whose friends are asked for early."""

ASK_BASE = -900
"""Score of a person who believed a claim asking about it in public (about 3 %; assumed)."""


@piece
def matching(a: Any, row: Any, person: Any) -> Any:
    """Return a person's interest in an item, 0..100; compiled."""
    return sum_of_products(a.rows, person, a.topics, row) >> 6


@kernel
def bell(bits: Any) -> Any:
    """Return a bell-shaped number with mean 0 and deviation 256 from one 64-bit draw; compiled.

    The sum of four 16-bit parts (Irwin-Hall), so no library function is needed.
    """
    b = np.uint64(bits)
    low = np.uint64(0xFFFF)
    total = np.int64(b & low) + np.int64((b >> np.uint64(16)) & low)
    total += np.int64((b >> np.uint64(32)) & low) + np.int64(b >> np.uint64(48))
    return ((total - 131070) * 443) >> 16


@kernel
def occasion(key: Any, first: Any, minute: Any) -> Any:
    """Return the key of a question: timeless at a first meeting, with the minute later; compiled."""
    if first:
        return np.uint64(key)
    return mix(np.uint64(key) + np.uint64(minute) + np.uint64(1))


@piece
def personal(a: Any, person: Any, column: Any) -> Any:
    """Return a personal propensity as a score; compiled."""
    return (np.int64(a.rows[person, column]) - 128) * 16


@piece
def trace(a: Any, row: Any, person: Any, minute: Any, source: Any) -> None:
    """Begin a line of the trace, if meetings are traced; compiled."""
    at = a.counts_out[2]
    if at < a.trace.shape[0]:
        t = a.trace[at]
        t[it.T_PERSON], t[it.T_ROW], t[it.T_MINUTE], t[it.T_SOURCE] = person, row, minute, source
        t[it.T_STAY], t[it.T_ACTS] = 0, 0
        a.counts_out[2] = at + 1


@piece
def meet(a: Any, row: Any, person: Any, minute: Any, source: Any) -> Any:
    """Record that a person met an item; return whether it was the first time; compiled."""
    first = (a.met[row, person] & it.MET) == 0
    a.met[row, person] |= np.uint8(it.MET)
    a.sources[row, 0, source] += 1
    trace(a, row, person, minute, source)
    brand = a.fields[row, it.BRAND]
    if brand >= 0:
        notice(a.memory, brand, person, 1 << (a.fields[row, it.CHANNEL] & 7))
        if brand > 0 and a.fields[row, it.OFFERS] > 0:
            a.memory[brand, person, OFFER] = 255
    return first


@piece
def take_in(a: Any, row: Any, person: Any, strength: Any, claim_key: Any, answer_key: Any) -> None:
    """Let an effective contact (>= 5 s) work on memory: awareness, knowledge, beliefs; compiled.

    ``strength`` 0..255 is how much of the piece was taken in.
    """
    f = a.fields[row]
    brand = f[it.BRAND]
    if brand >= 0:
        attend(a.memory, brand, person, strength)
    if brand == 0:
        hard = max(0, np.int64(f[it.EFFORT]) - np.int64(a.rows[person, LITERACY]))
        learn(a.memory, 0, person, (np.int64(f[it.INFO]) * strength * (256 - hard)) >> 16)
        if f[it.CLICKBAIT] > 150:
            feel(a.memory, 0, person, -(np.int64(f[it.CLICKBAIT]) - 110) // 40)
        elif f[it.QUALITY] > 150:
            feel(a.memory, 0, person, 1)
    if f[it.CLAIM] >= 0:
        _hear(a, row, person, claim_key)
    if f[it.ANSWER] >= 0:
        _answered(a, row, person, claim_key, answer_key)


@piece
def _hear(a: Any, row: Any, person: Any, key: Any) -> None:
    f = a.fields[row]
    segment = a.rows[person, SEGMENT]
    about_brand = f[it.FREE + 1]
    result = hear_claim(a, f[it.CLAIM], person, f[it.FREE], key, about_brand)
    if result > 0:
        tally(a, row, C_EXPOSED, segment, 1)
    if result == 2:
        tally(a, row, C_BELIEVED, segment, 1)
        if draw32(key, person + 1_000_003) < threshold(ASK_BASE + personal(a, person, COMMENT) // 4):
            tally(a, row, C_ASKS, segment, 1)


@piece
def _answered(a: Any, row: Any, person: Any, claim_key: Any, key: Any) -> None:
    f = a.fields[row]
    issue = f[it.ANSWER]
    if f[it.RESTATES] > 0 and draw32(claim_key, person + 2_000_003) < threshold(
        (np.int64(f[it.RESTATES]) - 255) * 6
    ):
        # an answer that repeats the rumour tells it to people who had not heard it
        told = hear_claim(a, issue, person, f[it.FREE] - 512, claim_key, f[it.FREE + 1])
        if told == 2:
            tally(a, row, C_BELIEVED, a.rows[person, SEGMENT], 1)
    if hear_answer(a, issue, person, f[it.EVIDENCE], key, f[it.FREE + 1]) == 1:
        tally(a, row, C_CORRECTED, a.rows[person, SEGMENT], 1)


@piece
def say(a: Any, row: Any, person: Any, key: Any, score: Any) -> bool:
    """Let a person comment; the comment is negative with doubt, distrust, bait or weariness; compiled."""
    if draw32(key, person) >= threshold(score + personal(a, person, COMMENT)):
        return False
    segment = a.rows[person, SEGMENT]
    tally(a, row, C_COMMENTS, segment, 1)
    f = a.fields[row]
    sour = np.int64(-820) - 4 * np.int64(f[it.TONE]) + 2 * (np.int64(f[it.CLICKBAIT]) - 64)
    if f[it.BRAND] == 0:
        sour += 6 * np.int64(a.memory[0, person, DOUBT]) + 2 * np.int64(a.memory[0, person, FATIGUE])
    if draw32(key, person + 3_000_017) < threshold(sour):
        tally(a, row, C_NEGATIVE, segment, 1)
    return True


@piece
def join(a: Any, row: Any, person: Any, key: Any, score: Any) -> bool:
    """Let a person follow the account that published an item; compiled."""
    account = a.fields[row, it.ACCOUNT]
    bit = np.uint64(1) << np.uint64(account) if account >= 0 else np.uint64(0)
    if a.follows[person] & bit or draw32(key, person) >= threshold(score):
        return False
    if account < 0 and a.met[row, person] & it.FOLLOWED:
        return False
    a.follows[person] |= bit  # an outsider's followers are only counted
    a.met[row, person] |= np.uint8(it.FOLLOWED)
    tally(a, row, C_FOLLOWS, a.rows[person, SEGMENT], 1)
    return True


@piece
def follows(a: Any, row: Any, person: Any) -> Any:
    """Tell whether somebody follows the account that published an item, as 0 or 1; compiled."""
    account = a.fields[row, it.ACCOUNT]
    if account < 0:
        return np.int64(0)
    return np.int64((a.follows[person] >> np.uint64(account)) & np.uint64(1))


@piece
def leave(a: Any, row: Any, person: Any, key: Any, score: Any) -> bool:
    """Let a follower stop following the account that published an item; compiled."""
    account = a.fields[row, it.ACCOUNT]
    if account < 0:
        return False
    bit = np.uint64(1) << np.uint64(account)
    if not a.follows[person] & bit or draw32(key, person) >= threshold(score):
        return False
    a.follows[person] &= ~bit
    tally(a, row, C_UNFOLLOWS, a.rows[person, SEGMENT], 1)
    return True


@piece
def originality_weight(fields: Any, row: Any) -> Any:
    """Return what a platform shows of a piece by how new it is, 160/256 for a mere copy; compiled.

    Platforms compare pieces with what was published before and recommend copies less (the size of
    the loss is assumed, tried 64 to 208).
    """
    return COPY_WEIGHT + (256 - COPY_WEIGHT) * np.int64(fields[row, it.ORIGINAL]) // 255


@piece
def open_card(
    a: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, first: Any, wish: Any, ease: Any,
    click_key: Any, order_key: Any,
) -> None:  # fmt: skip
    """Let a viewer of a piece open its product card and perhaps buy; compiled.

    A call to act and a card pinned to the top add to the ``wish`` to open it; ``ease`` is what the
    piece adds to buying.
    """
    product, f = product_of(a, row), a.fields[row]
    if product < 0:
        return
    wish += CALL_GAIN * (np.int64(f[it.CALL]) - USUAL_CALL) + PIN_GAIN * np.int64(f[it.PINNED])
    if draw32(occasion(click_key, first, minute), person) < threshold(wish):
        click(a, row, person, paid)
        buy(a, row, product, person, minute, source, paid, ease, occasion(order_key, first, minute))


@piece
def pass_on(a: Any, row: Any, person: Any, minute: Any, kind: Any, depth: Any) -> None:
    """Put a share into the tick's outbox; the channel turns it into later meetings; compiled."""
    at = a.counts_out[1]
    if at < a.shares_out.shape[0]:
        out = a.shares_out[at]
        out[0], out[1], out[2], out[3] = person, row, minute, kind
        out[4], out[5], out[6], out[7] = depth, 0, 0, 0
        a.counts_out[1] = at + 1


@piece
def point_to_room(a: Any, row: Any, person: Any, minute: Any, live: Any) -> None:
    """Point a reader of a piece to the brand's room, if it is on air and the piece says so; compiled.

    ``live``: `ROOM_HERE` where the account that published it is on air itself, `ROOM_ELSEWHERE`
    where another account of the brand is: then the piece has to name the room.
    """
    if live == ROOM_HERE or (live == ROOM_ELSEWHERE and a.fields[row, it.CALL] >= INVITES_FROM):
        pass_on(a, row, person, minute, LIVE_KIND, 0)


@kernel
def _sum_of_growth(
    rows: Any, step: Any, topics: Any, gain: Any, most: Any
) -> Any:  # pragma: no cover - compiled
    total = np.int64(0)
    for person in range(0, rows.shape[0], step):
        match = np.int64(0)
        for topic in range(N_TOPICS):
            match += np.int64(rows[person, topic]) * np.int64(topics[topic])
        total += min(growth(gain * ((match >> 6) - 40)), most)
    return total


def growth_of(rows: NDArray[np.uint8], topics: NDArray[np.uint8], gain: int, most: int) -> int:
    """Return the mean factor (1/4096) by which interest changes the pull of a piece.

    Parameters
    ----------
    rows : ndarray of shape (n, 64)
        People; a fixed part of them, some thousands, is looked at.
    topics : ndarray of shape (24,)
        Of the piece.
    gain : int
        Score per point of interest above 40.
    most : int
        Largest factor of one person.
    """
    step = max(1, rows.shape[0] // 4000)
    return int(_sum_of_growth(rows, step, topics, gain, most) / len(range(0, rows.shape[0], step)))


@piece
def _look_ahead(shares: Any, s: Any, count: Any, indptr: Any, indices: Any) -> None:
    """Ask early for the friends of those who share next: sharers are met in no order; compiled."""
    if s + 2 * AHEAD < count:
        fetch_early(indptr, (shares[s + 2 * AHEAD, 0],))
    if s + AHEAD < count:
        first = indptr[shares[s + AHEAD, 0]]
        if first < indices.shape[0]:
            fetch_early(indices, (first,))


@kernel
def to_friends(
    shares: Any, count: Any, indptr: Any, indices: Any, keys: Any, options: Any, out: Any
) -> int:  # pragma: no cover - compiled
    """Turn shares into delayed meetings of neighbours; return how many were written; compiled.

    ``options``: [source, chance of each neighbour in 2**-32, least delay, mean extra delay
    (minutes), most neighbours looked at]. Each arc has its own draw, keyed by (item, sharer,
    neighbour), so no share renumbers another.
    """
    source, chance, least, extra, most = options[0], options[1], options[2], options[3], options[4]
    n_out = 0
    for s in range(count):
        person, row, minute = shares[s, 0], shares[s, 1], shares[s, 2]
        key = draw(np.uint64(keys[row]), person)
        first, last = indptr[person], indptr[person + 1]
        _look_ahead(shares, s, count, indptr, indices)
        if last - first > most:
            last = first + most
        for arc in range(first, last):
            other = indices[arc]
            luck = draw(key, other)
            if np.int64(luck >> np.uint64(32)) >= chance or n_out >= out.shape[0]:
                continue
            wait = least + (exponential(mix(luck)) * extra >> 12)
            o = out[n_out]
            o[0], o[1], o[2], o[3], o[4], o[5] = minute + wait, other, row, source, shares[s, 4] + 1, person
            n_out += 1
    return n_out
