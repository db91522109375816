"""A small case for the tests of the classroom: one channel, few people, a short campaign."""

from typing import Any

from simulator.errors import UnknownNameError
from simulator.scenario import Scenario


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def tiny_case(*, days: int = 1, seconds_per_hour: float = 1.0, agents: int = 1_000, **more: Any) -> Scenario:
    fields: dict[str, Any] = {
        "id": "tiny",
        "version": 1,
        "title": text("小案例"),
        "level": "junior",
        "brief": text("卖茶"),
        "days": days,
        "settlement_days": 1,
        "audience": {"agents": agents},
        "channels": ["short_video"],
        "default_seconds_per_hour": seconds_per_hour,
        "brand": {
            "key": "own",
            "name": text("云栖"),
            "pillars": [{"key": "tea", "name": text("茶"), "topics": {"food_drink": 64}}],
        },
        "accounts": [
            {"key": "main", "channel": "short_video", "port": "video", "name": text("主号"), "followers": 100}
        ],
        "products": [{"key": "jelly", "name": text("茶冻"), "price": 19.9, "worth": 22.0, "unit_cost": 8.0}],
        "money": 10_000,
        "hours": 100,
        "goals": [{"key": "reach", "kpi": "reach", "label": text("触达"), "target": 500, "weight": 1}],
        "levers": ["publish", "boost", "set_price", "remind"],
    }
    return Scenario.model_validate(fields | more)


def small_case(name: str, **fields: Any) -> Scenario:
    """Return the small case by its name, as a loader of cases does."""
    if name != "tiny":
        raise UnknownNameError("case", name, ["tiny"])
    return tiny_case(**fields)


def publish(key: str, **more: Any) -> dict[str, Any]:
    """Return the form of a decision to publish a short video."""
    form = {
        "lever": "publish",
        "key": key,
        "account": "main",
        "pillar": "tea",
        "title": f"桂花乌龙冻今天上新，第 {len(key)} 款",
        "copy_text": "六家门店同步开卖，现场制作。",
        "carrier": "short_video",
        "duration_s": 24,
        "hours": 2.0,
        "money": 10.0,
    }
    return form | more
