"""Anchors: what the reference policies attain on average in a form; the scale of every mark.

They are made once for a form (``quanmei calibrate CASE --world N``): means over the chance seeds in
the form's own world. 0 is the better of doing nothing and deciding by lot, full points are the
median of three experts of different style. They are stored with the hash of the case and of the
frozen policies they were made with and with a seal over everything that is stored, which a score
carries. Both are computed again whenever a stored file is read: an edited file and an edited case
are refused.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assessment.form import DEFAULT_WORLD, load_form
from assessment.goals import weighted_attainment
from assessment.kept_runs import kept_file, run_kept
from assessment.policies.frozen import policies_hash
from assessment.policy_runs import PolicyRun, run_policy
from scenarios.loader import case_names, load_case
from simulator.errors import DigestError, ScenarioError
from simulator.kernel_cache import cache_home
from simulator.scenario import Goal, Scenario
from simulator.simulation import ENGINE_VERSION

SEEDS = 64
"""Chance seeds (1 to 64) over which anchors are means (architecture, Scoring)."""
EXPERTS = ("expert-content", "expert-delivery", "expert-relations")
FLOORS = ("do-nothing", "random")
ANCHORED = (*FLOORS, "novice", "competent", *EXPERTS)
"""Policies that play for the anchors; novice and competent are shown beside them."""
CLOSE = 4.0
"""Anchors nearer than this many standard errors do not tell people apart (architecture, Scoring)."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PolicyMeans(_Frozen):
    """What one policy attains on average, with standard errors.

    Parameters
    ----------
    weighted, weighted_se : float
        Weighted attainment of all goals.
    attained, attained_se : dict of str to float
        Attainment by goal.
    kpis : dict of str to float
    """

    weighted: float
    weighted_se: float
    attained: dict[str, float]
    attained_se: dict[str, float]
    kpis: dict[str, float] = {}


class Anchors(_Frozen):
    """The scale of a form.

    Parameters
    ----------
    case_hash : str
        Hash of the case they were made for (`case_hash`).
    policies : str
        Hash of the frozen reference policies (`policies_hash`).
    zero, full : str
        Policies whose means are 0 and full points.
    seal : str
        Hash of every other field (`seal_of`).
    """

    case: str
    case_hash: str
    world: str
    agents: int
    seeds: int
    engine: str
    policies: str
    zero: str
    full: str
    means: dict[str, PolicyMeans]
    seal: str

    def scored(self, goals: Sequence[Goal]) -> tuple[Goal, ...]:
        """Return the goals in which the two anchors can be told apart; the others' weight is shared out."""
        return tuple(goal for goal in goals if not self._close(goal.key))

    def scale(self, goals: Sequence[Goal]) -> tuple[float, float]:
        """Return the weighted attainments, over the scored goals, of 0 and of full points."""
        scored = self.scored(goals)
        zero, full = (
            weighted_attainment(scored, self.means[name].attained) for name in (self.zero, self.full)
        )
        return zero, full

    def share(self, goals: Sequence[Goal], attained: Mapping[str, float]) -> float | None:
        """Return where attainments stand on the scale (0 to 1, unclipped); ``None`` without a scale."""
        zero, full = self.scale(goals)
        if not self.scored(goals) or full <= zero:
            return None
        return (weighted_attainment(self.scored(goals), attained) - zero) / (full - zero)

    def _close(self, key: str) -> bool:
        low, high = self.means[self.zero], self.means[self.full]
        spread = (low.attained_se[key] ** 2 + high.attained_se[key] ** 2) ** 0.5
        return abs(high.attained[key] - low.attained[key]) <= max(CLOSE * spread, 1e-6)


def make_anchors(
    case: str,
    *,
    world: int = DEFAULT_WORLD,
    agents: int | None = None,
    seeds: int = SEEDS,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Anchors:
    """Play the reference policies over the chance seeds and return the anchors of the form.

    Raises
    ------
    ScenarioError
        If a case of one's own bears the id of a shipped one, whose anchors it would replace.
    """
    check_own_id(load_case(case))
    form = load_form(case, world=world, agents=agents)
    jobs = [(case, world, agents, policy, seed) for policy in ANCHORED for seed in range(1, seeds + 1)]
    runs = run_kept(run_policy, jobs, runs_file(form.scenario), PolicyRun, workers=workers, progress=progress)
    return anchors_of(form.scenario, world, runs, seeds)


def anchors_of(scenario: Scenario, world: int, runs: Sequence[PolicyRun], seeds: int) -> Anchors:
    """Return anchors from runs of (at least) the floors and the experts."""
    means = {name: _means(scenario, [run for run in runs if run.policy == name]) for name in ANCHORED
             if any(run.policy == name for run in runs)}  # fmt: skip
    ranked = sorted(EXPERTS, key=lambda name: means[name].weighted)
    unsealed = Anchors(
        case=scenario.versioned, case_hash=case_hash(scenario), world=str(world),
        agents=scenario.audience.agents, seeds=seeds, engine=ENGINE_VERSION, policies=policies_hash(),
        zero=max(FLOORS, key=lambda name: means[name].weighted), full=ranked[len(ranked) // 2], means=means, seal="",
    )  # fmt: skip
    return unsealed.model_copy(update={"seal": seal_of(unsealed)})


def _means(scenario: Scenario, runs: Sequence[PolicyRun]) -> PolicyMeans:
    weighted = [weighted_attainment(scenario.goals, run.attained) for run in runs]
    by_goal = {goal.key: [run.attained[goal.key] for run in runs] for goal in scenario.goals}
    return PolicyMeans(
        weighted=round(statistics.fmean(weighted), 5), weighted_se=_error(weighted),
        attained={key: round(statistics.fmean(values), 5) for key, values in by_goal.items()},
        attained_se={key: _error(values) for key, values in by_goal.items()},
        kpis={goal.kpi: round(statistics.fmean(run.kpis[goal.kpi] for run in runs), 4) for goal in scenario.goals},
    )  # fmt: skip


def _error(values: Sequence[float]) -> float:
    return round(statistics.stdev(values) / len(values) ** 0.5, 5) if len(values) > 1 else 0.0


def case_hash(scenario: Scenario) -> str:
    """Return the hash of a case's text.

    How many simulated people stand for the population is left out: anchors serve every size.
    """
    fields = scenario.model_dump(mode="json")
    for size in ("agents", "people_per_agent"):
        fields["audience"].pop(size)
    return _hash(fields)


def check_own_id(scenario: Scenario) -> None:
    """Refuse a case that bears the id of a shipped case without being it: anchors are kept by id."""
    if scenario.id in case_names() and case_hash(scenario) != case_hash(load_case(scenario.id)):
        raise ScenarioError(
            f"编号 {scenario.id} 是自带案例的，请给自己的案例另起编号 / "
            f"the id {scenario.id!r} belongs to a shipped case: give your case an id of its own"
        )


def runs_file(scenario: Scenario) -> Path:
    """Return where a case's runs of policies are kept, so that a long study can go on."""
    return kept_file(f"{scenario.id}-{case_hash(scenario)[:12]}")


def seal_of(anchors: Anchors) -> str:
    """Return the hash of everything in anchors but the seal itself."""
    return _hash(anchors.model_dump(mode="json", exclude={"seal"}))


def _hash(fields: dict[str, object]) -> str:
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def stored_path(case: str, version: int, world: int | str) -> Path:
    """Return where the anchors of a form are kept: a shipped case's in the package, others' at home."""
    name = f"{case}-v{version}-w{world}.json"
    if case in case_names():
        return Path(str(files("assessment"))) / "stored_anchors" / name
    return Path(cache_home()) / "anchors" / name


def how_to_make(scenario: Scenario, world: int | str) -> str:
    """Return the command that makes the anchors of a form."""
    return f"quanmei calibrate {scenario.id} --world {world}"


def load_anchors(scenario: Scenario, world: int = DEFAULT_WORLD) -> Anchors | None:
    """Return the stored anchors of a form, or ``None`` where none were made for it.

    Anchors are attainments, so they serve other sizes of the same population, but no other world.

    Raises
    ------
    DigestError
        If the stored file is not what was sealed.
    ScenarioError
        If the case was changed without a new version.
    """
    path = stored_path(scenario.id, scenario.version, world)
    if not path.exists():
        return None
    again = f"run '{how_to_make(scenario, world)}'"
    anchors = _unsealed(path, again)
    if (anchors.case, anchors.world) != (scenario.versioned, str(world)):
        raise DigestError(f"the anchors in {path.name} belong to another form: {again}")
    if anchors.engine != ENGINE_VERSION:
        return None
    if anchors.case_hash != case_hash(scenario):
        raise ScenarioError(
            f"{scenario.versioned} is not the case that the anchors in {path.name} were made for: "
            f"give the changed case an id of its own, or {again}"
        )
    return anchors


def practice_anchors(scenario: Scenario, world: int) -> Anchors | None:
    """Return the anchors of a form, or those of the first world for practice in a world without its own.

    A mark made with them prints whose they are; an exam takes `load_anchors`.
    """
    own = load_anchors(scenario, world)
    return own if own is not None else load_anchors(scenario, DEFAULT_WORLD)


def _unsealed(path: Path, again: str) -> Anchors:
    """Read a stored file and compare its seal."""
    try:
        anchors = Anchors.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError:  # damaged bytes, broken JSON, missing or unknown fields
        raise DigestError(f"the anchors in {path.name} cannot be read: {again}") from None
    if anchors.seal != seal_of(anchors):
        raise DigestError(f"the anchors in {path.name} are not what was sealed: {again}")
    return anchors


def store_anchors(anchors: Anchors, scenario: Scenario) -> Path:
    """Write the anchors of a form."""
    path = stored_path(scenario.id, scenario.version, anchors.world)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(anchors.model_dump(), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path
