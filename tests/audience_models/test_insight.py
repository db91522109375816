from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from audience_models.insight import (
    TRAITS,
    active_hours,
    app_overlap,
    group_sizes,
    make_panel,
    panel_features,
    tgi,
)
from simulator.errors import AudienceError, UnknownNameError
from simulator.people import Audience, AudienceProfile

WORLD = 20_260_701


@pytest.fixture(scope="module")
def panel(people: Audience):
    return make_panel(people, WORLD)


def test_a_panel_is_the_same_for_everybody_and_a_larger_one_contains_it(
    people: Audience, panel: NDArray[np.int64]
):
    assert np.array_equal(panel, make_panel(people, WORLD))
    assert len(panel) == len(np.unique(panel)) == 2_000
    assert np.isin(panel, make_panel(people, WORLD, size=4_000)).all()
    assert not np.array_equal(panel, make_panel(people, WORLD + 1))


def test_a_panel_of_nobody_is_refused(people: Audience):
    with pytest.raises(AudienceError, match="a panel of 0"):
        make_panel(people, WORLD, size=0)


@pytest.mark.parametrize("trait", TRAITS)
def test_the_truth_lies_within_the_stated_error(trait: str, people: Audience, panel: NDArray[np.int64]):
    asked = group_sizes(people, trait, panel=panel)
    truth = group_sizes(people, trait, panel=np.arange(people.n))
    assert asked["share"].sum() == pytest.approx(1)
    assert (truth["standard_error"] == 0).all()
    assert ((asked["share"] - truth["share"]).abs() <= 4 * asked["standard_error"] + 0.001).all()


def test_people_are_counted_in_real_people(people: Audience, panel: NDArray[np.int64]):
    sizes = group_sizes(people, "gender", panel=panel, people_per_agent=100)
    assert sizes["people"].sum() == pytest.approx(people.n * 100, rel=0.001)


def test_tgi_shows_that_weibo_is_young(people: Audience, panel: NDArray[np.int64]):
    table = tgi(people, people.app_rate("weibo") > 0, "age_band", panel=panel)
    index = dict(zip(table["group"], table["tgi"], strict=True))
    assert index["18-23"] > 150
    assert index["60+"] < 50
    assert (table["standard_error"] > 0).all()


def test_tgi_of_everybody_is_a_hundred_and_of_nobody_unknown(people: Audience, panel: NDArray[np.int64]):
    assert tgi(people, np.ones(people.n, bool), "gender", panel=panel)["tgi"].tolist() == pytest.approx(
        [100, 100]
    )
    assert tgi(people, np.zeros(people.n, bool), "gender", panel=panel)["tgi"].isna().all()


def test_active_hours_are_those_of_the_app(
    people: Audience, panel: NDArray[np.int64], profiles: tuple[AudienceProfile, ...]
):
    for profile in profiles:
        hours = active_hours(people, profile.app, panel=panel)
        published = np.array(profile.hourly_share) / sum(profile.hourly_share)
        assert hours["share"].sum() == pytest.approx(1)
        assert ((hours["share"] - published).abs() <= 4 * hours["standard_error"] + 0.002).all()


def test_overlap_is_conditional_on_the_first_app(people: Audience, panel: NDArray[np.int64]):
    table = app_overlap(people, panel=panel).set_index(["app", "also_uses"])["share"]
    assert table["weibo", "weibo"] == 1
    truth = (people.app_rate("weixin") > 0)[people.app_rate("weibo") > 0].mean()
    assert table["weibo", "weixin"] == pytest.approx(truth, abs=0.03)
    assert table["weixin", "weibo"] < table["weibo", "weixin"]


def test_an_unknown_trait_is_refused_with_a_suggestion(people: Audience, panel: NDArray[np.int64]):
    with pytest.raises(UnknownNameError, match="Did you mean 'gender'"):
        group_sizes(people, "gendr", panel=panel)


def test_features_of_the_panel_are_its_answers(people: Audience, panel: NDArray[np.int64]):
    features = panel_features(people, panel=panel)
    assert features.shape == (2_000, 29)
    assert np.array_equal(features["food_drink"], people.interests()[panel, 0])
