"""预估: where a goal would stand at the end if the past days went on, as a band.

Method, as it is said on the screen: each of the past full days (24 hours back from the last full
hour, at most `MOST_DAYS`) is played again, hour of day by hour of day, to the end of the run. The
line is the mean of these continuations, the band their lowest and highest. With less than a day
there is nothing; with one day a line without a band. Rates and what only surveys show are not
carried forward.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.hours import Moment
from simulator.kpis import KPIS
from simulator.observation import GoalView
from simulator.scenario import Scenario

DAY = 24
MOST_DAYS = 7
"""Past days that are played again; what is older tells little of the next days (assumed)."""
LEAST_FOR_BAND = 2
"""Days from which their spread says something."""
CARRIED = ("volume", "money")
"""Kinds of KPI that grow with the hours; rates, levels and times do not."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """A goal carried forward to the end of the run.

    Parameters
    ----------
    minutes, expected, low, high : tuple
        At every full hour from the last one to the end.
    days : int
        Past days that were played again; with one, ``low`` and ``high`` are the line itself.
    """

    minutes: tuple[int, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    days: int

    @property
    def banded(self) -> bool:
        """Tell whether there are days enough for a band."""
        return self.days >= LEAST_FOR_BAND


def is_carried(kpi: str) -> bool:
    """Tell whether a KPI grows with the hours, so that past days can go on."""
    return kpi in KPIS and KPIS[kpi].kind in CARRIED and KPIS[kpi].seen == "live"


def _is_distinct(kpi: str) -> bool:
    return KPIS[kpi].kind == "volume" and not KPIS[kpi].additive


def hourly(moments: Sequence[Moment], kpi: str) -> list[float]:
    """Return a KPI at minute 0 and at every full hour that has been played.

    An hour without a value keeps the one before.
    """
    if not moments:
        return []
    values = [0.0]
    for hour in range(1, moments[-1].minute // 60 + 1):
        at = bisect_right(moments, hour * 60, key=lambda one: one.minute) - 1
        value = moments[at].kpis.get(kpi) if at >= 0 else None
        values.append(values[-1] if value is None else float(value))
    return values


def forecast(values: Sequence[float], end_minute: int, most: float = math.inf) -> Forecast | None:
    """Return hourly values carried forward to the end; ``None`` before a full day has passed.

    Parameters
    ----------
    values : sequence of float
        At minute 0 and at every full hour.
    most : float
        What cannot be exceeded: distinct people are at most everybody.

    Examples
    --------
    >>> day = [0.0] + [float(hour) for hour in range(1, 25)]
    >>> found = forecast(day, 48 * 60)
    >>> found.expected[-1], found.days
    (48.0, 1)
    """
    last = len(values) - 1
    days = min(last // DAY, MOST_DAYS)
    if days < 1:
        return None
    ahead = max(0, end_minute // 60 - last)
    paths = [_continued(values, last - DAY * (back + 1), last, ahead, most) for back in range(days)]
    steps = list(zip(*paths, strict=True))
    return Forecast(
        minutes=tuple((last + step) * 60 for step in range(ahead + 1)),
        expected=tuple(sum(step) / days for step in steps),
        low=tuple(min(step) for step in steps),
        high=tuple(max(step) for step in steps),
        days=days,
    )


def _continued(values: Sequence[float], start: int, last: int, ahead: int, most: float) -> list[float]:
    """Return the values from now on if the day that began at an hour went on and on, up to the most."""
    grown = [values[start + hour + 1] - values[start + hour] for hour in range(DAY)]
    path = [values[last]]
    for step in range(ahead):
        path.append(min(max(most, values[last]), path[-1] + grown[step % DAY]))
    return path


def missed_by(values: Sequence[float]) -> float | None:
    """Return how far the same method was off for the past day, relative; ``None`` before two days.

    Yesterday's forecast of this hour less what came, over what came.
    """
    last = len(values) - 1
    if last < 2 * DAY or not values[-1]:
        return None
    before = forecast(values[: last - DAY + 1], last * 60)
    return None if before is None else (before.expected[-1] - values[-1]) / abs(values[-1])


def of_goals(goals: Sequence[GoalView], moments: Sequence[Moment], case: Scenario) -> Mapping[str, Forecast]:
    """Return the forecasts of the goals that can be carried forward, by KPI."""
    everybody = float(case.audience.agents * case.audience.people_per_agent)
    found = {
        goal.kpi: forecast(
            hourly(moments, goal.kpi), case.end_minute, everybody if _is_distinct(goal.kpi) else math.inf
        )
        for goal in goals
        if is_carried(goal.kpi)
    }
    return {kpi: one for kpi, one in found.items() if one is not None}
