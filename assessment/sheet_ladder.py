"""Whole mark sheets of policies side by side: every criterion, not the outcome alone.

`assessment.ladder` shows what policies attain; this shows what an examiner would write down for
them, by the provisional valuation. It is how a mark is held to its bands: who acts without sense
must not get far on any sheet, however well one criterion likes it.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from assessment.anchors import runs_file
from assessment.branch import BRANCH_AGENTS, branch_of
from assessment.full_mark import full_mark, load_form_scale
from assessment.kept_runs import run_kept
from assessment.play import play_policy
from assessment.policies import make_policy
from assessment.provisional import Following


class SheetRun(BaseModel):
    """The mark sheet of one policy in one run, as plain numbers.

    Parameters
    ----------
    raw : float
        Before clipping to 0..100.
    points, out_of : dict of str to float
        Points of each criterion that was scored, and its weight after sharing out.
    """

    model_config = ConfigDict(frozen=True)

    policy: str
    chance: int
    total: float
    raw: float
    subtracted: float
    points: dict[str, float]
    out_of: dict[str, float]


class SheetRow(BaseModel):
    """Mean mark of one policy with its standard error, and its mean share of each criterion."""

    model_config = ConfigDict(frozen=True)

    name: str
    mean: float
    error: float
    subtracted: float
    shares: dict[str, float]


def sheet_run(job: tuple[str, int, int, str, int]) -> SheetRun:
    """Play and mark (case, world, people, policy, chance seed); a function of plain values for the executor."""
    case, world, people, name, chance = job
    branch = branch_of(case, world, people, people)
    against = load_form_scale(branch.scenario, world)
    sim = play_policy(branch.form.start(chance), make_policy(name, branch.scenario)).sim
    evidence, valued = Following(branch, against.values, branch.form.start(chance)).ended(sim.log)
    sheet = full_mark(branch, against, evidence, valued)
    scored = [line for line in sheet.lines if line.points is not None]
    return SheetRun(
        policy=name, chance=chance, total=sheet.total, raw=sheet.raw, subtracted=sheet.subtracted,
        points={line.key: line.points or 0.0 for line in scored},
        out_of={line.key: line.out_of for line in scored},
    )  # fmt: skip


def sheet_rows(
    case: str,
    *,
    policies: Sequence[str],
    world: int = 1,
    people: int = BRANCH_AGENTS,
    seeds: int = 4,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[SheetRow]:
    """Return each policy's mean mark sheet over the chance seeds.

    Raises
    ------
    UnknownNameError
        If there is no such case or policy.
    ScenarioError
        If the form was not calibrated; the message says how.
    """
    scenario = branch_of(case, world, people, people).scenario
    for name in policies:
        make_policy(name, scenario)
    seal = load_form_scale(scenario, world).scale.seal
    jobs = [(case, world, people, name, chance) for name in policies for chance in range(1, seeds + 1)]
    file = runs_file(scenario).with_suffix(f".sheets-{seal[:8]}.jsonl")
    runs = run_kept(sheet_run, jobs, file, SheetRun, workers=workers, progress=progress)
    return [_row(name, [run for run in runs if run.policy == name]) for name in policies]


def _row(name: str, runs: Sequence[SheetRun]) -> SheetRow:
    totals = [run.total for run in runs]
    shares = {}
    for key in dict.fromkeys(key for run in runs for key in run.points):
        full = sum(run.out_of.get(key, 0.0) for run in runs)
        shares[key] = sum(run.points.get(key, 0.0) for run in runs) / full if full else 0.0
    return SheetRow(
        name=name, mean=statistics.fmean(totals), shares=shares,
        error=statistics.stdev(totals) / len(totals) ** 0.5 if len(totals) > 1 else 0.0,
        subtracted=statistics.fmean(run.subtracted for run in runs),
    )  # fmt: skip


def sheets_text(rows: Sequence[SheetRow]) -> str:
    """Return the sheets as lines of text: mean mark, then the share of each criterion in percent."""
    keys = list(dict.fromkeys(key for row in rows for key in row.shares))
    heading = f"{'':24} {'mark':>7}          {'minus':>6}  " + " ".join(f"{key[:12]:>12}" for key in keys)
    lines = [heading]
    for row in rows:
        cells = [f"{row.shares[key] * 100:>12.0f}" if key in row.shares else f"{'-':>12}" for key in keys]
        lines.append(
            f"{row.name:24} {row.mean:7.1f} ± {row.error:4.1f}  {row.subtracted:6.1f}  " + " ".join(cells)
        )
    return "\n".join(lines)
