"""A guideline changes and own earlier pieces are out of date."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from simulator import items as it
from simulator.channel import Tick
from simulator.counters import SOURCE
from simulator.events.kind import (
    MINUTES,
    EventKind,
    EventOptions,
    need,
    need_issue,
    piece_id,
    refuse,
    register_event,
    tell,
)  # fmt: skip
from simulator.events.spreading import carry_claim, own_live
from simulator.pending import FIELDS
from simulator.randomness import name_key
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import OWN, EventState, ItemSpec, World

DAY = 1440
WEEK = 7 * DAY


class OutdatedOptions(EventOptions):
    """Which own pieces say the old thing.

    Parameters
    ----------
    issue : str
        What readers of the old version take away.
    pillar : str
        Pieces of this pillar published before the change are outdated.
    account, old_posts, title : str, int, str
        Pieces from before the case that still stand on an account and are found again now.
    searchers : int
        People a day who look the matter up and see one of the affected pieces among the results,
        whatever it says by then; the channel decides who of them opens it.
    """

    issue: str
    pillar: str
    account: str
    old_posts: int = Field(default=0, ge=0, le=10)
    title: str = Field(default="", max_length=60)
    searchers: int = Field(default=0, ge=0, le=1_000_000)
    hours: float = Field(default=168, gt=0, le=720)


@register_event
class Outdated(EventKind[OutdatedOptions]):
    """A guideline changes: own earlier pieces now mislead their readers until they are updated."""

    kind = "outdated"
    strength_unit = Text(zh="篇(受影响的旧内容条数上限)", en="own earlier pieces affected, at most")
    options = OutdatedOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse unknown issues, pillars and accounts."""
        options = self.read(spec)
        need_issue(case, spec, options.issue)
        need(spec, "pillar", "pillar", [options.pillar], [p.key for p in case.brand.pillars])
        need(spec, "account", "account", [options.account], [a.key for a in case.accounts])
        if options.old_posts and not options.title:
            raise refuse(spec, "title", "old pieces need a title")

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Find the newest pieces that say the old thing and let them carry it."""
        options = self.read(spec)
        wanted = round(state.strength)
        if wanted <= 0:
            return
        rows = own_live(world, pillar=options.pillar)
        old = [_old_post(world, spec, options, n) for n in range(min(wanted, options.old_posts))]
        found = (old + rows)[:wanted]
        for row in found:
            carry_claim(world, options.issue, row)
        state.until = world.minute + int(options.hours * MINUTES)
        state.notes["rows"] = ",".join(str(row) for row in found)
        tell(world, spec, options)

    def each_tick(self, world: World, state: EventState, spec: EventSpec, tick: Tick) -> None:
        """Let people who look it up find one of the pieces that can still be met."""
        options = self.read(spec)
        rows = [int(row) for row in str(state.notes["rows"]).split(",") if row]
        rows = [
            row for row in rows if world.items.fields[row, it.STATUS] in (it.STATUS_LIVE, it.STATUS_LIMITED)
        ]
        people = options.searchers // world.scenario.audience.people_per_agent
        # by cumulative counts, so that the days come out whole
        begin, end = (people * (minute - state.fired) // DAY for minute in (tick.start, tick.end))
        for k, row in enumerate(rows):
            _look_up(world, spec, row, [n for n in range(begin, end) if n % len(rows) == k])


def _look_up(world: World, spec: EventSpec, row: int, numbers: list[int]) -> None:
    if not numbers:
        return
    card = world.items.cards[row]
    users = np.flatnonzero(world.audience.app_rate(world.channel_of(card.channel).profile.app))
    meetings = np.zeros((len(numbers), FIELDS), np.int64)
    luck = [world.seeds.world_key("event.searcher", name_key(spec.key), number) for number in numbers]
    meetings[:, 0], meetings[:, 2], meetings[:, 3] = world.minute, row, SOURCE["search"]
    meetings[:, 1] = users[[draw % users.size for draw in luck]]
    world.state[card.channel]["pending"].add(meetings)


def _old_post(world: World, spec: EventSpec, options: OutdatedOptions, number: int) -> int:
    account = world.account(options.account)
    return world.publish(
        ItemSpec(
            id=piece_id(world, spec, number), key=f"{spec.key}-{number + 1}", title=options.title,
            channel=account.channel, port=account.port, brand=OWN, account=account.key, pillar=options.pillar,
            topics=_pillar_topics(world, options.pillar),
            # an old piece is looked up, not pushed or put before a first audience again
            fields={it.REVIEWED: -1, it.DURATION: 30, it.PUBLISHED: world.minute - WEEK},
            notes={"old": 1, "notify": 0},
        )
    )  # fmt: skip


def _pillar_topics(world: World, key: str) -> dict[str, int]:
    return next(dict(pillar.topics) for pillar in world.scenario.brand.pillars if pillar.key == key)
