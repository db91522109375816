"""A form of a case: the case, its world seed and the people of that world."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from audience_models.population import load_audience
from audience_models.reading import read_text
from scenarios.loader import build_case, load_case
from simulator.channel import channels
from simulator.people import Audience, AudienceSpec
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from simulator.simulation import Simulation

DEFAULT_WORLD = 1
"""World seed of the form that the shipped anchors and golden digests are made for."""
KEPT_AUDIENCES = 8

_AUDIENCES: OrderedDict[tuple[str, int], Audience] = OrderedDict()


@dataclass(frozen=True, kw_only=True)
class Form:
    """A case in one world.

    Parameters
    ----------
    scenario : Scenario
    audience : Audience
    world : int
    """

    scenario: Scenario
    audience: Audience
    world: int

    def start(
        self, chance: int, *, attempt: str = "a1", overrides: dict[str, dict[str, int]] | None = None
    ) -> Simulation:
        """Return a run at its first minute, with the texts' reader."""
        seeds = Seeds(world=self.world, chance=chance)
        return Simulation(
            self.scenario, self.audience, seeds=seeds, attempt=attempt, reader=read_text, overrides=overrides
        )


def audience_spec(scenario: Scenario) -> AudienceSpec:
    """Return what a case asks of its people."""
    wanted = scenario.audience
    return AudienceSpec(
        n_agents=wanted.agents, people_per_agent=wanted.people_per_agent, city_tier_mix=wanted.city_tier_mix,
        local_share=wanted.local_share, senior_share=wanted.senior_share,
        apps=tuple(dict.fromkeys(channel.profile.app for channel in channels(scenario.channels))),
    )  # fmt: skip


def with_agents(scenario: Scenario, agents: int | None) -> Scenario:
    """Return a case with another number of simulated people for the same population.

    Fewer agents stand for more people each; more agents than people are simply more people.
    """
    if agents is None or agents == scenario.audience.agents:
        return scenario
    people = scenario.audience.agents * scenario.audience.people_per_agent
    fields = scenario.model_dump(mode="json")
    fields["audience"] |= {"agents": agents, "people_per_agent": max(1, people // agents)}
    return build_case(fields, f"{scenario.id} with {agents} agents")


def people_of(scenario: Scenario, world: int) -> Audience:
    """Return the people of a form; the same object for every run of the form in this process."""
    spec = audience_spec(scenario)
    key = (spec.__repr__(), world)
    if key not in _AUDIENCES:
        profiles = [channel.profile for channel in channels(scenario.channels)]
        _AUDIENCES[key] = load_audience(spec, profiles, world)
        while len(_AUDIENCES) > KEPT_AUDIENCES:
            _AUDIENCES.popitem(last=False)
    return _AUDIENCES[key]


def load_form(case: str | Path | Scenario, *, world: int = DEFAULT_WORLD, agents: int | None = None) -> Form:
    """Return a form by case name or file.

    Raises
    ------
    UnknownNameError
        If there is no such case.
    ScenarioError
        If the file is not a case.
    """
    scenario = with_agents(case if isinstance(case, Scenario) else load_case(case), agents)
    return Form(scenario=scenario, audience=people_of(scenario, world), world=world)
