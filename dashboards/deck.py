"""What the folds of the command page draw, as tables: funnel, heat, sources, comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboards.content_table import value_in
from dashboards.hours import Moment
from dashboards.series import total
from simulator.observation import ContentView, Observation, Reading
from simulator.rates import RATES

STEPS: tuple[str, ...] = ("impressions", "valid_views", "clicks", "orders", "kept")
"""Steps of the funnel; ``kept`` are orders after refunds."""
PERIODS: tuple[str, ...] = ("all", "today", "yesterday")
HEAT_NUMBERS: tuple[str, ...] = (
    "views", "valid_view_rate", "completion_rate", "engagement_rate", "clicks", "ctr", "orders", "cvr", "follows",
)  # fmt: skip
LEAST_UNDER = 3
"""What a rate is divided by at least to be shown, as on the platforms."""
DAY = 1440


# ---- funnel --------------------------------------------------------------------------------------


def funnel_frame(now: Observation, period: str) -> pd.DataFrame:
    """Return the steps of the funnel by channel.

    Parameters
    ----------
    period : str
        ``all`` since the start, ``today`` or ``yesterday``.

    Returns
    -------
    DataFrame
        ``channel, step, count, rate, late``; ``rate`` is of the last step before that the channel
        counts, ``count`` and ``rate`` are missing where it counts none; ``late`` marks T+1.
    """
    rows: list[dict[str, object]] = []
    for channel, counts in _counts(now, period).items():
        late = _is_late(now.channels.get(channel, {}))
        before: float | None = None
        for step in STEPS:
            value = _step(counts, step)
            rate = value / before if value is not None and before else None
            rows.append({"channel": channel, "step": step, "count": value, "rate": rate, "late": late})
            before = value if value is not None else before
    return pd.DataFrame(rows, columns=pd.Index(["channel", "step", "count", "rate", "late"]))


def _counts(now: Observation, period: str) -> dict[str, Mapping[str, float]]:
    if period == "all":
        return {
            channel: {name: one.value for name, one in numbers.items() if one.value is not None}
            for channel, numbers in now.channels.items()
        }
    return dict((now.today if period == "today" else now.yesterday).items())


def _step(counts: Mapping[str, float], step: str) -> float | None:
    if step != "kept":
        return counts.get(step)
    orders = counts.get("orders")
    return None if orders is None else orders - counts.get("refunds", 0)


def _is_late(numbers: Mapping[str, Reading]) -> bool:
    shown = [one.state for one in numbers.values() if one.value is not None]
    return bool(shown) and all(state == "t+1" for state in shown)


# ---- heat map ------------------------------------------------------------------------------------


def heat_frame(now: Observation, view: str, name: str) -> pd.DataFrame:
    """Return a number of the pieces as rows and columns of a heat map.

    Parameters
    ----------
    view : str
        ``channels`` (pieces by channel), ``pillars`` (pillars by channel) or ``hours`` (pieces by
        clock hour).
    name : str
        One of `HEAT_NUMBERS`.

    Returns
    -------
    DataFrame
        ``row, column, value``; a rate without enough below it is missing. Rows come with the
        largest first; a column of hours is the minute at which the hour began.
    """
    pieces = [piece for piece in now.contents if piece.status != "scheduled"]
    cells = _by_hour(pieces, name, now.minute) if view == "hours" else _by_channel(pieces, view, name)
    frame = pd.DataFrame(cells, columns=pd.Index(["row", "column", "value"]))
    order = frame.groupby("row")["value"].sum(min_count=1).sort_values(ascending=False, na_position="last")
    place = {row: at for at, row in enumerate(order.index)}
    return frame.sort_values("row", key=lambda rows: rows.map(place), kind="stable").reset_index(drop=True)


def _by_hour(pieces: Sequence[ContentView], name: str, minute: int) -> list[dict[str, object]]:
    """Return the hourly curve of each piece; the last column is the last full hour."""
    end = minute // 60
    return [
        {"row": piece.title, "column": (end - len(curve) + at) * 60, "value": float(value)}
        for piece in pieces
        if (curve := piece.last_hours.get(name, ()))
        for at, value in enumerate(curve)
        if end - len(curve) + at >= 0
    ]


def _by_channel(pieces: Sequence[ContentView], view: str, name: str) -> list[dict[str, object]]:
    groups: dict[tuple[str, str], list[ContentView]] = {}
    for piece in pieces:
        row = piece.pillar if view == "pillars" else piece.title
        groups.setdefault((row, piece.channel), []).append(piece)
    return [
        {"row": row, "column": channel, "value": _value(group, name)}
        for (row, channel), group in groups.items()
    ]


def _value(pieces: Sequence[ContentView], name: str) -> float | None:
    """Return a number of several pieces together: counts are added, a rate is made of the sums."""
    rate = RATES.get(name)
    if len(pieces) == 1 and rate is not None:
        found = value_in(pieces[0], name)
        return found.value if found is not None else None
    if rate is None:
        known = [one.value for piece in pieces if (one := piece.counts.get(name)) and one.value is not None]
        return sum(known) if known else None
    sums: dict[str, float] = {}
    for piece in pieces:
        for counter in {*rate.over, *rate.minus, rate.under}:
            one = piece.counts.get(counter)
            if one is not None and one.value is not None:
                sums[counter] = sums.get(counter, 0.0) + one.value
    return rate.of(sums) if sums.get(rate.under, 0) >= LEAST_UNDER else None


# ---- sources -------------------------------------------------------------------------------------


def source_frame(now: Observation) -> pd.DataFrame:
    """Return where plays and reads came from: ``channel, piece, title, source, views``, largest first."""
    rows = [
        {"channel": piece.channel, "piece": piece.key, "title": piece.title, "source": source, "views": views}
        for piece in now.contents
        for source, views in piece.sources.items()
        if views > 0
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(["channel", "piece", "title", "source", "views"]))
    return frame.sort_values("views", ascending=False, kind="stable").reset_index(drop=True)


# ---- comparisons ---------------------------------------------------------------------------------


def day_frame(moments: Sequence[Moment], metric: str, channels: Sequence[str]) -> pd.DataFrame:
    """Return a counter hour by hour, today and yesterday.

    Parameters
    ----------
    channels : sequence of str
        Those that are added up.

    Returns
    -------
    DataFrame
        ``hour, today, yesterday``: what was added in each clock hour; missing where it has not come,
        or was before the start.
    """
    ends = _full_hours(moments, metric, channels)
    last = len(ends) - 1
    day = max(0, last - 1) // 24 if last else 0
    columns: dict[str, list[float | None]] = {"today": [], "yesterday": []}
    for name, first in (("today", day * 24), ("yesterday", (day - 1) * 24)):
        for hour in range(24):
            at = first + hour
            grown = ends[at + 1] - ends[at] if 0 <= at < last else None
            columns[name].append(grown)
    return pd.DataFrame({"hour": range(24), **columns}, dtype=float)


def _full_hours(moments: Sequence[Moment], metric: str, channels: Sequence[str]) -> list[float]:
    """Return a counter at minute 0 and at every full hour."""
    if not moments:
        return [0.0]
    ends = [0.0] * (moments[-1].minute // 60 + 1)
    for moment in moments:  # the last tick at or before each full hour
        first = -(-moment.minute // 60)
        if first < len(ends):
            ends[first] = sum(total(moment, channel, metric) for channel in channels)
    for hour in range(1, len(ends)):
        ends[hour] = max(ends[hour], ends[hour - 1])  # an hour without a tick keeps what was
    return ends


def account_frame(now: Observation, metric: str, accounts: Sequence[str]) -> pd.DataFrame:
    """Return a counter by account and clock hour, as far as platforms keep it: ``account, minute, value``."""
    end = now.minute // 60
    sums: dict[tuple[str, int], float] = {}
    for piece in now.contents:
        curve = piece.last_hours.get(metric, ()) if piece.account in accounts else ()
        for at, value in enumerate(curve):
            minute = (end - len(curve) + at) * 60
            if minute >= 0:
                sums[piece.account, minute] = sums.get((piece.account, minute), 0.0) + value
    rows = [
        {"account": one, "minute": minute, "value": value} for (one, minute), value in sorted(sums.items())
    ]
    return pd.DataFrame(rows, columns=pd.Index(["account", "minute", "value"]))
