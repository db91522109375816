"""Xiaohongshu (小红书-like): covers in two columns, a race by CES, search that lasts, saved notes.

A note is first a cover with a title: who does not open it has not read it. Each cover met without
money by somebody who does not follow brings further covers, as far as its opening rate and its CES
a read are above the platform's (both shrunk, so that no single like decides); what it brings fades
within hours and days. Search does not fade: it finds a note by its topic, the more firmly the more
people saved it. Who saved a note comes back to it days later, and every such reading may set it
going again: a second life.
Selling from a personal account without marking the cooperation is found sooner or later (软广).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.xiaohongshu.feed import arrivals, feed, rates
from channels.xiaohongshu.meeting import Side
from channels.xiaohongshu.parameters import (
    ASIDE,
    K_RACE,
    K_RETURN,
    K_SPREAD,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MARKED,
    MAX_GROWN,
    MAX_PULL,
    NIGHT,
    P_COLD,
    P_FOUND,
    P_FOUND_LOSS,
    P_MATCH,
    P_PRIOR,
    P_RETURN,
    P_RETURN_HOURS,
    P_SHARE_CHANCE,
    PARAMETERS,
    PERSONAL,
    PURPOSES,
    S_CHAT,
    S_FOLLOW,
    S_SAVED,
    SAVE_KIND,
    SHARE_KIND,
    VIDEO_SECONDS,
)
from simulator import items as it
from simulator.channel import Mechanism, Own, Port, Tick, register
from simulator.counters import SOURCE
from simulator.crowd import Crowd
from simulator.decisions import BookCreator, Decision, Publish
from simulator.errors import DecisionError
from simulator.outsiders import seed_outsiders
from simulator.pending import FIELDS, Pending
from simulator.people import AudienceProfile
from simulator.published import SHORT_VIDEO_HOURLY_SHARE
from simulator.race import mean_growth, race_of
from simulator.randomness import draw_array, draw_int
from simulator.rates import Rate
from simulator.reactions import (
    LIVE_KIND,
)
from simulator.tables import EXPONENTIAL
from simulator.texts import Text
from simulator.world import World


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


@register
class Xiaohongshu:
    """小红书-like notes; see the module's first lines for its mechanisms."""

    name = "xiaohongshu"
    label = _text("小红书", "Xiaohongshu")
    profile = AudienceProfile(
        app="xiaohongshu",
        age_share={
            "<18": 0.100, "18-23": 0.206, "24-30": 0.236, "31-40": 0.256, "41-49": 0.114, "50-59": 0.062, "60+": 0.026,
        },
        tier_share={"tier1": 0.134, "new_tier1": 0.238, "tier2": 0.222, "tier3": 0.208, "tier4": 0.198},
        male_share=0.31, penetration=0.24, sessions_per_day=3.5, slots_per_session=24.0,
        hourly_share=SHORT_VIDEO_HOURLY_SHARE,
        sources="30 and younger 54.2 % (E4), tier 1 and new tier 1 37.2 % (E5, both QuestMobile 2025-10), split "
        "inside assumed; gender, reach, sessions and covers assumed; hours E1 (KuaiRand)",
    )  # fmt: skip
    ports = tuple(
        Port(key=key, name=_text(zh, en), carriers=("image_text", "short_video", "animation"))
        for key, zh, en in (
            ("note", "企业号笔记", "business account"),
            ("personal", "个人号笔记", "personal account"),
        )
    )
    stages = (("impression", it.MET), ("read", it.VIEWED), ("click", it.CLICKED), ("order", it.ORDERED))
    counters = (
        "impressions", "views", "valid_views", "short_views", "completions", "watch_ds", "likes", "comments",
        "negative_comments", "shares", "collects", "follows", "unfollows", "profile_visits", "dislikes",
        "clicks", "orders", "gmv_fen", "paid_impressions", "paid_clicks", "paid_orders", "paid_gmv_fen",
        "spend_fen", "returns",
    )  # fmt: skip
    own = Own(
        counters=(("returns", _text("收藏回看", "returns to saved notes")),),
        sources=(("saved", _text("收藏夹", "saved notes")),),
        rates=tuple(
            (name, Rate(over=over, under=under, per=per, unit=unit, label=_text(*label), note=_text(*note), source=source))
            for name, over, under, per, unit, label, note, source in (
                ("note_ctr", ("views",), "impressions", 1.0, "share", ("笔记点击率", "note CTR"),
                 ("阅读÷封面曝光", "reads ÷ covers shown"), "operations 4.1"),
                ("return_rate", ("returns",), "collects", 1.0, "share", ("收藏回看率", "return rate"),
                 ("收藏回看÷收藏", "returns ÷ saves"), "assumed definition"),
                ("ces_100", ("likes", "collects", *["comments"] * 4, *["shares"] * 4, *["follows"] * 8), "views",
                 100.0, "times", ("百次阅读CES", "CES per 100 reads"),
                 ("(赞+藏+4评+4转+8关)÷阅读×100", "(likes + saves + 4 comments + 4 shares + 8 follows) ÷ reads × 100"),
                 "fact E18 (lore)"),
            )
        ),
    )  # fmt: skip
    purposes = PURPOSES
    parameters = PARAMETERS
    levers = ()
    mechanisms = tuple(
        Mechanism(name=_text(zh, en), parameter=parameter, off=0, counter=counter, sign=sign)
        for zh, en, parameter, counter, sign in (
            ("冷启动曝光", "cold start", "cold_start", "impressions", -1),
            ("互动换曝光", "engagement brings covers", "carry", "impressions", -1),
            ("搜索收藏带来二次推荐", "search and saves set it going again", "revive", "impressions", -1),
            ("收藏计入CES", "saves count in CES", "ces_collect", "impressions", -1),
            ("评论计入CES", "comments count in CES", "ces_comment", "impressions", -1),
            ("封面标题定点击", "cover and title decide", "hook_gain", "views", -1),
            ("兴趣匹配", "interest match", "match_gain", "likes", -1),
            ("干货促收藏", "useful notes are saved", "useful_gain", "collects", -1),
            ("关注页", "follow feed", "follow_pull", "impressions", -1),
            ("粉丝更愿点开", "followers open more", "fan", "views", -1),
            ("搜索长尾", "search tail", "search_pull", "impressions", -1),
            ("收藏抬升搜索排名", "saves raise the rank in search", "save_rank", "impressions", -1),
            ("收藏回看", "saved notes bring people back", "return_chance", "returns", -1),
            ("搜索意图", "searchers mean it", "searcher", "orders", -1),
            ("私信分享", "sharing to friends", "share_chance", "impressions", -1),
            ("合作标识降点击", "marked adverts are opened less", "mark_loss", "views", 1),
            ("软广识别", "unmarked adverts are found", "found_chance", "impressions", 1),
            ("疲劳", "fatigue", "fatigue_gain", "views", 1),
            ("重复曝光", "a cover that comes again", "repeat", "views", 1),
        )
    )

    def check(self, world: World, decision: Decision) -> None:  # noqa: ARG002 - the protocol's signature
        """Refuse what the editor would refuse: a long title or text, a video too short or too long."""
        if not isinstance(decision, Publish):
            return
        title = sum(2 if ord(sign) > 255 else 1 for sign in decision.title) / 2
        for field, length, most in (
            ("title", title, LONGEST_TITLE), ("copy_text", len(decision.copy_text), LONGEST_TEXT)
        ):  # fmt: skip
            if length > most:
                raise DecisionError(
                    f"小红书最多 {most} 字, 现在 {length:g} 字 / a note has at most {most} characters here",
                    field=field,
                )
        first, last = VIDEO_SECONDS
        if decision.carrier != "image_text" and not first <= decision.duration_s <= last:
            raise DecisionError(
                f"视频笔记时长 {first}–{last} 秒 / a video note lasts {first} to {last} s", field="duration_s"
            )

    def apply(self, world: World, decision: Decision) -> None:
        """No lever is this channel's own: notes and paid orders go the common way."""

    def begin(self, world: World) -> None:
        """Make the channel's state: what is on its way, the race, what is still to be shown."""
        world.state[self.name] = {
            "pending": Pending(), "perf": np.zeros((16, 4), np.int64), "heat": np.zeros(16, np.int64),
            "mean": np.zeros(16, np.int64),
        }  # fmt: skip

    def published(self, world: World, row: int) -> None:
        """Show the first covers; note whether a cooperation is marked (the creators' market marks its own)."""
        state, p, f = world.state[self.name], world.params[self.name], world.items.fields
        while state["heat"].size <= row:
            for name in ("perf", "heat", "mean"):
                state[name] = np.concatenate([state[name], np.zeros_like(state[name])])
        card = world.items.cards[row]
        made = next((d for d in world.decisions if d.key == card.key), None)
        f[row, MARKED] = int(
            isinstance(made, BookCreator) or (isinstance(made, Publish) and "ad" in made.labels)
        )
        state["heat"][row] = _first_covers(world, row, int(p[P_COLD])) * 1024
        state["mean"][row] = mean_growth(world, row, int(p[P_MATCH]), MAX_PULL)
        seed_outsiders(world, row, state["pending"], self.profile.app, S_FOLLOW)

    def step(self, world: World, tick: Tick) -> None:
        """Let people come back, fill places, pass on what was shared and saved."""
        state, p = world.state[self.name], world.params[self.name]
        a, side = world.arrays(), Side(state["perf"], world.live_flags())
        due = state["pending"].due(tick.end)
        if due.shape[0]:
            arrivals(a, p, side, due)
        rows = world.live_rows(self.name)  # of any age: search knows no end
        orders, at = world.paid_here(self.name)
        if rows.size or at.size:
            day = world.calendar.at(self.profile.app, tick.day, tick.within[0])
            bounds = day.window(*tick.within)
            slots = max(1, day.slots_in(*tick.within))
            now = (tick.start, 960 * slots // max(1, round(60 * day.slots_a_minute)), slots)
            lams, people = np.zeros((rows.size, 3), np.int64), world.scenario.audience.people_per_agent
            rates(
                a.fields, a.totals, state["perf"], state["heat"], state["mean"], p, rows,
                now, (max(20, int(p[P_PRIOR]) // people), people), lams,
            )  # fmt: skip
            race = race_of(world, rows, K_RACE, (lams[:, 0] + lams[:, 2]) * MAX_GROWN, lams[:, 1])
            sessions = (day.person, day.key, day.slots, day.start)
            feed(a, p, side, sessions, bounds, lams, race, orders, tick.start)
            if at.size:
                world.paid.orders[at] = orders
        self._spread(world, state["pending"])

    def _spread(self, world: World, pending: Pending) -> None:
        passed, p = world.take_shares(), world.params[self.name]
        world.invite(passed[passed[:, 3] == LIVE_KIND], SOURCE["recommend"])
        chance = int(p[P_SHARE_CHANCE]) * (1 << 32) // 1000
        pending.add(
            world.friends_of(passed[passed[:, 3] == SHARE_KIND], K_SPREAD, (S_CHAT, chance, 2, 240, 6))
        )
        saved = passed[passed[:, 3] == SAVE_KIND]
        for row in np.unique(saved[:, 1]).tolist():
            pending.add(_returns(world, row, saved[saved[:, 1] == row]))

    def night(self, world: World, day: int) -> None:
        """Find unmarked adverts of personal accounts (软广), show them less and say so."""
        p, f = world.params[self.name], world.items.fields
        for row in world.live_rows(self.name).tolist():
            hidden = f[row, it.BRAND] == 0 and f[row, it.PORT] == PERSONAL and f[row, it.PRODUCT] >= 0
            if not hidden or f[row, MARKED] or world.items.cards[row].notes.get("found"):
                continue
            if (
                draw_int(int(world.items.keys[row, K_RACE]), ASIDE, day) >> 32
                < int(p[P_FOUND]) * (1 << 32) // 1000
            ):
                _found(world, row)

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return the state for a part of the people."""
        kept = world.state[self.name]
        return kept | {
            "perf": kept["perf"] // crowd.parts, "heat": kept["heat"] // crowd.parts,
            "pending": crowd.pending(kept["pending"]),
        }  # fmt: skip

    def observe(self, world: World) -> dict[str, Any]:
        """Return nothing beside the counters: nobody is shown what is still to come."""
        del world
        return {}


def _first_covers(world: World, row: int, people: int) -> int:
    """Return how many covers a new note begins with: the n-th of an account's day gets 1/n (assumed)."""
    f = world.items.fields[: world.items.count]
    same = (f[:, it.CHANNEL] == f[row, it.CHANNEL]) & (f[:, it.ACCOUNT] == f[row, it.ACCOUNT])
    same &= f[:, it.PUBLISHED] > world.minute - 1440
    same[row] = False
    earlier = int(same.sum()) if f[row, it.ACCOUNT] >= 0 else 0
    return max(min(people, 24), people // world.scenario.audience.people_per_agent) // (1 + earlier)


def _returns(world: World, row: int, saved: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the later visits of people who saved a note, none of them in the small hours."""
    p, key = world.params["xiaohongshu"], int(world.items.keys[row, K_RETURN])
    luck = draw_array(key, saved[:, 0])
    back = (luck >> np.uint64(32)).astype(np.int64) < int(p[P_RETURN]) * (1 << 32) // 1000
    wait = (
        EXPONENTIAL[(luck & np.uint64(4095)).astype(np.int64)].astype(np.int64) * int(p[P_RETURN_HOURS]) * 60
        >> 12
    )
    out = np.zeros((saved.shape[0], FIELDS), np.int64)
    out[:, 0], out[:, 1], out[:, 2], out[:, 3] = saved[:, 2] + 60 + wait, saved[:, 0], row, S_SAVED
    hour = out[:, 0] // 60 % 24
    out[:, 0] += np.where((hour >= NIGHT[0]) & (hour < NIGHT[1]), (NIGHT[1] - hour) * 60, 0)
    return out[back]


def _found(world: World, row: int) -> None:
    """Show an unmarked advert less from now on, and tell the operator why."""
    f, card = world.items.fields, world.items.cards[row]
    weight = max(16, int(f[row, it.THROTTLE]) - int(world.params["xiaohongshu"][P_FOUND_LOSS]))
    f[row, it.THROTTLE], f[row, it.STATUS] = weight, it.STATUS_LIMITED
    card.notes["found"] = 1
    zh, en = "疑似未报备的商业合作(软广), 已限流", "an unmarked paid cooperation (soft advert): limited"
    card.status_reason_zh, card.status_reason_en = zh, en
    world.breaches.append({"minute": world.minute, "key": card.key, "throttle": weight, "zh": zh, "en": en})
    world.signal(
        "platform",
        f"《{card.title}》{zh}",
        f"'{card.title}': {en}",
        channel="xiaohongshu",
        content=card.key,
        level="warning",
    )
