"""Live rooms: planning them, and what the director presses while one is on."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies import phrases
from assessment.policies.live_plan import START_MINUTE, live_days, room_hours
from assessment.policies.policy import Brief
from assessment.policies.publishing import lead_product
from assessment.policies.skills import Hand, Skills
from assessment.policies.timetable import ON_AIR, live_skills
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision, LiveAction, PaidOrder, ScheduleLive, ShelfItem
from simulator.observation import Observation, RoomView

PLAN_AHEAD = 26 * 60
SPARE_LINE_MONEY = 200.0
LEAST_ORDER = 50.0
HASTY_LIVE_SHARE = 0.6
"""Share of the money that somebody without pacing throws into rooms (cases.md B13)."""
LAST_ORDER_MINUTES = 90
"""Minutes for which entries into a room are bought."""
EXPLAIN = {"traffic": 5, "main": 8, "profit": 6, "image": 4}
BAGS, HOST_CHANGE, INVITATION = (10, 40, 70), 45, 1
"""Minutes after the start in which a room's usual moves are made (cases.md B13)."""


def rooms_to_plan(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield rooms a day or so ahead, with shelf, checks and spare line according to skill."""
    account = next((a for a in brief.accounts if a.port == "video"), None)
    if account is None:
        return
    skills = hand.at("room", seen.minute)
    taken = {room.start // 1440 for room in seen.rooms}
    for day in live_days(brief, skills):
        start = day * 1440 + START_MINUTE
        if day in taken or not 60 <= start - seen.minute <= PLAN_AHEAD:
            continue
        if not wallet.take(hours=room_hours(brief, skills), money=SPARE_LINE_MONEY):
            continue
        product = lead_product(brief, 0)
        yield ScheduleLive(
            key=f"live.{day + 1}", account=account.key,
            title=phrases.fill(phrases.LIVE_TITLE, brand=brief.brand.zh, thing=product.name.zh if product else "",
                               price=product.price if product else 0.0),
            start=start, minutes=skills.style.room_minutes, preview=skills.good_hours,
            shelf=tuple(
                ShelfItem(product=p.key, explain_minutes=EXPLAIN[p.role], double_checked=skills.directs_live)
                for p in brief.products
            ),
            rehearsal_hours=skills.style.rehearsal_hours if skills.directs_live else 0.0, spare_line=skills.directs_live,
        )  # fmt: skip


def direct(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield what is pressed in rooms that are on now."""
    for room in seen.rooms:
        if room.status not in ON_AIR:
            continue
        skills = live_skills(hand, room, seen.minute)
        yield from _start_paid(brief, skills, seen, wallet, room)
        if skills.live_look:
            yield from _put_right(brief, skills, seen, room)
            yield from _usual_moves(skills, seen, room, wallet)


def _start_paid(
    brief: Brief, skills: Skills, seen: Observation, wallet: Wallet, room: RoomView
) -> Iterator[Decision]:
    if "paid_order" not in brief.levers or any(order.content == room.key for order in seen.orders):
        return
    share = skills.style.live_paid_share if skills.paces else HASTY_LIVE_SHARE
    money = min(wallet.money, brief.money * share / max(1, len(live_days(brief, skills))))
    if money >= LEAST_ORDER and wallet.take(money=money):
        yield PaidOrder(
            key=f"ad.{room.key}", content=room.key, money=int(money), hours=LAST_ORDER_MINUTES / 60, goal="enters",
            bid=skills.style.enter_bid if skills.paces else 2.0, pacing="even" if skills.paces else "fast",
            reason="开播承接好时小额撬动",
        )  # fmt: skip


def _put_right(brief: Brief, skills: Skills, seen: Observation, room: RoomView) -> Iterator[Decision]:
    """Yield what mends a cut line, a wrong price, forbidden words and an open claim."""
    minute = seen.minute
    new = [s for s in seen.signals if s.minute >= minute - skills.live_look]
    if room.status == "broken" and ((minute - room.start) % 5 == 0 or any("断流" in s.text.zh for s in new)):
        yield LiveAction(key=f"{room.key}.spare.{minute}", room=room.key, action="spare_line")
    for line in room.shelf:
        product = next(p for p in brief.products if p.key == line["product"])
        if float(line.get("price", product.price)) < product.price * 0.6:
            yield LiveAction(key=f"{room.key}.fix.{product.key}.{minute}", room=room.key, action="price",
                             product=product.key, value=product.price, reason="标价错误, 先改价再口播更正")  # fmt: skip
    if any("违规" in s.text.zh or "警告" in s.text.zh for s in new):
        yield LiveAction(key=f"{room.key}.correct.{minute}", room=room.key, action="correct")
    for issue in seen.issues:
        if issue.first_seen >= room.start and issue.answered is None:
            key = f"{room.key}.answer.{issue.key}"
            yield LiveAction(key=key, room=room.key, action="answer", issue=issue.key)


def _usual_moves(skills: Skills, seen: Observation, room: RoomView, wallet: Wallet) -> Iterator[Decision]:
    since, bag = seen.minute - room.start, skills.style.bag_money
    if since in BAGS and bag >= 1 and wallet.take(money=bag):
        yield LiveAction(
            key=f"{room.key}.bag.{since}", room=room.key, action="lucky_bag", value=round(bag, 2)
        )
    if since == HOST_CHANGE:
        yield LiveAction(key=f"{room.key}.host", room=room.key, action="rotate_host")
    if since == INVITATION:
        yield LiveAction(key=f"{room.key}.invite", room=room.key, action="invite")
