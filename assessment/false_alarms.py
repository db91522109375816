"""Answers to nothing: public denials of what nobody asks, stopped orders that did no worse than chance, jerks.

Each is judged by the screen before it: what was stopped, changed or denied must have differed from
chance there, or lie in the window of an occasion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.detection import claim_sighting, sighting
from assessment.evidence import Evidence
from assessment.occasions import Occasion, event_window
from assessment.review_points import DAY, HOUR
from simulator import decisions as dc
from simulator.observation import Observation, OrderView
from simulator.scenario import EventSpec
from simulator.texts import Text

BY_CHANCE = 0.05
"""A result that comes by chance at least this often is no reason to stop (5 %, as everywhere here)."""
USUAL_CTR = 0.02
"""Click rate that paid delivery is held to at least (cases.md A6: 2.2 %)."""
EARLY = 4 * HOUR
"""A claim answered this long before it can be told from chance was answered to nobody (assumed)."""
NOISE_MINUTES = {"dip": 2 * HOUR, "attention_shift": 8, "lone_asker": 12 * HOUR}
"""How long reactions to a noise event are looked for (its own length and a little more; assumed)."""


@dataclass(frozen=True, kw_only=True)
class FalseAlarm:
    """A decision that answered nothing, and why it is called so."""

    minute: int
    key: str
    why: Text


DENIED = Text(zh="对没有扩散的说法公开回应", en="a public answer to what did not spread")
STOPPED = Text(zh="停投时数据与正常波动无异", en="stopped an order that did no worse than chance")
RETUNED = Text(zh="一天内反复改同一投放", en="changed the same order again within a day")
REPRICED = Text(zh="一天内反复改价", en="changed the same price again within a day")
WITHDRAWN = Text(zh="无故下架正常作品", en="withdrew a sound piece")
JUMPED = Text(zh="对正常波动作出反应", en="reacted to ordinary variation")


def false_alarms(evidence: Evidence, found: Sequence[Occasion]) -> tuple[FalseAlarm, ...]:
    """Return the answers to nothing in a run, each decision once, in time."""
    every = [*_denials(evidence), *_stops(evidence, found), *_jerks(evidence, found), *_withdrawals(evidence, found),
             *_jumps(evidence, found)]  # fmt: skip
    once = {alarm.key: alarm for alarm in every}
    return tuple(sorted(once.values(), key=lambda alarm: alarm.minute))


def _denials(evidence: Evidence) -> Iterator[FalseAlarm]:
    """Yield the first public answer to each claim that could not be told from a single asker."""
    done: set[str] = set()
    for at, decision in evidence.effective():
        if not isinstance(decision, dc.Publish) or decision.answers is None or decision.answers in done:
            continue
        done.add(decision.answers)
        seen = _spread(evidence, decision.answers)
        if seen is None or at < seen - EARLY:
            yield FalseAlarm(minute=at, key=decision.key, why=DENIED)


def _spread(evidence: Evidence, issue: str) -> int | None:
    """Return from when a claim could be told from chance: by a message, in a room, or by the talk."""
    specs = {spec.key: spec for spec in evidence.scenario.events if spec.options.get("issue") == issue}
    minutes = []
    for state in evidence.final.world.events:
        spec = specs.get(state.key)
        if spec is not None and not spec.noise and state.fired >= 0:
            seen = sighting(evidence, spec, state.fired)
            minutes += [seen.minute] if seen is not None else []
    talk = claim_sighting(evidence, issue)
    return min([*minutes, *([talk.minute] if talk is not None else [])], default=None)


def _stops(evidence: Evidence, found: Sequence[Occasion]) -> Iterator[FalseAlarm]:
    for at, decision in evidence.effective():
        if not isinstance(decision, dc.ChangeOrder) or not decision.stop or _within(at, found):
            continue
        seen = evidence.before(at)
        order = next((o for o in seen.orders if o.key == decision.order), None) if seen is not None else None
        if seen is not None and order is not None and order.status == "running" and not _loses(seen, order):
            yield FalseAlarm(minute=at, key=decision.key, why=STOPPED)


def _loses(seen: Observation, order: OrderView) -> bool:
    """Tell whether an order did worse than chance allows: than the usual click rate, or than break-even."""
    if any(room.key == order.content and room.status in ("ended", "broken") for room in seen.rooms):
        return True
    others = [other for other in seen.orders if other.key != order.key]
    shown, clicks = (sum(_count(o, name) for o in others) for name in ("paid_impressions", "paid_clicks"))
    usual, agents = max(USUAL_CTR, clicks / shown if shown else 0.0), seen.people_per_agent
    expected = _count(order, "paid_impressions") / agents * usual
    if at_most(int(_count(order, "paid_clicks") / agents), expected) < BY_CHANCE:
        return True
    return _unpaid(seen, order) < BY_CHANCE


def _unpaid(seen: Observation, order: OrderView) -> float:
    """Return the chance of so few orders if the delivery paid for itself; 1 where nothing is sold."""
    each = [product.contribution_each for product in seen.products if product.contribution_each > 0]
    if not each:
        return 1.0
    worth = sum(each) / len(each) * seen.people_per_agent
    return at_most(int(_count(order, "paid_orders") / seen.people_per_agent), order.spend / worth)


def _count(order: OrderView, name: str) -> float:
    reading = order.counts.get(name)
    return reading.value or 0.0 if reading is not None else 0.0


def at_most(seen: int, expected: float) -> float:
    """Return the chance of a Poisson count of at most ``seen``.

    Examples
    --------
    >>> round(at_most(0, 3.0), 3)
    0.05
    """
    term, total = math.exp(-expected), 0.0
    for k in range(seen + 1):
        total += term
        term *= expected / (k + 1)
    return min(1.0, total)


def _jerks(evidence: Evidence, found: Sequence[Occasion]) -> Iterator[FalseAlarm]:
    """Yield changes of the same order or price within a day of the last one; the first is free."""
    last: dict[str, int] = {}
    for at, decision in evidence.effective():
        match decision:
            case dc.ChangeOrder(stop=False, order=name):
                why = RETUNED
            case dc.SetPrice(product=name):
                why = REPRICED
            case _:
                continue
        if at - last.get(name, -DAY) < DAY and not _within(at, found):
            yield FalseAlarm(minute=at, key=decision.key, why=why)
        last[name] = at


def _withdrawals(evidence: Evidence, found: Sequence[Occasion]) -> Iterator[FalseAlarm]:
    for at, decision in evidence.effective():
        if not isinstance(decision, dc.ChangePost) or decision.action != "withdraw" or _within(at, found):
            continue
        seen = evidence.before(at)
        piece = (
            next((p for p in seen.contents if p.key == decision.content), None) if seen is not None else None
        )
        if piece is not None and piece.status == "live" and piece.status_reason is None:
            yield FalseAlarm(minute=at, key=decision.key, why=WITHDRAWN)


def _jumps(evidence: Evidence, found: Sequence[Occasion]) -> Iterator[FalseAlarm]:
    """Yield reactions to noise that are not what the trainee does in other hours anyway."""
    specs = {spec.key: spec for spec in evidence.scenario.events if spec.noise}
    for state in evidence.final.world.events:
        spec = specs.get(state.key)
        if spec is None or state.fired < 0:
            continue
        length = NOISE_MINUTES.get(spec.kind, event_window(spec, 0)[1] or HOUR)
        acts = [(at, d) for at, d in evidence.effective() if _reacts(d, spec)]
        before = [at for at, _ in acts if state.fired - length <= at < state.fired]
        inside = [(at, d) for at, d in acts if state.fired <= at < state.fired + length]
        for at, decision in inside[len(before) :]:
            if _within(at, found):
                continue  # it may answer what really happened in the same minutes
            yield FalseAlarm(minute=at, key=decision.key, why=JUMPED)


def _reacts(decision: dc.Decision, spec: EventSpec) -> bool:
    match decision:
        case dc.Publish(answers=issue):
            return issue is not None and issue == spec.options.get("issue")
        case dc.LiveAction(action="price" | "coupon" | "lucky_bag" | "delist" | "explain"):
            return spec.kind == "attention_shift"
        case dc.ChangeOrder() | dc.SetPrice() | dc.Boost() | dc.ChangePost(action="withdraw"):
            return spec.kind == "dip"
        case _:
            return False


def _within(minute: int, found: Sequence[Occasion]) -> bool:
    return any(occasion.begun <= minute < occasion.closes for occasion in found)
