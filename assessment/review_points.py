"""Review points: the minutes of a run at which what was decided, or left undone, is valued.

They are every tick in which decisions take effect and, between these, every four waking hours;
while a room is live, every five minutes. The clock alone says where the latter stand, so two
candidates of a form share them and doing nothing is reviewed as often as doing something.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.decisions import Decision, ScheduleLive
from simulator.scenario import Scenario
from simulator.simulation import TICK

DAY, HOUR = 1440, 60
FIRST_HOUR, LAST_HOUR = 7, 23
"""Waking hours of an operator (assumed; the reference policies keep the same)."""
EVERY_HOURS = 4
"""Waking hours between two reviews (architecture, Scoring)."""
LIVE_EVERY = 5
"""Minutes between two reviews while a room is live (architecture, Scoring)."""

Window = tuple[int, int]
"""First minute of a live room and the minute after its last."""


def review_minutes(
    scenario: Scenario, effective_minutes: Iterable[int], live_windows: Iterable[Sequence[int]] = ()
) -> tuple[int, ...]:
    """Return the review points of a run: starts of ticks from 0 up to the end of the trainee's time.

    Parameters
    ----------
    effective_minutes : iterable of int
        Minutes in which accepted decisions take effect; those after the trainee's time are left out.
    live_windows : iterable of (start, end, ...)
        Live rooms, as in ``World.live_windows`` or from `live_windows_of`; what follows the end is ignored.

    Examples
    --------
    >>> from scenarios.loader import load_case
    >>> review_minutes(load_case("farm-live"), [545])[:4]
    (0, 420, 540, 660)
    """
    windows = [(int(window[0]), int(window[1])) for window in live_windows]
    acted = {tick_start(minute, windows) for minute in effective_minutes}
    found = {0, *acted, *_waking(scenario.days, windows), *_live(windows)}
    return tuple(sorted(minute for minute in found if 0 <= minute < scenario.end_minute))


def live_windows_of(decisions: Iterable[Decision]) -> tuple[Window, ...]:
    """Return the live windows that accepted decisions open, in the order in which they were made."""
    return tuple((d.start, d.start + d.minutes) for d in decisions if isinstance(d, ScheduleLive))


def tick_start(minute: int, live_windows: Iterable[Sequence[int]] = ()) -> int:
    """Return the first minute of the tick in which a minute lies (as `Simulation.step` cuts them).

    Examples
    --------
    >>> tick_start(1207), tick_start(1207, [(1205, 1300)]), tick_start(1308, [(1205, 1305)])
    (1200, 1207, 1305)
    """
    windows = [(int(window[0]), int(window[1])) for window in live_windows]
    if is_live(minute, windows):
        return minute
    return max([minute // TICK * TICK, *(end for _, end in windows if end <= minute)])


def is_live(minute: int, live_windows: Iterable[Sequence[int]]) -> bool:
    """Tell whether a room is live in a minute."""
    return any(window[0] <= minute < window[1] for window in live_windows)


def _waking(days: int, windows: Sequence[Window]) -> list[int]:
    hours = range(FIRST_HOUR, LAST_HOUR, EVERY_HOURS)
    minutes = [day * DAY + hour * HOUR for day in range(days) for hour in hours]
    return [tick_start(minute, windows) for minute in minutes]


def _live(windows: Sequence[Window]) -> list[int]:
    return [minute for start, end in windows for minute in range(start, end, LIVE_EVERY)]
