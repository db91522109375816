"""Published signs without a number, on Weibo: who makes hot posts, what spreads, when to answer.

Each compares paired runs or parts of one run that differ in the one thing the sign is about.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from assessment.facts.experiments.weibo_reposts import Tree, trees_of, virality
from assessment.facts.platform import open_platform, platform, shares_of
from channels.weibo import repost_log
from channels.weibo.spread import put_off
from simulator import items as it
from simulator.counters import COUNTER, SOURCE
from simulator.pending import FIELDS
from simulator.simulation import Simulation
from simulator.world import OUTSIDE, ItemSpec
from tests.channels.test_weibo import answered, case, claim, play, run_of

AGENTS = 20_000
NEWS = {it.TREND: 160, it.HOOK: 170}
"""Fields of a post on a matter of the day that many pass on."""


def square(days: int, seed: int = 1, agents: int = AGENTS, **overrides: int) -> Simulation:
    scenario = platform("weibo", "blue_v", agents=agents, days=days)
    return open_platform(scenario, seed, overrides={"weibo": overrides})


def post(sim: Simulation, number: int, fields: dict[int, int], **notes: int) -> int:
    return sim.world.publish(
        ItemSpec(
            id=1000 + number, key=f"p{number}", title="x", channel="weibo", port="blue_v", brand=OUTSIDE,
            topics={"news_society": 1}, fields=fields, notes=notes,
        )
    )  # fmt: skip


def users(sim: Simulation) -> Any:
    return np.flatnonzero(sim.world.audience.app_rate("weibo") > 0)


# ---- D13: who makes hot posts ----------------------------------------------------------------


def hot_share_of_the_well_known(sim: Simulation) -> float:
    """Return which part of the most reposted posts is by the best-known 1 % of users, if everybody posts once.

    All of these post, and a sample of the others that stands for all of them.
    """
    people = users(sim)
    followers = np.diff(sim.world.audience.followers.indptr)[people]
    ranked = people[np.argsort(-followers, kind="stable")]
    well_known, rest = np.split(ranked, [people.size // 100])
    sample = rest[np.argsort(shares_of(sim.world.seeds, "signs.sample", rest.size))[:300]]
    weight = np.append(np.ones(well_known.size), np.full(sample.size, rest.size / sample.size))
    for number, person in enumerate([*well_known.tolist(), *sample.tolist()]):
        post(sim, number, NEWS, author=person)
    while not sim.finished:
        sim.step()
    reposts = np.bincount(repost_log(sim.world)[:, 0], minlength=weight.size)
    order = np.argsort(-reposts, kind="stable")
    hot = order[np.cumsum(weight[order]) <= people.size / 200]  # the most reposted half per cent
    return float(weight[hot][hot < well_known.size].sum() / weight[hot].sum())


def test_few_well_known_people_make_much_of_what_is_hot():
    assert hot_share_of_the_well_known(square(3)) >= 0.4  # D13: 46.5 % by 0.1 % of users
    assert hot_share_of_the_well_known(square(3, expose_chance=0)) < 0.4  # nobody is followed


# ---- D14: how often one has to be told -------------------------------------------------------


def passed_on_after(meetings: int, **overrides: int) -> int:
    """Return how many pass a post on when each user comes upon a friend's repost so many times."""
    sim = square(1, expose_chance=0, **overrides)
    row = post(sim, 0, NEWS)
    people = users(sim)
    for k in range(meetings):
        due = np.zeros((people.size, FIELDS), np.int64)
        due[:, 0], due[:, 1], due[:, 2] = 60 + 90 * k, people, row
        due[:, 3], due[:, 4] = SOURCE["repost"], 1
        put_off(sim.world, due)
    sim.advance(hours=8)
    return int(sim.world.items.totals[row, COUNTER["reposts"]])


def test_a_second_friend_convinces_and_a_third_hardly():
    once, twice, thrice = (passed_on_after(k) for k in (1, 2, 3))
    assert twice > 1.2 * once  # D14: rises to two
    assert thrice - twice < 0.5 * (twice - once)  # and gains no more
    assert passed_on_after(3, repeat=-300) - twice > 0.5 * (twice - once)  # because people tire of it


# ---- D15: anger, joy, and what is quiet ------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_anger_spreads_more_than_joy_and_joy_more_than_sadness(seed: int):
    # sadness does not rouse: a sad text is a quiet one, for readers without the heat of a bitter one
    reposts = []
    for tone in (-60, 60, 0):
        sim = square(3, seed)
        row = post(sim, 0, NEWS | {it.TONE: tone}, seed_people=4000)
        sim.advance(days=3)
        reposts.append(int(sim.world.items.totals[row, COUNTER["reposts"]]))
    angry, glad, sad = reposts
    assert angry > 1.15 * glad > 1.15 * sad > 0


# ---- F8, F9: the shape of what is passed on --------------------------------------------------


@cache
def everyday() -> list[Tree]:
    """Return the trees of plain posts: many by ordinary people, some by accounts with many readers."""
    sim = square(5, agents=60_000)
    people = users(sim)
    drawn = (shares_of(sim.world.seeds, "signs.authors", 300) * people.size).astype(int)
    for number, person in enumerate(people[drawn].tolist()):
        post(sim, number, {}, author=person)
    readers = np.geomspace(500, 12_000, 60).astype(int).tolist()
    for number, many in enumerate(readers):
        post(sim, 300 + number, {}, seed_people=many)
    while not sim.finished:
        sim.step()
    return trees_of(sim, [False] * sim.world.items.count)


def test_most_posts_end_within_one_degree_and_few_people_adopt_further_away():
    trees = everyday()
    beyond = sum(tree.depth.max() > 1 for tree in trees if tree.row < 300)
    assert beyond <= 0.1 * 300  # F8: at least nine in ten people's posts stop within one degree, or at once
    depth = np.concatenate([tree.depth for tree in trees])
    assert (depth >= 3).mean() < 0.2  # F8: a tiny share of adoptions is made at depth 3 and more


def test_large_trees_are_wide_rather_than_deep():
    # that depth does not grow with size is fact D3, of cascades of hundreds (`quanmei facts`); a town's are smaller
    large = [tree for tree in everyday() if tree.person.size >= 12]
    assert len(large) >= 15
    assert np.median([virality(tree.parent) for tree in large]) < 3.6  # F9: low


# ---- E22: answering early --------------------------------------------------------------------


def negative_volume(hours: int | None, chance: int) -> int:
    """Return bitter comments and reposts under a claim of the morning answered so many hours later."""
    scenario = case(claim("D1 09:00", 1500, posts=8, hours=4, later_followers=600, tone=-60), days=4)
    plan = [] if hours is None else [answered("a", (9 + hours) * 60)]
    world = play(run_of(scenario, chance=chance), plan, days=4).world
    rows = np.flatnonzero(world.items.fields[: world.items.count, it.CLAIM] >= 0)
    columns = [COUNTER["negative_comments"], COUNTER["reposts"]]
    return int(world.items.totals[rows][:, columns].sum())


def test_an_early_answer_saves_most_and_the_gain_shrinks_after_four_hours():
    chances = range(1, 5)
    never, at_once, at_four, at_twelve = (
        sum(negative_volume(hours, chance) for chance in chances) for hours in (None, 1, 4, 12)
    )
    assert at_once < at_four < never
    assert at_four <= at_twelve <= never
    assert (at_four - at_once) / 3 > (at_twelve - at_four) / 8  # an hour is worth most in the first four
