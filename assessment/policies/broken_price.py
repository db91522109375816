"""Broken price: an ordinary operator who sells at the lowest price the shop system takes, from the first minute.

Where a case sells nothing (it has no price lever) there is nothing to break, and this is the
competent operator.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies.operator import CONCERNS, Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.skills import COMPETENT, Hand
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision, SetPrice
from simulator.observation import Observation
from simulator.texts import Text

LOWEST = 0.01
"""Yuan; the smallest amount there is."""


def lowest_price(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield the lowest price for every product that costs more."""
    del brief, hand, wallet
    for product in seen.products:
        if product.price > LOWEST:
            yield SetPrice(
                key=f"low.{product.key}.{seen.minute}", product=product.key, price=LOWEST,
                reason="先把单量冲上去",
            )  # fmt: skip


@register_policy("broken-price", Text(zh="破价", en="broken price"))
def make(brief: Brief) -> Operator:
    """Make the policy."""
    return Operator(brief, COMPETENT, "broken-price", (lowest_price, *CONCERNS))
