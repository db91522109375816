"""Why a number moved: its formula, its inputs, and who contributed how much.

From the observation only. A change of a count is the sum of its groups' changes. A change of a
rate splits exactly into *rate* (a group did better or worse) and *mix* (better groups got a larger
share): with shares s of the denominator and rates r,
``R1 - R0 = sum mean(s)·dr + sum ds·(mean(r) - mean(R))``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.observation import ContentView, Observation
from simulator.rates import RATES, Rate

Counts = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one group added to a change, in the number's own unit.

    Parameters
    ----------
    rate, mix : float
        For a rate: its own movement, and its changed weight. For a count all stands in ``rate``.
    """

    group: str
    before: float
    now: float
    rate: float
    mix: float = 0.0

    @property
    def total(self) -> float:
        """The whole contribution."""
        return self.rate + self.mix


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A number now and before, and who moved it."""

    name: str
    now: float
    before: float
    inputs: Mapping[str, tuple[float, float]]
    parts: tuple[Contribution, ...]


def summed(groups: Mapping[str, Counts]) -> dict[str, float]:
    """Return the counters of all groups added up."""
    total: dict[str, float] = {}
    for counts in groups.values():
        for name, value in counts.items():
            total[name] = total.get(name, 0.0) + value
    return total


def counters_of(name: str) -> tuple[str, ...]:
    """Return the counters a number is made of."""
    rate = RATES.get(name)
    return (*rate.over, *rate.minus, rate.under) if rate else (name,)


def explain(name: str, now: Mapping[str, Counts], before: Mapping[str, Counts]) -> Explanation:
    """Return what a number is, was, and which groups moved it.

    Parameters
    ----------
    name : str
        A key of `RATES` or a counter.
    now, before : mapping of group to counters
        Two periods, split by the same groups (channels, pieces).
    """
    groups = sorted({*now, *before})
    totals = summed(now), summed(before)
    inputs = {
        counter: (totals[0].get(counter, 0.0), totals[1].get(counter, 0.0)) for counter in counters_of(name)
    }
    rate = RATES.get(name)
    if rate is None:
        parts = [_count_part(group, name, now, before) for group in groups]
        return Explanation(
            name=name,
            now=totals[0].get(name, 0.0),
            before=totals[1].get(name, 0.0),
            inputs=inputs,
            parts=_ranked(parts),
        )
    parts = [_rate_part(group, rate, now, before) for group in groups]
    return Explanation(
        name=name, now=rate.of(totals[0]), before=rate.of(totals[1]), inputs=inputs, parts=_ranked(parts)
    )


def _ranked(parts: list[Contribution]) -> tuple[Contribution, ...]:
    return tuple(
        sorted(
            (part for part in parts if part.now or part.before or part.total),
            key=lambda part: -abs(part.total),
        )
    )


def _count_part(
    group: str, name: str, now: Mapping[str, Counts], before: Mapping[str, Counts]
) -> Contribution:
    new, old = now.get(group, {}).get(name, 0.0), before.get(group, {}).get(name, 0.0)
    return Contribution(group=group, before=old, now=new, rate=new - old)


def _value(rate: Rate, counts: Counts, otherwise: float) -> float:
    return rate.of(counts) if counts.get(rate.under) else otherwise


def _rate_part(
    group: str, rate: Rate, now: Mapping[str, Counts], before: Mapping[str, Counts]
) -> Contribution:
    all_now, all_before = summed(now), summed(before)
    new, old = now.get(group, {}), before.get(group, {})
    whole = (_value(rate, all_now, 0.0) + _value(rate, all_before, 0.0)) / 2
    s_now, s_before = _share(rate, new, all_now), _share(rate, old, all_before)
    # what the group's numerator adds to the whole rate, less what its share alone would add
    total = _part(rate, new, all_now) - _part(rate, old, all_before) - (s_now - s_before) * whole
    r_now = _value(rate, new, _value(rate, old, whole))
    moved = (s_now + s_before) / 2 * (r_now - _value(rate, old, r_now))
    return Contribution(
        group=group, before=_value(rate, old, 0.0), now=_value(rate, new, 0.0), rate=moved, mix=total - moved
    )


def _share(rate: Rate, counts: Counts, everybody: Counts) -> float:
    return counts.get(rate.under, 0.0) / (everybody.get(rate.under) or 1.0)


def _part(rate: Rate, counts: Counts, everybody: Counts) -> float:
    """Return a group's numerator over everybody's denominator, in the rate's unit."""
    return _value(rate, {**counts, rate.under: everybody.get(rate.under, 0.0)}, 0.0)


def by_channel(now: Observation) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """Return today's and yesterday's counters by channel."""
    return dict(now.today), dict(now.yesterday)


def recent_hours(pieces: tuple[ContentView, ...], hours: int) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """Return the last hours' counters by piece, and those of as many hours before."""
    now: dict[str, Counts] = {}
    before: dict[str, Counts] = {}
    for piece in pieces:
        if piece.last_hours:
            now[piece.key] = {name: float(sum(values[-hours:])) for name, values in piece.last_hours.items()}
            before[piece.key] = {
                name: float(sum(values[-2 * hours : -hours])) for name, values in piece.last_hours.items()
            }
    return now, before


def sources(pieces: tuple[ContentView, ...]) -> dict[str, int]:
    """Return where all plays and reads came from, added over the pieces."""
    total: dict[str, int] = {}
    for piece in pieces:
        for name, value in piece.sources.items():
            total[name] = total.get(name, 0) + value
    return dict(sorted(total.items(), key=lambda entry: -entry[1]))
