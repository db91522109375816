"""Dash components as HTML text: what the live socket sends, so that a tick costs the browser little.

Setting a component's children makes Dash walk the whole page; setting the inside of one element
does not. Everything is escaped: titles are written by trainees. Only plain HTML components are
known here; a block with any other component is an error, found by the tests.
"""

from __future__ import annotations

from html import escape
from typing import Any

from dash.development.base_component import Component

_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_NAMES = {
    "className": "class",
    "tabIndex": "tabindex",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
    "htmlFor": "for",
}
_DROPPED = frozenset({"children", "n_clicks"})


def to_html(part: Any) -> str:
    """Return a component, a text or a list of them as HTML.

    Examples
    --------
    >>> from dash import html
    >>> to_html(html.B("1 < 2", className="x"))
    '<b class="x">1 &lt; 2</b>'
    """
    if part is None or isinstance(part, bool):
        return ""
    if isinstance(part, list | tuple):
        return "".join(to_html(one) for one in part)
    if not isinstance(part, Component):
        return escape(str(part))
    return _element(part)


def _element(part: Component) -> str:
    described: dict[str, Any] = part.to_plotly_json()
    if described["namespace"] != "dash_html_components":
        raise TypeError(f"{described['type']} is no plain HTML and cannot be sent as text")
    tag = described["type"].lower()
    props = described["props"]
    inside = to_html(props.get("children"))
    start = f"<{tag}{_attributes(props)}>"
    return start if tag in _VOID else f"{start}{inside}</{tag}>"


def _attributes(props: dict[str, Any]) -> str:
    found: list[str] = []
    for name, value in props.items():
        if name in _DROPPED or value is None or value is False:
            continue
        text = "" if value is True else _style(value) if name == "style" else str(value)
        found.append(f' {_NAMES.get(name, name)}="{escape(text)}"')
    return "".join(found)


def _style(style: dict[str, Any]) -> str:
    return ";".join(f"{_css(name)}:{value}" for name, value in style.items())


def _css(name: str) -> str:
    """Return a style's name as CSS writes it (``maskImage`` is ``mask-image``)."""
    if name.startswith("--"):
        return name
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
