"""``quanmei score`` and ``quanmei verify``: bad input is named, results are written, a changed report is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from assessment import scored_run
from assessment.anchors import ANCHORED, Anchors, PolicyMeans
from assessment.full_mark import FormScale
from assessment.report import html_report
from assessment.scale import Scale
from assessment.scored_run import ScoredRun, Wish, score_transcript
from assessment.state_features import feature_names
from assessment.transcript import header_of, seal_run
from assessment.value_model import ValueModel
from quanmei import score_command
from quanmei.cli import BAD_INPUT, main
from quanmei.folder import LOG, RECORD, read_transcript, write_transcript
from quanmei.score_command import first_difference
from scenarios.loader import load_case
from simulator.decisions import Publish
from simulator.errors import DigestError
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from tests.assessment.scored_by_hand import ledger, scored
from tests.assessment.short_case import AGENTS

PIECE = Publish(
    key="v1", account="douyin", pillar="origin", title="现切实拍：果径 75 的脐橙", copy_text="今早采摘，坏果包赔。", at=600,
    hours=4,
    reason="晚上活跃", forecast="5000 播放",
)  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the short live case to a file."""
    fields = load_case("farm-live").model_dump(mode="json")
    fields |= {"id": "short-live", "days": 2, "settlement_days": 0, "events": [], "clock": []}
    path = tmp_path_factory.mktemp("case") / "short-live.yaml"
    path.write_text(yaml.safe_dump(fields, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(case: Path) -> Simulation:
    """Play a run of one decision to its end."""
    from assessment.form import load_form

    sim = load_form(case, agents=AGENTS).start(5)
    account = next(a for a in sim.scenario.accounts if a.channel == "short_video").key
    pillar = sim.scenario.brand.pillars[0].key
    result = sim.step([PIECE.model_copy(update={"account": account, "pillar": pillar})])
    assert result.refused == ()
    sim.settle()
    return sim


@pytest.fixture
def folder(case: Path, run: Simulation, tmp_path: Path) -> Path:
    """Write the run into a folder."""
    write_transcript(tmp_path / "run", seal_run(run, header_of(run, str(case), AGENTS)))
    return tmp_path / "run"


def _refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["score", str(folder), "--json"]) == BAD_INPUT
    captured = capsys.readouterr()
    assert captured.out == ""
    assert not (folder / "score.json").exists()
    return captured.err


def _edit(folder: Path, **changes: object) -> None:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    record["transcript"] |= changes
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")


def test_a_form_without_calibration_says_how_to_make_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "quanmei calibrate short-live --world 1" in _refused(folder, capsys)


def test_an_edited_decision_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / LOG).read_text(encoding="utf-8")
    (folder / LOG).write_text(text.replace("今早采摘", "昨日采摘"), encoding="utf-8")
    assert "entry 1 (D1 00:00) of the transcript" in _refused(folder, capsys)


@pytest.mark.parametrize("text", ["", "{\n", '{"accepted": 1}\n'])
def test_a_missing_or_broken_line_is_named(
    folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOG).write_text(text, encoding="utf-8")
    assert "entry 1 of the transcript" in _refused(folder, capsys)


@pytest.mark.parametrize("field", ["case", "case_hash", "engine", "population"])
def test_a_transcript_of_another_case_version_or_engine_is_refused(
    case: Path, run: Simulation, tmp_path: Path, field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    header = header_of(run, str(case), AGENTS).model_copy(update={field: "other"})
    write_transcript(tmp_path, seal_run(run, header))
    assert "belongs to another" in _refused(tmp_path, capsys)


def test_a_record_that_says_it_ended_when_it_was_running_breaks_the_seal(
    case: Path, run: Simulation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_transcript(tmp_path, seal_run(run, header_of(run, str(case), AGENTS), state="running"))
    assert "no total before its end" in _refused(tmp_path, capsys)
    _edit(tmp_path, state="ended")
    assert "seal" in _refused(tmp_path, capsys)


def test_a_folder_without_a_sealed_run_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no sealed run" in _refused(tmp_path, capsys)
    assert main(["verify", str(tmp_path)]) == BAD_INPUT
    assert "quanmei score" in capsys.readouterr().err


# ---- scoring with a scale made by hand -------------------------------------------------------


def _by_hand(scenario: Scenario) -> FormScale:
    """Return a scale on which doing nothing is 0 and every target full points."""
    low, high = (
        PolicyMeans(
            weighted=level, weighted_se=0.01, attained={goal.key: level for goal in scenario.goals},
            attained_se=dict.fromkeys((goal.key for goal in scenario.goals), 0.01),
        )
        for level in (0.0, 1.0)
    )  # fmt: skip
    means = dict.fromkeys(ANCHORED, high) | {"do-nothing": low, "random": low}
    anchors = Anchors(
        case=scenario.versioned, case_hash="c", world="1", agents=AGENTS, seeds=2, engine="4", policies="p",
        zero="do-nothing", full="expert-content", means=means, seal="anchors",
    )  # fmt: skip
    names = feature_names(scenario)
    values = ValueModel(
        case=scenario.versioned, case_hash="c", world="1", people=AGENTS, engine="4", policies="p", names=names,
        middle=(0.0,) * len(names), spread=(1.0,) * len(names), weights=(0.4, *(0.0,) * (3 * len(names) + 2)),
        runs=2, r2=0.5, error=0.1, seal="values",
    )  # fmt: skip
    scale = Scale(
        case=scenario.versioned, case_hash="c", world="1", engine="4", zero=0.0, full=0.0, zero_error=0.0, full_error=0.0,
        ends={}, anchors="anchors", values="values", seeds=2, seal="scale",
    )  # fmt: skip
    return FormScale(anchors=anchors, values=values, scale=scale)


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every form have the scale made by hand."""
    monkeypatch.setattr(scored_run, "load_form_scale", lambda scenario, world: _by_hand(scenario))


def test_a_provisional_score_is_written_as_json_and_report_and_verifies(
    folder: Path, calibrated: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", str(folder), "--provisional", "--json", "--language", "en"]) == 0
    found = ScoredRun.model_validate_json(capsys.readouterr().out)
    assert found == ScoredRun.model_validate_json((folder / "score.json").read_text(encoding="utf-8"))
    assert found.ledger is None
    assert (found.unfinished, found.hashes.transcript) == (False, read_transcript(folder).seal)
    assert (folder / "report.html").read_text(encoding="utf-8") == html_report(found, "en")
    assert main(["verify", str(folder / "report.html")]) == 0


def test_an_unfinished_run_is_played_to_the_end_without_decisions_and_marked(
    case: Path, tmp_path: Path, calibrated: None
) -> None:
    from assessment.form import load_form

    sim = load_form(case, agents=AGENTS).start(5)
    sim.advance(hours=5)
    transcript = seal_run(sim, header_of(sim, str(case), AGENTS), state="unfinished")
    found = score_transcript(transcript, Wish(ledger=False, people=AGENTS))
    assert found.unfinished
    assert found.until == 300
    assert all(line.points in {None, 0.0} for line in found.marked.lines if line.key == "synergy")
    wrong = seal_run(sim, header_of(sim, str(case), AGENTS), state="unfinished").model_copy(
        update={"digest": "0"}
    )
    with pytest.raises(DigestError):
        score_transcript(wrong, Wish(ledger=False, people=AGENTS))


def test_a_ledger_brings_curves_causes_and_a_total_of_its_own(
    folder: Path, calibrated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scored_run, "make_ledger", lambda *_, **__: ledger())
    seen: list[str] = []
    found = score_transcript(
        read_transcript(folder),
        Wish(people=AGENTS),
        step=lambda what, *_: seen.append(what),
        at_once=lambda _: seen.append("at once"),
    )
    assert list(dict.fromkeys(seen)) == ["provisional", "at once", "curves"]
    assert found.curves is not None
    assert [line.key for line in found.curves.lines] == ["with", "without-best", "without-worst", "reference"]
    assert {len(line.values[name]) for line in found.curves.lines for name in found.curves.kpis} == {
        len(found.curves.minutes)
    }
    assert set(found.causes) == {"v1"}
    assert found.difference == round(found.total - found.provisional_total, 1)


# ---- verify ----------------------------------------------------------------------------------


def test_the_first_changed_value_of_a_score_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    true = scored()
    monkeypatch.setattr(score_command, "_scored", lambda *_, **__: true)
    lie = scored(total=91.0)
    (tmp_path / "score.json").write_text(lie.model_dump_json(), encoding="utf-8")
    assert main(["verify", str(tmp_path)]) == BAD_INPUT
    assert "total is recorded as 91.0, computed 72.4" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_changed_line_of_the_page_is_named(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    true = scored()
    monkeypatch.setattr(score_command, "_scored", lambda *_, **__: true)
    (tmp_path / "score.json").write_text(true.model_dump_json(), encoding="utf-8")
    page = html_report(true, language)
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    assert main(["verify", str(tmp_path / "report.html")]) == 0
    (tmp_path / "report.html").write_text(page.replace("<b>72.4</b>", "<b>92.4</b>"), encoding="utf-8")
    assert main(["verify", str(tmp_path)]) == BAD_INPUT
    assert "92.4" in capsys.readouterr().err


def test_seconds_may_differ_and_nothing_else() -> None:
    one, other = scored(), scored(seconds={"ledger": 11.0})
    assert score_command._plain(one) == score_command._plain(other)
    assert first_difference({"a": [1]}, {"a": [1, 2]}) == "a is recorded as [1], computed [1, 2]"


def test_a_pdf_without_the_extra_says_how_to_get_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from assessment import report_pdf

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(report_pdf.importlib, "import_module", missing)
    assert main(["score", str(folder), "--pdf"]) == BAD_INPUT
    assert "quanmei[pdf]" in capsys.readouterr().err


def test_a_folder_that_quanmei_run_wrote_can_be_scored(
    case: Path, tmp_path: Path, calibrated: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            ["run", str(case), "--plan", "novice", "--agents", str(AGENTS), "--out", str(tmp_path), "--json"]
        )
        == 0
    )
    capsys.readouterr()
    kept = read_transcript(tmp_path)
    assert len(kept.entries) > 3
    assert main(["score", str(tmp_path), "--provisional"]) == 0
    captured = capsys.readouterr()
    assert "short-live@" in captured.out
    assert "provisional" in captured.err
    assert main(["replay", str(tmp_path)]) == 0
