"""What a decision would cost and what rule binds it, before it is confirmed.

Only the case's own price list and arithmetic: never a forecast from inside the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from channels.livestream.numbers import ACTION_HOURS
from dashboards.backend import RunState
from dashboards.i18n import t
from dashboards.numbers import count, hours, money
from simulator.check import EVIDENCE_HOURS
from simulator.observation import Observation
from simulator.rates import break_even_roi
from simulator.scenario import Product, Scenario, clock_of


def _number(raw: Mapping[str, Any], name: str) -> float:
    value = raw.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _product(case: Scenario, key: object) -> Product | None:
    return next((product for product in case.products if product.key == key), None)


def _of_key(things: Sequence[Any], key: object) -> Any:
    return next((thing for thing in things if thing.key == key), None)


def _restocked(case: Scenario, raw: Mapping[str, Any]) -> tuple[float, float]:
    stock = _of_key(case.stocks, raw.get("stock"))
    return _number(raw, "quantity") * (stock.unit_cost if stock else 0.0), 0.0


def _booked(case: Scenario, raw: Mapping[str, Any]) -> tuple[float, float]:
    creator = _of_key(case.creators, raw.get("creator"))
    return (creator.price if creator else 0.0), 0.0


def _published(case: Scenario, raw: Mapping[str, Any]) -> tuple[float, float]:
    prices = case.prices
    reviewing = prices.emergency_review_hours if raw.get("answers") else prices.review_hours
    kinds = raw.get("evidence")
    support = EVIDENCE_HOURS * len(set(kinds)) if isinstance(kinds, list | tuple) else 0.0
    work = _number(raw, "hours") + support + (reviewing if raw.get("review") else 0.0)
    return _number(raw, "money"), work


def _on_air(case: Scenario, raw: Mapping[str, Any]) -> tuple[float, float]:
    return 0.0, case.prices.live_crew * (_number(raw, "minutes") / 60 + _number(raw, "rehearsal_hours"))


def _directed(_case: Scenario, raw: Mapping[str, Any]) -> tuple[float, float]:
    name = str(raw.get("action"))
    return (_number(raw, "value") if name == "lucky_bag" else 0.0), ACTION_HOURS.get(name, 0) / 100


_SPENDING: dict[str, Callable[[Scenario, Mapping[str, Any]], tuple[float, float]]] = {
    "publish": _published,
    "boost": lambda _case, raw: (_number(raw, "money"), 0.0),
    "paid_order": lambda _case, raw: (_number(raw, "money"), 0.0),
    "change_order": lambda _case, raw: (_number(raw, "add_money"), 0.0),
    "schedule_live": _on_air,
    "live_action": _directed,
    "restock": _restocked,
    "book_creator": _booked,
    "survey": lambda case, _raw: (case.prices.survey, 0.0),
    "remind": lambda case, _raw: (0.0, case.prices.remind_hours),
    "care_for_buyers": lambda case, _raw: (0.0, case.prices.care_hours),
    "moderate": lambda case, _raw: (0.0, case.prices.moderate_hours),
}


def spending(case: Scenario, raw: Mapping[str, Any]) -> tuple[float, float]:
    """Return the money and crew hours a decision takes, as far as the case's prices say."""
    found = _SPENDING.get(str(raw.get("lever")))
    return found(case, raw) if found else (0.0, 0.0)


def expectation(state: RunState, now: Observation | None, raw: Mapping[str, Any]) -> str:
    """Return what the case's own prices allow to say about the effect, or an empty text."""
    case = state.scenario
    lever = raw.get("lever")
    if lever == "boost" and _number(raw, "money"):
        cpm = case.prices.boost_cpm
        return t("cost.boost", views=count(_number(raw, "money") / cpm * 1000), cpm=money(cpm))
    if lever == "paid_order" and _number(raw, "money"):
        cpm = case.prices.cpm_floor
        return t("cost.paid", views=count(_number(raw, "money") / cpm * 1000), cpm=money(cpm))
    if lever == "set_price":
        return _price_line(case, raw)
    if lever == "restock":
        stock = next((stock for stock in case.stocks if stock.key == raw.get("stock")), None)
        at = (now.minute if now else 0) + int((stock.lead_hours if stock else 0) * 60)
        return t("cost.restock", clock=clock_of(at)) if stock else ""
    if lever == "book_creator":
        return t("cost.creator")
    return t("cost.survey") if lever == "survey" else ""


def _price_line(case: Scenario, raw: Mapping[str, Any]) -> str:
    product = _product(case, raw.get("product"))
    if product is None:
        return ""
    price = (_number(raw, "price") or product.price) - _number(raw, "coupon")
    if price <= 0:
        return t("cost.price.free")
    contribution = price * (1 - product.commission - product.claims_share) - product.unit_cost
    roi = break_even_roi(price, product.unit_cost, product.commission, product.claims_share)
    shown = f"{roi:,.2f}" if contribution > 0 else t("cost.price.never")
    return t("cost.price", price=money(price), contribution=money(contribution), roi=shown)


def summary(state: RunState, now: Observation | None, raw: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the cost lines of a decision: name, text, and whether it is more than what is left."""
    spend, work = spending(state.scenario, raw)
    lines: list[tuple[str, str, bool]] = []
    money_left = now.money_left if now else state.scenario.money
    hours_left = now.hours_left if now else state.scenario.hours
    if spend:
        lines.append(
            (
                t("cost.money"),
                t("cost.left", cost=money(spend), left=money(money_left - spend)),
                spend > money_left,
            )
        )
    if work:
        lines.append(
            (
                t("cost.hours"),
                t("cost.left", cost=hours(work), left=hours(hours_left - work)),
                work > hours_left,
            )
        )
    expected = expectation(state, now, raw)
    if expected:
        lines.append((t("cost.expected"), expected, False))
    return lines
