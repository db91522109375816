"""A market with paid media: what spending does to sales, day by day, against what it really did (F5, F6).

A case lasts 30 days at most, so the 60 days are two worlds of people one after the other, each
played once with all spending and once without each channel's. The paired difference is what that
channel's money really did; it is kept apart (`daily_sales_truth`) from what an analyst would see
(`daily_sales`). Spending is drawn by week and day, so that an analyst has something to go by.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import platform, shares_of
from assessment.form import people_of
from scenarios.loader import build_case
from simulator import market as mk
from simulator.counters import COUNTER
from simulator.decisions import PaidOrder, Publish
from simulator.people import AGE_BANDS
from simulator.randomness import Seeds
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from simulator.simulation import Simulation

AGENTS, POPULATION = 40_000, 400_000
"""Simulated people at full size, and the real people they stand for at any size."""
WORLDS = (2, 3)
"""World seeds of the two months."""
DAYS, WEEK = 30, 7
PORTS = {"short_video": "video", "weibo": "blue_v", "wechat": "moments"}
FOLLOWERS = 20_000
BASE_SPEND = {"short_video": 3.0, "weibo": 1.5, "wechat": 2.5}
"""Yuan a day and 1,000 people of middling spending; assumed: about the price of a contact a week (A31)."""
BUY_EASE = 900
"""How easily people of this market buy, beside the cases' 0: an everyday thing, so that days can be told apart."""
LEVELS = (0.0, 0.5, 1.0, 2.0)
"""Weekly spending as a multiple of the base."""
NEW_PIECE = 4
"""Days after which a channel gets a new piece (and the money goes to it)."""
BID = 80.0
"""Yuan bid for 1,000 impressions: enough to be served in any hour (C12, A31)."""
PRICE, WORTH = 49.0, 62.0
SMALL_BELOW, SMALL_DAYS = 0.5, 14
"""Size below which a month has only so many days: for a quick look."""
PULSE_DAYS, PULSE = 14, (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Days and levels of the dose-response runs (spending in the first week, on short video)."""
SLOPES, CENTRES = np.geomspace(0.3, 5, 60), np.geomspace(0.05, 20, 80)
DECAYS = np.linspace(0.0, 0.9, 91)

Spend = Mapping[str, NDArray[np.float64]]


def case(agents: int, days: int) -> Scenario:
    """Return the market: one product, three channels, no events."""
    text = {"zh": "日销市场", "en": "market"}
    values: dict[str, Any] = platform("short_video", "video", agents=agents, days=days).model_dump(
        mode="json"
    )
    values["channels"] = list(PORTS)
    values["audience"] |= {"people_per_agent": POPULATION // agents}
    values["accounts"] = [
        {
            "key": f"own-{channel.replace('_', '-')}",
            "channel": channel,
            "port": port,
            "name": text,
            "followers": FOLLOWERS,
        }
        for channel, port in PORTS.items()
    ]
    values["money"], values["hours"], values["levers"] = 50_000_000, 10_000, ["publish", "paid_order"]
    values["buy_ease"] = BUY_EASE
    values["brand"] |= {"aware_share": dict.fromkeys(AGE_BANDS, 0.05)}
    values["products"] = [{"key": "set", "name": text, "price": PRICE, "worth": WORTH, "unit_cost": 20}]
    return build_case(values, "market")


def features() -> TextFeatures:
    """Return the features of an ordinary product text."""
    return TextFeatures(
        topics=(0,) * 24, topic_match=60, length_chars=40, title_chars=12, effort=40, clickbait=10, hook=50,
        call_to_action=50, info_points=2, rumor_restated=0, sentiment=20, originality=100, model_hash="facts",
    )  # fmt: skip


def _pieces(day: int) -> list[Publish]:
    made = []
    for channel in PORTS:
        values = {
            "key": f"{channel}-{day}", "account": f"own-{channel.replace('_', '-')}", "pillar": "any", "title": f"d{day}",
            "carrier": "short_video", "duration_s": 25, "hours": 5.0, "product": "set", "features": features(),
        }  # fmt: skip
        made.append(Publish.model_validate(values))
    return made


def _order(channel: str, day: int, money: float) -> PaidOrder:
    values = {
        "key": f"pay-{channel}-{day}", "content": f"{channel}-{day - day % NEW_PIECE}", "money": max(50.0, round(money)),
        "hours": 23.5, "bid": BID, "goal": "impressions",
    }  # fmt: skip
    return PaidOrder.model_validate(values)


def play(
    scenario: Scenario,
    world: int,
    seed: int,
    spend: Spend,
    overrides: dict[str, dict[str, int]] | None = None,
) -> Simulation:
    """Play a market with this spending (yuan by channel and day)."""
    seeds = Seeds(world=world, chance=seed)
    sim = Simulation(scenario, people_of(scenario, world), seeds=seeds, overrides=overrides)
    for day in range(scenario.days):
        sim.step(_pieces(day) if day % NEW_PIECE == 0 else ())
        orders = [_order(c, day, float(money[day])) for c, money in spend.items() if money[day] > 0]
        sim.step(orders)
        while sim.minute < (day + 1) * 1440:
            sim.step()
    return sim


def daily(sim: Simulation) -> NDArray[np.float64]:
    """Return the value of orders by day, yuan (people, not agents)."""
    rows, days = sim.world.book.rows, sim.scenario.days
    sales = np.zeros(days)
    np.add.at(sales, rows[:, mk.O_MINUTE] // 1440, rows[:, mk.O_PRICE] / 100)
    return sales * sim.scenario.audience.people_per_agent


def spent(sim: Simulation) -> dict[str, NDArray[np.float64]]:
    """Return what each channel really spent by day, yuan."""
    world, days = sim.world, sim.scenario.days
    out = {}
    for index, channel in enumerate(sim.scenario.channels):
        hourly = [
            float(totals[world.items.fields[: len(totals), 2] == index, COUNTER["spend_fen"]].sum())
            for totals in world.hourly
        ]
        out[channel] = np.diff(np.array([0.0, *hourly[23::24]])[: days + 1]) / 100
    return out


def _base(channel: str) -> float:
    return BASE_SPEND[channel] * POPULATION / 1000


def plan(seeds: Seeds, month: int, days: int) -> dict[str, NDArray[np.float64]]:
    """Return the spending of a month: a level a week, a factor a day, independent by channel."""
    out = {}
    for channel in BASE_SPEND:
        weeks = shares_of(seeds, f"market.{channel}.{month}", math.ceil(days / WEEK))
        level = np.array(LEVELS)[(weeks * len(LEVELS)).astype(int)]
        factor = 0.5 + shares_of(seeds, f"market.day.{channel}.{month}", days)
        out[channel] = _base(channel) * np.repeat(level, WEEK)[:days] * factor
    return out


def month(
    number: int, seed: int, agents: int, days: int, overrides: dict[str, dict[str, int]] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Play one month with all spending and without each channel's; return what was seen and what was true."""
    scenario, world = case(agents, days), WORLDS[number]
    wanted = plan(Seeds(world=world, chance=seed), number, days)
    full = play(scenario, world, seed, wanted, overrides)
    sales = daily(full)
    first = number * days
    seen = pd.DataFrame({"day": first + np.arange(days), "sales": sales})
    true = pd.DataFrame({"day": first + np.arange(days)})
    for channel, money in spent(full).items():
        seen[f"spend_{channel}"] = money
        without = play(scenario, world, seed, {c: m for c, m in wanted.items() if c != channel}, overrides)
        true[f"effect_{channel}"] = sales - daily(without)
    return seen, true


def decay_of(months: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> float:
    """Return the weekly geometric adstock with which money explains effect best (least squares).

    ``months``: (effect, money) by week; every month begins afresh.
    """
    best, found = math.inf, 0.0
    effect = np.concatenate([each[0] for each in months])
    for decay in DECAYS:
        stock = np.concatenate([_stock(money, float(decay)) for _, money in months])
        if (stock**2).sum() == 0:
            continue
        error = float(((effect - stock * (effect @ stock) / (stock @ stock)) ** 2).sum())
        if error < best:
            best, found = error, float(decay)
    return found


def _stock(money: NDArray[np.float64], decay: float) -> NDArray[np.float64]:
    out = np.zeros_like(money)
    for week in range(money.size):
        out[week] = money[week] + (decay * out[week - 1] if week else 0.0)
    return out


def hill_curve(dose: NDArray[np.float64], response: NDArray[np.float64]) -> tuple[float, float]:
    """Return slope and half-saturation of the Hill curve that is nearest (least squares on a grid)."""
    best = (math.inf, 1.0, 1.0)
    for slope in SLOPES:
        for centre in CENTRES:
            curve = dose**slope / (dose**slope + centre**slope)
            error = float(((response - curve * (response @ curve) / (curve @ curve)) ** 2).sum())
            best = min(best, (error, float(slope), float(centre)))
    return best[1], best[2]


def response(seed: int, agents: int, overrides: dict[str, dict[str, int]] | None) -> pd.DataFrame:
    """Return sales that spending of several sizes in one week brought within two weeks."""
    scenario = case(agents, PULSE_DAYS)
    rows, none = [], 0.0
    for level in PULSE:
        money = np.where(np.arange(PULSE_DAYS) < WEEK, _base("short_video") * level, 0.0)
        sim = play(scenario, WORLDS[0], seed, {"short_video": money}, overrides)
        sales = float(daily(sim).sum())
        none = sales if level == 0 else none
        rows.append({"spend": float(spent(sim)["short_video"].sum()), "added": sales - none})
    return pd.DataFrame(rows)


def run(
    seed: int, scale: float, overrides: dict[str, dict[str, int]] | None = None
) -> tuple[Findings, Tables]:
    """Run one replicate."""
    agents = max(3_000, round(AGENTS * scale))
    days = DAYS if scale >= SMALL_BELOW else SMALL_DAYS
    months = [month(k, seed, agents, days, overrides) for k in range(len(WORLDS))]
    seen, true = (pd.concat([m[k] for m in months], ignore_index=True) for k in range(2))
    values = {f"F5.weekly_adstock_{c}": _decay(seen, true, c, days) for c in PORTS}
    values["F5.weekly_adstock_paid_social"] = float(np.mean(list(values.values())))
    dose = response(seed, agents, overrides)
    given = dose[dose.spend > 0]
    slope, centre = hill_curve(given.spend.to_numpy() / given.spend.median(), given.added.to_numpy())
    values |= {
        "F6.hill_slope": slope,
        "F6.hill_half_over_median": centre,
        "F6.concave_above_half": _concave(dose, centre),
    }
    volume = {"people": agents, "days": len(seen), "runs": len(months) * (1 + len(PORTS)) + len(PULSE)}
    return Findings(values=values, volume=volume), {
        "daily_sales": seen, "daily_sales_truth": true, "dose_response": dose,
    }  # fmt: skip


def _decay(seen: pd.DataFrame, true: pd.DataFrame, channel: str, days: int) -> float:
    """Return the weekly decay of a channel's true effect over the whole weeks of each month."""
    months = []
    for first in range(0, len(seen), days):
        effect, money = (
            table[f"{name}_{channel}"]
            .to_numpy(float)[first : first + days // WEEK * WEEK]
            .reshape(-1, WEEK)
            .sum(1)
            for table, name in ((true, "effect"), (seen, "spend"))
        )
        months.append((effect, money))
    return decay_of(months)


def _concave(dose: pd.DataFrame, centre: float) -> float:
    """Return how much less a further yuan brings above the half-saturation than below it (1: nothing more)."""
    given = dose.sort_values("spend")
    added, money = given.added.to_numpy(float), given.spend.to_numpy(float)
    above = money / np.median(money[money > 0]) >= centre
    if not (added > 0).any():  # no spending sold anything more: nothing to compare with
        return math.nan
    if min(above.sum(), (~above).sum()) <= 1:  # all on one side: the last step against the first that sold
        first = int(np.flatnonzero(added > 0)[0])
        return float(1 - (added[-1] - added[-2]) / (money[-1] - money[-2]) / (added[first] / money[first]))
    high = (added[above][-1] - added[above][0]) / (money[above][-1] - money[above][0])
    low = (added[~above][-1] - added[~above][0]) / (money[~above][-1] - money[~above][0])
    return float(1 - high / low)


EXPERIMENTS = (Experiment(name="daily_market", facts=("F5", "F6"), run=run, replicates=3),)
