"""A live room minute by minute: who is in, who comes, what is sold, from what the screens showed.

How many people are in is the room's own curve. The other columns are the growth of the live
channel's counters from frame to frame: with one room on air they are that room's.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import pandas as pd

from dashboards.hours import Moment
from simulator.observation import Observation, RoomView

CHANNEL = "livestream"
COUNTED = {
    "impressions": "impressions",
    "enters": "views",
    "orders": "orders",
    "gmv": "gmv",
    "talk": "engagements",
}
"""Column and the counter of a frame; a view of the live channel is an entry into a room."""
COLUMNS = ("minute", "online", *COUNTED)
WINDOW = 10
"""Minutes of a room's short-term value, as its screen shows it (operations 4.1)."""
MEDIAN_DAYS = 7
"""Days of own rooms in a median (operations 4.1)."""


def minute_frame(room: RoomView, moments: Sequence[Moment]) -> pd.DataFrame:
    """Return every minute of a room that is over.

    Parameters
    ----------
    room : RoomView
    moments : sequence of Moment
        The frames of the run, oldest first. Where a frame covers several minutes, each has its share.

    Returns
    -------
    DataFrame
        ``minute, online, impressions, enters, orders, gmv, talk``; a gap where no frame was kept.
    """
    length = len(room.online_curve)
    frame = pd.DataFrame({"minute": range(room.start, room.start + length), "online": room.online_curve})
    columns: dict[str, list[float | None]] = {name: [None] * length for name in COUNTED}
    before: Moment | None = None
    for now in moments:
        if before is not None and now.minute > room.start and before.minute < room.start + length:
            _spread(columns, room.start, before, now)
        before = now
    return frame.join(pd.DataFrame(columns, index=frame.index, dtype=float))


def _spread(columns: dict[str, list[float | None]], start: int, before: Moment, now: Moment) -> None:
    grown, kept = now.totals.get(CHANNEL, {}), before.totals.get(CHANNEL, {})
    span = now.minute - before.minute
    for name, counter in COUNTED.items():
        each = (float(grown.get(counter) or 0) - float(kept.get(counter) or 0)) / max(1, span)
        values = columns[name]
        for place in range(max(0, before.minute - start), min(len(values), now.minute - start)):
            values[place] = each


def lately(frame: pd.DataFrame, column: str, *, back: int = 0) -> float | None:
    """Return the sum of a column over the last ten minutes, or of the ten before (``back=1``)."""
    end = len(frame) - WINDOW * back
    part = frame[column].iloc[max(0, end - WINDOW) : max(0, end)]
    return None if part.empty or part.isna().any() else float(part.sum())


def pace(frame: pd.DataFrame, column: str) -> float | None:
    """Return what a column gained a minute in the last ten minutes."""
    found = lately(frame, column)
    return None if found is None else found / min(WINDOW, len(frame))


def whole_minutes(frame: pd.DataFrame, step: int) -> pd.DataFrame:
    """Return the minutes up to the last multiple of a step: a chart is not drawn anew more often.

    Examples
    --------
    >>> whole_minutes(pd.DataFrame({"minute": range(60, 68)}), 5)["minute"].tolist()
    [60, 61, 62, 63, 64]
    """
    if frame.empty:
        return frame
    end = (int(frame["minute"].iloc[-1]) + 1) // step * step
    return frame[frame["minute"] < end]


def mean_online(room: RoomView) -> float | None:
    """Return how many were in on average: entries x mean stay / minutes, as the counts say it."""
    return sum(room.online_curve) / len(room.online_curve) if room.online_curve else None


def together(room: RoomView, now: Observation) -> tuple[RoomView, ...]:
    """Return the other own rooms that were on air at the same time."""
    return tuple(
        other
        for other in now.rooms
        if other.key != room.key
        and other.status != "planned"
        and other.start < room.end
        and room.start < other.end
    )


def earlier_rooms(room: RoomView, now: Observation) -> tuple[RoomView, ...]:
    """Return the rooms of the same account that ended within seven days before this one began."""
    first = room.start - MEDIAN_DAYS * 1440
    return tuple(
        other
        for other in now.rooms
        if other.account == room.account and other.status == "ended" and first <= other.end <= room.start
    )


def usual(room: RoomView, now: Observation, name: str) -> float | None:
    """Return the median of an indicator over the account's rooms of the last seven days."""
    values = [
        value
        for other in earlier_rooms(room, now)
        if (value := other.indicators.get(name, {}).get("whole")) is not None and value.value is not None
    ]
    return median(one.value for one in values if one.value is not None) if values else None
