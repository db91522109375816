"""The channel class: publishing, the step of a tick, what is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.weibo import parameters as pm
from channels.weibo.meeting import Side, arrivals, feed
from channels.weibo.rates import N_RATES, rates
from channels.weibo.spread import (
    LOG_FIELDS,
    among_friends,
    bring_forward,
    fame,
    fan_out,
    log_reposts,
    put_off,
    relay,
    seed,
    thinned_log,
)
from channels.weibo.topics import crowds, hot_lines, join_topic, note_entries, standing, warm
from simulator import items as it
from simulator.channel import Port, Tick, mechanism, register
from simulator.counters import COUNTER, SOURCE
from simulator.crowd import Crowd
from simulator.decisions import Decision, Publish
from simulator.errors import DecisionError
from simulator.kernel import kernel
from simulator.pending import FIELDS, Pending
from simulator.published import WEIBO_PROFILE
from simulator.race import race_of
from simulator.reactions import LIVE_KIND
from simulator.texts import Text
from simulator.world import World

VERIFIED_FROM = 10_000
"""Followers from which an outsider counts as a V account (assumed; D13: 0.1 % of users)."""
REACH_AGE = 6 * 1440  # minutes after which a post is no longer found
LONGEST_TEXT = 5000  # characters of a long post (assumed)
VIDEO_SECONDS = (3, 900)
NEGATIVE_PRIOR = (30, 12)
"""Comments of prior evidence, and their negative index in 1/256 (cases.md A10: 4 % is usual)."""
C_COMMENT, C_NEGATIVE = COUNTER["comments"], COUNTER["negative_comments"]


@kernel
def _look(fields: Any, totals: Any, rows: Any, claim: Any, mood: Any) -> Any:  # pragma: no cover - compiled
    """Write the posts' negative index; return how many came to carry another claim; compiled."""
    count, index = NEGATIVE_PRIOR
    changed = 0
    for k in range(rows.shape[0]):
        row = rows[k]
        mood[row] = (256 * totals[row, C_NEGATIVE] + count * index) // (totals[row, C_COMMENT] + count)
        changed += fields[row, it.CLAIM] != claim[row]
    return changed


def mood(world: World, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the negative index of posts: the shrunk share of negative comments, in 1/256."""
    out = np.zeros(world.items.capacity, np.int64)
    _look(world.items.fields, world.items.totals, rows, out, out)
    return out[rows]


@register
class Weibo:
    """微博-like public square; see the module's first lines for its mechanisms."""

    name = "weibo"
    label = Text(zh="微博", en="Weibo")
    profile = WEIBO_PROFILE
    ports = (
        Port(
            key="blue_v", name=Text(zh="蓝V官微", en="verified account"),
            carriers=("text", "image_text", "short_video", "long_video", "animation"),
        ),
    )  # fmt: skip
    stages = (("impression", it.MET), ("view", it.VIEWED), ("click", it.CLICKED), ("order", it.ORDERED))
    counters = (
        "impressions", "views", "valid_views", "watch_ds", "likes", "comments", "negative_comments", "reposts",
        "follows", "unfollows", "profile_visits", "dislikes", "clicks", "orders", "gmv_fen", "asks",
        "paid_impressions", "paid_clicks", "paid_orders", "paid_gmv_fen", "spend_fen",
        "claim_exposures", "claim_believed", "claim_corrected",
    )  # fmt: skip
    purposes = (
        "race", "view", "read", "like", "comment", "repost", "profile", "follow", "leave", "click", "order",
        "dislike", "claim", "answer", "spread", "relay",
    )  # fmt: skip
    parameters = pm.PARAMETERS
    levers = ()
    mechanisms = (
        mechanism("关注时间线", "follower timeline", "follow_pull", "impressions", -1),
        mechanism("转发触达粉丝", "reposts reach followers", "expose_chance", "impressions", -1),
        mechanism("熟人转发", "a friend's repost", "friend_repost", "reposts", -1),
        mechanism("大号爱转", "hubs pass on", "hub_gain", "reposts", -1),
        mechanism("弱关系", "weak ties", "tie_loss", "reposts", 1),
        mechanism("第二次看到", "second exposure", "second_gain", "reposts", -1),
        mechanism("看过就不再转", "read before", "seen_loss", "reposts", 1),
        mechanism("愤怒更易转发", "anger is contagious", "anger_gain", "reposts", -1),
        mechanism("信了才转", "believers pass on", "belief_gain", "reposts", -1),
        mechanism("知情者不转", "the informed do not", "told_loss", "reposts", 1),
        mechanism("兴趣匹配", "interest match", "match_gain", "views", -1),
        mechanism("认证效应", "verified account", "verified_gain", "views", -1),
        mechanism("上热搜", "hot list", "hot_pull", "impressions", -1),
        mechanism("话题页", "topic page", "topic_pull", "impressions", -1),
        mechanism("媒体政务互转", "relays", "relay_reach", "impressions", -1),
        mechanism("搜索", "search", "search_pull", "impressions", -1),
        mechanism("负面指数", "negative index", "negative_gain", "likes", 1),
        mechanism("疲劳", "fatigue", "fatigue_gain", "views", 1),
        mechanism("热点分流", "rival attention", "crowd_gain", "impressions", 1),
    )

    def check(self, world: World, decision: Decision) -> None:  # noqa: ARG002 - the protocol's signature
        """Refuse what the platform would refuse: an overlong text or video."""
        if not isinstance(decision, Publish):
            return
        length = len(decision.copy_text)
        if length > LONGEST_TEXT:
            raise DecisionError(
                f"微博正文最多 {LONGEST_TEXT} 字, 现在 {length} 字 / a post has at most {LONGEST_TEXT} characters",
                field="copy_text",
            )
        if decision.carrier not in ("text", "image_text") and not _fits(decision.duration_s):
            first, last = VIDEO_SECONDS
            raise DecisionError(
                f"微博视频时长 {first}–{last} 秒 / a Weibo video lasts {first} to {last} s",
                field="duration_s",
            )

    def apply(self, world: World, decision: Decision) -> None:
        """No lever is this channel's own: posts and paid orders go the common way."""

    def begin(self, world: World) -> None:
        """Make the channel's state: meetings under way, repost log, topics and their heat."""
        world.state[self.name] = {
            "pending": Pending(),
            "later": {},
            "twice": np.zeros((16, (world.audience.n + 7) // 8), np.uint8),
            "topic": np.full(16, -1, np.int64),
            "claim": np.full(16, -1, np.int64),
            "heat": np.zeros(16, np.int64),
            "counted": np.zeros(16, np.int64),
            "mood": np.zeros(16, np.int64),
            "talk": np.zeros(16, np.int64),
            "topics": [],
            "log": np.zeros((0, LOG_FIELDS), np.int64),
            "logged": 0,
            "users": int((world.audience.app_rate(self.profile.app) > 0).sum()),
        }

    def published(self, world: World, row: int) -> None:
        """Take in a post: who posts it, its topic, its first viewers, who relays it."""
        state, f = world.state[self.name], world.items.fields
        while state["topic"].size <= row:
            for name, empty in (
                ("twice", 0),
                ("topic", -1),
                ("claim", -1),
                ("heat", 0),
                ("counted", 0),
                ("mood", 0),
                ("talk", 0),
            ):
                state[name] = np.concatenate([state[name], np.full_like(state[name], empty)])
        notes = world.items.cards[row].notes
        fans = int(notes.get("seed_people", 0)) * world.scenario.audience.people_per_agent
        if "author" in notes:
            fans = pm.PEOPLE_PER_ARC * world.audience.followers.neighbours(int(notes["author"])).size
        f[row, pm.VERIFIED] = int(f[row, it.ACCOUNT] >= 0 or fans >= VERIFIED_FROM)
        f[row, pm.FOUND] = world.minute
        state["talk"][row] = among_friends(world, row)
        self._file(world, row)
        new = "seeded" not in notes and not notes.get("old")
        seed(world, row)
        if new and f[row, it.BRAND] == 0 and f[row, it.ACCOUNT] >= 0:
            relay(world, row)

    def _file(self, world: World, row: int) -> None:
        """Put a post under its topic, also when it came to carry a claim later, or was put right."""
        join_topic(world, row)
        world.state[self.name]["claim"][row] = world.items.fields[row, it.CLAIM]

    def step(self, world: World, tick: Tick) -> None:
        """Let reposts arrive, fill slots, spread reposts, warm topics."""
        state, p = world.state[self.name], world.params[self.name]
        due = state["pending"].due(tick.end)
        rows = world.live_rows(self.name, since=world.minute - REACH_AGE, column=pm.FOUND)
        orders, at = world.paid_here(self.name)
        if not (due.shape[0] or rows.size or at.size):
            return
        if _look(world.items.fields, world.items.totals, rows, state["claim"], state["mood"]):
            for row in rows[world.items.fields[rows, it.CLAIM] != state["claim"][rows]].tolist():
                self._file(world, row)
        a = world.arrays()
        side = Side(state["twice"], state["mood"], world.live_flags(), state["talk"], fame(world.audience))
        if due.shape[0]:
            arrivals(a, p, side, due)
        day = world.calendar.at(self.profile.app, tick.day, tick.within[0])
        sessions = (day.person, day.key, day.slots, day.start)
        lams = _rates(world, rows, tick)
        race = race_of(world, rows, pm.K_RACE, lams[:, N_RATES], lams[:, 0])
        feed(a, p, side, sessions, day.window(*tick.within), lams, orders, tick.start, race)
        if at.size:
            world.paid.orders[at] = orders
        self._spread(world)
        if state["topics"]:
            warm(world, tick)

    def _spread(self, world: World) -> None:
        passed = world.take_shares()
        world.invite(passed[passed[:, 3] == LIVE_KIND], SOURCE["repost"])
        reposts = passed[passed[:, 3] != LIVE_KIND]
        if not reposts.shape[0]:
            return
        log_reposts(world, reposts[:, [1, 0, 5, 2, 4]])
        graph, people = world.audience.followers, reposts[:, 0]
        arcs = int((graph.indptr[people + 1] - graph.indptr[people]).sum())
        out = np.zeros((arcs, FIELDS), np.int64)
        app = world.audience.app_columns[self.profile.app]
        count = fan_out(
            world.params[self.name], reposts, graph.indptr, graph.indices, world.items.keys,
            world.audience.rows, app, out,
        )  # fmt: skip
        put_off(world, out[:count])

    def night(self, world: World, day: int) -> None:
        """Take up what people will come upon the next day."""
        bring_forward(world, day + 1)

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return the state for a part of the people."""
        kept = world.state[self.name]
        seen = np.flatnonzero(kept["twice"].any(axis=1))  # most rows are other channels' pieces
        people = np.unpackbits(kept["twice"][seen], axis=1, bitorder="little", count=world.audience.n)
        twice = np.zeros((kept["twice"].shape[0], (crowd.audience.n + 7) // 8), np.uint8)
        twice[seen] = np.packbits(crowd.people(people), axis=1, bitorder="little")
        return (
            kept
            | {
                "pending": crowd.pending(kept["pending"]),
                "later": crowd.calendar(kept["later"]),
                "twice": twice,
                "heat": kept["heat"] // crowd.parts,
                "counted": kept["counted"] // crowd.parts,
                "users": int((crowd.audience.app_rate(self.profile.app) > 0).sum()),
            }
            | thinned_log(world, crowd)
        )

    def observe(self, world: World) -> dict[str, Any]:
        """Return the hot list."""
        return {"hot_list": hot_lines(world)}


def _fits(seconds: int) -> bool:
    return VIDEO_SECONDS[0] <= seconds <= VIDEO_SECONDS[1]


def _rates(world: World, rows: NDArray[np.int64], tick: Tick) -> NDArray[np.int64]:
    """Return each post's rates (2**-32 a slot) for timeline, hot list, topic page and search."""
    state = world.state["weibo"]
    now = _NO_TOPICS
    if state["topics"]:
        now = standing(world)
        note_entries(world, now[:, 1])
    crowd = np.array(crowds(world) or _NO_CROWD, np.int64)
    out = np.zeros((rows.size, N_RATES + 1), np.int64)
    rates(
        world.items.fields, world.items.topics, world.params["weibo"], rows, tick.start, state["topic"],
        state["heat"], now, crowd, out,
    )  # fmt: skip
    return out


_NO_TOPICS = np.zeros((0, 2), np.int64)
_NO_CROWD = ((0, 0),)
