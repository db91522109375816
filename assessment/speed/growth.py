"""How the cost grows with people, ticks, contents and channels: slopes of log-log lines."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np

from assessment.facts.platform import WORLD
from assessment.form import load_form
from assessment.speed.kept import Measured
from scenarios.loader import build_case
from simulator import items as it
from simulator.channel import channels
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.topics import TOPIC_KEYS
from simulator.world import ItemSpec

SLOPE = 1.05
"""Steepest line that counts as growing in proportion."""
PEOPLE = (40_000, 80_000, 160_000, 320_000)
DAYS = (1, 2, 4, 8)
CONTENTS = (4, 8, 16, 32)
CHANNELS = ("short_video", "wechat", "weibo", "xiaohongshu", "bilibili")
"""All but the live room, whose cost is that of its own hours."""
USUAL_PEOPLE, USUAL_DAYS, USUAL_CONTENTS = 40_000, 2, 8
ROUNDS = 3


def quiet_case(names: Sequence[str], people: int, days: int) -> Scenario:
    """Return a case on some channels with one account on each, in which nobody decides anything."""
    text = {"zh": "规模", "en": "size"}
    accounts = [
        {
            "key": f"a{k}",
            "channel": each.name,
            "port": each.ports[0].key,
            "name": text,
            "followers": people // 20,
        }
        for k, each in enumerate(channels(names))
    ]
    values: dict[str, object] = {
        "id": "size", "version": 1, "title": text, "level": "junior", "brief": text, "days": days, "settlement_days": 0,
        "channels": list(names), "money": 0, "hours": 1, "levers": ["publish"],
        "audience": {"agents": people, "people_per_agent": 1},
        "brand": {"name": text, "pillars": [{"key": "any", "name": text, "topics": {"comedy": 1}}]},
        "accounts": accounts, "goals": [{"key": "reach", "kpi": "reach", "label": text, "target": 1, "weight": 1}],
    }  # fmt: skip
    return build_case(values, "growth of the cost")


def cost_of(names: Sequence[str], *, people: int, days: int, contents: int) -> float:
    """Return the CPU seconds of some days of a campaign with so many contents on each channel.

    All contents are there from the first minute; the first hour is not counted, in which a process
    reads its people and finds its kernels.
    """
    form = load_form(quiet_case(names, people, days + 1), world=WORLD)
    sim = Simulation(form.scenario, form.audience, seeds=Seeds(world=WORLD, chance=1))
    for account, channel in enumerate(channels(names)):
        for k in range(contents):
            name = f"{channel.name}.{k}"
            sim.world.publish(
                ItemSpec(
                    id=1000 * account + k, key=name, title=name, channel=channel.name, port=channel.ports[0].key, brand=0,
                    account=f"a{account}", topics={TOPIC_KEYS[k % len(TOPIC_KEYS)]: 64}, fields={it.DURATION: 30},
                    notes={},
                )
            )  # fmt: skip
    sim.advance(hours=1)
    begun = time.process_time()
    sim.advance(days=days)
    return time.process_time() - begun


def measure_growth(told: Callable[[int, int], None] | None = None) -> Measured:
    """Measure the cost along four directions and return the points and slopes."""
    values: dict[str, float] = {}
    total, done = len(PEOPLE) + len(DAYS) + len(CONTENTS) + 2 * len(CHANNELS), 0

    def point(name: str, size: int, names: Sequence[str], **sizes: int) -> float:
        nonlocal done
        usual = {"people": USUAL_PEOPLE, "days": USUAL_DAYS, "contents": USUAL_CONTENTS}
        values[f"{name}.{size}"] = cost = min(cost_of(names, **usual | sizes) for _ in range(ROUNDS))
        done += 1
        if told is not None:
            told(done, total)
        return cost

    some = CHANNELS[:3]
    for people in PEOPLE:
        point("people", people, some, people=people)
    for days in DAYS:
        point("ticks", days * 144, some, days=days)
    for contents in CONTENTS:
        point("contents", contents, some, contents=contents)
    alone = [point(f"alone.{name}", 1, (name,)) for name in CHANNELS]
    values["channels.1"] = statistics.fmean(alone)  # whichever channel comes first, the line is the same
    for count in range(2, len(CHANNELS) + 1):
        together = point("channels", count, CHANNELS[:count])
        values[f"channels.{count}"] = together * values["channels.1"] * count / sum(alone[:count])
    for name in ("people", "ticks", "contents", "channels"):
        values[f"slope.{name}"] = slope_of(points_of(values, name))
    return Measured(name="growth", values=values)


def points_of(values: dict[str, float], name: str) -> list[tuple[int, float]]:
    """Return the measured points of one direction: size, CPU seconds."""
    found = [(key.split("."), cost) for key, cost in values.items() if key.startswith(f"{name}.")]
    return sorted((int(parts[1]), cost) for parts, cost in found)


def slope_of(points: Sequence[tuple[int, float]]) -> float:
    """Return the slope of a straight line through the logarithms.

    Examples
    --------
    >>> round(slope_of([(1, 3.0), (2, 6.0), (4, 12.0)]), 3)
    1.0
    """
    sizes, costs = (np.log([point[k] for point in points]) for k in (0, 1))
    return float(np.polyfit(sizes, costs, 1)[0])
