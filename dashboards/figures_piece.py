"""Figures of one piece beside another: who is still watching, and plays by the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.figures import hour_layout, moment, plain_layout

OTHER = "#8a94a0"
"""Colour of the piece that is compared with: 3:1 on both grounds, and dashed."""
TURNS = ((2, "skip"), (5, "valid"))
"""Seconds at which platforms read a rate off the curve (operations 4.1)."""


def watching_figure(
    frame: pd.DataFrame, *, names: Mapping[str, str], colour: str, words: Mapping[str, str]
) -> dict[str, Any]:
    """Return the share still watching by second, one line a piece, with the two seconds that count.

    Parameters
    ----------
    frame : DataFrame
        ``piece, second, share``; the first piece is the one that is looked at.
    names : mapping
        By piece.
    words : mapping
        ``skip, valid`` in the language of the visit.
    """
    layout = plain_layout(margin={"l": 44, "r": 16, "t": 24, "b": 28})
    layout["xaxis"] |= {"ticksuffix": " s", "nticks": 7}
    layout["yaxis"] |= {"range": [0, 1.03], "tickformat": ".0%", "nticks": 5}
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": names[str(piece)],
            "x": rows["second"].tolist(),
            "y": rows["share"].tolist(),
            "line": {"color": OTHER if place else colour, "width": 2, "dash": "dash" if place else "solid"},
            "marker": {"size": 5},
            "hovertemplate": "%{y:.1%}",
        }
        for place, (piece, rows) in enumerate(frame.groupby("piece", sort=False))
    ]
    layout["shapes"] = [
        {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
         "line": {"width": 1, "dash": "dot", "color": OTHER}}
        for at, _ in TURNS
    ]  # fmt: skip
    layout["annotations"] = [
        {"x": at, "y": 1, "yref": "paper", "xanchor": side, "yanchor": "bottom", "showarrow": False,
         "text": words[name], "font": {"size": 11}}
        for (at, name), side in zip(TURNS, ("right", "left"), strict=True)
    ]  # fmt: skip
    return {"data": traces, "layout": layout}


def hours_figure(
    frame: pd.DataFrame, *, names: Mapping[str, str], colour: str, marks: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    """Return plays by full hour: bars for the piece, a dashed line for the other.

    Parameters
    ----------
    frame : DataFrame
        ``piece, minute`` (the hour's begin) ``, views``.
    marks : mapping
        Shapes and annotations of `dashboards.figures.event_marks`.
    """
    layout = hour_layout()
    layout |= {"shapes": list(marks.get("shapes", ())), "annotations": list(marks.get("annotations", ()))}
    traces: list[dict[str, Any]] = []
    for place, (piece, rows) in enumerate(frame.groupby("piece", sort=False)):
        shared = {
            "name": names[str(piece)], "x": [moment(minute) for minute in rows["minute"]],
            "y": rows["views"].tolist(), "hovertemplate": "%{y:,.0f}",
        }  # fmt: skip
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "line": {"color": OTHER, "width": 2, "dash": "dash"},
                **shared,
            }
            if place
            else {"type": "bar", "marker": {"color": colour}, "opacity": 0.5, **shared}
        )
    return {"data": traces, "layout": layout}
