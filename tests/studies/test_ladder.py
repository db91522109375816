"""Do-nothing < novice < competent < expert in every case, on average over chance seeds.

In the test run: 10,000 people and few seeds. In full (100,000 people, seeds 1 to 20):
``quanmei ladder CASE --seeds 20``; the last result is in ``docs/studies``.
"""

from __future__ import annotations

import pytest

from assessment.anchors import PolicyRun, load_anchors, run_policy
from assessment.executor import run_many
from assessment.form import load_form
from assessment.ladder import RUNGS, Row, rows_of
from scenarios.loader import case_names

AGENTS, SEEDS = 10_000, 2


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, Row]]:
    """Play every rung of every case."""
    jobs = [
        (case, 1, AGENTS, policy, seed)
        for case in case_names()
        for policy in RUNGS
        for seed in range(1, SEEDS + 1)
    ]
    runs = run_many(run_policy, jobs)
    table: dict[str, dict[str, Row]] = {}
    for case in case_names():
        mine: list[PolicyRun] = [run for job, run in zip(jobs, runs, strict=True) if job[0] == case]
        scenario = load_form(case, agents=AGENTS).scenario
        anchors = load_anchors(scenario)
        assert anchors is not None, f"{case} has no anchors: quanmei calibrate {case}"
        table[case] = {row.name: row for row in rows_of(scenario, mine, anchors)}
    return table


@pytest.mark.parametrize("case", case_names())
def test_skill_pays(case: str, rows: dict[str, dict[str, Row]]) -> None:
    """Each rung's mean mark is above the one below."""
    marks = [rows[case][name].mean for name in RUNGS]
    assert marks == sorted(marks), dict(zip(RUNGS, marks, strict=True))
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("case", case_names())
def test_the_reference_policies_are_not_refused_by_their_own_case(
    case: str, rows: dict[str, dict[str, Row]]
) -> None:
    """A policy spends what it has and no more."""
    money = load_form(case, agents=AGENTS).scenario.money
    for row in rows[case].values():
        assert 0 <= row.spent <= money
