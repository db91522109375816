"""``quanmei bench``: how fast the engine is, beside its peers and the machine's limits."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from assessment.speed.bench import lines_of, measurements, regressions, run_bench, store, stored_ratios
from assessment.speed.kept import machine
from assessment.speed.peers import SOURCES
from assessment.speed.report import bench_page, bench_text
from quanmei.progress import Bar

FAILED = 1


def bench(options: argparse.Namespace) -> int:
    """Measure, print ratios; 1 if a ratio fell by more than a tenth of the stored one (``--check``)."""
    names = list(options.only) or measurements(peers=options.peers)
    with Bar("bench", quiet=options.json) as bar:

        def show(name: str, done: int, total: int) -> None:
            bar.name(name)
            bar.show(names.index(name) * total + done, len(names) * total)

        found = run_bench(names, fresh=options.fresh, told=show)
    commit = commit_of_sources()
    worse = regressions(found, stored_ratios()) if options.check else []
    if options.page:
        arguments = "--peers" if options.peers else "".join(f"--only {name} " for name in names).strip()
        made = f"`quanmei bench {arguments} --page {options.page}`, {machine()}, {commit}, {datetime.now(UTC):%Y-%m-%d}"
        Path(options.page).mkdir(parents=True, exist_ok=True)
        (Path(options.page) / "speed.md").write_text(bench_page(found, made), encoding="utf-8")
    if options.store:
        store(found, commit)
    if options.json:
        lines = [vars(line) | {"reached": line.reached} for line in lines_of(found)]
        measured = [each.model_dump(mode="json") for each in found]
        report = {
            "machine": machine(),
            "commit": commit,
            "lines": lines,
            "measured": measured,
            "regressions": worse,
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{machine()}, {commit}\n{bench_text(found)}\n")
        sys.stdout.writelines(f"slower than stored by more than 10 %: {line}\n" for line in worse)
    return FAILED if worse else 0


def commit_of_sources() -> str:
    """Return the short name of the sources' commit; says so when there are changes or no repository."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=SOURCES,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return "no repository"
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "no repository"
