"""At random: every two hours a lever drawn by lot, pulled on things drawn by lot.

What it draws is legal as far as the screen shows (names, quotas, money, hours); it knows nothing of
what any of it is good for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

from assessment.policies import phrases
from assessment.policies.chances import Chances
from assessment.policies.policy import Brief, register_policy
from assessment.policies.publishing import CARRIER
from simulator.decisions import LEVERS, ChangePost, Decision, LiveAction, Moderate, Publish
from simulator.observation import Observation
from simulator.texts import Text

LOOK_EVERY = 120
MOST_A_LOOK = 3
TITLES = (*phrases.CLEAR_SELLING, *phrases.BAD_SELLING, *phrases.CLEAR_PUBLIC, *phrases.BAD_PUBLIC)

Fields = dict[str, Any]


def _choices(model: type[Decision], field: str) -> tuple[Any, ...]:
    return get_args(model.model_fields[field].annotation)


class AtRandom:
    """Draws what to do; keeps nothing in mind."""

    name = "random"

    def __init__(self, brief: Brief) -> None:
        self.brief = brief

    def next_look(self, observation: Observation) -> int:
        """Look again in two hours, by day and by night."""
        return observation.minute + LOOK_EVERY

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Draw none to a few levers and what to pull them on."""
        draw = Chances(observation)
        made: list[Decision] = []
        for number in range(int(draw.between(0, MOST_A_LOOK + 1))):
            lever = draw.one_of(self.brief.levers)
            fields = _DRAWN[lever](self.brief, observation, draw)
            if fields is not None:
                made.append(
                    LEVERS[lever].model_validate({"key": f"r{observation.minute}.{number}", **fields})
                )
        return made


def _publish(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    account = draw.one_of([a for a in brief.accounts if a.port in CARRIER])
    today = [
        p for p in seen.contents if p.account == account.key and p.published // 1440 == seen.minute // 1440
    ]
    product = draw.one_of(brief.products) if brief.products and account.port != "moments" else None
    hours = draw.between(0, min(8.0, seen.hours_left / 2))
    names = {"brand": brief.brand.zh, "thing": product.name.zh if product else brief.brand.zh}
    return {
        "account": account.key, "pillar": draw.one_of(brief.pillars).key, "carrier": CARRIER[account.port],
        "title": phrases.fill(draw.one_of(TITLES), pillar="", price=product.price if product else 0, **names),
        "duration_s": int(draw.between(10, 180)), "tone": draw.one_of(_choices(Publish, "tone")),
        "hours": round(hours, 1), "product": product.key if product else None,
        "notify": not today and draw.happens(0.5), "review": draw.happens(0.3),
    }  # fmt: skip


def _own_piece(seen: Observation, draw: Chances, channel: str = "") -> str | None:
    own = [p for p in seen.contents if p.account and p.status == "live" and channel in ("", p.channel)]
    return draw.one_of(own).key if own else None


def _change_post(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    piece = _own_piece(seen, draw)
    actions = [a for a in _choices(ChangePost, "action") if a != "attach" or brief.products]
    if piece is None:
        return None
    action = draw.one_of(actions)
    product = draw.one_of(brief.products).key if action == "attach" else None
    return {"content": piece, "action": action, "product": product}


def _money(seen: Observation, draw: Chances, least: float) -> float | None:
    most = seen.money_left / 4
    return round(draw.between(least, most)) if most > least else None


def _boost(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    del brief
    free = [p for p in seen.contents if p.channel == "short_video" and p.status == "live" and p.account]
    free = [p for p in free if p.product is None]
    money = _money(seen, draw, 100)
    if not free or money is None:
        return None
    return {"content": draw.one_of(free).key, "money": money, "hours": draw.one_of((2, 6, 12, 24))}


def _paid_order(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    del brief
    piece, money = _own_piece(seen, draw, "short_video"), _money(seen, draw, 50)
    if piece is None or money is None:
        return None
    goal, bid = draw.one_of((("impressions", 40.0), ("clicks", 2.0), ("follows", 12.0), ("orders", 12.0)))
    return {
        "content": piece, "money": money, "hours": round(draw.between(1, 48), 1), "goal": goal,
        "bid": round(bid * draw.between(0.5, 2), 2), "pacing": draw.one_of(("even", "fast")),
    }  # fmt: skip


def _change_order(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    del brief
    running = [order for order in seen.orders if order.status == "running"]
    if not running:
        return None
    order = draw.one_of(running)
    return {"order": order.key, "stop": draw.happens(0.3), "bid": round(order.bid * draw.between(0.5, 2), 2)}


def _schedule_live(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    hosts = [a for a in brief.accounts if a.port == "video"]
    minutes = int(draw.between(30, 120))
    start = (seen.minute // 1440 + 1) * 1440 + int(draw.between(8 * 60, 23 * 60 - minutes))
    crew = brief.prices.live_crew * minutes / 60
    if not hosts or start + minutes > brief.days * 1440 or crew > seen.hours_left:
        return None
    return {
        "account": draw.one_of(hosts).key, "start": start, "minutes": minutes, "preview": draw.happens(0.5),
        "title": phrases.fill(phrases.LIVE_TITLE, brand=brief.brand.zh, thing=brief.products[0].name.zh),
        "shelf": [{"product": p.key, "explain_minutes": int(draw.between(2, 15))} for p in brief.products],
    }  # fmt: skip


def _live_action(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    rooms = [room for room in seen.rooms if room.status in ("live", "broken")]
    if not rooms:
        return None
    action = draw.one_of([a for a in _choices(LiveAction, "action") if a != "answer" or seen.issues])
    on_product = action in ("explain", "delist", "relist", "price", "coupon")
    product = draw.one_of(brief.products)
    return {
        "room": draw.one_of(rooms).key, "action": action, "product": product.key if on_product else None,
        "value": round(draw.between(1, product.price / 2), 1),
        "issue": draw.one_of(seen.issues).key if action == "answer" else None,
    }  # fmt: skip


def _set_price(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    del brief
    product = draw.one_of(seen.products)
    return {"product": product.key, "price": round(product.price * draw.between(0.7, 1.3), 1)}


def _restock(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    open_ = [s for s in brief.stocks if s.can_order]
    open_ = [s for s in open_ if not any(v.key == s.key and v.on_order for v in seen.stocks)]
    if not open_:
        return None
    stock = draw.one_of(open_)
    return {"stock": stock.key, "quantity": max(1, int(draw.between(0, stock.can_order / 4)))}


def _book_creator(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    booked = {booking.creator for booking in seen.bookings}
    free = [c for c in seen.creators if c.key not in booked and c.price < seen.money_left]
    if not free:
        return None
    title = phrases.fill(phrases.CREATOR_TITLE, brand=brief.brand.zh, thing=brief.brand.zh)
    return {"creator": draw.one_of(free).key, "pillar": draw.one_of(brief.pillars).key, "title": title}


def _settle_creator(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    del brief
    due = [b for b in seen.bookings if b.status == "delivered" and b.due <= seen.money_left]
    return {"booking": draw.one_of(due).key, "withhold": draw.happens(0.5)} if due else None


def _survey(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    affordable = brief.prices.survey <= seen.money_left and seen.hours_left > 1
    return {"group": draw.one_of(brief.survey_groups)} if affordable else None


def _product(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    hours = max(brief.prices.remind_hours, brief.prices.care_hours)
    return {"product": draw.one_of(brief.products).key} if hours <= seen.hours_left else None


def _moderate(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    piece = _own_piece(seen, draw)
    if piece is None or brief.prices.moderate_hours > seen.hours_left:
        return None
    return {"content": piece, "action": draw.one_of(_choices(Moderate, "action"))}


def _set_rule(brief: Brief, seen: Observation, draw: Chances) -> Fields | None:
    del brief
    if not seen.orders:
        return None
    return {
        "rule": "stop_loss", "order": draw.one_of(seen.orders).key, "metric": "roas",
        "below": round(draw.between(0.2, 2), 2), "after_spend": round(draw.between(50, 300)),
    }  # fmt: skip


_DRAWN: dict[str, Callable[[Brief, Observation, Chances], Fields | None]] = {
    "publish": _publish, "change_post": _change_post, "boost": _boost, "paid_order": _paid_order,
    "change_order": _change_order, "schedule_live": _schedule_live, "live_action": _live_action,
    "set_price": _set_price, "restock": _restock, "book_creator": _book_creator,
    "settle_creator": _settle_creator, "survey": _survey, "remind": _product, "care_for_buyers": _product,
    "moderate": _moderate, "set_rule": _set_rule,
}  # fmt: skip


@register_policy("random", Text(zh="随机", en="at random"))
def make(brief: Brief) -> AtRandom:
    """Make the policy."""
    return AtRandom(brief)
