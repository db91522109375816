"""Why a figure misses the record, where it does: written by hand, shown beside what was measured."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "A11.curve_max_ratio": (
        "those who watch a piece more than twice like it two thirds as often as published (the last bin, one in a "
        "hundred impressions of the record); every bin before it is within the tolerance, and so is the ratio of the ends."
    ),
    "A34.short_video_minutes_of_users": (
        "a user here opens the feed a few times a day for some twenty-five minutes, not for a whole day's viewing: "
        "the published 156 minutes would multiply the time of every run by six and show a trainee the same "
        "competition, since pieces compete for places by rates. The record names it only for a whole simulated day."
    ),
    "D20.hot_first_per_day": (
        "one or two topics a day too many reach the first place, with new entries and those in the first ten "
        "inside; why the strongest topics hold it for too short a time is not yet understood."
    ),
    "E9b.student_share": (
        "the shares by age give the published 21 % in the age mix of that year; the mix of people here is the "
        "later, older one of the other figures."
    ),
}
"""By key of the figure (fact and statistic)."""


def reason_of(key: str) -> str:
    """Return why a figure misses, or that nobody has found out.

    Examples
    --------
    >>> reason_of("Z9.nothing")
    'not yet understood.'
    """
    return REASONS.get(key, "not yet understood.")
