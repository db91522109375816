"""Short video (抖音-like): recommendation pools, follow feed, search tail, watch-time hazard.

A new piece is shown to a small pool; how far it goes on depends on its shrunk rates against an
exogenous table for its duration band and hour, as a continuous function, so a small sample is not
a lottery ticket. Bought plays (DOU+, auction) are kept out of these rates: money carries nothing
further by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.short_video.crowd import Crowd as Crowded
from channels.short_video.crowd import crowd_of, is_crowded
from channels.short_video.feed import arrivals, feed
from channels.short_video.parameters import (
    K_RACE,
    K_SPREAD,
    MAX_PULL,
    N_PERF,
    P_COLD,
    P_MATCH,
    P_POOL_HOURS,
    P_SHARE_CHANCE,
    PARAMETERS,
    PATIENCE,
    REACH_AGE,
    S_CHAT,
    SHARE_KIND,
)
from channels.short_video.pools import first_pool, rates
from simulator import items as it
from simulator.channel import Port, Tick, mechanism, register
from simulator.counters import SOURCE
from simulator.crowd import Crowd
from simulator.decisions import Boost, Decision, Publish
from simulator.errors import DecisionError
from simulator.outsiders import seed_outsiders
from simulator.pending import Pending
from simulator.published import DOUYIN_PROFILE
from simulator.race import mean_growth, race_of
from simulator.reactions import LIVE_KIND
from simulator.texts import Text
from simulator.world import World

SHORTEST_S, LONGEST_S = 5, 900
"""Seconds a short video may last (assumed; the platform's own limits have changed often)."""


@register
class ShortVideo:
    """抖音-like short video; see the module's first lines for its mechanisms."""

    name = "short_video"
    label = Text(zh="短视频", en="Short video")
    profile = DOUYIN_PROFILE
    ports = (
        Port(
            key="video", name=Text(zh="短视频", en="Short video"),
            carriers=("short_video", "animation", "long_video"),
        ),
    )  # fmt: skip
    stages = (("impression", it.MET), ("valid_view", it.VIEWED), ("click", it.CLICKED), ("order", it.ORDERED))
    counters = (
        "impressions", "views", "valid_views", "short_views", "completions", "watch_ds", "likes", "comments",
        "negative_comments", "shares", "collects", "follows", "unfollows", "profile_visits", "dislikes", "reports",
        "clicks", "orders", "gmv_fen", "paid_impressions", "paid_clicks", "paid_orders", "paid_gmv_fen",
        "spend_fen",
    )  # fmt: skip
    purposes = (
        "race", "skip", "watch", "like", "comment", "share", "collect", "follow", "leave", "click", "order",
        "dislike", "claim", "answer", "spread", "profile", "again",
    )  # fmt: skip
    parameters = PARAMETERS
    levers = ("boost",)
    mechanisms = (
        mechanism("推荐池晋级", "pool promotion", "pool_growth", "impressions", -1),
        mechanism("冷启动池", "cold start", "cold_start", "impressions", -1),
        mechanism("关注流", "follow feed", "follow_pull", "impressions", -1),
        mechanism("搜索长尾", "search tail", "search_pull", "impressions", -1),
        mechanism("前3秒钩子", "three-second hook", "hook_gain", "valid_views", -1),
        mechanism("兴趣匹配", "interest match", "match_gain", "valid_views", -1),
        mechanism("私信分享", "sharing to friends", "share_chance", "impressions", -1),
        mechanism("主动点开", "coming on purpose", "intent_gain", "valid_views", -1),
        mechanism("循环重播", "running again", "again_chance", "watch_ds", -1),
        mechanism("看得越多越互动", "engaging by how much was seen", "warm_gain", "likes", -1),
        mechanism("疲劳", "fatigue", "fatigue_gain", "valid_views", 1),
        mechanism("素材衰退", "creative wear-out", "repeat", "valid_views", 1),
    )  # fmt: skip

    def check(self, world: World, decision: Decision) -> None:
        """Refuse what the platform would refuse: wrong length, heating a shopping video."""
        if isinstance(decision, Publish) and not SHORTEST_S <= decision.duration_s <= LONGEST_S:
            raise DecisionError("短视频时长 5–900 秒 / a short video lasts 5 to 900 s", field="duration_s")
        if isinstance(decision, Boost):
            card = world.card(decision.content)
            if card is None or card.channel != self.name:
                raise DecisionError(
                    f"只能加热自己的短视频, 没有 {decision.content!r} / only an own short video can be heated",
                    field="content",
                )
            if world.items.fields[card.row, it.PRODUCT] >= 0:
                raise DecisionError(
                    "DOU+ 不支持挂车/团购视频, 请用付费投放 / a video with a product cannot be heated; use a paid order",
                    field="content",
                )

    def apply(self, world: World, decision: Decision) -> None:
        """Heating is placed at the common delivery desk; nothing else is this channel's own."""

    def begin(self, world: World) -> None:
        """Make the pools' state."""
        world.state[self.name] = {
            "perf": np.zeros((16, N_PERF), np.int64),
            "pool": np.zeros((16, 4), np.int64),  # left, size, ends at minute, number of the pool
            "mean": np.zeros(16, np.int64),  # mean factor of interest, 1/4096
            "pending": Pending(),
        }

    def published(self, world: World, row: int) -> None:
        """Open the first pool of a new piece."""
        state = world.state[self.name]
        while state["perf"].shape[0] <= row:
            for name in ("perf", "pool", "mean"):
                state[name] = np.concatenate([state[name], np.zeros_like(state[name])])
        p = world.params[self.name]
        size = first_pool(world, row, int(p[P_COLD]))
        state["pool"][row] = (size, size, world.minute + PATIENCE * 60 * int(p[P_POOL_HOURS]), 0)
        state["mean"][row] = mean_growth(world, row, int(p[P_MATCH]), MAX_PULL)
        seed_outsiders(world, row, state["pending"], self.profile.app, SOURCE["follow"])

    def step(self, world: World, tick: Tick) -> None:
        """Promote, pull, fill slots, deliver shares."""
        rows = world.live_rows(self.name, since=world.minute - REACH_AGE)
        state, p = world.state[self.name], world.params[self.name]
        a, perf = world.arrays(), state["perf"]
        live = world.live_flags()
        due = state["pending"].due(tick.end)
        if due.shape[0]:
            arrivals(a, p, perf, due, live)
        orders, at = world.paid_here(self.name)
        if rows.size or at.size:
            day = world.calendar.at(self.profile.app, tick.day, tick.within[0])
            bounds = day.window(*tick.within)
            lams = rates(world, rows, state["pool"], p, tick.start, day.slots_a_minute)
            sessions = (day.person, day.key, day.slots, day.start)
            race = race_of(world, rows, K_RACE, lams[:, 3], lams[:, 4])
            crowd = crowd_of(world, rows, lams, p) if is_crowded(race) else _no_crowd(world, p)
            feed(a, p, perf, sessions, bounds, lams, race, crowd, state["pool"], orders, tick.start, live)
            if at.size:
                world.paid.orders[at] = orders
        self._spread(world, state["pending"])

    def _spread(self, world: World, pending: Pending) -> None:
        shares = world.take_shares()
        if not shares.shape[0]:
            return
        world.invite(shares[shares[:, 3] == LIVE_KIND], SOURCE["short_video"])
        chance = int(world.params[self.name][P_SHARE_CHANCE]) * (1 << 32) // 1000
        sent = shares[shares[:, 3] == SHARE_KIND]
        pending.add(world.friends_of(sent, K_SPREAD, (S_CHAT, chance, 2, 180, 6)))

    def night(self, world: World, day: int) -> None:
        """Nothing of its own happens at midnight."""

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return the state for a part of the people."""
        kept = world.state[self.name]
        pool = kept["pool"].copy()
        pool[:, :2] //= crowd.parts  # what is left of a pool, and its size
        return kept | {
            "perf": kept["perf"] // crowd.parts, "pool": pool, "pending": crowd.pending(kept["pending"]),
        }  # fmt: skip

    def observe(self, world: World) -> dict[str, Any]:
        """Creators see no pool level, so there is nothing beside the counters."""
        del world
        return {}


_NO_CROWD: list[Crowded] = []


def _no_crowd(world: World, p: NDArray[np.int64]) -> Crowded:
    """Return what the feed is given where few pieces compete: nothing in it is read, so one serves all."""
    if not _NO_CROWD:
        _NO_CROWD.append(crowd_of(world, np.zeros(0, np.int64), np.zeros((0, 5), np.int64), p))
    return _NO_CROWD[0]
