"""Curves from the moments of a run: what was added per hour, by channel.

Platforms count from midnight (``today``); a curve shows the pace, so that a quiet evening is seen
as quiet and not as a line that merely rises less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboards.backend import Moment
from dashboards.numbers import value_of

CHART_METRICS: tuple[str, ...] = ("impressions", "views", "clicks", "orders", "gmv_fen", "spend_fen")
DAY = 1440


def channels_of(moments: Sequence[Moment], known: Sequence[str] = ()) -> list[str]:
    """Return the channels that appear, those of the case first and in its order."""
    seen = {channel for moment in moments[-3:] for channel in moment.today}
    return [*known, *sorted(seen - set(known))]


def added(before: Moment | None, now: Moment, channel: str, metric: str) -> float:
    """Return what a counter added between two moments; across midnight it starts from zero."""
    value = float(now.today.get(channel, {}).get(metric, 0))
    if before is None or before.minute // DAY != now.minute // DAY:
        return value
    return value - float(before.today.get(channel, {}).get(metric, 0))


def per_hour(before: Moment | None, now: Moment, channel: str, metric: str) -> float:
    """Return the pace of a counter between two moments, per simulated hour, in its shown unit.

    Across midnight only the stretch since midnight is counted.
    """
    start = before.minute if before is not None else now.minute - 60
    if start // DAY != now.minute // DAY:
        start = now.minute // DAY * DAY
    span = max(now.minute - start, 1)
    return round(value_of(metric, added(before, now, channel, metric)) / span * 60, 2)


def paces(moments: Sequence[Moment], metric: str, channels: Sequence[str]) -> dict[str, list[float]]:
    """Return the hourly pace of a counter at every moment, by channel."""
    pairs = list(zip([None, *moments[:-1]], moments, strict=True))
    return {channel: [per_hour(before, now, channel, metric) for before, now in pairs] for channel in channels}


def goal_curve(moments: Sequence[Moment], goal: str, most: int = 48) -> list[float]:
    """Return a goal's values over time, thinned to at most ``most`` points."""
    values = [value for moment in moments if (value := moment.goals.get(goal)) is not None]
    step = max(1, -(-len(values) // most))
    return values[::-1][::step][::-1]


def point(before: Moment | None, now: Moment, channels: Sequence[str]) -> Mapping[str, list[float]]:
    """Return one new point of every chart metric, in the order of the channels."""
    return {metric: [per_hour(before, now, channel, metric) for channel in channels] for metric in CHART_METRICS}
