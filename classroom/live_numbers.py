"""The few numbers that a live screen redraws at every tick, taken from an observation only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.observation import Observation, Reading, Signal
from simulator.scenario import clock_of


def live_numbers(seen: Observation) -> dict[str, Any]:
    """Return the headline numbers of one tick (``None`` where a platform shows nothing)."""
    return {
        "money_left": seen.money_left,
        "hours_left": seen.hours_left,
        "kpis": _values(seen.kpis),
        "goals": {goal.key: goal.now.value for goal in seen.goals},
        "today": seen.today,
        "online": {room.key: room.online for room in seen.rooms if room.status == "live"},
        "followers": {account.key: account.followers for account in seen.accounts},
        "reach": seen.reach.reach,
    }


def frame_body(
    seen: Observation, signals: Sequence[Signal], outcomes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what a frame says: the clock, live numbers, what happened, what was answered."""
    return {
        "clock": clock_of(seen.minute),
        "live": live_numbers(seen),
        "signals": [signal.model_dump(mode="json") for signal in signals],
        "outcomes": [dict(outcome) for outcome in outcomes],
    }


def hour_body(seen: Observation) -> dict[str, Any]:
    """Return what the history charts draw: what could be seen at a full hour."""
    return {
        "kpis": _values(seen.kpis),
        "channels": {name: _values(numbers) for name, numbers in seen.channels.items()},
        "today": seen.today,
        "goals": {goal.key: goal.now.value for goal in seen.goals},
        "money_left": seen.money_left,
        "hours_left": seen.hours_left,
        "accounts": {account.key: account.followers for account in seen.accounts},
    }


def _values(readings: Mapping[str, Reading]) -> dict[str, float | None]:
    return {name: reading.value for name, reading in readings.items()}
