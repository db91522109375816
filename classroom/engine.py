"""The real engine of live runs: cases from `scenarios`, people from `audience_models`, `Simulation`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from audience_models.population import audience_name, load_audience
from scenarios.loader import build_case, case_names, load_case
from simulator.channel import channels
from simulator.errors import ScenarioError, UnknownNameError
from simulator.frames import compact_frame
from simulator.people import Audience, AudienceSpec
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from simulator.simulation import Simulation

KEPT_FORMS = 8
"""Forms whose people stay in memory (assumed: an exam has up to six)."""


def audience_spec(scenario: Scenario) -> AudienceSpec:
    """Return what a case asks of its people."""
    wanted = scenario.audience
    return AudienceSpec(
        n_agents=wanted.agents,
        people_per_agent=wanted.people_per_agent,
        city_tier_mix=wanted.city_tier_mix,
        local_share=wanted.local_share,
        senior_share=wanted.senior_share,
        apps=tuple(dict.fromkeys(channel.profile.app for channel in channels(scenario.channels))),
    )


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


def with_agents(scenario: Scenario, agents: int | None) -> Scenario:
    """Return a case with another number of simulated people; checked like the case itself."""
    if agents is None or agents == scenario.audience.agents:
        return scenario
    fields = scenario.model_dump(mode="json")
    fields["audience"]["agents"] = agents
    return build_case(fields, f"{scenario.id} with {agents} agents")


class RealEngine:
    """Cases, people and simulations for the host and the pages.

    Parameters
    ----------
    load : callable
        Returns the case of an id; `installed_case` unless tests bring their own.
    """

    def __init__(self, load: Callable[[str], Scenario] = installed_case) -> None:
        self._load = load
        self._people: dict[str, Audience] = {}
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
        spec = audience_spec(scenario)
        profiles = [channel.profile for channel in channels(scenario.channels)]
        name = audience_name(spec, profiles, world)
        with self._lock:
            if name not in self._people:
                while len(self._people) >= KEPT_FORMS:
                    del self._people[next(iter(self._people))]
                self._people[name] = load_audience(spec, profiles, world)
            return self._people[name]

    def start(self, scenario: Scenario, audience: Audience, seeds: Seeds, attempt: str) -> Simulation:
        """Return a simulation at its first minute."""
        return Simulation(scenario, audience, seeds=seeds, attempt=attempt)

    def restore(self, scenario: Scenario, audience: Audience, data: bytes) -> Simulation:
        """Return the simulation of a checkpoint."""
        return Simulation.restore(scenario, audience, data)

    def numbers(self, sim: Simulation) -> Mapping[str, Any]:
        """Return the small frame of the present minute."""
        return compact_frame(sim.world)
