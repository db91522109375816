"""Skill pays, and no single trick does: do-nothing < novice < competent < each expert, and nothing done to the
maximum gets further than the median expert, on average over chance seeds, in every case.

In the test run: 10,000 people and few seeds. In full (100,000 people, seeds 1 to 20):
``python dev.py studies``; the last result is ``docs/studies/ladder.md``. Tricks at length: ``quanmei ladder CASE
--policies expert-content,many-posts,... --seeds 20``. A failure names a mechanism or a goal that lets a trick win;
mend that, never the numbers of the policy.
"""

from __future__ import annotations

import math

import pytest

from assessment.anchors import EXPERTS
from assessment.form import load_form
from assessment.ladder import ONE_THING
from scenarios.loader import case_names
from tests.studies.conftest import AGENTS, Rows, play_rows

MOST_REFUSED = 30


@pytest.fixture(scope="module")
def one_thing() -> Rows:
    """Play every one-thing policy of every case, once: the budget of the run allows no more."""
    return play_rows(ONE_THING, seeds=1)


@pytest.mark.parametrize("case", case_names())
def test_skill_pays(case: str, rungs: Rows) -> None:
    """Each rung's mean mark is above the one below."""
    nothing, novice, competent = (rungs[case][name].mean for name in ("do-nothing", "novice", "competent"))
    weakest = min(rungs[case][name].mean for name in EXPERTS)
    assert nothing < novice < competent < weakest, (nothing, novice, competent, weakest)


@pytest.mark.parametrize("case", case_names())
def test_a_reference_policy_spends_what_it_has_and_no_more(case: str, rungs: Rows) -> None:
    """Counted by the ledger; only doing nothing costs nothing."""
    money = load_form(case, agents=AGENTS).scenario.money
    for row in rungs[case].values():
        assert 0 <= row.spent <= money
        assert (row.spent == 0) == (row.name == "do-nothing")


@pytest.mark.parametrize("name", ONE_THING)
@pytest.mark.parametrize("case", case_names())
def test_one_thing_to_the_maximum_does_not_win(case: str, name: str, rungs: Rows, one_thing: Rows) -> None:
    """The mean mark is not above the median expert's by more than chance explains."""
    row = one_thing[case][name]
    expert = sorted((rungs[case][one] for one in EXPERTS), key=lambda each: each.mean)[1]
    assert row.mean <= expert.mean + 2 * math.hypot(row.error, expert.error), (row, expert)


@pytest.mark.parametrize("name", ONE_THING)
def test_refusals_do_not_pile_up(name: str, one_thing: Rows) -> None:
    """A policy learns from a refusal, or at least does not go on asking."""
    for case in case_names():
        assert one_thing[case][name].refused <= MOST_REFUSED
