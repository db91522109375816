"""dev.py: the one command for setting up and testing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import dev

REPORT = """<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"></testsuite></testsuites>"""


def run_dev(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(dev.ROOT / "dev.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_an_old_python_is_told_in_one_clear_message() -> None:
    pretend = "import sys; sys.version_info = (3, 10, 9); exec(open(sys.argv[1], encoding='utf-8').read())"
    command = [sys.executable, "-X", "utf8", "-c", pretend, str(dev.ROOT / "dev.py")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 to 3.13" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_part_is_refused_and_the_known_ones_are_named() -> None:
    done = run_dev("test", "--only", "units")
    assert done.returncode != 0
    assert "check, unit, golden, browser, crash, studies" in done.stderr


def test_check_refuses_options_it_would_ignore() -> None:
    assert run_dev("check", "--fix").returncode != 0


def test_counts_come_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "unit.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert dev.count(report) == (4, 3, 3)
    assert dev.count(tmp_path / "never-written.xml") == (0, 0, 0)


def test_a_part_over_its_budget_is_said_loudly() -> None:
    late = dev.Outcome(part="golden", result="passed", seconds=dev.BUDGETS["golden"] * 60 + 1)
    in_time = dev.Outcome(part="unit", result="passed", seconds=1)
    lines = dev.table([late, in_time]).splitlines()
    assert "OVER BUDGET" in lines[1]
    assert "OVER BUDGET" not in lines[2]


@pytest.mark.parametrize(("ci", "fails"), [("true", True), ("", False)])
def test_missing_chromium_fails_in_ci_only(monkeypatch: pytest.MonkeyPatch, ci: str, fails: bool) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(dev, "select", lambda part: ["tests/browser"])
    outcome = dev.run_part("browser", None)
    assert (outcome.failed, outcome.result) == (fails, "not run: no Chromium")


def test_a_part_that_breaks_off_counts_as_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dev, "STATE", tmp_path)
    monkeypatch.setattr(dev, "run", lambda *words, **settings: dev.TOOK_TOO_LONG)
    monkeypatch.setattr(dev, "select", lambda part: ["tests/crash"])
    outcome = dev.run_part("crash", None)
    assert outcome.failed
    assert outcome.counts == (0, 1, 0)


def test_a_part_without_tests_is_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    assert dev.run_part("golden", None).result == "no tests yet"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Keep dev.py from installing anything, and note the commands it would run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(dev, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(dev, "find_uv", lambda: ["uv"])
    monkeypatch.setattr(dev, "run", lambda command, **settings: commands.append(command) or 0)
    return commands


def test_a_second_set_up_does_nothing(installed: list[list[str]]) -> None:
    assert dev.set_up("dev")
    installed.clear()
    assert not dev.set_up("dev")
    assert not dev.set_up()
    assert installed == []


def test_the_developers_groups_are_added_to_a_demo_environment_without_making_it_anew(
    installed: list[list[str]],
) -> None:
    dev.set_up()
    installed.clear()
    assert dev.set_up("dev")
    assert ["venv" in command for command in installed] == [False]


def test_a_moved_checkout_gets_a_new_environment(installed: list[list[str]]) -> None:
    dev.set_up()
    stamp = json.loads(dev.STAMP.read_text(encoding="utf-8"))
    dev.STAMP.write_text(json.dumps({**stamp, "ground": "elsewhere"}), encoding="utf-8")
    installed.clear()
    assert dev.set_up()
    assert ["venv" in command for command in installed] == [True, False]


def test_a_named_browser_is_taken_and_a_wrong_name_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUANMEI_CHROMIUM", sys.executable)
    assert dev.find_chromium() == sys.executable
    monkeypatch.setenv("QUANMEI_CHROMIUM", str(tmp_path / "no-browser"))
    assert dev.find_chromium() is None
