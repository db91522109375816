"""A score with its ledger is the same when everything is played again, and a changed value is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment import ledger, scored_run
from assessment.scored_run import ScoredRun, Wish, score_transcript
from quanmei.cli import BAD_INPUT, main
from quanmei.folder import read_transcript
from tests.quanmei.test_score_command import _by_hand, case  # noqa: F401  # pyright: ignore[reportUnusedImport] - a fixture


def test_a_ledger_played_again_gives_the_same_report(
    case: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(scored_run, "load_form_scale", lambda scenario, world: _by_hand(scenario))
    for name, few in (("FIRST", 2), ("VALUED", 4), ("COMPARED", 2)):
        monkeypatch.setattr(ledger, name, few)
    run = ["run", str(case), "--plan", "novice", "--agents", "1000", "--out", str(tmp_path), "--json"]
    assert main(run) == 0
    assert main(["score", str(tmp_path), "--workers", "1"]) == 0
    assert main(["verify", str(tmp_path / "report.html"), "--workers", "1"]) == 0
    found = ScoredRun.model_validate_json((tmp_path / "score.json").read_text(encoding="utf-8"))
    assert found.ledger is not None
    assert set(found.causes) == {row.key for row in found.ledger.decisions}
    lie = found.model_copy(update={"ledger": found.ledger.model_copy(update={"luck": 0.5})})
    (tmp_path / "score.json").write_text(lie.model_dump_json(), encoding="utf-8")
    capsys.readouterr()
    assert main(["verify", str(tmp_path), "--workers", "1"]) == BAD_INPUT
    assert "ledger.luck is recorded as 0.5" in capsys.readouterr().err


def test_a_class_gets_its_decisions_played_out_and_the_rest_by_the_regression(
    case: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scored_run, "load_form_scale", lambda scenario, world: _by_hand(scenario))
    for name, few in (("FIRST", 2), ("VALUED", 2), ("COMPARED", 1)):
        monkeypatch.setattr(ledger, name, few)
    run = ["run", str(case), "--plan", "novice", "--agents", "1000", "--out", str(tmp_path), "--json"]
    assert main(run) == 0
    told: list[tuple[int, int]] = []

    def step(what: str, done: int, total: int) -> None:
        if what == "ledger":
            told.append((done, total))

    wish = Wish(decisions_only=True, workers=1, people=1000, budget=0)
    found = score_transcript(read_transcript(tmp_path), wish, step=step)
    assert found.ledger is not None
    assert found.sheet is None
    assert found.total == found.provisional_total
    assert len(found.ledger.decisions) == 2
    assert all(row.value.futures == 2 for row in found.ledger.decisions)
    assert found.ledger.outcome == pytest.approx(
        found.ledger.start.mean + sum(point.value.mean for point in found.ledger.points), abs=1e-5
    )
    assert told[-1][0] == told[-1][1] >= 2  # progress is seen in more than one step
