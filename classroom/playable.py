"""What the classroom needs of a simulation and of the place where cases and people come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from simulator.decisions import Decision
from simulator.errors import DecisionError
from simulator.observation import Observation, Signal, Truth
from simulator.people import Audience
from simulator.randomness import Seeds
from simulator.scenario import Scenario


class Stepped(Protocol):
    """What one tick of a simulation says."""

    @property
    def minute(self) -> int:
        """The minute reached."""
        ...

    @property
    def refused(self) -> Sequence[tuple[Decision, DecisionError]]:
        """Decisions that were not carried out, with the reason."""
        ...

    @property
    def signals(self) -> Sequence[Signal]:
        """What happened and can be seen."""
        ...


class Playable(Protocol):
    """The verbs of `simulator.simulation.Simulation` that a live run uses."""

    @property
    def minute(self) -> int:
        """Minutes since D1 00:00."""
        ...

    @property
    def finished(self) -> bool:
        """Whether the tail has been played too."""
        ...

    def decide(self, decision: Decision) -> Decision:
        """Accept a decision now, or refuse it and change nothing."""
        ...

    def step(self, decisions: Sequence[Decision] = ()) -> Stepped:
        """Play one tick."""
        ...

    def settle(self) -> Any:
        """Play the rest and the settlement tail unattended."""
        ...

    def observe(self) -> Observation:
        """Return what the trainee may see."""
        ...

    def truth(self) -> Truth:
        """Return what only the engine knows."""
        ...

    def kpis(self) -> Mapping[str, float]:
        """Return the goals' numbers."""
        ...

    def digest(self) -> str:
        """Return the SHA-256 of all counters."""
        ...

    def checkpoint(self) -> bytes:
        """Return the whole state."""
        ...


class Engine(Protocol):
    """Where cases, people and simulations come from."""

    def case(self, case_id: str, version: int | None = None, agents: int | None = None) -> Scenario:
        """Return a case, with another number of simulated people if wanted."""
        ...

    def people(self, scenario: Scenario, world: int) -> Audience:
        """Return the people of a form; the same object for every run of the form."""
        ...

    def start(self, scenario: Scenario, audience: Audience, seeds: Seeds, attempt: str) -> Playable:
        """Return a simulation at its first minute."""
        ...

    def numbers(self, sim: Any) -> Mapping[str, Any]:
        """Return the small frame of the present minute; cheap, and only what may be seen."""
        ...

    def restore(self, scenario: Scenario, audience: Audience, data: bytes) -> Playable:
        """Return the simulation of a checkpoint."""
        ...
