"""``quanmei validate`` and ``exploit``: whether a mark measures the person, and whether a trick wins."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assessment.short_form_scale import load_form_scale, make_form_scale, store_form_scale
from assessment.validity.kept import KeptStudy, keep_study, last_study, sealed
from assessment.validity.page import study_text, write_study_page
from assessment.validity.study import Design, chosen_forms, run_study
from quanmei.bench_command import commit_of_sources
from quanmei.progress import Bar
from scenarios.loader import load_case
from simulator.errors import ScenarioError

WINS = 1
FEWEST = 5


def validate(options: argparse.Namespace) -> int:
    """Run the validity study, or print the last full one."""
    kept = last_study() if options.last else _study(options)
    if options.keep:
        keep_study(kept)
    if options.page:
        write_study_page(kept, Path(options.page))
    if options.json:
        say(json.dumps(kept.plain(), ensure_ascii=False))
    else:
        say(study_text(kept.study))
        say(f"{kept.command}, {kept.date}, {kept.commit}, hash {kept.hash[:16]}")
    return 0


def _study(options: argparse.Namespace) -> KeptStudy:
    if options.trainees < FEWEST:
        raise ScenarioError(f"--trainees: {FEWEST} or more; variances of fewer say nothing")
    for case in options.cases:
        load_case(case)  # an unknown name is one line and exit code 2
    design = Design(
        trainees=options.trainees, forms=chosen_forms(options.cases, options.forms), people=options.people, runs=options.runs,
        seeds=options.seeds, futures=options.futures, rollouts=options.rollouts, workers=options.workers,
        replicated=options.replicated, policy_seeds=options.policy_seeds,
        policies=options.policies,
        lucks=options.lucks,
    )  # fmt: skip
    with Bar("validate", quiet=options.json) as bar:

        def show(name: str, done: int, total: int) -> None:
            bar.name(name)
            bar.show(done, total)

        if options.keep_scales:
            _keep_scales(design, lambda done, total: show("scales", done, total))
        study = run_study(design, show)
    told = (
        "trainees",
        "people",
        "runs",
        "seeds",
        "futures",
        "rollouts",
        "replicated",
        "lucks",
        "policy_seeds",
    )
    sizes = [f"--{name.replace('_', '-')} {getattr(options, name)}" for name in told]
    if options.policies:
        sizes.append(f"--policies {','.join(options.policies)}")
    command = " ".join(["quanmei validate", *options.cases, f"--forms {len(design.forms)}", *sizes])
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return sealed(study, command=command, commit=commit_of_sources(), date=today)


def _keep_scales(design: Design, progress: Callable[[int, int], None]) -> None:
    """Make the scales of the forms anew and store them beside the shipped list."""
    for key in design.forms:
        store_form_scale(make_form_scale(
            key, people=design.people, runs=design.runs, seeds=design.seeds, futures=design.futures,
            workers=design.workers, progress=progress,
        ))  # fmt: skip
    load_form_scale.cache_clear()


def exploit(options: argparse.Namespace) -> int:
    """Attack a case; 1 if an attack wins on worlds it never saw."""
    try:
        from assessment.exploit.search import exploit as attacked  # noqa: PLC0415 - only maintainers have it
        from assessment.exploit.search import exploit_text  # noqa: PLC0415
    except ImportError as missing:
        raise ScenarioError("exploit needs optuna: uv sync --group docs") from missing
    if options.trials < 1:
        raise ScenarioError("--trials: 1 or more")
    with Bar("exploit", quiet=options.json) as bar:
        found = attacked(options.case, trials=options.trials, people=options.people, progress=bar.show)
    say(found.model_dump_json() if options.json else exploit_text(found))
    return WINS if found.wins else 0


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"validate": validate, "exploit": exploit}
