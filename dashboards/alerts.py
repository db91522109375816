"""预警: which numbers of the screen can be watched, and when they passed a trainee's threshold.

Only what the ticks and the observation already show is read. Passing is worked out again from the
kept ticks, so that nothing is lost while no page is open, and the same is said after a reload.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from classroom.alerts import Alert
from dashboards.backend import Hit, Watched
from dashboards.content_table import ROOMS
from dashboards.hours import Moment, StockHour
from dashboards.i18n import channel_name, metric_name, t, tx
from dashboards.numbers import count, hours, kind_of, money, percent, written
from dashboards.series import CHART_METRICS, earlier, per_hour, total
from dashboards.tiles import goal_kind, goal_text
from dashboards.visit import language
from simulator.observation import GoalView, Observation

QUIET = 60
"""Simulated minutes for which an alert that has spoken is silent (assumed: a number at its threshold
passes it again and again)."""
RATES_TODAY: Mapping[str, tuple[str, str]] = {"ctr": ("clicks", "impressions"), "cvr": ("orders", "clicks")}
LEAST = {"ctr": 100, "cvr": 20}
"""What a rate of the day is divided by at least; below it a single click would ring (assumed)."""
STALE = 60
"""Simulated minutes after which the kept hours are asked for a stock's past."""
KEPT_RUNS = 64
_DAY = 1440
_KPI, _STOCK, _TODAY = "kpi.", "stock.", "today."


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that can be watched.

    Parameters
    ----------
    by_channel : bool
        Whether it can be watched for one channel.
    share : bool
        Whether its threshold is typed in per cent.
    unit : str
        What stands behind a typed threshold.
    """

    key: str
    label: str
    group: str
    by_channel: bool = False
    share: bool = False
    unit: str = ""


def numbers_of(now: Observation, channels: Sequence[str]) -> list[Number]:
    """Return what can be watched in a run: only what its screens show."""
    paces = [
        Number(
            key=name, label=metric_name(name), group="pace", by_channel=True,
            unit=t("alert.unit.yuan_hour" if kind_of(name) == "yuan" else "alert.unit.hour"),
        )
        for name in CHART_METRICS
    ]  # fmt: skip
    rates = [
        Number(key=f"{_TODAY}{name}", label=t("alert.today", name=metric_name(name)), group="rate", by_channel=True,
               share=True, unit="%")
        for name in RATES_TODAY
    ]  # fmt: skip
    return [*paces, *rates, *_goals(now), *_left(now, channels)]


def _goals(now: Observation) -> list[Number]:
    return [
        Number(
            key=f"{_KPI}{goal.kpi}", label=tx(goal.label), group="goal", share=goal_kind(goal) == "share",
            unit="%" if goal_kind(goal) == "share" else tx(goal.unit),
        )
        for goal in now.goals
        if goal.now.state == "live"
    ]  # fmt: skip


def _left(now: Observation, channels: Sequence[str]) -> list[Number]:
    found = [
        Number(key="money", label=t("top.money"), group="left", unit=t("alert.unit.yuan")),
        Number(key="hours", label=t("top.hours"), group="left", unit="h"),
        *[
            Number(key=f"{_STOCK}{stock.key}", label=t("alert.stock", name=tx(stock.name)), group="left")
            for stock in now.stocks
        ],
    ]
    if ROOMS in channels:
        found.append(Number(key="online", label=t("alert.online"), group="left", unit=t("alert.unit.people")))
    return found


# ---- values --------------------------------------------------------------------------------------


def value_at(number: str, channel: str, moments: Sequence[Moment], index: int) -> float | None:
    """Return a watched number as it stood at a tick; ``None`` where no screen showed one."""
    now = moments[index]
    if number in ("money", "hours"):
        return now.money if number == "money" else now.hours
    if number.startswith(_KPI):
        return now.kpis.get(number.removeprefix(_KPI))
    chosen = [channel] if channel else list(now.totals)
    if number == "online":
        return sum(total(now, one, "online") for one in chosen)
    if number.startswith(_TODAY):
        return _rate_today(number.removeprefix(_TODAY), chosen, moments, index)
    if number not in CHART_METRICS:
        return None
    before = earlier(moments, index)
    return sum(per_hour(before, now, one, number) for one in chosen)


def _rate_today(name: str, channels: Sequence[str], moments: Sequence[Moment], index: int) -> float | None:
    if name not in RATES_TODAY:
        return None
    now = moments[index]
    midnight = (now.minute - 1) // _DAY * _DAY
    at = bisect_right(moments, midnight, key=lambda one: one.minute) - 1
    start = moments[at] if at >= 0 else None
    over, under = (
        sum(total(now, one, counter) - total(start, one, counter) for one in channels)
        for counter in RATES_TODAY[name]
    )
    return over / under if under >= LEAST[name] else None


def value_now(number: str, channel: str, moments: Sequence[Moment], now: Observation) -> float | None:
    """Return a watched number as it stands now."""
    if number.startswith(_STOCK):
        return _left_of(now, number.removeprefix(_STOCK))
    return value_at(number, channel, moments, len(moments) - 1) if moments else None


def _left_of(now: Observation, stock: str) -> float | None:
    return next((one.left for one in now.stocks if one.key == stock), None)


def is_past(alert: Alert, value: float | None) -> bool:
    """Tell whether a value lies on the side of the threshold that the alert speaks of."""
    if value is None:
        return False
    return value > alert.threshold if alert.side == "above" else value < alert.threshold


# ---- what has passed -----------------------------------------------------------------------------


@dataclass
class _Ear:
    """How far one alert has listened."""

    minute: int
    value: float | None = None
    past: bool = False
    hits: list[Hit] = field(default_factory=list)

    def hear(self, alert: Alert, minute: int, value: float | None) -> None:
        """Take the next value; speak when the threshold is passed, at most once an hour."""
        past = is_past(alert, value)
        silent = bool(self.hits) and minute - self.hits[-1].minute < QUIET
        if past and not self.past and not silent and value is not None:
            self.hits.append(Hit(minute=minute, value=value))
        self.minute, self.value, self.past = minute, value, past


class Ears:
    """Listens for the alerts of many runs; each tick is heard once."""

    def __init__(self) -> None:
        self._ears: OrderedDict[str, dict[str, _Ear]] = OrderedDict()

    def wants_hours(self, run: str, alerts: Sequence[Alert], minute: int) -> bool:
        """Tell whether a stock's past is needed from the kept hours."""
        ears = self._ears.get(run, {})
        return any(
            one.number.startswith(_STOCK)
            and minute - (ears[one.key].minute if one.key in ears else one.minute - STALE) >= STALE
            for one in alerts
        )

    def listen(
        self,
        run: str,
        alerts: Sequence[Alert],
        moments: Sequence[Moment],
        now: Observation | None,
        stock_hours: Sequence[StockHour] = (),
    ) -> tuple[Watched, ...]:
        """Return the alerts of a run with everything they said up to now."""
        ears = self._ears.setdefault(run, {})
        self._ears.move_to_end(run)
        while len(self._ears) > KEPT_RUNS:
            self._ears.popitem(last=False)
        for gone in set(ears) - {alert.key for alert in alerts}:
            del ears[gone]
        found: list[Watched] = []
        for alert in alerts:
            ear = ears.setdefault(alert.key, _Ear(minute=alert.minute - 1))
            if alert.number.startswith(_STOCK):
                _hear_stock(ear, alert, now, stock_hours)
            else:
                _hear_ticks(ear, alert, moments)
            found.append(Watched(alert=alert, value=ear.value, past=ear.past, hits=tuple(ear.hits)))
        return tuple(found)


def _hear_ticks(ear: _Ear, alert: Alert, moments: Sequence[Moment]) -> None:
    """Hear what is new; a fresh alert begins with what stood on the screen when it was set."""
    first = bisect_right(moments, ear.minute, key=lambda one: one.minute)
    if ear.minute < alert.minute:
        first = max(0, bisect_right(moments, alert.minute, key=lambda one: one.minute) - 1)
    for index in range(first, len(moments)):
        value = value_at(alert.number, alert.channel, moments, index)
        ear.hear(alert, max(alert.minute, moments[index].minute), value)


def _hear_stock(ear: _Ear, alert: Alert, now: Observation | None, stock_hours: Sequence[StockHour]) -> None:
    name = alert.number.removeprefix(_STOCK)
    seen = [(one.minute, one.left.get(name)) for one in stock_hours]
    if now is not None:
        seen.append((now.minute, _left_of(now, name)))
    for minute, left in seen:
        if minute > ear.minute:
            ear.hear(alert, minute, left)


# ---- words ---------------------------------------------------------------------------------------


def name_of(alert: Alert, now: Observation) -> str:
    """Return what an alert watches: the number, and of which channel."""
    known = {one.key: one.label for one in numbers_of(now, [ROOMS])}
    known |= {f"{_KPI}{goal.kpi}": tx(goal.label) for goal in now.goals}
    label = known.get(alert.number, alert.number)
    return f"{channel_name(alert.channel)} · {label}" if alert.channel else label


def value_text(number: str, value: float | None, goals: Sequence[GoalView] = ()) -> str:
    """Return a watched number with its unit."""
    if value is None:
        return t("number.none")
    if number.startswith(_KPI):
        goal = next((one for one in goals if one.kpi == number.removeprefix(_KPI)), None)
        return count(value) if goal is None else goal_text(goal, value)
    if number in CHART_METRICS:
        kind = kind_of(number)
        return t("live.per_hour", value=written(value, kind) if kind == "yuan" else count(round(value)))
    if number.startswith(_TODAY):
        return percent(value)
    plain: Mapping[str, Callable[[float], str]] = {"money": money, "hours": hours, "online": _people}
    return plain.get(number, count)(value)


def _people(value: float) -> str:
    return t("alert.people", count=count(value))


def rule_text(alert: Alert, now: Observation) -> str:
    """Return an alert in one line: what is watched, on which side of what."""
    limit = value_text(alert.number, alert.threshold, now.goals)
    name = name_of(alert, now)
    gap = " " if name[-1:].isascii() and language() == "zh" else ""  # Latin letters stand apart from Chinese
    return t(f"alert.rule.{alert.side}", name=f"{name}{gap}", limit=limit)


def of_goal(watched: Sequence[Watched], kpi: str) -> list[Watched]:
    """Return the alerts on a goal's number."""
    return [one for one in watched if one.alert.number == f"{_KPI}{kpi}"]


def spoken(watched: Sequence[Watched], since: int) -> int:
    """Return how many times own alerts spoke after a minute."""
    return sum(hit.minute > since for one in watched for hit in one.hits)
