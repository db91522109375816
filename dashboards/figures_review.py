"""Figures of the review: a KPI as played beside the same run without its best and worst decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assessment.curves import Curves
from dashboards.figures import hour_layout, moment

LINES: Mapping[str, tuple[str, str]] = {
    "with": ("#3f7fd0", "solid"), "without-best": ("#c2564f", "dash"), "without-worst": ("#2a9a73", "dot"),
    "reference": ("#8a94a0", "dashdot"),
}  # fmt: skip
"""Colour and dash of each curve: told apart without colours too."""


def curves_frame(curves: Curves, kpi: str) -> pd.DataFrame:
    """Return one KPI of all curves as ``line, minute, value``."""
    parts = [
        pd.DataFrame({"line": line.key, "minute": curves.minutes, "value": line.values[kpi]})  # noqa: PD011 - a mapping
        for line in curves.lines
    ]
    return pd.concat(parts, ignore_index=True)


def curves_figure(frame: pd.DataFrame, *, names: Mapping[str, str], share: bool = False) -> dict[str, Any]:
    """Return one KPI over time, one line for each way the run could have gone.

    Parameters
    ----------
    frame : DataFrame
        ``line, minute, value``; ``line`` is a key of `LINES`.
    names : mapping
        By line, in the language of the visit.
    share : bool
        Whether the KPI is a share and drawn in per cent.
    """
    return _lines(frame, names, {line: LINES[line] for line in names}, share=share)


WAYS: tuple[tuple[str, str], ...] = (
    ("#3f7fd0", "solid"), ("#c2564f", "dash"), ("#2a9a73", "dot"), ("#8a5fb5", "dashdot"), ("#b5852a", "longdash"),
)  # fmt: skip
"""Colour and dash of a run and its forks, in turn; a second round shifts the dashes, so no two look alike."""


def ways_figure(frame: pd.DataFrame, *, names: Mapping[str, str], share: bool = False) -> dict[str, Any]:
    """Return one number over time, one line for a run and for each of its forks.

    Parameters
    ----------
    frame : DataFrame
        ``line, minute, value``.
    names : mapping
        By line, in the order in which they are drawn.
    share : bool
        Whether it is a share and drawn in per cent.
    """
    turns = [(place % len(WAYS), (place + place // len(WAYS)) % len(WAYS)) for place in range(len(names))]
    looks = {line: (WAYS[a][0], WAYS[b][1]) for line, (a, b) in zip(names, turns, strict=True)}
    return _lines(frame, names, looks, share=share)


def _lines(
    frame: pd.DataFrame, names: Mapping[str, str], looks: Mapping[str, tuple[str, str]], *, share: bool
) -> dict[str, Any]:
    layout = hour_layout()
    if share:
        layout["yaxis"] |= {"tickformat": ".0%"}
    layout |= {"showlegend": True, "legend": {"orientation": "h", "y": -0.18, "x": 0}}
    layout["margin"] |= {"b": 64}
    traces = []
    for line, name in names.items():
        rows, (colour, dash) = frame[frame["line"] == line], looks[line]
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": name, "x": [moment(int(minute)) for minute in rows["minute"]],
                "y": rows["value"].tolist(), "line": {"color": colour, "width": 2, "dash": dash},
            }
        )  # fmt: skip
    return {"data": traces, "layout": layout}
