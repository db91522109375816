"""A stock is used for something else as well."""

from __future__ import annotations

from pydantic import Field

from simulator.channel import Tick
from simulator.events.kind import MINUTES, EventKind, EventOptions, need, register_event, tell
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import EventState, World

DAY = 1440


class StockUseOptions(EventOptions):
    """Which stock and how long."""

    stock: str
    hours: float = Field(default=24, gt=0, le=720)


@register_event
class StockUse(EventKind[StockUseOptions]):
    """Walk-in customers or spoilage use up a stock faster than before; it shows in the count only."""

    kind = "stock_use"
    strength_unit = Text(zh="份/天(活动以外的消耗)", en="units a day beside the campaign")
    options = StockUseOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse an unknown stock."""
        need(spec, "stock", "stock", [self.read(spec).stock], [stock.key for stock in case.stocks])

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Begin the other use."""
        options = self.read(spec)
        if state.strength <= 0:
            return
        state.until = world.minute + int(options.hours * MINUTES)
        tell(world, spec, options)

    def each_tick(self, world: World, state: EventState, spec: EventSpec, tick: Tick) -> None:
        """Take a tick's share; a stock is never below zero."""
        key = self.read(spec).stock
        world.stock[key] = max(0.0, world.stock[key] - state.strength * tick.length / DAY)
