"""A small town for each case: the case's own accounts and rivals, scaled to a few thousand people."""

from __future__ import annotations

from functools import cache

from audience_models.population import make_audience
from audience_models.reading import read_text
from scenarios.loader import load_case
from simulator.channel import channels
from simulator.people import Audience, AudienceSpec
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from simulator.simulation import Simulation

AGENTS = 2_000
SEEDS = Seeds(world=21, chance=22)


@cache
def town(name: str) -> Audience:
    """Return a few thousand people as the case describes them."""
    case = load_case(name)
    settings = case.audience
    spec = AudienceSpec(
        n_agents=AGENTS, city_tier_mix=settings.city_tier_mix, local_share=settings.local_share,
        senior_share=settings.senior_share,
    )  # fmt: skip
    return make_audience(spec, [channel.profile for channel in channels(case.channels)], SEEDS.world)


def small_case(name: str) -> Scenario:
    """Return a case in which each simulated person stands for fifty."""
    case = load_case(name)
    settings = case.audience.model_copy(update={"agents": AGENTS, "people_per_agent": 50})
    return case.model_copy(update={"audience": settings})


def run_of(name: str, seeds: Seeds = SEEDS) -> Simulation:
    """Return a fresh run of a small case."""
    return Simulation(small_case(name), town(name), seeds=seeds, reader=read_text)
