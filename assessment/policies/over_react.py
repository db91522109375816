"""Over-react: an ordinary operator who changes bids, prices and posts at every look, whatever the numbers say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment.policies.operator import CONCERNS, Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.skills import COMPETENT, Hand
from assessment.policies.wallet import Wallet
from simulator.decisions import ChangeOrder, ChangePost, Decision, SetPrice, Targeting
from simulator.observation import ContentView, Observation
from simulator.texts import Text

NERVOUS = replace(COMPETENT, look_every=60)
BID_STEP, PRICE_STEP = 1.3, 0.1
"""A third more or less for delivery, a tenth of the list price for a product (assumed)."""
AIMS = (Targeting(), Targeting(ages=("18-23", "24-30")), Targeting(local=True), Targeting(ages=("50+",)))


def react(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield a change of every running order, every price and the newest post."""
    del hand, wallet
    yield from _orders(seen)
    yield from _prices(brief, seen)
    yield from _posts(seen)


def _orders(seen: Observation) -> Iterator[Decision]:
    look = seen.minute // NERVOUS.look_every
    for order in seen.orders:
        if order.status == "running":
            up = look % 2 == 0
            yield ChangeOrder(
                key=f"jerk.{order.key}.{seen.minute}", order=order.key,
                bid=round(order.bid * BID_STEP if up else order.bid / BID_STEP, 2),
                targeting=AIMS[look % len(AIMS)], reason="这一小时数据不对, 马上调出价和人群",
            )  # fmt: skip


def _prices(brief: Brief, seen: Observation) -> Iterator[Decision]:
    look = seen.minute // NERVOUS.look_every
    for spec in brief.products:
        price = round(spec.price * (1 + PRICE_STEP * (look % 3 - 1)), 1)
        yield SetPrice(
            key=f"jerk.{spec.key}.{seen.minute}", product=spec.key, price=price, reason="单量一动就调价"
        )


def _posts(seen: Observation) -> Iterator[Decision]:
    up = [piece for piece in seen.contents if piece.account and piece.status == "live"]
    if not up:
        return
    newest = max(up, key=lambda piece: piece.published)
    if seen.minute - newest.published >= NERVOUS.look_every and _hour(newest) <= _usual_hour(up):
        yield ChangePost(
            key=f"jerk.{newest.key}", content=newest.key, action="withdraw", reason="一小时没起量, 删了重发"
        )
    elif newest.product is not None:
        yield ChangePost(
            key=f"jerk.{newest.key}.{seen.minute}",
            content=newest.key,
            action="attach",
            product=newest.product,
        )


def _hour(piece: ContentView) -> int:
    views = piece.last_hours.get("views", ())
    return views[-1] if views else 0


def _usual_hour(pieces: list[ContentView]) -> float:
    return sum(map(_hour, pieces)) / len(pieces)


@register_policy("over-react", Text(zh="频繁折腾", en="change everything at every look"))
def make(brief: Brief) -> Operator:
    """Make the policy."""
    return Operator(brief, NERVOUS, "over-react", (react, *CONCERNS))
