"""Do-nothing < novice < competent < each expert in every case, on average over chance seeds.

In the test run: 10,000 people and few seeds. In full (100,000 people, seeds 1 to 20):
``python dev.py studies``; the last result is ``docs/studies/ladder.md``.
"""

from __future__ import annotations

import pytest

from assessment.anchors import EXPERTS
from assessment.form import load_form
from scenarios.loader import case_names
from tests.studies.conftest import AGENTS, Rows


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
