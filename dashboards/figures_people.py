"""Figures of people: when they are online, and where a target group stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.figures import plain_layout

NOISE = 2.0
"""Standard errors within which a TGI says nothing (about 95 %)."""
ACCENT, NEUTRAL = "#4c6ef5", "#8a94a0"  # both 3:1 on the light and the dark ground
HOURS = 24
EDGE = 2
"""Hours at the ends of the day at which a name is written inwards."""
ROW = 24
"""Pixels of a row of dots."""


def hours_figure(
    frame: pd.DataFrame, *, names: Mapping[str, str], colours: Mapping[str, str]
) -> dict[str, Any]:
    """Return at which hours each app is opened: one line an app, its name where it stands out.

    Parameters
    ----------
    frame : DataFrame
        ``app, hour, share, standard_error``; shares of the sessions of a day.
    names, colours : mapping
        By app.
    """
    layout = plain_layout(margin={"l": 44, "r": 20, "t": 26, "b": 32})
    layout["hovermode"] = "x unified"
    ticks = list(range(0, HOURS, 4))
    layout["xaxis"] |= {
        "tickvals": ticks,
        "ticktext": [f"{hour}:00" for hour in ticks],
        "range": [-0.3, 23.3],
        "tickangle": 0,
    }
    layout["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero", "nticks": 5}
    curves = frame.pivot_table(index="hour", columns="app", values="share")
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for app in frame["app"].unique():
        share = curves[app]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": names[app],
                "x": [int(hour) for hour in curves.index],
                "y": share.round(4).tolist(),
                "line": {"color": colours[app], "width": 2, "shape": "spline"},
                "hovertemplate": "%{y:.1%}",
            }
        )
        hour = _own_hour(curves, app)
        notes.append(_named(names[app], hour, float(share.loc[hour])))
    layout["annotations"] = notes
    return {"data": traces, "layout": layout}


def _own_hour(curves: pd.DataFrame, app: str) -> int:
    """Return the hour in which an app's curve lies highest above the others: there its name is its own."""
    others = curves.drop(columns=app)
    above = curves[app] - others.max(axis=1) if len(others.columns) else curves[app]
    return int(above.to_numpy().argmax())


def _named(text: str, hour: int, share: float) -> dict[str, Any]:
    """Return a name above its curve, kept inside the figure at the ends of the day."""
    anchor = "left" if hour < EDGE else "right" if hour > HOURS - 1 - EDGE else "center"
    return {"x": hour, "y": share, "text": text, "showarrow": False, "yanchor": "bottom", "xanchor": anchor}


def tgi_figure(frame: pd.DataFrame, *, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a target group's TGI as dots with their standard errors beside the line of 100.

    Parameters
    ----------
    frame : DataFrame
        ``group, tgi, standard_error``; rows without a TGI are left out.
    names : mapping
        By group.
    """
    rows = frame[frame["tgi"].notna()].iloc[::-1]
    error = rows["standard_error"].fillna(0.0)
    clear = (rows["tgi"] - 100).abs() > NOISE * error
    layout = plain_layout(margin={"l": 8, "r": 44, "t": 8, "b": 40})
    layout["hovermode"] = "closest"
    layout["height"] = ROW * max(len(rows), 3) + 60
    layout["xaxis"] |= {"rangemode": "tozero", "nticks": 6, "title": {"text": "TGI", "standoff": 8}}
    layout["yaxis"] |= {"automargin": True, "type": "category", "showgrid": True, "ticksuffix": " "}
    layout["shapes"] = [
        {
            "type": "line", "x0": 100, "x1": 100, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
            "line": {"width": 1, "color": NEUTRAL},
        }
    ]  # fmt: skip
    names_shown = [names.get(str(group), str(group)) for group in rows["group"]]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": rows["tgi"].round(0).tolist(),
        "y": names_shown,
        "marker": {"size": 9, "color": [ACCENT if one else NEUTRAL for one in clear]},
        "error_x": {
            "type": "data",
            "array": error.round(1).tolist(),
            "thickness": 1.2,
            "width": 3,
            "color": NEUTRAL,
        },
        "hovertemplate": "%{y}: %{x:.0f} ± %{error_x.array:.0f}<extra></extra>",
    }
    # the figure stands behind the end of its error bar, so that neither hides the other
    words = {
        "type": "scatter",
        "mode": "text",
        "x": (rows["tgi"] + error).round(1).tolist(),
        "y": names_shown,
        "text": [f"  {value:.0f}" for value in rows["tgi"]],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return {"data": [dots, words], "layout": layout}
