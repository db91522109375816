"""What a live screen redraws: a small frame at every tick, more at every full hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.observation import IssueView, Observation, Reading, Signal
from simulator.scenario import clock_of


def frame_body(
    minute: int, live: Mapping[str, Any], signals: Sequence[Signal], outcomes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what a frame says: the clock, live numbers, what happened, what was answered.

    Parameters
    ----------
    live : mapping
        The engine's small frame (`simulator.frames.compact_frame`); only what may be seen now.
    """
    return {
        "clock": clock_of(minute),
        "live": dict(live),
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
        "stocks": {stock.key: stock.left for stock in seen.stocks},
        "issues": {issue.key: _talk(issue) for issue in seen.issues},
    }


def _talk(issue: IssueView) -> dict[str, float | None]:
    """Return how a claim stood in the hour that has ended; monitoring itself shows one day only."""
    return {
        "mentions": issue.mentions_hour[-1] if issue.mentions_hour else 0,
        "asks": issue.asks_hour[-1] if issue.asks_hour else 0,
        "negative": issue.negative_share.value,
        "rank": issue.hot_rank.value,
    }


def _values(readings: Mapping[str, Reading]) -> dict[str, float | None]:
    return {name: reading.value for name, reading in readings.items()}
