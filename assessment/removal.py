"""What each decision was worth: the same run, under the same luck, without it.

Removing a decision removes those that name what it created; freed money stays unspent. Because all
luck is keyed, nothing else is renumbered, so the difference is the decision's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from assessment.anchors import Anchors
from assessment.form import Form
from assessment.play import replay_log
from assessment.score import Score, score_run
from simulator.decisions import Decision
from simulator.simulation import Simulation

_NAMES = ("content", "order", "room", "booking", "adapted_from")

Log = Sequence[tuple[int, Decision]]
"""Accepted decisions, each with the minute in which it was accepted."""


class DecisionValue(BaseModel):
    """One decision with what the result would have been without it.

    Parameters
    ----------
    points, kpis
        Mark and goals' numbers with the decision less those without it.
    removed_with : tuple of str
        Keys of the decisions that name what it created, or that are refused without it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    lever: str
    minute: int
    points: float
    kpis: dict[str, float]
    removed_with: tuple[str, ...]
    reason: str = ""
    forecast: str = ""


def dependents(decisions: Sequence[Decision], key: str) -> tuple[str, ...]:
    """Return the keys of the decisions that name, directly or not, what a decision created."""
    gone = {key}
    grew = True
    while grew:
        found = {
            d.key for d in decisions if d.key not in gone and any(getattr(d, n, None) in gone for n in _NAMES)
        }
        gone |= found
        grew = bool(found)
    return tuple(d.key for d in decisions if d.key in gone and d.key != key)


def by_cost(sim: Simulation) -> tuple[str, ...]:
    """Return the keys of a run's decisions, those that used most of the means first.

    Money counts as its share of all money, hours as their share of all hours; what was given back
    is not counted; equal ones stand in the order in which they were made.
    """
    used: defaultdict[str, float] = defaultdict(float)
    case = sim.scenario
    for entry in sim.world.ledger.entries:
        used[entry.decision] += entry.money_fen / 100 / case.money if case.money else 0.0
        used[entry.decision] += entry.hours_centi / 100 / case.hours if case.hours else 0.0
    return tuple(sorted((d.key for d in sim.decisions), key=lambda key: -used[key]))


def value_of(sim: Simulation, log: Log, key: str, anchors: Anchors, actual: Score) -> DecisionValue:
    """Return one decision's value: the mark and KPIs with it less those without it.

    Parameters
    ----------
    sim : Simulation
        The run's form at its first minute, under the run's own luck; it is played to its end.
    log : sequence of (int, Decision)
        All that was accepted in the run.
    """
    minute, decision = next(entry for entry in log if entry[1].key == key)
    gone = {key, *dependents([d for _, d in log], key)}
    played = replay_log(sim, [entry for entry in log if entry[1].key not in gone])
    without = score_run(played.sim, anchors)
    gone |= {refused for _, refused, _ in played.refused}
    with_all = {c.key: c.value for c in actual.criteria}
    return DecisionValue(
        key=key, lever=decision.lever, minute=decision.at if decision.at is not None else minute,
        points=round(actual.raw - without.raw, 3), kpis={c.key: with_all[c.key] - c.value for c in without.criteria},
        removed_with=tuple(d.key for _, d in log if d.key in gone and d.key != key),
        reason=decision.reason, forecast=decision.forecast,
    )  # fmt: skip


def decision_values(
    form: Form,
    chance: int,
    attempt: str,
    log: Log,
    anchors: Anchors,
    actual: Score,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[DecisionValue]:
    """Return every decision's value, in the order in which they were made."""
    out = []
    for done, (_, decision) in enumerate(log, start=1):
        out.append(value_of(form.start(chance, attempt=attempt), log, decision.key, anchors, actual))
        if progress is not None:
            progress(done, len(log))
    return out
