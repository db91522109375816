"""The protocol of a policy, its registry, and the brief it starts from."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from simulator.decisions import Decision
from simulator.errors import UnknownNameError
from simulator.observation import Observation
from simulator.scenario import (
    AccountSpec,
    Goal,
    Pillar,
    Prices,
    Product,
    Scenario,
    Stock,
)  # fmt: skip
from simulator.texts import Text


class Brief(BaseModel):
    """What everybody is told at the start: the case without events, hidden traits and truth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    days: int
    brand: Text
    pillars: tuple[Pillar, ...]
    accounts: tuple[AccountSpec, ...]
    products: tuple[Product, ...]
    stocks: tuple[Stock, ...]
    goals: tuple[Goal, ...]
    money: float
    hours: float
    prices: Prices
    levers: tuple[str, ...]
    survey_groups: tuple[str, ...]


def brief_of(scenario: Scenario) -> Brief:
    """Return the brief of a case."""
    return Brief(
        case=scenario.id, days=scenario.days, brand=scenario.brand.name, pillars=scenario.brand.pillars,
        accounts=scenario.accounts, products=scenario.products, stocks=scenario.stocks, goals=scenario.goals,
        money=scenario.money, hours=scenario.hours, prices=scenario.prices, levers=scenario.levers,
        survey_groups=scenario.survey_groups,
    )  # fmt: skip


class Policy(Protocol):
    """Something that decides: an example, a reference, an agent, a person behind a form."""

    name: str

    def next_look(self, observation: Observation) -> int:
        """Return the minute at which this policy looks at the numbers again."""
        ...

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Return decisions from what may be seen now; memory is only its own past observations."""
        ...


PolicyFactory = Callable[[Brief], Policy]
_REGISTRY: dict[str, tuple[PolicyFactory, Text]] = {}


def register_policy(name: str, label: Text) -> Callable[[PolicyFactory], PolicyFactory]:
    """Put a policy factory into the registry (decorator)."""

    def keep(factory: PolicyFactory) -> PolicyFactory:
        _REGISTRY[name] = (factory, label)
        return factory

    return keep


@cache
def _discover() -> None:
    package = importlib.import_module("assessment.policies")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"assessment.policies.{module.name}")


def policy_names() -> dict[str, Text]:
    """Return the registered policies with their labels."""
    _discover()
    return {name: label for name, (_, label) in sorted(_REGISTRY.items())}


def make_policy(name: str, scenario: Scenario) -> Policy:
    """Make a policy for a case; it is given the brief and nothing else.

    Raises
    ------
    UnknownNameError
        If no policy has this name.
    """
    _discover()
    if name not in _REGISTRY:
        raise UnknownNameError("policy", name, _REGISTRY)
    return _REGISTRY[name][0](brief_of(scenario))
