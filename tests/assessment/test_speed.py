"""The bench: what is compared, kept, stored, and said about it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assessment.speed import bench, peers
from assessment.speed.graphs import contact_network, heavy_tailed_network
from assessment.speed.growth import points_of, slope_of
from assessment.speed.kept import Measured, forget
from assessment.speed.report import bench_page, bench_text
from simulator.errors import BenchError, UnknownNameError

COMPARED = Measured(
    name="cascade_vs_cynetdiff",
    values={
        "ours": 130.0, "theirs": 100.0, "ratio": 1.3, "lowest": 1.2, "highest": 1.4, "our_check": 21_000.0,
        "their_check": 21_100.0, "turns": 9.0,
    },
)  # fmt: skip
PANEL = Measured(
    name="panel", values={"rate": 4e6, "impressions": 3e7, "cpu_s": 7.5, "filled": 0.74, "rss_mb": 900.0}
)
GROWTH = Measured(
    name="growth",
    values={
        f"{name}.{size}": size / 1000
        for name in ("people", "ticks", "contents", "channels")
        for size in (1, 2, 4)
    }
    | {f"slope.{name}": 1.0 for name in ("people", "ticks", "contents", "channels")},
)


@pytest.mark.parametrize("network", [heavy_tailed_network, contact_network])
def test_a_network_has_both_directions_of_exactly_the_pairs_asked_for(network: Any) -> None:
    begin, to = network(300, 1200)
    source = np.repeat(np.arange(300), np.diff(begin))
    arcs = set(zip(source.tolist(), to.tolist(), strict=True))
    assert len(arcs) == to.size == 2400
    assert arcs == {(b, a) for a, b in arcs}
    assert all(a != b for a, b in arcs)
    assert (network(300, 1200)[1] == to).all()


def test_a_peer_that_does_not_install_is_reported_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_uv() -> list[str]:
        raise BenchError("uv was not found")

    monkeypatch.setattr(peers, "find_uv", no_uv)
    peer = peers.Peer(name="nobody", packages=("no-such-package==1",))
    comparison = peers.Comparison(work="cascade", peer=peer, unit="cascades", text="", wanted=1.0)
    measured = peers.compare(comparison)
    assert measured.failed == "uv was not found"
    monkeypatch.setattr(bench, "COMPARISONS", (comparison,))
    (line,) = bench.lines_of([measured])
    assert (line.value, line.reached, line.detail) == (None, None, "uv was not found")
    assert "not run" in bench_text([measured])
    assert "uv was not found" in bench_page([measured], "hand")


def test_every_peer_has_a_program_beside_ours() -> None:
    for each in peers.COMPARISONS:
        assert (peers.SCRIPTS / f"{each.work}_quanmei.py").exists()
        assert (peers.SCRIPTS / f"{each.work}_{each.peer.name}.py").exists()


def test_turns_are_answered_one_by_one_and_prints_of_a_library_are_no_answer(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from turns import take_turns\n"
        "def measure(turn):\n    print('noise')\n    return {'amount': turn, 'check': 1.0}\n"
        "take_turns(measure)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(program)], input="3\n5\n", capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(peers.SCRIPTS), "PYTHONUTF8": "1", "SYSTEMROOT": "C:/Windows"},
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["amount"] for answer in answers] == [3, 5]
    assert all(answer["cpu_s"] >= 0 for answer in answers)


def test_a_finished_measurement_is_kept_and_a_failed_one_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def measured(name: str, told: object = None) -> Measured:
        asked.append(name)
        return Measured(name=name, failed="no network" if name == "limits" else "")

    monkeypatch.setattr(bench, "measure", measured)
    monkeypatch.setattr(bench, "bench_file", lambda: tmp_path / "kept.jsonl")
    bench.run_bench(["paired", "limits"])
    bench.run_bench(["paired", "limits"])
    assert asked == ["paired", "limits", "limits"]
    bench.run_bench(["paired"], fresh=True)
    assert asked[3:] == ["paired"]


def test_forgetting_what_was_never_kept_changes_nothing(tmp_path: Path) -> None:
    forget(tmp_path / "nothing.jsonl", ["paired"])
    assert not (tmp_path / "nothing.jsonl").exists()


def test_an_unknown_measurement_is_refused_with_the_known_names() -> None:
    with pytest.raises(UnknownNameError, match="panel"):
        bench.run_bench(["pannel"])


@pytest.mark.parametrize(("stored", "worse"), [(1.3, False), (1.43, False), (1.5, True)])
def test_only_a_loss_of_more_than_a_tenth_is_a_regression(stored: float, worse: bool) -> None:
    known = {bench.machine(): {"ratios": {"cascade_vs_cynetdiff": stored}}}
    assert bool(bench.regressions([COMPARED], known)) == worse


def test_ratios_of_another_kind_of_machine_and_plain_rates_are_not_compared() -> None:
    assert bench.regressions([COMPARED], {"another": {"ratios": {"cascade_vs_cynetdiff": 9.0}}}) == []
    assert bench.regressions([PANEL], {bench.machine(): {"ratios": {"panel": 9e9}}}) == []


def test_stored_ratios_carry_commit_and_day_and_keep_what_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "STORED", tmp_path / "ratios.json")
    bench.store([COMPARED], "commit a")
    bench.store([PANEL], "commit b")
    found = bench.stored_ratios()[bench.machine()]
    assert found["ratios"] == {"cascade_vs_cynetdiff": 1.3, "panel": 4e6}
    assert found["commit"] == "commit b"
    assert len(found["date"]) == 10


def test_the_page_says_reached_and_missed_and_shows_every_point() -> None:
    page = bench_page([COMPARED, PANEL, GROWTH], "hand")
    assert "| cascade_vs_cynetdiff | 1.3 | 1 | reached |" in page
    assert "| panel | 4e+06 | 1.2e+07 | MISSED |" in page
    assert "| people | 1.00 | 1: 0.001, 2: 0.002, 4: 0.004 |" in page
    assert "MISSED" in bench_text([PANEL, GROWTH])


def test_a_cost_that_grows_with_the_square_has_slope_two() -> None:
    values = {f"people.{n}": float(n * n) for n in (1, 2, 4, 8)}
    assert slope_of(points_of(values, "people")) == pytest.approx(2)
