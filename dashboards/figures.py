"""Figures as plain dictionaries: no Dash, no plotly objects, ready for JSON.

Colours of text and grid are left to the style sheet, so a figure needs no second version for the
dark theme. Simulated minutes become dates of an unnamed year: its n-th day is ``Dn``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

_START = datetime(2001, 1, 1)  # noqa: DTZ001 - simulated time has no zone
TICKS = [
    {"dtickrange": [None, 86_400_000], "value": "D%-j %H:%M"},
    {"dtickrange": [86_400_000, None], "value": "D%-j"},
]
LIFTED = {"ticks": "outside", "ticklen": 6, "tickcolor": "rgba(0,0,0,0)"}
"""Keeps the first label of the time axis clear of the zero beside it."""
EMPTY_SPAN = 360  # minutes that an empty chart spans: the shape of a first morning
CONFIG: Any = {
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": "reset",
}


def moment(minute: float) -> str:
    """Return a simulated minute as the date plotly draws.

    Examples
    --------
    >>> moment(1500)
    '2001-01-02 01:00'
    """
    return (_START + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M")


def _layout(*, unit: str = "", meta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "margin": {"l": 52, "r": 16, "t": 20, "b": 28},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {
            "size": 12,
            "family": "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
        },
        "showlegend": False,
        "hovermode": "x unified",
        "uirevision": "keep",
        "dragmode": "zoom",
        "xaxis": {
            "type": "date",
            "tickformatstops": TICKS,
            "hoverformat": "D%-j %H:%M",
            "showgrid": False,
            "zeroline": False,
            "nticks": 7,
            "showspikes": True,
            "spikemode": "across",
            "spikethickness": 1,
            "spikedash": "solid",
        },
        "yaxis": {
            "rangemode": "tozero",
            "zeroline": False,
            "nticks": 5,
            "tickformat": ",~r" if not unit else "",
            "tickprefix": unit,
            "separatethousands": True,
            "fixedrange": True,
        },
        "meta": dict(meta or {}),
    }


def plain_layout(*, margin: Mapping[str, int]) -> dict[str, Any]:
    """Return the layout of a figure whose axes are not simulated time."""
    layout = _layout()
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return {**layout, "margin": dict(margin), "xaxis": dict(axis), "yaxis": {**axis, "showgrid": True}}


def hour_layout() -> dict[str, Any]:
    """Return the layout of a figure over simulated time that is drawn anew by the hour."""
    layout = _layout()
    layout["xaxis"] |= {**LIFTED, "nticks": 5, "tickangle": 0}
    return layout


def pace_figure(
    minutes: Sequence[int],
    lines: Mapping[str, Sequence[float]],
    *,
    names: Mapping[str, str],
    colours: Mapping[str, str],
    metric: str,
    unit: str = "",
    marks: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the main chart: one line per channel, with marks where something happened.

    Parameters
    ----------
    minutes, lines : sequences
        Simulated minutes, and per channel the pace at each of them.
    names, colours : mapping
        By channel.
    metric : str
        Kept in ``layout.meta`` so that new points find their line.
    marks : mapping, optional
        Shapes and annotations of `event_marks`.
    """
    dates = [moment(minute) for minute in minutes]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": names[channel],
            "x": dates,
            "y": list(values),
            "line": {"color": colours[channel], "width": 2, "shape": "linear"},
            "hovertemplate": f"{unit}%{{y:,.0f}}",
        }
        for channel, values in lines.items()
    ]
    layout = _layout(unit=unit, meta={"metric": metric, "channels": list(lines)})
    if not dates:
        layout["xaxis"]["range"] = [moment(0), moment(EMPTY_SPAN)]
    layout.update(marks or {})
    return {"data": traces, "layout": layout}


def event_marks(events: Sequence[tuple[int, str, bool]]) -> dict[str, Any]:
    """Return thin lines with small signs at the minutes where something happened.

    Parameters
    ----------
    events : sequence of (minute, text, own)
        ``own`` marks the trainee's own decisions (solid, ▲); the world's events are dashed (◆).
    """
    shapes = [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": moment(minute),
            "x1": moment(minute),
            "y0": 0,
            "y1": 1,
            "layer": "below",
            "line": {"width": 1, "dash": "solid" if own else "dot", "color": "#8a94a0"},
            "opacity": 0.55,
        }
        for minute, _, own in events
    ]
    notes = [
        {
            "x": moment(minute),
            "y": 1,
            "xref": "x",
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "text": "▲" if own else "◆",
            "hovertext": text,
            "font": {"size": 11},
            "captureevents": True,
        }
        for minute, text, own in events
    ]
    return {"shapes": shapes, "annotations": notes}


def while_it_lasts(shares: Sequence[float]) -> Sequence[float]:
    """Return the shares up to the end of the film: after it nobody can be watching.

    Examples
    --------
    >>> while_it_lasts((1.0, 0.5, 0.3, 0.0, 0.0))
    (1.0, 0.5, 0.3)
    """
    end = len(shares)
    while end > 1 and not shares[end - 1]:
        end -= 1
    return shares[:end]


def retention_figure(
    seconds: Sequence[int], shares: Sequence[float], *, name: str, colour: str
) -> dict[str, Any]:
    """Return who is still watching after so many seconds."""
    layout = _layout()
    layout["xaxis"] = {"showgrid": False, "zeroline": False, "ticksuffix": " s", "nticks": 6}
    layout["yaxis"] = {"range": [0, 1.02], "tickformat": ".0%", "nticks": 4, "fixedrange": True}
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(seconds[: len(shares)]),
        "y": list(shares),
        "name": name,
        "line": {"color": colour, "width": 2},
        "marker": {"size": 5},
        "hovertemplate": "%{y:.1%}",
    }
    return {"data": [trace], "layout": layout}
