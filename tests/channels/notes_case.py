"""A small case on any one channel (or several), and a panel of many creators on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from audience_models.population import load_audience
from simulator import decisions as dc
from simulator import items as it
from simulator.channel import channels
from simulator.counters import COUNTER, OWN_COUNTER
from simulator.people import Audience, AudienceSpec
from simulator.randomness import Seeds, draw_int
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.world import OUTSIDE, ItemSpec

AGENTS = 20_000
TOPICS = tuple([48, 16] + [0] * 22)


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def account(key: str, channel: str, port: str, followers: int = 600) -> dict[str, Any]:
    return {"key": key, "channel": channel, "port": port, "name": words("号"), "followers": followers}


def case(
    accounts: Sequence[Mapping[str, Any]], *, days: int = 10, agents: int = AGENTS, **changes: Any
) -> Scenario:
    tea = {"key": "tea", "name": words("茶"), "topics": {"food_drink": 48, "local_life": 16}}
    product = {
        "key": "p",
        "name": words("茶"),
        "price": 12.9,
        "worth": 12.9,
        "unit_cost": 6.2,
        "redeem": True,
    }
    creator = {
        "key": "koc", "name": words("探店小何"), "channel": accounts[0]["channel"], "followers": 4000, "price": 800,
        "topics": {"food_drink": 1}, "padded": 0.3,
    }  # fmt: skip
    raw = {
        "id": "notes-test", "version": 1, "title": words("测试"), "level": "middle", "brief": words("测试"),
        "days": days, "settlement_days": 0, "audience": {"agents": agents, "local_share": 0.9},
        "channels": list(dict.fromkeys(a["channel"] for a in accounts)), "money": 50_000, "hours": 5_000,
        "brand": {"name": words("青桠"), "pillars": [tea]}, "products": [product], "creators": [creator],
        "accounts": list(accounts), "levers": ["publish", "paid_order", "change_post", "book_creator"],
        "goals": [{"key": "g", "kpi": "orders", "label": words("单"), "target": 10, "weight": 100}],
    }  # fmt: skip
    return Scenario.model_validate({**raw, **changes})


@cache
def people(names: tuple[str, ...], agents: int) -> Audience:
    profiles = [channel.profile for channel in channels(names)]
    apps = tuple(dict.fromkeys(profile.app for profile in profiles))
    return load_audience(AudienceSpec(n_agents=agents, local_share=0.9, apps=apps), profiles, 7)


def read(title: str, copy: str = "", **_: Any) -> TextFeatures:
    return TextFeatures(
        topics=TOPICS, topic_match=80, length_chars=20, title_chars=10, effort=40, clickbait=10, hook=60,
        call_to_action=50, info_points=4, rumor_restated=0, sentiment=20, originality=100, model_hash="x",
    )  # fmt: skip


def run_of(scenario: Scenario, *, chance: int = 1, **options: Any) -> Simulation:
    audience = people(scenario.channels, scenario.audience.agents)
    return Simulation(scenario, audience, seeds=Seeds(world=7, chance=chance), reader=read, **options)


def post(key: str, at: int, **options: Any) -> dc.Publish:
    values = {"account": "main", "pillar": "tea", "title": "桂花乌龙冻", "hours": 6, "duration_s": 30}
    return dc.Publish.model_validate({"key": key, "at": at, **values, **options})


def play(sim: Simulation, decisions: Sequence[dc.Decision] = (), *, days: float) -> Simulation:
    """Hand in each decision in the tick before it takes effect, and play on."""
    waiting = sorted(decisions, key=lambda d: d.at or 0)
    while sim.minute < days * 1440:
        now = [d for d in waiting if (d.at or 0) < sim.minute + 10]
        waiting = waiting[len(now) :]
        assert not sim.step(now).refused
    return sim


def named(sim: Simulation, channel: str, *, brand: int | None = None) -> dict[str, int]:
    """Return all counts of a channel's pieces by name."""
    from simulator.channel import named_counts

    f = sim.world.items.fields[: sim.world.items.count]
    rows = f[:, it.CHANNEL] == sim.world.channel_index(channel)
    if brand is not None:
        rows &= f[:, it.BRAND] == brand
    totals = sim.world.items.totals[: sim.world.items.count][rows].sum(axis=0)
    return named_counts(sim.world.channel_of(channel), totals)


def _normal(seed: int, question: int) -> float:
    return sum(draw_int(seed, question, k) / 2**64 for k in range(6)) * 1.4142 - 4.2426


def panel(
    channel: str, port: str, *, creators: int, each: int, days: int, agents: int, lengths: Sequence[int]
) -> tuple[Simulation, Any]:
    """Play a platform of creators with skills, followers and better and worse pieces; return who made what."""
    accounts = [
        account(f"c{c}", channel, port, int(40 * np.exp(1.2 * _normal(77, c)))) for c in range(creators)
    ]
    sim = run_of(case(accounts, days=days, agents=agents))
    plan = sorted(
        (int((k + 0.5) * (days - 4) * 1440 / each) + draw_int(c, k, 9) % 600, c, k)
        for c in range(creators)
        for k in range(each)
    )
    for minute, c, k in plan:
        while sim.minute < minute:
            sim.step()
        _publish(sim, channel, port, (c, k), lengths)
    while sim.minute < days * 1440 - 10:
        sim.step()
    return sim, np.array([c for _, c, _ in plan])


def _publish(
    sim: Simulation, channel: str, port: str, which: tuple[int, int], lengths: Sequence[int]
) -> None:
    seed, skill = draw_int(1234, *which), _normal(99, which[0])
    topics = [40, *([0] * 23)]
    topics[1 + draw_int(seed, 5) % 23] = 24
    made = {
        column: int(np.clip(128 + 26 * (0.6 * skill + 0.8 * _normal(seed, question)), 10, 245))
        for column, question in ((it.QUALITY, 1), (it.HOOK, 2))
    }
    sim.world.publish(
        ItemSpec(
            id=seed, key=f"{which}", title="记", channel=channel, port=port, brand=OUTSIDE, account=f"c{which[0]}",
            topics=tuple(topics),
            fields=made | {
                it.INFO: int(np.clip(110 + 30 * _normal(seed, 3), 20, 250)),
                it.DURATION: lengths[draw_int(seed, 4) % len(lengths)],
            },
        )
    )  # fmt: skip


def gini(counts: Any) -> float:
    x = np.sort(np.asarray(counts, float))
    return float((2 * np.arange(1, x.size + 1) - x.size - 1) @ x / (x.size * x.sum()))


def by_age(sim: Simulation, row: int, counter: str = "views") -> Any:
    """Return what a piece counted in each hour of its age."""
    column = COUNTER.get(counter, OWN_COUNTER)
    first = int(sim.world.items.fields[row, it.PUBLISHED]) // 60
    curve = [int(kept[row, column]) if kept.shape[0] > row else 0 for kept in sim.world.hourly]
    return np.diff([0, *curve])[first:]
