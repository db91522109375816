"""Meetings that will happen later: shares on their way, pushes not yet opened.

A calendar of 10-minute buckets. What comes out of a bucket is sorted by (minute, person, item),
so the order in which it was put in can never matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FIELDS = 8  # minute, person, item row, source, depth, parent, free, free
_BUCKET = 10


@dataclass(kw_only=True)
class Pending:
    """Delayed meetings of one channel.

    Parameters
    ----------
    buckets : dict of int to list of ndarray of shape (k, 8), int64
        Columns: minute, person, item row, source, depth, parent person, two free ones.
    """

    buckets: dict[int, list[NDArray[np.int64]]] = field(default_factory=dict)

    def add(self, rows: NDArray[np.int64]) -> None:
        """Put delayed meetings into the calendar; shape (k, 8), the minute first."""
        if not rows.shape[0]:
            return
        bucket = rows[:, 0] // _BUCKET
        order = np.argsort(bucket, kind="stable")
        rows, bucket = rows[order], bucket[order]
        starts = [0, *(np.flatnonzero(np.diff(bucket)) + 1).tolist(), rows.shape[0]]
        for first, last in pairwise(starts):
            self.buckets.setdefault(int(bucket[first]), []).append(rows[first:last])

    def due(self, until: int) -> NDArray[np.int64]:
        """Take out everything due before a minute, in a fixed order."""
        if not self.buckets or min(self.buckets) * _BUCKET >= until:
            return _NOTHING
        names = [name for name in self.buckets if name * _BUCKET < until]
        rows = np.concatenate([part for name in sorted(names) for part in self.buckets.pop(name)])
        if until % _BUCKET:  # a bucket that is not over; others hold nothing that has to wait
            ready = rows[:, 0] < until
            self.add(rows[~ready])
            rows = rows[ready]
        return rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]


_NOTHING: NDArray[np.int64] = np.zeros((0, FIELDS), np.int64)
