from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from audience_models.demographics import COMMUNITY_SIZES
from audience_models.networks import degree_column
from simulator.people import Audience, Graph


def arcs(graph: Graph):
    source = np.repeat(np.arange(len(graph.indptr) - 1), np.diff(graph.indptr))
    return source, graph.indices.astype(np.int64)


def clustering(graph: Graph, sample: range):
    out = []
    for person in sample:
        friends = graph.neighbours(person)
        if len(friends) > 1:
            closed = sum(np.isin(graph.neighbours(friend), friends).sum() for friend in friends)
            out.append(closed / (len(friends) * (len(friends) - 1)))
    return float(np.mean(out))


def hill(counts: NDArray[np.int64], top: int):
    ordered = np.sort(counts)[::-1].astype(float)
    return 1 + 1 / np.mean(np.log(ordered[:top] / ordered[top]))


def test_friendship_is_mutual(few: Audience):
    source, target = arcs(few.friends)
    there, back = source * few.n + target, target * few.n + source
    assert np.array_equal(np.sort(there), np.sort(back))


@pytest.mark.parametrize("network", ["friends", "followers"])
def test_nobody_knows_themselves_or_anybody_twice(network: str, few: Audience):
    source, target = arcs(getattr(few, network))
    assert (source != target).all()
    assert len(np.unique(source * few.n + target)) == len(source)
    assert target.min() >= 0
    assert target.max() < few.n


def test_friends_are_about_twenty_and_differ_widely(people: Audience):
    degree = np.diff(people.friends.indptr)
    assert degree.mean() == pytest.approx(20, abs=1.5)
    assert degree.std() > 7
    assert np.quantile(degree, 0.99) > 2 * degree.mean()


def test_friends_of_friends_are_often_friends(people: Audience):
    assert clustering(people.friends, range(0, people.n, 500)) > 0.1


def test_some_ties_leave_the_community(people: Audience):
    source, target = arcs(people.friends)
    away = (people.community[source] != people.community[target]).mean()
    assert 0.05 < away < 0.3


def test_communities_are_neighbourhoods_of_stated_size(people: Audience):
    assert (np.diff(people.community) >= 0).all()
    sizes = np.bincount(people.community)
    assert sizes[:-1].min() >= COMMUNITY_SIZES[0]
    assert sizes[:-1].max() <= COMMUNITY_SIZES[1]
    assert np.array_equal(people.column("community"), people.community & 255)


def test_friends_live_in_like_cities_and_are_of_like_age(few: Audience):
    source, target = arcs(few.friends)
    for trait in ("city_tier", "age_band"):
        values = few.column(trait)
        by_chance = ((np.bincount(values) / few.n) ** 2).sum()
        assert (values[source] == values[target]).mean() > by_chance + 0.03


def test_follower_counts_have_the_published_tail(people: Audience):
    # A23: alpha 2.19 (27,285 KuaiRand users; 2.0 to 2.4); D11: about 2
    followers = np.diff(people.followers.indptr)
    for top in (500, 1_000, 3_000):
        assert 2.0 <= hill(followers, top) <= 2.4


def test_few_are_without_followers_and_most_have_few(people: Audience):
    followers = np.diff(people.followers.indptr)
    assert (followers == 0).mean() == pytest.approx(0.042, abs=0.01)  # A23
    assert np.median(followers) < 5
    assert followers.mean() == pytest.approx(20, abs=5)
    ordered = np.sort(followers)
    gini = 1 - 2 * (np.cumsum(ordered) / ordered.sum()).mean()
    assert gini == pytest.approx(0.90, abs=0.07)  # A23


def test_people_follow_unequally_many(people: Audience):
    following = np.bincount(people.followers.indices, minlength=people.n)
    assert following.mean() > 2 * np.median(following)


def test_followers_care_about_the_main_topic_of_whom_they_follow(few: Audience):
    source, target = arcs(few.followers)
    interests = few.interests()
    topic = interests[source].argmax(axis=1)
    assert interests[target, topic].mean() > interests.mean(axis=0)[topic].mean() + 5


def test_the_degree_column_is_the_logarithm_of_friends():
    degrees = np.array([0, 1, 2, 3, 7, 20, 100, 1000])
    graph = Graph(indptr=np.concatenate(([0], np.cumsum(degrees))), indices=np.empty(0, np.int32))
    expected = np.floor(16 * np.log2(degrees + 1) + 1e-9)
    assert degree_column(graph).tolist() == expected.tolist()


def test_everybody_carries_their_degree(few: Audience):
    assert np.array_equal(few.column("degree"), degree_column(few.friends))
