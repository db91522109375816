"""The six tiles of the command page: each goal with its pace, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.forecast import LEAST_FOR_BAND, Forecast
from dashboards.hours import Moment
from dashboards.i18n import metric_name, t, tx
from dashboards.numbers import MINUS, count, kind_of, points, written
from dashboards.parts import bar, dot, freshness, link, missing, spark, term, tip
from dashboards.series import CHART_METRICS, earlier, kpi_curve, per_hour, total
from simulator.observation import GoalView, Observation

TILES = 6
TELLING = 3.0  # a gap of several times the pace says no more than "far" (assumed)
WITHIN = 0.03  # relative distance from the pace that still counts as on pace (assumed)


def goal_kind(goal: GoalView) -> str:
    """Return how a goal's numbers are written."""
    return kind_of(goal.kpi, goal.unit.zh)


def goal_text(goal: GoalView, value: float) -> str:
    """Return one of the goal's numbers with its unit."""
    kind = goal_kind(goal)
    text = written(value, kind)
    return text if kind in ("share", "yuan", "seconds") else f"{text} {tx(goal.unit)}".strip()


def gain_text(goal: GoalView, amount: float) -> str:
    """Return a change of one of the goal's numbers with its sign and unit; empty when it shows as none."""
    if goal_kind(goal) == "share":
        return "" if points(abs(amount)) == points(0) else points(amount)
    size = goal_text(goal, abs(amount))
    return "" if size == goal_text(goal, 0.0) else f"{'+' if amount > 0 else MINUS}{size}"


def pace_state(goal: GoalView) -> str:
    """Return ``ahead``, ``on``, ``behind`` or ``unknown`` against the pace of this minute."""
    if goal.now.value is None or goal.pace is None:
        return "unknown"
    gap = _gap(goal)
    if abs(gap) <= WITHIN:
        return "on"
    return "ahead" if gap > 0 else "behind"


def _gap(goal: GoalView) -> float:
    """Return how far a goal is from its pace, relative; positive is better."""
    pace = goal.pace or 0.0
    gap = ((goal.now.value or 0.0) - pace) / (abs(pace) or 1.0)
    return -gap if goal.direction == "at_most" else gap


def filled(goal: GoalView) -> float:
    """Return how much of the way to the target is done, in [0, 1]."""
    value = goal.now.value
    if value is None or not goal.target:
        return 0.0
    if _is_floor(goal):
        return min(1.0, max(0.0, 1 - value / goal.target))
    if goal.direction == "at_most":
        return 1.0 if _reached(goal, value) else max(0.0, 1 - abs(value - goal.target) / abs(goal.target))
    return min(1.0, max(0.0, value / goal.target))


def _reached(goal: GoalView, value: float) -> bool:
    return value <= goal.target if goal.direction == "at_most" else value >= goal.target


def _is_floor(goal: GoalView) -> bool:
    """Return whether the goal is a loss not to be exceeded: it is kept from the start, not worked towards."""
    return goal.direction == "at_least" and goal.target < 0


def _floor_words(goal: GoalView, value: float) -> Component:
    room = value - goal.target
    amount = goal_text(goal, abs(room))
    sign, words, name = (
        ("●", t("pace.room", amount=amount), "pace-on")
        if room >= 0
        else ("▼", t("pace.below", amount=amount), "pace-behind")
    )
    return html.Span([html.Span(sign, **extra({"aria-hidden": "true"})), " ", words], className=name)


def _pace_words(goal: GoalView) -> Component:
    if goal.now.value is not None and _is_floor(goal):
        return _floor_words(goal, goal.now.value)
    state = pace_state(goal)
    if goal.now.state == "not_available":
        return html.Span(t("pace.survey"), className="pace-unknown")
    if state == "unknown" or goal.pace is None:
        return html.Span(t("pace.unknown"), className="pace-unknown")
    sign = {"ahead": "▲", "on": "●", "behind": "▼"}[state]
    gap = abs(_gap(goal))
    plain = gap > TELLING or not goal.pace
    words = t(f"pace.{state}.plain") if plain else t(f"pace.{state}", gap=f"{gap * 100:.0f}%")
    return html.Span(
        [html.Span(sign, **extra({"aria-hidden": "true"})), " ", words],
        className=f"pace-{state}",
        title=t("pace.title", value=goal_text(goal, goal.pace)),
    )


def _absent(goal: GoalView) -> Component:
    """Return a dash with its reason; what no platform shows can be asked by a survey."""
    if goal.now.state == "not_available":
        return tip(t("number.none"), t("state.survey"), "missing")
    return missing(goal.now)


def end_text(goal: GoalView, found: Forecast) -> str:
    """Return where a goal is expected to end: a range, or one number while there is one day only."""
    if found.days < LEAST_FOR_BAND:
        return t("ahead.about", value=goal_text(goal, found.expected[-1]))
    low = written(found.low[-1], goal_kind(goal))
    return t("ahead.range", low=low, high=goal_text(goal, found.high[-1]))


def _way(goal: GoalView, found: Forecast | None) -> Component:
    """Return the way to the target as a bar: done, where the pace is, and where the past days lead."""
    forward = goal.target > 0 and goal.direction == "at_least"
    mark = goal.pace / goal.target if goal.pace is not None and forward else None
    if found is None:
        return bar(filled(goal), mark=mark)
    band = (found.low[-1] / goal.target, found.high[-1] / goal.target) if forward else None
    words = t("ahead.tile", end=end_text(goal, found), days=found.days)
    return html.Div(
        [bar(filled(goal), mark=mark, band=band), html.Span(words, className="sr")],
        className="tile-way",
        title=words,
    )


def tile(
    goal: GoalView,
    moments: Sequence[Moment],
    run: str,
    *,
    bell: Component | None = None,
    found: Forecast | None = None,
) -> Component:
    """Return one goal as a tile.

    Parameters
    ----------
    bell : Component, optional
        Mark of the trainee's own alerts on this number.
    found : Forecast, optional
        Where the goal would end if the past days went on.
    """
    value = goal.now.value
    kind = goal_kind(goal)
    shown = (
        _absent(goal)
        if value is None
        else html.B(written(value, kind), className="tile-value", **extra({"data-flash": goal.key}))
    )
    unit = "" if kind in ("share", "yuan", "seconds") else tx(goal.unit)
    target = [
        html.Span(t("goal.word"), className="goal-word"),
        t(f"goal.{goal.direction}", target=goal_text(goal, goal.target)),
    ]
    return html.Div(
        [
            html.Div(
                [
                    term(goal.kpi, tx(goal.label)),
                    freshness(goal.now),
                    bell,
                    html.Span(t("goal.weight", weight=f"{goal.weight:g}"), className="tile-weight"),
                ],
                className="tile-top",
            ),
            html.Div(
                [
                    html.Span([shown, html.Span(unit, className="tile-unit")], className="tile-number"),
                    spark(kpi_curve(moments, goal.kpi)),
                ],
                className="tile-mid",
            ),
            _way(goal, found),
            html.Div([html.Span(target), _pace_words(goal)], className="tile-bottom"),
            link(
                html.Span(t("live.why_goal", name=tx(goal.label)), className="sr"),
                f"/r/{run}/why?n={goal.kpi}",
                name="tile-link",
            ),
        ],
        className="tile",
    )


def tiles(
    now: Observation,
    moments: Sequence[Moment],
    run: str,
    bells: Mapping[str, Component] | None = None,
    bands: Mapping[str, Forecast] | None = None,
) -> list[Component]:
    """Return the six heaviest goals, in the order of the brief, with alert marks and forecasts by KPI."""
    chosen = {goal.key for goal in sorted(now.goals, key=lambda goal: -goal.weight)[:TILES]}
    return [
        tile(goal, moments, run, bell=(bells or {}).get(goal.kpi), found=(bands or {}).get(goal.kpi))
        for goal in now.goals
        if goal.key in chosen
    ]


def chart_key(
    moments: Sequence[Moment],
    channels: Sequence[str],
    names: Mapping[str, str],
    metric: str,
    bells: Mapping[str, Component] | None = None,
) -> list[Component]:
    """Return the channels with their colour and present pace: the chart's direct labels, with alert marks."""
    if metric not in CHART_METRICS:
        return []
    if not any(total(moment, channel, metric) for moment in moments[-1:] for channel in channels):
        return [html.Span(t("live.chart.empty", metric=metric_name(metric)), className="chart-empty")]
    before = earlier(moments, len(moments) - 1)
    kind = kind_of(metric)
    return [
        html.Span(
            [
                dot(channel),
                html.Span(names[channel]),
                html.B(_pace(per_hour(before, moments[-1], channel, metric), kind)),
                (bells or {}).get(channel),
            ],
            className="key",
        )
        for channel in channels
    ]


def _pace(value: float, kind: str) -> str:
    return t("live.per_hour", value=written(value, kind) if kind == "yuan" else count(round(value)))
