"""Early stop: a competent operator for two days, then nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.skills import COMPETENT
from simulator.decisions import Decision
from simulator.observation import Observation
from simulator.texts import Text

LAST_MINUTE = 2 * 1440


class EarlyStop(Operator):
    """Decides as the competent operator does until the second day is over."""

    def next_look(self, observation: Observation) -> int:
        """Look as an operator does; afterwards not before the end."""
        if observation.minute >= LAST_MINUTE:
            return self.brief.days * 1440
        return super().next_look(observation)

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Decide nothing after two days."""
        return super().decide(observation) if observation.minute < LAST_MINUTE else ()


@register_policy("early-stop", Text(zh="做两天就停", en="two days, then nothing"))
def make(brief: Brief) -> EarlyStop:
    """Make the policy."""
    return EarlyStop(brief, COMPETENT, "early-stop")
