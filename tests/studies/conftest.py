"""Runs that several studies look at, played once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assessment.anchors import load_anchors
from assessment.executor import run_many
from assessment.form import load_form
from assessment.ladder import RUNGS, Row, rows_of
from assessment.policy_runs import PolicyRun, run_policy
from scenarios.loader import case_names

AGENTS, SEEDS = 10_000, 2

Rows = dict[str, dict[str, Row]]


def play_rows(policies: Sequence[str], seeds: int = SEEDS) -> Rows:
    """Play policies in every case and return their rows by case and name."""
    jobs = [
        (case, 1, AGENTS, policy, seed)
        for case in case_names()
        for policy in policies
        for seed in range(1, seeds + 1)
    ]
    runs = run_many(run_policy, jobs)
    table: Rows = {}
    for case in case_names():
        mine: list[PolicyRun] = [run for job, run in zip(jobs, runs, strict=True) if job[0] == case]
        scenario = load_form(case, agents=AGENTS).scenario
        anchors = load_anchors(scenario)
        assert anchors is not None, f"{case} has no anchors: quanmei calibrate {case}"
        table[case] = {row.name: row for row in rows_of(scenario, mine, anchors)}
    return table


@pytest.fixture(scope="session")
def rungs() -> Rows:
    """Play every rung of every case."""
    return play_rows(RUNGS)
