"""Which assumed constants move the ladder of skill: each is set to both ends of its range."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.anchors import EXPERTS, FLOORS, anchors_of
from assessment.form import load_form
from assessment.kept_runs import kept_file, run_kept
from assessment.policies import make_policy
from assessment.policy_runs import PolicyRun, played_run
from assessment.score import score_values
from simulator.channel import channels

CLIMBERS = ("novice", "competent", "expert-delivery")
"""Rungs whose marks are compared; one expert stands for the three, so that a study stays affordable."""
BASE = "as shipped"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What one constant at one end of its range does to the ladder.

    Parameters
    ----------
    marks : dict of str to float
        Mean mark of each rung, between the anchors of the shipped constants.
    shift : float
        Largest change of a rung's mean mark, in points.
    """

    channel: str
    parameter: str
    value: int
    marks: dict[str, float]
    shift: float

    @property
    def ordered(self) -> bool:
        """Whether more skill still means more points."""
        rungs = [self.marks[name] for name in CLIMBERS]
        return rungs == sorted(rungs)


Job = tuple[str, int, int, str, int, str, str, int]


def ladder_sensitivity(
    case: str,
    *,
    world: int = 1,
    agents: int = 10_000,
    seeds: int = 2,
    only: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Moved]:
    """Return every assumed constant of the case's channels at both ends, the strongest first.

    Parameters
    ----------
    agents, seeds : int
        Size of each run, and chance seeds for each setting.
    only : sequence of str
        Channels to look at; all of the case when empty.
    """
    scenario = load_form(case, world=world, agents=agents).scenario
    settings = [("", BASE, 0)]
    for channel in channels([name for name in scenario.channels if not only or name in only]):
        for row in channel.parameters.rows:
            if row.assumed and row.tried is not None:
                settings += [(channel.name, row.name, end) for end in row.tried if end != row.value]
    policies = (*FLOORS, "novice", "competent", *EXPERTS)
    jobs: list[Job] = [
        (case, world, agents, policy, seed, channel, name, value)
        for channel, name, value in settings
        for policy in (policies if name == BASE else CLIMBERS)
        for seed in range(1, seeds + 1)
    ]
    file = kept_file(f"sensitivity-{case}")
    runs = run_kept(run_with, jobs, file, PolicyRun, workers=workers, progress=progress)
    base = [run for job, run in zip(jobs, runs, strict=True) if job[6] == BASE]
    anchors = anchors_of(scenario, world, base, seeds)

    def marks(channel: str, name: str, value: int) -> dict[str, float]:
        mine = [run for job, run in zip(jobs, runs, strict=True) if job[5:] == (channel, name, value)]
        return {
            rung: statistics.fmean(
                score_values(scenario.goals, run.kpis, run.attained, anchors).raw
                for run in mine
                if run.policy == rung
            )
            for rung in CLIMBERS
        }

    shipped = marks(*settings[0])
    moved = []
    for setting in settings[1:]:
        now = marks(*setting)
        shift = max((now[rung] - shipped[rung] for rung in CLIMBERS), key=abs)
        moved.append(
            Moved(channel=setting[0], parameter=setting[1], value=setting[2], marks=now, shift=shift)
        )
    return sorted(moved, key=lambda each: -abs(each.shift))


def run_with(job: Job) -> PolicyRun:
    """Play one policy with one constant set otherwise (module-level, for the executor)."""
    case, world, agents, policy, chance, channel, name, value = job
    form = load_form(case, world=world, agents=agents)
    overrides = None if name == BASE else {channel: {name: value}}
    return played_run(form, make_policy(policy, form.scenario), policy, chance, overrides=overrides)
