"""One sitting of a short form: who sat it, what was decided, what that was worth by the regression, how it was conducted."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from assessment.attempt import Log
from assessment.breaches import breaches, subtracted
from assessment.evidence import Evidence, gather_on
from assessment.marking_scheme import assess
from assessment.occasions import event_windows, window_of
from assessment.play import Played, look_on, replay_to
from assessment.policies import Policy, make_policy
from assessment.policies.policy import brief_of
from assessment.policies.trainee import Latent, trainee
from assessment.provisional import Following
from assessment.short_form import Exercise, exercise
from assessment.valuation import POINT, START, PointDesk, review_points
from assessment.value_model import ValueModel
from simulator.errors import ScenarioError
from simulator.kernel_cache import cache_home
from simulator.randomness import name_key, unit
from simulator.scenario import Scenario
from simulator.simulation import Simulation

TRAINEE = "trainee:"
SPREAD = 0.4
"""Width within which a trainee's skills scatter about the own level (assumed)."""
GOLDEN = (math.sqrt(5) - 1) / 2
"""Step of the golden ratio: levels cover 0 to 1 evenly however many trainees there are."""


class SittingJob(NamedTuple):
    """A sitting in plain values.

    Parameters
    ----------
    values : str
        Seal of the regression (`keep_values`).
    who : str
        A policy, or ``trainee:17``.
    chance : int
        Chance seed of the candidate.
    """

    form: str
    people: int
    futures: int
    values: str
    who: str
    chance: int


class Sitting(BaseModel):
    """What a sitting gave.

    Parameters
    ----------
    outcome, error : float
        Weighted attainment with luck taken out, with its standard error from the futures.
    start : float
        V of the state in which everybody begins.
    inside : float
        The part of the outcome that was won or lost inside event windows.
    shares : dict of str to float or None
        What each criterion of the rubric found, before it is read between the ends of the form
        (`assessment.short_form_scale`); ``None`` where no occasion arose.
    minus : float
        Points that breaches subtract.
    decided : int
        Decisions that were accepted.
    """

    model_config = ConfigDict(frozen=True)

    form: str
    who: str
    chance: int
    start: float
    outcome: float
    error: float
    inside: float
    shares: dict[str, float | None]
    minus: float
    decided: int
    cpu_s: float


def latent_of(number: int) -> Latent:
    """Return the known skills of a simulated trainee: a level of the whole range, and five skills about it.

    Examples
    --------
    >>> latent_of(3) == latent_of(3), latent_of(3) == latent_of(4)
    (True, False)
    """
    level = (number * GOLDEN) % 1.0
    names = ("reading", "targeting", "timing", "budget", "compliance")
    draws = [unit(name_key("latent"), name_key(name), number) for name in names]
    skills = [min(1.0, max(0.0, level + SPREAD * (draw - 0.5))) for draw in draws]
    return Latent(**dict(zip(names, skills, strict=True)))


def who_decides(who: str, scenario: Scenario) -> Policy:
    """Return a candidate by name: a policy, or a simulated trainee."""
    if who.startswith(TRAINEE):
        number = int(who.removeprefix(TRAINEE))
        return trainee(brief_of(scenario), latent_of(number), number)
    return make_policy(who, scenario)


def sit(job: SittingJob) -> Sitting:
    """Let a candidate sit a short form and value what was decided by the regression."""
    job = SittingJob(*job)
    began = time.process_time()
    ready = exercise(job.form, job.people)
    log = _played_log(ready, job)
    following = Following(ready.branch, kept_values(job.values), ready.begin(job.chance), futures=job.futures)
    evidence, found = following.ended(log)
    gains = [(point.minute, point.value.mean) for point in found.points]
    return _sitting(job, evidence, found.start, gains, found.error, time.process_time() - began)


def _sitting(
    job: SittingJob, evidence: Evidence, start: float, gains: Sequence[tuple[int, float]], error: float, cpu_s: float
) -> Sitting:  # fmt: skip
    windows = event_windows(evidence.scenario, evidence.final.world.events)
    return Sitting(
        form=job.form, who=job.who, chance=job.chance, start=round(start, 6),
        outcome=round(start + sum(gain for _, gain in gains), 6), error=round(error, 6),
        inside=round(sum(gain for minute, gain in gains if window_of(minute, windows)), 6),
        shares={key: one.share for key, one in assess(evidence).items()}, minus=subtracted(breaches(evidence)),
        decided=len(evidence.log), cpu_s=round(cpu_s, 3),
    )  # fmt: skip


def sit_with_rollouts(job: SittingJob) -> Sitting:
    """Value the same sitting by full look-aheads, as the ledger does."""
    job = SittingJob(*job)
    began = time.process_time()
    ready = exercise(job.form, job.people)
    log = _played_log(ready, job)
    played = Played(sim=ready.begin(job.chance))
    start, gains, errors = 0.0, [], 0.0
    for point in [one for one in review_points(ready.branch, log) if one.until > ready.form.first_minute]:
        replay_to(played, log, point.minute)
        desk = PointDesk(ready.branch, ready.branch.cut(played.sim), played.sim.world.seeds, point)
        if not gains:
            start = _mean([one.taken for one in desk.ask("", START, range(job.futures)) or []])
        found = [one.gain for one in desk.ask("", POINT, range(job.futures)) or []]
        gains.append((point.minute, _mean(found)))
        errors += sum((gain - _mean(found)) ** 2 for gain in found) / max(1, len(found) - 1) / len(found)
    evidence = gather_on(ready.begin(job.chance), log)
    return _sitting(job, evidence, start, gains, errors**0.5, time.process_time() - began)


def _played_log(ready: Exercise, job: SittingJob) -> Log:
    """Return everything that was decided, the opening included (its rooms have review points of their own)."""
    sim: Simulation = ready.begin(job.chance)
    look_on(Played(sim=sim), who_decides(job.who, ready.scenario), ready.scenario.end_minute)
    return sim.log


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _values_path(seal: str) -> Path:
    return Path(cache_home()) / "values" / f"{seal[:32]}.json"


def keep_values(values: ValueModel) -> None:
    """Write a regression where every process of this machine finds it by its seal."""
    path = _values_path(values.seal)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(values.model_dump_json(), encoding="utf-8")


@lru_cache(maxsize=16)
def kept_values(seal: str) -> ValueModel:
    """Return a kept regression.

    Raises
    ------
    ScenarioError
        If it was not kept on this machine.
    """
    path = _values_path(seal)
    if not path.exists():
        raise ScenarioError(f"no regression {seal[:12]} on this machine: make the form's scale first")
    return ValueModel.model_validate_json(path.read_text(encoding="utf-8"))
