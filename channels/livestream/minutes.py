"""One minute of a room: the shelf moves on, the platform judges, people come in, stay and buy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.livestream.arrivals import open_room
from channels.livestream.door import come_in
from channels.livestream.inside import be_inside
from channels.livestream.numbers import (
    APP,
    C_COMMENT,
    C_ENTER,
    C_LIKE,
    C_ORDER,
    C_STAY,
    FEED_LIMIT,
    FORCED,
    FORCED_WEIGHT,
    FRESH,
    GRACE,
    K_SHARE,
    MISLED,
    N_AWAY,
    N_BACK,
    N_BAG,
    N_BELIEVED,
    N_BRAND,
    N_CUT,
    N_DOOR,
    N_EVIDENCE,
    N_HOSTILE,
    N_ISSUE,
    N_MINUTE,
    N_PACE,
    N_PRODUCT,
    N_ROW,
    N_STRENGTH,
    N_VISITOR,
    N_WARMTH,
    NAME,
    NO_BAG,
    P_BORED,
    P_BURST,
    P_CROWD,
    P_CUT,
    P_EXPLAIN,
    P_FEED,
    P_FEED_FANS,
    P_FOLLOW_PULL,
    P_PRIOR,
    P_RANK,
    P_RIVAL,
    P_SHARED,
    P_TIRES,
    PAR_FANS,
    PEER_ENTER,
    PEER_HOUR,
    PEER_ORDER,
    PEER_STAY_DS,
    PEER_TALK,
    S_CHAT,
    S_FEED,
    SECOND_SLIP,
    TRIAL_FANS,
)
from channels.livestream.room import Room, feel_inside, priced, stock_left
from simulator import delivery
from simulator import items as it
from simulator.shown import shown_people
from simulator.world import World


def play(world: World, room: Room, minute: int, state: dict[str, Any]) -> None:
    """Play one minute: open, advance the shelf and the troubles, let people in, be inside, count."""
    if minute < room.start or room.ended:
        return
    if not room.opened:
        open_room(world, room, state)
    withdrawn = world.items.fields[room.row, it.STATUS] == it.STATUS_WITHDRAWN
    if minute >= room.end or withdrawn:
        _close(world, room)
        return
    _advance(world, room, minute)
    p, inside = world.params[NAME], state["in_room_until"]
    a = world.arrays()._replace(products=priced(world, room, minute))
    was_fed = world.items.sources[room.row, :, S_FEED].copy()
    now = _minute(world, room, minute, p)
    due = state["pending"].due(minute + 1)
    here = due[:, 2] == room.row
    state["pending"].add(due[~here])
    _fill(world, room, a, p, now, due[here], inside)
    left = stock_left(world, room)
    before = room.sold.copy()
    shelf = np.array([k for k in room.shelf if k not in room.off], np.int64)
    kept = be_inside(a, p, now, room.visitors, shelf, left, room.sold, inside)
    room.visitors = room.visitors[:kept].copy()
    _take_stock(world, room, room.sold[:, 1] - before[:, 1])
    _pass_on(world, state)
    room.fed[minute - room.start] = world.items.sources[room.row, :, S_FEED] - was_fed
    totals = world.items.totals[room.row]
    room.log[minute - room.start] = totals - room.totals
    room.totals = totals.copy()


def _fill(
    world: World,
    room: Room,
    a: it.Arrays,
    p: NDArray[np.int64],
    now: NDArray[np.int64],
    due: NDArray[np.int64],
    inside: NDArray[np.int64],
) -> None:
    """Let the minute's people in; while the line is cut nobody comes."""
    if now[N_CUT]:
        return
    minute = int(now[N_MINUTE])
    day = world.calendar.at(APP, minute // 1440, minute % 1440)
    bounds = day.window(minute % 1440, minute % 1440 + 1)
    orders, at = world.paid_here(NAME)
    out = np.zeros((bounds[1] - bounds[0] + due.shape[0], N_VISITOR), np.int64)
    sessions = (day.person, day.key, day.slots)
    count = come_in(a, p, now, sessions, bounds, _rates(world, room, minute, p), orders, inside, due, out)
    world.paid.orders[at] = orders
    if count:
        room.visitors = np.concatenate([room.visitors, out[:count]])


def _rates(world: World, room: Room, minute: int, p: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the room's rates in 2**-32: feed a slot (softly below half), follow feed a session."""
    score = room_score(world, room, minute)
    burst = 100 + int(p[P_BURST]) if minute < room.start + 10 else 100
    pull = int(p[P_FEED]) * _standing(world, room, int(p[P_FEED_FANS])) >> 10
    wanted = pull * burst * score // 1024 * score // 102_400
    wanted = wanted * int(world.items.fields[room.row, it.THROTTLE]) // 256
    rivals = [r for r in world.state[NAME]["rivals"] if r[0] <= minute < r[1]]
    taken = sum(int(p[P_RIVAL]) * quality // 128 for _, _, quality in rivals)
    share = (wanted * 1024 // (1024 + taken) * 1440 << 20) // room.day_slots
    feed = share // world.scenario.audience.people_per_agent * 4096 // room.mean_growth << 12
    feed = feed * FEED_LIMIT // (feed + FEED_LIMIT)
    return np.array([feed, (int(p[P_FOLLOW_PULL]) << 32) // 1000], np.int64)


def _standing(world: World, room: Room, power: int) -> int:
    """Return what the platform expects of an account's room, in 1/1024 of a par account's.

    Its earlier rooms are not simulated; the fans it began with are what they left. ``power`` is in
    quarters, so that whole-number roots do.
    """
    fans = max(TRIAL_FANS, world.accounts[room.account].followers)
    root = math.isqrt(math.isqrt((fans << 40) // PAR_FANS))
    return 1024 if power == 0 else root**power >> 10 * (power - 1)


def room_score(world: World, room: Room, minute: int) -> int:
    """Return the rolling score of the last five minutes against peers of the hour; 1024 is par.

    Stay, entering, talking and ordering, each shrunk towards par by ``score_prior`` entries, so the
    score moves continuously; times the rank that cuts and slips have left (architecture, Randomness).
    """
    at = minute - room.start
    seen = room.log[max(0, at - 5) : at].sum(axis=0)
    people = world.scenario.audience.people_per_agent
    prior = max(10, int(world.params[NAME][P_PRIOR]) // people)
    hour = PEER_HOUR[minute // 60 % 24]
    shown, fed = room.fed[max(0, at - 5) : at].sum(axis=0).tolist()
    enters = int(seen[C_ENTER])
    total = 0
    for weight, got, under, base, more in (
        (320, int(seen[C_STAY]) * 10_000, enters, PEER_STAY_DS * 10_000, prior),
        (180, fed * 10_000, shown, PEER_ENTER, prior * 10_000 // PEER_ENTER),
        (200, int(2 * seen[C_COMMENT] + seen[C_LIKE]) * 10_000, enters, PEER_TALK, prior),
        (300, int(seen[C_ORDER]) * 10_000, enters, PEER_ORDER, prior),
    ):  # fmt: skip
        par = base * hour // 100
        total += weight * min(3072, (got + more * base) * 1024 // ((under + more) * par))
    return total // 1000 * room.rank // 1024


def _advance(world: World, room: Room, minute: int) -> None:
    """Move the explanation on, let slips come to something, let rank and debts run."""
    k = room.product
    if k < 0 or minute >= room.until or k in room.off or stock_left(world, room)[k] <= 0:
        _explain_next(world, room, minute)
    if room.slip >= 0:
        _slip_goes_on(world, room, minute)
    lost = room.rank * int(world.params[NAME][P_RANK]) >> 10
    room.rank += -lost if room.cut(minute) else (1024 - room.rank + 15) // 16
    if room.cut_until == minute:
        room.forced = False
        world.signal("platform", "画面已恢复", "the picture is back", channel=NAME, content=room.key)
    if 0 <= room.owed <= minute:
        room.owed = -1
        feel_inside(world, room, -MISLED)
        world.signal("comment", "观众追问刚才的标价, 主播没有说明", "viewers ask about the price; nobody explains",
                     channel=NAME, content=room.key, level="notice")  # fmt: skip


def _explain_next(world: World, room: Room, minute: int) -> None:
    """Go on to the next product on the shelf that can be sold; the round begins again (返场)."""
    left = stock_left(world, room)
    for step in range(1, len(room.shelf) + 1):
        place = (room.place + step) % len(room.shelf)
        if room.shelf[place] not in room.off and left[room.shelf[place]] > 0:
            room.place, room.since, room.until = place, minute, minute + room.minutes[place]
            return
    room.place = -1


def _slip_goes_on(world: World, room: Room, minute: int) -> None:
    """Warn when a slip is not corrected in time; cut the room when it happens again."""
    if minute == room.slip + GRACE:
        room.warned += 1
        world.items.fields[room.row, it.WARN] += 1
        world.signal("platform", "平台警告: 直播间出现违规话术", "the platform warns: forbidden words in the room",
                     channel=NAME, content=room.key, level="warning")  # fmt: skip
    if minute > room.slip and (room.warned > 1 or minute >= room.slip + SECOND_SLIP):
        room.slip, room.cut_until, room.forced = -1, minute + FORCED, True
        f = world.items.fields[room.row]
        f[it.THROTTLE] = min(int(f[it.THROTTLE]), FORCED_WEIGHT)
        f[it.STATUS] = it.STATUS_LIMITED
        zh, en = "违规话术再次出现, 断流 5 分钟", "forbidden words again: cut for 5 minutes"
        world.breaches.append(
            {"minute": minute, "key": room.key, "throttle": FORCED_WEIGHT, "zh": zh, "en": en}
        )
        world.signal("platform", zh, en, channel=NAME, content=room.key, level="warning")


def _take_stock(world: World, room: Room, ordered: NDArray[np.int64]) -> None:
    """Take parcels that were ordered out of stock (vouchers are taken when they are redeemed)."""
    for k in np.flatnonzero(ordered).tolist():
        product = world.scenario.products[k]
        if product.stock is None or product.redeem:
            continue
        need = product.stock_units * world.scenario.audience.people_per_agent
        world.stock[product.stock] = max(0.0, world.stock[product.stock] - need * int(ordered[k]))
        if world.stock[product.stock] < need:
            world.signal(
                "stock",
                f"{product.name.zh}售罄",
                f"{product.name.en} is sold out",
                content=room.key,
                level="notice",
            )


def _pass_on(world: World, state: dict[str, Any]) -> None:
    """Let friends open a shared room within minutes."""
    shares = world.take_shares()
    if shares.shape[0]:
        chance = int(world.params[NAME][P_SHARED]) * (1 << 32) // 1000
        state["pending"].add(world.friends_of(shares, K_SHARE, (S_CHAT, chance, 1, 8, 6)))


def _minute(world: World, room: Room, minute: int, p: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what this minute of the room is like, for the kernels."""
    now = np.zeros(16, np.int64)
    talked = minute - room.since
    ready = min(3, talked + 1)
    quality = int(world.items.fields[room.row, it.QUALITY])
    issue, until, share = room.hostile
    spec = world.scenario.issues[issue] if issue >= 0 else None
    now[[N_MINUTE, N_ROW, N_PRODUCT, N_CUT]] = (minute, room.row, room.product, int(room.cut(minute)))
    now[N_PACE] = _pace(world, room, minute, p)
    now[N_WARMTH] = int(p[P_EXPLAIN]) * ready // 3 * (192 + room.skill // 2) // 256
    now[N_BAG] = room.bag_pull if minute < room.bag_until else NO_BAG
    now[N_STRENGTH] = min(255, quality)
    first, back, gone = room.away
    now[[N_AWAY, N_BACK]] = (gone if minute == first else 0, back)
    now[N_DOOR] = -gone if first <= minute < back else 0
    if spec is not None:
        now[[N_HOSTILE, N_ISSUE, N_BELIEVED]] = (share if minute < until else 0, issue, spec.credibility)
        now[N_BRAND] = int(spec.about == "brand")
        now[N_EVIDENCE] = room.evidence if minute < room.answered else 0
    return now


def _pace(world: World, room: Room, minute: int, p: NDArray[np.int64]) -> int:
    """Return how fast everybody's patience is used up now, as a score."""
    score = min(240, max(0, minute - room.host_since - FRESH) * int(p[P_TIRES])) - room.skill // 4
    score += min(150, max(0, minute - room.since - int(p[P_BORED])) * 15)
    online = shown_people(world.scenario, room.visitors.shape[0])
    score += min(200, max(0, online - int(p[P_CROWD])) // 4)
    at = minute - room.start
    if at > 0 and online:
        score -= min(50, shown_people(world.scenario, int(room.log[at - 1, C_COMMENT])) * 500 // online)
    return score + (int(p[P_CUT]) if room.cut(minute) else 0)


def _close(world: World, room: Room) -> None:
    """End a room: nobody can meet it, its paid orders stop and give back their money."""
    room.ended = True
    room.visitors = room.visitors[:0]
    f, card = world.items.fields[room.row], world.items.cards[room.row]
    f[it.STATUS] = it.STATUS_WITHDRAWN
    card.status_reason_zh, card.status_reason_en = "直播已结束", "the broadcast is over"
    delivery.withdraw(world, room.row)
    world.signal("result", f"下播: {card.title}", "the room is off air", channel=NAME, content=room.key)
