"""The command line: files, JSON, replay, and one clear line for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import quanmei as qm
from quanmei.cli import BAD_INPUT, main

FEW = ["--agents", "2000"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Play a novice's campaign into a folder."""
    out = tmp_path_factory.mktemp("run")
    assert main(["run", "tea-launch", "--plan", "novice", "--seed", "7", "--out", str(out), *FEW]) == 0
    return out


def test_a_run_writes_its_five_files(folder: Path) -> None:
    """Decisions, metrics twice, report, record."""
    assert {p.name for p in folder.iterdir()} == {
        "decisions.jsonl", "metrics.parquet", "metrics.csv", "report.html", "run.json",
    }  # fmt: skip
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["case"] == "tea-launch@2"
    assert record["chance_seed"] == "7"
    assert len(record["digest"]) == len(record["population"]) == 64


def test_both_metrics_files_hold_the_same_counts(folder: Path) -> None:
    """Parquet for machines, CSV for Excel."""
    one, two = pd.read_parquet(folder / "metrics.parquet"), pd.read_csv(folder / "metrics.csv")
    names = ["channel", "account", "content"]
    two[names] = two[names].fillna("")  # an outsider has no account
    assert one["impressions"].sum() > 0
    pd.testing.assert_frame_equal(one, two, check_dtype=False)


def test_the_report_asks_nothing_of_another_host(folder: Path) -> None:
    """One file, no script."""
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "http" not in text
    assert "<script" not in text


def test_a_replay_gives_the_recorded_digest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder is enough to compute the run again."""
    assert main(["replay", str(folder)]) == 0
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["digest"] in capsys.readouterr().out


def test_a_changed_log_is_noticed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Leaving out one decision changes the digest, and the replay says so."""
    for name in ("run.json", "decisions.jsonl"):
        (tmp_path / name).write_text((folder / name).read_text(encoding="utf-8"), encoding="utf-8")
    lines = (tmp_path / "decisions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "decisions.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    assert main(["replay", str(tmp_path)]) == BAD_INPUT
    assert "digest" in capsys.readouterr().err


def test_json_is_one_object_with_what_a_script_needs(capsys: pytest.CaptureFixture[str]) -> None:
    """digest, score.total, score.criteria, KPI values, CPU seconds."""
    assert main(["run", "flu-facts", "--plan", "do-nothing", "--json", *FEW]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["cpu_s"] > 0
    assert {"digest", "kpis"} <= set(record)
    assert isinstance(record["score"]["total"], float)
    assert len(record["score"]["criteria"]) == len(qm.load_case("flu-facts").goals)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "tea-lunch"], ["run", "tea-launch", "--plan", "nobody"], ["replay", "nowhere"],
        ["check-case", "nowhere.yaml"], ["policies", "nothing"], ["run", "tea-launch", "--agents", "5"],
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, nothing on standard output."""
    assert main(arguments) == BAD_INPUT
    captured = capsys.readouterr()
    assert captured.err.startswith("quanmei: ")
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_a_hostile_plan_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """YAML tags never run anything."""
    plan = tmp_path / "plan.yaml"
    plan.write_text("- !!python/object/apply:os.system ['echo no']\n", encoding="utf-8")
    assert main(["run", "tea-launch", "--plan", str(plan), *FEW]) == BAD_INPUT
    assert capsys.readouterr().err.startswith("quanmei: ")


def test_the_notebook_verbs_work() -> None:
    """open, decide, advance, metrics, fork."""
    run = qm.open("tea-launch", seed=7, agents=2000)
    run.decide(
        qm.Publish(key="v1", account="douyin", pillar="taste", title="桂花乌龙冻怎么做：门店实拍3步", at=600)
    )
    run.advance(hours=24)
    frame = run.metrics(by=["channel", "day"])
    assert frame["impressions"].sum() > 0
    copy = run.fork()
    copy.advance(hours=2)
    assert copy.minute == run.minute + 120


def test_the_public_names_exist_and_are_sorted() -> None:
    """The front door is what __all__ says."""
    assert all(hasattr(qm, name) for name in qm.__all__)
    assert list(qm.__all__) == sorted(qm.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
