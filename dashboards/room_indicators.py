"""The indicators of a live room as its screen shows them: ten minutes, change, peers, whole room, seven-day median."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t
from dashboards.numbers import kind_of, rank, written
from dashboards.parts import missing, table, term
from dashboards.room_minutes import earlier_rooms, lately, together, usual
from dashboards.room_scene import Scene
from simulator.observation import Reading, RoomView

CONTENT = ("enter_rate", "mean_stay_s", "comment_rate", "like_rate")
SALES = ("click_per_view", "cvr", "view_cvr", "gpm")
"""The two sides of a live screen: what holds people, what sells (operations 4.1)."""


def indicators(scene: Scene, names: Sequence[str]) -> Component:
    """Return indicators as a live screen shows them: ten minutes, change, peers, whole, seven-day median."""
    room = scene.room
    if room is None or not room.indicators:
        return html.P(t("room.indicators.soon"), className="fine")
    columns = [
        t("room.indicator"),
        t("room.last10"),
        t("room.change"),
        term("word:percentile", t("room.percentile")),
        t("room.whole"),
        t("room.median7"),
    ]
    rows = [
        _indicator_row(scene, room, name, room.indicators[name]) for name in names if name in room.indicators
    ]
    if "gpm" in names:
        rows.append(_indicator_row(scene, room, "uv_value", _uv_value(scene, room)))
    return table(columns, rows, numeric=(1, 2, 3, 4, 5), label=t("room.indicators"))


def _uv_value(scene: Scene, room: RoomView) -> dict[str, Reading]:
    """Return the value of an entry over ten minutes; no platform compares it with peers."""
    last, before = (_ratio(scene.frame, back) for back in (0, 1))
    small = Reading(state="too_small")
    moved = Reading(value=last / before - 1) if last is not None and before else small
    return {
        "last10": small if last is None else Reading(value=last),
        "change": moved,
        "percentile": Reading(state="not_available"),
        "whole": room.rates.get("uv_value", small),
    }


def _ratio(frame: pd.DataFrame, back: int) -> float | None:
    sold, came = lately(frame, "gmv", back=back), lately(frame, "enters", back=back)
    return None if sold is None or not came else sold / came


def _indicator_row(
    scene: Scene, room: RoomView, name: str, values: Mapping[str, Reading]
) -> list[Component | str]:
    cells: list[Component | str] = [term(name)]
    for part in ("last10", "change", "percentile", "whole"):
        one = values.get(part)
        cells.append(
            missing(one) if one is None or one.value is None else part_words(part, one.value, kind_of(name))
        )
    if name == "uv_value":
        values_before = [one for other in earlier_rooms(room, scene.now) if (one := other.rates.get(name))]
        found = _median([one.value for one in values_before if one.value is not None])
    else:
        found = usual(room, scene.now, name)
    cells.append(written(found, kind_of(name)) if found is not None else missing(Reading(state="too_small")))
    return cells


def _median(values: Sequence[float]) -> float | None:
    return float(pd.Series(values).median()) if values else None


def part_words(part: str, value: float, kind: str) -> str:
    """Return one part of an indicator: a change with its sign, a rank among peers, a value in its unit."""
    if part == "change":
        sign = "▲" if value > 0 else "▼" if value < 0 else ""
        return f"{sign} {written(abs(value), 'share')}".strip()
    return rank(value * 100) if part == "percentile" else written(value, kind)


def median_note(scene: Scene) -> Component:
    """Return over how many rooms the seven-day median is taken, and who else was on air."""
    room = scene.room
    if room is None:
        return html.Span()
    others = together(room, scene.now)
    words = [t("room.median7.note", rooms=len(earlier_rooms(room, scene.now)))]
    if others:
        words.append(t("room.together", rooms=len(others) + 1))
    return html.P(" ".join(words), className="fine")
