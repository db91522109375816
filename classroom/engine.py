"""The real engine of live runs: cases from `scenarios`, people from `audience_models`, `Simulation`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from threading import Lock
from typing import Any

from assessment.form import people_of, with_agents
from scenarios.loader import case_names, load_case
from simulator.errors import ScenarioError, UnknownNameError
from simulator.frames import compact_frame
from simulator.people import Audience
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from simulator.simulation import ENGINE_VERSION, Simulation


def engine_version() -> str:
    """Return what a run is recorded under: another version may play it to other numbers."""
    return f"{version('quanmei')}+engine{ENGINE_VERSION}"


def installed_case(case_id: str) -> Scenario:
    """Return a case that comes with the sandbox; never a file that somebody names.

    Raises
    ------
    UnknownNameError
        If there is no such case.
    """
    if case_id not in case_names():
        raise UnknownNameError("case", case_id, case_names())
    return load_case(case_id)


class RealEngine:
    """Cases, people and simulations for the host and the pages.

    Parameters
    ----------
    load : callable
        Returns the case of an id; `installed_case` unless tests bring their own.
    """

    def __init__(self, load: Callable[[str], Scenario] = installed_case) -> None:
        self._load = load
        self._lock = Lock()

    def case(self, case_id: str, version: int | None = None, agents: int | None = None) -> Scenario:
        """Return a case, with another number of simulated people if wanted.

        Raises
        ------
        UnknownNameError
            If there is no such case.
        ScenarioError
            If the case has another version by now, or cannot have this number of people.
        """
        scenario = self._load(case_id)
        if version not in (None, scenario.version):
            raise ScenarioError(f"{case_id}@{version} is wanted; what is installed is {scenario.versioned}")
        return with_agents(scenario, agents)

    def people(self, scenario: Scenario, world: int) -> Audience:
        """Return the people of a form; the same object for every run of the form."""
        with self._lock:
            return people_of(scenario, world)

    def start(self, scenario: Scenario, audience: Audience, seeds: Seeds, attempt: str) -> Simulation:
        """Return a simulation at its first minute."""
        return Simulation(scenario, audience, seeds=seeds, attempt=attempt)

    def restore(self, scenario: Scenario, audience: Audience, data: bytes) -> Simulation:
        """Return the simulation of a checkpoint."""
        return Simulation.restore(scenario, audience, data)

    def numbers(self, sim: Simulation) -> Mapping[str, Any]:
        """Return the small frame of the present minute."""
        return compact_frame(sim.world)
