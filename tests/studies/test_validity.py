"""The validity study in small: trainees of known skill in two short forms, by the stored scales or small ones made here.

At length: ``quanmei validate --keep --page docs/studies``; the last one is in docs/studies/validity.md.
"""

from __future__ import annotations

import json

import pytest

from quanmei.cli import main

PEOPLE = 1_000


def test_a_small_study_ranks_trainees_by_skill(capsys: pytest.CaptureFixture[str]) -> None:
    """Forty trainees in two forms are ranked much as their known skill ranks them."""
    sizes = ["--trainees", "40", "--forms", "2", "--people", str(PEOPLE), "--futures", "1", "--rollouts", "0"]
    sizes += ["--runs", "12", "--seeds", "2"]  # of scales, where the stored ones are not of today's policies
    few = [
        "--replicated",
        "1",
        "--lucks",
        "2",
        "--policies",
        "do-nothing",
        "--policy-seeds",
        "1",
        "--workers",
        "2",
        "--json",
    ]
    assert main(["validate", "flu-facts", *sizes, *few]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["spearman"] > 0.5
    assert found["policies"]["do-nothing"] <= 40
    assert found["phi"]["1"] <= found["phi"]["2"] <= found["phi"]["6"]
