"""Figures of public talk: volume, mood and recovery, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.figures import LIFTED, hour_layout, moment

CLAIM_COLOURS = ("#c2564f", "#3f7fd0", "#2a9a73", "#a9811f", "#b65aa8", "#5b8c9e")
"""One colour a claim, 3:1 on both grounds; claims of one case are at most 12, seldom more than 6 at once."""
_LIMIT = "#8a94a0"


def claim_colours(claims: Sequence[str]) -> dict[str, str]:
    """Return the colour of each claim, in the order in which they are given."""
    return {claim: CLAIM_COLOURS[place % len(CLAIM_COLOURS)] for place, claim in enumerate(claims)}


def volume_figure(
    frame: pd.DataFrame,
    *,
    names: Mapping[str, str],
    answered: Mapping[str, int],
    limit: float,
    words: Mapping[str, str],
) -> dict[str, Any]:
    """Return mentions (solid) and questions (dashed) by hour, the threshold, and when each claim was answered.

    Parameters
    ----------
    frame : DataFrame
        ``claim, minute, mentions, asks``.
    names : mapping
        By claim.
    answered : mapping
        Minute of the first answer by claim.
    limit : float
        The trainee's threshold for mentions.
    words : mapping
        ``mentions, asks, limit, answered`` in the language of the visit.
    """
    layout = hour_layout()
    traces: list[dict[str, Any]] = []
    for claim, colour in claim_colours(list(names)).items():
        rows = frame[frame["claim"] == claim]
        for column, dash in (("mentions", "solid"), ("asks", "dash")):
            traces.append(_line(rows, column, f"{names[claim]} · {words[column]}", colour, dash=dash))
    layout["shapes"] = [_level(limit), *[_upright(minute) for minute in answered.values()]]
    layout["annotations"] = [
        _level_name(limit, words["limit"]),
        *[_upright_name(minute, words["answered"]) for minute in answered.values()],
    ]
    return {"data": traces, "layout": layout}


def mood_figure(frame: pd.DataFrame, *, names: Mapping[str, str], limit: float, word: str) -> dict[str, Any]:
    """Return the share of negative comments by hour and claim, with the trainee's threshold.

    Hours with too few comments are gaps, never zeros.
    """
    layout = hour_layout()
    layout["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero"}
    traces = [
        {
            **_line(frame[frame["claim"] == claim], "negative", names[claim], colour),
            "mode": "lines+markers",
            "marker": {"size": 4},
            "connectgaps": False,
            "hovertemplate": "%{y:.1%}",
        }
        for claim, colour in claim_colours(list(names)).items()
    ]
    layout["shapes"], layout["annotations"] = [_level(limit)], [_level_name(limit, word)]
    return {"data": traces, "layout": layout}


def recovery_figure(frame: pd.DataFrame, *, names: Mapping[str, str], half: str) -> dict[str, Any]:
    """Return each claim's mentions as a share of its own peak, by hours since that peak.

    Claims lie on each other at their peaks, so that a faster recovery is the lower curve.
    """
    layout = hour_layout()
    layout["xaxis"] = {
        "showgrid": False,
        "zeroline": False,
        "ticksuffix": " h",
        "nticks": 8,
        "fixedrange": True,
        **LIFTED,
    }
    layout["yaxis"] |= {"tickformat": ".0%", "range": [0, 1.06]}
    traces: list[dict[str, Any]] = []
    for claim, colour in claim_colours(list(names)).items():
        rows = frame[frame["claim"] == claim]
        said, minutes = rows["mentions"].astype(int).tolist(), rows["minute"].astype(int).tolist()
        peak = max(said, default=0)
        if not peak:
            continue
        top = minutes[said.index(peak)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": names[claim],
                "x": [round((minute - top) / 60, 1) for minute in minutes],
                "y": [round(one / peak, 3) for one in said],
                "line": {"color": colour, "width": 2},
                "hovertemplate": "%{y:.0%}",
            }
        )
    layout["shapes"], layout["annotations"] = [_level(0.5)], [_level_name(0.5, half)]
    return {"data": traces, "layout": layout}


def _line(rows: pd.DataFrame, column: str, name: str, colour: str, *, dash: str = "solid") -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [moment(minute) for minute in rows["minute"]],
        "y": [None if value != value else value for value in rows[column]],  # noqa: PLR0124 - nan is a gap
        "line": {"color": colour, "width": 2 if dash == "solid" else 1.4, "dash": dash},
        "hovertemplate": "%{y:,.0f}",
    }


def _level(value: float) -> dict[str, Any]:
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "layer": "below",
        "line": {"width": 1, "dash": "dash", "color": _LIMIT},
    }  # fmt: skip


def _level_name(value: float, text: str) -> dict[str, Any]:
    return {
        "xref": "paper", "x": 1, "y": value, "xanchor": "right", "yanchor": "bottom", "showarrow": False,
        "text": text, "font": {"size": 11},
    }  # fmt: skip


def _upright(minute: int) -> dict[str, Any]:
    return {
        "type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": moment(minute), "x1": moment(minute),
        "layer": "below", "line": {"width": 1, "color": _LIMIT},
    }  # fmt: skip


def _upright_name(minute: int, text: str) -> dict[str, Any]:
    return {
        "x": moment(minute), "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
        "text": f"▲ {text}", "font": {"size": 11},
    }  # fmt: skip
