"""Live rooms of every size: who comes in, how long they stay, what they say, give and buy (facts B).

Every room plays the same evening of the same people by itself (a fork of one world), so that rooms
of one brand do not tire each other's viewers. Rooms differ in what hosts bring along: fans (the law
of followers A23), skill, title, shelf and prices, trust, hour and length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import WORLD, open_platform, platform, shares_of
from assessment.facts.statistics import ln_sd, log_slope
from channels.livestream.inside import GIFT_LUCK, gift_coins
from channels.livestream.numbers import K_GIFT, P_GIFT_SPREAD
from scenarios.loader import build_case
from simulator import items as it
from simulator import market as mk
from simulator.counters import COUNTER, SOURCES
from simulator.decisions import ScheduleLive
from simulator.people import AGE_BANDS
from simulator.published import SHORT_VIDEO_HOURLY_SHARE
from simulator.randomness import Seeds, draw
from simulator.rates import RATES
from simulator.reactions import occasion
from simulator.scenario import Scenario
from simulator.simulation import Simulation

AGENTS = 100_000
ROOMS = 120
PEOPLE_PER_AGENT = 10
"""A simulated person stands for so many: the rooms of a large city, with up to 250,000 fans."""
FANS_MEDIAN, FANS_SPREAD = 1_500, 1.98
"""Fans of the median host who goes live (assumed, tried 1,000-5,000; B13's mean views) and ln-sd (A23)."""
MOST_FANS = 0.25
"""No room has more fans than this share of the people (assumed)."""
SKILL_SPREAD = 30
"""sd of a host's skill and of a title's pull, of 255; assumed, tried 20 to 40."""
TRUST_SPREAD = 20
PRICES = ((9.9, 19.9, 29.9), (29.9, 39.9, 59.9), (49.9, 69.9, 99.0))
"""Shelves by price class, yuan; assumed: everyday goods of live rooms (B10: orders near 50 yuan)."""
WORTH = 1.2
"""What a shelf is worth to buyers against its price; assumed, tried 1.0 to 1.5."""
LAST_HOUR = 21
"""A room begins in an hour drawn as the app is used (E1), this one at the latest: it ends on its day."""
FAN_CLASSES = 4
PARCEL_DAYS = 4
"""Days after the evening in which parcels arrive and may go back."""
LENGTHS = (60, 90, 120)
APPAREL = 0.3
"""Share of rooms that sell clothes; assumed."""
UNSEEN = {True: 1.0, False: 0.5}
"""How much of clothes, and of other goods, shows only in the hand; assumed."""
DONE = ("likes", "comments", "gifts", "clicks", "orders")
BIT = {name: 1 << COUNTER[name] for name in ("enters", *DONE)}


@dataclass(frozen=True, kw_only=True)
class Host:
    """What a room is made of."""

    key: str
    fans: int
    quality: int
    hook: int
    trust: int
    prices: tuple[float, ...]
    apparel: bool
    start: int
    minutes: int


def hosts(seeds: Seeds, count: int, most: int) -> list[Host]:
    """Return the rooms: fans evenly over the quantiles of their law, everything else drawn."""
    luck = shares_of(seeds, "live.hosts", count * 7).reshape(count, 7)
    bell, used = NormalDist(), np.array(SHORT_VIDEO_HOURLY_SHARE)[: LAST_HOUR + 1]
    hours = np.cumsum(used / used.sum())
    out = []
    for k in range(count):
        z = bell.inv_cdf((k + 0.5) / count)
        quality, hook = (max(40, min(220, round(120 + SKILL_SPREAD * bell.inv_cdf(u)))) for u in luck[k, :2])
        out.append(
            Host(
                key=f"room{k}", fans=min(most, round(FANS_MEDIAN * math.exp(FANS_SPREAD * z))), quality=quality,
                hook=hook, trust=max(60, min(220, round(128 + TRUST_SPREAD * bell.inv_cdf(luck[k, 2])))),
                prices=PRICES[int(luck[k, 3] * len(PRICES))], minutes=LENGTHS[int(luck[k, 4] * len(LENGTHS))],
                apparel=bool(luck[k, 6] < APPAREL), start=max(1, int(np.searchsorted(hours, luck[k, 5]))) * 60,
            )
        )  # fmt: skip
    return out


def _case(agents: int, host: Host) -> Scenario:
    text = {"zh": "直播间", "en": "live room"}
    values: dict[str, Any] = platform(
        "livestream", "room", agents=agents, days=1, people_per_agent=PEOPLE_PER_AGENT, followers=host.fans
    ).model_dump(mode="json")
    values["levers"] = ["schedule_live"]
    values["hours"], values["settlement_days"] = 100, PARCEL_DAYS
    values["brand"] |= {"trust": host.trust, "aware_share": dict.fromkeys(AGE_BANDS, 0.02)}
    values["products"] = [
        {
            "key": f"p{k}",
            "name": text,
            "price": price,
            "worth": price * WORTH,
            "unit_cost": price / 2,
            "unseen": UNSEEN[host.apparel],
        }
        for k, price in enumerate(host.prices)
    ]
    return build_case(values, "live room")


def play(
    host: Host, seed: int, agents: int, overrides: dict[str, dict[str, int]] | None = None
) -> tuple[Simulation, int]:
    """Play one room; return the run and the room's row."""
    sim = open_platform(_case(agents, host), seed, trace=True, overrides=overrides)
    while sim.minute < host.start - 60:
        sim.step()
    shelf = [{"product": f"p{k}", "explain_minutes": 6} for k in range(len(host.prices))]
    sim.decide(
        ScheduleLive.model_validate(
            {
                "key": host.key, "account": "own", "title": host.key, "start": host.start, "minutes": host.minutes,
                "shelf": shelf, "preview": False,
            }
        )
    )  # fmt: skip
    sim.step()
    card = sim.world.card(host.key)
    row = card.row if card else 0
    sim.world.items.fields[row, [it.QUALITY, it.HOOK]] = (host.quality, host.hook)
    sim.settle()
    return sim, row


def visits(sim: Simulation, row: int, host: Host) -> pd.DataFrame:
    """Return every visit of a room with what was done in it (a line of `live_entries`)."""
    lines = np.concatenate(sim.world.trace_log)
    lines = lines[lines[:, it.T_ROW] == row]
    acts = lines[:, it.T_ACTS]
    inside = lines[:, it.T_SOURCE] == it.INSIDE
    door = ((acts & BIT["enters"]) > 0) & ~inside
    frame = pd.DataFrame({"person": lines[door, it.T_PERSON], "minute": lines[door, it.T_MINUTE]})
    frame["source"] = np.array(SOURCES)[lines[door, it.T_SOURCE]]
    frame = frame.sort_values(["minute", "person"], kind="stable").reset_index(drop=True)
    frame["visit"], frame["first"] = np.arange(len(frame)), frame.groupby("person").cumcount() == 0
    minutes = pd.DataFrame({name: (acts[inside] & BIT[name]) > 0 for name in DONE})
    minutes.insert(0, "person", lines[inside, it.T_PERSON])
    minutes.insert(1, "minute", lines[inside, it.T_MINUTE])
    minutes["stay"] = lines[inside, it.T_STAY] / 10
    minutes = minutes.sort_values(["minute", "person"], kind="stable")
    minutes = pd.merge_asof(minutes, frame.drop(columns="source"), on="minute", by="person")
    minutes["gift_value"] = _coins(sim, row, minutes)
    sums = minutes.groupby("visit")[["stay", "gift_value", *DONE]].sum()
    frame = frame.join(sums, on="visit").fillna(0)
    enter = frame.minute * 60 + np.maximum(0, 60 - frame.stay) // 2  # the trace knows the minute
    out = pd.DataFrame(
        {
            "person": frame.person, "room": host.key, "enter_s": enter, "leave_s": enter + frame.stay,
            "source": frame.source, "comment": frame.comments, "like": frame.likes, "gift": frame.gifts,
            "gift_value": frame.gift_value, "cart": frame.clicks, "order": frame.orders,
        }
    )  # fmt: skip
    book = sim.world.book.rows
    back = book[book[:, mk.O_STATE] == mk.REFUNDED, mk.O_PERSON]
    out["refund"] = ((out.order > 0) & out.person.isin(back)).astype(int)
    return out


def _coins(sim: Simulation, row: int, minutes: pd.DataFrame) -> NDArray[np.int64]:
    """Return the coins of each gift by the channel's own draw (the trace says only that one was given)."""
    world, out = sim.world, np.zeros(len(minutes), np.int64)
    a, spread = world.arrays(), world.params["livestream"][P_GIFT_SPREAD]
    since = minutes.groupby("visit").cumcount().to_numpy()
    for at in np.flatnonzero(minutes.gifts.to_numpy()):
        line = minutes.iloc[at]
        moment = since[at] if line["first"] else 100_000 + line.minute
        key = np.uint64(occasion(world.items.keys[row, K_GIFT], False, np.int64(moment)))
        bits = np.uint64(draw(key, np.int64(line.person + GIFT_LUCK)))
        out[at] = gift_coins(a, np.int64(line.person), bits, spread)
    return out


def statistics(entries: pd.DataFrame, rooms: pd.DataFrame) -> dict[str, float]:
    """Return the statistics of the record over all visits of all rooms."""
    stay, gifts = entries.leave_s - entries.enter_s, entries.gift_value[entries.gift_value > 0]
    count, total = len(entries), entries[["comment", "like", "gift"]].sum()
    givers = entries[entries.gift > 0].groupby(["room", "person"]).gift.sum().groupby("person").sum()
    bought = entries.groupby(["room", "person"]).order.sum() > 0
    sold = rooms[rooms.gmv > 0]
    gpm, parts = _shown("gpm", sold), _shown("view_cvr", sold) * _shown("aov", sold) * 1000
    return {
        "B1.live_comment_per_entry": total.comment / count,
        "B1.live_like_per_entry": total.like / count,
        "B1.live_gift_per_entry": total.gift / count,
        "B1.live_comment_over_gift": total.comment / total.gift,
        "B1.live_like_over_gift": total.like / total.gift,
        "B2.gift_coins_median": float(gifts.median()),
        "B2.gift_coins_mean": float(gifts.mean()),
        "B2.gift_coins_p90": float(gifts.quantile(0.90)),
        "B2.gift_ln_sd": ln_sd(gifts),
        "B2.gift_p99_over_p50": float(gifts.quantile(0.99) / gifts.median()),
        "B5.gifts_per_giver_median": float(givers.median()),
        "B7.live_stay_median_s": float(stay.median()),
        "B8.live_stay_mean_s": float(stay.mean()),
        "B8.live_stay_cv": float(stay.std() / stay.mean()),
        "B9.live_buyers_per_viewer": float(bought.mean()),
        "B10.live_gpm": float(sold.gmv.sum() / rooms.views.sum() * 1000),
        "B10.gpm_identity_error": float(np.abs(gpm - parts).max() / gpm.max()),
        "B12.refunds_apparel": _refunds(rooms[rooms.apparel]),
        "B12.refunds_other": _refunds(rooms[~rooms.apparel]),
        "B13.session_views_mean": float(rooms.views.mean()),
        "B13.session_views_mean_over_median": float(rooms.views.mean() / rooms.views.median()),
        "B16.gmv_fans_elasticity": _elasticity(rooms),
    }


def _shown(rate: str, rooms: pd.DataFrame) -> NDArray[np.float64]:
    """Return a rate of each room as the screens compute it (`simulator.rates.RATES`)."""
    counted = zip(rooms.views, rooms.orders, rooms.gmv * 100, strict=True)
    return np.array([RATES[rate].of({"views": v, "orders": o, "gmv_fen": g}) for v, o, g in counted])


def _elasticity(rooms: pd.DataFrame) -> float:
    """Return d ln GMV / d ln fans over classes of fans (single small rooms often sell nothing)."""
    classes = rooms.groupby(pd.qcut(rooms.fans, FAN_CLASSES))[["fans", "gmv"]].mean()
    return log_slope(classes.fans, classes.gmv)


def _refunds(rooms: pd.DataFrame) -> float:
    return float(rooms.refunds.sum() / max(1, rooms.orders.sum()))


def run(
    seed: int, scale: float, overrides: dict[str, dict[str, int]] | None = None
) -> tuple[Findings, Tables]:
    """Run one replicate."""
    agents, count = max(4_000, round(AGENTS * scale)), max(8, round(ROOMS * min(1.0, scale * 2)))
    most = int(agents * PEOPLE_PER_AGENT * MOST_FANS)
    entries, rooms = [], []
    for host in hosts(Seeds(world=WORLD, chance=seed), count, most):
        sim, row = play(host, seed, agents, overrides)
        entries.append(visits(sim, row, host))
        total = sim.world.items.totals[row]
        counts = {
            name: int(total[COUNTER[counter]]) * PEOPLE_PER_AGENT
            for name, counter in (
                ("views", "enters"),
                ("orders", "orders"),
                ("refunds", "refunds"),
                ("gmv", "gmv_fen"),
            )
        }
        rooms.append(
            {
                "room": host.key,
                "fans": host.fans,
                "apparel": host.apparel,
                **counts,
                "gmv": counts["gmv"] / 100,
            }
        )
    table, by_room = pd.concat(entries, ignore_index=True), pd.DataFrame(rooms)
    values = {name: float(value) for name, value in statistics(table, by_room).items()}
    volume = {"people": agents, "rooms": count, "entries": len(table)}
    return Findings(values=values, volume=volume), {"live_entries": table, "live_rooms": by_room}


EXPERIMENTS = (
    Experiment(
        name="live_rooms", facts=("B1", "B2", "B5", "B7", "B8", "B9", "B10", "B12", "B13", "B16"), run=run
    ),
)
