"""Who uses which app, how often, at which hours and for how long.

For each app the published shares of age, city tier and gender are met together by raking: the
chance of being a user gets one odds factor for each age band, tier and gender, so it never leaves
0 to 1. Raking refers to the national mix of netizens; a case with other cities or more seniors
keeps these chances and therefore gets the app's users that such a place would have.

Every draw is keyed by the name of the app: another app more changes nobody's use of this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from audience_models.demographics import STUDENT_BY_AGE, age_shares, gender_shares, tier_shares
from audience_models.quantiles import (
    BELL_ONE,
    as_decimal,
    bell,
    boundaries,
    exponentials,
    geometric_table,
    shares_in_order,
    threshold_of,
)
from simulator.errors import AudienceError
from simulator.people import AGE_BANDS, CITY_TIERS, GENDERS, AudienceProfile, segment_of
from simulator.randomness import Seeds, draw_array

RHYTHM_NAMES: tuple[str, ...] = ("early", "day", "evening", "night")
"""Daily rhythms: early risers, daytime users, evening users, night owls."""

RHYTHM_BY_AGE: tuple[tuple[int, ...], ...] = (
    (25, 15, 48, 12),
    (12, 20, 33, 35),
    (12, 23, 35, 30),
    (20, 28, 34, 18),
    (30, 30, 30, 10),
    (42, 32, 21, 5),
    (55, 30, 13, 2),
)
RHYTHM_OF_STUDENTS: tuple[tuple[int, ...], ...] = (
    (25, 10, 53, 12),
    (8, 14, 33, 45),
    (8, 14, 33, 45),
    *RHYTHM_BY_AGE[3:],
)
"""Per cent of each rhythm by age band, and for students; assumed."""

# fmt: off
RHYTHM_TILT: tuple[tuple[int, ...], ...] = (
    (2, 2, 2, 4, 10, 16, 20, 20, 16, 12, 10, 10, 11, 9, 8, 8, 8, 8, 9, 9, 7, 5, 3, 2),
    (4, 3, 3, 3, 5, 6, 8, 10, 14, 16, 16, 15, 15, 15, 15, 15, 14, 12, 8, 7, 7, 6, 5, 4),
    (7, 4, 3, 3, 4, 5, 8, 9, 8, 6, 6, 7, 10, 8, 6, 6, 8, 12, 15, 17, 18, 18, 15, 10),
    (24, 26, 26, 22, 14, 8, 4, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9, 10, 13, 18, 22),
)
# fmt: on
"""How much each rhythm favours each hour, relative to the app's own curve; assumed."""

SESSION_SPREAD = Decimal("1.20")
"""ln-sd of personal sessions a day, so that plays a user-day vary as in A20 (cv 1.0-1.4)."""

MOST_SESSIONS = 184
"""Largest personal rate, in 1/8 session a day: 23, below the cap of a simulated day."""

_RAKING_ROUNDS = 400
_SESSION_STEP = 16  # every 16th point of the bell suffices to find the scale
_HOURS = 24
_RHYTHM_CELLS = 1024


def check_profile(profile: AudienceProfile) -> None:
    """Refuse a profile whose numbers cannot be an app's users.

    Raises
    ------
    AudienceError
        Naming the app, the field and what is allowed.
    """
    for name in ("male_share", "penetration"):
        if not 0 < getattr(profile, name) <= 1:
            raise AudienceError(f"{profile.app}: {name} is {getattr(profile, name)}; allowed are 0 to 1")
    if not 0 < profile.sessions_per_day <= 12:
        message = f"{profile.app}: sessions_per_day is {profile.sessions_per_day}; allowed are 0 to 12"
        raise AudienceError(message)
    if len(profile.hourly_share) != _HOURS or min(profile.hourly_share) < 0:
        raise AudienceError(f"{profile.app}: hourly_share needs 24 numbers, none negative")


def membership_rates(profile: AudienceProfile) -> list[Decimal]:
    """Return the chance of being a user in each segment cell (age x tier x gender).

    Raises
    ------
    AudienceError
        If no population with the national mix can have such users: the penetration is too high
        for the shares.
    """
    shares = (
        shares_in_order(profile.age_share, AGE_BANDS, f"{profile.app}: age_share"),
        shares_in_order(profile.tier_share, CITY_TIERS, f"{profile.app}: tier_share"),
        [1 - as_decimal(profile.male_share), as_decimal(profile.male_share)],
    )
    people = (age_shares(), tier_shares(), gender_shares())
    reach = as_decimal(profile.penetration)
    with localcontext() as context:
        context.prec = 28
        goals = [
            [reach * ours / theirs for ours, theirs in zip(*pair, strict=True)]
            for pair in zip(shares, people, strict=True)
        ]
        if max(max(goal) for goal in goals) > 1:
            raise AudienceError(_too_many(profile.app, goals))
        return _rake(goals, people)


def _too_many(app: str, goals: list[list[Decimal]]) -> str:
    names = (AGE_BANDS, CITY_TIERS, GENDERS)
    worst, name = max(
        (rate, names[axis][k]) for axis, goal in enumerate(goals) for k, rate in enumerate(goal)
    )
    return (
        f"{app}: {worst:.0%} of all people in {name!r} would have to be users; "
        "lower the penetration or that share"
    )


def _rake(goals: list[list[Decimal]], people: tuple[list[Decimal], ...]) -> list[Decimal]:
    """Fit one odds factor per category so that each category's mean chance meets its goal."""
    odds = [[Decimal(1)] * len(goal) for goal in goals]
    for _ in range(_RAKING_ROUNDS):
        worst = Decimal(0)
        for axis, goal in enumerate(goals):
            for k, wanted in enumerate(goal):
                mean = _mean_chance(odds, people, axis, k)
                worst = max(worst, abs(mean - wanted))
                wanted_odds = wanted / max(1 - wanted, Decimal("1e-6"))
                odds[axis][k] *= wanted_odds / (mean / max(1 - mean, Decimal("1e-6")))
        if worst < Decimal("1e-5"):
            break
    return [_chance(a * t * g) for a, t, g in product(*odds)]


def _mean_chance(odds: list[list[Decimal]], people: tuple[list[Decimal], ...], axis: int, k: int) -> Decimal:
    (one, two) = (other for other in range(3) if other != axis)
    mean = Decimal(0)
    for first, weight in zip(odds[one], people[one], strict=True):
        for second, share in zip(odds[two], people[two], strict=True):
            mean += weight * share * _chance(odds[axis][k] * first * second)
    return mean


def _chance(odds: Decimal) -> Decimal:
    return odds / (1 + odds)


def session_table(mean: float) -> NDArray[np.uint8]:
    """Return personal sessions a day, in 1/8, by bell-shaped frequency of use.

    The table is log-normal, cut at `MOST_SESSIONS`, and scaled so that users have this mean.
    """
    factors = exponentials(SESSION_SPREAD)
    weighted = list(zip(factors, _bell_weights(len(factors)), strict=True))[::_SESSION_STEP]
    weight = sum(share for _, share in weighted)
    with localcontext() as context:
        context.prec = 28
        goal, low, high = as_decimal(mean) * 8, Decimal(0), as_decimal(mean) * 80
        for _ in range(30):
            middle = (low + high) / 2
            total = sum(_rate(middle * factor) * share for factor, share in weighted)
            low, high = (middle, high) if total < goal * weight else (low, middle)
        return np.array([_rate(high * factor) for factor in factors], dtype=np.uint8)


def _rate(value: Decimal) -> int:
    return max(1, min(MOST_SESSIONS, int(value + Decimal("0.5"))))


@cache
def _bell_weights(size: int) -> tuple[int, ...]:
    # exp(-z**2 / 2) on the grid of `exponentials`, in whole numbers
    half = size // 2
    with localcontext() as context:
        context.prec = 20
        step = Decimal(1) / BELL_ONE
        return tuple(int((-(((i - half) * step) ** 2) / 2).exp() * 10**9) for i in range(size))


def app_sessions(profile: AudienceProfile, segment: NDArray[np.uint8], seeds: Seeds) -> NDArray[np.uint8]:
    """Return everybody's sessions a day in an app, in 1/8; 0 for those who do not use it.

    Parameters
    ----------
    profile : AudienceProfile
    segment : ndarray of uint8
        Segment cell of each person.
    seeds : Seeds
    """
    check_profile(profile)
    person = np.arange(len(segment))
    chance = np.array([threshold_of(rate) for rate in membership_rates(profile)], dtype=np.uint64)
    member = draw_array(seeds.world_key(f"app.{profile.app}.member"), person) >> np.uint64(32)
    shared = bell(draw_array(seeds.world_key("people.phone_use"), person))
    own = bell(draw_array(seeds.world_key(f"app.{profile.app}.frequency"), person))
    table = session_table(profile.sessions_per_day)
    index = np.clip((shared * 128 + own * 222) // BELL_ONE + len(table) // 2, 0, len(table) - 1)
    return np.where(member < chance[segment], table[index], 0).astype(np.uint8)


def rhythm_column(age: NDArray[np.uint8], student: NDArray[np.uint8], seeds: Seeds) -> NDArray[np.uint8]:
    """Return everybody's daily rhythm, an index into `RHYTHM_NAMES`."""
    limits = np.array(
        [[_rhythm_limits(row) for row in table] for table in (RHYTHM_BY_AGE, RHYTHM_OF_STUDENTS)]
    )
    bits = draw_array(seeds.world_key("people.rhythm"), np.arange(len(age))) >> np.uint64(32)
    return (bits[:, None] >= limits[student, age]).sum(axis=1).astype(np.uint8)


def _rhythm_limits(row: Sequence[int]) -> NDArray[np.uint32]:
    return boundaries([Decimal(percent) / 100 for percent in row])


def rhythm_mix(profile: AudienceProfile) -> list[Decimal]:
    """Return the share of each daily rhythm among an app's users."""
    ages = shares_in_order(profile.age_share, AGE_BANDS, f"{profile.app}: age_share")
    mix = [Decimal(0)] * len(RHYTHM_NAMES)
    for age, share in enumerate(ages):
        student = as_decimal(STUDENT_BY_AGE[age])
        for k in range(len(mix)):
            percent = student * RHYTHM_OF_STUDENTS[age][k] + (1 - student) * RHYTHM_BY_AGE[age][k]
            mix[k] += share * percent / 100
    return mix


def rhythm_tables(profile: AudienceProfile) -> NDArray[np.uint16]:
    """Return the minute of day at which sessions begin, an inverse table for each rhythm.

    The tilts of the rhythms are raked (people of each rhythm x hours), so that together they
    give exactly the app's published hours.
    """
    hours = [as_decimal(share) for share in profile.hourly_share]
    hours = [share / sum(hours) for share in hours]
    mix = rhythm_mix(profile)
    cells = [[share * tilt for share, tilt in zip(hours, row, strict=True)] for row in RHYTHM_TILT]
    with localcontext() as context:
        context.prec = 28
        for _ in range(60):
            cells = [_scaled(row, size) for row, size in zip(cells, mix, strict=True)]
            columns = [
                _scaled(list(column), size)
                for column, size in zip(zip(*cells, strict=True), hours, strict=True)
            ]
            cells = [list(row) for row in zip(*columns, strict=True)]
        return np.array([_inverse_minutes(_scaled(row, Decimal(1))) for row in cells], dtype=np.uint16)


def _scaled(values: list[Decimal], total: Decimal) -> list[Decimal]:
    now = sum(values, Decimal(0))
    return values if now == 0 else [value * total / now for value in values]


def _inverse_minutes(hours: list[Decimal]) -> list[int]:
    out: list[int] = []
    hour, below = 0, Decimal(0)
    for cell in range(_RHYTHM_CELLS):
        at = Decimal(2 * cell + 1) / (2 * _RHYTHM_CELLS)
        while hour < _HOURS - 1 and at >= below + hours[hour]:
            below += hours[hour]
            hour += 1
        inside = (at - below) / hours[hour] if hours[hour] > 0 else Decimal(0)
        out.append(min(hour * 60 + 59, hour * 60 + int(inside * 60)))
    return out


def slot_table(profile: AudienceProfile) -> NDArray[np.uint8]:
    """Return the feed slots of a session, an inverse table with the profile's mean."""
    return geometric_table(profile.slots_per_session)


def segments(age: NDArray[np.uint8], tier: NDArray[np.uint8], gender: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return everybody's segment cell."""
    return segment_of(age, tier, gender).astype(np.uint8)
