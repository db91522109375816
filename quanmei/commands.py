"""What each command of the command line does."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from assessment.anchors import load_anchors, make_anchors, store_anchors
from assessment.form import Form, load_form
from assessment.ladder import RUNGS, ladder_rows, ladder_text
from assessment.play import Played, play_plan, play_policy
from assessment.policies import make_policy, policy_names
from assessment.removal import decision_values
from assessment.score import Score, score_run
from quanmei.folder import Header, record_of, replay_folder, write_folder
from quanmei.progress import Bar
from scenarios.check import check_case
from scenarios.loader import case_names, load_case
from scenarios.plan import load_plan


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def run(options: argparse.Namespace) -> int:
    """Play a campaign and write or print what came out."""
    form = load_form(options.case, world=options.world, agents=options.agents)
    anchors = load_anchors(form.scenario)  # before playing: what is wrong with them is said at once
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
        _summary(record, score, options.out)
    return 0


def _play(form: Form, options: argparse.Namespace, bar: Bar) -> Played:
    sim = form.start(options.seed)
    if options.plan in policy_names():
        return play_policy(sim, make_policy(options.plan, form.scenario), bar.show)
    return play_plan(sim, load_plan(options.plan), bar.show)


def _summary(record: dict[str, object], score: Score | None, out: str | None) -> None:
    say(
        f"{record['case']}  world {record['world_seed']}  seed {record['chance_seed']}  digest {str(record['digest'])[:16]}"
    )
    if score is None:
        say("no anchors for this case yet: quanmei calibrate CASE")
    else:
        for c in score.criteria:
            points = "  n/a " if c.points is None else f"{c.points:6.1f}"
            say(f"  {points} / {c.out_of:5.1f}  {c.label.zh}  {c.value:,.4g} (目标 {c.target:,.4g})")
        say(f"  {score.total:6.1f} / 100    {'通过' if score.passed else '未通过'}")
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
    """Compute and store the anchors of a case."""
    with Bar("calibrate") as bar:
        anchors = make_anchors(
            options.case, world=options.world, agents=options.agents, seeds=options.seeds, progress=bar.show
        )
    path = store_anchors(anchors, load_case(options.case).id)
    say(f"{path.name}: seal {anchors.seal[:16]}")
    return 0


def ladder(options: argparse.Namespace) -> int:
    """Print the marks of policies side by side, and what each skill is worth."""
    with Bar("ladder") as bar:
        rows = ladder_rows(
            options.case, policies=options.policies or RUNGS, world=options.world, agents=options.agents, seeds=options.seeds,
            steps=options.steps, workers=options.workers, progress=bar.show,
        )  # fmt: skip
    say(ladder_text(rows))
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
    "calibrate": calibrate, "ladder": ladder, "warm": warm,
}  # fmt: skip
"""All commands but the demo, which begins without what these need."""
