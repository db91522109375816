"""Bilibili (B站-like): long videos, danmaku, coins and the triple, subscriptions, a slow decay.

A video is first a cover with a title among others. Who opens it watches as long as it holds them:
completion falls with length. Viewers write danmaku onto the picture, the sooner the more others
do; that is an action of its own, apart from replies below. Coins cost the giver something, so they
take more than a like; the triple gives like, two coins and a favourite with one press. Each cover
met without money by somebody who does not follow brings further covers as far as its opening rate
and its heat a view, counted as the platform's ranking does, are above the usual (both shrunk); it
works for days, not hours.
Subscribers see what is new first, and search finds a video at any age.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.bilibili import parameters as pm
from channels.bilibili.feed import arrivals, feed, rates
from channels.bilibili.meeting import Side
from simulator import items as it
from simulator.channel import Mechanism, Own, Port, Tick, register
from simulator.counters import SOURCE
from simulator.crowd import Crowd
from simulator.decisions import Decision, Publish
from simulator.errors import DecisionError
from simulator.outsiders import seed_outsiders
from simulator.pending import Pending
from simulator.people import AudienceProfile
from simulator.published import SHORT_VIDEO_HOURLY_SHARE
from simulator.race import mean_growth, race_of
from simulator.rates import Rate
from simulator.reactions import LIVE_KIND
from simulator.texts import Text
from simulator.world import World


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def _per_view(name: str, zh: str, en: str, counter_zh: str, counter_en: str) -> Rate:
    note = _text(f"{counter_zh}÷播放", f"{counter_en} ÷ views")
    return Rate(over=(name,), under="views", label=_text(zh, en), note=note, source="fact E19")


@register
class Bilibili:
    """B站-like long video; see the module's first lines for its mechanisms."""

    name = "bilibili"
    label = _text("B站", "Bilibili")
    profile = AudienceProfile(
        app="bilibili",
        age_share={
            "<18": 0.155, "18-23": 0.270, "24-30": 0.240, "31-40": 0.200, "41-49": 0.080, "50-59": 0.038, "60+": 0.017,
        },
        tier_share={"tier1": 0.139, "new_tier1": 0.246, "tier2": 0.222, "tier3": 0.203, "tier4": 0.190},
        male_share=0.55, penetration=0.22, sessions_per_day=2.5, slots_per_session=16.0,
        hourly_share=SHORT_VIDEO_HOURLY_SHARE,
        sources="30 and younger 66.5 % (E4), tier 1 and new tier 1 38.5 % (E5, both QuestMobile 2025-10), split "
        "inside assumed; gender, reach, sessions and covers assumed; hours E1 (KuaiRand)",
    )  # fmt: skip
    ports = (
        Port(
            key="upload",
            name=_text("UP主投稿", "Uploads"),
            carriers=("long_video", "short_video", "animation"),
        ),
    )
    stages = (("impression", it.MET), ("view", it.VIEWED), ("click", it.CLICKED), ("order", it.ORDERED))
    counters = (
        "impressions", "views", "valid_views", "short_views", "completions", "watch_ds", "likes", "comments",
        "negative_comments", "shares", "collects", "follows", "unfollows", "profile_visits", "dislikes",
        "clicks", "orders", "gmv_fen", "paid_impressions", "paid_clicks", "paid_orders", "paid_gmv_fen",
        "spend_fen", "danmaku", "coins", "triples",
    )  # fmt: skip
    own = Own(
        counters=(
            ("danmaku", _text("弹幕", "danmaku")),
            ("coins", _text("投币", "coins")),
            ("triples", _text("一键三连", "triples")),
        ),
        rates=(
            ("danmaku_rate", _per_view("danmaku", "弹幕率", "danmaku rate", "弹幕", "danmaku")),
            ("coin_rate", _per_view("coins", "投币率", "coin rate", "投币", "coins")),
            ("triple_rate", _per_view("triples", "三连率", "triple rate", "一键三连", "triples")),
        ),
    )
    purposes = pm.PURPOSES
    parameters = pm.PARAMETERS
    levers = ()
    mechanisms = tuple(
        Mechanism(name=_text(zh, en), parameter=parameter, off=off, counter=counter, sign=sign)
        for zh, en, parameter, off, counter, sign in (
            ("冷启动曝光", "cold start", "cold_start", 0, "impressions", -1),
            ("互动换曝光", "engagement brings covers", "carry", 0, "impressions", -1),
            ("长期有效", "a slow decay", "fresh_hours", 1, "impressions", -1),
            ("首日加权", "the first day counts more", "first_day", 1000, "impressions", -1),
            ("旧稿翻红", "old videos may come back", "revive", 0, "impressions", -1),
            ("弹幕计入热度", "danmaku count as heat", "hot_danmaku", 0, "impressions", -1),
            ("投币计入热度", "coins count as heat", "hot_coin", 0, "impressions", -1),
            ("弹幕氛围", "danmaku draw danmaku", "crowd_gain", 0, "danmaku", -1),
            ("连发弹幕", "who sends one sends more", "danmaku_more", 0, "danmaku", -1),
            ("投币", "coins", "coin_base", -4000, "coins", -1),
            ("一键三连", "the triple", "triple_base", -4000, "triples", -1),
            ("封面标题定点击", "cover and title decide", "hook_gain", 0, "views", -1),
            ("兴趣匹配", "interest match", "match_gain", 0, "likes", -1),
            ("动态订阅", "subscription feed", "follow_pull", 0, "impressions", -1),
            ("粉丝更愿点开", "subscribers open more", "subscriber", 0, "views", -1),
            ("搜索长尾", "search tail", "search_pull", 0, "impressions", -1),
            ("质量留人", "quality holds people", "quality_gain", 0, "completions", -1),
            ("转发分享", "sharing", "share_base", -4000, "shares", -1),
            ("疲劳", "fatigue", "fatigue_gain", 0, "views", 1),
            ("重复曝光", "a cover that comes again", "repeat", 0, "views", 1),
        )
    )

    def check(self, world: World, decision: Decision) -> None:  # noqa: ARG002 - the protocol's signature
        """Refuse what cannot be uploaded as one video."""
        if isinstance(decision, Publish) and not pm.SHORTEST_S <= decision.duration_s <= pm.LONGEST_S:
            raise DecisionError(
                f"B站稿件时长 {pm.SHORTEST_S}–{pm.LONGEST_S} 秒 / "
                f"a video lasts {pm.SHORTEST_S} to {pm.LONGEST_S} s here",
                field="duration_s",
            )

    def apply(self, world: World, decision: Decision) -> None:
        """No lever is this channel's own: videos and paid orders go the common way."""

    def begin(self, world: World) -> None:
        """Make the channel's state: what is on its way, the race, the crowds, what is still to be shown."""
        world.state[self.name] = {
            "pending": Pending(), "perf": np.zeros((16, pm.N_PERF), np.int64), "crowd": np.zeros(16, np.int64),
            "heat": np.zeros(16, np.int64), "mean": np.zeros(16, np.int64),
        }  # fmt: skip

    def published(self, world: World, row: int) -> None:
        """Show the first covers."""
        state, p = world.state[self.name], world.params[self.name]
        while state["heat"].size <= row:
            for name in ("perf", "crowd", "heat", "mean"):
                state[name] = np.concatenate([state[name], np.zeros_like(state[name])])
        state["heat"][row] = _first_covers(world, row, int(p[pm.P_COLD])) * 1024
        state["mean"][row] = mean_growth(world, row, int(p[pm.P_MATCH]), pm.MAX_PULL)
        seed_outsiders(world, row, state["pending"], self.profile.app, pm.S_FOLLOW)

    def step(self, world: World, tick: Tick) -> None:
        """Let shares arrive, fill places, pass on what was shared."""
        state, p = world.state[self.name], world.params[self.name]
        a, side = world.arrays(), Side(state["perf"], state["crowd"], world.live_flags())
        due = state["pending"].due(tick.end)
        if due.shape[0]:
            arrivals(a, p, side, due)
        rows = world.live_rows(self.name)  # of any age: search knows no end
        orders, at = world.paid_here(self.name)
        if rows.size or at.size:
            day = world.calendar.at(self.profile.app, tick.day, tick.within[0])
            bounds = day.window(*tick.within)
            slots = max(1, day.slots_in(*tick.within))
            lams = np.zeros((rows.size, 3), np.int64)
            prior = max(20, int(p[pm.P_PRIOR]) // world.scenario.audience.people_per_agent)
            now = (tick.start, 960 * slots // max(1, round(60 * day.slots_a_minute)), slots)
            rates(a.fields, side, state["heat"], state["mean"], p, rows, now, prior, lams)
            race = race_of(world, rows, pm.K_RACE, (lams[:, 0] + lams[:, 2]) * pm.MAX_GROWN, lams[:, 1])
            sessions = (day.person, day.key, day.slots, day.start)
            feed(a, p, side, sessions, bounds, lams, race, orders, tick.start)
            if at.size:
                world.paid.orders[at] = orders
        passed = world.take_shares()
        world.invite(passed[passed[:, 3] == LIVE_KIND], SOURCE["recommend"])
        sent = passed[passed[:, 3] == pm.SHARE_KIND]
        chance = int(p[pm.P_SHARE_CHANCE]) * (1 << 32) // 1000
        state["pending"].add(world.friends_of(sent, pm.K_SPREAD, (pm.S_CHAT, chance, 2, 240, 6)))

    def night(self, world: World, day: int) -> None:
        """Nothing of its own happens at midnight."""

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return the state for a part of the people."""
        kept = world.state[self.name]
        return kept | {
            "perf": kept["perf"] // crowd.parts, "heat": kept["heat"] // crowd.parts,
            "pending": crowd.pending(kept["pending"]),
        }  # fmt: skip

    def observe(self, world: World) -> dict[str, Any]:
        """Return nothing beside the counters: nobody is shown the heat to come."""
        del world
        return {}


def _first_covers(world: World, row: int, people: int) -> int:
    """Return how many covers a new video begins with: the n-th of an account's day gets 1/n (assumed)."""
    f = world.items.fields[: world.items.count]
    same = (f[:, it.CHANNEL] == f[row, it.CHANNEL]) & (f[:, it.ACCOUNT] == f[row, it.ACCOUNT])
    same &= f[:, it.PUBLISHED] > world.minute - 1440
    same[row] = False
    earlier = int(same.sum()) if f[row, it.ACCOUNT] >= 0 else 0
    return max(min(people, 24), people // world.scenario.audience.people_per_agent) // (1 + earlier)
