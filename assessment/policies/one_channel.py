"""One channel: an ordinary operator who works on short video alone and leaves every other account silent."""

from __future__ import annotations

from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.skills import COMPETENT
from simulator.texts import Text

CHANNEL = "short_video"
"""The channel that sells delivery, carries live rooms and reaches most people in every shipped case."""


@register_policy("one-channel", Text(zh="只做一个渠道", en="everything on one channel"))
def make(brief: Brief) -> Operator:
    """Make the policy: the hours that the other accounts do not ask for go into its pieces."""
    accounts = tuple(account for account in brief.accounts if account.channel == CHANNEL)
    return Operator(brief.model_copy(update={"accounts": accounts}), COMPETENT, "one-channel")
