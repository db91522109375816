"""The validity study in small: trainees of known skill in two short forms, by the stored scales.

At length: ``quanmei validate --keep --page docs/studies``; the last one is in docs/studies/validity.md.
"""

from __future__ import annotations

import json

import pytest

from assessment.short_form_scale import load_form_scale
from quanmei.cli import main

PEOPLE = 2_000


def test_a_small_study_ranks_trainees_by_skill(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten trainees in two forms are ranked much as their known skill ranks them."""
    for key in ("flu-d3", "flu-d7"):
        scale = load_form_scale(key)
        assert scale is not None, f"{key} has no scale of today's policies: quanmei validate --keep-scales"
        assert scale.serves
    sizes = ["--trainees", "10", "--forms", "2", "--people", str(PEOPLE), "--futures", "1", "--rollouts", "0"]
    few = ["--replicated", "1", "--policies", "do-nothing", "--policy-seeds", "1", "--workers", "1", "--json"]
    assert main(["validate", "flu-facts", *sizes, *few]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["spearman"] > 0.5
    assert found["policies"]["do-nothing"] <= 40
    assert found["phi"]["1"] <= found["phi"]["2"] <= found["phi"]["6"]
    assert found["scales_made"] is False
