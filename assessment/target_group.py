"""Whom a brief is about: the age bands its goals name, and how many of them were really reached."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.evidence import Evidence
from simulator.census import census
from simulator.people import AGE_BANDS
from simulator.scenario import Scenario
from simulator.texts import Text

GROUPS = {"_18_30": ("18-23", "24-30"), "_60": ("60+",)}
"""End of a KPI's name -> the age bands it is about."""
AIMS = {"18-23": "18-23", "24-30": "24-30", "50-59": "50+", "60+": "50+"}
"""Age band -> the band that platforms sell for it."""


@dataclass(frozen=True, kw_only=True)
class TargetGroup:
    """A target group with what reached it.

    Parameters
    ----------
    size, reached : int
        Simulated people of the group, and those with at least one contact of 5 seconds.
    tgi : float
        Share of the group among the reached over its share among everybody, times 100.
    """

    bands: tuple[str, ...]
    name: Text
    size: int
    reached: int
    tgi: float


def target_bands(scenario: Scenario) -> tuple[str, ...]:
    """Return the age bands that the goals name, the heaviest goals first; none where they name nobody.

    Examples
    --------
    >>> from scenarios.loader import load_case
    >>> target_bands(load_case("tea-launch"))
    ('18-23', '24-30')
    """
    weights: dict[tuple[str, ...], float] = {}
    for goal in scenario.goals:
        for end, bands in GROUPS.items():
            if goal.kpi.endswith(end):
                weights[bands] = weights.get(bands, 0.0) + goal.weight
    return max(weights, key=lambda bands: weights[bands]) if weights else ()


def target_group(evidence: Evidence) -> TargetGroup:
    """Return the group a brief is about with its effective reach; everybody where it names nobody."""
    found = census(evidence.final.world)
    bands = target_bands(evidence.scenario)
    rows = [AGE_BANDS.index(band) for band in bands] or list(range(len(AGE_BANDS)))
    size, reached = int(found.people_by_age[rows].sum()), int(found.effective_by_age[rows].sum())
    everybody, all_reached = found.n, found.effective
    tgi = reached / all_reached / (size / everybody) * 100 if all_reached and size else 0.0
    zh, en = ("、".join(bands), ", ".join(bands)) if bands else ("全部人群", "everybody")
    name = Text(zh=f"{zh} 岁" if bands else zh, en=en)
    return TargetGroup(bands=bands, name=name, size=size, reached=reached, tgi=tgi)
