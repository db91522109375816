"""One run of one policy in a form, as plain values that a pool of processes can send back."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from assessment.form import Form, load_form
from assessment.goals import attainments
from assessment.play import play_policy
from assessment.policies import Policy, make_policy
from simulator.kpis import kpi_denominators


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
