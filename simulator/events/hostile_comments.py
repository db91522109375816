"""Visitors of a live room write a claim into its comments.

It goes through ``trouble`` of the live channel (see `simulator.events.kind.trouble`); where no room
is live in that minute nothing happens.
"""

from __future__ import annotations

from pydantic import Field

from simulator.events.kind import EventKind, EventOptions, need_issue, register_event, tell, trouble
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import EventState, World


class HostileCommentsOptions(EventOptions):
    """Which claim the comments make, and how long they go on unanswered."""

    issue: str
    minutes: int = Field(default=15, ge=1, le=240)


@register_event
class HostileComments(EventKind[HostileCommentsOptions]):
    """Visitors of a live room write a claim into its comments."""

    kind = "hostile_comments"
    strength_unit = Text(zh="质疑占评论的比例", en="share of the comments that make the claim")
    options = HostileCommentsOptions
    live = True

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse an unknown issue."""
        need_issue(case, spec, self.read(spec).issue)

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Let the comments come."""
        options = self.read(spec)
        per_mille = round(state.strength * 1000)
        if per_mille > 0:
            issue = world.issue_index(options.issue)
            trouble(world, "hostile_comments", issue=issue, minutes=options.minutes, per_mille=per_mille)
            tell(world, spec, options)
