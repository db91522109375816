from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from audience_models.app_use import membership_rates, rhythm_tables, session_table, slot_table
from audience_models.population import make_audience
from simulator.errors import AudienceError
from simulator.people import Audience, AudienceProfile, AudienceSpec
from simulator.published import DOUYIN_PROFILE, WEIBO_PROFILE, WEIXIN_PROFILE
from simulator.randomness import Seeds
from simulator.sessions import Sessions, make_day

PROFILES = (DOUYIN_PROFILE, WEIXIN_PROFILE, WEIBO_PROFILE)
SEEDS = Seeds(world=20_260_701, chance=0)


def hours_of(day: Sessions):
    counts = np.diff(day.start).reshape(24, 60).sum(axis=1)
    return counts / counts.sum()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.app)
def test_sessions_begin_at_the_published_hours(profile: AudienceProfile, people: Audience):
    hours = hours_of(make_day(people, SEEDS, profile.app, 0))
    published = np.array(profile.hourly_share) / sum(profile.hourly_share)
    assert np.abs(hours - published).sum() / 2 <= 0.03


def test_short_video_has_the_trough_and_peak_of_kuaishou(people: Audience):
    hours = hours_of(make_day(people, SEEDS, "douyin", 1))  # E1: trough at 4, peak at 22, 1 to 8
    assert hours.argmin() in (3, 4, 5)
    assert hours.argmax() in (22, 23)
    assert hours.max() / hours.min() == pytest.approx(8, abs=1.5)


def test_night_owls_open_late_and_early_risers_early(people: Audience):
    day = make_day(people, SEEDS, "weixin", 0)
    minute = np.repeat(np.arange(1440), np.diff(day.start))
    rhythm = people.column("rhythm")[day.person]
    morning = [((minute >= 300) & (minute < 540))[rhythm == kind].mean() for kind in range(4)]
    night = [((minute >= 1320) | (minute < 180))[rhythm == kind].mean() for kind in range(4)]
    assert morning[0] > 2 * morning[3]
    assert night[3] > 2 * night[0]


def test_older_people_rise_earlier(people: Audience):
    early = people.column("rhythm") == 0
    age = people.column("age_band")
    assert early[age == 6].mean() > early[age == 2].mean() + 0.3


def test_a_day_of_short_video_holds_the_published_number_of_plays(people: Audience):
    day = make_day(people, SEEDS, "douyin", 0)
    plays = np.bincount(day.person, weights=day.slots)
    plays = plays[plays > 0]
    # A20: KuaiRec, 188,322 user-days: mean 66.5, median 42, cv 1.19
    assert 30 <= np.median(plays) <= 60
    assert plays.mean() == pytest.approx(66.5, rel=0.15)
    assert 1.0 <= plays.std() / plays.mean() <= 1.4


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.app)
def test_tables_have_the_mean_of_the_profile(profile: AudienceProfile):
    assert slot_table(profile).mean() == pytest.approx(profile.slots_per_session, rel=0.01)
    assert slot_table(profile).min() >= 1
    assert (np.diff(session_table(profile.sessions_per_day).astype(int)) >= 0).all()


def test_hours_without_anybody_stay_empty():
    hours = tuple(0.0 if hour < 6 else 1 / 18 for hour in range(24))
    table = rhythm_tables(dataclasses.replace(WEIBO_PROFILE, hourly_share=hours))
    assert table.min() >= 6 * 60
    assert table.max() < 1440


def test_chances_of_use_stay_between_zero_and_one():
    for profile in PROFILES:
        rates = [float(rate) for rate in membership_rates(profile)]
        assert len(rates) == 70
        assert 0 <= min(rates) <= max(rates) <= 1


def test_an_app_that_everybody_uses_is_used_by_everybody(few: Audience):
    shares = np.bincount(few.column("age_band"), minlength=7) / few.n
    assert shares.min() > 0
    full = dataclasses.replace(
        WEIXIN_PROFILE,
        penetration=1.0,
        age_share=dict(zip(WEIXIN_PROFILE.age_share, national_ages(), strict=True)),
        tier_share={"tier1": 0.09, "new_tier1": 0.18, "tier2": 0.21, "tier3": 0.24, "tier4": 0.28},
        male_share=0.51,
    )
    audience = make_audience(AudienceSpec(n_agents=2_000), [full], 1)
    assert (audience.app_rate("weixin") > 0).mean() > 0.999


def national_ages():
    return (0.1264, 0.0893, 0.1157, 0.1848, 0.1538, 0.1870, 0.1430)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"penetration": 0.9}, "lower the penetration"),
        ({"penetration": 0.0}, "penetration is 0.0"),
        ({"male_share": 1.2}, "male_share is 1.2"),
        ({"sessions_per_day": 0.0}, "sessions_per_day is 0.0"),
        ({"slots_per_session": 0.5}, "slots_per_session is 0.5"),
        ({"hourly_share": (1.0,)}, "hourly_share needs 24"),
        ({"age_share": {"young": 1.0}}, "age_share names"),
        ({"tier_share": dict.fromkeys(WEIBO_PROFILE.tier_share, 0.5)}, "tier_share sums to 2.5"),
    ],
)
def test_a_profile_that_cannot_be_is_refused_by_name(change: dict[str, Any], match: str):
    profile = dataclasses.replace(WEIBO_PROFILE, **change)
    with pytest.raises(AudienceError, match=match):
        make_audience(AudienceSpec(n_agents=600), [profile], 1)
