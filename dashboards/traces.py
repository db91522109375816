"""Corrections with their traces: what was put right, withdrawn, answered or removed, and when."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.backend import DecisionRow
from dashboards.feed import names_of
from dashboards.i18n import t, tx
from dashboards.lever_fields import option_name
from dashboards.parts import badge, empty
from dashboards.refusals import in_words
from simulator.observation import Observation
from simulator.scenario import clock_of

PUT_RIGHT = ("correct", "update", "withdraw", "pin")
"""Actions on a published piece that leave a trace."""
_TONES = {"accepted": "good", "refused": "bad", "waiting": "warn"}


def traced(decisions: Sequence[DecisionRow]) -> list[DecisionRow]:
    """Return the decisions that answer, put right or remove something, newest first."""
    return [row for row in decisions if _leaves_trace(row)]


def _leaves_trace(row: DecisionRow) -> bool:
    if row.lever == "publish":
        return bool(row.raw.get("answers"))
    return row.lever == "moderate" or (row.lever == "change_post" and row.raw.get("action") in PUT_RIGHT)


def traces(now: Observation, decisions: Sequence[DecisionRow]) -> Component:
    """Return the trail of corrections: minute, action, piece, wording, reason; and what became of it."""
    found = traced(decisions)
    if not found:
        return empty(t("trace.empty"), t("trace.empty.text"), icon_name="flag")
    return html.Ol([_line(row, now) for row in found], className="log")


def _line(row: DecisionRow, now: Observation) -> Component:
    claims = {issue.key: tx(issue.claim) for issue in now.issues}
    when = clock_of(row.minute) if row.minute is not None else t("decide.soon")
    verb = (
        t("trace.answer", claim=claims.get(str(row.raw["answers"]), str(row.raw["answers"])))
        if row.lever == "publish"
        else option_name(row.lever, "action", str(row.raw.get("action", "")))
    )
    about = str(
        row.raw.get("title") or names_of(now).get(str(row.raw.get("content", "")), row.raw.get("content", ""))
    )
    lines = [
        html.Div(
            [
                html.Span(when, className="log-time"),
                html.B(verb),
                badge(t(f"outcome.{row.status}"), _TONES[row.status]),
            ],
            className="log-head",
        ),
        html.Div(about, className="log-what"),
    ]
    if row.raw.get("text"):
        lines.append(html.Div([html.Span(t("trace.wording")), str(row.raw["text"])], className="log-why"))
    if row.raw.get("reason"):
        lines.append(
            html.Div([html.Span(t("field.reason.short")), str(row.raw["reason"])], className="log-why")
        )
    if row.message:
        lines.append(html.Div(in_words(row.message, row.lever), className="log-refusal"))
    return html.Li(lines, className="log-row")
