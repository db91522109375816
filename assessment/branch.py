"""Where look-aheads are played: a form with a tenth of its people, and runs cut down to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assessment.anchors import practice_anchors
from assessment.form import Form, load_form, with_agents
from assessment.goals import attainments, weighted_attainment
from assessment.play import play_policy
from assessment.policies import make_policy
from simulator.crowd import Crowd, crowd_of
from simulator.decisions import Decision
from simulator.futures import enter_future
from simulator.kpis import kpi_denominators
from simulator.randomness import Seeds
from simulator.scenario import Goal, Scenario
from simulator.sessions import SessionCalendar
from simulator.simulation import Simulation
from simulator.thinning import thinned

BRANCH_AGENTS = 10_000
"""People that look-aheads are played on: a tenth of a case's (architecture, Scoring)."""
REFERENCE = "competent"
"""Policy that takes over in every look-ahead (architecture, Scoring)."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a run or a future ended.

    Parameters
    ----------
    value : float
        Weighted attainment of the goals; 1 is every target (`assessment.goals.weighted_attainment`).
    kpis : dict of str to float
    """

    value: float
    kpis: dict[str, float]


def outcome_of(sim: Simulation, goals: Sequence[Goal]) -> Outcome:
    """Return how a settled run ended, by the goals that are scored."""
    kpis = sim.kpis()
    reached = attainments(sim.scenario, kpis, kpi_denominators(sim.world))
    return Outcome(value=weighted_attainment(goals, reached), kpis=kpis)


class Branch:
    """A form with fewer people, on which the futures of its runs are played.

    Parameters
    ----------
    form : Form
    agents : int
        People that remain; a form with no more than these keeps all.
    """

    def __init__(self, form: Form, agents: int = BRANCH_AGENTS) -> None:
        self.form = form
        parts = max(1, form.audience.n // agents)
        self.crowd: Crowd = crowd_of(form.audience, parts)
        self.scenario: Scenario = with_agents(form.scenario, self.crowd.audience.n)
        anchors = practice_anchors(form.scenario, form.world)
        self.goals = form.scenario.goals if anchors is None else anchors.scored(form.scenario.goals)
        days = self.scenario.last_minute // 1440 + 1
        seeds = Seeds(world=form.world, chance=0)
        self._calendar = SessionCalendar(self.crowd.audience, seeds, days_kept=days)

    def cut(self, sim: Simulation) -> Simulation:
        """Return a run of the form, as it stands, as the branch's people live it."""
        out = sim.fork() if self.crowd.parts == 1 else thinned(sim, self.crowd, self.scenario)
        out.world.calendar = self._calendar
        return out

    def play_out(
        self, state: Simulation, seeds: Seeds, decisions: Sequence[Decision] = (), *, until: int | None = None
    ) -> Outcome:
        """Return how a future ends in which the reference policy takes over.

        Parameters
        ----------
        state : Simulation
            Of `cut`; is not changed.
        decisions : sequence of Decision
            What is decided first.
        until : int, optional
            Minute of the next review point, at which the reference policy begins; at once when absent.
        """
        sim = in_future(state, seeds)
        if until is not None:
            wait(sim, until, decisions)
        return self.go_on(sim)

    def go_on(self, sim: Simulation) -> Outcome:
        """Return how a run of this branch ends in which the reference policy takes over now; it is played on."""
        play_policy(sim, make_policy(REFERENCE, self.scenario))
        return outcome_of(sim, self.goals)


def in_future(state: Simulation, seeds: Seeds) -> Simulation:
    """Return a copy of a run that goes on in another future."""
    sim = state.fork()
    sim.world.unwatched = True
    enter_future(sim, seeds)
    return sim


def wait(sim: Simulation, until: int, decisions: Sequence[Decision] = ()) -> None:
    """Let time pass with no other decisions than these, which are taken first."""
    waiting = tuple(decisions)
    while sim.minute < min(until, sim.scenario.last_minute):
        sim.step(waiting)
        waiting = ()


@lru_cache(maxsize=2)
def branch_of(case: str, world: int, agents: int | None, people: int = BRANCH_AGENTS) -> Branch:
    """Return the branch of a form by plain values; kept, since many futures are played on it."""
    return Branch(load_form(case, world=world, agents=agents), people)
