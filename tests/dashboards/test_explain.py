"""Explanations add up: the parts of a change are the whole change."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.explain import explain, recent_hours
from dashboards.i18n import t
from dashboards.pages import why
from dashboards.pages.why import numbers_of
from simulator.rates import RATES
from tests.dashboards.sample_seen import observation

COUNTS = st.fixed_dictionaries({"clicks": st.integers(0, 500), "impressions": st.integers(0, 5000)})
GROUPS = st.dictionaries(st.sampled_from("abcd"), COUNTS, min_size=1)


@given(now=GROUPS, before=GROUPS)
def test_the_parts_of_a_rate_add_up_to_its_change(now: dict, before: dict):
    found = explain("ctr", now, before)
    if math.isfinite(found.now) and math.isfinite(found.before):
        assert sum(part.total for part in found.parts) == pytest.approx(found.now - found.before, abs=1e-9)


@given(now=GROUPS, before=GROUPS)
def test_the_parts_of_a_count_add_up_to_its_change(now: dict, before: dict):
    found = explain("clicks", now, before)
    assert sum(part.total for part in found.parts) == found.now - found.before


def test_a_better_mix_is_told_from_a_better_rate():
    before = {"good": {"clicks": 10, "impressions": 100}, "bad": {"clicks": 1, "impressions": 100}}
    now = {"good": {"clicks": 19, "impressions": 190}, "bad": {"clicks": 0.1, "impressions": 10}}
    found = explain("ctr", now, before)
    assert sum(part.rate for part in found.parts) == pytest.approx(0)
    assert sum(part.mix for part in found.parts) > 0


def test_the_last_hours_are_compared_with_as_many_before():
    now, before = recent_hours(observation().contents, 6)
    assert set(now) == set(before)
    assert all("views" in counts for counts in now.values())


def test_only_numbers_with_counters_are_offered():
    names = numbers_of(observation())
    assert names[0] == "orders"
    assert "ctr" in names
    assert all(name in RATES or name for name in names)


def test_without_any_piece_there_is_nothing_to_compare_rather_than_no_record():
    body = str(why._pieces_card(observation().model_copy(update={"contents": ()}), "views"))
    assert t("why.not_hourly") not in body
