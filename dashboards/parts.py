"""The few building blocks every page is made of: cards, states, marks, bars, small lines.

Each state of a number or a page is designed here once: loading, empty, not yet available, too
small, error. Nothing here knows a case or an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.glossary import entry_of
from dashboards.i18n import metric_name, t
from dashboards.numbers import why_missing
from simulator.observation import Reading

Children = Component | str | Sequence[Component | str] | None

# One colour per channel everywhere, from Okabe and Ito's colour-blind-safe set, moved to equal
# lightness so that each keeps 3:1 on the light and on the dark ground.
CHANNEL_COLOURS: dict[str, str] = {
    "short_video": "#3f7fd0",
    "livestream": "#d1603d",
    "wechat": "#2a9a73",
    "weibo": "#a9811f",
    "xiaohongshu": "#b65aa8",
}
_SPARE = ("#5b8c9e", "#8a7bd1", "#8d8d3f", "#c0647a")


def channel_colour(channel: str) -> str:
    """Return the one colour of a channel."""
    if channel in CHANNEL_COLOURS:
        return CHANNEL_COLOURS[channel]
    return _SPARE[sum(channel.encode()) % len(_SPARE)]


def icon(name: str) -> Component:
    """Return one of our own line icons (``assets/icons.css``); it takes the text colour."""
    return html.I(className=f"ic ic-{name}", **extra({"aria-hidden": "true"}))


def dot(channel: str) -> Component:
    """Return the coloured dot of a channel."""
    return html.I(
        className="dot", style={"background": channel_colour(channel)}, **extra({"aria-hidden": "true"})
    )


def card(
    title: Children,
    body: Children,
    *,
    note: Children = None,
    tools: Children = None,
    name: str = "",
    grow: bool = False,
) -> Component:
    """Return a titled block.

    Parameters
    ----------
    title, body, note, tools : components or text
        ``note`` stands beside the title, ``tools`` at its right end.
    name : str
        Key of the block; becomes part of its class for the page's grid.
    grow : bool
        Whether the body scrolls inside the block's height.
    """
    head = html.Div(
        [
            html.H2(title, className="card-title"),
            html.Span(note, className="card-note"),
            html.Div(tools, className="card-tools"),
        ],
        className="card-head",
    )
    # what scrolls must be reachable by keyboard
    inner = (
        html.Div(body, className="card-body card-scroll", tabIndex=0)
        if grow
        else html.Div(body, className="card-body")
    )
    return html.Section([head, inner], className=f"card card-{name}")


def empty(
    title: str, text: str, *, icon_name: str = "spark", action: Children = None, name: str = ""
) -> Component:
    """Return what stands where nothing is yet, and what to do first."""
    parts: list[Component] = [
        icon(icon_name),
        html.P(title, className="empty-title"),
        html.P(text, className="empty-text"),
    ]
    if action is not None:
        parts.append(html.Div(action, className="empty-action"))
    return html.Div(parts, className=f"empty {name}".strip())


def trouble(title: str, text: str, action: Children = None) -> Component:
    """Return what happened, what is safe and what to do."""
    return html.Div([empty(title, text, icon_name="alert", action=action)], className="trouble", role="alert")


def waiting(blocks: int = 3) -> Component:
    """Return the skeleton of a page that is being fetched."""
    return html.Div(
        [html.Div(className="skeleton") for _ in range(blocks)],
        className="skeletons",
        **extra({"aria-label": t("state.loading")}),
    )


def tip(words: Children, text: str, name: str) -> Component:
    """Return words that explain themselves on hover and focus (``assets/shell.js`` shows it)."""
    return html.Span(words, className=name, tabIndex=0, **extra({"data-tip": text}))


def freshness(now: Reading | None) -> Component | None:
    """Return the mark of a number's freshness: T+1 or estimated; real-time has none."""
    if now is None or now.state not in ("t+1", "estimated"):
        return None
    key = "t1" if now.state == "t+1" else "estimated"
    return tip(t(f"mark.{key}"), t(f"mark.{key}.help"), f"fresh fresh-{key}")


def missing(now: Reading | None) -> Component:
    """Return a dash that says why there is no number."""
    shown = t("number.too_small") if now is not None and now.state == "too_small" else t("number.none")
    return tip(shown, why_missing(now), "missing")


def term(name: str, label: Children = "") -> Component:
    """Return a name that explains itself on hover and focus, and opens the glossary when pressed.

    Parameters
    ----------
    name : str
        A number, ``lever:<name>`` or ``word:<name>`` (`dashboards.glossary`).
    label : components or text
        What stands there; the name itself when empty.
    """
    entry = entry_of(name)
    if entry is None:
        return html.Span(label or metric_name(name), className="term-plain")
    return html.Span(
        label or entry.name, className="term", tabIndex=0, role="button", **extra({"data-term": name})
    )


def badge(text: str, tone: str = "plain") -> Component:
    """Return a small label; ``tone`` is plain, good, warn, bad or accent."""
    return html.Span(text, className=f"badge badge-{tone}")


def bar(
    share: float,
    *,
    colour: str = "",
    mark: float | None = None,
    band: tuple[float, float] | None = None,
    label: str = "",
) -> Component:
    """Return a thin bar filled to a share, with an optional mark (goal pace) and band (forecast)."""
    inner: list[Component] = [
        html.I(style={"width": f"{_clip(share) * 100:.1f}%", **({"background": colour} if colour else {})})
    ]
    if band is not None:
        low, high = _clip(band[0]), _clip(band[1])
        inner.append(html.U(style={"left": f"{low * 100:.1f}%", "width": f"{(high - low) * 100:.1f}%"}))
    if mark is not None:
        inner.append(html.B(style={"left": f"{_clip(mark) * 100:.1f}%"}))
    hidden = {"aria-hidden": "true"} if not label else {"role": "img", "aria-label": label}
    return html.Div(inner, className="bar", **extra(hidden))


def bar_row(label: Children, value: str, share: float, *, colour: str = "", note: str = "") -> Component:
    """Return one labelled bar of a list."""
    return html.Div(
        [
            html.Span(label, className="bar-label"),
            bar(share, colour=colour),
            html.Span(value, className="bar-value"),
            html.Span(note, className="bar-note"),
        ],
        className="bar-row",
    )


def _clip(share: float) -> float:
    return min(1.0, max(0.0, share)) if share == share else 0.0  # noqa: PLR0124 - nan is not itself


def spark(values: Sequence[float], *, width: int = 96, height: int = 28) -> Component:
    """Return a small line without axes, drawn as a mask so that it takes the text colour."""
    points = [value for value in values if value == value]  # noqa: PLR0124 - nan is not itself
    if len(points) <= 1:
        return html.Span(className="spark spark-none", **extra({"aria-hidden": "true"}))
    low, high = min(points), max(points)
    span = (high - low) or 1.0
    step = (width - 4) / (len(points) - 1)
    line = " ".join(
        f"{2 + index * step:.1f},{height - 3 - (value - low) / span * (height - 6):.1f}"
        for index, value in enumerate(points)
    )
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' preserveAspectRatio='none'>"
        f"<polyline points='{line}' fill='none' stroke='#000' stroke-width='1.6' stroke-linejoin='round'/></svg>"
    )
    mask = f'url("data:image/svg+xml,{quote(svg)}")'
    return html.Span(
        className="spark",
        style={"maskImage": mask, "WebkitMaskImage": mask},
        **extra({"aria-hidden": "true"}),
    )


def table(
    head: Sequence[Children],
    rows: Sequence[Sequence[Children]],
    *,
    numeric: Sequence[int] = (),
    label: str = "",
    name: str = "",
) -> Component:
    """Return a plain table; numeric columns are right-aligned with tabular figures."""

    def cell(tag: Callable[..., Component], column: int, child: Children) -> Component:
        return tag(child, className="num" if column in numeric else "")

    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([cell(html.Th, column, child) for column, child in enumerate(head)])),
                html.Tbody(
                    [
                        html.Tr([cell(html.Td, column, child) for column, child in enumerate(row)])
                        for row in rows
                    ]
                ),
            ],
            **extra({"aria-label": label}) if label else {},
        ),
        className=f"table {name}".strip(),
        tabIndex=0,
        role="region",
        **extra({"aria-label": label or t("table.label")}),
    )


def action(label: str, lever: str, target: str = "", *, kind: str = "row") -> Component:
    """Return a button that opens the form of a lever in the side panel, filled for a target."""
    return html.Button(
        label,
        className=f"act act-{kind}",
        type="button",
        **extra({"data-lever": lever, "data-target": target, "data-term": f"lever:{lever}"}),
    )


def link(label: Children, href: str, *, name: str = "", title: str = "") -> Component:
    """Return a link inside the app; the page changes without being loaded anew."""
    return html.A(label, href=href, className=name or "link", title=title or None, **extra({"data-nav": "1"}))
