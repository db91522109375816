"""The values of a run's decisions: many futures in which the same competent operator takes over.

At every review point the competent policy takes over either at once (V) or after exactly what was
decided there (Q); both are played in the same futures, so Q - V is what the decisions were worth in
the state in which they were taken, and a decision the policy would have made is worth exactly 0. A
single decision is worth Q less the Q without it (what names it goes too, `assessment.removal`).

Work is handed out in stretches of a run: whoever has one plays the log up to it and cuts the run
down to the branch's people at each of its points, so nothing large is sent or stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from assessment.alternatives import alternatives
from assessment.attempt import Log, kept_attempt
from assessment.branch import BRANCH_AGENTS, REFERENCE, Branch, Outcome, branch_of, in_future, outcome_of
from assessment.play import Played, finish, look_on, replay_to
from assessment.policies import make_policy
from assessment.removal import dependents
from assessment.review_points import live_windows_of, review_minutes
from simulator.decisions import Decision
from simulator.futures import future_seeds
from simulator.randomness import Seeds
from simulator.simulation import Simulation

START, POINT, WITHOUT = "start", "point", "without"
"""Questions: the policy from the beginning; what a review point was worth in all; one decision left out.

Others name an alternative (`assessment.alternatives`).
"""


@dataclass(frozen=True, kw_only=True)
class ReviewPoint:
    """A minute of the run that is valued: what was decided there, and when the next one comes."""

    minute: int
    until: int
    decisions: tuple[Decision, ...]


def review_points(branch: Branch, log: Log) -> list[ReviewPoint]:
    """Return the review points of a run.

    A decision belongs to the minute in which it was accepted: from then on it is a commitment, and
    part of every later state.
    """
    windows = live_windows_of(decision for _, decision in log)
    minutes = review_minutes(branch.scenario, [minute for minute, _ in log], windows)
    ends = (*minutes[1:], branch.scenario.end_minute)
    return [
        ReviewPoint(minute=first, until=last, decisions=tuple(d for at, d in log if first <= at < last))
        for first, last in zip(minutes, ends, strict=True)
    ]


class Sample(BaseModel):
    """How a question was answered in one future.

    Parameters
    ----------
    minute : int
        Of the review point.
    decision : str
        Key of the decision that is asked about, empty for the whole point.
    question : str
        `POINT`, `WITHOUT` or the key of an alternative (`assessment.alternatives`).
    taken, other : float
        Weighted attainment at the end with what was decided, and otherwise: the policy at once
        (`POINT`), without the decision, or with the alternative.
    kpis : dict of str to float
        KPIs with what was decided less those otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    minute: int
    decision: str = ""
    question: str
    future: int
    taken: float
    other: float
    kpis: dict[str, float] = {}

    @property
    def gain(self) -> float:
        """What was decided is better by this much."""
        return self.taken - self.other


class Samples(BaseModel):
    """What one stretch of work found.

    Parameters
    ----------
    closed : tuple of (minute, decision, question)
        Alternatives that the rules refuse in that state.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    found: tuple[Sample, ...]
    closed: tuple[tuple[int, str, str], ...] = ()
    rollouts: int = 0


Wanted = tuple[int, str, str, int, int]
"""Minute of a review point, decision, question, first future and the one after the last."""


def sample(job: tuple[str, int, tuple[Wanted, ...]]) -> Samples:
    """Answer questions about an attempt (by name) with so many people; plain values for the executor."""
    name, people, wanted = job
    attempt = kept_attempt(name)
    branch = branch_of(attempt.case, attempt.world, attempt.agents, people or BRANCH_AGENTS)
    log = attempt.decisions()
    points = {point.minute: point for point in review_points(branch, log)}
    played = Played(sim=branch.form.start(attempt.chance, attempt=attempt.attempt))
    found: list[Sample] = []
    closed: list[tuple[int, str, str]] = []
    rollouts = 0
    for minute in sorted({line[0] for line in wanted}):
        replay_to(played, log, minute)
        desk = PointDesk(branch, branch.cut(played.sim), attempt.seeds, points[minute])
        for line in (line for line in wanted if line[0] == minute):
            answers = desk.ask(line[1], line[2], range(line[3], line[4]))
            found += answers or []
            closed += [] if answers is not None else [(minute, line[1], line[2])]
        rollouts += desk.rollouts
    return Samples(found=tuple(found), closed=tuple(closed), rollouts=rollouts)


class PointDesk:
    """One review point, where several questions share what was decided and the futures."""

    def __init__(self, branch: Branch, state: Simulation, seeds: Seeds, point: ReviewPoint) -> None:
        self._branch, self._state, self._seeds, self._point = branch, state, seeds, point
        self._taken: dict[int, Outcome] = {}
        self.rollouts = 0

    def ask(self, key: str, question: str, futures: Sequence[int]) -> list[Sample] | None:
        """Answer a question in its futures; ``None`` if that alternative is not open."""
        if question == START:
            return [self._start_sample(number) for number in futures]
        if question == POINT:
            return [self._point_sample(number) for number in futures]
        instead = self._instead(key, question)
        if instead is None:
            return None
        out = []
        for number in futures:
            taken, other = self._taken_in(number), self._play(number, instead)
            out.append(_sample(self._point.minute, key, question, number, taken, other))
        return out

    def _start_sample(self, number: int) -> Sample:
        """Return the policy's own run from here; ``other`` is 0."""
        self.rollouts += 1
        seeds = future_seeds(self._seeds, self._point.minute, number)
        ends = self._branch.play_out(self._state, seeds)
        return Sample(
            minute=self._point.minute, question=START, future=number, taken=round(ends.value, 8), other=0.0,
            kpis=ends.kpis,
        )  # fmt: skip

    def _point_sample(self, number: int) -> Sample:
        left = self._left(number)
        if left is None:
            return Sample(minute=self._point.minute, question=POINT, future=number, taken=0.0, other=0.0)
        return _sample(self._point.minute, "", POINT, number, self._taken_in(number), left)

    def _left(self, number: int) -> Outcome | None:
        """Let the policy take over at once; ``None`` if it does no more than was done.

        It looks again at the next review point, as it does after what was decided: so where neither
        did anything before it, both futures are one and the same and need not be played.
        """
        seeds = future_seeds(self._seeds, self._point.minute, number)
        played = Played(sim=in_future(self._state, seeds))
        policy, before = make_policy(REFERENCE, self._branch.scenario), len(played.sim.log)
        look_on(played, policy, self._point.until)
        if not self._point.decisions and len(played.sim.log) == before:
            return None
        self.rollouts += 1
        look_on(played, policy, self._branch.scenario.end_minute)
        finish(played)
        return outcome_of(played.sim, self._branch.goals)

    def _taken_in(self, number: int) -> Outcome:
        if number not in self._taken:
            self._taken[number] = self._play(number, self._point.decisions)
        return self._taken[number]

    def _play(self, number: int, decisions: Sequence[Decision]) -> Outcome:
        self.rollouts += 1
        seeds = future_seeds(self._seeds, self._point.minute, number)
        return self._branch.play_out(self._state, seeds, decisions, until=self._point.until)

    def _instead(self, key: str, question: str) -> list[Decision] | None:
        """Return what would have been decided instead; ``None`` if it was not open."""
        here = self._point.decisions
        if question == WITHOUT:
            gone = {key, *dependents(here, key)}
            return [decision for decision in here if decision.key not in gone]
        decision = next(d for d in here if d.key == key)
        offered = alternatives(self._branch.scenario, decision, self._point.minute)
        other = next((one for one in offered if one.key == question), None)
        if other is None:
            return None
        instead = [other.decision if d.key == key else d for d in here]
        return instead if self._open(instead, other.decision) else None

    def _open(self, instead: Sequence[Decision], new: Decision) -> bool:
        """Tell whether the rules allow an alternative, after what is decided before it."""
        sim = self._state.fork()
        return all(refused is not new for refused, _ in sim.step(instead).refused)


def _sample(minute: int, key: str, question: str, number: int, taken: Outcome, other: Outcome) -> Sample:
    kpis = {name: round(value - other.kpis[name], 6) for name, value in taken.kpis.items()}
    return Sample(
        minute=minute, decision=key, question=question, future=number, taken=round(taken.value, 8),
        other=round(other.value, 8), kpis=kpis,
    )  # fmt: skip
