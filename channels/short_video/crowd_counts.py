"""What is counted of meetings in a crowd, near at hand, before it goes into the items' tables.

An ordinary meeting moves ten counters in as many places. Here it is one number by piece, source
and how long was seen, and two by piece and segment in which several counts share 64 bits. They are
written into the tables after each tick, and before any of the counts is full.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.short_video.crowd import BUCKETS, CELL, L_ROW, N_LOOK
from channels.short_video.crowd_race import unsigned
from channels.short_video.parameters import C_VALID, C_WATCH, S_RECOMMEND
from simulator.counters import N_SOURCES
from simulator.kernel import kernel, piece
from simulator.people import N_SEGMENTS
from simulator.watching import C_COMPLETIONS, C_IMPRESSIONS, C_SHORT, C_VIEWS, PLAY_FROM_DS, RETENTION

MOST = 60_000
"""Meetings that are counted before the counts, 16 bits each, are written into the tables."""
_CUTS = np.concatenate([[PLAY_FROM_DS], RETENTION[1:]])
_LONGEST = int(_CUTS[-1])
BUCKET = np.searchsorted(_CUTS, np.arange(_LONGEST + 1), side="right").astype(np.uint8)
"""Bucket of a stay in deciseconds: 0 no play, 1 a play, and one more for each further point of the retention curve."""
_PLAY, _STAYED = 1, 2
_COUNT = (1 << 16) - 1
_TIME = (1 << 48) - 1


@piece
def count_glance(
    crowd: Any, k: Any, source: Any, segment: Any, seen: Any, watched: Any, valid: Any, done: Any
) -> None:
    """Count one meeting with piece k; compiled."""
    bucket = np.int64(BUCKET[unsigned(min(seen, _LONGEST))])
    crowd.sources[unsigned((k * N_SOURCES + source) * BUCKETS + bucket)] += 1
    cell, one = unsigned((k * N_SEGMENTS + segment) * CELL), np.int64(1)
    views, short = np.int64(bucket >= _PLAY), np.int64(bucket < _STAYED)
    crowd.cells[cell] += unsigned(one | (views << 16) | (np.int64(valid) << 32) | (short << 48))
    crowd.cells[cell + unsigned(1)] += unsigned(watched | (np.int64(done) << 48))


@kernel
def write_counts(a: Any, perf: Any, pool: Any, crowd: Any) -> None:  # pragma: no cover - compiled
    """Write what was counted into the tables, the pools and the rates by which pieces go on; compiled."""
    for k in range(crowd.count):
        row = crowd.looks[k * N_LOOK + L_ROW]
        _write_segments(a, perf, crowd, k, row)
        _write_sources(a, pool, crowd, k, row)


@piece
def _write_segments(a: Any, perf: Any, crowd: Any, k: Any, row: Any) -> None:
    """Write a piece's counts by segment; compiled."""
    for segment in range(N_SEGMENTS):
        cell = (k * N_SEGMENTS + segment) * CELL
        counts, times = np.int64(crowd.cells[cell]), np.int64(crowd.cells[cell + 1])
        if counts == 0:
            continue
        crowd.cells[cell] = crowd.cells[cell + 1] = np.uint64(0)
        shown, valid, done = counts & _COUNT, (counts >> 32) & _COUNT, (times >> 48) & _COUNT
        _add(a, row, C_IMPRESSIONS, segment, shown)
        _add(a, row, C_VIEWS, segment, (counts >> 16) & _COUNT)
        _add(a, row, C_VALID, segment, valid)
        _add(a, row, C_SHORT, segment, (counts >> 48) & _COUNT)
        _add(a, row, C_COMPLETIONS, segment, done)
        _add(a, row, C_WATCH, segment, times & _TIME)
        perf[row, 0] += shown
        perf[row, 1] += valid
        perf[row, 2] += done


@piece
def _add(a: Any, row: Any, counter: Any, segment: Any, amount: Any) -> None:
    """As `simulator.market.tally`, for many meetings, none of them traced; compiled."""
    a.totals[row, counter] += amount
    a.cube[row, counter, segment] += np.int32(amount)


@piece
def _write_sources(a: Any, pool: Any, crowd: Any, k: Any, row: Any) -> None:
    """Write where a piece's meetings came from, and how many stayed how long; compiled."""
    for source in range(N_SOURCES):
        so_long = np.int64(0)
        for bucket in range(RETENTION.shape[0], -1, -1):
            place = (k * N_SOURCES + source) * BUCKETS + bucket
            so_long += crowd.sources[place]
            crowd.sources[place] = 0
            if bucket >= _STAYED:
                a.retention[row, bucket - 1] += so_long
            elif bucket == _PLAY:
                a.sources[row, 1, source] += so_long
        a.sources[row, 0, source] += so_long
        a.retention[row, 0] += so_long
        if source == S_RECOMMEND:
            pool[row, 0] -= so_long
