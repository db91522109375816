"""Outsiders post a claim: a complaint with a picture, a rumour, a fake expert."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from simulator.channel import Tick
from simulator.events.kind import (
    MINUTES,
    EventKind,
    EventOptions,
    Names,
    need_issue,
    need_ports,
    piece_id,
    register_event,
    tell,
)  # fmt: skip
from simulator.events.spreading import claim_fields, log_mention
from simulator.items import DURATION, HOOK, LOCALITY, QUALITY, SENIOR, TONE
from simulator.memory import CORRECTED, TOLD
from simulator.randomness import name_key
from simulator.scenario import EventSpec, Scenario
from simulator.texts import Text
from simulator.world import OUTSIDE, EventState, ItemSpec, World


class ClaimOptions(EventOptions):
    """Which claim, who posts it where, and how well it is made.

    Parameters
    ----------
    ports : str
        ``channel:port`` names, taken in turn.
    followers, later_followers : int
        People who follow whoever posts it first, and those who post it after.
    inside : float
        Share of these followers who are among the people of the case.
    quality, hook : int
        0 to 255, 128 being the platform's median piece.
    for_seniors : int
        -100 (made for the young) to 100 (made for the old).
    """

    issue: str
    ports: Names = Field(min_length=1)
    posts: int = Field(default=1, ge=1, le=60)
    hours: float = Field(default=3, gt=0, le=240)
    followers: int = Field(default=1000, ge=0, le=10_000_000)
    later_followers: int = Field(default=200, ge=0, le=10_000_000)
    inside: float = Field(default=1.0, ge=0, le=1)
    title: str = Field(min_length=1, max_length=60)
    quality: int = Field(default=140, ge=0, le=255)
    hook: int = Field(default=170, ge=0, le=255)
    duration_s: int = Field(default=30, ge=0, le=900)
    tone: int = Field(default=-60, ge=-100, le=100)
    for_seniors: int = Field(default=0, ge=-100, le=100)
    image: bool = False


@register_event
class Claim(EventKind[ClaimOptions]):
    """Pieces by outsiders carry an issue's claim; it spreads only as people meet and share them.

    Who posts after the first is one of the people of the case, drawn with the form: if this person
    has been told the facts by then, the piece does not come. So an early answer that reaches many
    stops more of them.
    """

    kind = "claim"
    strength_unit = Text(
        zh="倍(首发与跟帖账号的粉丝量及跟帖条数)", en="times the posters' followers and the later posts"
    )
    options = ClaimOptions

    def check(self, case: Scenario, spec: EventSpec) -> None:
        """Refuse unknown issues and ports."""
        options = self.read(spec)
        need_issue(case, spec, options.issue)
        need_ports(case, spec, options.ports)

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Set the time in which the pieces come; the first comes at once."""
        options = self.read(spec)
        if state.strength <= 0:
            return
        state.until = world.minute + int(options.hours * MINUTES)
        state.notes.update(posts=0, planned=max(1, round(options.posts * state.strength)))
        tell(world, spec, options)

    def each_tick(self, world: World, state: EventState, spec: EventSpec, tick: Tick) -> None:
        """Publish the pieces that are due, spread evenly over the hours."""
        options = self.read(spec)
        planned = int(state.notes["planned"])
        while True:
            done = int(state.notes["posts"])
            if done >= planned or tick.start < state.fired + done * (state.until - state.fired) // planned:
                return
            if done == 0 or _passes_on(world, spec, options, done):
                _post(world, state, spec, options, done)
            state.notes["posts"] = done + 1


def _passes_on(world: World, spec: EventSpec, options: ClaimOptions, number: int) -> bool:
    """Tell whether the person who would post next still does: who was told the facts does not."""
    channel = options.ports[number % len(options.ports)].partition(":")[0]
    users = np.flatnonzero(world.audience.app_rate(world.channel_of(channel).profile.app))
    luck = world.seeds.world_key("event.poster", name_key(spec.key), number)
    told = world.issues[world.issue_index(options.issue), users[luck % users.size]] & (TOLD | CORRECTED)
    return not told


def _post(world: World, state: EventState, spec: EventSpec, options: ClaimOptions, number: int) -> None:
    channel, _, port = options.ports[number % len(options.ports)].partition(":")
    people = options.later_followers if number else options.followers
    people = int(people * state.strength * options.inside) // world.scenario.audience.people_per_agent
    row = world.publish(
        ItemSpec(
            id=piece_id(world, spec, number), key=f"{spec.key}.{number}", title=options.title,
            channel=channel, port=port, brand=OUTSIDE, topics=_topics(world, options.issue),
            fields={
                **claim_fields(world, options.issue), TONE: options.tone, QUALITY: options.quality,
                HOOK: options.hook, DURATION: options.duration_s, SENIOR: options.for_seniors, LOCALITY: 200,
            },
            notes={"seed_people": people, "image": int(options.image)},
        )
    )  # fmt: skip
    log_mention(world, options.issue, row)


def _topics(world: World, issue: str) -> dict[str, int]:
    return dict(world.scenario.issues[world.issue_index(issue)].topics)
