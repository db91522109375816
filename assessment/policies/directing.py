"""Live rooms: planning them, and what the director presses while one is on."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies import phrases
from assessment.policies.policy import Brief
from assessment.policies.publishing import lead_product
from assessment.policies.skills import Skills
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision, LiveAction, PaidOrder, ScheduleLive, ShelfItem
from simulator.observation import Observation, RoomView

START_MINUTE, MINUTES = 20 * 60, 90
REHEARSAL_HOURS = 4.0
PLAN_AHEAD = 26 * 60
LIVE_PAID_SHARE = 0.2
BAG_MONEY = 60.0
"""Yuan of prizes in a lucky bag (assumed)."""
EXPLAIN = {"traffic": 5, "main": 8, "profit": 6, "image": 4}


def live_days(brief: Brief) -> list[int]:
    """Return the days (from 0) of the rooms: the eve of the end in a short case, else every third."""
    if "schedule_live" not in brief.levers:
        return []
    if brief.days <= 6:
        return [brief.days - 2]
    return [day for day in (2, 5, 8, 11) if day < brief.days]


def rooms_to_plan(brief: Brief, skills: Skills, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield rooms a day or so ahead, with shelf, checks and spare line according to skill."""
    account = next((a for a in brief.accounts if a.port == "video"), None)
    if account is None:
        return
    for day in live_days(brief):
        start = day * 1440 + START_MINUTE
        hours = brief.prices.live_crew * MINUTES / 60 + (REHEARSAL_HOURS if skills.directs_live else 0)
        if not 60 <= start - seen.minute <= PLAN_AHEAD or not wallet.take(hours=hours, money=200):
            continue
        product = lead_product(brief, 0)
        yield ScheduleLive(
            key=f"live.{day + 1}", account=account.key,
            title=phrases.fill(phrases.LIVE_TITLE, brand=brief.brand.zh, thing=product.name.zh if product else "",
                               price=product.price if product else 0.0),
            start=start, minutes=MINUTES, preview=skills.good_hours,
            shelf=tuple(
                ShelfItem(product=p.key, explain_minutes=EXPLAIN[p.role], double_checked=skills.directs_live)
                for p in brief.products
            ),
            rehearsal_hours=REHEARSAL_HOURS if skills.directs_live else 0.0, spare_line=skills.directs_live,
        )  # fmt: skip


def direct(brief: Brief, skills: Skills, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield what is pressed in rooms that are on now."""
    for room in seen.rooms:
        if room.status not in ("live", "broken"):
            continue
        yield from _start_paid(brief, skills, seen, wallet, room)
        if skills.live_look:
            yield from _react(brief, seen, room, wallet)


def _start_paid(
    brief: Brief, skills: Skills, seen: Observation, wallet: Wallet, room: RoomView
) -> Iterator[Decision]:
    share = LIVE_PAID_SHARE if skills.paces else 0.6
    money = min(wallet.money, brief.money * share / max(1, len(live_days(brief))))
    if "paid_order" in brief.levers and money >= 50 and wallet.take(money=money):
        yield PaidOrder(
            key=f"ad.{room.key}", content=room.key, money=round(money), hours=1.5, goal="enters",
            bid=0.8 if skills.paces else 2.0, pacing="even" if skills.paces else "fast", reason="开播承接好时小额撬动",
        )  # fmt: skip
    del seen


def _react(brief: Brief, seen: Observation, room: RoomView, wallet: Wallet) -> Iterator[Decision]:  # noqa: C901 - a checklist
    minute = seen.minute
    since = minute - room.start
    if room.status == "broken":
        yield LiveAction(key=f"{room.key}.spare.{minute // 5}", room=room.key, action="spare_line")
    for line in room.shelf:
        product = next(p for p in brief.products if p.key == line["product"])
        if float(line.get("price", product.price)) < product.price * 0.6:
            yield LiveAction(key=f"{room.key}.fix.{product.key}.{minute}", room=room.key, action="price",
                             product=product.key, value=product.price, reason="标价错误, 先改价再口播更正")  # fmt: skip
    if any("违规" in s.text.zh or "警告" in s.text.zh for s in seen.signals if s.minute >= minute - 3):
        yield LiveAction(key=f"{room.key}.correct.{minute // 10}", room=room.key, action="correct")
    for issue in seen.issues:
        if issue.first_seen >= room.start and issue.answered is None:
            yield LiveAction(
                key=f"{room.key}.answer.{issue.key}", room=room.key, action="answer", issue=issue.key
            )
    if since in (10, 40, 70) and wallet.take(money=BAG_MONEY):
        yield LiveAction(key=f"{room.key}.bag.{since}", room=room.key, action="lucky_bag", value=BAG_MONEY)
    if since == 45:
        yield LiveAction(key=f"{room.key}.host", room=room.key, action="rotate_host")
    if since == 1:
        yield LiveAction(key=f"{room.key}.invite", room=room.key, action="invite")
