"""The delivery-led expert: lean pieces, the money goes into bought delivery that is tested, aimed and paced."""

from __future__ import annotations

from dataclasses import replace

from assessment.policies.expert import Expert, reference
from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.style import HOUSE, Range
from simulator.texts import Text

DELIVERY = reference(
    Expert(
        name="expert-delivery",
        style=replace(HOUSE, craft_hours=5.0, paid_share=0.42, care_share=0.8, creator_share=0.1),
        free={
            "craft_hours": Range(3.0, 6.0),
            "paid_share": Range(0.32, 0.6),
            "care_share": Range(0.7, 0.9),
            "live_paid_share": Range(0.1, 0.4),
            "creator_share": Range(0.0, 0.15),
            "click_bid": Range(1.0, 4.0),
            "view_bid": Range(18.0, 45.0),
            "enter_bid": Range(0.5, 1.6),
            "narrow_days": Range(0, 12),
            "coupon_share": Range(0.0, 0.12),
            "main_a_day": Range(1, 2),
        },
    )
)


@register_policy(DELIVERY.name, Text(zh="专家·投放派", en="expert, delivery-led"))
def make(brief: Brief) -> Operator:
    """Make the policy."""
    return DELIVERY.play(brief)
