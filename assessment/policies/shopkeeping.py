"""The shop: stock before it runs out, reminders, prices, waiting buyers, surveys."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies.policy import Brief
from assessment.policies.skills import Hand, Skills
from assessment.policies.timetable import is_working_look, last_look
from assessment.policies.wallet import Wallet
from simulator.decisions import CareForBuyers, Decision, Remind, Restock, SetPrice, Survey
from simulator.observation import Observation, StockView
from simulator.scenario import Stock

REMIND_DAYS = (5, 9, 13)
SURVEY_DAYS = (2, 4, 6, 9)
LEAST_COUPON = 0.5
ARRIVED_SHARE = 0.05
"""Share of what can be ordered from which on something has been ordered before (the count is an estimate)."""


def shop_moves(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield what keeps the shop running."""
    stock = hand.at("stock", seen.minute)
    if stock.watches_stock:
        yield from _restock(brief, seen, wallet)
        yield from _remind(brief, hand, seen, wallet)
    price = hand.at("price", seen.minute)
    if not price.keeps_price:
        yield from _follow_price(brief, seen)
    else:
        yield from _coupons(brief, price, seen)
    asking = hand.at("survey", seen.minute)
    if asking.reads_data:
        yield from _surveys(brief, asking, seen, wallet)
        yield from _care(brief, hand, seen, wallet)


def _restock(brief: Brief, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    for stock in seen.stocks:
        spec = next(s for s in brief.stocks if s.key == stock.key)
        use = stock.daily_use.value or 0.0
        cover = stock.left / use if use > 0 else 99.0
        low = cover < spec.lead_hours / 24 + 2 or stock.left < 300
        if not spec.can_order or not low or stock.on_order:
            continue
        quantity = int(spec.can_order)
        if _arrived(brief, seen, spec, stock) > ARRIVED_SHARE * spec.can_order:
            continue  # what could be ordered was ordered before
        if wallet.take(money=spec.unit_cost * quantity):
            yield Restock(key=f"restock.{stock.key}.{seen.minute}", stock=stock.key, quantity=quantity)


def _arrived(brief: Brief, seen: Observation, spec: Stock, stock: StockView) -> float:
    """Return how much of a stock was ordered and has arrived, reckoned from what is left and was used."""
    used = spec.daily_other_use * seen.minute / 1440
    for product in brief.products:
        view = next(v for v in seen.products if v.key == product.key)
        if product.stock == spec.key:
            used += (view.redeemed if product.redeem else view.ordered) * product.stock_units
    return max(0.0, stock.left + used - spec.start)


def _remind(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    day = seen.minute // 1440
    first_today = last_look(hand, seen.minute) // 1440 < day
    if "remind" not in brief.levers or day + 1 not in REMIND_DAYS or not first_today:
        return
    for product in brief.products:
        if product.redeem and wallet.take(hours=brief.prices.remind_hours):
            yield Remind(key=f"remind.{product.key}.{day}", product=product.key)


def _follow_price(brief: Brief, seen: Observation) -> Iterator[Decision]:
    cheapest = min((float(r["price"]) for r in seen.rivals if r.get("price")), default=0.0)
    for product in brief.products:
        now = next(v.price for v in seen.products if v.key == product.key)
        if product.role == "traffic" and 0 < cheapest < product.price * 0.85 and cheapest < now:
            yield SetPrice(
                key=f"follow.{product.key}.{seen.minute}",
                product=product.key,
                price=cheapest,
                reason="对手降价, 跟",
            )


def _coupons(brief: Brief, skills: Skills, seen: Observation) -> Iterator[Decision]:
    if "set_price" not in brief.levers:
        return
    for view in seen.products:
        coupon = round(view.price * skills.style.coupon_share, 1)
        if coupon >= LEAST_COUPON and view.coupon == 0:
            key = f"coupon.{view.key}.{seen.minute}"
            yield SetPrice(key=key, product=view.key, coupon=coupon, reason="券后贡献仍为正, 提转化")


def _surveys(brief: Brief, skills: Skills, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    day = seen.minute // 1440
    if "survey" not in brief.levers or brief.products or day not in SURVEY_DAYS[: skills.style.surveys]:
        return
    asked = {survey.group for survey in seen.surveys if survey.asked // 1440 == day}
    for group in brief.survey_groups[:2]:
        if group not in asked and wallet.take(money=brief.prices.survey, hours=0.25):
            yield Survey(key=f"survey.{group.rstrip('+')}.{day}", group=group)  # type: ignore[arg-type]


def _care(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    since = last_look(hand, seen.minute)
    new = [s for s in seen.signals if s.kind == "event" and since <= s.minute < seen.minute]
    late = any("揽收" in s.text.zh or "快递" in s.text.zh for s in new)
    if not late or "care_for_buyers" not in brief.levers or not is_working_look(hand, seen.minute):
        return
    for product in brief.products:
        if not product.redeem and wallet.take(hours=brief.prices.care_hours):
            yield CareForBuyers(
                key=f"care.{product.key}.{seen.minute}", product=product.key, reason="逐单告知, 可退可等"
            )
