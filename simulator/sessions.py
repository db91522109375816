"""Who opens which app when: exogenous, computed from the world seed, shared by every branch.

A day's sessions of one app are sorted by the minute they begin, so that a tick is a slice. They
are a pure function of (world seed, app, day, person, k-th session of the day); no decision can
move them. Days are computed when first asked for and kept in a small cache that all runs of a
process share.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernel import kernel
from simulator.people import RHYTHM, Audience
from simulator.randomness import Seeds, draw

MINUTES_A_DAY = 1440
_MAX_A_DAY = 24  # sessions a person opens in one app on one day at most; assumed


DAYS_KEPT = 3
"""Days of sessions kept in memory: branches of a run are on different days."""
LARGE = 400_000
"""People from which only one day is kept (about 120 bytes a person and day)."""


@dataclass(frozen=True, kw_only=True)
class DaySessions:
    """One app's sessions of one day, sorted by minute.

    Parameters
    ----------
    person : ndarray of int32
    key : ndarray of uint64
        Identity of each session; all draws inside it start from here.
    slots : ndarray of uint8
        Feed slots of the session.
    start : ndarray of shape (1441,), int64
        Sessions ``start[m]:start[m + 1]`` begin in minute m of the day.
    """

    person: NDArray[np.int32]
    key: NDArray[np.uint64]
    slots: NDArray[np.uint8]
    start: NDArray[np.int64]

    @cached_property
    def slots_a_minute(self) -> float:
        """Feed slots a minute, the mean of the day."""
        return float(self.slots.sum(dtype=np.int64)) / MINUTES_A_DAY

    def window(self, minute: int, until: int) -> tuple[int, int]:
        """Return the range of sessions that begin in [minute, until) of this day."""
        return int(self.start[minute]), int(self.start[until])


@kernel
def _count_of(rate: Any, bits: Any) -> Any:
    # a geometric-like spread around the personal rate, by repeated halving of one draw:
    # whole part certain, the remainder by lot, then +-1 twice (keeps the mean, adds spread)
    base = np.int64(rate) >> 3
    if np.int64(bits & np.uint64(7)) < (np.int64(rate) & 7):
        base += 1
    if base > 0:
        swing = (bits >> np.uint64(3)) & np.uint64(15)
        if swing < 4:
            base -= 1
        elif swing >= 12:
            base += 1
    return base


@kernel
def _count_minutes(
    rows: Any, column: int, rhythm: Any, day_key: Any, counts: Any
) -> int:  # pragma: no cover - compiled
    total = 0
    for p in range(rows.shape[0]):
        rate = rows[p, column]
        if rate == 0:
            continue
        k_p = draw(day_key, p)
        number = min(_count_of(rate, k_p), _MAX_A_DAY)
        for k in range(number):
            minute = rhythm[rows[p, RHYTHM], draw(k_p, k) >> np.uint64(54)]
            counts[minute + 1] += 1
            total += 1
    return total


@kernel
def _fill(
    rows: Any, column: int, rhythm: Any, slot_table: Any, day_key: Any, at: Any, out: Any
) -> None:  # pragma: no cover - compiled
    person, key, slots = out
    for p in range(rows.shape[0]):
        rate = rows[p, column]
        if rate == 0:
            continue
        k_p = draw(day_key, p)
        number = min(_count_of(rate, k_p), _MAX_A_DAY)
        for k in range(number):
            k_s = draw(k_p, k)
            minute = rhythm[rows[p, RHYTHM], k_s >> np.uint64(54)]
            i = at[minute]
            at[minute] += 1
            person[i] = p
            key[i] = k_s
            slots[i] = slot_table[(k_s >> np.uint64(40)) & np.uint64(255)]


def make_day(audience: Audience, seeds: Seeds, app: str, day: int) -> DaySessions:
    """Compute one app's sessions of one day.

    Parameters
    ----------
    audience : Audience
    seeds : Seeds
        Only the world seed is used.
    app : str
    day : int
        0 is the first day of the campaign.
    """
    column, index = audience.app_columns[app], audience.app_index(app)
    key = np.uint64(seeds.world_key("sessions." + app, day))
    counts = np.zeros(MINUTES_A_DAY + 1, dtype=np.int64)
    total = _count_minutes(audience.rows, column, audience.rhythms[index], key, counts)
    start = np.cumsum(counts)
    out = (np.empty(total, np.int32), np.empty(total, np.uint64), np.empty(total, np.uint8))
    _fill(audience.rows, column, audience.rhythms[index], audience.slots[index], key, start.copy(), out)
    return DaySessions(person=out[0], key=out[1], slots=out[2], start=start)


class SessionCalendar:
    """The sessions of all apps of a form, a day at a time.

    Parameters
    ----------
    audience : Audience
    seeds : Seeds
    """

    def __init__(self, audience: Audience, seeds: Seeds) -> None:
        self._audience = audience
        self._seeds = seeds
        self._days: OrderedDict[tuple[str, int], DaySessions] = OrderedDict()

    def day(self, app: str, day: int) -> DaySessions:
        """Return one app's sessions of one day, computed when first asked for."""
        found = self._days.get((app, day))
        if found is None:
            self._make_room(day)
            found = make_day(self._audience, self._seeds, app, day)
            self._days[(app, day)] = found
        return found

    def _make_room(self, day: int) -> None:
        """Drop the oldest days while there are too many; of a very large audience, all other days."""
        most = DAYS_KEPT * max(1, len(self._audience.app_columns)) - 1
        large = self._audience.n > LARGE
        for key in list(self._days):
            if len(self._days) > most or (large and key[1] != day):
                del self._days[key]
