"""Groups of similar people that a trainee cuts out of the panel, and how delivery can aim at them.

Delivery buys the platforms' own bands, never a list of people: a group is turned into the bands
that it stands out in, and what the bands catch of it (and beside it) is counted in the panel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from audience_models.insight import panel_features
from audience_models.segmentation import AudienceClusters
from classroom.panel import Panel
from simulator.decisions import Targeting
from simulator.errors import AudienceError, UnknownNameError
from simulator.paid import INTERESTED_FROM
from simulator.people import AGE_BANDS, CITY_TIERS
from simulator.topics import TOPIC_KEYS

FEATURES: tuple[str, ...] = (
    *TOPIC_KEYS, "age_band", "gender", "city_tier", "price_sensitivity", "spending",
)  # fmt: skip
"""What a panel can be grouped by."""
FEWEST_GROUPS, MOST_GROUPS = 2, 8
"""Groups a trainee may ask for (assumed: more cannot be served apart)."""
SOLD_AGES: dict[str, tuple[str, ...]] = {
    "18-23": ("18-23",), "24-30": ("24-30",), "31-40": ("31-40",), "41-49": ("41-49",), "50+": ("50-59", "60+"),
}  # fmt: skip
"""Age bands that platforms sell (cases.md 1.4), as bands of the audience."""
STANDS_OUT = 115
"""TGI from which a band is taken into a targeting (assumed; 110 to 120 is usual)."""
AVERAGE = 100
"""TGI of everybody."""
SURE = 2.0
"""Standard errors that it must lie above the average (assumed: about 95 %)."""
MOST_INTERESTS = 4
"""Interests of a targeting (assumed: people who have any of them are reached, so few are enough)."""
_KINDS = ("age_band", "gender", "city_tier")


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group of the panel.

    Parameters
    ----------
    number : int
        From 1; the largest group is the first.
    members : ndarray of bool
        Who of the panel belongs to it.
    share : float
        Share of the panel.
    standouts : DataFrame
        ``trait, group, tgi, standard_error, share_target``: where it stands out, strongest first.
    centroid : mapping of str to float
        The mean person in the features chosen, in the features' own units.
    targeting : Targeting
        The bands that describe it best.
    caught, kept : float
        Of the group, the share that the bands reach; of those they reach, the share in the group.
    """

    number: int
    members: NDArray[np.bool_]
    share: float
    standouts: pd.DataFrame
    centroid: dict[str, float]
    targeting: Targeting
    caught: float
    kept: float


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """A panel cut into groups.

    Parameters
    ----------
    features : tuple of str
    groups : tuple of Group
        The largest first.
    silhouette : float
        How distinct the groups are, -1 to 1.
    by_number : mapping of int to float
        The silhouette for each number of groups that was tried.
    """

    features: tuple[str, ...]
    groups: tuple[Group, ...]
    silhouette: float
    by_number: dict[int, float]


def make_groups(panel: Panel, features: Sequence[str], number: int) -> Grouping:
    """Cut a panel into groups of similar people.

    Parameters
    ----------
    panel : Panel
    features : sequence of str
        Of `FEATURES`, at least one.
    number : int
        `FEWEST_GROUPS` to `MOST_GROUPS`.

    Raises
    ------
    UnknownNameError
        If a feature cannot be asked for.
    AudienceError
        If there is no feature, or the number is not allowed.
    """
    values = _values(panel, features, number)
    with threadpool_limits(1):  # the pages and the run host share the machine; it is also faster
        found = {
            tried: AudienceClusters(tried).fit(values) for tried in range(FEWEST_GROUPS, MOST_GROUPS + 1)
        }
    chosen = found[number]
    sizes = np.bincount(chosen.labels_, minlength=number)
    order = [int(label) for label in np.argsort(-sizes, kind="stable") if sizes[label]]
    groups = [
        _group(panel, chosen.labels_ == label, place, _centroid(values[chosen.labels_ == label], features))
        for place, label in enumerate(order, start=1)
    ]
    return Grouping(
        features=tuple(features),
        groups=tuple(groups),
        silhouette=chosen.silhouette_,
        by_number={tried: model.silhouette_ for tried, model in found.items()},
    )


def _values(panel: Panel, features: Sequence[str], number: int) -> NDArray[np.float64]:
    unknown = [name for name in features if name not in FEATURES]
    if unknown:
        raise UnknownNameError("trait", unknown[0], FEATURES)
    if not features:
        raise AudienceError("请至少选一个特征 / choose at least one feature")
    if not FEWEST_GROUPS <= number <= MOST_GROUPS:
        raise AudienceError(
            f"群数只能是 {FEWEST_GROUPS} 到 {MOST_GROUPS} / {number} groups; allowed are {FEWEST_GROUPS} to {MOST_GROUPS}"
        )
    return panel_features(panel.audience, panel=panel.asked)[list(features)].to_numpy()


def _centroid(members: NDArray[np.float64], features: Sequence[str]) -> dict[str, float]:
    return dict(zip(features, members.mean(axis=0).round(2).tolist(), strict=True))


def _group(panel: Panel, members: NDArray[np.bool_], number: int, centroid: dict[str, float]) -> Group:
    standouts = standing_out(panel, members)
    targeting = targeting_of(panel, members, standouts)
    reached = reached_by(panel, targeting)
    return Group(
        number=number,
        members=members,
        share=float(members.mean()),
        standouts=standouts,
        centroid=centroid,
        targeting=targeting,
        caught=float(reached[members].mean()),
        kept=float(members[reached].mean()) if reached.any() else 0.0,
    )


def standing_out(panel: Panel, members: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the bands and interests that a group surely has more often than all, strongest first."""
    frames = [panel.tgi(members, kind).assign(trait=kind) for kind in (*_KINDS, "local", "interests")]
    found = pd.concat(frames, ignore_index=True)
    sure = (found["tgi"] >= STANDS_OUT) & (found["tgi"] - SURE * found["standard_error"] > AVERAGE)
    columns = ["trait", "group", "tgi", "standard_error", "share_target"]
    return found.loc[sure, columns].sort_values("tgi", ascending=False, kind="stable", ignore_index=True)


def targeting_of(panel: Panel, members: NDArray[np.bool_], standouts: pd.DataFrame) -> Targeting:
    """Return the platforms' bands that describe a group best; an empty band aims at everybody."""
    kinds = {trait: list(rows["group"]) for trait, rows in standouts.groupby("trait")}
    genders = [group for group in kinds.get("gender", []) if group in ("female", "male")]
    tiers = [group for group in CITY_TIERS if group in kinds.get("city_tier", [])]
    return Targeting(
        ages=_ages(panel, members),  # type: ignore[arg-type]
        genders=tuple(genders),  # type: ignore[arg-type]
        interests=tuple(kinds.get("interests", [])[:MOST_INTERESTS]),
        city_tiers=tuple(tiers),  # type: ignore[arg-type]
        local="local" in kinds.get("local", []),
    )


def _ages(panel: Panel, members: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the sold age bands in which the group is surely more frequent; none when all are."""
    ages = panel.audience.column("age_band")[panel.asked]
    inside = int(members.sum())
    taken: list[str] = []
    for band, parts in SOLD_AGES.items():
        of_band = np.isin(ages, [AGE_BANDS.index(part) for part in parts])
        general, ours = of_band.mean(), of_band[members].mean()
        error = np.sqrt(ours * (1 - ours) / max(inside, 1))
        if general > 0 and ours >= general * STANDS_OUT / AVERAGE and ours - SURE * error > general:
            taken.append(band)
    return tuple(taken)


def reached_by(panel: Panel, targeting: Targeting) -> NDArray[np.bool_]:
    """Return who of the panel a targeting reaches, by the platforms' own rule.

    Any one of several interests is enough; without an age band minors are reached too.
    """
    rows = panel.audience.rows[panel.asked]
    reached = np.ones(panel.size, dtype=bool)
    if targeting.ages:
        bands = [part for band in targeting.ages for part in SOLD_AGES[band]]
        ages = panel.audience.column("age_band")[panel.asked]
        reached &= np.isin(ages, [AGE_BANDS.index(band) for band in bands])
    if targeting.genders:
        chosen = np.logical_or.reduce([panel.members("gender", one) for one in targeting.genders])
        reached &= chosen
    if targeting.city_tiers:
        chosen = np.logical_or.reduce([panel.members("city_tier", one) for one in targeting.city_tiers])
        reached &= chosen
    if targeting.local:
        reached &= panel.members("local", "local")
    if targeting.interests:
        columns = [TOPIC_KEYS.index(topic) for topic in targeting.interests]
        reached &= (rows[:, columns] >= INTERESTED_FROM).any(axis=1)
    return reached


def distinctness(silhouette: float) -> str:
    """Return how a silhouette is usually read: ``none``, ``weak``, ``fair`` or ``strong``.

    Kaufman and Rousseeuw 1990: above .25 weak, above .5 reasonable, above .7 strong structure.
    """
    for limit, name in ((0.7, "strong"), (0.5, "fair"), (0.25, "weak")):
        if silhouette > limit:
            return name
    return "none"


__all__ = [
    "FEATURES", "FEWEST_GROUPS", "MOST_GROUPS", "Group", "Grouping", "distinctness", "make_groups",
    "reached_by", "standing_out", "targeting_of",
]  # fmt: skip
