"""The production queue against the crew: what is waiting, how many hours are gone and what is left."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards import costs
from dashboards.backend import DecisionRow, RunState
from dashboards.feed import subject
from dashboards.i18n import t, tx
from dashboards.lever_fields import LEVER_GROUPS
from dashboards.numbers import hours
from dashboards.parts import badge, bar, bar_row, dot, empty, table
from simulator.observation import Observation
from simulator.scenario import clock_of

MADE = ("publish", "schedule_live")
"""Levers that put work into the queue."""
DAY = 1440


def waiting(decisions: Sequence[DecisionRow], now: Observation) -> list[DecisionRow]:
    """Return what is decided and has not come out yet, the earliest first."""
    out = {piece.key for piece in now.contents if piece.status != "scheduled"}
    out |= {room.key for room in now.rooms if room.status != "planned"}
    found = [row for row in decisions if row.lever in MADE and row.status != "refused" and row.key not in out]
    return sorted(found, key=lambda row: _minute(row, now))


def _minute(row: DecisionRow, now: Observation) -> int:
    at = row.raw.get("start") if row.lever == "schedule_live" else row.raw.get("at")
    if isinstance(at, int):
        return at
    return now.minute if row.minute is None else row.minute


def by_seat(state: RunState, decisions: Sequence[DecisionRow]) -> list[tuple[str, float]]:
    """Return the hours set aside by the seat that used them, as the price list says; only those that used any."""
    used: dict[str, float] = {}
    for row in decisions:
        if row.status == "accepted":
            seat = next((group for group, levers in LEVER_GROUPS if row.lever in levers), "content")
            used[seat] = used.get(seat, 0.0) + costs.spending(state.scenario, row.raw)[1]
    return [(seat, used[seat]) for seat, _ in LEVER_GROUPS if used.get(seat)]


def crew(state: RunState, now: Observation, decisions: Sequence[DecisionRow]) -> list[Component]:
    """Return hours spent and left, what is left a day, and which seat used them."""
    spent = now.hours_total - now.hours_left
    days = max(1.0, (state.scenario.end_minute - now.minute) / DAY)
    figures = (
        (t("crew.spent"), hours(spent), t("crew.of", total=hours(now.hours_total))),
        (t("crew.left"), hours(now.hours_left), t("crew.left.note")),
        (t("crew.daily"), hours(round(now.hours_left / days, 1)), t("crew.daily.note", days=f"{days:.0f}")),
    )
    shown = [
        html.Div(
            [
                html.Span(name, className="figure-label"),
                html.B(value, className="figure-value"),
                html.Span(note, className="fine"),
            ],
            className="figure",
        )
        for name, value, note in figures
    ]
    seats = by_seat(state, decisions)
    top = max((value for _, value in seats), default=1.0)
    rows = [bar_row(t(f"lever.group.{seat}"), hours(value), value / top) for seat, value in seats]
    share = spent / now.hours_total if now.hours_total else 0.0
    return [
        html.Div(shown, className="figures"),
        bar(share, label=t("crew.share", share=f"{share * 100:.0f}%")),
        html.Div(rows, className="bars crew-seats"),
    ]


def queue(state: RunState, now: Observation, decisions: Sequence[DecisionRow]) -> list[Component]:
    """Return what waits to come out; without anything, what to do."""
    found = waiting(decisions, now)
    if not found:
        return [empty(t("queue.empty"), t("queue.empty.text"), icon_name="box")]
    head = [t("queue.when"), t("queue.what"), t("field.publish.hours"), t("queue.state")]
    accounts = {account.key: account for account in state.scenario.accounts}
    rows: list[list[Component | str]] = []
    for row in found:
        account = accounts.get(str(row.raw.get("account")))
        title = subject(row, now)
        where = [dot(account.channel), html.Span(tx(account.name), className="fine")] if account else []
        state_key = "accepted" if row.status == "accepted" else "waiting"
        rows.append(
            [
                html.Span(clock_of(_minute(row, now)), className="nowrap"),
                html.Div(
                    [
                        html.Span(title, className="piece-title", title=title),
                        html.Div([*where, *_kind(row)], className="piece"),
                    ]
                ),
                hours(costs.spending(state.scenario, row.raw)[1]),
                badge(t(f"queue.{state_key}"), "good" if state_key == "accepted" else "warn"),
            ]
        )
    return [table(head, rows, numeric=(2,), label=t("queue.title"))]


def _kind(row: DecisionRow) -> list[Component]:
    marks = [badge(t("queue.room"), "accent")] if row.lever == "schedule_live" else []
    if row.raw.get("adapted_from"):
        marks.append(badge(t("make.adapted"), "plain"))
    if row.raw.get("review"):
        marks.append(badge(t("field.review"), "plain"))
    return marks
