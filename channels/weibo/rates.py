"""How strongly each post pulls at a slot now: timeline, hot list, topic page, search."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from channels.weibo import parameters as pm
from channels.weibo.hot_list import UNIT
from channels.weibo.meeting import MAX_GROWN
from simulator import items as it
from simulator.kernel import making_kernel, piece
from simulator.reactions import originality_weight

N_RATES = 5
"""Columns of rates: timeline, hot list, topic page, search, people who look for an answer."""
TWO_DAYS = 2880
"""Minutes from which the timeline's pull falls faster (D8: slope -1.44 beyond a day)."""
OLD_NEWS = 2560
"""Weight of a post in its topic that nobody has read lately, 1/256 read (assumed)."""
RANK_LOOK = np.array([0, *(int(Decimal(rank) ** Decimal("-0.75") * 4096) for rank in range(1, 51))], np.int64)
"""Attention to a rank, 1/4096 of the first (assumed to follow heat: D21 slope -0.75)."""


@piece
def _weight(fields: Any, heat: Any, row: Any) -> Any:
    return (heat[row] + OLD_NEWS) * (1 + np.int64(fields[row, pm.VERIFIED]))


@making_kernel
def rates(
    fields: Any,
    topics: Any,
    p: Any,
    rows: Any,
    start: Any,
    topic: Any,
    heat: Any,
    now: Any,
    crowd: Any,
    out: Any,
) -> None:  # pragma: no cover - compiled
    """Write rates in 2**-32 a slot, and the limit of each post's pull (`race_of`); compiled.

    ``now``: heat and rank of each topic. ``crowd``: topic row and points of each trend; it takes
    slots from posts about other things. A post's pull in the timelines sinks as newer posts come
    in; the posts of a topic share its attention by their heat, V accounts twice.
    """
    whole = np.zeros(now.shape[0], np.int64)
    for k in range(rows.shape[0]):
        if topic[rows[k]] >= 0:
            whole[topic[rows[k]]] += _weight(fields, heat, rows[k])
    for k in range(rows.shape[0]):
        row = rows[k]
        age = max(0, start - np.int64(fields[row, it.PUBLISHED]))
        fresh = (p[pm.P_SINK] << 12) // (p[pm.P_SINK] + age) * TWO_DAYS // (TWO_DAYS + age)
        out[k, 0] = (p[pm.P_FOLLOW_PULL] << 32) // 1000 * fresh >> 12
        t = topic[row]
        if t >= 0:
            share = (_weight(fields, heat, row) << 12) // whole[t]
            out[k, 1] = ((p[pm.P_HOT] << 32) // 1000 * RANK_LOOK[now[t, 1]] >> 12) * share >> 12
            warmth = min(4096, now[t, 0] * 1024 // UNIT)
            out[k, 2] = ((p[pm.P_TOPIC] << 32) // 1_000_000 * warmth >> 10) * share >> 12
            if fields[row, it.ANSWER] >= 0:
                out[k, 4] = out[k, 2] * p[pm.P_SEEK]
        out[k, 3] = (p[pm.P_SEARCH] << 32) // 1_000_000
        weight = np.int64(fields[row, it.THROTTLE]) * originality_weight(fields, row) >> 8
        for c in range(crowd.shape[0]):
            others = 64 - np.int64(topics[row, crowd[c, 0]])
            weight = weight * 256 // (256 + (crowd[c, 1] * p[pm.P_CROWD] * others >> 14))
        for source in range(N_RATES):
            out[k, source] = out[k, source] * weight >> 8
        out[k, N_RATES] = (out[k, 1] + out[k, 2]) * MAX_GROWN + out[k, 3] + out[k, 4]
