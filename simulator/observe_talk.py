"""What is being said: claims under watch, surveys, and the rivals' visible side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator import items as it
from simulator import talk
from simulator.counters import COUNTER
from simulator.market import P_RIVAL, P_RIVAL_PRICE
from simulator.observation import HotTopic, IssueView, Reading, SurveyView
from simulator.scenario import Issue
from simulator.shown import LEAST_COUNT, NOT_AVAILABLE, TOO_SMALL, factors, reading, shown_people

if TYPE_CHECKING:
    from simulator.world import World

HOURS_SHOWN = 24
"""Hours of mentions and questions that monitoring shows."""
NEGATIVE_HOURS = 6
"""Hours over which the share of negative comments is taken, so that a turn shows at once (assumed)."""


# ---- claims ----------------------------------------------------------------------------------


def issues(world: World, hot: Sequence[HotTopic]) -> tuple[IssueView, ...]:
    """Return the claims that monitoring has noticed."""
    specs = {issue.key: issue for issue in world.scenario.issues}
    return tuple(_issue(world, specs[key], hot) for key in talk.seen_claims(world))


def _issue(world: World, spec: Issue, hot: Sequence[HotTopic]) -> IssueView:
    log = world.issue_log[spec.key]
    rank = next((topic.rank for topic in hot if topic.issue == spec.key), None)
    return IssueView(
        key=spec.key, claim=spec.claim, first_seen=int(log["first_seen"]),
        mentions_hour=_shown(world, talk.mentions_by_hour(world, spec.key, HOURS_SHOWN)),
        asks_hour=_shown(world, talk.asks_by_hour(world, spec.key, HOURS_SHOWN)),
        negative_share=_negative(world, spec.key),
        hot_rank=NOT_AVAILABLE if rank is None else reading(rank),
        answered=talk.answer_minute(log),
        ports_answered=tuple(str(port) for port in log.get("ports_answered", ())),
        contradictory=talk.contradictory(world, spec.key),
    )  # fmt: skip


def _shown(world: World, counts: list[int]) -> tuple[int, ...]:
    return tuple(shown_people(world.scenario, count) for count in counts)


def _negative(world: World, key: str) -> Reading:
    negative, said = talk.negative_share(world, key, NEGATIVE_HOURS)
    return TOO_SMALL if said < LEAST_COUNT else reading(round(negative / said, 4))


# ---- surveys ---------------------------------------------------------------------------------


def surveys(world: World) -> tuple[SurveyView, ...]:
    """Return the surveys that were bought; results only when they are due."""
    return tuple(_survey(world, survey) for survey in world.surveys)


def _survey(world: World, survey: dict[str, Any]) -> SurveyView:
    out = int(survey["due"]) <= world.minute
    results = survey.get("results", {}) if out else {}
    return SurveyView(
        key=survey["key"], group=survey["group"], asked=int(survey["asked"]), due=int(survey["due"]),
        n=int(survey.get("n", 0)), results={name: _estimate(value) for name, value in results.items()},
    )  # fmt: skip


def _estimate(value: Any) -> Reading:
    """Read a result as it is kept: a reading, {value, error} or (value, error)."""
    if isinstance(value, Reading):
        return value
    if isinstance(value, dict):
        return reading(float(value["value"]), "estimated", float(value["error"]))
    found, error = value
    return reading(float(found), "estimated", float(error))


# ---- rivals ----------------------------------------------------------------------------------


def rivals(world: World) -> tuple[dict[str, str | float], ...]:
    """Return what anybody can see of the rivals: name, posts, likes, followers, an open price offer."""
    f = world.items.fields[: world.items.count]
    totals = world.items.totals[: world.items.count] * factors(world.scenario)
    out: list[dict[str, str | float]] = []
    for index, rival in enumerate(world.scenario.rivals, start=1):
        mine = f[:, it.BRAND] == index
        view: dict[str, str | float] = {
            "key": rival.key, "name_zh": rival.name.zh, "name_en": rival.name.en,
            "posts": float(mine.sum()), "likes": float(totals[mine, COUNTER["likes"]].sum()),
            "followers": float(sum(port.followers for port in rival.ports)),
        }  # fmt: skip
        offer = _offer(world, index, mine)
        out.append(view if offer is None else {**view, "price": offer})
    return tuple(out)


def _offer(world: World, brand: int, mine: Any) -> float | None:
    """Return the price a rival names in public now, if one of its pieces does."""
    active = world.products[(world.products[:, P_RIVAL] == brand) & (world.products[:, P_RIVAL_PRICE] > 0)]
    if active.size:
        return float(active[:, P_RIVAL_PRICE].min()) / 100
    named = np.flatnonzero(mine & (world.items.fields[: world.items.count, it.OFFERS] == 1))
    return world.scenario.rivals[brand - 1].price if named.size else None
