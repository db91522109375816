"""Marks of policies side by side: the ladder from doing nothing to the expert, or any others.

On the ladder every step can be taken apart into the skills that make it; policies that do one
thing to the maximum show what a case or a mark lets through.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from assessment.anchors import EXPERTS, FLOORS, Anchors, anchors_of, how_to_make, load_anchors, runs_file
from assessment.form import load_form
from assessment.kept_runs import run_kept
from assessment.policies.operator import Operator
from assessment.policies.policy import brief_of, make_policy
from assessment.policies.skills import COMPETENT, EXPERT, UNTAUGHT, Skills, steps
from assessment.policy_runs import PolicyRun, played_run, run_policy
from assessment.score import score_values
from simulator.errors import ScenarioError
from simulator.scenario import Scenario

RUNGS = ("do-nothing", "novice", "competent", *EXPERTS)
"""What skill climbs; the three experts stand side by side on the last one."""
ONE_THING = (
    "random", "spend-everything", "one-channel", "clickbait", "copy-the-example", "broken-price",
    "engagement-bait", "early-stop", "over-react", "many-posts",
)  # fmt: skip
"""Policies that do one thing to the maximum, or nothing that makes sense; none may get further than the experts."""


class Row(BaseModel):
    """One policy's mean mark over the chance seeds, with its standard error."""

    model_config = ConfigDict(frozen=True)

    name: str
    mean: float
    error: float
    kpis: dict[str, float]
    spent: float
    refused: float


def _step_run(job: tuple[str, int, int | None, str, str, int]) -> PolicyRun:
    case, world, agents, base, skill, chance = job
    form = load_form(case, world=world, agents=agents)
    low, high = _PAIRS[base]
    skills = dict(steps(low, high))[skill]
    return played_run(form, Operator(brief_of(form.scenario), skills, skill), f"{base}+{skill}", chance)


_PAIRS: dict[str, tuple[Skills, Skills]] = {
    "untaught": (UNTAUGHT, COMPETENT),
    "competent": (COMPETENT, EXPERT),
}


def ladder_rows(
    case: str,
    *,
    policies: Sequence[str] = RUNGS,
    world: int = 1,
    agents: int | None = None,
    seeds: int = 20,
    steps: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """Return each policy's mean mark, and with ``steps`` each skill raised alone.

    Raises
    ------
    UnknownNameError
        If there is no such case or policy.
    ScenarioError
        If the case has no anchors and the policies do not make them.
    """
    scenario = load_form(case, world=world, agents=agents).scenario
    for name in policies:
        make_policy(name, scenario)  # a misspelt name is said before anything is played
    stored = load_anchors(scenario, world)
    if stored is None and not {*FLOORS, *EXPERTS} <= set(policies):
        raise ScenarioError(
            f"no anchors for {scenario.versioned} in world {world}: run '{how_to_make(scenario, world)}', "
            f"or let {', '.join((*FLOORS, *EXPERTS))} play too"
        )
    jobs = [(case, world, agents, policy, seed) for policy in policies for seed in range(1, seeds + 1)]
    runs = run_kept(run_policy, jobs, runs_file(scenario), PolicyRun, workers=workers, progress=progress)
    if steps:
        step_jobs = _step_jobs(case, world, agents, seeds)
        file = runs_file(scenario)
        runs += run_kept(_step_run, step_jobs, file, PolicyRun, workers=workers, progress=progress)
    return rows_of(scenario, runs, stored or anchors_of(scenario, world, runs, seeds))


def _step_jobs(
    case: str, world: int, agents: int | None, seeds: int
) -> list[tuple[str, int, int | None, str, str, int]]:
    return [
        (case, world, agents, base, skill, seed)
        for base, (low, high) in _PAIRS.items()
        for skill, _ in steps(low, high)
        for seed in range(1, seeds + 1)
    ]


def rows_of(scenario: Scenario, runs: list[PolicyRun], anchors: Anchors) -> list[Row]:
    """Return the mean mark of each policy in the runs, in the order of their first run."""
    rows = []
    for name in dict.fromkeys(run.policy for run in runs):
        mine = [run for run in runs if run.policy == name]
        marks = [score_values(scenario.goals, run.kpis, run.attained, anchors).raw for run in mine]
        error = statistics.stdev(marks) / len(marks) ** 0.5 if len(marks) > 1 else 0.0
        kpis = {goal.kpi: statistics.fmean(run.kpis[goal.kpi] for run in mine) for goal in scenario.goals}
        rows.append(
            Row(
                name=name, mean=statistics.fmean(marks), error=error, kpis=kpis,
                spent=statistics.fmean(run.spent for run in mine),
                refused=statistics.fmean(run.refused for run in mine),
            )
        )  # fmt: skip
    return rows


def ladder_text(rows: list[Row]) -> str:
    """Return the ladder as lines of text."""
    lines = []
    for row in rows:
        kpis = "  ".join(f"{name} {value:,.4g}" for name, value in row.kpis.items())
        start = f"{row.name:24} {row.mean:7.1f} ± {row.error:4.1f}   spent {row.spent:8,.0f}"
        lines.append(f"{start}   refused {row.refused:4.1f}   {kpis}")
    return "\n".join(lines)
