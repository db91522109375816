"""Official accounts of every size: who opens, who passes on, and how reads are shared out (facts C).

A country has far more accounts than can be followed one by one. Accounts are therefore drawn evenly
over the *logarithm* of their followers, and each stands for as many articles as the size law and
the supply of articles say (importance sampling; the two are inputs and not results: A23's law of
followers with an assumed median, C7's and C8's articles a day). Four worlds, in which one simulated
person stands for more and more people, hold the accounts from village size to the head.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import WORLD, open_platform, platform, shares_of
from channels.wechat import parameters as w
from scenarios.loader import build_case
from simulator import items as it
from simulator.counters import COUNTER, SOURCES
from simulator.items import spread_topics
from simulator.people import N_TOPICS
from simulator.published import WEIXIN_PROFILE
from simulator.randomness import Seeds, draw_array, name_key
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.tables import EXPONENTIAL, GROWTH
from simulator.world import ItemSpec

ACCOUNTS = 1_620_000
"""Accounts that publish (C7)."""
MEDIAN_FOLLOWERS = 1_800
"""Followers of the median account that publishes; assumed, tried 1,000 to 2,000."""
BODY_SPREAD, TAIL_FROM, TAIL = 1.98, 0.10, 1.19
"""Law of followers: log-normal body, Pareto tail of the top tenth (A23)."""
MOST_FOLLOWERS = 30_000_000
"""Followers of the largest account; assumed, tried 20 to 40 million."""
ARTICLES_A_DAY, HEAD_ARTICLES_A_DAY = 387e6 / ACCOUNTS / 365, 1.7 * 3.8
"""Articles a day of the mean account (C7) and of the 500 largest (C8)."""
HEAD = 500
BISECTIONS = 24
READ_CAP = 100_000
"""Reads are shown, and were counted, up to here (C7)."""

AGENTS = 40_000
PEOPLE_PER_AGENT = (1, 30, 900, 10_000)
"""People a simulated one stands for in the four worlds: a county, a city, a country, all of it."""
SMALLEST = (150, 4_500, 135_000, 4_050_000)
"""Followers from which a world's accounts begin; the next world begins where it ends."""
ACCOUNTS_A_WORLD = 16
WARM, MEASURED, AFTER = 7, 3, 7
"""Days on which accounts publish and readers form habits, of the articles that count, and after them."""
LEAST_PUSHES = 2
"""Pushes that count of each account, however seldom it publishes."""
BATCH = math.log(3.8) / math.log(1.7 * 3.8)
"""Power of articles a day by which the articles of one push grow (C8: 1.7 pushes of 3.8 articles)."""
WEEK_H, DAY_H = 168, 24
SPREAD = 28
"""sd of an article's quality, title and effort around the median, of 255; assumed, tried 15 to 40."""
DECADE = (10_000, 100_000)
"""Followers of the accounts a trade compares itself with: their mean reads are C14's 1,000."""
VIEW, LIKE, SHARE = (1 << COUNTER[name] for name in ("views", "likes", "shares"))


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """An account of the sample: followers, subject, the share of accounts it stands for, articles a day."""

    key: str
    followers: int
    topic: int
    share: float
    rate: float


def survival(followers: float) -> float:
    """Return the share of accounts with more followers."""
    spread = math.log(followers / MEDIAN_FOLLOWERS) / BODY_SPREAD
    knee = MEDIAN_FOLLOWERS * math.exp(BODY_SPREAD * NormalDist().inv_cdf(1 - TAIL_FROM))
    if followers <= knee:
        return 1 - NormalDist().cdf(spread)
    return TAIL_FROM * (followers / knee) ** -TAIL if followers < MOST_FOLLOWERS else 0.0


def head_from() -> float:
    """Return the followers of the last of the `HEAD` largest accounts."""
    low, high = 1.0, float(MOST_FOLLOWERS)
    for _ in range(BISECTIONS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if survival(middle) * ACCOUNTS > HEAD else (low, middle)
    return low


def supply() -> tuple[float, float]:
    """Return how articles a day grow with followers, factor and power, from C7's mean and C8's head."""
    edges = np.exp(np.linspace(0, math.log(MOST_FOLLOWERS), 400))
    share = -np.diff([survival(x) for x in edges])
    at = np.sqrt(edges[1:] * edges[:-1])
    head = at >= head_from()
    wanted = HEAD_ARTICLES_A_DAY / ARTICLES_A_DAY
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        power = (low + high) / 2
        rate = at**power
        ratio = np.average(rate[head], weights=share[head]) / np.average(rate, weights=share)
        low, high = (power, high) if ratio < wanted else (low, power)
    return ARTICLES_A_DAY / float(np.average(at**low, weights=share)), low


def outlets(seeds: Seeds, world: int, count: int) -> list[Outlet]:
    """Return the accounts of a world, evenly over the logarithm of their followers."""
    first = SMALLEST[world]
    last = SMALLEST[world + 1] if world + 1 < len(SMALLEST) else MOST_FOLLOWERS
    edges = np.exp(np.linspace(math.log(first), math.log(last), count + 1))
    rate, power = supply()
    topics = shares_of(seeds, f"oa.topic.{world}", count)
    out = []
    for k in range(count):
        low = 1.0 if world == 0 and k == 0 else float(edges[k])
        share = survival(low) - (survival(float(edges[k + 1])) if edges[k + 1] < MOST_FOLLOWERS else 0.0)
        middle = math.sqrt(edges[k] * edges[k + 1])
        out.append(
            Outlet(
                key=f"oa{world}-{k}", followers=round(middle), topic=int(topics[k] * N_TOPICS),
                share=share, rate=float(rate * middle**power),
            )
        )  # fmt: skip
    return out


def _case(agents: int, people: int, accounts: list[Outlet]) -> Scenario:
    values = platform(
        "wechat", "official", agents=agents, days=WARM + MEASURED + AFTER, people_per_agent=people
    ).model_dump(mode="json")
    text = {"zh": "公众号", "en": "official account"}
    values["accounts"] = [
        {"key": x.key, "channel": "wechat", "port": "official", "name": text, "followers": x.followers}
        for x in accounts
    ]
    return build_case(values, "official accounts")


def _subject(topic: int) -> tuple[int, ...]:
    weights = [1] * N_TOPICS
    weights[topic] = 72
    return tuple(weights)


def _let_follow(sim: Simulation, accounts: list[Outlet], people: int) -> None:
    """Let everybody follow by interest in an account's subject and luck (as cases' people do)."""
    world, n = sim.world, sim.world.audience.n
    world.follows[:] = 0
    interests = world.audience.interests().astype(np.int64)
    for index, account in enumerate(accounts):
        luck = draw_array(world.seeds.world_key("facts.followers", name_key(account.key)), np.arange(n))
        match = interests @ spread_topics(_subject(account.topic)).astype(np.int64) // 64
        wait = EXPONENTIAL[(luck >> np.uint64(52)).astype(np.int64)].astype(float)
        wait /= GROWTH[np.clip(match * 12 - 600, -2048, 2047) + 2048]
        wait[world.audience.app_rate(WEIXIN_PROFILE.app) == 0] = np.inf
        chosen = np.argsort(wait, kind="stable")[: max(1, round(account.followers / people))]
        world.follows[chosen] |= np.uint64(1 << index)


def _articles(sim: Simulation, accounts: list[Outlet]) -> list[tuple[int, ItemSpec]]:
    """Return every article with its minute, at the hours at which others push (C9)."""
    out: list[tuple[int, ItemSpec]] = []
    for account in accounts:
        size = max(1, round(account.rate**BATCH))
        pushes = account.rate / size
        counted = max(LEAST_PUSHES, round(pushes * MEASURED))
        times = [(WARM, MEASURED, counted), (0, WARM, round(pushes * WARM))]
        for first, days, number in times:
            out += _pushes(sim, account, (first, days, number), size)
    return sorted(out, key=lambda pair: (pair[0], pair[1].key))


def _pushes(
    sim: Simulation, account: Outlet, when: tuple[int, int, int], size: int
) -> list[tuple[int, ItemSpec]]:
    """Return an account's pushes of some days (first, how many, number of pushes), evenly over them."""
    hours, (first, days, number) = np.cumsum(w.POSTED / w.POSTED.sum()), when
    luck = shares_of(sim.world.seeds, f"oa.{account.key}.{first}", number * 3).reshape(number, 3)
    out = []
    for k in range(number):
        day = first + min(days - 1, int((k + luck[k, 0]) * days / number))
        minute = day * 1440 + int(np.searchsorted(hours, luck[k, 1])) * 60 + int(luck[k, 2] * 60)
        out += [
            (minute, _article(sim, account, f"{account.key}.{first}.{k}", place)) for place in range(size)
        ]
    return out


def _article(sim: Simulation, account: Outlet, push: str, place: int) -> ItemSpec:
    key = f"{push}.{place}"
    z = [NormalDist().inv_cdf(u) for u in shares_of(sim.world.seeds, key, 4)]
    quality, hook, effort = (max(0, min(255, round(128 + SPREAD * x))) for x in z[:3])
    fields = {
        it.QUALITY: quality, it.HOOK: hook, it.EFFORT: effort, it.CLICKBAIT: 40,
        it.DURATION: int(150 * math.exp(0.6 * z[3])),
    }  # fmt: skip
    return ItemSpec(
        id=name_key(key), key=key, title=key, channel="wechat", port="official", brand=-1, account=account.key,
        topics=_subject(account.topic), fields=fields, notes={"position": place},
    )  # fmt: skip


def _play(sim: Simulation, plan: list[tuple[int, ItemSpec]]) -> tuple[pd.DataFrame, list[int]]:
    """Publish the articles and play to the end; return the meetings and the kinds of shares."""
    world, passed = sim.world, [0, 0]
    plain = world.take_shares

    def counted() -> NDArray[np.int64]:
        shares = plain()
        passed[0] += int((shares[:, 3] == w.TO_MOMENTS).sum())
        passed[1] += int((shares[:, 3] == w.TO_CHAT).sum())
        return shares

    world.take_shares = counted  # type: ignore[method-assign]
    at = 0
    while not sim.finished:
        while at < len(plan) and plan[at][0] < sim.minute + 10:
            world.publish(plan[at][1])
            at += 1
        sim.step()
    del world.take_shares
    lines = np.concatenate(world.trace_log)
    world.trace_log.clear()
    columns = {
        "person": it.T_PERSON,
        "row": it.T_ROW,
        "minute": it.T_MINUTE,
        "source": it.T_SOURCE,
        "acts": it.T_ACTS,
    }
    frame = pd.DataFrame({name: lines[:, column] for name, column in columns.items()})
    return frame[(frame.acts & VIEW) > 0].reset_index(drop=True), passed


def one_world(
    seed: int, scale: float, world: int, overrides: dict[str, dict[str, int]] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[int]]:
    """Play a world; return its articles (one line each), the reads by source and hour, shares by kind."""
    people = PEOPLE_PER_AGENT[world]
    agents = max(4_000, round(AGENTS * scale))
    count = max(6, round(ACCOUNTS_A_WORLD * min(1.0, scale * 2)))
    accounts = outlets(Seeds(world=WORLD, chance=seed), world, count)
    sim = open_platform(_case(agents, people, accounts), seed, trace=True, overrides=overrides)
    _let_follow(sim, accounts, people)
    reads, passed = _play(sim, _articles(sim, accounts))
    cards = sim.world.items.cards
    fields, totals = sim.world.items.fields, sim.world.items.totals
    by_key = {account.key: account for account in accounts}
    articles = pd.DataFrame(
        {
            "article": [card.key for card in cards], "account": [card.account for card in cards],
            "followers": [by_key[card.account].followers for card in cards], "people": people,
            "delivered": totals[: len(cards), COUNTER["delivered"]] * people,
        }
    )  # fmt: skip
    reads["hour"] = (reads.minute - fields[reads.row, it.PUBLISHED]) // 60
    reads = reads[reads.hour < WEEK_H]
    reads["source"] = np.array(SOURCES)[reads.source]
    reads["like"], reads["share"] = (reads.acts & LIKE) > 0, (reads.acts & SHARE) > 0
    table = reads.groupby(["row", "source", "hour"], as_index=False).agg(
        reads=("person", "size"), shares=("share", "sum"), likes=("like", "sum")
    )
    table[["reads", "shares", "likes"]] *= people
    for name, chosen in {
        "reads": table.source != "", "session": table.source == "session", "moments": table.source == "moments",
        "first_day": table.hour < DAY_H,
    }.items():  # fmt: skip
        sums = table[chosen].groupby("row").reads.sum()
        articles[name] = sums.reindex(range(len(cards)), fill_value=0)
    for name in ("shares", "likes"):
        articles[name] = table.groupby("row")[name].sum().reindex(range(len(cards)), fill_value=0)
    counted = fields[: len(cards), it.PUBLISHED] >= WARM * 1440
    own = articles[counted].groupby("account").article.transform("size")
    made = articles.account.map({x.key: x.share * x.rate for x in accounts})
    articles["weight"] = (made / own).where(counted, 0.0)
    lead = articles.loc[table.row, ["article", "account", "followers", "delivered"]].reset_index(drop=True)
    return articles, pd.concat([lead, table.drop(columns="row").reset_index(drop=True)], axis=1), passed


def statistics(articles: pd.DataFrame, passed: list[int]) -> dict[str, float]:
    """Return the statistics of the record; every article counts as often as its size is published."""
    articles = articles[articles.weight > 0]
    weight = articles.weight
    total = {name: float((weight * articles[name]).sum()) for name in articles.columns[4:]}
    shown = np.minimum(articles.reads, READ_CAP)
    mean = float((weight * shown).sum() / weight.sum())
    head = articles.followers >= head_from()
    top = float((weight * shown)[head].sum() / weight[head].sum())
    small, large = articles.people == PEOPLE_PER_AGENT[0], articles.people >= PEOPLE_PER_AGENT[2]
    rate = [
        float((weight * articles.session)[x].sum() / (weight * articles.delivered)[x].sum())
        for x in (small, large)
    ]
    trade = articles[(articles.followers >= DECADE[0]) & (articles.followers < DECADE[1])]
    return {
        "C1.oa_open_rate": total["session"] / total["delivered"],
        "C1.oa_open_small_over_large": rate[0] / rate[1],
        "C2.oa_share_rate": total["shares"] / total["reads"],
        "C3.oa_reads_from_session": total["session"] / total["reads"],
        "C3.oa_reads_from_moments": total["moments"] / total["reads"],
        "C5.oa_forwards_to_moments": passed[0] / sum(passed),
        "C7.oa_mean_reads_post": mean,
        "C7.oa_like_per_read": total["likes"] / total["reads"],
        "C8.oa_top500_over_mean": top / mean,
        "C13.oa_first_day_of_week": total["first_day"] / total["reads"],
        "C14.oa_mean_over_median": _mean_over_median(trade),
    }


def _mean_over_median(articles: pd.DataFrame) -> float:
    """Return mean over median reads of articles that each stand for ``weight`` others."""
    order = articles.sort_values("reads")
    half = order.weight.cumsum() >= order.weight.sum() / 2
    return float(np.average(order.reads, weights=order.weight) / order.reads[half].iloc[0])


def run(
    seed: int, scale: float, overrides: dict[str, dict[str, int]] | None = None
) -> tuple[Findings, Tables]:
    """Run one replicate."""
    worlds = [one_world(seed, scale, k, overrides) for k in range(len(PEOPLE_PER_AGENT))]
    articles = pd.concat([world[0] for world in worlds], ignore_index=True)
    passed = [sum(world[2][k] for world in worlds) for k in range(2)]
    values = {name: float(value) for name, value in statistics(articles, passed).items()}
    volume = {
        "articles": len(articles),
        "accounts": int(articles.account.nunique()),
        "people": max(4_000, round(AGENTS * scale)) * len(worlds),
    }
    return Findings(values=values, volume=volume), {
        "oa_articles": pd.concat([world[1] for world in worlds], ignore_index=True)
    }


EXPERIMENTS = (
    Experiment(name="official_accounts", facts=("C1", "C2", "C3", "C5", "C7", "C8", "C13", "C14"), run=run),
)
