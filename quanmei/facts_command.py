"""``quanmei facts``, ``fit`` and ``sensitivity``: the simulation beside the published record."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assessment.facts.check import Check, check_facts
from assessment.facts.experiment import known_experiments
from assessment.facts.page import facts_text, row_of, summary, write_page
from assessment.facts.tables import describe_tables, write_table
from assessment.sensitivity import CLIMBERS, ladder_sensitivity
from quanmei.progress import Bar
from simulator.errors import FactsError

FAILED = 1


def facts(options: argparse.Namespace) -> int:
    """Run the experiments, print the verdicts; 1 if too few agree or one is far out."""
    if options.seed < 0:
        raise FactsError("--seed: a whole number from 0 up")
    if not 0.02 <= options.scale <= 4:  # noqa: PLR2004
        raise FactsError("--scale: from 0.02 to 4")
    names = [name.strip() for name in options.only.split(",") if name.strip()]
    with Bar("facts", quiet=options.json) as bar:
        check = check_facts(
            options.seed, scale=options.scale, names=names, workers=options.workers, progress=bar.show
        )
    rows = [row_of(verdict) for verdict in check.verdicts]
    if options.out:
        _write_csv(rows, Path(options.out))
    if options.dump:
        _dump(check, names, Path(options.dump), quiet=options.json)
    if options.page:
        made = f"`quanmei facts --page {options.page} --seed {options.seed} --scale {options.scale:g}`"
        write_page(check, Path(options.page), f"{made}, {datetime.now(UTC):%Y-%m-%d}")
    if options.json:
        report = {"facts": rows, "summary": summary(check), "passed": check.passed, "seed": check.seed}
        say(json.dumps(report, ensure_ascii=False))
    else:
        say(facts_text(check))
    return 0 if check.passed else FAILED


def _write_csv(rows: list[dict[str, object]], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["fact"])
        writer.writeheader()
        writer.writerows(rows)


def _dump(check: Check, names: list[str], folder: Path, *, quiet: bool) -> None:
    known = known_experiments()
    chosen = [known[name] for name in names] if names else list(known.values())
    written: dict[str, int] = {}
    with Bar("dump", quiet=quiet) as bar:
        for done, experiment in enumerate(chosen, start=1):
            _, tables = experiment.run(check.seed, check.scale)
            for name, frame in tables.items():
                write_table(name, frame, folder)
                written[name] = len(frame)
            bar.show(done, len(chosen))
    (folder / "README.md").write_text(describe_tables(written), encoding="utf-8")


def fit(options: argparse.Namespace) -> int:
    """Search assumed constants against one half of the facts; print the best with both halves."""
    try:
        from assessment.facts.search import search  # noqa: PLC0415 - only maintainers have the library
    except ImportError as missing:
        raise FactsError("fit needs optuna: uv sync --group docs") from missing

    with Bar("fit") as bar:
        found = search(
            options.experiment, options.channel, names=options.names, trials=options.trials, scale=options.scale,
            seed=options.seed, progress=bar.show,
        )  # fmt: skip
    say("mean squared distance in tolerances: on the half the search sees, on the half held back")
    for tried in found[: options.top]:
        values = "  ".join(f"{name}={value}" for name, value in tried.overrides[options.channel].items())
        say(f"{tried.seen:8.3f} {tried.held_back:8.3f}   {values}")
    return 0


def sensitivity(options: argparse.Namespace) -> int:
    """Print which assumed constants move the ladder most."""
    with Bar("sensitivity") as bar:
        moved = ladder_sensitivity(
            options.case, agents=options.agents, seeds=options.seeds, only=options.only, workers=options.workers,
            progress=bar.show,
        )  # fmt: skip
    say(
        f"{'channel':14}{'constant':20}{'value':>8}{'shift':>8}  "
        + "".join(f"{name:>12}" for name in CLIMBERS)
    )
    for row in moved[: options.top]:
        marks = "".join(f"{row.marks[name]:12.1f}" for name in CLIMBERS)
        order = "" if row.ordered else "   out of order"
        say(f"{row.channel:14}{row.parameter:20}{row.value:8}{row.shift:8.1f}  {marks}{order}")
    return 0


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "facts": facts, "fit": fit, "sensitivity": sensitivity,
}  # fmt: skip
