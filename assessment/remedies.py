"""What answers what: which decisions act on the cause of an event, which make it worse, how soon is soon.

The table is the cases' `right_answer` in terms of levers (field notes of the cases, section 3), kept
by kind of event so that a new case needs no code. 1 acts on what went wrong, 0 is beside the point,
-1 does harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator import decisions as dc
from simulator.scenario import EventSpec, Scenario

HOUR, DAY = 60, 1440
RESTATED = 50
"""A title that repeats a rumour this much (of 100) passes it on while it answers (assumed)."""
HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an answer is weighed on: the event, the case and the trainee's own pieces by key."""

    spec: EventSpec
    case: Scenario
    pieces: Mapping[str, dc.Publish]


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """How a kind of event is answered.

    Parameters
    ----------
    prompt, late : int
        Minutes after the signal until which an answer is in time, and from which it is too late.
    weigh : callable
        How far a decision acts on the cause, -1 to 1.
    """

    prompt: int
    late: int
    weigh: Callable[[dc.Decision, Ground], float]


def _claim(decision: dc.Decision, on: Ground) -> float:
    """Weigh a statement with the proof the claim calls for, a report with evidence, deleting and mocking."""
    issue = str(on.spec.options.get("issue", ""))
    match decision:
        case dc.Publish(answers=answered) if answered == issue:
            return _statement(decision, issue, on.case)
        case dc.LiveAction(action="answer", issue=answered) if answered == issue:
            return 1.0
        case dc.LiveAction(action="moderate", value=deleted) if deleted >= 1:
            return -1.0
        case dc.Moderate(action="delete_critics" | "mock"):
            return -1.0
        case dc.Moderate(action="report", evidence=True):
            return HALF
        case _:
            return 0.0


def _statement(decision: dc.Publish, issue: str, case: Scenario) -> float:
    proof = next((set(i.answers) for i in case.issues if i.key == issue), set())
    restated = decision.features is not None and decision.features.rumor_restated >= RESTATED
    fits = not proof or bool(proof & set(decision.evidence))
    return HALF if restated or not fits else 1.0


def _put_right(decision: dc.Decision, on: Ground) -> float:
    """Weigh putting the pieces right that say the wrong thing; a statement alone leaves them standing."""
    if isinstance(decision, dc.ChangePost) and decision.action in ("update", "correct", "withdraw"):
        return 1.0 if _says_it(decision.content, on) else 0.0
    said = _claim(decision, on)
    return HALF if said > 0 else said


def _says_it(content: str, on: Ground) -> bool:
    """Tell whether a piece can say the wrong thing: an old one of the event, one of its pillar or account."""
    piece, options = on.pieces.get(content), on.spec.options
    if piece is None:
        return content.startswith(f"{on.spec.key}-")
    if "pillar" in options:
        return piece.pillar == options["pillar"]
    return not piece.review and options.get("account", piece.account) in ("", piece.account)


def _rival_offer(decision: dc.Decision, on: Ground) -> float:
    """Weigh buying less and selling something else on its merits; following the price down is the mistake."""
    offered = {name.strip() for name in str(on.spec.options.get("products", "")).split(",")}
    match decision:
        case dc.SetPrice(product=product) if product in offered:
            return -1.0 if _cuts(decision, on.case) else 0.0
        case dc.LiveAction(action="price", product=product, value=price) if product in offered:
            return -1.0 if price < _listed(on.case, product) else 0.0
        case dc.ChangeOrder(stop=True) | dc.ChangeOrder(bid=float()):
            return 1.0
        case dc.Publish(product=product) if product is not None and product not in offered:
            return 1.0
        case _:
            return 0.0


def _cuts(decision: dc.SetPrice, case: Scenario) -> bool:
    below = decision.price is not None and decision.price < _listed(case, decision.product)
    return below or decision.coupon > 0


def _listed(case: Scenario, product: str | None) -> float:
    return next((p.price for p in case.products if p.key == product), 0.0)


def _trend(decision: dc.Decision, on: Ground) -> float:
    """Weigh using what runs (hang, pin, heat, follow up), and buying less where attention is taken away."""
    own = {topic for pillar in on.case.brand.pillars for topic in pillar.topics}
    if on.spec.options.get("topic") in own:
        uses = isinstance(decision, dc.Boost | dc.PaidOrder | dc.Publish)
        hangs = isinstance(decision, dc.ChangePost) and decision.action in ("attach", "pin")
        return 1.0 if uses or hangs else 0.0
    match decision:
        case dc.ChangeOrder(stop=True) | dc.ChangeOrder(bid=float()):
            return 1.0
        case dc.Boost() | dc.PaidOrder(pacing="fast"):
            return -1.0
        case _:
            return 0.0


def _stock_use(decision: dc.Decision, on: Ground) -> float:
    stock = on.spec.options.get("stock")
    using = {product.key for product in on.case.products if product.stock == stock}
    match decision:
        case dc.Restock(stock=named) if named == stock:
            return 1.0
        case dc.ChangeOrder(stop=True) | dc.ChangePost(action="detach"):
            return HALF
        case dc.SetPrice(product=product) if product in using and _cuts(decision, on.case):
            return -1.0
        case dc.Boost() | dc.PaidOrder(pacing="fast"):
            return -1.0
        case _:
            return 0.0


def _wrong_price(decision: dc.Decision, on: Ground) -> float:
    product = on.spec.options.get("product")
    if not isinstance(decision, dc.LiveAction) or decision.product != product:
        return 0.0
    if decision.action == "delist":
        return 1.0
    listed = _listed(on.case, decision.product)
    return 1.0 if decision.action == "price" and decision.value >= 0.9 * listed else 0.0


def _line_cut(decision: dc.Decision, on: Ground) -> float:  # noqa: ARG001 - one signature
    return 1.0 if isinstance(decision, dc.LiveAction) and decision.action == "spare_line" else 0.0


def _host_slip(decision: dc.Decision, on: Ground) -> float:  # noqa: ARG001 - one signature
    return 1.0 if isinstance(decision, dc.LiveAction) and decision.action == "correct" else 0.0


def _logistics(decision: dc.Decision, on: Ground) -> float:
    late = {name.strip() for name in str(on.spec.options.get("products", "")).split(",")}
    return 1.0 if isinstance(decision, dc.CareForBuyers) and decision.product in late else 0.0


REMEDIES: dict[str, Remedy] = {
    "claim": Remedy(prompt=2 * HOUR, late=12 * HOUR, weigh=_claim),  # C E1, E3: 2 h to 12 h
    "outdated": Remedy(prompt=2 * HOUR, late=DAY, weigh=_put_right),  # C E2: 2 h; a day misleads 400
    "own_slip": Remedy(prompt=HOUR // 2, late=2 * HOUR, weigh=_put_right),  # C E4: 30 min; cap after 2 h
    "rival_offer": Remedy(prompt=HOUR, late=DAY, weigh=_rival_offer),  # A E1: 1 h; late assumed
    "trend": Remedy(prompt=2 * HOUR, late=8 * HOUR, weigh=_trend),  # A E2: 2 h; it lasts 8 h
    "stock_use": Remedy(prompt=10 * HOUR, late=2 * DAY, weigh=_stock_use),  # A E3: the same day; out on D8
    "wrong_price": Remedy(prompt=1, late=15, weigh=_wrong_price),  # B E2: 60 s to 15 min
    "line_cut": Remedy(prompt=1, late=6, weigh=_line_cut),  # B E3: 60 s; back by itself from 6 min
    "hostile_comments": Remedy(prompt=3, late=15, weigh=_claim),  # B E4: they last 15 min; 3 assumed
    "host_slip": Remedy(prompt=1, late=5, weigh=_host_slip),  # B E5: 30 s, a minute is a tick; late assumed
    "logistics": Remedy(prompt=12 * HOUR, late=DAY, weigh=_logistics),  # B E6: 12 h; late assumed
}  # fmt: skip
"""By kind of event; the letters name the case and the event of the field notes."""
