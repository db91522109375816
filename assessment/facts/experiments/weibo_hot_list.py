"""The hot list minute by minute with what the public reads and says (facts D16 to D27).

The list is that of a form: the background topics that every case's own topics compete with. The
record is an archive of minute snapshots of two years and of hourly reads of 1,821 hot topics.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import WORLD
from assessment.facts.statistics import hill, ks_to_quantiles, ln_sd, log_slope, weibull_shape
from assessment.facts.targets import reference
from channels.weibo.hot_list import UNIT, background
from channels.weibo.parameters import PARAMETERS
from channels.weibo.public_talk import COLUMNS, public_talk
from simulator.randomness import Seeds

DAYS, LEAST_DAYS = 28, 7
GAP, SHORTEST = 30, 5
"""Minutes off the list that do not end a spell, and the shortest spell (definition of D16)."""
FIRST_TEN = 10
BEST_RANKS = ((1, 1), (2, 3), (4, 10), (11, 20), (21, 30), (31, 50))
PUBLISHED_MINUTES = (484, 364, 280, 172, 114, 31)
"""D17: median minutes on the list by best rank; to compare with."""
OVERNIGHT, DAYTIME = (23, 0), tuple(range(9, 18))
USERS = 250_000_000
"""Real people whose reads are counted (about Weibo's daily users; only the size of counters hangs on it)."""
READ_HOURS = 48


def boards(world: Seeds, days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return heat and topic of each place in each minute."""
    lists = [background(world, day) for day in range(days)]
    return tuple(np.concatenate([part[k] for part in lists]).astype(np.int64) for k in (0, 1))  # type: ignore[return-value]


def spells_of(heats: NDArray[np.int64], topics: NDArray[np.int64]) -> pd.DataFrame:
    """Return the stays on the list: entry, minutes, best rank, peak heat, minutes to the peak and to half of it.

    Stays that were under way at the first or last minute are left out.
    """
    minute, place = np.nonzero(heats > 0)
    topic, heat = topics[minute, place], heats[minute, place]
    order = np.lexsort((minute, topic))
    topic, minute, place, heat = topic[order], minute[order], place[order], heat[order]
    begins = np.append(True, (np.diff(topic) != 0) | (np.diff(minute) > GAP + 1))
    lines = pd.DataFrame(
        {"spell": np.cumsum(begins), "minute": minute, "rank": place + 1, "heat": heat, "topic": topic}
    )
    by = lines.groupby("spell")
    out = by.agg(
        topic=("topic", "first"), entry=("minute", "first"), last=("minute", "last"), best=("rank", "min")
    )
    highest = lines.loc[by["heat"].idxmax()].set_index("spell")
    out["peak"], out["to_peak"] = highest["heat"], highest["minute"] - out["entry"]
    lines = lines.join(
        highest[["heat", "minute"]].rename(columns={"heat": "top", "minute": "at"}), on="spell"
    )
    half = lines[(lines["minute"] > lines["at"]) & (2 * lines["heat"] <= lines["top"])]
    out["to_half"] = half.groupby("spell")["minute"].first() - highest["minute"]
    out["minutes"] = out["last"] - out["entry"] + 1
    whole = (out["entry"] > 0) & (out["last"] < heats.shape[0] - 1)
    return out[whole & (out["minutes"] >= SHORTEST)]


def spell_values(spells: pd.DataFrame, days: int) -> dict[str, float]:
    """Return the facts about stays: D16, D18, D20, D23."""
    minutes = spells["minutes"].to_numpy(float)
    published = reference("weibo_hotsearch_episode_quantiles_2022_2023")
    return {
        "D16.hot_minutes_median": float(np.median(minutes)),
        "D16.hot_minutes_p90": float(np.quantile(minutes, 0.9)),
        "D16.hot_weibull_k": weibull_shape(minutes),
        "D16.hot_minutes_ks": ks_to_quantiles(minutes, published["q"] / 100, published["duration_min"]),
        "D18.hot_min_to_peak_median": float(spells["to_peak"].median()),
        "D18.hot_min_to_peak_p75": float(spells["to_peak"].quantile(0.75)),
        "D18.hot_min_half_after_peak_median": float(spells["to_half"].median()),
        "D20.hot_new_per_day": len(spells) / days,
        "D20.hot_top10_per_day": float((spells["best"] <= FIRST_TEN).sum() / days),
        "D20.hot_first_per_day": float((spells["best"] == 1).sum() / days),
        "D23.hot_peak_hill": hill(spells["peak"], 0.1),
        "D23.hot_peak_ln_sd": ln_sd(spells["peak"]),
    }


def stay_curve(spells: pd.DataFrame) -> list[tuple[float, float]]:
    """Return minutes on the list at the published shares of spells, D16."""
    shares = reference("weibo_hotsearch_episode_quantiles_2022_2023")["q"].to_numpy(float) / 100
    minutes = np.quantile(spells["minutes"].to_numpy(float), shares)
    return list(zip(shares.tolist(), minutes.tolist(), strict=True))


def rank_values(spells: pd.DataFrame) -> tuple[dict[str, float], list[tuple[float, float]]]:
    """Return the facts about stays by best rank, D17, and their curve."""
    medians = [
        float(spells.loc[spells["best"].between(first, last), "minutes"].median())
        for first, last in BEST_RANKS
    ]
    errors = [abs(found / known - 1) for found, known in zip(medians, PUBLISHED_MINUTES, strict=True)]
    values = {"D17.curve_max_rel_error": max(errors), "D17.first_over_last": medians[0] / medians[-1]}
    return values, [(float(first), median) for (first, _), median in zip(BEST_RANKS, medians, strict=True)]


def heat_values(heats: NDArray[np.int64]) -> tuple[dict[str, float], list[tuple[float, float]]]:
    """Return the facts about heat by rank, D21, and the curve over the first place."""
    published = reference("weibo_hotsearch_rank_heat")
    rank, known = published["rank"].to_numpy(float), published["median"].to_numpy(float)
    found = np.median(heats[::60], axis=0)
    ratio = np.log(found / known)
    values = {"D21.hot_rank_heat_slope": log_slope(rank, found)}
    values["D21.curve_max_ratio"] = float(np.exp(np.abs(ratio - ratio.mean()).max()))
    return values, list(zip(rank.tolist(), (found / found[0]).tolist(), strict=True))


def hour_values(spells: pd.DataFrame) -> tuple[dict[str, float], list[tuple[float, float]]]:
    """Return the facts about entries by hour, D22, and their curve."""
    hour = spells["entry"] // 60 % 24
    share = np.bincount(hour, minlength=24) / len(spells)
    known = reference("weibo_hotsearch_entry_hour_2022_2023")["share"].to_numpy(float)
    night, day = (spells.loc[hour.isin(hours), "minutes"].median() for hours in (OVERNIGHT, DAYTIME))
    values = {"D22.curve_correlation": float(np.corrcoef(share, known)[0, 1])}
    values["D22.overnight_over_daytime"] = float(night / day)
    return values, [(float(h), float(part)) for h, part in enumerate(share)]


def talk_values(talk: pd.DataFrame) -> tuple[dict[str, float], list[tuple[float, float]]]:
    """Return the facts about what is read and said under hot topics, D25 to D27, and the curve of reads."""
    first = talk[talk["reads"] > 0].groupby("topic")["hour"].min()
    since = talk["hour"] - talk["topic"].map(first)
    seen = talk[(since >= 0) & (since < READ_HOURS)].assign(since=since)
    reads = seen.pivot_table(index="topic", columns="since", values="reads", aggfunc="sum", fill_value=0)
    hourly = reads.reindex(columns=range(READ_HOURS), fill_value=0).to_numpy(float)
    hourly = hourly[hourly.sum(axis=1) > 0]
    share = hourly / hourly.sum(axis=1, keepdims=True)
    grown = np.median(np.cumsum(share, axis=1), axis=0)
    known = reference("weibo_topic_read_curve_2026")["median_cum"].to_numpy(float)
    values = {f"D25.topic_reads_cum_{h}h": float(grown[h - 1]) for h in (3, 6, 12)}
    values["D25.curve_max_error"] = float(np.abs(grown - known[:READ_HOURS]).max())
    values["D25.topic_reads_peak_hour"] = float(share.mean(axis=0).argmax() + 1)
    half, tenth = (_hours_after_peak(hourly, part) for part in (2, 10))
    values["D26.hours_to_half_median"] = float(np.median(half))
    values["D26.hours_to_half_p90"] = float(np.quantile(half, 0.9))
    values["D26.hours_to_tenth_median"] = float(np.median(tenth))
    sums = seen.groupby("topic")[["reads", "interactions", "discussions", "originals"]].sum()
    sums = sums[sums["reads"] > 0]
    for name in ("interactions", "discussions", "originals"):
        values[f"D27.{name}_per_read_median"] = float((sums[name] / sums["reads"]).median())
    values["D27.originals_over_discussions"] = float(sums["originals"].sum() / sums["discussions"].sum())
    return values, [(float(h), float(part)) for h, part in enumerate(grown)]


def _hours_after_peak(hourly: NDArray[np.float64], part: int) -> NDArray[np.float64]:
    """Return for each topic the hours from its best hour to the first with a ``part``th of it or less."""
    peak = hourly.argmax(axis=1)
    hours = np.arange(hourly.shape[1])
    low = (hours > peak[:, None]) & (hourly * part <= hourly.max(axis=1)[:, None])
    return np.where(low.any(axis=1), low.argmax(axis=1), hourly.shape[1]) - peak.astype(float)


def run(seed: int, scale: float) -> tuple[Findings, Tables]:
    """Play the list of a form (the seed names the form: a list belongs to the world) and measure it."""
    days = max(LEAST_DAYS, round(DAYS * scale))
    world = Seeds(world=WORLD + (seed << 32), chance=seed)
    heats, topics = boards(world, days)
    spells = spells_of(heats, topics)
    values, curves = spell_values(spells, days), {}
    parts = {"D17": rank_values(spells), "D21": heat_values(heats), "D22": hour_values(spells)}
    rows = public_talk(world, days, reads_at_entry=_reads_at_entry())
    talk = pd.DataFrame(rows, columns=list(COLUMNS))
    listed = talk[talk["topic"].isin(spells["topic"])]
    parts["D25"] = talk_values(listed[listed["born"] < (days - 2) * 24])
    for fact, (found, curve) in parts.items():
        values |= found
        curves[fact] = curve
    curves["D16"] = stay_curve(spells)
    volume = {"days": days, "spells": len(spells), "topics": int(listed["topic"].nunique())}
    shown = ["topic", "hour", "reads", "discussions", "originals"]
    tables = {"hot_list": _list_table(heats, topics), "hot_topics": listed[shown].reset_index(drop=True)}
    return Findings(values=values, curves=curves, volume=volume), tables


def _reads_at_entry() -> int:
    entry = PARAMETERS.rows[PARAMETERS.index("list_entry")].value
    return USERS * entry // 1000


def _list_table(heats: NDArray[np.int64], topics: NDArray[np.int64]) -> pd.DataFrame:
    """Return every place of every minute, heat in real people's weighted reads as the list shows it."""
    minute, place = np.nonzero(heats > 0)
    heat = heats[minute, place] * _reads_at_entry() // UNIT
    return pd.DataFrame({"topic": topics[minute, place], "minute": minute, "rank": place + 1, "heat": heat})


EXPERIMENTS = (
    Experiment(
        name="weibo_hot_list", facts=("D16", "D17", "D18", "D20", "D21", "D22", "D23", "D25", "D26", "D27"), run=run,
    ),
)  # fmt: skip
