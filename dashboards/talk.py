"""The hours of public talk: one row a claim and hour, its peak, and how far it has calmed down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboards.hours import TalkHour
from simulator.observation import IssueView, Observation

COLUMNS = ["claim", "minute", "mentions", "asks", "negative", "rank"]


def talk_frame(kept: Mapping[str, Sequence[TalkHour]], now: Observation) -> pd.DataFrame:
    """Return every full hour of every claim that monitoring has noticed.

    Parameters
    ----------
    kept : mapping
        What was written at each full hour.
    now : Observation
        Its last 24 hours fill what is not kept.

    Returns
    -------
    DataFrame
        ``claim, minute`` (the hour's end) ``, mentions, asks, negative, rank``, oldest first.
    """
    rows: list[tuple[object, ...]] = []
    for issue in now.issues:
        hours = _shown(issue, now.minute) | {one.minute: one for one in kept.get(issue.key, ())}
        rows += [
            (issue.key, one.minute, one.mentions, one.asks, one.negative, one.rank)
            for minute, one in sorted(hours.items())
            if minute <= now.minute
        ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"negative": float, "rank": float})


def _shown(issue: IssueView, minute: int) -> dict[int, TalkHour]:
    """Return the hours that monitoring shows now, from the hour in which the claim was noticed."""
    last = minute // 60
    hours: dict[int, TalkHour] = {}
    for back, (mentions, asks) in enumerate(
        zip(reversed(issue.mentions_hour), reversed(issue.asks_hour), strict=False)
    ):
        end = (last - back) * 60
        if end > 0 and end > issue.first_seen - 60:
            hours[end] = TalkHour(minute=end, mentions=mentions, asks=asks)
    return hours


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """How far the talk about a claim has come down from its peak.

    Parameters
    ----------
    peak, peak_minute : int
        Most mentions in an hour, and the end of that hour.
    share : float
        Mentions of the last hour as a share of the peak.
    halved_after : int or None
        Minutes from the peak until an hour had half of it or less for good; ``None``: not yet.
    """

    peak: int
    peak_minute: int
    share: float
    halved_after: int | None


def recovery(rows: pd.DataFrame) -> Recovery | None:
    """Return how far a claim's talk has come down, or ``None`` when nobody has spoken of it."""
    if rows.empty or rows["mentions"].max() <= 0:
        return None
    said, minutes = rows["mentions"].astype(int).tolist(), rows["minute"].astype(int).tolist()
    peak = max(said)
    top = said.index(peak)
    loud = [place for place in range(top, len(said)) if said[place] > peak / 2]
    quiet = minutes[loud[-1] + 1 :]
    halved = quiet[0] - minutes[top] if quiet else None
    return Recovery(peak=peak, peak_minute=minutes[top], share=said[-1] / peak, halved_after=halved)
