"""The shelf of a live room shows a wrong price.

It goes through ``trouble`` of the live channel (see `simulator.events.kind.trouble`); where no room
is live in that minute nothing happens.
"""

from __future__ import annotations

from simulator.events.kind import EventKind, EventOptions, need, register_event, tell, trouble
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import EventState, World


class WrongPriceOptions(EventOptions):
    """Which product is marked wrongly."""

    product: str


@register_event
class WrongPrice(EventKind[WrongPriceOptions]):
    """The shelf shows a wrong price, unless two people checked that shelf item."""

    kind = "wrong_price"
    strength_unit = Text(zh="标错价低了多少(占原价)", en="share of the price by which it is marked too low")
    options = WrongPriceOptions
    live = True

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse an unknown product and a price below nothing."""
        need(spec, "product", "product", [self.read(spec).product], [p.key for p in case.products])

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Mark the product wrongly."""
        options = self.read(spec)
        price = world.prices[options.product]
        wrong = max(1, round(price * (1 - state.strength)))
        if wrong < price:
            trouble(world, "wrong_price", product=world.product_index(options.product), price_fen=wrong)
            tell(world, spec, options)
