"""Planning a room: what is refused, and the item that exists from then on."""

from __future__ import annotations

import numpy as np

from channels.livestream.arrivals import watched
from channels.livestream.numbers import APP, LEAD, NAME, P_MATCH, UNTHROTTLED
from channels.livestream.room import Room, is_closed
from simulator import items as it
from simulator.check import require_known
from simulator.counters import N_COUNTERS
from simulator.decisions import ScheduleLive, decision_id
from simulator.errors import DecisionError, LateDecisionError
from simulator.ledger import fen
from simulator.production import throttle_of
from simulator.race import mean_growth
from simulator.scenario import clock_of
from simulator.topics import topic_vector
from simulator.world import ItemSpec, World


def check_plan(world: World, d: ScheduleLive) -> None:
    """Refuse a room at a wrong time, on a wrong account, with a wrong shelf or host."""
    case = world.scenario
    hosts = [a.key for a in case.accounts if world.channel_of(a.channel).profile.app == APP]
    require_known("account that can go live", d.account, hosts, "account")
    if d.start < (d.at or world.minute) + LEAD:
        raise LateDecisionError(
            f"至少提前 {LEAD} 分钟排播 / plan a room at least {LEAD} minutes ahead of {clock_of(d.start)}",
            field="start",
        )
    if d.start + d.minutes > case.end_minute or d.start // 1440 != (d.start + d.minutes - 1) // 1440:
        raise DecisionError(
            "直播须在当天、运营时间内结束 / a room ends on its day, before the campaign does", field="start"
        )
    for other in world.decisions:
        if isinstance(other, ScheduleLive) and other.account == d.account:
            overlap = other.start < d.start + d.minutes and d.start < other.start + other.minutes
            if overlap and not is_closed(world, other.key):
                raise DecisionError(
                    f"该账号 {clock_of(other.start)} 已有直播, 一个账号同时只能开一场 / one room per account at a time",
                    field="start",
                )
    _check_shelf(world, d)


def _check_shelf(world: World, d: ScheduleLive) -> None:
    keys = [product.key for product in world.scenario.products]
    for item in d.shelf:
        require_known("product", item.product, keys, "shelf")
        if item.price is not None and item.price <= 0:
            raise DecisionError("直播价须大于 0 / a room price is above 0", field="shelf")
    if len({item.product for item in d.shelf}) < len(d.shelf):
        raise DecisionError(
            "同一商品在货盘里只能出现一次 / a product stands on the shelf once", field="shelf"
        )
    booked = [booking["creator"] for booking in world.bookings]
    require_known("host (a booked creator, or 'house')", d.host, ["house", *booked], "host")


def _skill(hours: float) -> int:
    """Turn rehearsal hours into 0..256, half of it after three hours (assumed)."""
    minutes = round(hours * 60)
    return 256 * minutes // (minutes + 180)


def plan_room(world: World, d: ScheduleLive) -> None:
    """Make the room's item (scheduled until it opens), so that previews and orders can point to it."""
    skill, title = _skill(d.rehearsal_hours), d.features
    creator = next((c for c in world.scenario.creators if c.key == d.host), None)
    weight, zh, en = throttle_of(title, reviewed=False) if title else (256, "", "")
    pillars = [topic_vector(pillar.topics) for pillar in world.scenario.brand.pillars]
    topics = tuple(sum(column) for column in zip(*pillars, strict=True))
    if title and sum(title.topics):
        topics = tuple(3 * r * sum(topics) + 64 * t for r, t in zip(title.topics, topics, strict=True))
    row = world.publish(
        ItemSpec(
            id=decision_id(world.attempt, d.key), key=d.key, title=d.title, channel=NAME, port="room",
            brand=0, account=d.account, topics=topics,
            fields={
                it.STATUS: it.STATUS_SCHEDULED, it.PUBLISHED: d.start, it.DURATION: d.minutes * 60,
                it.QUALITY: min(240, (creator.quality if creator else 112) + skill * 80 // 256),
                it.HOOK: 70 + title.hook * 13 // 10 if title else 110, it.THROTTLE: weight,
                it.CLICKBAIT: title.clickbait * 255 // 100 if title else 40, it.INFO: 110, it.TONE: 20,
            },
        )
    )  # fmt: skip
    card = world.items.cards[row]
    card.decision, card.status_reason_zh, card.status_reason_en = d.key, zh, en
    if weight < UNTHROTTLED:
        world.breaches.append({"minute": world.minute, "key": d.key, "throttle": weight, "zh": zh, "en": en})
    room = _make_room(world, d, row, skill)
    state = world.state[NAME]
    state["rooms"][d.key] = room
    state["open"].append(d.key)
    _point_others(world, d)


def _make_room(world: World, d: ScheduleLive, row: int, skill: int) -> Room:
    index = [world.product_index(item.product) for item in d.shelf]
    prices = {k: fen(item.price) for k, item in zip(index, d.shelf, strict=True) if item.price is not None}
    return Room(
        key=d.key, row=row, account=world.account(d.account).index, start=d.start, end=d.start + d.minutes,
        shelf=index, minutes=[item.explain_minutes for item in d.shelf],
        checked=[item.double_checked for item in d.shelf], prices=prices, skill=skill, spare=d.spare_line,
        preview=d.preview, log=np.zeros((d.minutes, N_COUNTERS), np.int64), fed=np.zeros((d.minutes, 2), np.int64),
        sold=np.zeros((world.products.shape[0], 3), np.int64), asked=np.zeros(world.audience.n, np.uint8),
        watched=watched(world), mean_growth=mean_growth(world, row, int(world.params[NAME][P_MATCH])), host_since=d.start,
    )  # fmt: skip


def _point_others(world: World, d: ScheduleLive) -> None:
    """Let every own port point to the room while it is on air (the crew puts the link there).

    Short videos and WeChat pieces send people on from accounts that are live (`World.live_flags`).
    """
    for account in world.accounts:
        if account.brand == 0 and account.key != d.account:
            world.live_windows.append((d.start, d.start + d.minutes, account.index))
