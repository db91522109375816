"""The registered class: ports, counters, mechanisms, quota, and the step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.wechat import parameters as w
from channels.wechat.meeting import arrivals
from channels.wechat.sending import reading_seconds, send
from channels.wechat.spread import circulate
from channels.wechat.tail import in_reach, paid, rates, reckon, tail
from simulator import items as it
from simulator.channel import Own, Port, Tick, mechanism, register
from simulator.counters import SOURCE
from simulator.crowd import Crowd
from simulator.decisions import Decision, Publish
from simulator.errors import DecisionError, QuotaError
from simulator.outsiders import seed_outsiders
from simulator.pending import FIELDS, Pending
from simulator.published import WEIXIN_PROFILE
from simulator.race import mean_growth, race_of
from simulator.randomness import draw_array, name_key
from simulator.reactions import LIVE_KIND
from simulator.scenario import clock_of
from simulator.tables import EXPONENTIAL
from simulator.texts import Text
from simulator.world import World


@register
class WeChat:
    """WeChat with its four ports; see the module's first lines for their mechanisms."""

    name = "wechat"
    label = Text(zh="微信", en="WeChat")
    profile = WEIXIN_PROFILE
    ports = (
        Port(
            key="official", name=Text(zh="公众号", en="official account"),
            carriers=("text", "image_text", "audio", "long_video", "web_page"), push_per_day=w.PUSHES_PER_DAY,
        ),
        Port(
            key="channels", name=Text(zh="视频号", en="Channels"), carriers=("short_video", "animation", "long_video"),
        ),
        Port(
            key="group", name=Text(zh="社群", en="groups"),
            carriers=("text", "image_text", "audio", "short_video", "animation", "web_page"),
        ),
        Port(
            key="moments", name=Text(zh="朋友圈", en="Moments"),
            carriers=("text", "image_text", "short_video", "animation", "web_page"),
        ),
    )  # fmt: skip
    stages = (("impression", it.MET), ("read", it.VIEWED), ("click", it.CLICKED), ("order", it.ORDERED))
    counters = (
        "delivered", "opens", "impressions", "views", "valid_views", "short_views", "completions", "watch_ds",
        "moments_reads", "chat_reads", "likes", "comments", "negative_comments", "shares", "collects", "follows",
        "unfollows", "asks", "clicks", "orders", "gmv_fen", "paid_impressions", "paid_clicks", "paid_orders",
        "paid_gmv_fen", "spend_fen", "paying_readers",
    )  # fmt: skip
    own = Own(counters=(("paying_readers", Text(zh="付费读者", en="paying readers")),))
    purposes = (
        "see", "when", "open", "watch", "like", "comment", "share", "collect", "follow", "leave", "click",
        "order", "claim", "answer", "spread", "race",
    )  # fmt: skip
    parameters = w.PARAMETERS
    levers = ()
    mechanisms = (
        mechanism("公众号群发", "push to followers", "list_see", "opens", -1, off=-3072),
        mechanism("推送提醒", "push notice", "push_wake", "opens", -1),
        mechanism("常读粉丝", "habitual readers", "habit_gain", "opens", -1),
        mechanism("扎堆发文", "crowded hours", "crowding", "opens", 1),
        mechanism("阅读难度", "effort of reading", "effort_gain", "completions", 1),
        mechanism("兴趣匹配", "interest match", "match_gain", "views", -1),
        mechanism("朋友圈转发", "sharing to Moments", "moments_see", "moments_reads", -1, off=-3072),
        mechanism("聊天转发", "sharing to chats", "chat_see", "chat_reads", -1, off=-3072),
        mechanism("泛好友", "acquaintances", "weak_ties", "moments_reads", -1),
        mechanism("注意力有限", "limited attention", "degree_gain", "moments_reads", 1),
        mechanism("看一看推荐", "recommended articles", "recommend", "impressions", -1),
        mechanism("搜一搜", "search", "search_pull", "impressions", -1),
        mechanism("账号主页", "account page", "profile_pull", "impressions", -1),
        mechanism("视频号关注流", "Channels follow feed", "follow_see", "views", -1, off=-3072),
        mechanism("朋友赞启动", "started by friends' likes", "friend_like", "views", -1, off=-3072),
        mechanism("视频号推荐波", "recommendation wave", "wave", "views", -1),
        mechanism("社群阅读", "group reading", "group_read", "views", -1, off=-3072),
        mechanism("社群疲劳", "group weariness", "weary_gain", "views", 1),
        mechanism("社群退群", "group churn", "weary_leave", "unfollows", -1),
        mechanism("社群提问", "questions in groups", "product_ask", "asks", -1, off=-3072),
        mechanism("朋友圈露出", "posts in Moments", "post_see", "impressions", -1, off=-3072),
        mechanism("熟人信任", "trust in staff", "staff_trust", "views", -1),
        mechanism("社群热度促单", "warmth of groups", "group_buy", "orders", -1, off=-3072),
        mechanism("品牌疲劳", "fatigue with the brand", "fatigue_gain", "views", 1),
    )

    def check(self, world: World, decision: Decision) -> None:
        """Refuse a second push on a day, and videos of a wrong length."""
        if not isinstance(decision, Publish):
            return
        account = world.account(decision.account)
        if account.port == "channels" and not w.SHORTEST_S <= decision.duration_s <= w.LONGEST_S:
            raise DecisionError(
                "视频号时长 3–3600 秒 / a Channels video lasts 3 to 3600 s", field="duration_s"
            )
        if account.port == "official" and decision.notify:
            minute = world.minute if decision.at is None else decision.at
            used = [clock_of(d.at or 0) for d in _pushes(world, account.key, minute // 1440)]
            if len(used) >= w.PUSHES_PER_DAY:
                raise QuotaError(
                    f"{account.key} 当日群发次数已用完({used[-1]}), 删除不退; 可选择发表不通知或改日 / "
                    f"today's push of {account.key} is used ({used[-1]}), deleting does not give it back; "
                    "publish without notice or on another day",
                    field="notify",
                )

    def apply(self, world: World, decision: Decision) -> None:
        """No lever is this channel's own: publishing and paid delivery are common desks."""

    def begin(self, world: World) -> None:
        """Make what the channel remembers: habits, weariness, performance."""
        official = [x for x in world.accounts if (x.channel, x.port) == (self.name, "official")]
        groups = [x for x in world.accounts if (x.channel, x.port) == (self.name, "group")]
        slot = np.full(len(world.accounts) + 1, -1, np.int64)
        for mine in (official, groups):
            slot[[x.index for x in mine]] = np.arange(len(mine))
        habit = np.zeros((max(1, len(official)), world.audience.n), np.uint8)
        for k, account in enumerate(official):
            key = world.seeds.world_key("wechat.habit", name_key(account.key))
            spread = EXPONENTIAL[
                (draw_array(key, np.arange(world.audience.n)) >> np.uint64(52)).astype(np.int64)
            ]
            habit[k] = np.minimum(255, spread.astype(np.int64) * w.HABIT_MEAN >> 12)
        world.state[self.name] = {
            "habit": habit,
            "weary": np.zeros((max(1, len(groups)), world.audience.n), np.uint8),
            "slot": slot,
            "perf": np.zeros((16, w.N_PERF), np.int64),
            "tree": np.zeros((16, 2, w.DEPTHS), np.int64),
            "flow": np.zeros(16, np.int64),  # what the platform adds a minute, 2**-20
            "mean": np.ones(16, np.int64),  # mean factor of interest, 1/4096
            "rows": [],
            "pending": Pending(),
        }

    def published(self, world: World, row: int) -> None:
        """Bring a new piece on its way to the followers of its port."""
        state = world.state[self.name]
        for name in ("perf", "tree", "flow", "mean"):
            while state[name].shape[0] <= row:
                state[name] = np.concatenate([state[name], np.zeros_like(state[name])])
        f, port = world.items.fields[row], int(world.items.fields[row, it.PORT])
        f[w.SECONDS] = reading_seconds(world, row)
        f[w.WALL] = int(world.items.cards[row].notes.get("paywall", 0)) if port == w.OFFICIAL else 0
        if row not in state["rows"] and port <= w.CHANNELS:
            state["rows"].append(row)
            state["mean"][row] = mean_growth(world, row, int(world.params["wechat"][w.P_MATCH]), w.MAX_GROWTH)
        send(world, row, port, state)
        source = (w.S_SESSION, w.S_FOLLOW, w.S_GROUP, w.S_MOMENTS)[port]
        seed_outsiders(world, row, state["pending"], self.profile.app, source)

    def step(self, world: World, tick: Tick) -> None:
        """Deliver what is due, add the tail and what is paid for, and send on what people shared."""
        state, p = world.state[self.name], world.params[self.name]
        due = state["pending"].due(tick.end)
        orders, at = paid(world, self.name)
        rows = in_reach(world, state, tick) if state["rows"] else []
        if not due.shape[0] and not rows and not at.size:
            return
        if rows and tick.start % 60 == 0:
            reckon(world, rows, state, tick.start)
        a, s = world.arrays(), _kept(world, state)
        if due.shape[0]:
            arrivals(a, p, s, due)
        if rows or at.size:
            day = world.calendar.at(self.profile.app, tick.day, tick.within[0])
            bounds = day.window(*tick.within)
            chosen, lams = rates(world, rows, state, tick, max(1, day.slots_in(*tick.within)))
            tail(
                a,
                p,
                s,
                (day.person, day.key, day.slots, day.start),
                bounds,
                lams,
                orders,
                tick.start,
                race_of(world, chosen, w.K_RACE, lams[:, 5], lams[:, 6]),
            )
            if at.size:
                world.paid.orders[at] = orders
        self._spread(world, state["pending"], p)

    def _spread(self, world: World, pending: Pending, p: NDArray[np.int64]) -> None:
        shares = world.take_shares()
        if not shares.shape[0]:
            return
        world.invite(shares[shares[:, 3] == LIVE_KIND], SOURCE["short_video"])
        shares = shares[shares[:, 3] != LIVE_KIND]
        graph = world.audience.friends
        contacts = (graph.indptr[shares[:, 0] + 1] - graph.indptr[shares[:, 0]]) * (1 + int(p[w.P_WEAK_TIES]))
        out = np.zeros((int(contacts.sum()) + shares.shape[0] * (w.CIRCLE + 2), FIELDS), np.int64)
        keys = np.ascontiguousarray(world.items.keys[:, w.K_SPREAD])
        count = circulate(shares, (graph.indptr, graph.indices), world.audience.rows, keys, p, out)
        pending.add(out[:count])

    def night(self, world: World, day: int) -> None:  # noqa: ARG002 - every night is alike
        """Let group members recover: three quarters of their weariness is gone."""
        world.state[self.name]["weary"] >>= 2

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return the state for a part of the people."""
        kept = world.state[self.name]
        fewer = {name: kept[name] // crowd.parts for name in ("perf", "tree", "flow")}
        people = {name: crowd.people(kept[name]) for name in ("habit", "weary")}
        return kept | fewer | people | {"pending": crowd.pending(kept["pending"])}

    def observe(self, world: World) -> dict[str, Any]:
        """Return how many pushes each own official account has left today."""
        today = world.minute // 1440
        return {
            "pushes_left": {
                x.key: max(0, w.PUSHES_PER_DAY - len(_pushes(world, x.key, today)))
                for x in world.accounts
                if x.brand == 0 and (x.channel, x.port) == (self.name, "official")
            }
        }


def _pushes(world: World, account: str, day: int) -> list[Publish]:
    """Return the pushes of an account on a day, from the log: deleting a piece gives none back."""
    return [
        d for d in world.decisions
        if isinstance(d, Publish) and d.account == account and d.notify and (d.at or 0) // 1440 == day
    ]  # fmt: skip


def _kept(world: World, state: dict[str, Any]) -> w.Kept:
    return w.Kept(
        state["habit"], state["weary"], state["slot"], state["perf"], state["tree"], world.live_flags()
    )
