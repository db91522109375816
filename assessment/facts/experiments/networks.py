"""The people themselves: who they are, which apps they use, whom they follow (facts A23, A24, D11, E).

Nothing is played here. A simulated person stands for `PEOPLE_PER_AGENT` real ones, so follower
counts are read in people, as the screens do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import WORLD
from assessment.facts.statistics import gini, hill, ln_sd
from audience_models.population import load_audience
from simulator.channel import channels
from simulator.people import (
    AGE,
    AGE_BANDS,
    CITY_TIERS,
    GENDER,
    STUDENT,
    TIER,
    Audience,
    AudienceProfile,
    AudienceSpec,
)
from simulator.published import BIG_CITY_SHARE, OLDER_SHARE, YOUNG_SHARE
from simulator.randomness import Seeds
from simulator.sessions import MINUTES_A_DAY, make_day

AGENTS = 100_000
PEOPLE_PER_AGENT = 16
"""Real people a simulated one stands for: the follower graph keeps about 20 arcs a person (A23's median is 48)."""
TAIL_FROM = 600
"""Followers (people) from which A23 fits its tail."""
BIG_CITIES, LOWER_TIERS = ("tier1", "new_tier1"), ("tier3", "tier4")
SLOT_S = {"douyin": 24.8, "weixin": 60.0, "weibo": 15.0}
"""Seconds a feed place takes: a short video A6's mean, an article or post assumed (C6: 5.9 articles a day)."""
OTHER_SLOT_S = 20.0
"""Seconds of a place in an app without a figure; assumed."""


def people(profiles: list[AudienceProfile], agents: int, seed: int) -> Audience:
    """Return the people of a country with these apps; ``seed`` is another country of the same kind."""
    apps = tuple(profile.app for profile in profiles)
    return load_audience(AudienceSpec(n_agents=agents, apps=apps), profiles, seed)


def _profiles() -> list[AudienceProfile]:
    found: dict[str, AudienceProfile] = {}
    for channel in channels():
        found.setdefault(channel.profile.app, channel.profile)
    return list(found.values())


def networks(a: Audience) -> dict[str, float]:
    """Return how unequal following is, in people."""
    fans = np.diff(a.followers.indptr) * PEOPLE_PER_AGENT
    following = np.bincount(a.followers.indices, minlength=a.n) * PEOPLE_PER_AGENT
    tail = float((fans > TAIL_FROM).mean())
    return {
        "A23.fans_tail_alpha": hill(fans, tail),
        "A23.fans_median": float(np.median(fans)),
        "A23.fans_p90": float(np.quantile(fans, 0.9)),
        "A23.fans_p99": float(np.quantile(fans, 0.99)),
        "A23.fans_zero_share": float((fans == 0).mean()),
        "A23.fans_gini": gini(fans),
        "A24.followees_ln_sd": ln_sd(following),
        "A24.followees_median": float(np.median(following)),
        "D11.fans_ccdf_exponent": hill(fans, tail) - 1,
    }


def who_is_online(a: Audience) -> dict[str, float]:
    """Return shares of people by gender, age and tier, overall and by app."""
    rows = a.rows
    age, tier = rows[:, AGE], rows[:, TIER]
    old = np.isin(age, [AGE_BANDS.index("50-59"), AGE_BANDS.index("60+")])
    young = age <= AGE_BANDS.index("24-30")
    big = np.isin(tier, [CITY_TIERS.index(name) for name in BIG_CITIES])
    lower = np.isin(tier, [CITY_TIERS.index(name) for name in LOWER_TIERS])
    out = {
        "E9b.male_share": float(rows[:, GENDER].mean()),
        "E9b.student_share": float(rows[:, STUDENT].mean()),
        "E9b.over_50_share": float(old.mean()),
    }
    for app in a.app_columns:
        uses = a.app_rate(app) > 0
        for table, fact, mask in (
            (YOUNG_SHARE, "E4.{}_under_31", young), (OLDER_SHARE, "E4.{}_over_50", old),
            (BIG_CITY_SHARE, "E5.{}_big_cities", big),
        ):  # fmt: skip
            if app in table:
                out[fact.format(app)] = float(mask[uses].mean())
        if app == "kuaishou":
            out["E5.kuaishou_lower_tiers"] = float(lower[uses].mean())
    return out


def minutes_a_day(a: Audience, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return everybody's minutes in each app on a day: places of all sessions by what one takes."""
    seeds = Seeds(world=seed, chance=0)
    out = {}
    for app in a.app_columns:
        day = make_day(a, seeds, app, 0)
        places = np.bincount(day.person, weights=day.slots.astype(float), minlength=a.n)
        out[app] = places * SLOT_S.get(app, OTHER_SLOT_S) / 60
    return out


def activity(a: Audience, seed: int) -> pd.DataFrame:
    """Return the feed places that all users take on a day, by channel and hour."""
    seeds, out = Seeds(world=seed, chance=0), []
    for channel in channels():
        day = make_day(a, seeds, channel.profile.app, 0)
        hour = np.repeat(np.arange(MINUTES_A_DAY) // 60, np.diff(day.start))
        events = np.bincount(hour, weights=day.slots.astype(float), minlength=24).astype(int)
        out.append(pd.DataFrame({"channel": channel.name, "hour": np.arange(24), "events": events}))
    return pd.concat(out, ignore_index=True)


def run(seed: int, scale: float) -> tuple[Findings, Tables]:
    """Run one replicate: the people of another world of the same kind."""
    agents, world = max(4_000, round(AGENTS * scale)), WORLD + seed - 1
    a = people(_profiles(), agents, world)
    minutes = minutes_a_day(a, world)
    table = pd.DataFrame(
        {
            "person": np.arange(agents), "age": np.array(AGE_BANDS)[a.rows[:, AGE]],
            "gender": np.where(a.rows[:, GENDER] == 1, "male", "female"),
            "city_tier": np.array(CITY_TIERS)[a.rows[:, TIER]],
            "fans": np.diff(a.followers.indptr) * PEOPLE_PER_AGENT,
            "friends": np.diff(a.friends.indptr),
        }
    )  # fmt: skip
    for app, spent in minutes.items():
        table[f"uses_{app}"] = a.app_rate(app) > 0
        table[f"minutes_{app}"] = spent
    uses = a.app_rate("douyin") > 0
    values = (
        networks(a)
        | who_is_online(a)
        | {"A34.short_video_minutes_of_users": float(minutes["douyin"][uses].mean())}
    )
    volume = {"people": agents, "arcs": int(a.followers.indices.size)}
    return Findings(values=values, volume=volume), {"audience": table, "activity": activity(a, world)}


EXPERIMENTS = (Experiment(name="networks", facts=("A23", "A24", "A34", "D11", "E4", "E5", "E9b"), run=run),)
