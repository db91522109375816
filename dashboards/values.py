"""What each decision was worth, in the order of the run: with it less without it, in plain units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.backend import DecisionRow, Result, ValueRow
from dashboards.feed import subject
from dashboards.i18n import t, tx
from dashboards.numbers import MINUS
from dashboards.parts import bar, empty
from dashboards.tiles import gain_text
from simulator.observation import Observation
from simulator.scenario import clock_of

NAMED = 3
"""Decisions that are named when they go with another one; further ones are counted (assumed)."""
NOTHING = 0.005
"""Points that show as 0.00."""
_END = 10**9


def values_block(result: Result, decisions: Sequence[DecisionRow], now: Observation) -> list[Component]:
    """Return the decisions in the order of the run, each with its worth or that it is still waited for."""
    if result.values_note:
        return [html.P(result.values_note, className="fine")]
    if not result.values:
        return [empty(t("value.none"), t("value.none.text"), icon_name="decide")]
    rows = {row.key: row for row in decisions}
    top = max((abs(value.points) for value in result.values if value.state == "ready"), default=0.0)
    made = {row.key: place for place, row in enumerate(reversed(decisions))}
    order = sorted(
        result.values, key=lambda value: (_minute(rows.get(value.key)), made.get(value.key, len(made)))
    )
    lines = [_line(value, rows, now, top) for value in order]
    return [*_head(result), html.Ol(lines, className="worths")]


def still_waiting(result: Result) -> bool:
    """Return whether values are still being worked out."""
    return any(value.state == "waiting" for value in result.values)


def _head(result: Result) -> list[Component]:
    parts: list[Component] = [html.P(t("value.meaning"), className="fine")]
    if result.decisions > len(result.values):
        rule = t("value.rule", count=len(result.values), total=result.decisions)
        parts.append(html.P(rule, className="fine"))
    done, total = sum(value.state != "waiting" for value in result.values), len(result.values)
    if done < total:
        words = t("value.progress", done=done, total=total)
        inner = [html.Span(words, **extra({"aria-live": "polite"})), bar(done / total)]
        parts.append(html.Div(inner, className="worth-progress"))
    return parts


def _minute(row: DecisionRow | None) -> int:
    return _END if row is None or row.minute is None else row.minute


def _line(value: ValueRow, rows: Mapping[str, DecisionRow], now: Observation, top: float) -> Component:
    row = rows.get(value.key)
    minute = _minute(row)
    head = [
        html.Span(clock_of(minute) if minute < _END else "", className="worth-time"),
        html.Span([html.B(name_of(row, now)[0]), " ", name_of(row, now)[1]], className="worth-what"),
        _track(value, top),
        html.B(_points(value), className="worth-points"),
    ]
    said = [html.Div(text, className="worth-said") for text in _said(value, rows, now)]
    return html.Li([html.Div(head, className="worth-head"), *said], className=f"worth worth-{value.state}")


def name_of(row: DecisionRow | None, now: Observation) -> tuple[str, str]:
    """Return what was done and to what."""
    return (t("value.decision"), "") if row is None else (t(f"lever.{row.lever}"), subject(row, now))


def _points(value: ValueRow) -> str:
    if value.state != "ready":
        return t(f"value.{value.state}")
    if abs(value.points) < NOTHING:
        return t("value.points", points="0.00")
    return t("value.points", points=f"{value.points:+.2f}".replace("-", MINUS))


def _track(value: ValueRow, top: float) -> Component:
    mark = None
    if value.state == "ready" and top and abs(value.points) >= NOTHING:
        width = f"{abs(value.points) / top * 50:.1f}%"
        mark = html.I(className="up" if value.points > 0 else "down", style={"width": width})
    return html.Span(mark, className="diverge-track", **extra({"aria-hidden": "true"}))


def _said(value: ValueRow, rows: Mapping[str, DecisionRow], now: Observation) -> list[list[Component | str]]:
    if value.state != "ready":
        return []
    return [_effect(value, now), *_together(value, rows, now)]


def _effect(value: ValueRow, now: Observation) -> list[Component | str]:
    parts: list[Component | str] = []
    for goal in now.goals:
        text = gain_text(goal, value.kpis.get(goal.key, 0.0))
        if text:
            parts += [t("value.comma") if parts else t("value.gains"), tx(goal.label), " ", html.B(text)]
    if not parts:
        return [t("value.nothing" if abs(value.points) < NOTHING else "value.little")]
    return parts


def _together(
    value: ValueRow, rows: Mapping[str, DecisionRow], now: Observation
) -> list[list[Component | str]]:
    if not value.removed_with:
        return []
    named = [" ".join(name_of(rows.get(key), now)).strip() for key in value.removed_with[:NAMED]]
    shown = t("value.and").join(named)
    more = len(value.removed_with) - len(named)
    return [[t("value.together.more", names=shown, more=more) if more else t("value.together", names=shown)]]
