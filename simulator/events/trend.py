"""A topic comes into fashion for some hours."""

from __future__ import annotations

from pydantic import Field

from simulator.events.kind import MINUTES, EventKind, EventOptions, need_topic, register_event, tell
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.topics import topic_row
from simulator.world import EventState, World


class TrendOptions(EventOptions):
    """Which topic, how long, and from which topic attention is taken (half as much)."""

    topic: str
    from_topic: str | None = None
    hours: float = Field(default=6, gt=0, le=240)


@register_event
class Trend(EventKind[TrendOptions]):
    """Everybody's interest in a topic rises for some hours, whoever's pieces are about it."""

    kind = "trend"
    strength_unit = Text(zh="兴趣分(1/256 logit)", en="score units of interest (1/256 logit)")
    options = TrendOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:  # noqa: ARG002 - others look into the case
        """Refuse unknown topics."""
        options = self.read(spec)
        need_topic(spec, "topic", options.topic)
        if options.from_topic is not None:
            need_topic(spec, "from_topic", options.from_topic)

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Add the trend to the moods of the day."""
        options = self.read(spec)
        points = round(state.strength)
        if points == 0:
            return
        until = world.minute + int(options.hours * MINUTES)
        world.trends.append((topic_row(options.topic), points, until))
        if options.from_topic is not None:
            world.trends.append((topic_row(options.from_topic), -(points // 2), until))
        tell(world, spec, options)
