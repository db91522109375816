"""What to buy: creators, tests of creatives, and moving money to what works."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies import phrases
from assessment.policies.policy import Brief
from assessment.policies.publishing import lead_product
from assessment.policies.skills import Hand, Skills
from assessment.policies.wallet import Wallet
from simulator.decisions import BookCreator, ChangeOrder, Decision, PaidOrder, SettleCreator, Targeting
from simulator.observation import ContentView, CreatorView, Observation, OrderView

TEST_MONEY = 120.0
MIN_SPEND_TO_JUDGE = 60.0
PADDED_LIKE_RATE = 0.11
SHOPPERS = ("food_drink", "shopping_deals", "local_life")


def creators_to_book(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield bookings in the first days, and settle what was delivered."""
    if "book_creator" not in brief.levers or not seen.creators:
        return
    yield from _settle(hand, seen, wallet)
    skills = hand.at("creators", seen.minute)
    budget = brief.money * skills.style.creator_share
    booked = {b.creator for b in seen.bookings}
    spent = sum(c.price for c in seen.creators if c.key in booked)
    if seen.minute > 4 * 1440:
        return
    for creator in sorted(seen.creators, key=lambda c: _appeal(c, skills), reverse=True):
        if (
            creator.key in booked
            or spent + creator.price > budget
            or not wallet.take(money=creator.price, hours=0.5)
        ):
            continue
        spent += creator.price
        product = lead_product(brief, 0)
        yield BookCreator(
            key=f"book.{creator.key}", creator=creator.key, pillar=brief.pillars[0].key,
            title=phrases.fill(phrases.CREATOR_TITLE, brand=brief.brand.zh, thing=product.name.zh if product else "",
                               price=product.price if product else 0.0),
            product=product.key if product else None,
        )  # fmt: skip


def _appeal(creator: CreatorView, skills: Skills) -> float:
    if not skills.picks_creators:
        return creator.followers / creator.price
    if creator.like_per_view > PADDED_LIKE_RATE:
        return -1.0
    return creator.median_views * (0.3 + (creator.local_fans.value or 0.5)) / creator.price


def _settle(hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    for booking in seen.bookings:
        skills = hand.at(f"settle.{booking.key}", seen.minute)
        if booking.status != "delivered":
            continue
        piece = next((c for c in seen.contents if c.key == booking.content), None)
        bought = skills.picks_creators and piece is not None and _looks_bought(piece)
        if piece is None or seen.minute <= piece.published + 1440:
            continue
        if wallet.take(money=0.0 if bought else booking.due, hours=1.0 if bought else 0.0):
            yield SettleCreator(key=f"settle.{booking.key}", booking=booking.key, withhold=bought)


def _looks_bought(piece: ContentView) -> bool:
    likes, clicks = piece.rates.get("like_rate"), piece.rates.get("click_per_view")
    return (likes is not None and (likes.value or 0) > PADDED_LIKE_RATE) and (
        clicks is None or (clicks.value or 0) < 0.004
    )


def money_moves(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield paid orders: tests and follow-ups when paced, everything at once when not."""
    if "paid_order" not in brief.levers:
        return
    skills = hand.at("delivery", seen.minute)
    shown = ("live",) if skills.paces else ("live", "limited")  # who pushes everything pushes these too
    pieces = [c for c in seen.contents if c.channel == "short_video" and c.status in shown and c.account]
    pieces = [c for c in pieces if c.published <= seen.minute]
    if not pieces:
        return
    plan = _plan(brief, skills)
    if not skills.paces:
        yield from _spend_all(seen, wallet, pieces, plan)
        return
    rooms = {room.key for room in seen.rooms}
    yield from _stop_losers(skills, [order for order in seen.orders if order.content not in rooms])
    yield from _buy_today(brief, skills, seen, wallet, pieces, plan)


def _plan(brief: Brief, skills: Skills) -> float:
    if not skills.paces:
        return brief.money * 0.95
    return brief.money * (skills.style.paid_share if brief.products else skills.style.care_share)


def _spend_all(
    seen: Observation, wallet: Wallet, pieces: list[ContentView], plan: float
) -> Iterator[Decision]:
    day = seen.minute // 1440
    if day >= 3 or _ordered(seen, day):
        return
    money = min(wallet.money, plan / 3)
    if money >= 100 and wallet.take(money=money):
        newest = max(pieces, key=lambda c: c.published)
        yield PaidOrder(
            key=f"ad.d{day + 1}", content=newest.key, money=int(money), hours=20, bid=40.0,
            goal="impressions", pacing="fast", reason="先把量跑起来",
        )  # fmt: skip


def _ordered(seen: Observation, day: int) -> bool:
    return any(order.key == f"ad.d{day + 1}" for order in seen.orders)


def _buy_today(
    brief: Brief, skills: Skills, seen: Observation, wallet: Wallet, pieces: list[ContentView], plan: float
) -> Iterator[Decision]:
    day = seen.minute // 1440
    if _ordered(seen, day):
        return
    spent = sum(order.spend for order in seen.orders)
    running = sum(order.budget - order.spend for order in seen.orders if order.status == "running")
    left = plan - spent - running
    daily = plan / max(1, brief.days - 1)
    if left < 80:
        return
    best = _best(pieces, skills)
    money = min(left, daily if day else TEST_MONEY)
    if money < 50 or not wallet.take(money=money):
        return
    selling = bool(brief.products)
    yield PaidOrder(
        key=f"ad.d{day + 1}", content=best.key, money=int(money), hours=_hours_left(seen),
            bid=skills.style.click_bid if selling else skills.style.view_bid,
        goal="clicks" if selling else "impressions", pacing="even", targeting=_targeting(brief, skills, day),
        reason="按点击与5s完播选素材, 小额匀速", forecast="CTR≥2%, 消耗打满",
    )  # fmt: skip


def _hours_left(seen: Observation) -> float:
    return max(2.0, 22.5 - seen.minute % 1440 / 60)


def _best(pieces: list[ContentView], skills: Skills) -> ContentView:
    newest = sorted(pieces, key=lambda c: -c.published)[:5]
    if not skills.reads_data:
        return newest[0]
    return max(newest, key=_promise)


def _promise(piece: ContentView) -> float:
    views = (piece.counts["views"].value or 0) if "views" in piece.counts else 0.0
    clicks = (piece.counts["clicks"].value or 0) if "clicks" in piece.counts else 0.0
    valid = (piece.counts["valid_views"].value or 0) if "valid_views" in piece.counts else 0.0
    # shrunk towards the field's usual 2 % clicks and half watched, so that small numbers do not win
    return (clicks + 10) / (views + 500) + 0.04 * (valid + 250) / (views + 500)


def _targeting(brief: Brief, skills: Skills, day: int) -> Targeting:
    if not skills.targets:
        return Targeting()
    kpis = {goal.kpi for goal in brief.goals}
    if any("60" in kpi for kpi in kpis):
        return Targeting(ages=("50+",))
    if "aware_18_30" in kpis:
        # first the people the brief names; then everybody who can come, before the few have seen enough
        return Targeting(ages=("18-23", "24-30") if day < skills.style.narrow_days else (), local=True)
    return Targeting(interests=SHOPPERS)


def _stop_losers(skills: Skills, orders: list[OrderView]) -> Iterator[Decision]:
    if not skills.reads_data:
        return
    for order in orders:
        if order.status == "running" and _loses(order):
            yield ChangeOrder(
                key=f"stop.{order.key}", order=order.key, stop=True, reason="点击率低于1%, 止损"
            )


def _loses(order: OrderView) -> bool:
    ctr = order.rates.get("paid_ctr")
    return (
        order.spend > MIN_SPEND_TO_JUDGE * 2
        and ctr is not None
        and ctr.value is not None
        and ctr.value < 0.006
    )
