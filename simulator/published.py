"""Published facts about who is online and when, copied with their sources.

Plain data: channels build their `AudienceProfile` from it, the population synthesis takes the
national mix from it. A row named like E4 is a row of the project's collection of field facts;
``assumed`` marks what nobody has published in this form.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from simulator.people import AudienceProfile

# --- Who is online -------------------------------------------------------------------------

CNNIC47_AGE_SHARE: Mapping[str, float] = MappingProxyType(
    {"<20": 0.166, "20-29": 0.178, "30-39": 0.205, "40-49": 0.188, "50+": 0.263}
)
"""Netizens by age, December 2020 (E9b: CNNIC 47th report)."""

NETIZEN_MALE_SHARE = 0.510
"""Men among netizens, December 2020 (E9b: CNNIC 47th report)."""

NETIZEN_50_PLUS = 0.33
"""Netizens of 50 and older about 2024 (E9b, the stated shift of the 2020 figure)."""

NETIZEN_60_PLUS = 0.143
"""161 M of 1,123 M netizens, June 2025 (CNNIC 56th report)."""

NETIZEN_AGE_SHARE: Mapping[str, float] = MappingProxyType(
    {
        "<18": 0.1264,
        "18-23": 0.0893,
        "24-30": 0.1157,
        "31-40": 0.1848,
        "41-49": 0.1538,
        "50-59": 0.1870,
        "60+": 0.1430,
    }
)
"""Netizens by our age bands: E9b below 50 scaled to 67 %, cut into our bands as if ages were
even within a decade (below 20: 3.1 points under 10, 13.5 points 10-19); 50-59 is the rest."""

NETIZEN_TIER_SHARE: Mapping[str, float] = MappingProxyType(
    {"tier1": 0.09, "new_tier1": 0.18, "tier2": 0.21, "tier3": 0.24, "tier4": 0.28}
)
"""Mobile users by city tier; tier4 means fourth tier and below. QuestMobile, December 2024:
tiers 1, new 1 and 2 "nearly half", with tier 3 "over 70 %"; the split inside is assumed."""

# --- Facts that single apps are held to ----------------------------------------------------

YOUNG_SHARE: Mapping[str, float] = MappingProxyType({"bilibili": 0.665, "weibo": 0.586, "xiaohongshu": 0.542})
"""Users of 30 and younger (E4: QuestMobile, October 2025)."""

OLDER_SHARE: Mapping[str, float] = MappingProxyType({"douyin": 0.222, "kuaishou": 0.226})
"""Users of 51 and older (E4: QuestMobile, October 2025); our band begins at 50."""

BIG_CITY_SHARE: Mapping[str, float] = MappingProxyType(
    {"bilibili": 0.385, "xiaohongshu": 0.372, "weibo": 0.366}
)
"""Users in tier-1 and new tier-1 cities (E5: QuestMobile, October 2025)."""

LOWER_TIER_SHARE: Mapping[str, float] = MappingProxyType({"kuaishou": 0.563})
"""Users in tier-3 cities and below (E5: QuestMobile, October 2025)."""

# --- Hours of the day ----------------------------------------------------------------------


def _normalised(shares: tuple[float, ...]) -> tuple[float, ...]:
    total = math.fsum(shares)
    return tuple(round(share / total, 6) for share in shares)


# fmt: off
SHORT_VIDEO_HOURLY_SHARE: tuple[float, ...] = (
    0.040774, 0.024412, 0.016270, 0.009837, 0.007936, 0.008895, 0.016284, 0.025218,
    0.032431, 0.039036, 0.045233, 0.050773, 0.057811, 0.056638, 0.051513, 0.051461,
    0.055113, 0.059449, 0.057277, 0.053388, 0.055775, 0.057781, 0.064490, 0.062204,
)
"""Short-video impressions by hour (E1: Kuaishou, 228,329 impressions, April and May 2022;
computed from KuaiRand-Pure)."""

WEIBO_REPOST_HOURLY_SHARE: tuple[float, ...] = (
    0.107305, 0.030647, 0.014775, 0.009218, 0.007179, 0.008320, 0.017134, 0.034974,
    0.049151, 0.056072, 0.052654, 0.048336, 0.052437, 0.049344, 0.040355, 0.038020,
    0.037730, 0.038409, 0.036323, 0.036606, 0.040746, 0.046987, 0.059868, 0.087409,
)
"""Weibo reposts by hour, 2009-2017 (E3: computed from CED). Midnight holds a pile-up of rounded
timestamps, so a channel must not use hour 0 as it stands."""

WEIXIN_HOURLY_SHARE: tuple[float, ...] = _normalised((
    20.0, 8.0, 4.0, 2.5, 2.0, 4.0, 16.0, 44.0, 56.0, 50.0, 48.0, 50.0,
    66.0, 56.0, 42.0, 42.0, 44.0, 56.0, 62.0, 56.0, 60.0, 68.0, 66.0, 42.0,
))
"""Visits to official accounts, Moments and Channels by hour. Assumed: the E1 night with peaks on
the way to work (7-8), at noon (12), on the way home (17-18) and in the evening (20-22)."""
# fmt: on


def _weibo_hourly() -> tuple[float, ...]:
    # half reading (E1), half acting (E3); midnight is bridged from its neighbours
    acting = list(WEIBO_REPOST_HOURLY_SHARE)
    acting[0] = (acting[23] + acting[1]) / 2
    total = math.fsum(acting)
    return _normalised(
        tuple((read + act / total) / 2 for read, act in zip(SHORT_VIDEO_HOURLY_SHARE, acting, strict=True))
    )


WEIBO_HOURLY_SHARE: tuple[float, ...] = _weibo_hourly()
"""Weibo sessions by hour: the mean of E1 and E3, with E3's midnight bridged (assumed mix)."""

# --- The three apps of the first cases -----------------------------------------------------

DOUYIN_PROFILE = AudienceProfile(
    app="douyin",
    age_share=MappingProxyType(
        {
            "<18": 0.080,
            "18-23": 0.120,
            "24-30": 0.155,
            "31-40": 0.245,
            "41-49": 0.178,
            "50-59": 0.140,
            "60+": 0.082,
        }
    ),
    tier_share=MappingProxyType(
        {"tier1": 0.095, "new_tier1": 0.185, "tier2": 0.205, "tier3": 0.240, "tier4": 0.275}
    ),
    male_share=0.52,
    penetration=0.70,
    sessions_per_day=6.0,
    slots_per_session=10.0,
    hourly_share=SHORT_VIDEO_HOURLY_SHARE,
    sources="50 and older 22.2 % (E4, QuestMobile 2025-10, published for 51+); other ages, tiers "
    "and gender assumed near the netizen mix; reach below the 78.9 % of all short video (E8, "
    "QuestMobile 2023-07); plays a day about 42 median, 66.5 mean (A20, KuaiRec), their split "
    "into sessions assumed below the 15 opens a day of all short video (E8); hours E1 (KuaiRand)",
)
"""Douyin-like short video."""

WEIXIN_PROFILE = AudienceProfile(
    app="weixin",
    age_share=MappingProxyType(
        {
            "<18": 0.1105,
            "18-23": 0.0920,
            "24-30": 0.1195,
            "31-40": 0.1910,
            "41-49": 0.1590,
            "50-59": 0.1910,
            "60+": 0.1370,
        }
    ),
    tier_share=MappingProxyType(
        {"tier1": 0.092, "new_tier1": 0.182, "tier2": 0.211, "tier3": 0.239, "tier4": 0.276}
    ),
    male_share=0.51,
    penetration=0.95,
    sessions_per_day=5.0,
    slots_per_session=5.0,
    hourly_share=WEIXIN_HOURLY_SHARE,
    sources="reach below instant messaging's 97.5 % of netizens (CNNIC 49th, 2021-12); ages, "
    "tiers and gender assumed: the netizen mix with fewer children; sessions are visits to "
    "official accounts, Moments and Channels, so that 5.86 articles are read a day (C6) among "
    "about 25 titles seen: assumed; hours assumed",
)
"""Weixin: official accounts, Moments and Channels."""

WEIBO_PROFILE = AudienceProfile(
    app="weibo",
    age_share=MappingProxyType(
        {
            "<18": 0.130,
            "18-23": 0.210,
            "24-30": 0.246,
            "31-40": 0.225,
            "41-49": 0.105,
            "50-59": 0.060,
            "60+": 0.024,
        }
    ),
    tier_share=MappingProxyType(
        {"tier1": 0.131, "new_tier1": 0.235, "tier2": 0.215, "tier3": 0.210, "tier4": 0.209}
    ),
    male_share=0.46,
    penetration=0.35,
    sessions_per_day=2.5,
    slots_per_session=12.0,
    hourly_share=WEIBO_HOURLY_SHARE,
    sources="30 and younger 58.6 % (E4), tier 1 and new tier 1 36.6 % (E5, both QuestMobile "
    "2025-10), split inside assumed; gender assumed; reach assumed: with E4 more than about 40 % "
    "of netizens would need nearly everybody under 31; sessions and slots assumed; hours the mean "
    "of E1 (KuaiRand) and E3 (CED), midnight bridged",
)
"""Weibo: the public square."""
