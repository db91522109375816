"""Short video (抖音-like): recommendation pools, follow feed, search tail, watch-time hazard.

A new piece is shown to a small pool; how far it goes on depends on its shrunk rates against an
exogenous table for its duration band and hour, as a continuous function, so a small sample is not
a lottery ticket. Bought plays (DOU+, auction) are kept out of these rates: money carries nothing
further by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulator import items as it
from simulator import paid as pd
from simulator.channel import Mechanism, Port, Tick, parameters, register
from simulator.counters import COUNTER, SOURCE
from simulator.decisions import Boost, Decision, Publish
from simulator.errors import DecisionError
from simulator.market import buy, click, product_of, tally
from simulator.memory import FATIGUE, TRUST
from simulator.outsiders import seed_outsiders
from simulator.pending import Pending
from simulator.people import ATTENTION, LIKE, SEGMENT, SHARE
from simulator.published import DOUYIN_PROFILE
from simulator.randomness import GOLDEN, draw, draw32, mix
from simulator.reactions import (
    join, leave, matching, meet, occasion, pass_on, personal, say, take_in, waiting,
)
from simulator.tables import GROWTH, growth, threshold
from simulator.texts import Text
from simulator.watching import count_watch, wanted_ds
from simulator.world import World

(K_RACE, K_SKIP, K_WATCH, K_LIKE, K_COMMENT, K_SHARE, K_COLLECT, K_FOLLOW, K_LEAVE, K_CLICK, K_ORDER,
 K_DISLIKE, K_CLAIM, K_ANSWER, K_SPREAD, K_PROFILE) = range(16)  # fmt: skip

PARAMETERS = parameters(
    ("cold_start", 300, "people in the first pool; practitioners say 200-500 (fact A26, lore)"),
    ("pool_growth", 560, "next pool of a median piece in 1/1000; assumed, tried 400-800"),
    ("prior_views", 700, "views of prior evidence about a piece's rates; assumed, tried 300-1500"),
    ("pool_hours", 2, "hours in which a pool is shown; assumed, tried 1-4"),
    ("fresh_hours", 30, "hours in which a pool's growth halves (view decay); assumed, tried 18-72"),
    ("match_gain", 10, "score a point of interest adds to the pull of a piece; assumed, tried 6-16"),
    ("follow_pull", 60, "1/1000 of follower slots a fresh piece takes in its first hour; assumed"),
    ("follow_hours", 20, "hours in which the follow feed's pull halves; assumed"),
    ("search_pull", 9, "1/1,000,000 of an interested person's slots filled by search; assumed"),
    ("skip_base", -150, "score of leaving within 3 s; fact A6 P(<3 s) = 0.34"),
    ("watch_base_ds", 46, "median seconds x 10 wanted of a 1 s piece; facts A6, A10"),
    ("watch_spread", 350, "spread of wanted seconds in 1/256 log units; fact A6 quantiles"),
    ("hook_gain", 3, "score a point of hook takes from skipping; assumed, tried 1-6"),
    ("quality_gain", 2, "score a point of quality adds to watching on; assumed, tried 1-4"),
    ("like_base", -950, "score of a like from a person of median propensity; fact A5 1.94 %"),
    ("comment_base", -1450, "fact A5 comment 0.29 %"),
    ("share_base", -1450, "fact A2 share-type actions 0.06-0.1 % of plays"),
    ("collect_base", -1400, "fact A2 collect 0.38 %"),
    ("follow_base", -1500, "fact A5 follow 0.14 %; A32 0.1-0.24 % of bought plays"),
    ("leave_base", -1900, "assumed: followers leave after much repetition"),
    ("click_base", -1150, "score of a click on the product card; cases.md A6 CTR 2.2 %"),
    ("dislike_base", -1800, "fact A5 hate 0.086 %"),
    ("repeat", 360, "score lost at a repeated meeting (creative wear-out, fact F4); assumed"),
    ("fatigue_gain", 3, "score a point of fatigue with the brand takes; assumed"),
    ("share_chance", 240, "1/1000 of looked-at friends who open a share; assumed"),
)  # fmt: skip
(P_COLD, P_GROWTH, P_PRIOR, P_POOL_HOURS, P_FRESH, P_MATCH, P_FOLLOW_PULL, P_FOLLOW_HOURS, P_SEARCH, P_SKIP,
 P_WATCH, P_SPREAD, P_HOOK, P_QUALITY, P_LIKE, P_COMMENT, P_SHARE, P_COLLECT, P_FOLLOW, P_LEAVE, P_CLICK,
 P_DISLIKE, P_REPEAT, P_FATIGUE, P_SHARE_CHANCE) = range(len(PARAMETERS.rows))  # fmt: skip

BANDS = (10, 20, 30, 45, 60, 90, 180, 10_000)
"""Upper ends of the duration bands within which pieces are compared, seconds."""
BAND_COMPLETION = (310, 270, 235, 190, 170, 145, 80, 35)
"""Completion of the platform's pieces by band in 1/1000 (fact A8), the exogenous yardstick."""
BASE_LIKE, BASE_SHARE, BASE_COMMENT, BASE_VALID = 190, 9, 29, 5600  # in 1/10,000 of views (A2, A5, A6)

MAX_PULL = 6 << 12
REACH_AGE = 7 * 1440  # minutes after which a piece is no longer offered at all (assumed)

C = COUNTER
C_VALID, C_LIKE, C_SHARE_N, C_COLLECT, C_DISLIKE = C["valid_views"], C["likes"], C["shares"], C["collects"], C["dislikes"]
C_PROFILE, C_PAID, C_SPEND = C["profile_visits"], C["paid_impressions"], C["spend_fen"]
S_RECOMMEND, S_FOLLOW, S_SEARCH, S_PAID, S_CHAT = (SOURCE[k] for k in ("recommend", "follow", "search", "paid", "chat"))
N_PERF = 6  # organic views, valid, completions, likes, comments, shares
SHARE_KIND, LIVE_KIND = 1, 9


@njit(inline="always")
def _watch(a: Any, p: Any, row: Any, person: Any, pull: Any, first: Any, minute: Any) -> Any:
    """Return deciseconds watched; completion is having wanted at least the duration; compiled."""
    f, keys = a.fields[row], a.keys[row]
    duration = np.int64(f[it.DURATION])
    skip = p[P_SKIP] - pull - p[P_HOOK] * (np.int64(f[it.HOOK]) - 128) - personal(a, person, ATTENTION) // 4
    bits = draw(occasion(keys[K_WATCH], first, minute), person)
    if draw32(occasion(keys[K_SKIP], first, minute), person) < threshold(skip):
        return min(3 + np.int64(bits >> np.uint64(40)) % 28, duration * 10)
    pull += p[P_QUALITY] * (np.int64(f[it.QUALITY]) - 128) - np.int64(f[it.CLICKBAIT])
    return max(30, wanted_ds(p[P_WATCH], p[P_SPREAD], bits, duration, pull))


@njit(inline="always")
def _engage(a: Any, p: Any, row: Any, person: Any, minute: Any, warmth: Any, first: Any) -> Any:
    """Let a viewer like, comment, share, collect, follow; return (liked, commented, shared); compiled."""
    keys, segment = a.keys[row], a.rows[person, SEGMENT]
    liked = draw32(occasion(keys[K_LIKE], first, minute), person) < threshold(
        p[P_LIKE] + warmth + personal(a, person, LIKE)
    )
    if liked:
        tally(a, row, C_LIKE, segment, 1)
    spoken = say(a, row, person, occasion(keys[K_COMMENT], first, minute), p[P_COMMENT] + warmth)
    shared = draw32(occasion(keys[K_SHARE], first, minute), person) < threshold(
        p[P_SHARE] + warmth + personal(a, person, SHARE)
    )
    if shared:
        tally(a, row, C_SHARE_N, segment, 1)
        a.met[row, person] |= np.uint8(it.SHARED)
        pass_on(a, row, person, minute, SHARE_KIND, 0)
    if draw32(occasion(keys[K_COLLECT], first, minute), person) < threshold(p[P_COLLECT] + warmth):
        tally(a, row, C_COLLECT, segment, 1)
    if draw32(occasion(keys[K_PROFILE], first, minute), person) < threshold(p[P_FOLLOW] + 700 + warmth):
        tally(a, row, C_PROFILE, segment, 1)
    join(a, row, person, occasion(keys[K_FOLLOW], first, minute), p[P_FOLLOW] + warmth)
    if liked or spoken or shared:
        a.met[row, person] |= np.uint8(it.ENGAGED)
    return liked, spoken, shared


@njit(inline="always")
def _shop(a: Any, p: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, pull: Any, first: Any) -> None:
    product = product_of(a, row)
    if product < 0:
        return
    f, keys = a.fields[row], a.keys[row]
    score = p[P_CLICK] + pull + 2 * (np.int64(f[it.CALL]) - 96) + 160 * np.int64(f[it.PINNED])
    if not first:
        score -= p[P_REPEAT]
    if draw32(occasion(keys[K_CLICK], first, minute), person) < threshold(score):
        click(a, row, person, paid)
        buy(a, row, product, person, minute, source, paid, pull // 2, occasion(keys[K_ORDER], first, minute))


@njit(cache=True, nogil=True, error_model="numpy")
def answer(
    a: Any, p: Any, perf: Any, row: Any, person: Any, minute: Any, source: Any, paid: Any, live: Any
) -> None:  # pragma: no cover - compiled
    """Let one person meet one piece: skip or watch, engage, click, order, remember; compiled."""
    f = a.fields[row]
    brand = f[it.BRAND]
    first = meet(a, row, person, minute, source)
    pull = p[P_MATCH] * (matching(a, row, person) - 40) + f[it.TREND]
    if brand >= 0:
        pull -= p[P_FATIGUE] * np.int64(a.memory[brand, person, FATIGUE]) // 2
        pull += np.int64(a.memory[brand, person, TRUST]) - 128
    if not first:
        pull -= p[P_REPEAT]
    watched = _watch(a, p, row, person, pull, first, minute)
    done = count_watch(a, row, person, watched, source)
    valid = watched >= 50 or done
    segment = a.rows[person, SEGMENT]
    liked = spoken = shared = False
    if valid:
        a.met[row, person] |= np.uint8(it.VIEWED)
        tally(a, row, C_VALID, segment, 1)
        share = min(256, watched * 256 // max(1, np.int64(f[it.DURATION]) * 10))
        strength = (np.int64(f[it.QUALITY]) * (128 + share // 2)) >> 8
        take_in(a, row, person, strength, a.keys[row, K_CLAIM], a.keys[row, K_ANSWER])
        warmth = pull + share + (np.int64(f[it.QUALITY]) - 128) - np.int64(f[it.CLICKBAIT]) // 2
        liked, spoken, shared = _engage(a, p, row, person, minute, warmth, first)
        if brand == 0:
            _shop(a, p, row, person, minute, source, paid, pull, first)
            if live:
                pass_on(a, row, person, minute, LIVE_KIND, 0)
    elif draw32(occasion(a.keys[row, K_DISLIKE], first, minute), person) < threshold(p[P_DISLIKE] - pull):
        tally(a, row, C_DISLIKE, segment, 1)
        leave(a, row, person, occasion(a.keys[row, K_LEAVE], first, minute), p[P_LEAVE] + 900)
    if not paid:
        perf[row, 0] += 1
        perf[row, 1] += valid
        perf[row, 2] += done
        perf[row, 3] += liked
        perf[row, 4] += spoken
        perf[row, 5] += shared


@njit(inline="always")
def _pull_of(a: Any, p: Any, row: Any, person: Any, follows: Any, lam: Any) -> Any:
    """Return (rate, source) with which a piece competes for a person's slots; compiled.

    ``lam``: rates in 2**-32 a slot for recommendation, follow feed, search.
    """
    match = matching(a, row, person)
    rec = fol = np.int64(0)
    if not a.met[row, person] & it.MET:
        rec = (lam[0] * min(MAX_PULL, growth(p[P_MATCH] * (match - 40)))) >> 12
        if follows:
            fol = lam[1]
    sea = lam[2] if match >= 60 and not a.met[row, person] & it.FINISHED else np.int64(0)
    if fol > rec and fol > sea:
        return rec + fol + sea, S_FOLLOW
    return rec + fol + sea, (S_SEARCH if sea > rec else S_RECOMMEND)


@njit(cache=True, nogil=True, error_model="numpy")
def _race_limits(a: Any, rows: Any, lams: Any) -> Any:
    """Return race keys and (limit, limit for fans, account bit) of the pieces, packed for the loop; compiled."""
    race = np.empty(rows.shape[0], np.uint64)
    limit = np.empty((rows.shape[0], 3), np.int64)
    for k in range(rows.shape[0]):
        account = a.fields[rows[k], it.ACCOUNT]
        race[k] = a.keys[rows[k], K_RACE]
        limit[k, 0] = lams[k, 0] * 6 + lams[k, 2]
        limit[k, 1] = limit[k, 0] + (lams[k, 1] if account >= 0 else 0)
        limit[k, 2] = np.int64(1) << account if account >= 0 else 0
    return race, limit


@njit(cache=True, nogil=True, error_model="numpy")
def _place(picks: Any, n: Any, at: Any, row: Any, source: Any, slots: Any) -> Any:
    """Put a piece among the session's candidates in the order of their race; return how many; compiled."""
    if at >= slots << 8:
        return n
    j = n
    while j > 0 and picks[j - 1, 0] > at:
        picks[j] = picks[j - 1]
        j -= 1
    picks[j, 0], picks[j, 1], picks[j, 2] = at, row, source
    return n + 1


@njit(cache=True, nogil=True, error_model="numpy")
def feed(
    a: Any, p: Any, perf: Any, sessions: Any, bounds: Any, rows: Any, lams: Any, orders: Any, first_minute: Any, live: Any
) -> None:  # pragma: no cover - compiled
    """Fill the slots of a tick's sessions; compiled.

    Pieces compete for exclusive slots by exponential-race keys (item, session); the mass of other
    content arrives at one a slot. Paid orders have their own places, one in each eight slots.
    """
    person_of, key_of, slots_of, start = sessions
    picks = np.empty((64, 3), np.int64)
    race, limit = _race_limits(a, rows, lams)
    minute = first_minute
    zero, one, bought = np.int64(0), np.int64(1), np.int64(S_PAID)
    for i in range(bounds[0], bounds[1]):
        while i >= start[minute % 1440 + 1]:
            minute += 1
        person, key, slots = np.int64(person_of[i]), key_of[i], np.int64(slots_of[i])
        follows = a.follows[person]
        step, n = (key + np.uint64(1)) * GOLDEN, 0
        for k in range(rows.shape[0]):
            u = np.int64(mix(race[k] + step) >> np.uint64(32))
            if u >= limit[k, 1] * slots:
                continue
            fan = follows & np.uint64(limit[k, 2]) != 0
            if not fan and u >= limit[k, 0] * slots:
                continue
            rate, source = _pull_of(a, p, rows[k], person, fan, lams[k])
            if rate > 0 and n < 64:
                n = _place(picks, n, (waiting(u) << 8) // rate, rows[k], source, slots)
        for j in range(n):
            if (j << 8) + picks[j, 0] >= slots << 8:
                break
            row = picks[j, 1]
            answer(a, p, perf, row, person, minute, picks[j, 2], zero, live[a.fields[row, it.ACCOUNT]])
        places = (slots + 7) >> 3
        for o in range(orders.shape[0]):
            order = orders[o]
            if places == 0 or order[pd.ACTIVE] == 0 or not pd.eligible(order, a.rows[person]):
                continue
            row = order[pd.ITEM]
            if pd.served(order, a.rows[person], key, matching(a, row, person)):
                places -= 1
                tally(a, row, C_PAID, a.rows[person, SEGMENT], 1)
                answer(a, p, perf, row, person, minute, bought, one, live[a.fields[row, it.ACCOUNT]])


@njit(cache=True, nogil=True, error_model="numpy")
def arrivals(a: Any, p: Any, perf: Any, due: Any, live: Any) -> None:  # pragma: no cover - compiled
    """Let people open what friends sent them; compiled."""
    unpaid = np.int64(0)  # typed: a literal would compile the whole reaction again
    for i in range(due.shape[0]):
        row = due[i, 2]
        if a.fields[row, it.STATUS] in (it.STATUS_LIVE, it.STATUS_LIMITED):
            answer(a, p, perf, row, due[i, 1], due[i, 0], due[i, 3], unpaid, live[a.fields[row, it.ACCOUNT]])


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
        "negative_comments", "shares", "collects", "follows", "unfollows", "profile_visits", "dislikes",
        "clicks", "orders", "gmv_fen", "paid_impressions", "paid_clicks", "paid_orders", "paid_gmv_fen",
        "spend_fen",
    )  # fmt: skip
    purposes = (
        "race", "skip", "watch", "like", "comment", "share", "collect", "follow", "leave", "click", "order",
        "dislike", "claim", "answer", "spread", "profile",
    )  # fmt: skip
    parameters = PARAMETERS
    levers = ("boost",)
    mechanisms = (
        Mechanism(name=Text(zh="推荐池晋级", en="pool promotion"), parameter="pool_growth", off=0, counter="impressions", sign=-1),
        Mechanism(name=Text(zh="冷启动池", en="cold start"), parameter="cold_start", off=0, counter="impressions", sign=-1),
        Mechanism(name=Text(zh="关注流", en="follow feed"), parameter="follow_pull", off=0, counter="impressions", sign=-1),
        Mechanism(name=Text(zh="搜索长尾", en="search tail"), parameter="search_pull", off=0, counter="impressions", sign=-1),
        Mechanism(name=Text(zh="前3秒钩子", en="three-second hook"), parameter="hook_gain", off=0, counter="valid_views", sign=-1),
        Mechanism(name=Text(zh="兴趣匹配", en="interest match"), parameter="match_gain", off=0, counter="valid_views", sign=-1),
        Mechanism(name=Text(zh="私信分享", en="sharing to friends"), parameter="share_chance", off=0, counter="impressions", sign=-1),
        Mechanism(name=Text(zh="疲劳", en="fatigue"), parameter="fatigue_gain", off=0, counter="valid_views", sign=1),
        Mechanism(name=Text(zh="素材衰退", en="creative wear-out"), parameter="repeat", off=0, counter="valid_views", sign=1),
    )  # fmt: skip

    def check(self, world: World, decision: Decision) -> None:
        """Refuse what the platform would refuse: wrong length, heating a shopping video."""
        if isinstance(decision, Publish) and not 5 <= decision.duration_s <= 900:
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
            "pending": Pending(),
        }

    def published(self, world: World, row: int) -> None:
        """Open the first pool of a new piece."""
        state, notes = world.state[self.name], world.items.cards[row].notes
        while state["perf"].shape[0] <= row:
            state["perf"] = np.vstack([state["perf"], np.zeros_like(state["perf"])])
            state["pool"] = np.vstack([state["pool"], np.zeros_like(state["pool"])])
        p = world.params[self.name]
        size = _scaled(world, int(p[P_COLD]))
        state["pool"][row] = (size, size, world.minute + 60 * int(p[P_POOL_HOURS]), 0)
        notes["mean_growth"] = _mean_growth(world, row, int(p[P_MATCH]))
        seed_outsiders(world, row, state["pending"], self.profile.app, SOURCE["follow"])

    def step(self, world: World, tick: Tick) -> None:
        """Promote, pull, fill slots, deliver shares."""
        rows = self._offered(world)
        state, p = world.state[self.name], world.params[self.name]
        a, perf = world.arrays(), state["perf"]
        live = world.live_flags()
        due = state["pending"].due(tick.end)
        if due.shape[0]:
            arrivals(a, p, perf, due, live)
        orders, at = world.paid_here(self.name)
        if rows.size or at.size:
            day = world.calendar.day(self.profile.app, tick.day)
            bounds = day.window(*tick.within)
            lams = _rates(world, rows, state["pool"], p, tick, int(day.slots[bounds[0] : bounds[1]].sum()))
            before = world.items.sources[rows, 0, S_RECOMMEND]
            sessions = (day.person, day.key, day.slots, day.start)
            feed(a, p, perf, sessions, bounds, rows, lams, orders, tick.start, live)
            state["pool"][rows, 0] -= world.items.sources[rows, 0, S_RECOMMEND] - before
            world.paid.orders[at] = orders
        self._spread(world, state["pending"])

    def _offered(self, world: World) -> NDArray[np.int64]:
        rows = world.live_rows(self.name)
        return rows[world.items.fields[rows, it.PUBLISHED] > world.minute - REACH_AGE]

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

    def observe(self, world: World) -> dict[str, Any]:
        """Creators see no pool level, so there is nothing beside the counters."""
        return {}


def _scaled(world: World, people: int) -> int:
    return max(min(people, 24), people // world.scenario.audience.people_per_agent)


def _mean_growth(world: World, row: int, gain: int) -> int:
    """Mean factor (1/4096) by which interest changes the pull of a piece, over a fixed tenth of people."""
    sample = world.audience.rows[:: max(1, world.audience.n // 4000), :24].astype(np.int64)
    match = sample @ world.items.topics[row].astype(np.int64) // 64
    score = np.clip(gain * (match - 40), -2048, 2047)
    return int(np.minimum(GROWTH[score + 2048], MAX_PULL).mean())


def _rates(
    world: World, rows: NDArray[np.int64], pool: NDArray[np.int64], p: NDArray[np.int64], tick: Tick, slots: int
) -> NDArray[np.int64]:
    """Return each piece's rates (2**-32 a slot) for recommendation, follow feed and search."""
    out = np.zeros((rows.size, 3), np.int64)
    slots = max(1, slots)
    for k, row in enumerate(rows.tolist()):
        _promote(world, row, pool[row], p, tick)
        left, _, ends, _ = pool[row].tolist()
        age = tick.start - int(world.items.fields[row, it.PUBLISHED])
        throttle = int(world.items.fields[row, it.THROTTLE])
        if left > 0:
            share = left * tick.length * 4096 // max(tick.length, ends - tick.start)
            mean = max(64, int(world.items.cards[row].notes["mean_growth"]))
            out[k, 0] = min(1 << 28, (share << 20) // slots * 4096 // mean * throttle >> 8)
        out[k, 1] = (int(p[P_FOLLOW_PULL]) << 32) // 1000 * _halved(age, int(p[P_FOLLOW_HOURS]) * 60) >> 12
        out[k, 2] = (int(p[P_SEARCH]) << 32) // 1_000_000 * throttle >> 8
    return out


def _halved(age: int, half: int) -> int:
    """2 to the power -age/half in 1/4096."""
    return int(GROWTH[max(0, 2048 - age * 177 // max(1, half))])


def _promote(world: World, row: int, pool: NDArray[np.int64], p: NDArray[np.int64], tick: Tick) -> None:
    """Open the next pool when this one is shown, its size a continuous function of the rates."""
    left, size, ends, number = pool.tolist()
    if size == 0 or (left * 10 > size and tick.start < ends):
        return
    quality = relative_quality(world, row, p)
    age = tick.start - int(world.items.fields[row, it.PUBLISHED])
    factor = int(p[P_GROWTH]) * quality // 1024 * quality // 1024 * _halved(age, int(p[P_FRESH]) * 60) >> 12
    factor = factor * int(world.items.fields[row, it.THROTTLE]) // 256
    new = min(max(0, size - max(0, left)) * factor // 1000, world.audience.n // 4)
    if new * 12 < _scaled(world, int(p[P_COLD])):
        new = 0
    hours = int(p[P_POOL_HOURS]) * 60 * (number + 2) // 2
    pool[:] = (new, new, tick.start + hours, number + 1)


def relative_quality(world: World, row: int, p: NDArray[np.int64]) -> int:
    """Return a piece's organic performance against its duration band, 1024 being the yardstick.

    Each rate is shrunk towards the band's published value by ``prior_views``, so no single like
    decides (architecture, Randomness).
    """
    views, valid, done, likes, comments, shares = world.state["short_video"]["perf"][row].tolist()
    prior = max(40, int(p[P_PRIOR]) // world.scenario.audience.people_per_agent)
    band = next(k for k, end in enumerate(BANDS) if world.items.fields[row, it.DURATION] <= end)
    total = 0
    for weight, got, base in (
        (420, done, BAND_COMPLETION[band] * 10), (330, valid, BASE_VALID), (80, likes, BASE_LIKE),
        (70, comments, BASE_COMMENT), (100, shares, BASE_SHARE),
    ):  # fmt: skip
        total += weight * min(4096, (got * 10_000 + prior * base) * 1024 // ((views + prior) * base))
    return total // 1000
