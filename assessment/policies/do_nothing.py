"""The policy that never decides: what the world does by itself."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.policies.policy import Brief, register_policy
from simulator.decisions import Decision
from simulator.observation import Observation
from simulator.texts import Text


class DoNothing:
    """Never decides."""

    name = "do-nothing"

    def next_look(self, observation: Observation) -> int:
        """Look once a week (nothing follows from it)."""
        return observation.minute + 7 * 1440

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Decide nothing."""
        del observation
        return ()


@register_policy("do-nothing", Text(zh="无作为", en="do nothing"))
def make(brief: Brief) -> DoNothing:
    """Make the policy that never decides."""
    del brief
    return DoNothing()
