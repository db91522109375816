"""The figure of a live room: its minutes as panels over one time axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.figures import hour_layout, moment

PANELS: tuple[tuple[str, str], ...] = (("online", ""), ("enters", ""), ("gmv", "¥"), ("talk", ""))
"""Column and unit of each panel, from top to bottom."""
GAP = 0.075
"""Share of the height between two panels; it holds the name of the one below."""
MARKS_HIGH = 16
"""Pixels that the signs of own actions take above the first panel; its name stands over them."""


def room_figure(
    frame: pd.DataFrame,
    *,
    names: Mapping[str, str],
    colour: str,
    span: tuple[int, int],
    marks: Mapping[str, Sequence[Any]],
) -> dict[str, Any]:
    """Return people online, entries, sales and reactions minute by minute, one panel each.

    Parameters
    ----------
    frame : DataFrame
        ``minute`` and the columns of `PANELS`.
    names : mapping
        Of the panels, with their unit.
    span : (int, int)
        First and last minute of the room: the axis does not move while it fills.
    marks : mapping
        Shapes and annotations of `dashboards.figures.event_marks`.
    """
    layout = hour_layout()
    layout |= {"margin": {"l": 52, "r": 16, "t": 48, "b": 28}}
    layout["xaxis"] |= {"range": [moment(span[0]), moment(span[1])], "anchor": f"y{len(PANELS)}", "nticks": 8}
    layout["xaxis"] |= {"tickformatstops": [], "tickformat": "%H:%M"}  # a room begins and ends on one day
    base = dict(layout.pop("yaxis"))
    height = (1 - GAP * (len(PANELS) - 1)) / len(PANELS)
    dates = [moment(minute) for minute in frame["minute"]]
    traces: list[dict[str, Any]] = []
    notes: list[Any] = list(marks.get("annotations", ()))
    for place, (column, unit) in enumerate(PANELS):
        top = 1 - place * (height + GAP)
        axis = "" if place == 0 else str(place + 1)
        layout[f"yaxis{axis}"] = {
            **base, "domain": [max(0.0, top - height), top], "tickprefix": unit, "nticks": 3, "tickformat": ",~r",
        }  # fmt: skip
        traces.append(_panel(frame, column, dates, axis, names[column], colour, unit))
        notes.append(_name(names[column], top, above=MARKS_HIGH if place == 0 else 0))
    return {
        "data": traces,
        "layout": {**layout, "shapes": list(marks.get("shapes", ())), "annotations": notes},
    }


def _panel(
    frame: pd.DataFrame, column: str, dates: list[str], axis: str, name: str, colour: str, unit: str
) -> dict[str, Any]:
    values = [None if value != value else round(float(value), 2) for value in frame[column]]  # noqa: PLR0124 - nan is a gap
    shared = {"name": name, "x": dates, "y": values, "xaxis": "x", "yaxis": f"y{axis}",
              "hovertemplate": f"{unit}%{{y:,.0f}}"}  # fmt: skip
    if column == "online":
        return {"type": "scatter", "mode": "lines", "line": {"color": colour, "width": 2}, **shared}
    return {"type": "bar", "marker": {"color": colour}, "opacity": 0.75, **shared}


def _name(text: str, top: float, *, above: int) -> dict[str, Any]:
    return {
        "xref": "paper", "yref": "paper", "x": 0, "y": top, "xanchor": "left", "yanchor": "bottom", "yshift": above,
        "showarrow": False, "text": text, "font": {"size": 12},
    }  # fmt: skip
