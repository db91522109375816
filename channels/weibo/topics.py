"""Topics: which posts belong together, how hot they are, and their places on the hot list."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.weibo import parameters as pm
from channels.weibo.hot_list import CLOCK, LIST_SIZE, UNIT, background, title_of
from simulator import items as it
from simulator.channel import Tick
from simulator.counters import COUNTER, SOURCE
from simulator.decisions import Publish
from simulator.items import ItemCard
from simulator.kernel import kernel
from simulator.observation import HotTopic
from simulator.tables import halved
from simulator.topics import TOPICS
from simulator.world import World

LINES_SHOWN = 10
HEAT_OF = (("views", 1), ("likes", 1), ("comments", 5), ("reposts", 10))
"""What reading, liking, discussing and reposting add to a topic's heat (assumed; Weibo publishes no weights)."""
HEAT_COLUMNS = np.array([COUNTER[name] for name, _ in HEAT_OF])
HEAT_WEIGHTS = np.array([weight for _, weight in HEAT_OF], np.int64)
S_PAID = SOURCE["paid"]


def _topic_of(world: World, card: ItemCard) -> tuple[str, str, str] | None:
    """Return (key, title, issue) of the topic a post belongs to: the claim's, or its first tag's."""
    f = world.items.fields[card.row]
    issue = max(int(f[it.CLAIM]), int(f[it.ANSWER]))
    if issue >= 0:
        spec = world.scenario.issues[issue]
        return "issue:" + spec.key, spec.claim.zh[:24], spec.key
    decision = next((d for d in world.decisions if d.key == card.key), None)
    if isinstance(decision, Publish) and decision.tags:
        tag = decision.tags[0].strip("#")
        return "tag:" + tag, tag, ""
    return None


def join_topic(world: World, row: int) -> None:
    """Put a post under its topic, and open the topic if it is new."""
    state = world.state["weibo"]
    found = _topic_of(world, world.items.cards[row])
    if found is None:
        return
    key, title, issue = found
    keys = [topic["key"] for topic in state["topics"]]
    if key not in keys:
        state["topics"].append(
            {"key": key, "title": title, "issue": issue, "own": 0, "best": 0, "entered": -1}
        )
        keys.append(key)
    at = keys.index(key)
    state["topic"][row] = at
    state["topics"][at]["own"] |= int(world.items.fields[row, it.BRAND] == 0 and not issue)


@kernel
def _warm(
    totals: Any, sources: Any, columns: Any, weights: Any, topic: Any, kept: Any, counted: Any, heat: Any
) -> None:  # pragma: no cover - compiled
    """Let heat fade to ``kept``/4096 and add what was read, said and reposted since; compiled.

    What was bought does not count as read (operations 4.2: advertising is left out).
    """
    for row in range(topic.shape[0]):
        if topic[row] < 0:
            continue
        now = -sources[row, 1, S_PAID]
        for k in range(columns.shape[0]):
            now += totals[row, columns[k]] * weights[k]
        heat[row] = (heat[row] * kept >> 12) + ((now - counted[row]) << 8)
        counted[row] = now


def warm(world: World, tick: Tick) -> None:
    """Let the heat of all posts under topics fade, and add what happened to them in the tick."""
    state, items = world.state["weibo"], world.items
    first, last = tick.within
    passed = int(CLOCK[last] - CLOCK[first]) >> 8
    half = max(1, int(world.params["weibo"][pm.P_HEAT]))
    kept = int(halved.py_func(passed, half))
    _warm(
        items.totals, items.sources, HEAT_COLUMNS, HEAT_WEIGHTS, state["topic"], kept, state["counted"], state["heat"]
    )  # fmt: skip


@kernel
def _stand(
    fields: Any, topic: Any, heat: Any, place: Any, others: Any, out: Any
) -> None:  # pragma: no cover - compiled
    """Write each topic's heat in the background's unit and its rank (0: not on the list); compiled.

    An answer takes attention from its claim's topic and does not heat it.
    ``place`` is the heat of the fiftieth place in weighted reads of simulated people, times 1000.
    """
    for row in range(topic.shape[0]):
        if topic[row] >= 0 and fields[row, it.ANSWER] < 0:
            out[topic[row], 0] += heat[row]
    for t in range(out.shape[0]):
        out[t, 0] = out[t, 0] * UNIT * 1000 // (256 * place)
    for t in range(out.shape[0]):
        above = 0
        for k in range(others.shape[0]):
            above += others[k] >= out[t, 0]
        for other in range(out.shape[0]):
            above += out[other, 0] > out[t, 0]
        out[t, 1] = above + 1 if above < LIST_SIZE else 0


def crowds(world: World) -> list[tuple[int, int]]:
    """Return (topic row, points) of the trends that draw attention now."""
    return [(topic, points) for topic, points, until in world.trends if until > world.minute and points > 0]


def _trending(world: World, heats: NDArray[np.int32]) -> list[tuple[int, str]]:
    """Return (heat, title) of the list's lines that trends of the day take, from the top down."""
    return [
        (int(heats[j]) * 9 // 8, f"{TOPICS[topic].zh}热议{j + 1}")
        for topic, points in crowds(world) for j in range(min(8, 1 + points // 64))
    ]  # fmt: skip


def _place(world: World) -> int:
    return max(1, int(world.state["weibo"]["users"]) * int(world.params["weibo"][pm.P_ENTRY]))


def standing(world: World) -> NDArray[np.int64]:
    """Return (heat in the background's unit, rank or 0) of each topic now, one row a topic."""
    state = world.state["weibo"]
    others = background(world.seeds, world.minute // 1440)[0][world.minute % 1440]
    if world.trends:
        extra = [heat for heat, _ in _trending(world, others)]
        others = np.concatenate([others, np.array(extra, np.int32)])
    out = np.zeros((len(state["topics"]), 2), np.int64)
    _stand(world.items.fields, state["topic"], state["heat"], _place(world), others, out)
    return out


def note_entries(world: World, now: NDArray[np.int64]) -> None:
    """Write down when a topic gets on the list and how high it came; say so when it enters."""
    for topic, rank in zip(world.state["weibo"]["topics"], now.tolist(), strict=True):
        if rank == 0:
            continue
        if topic["entered"] < 0:
            topic["entered"] = world.minute
            title = topic["title"]
            world.signal(
                "platform", f"话题#{title}#登上同城热搜第 {rank} 位", f"#{title}# is number {rank} of the local hot list",
                channel="weibo", level="warning" if topic["issue"] else "info",
            )  # fmt: skip
        topic["best"] = rank if topic["best"] == 0 else min(rank, topic["best"])


def hot_lines(world: World) -> list[HotTopic]:
    """Return the hot list: its first ten, and own and claim topics wherever they are on it."""
    heats, ids = (part[world.minute % 1440] for part in background(world.seeds, world.minute // 1440))
    # a background topic stands here by its number: most of the fifty are not shown and need no title
    lines: list[tuple[int, str | int, bool, str | None]] = [
        (heat, topic, False, None) for heat, topic in zip(heats.tolist(), ids.tolist(), strict=True)
    ]
    lines += [(heat, title, False, None) for heat, title in _trending(world, heats)]
    mine = zip(standing(world).tolist(), world.state["weibo"]["topics"], strict=True)
    lines += [(heat, t["title"], bool(t["own"]), t["issue"] or None) for (heat, rank), t in mine if rank]
    lines = sorted(lines, key=lambda line: -line[0])[:LIST_SIZE]
    return [
        HotTopic(
            rank=rank, title=title if isinstance(title, str) else title_of(world.seeds, title),
            heat=_shown_heat(world, heat), own=own, issue=issue,
        )
        for rank, (heat, title, own, issue) in enumerate(lines, start=1)
        if rank <= LINES_SHOWN or own or issue
    ]  # fmt: skip


def _shown_heat(world: World, heat: int) -> int:
    """Return a heat as the list shows it: in real people's reads, comments and reposts."""
    return heat * _place(world) * world.scenario.audience.people_per_agent // (UNIT * 1000)
