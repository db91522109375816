"""A/B: two pieces of one account, one adapted from the other, and whether their rates really differ.

No port splits its traffic for a test: the two go out at different hours to overlapping people, so a
difference speaks for a title only as far as the hours were alike. The page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from dash import html
from dash.development.base_component import Component

from dashboards.backend import DecisionRow
from dashboards.i18n import port_name, t
from dashboards.numbers import count, percent, points
from dashboards.parts import badge, dot, empty, table, term
from simulator.observation import ContentView, Observation
from simulator.rates import RATES

TESTED: tuple[str, ...] = ("valid_view_rate", "completion_rate", "click_per_view", "like_rate", "share_rate")
"""Shares that are compared, each of them a share of a counter."""
SURE = 1.96
"""Standard errors from which a difference is called one (95 %)."""
FEWEST = 30
"""Views of each piece below which nothing is said (assumed; the normal approximation needs them)."""


@dataclass(frozen=True, kw_only=True)
class Contest:
    """Two variants and one of their shares."""

    first: ContentView
    second: ContentView
    rate: str
    values: tuple[float, float]
    error: float

    @property
    def gap(self) -> float:
        """Second less first."""
        return self.values[1] - self.values[0]

    @property
    def clear(self) -> bool:
        """Whether the gap is larger than its noise."""
        return self.error > 0 and abs(self.gap) >= SURE * self.error


def pairs(decisions: Sequence[DecisionRow], now: Observation) -> list[tuple[ContentView, ContentView]]:
    """Return the published pieces that were adapted from another of the same account."""
    pieces = {piece.key: piece for piece in now.contents if piece.status in ("live", "limited")}
    found: list[tuple[ContentView, ContentView]] = []
    for row in decisions:
        first, second = pieces.get(str(row.raw.get("adapted_from"))), pieces.get(row.key)
        if row.lever == "publish" and first and second and first.account == second.account:
            found.append((first, second))
    return found


def _value(piece: ContentView, name: str) -> float | None:
    found = piece.counts.get(name)
    return None if found is None else found.value


def contests(first: ContentView, second: ContentView, people: int = 1) -> list[Contest]:
    """Return the shares of a pair that can be compared.

    Parameters
    ----------
    people : int
        People one simulated person stands for: what is shown is this many times what was drawn.
    """
    found: list[Contest] = []
    for name in TESTED:
        over, under = RATES[name].over[0], RATES[name].under
        counts = [(_value(piece, over), _value(piece, under)) for piece in (first, second)]
        known = [
            (part, of) for part, of in counts if part is not None and of is not None and of >= FEWEST * people
        ]
        if len(known) == len(counts):
            (a, n), (b, m) = known
            both = (a + b) / (n + m)
            error = sqrt(max(0.0, both * (1 - both)) * (people / n + people / m))
            found.append(Contest(first=first, second=second, rate=name, values=(a / n, b / m), error=error))
    return found


def results(decisions: Sequence[DecisionRow], now: Observation) -> list[Component]:
    """Return the variants that are out with their differences; without any, how to make one."""
    found = pairs(decisions, now)
    if not found:
        return [empty(t("ab.empty"), t("ab.empty.text"), icon_name="spark")]
    return [
        *[_pair(first, second, now.people_per_agent) for first, second in found],
        html.P(t("ab.note"), className="fine"),
    ]


def _pair(first: ContentView, second: ContentView, people: int) -> Component:
    head = html.Div(
        [
            html.Div(
                [
                    badge(name, "accent"),
                    dot(piece.channel),
                    html.Span(piece.title, className="piece-title"),
                    html.Span(port_name(piece.port), className="fine"),
                ],
                className="piece",
            )
            for name, piece in (("A", first), ("B", second))
        ]
    )
    compared = contests(first, second, people)
    if not compared:
        return html.Div(
            [head, html.P(t("ab.few", fewest=count(FEWEST * people)), className="fine")], className="ab-pair"
        )
    views = [_value(piece, "views") or 0.0 for piece in (first, second)]
    rows: list[list[Component | str]] = [[term("views"), count(views[0]), count(views[1]), "", ""]]
    for one in compared:
        tone, word = ("good" if one.gap > 0 else "bad", "ab.clear") if one.clear else ("plain", "ab.noise")
        gap = f"{points(one.gap)} ± {percent(SURE * one.error)}"
        rows.append(
            [term(one.rate), percent(one.values[0]), percent(one.values[1]), gap, badge(t(word), tone)]
        )
    shown = table(
        [t("ab.rate"), "A", "B", t("ab.gap"), t("ab.verdict")], rows, numeric=(1, 2, 3), label=t("ab.title")
    )
    return html.Div([head, shown], className="ab-pair")
