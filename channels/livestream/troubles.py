"""What may go wrong in a room; events arrive here (see `simulator.events.kind.trouble`)."""

from __future__ import annotations

from channels.livestream.numbers import NAME
from channels.livestream.room import Room
from simulator.decisions import decision_id
from simulator.randomness import draw_int
from simulator.world import World


def _wrong_price(world: World, room: Room, options: dict[str, float]) -> None:
    product = int(options["product"])
    if product not in room.shelf:
        return
    if room.checked[room.shelf.index(product)]:
        world.signal(
            "result", "双人核价拦下一处错价", "the second check caught a wrong price", content=room.key
        )
        return
    room.prices[product] = int(options["price_fen"])
    room.wrong.append(product)


def _cut_line(world: World, room: Room, options: dict[str, float]) -> None:
    # who rehearsed finds the fault sooner
    minutes = max(1, int(options["minutes"]) * (512 - room.skill) // 512)
    room.cut_until, room.forced = max(room.cut_until, world.minute + minutes), False
    world.signal("platform", "直播断流", "the line is cut", channel=NAME, content=room.key, level="warning")


def _host_slip(world: World, room: Room, options: dict[str, float]) -> None:
    key = world.seeds.chance_key("livestream.slip", decision_id(world.attempt, room.key), world.minute)
    if draw_int(key) % 512 < room.skill // 2:
        world.signal(
            "result",
            "主播临场换掉了违禁说法(彩排有效)",
            "the rehearsed host rephrased in time",
            content=room.key,
        )
        return
    room.slip = world.minute
    room.warned += int(options.get("severity", 1.0) >= 2)


def _distract(world: World, room: Room, options: dict[str, float]) -> None:
    back = world.minute + int(options["minutes"])
    room.away = (world.minute, back, min(900, int(options["per_mille"])))


def _hostile(world: World, room: Room, options: dict[str, float]) -> None:
    issue = int(options["issue"])
    if issue < 0:
        return
    room.hostile = (issue, world.minute + int(options["minutes"]), min(900, int(options["per_mille"])))
    log = world.issue_log.setdefault(
        world.scenario.issues[issue].key, {"first_seen": world.minute, "mentions": []}
    )
    log.setdefault("mentions", []).append((world.minute, room.row))


TROUBLES = {
    "wrong_price": _wrong_price, "cut_line": _cut_line, "host_slip": _host_slip, "distract": _distract,
    "hostile_comments": _hostile,
}  # fmt: skip
