"""A run as a notebook sees it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.anchors import how_to_make, load_anchors
from assessment.form import DEFAULT_WORLD, Form, load_form
from assessment.score import Score, score_run
from simulator.decisions import Decision
from simulator.errors import FinishedRunError, ScenarioError
from simulator.observation import Observation
from simulator.simulation import Simulation

if TYPE_CHECKING:
    import pandas as pd


class Run:
    """One attempt at a case.

    Parameters
    ----------
    form : Form
    sim : Simulation
    """

    def __init__(self, form: Form, sim: Simulation) -> None:
        self.form = form
        self.sim = sim

    @property
    def minute(self) -> int:
        """Minutes since D1 00:00."""
        return self.sim.minute

    @property
    def finished(self) -> bool:
        """Whether the settlement tail has ended."""
        return self.sim.finished

    def decide(self, *decisions: Decision) -> list[Decision]:
        """Accept decisions now; the first that is refused raises and leaves those after it untried.

        Raises
        ------
        DecisionError
            What, where, what is allowed.
        """
        return [self.sim.decide(decision) for decision in decisions]

    def advance(self, *, minutes: int = 0, hours: float = 0, days: float = 0) -> None:
        """Play on."""
        self.sim.advance(minutes=minutes, hours=hours, days=days)

    def finish(self) -> None:
        """Play the rest and the settlement tail without further decisions."""
        self.sim.settle()

    def observe(self) -> Observation:
        """Return what a trainee may see now."""
        return self.sim.observe()

    def metrics(self, by: Sequence[str] = ("channel",)) -> pd.DataFrame:
        """Return counters and rates grouped by channel, account, content, day, hour ..."""
        frame: pd.DataFrame = self.sim.metrics(by=by)
        return frame

    def kpis(self) -> dict[str, float]:
        """Return the case's KPIs."""
        return self.sim.kpis()

    def fork(self) -> Run:
        """Return an independent copy: change one thing and compare."""
        return Run(self.form, self.sim.fork())

    def score(self) -> Score:
        """Return the mark of a finished run.

        Raises
        ------
        FinishedRunError
            If the run has not ended; call `finish`.
        ScenarioError
            If the form has no anchors; make them with ``quanmei calibrate``.
        """
        if not self.finished:
            raise FinishedRunError("the run has not ended: call finish() first")
        anchors = load_anchors(self.form.scenario, self.form.world)
        if anchors is None:
            raise ScenarioError(
                f"no anchors for {self.form.scenario.versioned} in world {self.form.world}: "
                f"run '{how_to_make(self.form.scenario, self.form.world)}'"
            )
        return score_run(self.sim, anchors)


def open_run(
    case: str | Path,
    *,
    seed: int = 1,
    world: int = DEFAULT_WORLD,
    agents: int | None = None,
    attempt: str = "a1",
) -> Run:
    """Open a case and return a run at its first minute.

    Parameters
    ----------
    case : str or Path
        Name of a shipped case, or a file.
    seed : int
        Chance seed of this attempt, 0 to 2**128 - 1.
    world : int
        World seed of the form.
    agents : int, optional
        Simulated people, 1,000 to 1,000,000; the case's own number when absent.

    Examples
    --------
    >>> open_run("tea-launch", agents=2000).minute
    0
    """
    form = load_form(case, world=world, agents=agents)
    return Run(form, form.start(seed, attempt=attempt))
