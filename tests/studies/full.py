"""The ladder in full: ``python -m tests.studies.full`` stores the anchors and ``docs/studies/ladder.md``.

All rungs of every case, 100,000 people, chance seeds 1 to 64. Runs are kept as they come in, so an
interrupted study goes on where it stopped. The page names the commit and the date.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from assessment.anchors import ANCHORED, SEEDS, anchors_of, runs_file, store_anchors
from assessment.form import load_form
from assessment.kept_runs import run_kept
from assessment.ladder import Row, rows_of
from assessment.policy_runs import PolicyRun, run_policy
from quanmei.progress import Bar
from scenarios.loader import case_names
from simulator.kpis import kpi

ROOT = Path(__file__).parents[2]
MEANING = (
    "The mark is that of the outcome alone: 0 is what chance or doing nothing reaches, 100 the median expert. "
    "Whole mark sheets, conduct included, stand in [mark-sheets.md](mark-sheets.md)."
)


def main() -> None:
    """Play, store, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--agents", type=int, default=None)
    parser.add_argument("--out", default=str(ROOT / "docs" / "studies" / "ladder.md"))
    options = parser.parse_args()
    parts = [_case(name, options.agents, options.seeds) for name in case_names()]
    command = " ".join(["python dev.py studies", *sys.argv[1:]])
    made = f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, on top of commit {_commit()}."
    Path(options.out).write_text(
        "\n".join(["# The ladder of skill", "", made, "", MEANING, "", *parts]), encoding="utf-8"
    )


def _case(name: str, agents: int | None, seeds: int) -> str:
    scenario = load_form(name, agents=agents).scenario
    jobs = [(name, 1, agents, policy, seed) for policy in ANCHORED for seed in range(1, seeds + 1)]
    with Bar(name) as bar:
        runs = run_kept(run_policy, jobs, runs_file(scenario), PolicyRun, progress=bar.show)
    anchors = anchors_of(scenario, 1, runs, seeds)
    store_anchors(anchors, scenario)
    rows = rows_of(scenario, runs, anchors)
    cpu = sum(run.cpu_s for run in runs) / len(runs)
    head = (
        f"## {name}\n\nWorld 1, {scenario.audience.agents:,} simulated people, chance seeds 1 to {seeds}; "
        f"{cpu:.1f} CPU-seconds a run. Mean ± standard error; the mark is not cut off at 0 and 100.\n"
    )
    return head + "\n" + _table(rows) + "\n"


def _table(rows: list[Row]) -> str:
    names = list(rows[0].kpis)
    lines = ["| policy | mark | spent (yuan) | " + " | ".join(kpi(name).label.en for name in names) + " |"]
    lines.append("|---" * (len(names) + 3) + "|")
    for row in rows:
        values = " | ".join(f"{row.kpis[name]:,.4g}" for name in names)
        lines.append(f"| {row.name} | {row.mean:.1f} ± {row.error:.1f} | {row.spent:,.0f} | {values} |")
    return "\n".join(lines) + "\n"


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
