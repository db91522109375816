"""Letting a policy or a written plan play a run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assessment.policies import Policy
from assessment.policies.operator import Operator
from simulator.decisions import Decision
from simulator.errors import DecisionError
from simulator.simulation import Simulation

Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class Played:
    """A finished run and what was refused on the way.

    Parameters
    ----------
    sim : Simulation
    refused : list of (minute, key, message)
    cpu_s : float
        CPU seconds of the play itself.
    """

    sim: Simulation
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    cpu_s: float = 0.0


def play_policy(sim: Simulation, policy: Policy, progress: Progress | None = None) -> Played:
    """Let a policy look and decide until its time is over, then settle."""
    played = Played(sim=sim)
    begun = time.process_time()
    look_on(played, policy, sim.scenario.end_minute, progress)
    finish(played, progress)
    played.cpu_s = time.process_time() - begun
    return played


def look_on(played: Played, policy: Policy, until: int, progress: Progress | None = None) -> None:
    """Let a policy look at once and decide on, up to a minute."""
    sim = played.sim
    look = sim.minute
    while sim.minute < until:
        if sim.minute >= look:
            decisions, look = _look(sim, policy)
            _step(played, decisions)
        else:
            _step(played, ())
        if progress is not None:
            progress(sim.minute, sim.scenario.last_minute)


def _look(sim: Simulation, policy: Policy) -> tuple[list[Decision], int]:
    """Return what a policy decides now, and when it wants to look again: later than now.

    Who remembers nothing is shown only what it looks at.
    """
    if isinstance(policy, Operator):
        with sim.glance() as seen:
            return list(policy.decide(seen)), max(sim.minute + 1, policy.next_look(seen))
    seen = sim.observe()
    return list(policy.decide(seen)), max(sim.minute + 1, policy.next_look(seen))


def look_only(played: Played, policy: Policy, until: int) -> None:
    """Let a policy look at once and decide on, as `look_on` does, but stop where it looks no more before a minute.

    What it has decided by that minute is in the log then; the time that is left has not passed yet.
    """
    sim = played.sim
    look = sim.minute
    while look < until:
        while sim.minute < look:
            _step(played, ())
        if sim.minute >= until:
            break
        decisions, look = _look(sim, policy)
        if decisions:
            _step(played, decisions)


def play_plan(sim: Simulation, plan: Sequence[Decision], progress: Progress | None = None) -> Played:
    """Play written decisions: each is taken in the minute it names (the first minute without one)."""
    played = Played(sim=sim)
    begun = time.process_time()
    waiting = sorted(plan, key=lambda decision: decision.at or 0)
    while sim.minute < sim.scenario.end_minute:
        due = [d for d in waiting if (d.at or 0) < sim.minute + 10]
        waiting = waiting[len(due) :]
        _step(played, due)
        if progress is not None:
            progress(sim.minute, sim.scenario.last_minute)
    finish(played, progress)
    played.cpu_s = time.process_time() - begun
    return played


def replay_log(
    sim: Simulation, log: Sequence[tuple[int, Decision]], progress: Progress | None = None
) -> Played:
    """Play a log of (minute of acceptance, decision) again; used for replays and counterfactuals."""
    played = Played(sim=sim)
    begun = time.process_time()
    replay_to(played, log, sim.scenario.end_minute, progress)
    finish(played, progress)
    played.cpu_s = time.process_time() - begun
    return played


def replay_to(
    played: Played,
    log: Sequence[tuple[int, Decision]],
    until: int,
    progress: Progress | None = None,
) -> None:
    """Play what a log says from where the run stands up to a minute."""
    sim = played.sim
    waiting = [entry for entry in log if entry[0] >= sim.minute]
    while sim.minute < until:
        due: list[Decision] = []
        while waiting and waiting[0][0] <= sim.minute:
            due.append(_in_time(waiting.pop(0)[1], sim.minute))
        _step(played, due)
        if progress is not None:
            progress(sim.minute, sim.scenario.last_minute)


def _in_time(decision: Decision, minute: int) -> Decision:
    """Return a decision that is not late: without a live room's one-minute ticks some minutes are missing."""
    if decision.at is None or decision.at >= minute:
        return decision
    return decision.model_copy(update={"at": minute})


def _step(played: Played, decisions: Sequence[Decision]) -> None:
    minute = played.sim.minute
    result = played.sim.step(decisions)
    played.refused += [(minute, decision.key, str(problem)) for decision, problem in result.refused]


def finish(played: Played, progress: Progress | None = None) -> None:
    """Play what is left, the settlement tail included, without further decisions."""
    sim = played.sim
    while not sim.finished:
        sim.step()
        if progress is not None:
            progress(sim.minute, sim.scenario.last_minute)


def refuses(sim: Simulation, decision: Decision) -> str | None:
    """Return why a decision would be refused now, or ``None``."""
    try:
        sim.check(decision)
    except DecisionError as problem:
        return str(problem)
    return None
