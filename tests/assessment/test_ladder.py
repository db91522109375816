"""The ladder takes any policies, marks them by the stored anchors and says what it cannot do."""

from __future__ import annotations

import pytest

import assessment.ladder as module
from assessment.anchors import load_anchors
from assessment.ladder import Row, ladder_rows, ladder_text, rows_of
from assessment.policy_runs import run_policy
from quanmei.cli import BAD_INPUT, main
from scenarios.loader import load_case
from simulator.errors import ScenarioError, UnknownNameError

CASE, FEW = "farm-live", 1_000


def _rows(*policies: str, seeds: int = 1) -> dict[str, Row]:
    rows = ladder_rows(CASE, policies=policies, agents=FEW, seeds=seeds, workers=1)
    return {row.name: row for row in rows}


def test_any_policies_are_marked_as_a_run_is_marked() -> None:
    anchors = load_anchors(load_case(CASE))
    assert anchors is not None
    (by_hand,) = rows_of(load_case(CASE), [run_policy((CASE, 1, FEW, "early-stop", 1))], anchors)
    assert _rows("early-stop", "do-nothing")["early-stop"] == by_hand


def test_the_mean_of_several_seeds_comes_with_its_standard_error() -> None:
    row = _rows("random", seeds=2)["random"]
    assert row.error > 0
    assert "random" in ladder_text([row])
    assert f"{row.mean:.1f}" in ladder_text([row])


def test_a_misspelt_policy_is_said_before_anything_is_played(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "run_kept", lambda *_args, **_more: pytest.fail("played"))
    with pytest.raises(UnknownNameError, match="many-posts"):
        _rows("competent", "many-post")
    assert main(["ladder", CASE, "--policies", "many-post", "--agents", str(FEW)]) == BAD_INPUT
    assert "many-posts" in capsys.readouterr().err


def test_without_anchors_those_that_make_them_must_play(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_anchors", lambda _scenario, _world: None)
    with pytest.raises(ScenarioError, match="quanmei calibrate farm-live"):
        _rows("early-stop")


def test_no_policy_at_all_is_bad_input() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ladder", CASE, "--policies", " , "])
    assert stopped.value.code == BAD_INPUT
