"""What the director of a room presses: what is refused, what it costs, what it does."""

from __future__ import annotations

import numpy as np

from channels.livestream.arrivals import call_in
from channels.livestream.numbers import (
    ACTION_HOURS,
    BAG_MINUTES,
    COUPON_MINUTES,
    DELETED,
    HOTSPOT,
    INVITE_EVERY,
    K_NOTICE,
    LIVE_PROOF,
    NAME,
    P_PUSH,
    S_GROUP,
    S_PUSH,
)
from channels.livestream.room import Room, feel_inside, is_closed, priced, rooms_of
from simulator import items as it
from simulator import market as mk
from simulator.check import require_known
from simulator.decisions import LiveAction, ScheduleLive
from simulator.errors import DecisionError
from simulator.ledger import fen
from simulator.production import EVIDENCE_POINTS
from simulator.randomness import draw_array, draw_int
from simulator.scenario import clock_of
from simulator.world import World

ON_PRODUCT = ("explain", "delist", "relist", "price", "coupon")


def check_action(world: World, d: LiveAction) -> None:
    """Refuse an action on a room that is not on air, on a product not on its shelf, or unpaid."""
    plans = {o.key: o for o in world.decisions if isinstance(o, ScheduleLive)}
    require_known("own live room", d.room, list(plans), "room")
    plan, at = plans[d.room], d.at if d.at is not None else world.minute
    if not plan.start <= at < plan.start + plan.minutes or is_closed(world, d.room):
        raise DecisionError(
            f"该直播间 {clock_of(plan.start)}–{clock_of(plan.start + plan.minutes)} 在播时才能操作 / "
            "a room is directed while it is on air", field="room",
        )  # fmt: skip
    if d.action in ON_PRODUCT:
        require_known(
            "product on this shelf", d.product or "", [item.product for item in plan.shelf], "product"
        )
    _CHECK.get(d.action, _no_check)(world, d)
    world.ledger.require(money_fen=_money(d), hours_centi=ACTION_HOURS.get(d.action, 0))


def _no_check(world: World, d: LiveAction) -> None:
    """Nothing more to ask."""


def _check_value(world: World, d: LiveAction) -> None:
    room = rooms_of(world).get(d.room)
    k = world.product_index(d.product)
    price = (
        int(priced(world, room, world.minute)[k, mk.P_PRICE]) if room else int(world.products[k, mk.P_PRICE])
    )
    if d.value <= 0 or (d.action == "coupon" and fen(d.value) >= price):
        raise DecisionError(
            f"填写大于 0 的金额, 券额须小于 {price / 100:g} 元 / give an amount above 0, a coupon below the price",
            field="value",
        )


def _check_bag(world: World, d: LiveAction) -> None:
    room = rooms_of(world).get(d.room)
    if d.product is not None:
        raise DecisionError("福袋不得以购买为条件 / a lucky bag must not require a purchase", field="product")
    if not 1 <= d.value <= 50_000:
        raise DecisionError("奖品总额 1–50,000 元 / prizes are 1 to 50,000 yuan in all", field="value")
    if room is not None and room.bag_until > world.minute:
        raise DecisionError("上一个福袋还没开奖 / the last lucky bag is not drawn yet", field="action")


def _check_invite(world: World, d: LiveAction) -> None:
    room = rooms_of(world).get(d.room)
    if room is not None and world.minute < room.invited + INVITE_EVERY:
        raise DecisionError(
            f"{INVITE_EVERY} 分钟内只能通知一次 / one invitation in {INVITE_EVERY} minutes", field="action"
        )


def _check_answer(world: World, d: LiveAction) -> None:
    require_known("claim seen so far", d.issue or "", sorted(world.issue_log), "issue")


_CHECK = {
    "price": _check_value, "coupon": _check_value, "lucky_bag": _check_bag, "invite": _check_invite,
    "answer": _check_answer,
}  # fmt: skip


def _money(d: LiveAction) -> int:
    return fen(d.value) if d.action == "lucky_bag" else 0


def act(world: World, room: Room, d: LiveAction) -> None:
    """Pay for an action and carry it out; what cannot be paid any more is said."""
    money, hours = _money(d), ACTION_HOURS.get(d.action, 0)
    if money > world.ledger.money_fen or hours > world.ledger.hours_centi:
        world.signal(
            "decision",
            "资金或工时不足, 未执行",
            "not carried out: too little money or time",
            content=room.key,
        )
        return
    if money or hours:
        world.ledger.spend(world.minute, f"live:{d.action}", d.key, money_fen=money, hours_centi=hours)
    _ACT[d.action](world, room, d)


def _explain(world: World, room: Room, d: LiveAction) -> None:
    room.place = room.shelf.index(world.product_index(d.product))
    room.since, room.until = world.minute, world.minute + room.minutes[room.place]


def _delist(world: World, room: Room, d: LiveAction) -> None:
    k = world.product_index(d.product)
    if k not in room.off:
        room.off.append(k)


def _relist(world: World, room: Room, d: LiveAction) -> None:
    room.off = [k for k in room.off if k != world.product_index(d.product)]


def _price(world: World, room: Room, d: LiveAction) -> None:
    k = world.product_index(d.product)
    room.prices[k] = fen(d.value)
    if k in room.wrong:
        room.wrong.remove(k)
        room.owed = world.minute + 3  # the host still has to say it


def _coupon(world: World, room: Room, d: LiveAction) -> None:
    room.coupons[world.product_index(d.product)] = (fen(d.value), world.minute + COUPON_MINUTES)


def _lucky_bag(world: World, room: Room, d: LiveAction) -> None:
    room.bag_until = world.minute + BAG_MINUTES
    room.bag_pull = min(200, int(d.value))  # a yuan of prizes is a score unit, up to 200 (assumed)


def _correct(world: World, room: Room, d: LiveAction) -> None:  # noqa: ARG001 - one signature for all actions
    room.slip, room.owed = -1, -1


def _spare_line(world: World, room: Room, d: LiveAction) -> None:  # noqa: ARG001 - one signature for all actions
    if room.cut(world.minute) and not room.forced:
        back = world.minute if room.spare else world.minute + HOTSPOT
        room.cut_until = min(room.cut_until, back)


def _moderate(world: World, room: Room, d: LiveAction) -> None:
    """Handle abuse and advertising; with a value of 1 or more, delete critical questions as well."""
    issue, until, share = room.hostile
    room.hostile = (issue, until, share // 4 if d.value >= 1 else share * 3 // 4)
    if d.value >= 1:
        feel_inside(world, room, -DELETED)
        world.breaches.append(
            {
                "minute": world.minute,
                "key": d.key,
                "throttle": 0,
                "zh": "删除正常质疑评论",
                "en": "criticism deleted",
            }
        )


def _answer(world: World, room: Room, d: LiveAction) -> None:
    """Answer a claim before the camera with the proof the claim calls for."""
    index = world.issue_index(d.issue)
    shown = [kind for kind in world.scenario.issues[index].answers if kind in LIVE_PROOF][:2]
    room.evidence = min(255, 60 + room.skill // 8 + sum(EVIDENCE_POINTS[kind] for kind in shown))
    room.answered = world.minute + 5
    _, until, share = room.hostile if room.hostile[0] == index else (index, -1, 0)
    room.hostile = (index, min(until, world.minute + 5), share // 3)
    log = world.issue_log[d.issue or ""]
    log.setdefault("answered", world.minute)
    account = world.items.cards[room.row].account
    if account not in log.setdefault("ports_answered", []):
        log["ports_answered"].append(account)
    log.setdefault("evidence", {})[account] = sorted(shown)


def _rotate(world: World, room: Room, d: LiveAction) -> None:  # noqa: ARG001 - one signature for all actions
    room.host_since = world.minute


def _invite(world: World, room: Room, d: LiveAction) -> None:  # noqa: ARG001 - one signature for all actions
    """Notify followers of the account and members of own groups who have not come yet."""
    state, room.invited = world.state[NAME], world.minute
    fresh = (world.items.met[room.row] & np.uint8(it.VIEWED)) == 0
    luck = draw_array(
        draw_int(int(world.items.keys[room.row, K_NOTICE]), world.minute), np.arange(world.audience.n)
    )
    notice = int(world.params[NAME][P_PUSH]) * (1 << 32) // 2000
    notices = fresh & ((luck >> np.uint64(32)).astype(np.int64) < notice)
    for account in world.accounts:
        group = account.port == "group"
        if account.brand == 0 and (group or account.index == room.account):
            member = (world.follows >> np.uint64(account.index)) & np.uint64(1) == 1
            call_in(world, room, state, np.flatnonzero(member & notices), S_GROUP if group else S_PUSH, 4)
            notices &= ~member


_ACT = {
    "explain": _explain, "delist": _delist, "relist": _relist, "price": _price, "coupon": _coupon,
    "lucky_bag": _lucky_bag, "correct": _correct, "spare_line": _spare_line, "moderate": _moderate,
    "answer": _answer, "rotate_host": _rotate, "invite": _invite,
}  # fmt: skip
