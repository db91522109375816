"""What each command of the command line does."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from assessment.anchors import how_to_make, load_anchors, make_anchors, store_anchors
from assessment.branch import BRANCH_AGENTS
from assessment.form import Form, load_form
from assessment.ladder import ONE_THING, RUNGS, ladder_rows, ladder_text
from assessment.play import Played, play_plan, play_policy
from assessment.policies import make_policy, policy_names
from assessment.removal import decision_values
from assessment.scale import make_scale, store_scale
from assessment.score import Score, score_run
from assessment.sheet_ladder import sheet_rows, sheets_text
from assessment.value_model import fit_value_model, store_value_model
from quanmei.folder import Header, record_of, replay_folder, write_folder
from quanmei.progress import Bar
from scenarios.check import check_case
from scenarios.loader import case_names, load_case
from scenarios.plan import load_plan
from simulator.scenario import Scenario


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def run(options: argparse.Namespace) -> int:
    """Play a campaign and write or print what came out."""
    form = load_form(options.case, world=options.world, agents=options.agents)
    anchors = load_anchors(
        form.scenario, form.world
    )  # before playing: what is wrong with them is said at once
    with Bar(options.case, quiet=options.json) as bar:
        played = _play(form, options, bar)
    score = None if anchors is None else score_run(played.sim, anchors)
    header = Header(
        case=options.case, world=options.world, chance=options.seed, agents=options.agents, attempt="a1"
    )
    record = record_of(played, header, score, options.plan)
    if options.values and anchors is not None and score is not None:
        with Bar("values", quiet=options.json) as bar:
            values = decision_values(
                form, options.seed, "a1", played.sim.log, anchors, score, progress=bar.show
            )
        record["decision_values"] = [value.model_dump(mode="json") for value in values]
    if options.out is not None:
        write_folder(Path(options.out), played, record, score)
    if options.json:
        say(json.dumps(record, ensure_ascii=False))
    else:
        _summary(record, score, options.out, how_to_make(form.scenario, form.world))
    return 0


def _play(form: Form, options: argparse.Namespace, bar: Bar) -> Played:
    sim = form.start(options.seed)
    if options.plan in policy_names():
        return play_policy(sim, make_policy(options.plan, form.scenario), bar.show)
    return play_plan(sim, load_plan(options.plan), bar.show)


def _summary(record: dict[str, object], score: Score | None, out: str | None, how: str) -> None:
    say(
        f"{record['case']}  world {record['world_seed']}  seed {record['chance_seed']}  digest {str(record['digest'])[:16]}"
    )
    if score is None:
        say(f"no anchors for this form yet: {how}")
    else:
        for c in score.criteria:
            points = "  n/a " if c.points is None else f"{c.points:6.1f}"
            say(f"  {points} / {c.out_of:5.1f}  {c.label.zh}  {c.value:,.4g} (目标 {c.target:,.4g})")
        say(f"  {score.total:6.1f} / 100    {'通过' if score.passed else '未通过'}")
        say(f"  anchors {score.anchors[:12]} (world {score.world})  reference policies {score.policies[:12]}")
    refused = record["refused"]
    if isinstance(refused, list) and refused:
        say(f"{len(refused)} decisions were refused; the first: {refused[0]['key']}: {refused[0]['message']}")
    if out is not None:
        say(f"written to {out}")


def replay(options: argparse.Namespace) -> int:
    """Compute a run again."""
    with Bar("replay") as bar:
        digest = replay_folder(Path(options.folder), bar.show)
    say(f"same counts: {digest}")
    return 0


def cases(options: argparse.Namespace) -> int:
    """List the cases."""
    del options
    for name in case_names():
        case = load_case(name)
        say(f"{case.versioned:16} {case.days:2} d  {case.title.zh} / {case.title.en}")
    return 0


def check_case_file(options: argparse.Namespace) -> int:
    """Check a case file; one line for each thing that is wrong or doubtful."""
    load_case(options.file)  # what cannot be read at all is one line and exit code 2
    lines = check_case(options.file)
    for line in lines:
        say(line)
    say("ok" if not lines else f"{len(lines)} remarks")
    return 0 if not lines else 1


def policies(options: argparse.Namespace) -> int:
    """List the policies that can play a case."""
    load_case(options.case)
    for name, label in policy_names().items():
        say(f"{name:17} {label.zh} / {label.en}")
    return 0


def calibrate(options: argparse.Namespace) -> int:
    """Compute and store what a form's marks are read against: anchors, regression, windows and ends of criteria."""
    case = load_case(options.case)
    people = min(options.agents or case.audience.agents, BRANCH_AGENTS)
    if not options.scale_only:
        _anchor(options, case, people)
    with Bar("windows") as bar:
        scale = make_scale(
            options.case, world=options.world, people=people, workers=options.workers, progress=bar.show
        )
    store_scale(scale, case)
    for key, ends in scale.ends.items():
        say(f"{key:18} {ends.zero:.3f} to {ends.full:.3f}, {ends.apart:.0f} standard errors apart")
    say(f"event windows {scale.zero:+.3f} to {scale.full:+.3f}; seal {scale.seal[:16]}")
    return 0


def _anchor(options: argparse.Namespace, case: Scenario, people: int) -> None:
    """Compute and store anchors and regression of a form."""
    with Bar("anchors") as bar:
        anchors = make_anchors(
            options.case, world=options.world, agents=options.agents, seeds=options.seeds,
            workers=options.workers, progress=bar.show,
        )  # fmt: skip
    path = store_anchors(anchors, case)
    for name, means in anchors.means.items():
        say(f"{name:18} {means.weighted:7.3f} ± {means.weighted_se:.3f}")
    say(f"0 is {anchors.zero}, full points are {anchors.full}; policies {anchors.policies[:16]}")
    say(f"{path.name}: seal {anchors.seal[:16]}")
    with Bar("regression") as bar:
        values = fit_value_model(
            options.case, world=options.world, people=people, runs=options.runs, workers=options.workers,
            progress=bar.show,
        )  # fmt: skip
    store_value_model(values, case)
    say(f"regression: R² {values.r2:.2f} on runs it was not fitted on; seal {values.seal[:16]}")


def tune_experts(options: argparse.Namespace) -> int:
    """Search the numbers of the reference experts on training worlds; keep them if asked to."""
    from assessment.tuning import (  # noqa: PLC0415 - the optimiser takes a second to import
        FIRST_TRAINING_WORLD,
        expert_names,
        keep_numbers,
        tune,
    )

    worlds = range(FIRST_TRAINING_WORLD, FIRST_TRAINING_WORLD + options.worlds)
    for expert in [options.expert] if options.expert else expert_names():
        with Bar(expert) as bar:
            found = tune(
                options.case, expert, trials=options.trials, worlds=tuple(worlds), agents=options.agents,
                progress=bar.show,
            )  # fmt: skip
        say(f"{expert}: {found[0].attained:.3f} of {len(found)} settings, {found[0].numbers}")
        if options.keep:
            keep_numbers(expert, options.case, found[0].numbers)
    return 0


def ladder(options: argparse.Namespace) -> int:
    """Print the marks of policies side by side, and what each skill is worth."""
    if options.sheet:
        return _sheets(options)
    with Bar("ladder") as bar:
        rows = ladder_rows(
            options.case, policies=options.policies or RUNGS, world=options.world, agents=options.agents, seeds=options.seeds,
            steps=options.steps, workers=options.workers, progress=bar.show,
        )  # fmt: skip
    say(ladder_text(rows))
    return 0


def _sheets(options: argparse.Namespace) -> int:
    with Bar("mark sheets") as bar:
        rows = sheet_rows(
            options.case, policies=options.policies or (*RUNGS, *ONE_THING), world=options.world,
            people=options.agents or BRANCH_AGENTS, seeds=options.seeds, workers=options.workers, progress=bar.show,
        )  # fmt: skip
    say(sheets_text(rows))
    return 0


def warm(options: argparse.Namespace) -> int:
    """Compile the kernels by playing a few minutes of every case."""
    del options
    from quanmei.warm import warm_up  # noqa: PLC0415

    with Bar("kernels") as bar:
        warm_up(bar.show)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": run, "replay": replay, "cases": cases, "check-case": check_case_file, "policies": policies,
    "calibrate": calibrate, "tune": tune_experts, "ladder": ladder, "warm": warm,
}  # fmt: skip
"""All commands but the demo, which begins without what these need."""
