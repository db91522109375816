"""``quanmei bench``: what it prints, writes and returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assessment.speed.kept import Measured, machine
from quanmei import bench_command
from quanmei.cli import main

PAIRED = Measured(name="paired", values={"impressions_a_step": 0.02})


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let the bench find one paired figure without measuring, beside a stored one."""
    asked: list[list[str]] = []

    def found(names: list[str], **_: Any) -> list[Measured]:
        asked.append(names)
        return [PAIRED]

    monkeypatch.setattr(bench_command, "run_bench", found)
    return asked


def stored(monkeypatch: pytest.MonkeyPatch, value: float) -> None:
    ratios = {machine(): {"ratios": {"paired": value}}}
    monkeypatch.setattr(bench_command, "stored_ratios", lambda: ratios)


def test_check_fails_only_where_a_ratio_fell_by_more_than_a_tenth(
    measured: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(monkeypatch, 0.021)
    assert main(["bench", "--only", "paired", "--check"]) == 0
    stored(monkeypatch, 0.03)
    assert main(["bench", "--only", "paired", "--check"]) == 1
    assert "slower than stored" in capsys.readouterr().out
    assert main(["bench", "--only", "paired"]) == 0
    assert measured == [["paired"]] * 3


def test_json_is_one_object_with_the_machine_and_the_page_is_written(
    measured: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--json", "--page", str(tmp_path)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["machine"] == machine()
    assert report["lines"][0]["name"] == "paired"
    assert "| paired | 0.02 |" in (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert "panel" in measured[0]
    assert "cascade_vs_cynetdiff" not in measured[0]


def test_an_unknown_measurement_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--only", "pannel"]) == 2
    assert "panel" in capsys.readouterr().err
