"""Goals on the trainee's screen: what is known of each KPI now, and the value that is on pace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.census import Census
from simulator.kpi_people import SENIOR, YOUNG
from simulator.kpis import Kpi, kpi, kpi_names
from simulator.observation import GoalView, Reading, SurveyView
from simulator.observe_reach import portrait
from simulator.people import AGE_BANDS
from simulator.scenario import Goal
from simulator.shown import NOT_AVAILABLE, NOT_YET, TOO_SMALL, reading, shown_people

if TYPE_CHECKING:
    from simulator.world import World

SURVEYED: dict[str, tuple[str, str]] = {
    "aware": ("all", "aware"),
    "aware_18_30": ("18-30", "aware"),
    "understanding": ("all", "understand"),
    "understanding_60": ("60+", "understand"),
    "believe_now": ("all", "believe"),
    "believe_peak": ("all", "believe"),
    "trust_change": ("all", "trust"),
}
"""KPI -> (group, result) of the survey that estimates it."""

_ALL = tuple(range(len(AGE_BANDS)))
_STARTS: dict[str, tuple[str, tuple[int, ...]]] = {
    "aware": ("aware_share", _ALL),
    "aware_18_30": ("aware_share", YOUNG),
    "understanding": ("understand_share", _ALL),
    "understanding_60": ("understand_share", (SENIOR,)),
}
"""KPI -> the brief's own figures of where it starts, and for which age bands."""


def kpi_readings(world: World, found: tuple[SurveyView, ...]) -> dict[str, Reading]:
    """Return what the trainee can know of each KPI of the case."""
    return {name: _reading(world, kpi(name), found) for name in kpi_names(world)}


def _reading(world: World, one: Kpi, found: tuple[SurveyView, ...]) -> Reading:
    if one.name == "trust_change":
        return _trust_change(world, found)
    if one.seen == "survey":
        return _surveyed(one.name, found)
    if one.seen == "t+1":
        return _in_batch(world)
    if one.over is not None and one.over(world) <= 0:
        return TOO_SMALL
    return reading(round(one.of(world), 4))


def _surveyed(name: str, found: tuple[SurveyView, ...]) -> Reading:
    """Return the newest survey's result; a peak is the highest of all surveys."""
    group, result = SURVEYED.get(name, ("", ""))
    results = [view.results[result] for view in found if view.group == group and result in view.results]
    if not results:
        return NOT_AVAILABLE
    return max(results, key=lambda one: one.value or 0.0) if name.endswith("_peak") else results[-1]


def _trust_change(world: World, found: tuple[SurveyView, ...]) -> Reading:
    """Return the newest survey's mean trust (0 to 100) less what the case starts from."""
    now = _surveyed("trust_change", found)
    if now.value is None:
        return now
    return reading(round(now.value - world.scenario.brand.trust * 100 / 255, 2), now.state, now.error)


def _in_batch(world: World) -> Reading:
    """Return effective reach of people of 60 and older, the one KPI that only portraits show."""
    kept = portrait(world)
    if kept is None:
        return NOT_YET
    return reading(shown_people(world.scenario, int(kept["effective_by_age"][SENIOR])), "t+1")


def goals(world: World, readings: dict[str, Reading], found: Census) -> tuple[GoalView, ...]:
    """Return all goals of the case with the reading of their KPI and their pace."""
    return tuple(
        GoalView(
            key=goal.key, kpi=goal.kpi, label=goal.label, unit=goal.unit, target=goal.target,
            weight=goal.weight, direction=goal.direction, now=readings[goal.kpi],
            pace=pace(world, goal, found.people_by_age),
        )
        for goal in world.scenario.goals
    )  # fmt: skip


def pace(world: World, goal: Goal, people_by_age: NDArray[np.int64]) -> float:
    """Return the value that would be on pace now.

    Volumes and levels go in a straight line from where the brief says they start to the target at
    the end of the trainee's time; rates, times and limits have to hold all the way.
    """
    one = kpi(goal.kpi)
    if goal.direction == "at_most" or goal.kind != "volume" or one.kind in {"rate", "time"}:
        return goal.target
    share = min(1.0, world.minute / world.scenario.end_minute)
    start = _start(world, goal.kpi, people_by_age)
    return round(start + (goal.target - start) * share, 4)


def _start(world: World, name: str, people_by_age: NDArray[np.int64]) -> float:
    source, bands = _STARTS.get(name, ("", ()))
    if not bands:
        return 0.0
    shares: Any = getattr(world.scenario.brand, source)
    people = people_by_age[list(bands)]
    given = np.array([shares.get(AGE_BANDS[band], 0.0) for band in bands])
    return float((given * people).sum() / max(1, int(people.sum())))
