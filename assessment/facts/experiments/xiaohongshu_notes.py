"""Small creators on Xiaohongshu: how unequal the likes of their notes are (fact E16)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import open_platform, platform, shares_of
from assessment.facts.statistics import gini
from scenarios.loader import build_case
from simulator import items as it
from simulator.counters import COUNTER
from simulator.randomness import Seeds, draw_array
from simulator.scenario import Scenario
from simulator.world import OUTSIDE, ItemSpec

AGENTS, CREATORS, NOTES = 120_000, 24, 10
UPLOAD_DAYS, DAYS = 8, 14
MEDIAN_FANS, SPREAD_FANS = 300.0, 1.2
"""Followers of the small creators of the record's niche (E13, E16; assumed)."""
CRAFT, EACH, HOOK = 24.0, 34.0, 40.0
"""Deviation of quality between creators and within, and of cover and title (0 to 255; assumed)."""


def _case(agents: int) -> Scenario:
    base = platform("xiaohongshu", "note", agents=agents, days=DAYS).model_dump(mode="json")
    fans = _fans(Seeds(world=2, chance=0), agents)
    text = {"zh": "博主", "en": "creator"}
    base["accounts"] = [
        {"key": f"c{k}", "channel": "xiaohongshu", "port": "note", "name": text, "followers": int(count)}
        for k, count in enumerate(fans)
    ]
    return build_case(base, "platform experiment")


def _fans(seeds: Seeds, agents: int) -> NDArray[np.int64]:
    fans = np.exp(np.log(MEDIAN_FANS) + SPREAD_FANS * ndtri(shares_of(seeds, "xhs.fans", CREATORS)))
    return np.minimum(fans, agents // 20).astype(np.int64)


def _plan(seeds: Seeds) -> dict[int, list[ItemSpec]]:
    total = CREATORS * NOTES
    craft = ndtri(shares_of(seeds, "xhs.craft", CREATORS))
    piece, hook = (ndtri(shares_of(seeds, name, total)) for name in ("xhs.piece", "xhs.hook"))
    first = (shares_of(seeds, "xhs.topic", CREATORS) * 24).astype(int)
    tick = (shares_of(seeds, "xhs.when", total) * UPLOAD_DAYS * 144).astype(int)
    ids = draw_array(seeds.world_key("facts.xhs"), np.arange(total)).view(np.int64)
    out: dict[int, list[ItemSpec]] = {}
    for k in range(total):
        who = k % CREATORS
        topics = tuple(64 if topic == first[who] else 0 for topic in range(24))
        quality = int(np.clip(128 + CRAFT * craft[who] + EACH * piece[k], 10, 245))
        spec = ItemSpec(
            id=int(ids[k]), key=f"n{k}", title=f"note {k}", channel="xiaohongshu", port="note", brand=OUTSIDE,
            account=f"c{who}", topics=topics,
            fields={
                it.QUALITY: quality, it.HOOK: int(np.clip(128 + HOOK * hook[k], 10, 245)), it.DURATION: 30,
            },
        )  # fmt: skip
        out.setdefault(int(tick[k]), []).append(spec)
    return out


def run(seed: int, scale: float) -> tuple[Findings, Tables]:
    """Run one replicate; see `assessment.facts.experiment`."""
    agents = max(6_000, round(AGENTS * scale))
    sim = open_platform(_case(agents), seed)
    plan = _plan(sim.world.seeds)
    for tick in range(DAYS * 144):
        for spec in plan.get(tick, ()):
            sim.world.publish(spec)
        sim.step()
    count = sim.world.items.count
    likes = sim.world.items.totals[:count, COUNTER["likes"]].astype(float)
    who = sim.world.items.fields[:count, it.ACCOUNT]
    logs = np.log(likes + 1)
    within = [float(np.std(logs[who == k], ddof=1)) for k in np.unique(who)]
    values = {"E16.xhs_like_gini": gini(likes), "E16.xhs_within_creator_ln_sd": float(np.mean(within))}
    return Findings(values=values, volume={"people": agents, "notes": count}), {}


EXPERIMENTS = (Experiment(name="xiaohongshu_notes", facts=("E16",), run=run),)
