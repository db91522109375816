"""A platform with many creators and nobody's campaign: the world of the experiments."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.form import load_form
from scenarios.loader import build_case
from simulator.randomness import Seeds, draw_array, name_key
from simulator.scenario import Scenario
from simulator.simulation import Simulation

WORLD = 2
"""World seed of the experiments: other people than those of the shipped anchors."""


def platform(
    channel: str, port: str, *, agents: int, days: int, people_per_agent: int = 1, followers: int = 0
) -> Scenario:
    """Return a case in which nothing is sold and the only own account stays silent.

    Parameters
    ----------
    channel, port : str
        What the experiment is about.
    agents, days, people_per_agent : int
    followers : int
        Of the silent account, where an experiment lets it publish.
    """
    text = {"zh": "平台实验", "en": "platform experiment"}
    values: dict[str, Any] = {
        "id": "facts", "version": 1, "title": text, "level": "junior", "brief": text, "days": days,
        "settlement_days": 0, "channels": [channel], "money": 0, "hours": 1, "levers": ["publish"],
        "audience": {"agents": agents, "people_per_agent": people_per_agent},
        "brand": {"name": text, "pillars": [{"key": "any", "name": text, "topics": {"comedy": 1}}]},
        "accounts": [{"key": "own", "channel": channel, "port": port, "name": text, "followers": followers}],
        "goals": [{"key": "reach", "kpi": "reach", "label": text, "target": 1, "weight": 1}],
    }  # fmt: skip
    return build_case(values, "platform experiment")


Overrides = Mapping[str, Mapping[str, int]]
_TRIAL: ContextVar[Overrides] = ContextVar("trial", default=MappingProxyType({}))


@contextmanager
def trial_parameters(overrides: Overrides) -> Generator[None]:
    """Let every platform opened in the block have other constants, for searches and sensitivity."""
    token = _TRIAL.set(overrides)
    try:
        yield
    finally:
        _TRIAL.reset(token)


def open_platform(
    scenario: Scenario,
    seed: int,
    *,
    overrides: Overrides | None = None,
    trace: bool = False,
) -> Simulation:
    """Return a run of a platform; ``seed`` is its chance, the people are those of `WORLD`."""
    form = load_form(scenario, world=WORLD)
    seeds = Seeds(world=WORLD, chance=seed)
    changed = {name: {**rows} for name, rows in _TRIAL.get().items() if name in scenario.channels}
    for name, rows in (overrides or {}).items():
        changed.setdefault(name, {}).update(rows)
    return Simulation(form.scenario, form.audience, seeds=seeds, overrides=changed, trace=trace)


def shares_of(seeds: Seeds, name: str, count: int) -> NDArray[np.float64]:
    """Return ``count`` keyed numbers in (0, 1) for a catalogue: of the form, named, in order."""
    key = seeds.world_key("facts.catalogue", name_key(name))
    return (draw_array(key, np.arange(count)) >> np.uint64(11)).astype(float) / 2**53 + 2**-54
