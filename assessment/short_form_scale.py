"""What a short form is read against: its regression, and the ends of each criterion by that same regression.

A candidate's outcome in a form is V of the state in which it begins and the advantages of what was
decided there (`assessment.provisional`). Outcome, increment and every criterion of conduct have 0 at
the better of doing nothing and deciding by lot, full points at the median of the three experts, each
as a mean over chance seeds; a criterion on which the two cannot be told apart is not scored and its
weight is shared out. The form's scale is made once, frozen and sealed; marks are averaged over an
exam's forms before they are clipped.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assessment.anchors import ANCHORED, CLOSE, EXPERTS, FLOORS
from assessment.branch import REFERENCE, outcome_of
from assessment.criteria import Finding
from assessment.kept_runs import kept_file, run_kept
from assessment.marking_scheme import Ends, combine, weights_of
from assessment.play import Played, finish, look_on
from assessment.policies import make_policy
from assessment.policies.frozen import policies_hash
from assessment.review_points import review_minutes
from assessment.scale import SCALED_BY, ends_of
from assessment.short_form import exercise, form_hash, short_form, short_scenario
from assessment.sitting import Sitting, SittingJob, keep_values, sit
from assessment.state_features import features, passed
from assessment.value_model import PLAYED, Trajectory, ValueModel, fitted
from simulator.errors import DigestError
from simulator.randomness import draw_int, purpose
from simulator.simulation import ENGINE_VERSION

RUNS = 120
"""Calibration runs of a short form (assumed: half of a whole case's, for a third of its days)."""
SEEDS = 16
"""Chance seeds of each anchor's policy (assumed; the errors are stored beside the means)."""
PEOPLE = 10_000
FUTURES = 4
_SWITCH = purpose("short_form_scale.switch")

Progress = Callable[[int, int], None]


class FormScale(BaseModel):
    """The frozen scale of a short form.

    Parameters
    ----------
    zero, full : float
        Outcomes (weighted attainment) that are 0 and 100 points.
    zero_policy, full_policy : str
        Whose means they are.
    means, errors : dict of str to float
        Mean outcome of each policy with its standard error.
    ends : dict of str to Ends
        0 and full points of each criterion; of *outcome*, *increment* and both as one in weighted attainment.
    marks, mark_errors : dict of str to float
        Mean mark of each policy, unclipped, with its standard error.
    values : ValueModel
        The regression.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    form_hash: str
    people: int
    seeds: int
    futures: int
    engine: str
    policies: str
    zero: float
    full: float
    zero_policy: str
    full_policy: str
    means: dict[str, float]
    errors: dict[str, float]
    ends: dict[str, Ends]
    marks: dict[str, float]
    mark_errors: dict[str, float]
    values: ValueModel
    seal: str

    def mark(self, sitting: Sitting) -> float:
        """Return the mark of a sitting out of 100, unclipped."""
        found = {key: Finding(share=share, evidence=()) for key, share in placed(sitting, self.ends).items()}
        return combine(found, _weights(self.form)).raw - sitting.minus

    def points(self, outcome: float) -> float:
        """Return where an outcome alone stands between the anchors, 0 to 100, unclipped."""
        return 100.0 * (outcome - self.zero) / (self.full - self.zero)

    @property
    def apart(self) -> float:
        """How far the marks of the experts are above those of chance, in standard errors."""
        zero = max(FLOORS, key=lambda name: self.marks[name])
        full = sorted(EXPERTS, key=lambda name: self.marks[name])[len(EXPERTS) // 2]
        error = (self.mark_errors[zero] ** 2 + self.mark_errors[full] ** 2) ** 0.5
        return (self.marks[full] - self.marks[zero]) / max(error, 1e-9)

    @property
    def serves(self) -> bool:
        """Whether the form tells people apart, as a criterion must (architecture, Scoring)."""
        return self.apart >= CLOSE


def play_short_trajectory(job: tuple[str, int, str, int]) -> Trajectory:
    """Sit (form, people) as (policy, number) until a drawn minute, then let the competent policy go on."""
    key, people, name, number = job
    ready = exercise(key, people)
    case, form = ready.scenario, ready.form
    sim = ready.begin(draw_int(_SWITCH, number, 1) & (2**63 - 1))
    windows = sim.world.live_windows
    grid = [m for m in review_minutes(case, (), windows) if m >= form.first_minute]
    played = Played(sim=sim)
    look_on(played, make_policy(name, case), grid[draw_int(_SWITCH, number) % len(grid)])
    policy, states = make_policy(REFERENCE, case), []
    for minute in (*(m for m in grid if m > sim.minute), case.end_minute):
        states.append((passed(sim), *features(sim).tolist()))
        look_on(played, policy, minute)
    states.append((passed(sim), *features(sim).tolist()))
    finish(played)
    return Trajectory(states=tuple(states), value=outcome_of(sim, ready.branch.goals).value)


def make_form_scale(
    key: str,
    *,
    people: int = PEOPLE,
    runs: int = RUNS,
    seeds: int = SEEDS,
    futures: int = FUTURES,
    workers: int | None = None,
    progress: Progress | None = None,
) -> FormScale:
    """Fit a short form's regression and play its anchors; what was played before is not played again."""
    ready = exercise(key, people)
    file = kept_file(f"{key}-{form_hash(ready.form)[:12]}-{people}.values")
    jobs = [(key, people, PLAYED[number % len(PLAYED)], number) for number in range(runs)]
    found = run_kept(play_short_trajectory, jobs, file, Trajectory, workers=workers, progress=progress)
    values = fitted(ready.scenario, ready.form.world, people, found)
    keep_values(values)
    lucks = range(1, seeds + 1)
    anchored = [
        SittingJob(key, people, futures, values.seal, name, luck) for name in ANCHORED for luck in lucks
    ]
    sittings = run_kept(
        sit, anchored, sittings_file(key, people), Sitting, workers=workers, progress=progress
    )
    return _scale_of(key, people, seeds, futures, values, sittings)


def sittings_file(key: str, people: int) -> Path:
    """Return where the sittings of a form are kept on this machine."""
    return kept_file(f"{key}-{form_hash(short_form(key))[:12]}-{people}.sittings")


def _scale_of(
    key: str, people: int, seeds: int, futures: int, values: ValueModel, sittings: Sequence[Sitting]
) -> FormScale:
    sat = {name: [one for one in sittings if one.who == name] for name in ANCHORED}
    means, errors = _means({name: [one.outcome for one in mine] for name, mine in sat.items()})
    zero = max(FLOORS, key=lambda name: means[name])
    full = sorted(EXPERTS, key=lambda name: means[name])[len(EXPERTS) // 2]
    unsealed = FormScale(
        form=key, form_hash=form_hash(short_form(key)), people=people, seeds=seeds, futures=futures,
        engine=ENGINE_VERSION, policies=policies_hash(), zero=means[zero], full=means[full], zero_policy=zero,
        full_policy=full, means=means, errors=errors, ends=_ends(sat), marks={}, mark_errors={}, values=values, seal="",
    )  # fmt: skip
    marks, mark_errors = _means({name: [unsealed.mark(one) for one in mine] for name, mine in sat.items()})
    unsealed = unsealed.model_copy(update={"marks": marks, "mark_errors": mark_errors})
    return unsealed.model_copy(update={"seal": _seal(unsealed)})


def _ends(sat: Mapping[str, Sequence[Sitting]]) -> dict[str, Ends]:
    """Return the ends of every criterion: of conduct, and of the outcome outside and inside event windows."""
    found = ends_of({name: [one.shares for one in sat[name]] for name in SCALED_BY})
    for key, value in VALUED.items():
        found |= ends_of({name: [{key: value(one)} for one in sat[name]] for name in SCALED_BY}, own=())
    return found


def placed(sitting: Sitting, ends: Mapping[str, Ends]) -> dict[str, float | None]:
    """Return where a sitting stands between the ends of each criterion; harm to the outcome is below 0."""
    out = {key: ends[key].between(share) if key in ends else share for key, share in sitting.shares.items()}
    outside, inside = ends["outcome"].place(_outside(sitting)), ends["increment"].between(sitting.inside)
    if outside is None or inside is None:  # nothing is cut in two that cannot be read on both sides
        return out | {"outcome": ends[WHOLE].place(sitting.outcome), "increment": None}
    return out | {"outcome": outside, "increment": inside}


def _outside(sitting: Sitting) -> float:
    return sitting.outcome - sitting.inside


WHOLE = "whole outcome"
VALUED: dict[str, Callable[[Sitting], float]] = {
    "outcome": _outside, "increment": lambda sitting: sitting.inside, WHOLE: lambda sitting: sitting.outcome,
}  # fmt: skip
"""Ends that are values of decisions: outside event windows, inside, and both as one (docs/decisions/029)."""


@cache
def _weights(key: str) -> dict[str, float]:
    return weights_of(short_scenario(short_form(key)))


def _means(values: Mapping[str, Sequence[float]]) -> tuple[dict[str, float], dict[str, float]]:
    """Return means and their standard errors by policy."""
    means = {name: round(statistics.fmean(got), 6) for name, got in values.items()}
    return means, {name: round(_error(got), 6) for name, got in values.items()}


def _error(values: Sequence[float]) -> float:
    return statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0


def _seal(scale: FormScale) -> str:
    text = json.dumps(scale.model_dump(mode="json", exclude={"seal"}), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def scale_path(key: str) -> Path:
    """Return where the scale of a shipped short form is kept."""
    return Path(str(files("assessment"))) / "stored_short_forms" / f"{key}.json"


def store_form_scale(scale: FormScale) -> Path:
    """Write the scale of a short form beside the shipped list."""
    path = scale_path(scale.form)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(scale.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path


@lru_cache(maxsize=32)
def load_form_scale(key: str) -> FormScale | None:
    """Return the stored scale of a short form; ``None`` if none fits the case, engine and policies of today.

    Raises
    ------
    DigestError
        If the stored file is not what was sealed.
    """
    path = scale_path(key)
    if not path.exists():
        return None
    again = "run 'quanmei validate --keep-scales'"
    try:
        scale = FormScale.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError:
        raise DigestError(f"the scale in {path.name} cannot be read: {again}") from None
    if scale.seal != _seal(scale):
        raise DigestError(f"the scale in {path.name} is not what was sealed: {again}")
    current = (form_hash(short_form(key)), ENGINE_VERSION, policies_hash())
    return scale if (scale.form_hash, scale.engine, scale.policies) == current else None
