"""The creator market: a booked piece goes to the creator's own followers, some of whom do not exist.

Padded followers never watch; bought plays hide them: they come fast, from elsewhere, they like and
never click. They count on the platform's screen and in nobody's memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import items as it
from simulator.counters import COUNTER
from simulator.decisions import BookCreator
from simulator.ledger import fen
from simulator.production import features_of
from simulator.randomness import draw_int
from simulator.scenario import Creator

if TYPE_CHECKING:
    from simulator.channel import Tick
    from simulator.world import World

FAN_REACH = 0.4
"""Share of a creator's real followers who are shown a new piece at first (assumed, tried 0.1-0.4)."""
BOT_PLAYS = 0.9
"""Bought plays of a piece against the padded followers (assumed)."""
BOT_LIKES = 0.18
"""Likes per bought play (cases.md A11: 18 %)."""
BOT_MINUTES = 300
"""Minutes over which bought plays arrive (assumed: the curve jumps)."""
DELIVERY_HOURS = (20, 44)
"""Hours from booking to the piece (assumed)."""


def book(world: World, decision: BookCreator, identity: int) -> None:
    """Write down a booking; the piece comes a day or two later."""
    first, last = DELIVERY_HOURS
    spec = _spec(world, decision.creator)
    minute = world.minute + 60 * first + identity % (60 * (last - first))
    world.bookings.append(
        {"key": decision.key, "creator": decision.creator, "status": "booked", "minute": minute,
         "due_fen": fen(spec.price * 0.5), "id": identity, "row": -1, "bots": 0}
    )  # fmt: skip


def _spec(world: World, key: str) -> Creator:
    return next(creator for creator in world.scenario.creators if creator.key == key)


def step_creators(world: World, tick: Tick) -> None:
    """Deliver pieces that are due and let bought plays arrive."""
    for booking in world.bookings:
        if booking["status"] == "booked" and booking["minute"] < tick.end:
            _deliver(world, booking)
        elif booking["row"] >= 0:
            _bots(world, booking, tick)


def _deliver(world: World, booking: dict[str, Any]) -> None:
    from simulator.world import ItemSpec  # noqa: PLC0415  (world imports what this module uses)

    decision = next(d for d in world.decisions if d.key == booking["key"])
    if not isinstance(decision, BookCreator):
        return
    spec = _spec(world, booking["creator"])
    read = features_of(decision)  # type: ignore[arg-type]
    real = spec.followers * (1 - spec.padded) * spec.local_share * FAN_REACH
    booking["row"] = world.publish(
        ItemSpec(
            id=booking["id"], key=decision.key, title=decision.title, channel=spec.channel,
            port=world.channel_of(spec.channel).ports[0].key, brand=0, pillar=decision.pillar,
            topics=spec.topics,
            fields={
                it.QUALITY: spec.quality, it.HOOK: 110 + read.hook // 3, it.DURATION: 45, it.CALL: 165,
                it.CLICKBAIT: read.clickbait * 255 // 100, it.PRODUCT: world.product_index(decision.product),
                it.INFO: min(255, 60 + read.info_points * 20),
            },
            notes={"seed_people": int(real) // world.scenario.audience.people_per_agent},
        )
    )  # fmt: skip
    booking["status"] = "delivered"
    name = spec.name
    world.signal("event", f"达人{name.zh}已交片", f"creator {name.en} has delivered", content=decision.key)


def _bots(world: World, booking: dict[str, Any], tick: Tick) -> None:
    since = tick.end - booking["minute"]
    if since - tick.length >= BOT_MINUTES:
        return  # all of them had come by the tick before
    spec = _spec(world, booking["creator"])
    scale = world.scenario.audience.people_per_agent
    wanted = int(spec.followers * spec.padded * BOT_PLAYS * min(1.0, since / BOT_MINUTES)) // scale
    new = wanted - booking["bots"]
    if new <= 0:
        return
    booking["bots"] = wanted
    totals = world.items.totals[booking["row"]]
    likes = int(new * BOT_LIKES) + draw_int(booking["id"], tick.start) % 2
    for name, count in (
        ("impressions", new), ("views", new), ("valid_views", new * 3 // 10), ("likes", likes),
        ("outside_views", new),
    ):  # fmt: skip
        totals[COUNTER[name]] += count
