"""A small form of the tea case, shared by tests that need a real world."""

from __future__ import annotations

from functools import cache

from assessment.form import Form, load_form
from simulator.decisions import PaidOrder, Publish
from simulator.scenario import Scenario


@cache
def tea(agents: int = 3000, world: int = 1) -> Form:
    """Return the tea case with few people, in a world."""
    return load_form("tea-launch", world=world, agents=agents)


def without(scenario: Scenario, *channels: str) -> Scenario:
    """Return a case without some channels and what stands on them."""
    fields = scenario.model_dump(mode="json")
    fields["channels"] = [name for name in fields["channels"] if name not in channels]
    fields["accounts"] = [a for a in fields["accounts"] if a["channel"] not in channels]
    for rival in fields["rivals"]:
        rival["ports"] = [p for p in rival["ports"] if p["channel"] not in channels]
    fields["events"] = []
    fields["issues"] = []
    return Scenario.model_validate(fields)


@cache
def videos_only(agents: int = 3000) -> Form:
    """Return the tea case with short video alone and no events: the plainest world."""
    return load_form(without(tea().scenario, "livestream", "wechat", "weibo"), agents=agents)


def video(key: str = "v1", **changes: object) -> Publish:
    """Return a sound short video of the main account."""
    values: dict[str, object] = {
        "key": key, "account": "douyin", "pillar": "taste", "hours": 6, "duration_s": 28,
        "title": "桂花乌龙冻怎么做：门店实拍3步", "copy_text": "原料3种，现做现卖，10:00—21:30。",
    }  # fmt: skip
    return Publish.model_validate(values | changes)


def paid(key: str = "p1", content: str = "v1", money: float = 400, **changes: object) -> PaidOrder:
    """Return a paid order for a piece."""
    values: dict[str, object] = {
        "key": key,
        "content": content,
        "money": money,
        "hours": 12,
        "goal": "impressions",
        "bid": 30,
    }
    return PaidOrder.model_validate(values | changes)
