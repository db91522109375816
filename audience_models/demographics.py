"""Who the people are: neighbourhoods, age, gender, city tier, studies.

People stand in the order of their friendship communities, so that the ids of a community are
contiguous; neighbours inside it form circles (a class, a team, a family). Friends resemble each
other: a person takes the city tier of the community (7 in 10) and the age band of the circle
(4 in 10), else draws from the national mix; both leave the mix as published.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from audience_models.quantiles import as_decimal, boundaries, pick, shares_in_order, threshold_of
from simulator.errors import AudienceError
from simulator.people import AGE_BANDS, CITY_TIERS, AudienceSpec
from simulator.published import NETIZEN_AGE_SHARE, NETIZEN_MALE_SHARE, NETIZEN_TIER_SHARE
from simulator.randomness import Seeds, draw_array

COMMUNITY_SIZES = (60, 200)
"""People in a friendship community; assumed (near Dunbar's 150)."""

CIRCLE_SIZE = 32
"""People in a circle of like age; assumed."""

AGE_LIKENESS = 0.4
TIER_LIKENESS = 0.7
LOCAL_LIKENESS = 0.85
"""Share of people who take the age of their circle, the tier and place of their community; assumed."""

STUDENT_BY_AGE = (0.95, 0.70, 0.05, 0.0, 0.0, 0.0, 0.0)
"""Share of students in each age band; gives the 21 % of E9b in the age mix of 2020. Assumed."""


@dataclass(frozen=True, kw_only=True)
class Demographics:
    """Who everybody is, one entry a person.

    Parameters
    ----------
    age, gender, tier, local, student : ndarray of uint8
    community : ndarray of int32
    starts : ndarray of int64
        First person of each community, and the number of people at the end.
    """

    age: NDArray[np.uint8]
    gender: NDArray[np.uint8]
    tier: NDArray[np.uint8]
    local: NDArray[np.uint8]
    student: NDArray[np.uint8]
    community: NDArray[np.int32]
    starts: NDArray[np.int64]


def age_shares(spec: AudienceSpec | None = None) -> list[Decimal]:
    """Return the share of each age band; a stated share of seniors rescales the other bands."""
    shares = shares_in_order(NETIZEN_AGE_SHARE, AGE_BANDS, "the age mix")
    if spec is None or spec.senior_share is None:
        return shares
    senior = _checked_share(spec.senior_share, "senior_share")
    rest = sum(shares[:-1], Decimal(0))
    return [share * (1 - senior) / rest for share in shares[:-1]] + [senior]


def tier_shares(spec: AudienceSpec | None = None) -> list[Decimal]:
    """Return the share of each city tier: the case's mix, or the national one."""
    if spec is not None and spec.city_tier_mix:
        mix = {name: spec.city_tier_mix.get(name, 0.0) for name in CITY_TIERS}
        unknown = sorted(set(spec.city_tier_mix) - set(CITY_TIERS))
        if unknown:
            raise AudienceError(f"city_tier_mix names {unknown}; allowed are {list(CITY_TIERS)}")
        return shares_in_order(mix, CITY_TIERS, "city_tier_mix")
    return shares_in_order(NETIZEN_TIER_SHARE, CITY_TIERS, "the tier mix")


def gender_shares() -> list[Decimal]:
    """Return the shares of women and of men."""
    male = as_decimal(NETIZEN_MALE_SHARE)
    return [1 - male, male]


def make_demographics(spec: AudienceSpec, seeds: Seeds) -> Demographics:
    """Draw who everybody is from the published mix and the wishes of the case."""
    starts = _community_starts(spec.n_agents, seeds)
    community = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    person, alone = np.arange(spec.n_agents), np.zeros(len(starts) - 1, dtype=np.uint8)
    tier, city = _alike("tier", tier_shares(spec), TIER_LIKENESS, (community, alone), seeds)
    circle, home = _circles(starts)
    age, _ = _alike("age", age_shares(spec), AGE_LIKENESS, (circle, city[home]), seeds)
    local = _checked_share(spec.local_share, "local_share")
    here, _ = _alike("local", [1 - local, local], LOCAL_LIKENESS, (community, alone), seeds)
    student = _thresholds(STUDENT_BY_AGE)[age]
    return Demographics(
        age=age,
        gender=pick(draw_array(seeds.world_key("people.gender"), person), boundaries(gender_shares())),
        tier=tier,
        local=here,
        student=(_upper(seeds, "people.student", person) < student).astype(np.uint8),
        community=community,
        starts=starts,
    )


def _checked_share(share: float, name: str) -> Decimal:
    if not 0 <= share <= 1:
        raise AudienceError(f"{name} is {share}; allowed are 0 to 1")
    return as_decimal(share)


def _thresholds(shares: tuple[float, ...]) -> NDArray[np.uint64]:
    return np.array([threshold_of(as_decimal(share)) for share in shares], dtype=np.uint64)


def _upper(seeds: Seeds, name: str, parts: NDArray[np.int64]) -> NDArray[np.uint64]:
    return draw_array(seeds.world_key(name), parts) >> np.uint64(32)


def _community_starts(n: int, seeds: Seeds) -> NDArray[np.int64]:
    least, most = COMMUNITY_SIZES
    draws = _upper(seeds, "people.community_size", np.arange(n // least + 1))
    sizes = least + ((draws * np.uint64(most - least + 1)) >> np.uint64(32)).astype(np.int64)
    ends = np.cumsum(sizes)
    starts = np.concatenate(([0], ends[: int(np.searchsorted(ends, n))], [n]))
    if len(starts) > 2 and starts[-1] - starts[-2] < least:
        starts = np.delete(starts, -2)  # a small rest joins the last community
    return starts.astype(np.int64)


def _alike(
    trait: str,
    shares: list[Decimal],
    likeness: float,
    groups: tuple[NDArray[np.int32], NDArray[np.uint8]],
    seeds: Seeds,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw a trait that members of a group share more often than strangers do.

    Parameters
    ----------
    groups : pair of ndarray
        Group of each person, and the stratum of each group; kinds are spread evenly over the
        groups of a stratum.

    Returns
    -------
    trait_of_people, kind_of_groups : ndarray of uint8
    """
    group, strata = groups
    limits, person = boundaries(shares), np.arange(len(group))
    own = pick(draw_array(seeds.world_key(f"people.{trait}"), person), limits)
    kind = pick(_even_draws(trait, group, strata, seeds), limits)
    joins = _upper(seeds, f"people.{trait}_like_group", person) < threshold_of(as_decimal(likeness))
    return np.where(joins, kind[group], own).astype(np.uint8), kind


def _circles(starts: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the circle of each person and the community of each circle."""
    sizes = np.diff(starts)
    many = -(-sizes // CIRCLE_SIZE)
    home = np.repeat(np.arange(len(sizes)), many)
    first = np.repeat(np.cumsum(many) - many, sizes)
    seat = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
    return (first + seat // CIRCLE_SIZE).astype(np.int32), home


def _even_draws(
    trait: str, group: NDArray[np.int32], strata: NDArray[np.uint8], seeds: Seeds
) -> NDArray[np.uint64]:
    # groups are laid end to end in an order drawn for the trait, in each stratum for itself; the
    # middle of each group is its draw, so that even a small audience keeps the mix
    sizes = np.bincount(group).astype(np.uint64)
    luck = draw_array(seeds.world_key(f"people.{trait}_of_groups"), np.arange(len(sizes)))
    order = np.lexsort((luck, strata))
    out = np.empty_like(luck)
    for stratum in np.unique(strata):
        mine = order[strata[order] == stratum]
        middles = np.cumsum(sizes[mine]) - sizes[mine] // np.uint64(2) - np.uint64(1)
        out[mine] = ((middles << np.uint64(32)) // sizes[mine].sum()) << np.uint64(32)
    return out
