"""KPIs of people: who is reached, follows, knows, believes; and how talk was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.census import believers, census, own_followers, start_trust
from simulator.kpi_registry import HOURS, PEOPLE, POINTS, SHARE, define, share_of
from simulator.kpi_sales import own_sum
from simulator.people import AGE_BANDS
from simulator.shown import shown_people
from simulator.talk import answer_minute, contradictory, seen_claims

if TYPE_CHECKING:
    from simulator.world import World

YOUNG = (AGE_BANDS.index("18-23"), AGE_BANDS.index("24-30"))
SENIOR = AGE_BANDS.index("60+")
LATEST_ANSWER_HOURS = 48.0
"""Hours an unanswered claim counts at most (State Council document 2016 No. 61: answer within 48 h)."""


@define("去重触达", "reach (de-duplicated)", PEOPLE, "volume", additive=False)
def reach(world: World) -> float:
    """Count distinct people who met anything of the brand on any channel."""
    return float(shown_people(world.scenario, census(world).reached))


@define("去重有效触达", "effective reach", PEOPLE, "volume", additive=False)
def effective_reach(world: World) -> float:
    """Count distinct people with at least one contact of 5 seconds or more."""
    return float(shown_people(world.scenario, census(world).effective))


@define("60岁以上有效触达", "effective reach 60+", PEOPLE, "volume", additive=False, seen="t+1")
def effective_reach_60(world: World) -> float:
    """Count distinct people of 60 and older with at least one contact of 5 seconds or more."""
    return float(shown_people(world.scenario, int(census(world).effective_by_age[SENIOR])))


@define("净增粉(去重)", "net new followers (distinct)", PEOPLE, "volume", additive=False)
def net_follows(world: World) -> float:
    """Count people who newly follow any own account, less those who followed and follow none now."""
    now, before = own_followers(world)
    return float(shown_people(world.scenario, now - before))


# ---- what people know and believe ------------------------------------------------------------


@define("认知率", "awareness", SHARE, "level", additive=False, seen="survey")
def aware(world: World) -> float:
    """Divide people who recall the brand (awareness from 96 of 255) by everybody."""
    found = census(world)
    return share_of(int(found.aware_by_age.sum()), found.n)


@define("18–30岁认知率", "awareness 18-30", SHARE, "level", additive=False, seen="survey")
def aware_18_30(world: World) -> float:
    """Divide people of 18 to 30 who recall the brand by all people of 18 to 30."""
    found, bands = census(world), list(YOUNG)
    return share_of(int(found.aware_by_age[bands].sum()), int(found.people_by_age[bands].sum()))


@define("要点理解率", "understanding", SHARE, "level", additive=False, seen="survey")
def understanding(world: World) -> float:
    """Divide people who answer the key points correctly (understanding from 128) by everybody."""
    found = census(world)
    return share_of(int(found.understanding_by_age.sum()), found.n)


@define("60岁以上理解率", "understanding 60+", SHARE, "level", additive=False, seen="survey")
def understanding_60(world: World) -> float:
    """Divide people of 60 and older who answer the key points correctly by all of that age."""
    found = census(world)
    return share_of(int(found.understanding_by_age[SENIOR]), int(found.people_by_age[SENIOR]))


@define("相信传言占比", "people who believe a rumour", SHARE, "level", additive=False, seen="survey")
def believe_now(world: World) -> float:
    """Divide people who believe at least one public rumour now (each counted once) by everybody."""
    public = [k for k, issue in enumerate(world.scenario.issues) if issue.about == "public"]
    return share_of(believers(world, public), world.audience.n)


@define("相信传言峰值", "peak of people who believe a rumour", SHARE, "level", additive=False, seen="survey")
def believe_peak(world: World) -> float:
    """Take the highest share of people who believed a public rumour, by the hour."""
    kept = world.state.get("kpi", {}).get("believe_peak", 0.0)
    return max(float(kept), believe_now(world))


@define("信任变化", "change of trust", POINTS, "level", additive=False, seen="survey")
def trust_change(world: World) -> float:
    """Subtract mean trust at the start from mean trust now, on a scale of 0 to 100."""
    return (census(world).trust_sum - start_trust(world)) / world.audience.n * 100 / 255


# ---- talk ------------------------------------------------------------------------------------


def _comments(world: World) -> float:
    return float(own_sum(world, "comments"))


def _claims(world: World) -> list[str]:
    return [key for key in seen_claims(world) if not world.issue_log[key].get("noise")]


def _answered(world: World) -> list[str]:
    return [key for key in _claims(world) if answer_minute(world.issue_log[key]) is not None]


def _response_hours(world: World, key: str) -> float:
    log = world.issue_log[key]
    first, minute = int(log["first_seen"]), answer_minute(log)
    if minute is not None:
        return max(0.0, (minute - first) / 60)
    return min(LATEST_ANSWER_HOURS, (world.minute - first) / 60)


@define("正面评价占比", "share of comments that are not negative", SHARE, "rate", over=_comments)
def positive_share(world: World) -> float:
    """Subtract the share of negative comments under own pieces from 1."""
    said = _comments(world)
    return 1 - own_sum(world, "negative_comments") / said if said else 0.0


@define(
    "首次回应时长", "hours to the first response", HOURS, "time", additive=False,
    over=lambda world: float(len(_claims(world))),
)  # fmt: skip
def first_response_hours(world: World) -> float:
    """Average the hours from first sight of each claim to the first answer; unanswered up to 48 h."""
    hours = [_response_hours(world, key) for key in _claims(world)]
    return share_of(sum(hours), len(hours))


@define(
    "口径一致率", "consistency of answers", SHARE, "rate", additive=False,
    over=lambda world: float(len(_answered(world))),
)  # fmt: skip
def consistency(world: World) -> float:
    """Divide the claims on which own ports spoke with one voice by the claims answered."""
    answered = _answered(world)
    return share_of(sum(not contradictory(world, key) for key in answered), len(answered))
