"""Comparisons on the command page: with yesterday, between two accounts, with the forecast band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, nan

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards import deck, figures_deck, forecast
from dashboards.forecast import Forecast
from dashboards.graph import graph
from dashboards.hours import Moment
from dashboards.i18n import channel_name, metric_name, t, tx
from dashboards.numbers import change, count, kind_of, percent, written
from dashboards.parts import channel_colour, empty, table, tip
from dashboards.portrait import records
from dashboards.tiles import end_text, goal_kind, goal_text
from simulator.observation import AccountView, GoalView, Observation
from simulator.scenario import Scenario, clock_of

ALL = "all"
HEIGHT = 280
HOURLY = ("impressions", "views", "clicks", "orders")
"""Metrics of the chart that platforms also keep by the hour for each piece."""


def key(lines: Sequence[tuple[str, str, bool]]) -> Component:
    """Return what each line of a chart is: name, colour, and whether it is dashed."""
    marks = [
        html.Span(
            [html.I(className="dash-mark" if dashed else "line-mark", style={"borderColor": colour}), name],
            className="key",
        )
        for name, colour, dashed in lines
    ]
    return html.Div(marks, className="chart-key")


def with_yesterday(
    moments: Sequence[Moment], metric: str, channel: str, channels: Sequence[str]
) -> Component:
    """Return today beside yesterday by clock hour, with the sums of the hours that both have."""
    chosen = list(channels) if channel == ALL else [channel]
    frame = deck.day_frame(moments, metric, chosen)
    if frame["yesterday"].notna().sum() == 0:
        return empty(t("deck.day.empty"), t("deck.day.empty.text"), icon_name="live")
    kind = kind_of(metric)
    both = frame.dropna()
    names = {"today": t("deck.day.today"), "yesterday": t("deck.day.yesterday")}
    figure = figures_deck.day_figure(
        frame, names=names, colour=figures_deck.ACCENT if channel == ALL else channel_colour(channel),
        unit="¥" if kind == "yuan" else "",
    )  # fmt: skip
    today, before = float(both["today"].sum()), float(both["yesterday"].sum())
    head = [t("deck.compare.what"), t("deck.day.today"), t("deck.day.same"), t("why.change")]
    place = t("alert.all_channels") if channel == ALL else channel_name(channel)
    row = [
        f"{metric_name(metric)} · {place}",
        written(today, kind),
        written(before, kind),
        change(today, before),
    ]
    label = t("deck.day.label", name=metric_name(metric))
    note = t("deck.day.note", hours=len(both))
    colour = str(figure["data"][-1]["line"]["color"])
    return html.Div(
        [
            key([(names["today"], colour, False), (names["yesterday"], figures_deck.QUIET, True)]),
            graph(figure, name="compare-chart", label=label, height=HEIGHT),
            table(head, [row], numeric=(1, 2, 3), label=label),
            html.P(note, className="fine"),
            _by_hour(frame, metric),
        ]
    )


def _by_hour(frame: pd.DataFrame, metric: str) -> Component:
    """Return the chart's numbers as a folded table."""
    kind = kind_of(metric)
    rows = [
        [f"{row['hour']:.0f}:00", *[_written(row[day], kind) for day in ("today", "yesterday")]]
        for row in records(frame)
    ]
    head = [t("deck.hour"), t("deck.day.today"), t("deck.day.yesterday")]
    return _folded(table(head, rows, numeric=(1, 2), label=t("deck.table")))


def _written(value: float, kind: str) -> str:
    return written(value, kind) if isfinite(value) else t("number.none")


def _folded(shown: Component) -> Component:
    return html.Details([html.Summary(t("deck.table")), shown], className="more")


def two_accounts(now: Observation, metric: str, one: str, other: str) -> Component:
    """Return two accounts side by side: hour by hour as far as platforms keep it, and their sums."""
    accounts = {account.key: account for account in now.accounts}
    if one not in accounts or other not in accounts or one == other:
        return empty(t("deck.accounts.choose"), t("deck.accounts.choose.text"), icon_name="matrix")
    pair = [accounts[one], accounts[other]]
    names = {account.key: tx(account.name) for account in pair}
    frame = deck.account_frame(now, metric, list(names))
    parts: list[Component] = []
    if metric not in HOURLY:
        parts.append(empty(t("deck.accounts.hourless"), t("deck.accounts.hourless.text"), icon_name="live"))
    elif frame.empty:
        parts.append(empty(t("deck.accounts.empty"), t("deck.accounts.empty.text"), icon_name="live"))
    else:
        figure = figures_deck.account_figure(
            frame, names=names, colours={account.key: channel_colour(account.channel) for account in pair}
        )
        label = t("deck.accounts.label", name=metric_name(metric), one=names[one], other=names[other])
        lines = [(names[one.key], channel_colour(one.channel), one is not pair[0]) for one in pair]
        parts += [key(lines), graph(figure, name="compare-chart", label=label, height=HEIGHT)]
        parts.append(_account_hours(frame, names))
    head = [t("deck.compare.what"), *names.values()]
    rows = [
        [t(f"deck.accounts.{name}"), *[count(getattr(account, name)) for account in pair]]
        for name in ("followers", "new_followers", "lost_followers", "posts")
    ]
    rows += [[metric_name(name), *[_sum(now, account, name) for account in pair]] for name in HOURLY]
    return html.Div([*parts, table(head, rows, numeric=(1, 2), label=t("deck.accounts"))])


def _account_hours(frame: pd.DataFrame, names: Mapping[str, str]) -> Component:
    """Return the chart's numbers as a folded table, the newest hour first."""
    cells = {(row["account"], row["minute"]): float(row["value"]) for row in records(frame)}
    minutes = sorted({minute for _, minute in cells}, reverse=True)
    rows = [
        [clock_of(int(minute)), *[_written(cells.get((one, minute), nan), "count") for one in names]]
        for minute in minutes
    ]
    return _folded(table([t("deck.hour"), *names.values()], rows, numeric=(1, 2), label=t("deck.table")))


def _sum(now: Observation, account: AccountView, name: str) -> str:
    known = [
        one.value
        for piece in now.contents
        if piece.account == account.key and (one := piece.counts.get(name)) and one.value is not None
    ]
    return count(sum(known)) if known else t("number.none")


def ahead(
    now: Observation, case: Scenario, moments: Sequence[Moment], bands: Mapping[str, Forecast], kpi: str
) -> Component:
    """Return a goal carried forward with its band, the method in words, and every goal in a table."""
    goal = next((one for one in now.goals if one.kpi == kpi), None)
    found = bands.get(kpi)
    parts: list[Component] = []
    if goal is None or not forecast.is_carried(kpi):
        parts.append(empty(t("deck.ahead.not_carried"), t("deck.ahead.not_carried.text"), icon_name="live"))
    elif found is None:
        parts.append(empty(t("deck.ahead.empty"), t("deck.ahead.empty.text"), icon_name="live"))
    else:
        parts += _ahead_chart(goal, found, forecast.hourly(moments, kpi))
    return html.Div(
        [*parts, _ahead_table(now, bands, case), html.P(t("deck.ahead.method"), className="fine")]
    )


def _ahead_chart(goal: GoalView, found: Forecast, values: Sequence[float]) -> list[Component]:
    names = {
        "now": t("deck.ahead.so_far"), "expected": t("deck.ahead.expected"), "band": t("deck.ahead.band"),
        "goal": t("deck.ahead.goal", target=goal_text(goal, goal.target)),
    }  # fmt: skip
    figure = figures_deck.forecast_figure(
        values, found, target=goal.target, names=names, unit="¥" if goal_kind(goal) == "yuan" else ""
    )
    words = [t("deck.ahead.days", days=found.days) if found.banded else t("deck.ahead.one_day")]
    off = forecast.missed_by(values)
    if off is not None:
        words.append(t("deck.ahead.missed" if off > 0 else "deck.ahead.missed.low", share=percent(abs(off))))
    return [
        graph(figure, name="compare-chart", label=t("deck.ahead.label", name=tx(goal.label)), height=HEIGHT),
        html.P(" ".join(words), className="fine"),
    ]


def _ahead_table(now: Observation, bands: Mapping[str, Forecast], case: Scenario) -> Component:
    head = [
        t("deck.ahead.of"),
        t("deck.ahead.now"),
        t("deck.ahead.goal.word"),
        t("deck.ahead.end", clock=clock_of(case.end_minute)),
    ]
    rows = [
        [
            tx(goal.label),
            t("number.none") if goal.now.value is None else goal_text(goal, goal.now.value),
            t(f"goal.{goal.direction}", target=goal_text(goal, goal.target)),
            _end(goal, bands.get(goal.kpi)),
        ]
        for goal in now.goals
    ]
    return table(head, rows, numeric=(1, 2, 3), label=t("deck.ahead.table"))


def _end(goal: GoalView, found: Forecast | None) -> Component | str:
    if found is None:
        why = "deck.ahead.empty.text" if forecast.is_carried(goal.kpi) else "deck.ahead.not_carried.text"
        return tip(t("number.none"), t(why), "missing")
    return end_text(goal, found)
