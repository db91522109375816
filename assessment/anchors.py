"""Anchors: what doing nothing and the reference expert attain on average in a form.

They are made once for a form (``quanmei calibrate CASE``) and stored with the hash of the case they
were made for and with a seal over everything that is stored, which a score carries. Both are
computed again whenever a stored file is read: an edited file and an edited case are refused.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assessment.form import Form, load_form
from assessment.goals import attainments
from assessment.kept_runs import kept_file, run_kept
from assessment.play import play_policy
from assessment.policies import Policy, make_policy
from scenarios.loader import case_names, load_case
from simulator.errors import DigestError, ScenarioError
from simulator.kernel_cache import cache_home
from simulator.kpis import kpi_denominators
from simulator.scenario import Scenario
from simulator.simulation import ENGINE_VERSION

SEEDS = 20
"""Chance seeds (1 to 20) over which anchors are means."""


class Anchors(BaseModel):
    """Mean attainments of do-nothing and expert by goal, with standard errors and a seal.

    Parameters
    ----------
    case_hash : str
        Hash of the case they were made for (`case_hash`).
    seal : str
        Hash of every other field (`seal_of`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    case_hash: str
    world: str
    agents: int
    seeds: int
    engine: str
    nothing: dict[str, float]
    nothing_se: dict[str, float]
    expert: dict[str, float]
    expert_se: dict[str, float]
    kpis: dict[str, dict[str, float]]
    seal: str


class PolicyRun(BaseModel):
    """What one policy got in one run."""

    model_config = ConfigDict(frozen=True)

    policy: str
    chance: int
    attained: dict[str, float]
    kpis: dict[str, float]
    spent: float
    cpu_s: float
    refused: int
    digest: str


def run_policy(job: tuple[str, int, int | None, str, int]) -> PolicyRun:
    """Play (case, world, agents, policy, chance seed); a function of plain values for the executor."""
    case, world, agents, policy, chance = job
    form = load_form(case, world=world, agents=agents)
    return played_run(form, make_policy(policy, form.scenario), policy, chance)


def played_run(
    form: Form, policy: Policy, name: str, chance: int, *, overrides: dict[str, dict[str, int]] | None = None
) -> PolicyRun:
    """Play a policy in a form (``overrides``: with other constants), and return what it got under a name."""
    played = play_policy(form.start(chance, overrides=overrides), policy)
    world, kpis = played.sim.world, played.sim.kpis()
    return PolicyRun(
        policy=name, chance=chance, kpis=kpis, cpu_s=played.cpu_s, refused=len(played.refused),
        attained=attainments(form.scenario, kpis, kpi_denominators(world)),
        spent=form.scenario.money - world.ledger.money_fen / 100, digest=played.sim.digest(),
    )  # fmt: skip


def make_anchors(
    case: str,
    *,
    world: int = 1,
    agents: int | None = None,
    seeds: int = SEEDS,
    progress: Callable[[int, int], None] | None = None,
) -> Anchors:
    """Play do-nothing and expert over the chance seeds and return the anchors of the form.

    Raises
    ------
    ScenarioError
        If a case of one's own bears the id of a shipped one, whose anchors it would replace.
    """
    check_own_id(load_case(case))
    form = load_form(case, world=world, agents=agents)
    jobs = [
        (case, world, agents, policy, seed)
        for policy in ("do-nothing", "expert")
        for seed in range(1, seeds + 1)
    ]
    runs = run_kept(run_policy, jobs, runs_file(form.scenario), PolicyRun, progress=progress)
    return anchors_of(form.scenario, world, runs, seeds)


def anchors_of(scenario: Scenario, world: int, runs: list[PolicyRun], seeds: int) -> Anchors:
    """Return anchors from runs of both policies."""
    parts: dict[str, dict[str, float]] = {}
    for policy, name in (("do-nothing", "nothing"), ("expert", "expert")):
        mine = [run for run in runs if run.policy == policy]
        for goal in scenario.goals:
            values = [run.attained[goal.key] for run in mine]
            parts.setdefault(name, {})[goal.key] = round(statistics.fmean(values), 5)
            spread = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
            parts.setdefault(name + "_se", {})[goal.key] = round(spread, 5)
    kpis = {
        policy: {
            goal.kpi: round(statistics.fmean(r.kpis[goal.kpi] for r in runs if r.policy == policy), 4)
            for goal in scenario.goals
        }
        for policy in ("do-nothing", "expert")
    }
    unsealed = Anchors.model_validate(
        {
            "case": scenario.versioned, "case_hash": case_hash(scenario), "world": str(world),
            "agents": scenario.audience.agents, "seeds": seeds, "engine": ENGINE_VERSION, "kpis": kpis,
            "seal": "", **parts,
        }
    )  # fmt: skip
    return unsealed.model_copy(update={"seal": seal_of(unsealed)})


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


def stored_path(case_id: str) -> Path:
    """Return where the anchors of a case are kept: a shipped one's in the package, others' at home."""
    if case_id in case_names():
        return Path(str(files("assessment"))) / "stored_anchors" / f"{case_id}.json"
    return Path(cache_home()) / "anchors" / f"{case_id}.json"


def load_anchors(scenario: Scenario) -> Anchors | None:
    """Return the stored anchors of a case, or ``None`` where none were made for its version.

    Anchors are attainments, so they serve other sizes of the same population; other worlds of the
    case use them too until they are calibrated, and a report prints whose they are.

    Raises
    ------
    DigestError
        If the stored file is not what was sealed.
    ScenarioError
        If the case was changed without a new version.
    """
    path = stored_path(scenario.id)
    if not path.exists():
        return None
    again = f"run 'quanmei calibrate {scenario.id}'"
    anchors = _unsealed(path, again)
    if anchors.case != scenario.versioned or anchors.engine != ENGINE_VERSION:
        return None
    if anchors.case_hash != case_hash(scenario):
        raise ScenarioError(
            f"{scenario.versioned} is not the case that the anchors in {path.name} were made for: "
            f"give the changed case an id of its own, or {again}"
        )
    return anchors


def _unsealed(path: Path, again: str) -> Anchors:
    """Read a stored file and compare its seal."""
    try:
        anchors = Anchors.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError:  # damaged bytes, broken JSON, missing or unknown fields
        raise DigestError(f"the anchors in {path.name} cannot be read: {again}") from None
    if anchors.seal != seal_of(anchors):
        raise DigestError(f"the anchors in {path.name} are not what was sealed: {again}")
    return anchors


def store_anchors(anchors: Anchors, case_id: str) -> Path:
    """Write the anchors of a case."""
    path = stored_path(case_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(anchors.model_dump(), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        encoding="utf-8",
    )
    return path
