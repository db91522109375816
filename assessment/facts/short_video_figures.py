"""The figures and curves of short video, computed from a panel's meetings and pieces as the record has them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts.statistics import binned, gini, ks_to_quantiles, ln_sd, log_slope, total_variation
from assessment.facts.targets import reference

COLUMN = {
    "likes": "like", "comments": "comment", "shares": "share", "collects": "collect", "follows": "follow",
    "profile_visits": "profile", "dislikes": "dislike", "reports": "report",
}  # fmt: skip
"""Names of the acts in the table of meetings."""

PEOPLE_PER_AGENT = 200
"""People whom one simulated person of the platform stands for."""

PLAY_S = 0.5
"""Seconds from which a shown piece counts as played (operations 4.1: more than 0 s)."""
A8_EDGES = (0, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 100_000)
A8_PUBLISHED = (7, 10, 15, 30, 45, 90, 180, 300)
A9_EDGES = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 100_000)
RATIO_EDGES = (-0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 1e9)
POOL_VIEWS = 10_000
"""People's plays from which a piece counts as in the record's popularity-selected pool (A15)."""
WELL_SEEN = 600
"""Plays (agents) from which a piece's own like rate is more than noise."""


def all_figures(meetings: pd.DataFrame, pieces: pd.DataFrame, hourly: NDArray[np.int64]) -> dict[str, float]:
    """Return every statistic of short video by ``fact.statistic``."""
    feed = meetings[meetings["source"] == "recommend"]
    plays = meetings[meetings["watch_s"] >= PLAY_S]
    out = _platform(plays) | _feed(feed) | _pieces(pieces) | _people(feed)
    share = hourly / hourly.sum()
    published = reference("kuairand_pure_hourly_share")["share"].to_numpy()
    out["E1.hour_tv_distance"] = total_variation(share, published)
    out["E1.curve_max_error"] = float(np.abs(share - published).max())
    return out


def _platform(plays: pd.DataFrame) -> dict[str, float]:
    seen, whole = plays["watch_s"], plays["complete"]
    n = len(plays)
    edges = np.array(A9_EDGES)
    done = binned(whole, plays["duration_s"], edges)
    table = reference("kuairand_pure_by_duration")
    published = table["complete"].to_numpy()[: done.size]
    watch = binned(seen, plays["duration_s"], edges)
    length = binned(plays["duration_s"], plays["duration_s"], edges)
    above = length >= 20
    acts = {name: float(plays[name].sum() / n) for name in ("like", "collect", "follow", "comment", "share")}
    return {
        "A1.valid_play_per_play": float(((seen > 7) | whole).mean()),
        "A1.long_play_per_play": float(((seen >= 18) | whole).mean()),
        "A1.short_play_per_play": float((seen < 3).mean()),
        "A1.complete_per_play": float(whole.mean()),
        **{f"A2.{name}_per_play": value for name, value in acts.items()},
        "A9.curve_max_error": float(np.nanmax(np.abs(done - published))),
        "A9.slope_above_20s": log_slope(length[above], done[above]),
        "A10.elasticity_watch_duration": log_slope(length, watch),
    }


def _feed(feed: pd.DataFrame) -> dict[str, float]:
    seen = feed["watch_s"].to_numpy()
    long = (seen >= 18) | feed["complete"].to_numpy()
    liked = feed["like"].to_numpy()
    shares = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
    out = {
        "A5.feed_long_view": float(long.mean()),
        "A5.feed_like": float(liked.mean()),
        "A5.feed_hate": float(feed["dislike"].mean()),
        "A6.watch_s_median": float(np.median(seen)),
        "A6.watch_s_mean": float(seen.mean()),
        "A6.p_watch_lt3s": float((seen < 3).mean()),
        "A6.p_watch_gt60s": float((seen > 60).mean()),
        "A6.watch_ks": ks_to_quantiles(seen, shares, A6_QUANTILES),
        "A12.like_lift_given_long_view": float(liked[long].mean() / liked[~long].mean()),
    }
    done = completion_by_duration(feed)
    published = reference("kuairand_pure_feed_watch_by_duration")["finish"].to_numpy()
    for name, at in (("10_15s", 2), ("60_90s", 7), ("180_300s", 10)):
        out[f"A8.completion_{name}"] = float(done[at])
    out["A8.curve_max_error"] = float(np.nanmax(np.abs(done[: published.size] - published)))
    length = binned(feed["duration_s"], feed["duration_s"], A8_EDGES)
    above = length >= 20
    out["A8.slope_above_20s"] = log_slope(length[above], done[above])
    like = like_by_ratio(feed)
    known = reference("kuairand_pure_feed_rates_by_watchratio")["is_like"].to_numpy()[: like.size]
    error = np.abs(np.log(np.maximum(like, 1e-9) / known))
    out["A11.curve_max_ratio"] = float(np.exp(np.nanmax(error)))
    ratio = feed["watch_s"].to_numpy() / feed["duration_s"].to_numpy()
    out["A11.ratio_gt1_lt01"] = float(liked[ratio >= 1].mean() / liked[ratio < 0.1].mean())
    return out


A6_QUANTILES = (1.2, 2.1, 6.4, 26.2, 70.0, 223.0)
"""Seconds watched an impression at 10, 25, 50, 75, 90, 99 % (A6; the first from the table by duration)."""


def completion_by_duration(feed: pd.DataFrame) -> NDArray[np.float64]:
    """Return the completed part of impressions in each band of duration."""
    return binned(feed["complete"], feed["duration_s"], A8_EDGES)


def like_by_ratio(feed: pd.DataFrame) -> NDArray[np.float64]:
    """Return the probability of a like by how much of the piece was watched."""
    return binned(feed["like"], feed["watch_s"] / feed["duration_s"], RATIO_EDGES)


def _pieces(pieces: pd.DataFrame) -> dict[str, float]:
    pool = pieces[pieces["views"] * PEOPLE_PER_AGENT >= POOL_VIEWS]
    seen = pieces[pieces["views"] >= WELL_SEEN]
    rate = (seen["likes"] / seen["views"]).to_numpy()
    return {
        "A3.like_per_play_video_p95_over_p50": float(np.quantile(rate, 0.95) / np.quantile(rate, 0.5)),
        "A15.view_gini_pool": gini(pool["views"]),
        "A15.view_ln_sd_pool": ln_sd(pool["views"]),
        "A16.comment_gini": gini(pool["comments"]),
        "A17.like_elasticity": float(np.polyfit(np.log1p(pool["views"]), np.log1p(pool["likes"]), 1)[0]),
    }


def _people(feed: pd.DataFrame) -> dict[str, float]:
    first = feed.groupby("person", sort=False).head(40)
    counted = first.groupby("person", sort=False)["like"].agg(["size", "sum"])
    enough = counted[counted["size"] >= 20]
    return {"A13.zero_like_user_share_20imps": float((enough["sum"] == 0).mean())}


def all_curves(
    meetings: pd.DataFrame, pieces: pd.DataFrame, hourly: NDArray[np.int64]
) -> dict[str, list[tuple[float, float]]]:
    """Return the simulated curves over the bins of the record."""
    del pieces
    feed = meetings[meetings["source"] == "recommend"]
    plays = meetings[meetings["watch_s"] >= PLAY_S]
    quantiles = np.arange(1, 100) / 100
    return {
        "A6": _curve(quantiles, np.quantile(feed["watch_s"], quantiles)),
        "A8": _curve(range(len(A8_EDGES) - 1), completion_by_duration(feed)),
        "A9": _curve(range(len(A9_EDGES) - 1), binned(plays["complete"], plays["duration_s"], A9_EDGES)),
        "A11": _curve(range(len(RATIO_EDGES) - 1), like_by_ratio(feed)),
        "E1": _curve(range(24), hourly / hourly.sum()),
    }


def _curve(x: object, y: NDArray[np.float64]) -> list[tuple[float, float]]:
    return [(float(a), float(b)) for a, b in zip(x, y, strict=True)]  # type: ignore[call-overload]
