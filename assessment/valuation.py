"""The values of a run's decisions: many futures in which the same competent operator takes over.

At every review point the competent policy takes over either at once (V) or after exactly what was
decided there (Q); both are played in the same futures, so Q - V is what the decisions were worth in
the state in which they were taken, and a decision the policy would have made is worth exactly 0. A
single decision is worth Q less the Q without it (what names it goes too, `assessment.removal`).

Work is handed out in stretches of a run: whoever has one plays the log up to it and cuts the run
down to the branch's people at each of its points, so nothing large is sent or stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from assessment.alternatives import alternatives
from assessment.attempt import Log, kept_attempt
from assessment.branch import BRANCH_AGENTS, REFERENCE, Branch, Outcome, branch_of, in_future, wait
from assessment.play import Played, look_only, replay_to
from assessment.policies import make_policy
from assessment.removal import dependents
from assessment.review_points import live_windows_of, review_minutes
from simulator.decisions import Decision
from simulator.errors import DecisionError
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
        (`POINT`), without the decision, or with the alternative. Both are 0 where they lead to the
        same future, which is not played then.
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
    replay = _replay_of(name, people or BRANCH_AGENTS)
    branch = replay.branch
    points = {point.minute: point for point in review_points(branch, replay.log)}
    found: list[Sample] = []
    closed: list[tuple[int, str, str]] = []
    rollouts = 0
    for minute in sorted({line[0] for line in wanted}):
        desk = PointDesk(branch, replay.cut_at(minute), replay.attempt.seeds, points[minute])
        here = [line for line in wanted if line[0] == minute]
        closed += [(minute, line[1], line[2]) for line in here if not desk.is_open(line[1], line[2])]
        # future by future: the questions of one share what others say and do in it
        for number in range(min(line[3] for line in here), max(line[4] for line in here)):
            for line in (line for line in here if line[3] <= number < line[4]):
                found += desk.ask(line[1], line[2], [number]) or []
        rollouts += desk.rollouts
    return Samples(found=tuple(found), closed=tuple(closed), rollouts=rollouts)


class _Replay:
    """An attempt played again by one process, for all the stretches that it is given: onwards as long as it can."""

    def __init__(self, name: str, people: int) -> None:
        self.attempt = kept_attempt(name)
        self.branch = branch_of(self.attempt.case, self.attempt.world, self.attempt.agents, people)
        self.log = self.attempt.decisions()
        self._played = self._begun()

    def _begun(self) -> Played:
        return Played(sim=self.branch.form.start(self.attempt.chance, attempt=self.attempt.attempt))

    def cut_at(self, minute: int) -> Simulation:
        """Return the run in a minute as the branch's people live it."""
        if self._played.sim.minute > minute:
            self._played = self._begun()
        replay_to(self._played, self.log, minute)
        return self.branch.cut(self._played.sim)


@lru_cache(maxsize=1)
def _replay_of(name: str, people: int) -> _Replay:
    """Return the replay of this process."""
    return _Replay(name, people)


def let_go() -> None:
    """Forget the replay that this process keeps: all people of a run, for nothing once a ledger is made."""
    _replay_of.cache_clear()


class PointDesk:
    """One review point, where several questions share what was decided and the futures.

    From the next review point on the reference policy decides, which remembers nothing. So whatever
    led there by the same decisions in the same future goes on as one and the same run: it is played
    once, and where two sides of a question meet there before either is played, neither has to be.
    """

    def __init__(self, branch: Branch, state: Simulation, seeds: Seeds, point: ReviewPoint) -> None:
        self._branch, self._state, self._seeds, self._point = branch, state, seeds, point
        self._before = len(state.log)
        self._ends: defaultdict[int, list[tuple[Log, Outcome]]] = defaultdict(list)
        self._others: dict[tuple[str, str], list[Decision] | None] = {}
        self.rollouts = 0

    def ask(self, key: str, question: str, futures: Sequence[int]) -> list[Sample] | None:
        """Answer a question in its futures; ``None`` if that alternative is not open."""
        if question == START:
            return [self._start_sample(number) for number in futures]
        if question == POINT:
            return [self._point_sample(number) for number in futures]
        if not self.is_open(key, question):
            return None
        instead = self._others[key, question] or []
        taken = self._point.decisions
        return [self._sample(key, question, number, self._after(number, taken), self._after(number, instead))
                for number in futures]  # fmt: skip

    def is_open(self, key: str, question: str) -> bool:
        """Tell whether the rules allow what a question asks about."""
        if question in (START, POINT):
            return True
        if (key, question) not in self._others:
            self._others[key, question] = self._instead(key, question)
        return self._others[key, question] is not None

    def _start_sample(self, number: int) -> Sample:
        """Return the policy's own run from here; ``other`` is 0."""
        self.rollouts += 1
        ends = self._branch.play_out(self._state, self._seeds_of(number))
        return Sample(
            minute=self._point.minute, question=START, future=number, taken=round(ends.value, 8), other=0.0,
            kpis=ends.kpis,
        )  # fmt: skip

    def _point_sample(self, number: int) -> Sample:
        """Let the policy take over at once, and compare that with what was done."""
        left = Played(sim=self._future(number))
        look_only(left, make_policy(REFERENCE, self._branch.scenario), self._point.until)
        return self._sample("", POINT, number, self._after(number, self._point.decisions), left.sim)

    def _seeds_of(self, number: int) -> Seeds:
        return future_seeds(self._seeds, self._point.minute, number)

    def _future(self, number: int) -> Simulation:
        return in_future(self._state, self._seeds_of(number))

    def _after(self, number: int, decisions: Sequence[Decision]) -> Simulation:
        """Return a future in which something was decided and no time has passed."""
        sim = self._future(number)
        for decision in decisions:
            with suppress(DecisionError):
                sim.decide(decision)
        return sim

    def _sample(self, key: str, question: str, number: int, taken: Simulation, other: Simulation) -> Sample:
        """Compare two ways to the next review point in the same future."""
        minute = self._point.minute
        if self._made(taken) == self._made(other):
            return Sample(minute=minute, decision=key, question=question, future=number, taken=0.0, other=0.0)
        ends, otherwise = self._end(number, taken), self._end(number, other)
        kpis = {name: round(value - otherwise.kpis[name], 6) for name, value in ends.kpis.items()}
        return Sample(
            minute=minute, decision=key, question=question, future=number, taken=round(ends.value, 8),
            other=round(otherwise.value, 8), kpis=kpis,
        )  # fmt: skip

    def _made(self, sim: Simulation) -> Log:
        """Return what was decided since the review point."""
        return sim.log[self._before :]

    def _end(self, number: int, sim: Simulation) -> Outcome:
        """Return how a future ends in which the policy takes over at the next review point."""
        made = self._made(sim)
        for known, ends in self._ends[number]:
            if known == made:
                return ends
        self.rollouts += 1
        wait(sim, self._point.until)
        ends = self._branch.go_on(sim)
        self._ends[number].append((made, ends))
        return ends

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
