"""How far a goal was attained, before it is scaled between anchors.

Volume goals grow linearly; a rate goal counts only as far as its denominator reached the stated
minimum (a perfect rate of three orders is nothing); a keep-above goal (profit, trust) counts only
as far as the volume it constrains was attained, because who does nothing loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from simulator.kpi_registry import POINTS, kpi
from simulator.scenario import Goal, Scenario

CEILING = 1.2
"""Most that one goal counts, of its target (architecture, Scoring)."""
FLOOR = -1.0
MONEY_LOST = 0.25
"""Share of the case's money that may be missed until a profit goal counts nothing (assumed)."""
SHARE_LOST = 0.25
"""Least shortfall at which a share that should be high counts nothing (assumed)."""
POINTS_LOST = 5.0
"""Points of trust, of 100, whose loss counts as nothing kept (cases.md B: deleting doubts costs about 5)."""


def attainments(
    scenario: Scenario, kpis: Mapping[str, float], denominators: Mapping[str, float]
) -> dict[str, float]:
    """Return each goal's attainment in [-1, 1.2]; 1 is the target."""
    out: dict[str, float] = {}
    for goal in sorted(scenario.goals, key=lambda g: g.kind == "keep"):
        value = kpis.get(goal.kpi, 0.0)
        if math.isnan(value):
            value = 0.0
        out[goal.key] = _attained(scenario, goal, value, denominators.get(goal.kpi), out)
    return {goal.key: out[goal.key] for goal in scenario.goals}


def _attained(
    scenario: Scenario, goal: Goal, value: float, denominator: float | None, done: Mapping[str, float]
) -> float:
    if goal.kind == "keep":
        kept = 1.0 - max(0.0, _short_by(goal, value)) / _all_lost(scenario, goal)
        return _clip(kept * _constrained(goal, done))
    if goal.direction == "at_most":
        part = _clip(2.0 - value / goal.target) if goal.target else 0.0
    else:
        part = _clip(value / goal.target) if goal.target else 0.0
    if goal.kind == "rate":
        if goal.minimum and denominator is not None:
            part *= min(1.0, denominator / goal.minimum)
        part *= min(1.0, _constrained(goal, done) / 0.5) if goal.constrains in done else 1.0
    return _clip(part)


def _all_lost(scenario: Scenario, goal: Goal) -> float:
    """Return by how much a keep goal is missed when nothing of it is left, in its own unit."""
    kind = kpi(goal.kpi)
    if kind.kind == "money":
        return max(abs(goal.target), MONEY_LOST * scenario.money, 1.0)
    if kind.unit == POINTS:
        return POINTS_LOST
    return goal.target if goal.direction == "at_most" else max(1.0 - goal.target, SHARE_LOST)


def _short_by(goal: Goal, value: float) -> float:
    return goal.target - value if goal.direction == "at_least" else value - goal.target


def _constrained(goal: Goal, done: Mapping[str, float]) -> float:
    if goal.constrains is None or goal.constrains not in done:
        return 1.0
    return max(0.0, min(1.0, done[goal.constrains]))


def _clip(value: float) -> float:
    return max(FLOOR, min(CEILING, value))


def weighted_attainment(goals: Sequence[Goal], attained: Mapping[str, float]) -> float:
    """Return the attainment of all goals together: their mean, weighted as the case weights them.

    Examples
    --------
    >>> weighted_attainment((), {})
    0.0
    """
    weight = sum(goal.weight for goal in goals)
    return sum(goal.weight * attained[goal.key] for goal in goals) / weight if weight else 0.0
