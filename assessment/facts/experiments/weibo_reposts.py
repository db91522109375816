"""Repost trees: posts of many authors, passed on by the channel's own code, against CED (facts D1 to D10, F15).

What was collected as CED are posts that many people reposted (about 100 to 1,000 times), half of
them rumours, half true. The catalogue imitates how such posts were found, not how they spread: of
several drafts by each author the most catching one is posted, on a matter of the day, and trees
between the two sizes are looked at. Authors are accounts as a platform has them: few with many
readers (Pareto, fact D11), and some of the simulated people with the followers of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import open_platform, platform, shares_of
from assessment.facts.statistics import ln_sd, log_slope
from assessment.facts.targets import reference
from audience_models.networks import follower_counts
from channels.weibo import repost_log
from simulator import items as it
from simulator.counters import COUNTER
from simulator.people import N_TOPICS
from simulator.published import WEIBO_HOURLY_SHARE
from simulator.randomness import name_key
from simulator.simulation import Simulation
from simulator.topics import TOPIC_KEYS
from simulator.world import OUTSIDE, ItemSpec

PEOPLE, POSTS = 400_000, 520
OWN_POSTS = 20
"""Posts by simulated people, beside those of outsiders whom a part of the people read."""
DAYS = 16
READERS = (500, 50_000)
READERS_TAIL = 0.7
"""Readers of an author: Pareto between these, P(> x) = x**-0.7 (D11: about 1 on the whole platform;
who makes what spreads has more); tried 0.6-0.8."""
SIZES = (100, 1000)
"""Reposts of the trees that are looked at (CED: 13 to 961; facts.md H.6)."""
DRAFTS = 30
"""Drafts of which the most catching one is posted; assumed."""
SPREAD, TONE_SPREAD = 36, 30
"""Spread of quality and hook, and of tone; assumed."""
TONES = {True: -45, False: 10}
"""Usual tone of a rumour and of a true post; assumed (D15)."""
NEWS = 260
"""Score of being a matter of the day (`simulator.items.TREND`); assumed, tried 0-380. D3 hangs on the
catalogue: with these and other `READERS` the mean over seeds was between 0.11 and 0.23."""
RUMOURS = 0.44
"""Rumours among the posts (CED: 1,450 of 3,296)."""
HOURS = (0.25, 0.5, 1, 3, 6, 24, 72)
PUBLISHED = {
    False: (0.155, 0.239, 0.333, 0.464, 0.520, 0.795, 0.876),
    True: (0.080, 0.140, 0.229, 0.414, 0.533, 0.795, 0.898),
}
"""D6: mean share of a tree's reposts at `HOURS`, of true posts and of rumours; to compare with."""
COMPARED = (2, 3, 5)  # 1, 3 and 24 hours
SLOPES = {"2_60min": (2, 60), "10_1000min": (10, 1000), "gt1d": (1440, 20_160)}
PUBLISHED_SLOPES = {"2_60min": -0.46, "10_1000min": -0.82, "gt1d": -1.44}
"""D8: log-log slopes of the delay density; to compare with."""


Luck = Callable[[str, int], NDArray[np.float64]]
"""Keyed numbers in (0, 1): a name and how many."""


class Tree(NamedTuple):
    """One post's reposts in order of time."""

    row: int
    rumour: bool
    person: NDArray[np.int64]
    parent: NDArray[np.int64]
    """Number of the repost it was made from, 0 the post itself; reposts are numbered from 1."""
    delay: NDArray[np.int64]
    """Minutes since the post."""
    depth: NDArray[np.int64]


# ---- the platform ----------------------------------------------------------------------------


def catalogue(sim: Simulation, seed: int, scale: float) -> tuple[list[tuple[int, ItemSpec]], list[bool]]:
    """Return (minute, post) in order of time, and which are rumours."""
    count, seeds = round(POSTS * scale), sim.world.seeds

    def luck(name: str, many: int) -> NDArray[np.float64]:
        return shares_of(seeds, f"weibo.{name}.{seed}", many)

    rumour = luck("rumour", count) < RUMOURS
    quality, hook, tone = _drafts(luck, rumour)
    topics = _topics_of(sim, luck("topic", count))
    hour = np.minimum(23, np.searchsorted(np.cumsum(WEIBO_HOURLY_SHARE), luck("hour", count)))
    minute = (
        (luck("day", count) * 2).astype(int) * 1440 + hour * 60 + (luck("minute", count) * 60).astype(int)
    )
    notes = _authors(sim, luck("readers", count), scale)
    posts = []
    for k in np.argsort(minute, kind="stable").tolist():
        fields = {it.QUALITY: int(quality[k]), it.HOOK: int(hook[k]), it.TONE: int(tone[k]), it.TREND: NEWS}
        name = f"facts.weibo.{seed}.{k}"
        spec = ItemSpec(
            id=name_key(name), key=name, title=name, channel="weibo", port="blue_v", brand=OUTSIDE,
            topics=topics[k], fields=fields, notes=notes[k],
        )  # fmt: skip
        posts.append((int(minute[k]), bool(rumour[k]), spec))
    return [(at, spec) for at, _, spec in posts], [kind for _, kind, _ in posts]


def _drafts(luck: Luck, rumour: NDArray[np.bool_]) -> tuple[NDArray[np.int64], ...]:
    """Draw each author's drafts and keep the most catching: quality, hook, tone."""
    count, normal = rumour.size, NormalDist()

    def bells(name: str) -> NDArray[np.float64]:
        draws = luck(name, count * DRAFTS)
        return np.array([normal.inv_cdf(x) for x in draws]).reshape(count, DRAFTS)

    quality, hook = (np.clip(128 + SPREAD * bells(name), 0, 255).astype(int) for name in ("quality", "hook"))
    usual = np.where(rumour, TONES[True], TONES[False])[:, None]
    tone = np.clip(usual + TONE_SPREAD * bells("tone"), -100, 100).astype(int)
    catching = quality + hook + np.where(tone < 0, -4 * tone, 2 * tone)
    best = (np.arange(count), catching.argmax(axis=1))
    return quality[best], hook[best], tone[best]


def _topics_of(sim: Simulation, luck: NDArray[np.float64]) -> list[dict[str, int]]:
    """Give each post a topic that the public cares about, and a part of news."""
    liked = sim.world.audience.rows[:20_000, :N_TOPICS].mean(axis=0) ** 3
    chosen = np.searchsorted(np.cumsum(liked / liked.sum()), luck).clip(0, N_TOPICS - 1)
    out = []
    for topic in chosen.tolist():
        weights = {TOPIC_KEYS[topic]: 40}
        weights["news_society"] = weights.get("news_society", 0) + 24
        out.append(weights)
    return out


def _authors(sim: Simulation, luck: NDArray[np.float64], scale: float) -> list[Mapping[str, int]]:
    """Say who posts: an outsider with so many readers, or one of the people."""
    low, high = (scale * readers for readers in READERS)
    ends = low**-READERS_TAIL, high**-READERS_TAIL
    readers = (ends[0] - luck * (ends[0] - ends[1])) ** (-1 / READERS_TAIL)
    notes: list[Mapping[str, int]] = [{"seed_people": int(many)} for many in readers]
    people = sim.world.audience
    users = np.flatnonzero(people.app_rate("weibo") > 0)
    own = max(1, round(OWN_POSTS * scale))
    for k, person in enumerate(users[(luck[:own] * users.size).astype(int)].tolist()):
        notes[k] = {"author": person}
    return notes


def play(seed: int, scale: float) -> tuple[Simulation, list[bool]]:
    """Let everybody post within two days, and two weeks of reposting pass."""
    scenario = platform("weibo", "blue_v", agents=max(2000, round(PEOPLE * scale)), days=DAYS)
    sim = open_platform(scenario, seed)
    posts, rumours = catalogue(sim, seed, scale)
    waiting = posts[::-1]
    while not sim.finished:
        while waiting and waiting[-1][0] < sim.minute + 10:
            sim.world.publish(waiting.pop()[1])
        sim.step()
    return sim, rumours


# ---- trees -----------------------------------------------------------------------------------


def trees_of(sim: Simulation, rumours: list[bool]) -> list[Tree]:
    """Return the tree of every post that was reposted."""
    world = sim.world
    log = repost_log(world)
    # by post, then time: a repost is later than the one it was made from
    log = log[np.lexsort((log[:, 1], log[:, 3], log[:, 0]))]
    out = []
    for part in np.split(log, np.flatnonzero(np.diff(log[:, 0])) + 1):
        if part.shape[0] == 0:
            continue
        row = int(part[0, 0])
        number = {int(person): k for k, person in enumerate(part[:, 1].tolist(), start=1)}
        parent = np.array([number.get(p, 0) for p in part[:, 2].tolist()])
        since = part[:, 3] - int(world.items.fields[row, it.PUBLISHED])
        out.append(Tree(row, rumours[row], part[:, 1], parent, since, part[:, 4]))
    return out


def virality(parent: NDArray[np.int64]) -> float:
    """Return a tree's structural virality: the mean distance of two of its nodes (Wiener index).

    Parameters
    ----------
    parent : ndarray of int
        For node 1, 2, ... the number of its parent; node 0 is the root, parents come first.

    Examples
    --------
    >>> virality(np.array([0, 0])), virality(np.array([0, 1]))
    (1.3333333333333333, 1.3333333333333333)
    >>> virality(np.array([0, 1, 2]))
    1.6666666666666667
    """
    nodes = parent.size + 1
    below = np.ones(nodes)
    for k in range(nodes - 1, 0, -1):
        below[parent[k - 1]] += below[k]
    cut = below[1:]  # an edge lies on the way between those below it and all others
    return float(2 * (cut * (nodes - cut)).sum() / (nodes * (nodes - 1)))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(pd.Series(values).rank(), np.float64)


# ---- statistics ------------------------------------------------------------------------------


def shape_values(trees: list[Tree]) -> dict[str, float]:
    """Return the facts about the shape of trees: D1 to D5, F15."""
    depth = np.concatenate([tree.depth for tree in trees])
    spread = np.array([virality(tree.parent) for tree in trees])
    sizes = np.array([float(tree.person.size) for tree in trees])
    of_rumour = np.array([tree.rumour for tree in trees])
    children = np.concatenate([np.bincount(t.parent, minlength=t.person.size + 1)[1:] for t in trees])
    values = {f"D1.repost_depth{d}_share": float((depth == d).mean()) for d in (1, 2, 3, 4)}
    values["D1.repost_depth5_share"] = 1 - float(np.isin(depth, (1, 2, 3, 4)).mean())
    values["D1.depth2_over_depth1"] = values["D1.repost_depth2_share"] / values["D1.repost_depth1_share"]
    values["D2.struct_virality_median"] = float(np.median(spread))
    values["D2.struct_virality_p25"], values["D2.struct_virality_p75"] = np.quantile(spread, [0.25, 0.75])
    values["D3.spearman_size_sv"] = float(np.corrcoef(_ranks(sizes), _ranks(spread))[0, 1])
    values["D4.max_depth_median"] = float(np.median([tree.depth.max() for tree in trees]))
    if of_rumour.any() and not of_rumour.all():
        values["D5.rumour_sv_gap"] = float(np.median(spread[of_rumour]) - np.median(spread[~of_rumour]))
    values["F15.branching_ratio_post_seed"] = float(children.sum() / children.size)
    values["F15.parents_share"] = float((children > 0).mean())
    return values


def time_values(trees: list[Tree]) -> tuple[dict[str, float], dict[str, list[tuple[float, float]]]]:
    """Return the facts about when reposts are made, and the curves D6 and D8."""
    t50, t90 = (np.array([np.quantile(t.delay, q) / 60 for t in trees]) for q in (0.5, 0.9))
    values = {
        "D7.repost_t50_h_median": float(np.median(t50)),
        "D7.repost_t90_h_median": float(np.median(t90)),
    }
    values["D7.t90_over_t50"] = float(np.median(t90) / np.median(t50))
    minutes = np.array(HOURS) * 60
    grown = {
        kind: np.array([[(t.delay <= m).mean() for m in minutes] for t in trees if t.rumour == kind])
        for kind in (False, True)
    }
    errors = [
        abs(grown[kind].mean(axis=0)[k] - PUBLISHED[kind][k]) for kind in grown if grown[kind].size for k in COMPARED
    ]  # fmt: skip
    values["D6.curve_max_error"] = float(max(errors))
    both = np.concatenate([part for part in grown.values() if part.size]).mean(axis=0)
    curves = {"D6": list(zip(HOURS, both.tolist(), strict=True))}
    middle, density = _delay_density(np.concatenate([t.delay for t in trees]))
    for name, (first, last) in SLOPES.items():
        inside = (middle >= first) & (middle <= last)
        values[f"D8.delay_slope_{name}"] = log_slope(middle[inside], density[inside])
    values["D8.curve_max_error"] = max(
        abs(values[f"D8.delay_slope_{name}"] - slope) for name, slope in PUBLISHED_SLOPES.items()
    )
    curves["D8"] = list(zip(middle.tolist(), density.tolist(), strict=True))
    return values, curves


def _delay_density(delays: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the density of delays in the bins of the record."""
    middle = reference("ced_weibo_repost_delay_density")["min_mid"].to_numpy(float)
    step = (middle[1] / middle[0]) ** 0.5
    edges = np.append(middle / step, middle[-1] * step)
    count = np.histogram(np.maximum(delays, 1), edges)[0]
    return middle, count / np.diff(edges) / delays.size


def run(seed: int, scale: float) -> tuple[Findings, Tables]:
    """Play the platform and measure its trees."""
    sim, rumours = play(seed, scale)
    trees = trees_of(sim, rumours)
    low, high = max(8, SIZES[0] * scale), max(80, SIZES[1] * scale)
    measured = [tree for tree in trees if low <= tree.person.size <= high]
    followers = follower_counts(sim.world.audience.n, sim.world.seeds)
    values = shape_values(measured)
    timing, curves = time_values(measured)
    reposters = followers[np.concatenate([tree.person for tree in measured])]
    values |= timing | {"D10.reposter_followers_ln_sd": ln_sd(reposters)}
    values["D10.reposter_followers_median"] = float(np.median(reposters))
    totals = sim.world.items.totals[: sim.world.items.count].sum(axis=0)
    volume = {
        "people": sim.world.audience.n, "posts": sim.world.items.count, "trees": len(measured),
        "impressions": int(totals[COUNTER["impressions"]]), "reposts": int(totals[COUNTER["reposts"]]),
    }  # fmt: skip
    return Findings(values=values, curves=curves, volume=volume), {"repost_trees": _table(trees, followers)}


def _table(trees: list[Tree], followers: NDArray[np.int64]) -> pd.DataFrame:
    """Return all reposts: a repost whose parent is the root was made from the post itself.

    Minutes are simulated; the second within the minute is spread evenly over the repost's number.
    """
    parts, before = [], len(trees)
    for root, tree in enumerate(trees):
        node = before + np.arange(tree.person.size)
        parent = np.where(tree.parent == 0, root, before + tree.parent - 1)
        seconds = tree.delay * 60 + node * 37 % 60
        columns = [np.full(node.size, root), node, parent, seconds, followers[tree.person]]
        parts.append(np.stack(columns, axis=1))
        before += tree.person.size
    names = ["root", "node", "parent", "seconds", "follower_count"]
    return pd.DataFrame(np.concatenate(parts), columns=names)


EXPERIMENTS = (
    Experiment(
        name="weibo_reposts", facts=("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D10", "F15"), run=run
    ),
)
