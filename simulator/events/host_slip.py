"""The host of a live room says what the law forbids.

It goes through ``trouble`` of the live channel (see `simulator.events.kind.trouble`); where no room
is live in that minute nothing happens.
"""

from __future__ import annotations

from simulator.events.kind import EventKind, EventOptions, register_event, tell, trouble
from simulator.scenario import EventSpec
from simulator.texts import Text
from simulator.world import EventState, World


@register_event
class HostSlip(EventKind[EventOptions]):
    """The host says something the advertising law forbids."""

    kind = "host_slip"
    strength_unit = Text(zh="级(1 = 平台会警告)", en="grades (1: the platform warns)")
    live = True

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Let the host slip."""
        if state.strength > 0:
            trouble(world, "host_slip", severity=state.strength)
            tell(world, spec, self.read(spec))
