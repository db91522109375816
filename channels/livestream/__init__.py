"""Live rooms (抖音直播-like): who comes in from where, how long they stay, what they buy, minute by minute.

A stay is a heavy-tailed store of patience that a person brings along and uses up, faster or slower,
as the room is: who is on the shelf now, how tired the host is, a lucky bag, a broken line. The
platform shows the room by a rolling score of the last minutes. Every minute present is counted, so
mean online = entries x mean stay / duration holds on the recorded integers.

Simplified: a stay takes no slots from the same session's short videos (the two feeds are filled
apart); somebody inside a room is not shown any room; rival rooms are a mass that takes exposure.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.livestream.arrivals import previews, take_invitations
from channels.livestream.directing import act, check_action
from channels.livestream.minutes import play
from channels.livestream.numbers import PARAMETERS
from channels.livestream.planning import check_plan, plan_room
from channels.livestream.room import Room, on_air, thinned_room
from channels.livestream.screen import present, view
from channels.livestream.troubles import TROUBLES
from simulator import items as it
from simulator.channel import Own, Port, Tick, mechanism, register
from simulator.crowd import Crowd
from simulator.decisions import Decision, LiveAction, ScheduleLive
from simulator.pending import Pending
from simulator.published import DOUYIN_PROFILE
from simulator.randomness import draw_int
from simulator.seen import seen_totals
from simulator.texts import Text
from simulator.world import World


@register
class Livestream:
    """抖音-like live rooms; see the module's first lines for the mechanism."""

    name = "livestream"
    label = Text(zh="直播", en="Livestream")
    profile = DOUYIN_PROFILE
    ports = (Port(key="room", name=Text(zh="直播间", en="Live room"), carriers=()),)
    stages = (("impression", it.MET), ("enter", it.VIEWED), ("click", it.CLICKED), ("order", it.ORDERED))
    counters = (
        "impressions", "enters", "views", "valid_views", "stay_ds", "watch_ds", "likes", "comments",
        "negative_comments", "gifts", "gift_coins", "follows", "shares", "cart_views", "clicks", "orders", "gmv_fen",
        "bookings", "asks", "paid_impressions", "paid_clicks", "paid_orders", "paid_gmv_fen", "spend_fen",
    )  # fmt: skip
    own = Own(counters=(("gift_coins", Text(zh="打赏金额(币)", en="gifts (coins)")),))
    purposes = (
        "race", "enter", "stay", "bag", "like", "comment", "share", "follow", "gift", "cart", "click", "order",
        "claim", "answer", "book", "notice",
    )  # fmt: skip
    parameters = PARAMETERS
    levers = ("schedule_live", "live_action")
    mechanisms = (
        mechanism("推荐流", "feed", "feed_pull", "impressions", -1),
        mechanism("急速流", "opening burst", "feed_burst", "impressions", -1),
        mechanism("关注流", "follow feed", "follow_pull", "impressions", -1),
        mechanism("开播提醒", "opening push", "push_notice", "impressions", -1),
        mechanism("预约到场", "bookings come", "booking_come", "enters", -1, off=-3072),
        mechanism("主播疲劳", "host tires", "host_tires", "stay_ds", 1),
        mechanism("讲解", "explanation", "explain_gain", "orders", -1),
        mechanism("品牌疲劳", "fatigue", "fatigue_gain", "enters", 1),
        mechanism("重复曝光", "repeated exposure", "repeat", "enters", 1),
    )  # fmt: skip

    # ---- levers ------------------------------------------------------------------------------

    def check(self, world: World, decision: Decision) -> None:
        """Refuse a room or an action that cannot be: time, account, shelf, money."""
        if isinstance(decision, ScheduleLive):
            check_plan(world, decision)
        elif isinstance(decision, LiveAction):
            check_action(world, decision)

    def apply(self, world: World, decision: Decision) -> None:
        """Open the plan of a room (its item exists from now on), or carry out the director's action."""
        if isinstance(decision, ScheduleLive):
            plan_room(world, decision)
        elif isinstance(decision, LiveAction):
            room = world.state[self.name]["rooms"].get(decision.room)
            if room is not None and room.on_air(world.minute):
                act(world, room, decision)

    def trouble(self, world: World, kind: str, **options: float | str) -> None:
        """Make trouble in the rooms that are on air (events go through here)."""
        for room in on_air(world, world.minute):
            TROUBLES[kind](world, room, {name: float(value) for name, value in options.items()})

    # ---- the run -----------------------------------------------------------------------------

    def begin(self, world: World) -> None:
        """Make the channel's state."""
        world.state[self.name] = {
            "rooms": {}, "open": [], "rivals": [], "pending": Pending(), "online": 0,
            "in_room_until": np.zeros(world.audience.n, np.int64),
        }  # fmt: skip

    def published(self, world: World, row: int) -> None:
        """Give a rival's room its hours: an evening room, drawn from its identity (world seed)."""
        brand = int(world.items.fields[row, it.BRAND])
        if brand <= 0:
            return
        identity, day, now = world.items.cards[row].id, world.minute // 1440 * 1440, world.minute
        opens = max(now, day + 19 * 60 + draw_int(identity, 11) % 120)
        quality = int(world.items.fields[row, it.QUALITY])
        length = 60 + draw_int(identity, 12) % 120
        world.items.fields[row, it.DURATION] = length * 60
        world.state[self.name]["rivals"].append((opens, opens + length, quality))

    def step(self, world: World, tick: Tick) -> None:
        """Play every minute of the rooms that are on air; collect bookings for those planned."""
        state = world.state[self.name]
        if not state["open"]:
            world.invitations.clear()
            state["online"] = 0
            return
        if all(tick.end <= state["rooms"][key].start for key in state["open"]):
            world.invitations.clear()  # only rooms that are to come: nobody is on air
        else:
            for minute in range(tick.start, tick.end):
                take_invitations(world, state, minute)
                for room in [state["rooms"][key] for key in state["open"]]:
                    play(world, room, minute, state)
        for key in list(state["open"]):
            room = state["rooms"][key]
            if not room.opened and room.preview:
                previews(world, room, tick)
            if room.ended:
                state["open"].remove(key)
        state["online"] = sum(present(room, tick.end) for room in state["rooms"].values())

    def night(self, world: World, day: int) -> None:  # noqa: ARG002 - the protocol gives the day
        """Forget the rival rooms of the day that has ended."""
        state = world.state[self.name]
        state["rivals"] = [rival for rival in state["rivals"] if rival[1] > world.minute]

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return the state for a part of the people."""
        kept = world.state[self.name]
        return kept | {
            "rooms": {key: thinned_room(room, crowd) for key, room in kept["rooms"].items()},
            "pending": crowd.pending(kept["pending"]),
            "in_room_until": crowd.people(kept["in_room_until"]),
        }

    def observe(self, world: World) -> dict[str, Any]:
        """Return the rooms as the platform's live screen shows them."""
        rooms: list[Room] = list(world.state[self.name]["rooms"].values())
        if not rooms:
            return {"rooms": []}
        totals = seen_totals(world)
        rooms.sort(key=lambda room: (room.start, room.key))
        return {"rooms": [view(world, room, totals[room.row]) for room in rooms]}
