"""The experiments on accounts, rooms, people and a market: they say something, and the same thing twice."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest

from assessment.facts.experiment import Findings, Tables, experiment_named
from assessment.facts.experiments import official_accounts
from assessment.facts.experiments.daily_market import decay_of, hill_curve
from assessment.facts.targets import targets

SMALL = 0.05
NAMES = ("official_accounts", "live_rooms", "networks", "daily_market")
COLUMNS = {
    "oa_articles": {"article", "account", "followers", "delivered", "source", "hour", "reads", "shares", "likes"},
    "live_entries": {
        "person", "room", "enter_s", "leave_s", "source", "comment", "like", "gift_value", "cart", "order", "refund",
    },
    "audience": {"person", "age", "gender", "city_tier", "uses_douyin", "minutes_douyin"},
    "daily_sales": {"day", "sales", "spend_short_video", "spend_weibo", "spend_wechat"},
    "daily_sales_truth": {"day", "effect_short_video", "effect_weibo", "effect_wechat"},
    "activity": {"channel", "hour", "events"},
}  # fmt: skip


@cache
def found(name: str) -> tuple[Findings, Tables]:
    return experiment_named(name).run(1, SMALL)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_its_facts_is_produced_and_finite(name: str) -> None:
    values = dict(found(name)[0].values)
    facts = experiment_named(name).facts
    wanted = {t.key for t in targets() if t.fact in facts}
    assert wanted <= set(values)
    assert all(math.isfinite(values[key]) for key in wanted)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_finds_the_same(name: str) -> None:
    again, tables = experiment_named(name).run(1, SMALL)
    assert again == found(name)[0]
    for key, table in tables.items():
        pd.testing.assert_frame_equal(table, found(name)[1][key])


def test_every_table_has_the_columns_that_are_promised() -> None:
    tables = {key: table for name in NAMES for key, table in found(name)[1].items()}
    for key, columns in COLUMNS.items():
        assert columns <= set(tables[key].columns), key
        assert len(tables[key]) > 0, key


def test_a_visit_ends_after_it_begins_and_only_buyers_give_back() -> None:
    entries = found("live_rooms")[1]["live_entries"]
    assert (entries.leave_s > entries.enter_s).all()
    assert not ((entries.refund > 0) & (entries.order == 0)).any()
    assert ((entries.gift_value > 0) == (entries.gift > 0)).all()


def test_no_article_is_read_by_more_people_in_its_session_than_it_was_delivered_to() -> None:
    table = found("official_accounts")[1]["oa_articles"]
    session = (
        table[table.source == "session"]
        .groupby("article")[["reads", "delivered"]]
        .agg({"reads": "sum", "delivered": "first"})
    )
    assert (session.reads <= session.delivered).all()


def test_the_sample_of_accounts_stands_for_all_accounts() -> None:
    seeds = official_accounts.Seeds(world=2, chance=1)
    worlds = [official_accounts.outlets(seeds, k, 16) for k in range(4)]
    accounts = [account for world in worlds for account in world]
    assert sum(account.share for account in accounts) == pytest.approx(1.0, abs=1e-3)
    articles = sum(account.share * account.rate for account in accounts)
    assert articles == pytest.approx(official_accounts.ARTICLES_A_DAY, rel=0.1)


@pytest.mark.parametrize("decay", [0.0, 0.3, 0.7])
def test_a_known_adstock_is_recovered(decay: float) -> None:
    money = np.array([0.0, 5, 0, 2, 8, 0, 1, 4])
    stock = np.zeros_like(money)
    for week in range(money.size):
        stock[week] = money[week] + (decay * stock[week - 1] if week else 0)
    assert decay_of([(3 * stock, money)]) == pytest.approx(decay, abs=0.02)


def test_a_known_hill_curve_is_recovered() -> None:
    dose = np.array([0.25, 0.5, 1, 2, 4, 8])
    slope, centre = hill_curve(dose, 7 * dose**1.4 / (dose**1.4 + 1.8**1.4))
    assert slope == pytest.approx(1.4, rel=0.1)
    assert centre == pytest.approx(1.8, rel=0.1)
