"""Why a room, a price, stock, talk or service did what it did."""

from __future__ import annotations

import numpy as np

from assessment.cause_pieces import rivals_offers
from assessment.evidence import Evidence
from assessment.words import percent, short, yuan
from simulator import decisions as dc
from simulator import market as mk
from simulator.counters import SOURCE_TEXTS
from simulator.observation import Observation, RoomView
from simulator.shown import shown_people
from simulator.texts import Text

AFTER = 1440
"""Minutes before and after which orders are compared (assumed: a day, so that hours do not differ)."""
AT_ONCE = 10
"""The same for what is pressed in a live room."""
MOST_SOURCES = 2


def room_causes(evidence: Evidence, decision: dc.ScheduleLive) -> list[Text]:
    """Return what a room brought and why: entries by source, stay, peak, orders, what failed."""
    room = next((r for r in evidence.ended.rooms if r.key == decision.key), None)
    if room is None:
        return [Text(zh="直播间没有开播", en="the room never opened")]
    enters = _count(room, "enters")
    stay = room.rates.get("mean_stay_s")
    parts = [_entries(room, enters)]
    if stay is not None and stay.value is not None:
        parts.append(Text(zh=f"平均停留 {stay.value:.0f} 秒", en=f"a mean stay of {stay.value:.0f} s"))
    parts.append(
        Text(
            zh=f"在线峰值 {short(_count(room, 'peak_online'), 'zh')}、成交 {short(_count(room, 'orders'), 'zh')} 单",
            en=f"a peak of {short(_count(room, 'peak_online'), 'en')} and {short(_count(room, 'orders'), 'en')} orders",
        )
    )
    ready = decision.spare_line and decision.rehearsal_hours > 0
    parts.append(
        Text(zh="备线与彩排齐备", en="with a spare line and a rehearsal")
        if ready
        else Text(zh="没有同时备线和彩排", en="without both a spare line and a rehearsal")
    )
    return [*parts, *rivals_offers(evidence, decision.start)]


def _count(room: RoomView, name: str) -> float:
    one = room.counts.get(name)
    return 0.0 if one is None or one.value is None else one.value


def _entries(room: RoomView, enters: float) -> Text:
    total = sum(room.entries.values())
    largest = sorted(room.entries.items(), key=lambda entry: -entry[1])[:MOST_SOURCES] if total else []
    names = {name: SOURCE_TEXTS.get(name, Text(zh=name, en=name)) for name, _ in largest}
    zh = "、".join(f"{names[name].zh} {percent(count / total)}" for name, count in largest)
    en = ", ".join(f"{percent(count / total)} {names[name].en}" for name, count in largest)
    return Text(
        zh=f"进房 {short(enters, 'zh')} 人次" + (f"（{zh}）" if zh else ""),
        en=f"{short(enters, 'en')} entries" + (f" ({en})" if en else ""),
    )


def orders_around(evidence: Evidence, product: str | None, minute: int, span: int) -> tuple[int, int]:
    """Return the orders of a product (of all without one) in as many minutes before and after a minute."""
    rows = evidence.final.world.book.rows
    keys = [p.key for p in evidence.scenario.products]
    mine = rows[:, mk.O_PRODUCT] == keys.index(product) if product in keys else np.ones(rows.shape[0], bool)
    made = rows[mine, mk.O_MINUTE]
    before = int(((made >= minute - span) & (made < minute)).sum())
    after = int(((made >= minute) & (made < minute + span)).sum())
    return shown_people(evidence.scenario, before), shown_people(evidence.scenario, after)


def _around(evidence: Evidence, product: str | None, minute: int, span: int) -> Text:
    before, after = orders_around(evidence, product, minute, span)
    zh, en = ("24 小时", "24 hours") if span == AFTER else (f"{span} 分钟", f"{span} minutes")
    return Text(
        zh=f"前 {zh}成交 {short(before, 'zh')} 单，后 {zh} {short(after, 'zh')} 单",
        en=f"{short(before, 'en')} orders in the {en} before, {short(after, 'en')} in the {en} after",
    )


def price_causes(evidence: Evidence, decision: dc.SetPrice, effective: int) -> list[Text]:
    """Return what a price or coupon did: orders before and after, margin, rivals' offers in mind."""
    parts = [_around(evidence, decision.product, effective, AFTER)]
    product = next((p for p in evidence.scenario.products if p.key == decision.product), None)
    if product is not None:
        price = (decision.price or product.price) - decision.coupon
        left = price * (1 - product.commission) - product.unit_cost
        parts.append(
            Text(
                zh=f"到手价 {yuan(price, 'zh')}，每单毛利 {yuan(left, 'zh')}",
                en=f"at {yuan(price, 'en')} each order leaves {yuan(left, 'en')}",
            )
        )
    return [*parts, *rivals_offers(evidence, effective)]


def live_causes(evidence: Evidence, decision: dc.LiveAction, effective: int) -> list[Text]:
    """Return what was pressed in the room: who was in, orders around it."""
    seen = evidence.before(effective)
    room = None if seen is None else next((r for r in seen.rooms if r.key == decision.room), None)
    online = [] if room is None else [
        Text(zh=f"当时在线 {short(room.online, 'zh')} 人", en=f"{short(room.online, 'en')} people were in")
    ]  # fmt: skip
    return [*online, _around(evidence, decision.product, effective, AT_ONCE)]


def stock_causes(evidence: Evidence, decision: dc.Restock, effective: int) -> list[Text]:
    """Return whether more stock was needed: left when ordered, left at the end."""
    then, end = _left(evidence.before(effective), decision.stock), _left(evidence.ended, decision.stock)
    parts = []
    if then is not None:
        parts.append(
            Text(zh=f"下单时剩 {short(then, 'zh')}", en=f"{short(then, 'en')} were left when it was ordered")
        )
    if end is not None:
        parts.append(
            Text(
                zh=f"补 {short(decision.quantity, 'zh')}，结束时剩 {short(end, 'zh')}",
                en=f"of {short(decision.quantity, 'en')} more, {short(end, 'en')} were left at the end",
            )
        )
    return parts


def _left(seen: Observation | None, stock: str) -> float | None:
    found = () if seen is None else seen.stocks
    return next((one.left for one in found if one.key == stock), None)


def talk_causes(evidence: Evidence, issue: str, effective: int) -> list[Text]:
    """Return what an answer did to a claim: who still believes it, mentions before and after."""
    parts = []
    belief = evidence.final.truth().beliefs.get(issue)
    if belief is not None:
        parts.append(
            Text(
                zh=f"结束时 {percent(belief['heard'])} 的人听过该说法、{percent(belief['believes'], 1)} 相信、"
                f"{percent(belief['corrected'], 1)} 已被澄清",
                en=f"at the end {percent(belief['heard'])} had heard the claim, {percent(belief['believes'], 1)} believed it "
                f"and {percent(belief['corrected'], 1)} had been put right",
            )
        )
    seen = evidence.before(effective)
    view = None if seen is None else next((one for one in seen.issues if one.key == issue), None)
    if view is not None:
        waited = max(0, effective - view.first_seen)
        parts.append(
            Text(
                zh=f"说法出现后 {waited / 60:.1f} 小时回应",
                en=f"answered {waited / 60:.1f} hours after it appeared",
            )
        )
    return parts


def refund_causes(evidence: Evidence, product: str) -> list[Text]:
    """Return how the orders of a product ended."""
    keys = [p.key for p in evidence.scenario.products]
    if product not in keys:
        return []
    rows = evidence.final.world.book.rows
    state = rows[rows[:, mk.O_PRODUCT] == keys.index(product), mk.O_STATE]
    if not state.size:
        return [Text(zh="该商品没有订单", en="nobody had ordered it")]
    redeemed, refunded = float((state == mk.REDEEMED).mean()), float((state == mk.REFUNDED).mean())
    return [
        Text(
            zh=f"该商品订单最终核销 {percent(redeemed)}、退款 {percent(refunded)}",
            en=f"of its orders {percent(redeemed)} were redeemed and {percent(refunded)} refunded in the end",
        )
    ]
