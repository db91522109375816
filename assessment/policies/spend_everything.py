"""Spend everything: an ordinary operator who puts all the money into paid delivery as soon as a piece is up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment.policies.answering import answers
from assessment.policies.directing import rooms_to_plan
from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.publishing import publications
from assessment.policies.shopkeeping import shop_moves
from assessment.policies.skills import COMPETENT, Hand
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision, PaidOrder
from simulator.observation import Observation
from simulator.texts import Text

LEAST_ORDER = 50.0
HASTY = replace(COMPETENT, look_every=60)


def all_into_delivery(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield one order with all the money there is; what it does not spend is bought with again."""
    del hand
    up = [
        piece
        for piece in seen.contents
        if piece.account and piece.channel == "short_video" and piece.status == "live"
    ]
    money = float(int(wallet.money))
    if not up or money < LEAST_ORDER or not wallet.take(money=money):
        return
    selling = bool(brief.products)
    yield PaidOrder(
        key=f"all.{seen.minute}", content=max(up, key=lambda piece: piece.published).key, money=money, hours=12,
        bid=2.0 if selling else 40.0, goal="clicks" if selling else "impressions", pacing="fast",
        reason="预算全部投出去, 量大自然有单",
    )  # fmt: skip


@register_policy("spend-everything", Text(zh="预算全投", en="spend everything on delivery"))
def make(brief: Brief) -> Operator:
    """Make the policy."""
    concerns = (answers, shop_moves, all_into_delivery, rooms_to_plan, publications)
    return Operator(brief, HASTY, "spend-everything", concerns)
