"""Parcels are picked up late (snow, a flood, a crowded depot)."""

from __future__ import annotations

from pydantic import Field

from simulator.events.kind import MINUTES, EventKind, EventOptions, Names, need, register_event, tell
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import EventState, World


class LogisticsOptions(EventOptions):
    """Which products wait, and how long the blockage lasts."""

    products: Names = Field(min_length=1)
    hours: float = Field(default=24, gt=0, le=240)


@register_event
class Logistics(EventKind[LogisticsOptions]):
    """Buyers wait longer for their parcels; who waits without a word is more likely to ask for the money back."""

    kind = "logistics"
    strength_unit = Text(zh="天(揽收晚多久)", en="days by which pick-up is late")
    options = LogisticsOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse unknown products."""
        need(spec, "products", "product", self.read(spec).products, [p.key for p in case.products])

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Hold the parcels back (``world.delays``, read where orders are fulfilled)."""
        options = self.read(spec)
        if state.strength <= 0:
            return
        state.until = world.minute + int(options.hours * MINUTES)
        for key in options.products:
            world.delays[key] = state.strength
        tell(world, spec, options)

    def end(self, world: World, state: EventState, spec: EventSpec) -> None:  # noqa: ARG002 - others look at the state
        """Open the road again."""
        for key in self.read(spec).products:
            world.delays.pop(key, None)
