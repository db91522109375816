"""The people a trainee may know: a sample with errors, without seeds, cut into groups that delivery can aim at."""

from __future__ import annotations

import asyncio
import time
from functools import cache

import numpy as np
import pytest

from classroom.grouping import (
    MOST_GROUPS,
    SOLD_AGES,
    Grouping,
    distinctness,
    make_groups,
    reached_by,
    targeting_of,
)
from classroom.live_numbers import hour_body
from classroom.panel import CARDS, GROUPS, WHO, Panel, make_panel
from simulator.decisions import Targeting
from simulator.errors import AudienceError, UnknownNameError
from simulator.observation import Reading
from simulator.topics import TOPIC_KEYS
from tests.dashboards.sample import sample_panel
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import observation


@cache
def grouped() -> Grouping:
    return make_groups(sample_panel(), ["food_drink", "shopping_deals", "gaming", "age_band"], 3)


def test_the_panel_hangs_on_the_world_alone_and_a_larger_one_contains_it():
    panel = sample_panel()
    again = make_panel(scenario(), panel.audience, 7, size=400)
    larger = make_panel(scenario(), panel.audience, 7, size=600)
    other = make_panel(scenario(), panel.audience, 8, size=400)
    assert again.asked.tolist() == panel.asked.tolist()
    assert set(panel.asked) <= set(larger.asked)
    assert other.asked.tolist() != panel.asked.tolist()


def test_shares_of_a_trait_add_up_and_carry_their_error():
    groups = sample_panel().groups()
    for trait in WHO:
        rows = groups[groups["trait"] == trait]
        assert rows["group"].tolist() == list(GROUPS[trait])
        assert rows["share"].sum() == pytest.approx(1)
    inner = groups[(groups["share"] > 0.1) & (groups["share"] < 0.9)]
    assert (inner["standard_error"] > 0.005).all()
    assert (inner["standard_error"] < 0.03).all()


def test_everybody_has_an_average_tgi_everywhere():
    panel = sample_panel()
    everybody = np.ones(panel.size, dtype=bool)
    for trait in ("age_band", "interests", "apps"):
        assert panel.tgi(everybody, trait)["tgi"].dropna().to_numpy() == pytest.approx(100)


def test_an_age_group_stands_out_in_its_own_age_only():
    panel = sample_panel()
    found = panel.tgi(panel.members("age_band", "24-30"), "age_band").set_index("group")["tgi"]
    assert found["24-30"] > 500
    assert found["60+"] == 0


def test_nobody_in_a_target_group_gives_no_tgi_instead_of_zero():
    panel = sample_panel()
    assert panel.tgi(np.zeros(panel.size, dtype=bool), "apps")["tgi"].isna().all()


def test_a_group_that_does_not_exist_is_named():
    with pytest.raises(AudienceError, match="99"):
        sample_panel().members("age_band", "99")


def test_each_person_is_in_exactly_one_combination_of_apps():
    found = sample_panel().combinations()
    assert found["share"].sum() == pytest.approx(1)
    assert found["apps"].is_unique
    assert found["share"].is_monotonic_decreasing


def test_hours_of_an_app_add_up_to_a_day():
    hours = sample_panel().active_hours()
    assert hours.groupby("app")["share"].sum().to_numpy() == pytest.approx(1)
    assert (hours.groupby("app").size() == 24).all()


def test_other_cards_come_on_the_next_page_and_the_first_ones_come_back():
    panel = sample_panel()
    first = [one.person.name for one in panel.cards(0)]
    assert len(first) == CARDS
    assert [one.person.name for one in panel.cards(1)] != first
    assert [one.person.name for one in panel.cards(0)] == first
    assert panel.cards(0, np.zeros(panel.size, dtype=bool)) == []


def test_cards_are_not_simply_the_first_people_of_the_audience():
    panel = sample_panel()
    ages = [one.person.age for one in panel.cards()]
    assert max(ages) - min(ages) > 10


def test_answers_name_nobody_by_the_place_in_the_audience():
    panel = sample_panel()
    answers = panel.answers()
    assert answers["number"].tolist()[:2] == ["P0001", "P0002"]
    numeric = answers.select_dtypes("number")
    assert not any((numeric[column].to_numpy() == panel.asked).all() for column in numeric)
    assert len(answers) == panel.size
    assert set(TOPIC_KEYS) <= set(answers.columns)


def test_groups_share_out_the_panel_from_the_largest_down():
    found = grouped()
    members = np.array([group.members for group in found.groups])
    assert (members.sum(axis=0) == 1).all()
    shares = [group.share for group in found.groups]
    assert shares == sorted(shares, reverse=True)
    assert [group.number for group in found.groups] == [1, 2, 3]


def test_the_same_panel_is_cut_the_same_way_twice():
    again = make_groups(sample_panel(), ["food_drink", "shopping_deals", "gaming", "age_band"], 3)
    assert again.silhouette == grouped().silhouette
    assert [group.centroid for group in again.groups] == [group.centroid for group in grouped().groups]


def test_the_silhouette_is_known_for_every_number_of_groups():
    assert sorted(grouped().by_number) == list(range(2, MOST_GROUPS + 1))
    assert grouped().silhouette == grouped().by_number[3]


def test_a_centroid_is_the_mean_of_its_members_in_their_own_units():
    panel, group = sample_panel(), grouped().groups[0]
    mean = panel.audience.interests()[panel.asked[group.members], TOPIC_KEYS.index("gaming")].mean()
    assert group.centroid["gaming"] == pytest.approx(mean, abs=0.01)


def test_what_stands_out_is_surely_above_the_average():
    for group in grouped().groups:
        rows = group.standouts
        assert (rows["tgi"] - 2 * rows["standard_error"] > 100).all()


def test_a_targeting_catches_more_of_its_group_than_of_all():
    panel = sample_panel()
    aimed = [group for group in grouped().groups if group.targeting != Targeting()]
    assert aimed
    for group in aimed:
        assert group.caught > reached_by(panel, group.targeting).mean()
        assert group.kept > group.share


def test_a_targeting_without_bands_reaches_everybody_and_one_interest_of_several_is_enough():
    panel = sample_panel()
    assert reached_by(panel, Targeting()).all()
    one = reached_by(panel, Targeting(interests=("gaming",)))
    both = reached_by(panel, Targeting(interests=("gaming", "pets")))
    assert both.sum() > one.sum()
    assert (both | ~one).all()


def test_reach_follows_the_engine_s_own_rule():
    from simulator import paid as pd
    from simulator.delivery import aim

    panel = sample_panel()
    targeting = Targeting(
        ages=("18-23", "50+"), genders=("female",), interests=("gaming", "health"), local=True
    )
    order = np.zeros(pd.FIELDS if hasattr(pd, "FIELDS") else 64, np.int64)
    aim(order, targeting)
    rows = panel.audience.rows[panel.asked]
    engine = [pd.eligible.py_func(order, row) for row in rows]
    assert reached_by(panel, targeting).tolist() == engine


def test_only_bands_that_platforms_sell_are_aimed_at():
    panel = sample_panel()
    seniors = panel.members("age_band", "60+")
    found = targeting_of(panel, seniors, panel.tgi(seniors, "age_band").assign(trait="age_band").iloc[:0])
    assert found.ages == ("50+",)
    assert {part for parts in SOLD_AGES.values() for part in parts} == set(GROUPS["age_band"]) - {"<18"}


@pytest.mark.parametrize("number", [0, 1, MOST_GROUPS + 1])
def test_a_number_of_groups_that_makes_no_sense_is_refused(number: int):
    with pytest.raises(AudienceError, match="群数"):
        make_groups(sample_panel(), ["gaming"], number)


def test_a_wrong_feature_or_none_is_refused():
    with pytest.raises(UnknownNameError, match="price_sensitivity"):
        make_groups(sample_panel(), ["price_sensitivty"], 3)
    with pytest.raises(AudienceError, match="至少"):
        make_groups(sample_panel(), [], 3)


@pytest.mark.parametrize(("value", "name"), [(0.1, "none"), (0.3, "weak"), (0.6, "fair"), (0.8, "strong")])
def test_a_silhouette_is_read_as_usual(value: float, name: str):
    assert distinctness(value) == name


async def test_forming_groups_leaves_the_event_loop_free():
    ticks = 0

    async def count() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    counting = asyncio.create_task(count())
    begun = time.monotonic()
    await asyncio.to_thread(make_groups, sample_panel(), ["gaming", "pets", "health"], 4)
    counting.cancel()
    assert ticks >= 3, f"only {ticks} turns in {time.monotonic() - begun:.2f} s"


def test_an_hour_keeps_how_each_claim_stood():
    now = observation()
    body = hour_body(now)
    assert body["issues"]["foreign_body"] == {"mentions": 34, "asks": 12, "negative": 0.18, "rank": 27}
    unseen = now.issues[0].model_copy(
        update={"negative_share": Reading(state="too_small"), "mentions_hour": ()}
    )
    assert (
        hour_body(now.model_copy(update={"issues": (unseen,)}))["issues"]["foreign_body"]["negative"] is None
    )


def test_the_panel_is_a_value():
    with pytest.raises(AttributeError):
        sample_panel().key = 3  # type: ignore[misc]
    assert isinstance(sample_panel(), Panel)
