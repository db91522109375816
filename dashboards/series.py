"""Curves from the moments of a run: what was added per hour, by channel.

Ticks carry totals since the start; a curve shows the pace, so that a quiet evening is seen as quiet
and not as a line that merely rises less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboards.hours import Moment

CHART_METRICS: tuple[str, ...] = ("views", "impressions", "engagements", "clicks", "orders", "gmv")
MOST_POINTS = 900
"""Points a line begins with; more would slow the browser (field notes 2)."""
SMOOTH = 30
"""Minutes over which the pace is read; below it single sales look like spikes (assumed)."""


def channels_of(moments: Sequence[Moment], known: Sequence[str] = ()) -> list[str]:
    """Return the channels that appear, those of the case first and in its order."""
    seen = {channel for moment in moments[-1:] for channel in moment.totals}
    return [*known, *sorted(seen - set(known))]


def total(moment: Moment | None, channel: str, metric: str) -> float:
    """Return a counter since the start of the run."""
    return 0.0 if moment is None else float(moment.totals.get(channel, {}).get(metric) or 0.0)


def per_hour(before: Moment | None, now: Moment, channel: str, metric: str) -> float:
    """Return the pace of a counter between two moments, per simulated hour."""
    start = before.minute if before is not None else 0
    span = max(now.minute - start, 1)
    return round(max(0.0, total(now, channel, metric) - total(before, channel, metric)) / span * 60, 2)


def earlier(moments: Sequence[Moment], index: int) -> Moment | None:
    """Return the moment with which the pace at an index is compared: about half an hour before."""
    now = moments[index].minute
    back = index
    while back > 0 and now - moments[back].minute < SMOOTH:
        back -= 1
    return moments[back] if back < index else None


def thinned(moments: Sequence[Moment], most: int = MOST_POINTS) -> list[int]:
    """Return the indices that are drawn: all of a short run, every n-th of a long one, and the last."""
    if not moments:
        return []
    step = max(1, -(-len(moments) // most))
    last = len(moments) - 1
    return list(range(last % step, len(moments), step))


def paces(moments: Sequence[Moment], metric: str, channels: Sequence[str]) -> dict[str, list[float]]:
    """Return the hourly pace of a counter at every drawn moment, by channel."""
    drawn = [(earlier(moments, index), moments[index]) for index in thinned(moments)]
    return {
        channel: [per_hour(before, now, channel, metric) for before, now in drawn] for channel in channels
    }


def kpi_curve(moments: Sequence[Moment], kpi: str, most: int = 40) -> list[float]:
    """Return a KPI's values over time, thinned to at most ``most`` points."""
    values = [(moments[index].kpis.get(kpi)) for index in thinned(moments, most)]
    return [value for value in values if value is not None]


def point(moments: Sequence[Moment], index: int, channels: Sequence[str]) -> Mapping[str, list[float]]:
    """Return one new point of every chart metric, in the order of the channels."""
    before, now = earlier(moments, index), moments[index]
    return {
        metric: [per_hour(before, now, channel, metric) for channel in channels] for metric in CHART_METRICS
    }
