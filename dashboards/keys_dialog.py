"""The list of keyboard shortcuts, opened with ``?``."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.guide_strip import again
from dashboards.i18n import t


def keys_dialog() -> Component:
    """Return the closed dialog with every shortcut."""
    rows = (
        ("1 – 9, 0", "keys.pages"),
        ("[ ]", "keys.next"),
        ("D", "keys.decide"),
        ("P", "keys.pause"),
        ("S", "keys.step"),
        ("X", "keys.stop"),
        ("A", "keys.alerts"),
        ("G", "keys.terms"),
        ("T", "keys.theme"),
        ("Esc", "keys.escape"),
        ("?", "keys.help"),
    )
    return html.Div(
        html.Div(
            [
                html.H2(t("keys.title"), id="keys-title"),
                html.Table(
                    [html.Tbody([html.Tr([html.Td(html.Kbd(key)), html.Td(t(text))]) for key, text in rows])]
                ),
                html.Div(again(), className="keys-more"),
                html.Button(t("keys.close"), id="keys-close", className="act act-main", type="button"),
            ],
            className="keys-box",
            role="dialog",
            **extra({"aria-modal": "true", "aria-labelledby": "keys-title"}),
        ),
        id="keys",
        className="keys",
        hidden=True,
    )
