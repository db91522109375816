"""What a form's mark sheet is read against, beside the anchors: event windows, and the ends of each criterion.

An advantage counts once: inside an event's window in *increment*, elsewhere in *outcome*. So both
need to know what the anchors' policies gain inside windows. Where experts and chance cannot be told
apart on both sides, nothing is cut in two: all advantages are *outcome* (docs/decisions/029). A
criterion of conduct is read as the outcome is: 0 at the better of doing nothing and deciding by
lot, full points at the median of the three experts. Made once for a form, with its anchors and its
regression.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assessment.anchors import EXPERTS, FLOORS, Anchors, case_hash, load_anchors, runs_file
from assessment.branch import BRANCH_AGENTS, branch_of
from assessment.kept_runs import run_kept
from assessment.marking_scheme import APART, Ends, assess
from assessment.occasions import event_windows, window_of
from assessment.play import play_policy
from assessment.policies import make_policy
from assessment.provisional import Following, PointValue
from assessment.value_model import load_value_model
from scenarios.loader import case_names
from simulator.errors import DigestError, ScenarioError
from simulator.kernel_cache import cache_home
from simulator.scenario import Scenario
from simulator.simulation import ENGINE_VERSION, Simulation

SEEDS = 8
"""Chance seeds of each policy (assumed: conduct varies less than outcomes; what is not told apart is not scored)."""
OWN_ENDS = ("outcome", "increment", "forecast")
"""Criteria that have anchors of their own."""
SCALED_BY = (*FLOORS, *EXPERTS)
"""Policies whose runs give the ends."""
FAR_APART = 999.0
"""Standard errors that stand for ends without any spread."""


class Scale(BaseModel):
    """Windows and ends of a form.

    Parameters
    ----------
    zero, full : float
        Sum of the advantages inside event windows of the policies that are 0 and full points, in
        weighted attainment.
    zero_error, full_error : float
        Their standard errors.
    ends : dict of str to Ends
        0 and full points of each criterion of conduct.
    anchors, values : str
        Seals of what they were made with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    case_hash: str
    world: str
    engine: str
    zero: float
    full: float
    zero_error: float
    full_error: float
    ends: dict[str, Ends]
    anchors: str
    values: str
    seeds: int
    seal: str


class _Window(BaseModel):
    model_config = ConfigDict(frozen=True)

    policy: str
    inside: float
    shares: dict[str, float | None]


def inside_windows(sim: Simulation, points: tuple[PointValue, ...]) -> float:
    """Return the sum of the advantages that lie in the window of an event that came."""
    windows = event_windows(sim.scenario, sim.world.events)
    return sum(point.value.mean for point in points if window_of(point.minute, windows))


def _play(job: tuple[str, int, int, str, int]) -> _Window:
    """Value a run of (case, world, people, policy, chance) by the regression."""
    case, world, people, name, chance = job
    branch = branch_of(case, world, people, people)
    model = load_value_model(branch.scenario, world)
    if model is None:
        raise ScenarioError(f"no regression for {branch.scenario.versioned}, world {world}")
    sim = play_policy(branch.form.start(chance), make_policy(name, branch.scenario)).sim
    evidence, found = Following(branch, model, branch.form.start(chance)).ended(sim.log)
    shares = {key: one.share for key, one in assess(evidence).items()}
    return _Window(policy=name, inside=inside_windows(sim, found.points), shares=shares)


def make_scale(
    case: str,
    *,
    world: int,
    people: int = BRANCH_AGENTS,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Scale:
    """Play the policies that 0 and full points are taken from, and return the scale of a form.

    Raises
    ------
    ScenarioError
        If the form has no anchors or no regression yet.
    """
    scenario = branch_of(case, world, people, people).scenario
    anchors, model = load_anchors(scenario, world), load_value_model(scenario, world)
    if anchors is None or model is None:
        raise ScenarioError(
            f"no anchors for {scenario.versioned}, world {world}: run 'quanmei calibrate {scenario.id}'"
        )
    jobs = [(case, world, people, name, chance) for name in SCALED_BY for chance in range(1, SEEDS + 1)]
    file = runs_file(scenario).with_suffix(f".windows-{model.seal[:8]}.jsonl")
    runs = run_kept(_play, jobs, file, _Window, workers=workers, progress=progress)
    unsealed = Scale(
        case=scenario.versioned, case_hash=case_hash(scenario), world=str(world), engine=ENGINE_VERSION,
        **_inside(runs, anchors),
        ends=ends_of({name: [run.shares for run in runs if run.policy == name] for name in SCALED_BY}),
        anchors=anchors.seal, values=model.seal, seeds=SEEDS, seal="",
    )  # fmt: skip
    return unsealed.model_copy(update={"seal": _seal(unsealed)})


def _inside(runs: Sequence[_Window], anchors: Anchors) -> dict[str, float]:
    """Return what the anchors' policies gain inside windows, with standard errors."""
    out = {}
    for end, name in (("zero", anchors.zero), ("full", anchors.full)):
        mean, error = _estimate([run.inside for run in runs if run.policy == name])
        out |= {end: round(mean, 6), f"{end}_error": round(error, 6)}
    return out


def ends_of(
    found: Mapping[str, Sequence[Mapping[str, float | None]]], *, own: Sequence[str] = OWN_ENDS
) -> dict[str, Ends]:
    """Return the ends of each criterion of conduct from the shares that policies got, run by run.

    A criterion for which some policy never met an occasion has no ends and counts as it is.

    Parameters
    ----------
    found : mapping
        Policy (of `SCALED_BY`) -> for each run its share by criterion.
    own : sequence of str
        Criteria that have ends of their own and get none here.
    """
    keys = dict.fromkeys(key for runs in found.values() for run in runs for key in run)
    out = {}
    for key in keys:
        by_policy = {
            name: [share for run in runs if (share := run.get(key)) is not None]
            for name, runs in found.items()
        }
        if key not in own and all(by_policy.values()):
            out[key] = _ends({name: _estimate(shares) for name, shares in by_policy.items()})
    return out


def _ends(shares: Mapping[str, tuple[float, float]]) -> Ends:
    zero, full = max(shares[name] for name in FLOORS), sorted(shares[name] for name in EXPERTS)[1]
    error = (zero[1] ** 2 + full[1] ** 2) ** 0.5
    apart = (full[0] - zero[0]) / error if error else FAR_APART
    return Ends(zero=round(zero[0], 4), full=round(full[0], 4), apart=round(min(FAR_APART, apart), 2))


def _estimate(shares: Sequence[float]) -> tuple[float, float]:
    """Return mean and standard error."""
    spread = statistics.stdev(shares) / len(shares) ** 0.5 if len(shares) > 1 else 0.0
    return statistics.fmean(shares), spread


def cut_in_two(anchors: Anchors, scale: Scale, scenario: Scenario) -> bool:
    """Tell whether experts and chance are told apart both inside event windows and elsewhere."""
    zero, full = anchors.scale(scenario.goals)
    within = (scale.zero_error**2 + scale.full_error**2) ** 0.5
    ends = (anchors.means[name].weighted_se for name in (anchors.zero, anchors.full))
    elsewhere = (within**2 + sum(error**2 for error in ends)) ** 0.5
    inside, outside = scale.full - scale.zero, (full - scale.full) - (zero - scale.zero)
    return inside >= APART * within and outside >= APART * elsewhere


def outcome_share(anchors: Anchors, scale: Scale, scenario: Scenario, outcome: float, inside: float) -> float:
    """Return where the advantages stand between the anchors, unclipped: those outside event windows, or all."""
    zero, full = anchors.scale(scenario.goals)
    if not cut_in_two(anchors, scale, scenario):
        return (outcome - zero) / (full - zero)
    low, high = zero - scale.zero, full - scale.full
    return (outcome - inside - low) / (high - low)


def _seal(scale: Scale) -> str:
    text = json.dumps(scale.model_dump(mode="json", exclude={"seal"}), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _path(scenario: Scenario, world: int) -> Path:
    name = f"{scenario.id}-v{scenario.version}-w{world}.json"
    if scenario.id in case_names():
        return Path(str(files("assessment"))) / "stored_scales" / name
    return Path(cache_home()) / "scales" / name


def store_scale(scale: Scale, scenario: Scenario) -> Path:
    """Write the scale of a form."""
    path = _path(scenario, int(scale.world))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(scale.model_dump(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def load_scale(scenario: Scenario, world: int, *, made_with: Mapping[str, str]) -> Scale | None:
    """Return the scale of a form, or ``None`` where none was made with these anchors and values.

    Parameters
    ----------
    made_with : mapping
        Seals of the form's ``anchors`` and ``values``.

    Raises
    ------
    DigestError
        If the stored file is not what was sealed.
    """
    path = _path(scenario, world)
    if not path.exists():
        return None
    try:
        scale = Scale.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError:
        raise DigestError(
            f"the scale in {path.name} cannot be read: run 'quanmei calibrate {scenario.id}'"
        ) from None
    if scale.seal != _seal(scale):
        raise DigestError(
            f"the scale in {path.name} is not what was sealed: run 'quanmei calibrate {scenario.id}'"
        )
    current = (
        scenario.versioned,
        case_hash(scenario),
        ENGINE_VERSION,
        made_with["anchors"],
        made_with["values"],
    )
    return (
        scale if (scale.case, scale.case_hash, scale.engine, scale.anchors, scale.values) == current else None
    )
