"""The card of own alerts: a line to set one, the list with what each said, and its marks elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboards.alerts import Number, numbers_of, of_goal, rule_text, value_now, value_text
from dashboards.attributes import extra
from dashboards.backend import Watched
from dashboards.hours import Moment
from dashboards.i18n import channel_name, t
from dashboards.parts import badge, empty, icon
from dashboards.permits import TRAINEE, Board
from dashboards.refusals import one_language
from dashboards.visit import is_trainee, visit
from simulator.observation import Observation
from simulator.scenario import clock_of

NUMBER, CHANNEL, SIDE, LIMIT = "alert-number", "alert-channel", "alert-side", "alert-limit"
ADD, SAID, DROP, DROPPED, NOTE = "alert-add", "alert-said", "alert-drop", "alert-dropped", "alert-note"
ALL = "all"
SHOWN_HITS = 3
_GROUPS = ("pace", "rate", "goal", "left")


# ---- the form ------------------------------------------------------------------------------------


def form(now: Observation, channels: Sequence[str], *, over: bool) -> Component:
    """Return the line on which an alert is set; who only looks on, and a run that is over, have none."""
    stores = [dcc.Store(id=DROP), dcc.Store(id=DROPPED)]
    if over or not is_trainee():
        return html.Div(stores)
    known = numbers_of(now, channels)
    number = dmc.Select(
        id=NUMBER, label=t("alert.number"), value=known[0].key, searchable=True, allowDeselect=False, size="sm",
        data=[
            {"group": t(f"alert.group.{group}"),
             "items": [{"value": one.key, "label": one.label} for one in known if one.group == group]}
            for group in _GROUPS
        ],
    )  # fmt: skip
    places = [{"value": ALL, "label": t("alert.all_channels")}]
    channel = dmc.Select(
        id=CHANNEL, label=t("alert.channel"), value=ALL, allowDeselect=False, size="sm",
        data=[*places, *[{"value": one, "label": channel_name(one)} for one in channels]],
    )  # fmt: skip
    side = html.Div(
        [
            html.Span(t("alert.side"), className="field-label"),
            dmc.SegmentedControl(
                id=SIDE, value="below", size="sm", **extra({"aria-label": t("alert.side")}),
                data=[{"value": one, "label": t(f"alert.side.{one}")} for one in ("below", "above")],
            ),
        ],
        className="alert-side",
    )  # fmt: skip
    limit = dmc.NumberInput(
        id=LIMIT, label=t("alert.limit"), value="", size="sm", allowDecimal=True, thousandSeparator=",",
        suffix=_suffix(known[0]),
    )  # fmt: skip
    add = html.Button(t("alert.add"), id=ADD, className="act act-main", type="button", n_clicks=0)
    said = html.Div(id=SAID, className="alert-said", **extra({"aria-live": "polite"}))
    note = html.Div(id=NOTE, className="fine", **extra({"aria-live": "polite"}))
    return html.Div(
        [html.Div([number, channel, side, limit, add], className="alert-form"), note, said, *stores]
    )


def _suffix(number: Number) -> str:
    return f" {number.unit}" if number.unit else ""


# ---- the list ------------------------------------------------------------------------------------


def listed(watched: Sequence[Watched], now: Observation) -> Component:
    """Return the alerts with the number now and when each spoke; without any, what to do."""
    if not watched:
        return empty(t("alert.empty"), t("alert.empty.text"), icon_name="bell")
    return html.Ul([_line(one, now) for one in watched], className="alert-list")


def _line(one: Watched, now: Observation) -> Component:
    words = rule_text(one.alert, now)
    state = badge(t("alert.past"), "warn") if one.past else badge(t("alert.armed"))
    value = t("alert.now", value=value_text(one.alert.number, one.value, now.goals))
    drop = html.Button(
        t("alert.drop"), className="act", type="button",
        **extra({"data-alert-drop": one.alert.key, "aria-label": t("alert.drop.label", rule=words)}),
    )  # fmt: skip
    return html.Li(
        [
            html.Span([icon("bell"), html.B(words), state], className="alert-rule"),
            html.Span(value, className="alert-value"),
            html.Span(_said(one), className="fine"),
            drop if is_trainee() else None,
        ]
    )


def _said(one: Watched) -> str:
    if not one.hits:
        return t("alert.silent", clock=clock_of(one.alert.minute))
    last = t("comma").join(clock_of(hit.minute) for hit in one.hits[-SHOWN_HITS:])
    return t("alert.spoke", times=len(one.hits), clocks=last)


# ---- marks elsewhere -----------------------------------------------------------------------------


def bell(watched: Sequence[Watched], now: Observation) -> Component | None:
    """Return the quiet mark beside a number that is watched; it takes colour while a threshold is passed."""
    if not watched:
        return None
    past = any(one.past for one in watched)
    words = t("alert.mark.past" if past else "alert.mark")
    rules = t("comma").join(rule_text(one.alert, now) for one in watched)
    return html.Span(
        [icon("bell"), html.Span(f"{words}{rules}", className="sr")],
        className="bell bell-past" if past else "bell",
        title=f"{words}{rules}",
    )


def goal_bells(watched: Sequence[Watched], now: Observation) -> dict[str, Component]:
    """Return the marks of the tiles, by KPI."""
    found = {goal.kpi: bell(of_goal(watched, goal.kpi), now) for goal in now.goals}
    return {kpi: mark for kpi, mark in found.items() if mark is not None}


def channel_bells(watched: Sequence[Watched], now: Observation, metric: str) -> dict[str, Component]:
    """Return the marks of the chart's key for one metric, by channel."""
    channels = {one.alert.channel for one in watched if one.alert.number == metric and one.alert.channel}
    found = {
        channel: bell(
            [one for one in watched if one.alert.number == metric and one.alert.channel == channel], now
        )
        for channel in channels
    }
    return {channel: mark for channel, mark in found.items() if mark is not None}


def feed_lines(watched: Sequence[Watched], now: Observation) -> list[tuple[int, Component]]:
    """Return what own alerts said, as lines of the event feed."""
    return [(hit.minute, _feed_line(one, hit.minute, hit.value, now)) for one in watched for hit in one.hits]


def _feed_line(one: Watched, minute: int, value: float, now: Observation) -> Component:
    at = t("alert.was", value=value_text(one.alert.number, value, now.goals))
    words = [
        html.Span(t("alert.said", rule=rule_text(one.alert, now)), className="feed-text"),
        html.Span(at, className="feed-title"),
    ]
    return html.Li(
        [
            html.Span([icon("bell"), html.Span(t("feed.kind.own"), className="sr")], className="feed-icon"),
            html.Div(words, className="feed-body"),
            html.Span(clock_of(minute), className="feed-time"),
        ],
        className="feed-line feed-notice feed-own",
    )


# ---- callbacks -----------------------------------------------------------------------------------


def raw_alert(number: Number, channel: str | None, side: str | None, limit: object) -> dict[str, Any]:
    """Return a filled form as it is kept: a share typed in per cent becomes a share."""
    typed = limit if isinstance(limit, int | float) and not isinstance(limit, bool) else None
    threshold = typed / 100 if typed is not None and number.share else typed
    place = channel if channel and number.by_channel else ""
    return {"number": number.key, "channel": place, "side": side, "threshold": threshold}


def register(board: Board) -> None:
    """Declare how alerts are set and deleted; the socket then brings the list."""
    _register_form(board)

    @board.answer(Output(DROPPED, "data"), Input(DROP, "data"), may=TRAINEE, prevent_initial_call=True)
    async def drop(asked: Mapping[str, Any] | None) -> Any:
        if asked and isinstance(asked.get("key"), str):
            await board.backend.unwatch(visit().run, asked["key"])
        return asked

    renew = ClientsideFunction("quanmei", "renew")
    board.app.clientside_callback(
        renew, Output(SAID, "title"), Input(SAID, "children"), prevent_initial_call=True
    )
    board.app.clientside_callback(
        renew, Output(DROPPED, "clear_data"), Input(DROPPED, "data"), prevent_initial_call=True
    )


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """What a form's number and channel mean in the run."""

    number: Number
    channel: str
    now: Observation
    moments: Sequence[Moment]

    def note(self) -> str:
        """Return what the number is now and how it is read."""
        value = value_now(self.number.key, self.channel, self.moments, self.now)
        shown = value_text(self.number.key, value, self.now.goals)
        return t("alert.note", value=shown, how=t(f"alert.note.{self.number.group}"))


async def _chosen(board: Board, key: str | None, channel: str | None) -> _Chosen | None:
    run = visit().run
    frame, state = await board.backend.latest(run), await board.backend.run(run)
    if frame is None:
        return None
    channels = state.scenario.channels
    known = numbers_of(frame.observation, channels)
    number = next((one for one in known if one.key == key), None)
    if number is None:
        return None
    place = channel if channel in channels and number.by_channel else None
    moments = await board.backend.history(run)
    return _Chosen(number=number, channel=place or "", now=frame.observation, moments=moments)


def _register_form(board: Board) -> None:
    @board.answer(
        Output(CHANNEL, "disabled"), Output(LIMIT, "suffix"), Output(NOTE, "children"), Input(NUMBER, "value"),
        Input(CHANNEL, "value"), may=TRAINEE,
    )  # fmt: skip
    async def fit(key: str | None, channel: str | None) -> Any:
        found = await _chosen(board, key, channel)
        return (
            (False, "", "")
            if found is None
            else (not found.number.by_channel, _suffix(found.number), found.note())
        )

    @board.answer(
        Output(SAID, "children"), Input(ADD, "n_clicks"), State(NUMBER, "value"), State(CHANNEL, "value"),
        State(SIDE, "value"), State(LIMIT, "value"), may=TRAINEE, prevent_initial_call=True,
    )  # fmt: skip
    async def add(
        clicks: int | None, key: str | None, channel: str | None, side: str | None, limit: Any
    ) -> Any:
        if not clicks:
            return ""
        found = await _chosen(board, key, channel)
        if found is None:
            return _refused(t("alert.choose"))
        receipt = await board.backend.watch(visit().run, raw_alert(found.number, found.channel, side, limit))
        return html.Span(t("alert.set")) if receipt.accepted else _refused(receipt.message)


def _refused(message: str) -> Component:
    words = one_language(message)
    return html.P(f"{words[:1].upper()}{words[1:]}", className="bad-text", role="alert")
