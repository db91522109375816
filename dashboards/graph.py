"""The one way to put a figure on a page: never a button that uploads, never another host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.figures import CONFIG


def graph(figure: Mapping[str, Any], *, name: str, label: str, height: int | None = None) -> Component:
    """Return a figure with a label for screen readers.

    Parameters
    ----------
    figure : mapping
    name : str
        Component id.
    label : str
        What the chart shows, in a sentence.
    height : int, optional
        Pixels; the chart fills its box when absent.
    """
    style = {"height": f"{height}px"} if height else {"height": "100%"}
    inner = dcc.Graph(id=name, figure=dict(figure), config=CONFIG, style=style, responsive=True)
    return html.Div(inner, className="graph", role="figure", **extra({"aria-label": label}))
