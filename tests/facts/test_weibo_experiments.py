"""The experiments of Weibo on a small scale: they run, say the same again, and are of this world."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from assessment.facts.experiment import Findings, Tables, experiment_named
from assessment.facts.experiments.weibo_hot_list import spells_of
from assessment.facts.experiments.weibo_reposts import virality
from assessment.facts.targets import targets

SCALES = {"weibo_reposts": 0.05, "weibo_hot_list": 0.25}
LOOSE = {
    "D1.repost_depth1_share": (0.3, 0.95),
    "D2.struct_virality_median": (1.8, 5),
    "D6.curve_max_error": (0, 0.3),
    "D7.repost_t50_h_median": (0.5, 15),
    "D8.delay_slope_10_1000min": (-1.5, -0.4),
    "D10.reposter_followers_ln_sd": (1.5, 3.5),
    "F15.branching_ratio_post_seed": (0.05, 0.7),
    "D16.hot_minutes_median": (80, 200),
    "D17.first_over_last": (7, 30),
    "D21.hot_rank_heat_slope": (-1.1, -0.5),
    "D22.overnight_over_daytime": (1.5, 7),
    "D25.topic_reads_cum_3h": (0.3, 0.8),
}


@pytest.fixture(scope="module", params=SCALES)
def done(request: pytest.FixtureRequest) -> tuple[str, Findings, Tables]:
    name = str(request.param)
    return name, *experiment_named(name).run(1, SCALES[name])


def test_every_published_figure_of_its_facts_is_measured(done: tuple[str, Findings, Tables]):
    name, findings, _ = done
    facts = experiment_named(name).facts
    wanted = {target.key for target in targets() if target.fact in facts}
    found = dict(findings.values)
    assert wanted <= set(found)
    assert all(math.isfinite(value) for value in found.values())


def test_the_measures_are_of_this_world(done: tuple[str, Findings, Tables]):
    for key, value in done[1].values.items():  # noqa: PD011 - no table
        low, high = LOOSE.get(key, (-math.inf, math.inf))
        assert low <= value <= high, key


def test_the_same_seed_says_the_same_and_another_does_not(done: tuple[str, Findings, Tables]):
    name, findings, tables = done
    again, same = experiment_named(name).run(1, SCALES[name])
    assert again == findings
    for key, table in tables.items():
        pd.testing.assert_frame_equal(table, same[key])
    assert experiment_named(name).run(2, SCALES[name])[0] != findings


def test_the_raw_tables_have_the_columns_they_are_published_with(done: tuple[str, Findings, Tables]):
    wanted = {
        "repost_trees": ["root", "node", "parent", "seconds", "follower_count"],
        "hot_list": ["topic", "minute", "rank", "heat"],
        "hot_topics": ["topic", "hour", "reads", "discussions", "originals"],
    }
    for key, table in done[2].items():
        assert list(table.columns) == wanted[key]
        assert len(table) > 0


def test_a_smaller_scale_is_a_smaller_experiment(done: tuple[str, Findings, Tables]):
    assert done[1].volume.get("people", 0) <= 20_000
    assert done[1].volume.get("days", 0) <= 7


def test_every_repost_hangs_on_its_tree_and_is_later_than_what_it_passes_on():
    _, tables = experiment_named("weibo_reposts").run(1, 0.05)
    trees = tables["repost_trees"]
    assert trees["node"].is_unique
    inner = trees[trees["parent"] != trees["root"]]
    parents = trees.set_index("node").loc[inner["parent"]]
    assert (parents["root"].to_numpy() == inner["root"].to_numpy()).all()
    assert (parents["seconds"].to_numpy() < inner["seconds"].to_numpy()).all()


def test_a_chain_is_more_viral_than_a_star():
    assert virality(np.zeros(40, int)) < 2 < virality(np.arange(40))


def test_a_short_absence_does_not_end_a_stay_on_the_list():
    topics = np.zeros((200, 1), np.int64)
    heats = np.full((200, 1), 9, np.int64)
    topics[:, 0] = np.where(np.arange(200) // 40 == 1, 1, 2)  # topic 1 has minutes 40 to 79
    heats[100:120] = 0  # twenty minutes without topic 2, then eighty
    heats[150:] = 0
    spells = spells_of(np.append(heats, heats * 0, axis=0), np.append(topics, topics, axis=0))
    assert spells["minutes"].tolist() == [40, 70]
