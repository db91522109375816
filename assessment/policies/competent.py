"""The competent operator: adapts, keeps the law, posts in good hours and answers within a working day.

It neither reads the data for targeting nor picks creators by them; what it does and leaves, skill by
skill, is `assessment.policies.skills.COMPETENT`.
"""

from __future__ import annotations

from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.skills import COMPETENT
from simulator.texts import Text


@register_policy("competent", Text(zh="合格", en="competent"))
def competent(brief: Brief) -> Operator:
    """Make the reference competent operator."""
    return Operator(brief, COMPETENT, "competent")
