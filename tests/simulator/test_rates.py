"""The one table of rates: what is divided by what, in both languages."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.counters import COUNTER_TEXTS
from simulator.errors import UnknownNameError
from simulator.rates import RATES, Rate, break_even_roi, rate, tgi

each_rate = pytest.mark.parametrize("name", sorted(RATES))
counts = st.integers(min_value=1, max_value=10**9)


def exact(one: Rate, **given_counts: int) -> Fraction:
    top = sum(given_counts[part] for part in one.over) - sum(given_counts[part] for part in one.minus)
    return Fraction(top, given_counts[one.under]) * Fraction(str(one.per))


@each_rate
def test_a_rate_is_made_of_counters(name: str) -> None:
    one = RATES[name]
    assert {*one.over, *one.minus, one.under} <= set(COUNTER_TEXTS)


@each_rate
def test_a_rate_is_named_and_explained_in_both_languages(name: str) -> None:
    one = RATES[name]
    assert any("一" <= letter <= "鿿" or letter.isupper() for letter in one.label.zh)
    assert one.label.en.isascii()
    assert "÷" in one.note.zh
    assert "÷" in one.note.en
    assert one.source


@each_rate
def test_a_rate_without_denominator_is_no_number(name: str) -> None:
    assert math.isnan(rate(name, {}))


@each_rate
def test_a_rate_of_sums_does_not_depend_on_the_scale(name: str) -> None:
    one = RATES[name]
    few = {part: k + 2 for k, part in enumerate(dict.fromkeys((*one.over, *one.minus, one.under)))}
    many = {part: count * 1000 for part, count in few.items()}
    assert rate(name, few) == pytest.approx(rate(name, many))


@given(gmv=counts, orders=counts, views=counts)
def test_gpm_is_conversion_times_order_value_times_a_thousand(gmv: int, orders: int, views: int) -> None:
    given_counts = {"gmv_fen": gmv, "orders": orders, "views": views}
    gpm, cvr, aov = (exact(RATES[name], **given_counts) for name in ("gpm", "view_cvr", "aov"))
    assert gpm == cvr * aov * 1000


@given(gmv=counts, spend=counts)
def test_the_exam_roi_is_the_platform_roi_less_one(gmv: int, spend: int) -> None:
    given_counts = {"paid_gmv_fen": gmv, "spend_fen": spend}
    assert exact(RATES["roi"], **given_counts) == exact(RATES["roas"], **given_counts) - 1


@given(clicks=counts, views=counts, orders=counts)
def test_view_conversion_is_clicks_per_view_times_click_conversion(
    clicks: int, views: int, orders: int
) -> None:
    given_counts = {"clicks": clicks, "views": views, "orders": orders}
    parts = [exact(RATES[name], **given_counts) for name in ("click_per_view", "cvr")]
    assert exact(RATES["view_cvr"], **given_counts) == parts[0] * parts[1]


def test_money_rates_are_in_yuan() -> None:
    given_counts = {"spend_fen": 2500, "paid_impressions": 1000, "paid_clicks": 25, "paid_orders": 5}
    assert rate("cpm", given_counts) == pytest.approx(25.0)
    assert rate("cpc", given_counts) == pytest.approx(1.0)
    assert rate("cpa", given_counts) == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("price", "cost", "commission", "claims", "roi"),
    [(12.9, 6.2, 0.025, 0.0, 2.02), (22.9, 12.4, 0.025, 0.0, 2.31), (29.9, 19.0, 0.02, 0.04, 3.28)],
)
def test_break_even_roi_agrees_with_the_worked_cases(
    price: float, cost: float, commission: float, claims: float, roi: float
) -> None:
    assert break_even_roi(price, cost, commission, claims) == pytest.approx(roi, abs=0.005)


def test_what_sells_below_cost_never_breaks_even() -> None:
    assert break_even_roi(5.0, 6.0, 0.0) == math.inf


def test_tgi_is_100_when_a_group_is_like_everybody() -> None:
    assert tgi(0.2, 0.2) == 100


def test_an_unknown_rate_names_the_nearest_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'like_rate'"):
        rate("like_rat", {})
