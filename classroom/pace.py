"""How fast a run's clock goes: simulated minutes against real seconds, phase by phase."""

from __future__ import annotations

from typing import TypeGuard

from simulator.errors import DecisionError
from simulator.observe import seconds_per_hour
from simulator.scenario import Scenario

CATCH_UP_S = 1.0
"""Most real seconds a run may be behind and still catch up; more is dropped (assumed)."""
SLOWEST, FASTEST = 0.1, 20.0
"""Allowed speed factors (assumed): from a tenth of the case's own speed to a rehearsal's."""

MOST_STEPS = 1_000
"""Most ticks asked for at once by hand (assumed: a simulated week)."""


def seconds_for(scenario: Scenario, start: int, end: int, speed: float) -> float:
    """Return the real seconds that the minutes from `start` to `end` take at a speed factor."""
    live = end - start == 1  # ticks of one minute exist in live windows only
    return (end - start) / 60 * seconds_per_hour(scenario, start, live=live) / speed


def next_due(due: float, cost: float, now: float) -> float:
    """Return when the next tick is due; a run that is far behind does not burst to catch up.

    Examples
    --------
    >>> next_due(10.0, 0.5, 10.1), next_due(10.0, 0.5, 60.0)
    (10.5, 59.0)
    """
    return max(due + cost, now - CATCH_UP_S)


def check_speed(value: object) -> float:
    """Return a speed factor if it is allowed.

    Raises
    ------
    DecisionError
        If it is not a number between `SLOWEST` and `FASTEST`.
    """
    if not _is_number(value) or not SLOWEST <= float(value) <= FASTEST:  # also refuses NaN
        raise DecisionError(
            f"速度只能在 {SLOWEST} 到 {FASTEST} 倍之间 / speed is a number from {SLOWEST} to {FASTEST}",
            field="value",
        )
    return float(value)


def check_steps(value: object) -> int:
    """Return a number of ticks to play by hand if it is allowed.

    Raises
    ------
    DecisionError
        If it is not a whole number between 1 and `MOST_STEPS`.
    """
    if not _is_number(value) or not 1 <= value <= MOST_STEPS or value != int(value):
        raise DecisionError(
            f"步数只能是 1 到 {MOST_STEPS} 的整数 / steps are a whole number from 1 to {MOST_STEPS}",
            field="value",
        )
    return int(value)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
