"""Whom people know and whom they follow.

*Friends* are mutual. Inside a community people sit on a ring: near seats are likely friends, far
seats seldom, so that friends of friends are often friends; a few ties reach anywhere.

*Followers* are arcs from a person to those who follow that person on the public square. Follower
counts have a log-normal body and a Pareto tail; followers are drawn from all people by how much
they follow, and of two candidates the one who cares more about the person's main topic follows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audience_models.demographics import Demographics
from audience_models.quantiles import bell, bell_of, exponentials, power_tables
from simulator.kernel import njit
from simulator.people import N_TOPICS, Graph
from simulator.randomness import Seeds, draw, draw_array

FRIEND_RINGS: tuple[tuple[int, int], ...] = ((8, 14500), (24, 7200), (60, 1500), (200, 400))
"""Up to this distance on the ring, this chance in 1/32,768 that two people of average sociability
are friends; mean degree about 20 with the far ties. Assumed."""

SOCIABILITY_SPREAD = Decimal("0.45")
"""ln-sd of personal sociability; assumed."""

FAR_TIES = 384
"""Ties to anybody that an average person starts, in 1/256. Assumed."""

FOLLOWER_MEDIAN = 3
"""Median followers. The published median of 48 (A23) is scaled down so that about 20 arcs a person
suffice."""

PUBLISHED_MEDIAN = 48
"""Median followers of a real person (A23)."""

FOLLOWER_NONE = 442
"""People this far below the middle, in bell units, have no follower: 4.2 % (A23)."""

FOLLOWER_SPREAD = Decimal("1.98")
"""ln-sd of the body of follower counts (A23: 27,285 KuaiRand users)."""

TAIL_BEGINS = 328
"""The tail begins 1.28 standard deviations above the middle, in bell units: one person in ten."""

FOLLOWER_TAIL = Decimal("1.19")
"""Tail exponent of P(followers > x): alpha 2.19 less one (A23); about 1 on Weibo (D11)."""

FOLLOWING_SPREAD = Decimal("2.0")
"""ln-sd of how much people follow, in the draw of followers. A24 has 1.62 of those counted; higher
here because whole stubs and the cap take some of it away (tried 1.2 to 2.0)."""

LARGEST_SHARE = 4
"""Nobody is followed by more than one in this many people. Assumed."""


def _rings() -> NDArray[np.int64]:
    out = np.zeros(FRIEND_RINGS[-1][0] + 100, dtype=np.int64)
    for reach, chance in reversed(FRIEND_RINGS):
        out[: reach + 1] = chance
    return out


def _bell_table(spread: Decimal, scale: int, most: int) -> NDArray[np.int64]:
    return np.array([min(most, int(value * scale)) for value in exponentials(spread)], dtype=np.int64)


def _look_up(table: NDArray[np.int64], z: NDArray[np.int64]) -> NDArray[np.int64]:
    return table[np.clip(z + len(table) // 2, 0, len(table) - 1)]


def sociability(n: int, seeds: Seeds) -> NDArray[np.uint16]:
    """Return how easily each person makes friends, in 1/256, mean about 256."""
    table = _bell_table(SOCIABILITY_SPREAD, 231, 1024)  # 256 / exp(spread**2 / 2)
    z = bell(draw_array(seeds.world_key("people.sociability"), np.arange(n)))
    return _look_up(table, z).astype(np.uint16)


@njit(cache=True, nogil=True)
def _near_ties(
    starts: Any, social: Any, rings: Any, key: Any, at: Any, indices: Any
) -> None:  # pragma: no cover - compiled
    """Count (no indices yet) or write the ties inside communities."""
    for c in range(starts.shape[0] - 1):
        first, last = starts[c], starts[c + 1]
        size = last - first
        for p in range(first, last):
            k_p = draw(key, p)
            for q in range(p + 1, last):
                d = min(q - p, size - (q - p))
                chance = rings[d] * ((np.int64(social[p]) * np.int64(social[q])) >> 8) >> 8
                if np.int64(draw(k_p, q) >> np.uint64(49)) < chance:
                    if indices.shape[0] > 0:
                        indices[at[p]] = q
                        indices[at[q]] = p
                    at[p] += 1
                    at[q] += 1


@njit(cache=True, nogil=True)
def _far_ties(
    n: Any, social: Any, many: Any, key: Any, at: Any, indices: Any
) -> None:  # pragma: no cover - compiled
    """Count (no indices yet) or write the ties to anybody."""
    for p in range(n):
        k_p = draw(key, p)
        number = (np.int64(social[p]) * many + np.int64(k_p >> np.uint64(48))) >> 16
        for j in range(number):
            q = np.int64(((draw(k_p, j) >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))
            if q == p:
                continue
            if indices.shape[0] > 0:
                indices[at[p]] = q
                indices[at[q]] = p
            at[p] += 1
            at[q] += 1


@njit(cache=True, nogil=True)
def _sort_and_thin(indptr: Any, indices: Any) -> int:  # pragma: no cover - compiled
    """Sort each list in place, drop repeats and the person; return the arcs left."""
    out, begin = 0, np.int64(0)
    for p in range(indptr.shape[0] - 1):
        end = indptr[p + 1]
        indices[begin:end].sort()
        indptr[p] = out
        last = np.int64(-1)
        for i in range(begin, end):  # out never passes i
            value = np.int64(indices[i])
            if value not in (last, p):
                indices[out] = value
                out += 1
                last = value
        begin = end
    indptr[indptr.shape[0] - 1] = out
    return out


def make_friends(who: Demographics, seeds: Seeds) -> Graph:
    """Return who is friends with whom, both ways; lists are sorted by person."""
    n = len(who.age)
    social, rings = sociability(n, seeds), _rings()
    k_near = np.uint64(seeds.world_key("friends.near"))
    k_far = np.uint64(seeds.world_key("friends.far"))
    count, none = np.zeros(n, dtype=np.int64), np.empty(0, dtype=np.int32)
    _near_ties(who.starts, social, rings, k_near, count, none)
    _far_ties(n, social, FAR_TIES, k_far, count, none)
    indptr = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
    at, indices = indptr[:-1].copy(), np.empty(int(indptr[-1]), dtype=np.int32)
    _near_ties(who.starts, social, rings, k_near, at, indices)
    _far_ties(n, social, FAR_TIES, k_far, at, indices)
    arcs = _sort_and_thin(indptr, indices)
    return Graph(indptr=indptr, indices=indices[:arcs])


@njit(cache=True, nogil=True)
def _count_followers(
    key: Any, body: Any, doublings: Any, mantissas: Any, most: Any, out: Any
) -> None:  # pragma: no cover - compiled
    half = body.shape[0] // 2
    tail_from = body[half + TAIL_BEGINS]
    for p in range(out.shape[0]):
        bits = draw(key, p)
        if np.int64((bits >> np.uint64(32)) * np.uint64(10) >> np.uint64(32)) == 0:
            rest = draw(bits, 0)
            zeros = 0
            while zeros < doublings.shape[0] - 1 and (rest >> np.uint64(63 - zeros)) == 0:
                zeros += 1
            step = np.int64((rest << np.uint64(zeros + 1)) >> np.uint64(56))
            factor = doublings[zeros] * mantissas[step] >> 12
            out[p] = min(most, tail_from * factor >> 20)
        else:
            z = bell_of(draw(bits, 1))
            while z > TAIL_BEGINS:  # the body ends where the tail begins
                bits = draw(bits, 2)
                z = bell_of(bits)
            out[p] = 0 if z < -FOLLOWER_NONE else max(1, body[max(0, z + half)] >> 8)


@njit(cache=True, nogil=True)
def _draw_followers(
    rows: Any, indptr: Any, stubs: Any, key: Any, indices: Any
) -> None:  # pragma: no cover - compiled
    many = np.uint64(stubs.shape[0])
    for p in range(indptr.shape[0] - 1):
        k_p = draw(key, p)
        topic = 0
        for t in range(1, N_TOPICS):
            if rows[p, t] > rows[p, topic]:
                topic = t
        for i in range(indptr[p], indptr[p + 1]):
            bits = draw(k_p, i - indptr[p])
            one = stubs[((bits >> np.uint64(32)) * many) >> np.uint64(32)]
            two = stubs[((bits & np.uint64(0xFFFFFFFF)) * many) >> np.uint64(32)]
            indices[i] = one if rows[one, topic] >= rows[two, topic] else two


def _following_stubs(n: int, seeds: Seeds) -> NDArray[np.int32]:
    # each person's number repeated by how much they follow, at least once
    table = _bell_table(FOLLOWING_SPREAD, 2, 60)
    z = bell(draw_array(seeds.world_key("people.following"), np.arange(n)))
    return np.repeat(np.arange(n, dtype=np.int32), np.maximum(1, _look_up(table, z)))


def follower_counts(n: int, seeds: Seeds) -> NDArray[np.int64]:
    """Return how many public followers each person has in reality, before they are scaled to arcs.

    The same draw as that of the arcs, in the published unit (median 48, A23), so that people who
    share a small whole number of arcs differ.
    """
    body = _bell_table(FOLLOWER_SPREAD, PUBLISHED_MEDIAN * 256, 1 << 40)
    doublings, mantissas = power_tables(FOLLOWER_TAIL)
    count = np.zeros(n, dtype=np.int64)
    most = n * PUBLISHED_MEDIAN // (FOLLOWER_MEDIAN * LARGEST_SHARE)
    _count_followers(np.uint64(seeds.world_key("followers.count")), body, doublings, mantissas, most, count)
    return count


def make_followers(rows: NDArray[np.uint8], seeds: Seeds) -> Graph:
    """Return who follows each person on the public square; lists are sorted by person."""
    n = len(rows)
    body = _bell_table(FOLLOWER_SPREAD, FOLLOWER_MEDIAN * 256, 1 << 40)
    doublings, mantissas = power_tables(FOLLOWER_TAIL)
    count = np.zeros(n, dtype=np.int64)
    k_count = np.uint64(seeds.world_key("followers.count"))
    _count_followers(k_count, body, doublings, mantissas, max(1, n // LARGEST_SHARE), count)
    indptr = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
    indices = np.empty(int(indptr[-1]), dtype=np.int32)
    k_who = np.uint64(seeds.world_key("followers.who"))
    _draw_followers(rows, indptr, _following_stubs(n, seeds), k_who, indices)
    arcs = _sort_and_thin(indptr, indices)
    return Graph(indptr=indptr, indices=indices[:arcs])


def degree_column(friends: Graph) -> NDArray[np.uint8]:
    """Return log2(friends + 1) in 1/16 of everybody, from whole numbers."""
    degree = np.diff(friends.indptr)
    # log2(d + 1) >= k / 16  <=>  (d + 1) ** 16 >= 2 ** k
    steps = np.array([_least_degree(k) for k in range(1, 256)], dtype=np.int64)
    return np.searchsorted(steps, degree + 1, side="right").astype(np.uint8)


def _least_degree(sixteenths: int) -> int:
    """Return the smallest whole number whose log2 reaches this many sixteenths."""
    low, high = 1, 1 << (sixteenths // 16 + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if middle**16 >= 1 << sixteenths else (middle + 1, high)
    return low
