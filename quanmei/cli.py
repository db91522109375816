"""The ``quanmei`` command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from simulator.errors import QuanmeiError

BAD_INPUT = 2


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="quanmei", description="Quanmei 全媒体运营沙盘")
    sub = parser.add_subparsers(dest="command", required=True)
    _run_parser(sub.add_parser("run", help="play a whole campaign without a screen"))
    replay = sub.add_parser("replay", help="compute a run again; fails if the digest differs")
    replay.add_argument("folder")
    sub.add_parser("cases", help="list the cases")
    check = sub.add_parser("check-case", help="check a case file")
    check.add_argument("file")
    policies = sub.add_parser("policies", help="list the example policies of a case")
    policies.add_argument("case")
    calibrate = sub.add_parser(
        "calibrate", help="compute and store what the marks of a form are read against"
    )
    calibrate.add_argument("case")
    ladder = sub.add_parser("ladder", help="marks of policies side by side, from novice to expert")
    ladder.add_argument("case")
    for each in (calibrate, ladder):
        each.add_argument("--world", type=_seed, default=1)
        each.add_argument("--agents", type=int, default=None)
        each.add_argument(
            "--workers", type=int, default=None, help="processes; one per processor when absent"
        )
    calibrate.add_argument("--seeds", type=int, default=64, help="chance seeds, 64 for anchors that count")
    calibrate.add_argument("--runs", type=int, default=240, help="runs that the regression is fitted on")
    calibrate.add_argument(
        "--scale-only",
        action="store_true",
        help="keep anchors and regression, make windows and criteria's ends anew",
    )
    ladder.add_argument("--seeds", type=int, default=20)
    ladder.add_argument(
        "--sheet", action="store_true", help="whole mark sheets with every criterion, not the outcome alone"
    )
    ladder.add_argument("--steps", action="store_true", help="also raise one skill at a time")
    ladder.add_argument(
        "--policies", type=_names, default=None, metavar="NAME,NAME", help="other policies than the ladder's"
    )
    _score_parser(sub.add_parser("score", help="score a run folder: mark, ledger (复盘), report"))
    verify = sub.add_parser("verify", help="recompute a report from its sealed transcript")
    verify.add_argument("report", help="a report.html or its folder")
    verify.add_argument("--workers", type=int, default=None, help="processes; one per processor when absent")
    _tune_parser(sub.add_parser("tune", help="tune the reference experts on training worlds"))
    _sensitivity_parser(sub.add_parser("sensitivity", help="which assumed constants move the ladder most"))
    _fit_parser(sub.add_parser("fit", help="search assumed constants against one half of the facts"))
    _facts_parser(sub.add_parser("facts", help="compare the simulation with the published record"))
    _bench_parser(sub.add_parser("bench", help="how fast the engine is, beside its peers"))
    _validity_parsers(
        sub.add_parser("validate", help="how far an exam of short forms measures the person"),
        sub.add_parser("exploit", help="search a plan that scores without sense"),
    )
    _demo_parser(sub.add_parser("demo", help="open a running campaign in the browser"))
    _sitting_parser(sub.add_parser("sitting", help="open a practice or an exam, release its marks"))
    sub.add_parser("warm", help="compile the kernels once")
    return parser


def _run_parser(run: argparse.ArgumentParser) -> None:
    run.add_argument("case")
    run.add_argument("--plan", default="do-nothing", help="a YAML plan, or the name of an example policy")
    run.add_argument("--seed", type=_seed, default=1, help="chance seed of the attempt")
    run.add_argument("--world", type=_seed, default=1, help="world seed: the form")
    run.add_argument("--agents", type=int, default=None)
    run.add_argument("--out", default=None, help="folder for the files of the run")
    run.add_argument("--json", action="store_true", help="print one JSON object")
    run.add_argument(
        "--values", action="store_true", help="also compute each decision's value by removing it"
    )


def _tune_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case")
    parser.add_argument(
        "--expert", default=None, metavar="NAME", help="only this expert; all three when absent"
    )
    parser.add_argument("--trials", type=int, default=12, help="settings in all, earlier ones included")
    parser.add_argument("--worlds", type=int, default=2, help="training worlds, from 101 on")
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--keep", action="store_true", help="write the best numbers beside the policies")


def _sensitivity_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case")
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", type=_names, default=(), metavar="CHANNEL,CHANNEL")
    parser.add_argument("--top", type=int, default=40, help="lines to print")
    parser.add_argument("--workers", type=int, default=None, help="processes; one per processor when absent")


def _score_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="folder of a run, see quanmei run --out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--full", action="store_true", help="look-aheads on all people, in the background")
    parser.add_argument("--provisional", action="store_true", help="the provisional mark alone, in seconds")
    parser.add_argument("--pdf", action="store_true", help="also write report.pdf (needs quanmei[pdf])")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--workers", type=int, default=None, help="processes; one per processor when absent")


def _fit_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("experiment", help="see quanmei facts")
    parser.add_argument("channel")
    parser.add_argument("--names", type=_names, default=(), metavar="NAME,NAME", help="only these constants")
    parser.add_argument("--trials", type=int, default=40, help="settings in all, earlier ones included")
    parser.add_argument("--scale", type=float, default=0.2, help="size of the experiment, 1 is full")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--top", type=int, default=5, help="settings to print")


def _facts_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--out", default=None, metavar="CSV", help="also write the table to a CSV file")
    parser.add_argument("--dump", default=None, metavar="DIR", help="write the raw material as Parquet")
    parser.add_argument("--page", default=None, metavar="DIR", help="write facts.md and its plots")
    parser.add_argument("--seed", type=int, default=1, help="chance seed of the first replicate")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the experiments, 1 is full")
    parser.add_argument("--only", default="", metavar="NAME,NAME", help="only these experiments")
    parser.add_argument("--workers", type=int, default=None, help="processes; one per processor when absent")


def _bench_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--peers", action="store_true", help="install the peers and compare with them")
    parser.add_argument(
        "--only", type=_names, default=(), metavar="NAME,NAME", help="only these measurements"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--fresh", action="store_true", help="measure again what is kept of these sources")
    parser.add_argument("--page", default=None, metavar="DIR", help="write speed.md")
    parser.add_argument("--check", action="store_true", help="fail if a ratio is 10 %% below the stored one")
    parser.add_argument("--store", action="store_true", help="store the ratios in benchmarks/ratios.json")


def _validity_parsers(validate: argparse.ArgumentParser, exploit: argparse.ArgumentParser) -> None:
    validate.add_argument("cases", nargs="*", metavar="CASE", help="only the short forms of these cases")
    validate.add_argument("--last", action="store_true", help="print the last full study, play nothing")
    validate.add_argument("--trainees", type=int, default=300)
    validate.add_argument("--forms", type=int, default=None, help="the first so many short forms")
    validate.add_argument("--people", type=int, default=10_000, help="simulated people of a form")
    validate.add_argument("--runs", type=int, default=120, help="calibration runs of a form without a scale")
    validate.add_argument(
        "--seeds", type=int, default=16, help="chance seeds of the anchors of a form without a scale"
    )
    validate.add_argument("--futures", type=int, default=4, help="futures of a review point")
    validate.add_argument("--rollouts", type=int, default=30, help="trainees also scored by full look-aheads")
    validate.add_argument("--replicated", type=int, default=20, help="trainees who sit again with other luck")
    validate.add_argument("--lucks", type=int, default=4, help="chance seeds of each who sits again")
    validate.add_argument(
        "--policies", type=_names, default=(), metavar="NAME,NAME", help="only these policies sit it too"
    )
    validate.add_argument("--policy-seeds", type=int, default=4, help="chance seeds of every policy")
    validate.add_argument("--keep", action="store_true", help="keep this study as the last full one")
    validate.add_argument("--keep-scales", action="store_true", help="make the forms' scales and store them")
    validate.add_argument("--page", default=None, metavar="DIR", help="write validity.md and its plots")
    validate.add_argument("--json", action="store_true", help="print one JSON object")
    validate.add_argument(
        "--workers", type=int, default=None, help="processes; one per processor when absent"
    )
    exploit.add_argument("case")
    exploit.add_argument("--trials", type=int, default=600, help="in all, earlier ones included")
    exploit.add_argument("--people", type=int, default=10_000)
    exploit.add_argument("--json", action="store_true", help="print one JSON object")


def _demo_parser(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--no-browser", action="store_true")
    demo.add_argument("--port", type=int, default=8050)
    demo.add_argument("--case", default="tea-launch")
    demo.add_argument("--agents", type=int, default=None)
    demo.add_argument("--database", default=None, help="SQLite file; the user's data folder when absent")


def _sitting_parser(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    opened = actions.add_parser("open", help="open a sitting and print a link for each candidate")
    opened.add_argument("name")
    opened.add_argument("--case", default="tea-launch")
    opened.add_argument("--candidates", type=int, default=1)
    opened.add_argument("--exam", action="store_true", help="marks are shown when they are released")
    opened.add_argument("--reasons", action="store_true", help="every decision says why and what is expected")
    opened.add_argument("--no-again", action="store_true", help="a finished run cannot be opened again")
    opened.add_argument("--world", type=_seed, default=1, help="the form, the same for all candidates")
    opened.add_argument("--agents", type=int, default=None)
    opened.add_argument("--port", type=int, default=8050, help="where `quanmei demo` serves the pages")
    listed = actions.add_parser("list", help="list the sittings")
    released = actions.add_parser("release", help="show the marks of an exam to its candidates")
    released.add_argument("sitting", help="id of the sitting")
    for each in (opened, listed, released):
        each.add_argument("--database", default=None, help="SQLite file; the user's data folder when absent")


def _names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise argparse.ArgumentTypeError("give at least one policy: --policies random,competent")
    return names


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 1 << 128:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 2**128 - 1")
    return value


_ALONE = {
    "demo": ("quanmei.demo", "open_demo"),
    "bench": ("quanmei.bench_command", "bench"),
    "sitting": ("quanmei.sitting_command", "sitting"),
}
_TOGETHER = {
    **dict.fromkeys(("facts", "fit", "sensitivity"), "quanmei.facts_command"),
    **dict.fromkeys(("score", "verify"), "quanmei.score_command"),
    **dict.fromkeys(("validate", "exploit"), "quanmei.validity_command"),
}


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """Return what a command does; the demo starts its pages before anything large is imported."""
    if name in _ALONE:
        module, function = _ALONE[name]
        return getattr(import_module(module), function)
    return import_module(_TOGETHER.get(name, "quanmei.commands")).COMMANDS[name]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; bad input gives one clear line and exit code 2."""
    options = make_parser().parse_args(arguments)
    try:
        return _command(options.command)(options)
    except QuanmeiError as problem:
        sys.stderr.write(f"quanmei: {problem}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("quanmei: stopped\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
