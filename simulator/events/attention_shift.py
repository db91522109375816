"""Another show draws viewers of a live room away for some minutes.

It goes through ``trouble`` of the live channel (see `simulator.events.kind.trouble`); where no room
is live in that minute nothing happens.
"""

from __future__ import annotations

from pydantic import Field

from simulator.events.kind import EventKind, EventOptions, register_event, tell, trouble
from simulator.scenario import EventSpec
from simulator.texts import Text
from simulator.world import EventState, World


class AttentionShiftOptions(EventOptions):
    """How long people are drawn away."""

    minutes: int = Field(default=3, ge=1, le=120)


@register_event
class AttentionShift(EventKind[AttentionShiftOptions]):
    """Another show begins and draws some people away for some minutes; they come back."""

    kind = "attention_shift"
    strength_unit = Text(zh="离开的在线观众占比", en="share of the viewers drawn away")
    options = AttentionShiftOptions
    live = True

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Draw people away."""
        options = self.read(spec)
        per_mille = round(state.strength * 1000)
        if per_mille > 0:
            trouble(world, "distract", minutes=options.minutes, per_mille=per_mille)
            tell(world, spec, options)
