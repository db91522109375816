"""How far a goal was attained, before it is scaled between anchors.

Volume goals grow linearly; a rate goal counts only as far as its denominator reached the stated
minimum (a perfect rate of three orders is nothing); a keep-above goal (profit, trust) counts only
as far as the volume it constrains was attained, because who does nothing loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from simulator.scenario import Goal, Scenario

CEILING = 1.2
"""Most that one goal counts, of its target (architecture, Scoring)."""
FLOOR = -1.0


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
        scale = max(abs(goal.target), 0.25 * scenario.money, 1.0)
        kept = 1.0 - max(0.0, _short_by(goal, value)) / scale
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


def _short_by(goal: Goal, value: float) -> float:
    return goal.target - value if goal.direction == "at_least" else value - goal.target


def _constrained(goal: Goal, done: Mapping[str, float]) -> float:
    if goal.constrains is None or goal.constrains not in done:
        return 1.0
    return max(0.0, min(1.0, done[goal.constrains]))


def _clip(value: float) -> float:
    return max(FLOOR, min(CEILING, value))
