"""A tiny world for tests: 500 keyed people, one test channel, a small shop, no engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import channel as ch
from simulator import items as it
from simulator.counters import COUNTER, COUNTERS
from simulator.crowd import Crowd
from simulator.market import O_DUE, O_KEY, O_MINUTE, O_PERSON, O_PRICE, O_PRODUCT, O_ROW, O_STATE, OPEN
from simulator.people import (
    AGE,
    AGE_BANDS,
    APP,
    CITY_TIERS,
    GENDER,
    LOCAL,
    SEGMENT,
    TIER,
    Audience,
    AudienceProfile,
    Graph,
    segment_of,
)
from simulator.randomness import Seeds, draw_array
from simulator.scenario import Scenario
from simulator.texts import Text
from simulator.world import ItemSpec, World

N = 500
SEEDS = Seeds(world=11, chance=12)


class Square:
    """A channel with a feed port, a room and an official account (which reports in batches)."""

    name = "square"
    label = Text(zh="广场", en="square")
    profile = AudienceProfile(
        app="square", age_share=dict.fromkeys(AGE_BANDS, 1 / 7), tier_share=dict.fromkeys(CITY_TIERS, 0.2),
        male_share=0.5, penetration=0.9, sessions_per_day=4, slots_per_session=8,
        hourly_share=(1 / 24,) * 24, sources="assumed",
    )  # fmt: skip
    ports = tuple(
        ch.Port(key=key, name=Text(zh=key, en=key), carriers=("text",))
        for key in ("feed", "official", "room")
    )
    stages = (("met", it.MET), ("viewed", it.VIEWED))
    counters = COUNTERS
    purposes = ("view", "like")
    parameters = ch.parameters(("pull", 100, "assumed"))
    mechanisms = ()
    levers = ()

    def __init__(self) -> None:
        self.parts: dict[str, Any] = {}

    def check(self, world: World, decision: Any) -> None: ...

    def apply(self, world: World, decision: Any) -> None: ...

    def begin(self, world: World) -> None: ...

    def published(self, world: World, row: int) -> None: ...

    def step(self, world: World, tick: Any) -> None: ...

    def night(self, world: World, day: int) -> None: ...

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return its state for a part of the people: it keeps nothing."""
        return dict(world.state[self.name])

    def observe(self, world: World) -> dict[str, Any]:
        return self.parts


class Lane(Square):
    name = "lane"
    label = Text(zh="小巷", en="lane")
    ports = Square.ports[:1]


def tiny_audience(n: int = N) -> Audience:
    rows = np.zeros((n, 64), np.uint8)
    people = np.arange(n)

    def luck(column: int, below: int) -> Any:
        return (draw_array(column, people) >> np.uint64(33)).astype(np.int64) % below

    for column in range(24):
        rows[:, column] = luck(column, 101)
    rows[:, AGE], rows[:, TIER], rows[:, GENDER] = luck(24, 7), luck(25, 5), luck(26, 2)
    rows[:, LOCAL] = 1
    rows[:, 28:40] = 128
    rows[:, SEGMENT] = segment_of(rows[:, AGE], rows[:, TIER], rows[:, GENDER])
    rows[:, APP] = 8
    ring = Graph(indptr=np.arange(n + 1, dtype=np.int64), indices=((people + 1) % n).astype(np.int32))
    return Audience(
        rows=rows, friends=ring, followers=ring, community=(people // 50).astype(np.int32),
        app_columns={"square": APP}, rhythms=np.zeros((1, 4, 1024), np.uint16),
        slots=np.full((1, 256), 8, np.uint8), digest=f"tiny{n}",
    )  # fmt: skip


def text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": zh}


def goal(kpi: str, target: float, **more: Any) -> dict[str, Any]:
    return {
        "key": kpi.replace("_", "-"),
        "kpi": kpi,
        "label": text(kpi),
        "target": target,
        "weight": 10,
        **more,
    }


def tiny_case(**changes: Any) -> Scenario:
    raw: dict[str, Any] = {
        "id": "tiny", "version": 1, "title": text("小案"), "level": "middle", "brief": text("说明"),
        "days": 4, "settlement_days": 2, "channels": ("square", "lane"),
        "audience": {"agents": 1000, "people_per_agent": 1},
        "brand": {
            "name": text("牌"), "trust": 128, "aware_share": {"18-23": 0.1, "24-30": 0.1},
            "pillars": [{"key": "taste", "name": text("口味"), "topics": {"food_drink": 1}}],
        },
        "rivals": [
            {"key": "ginkgo", "name": text("甘蓝"), "topics": {"food_drink": 1}, "price": 9.9,
             "ports": [{"channel": "square", "port": "feed", "followers": 60}]}
        ],
        "products": [
            {"key": "cup", "name": text("单杯"), "price": 12.9, "worth": 15, "unit_cost": 6.2,
             "commission": 0.025, "redeem": True, "stock": "jelly", "stock_units": 1.3},
            {"key": "box", "name": text("礼盒"), "price": 30, "worth": 30, "unit_cost": 20,
             "claims_share": 0.04, "weight": 5},
        ],
        "stocks": [{"key": "jelly", "name": text("冻"), "start": 100, "can_order": 80, "daily_other_use": 2}],
        "accounts": [
            {"key": "main", "channel": "square", "port": "feed", "name": text("主号"), "followers": 40},
            {"key": "sub", "channel": "lane", "port": "feed", "name": text("子号"), "followers": 20},
            {"key": "letter", "channel": "square", "port": "official", "name": text("订阅号"), "followers": 30},
        ],
        "money": 1000, "hours": 50, "goals": [goal("orders", 100), goal("reach", 400)],
        "issues": [
            {"key": "flu", "claim": text("谣言"), "about": "public", "credibility": 0},
            {"key": "hair", "claim": text("异物"), "about": "brand", "credibility": 0},
        ],
        "creators": [
            {"key": "honest", "name": text("真"), "channel": "square", "followers": 50_000, "price": 900,
             "topics": {"food_drink": 1}},
            {"key": "padded", "name": text("水"), "channel": "square", "followers": 50_000, "price": 900,
             "topics": {"food_drink": 1}, "padded": 0.7},
        ],
        "levers": ("publish",),
    }  # fmt: skip
    return Scenario.model_validate({**raw, **changes})


def tiny_world(monkeypatch: Any, **changes: Any) -> World:
    """Return a fresh world; the test channels are registered only while the test runs."""
    for cls in (Square, Lane):
        monkeypatch.setitem(ch._REGISTRY, cls.name, cls())
    monkeypatch.setattr(ch, "_discover", lambda: None)
    return World(tiny_case(**changes), tiny_audience(), seeds=SEEDS)


def post(
    world: World, key: str, *, account: str = "main", brand: int = 0, fields: Any = None, **counts: int
) -> int:
    """Publish a piece and give it counts."""
    spec = world.account(account)
    row = world.publish(
        ItemSpec(
            id=sum(map(ord, key)) * 7919 + len(key), key=key, title=key, channel=spec.channel, port=spec.port,
            brand=brand, account=account, fields={it.DURATION: 25, **(fields or {})},
        )
    )  # fmt: skip
    add(world, row, **counts)
    return row


def add(world: World, row: int, **counts: int) -> None:
    for name, amount in counts.items():
        world.items.totals[row, COUNTER[name]] += amount
        world.items.cube[row, COUNTER[name], 0] += amount


def order(
    world: World, row: int, product: int, *, price: int, state: int = OPEN, person: int = 0, due: int = 0
) -> None:
    block = np.zeros((1, 10), np.int64)
    block[0, [O_PERSON, O_PRODUCT, O_MINUTE, O_PRICE, O_ROW]] = person, product, world.minute, price, row
    world.book.rows = np.vstack([world.book.rows, block])
    world.book.rows[-1, [O_STATE, O_DUE, O_KEY]] = state, due, world.book.rows.shape[0]


def play_to(world: World, minute: int) -> None:
    """Let time pass: keep the hourly totals as the step loop does, with nothing happening."""
    from simulator.kpis import note_hour

    while world.minute < minute:
        world.minute = min(minute, (world.minute // 60 + 1) * 60)
        if world.minute % 60 == 0:
            world.hourly.append(world.items.totals[: world.items.count].copy())
            note_hour(world)
