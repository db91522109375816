"""A rival sells at an offer price for some hours."""

from __future__ import annotations

from pydantic import Field

from simulator import items as it
from simulator.channel import Tick
from simulator.events.kind import (
    MINUTES,
    EventKind,
    EventOptions,
    Names,
    need,
    piece_id,
    register_event,
    tell,
)  # fmt: skip
from simulator.ledger import fen
from simulator.market import P_RIVAL, P_RIVAL_PRICE
from simulator.scenario import EventSpec, Product, Scenario
from simulator.texts import Text
from simulator.world import EventState, ItemSpec, World


class RivalOfferOptions(EventOptions):
    """Whose offer, against which of our products, how long, and how it is made known.

    Parameters
    ----------
    weight : float
        What the rival's price buys, in the unit of the products' ``weight``; 0 compares a piece
        with a piece.
    """

    rival: str
    products: Names = Field(min_length=1)
    hours: float = Field(default=48, gt=0, le=720)
    posts: int = Field(default=2, ge=1, le=40)
    title: str = Field(min_length=1, max_length=60)
    weight: float = Field(default=0, ge=0, le=1000)


@register_event
class RivalOffer(EventKind[RivalOfferOptions]):
    """A rival undercuts its own list price; people learn of it by meeting the rival's pieces only."""

    kind = "rival_offer"
    strength_unit = Text(
        zh="元(对手在自己标价上再让利多少)", en="yuan the rival takes off its own list price"
    )
    options = RivalOfferOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse unknown rivals and products, and a rival that has no list price."""
        options = self.read(spec)
        need(spec, "rival", "rival", [options.rival], [r.key for r in case.rivals if r.price])
        need(spec, "products", "product", options.products, [p.key for p in case.products])

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Put the offer into force (prices step in half a yuan, as shops write them)."""
        options = self.read(spec)
        brand, listed = _rival(world, options.rival)
        price = fen(listed) - round(state.strength * 2) * 50
        if price >= fen(listed) or price <= 0:
            return
        state.until = world.minute + int(options.hours * MINUTES)
        state.notes.update(brand=brand, price_fen=price, posts=0)
        for product in world.scenario.products:
            if product.key in options.products:
                row = world.products[world.product_index(product.key)]
                row[P_RIVAL], row[P_RIVAL_PRICE] = brand, _compared(price, product, options.weight)
        tell(world, spec, options)

    def each_tick(self, world: World, state: EventState, spec: EventSpec, tick: Tick) -> None:
        """Publish the rival's offer pieces, spread over its hours."""
        options = self.read(spec)
        done = int(state.notes["posts"])
        if (
            done < options.posts
            and tick.start >= state.fired + done * (state.until - state.fired) // options.posts
        ):
            _publish(world, spec, options, int(state.notes["brand"]), done)
            state.notes["posts"] = done + 1

    def end(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Take the offer back; who has it in mind forgets it night by night."""
        brand = int(state.notes["brand"])
        for key in self.read(spec).products:
            row = world.products[world.product_index(key)]
            if row[P_RIVAL] == brand:
                row[P_RIVAL], row[P_RIVAL_PRICE] = 0, 0


def _rival(world: World, key: str) -> tuple[int, float]:
    brand = 1 + [rival.key for rival in world.scenario.rivals].index(key)
    return brand, world.scenario.rivals[brand - 1].price or 0.0


def _compared(price: int, product: Product, weight: float) -> int:
    return round(price * product.weight / weight) if weight and product.weight else price


def _publish(world: World, spec: EventSpec, options: RivalOfferOptions, brand: int, number: int) -> None:
    rival = world.scenario.rivals[brand - 1]
    for place, port in enumerate(rival.ports):
        if port.channel not in world.scenario.channels:
            continue
        world.publish(
            ItemSpec(
                id=piece_id(world, spec, number * 16 + place), key=f"{spec.key}.{place}.{number}",
                title=options.title, channel=port.channel, port=port.port, brand=brand,
                account=f"{rival.key}.{place}", topics=rival.topics,
                fields={it.OFFERS: 1, it.QUALITY: rival.quality, it.HOOK: 130, it.DURATION: 20, it.CALL: 180},
            )
        )  # fmt: skip
