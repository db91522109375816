"""The line of a live room breaks.

It goes through ``trouble`` of the live channel (see `simulator.events.kind.trouble`); where no room
is live in that minute nothing happens.
"""

from __future__ import annotations

from simulator.events.kind import EventKind, EventOptions, register_event, tell, trouble
from simulator.scenario import EventSpec
from simulator.texts import Text
from simulator.world import EventState, World


@register_event
class LineCut(EventKind[EventOptions]):
    """The line breaks; a spare line lets the crew switch over."""

    kind = "line_cut"
    strength_unit = Text(
        zh="分钟(无备用线路时中断多久)", en="minutes without a picture when there is no spare line"
    )
    live = True

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Cut the line."""
        minutes = round(state.strength)
        if minutes > 0:
            trouble(world, "cut_line", minutes=minutes)
            tell(world, spec, self.read(spec))
