"""Carrying out decisions in the minute they take effect; one small function per lever."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from simulator import creators, delivery, settle
from simulator import decisions as dc
from simulator import items as it
from simulator.ledger import fen
from simulator.memory import TRUST
from simulator.pending import FIELDS
from simulator.production import fields_of, item_topics, throttle_of

if TYPE_CHECKING:
    from simulator.world import World

NOTIFIED_SHARE_DELAY = 60
"""Minutes within which those who saw a corrected piece are shown its correction (assumed)."""
CORRECTION_EVIDENCE = 190
"""How well an open correction with traces convinces, 0..255 (assumed)."""
DELETE_TRUST_LOSS = 30
"""Trust lost by people whose criticism is deleted (assumed; operations 4.4: forbidden)."""
REPORT_MINUTES = 90
"""Minutes a platform takes to act on a report with evidence (assumed)."""


def apply(world: World, decision: dc.Decision) -> None:
    """Carry out a decision now."""
    for channel in world.channels:
        if decision.lever in channel.levers:
            channel.apply(world, decision)
    special = _APPLY.get(type(decision))
    if special is not None:
        special(world, decision)


def _identity(world: World, decision: dc.Decision) -> int:
    return dc.decision_id(world.attempt, decision.key)


def _publish(world: World, d: dc.Publish) -> None:
    from simulator.world import ItemSpec  # noqa: PLC0415  (world imports what this module uses)

    account = world.account(d.account)
    fields = fields_of(d, world)
    throttle, zh, en = throttle_of(d.features, reviewed=d.review) if d.features else (256, "", "")
    fields[it.THROTTLE] = throttle
    if throttle < 256:
        fields[it.STATUS] = it.STATUS_LIMITED
        world.breaches.append(
            {"minute": world.minute, "key": d.key, "throttle": throttle, "zh": zh, "en": en}
        )
    row = world.publish(
        ItemSpec(
            id=_identity(world, d), key=d.key, title=d.title, channel=account.channel, port=account.port,
            brand=0, account=d.account, pillar=d.pillar, topics=item_topics(d, world), fields=fields,
            notes={"notify": int(d.notify), "carrier": d.carrier},
        )
    )  # fmt: skip
    card = world.items.cards[row]
    card.decision, card.status_reason_zh, card.status_reason_en = d.key, zh, en
    if throttle < 256:
        world.signal(
            "platform",
            f"《{d.title}》被限流: {zh}",
            f"'{d.title}' is limited: {en}",
            content=d.key,
            level="warning",
        )
    if d.review and d.features and d.features.ad_findings:
        word = d.features.ad_findings[0].word
        world.signal("platform", f"三审改掉「{word}」", f"the review took out '{word}'", content=d.key)
    if d.answers is not None:
        _note_answer(world, d)


def _note_answer(world: World, d: dc.Publish) -> None:
    log = world.issue_log.setdefault(d.answers or "", {"first_seen": world.minute})
    log.setdefault("answered", world.minute)
    ports = log.setdefault("ports_answered", [])
    if d.account not in ports:
        ports.append(d.account)
    kinds = log.setdefault("evidence", {})
    kinds[d.account] = sorted(d.evidence)


def _change_post(world: World, d: dc.ChangePost) -> None:
    card = world.card(d.content)
    if card is None:
        return
    row, f = card.row, world.items.fields
    if d.action == "attach":
        f[row, it.PRODUCT] = world.product_index(d.product)
    elif d.action == "detach":
        f[row, it.PRODUCT] = -1
    elif d.action == "pin":
        f[row, it.PINNED] = 1
    elif d.action == "withdraw":
        f[row, it.STATUS] = it.STATUS_WITHDRAWN
        delivery.withdraw(world, row)
    else:
        _put_right(world, row)


def _put_right(world: World, row: int) -> None:
    """Turn a piece that spreads something wrong into its own correction, and show it again."""
    f, card = world.items.fields, world.items.cards[row]
    claim = int(f[row, it.CLAIM])
    if claim < 0:
        return
    f[row, it.CLAIM], f[row, it.ANSWER], f[row, it.EVIDENCE] = -1, claim, CORRECTION_EVIDENCE
    f[row, it.RESTATES] = 0
    log = world.issue_log.setdefault(world.scenario.issues[claim].key, {"first_seen": world.minute})
    log.setdefault("answered", world.minute)
    log.setdefault("ports_answered", []).append(card.account)
    seen = np.flatnonzero(world.items.met[row] & it.VIEWED)
    again = np.zeros((seen.size, FIELDS), np.int64)
    again[:, 0] = world.minute + 1 + np.arange(seen.size) * NOTIFIED_SHARE_DELAY // max(1, seen.size)
    again[:, 1], again[:, 2] = seen, row
    world.state[card.channel]["pending"].add(again)


def _paid(world: World, d: dc.Boost | dc.PaidOrder) -> None:
    delivery.place(world, d, _identity(world, d))


def _change_order(world: World, d: dc.ChangeOrder) -> None:
    delivery.change(world, d)


def _set_price(world: World, d: dc.SetPrice) -> None:
    if d.price is not None:
        world.prices[d.product] = fen(d.price)
    if d.coupon:
        until = world.minute + int(d.hours * 60) if d.hours else world.scenario.last_minute
        world.coupons[d.product] = (fen(d.coupon), until)


def _restock(world: World, d: dc.Restock) -> None:
    lead = next(s.lead_hours for s in world.scenario.stocks if s.key == d.stock)
    world.stock_orders.append(
        {"stock": d.stock, "quantity": d.quantity, "arrives": world.minute + int(lead * 60), "arrived": False}
    )


def _survey(world: World, d: dc.Survey) -> None:
    due = (world.minute // 1440 + 1) * 1440 + 9 * 60
    world.surveys.append(
        {"key": d.key, "group": d.group, "asked": world.minute, "due": due, "n": 0, "results": {}}
    )


def _remind(world: World, d: dc.Remind) -> None:
    count = settle.remind(world, world.product_index(d.product))
    world.signal("result", f"核销提醒已发, 约 {count} 人会来", f"reminder sent, about {count} will come")


def _care(world: World, d: dc.CareForBuyers) -> None:
    world.care[d.product] = world.minute


def _moderate(world: World, d: dc.Moderate) -> None:
    card = next((card for card in world.items.cards if card.key == d.content), None)
    if card is None:
        return
    row, f = card.row, world.items.fields
    people = np.flatnonzero(world.items.met[row] & it.ENGAGED)
    if d.action == "reply":
        _trust(world, people, 3)
    elif d.action == "delete_critics":
        _trust(world, people, -DELETE_TRUST_LOSS)
        world.breaches.append(
            {
                "minute": world.minute,
                "key": d.key,
                "throttle": 0,
                "zh": "删除正常质疑评论",
                "en": "criticism deleted",
            }
        )
    elif d.action == "report" and d.evidence and f[row, it.BRAND] < 0:
        world.rules.append({"kind": "takedown", "row": row, "minute": world.minute + REPORT_MINUTES})
    elif d.action == "mock":
        card.notes["seed_people"] = int(card.notes.get("seed_people", 200))
        world.channel_of(card.channel).published(world, row)
    elif d.action == "appeal" and f[row, it.BRAND] == 0 and f[row, it.THROTTLE] > 96:
        f[row, it.THROTTLE], f[row, it.STATUS] = 256, it.STATUS_LIVE


def _trust(world: World, people: np.ndarray, by: int) -> None:
    level = world.memory[0, people, TRUST].astype(np.int64)
    world.memory[0, people, TRUST] = np.clip(level + by, 0, 255)


def _rule(world: World, d: dc.SetRule) -> None:
    world.rules.append({"kind": d.rule, "decision": d.key, "done": False})


def _book(world: World, d: dc.BookCreator) -> None:
    creators.book(world, d, _identity(world, d))


def _settle_creator(world: World, d: dc.SettleCreator) -> None:
    booking = next(b for b in world.bookings if b["key"] == d.booking)
    booking["status"] = "withheld" if d.withhold else "settled"


_APPLY: dict[type[dc.Decision], Callable[[World, dc.Decision], None]] = {
    dc.Publish: _publish, dc.ChangePost: _change_post, dc.Boost: _paid, dc.PaidOrder: _paid,
    dc.ChangeOrder: _change_order, dc.SetPrice: _set_price, dc.Restock: _restock, dc.Survey: _survey,
    dc.Remind: _remind, dc.CareForBuyers: _care, dc.Moderate: _moderate, dc.SetRule: _rule,
    dc.BookCreator: _book, dc.SettleCreator: _settle_creator,
}  # type: ignore[dict-item]  # fmt: skip
