"""The value of a state at a glance: a regression fitted on runs in which the competent policy took over.

It stands in for look-aheads where thousands of states are valued (the provisional score, the
validity study). The outcome is unbiased whatever it says, as long as it says the same of equal
states: a better one only lowers the noise. It is fitted once for a form, frozen and hashed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import RidgeCV

from assessment.anchors import case_hash, runs_file
from assessment.branch import BRANCH_AGENTS, REFERENCE, branch_of, outcome_of
from assessment.goals import CEILING, FLOOR
from assessment.kept_runs import run_kept
from assessment.play import Played, finish, look_on
from assessment.policies import make_policy
from assessment.policies.frozen import policies_hash
from assessment.review_points import review_minutes
from assessment.state_features import feature_names, features, passed
from scenarios.loader import case_names
from simulator.errors import DigestError
from simulator.futures import future_seeds
from simulator.kernel_cache import cache_home
from simulator.randomness import Seeds, draw_int, purpose
from simulator.scenario import Scenario
from simulator.simulation import ENGINE_VERSION

PLAYED = (
    "do-nothing", "random", "novice", "competent", "expert-content", "expert-delivery", "expert-relations",
    "spend-everything", "clickbait", "over-react", "early-stop", "engagement-bait", "many-posts", "one-channel",
    "copy-the-example", "broken-price",
)  # fmt: skip
"""Policies from whose states the competent one takes over: good, bad and odd ones, so that no trick lies beyond the fit."""
RUNS = 320
"""Runs that a regression is fitted on (assumed; a fifth is held out to say how good it is)."""
HELD_OUT = 5
ALPHAS = tuple(10.0**power for power in range(-3, 4))
_SWITCH = purpose("value_model.switch")


class Trajectory(BaseModel):
    """The states of one run after the competent policy took over, and how it ended.

    Parameters
    ----------
    states : tuple of tuple of float
        Part of the time that is over, then `features`, at every review point.
    value : float
        Weighted attainment at the end.
    """

    model_config = ConfigDict(frozen=True)

    states: tuple[tuple[float, ...], ...]
    value: float


class ValueModel(BaseModel):
    """A frozen regression for one form.

    Parameters
    ----------
    middle, spread : tuple of float
        Mean and deviation by which each feature is scaled.
    weights : tuple of float
        Of 1, the features, and both times the part of the time that is over and its square.
    r2 : float
        Share of the variance of the ends that it explains in runs it was not fitted on.
    error : float
        Root of the mean square error there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    case_hash: str
    world: str
    people: int
    engine: str
    policies: str
    names: tuple[str, ...]
    middle: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    runs: int
    r2: float
    error: float
    seal: str

    def value(self, part: float, state: NDArray[np.float64]) -> float:
        """Return what the competent policy is expected to attain from a state.

        No run attains less than `FLOOR` or more than `CEILING` of its goals, so no state is worth it
        either, however far from the runs of the fit it lies.
        """
        row = _columns(np.array([part]), (state - np.array(self.middle)) / np.array(self.spread))
        return min(CEILING, max(FLOOR, float((row @ np.array(self.weights))[0])))


def play_trajectory(job: tuple[str, int, int, str, int]) -> Trajectory:
    """Play (case, world, people, policy, number) until a drawn minute, then the competent policy."""
    case, world, people, name, number = job
    branch = branch_of(case, world, people, people)
    seeds = future_seeds(Seeds(world=world, chance=_SWITCH), 0, number)
    sim = branch.form.start(seeds.chance & (2**63 - 1))
    grid = review_minutes(branch.scenario, ())
    switch = grid[draw_int(_SWITCH, world, number) % len(grid)]
    played = Played(sim=sim)
    look_on(played, make_policy(name, branch.scenario), switch)
    policy, states = make_policy(REFERENCE, branch.scenario), []
    for minute in (*(m for m in grid if m > sim.minute), branch.scenario.end_minute):
        states.append((passed(sim), *features(sim).tolist()))
        look_on(played, policy, minute)
    states.append((passed(sim), *features(sim).tolist()))
    finish(played)
    return Trajectory(states=tuple(states), value=outcome_of(sim, branch.goals).value)


def fit_value_model(
    case: str,
    *,
    world: int,
    people: int = BRANCH_AGENTS,
    runs: int = RUNS,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ValueModel:
    """Play the calibration runs of a form and fit the regression.

    Runs are kept: an interrupted fit goes on where it stopped.
    """
    scenario = branch_of(case, world, people, people).scenario
    jobs = [(case, world, people, PLAYED[number % len(PLAYED)], number) for number in range(runs)]
    file = runs_file(scenario).with_suffix(".values.jsonl")
    found = run_kept(play_trajectory, jobs, file, Trajectory, workers=workers, progress=progress)
    return fitted(scenario, world, people, found)


def fitted(scenario: Scenario, world: int, people: int, found: Sequence[Trajectory]) -> ValueModel:
    """Return the regression that calibration runs give."""
    parts, states, ends, run = _stacked(found)
    middle, spread = states.mean(axis=0), states.std(axis=0)
    spread[spread < 1e-9] = 1.0  # what never changes says nothing  # noqa: PLR2004
    columns = _columns(parts, (states - middle) / spread)
    kept = run % HELD_OUT != 0
    trial = RidgeCV(alphas=ALPHAS, fit_intercept=False).fit(columns[kept], ends[kept])
    off = ends[~kept] - trial.predict(columns[~kept])
    final = RidgeCV(alphas=ALPHAS, fit_intercept=False).fit(columns, ends)
    unsealed = ValueModel(
        case=scenario.versioned, case_hash=case_hash(scenario), world=str(world), people=people,
        engine=ENGINE_VERSION, policies=policies_hash(), names=feature_names(scenario),
        middle=_rounded(middle), spread=_rounded(spread), weights=_rounded(np.asarray(final.coef_, np.float64)), runs=len(found),
        r2=round(float(1 - (off**2).mean() / ends[~kept].var()), 4), error=round(float((off**2).mean() ** 0.5), 5),
        seal="",
    )  # fmt: skip
    return unsealed.model_copy(update={"seal": _seal(unsealed)})


def _stacked(
    found: Sequence[Trajectory],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    rows = np.array([state for one in found for state in one.states])
    ends = np.array([one.value for one in found for _ in one.states])
    run = np.array([number for number, one in enumerate(found) for _ in one.states])
    return rows[:, 0], rows[:, 1:], ends, run


def _columns(parts: NDArray[np.float64], scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled = np.atleast_2d(scaled)
    plain = np.hstack([np.ones((scaled.shape[0], 1)), scaled])
    return np.hstack([plain, plain * parts[:, None], plain * parts[:, None] ** 2])


def _rounded(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(f"{value:.8g}") for value in values)


def _seal(model: ValueModel) -> str:
    text = json.dumps(model.model_dump(mode="json", exclude={"seal"}), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _path(scenario: Scenario, world: int) -> Path:
    name = f"{scenario.id}-v{scenario.version}-w{world}.json"
    if scenario.id in case_names():
        return Path(str(files("assessment"))) / "stored_values" / name
    return Path(cache_home()) / "values" / name


def store_value_model(model: ValueModel, scenario: Scenario) -> Path:
    """Write the regression of a form."""
    path = _path(scenario, int(model.world))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(model.model_dump(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    return path


def load_value_model(scenario: Scenario, world: int) -> ValueModel | None:
    """Return the regression of a form, or ``None`` where none was fitted for its version and engine.

    Raises
    ------
    DigestError
        If the stored file is not what was sealed.
    """
    path = _path(scenario, world)
    if not path.exists():
        return None
    try:
        model = ValueModel.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError:
        raise DigestError(
            f"the values in {path.name} cannot be read: run 'quanmei calibrate {scenario.id}'"
        ) from None
    if model.seal != _seal(model):
        raise DigestError(
            f"the values in {path.name} are not what was sealed: run 'quanmei calibrate {scenario.id}'"
        )
    current = (scenario.versioned, case_hash(scenario), ENGINE_VERSION)
    return model if (model.case, model.case_hash, model.engine) == current else None
