"""What is kept of a run's past for curves: numbers of a tick, of a stock and of a claim by the full hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The numbers of one tick, for curves.

    Parameters
    ----------
    kpis : mapping of str to number
        KPIs that can be seen at that minute.
    totals : mapping of str to mapping
        Counters by channel since the start of the run.
    money, hours : float or None
        What is left of them.
    """

    minute: int
    kpis: Mapping[str, float | None]
    totals: Mapping[str, Mapping[str, float]]
    money: float | None = None
    hours: float | None = None


@dataclass(frozen=True, kw_only=True)
class StockHour:
    """What was left of each stock at the end of a full hour."""

    minute: int
    left: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class TalkHour:
    """How a claim stood in one full hour.

    Parameters
    ----------
    minute : int
        End of the hour.
    mentions, asks : int
        Posts, comments and shares about it, and questions, in that hour.
    negative, rank : float or None
        Share of negative comments and place in the hot list, where they could be seen.
    """

    minute: int
    mentions: int
    asks: int
    negative: float | None = None
    rank: float | None = None
