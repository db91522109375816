from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import beta

from audience_models.interests import INTEREST_HABITS
from audience_models.propensities import LIKE_BETA, LIKE_MEAN_RATE, LIKE_QUANTILES
from audience_models.quantiles import BELL_RANKS, bell, bell_of, power_tables
from simulator.people import Audience
from simulator.randomness import draw_array
from simulator.topics import TOPIC_KEYS


def logit(rate: Any):
    return np.log(rate / (1 - rate))


def pearson(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    return float((((one - one.mean()) * (two - two.mean())).mean()) / (one.std() * two.std()))


def like_rates(audience: Audience):
    score = logit(float(LIKE_MEAN_RATE)) + (audience.column("like_propensity").astype(float) - 128) / 16
    return 1 / (1 + np.exp(-score))


def test_the_like_table_is_the_published_beta():
    a, b = LIKE_BETA
    quantiles = beta.ppf((np.arange(256) + 0.5) / 256, a, b)
    offset = logit(np.maximum(quantiles, 1e-300)) - logit(a / (a + b))
    assert np.clip(np.rint(128 + 16 * offset), 0, 255).astype(int).tolist() == list(LIKE_QUANTILES)
    assert float(LIKE_MEAN_RATE) == pytest.approx(a / (a + b), rel=1e-4)


def test_most_people_never_like_and_a_few_often(people: Audience):
    rates = like_rates(people)
    never = ((1 - rates) ** 30).mean()
    assert 0.70 <= never <= 0.90  # A13: 79 % of users with 20 impressions and more
    assert rates.mean() == pytest.approx(0.0183, abs=0.001)
    assert np.quantile(rates, 0.99) == pytest.approx(0.36, abs=0.08)  # A13: p99 36 %


def test_who_likes_more_shares_and_comments_more(people: Audience):
    names = ("like_propensity", "share_propensity", "comment_propensity")
    like, share, comment = (people.column(name).astype(float) for name in names)
    assert pearson(like, share) > 0.3
    assert pearson(like, comment) > 0.3


def test_sharing_is_heavy_tailed_with_mean_odds_near_one(people: Audience):
    odds = np.exp((people.column("share_propensity").astype(float) - 128) / 16)
    assert odds.mean() == pytest.approx(1, abs=0.25)
    assert np.sort(odds)[-people.n // 100 :].sum() > 0.2 * odds.sum()


@pytest.mark.parametrize("trait", ["price_sensitivity", "trusting", "spending", "literacy", "attention"])
def test_traits_are_bell_shaped_around_the_middle(trait: str, people: Audience):
    values = people.column(trait)
    assert np.median(values) == pytest.approx(128, abs=4)
    assert (values == 0).mean() < 0.01
    assert (values == 255).mean() < 0.01


def test_traits_differ_by_age_and_city(people: Audience):
    age, tier = people.column("age_band"), people.column("city_tier")
    assert people.column("spending")[tier == 0].mean() > people.column("spending")[tier == 4].mean() + 20
    assert people.column("trusting")[age == 6].mean() > people.column("trusting")[age == 2].mean() + 10
    assert people.column("literacy")[age == 6].mean() < people.column("literacy")[age == 2].mean() - 20
    spending, price = people.column("spending"), people.column("price_sensitivity")
    assert pearson(spending.astype(float), price.astype(float)) < -0.3


def test_interests_have_the_stated_middle_and_spread(people: Audience):
    interests = people.interests().astype(float)
    assert interests.max() <= 100
    assert interests.mean() == pytest.approx(35, abs=2)
    assert interests.std() == pytest.approx(22, abs=2)


def test_people_of_one_segment_differ_from_each_other(people: Audience):
    interests, segment = people.interests().astype(float), people.column("segment")
    count = np.bincount(segment, minlength=70)
    for topic in range(24):
        mean = np.bincount(segment, weights=interests[:, topic], minlength=70) / np.maximum(count, 1)
        inside = ((interests[:, topic] - mean[segment]) ** 2).mean()
        assert inside > 0.45 * interests[:, topic].var()


def test_interests_know_age_and_gender(people: Audience):
    interests = {key: people.interests()[:, row].astype(float) for row, key in enumerate(TOPIC_KEYS)}
    men, age = people.column("gender") == 1, people.column("age_band")
    assert interests["beauty"][~men].mean() > interests["beauty"][men].mean() + 20
    assert interests["gaming"][men & (age <= 1)].mean() > interests["gaming"][~men & (age >= 5)].mean() + 30
    assert interests["health"][age == 6].mean() > interests["health"][age == 1].mean() + 15


def test_neighbours_share_some_taste(people: Audience):
    interests = people.interests()[:, TOPIC_KEYS.index("pets")].astype(float)
    residual = interests - interests.mean()
    means = np.bincount(people.community, weights=residual) / np.bincount(people.community)
    by_chance = residual.std() / np.sqrt(np.bincount(people.community).mean())
    assert means.std() > 1.5 * by_chance


def test_every_topic_has_a_habit():
    assert tuple(INTEREST_HABITS) == TOPIC_KEYS


def test_the_bell_is_a_bell_and_compiles_to_the_same_numbers():
    bits = draw_array(11, np.arange(50_000))
    z = bell(bits)
    assert z.mean() / 256 == pytest.approx(0, abs=0.02)
    assert z.std() / 256 == pytest.approx(1, abs=0.02)
    assert [int(bell_of(word)) for word in bits[:50]] == z[:50].tolist()


def test_bell_ranks_are_even():
    sums = np.array([sum(int(word).to_bytes(8, "big")) for word in draw_array(12, np.arange(50_000))])
    tenths = np.bincount(BELL_RANKS[sums].astype(int) * 10 // 256, minlength=10) / len(sums)
    assert tenths == pytest.approx(0.1, abs=0.01)


def test_power_tables_are_powers():
    doublings, mantissas = power_tables(Decimal(1))
    assert doublings[:3].tolist() == [8192, 16384, 32768]
    assert mantissas[0] == pytest.approx(4096, rel=0.01)
    assert mantissas[255] == pytest.approx(2048, rel=0.01)
