"""The provisional valuation: the same outcome as the ledger's, from the regression instead of look-aheads.

V is the regression on the state; Q is its mean one review point ahead, over a few futures of what was
decided. It is there seconds after a run ends and serves the validity study, which values hundreds of
thousands of states.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from assessment.attempt import Log
from assessment.branch import Branch, in_future, wait
from assessment.play import Played, replay_to
from assessment.state_features import features, passed
from assessment.statistics import Estimate, estimate
from assessment.valuation import ReviewPoint, review_points
from assessment.value_model import ValueModel
from simulator.futures import future_seeds
from simulator.randomness import Seeds
from simulator.simulation import Simulation

FUTURES = 4
"""Futures of one step (assumed; they are short, and their noise averages over the review points)."""


class PointValue(BaseModel):
    """What was decided at a review point, or left undone, by the regression.

    Parameters
    ----------
    value : Estimate
        Q - V: on the scale of the weighted attainment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    minute: int
    until: int
    keys: tuple[str, ...]
    value: Estimate


class Provisional(BaseModel):
    """The outcome of a run by the regression.

    Parameters
    ----------
    start : float
        V of the first state.
    outcome, error : float
        V(s0) and all advantages, with the standard error from the futures.
    model : str
        Seal of the regression.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: float
    points: tuple[PointValue, ...]
    outcome: float
    error: float
    model: str


def provisional(
    branch: Branch, model: ValueModel, begun: Simulation, log: Log, *, futures: int = FUTURES
) -> Provisional:
    """Value a run from a state in which it began (its first minute, or a form's checkpoint).

    Parameters
    ----------
    begun : Simulation
        The run before its first decision; is played on.
    log : sequence of (int, Decision)
        What was decided from there.
    """
    seeds, played = begun.world.seeds, Played(sim=begun)
    found = []
    for point in [one for one in review_points(branch, log) if one.until > begun.minute]:
        replay_to(played, log, point.minute)
        found.append(_value(branch, model, played.sim, seeds, point, range(futures)))
    start, values = found[0][0], [value for _, value in found]
    return Provisional(
        start=round(start, 6), points=tuple(values), model=model.seal,
        outcome=round(start + sum(one.value.mean for one in values), 6),
        error=round(sum(one.value.error**2 for one in values) ** 0.5, 6),
    )  # fmt: skip


def _value(
    branch: Branch,
    model: ValueModel,
    sim: Simulation,
    seeds: Seeds,
    point: ReviewPoint,
    futures: Sequence[int],
) -> tuple[float, PointValue]:
    state = branch.cut(sim)
    now = _glance(model, state)
    gains = []
    for number in futures:
        ahead = in_future(state, future_seeds(seeds, point.minute, number))
        wait(ahead, point.until, point.decisions)
        gains.append(_glance(model, ahead) - now)
    keys = tuple(decision.key for decision in point.decisions)
    value = PointValue(minute=point.minute, until=point.until, keys=keys, value=estimate(gains))
    return now, value


def _glance(model: ValueModel, sim: Simulation) -> float:
    return model.value(passed(sim), features(sim))
