from __future__ import annotations

import pytest

from simulator import published
from simulator.people import AGE_BANDS, CITY_TIERS, AudienceProfile

PROFILES = (published.DOUYIN_PROFILE, published.WEIXIN_PROFILE, published.WEIBO_PROFILE)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.app)
def test_shares_of_a_profile_are_complete(profile: AudienceProfile):
    assert tuple(profile.age_share) == AGE_BANDS
    assert tuple(profile.tier_share) == CITY_TIERS
    for shares in (profile.age_share.values(), profile.tier_share.values(), profile.hourly_share):
        assert sum(shares) == pytest.approx(1, abs=1e-4)
    assert len(profile.hourly_share) == 24
    assert "assumed" in profile.sources


def test_profiles_keep_the_published_facts():
    weibo, douyin = published.WEIBO_PROFILE, published.DOUYIN_PROFILE
    young = sum(weibo.age_share[band] for band in AGE_BANDS[:3])
    older = sum(douyin.age_share[band] for band in AGE_BANDS[5:])
    cities = weibo.tier_share["tier1"] + weibo.tier_share["new_tier1"]
    assert young == pytest.approx(published.YOUNG_SHARE["weibo"], abs=1e-3)
    assert older == pytest.approx(published.OLDER_SHARE["douyin"], abs=1e-3)
    assert cities == pytest.approx(published.BIG_CITY_SHARE["weibo"], abs=1e-3)


def test_our_age_bands_are_the_published_ones_shifted_to_2024():
    # E9b below 50, scaled to 67 %; ages even within a decade
    scale = (1 - published.NETIZEN_50_PLUS) / (1 - 0.263)
    twenties, thirties, forties = 0.178, 0.205, 0.188
    expected = {
        "18-23": (0.2 * 0.135 + 0.4 * twenties) * scale,
        "24-30": (0.6 * twenties + 0.1 * thirties) * scale,
        "31-40": (0.9 * thirties + 0.1 * forties) * scale,
        "41-49": 0.9 * forties * scale,
        "60+": published.NETIZEN_60_PLUS,
    }
    for band, share in expected.items():
        assert published.NETIZEN_AGE_SHARE[band] == pytest.approx(share, abs=5e-4)
    assert sum(published.NETIZEN_AGE_SHARE.values()) == pytest.approx(1)
    assert sum(published.NETIZEN_TIER_SHARE.values()) == pytest.approx(1)


def test_weibo_has_no_midnight_pile_up():
    hours = published.WEIBO_HOURLY_SHARE
    assert hours[0] < hours[23]
    assert hours[0] > hours[1]
