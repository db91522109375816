"""An own piece that nobody reviewed carries a mistake."""

from __future__ import annotations

from pydantic import Field

from simulator import items as it
from simulator.channel import Tick
from simulator.events.kind import MINUTES, EventKind, EventOptions, need, need_issue, register_event, tell
from simulator.events.spreading import carry_claim, own_live
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import EventState, World


class OwnSlipOptions(EventOptions):
    """On which account, what the slip says, and for how long one may still come up."""

    issue: str
    account: str = ""
    hours: float = Field(default=24, gt=0, le=240)


@register_event
class OwnSlip(EventKind[OwnSlipOptions]):
    """The newest own piece that nobody reviewed carries a mistake; a reader points it out.

    Where everything was reviewed nothing happens: prevention counts.
    """

    kind = "own_slip"
    strength_unit = Text(zh="条(出错的未审内容)", en="unreviewed pieces with the mistake")
    options = OwnSlipOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse unknown issues and accounts."""
        options = self.read(spec)
        need_issue(case, spec, options.issue)
        if options.account:
            need(spec, "account", "account", [options.account], [a.key for a in case.accounts])

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Begin the time in which a slip can be found."""
        if round(state.strength) > 0:
            state.until = world.minute + int(self.read(spec).hours * MINUTES)
            state.notes["found"] = 0

    def each_tick(self, world: World, state: EventState, spec: EventSpec, tick: Tick) -> None:  # noqa: ARG002
        """Let the newest unreviewed piece carry the mistake."""
        options = self.read(spec)
        if int(state.notes["found"]) >= round(state.strength):
            return
        fields = world.items.fields
        for row in own_live(world, account=options.account):
            if fields[row, it.REVIEWED] == 0 and fields[row, it.CLAIM] < 0:
                carry_claim(world, options.issue, row)
                state.notes["found"] = int(state.notes["found"]) + 1
                tell(world, spec, options)
                return
