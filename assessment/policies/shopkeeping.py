"""The shop: stock before it runs out, reminders, prices, waiting buyers, surveys."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies.policy import Brief
from assessment.policies.skills import Skills
from assessment.policies.wallet import Wallet
from simulator.decisions import CareForBuyers, Decision, Remind, Restock, SetPrice, Survey
from simulator.observation import Observation

REMIND_DAYS = (5, 9, 13)
SURVEY_DAYS = (2, 4, 6, 9)


def shop_moves(brief: Brief, skills: Skills, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield what keeps the shop running."""
    if skills.watches_stock:
        yield from _restock(brief, seen)
        yield from _remind(brief, seen, wallet)
    if not skills.keeps_price:
        yield from _follow_price(brief, seen)
    if skills.reads_data:
        yield from _surveys(brief, seen, wallet)
        yield from _care(brief, seen, wallet)


def _restock(brief: Brief, seen: Observation) -> Iterator[Decision]:
    for stock in seen.stocks:
        spec = next(s for s in brief.stocks if s.key == stock.key)
        use = stock.daily_use.value or 0.0
        cover = stock.left / use if use > 0 else 99.0
        low = cover < spec.lead_hours / 24 + 2 or stock.left < 300
        if spec.can_order and low and stock.on_order == 0:
            yield Restock(key=f"restock.{stock.key}", stock=stock.key, quantity=int(spec.can_order))


def _remind(brief: Brief, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    if "remind" not in brief.levers or seen.minute // 1440 + 1 not in REMIND_DAYS:
        return
    for product in brief.products:
        if product.redeem and wallet.take(hours=brief.prices.remind_hours):
            yield Remind(key=f"remind.{product.key}.{seen.minute // 1440}", product=product.key)


def _follow_price(brief: Brief, seen: Observation) -> Iterator[Decision]:
    cheapest = min((float(r["price"]) for r in seen.rivals if r.get("price")), default=0.0)
    for product in brief.products:
        if product.role == "traffic" and 0 < cheapest < product.price * 0.85:
            yield SetPrice(
                key=f"follow.{product.key}", product=product.key, price=cheapest, reason="对手降价, 跟"
            )


def _surveys(brief: Brief, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    day = seen.minute // 1440
    if "survey" not in brief.levers or day not in SURVEY_DAYS or brief.products:
        return
    for group in brief.survey_groups[:2]:
        if wallet.take(money=brief.prices.survey, hours=0.25):
            yield Survey(key=f"survey.{group.rstrip('+')}.{day}", group=group)  # type: ignore[arg-type]


def _care(brief: Brief, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    late = any("揽收" in s.text.zh or "快递" in s.text.zh for s in seen.signals if s.kind == "event")
    if not late or "care_for_buyers" not in brief.levers:
        return
    for product in brief.products:
        if not product.redeem and wallet.take(hours=brief.prices.care_hours):
            yield CareForBuyers(key=f"care.{product.key}", product=product.key, reason="逐单告知, 可退可等")
