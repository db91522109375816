"""The provisional valuation: the same outcome as the ledger's, from the regression instead of look-aheads.

V is the regression on the state; Q is its mean one review point ahead, over a few futures of what was
decided. It is there seconds after a run ends and serves the validity study, which values hundreds of
thousands of states.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from assessment.attempt import Log
from assessment.branch import Branch, in_future, wait
from assessment.evidence import Evidence, Gathering
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


class Valuing:
    """Values the review points of a run while it is played (`assessment.evidence.Gathering` gives it every tick).

    Parameters
    ----------
    begun : Simulation
        The run where the valuation begins; only its minute and its luck are read.
    """

    def __init__(
        self, branch: Branch, model: ValueModel, begun: Simulation, *, futures: int = FUTURES
    ) -> None:
        self._branch, self._model, self._seeds = branch, model, begun.world.seeds
        self._futures, self._from = range(futures), begun.minute
        self._waiting: deque[ReviewPoint] = deque()
        self._start = 0.0
        self._values: list[PointValue] = []

    def expect(self, log: Log, until: int) -> int:
        """Expect the review points that are over by a minute, given all that was decided before it.

        Returns
        -------
        int
            Minute up to which the run can be played: where the last of them ends.
        """
        valued = self._values[-1].until if self._values else self._from
        over = [point for point in review_points(self._branch, log) if point.until <= until]
        self._waiting = deque(point for point in over if point.until > valued)
        return over[-1].until if over else 0

    def __call__(self, sim: Simulation) -> None:
        """Value the point that lies at this tick, if one does."""
        while self._waiting and self._waiting[0].minute <= sim.minute:
            point = self._waiting.popleft()
            now, value = _value(self._branch, self._model, sim, self._seeds, point, self._futures)
            if not self._values:
                self._start = now
            self._values.append(value)

    def found(self) -> Provisional:
        """Return the outcome of what was valued."""
        return Provisional(
            start=round(self._start, 6), points=tuple(self._values), model=self._model.seal,
            outcome=round(self._start + sum(one.value.mean for one in self._values), 6),
            error=round(sum(one.value.error**2 for one in self._values) ** 0.5, 6),
        )  # fmt: skip


class Following:
    """Evidence and valuation of a run in one pass, at once or behind a run that still goes on.

    Parameters
    ----------
    sim : Simulation
        Where the trainee took over; is played on.
    progress : callable, optional
        Told the minute and the last minute of the trainee's time.
    """

    def __init__(
        self,
        branch: Branch,
        model: ValueModel,
        sim: Simulation,
        *,
        futures: int = FUTURES,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._gathering, self._progress = Gathering(sim), progress
        self._valuing = Valuing(branch, model, sim, futures=futures)
        self.log: Log = ()

    @property
    def minute(self) -> int:
        """How far it has come."""
        return self._gathering.sim.minute

    def follow(self, log: Log, minute: int) -> None:
        """Take up what was decided before a minute, and play on behind it: to the end of a review point.

        Raises
        ------
        DecisionError
            If the log holds a decision that the run does not take.
        """
        self.log = tuple(log)
        until = self._valuing.expect(log, minute)
        self._gathering.play(log, until, on_tick=self._tick)

    def _tick(self, sim: Simulation) -> None:
        self._valuing(sim)
        if self._progress is not None:
            self._progress(sim.minute, sim.scenario.end_minute)

    def ended(self, log: Log) -> tuple[Evidence, Provisional]:
        """Play to the end and settle; return what was found.

        Raises
        ------
        DecisionError
            If the log holds a decision that the run does not take.
        """
        self.follow(log, self._gathering.sim.scenario.end_minute)
        return self._gathering.ended(log), self._valuing.found()


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
