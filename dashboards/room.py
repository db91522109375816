"""The live room: who is in, the ten-minute indicators against peers, the shelf, the buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.i18n import source_name, t
from dashboards.numbers import count, kind_of, money, rank, reading, written
from dashboards.parts import action, badge, bar_row, card, link, missing, spark, table, term
from simulator.observation import Observation, Reading, RoomView
from simulator.scenario import clock_of

_TONES = {"planned": "plain", "live": "good", "ended": "plain", "broken": "bad"}
_HEAD = ("enters", "orders", "gmv_fen", "follows", "comments")


def room_of(now: Observation) -> RoomView | None:
    """Return the room to show: the one on air, else the next planned, else the last."""
    for status in ("broken", "live", "planned", "ended"):
        found = [room for room in now.rooms if room.status == status]
        if found:
            return found[0] if status == "planned" else found[-1]
    return None


def room_card(now: Observation, allowed: Sequence[str], run: str = "") -> list[Component]:
    """Return the room's block; nothing when the run has no room."""
    room = room_of(now)
    if room is None:
        return []
    when = f"{clock_of(room.start)} – {clock_of(room.end)}"
    note = [badge(t(f"room.status.{room.status}"), _TONES[room.status]), " ", when]
    acts: list[Component] = [link(t("room.open"), f"/r/{run}/room?r={room.key}")] if run else []
    if "live_action" in allowed and room.status in ("live", "broken"):
        acts.append(action(t("lever.live_action.verb"), "live_action", room.key))
    body = html.Div(room.title, className="room-planned") if room.status == "planned" else _body(room, now)
    return [card(t("live.room"), body, note=note, tools=acts, name="room")]


def _body(room: RoomView, now: Observation) -> Component:
    return html.Div([_left(room), _indicators(room), _right(room, now)], className="room-grid")


def _left(room: RoomView) -> Component:
    head = [
        html.Div(
            [
                html.Span(t("room.online"), className="figure-label"),
                html.B(count(room.online), className="figure-value", **extra({"data-flash": "online"})),
                spark(room.online_curve),
            ],
            className="figure",
        )
    ]
    head += [
        html.Div(
            [
                html.Span(term(name), className="figure-label"),
                html.B(reading(one, kind_of(name), name), className="figure-value"),
            ],
            className="figure",
        )
        for name in _HEAD
        if (one := room.counts.get(name)) is not None
    ]
    return html.Div(head, className="figures room-figures")


def _indicators(room: RoomView) -> Component:
    if not room.indicators:
        return html.P(t("room.indicators.soon"), className="fine")
    beaten = term("word:percentile", t("room.percentile"))
    head = [t("room.indicator"), t("room.last10"), t("room.change"), beaten, t("room.whole")]
    rows = [[term(name), *_indicator(name, values)] for name, values in room.indicators.items()]
    return table(head, rows, numeric=(1, 2, 3, 4), label=t("room.indicators"))


def _indicator(name: str, values: Mapping[str, Reading]) -> list[Component | str]:
    kind = kind_of(name)
    cells: list[Component | str] = []
    for part in ("last10", "change", "percentile", "whole"):
        one = values.get(part)
        if one is None or one.value is None:
            cells.append(missing(one))
        elif part == "change":
            sign = "▲" if one.value > 0 else "▼" if one.value < 0 else ""
            cells.append(f"{sign} {written(abs(one.value), 'share')}".strip())
        else:
            cells.append(rank(one.value * 100) if part == "percentile" else written(one.value, kind))
    return cells


def _right(room: RoomView, now: Observation) -> Component:
    entries = sorted(room.entries.items(), key=lambda entry: -entry[1])[:5]
    top = entries[0][1] if entries and entries[0][1] else 1
    sources = [bar_row(source_name(name), count(people), people / top) for name, people in entries]
    names = {product.key: product.name for product in now.products}
    shelf = [_shelf_line(item, room.explaining, names) for item in room.shelf]
    return html.Div(
        [
            html.H3(t("room.entries"), className="sub"),
            *sources,
            html.H3(t("room.shelf"), className="sub"),
            *shelf,
        ],
        className="bars",
    )


def _shelf_line(
    item: Mapping[str, float | str | bool], explaining: str | None, names: Mapping[str, object]
) -> Component:
    key = str(item.get("product", ""))
    name = names.get(key)
    label = name.of("en" if t("language.code") == "en" else "zh") if name is not None else key  # type: ignore[attr-defined]
    price = item.get("price")
    flags = [badge(t("room.explaining"), "accent")] if key == explaining else []
    if item.get("listed") is False or item.get("on") is False:
        flags.append(badge(t("room.delisted"), "plain"))
    return html.Div(
        [html.Span([label, *flags]), html.B(money(float(price)) if isinstance(price, int | float) else "")],
        className="shelf-line",
    )
