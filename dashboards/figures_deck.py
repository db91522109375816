"""Figures of the comparisons on the command page: today and yesterday, two accounts, a forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.figures import LIFTED, hour_layout, moment
from dashboards.forecast import Forecast

QUIET = "#8a94a0"
ACCENT = "#4263c9"
_CLOCK = range(0, 24, 3)
_BAND = "rgba(66, 99, 201, 0.16)"


def day_figure(
    frame: pd.DataFrame, *, names: Mapping[str, str], colour: str, unit: str = ""
) -> dict[str, Any]:
    """Return today (solid) over yesterday (dashed, grey), by clock hour.

    Parameters
    ----------
    frame : DataFrame
        ``hour, today, yesterday`` of `dashboards.deck.day_frame`.
    names : mapping
        Of the two lines.
    """
    layout = hour_layout()
    layout["xaxis"] = {
        "showgrid": False, "zeroline": False, "fixedrange": True, "range": [-0.3, 23.3], "tickvals": list(_CLOCK),
        "ticktext": [f"{hour}:00" for hour in _CLOCK], **LIFTED,
    }  # fmt: skip
    layout["yaxis"] |= {"tickprefix": unit}
    styles = {"yesterday": (QUIET, "dash", 1.6), "today": (colour, "solid", 2.4)}
    traces = [
        {
            "type": "scatter", "mode": "lines+markers", "name": names[column], "x": frame["hour"].tolist(),
            "y": gaps(frame[column]), "connectgaps": False, "cliponaxis": False, "marker": {"size": 5},
            "line": {"color": tone, "dash": dash, "width": width}, "hovertemplate": f"{unit}%{{y:,.0f}}",
        }
        for column, (tone, dash, width) in styles.items()
    ]  # fmt: skip
    return {"data": traces, "layout": layout}


def account_figure(
    frame: pd.DataFrame, *, names: Mapping[str, str], colours: Mapping[str, str]
) -> dict[str, Any]:
    """Return two accounts hour by hour: the first solid, the other dashed.

    Parameters
    ----------
    frame : DataFrame
        ``account, minute, value`` of `dashboards.deck.account_frame`.
    names, colours : mapping
        By account, the first one first.
    """
    layout = hour_layout()
    traces: list[dict[str, Any]] = []
    for place, (account, name) in enumerate(names.items()):
        rows = frame[frame["account"] == account]
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "name": name, "cliponaxis": False, "marker": {"size": 5},
                "x": [moment(minute) for minute in rows["minute"]], "y": gaps(rows["value"]),
                "line": {"color": colours[account], "width": 2, "dash": "dash" if place else "solid"},
                "hovertemplate": "%{y:,.0f}",
            }
        )  # fmt: skip
    return {"data": traces, "layout": layout}


def forecast_figure(
    values: Sequence[float],
    found: Forecast,
    *,
    target: float,
    names: Mapping[str, str],
    unit: str = "",
) -> dict[str, Any]:
    """Return a goal so far (solid), carried forward (dashed) with its band, and the goal as a thin line.

    Parameters
    ----------
    values : sequence of float
        At minute 0 and at every full hour that has been played.
    names : mapping
        ``now, expected, band, goal`` in the language of the visit.
    """
    layout = hour_layout()
    layout["yaxis"] |= {"tickprefix": unit, "rangemode": "normal"}
    ahead = [moment(minute) for minute in found.minutes]
    so_far = _line([moment(60 * hour) for hour in range(len(values))], list(values), names["now"], unit)
    expected = _line(ahead, list(found.expected), names["expected"], unit)
    expected["line"] |= {"dash": "dash", "width": 1.6}
    traces = [*(_band(ahead, found, names["band"], unit) if found.banded else []), so_far, expected]
    layout["shapes"] = [
        {
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target, "layer": "below",
            "line": {"width": 1, "color": QUIET},
        }
    ]  # fmt: skip
    layout["annotations"] = [
        {
            "xref": "paper", "x": 0, "y": target, "xanchor": "left", "yanchor": "bottom", "showarrow": False,
            "text": names["goal"], "font": {"size": 11},
        }
    ]  # fmt: skip
    return {"data": traces, "layout": layout}


def gaps(column: pd.Series) -> list[float | None]:
    """Return a column with ``None`` where nothing is known, so that a line breaks there."""
    return [None if value != value else float(value) for value in column]  # noqa: PLR0124 - nan is a gap


def _line(dates: list[str], values: list[float], name: str, unit: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": dates, "y": values,
        "line": {"color": ACCENT, "width": 2.2}, "hovertemplate": f"{unit}%{{y:,.0f}}",
    }  # fmt: skip


def _band(dates: list[str], found: Forecast, name: str, unit: str) -> list[dict[str, Any]]:
    low = _line(dates, list(found.low), f"{name} ↓", unit)
    high = _line(dates, list(found.high), f"{name} ↑", unit)
    for edge in (low, high):
        edge["line"] = {"width": 0, "color": ACCENT}
    return [low, {**high, "fill": "tonexty", "fillcolor": _BAND}]
