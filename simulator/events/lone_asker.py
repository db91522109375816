"""One account asks the same thing a few times (noise)."""

from __future__ import annotations

from pydantic import Field

from simulator.channel import Tick
from simulator.events.kind import MINUTES, EventKind, EventOptions, need_issue, register_event
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import EventState, World


class LoneAskerOptions(EventOptions):
    """About which issue the one account asks, and over what time."""

    issue: str
    hours: float = Field(default=2, gt=0, le=24)


@register_event
class LoneAsker(EventKind[LoneAskerOptions]):
    """One account asks the same thing a few times; nobody else hears or repeats it."""

    kind = "lone_asker"
    strength_unit = Text(zh="次(同一账号提问)", en="times the one account asks")
    options = LoneAskerOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse an unknown issue."""
        need_issue(case, spec, self.read(spec).issue)

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Begin asking."""
        if round(state.strength) > 0:
            state.until = world.minute + int(self.read(spec).hours * MINUTES)
            state.notes["asked"] = 0
            # monitoring shows that it was asked; an answer to it is no answer to a rumour that spreads
            log = world.issue_log.setdefault(
                self.read(spec).issue, {"first_seen": world.minute, "mentions": []}
            )
            log.setdefault("noise", True)

    def each_tick(self, world: World, state: EventState, spec: EventSpec, tick: Tick) -> None:
        """Put a question into the feed that the operator reads; no person of the case hears it."""
        wanted, asked = round(state.strength), int(state.notes["asked"])
        if asked < wanted and tick.start >= state.fired + asked * (state.until - state.fired) // wanted:
            world.signal("comment", spec.signal.zh, spec.signal.en)
            state.notes["asked"] = asked + 1
