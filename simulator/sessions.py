"""Who opens which app when: exogenous, computed from the world seed, shared by every branch.

A day's sessions of one app are sorted by the minute they begin, so that a tick is a slice. They
are a pure function of (world seed, app, day, person, k-th session of the day); no decision can
move them. Days are computed when first asked for and kept in a small cache that all runs of a
process share.

A day is kept as a list of who comes when, four bytes a session. What else is known of a session
(its key, its slots) is a hash of that and written out for the stretch that is played: the whole
day of a usual audience, an hour of a very large one, which would not fit into memory otherwise.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernel import kernel
from simulator.people import LARGE, RHYTHM, Audience
from simulator.randomness import Seeds, draw

MINUTES_A_DAY = 1440
_MAX_A_DAY = 24  # sessions a person opens in one app on one day at most; assumed
_TURN_BITS = 5  # of a listed session: which of the person's it is; the other 27 are the person


DAYS_KEPT = 3
"""Days of sessions kept in memory: branches of a run are on different days."""
STRETCH = 60
"""Minutes that are written out at a time of a very large audience; ticks never cross an hour."""


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """One app's sessions of a day or of a stretch of it, sorted by minute.

    Parameters
    ----------
    person : ndarray of int32
    key : ndarray of uint64
        Identity of each session; all draws inside it start from here.
    slots : ndarray of uint8
        Feed slots of the session.
    start : ndarray of shape (1441,), int64
        Sessions ``start[m]:start[m + 1]`` begin in minute m of the day; none do outside the stretch.
    slots_before : ndarray of shape (1441,), int64
        Slots of the sessions before each minute, so that a tick's sum is a difference.
    slots_a_minute : float
        Mean of the whole day.
    """

    person: NDArray[np.int32]
    key: NDArray[np.uint64]
    slots: NDArray[np.uint8]
    start: NDArray[np.int64]
    slots_before: NDArray[np.int64]
    slots_a_minute: float

    def window(self, minute: int, until: int) -> tuple[int, int]:
        """Return the range of sessions that begin in [minute, until) of this day."""
        return int(self.start[minute]), int(self.start[until])

    def slots_in(self, minute: int, until: int) -> int:
        """Return the feed slots of the sessions that begin in [minute, until)."""
        return int(self.slots_before[until] - self.slots_before[minute])


@dataclass(frozen=True, kw_only=True)
class DayList:
    """Who opens an app when on one day: all that has to be kept of the day's sessions.

    Parameters
    ----------
    listed : ndarray of uint32
        ``person << 5 | k`` of each session, sorted by minute.
    start : ndarray of shape (1441,), int64
    key : uint64
        Key of the app's day.
    slot_table : ndarray of shape (256,), uint8
    slots : int
        Of all the day's sessions.
    """

    listed: NDArray[np.uint32]
    start: NDArray[np.int64]
    key: np.uint64
    slot_table: NDArray[np.uint8]
    slots: int

    def stretch(self, first: int = 0, until: int = MINUTES_A_DAY) -> Sessions:
        """Write out the sessions that begin in [first, until) of this day."""
        listed = self.listed[self.start[first] : self.start[until]]
        start = np.clip(self.start, self.start[first], self.start[until]) - self.start[first]
        person, key = np.empty(listed.size, np.int32), np.empty(listed.size, np.uint64)
        slots, before = np.empty(listed.size, np.uint8), np.empty(MINUTES_A_DAY + 1, np.int64)
        _write_out(listed, self.key, self.slot_table, start, person, key, slots, before)
        mean = self.slots / MINUTES_A_DAY
        return Sessions(
            person=person, key=key, slots=slots, start=start, slots_before=before, slots_a_minute=mean
        )


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
def _list(
    rows: Any, column: int, rhythm: Any, slot_table: Any, day_key: Any, at: Any, listed: Any
) -> Any:  # pragma: no cover - compiled
    slots = np.int64(0)
    for p in range(rows.shape[0]):
        rate = rows[p, column]
        if rate == 0:
            continue
        k_p = draw(day_key, p)
        number = min(_count_of(rate, k_p), _MAX_A_DAY)
        for k in range(number):
            k_s = draw(k_p, k)
            slots += slot_table[(k_s >> np.uint64(40)) & np.uint64(255)]
            minute = rhythm[rows[p, RHYTHM], k_s >> np.uint64(54)]
            listed[at[minute]] = (p << _TURN_BITS) | k
            at[minute] += 1
    return slots


@kernel
def _write_out(
    listed: Any, day_key: Any, slot_table: Any, start: Any, person: Any, key: Any, slots: Any, before: Any
) -> None:  # pragma: no cover - compiled
    total = np.int64(0)
    for minute in range(MINUTES_A_DAY):
        before[minute] = total
        for i in range(start[minute], start[minute + 1]):
            p = np.int64(listed[i]) >> _TURN_BITS
            k_s = draw(draw(day_key, p), np.int64(listed[i]) & ((1 << _TURN_BITS) - 1))
            number = slot_table[(k_s >> np.uint64(40)) & np.uint64(255)]
            person[i], key[i], slots[i] = p, k_s, number
            total += number
    before[MINUTES_A_DAY] = total


def list_day(audience: Audience, seeds: Seeds, app: str, day: int) -> DayList:
    """List one app's sessions of one day.

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
    listed = np.empty(total, np.uint32)
    table = audience.slots[index]
    slots = _list(audience.rows, column, audience.rhythms[index], table, key, start.copy(), listed)
    return DayList(listed=listed, start=start, key=key, slot_table=table, slots=int(slots))


def make_day(audience: Audience, seeds: Seeds, app: str, day: int) -> Sessions:
    """Compute one app's sessions of one day (parameters as in `list_day`)."""
    return list_day(audience, seeds, app, day).stretch()


class SessionCalendar:
    """The sessions of all apps of a form, a day at a time.

    Parameters
    ----------
    audience : Audience
    seeds : Seeds
    days_kept : int
        Days of each app that are kept; many runs that share a calendar want them all.
    """

    def __init__(self, audience: Audience, seeds: Seeds, *, days_kept: int = DAYS_KEPT) -> None:
        self._audience = audience
        self._days_kept = days_kept
        self._seeds = seeds
        self._large = audience.n > LARGE
        self._days: OrderedDict[tuple[str, int], Sessions] = OrderedDict()  # of a usual audience
        self._lists: dict[str, tuple[int, DayList]] = {}  # of a very large one: a day of each app,
        self._written: dict[str, tuple[int, int, Sessions]] = {}  # and of that day an hour

    def at(self, app: str, day: int, minute: int) -> Sessions:
        """Return the sessions of one app around a minute of a day: of its hour at least."""
        if self._large:
            return self._hour(app, day, minute // STRETCH)
        found = self._days.get((app, day))
        return self._new_day(app, day) if found is None else found

    def between(self, app: str, first: int, until: int) -> Iterator[tuple[int, int, Sessions]]:
        """Go through one app's sessions from one minute of the run to another.

        Yields
        ------
        (int, int, Sessions)
            First minute and minute after the last, within one day, and the sessions that hold them.
        """
        step = STRETCH if self._large else MINUTES_A_DAY
        while first < until:
            after = min(until, (first // step + 1) * step)
            yield first, after, self.at(app, first // MINUTES_A_DAY, first % MINUTES_A_DAY)
            first = after

    def slots_of_day(self, app: str, day: int) -> int:
        """Return the feed slots of all sessions of a day."""
        first = day * MINUTES_A_DAY
        return sum(
            sessions.slots_in(begin - first, end - first)
            for begin, end, sessions in self.between(app, first, first + MINUTES_A_DAY)
        )

    def _new_day(self, app: str, day: int) -> Sessions:
        while len(self._days) >= self._days_kept * max(1, len(self._audience.app_columns)):
            self._days.popitem(last=False)
        self._days[(app, day)] = make_day(self._audience, self._seeds, app, day)
        return self._days[(app, day)]

    def _hour(self, app: str, day: int, hour: int) -> Sessions:
        at_day, at_hour, written = self._written.get(app, (-1, -1, None))
        if written is None or (at_day, at_hour) != (day, hour):
            self._written.pop(app, None)
            written = self._listed(app, day).stretch(hour * STRETCH, (hour + 1) * STRETCH)
            self._written[app] = (day, hour, written)
        return written

    def _listed(self, app: str, day: int) -> DayList:
        at_day, listed = self._lists.get(app, (-1, None))
        if listed is None or at_day != day:
            self._lists.pop(app, None)  # before the next is made: two would not be needed together
            listed = list_day(self._audience, self._seeds, app, day)
            self._lists[app] = (day, listed)
        return listed
