"""A natural wobble of interest in a topic (noise)."""

from __future__ import annotations

from pydantic import Field

from simulator.events.kind import MINUTES, EventKind, EventOptions, need_topic, register_event
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.topics import topic_row
from simulator.world import EventState, World


class DipOptions(EventOptions):
    """About which topic people are less, then more, in the mood; each for this long."""

    topic: str
    hours: float = Field(default=1, gt=0, le=12)


@register_event
class Dip(EventKind[DipOptions]):
    """A natural wobble: interest in a topic is a little lower for a while, then as much higher.

    It is real, small and symmetric: what is lost in the first half comes back in the second, for
    everybody's pieces on the topic alike. It has no signal of its own; the trainee may notice it
    in the numbers, and the right answer is to leave it alone.
    """

    kind = "dip"
    strength_unit = Text(
        zh="兴趣分(1/256 logit, 先降后升同样多)", en="score units (1/256 logit), down and then as much up"
    )
    options = DipOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:  # noqa: ARG002 - others look into the case
        """Refuse an unknown topic."""
        need_topic(spec, "topic", self.read(spec).topic)

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Lower the interest for the first half."""
        points = round(state.strength)
        if points:
            options = self.read(spec)
            state.until = world.minute + int(options.hours * MINUTES)
            world.trends.append((topic_row(options.topic), -points, state.until))

    def end(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Raise it by as much for the second half."""
        options = self.read(spec)
        until = world.minute + int(options.hours * MINUTES)
        world.trends.append((topic_row(options.topic), round(state.strength), until))
