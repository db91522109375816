"""The published curves, by fact: their points, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessment.facts.targets import reference

Points = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A curve of the record.

    Parameters
    ----------
    reference : callable
        Returns its published points.
    bins : tuple of str
        Names of the bins where x is a position, empty where x is a number.
    """

    fact: str
    title: str
    x_label: str
    y_label: str
    reference: Callable[[], Points]
    bins: tuple[str, ...] = ()
    log_x: bool = False
    log_y: bool = False


def _column(file: str, column: str, count: int | None = None) -> Callable[[], Points]:
    def points() -> Points:
        values = reference(file)[column].to_numpy()
        return [(float(k), float(v)) for k, v in enumerate(values[:count])]

    return points


def _xy(file: str, x: str, y: str) -> Callable[[], Points]:
    def points() -> Points:
        table = reference(file)
        return [(float(a), float(b)) for a, b in zip(table[x], table[y], strict=True)]

    return points


def _quantiles_a6() -> Points:
    return [(0.1, 1.2), (0.25, 2.1), (0.5, 6.4), (0.75, 26.2), (0.9, 70.0), (0.99, 223.0)]


def _share_reposted() -> Points:
    """Return D6 over all trees: true posts and rumours as they stand in the record (1,846 and 1,450)."""
    true, rumour = (
        (0.155, 0.239, 0.333, 0.464, 0.520, 0.795, 0.876),
        (0.080, 0.140, 0.229, 0.414, 0.533, 0.795, 0.898),
    )
    part = 1450 / 3296
    mixed = [(1 - part) * a + part * b for a, b in zip(true, rumour, strict=True)]
    return list(zip((0.25, 0.5, 1.0, 3.0, 6.0, 24.0, 72.0), mixed, strict=True))


def _minutes_on_list() -> Points:
    points = _xy("weibo_hotsearch_episode_quantiles_2022_2023", "q", "duration_min")()
    return [(percent / 100, minutes) for percent, minutes in points]


def _heat_by_rank() -> Points:
    points = _xy("weibo_hotsearch_rank_heat", "rank", "median")()
    return [(rank, heat / points[0][1]) for rank, heat in points]


_A8 = (
    "<7",
    "7–10",
    "10–15",
    "15–20",
    "20–30",
    "30–45",
    "45–60",
    "60–90",
    "90–120",
    "120–180",
    "180–300",
    ">300",
)
_A9 = ("5–10", "10–15", "15–20", "20–30", "30–45", "45–60", "60–90", "90–120", "120–180", "180–300", ">300")
_A11 = ("<.02", "–.05", "–.1", "–.2", "–.4", "–.6", "–.8", "–1", "–1.5", "–2", ">2")
_HOURS = "hour of the day"

CURVES: dict[str, Curve] = {
    curve.fact: curve
    for curve in (
        Curve(
            fact="A6", title="seconds watched an impression", x_label="share of impressions", y_label="seconds",
            reference=_quantiles_a6, log_y=True,
        ),
        Curve(
            fact="A8", title="completion by duration, main feed", x_label="duration, s", y_label="completed",
            reference=_column("kuairand_pure_feed_watch_by_duration", "finish"), bins=_A8,
        ),
        Curve(
            fact="A9", title="completion by duration, all plays", x_label="duration, s", y_label="completed",
            reference=_column("kuairand_pure_by_duration", "complete"), bins=_A9,
        ),
        Curve(
            fact="A11", title="likes by the part watched", x_label="part watched", y_label="liked",
            reference=_column("kuairand_pure_feed_rates_by_watchratio", "is_like"), bins=_A11,
        ),
        Curve(
            fact="D6", title="how fast a tree grows", x_label="hours since the post", y_label="share of its reposts",
            reference=_share_reposted, log_x=True,
        ),
        Curve(
            fact="D8", title="delay of reposts", x_label="minutes", y_label="density",
            reference=_xy("ced_weibo_repost_delay_density", "min_mid", "density"), log_x=True, log_y=True,
        ),
        Curve(
            fact="D16", title="minutes on the hot list", x_label="share of spells", y_label="minutes",
            reference=_minutes_on_list,
            log_y=True,
        ),
        Curve(
            fact="D17", title="minutes on the list by best rank", x_label="best rank", y_label="minutes",
            reference=lambda: list(enumerate((484.0, 364.0, 280.0, 172.0, 114.0, 31.0))),
            bins=("1", "2–3", "4–10", "11–20", "21–30", "31–50"),
        ),
        Curve(
            fact="D21", title="heat by rank", x_label="rank", y_label="median heat, first place = 1",
            reference=_heat_by_rank, log_x=True, log_y=True,
        ),
        Curve(
            fact="D22", title="when words enter the hot list", x_label=_HOURS, y_label="share of entries",
            reference=_xy("weibo_hotsearch_entry_hour_2022_2023", "t0", "share"),
        ),
        Curve(
            fact="D25", title="reads of a hot topic", x_label="hours since it began", y_label="share of reads, cumulated",
            reference=_xy("weibo_topic_read_curve_2026", "hour", "median_cum"),
        ),
        Curve(
            fact="E1", title="short-video impressions by hour", x_label=_HOURS, y_label="share",
            reference=_xy("kuairand_pure_hourly_share", "hour", "share"),
        ),
    )
}  # fmt: skip
