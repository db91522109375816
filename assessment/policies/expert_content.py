"""The content-led expert: carefully made pieces, adapted to every port, little bought delivery."""

from __future__ import annotations

from dataclasses import replace

from assessment.policies.expert import Expert, reference
from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.style import HOUSE, Range
from simulator.texts import Text

CONTENT = reference(
    Expert(
        name="expert-content",
        style=replace(
            HOUSE, craft_hours=7.0, main_a_day=2, paid_share=0.2, care_share=0.5, creator_share=0.15
        ),
        free={
            "craft_hours": Range(4.0, 10.0),
            "main_a_day": Range(1, 3),
            "spacing": Range(0.5, 1.5),
            "paid_share": Range(0.1, 0.3),
            "care_share": Range(0.3, 0.65),
            "creator_share": Range(0.0, 0.2),
            "click_bid": Range(1.0, 3.0),
            "coupon_share": Range(0.0, 0.12),
            "room_minutes": Range(60, 120),
        },
    )
)


@register_policy(CONTENT.name, Text(zh="专家·内容派", en="expert, content-led"))
def make(brief: Brief) -> Operator:
    """Make the policy."""
    return CONTENT.play(brief)
