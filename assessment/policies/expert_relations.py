"""The relations-led expert: creators, groups and rooms; often in touch with people who know the brand."""

from __future__ import annotations

from dataclasses import replace

from assessment.policies.expert import Expert, reference
from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.style import HOUSE, Range
from simulator.texts import Text

RELATIONS = reference(
    Expert(
        name="expert-relations",
        style=replace(HOUSE, craft_hours=6.0, spacing=0.6, paid_share=0.25, care_share=0.6, creator_share=0.3,
                      rooms_a_week=2.5),
        free={
            "craft_hours": Range(4.0, 8.0),
            "spacing": Range(0.5, 0.9),
            "paid_share": Range(0.1, 0.32),
            "care_share": Range(0.4, 0.75),
            "creator_share": Range(0.2, 0.45),
            "rooms_a_week": Range(1.4, 4.5),
            "room_minutes": Range(60, 150),
            "bag_money": Range(20.0, 150.0),
            "live_paid_share": Range(0.1, 0.3),
            "coupon_share": Range(0.0, 0.12),
            "main_a_day": Range(1, 2),
        },
    )
)  # fmt: skip


@register_policy(RELATIONS.name, Text(zh="专家·关系派", en="expert, relations-led"))
def make(brief: Brief) -> Operator:
    """Make the policy."""
    return RELATIONS.play(brief)
