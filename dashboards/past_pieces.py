"""What an account's own past pieces let one expect of the next, with how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.i18n import metric_name, t, tx
from dashboards.numbers import count, percent
from dashboards.parts import dot, term
from simulator.observation import Observation
from simulator.scenario import AccountSpec

SETTLED = 1440
"""Minutes after which a piece is compared: most of its views have come by then (assumed)."""
FEWEST = 3
"""Past pieces below which no range is shown."""
MEASURES: tuple[str, ...] = ("views", "orders")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The range of one number over the past pieces of an account.

    Parameters
    ----------
    values : tuple of float
        Of the pieces that are a day old or more, smallest first.
    young : int
        Pieces that are not a day old yet.
    """

    account: str
    measure: str
    values: tuple[float, ...]
    young: int

    @property
    def enough(self) -> bool:
        """Whether a range can be shown."""
        return len(self.values) >= FEWEST

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """A quarter of the pieces stayed below the first, half below the second, three quarters below the third."""
        low, middle, high = np.quantile(self.values, (0.25, 0.5, 0.75))
        return float(low), float(middle), float(high)

    @property
    def sure(self) -> float:
        """How likely a further piece of the same kind falls between the smallest and the largest.

        Of n + 1 pieces in any order the new one is the smallest or the largest in two of n + 1
        cases, whatever the distribution.
        """
        n = len(self.values)
        return (n - 1) / (n + 1)


def expected(now: Observation, account: str, measure: str) -> Expected:
    """Return what the past pieces of an account show of a number."""
    pieces = [one for one in now.contents if one.account == account and one.status in ("live", "limited")]
    seen = [
        (one, found.value) for one in pieces if (found := one.counts.get(measure)) and found.value is not None
    ]
    old = sorted(value for one, value in seen if now.minute - one.published >= SETTLED)
    young = sum(now.minute - one.published < SETTLED for one in pieces)
    return Expected(account=account, measure=measure, values=tuple(old), young=young)


def ranges(now: Observation | None, accounts: Sequence[AccountSpec]) -> list[Component]:
    """Return the expected ranges of the accounts; where there are too few pieces, that."""
    if now is None or not accounts:
        return []
    return [html.Div([_account(now, one) for one in accounts], className="ranges")]


def _account(now: Observation, account: AccountSpec) -> Component:
    found = [expected(now, account.key, measure) for measure in MEASURES]
    shown = [one for one in found if one.enough]
    name = html.Div([dot(account.channel), html.B(tx(account.name))], className="range-name")
    if not shown:
        first = found[0]
        words = t("expect.few", count=len(first.values), fewest=FEWEST, young=first.young)
        return html.Div([name, html.P(words, className="fine")], className="range")
    return html.Div([name, *[_range(one) for one in shown]], className="range")


def _range(one: Expected) -> Component:
    low, middle, high = one.quartiles
    words = t("expect.range", low=count(low), high=count(high), median=count(median(one.values)))
    ends = t(
        "expect.ends", low=count(one.values[0]), high=count(one.values[-1]), count=len(one.values),
        sure=percent(one.sure).replace(".0%", "%"),
    )  # fmt: skip
    top = one.values[-1] or 1.0
    strip = html.Div(
        [
            html.I(className="strip-all", style=_span(one.values[0] / top, 1.0)),
            html.I(className="strip-half", style=_span(low / top, high / top)),
            html.B(style={"left": f"{middle / top * 100:.1f}%"}),
        ],
        className="strip",
        role="img",
        **extra({"aria-label": f"{metric_name(one.measure)} {words} {ends}"}),
    )
    return html.Div(
        [
            html.Div([html.Span(term(one.measure)), html.B(words)], className="range-line"),
            strip,
            html.Span(ends, className="fine"),
        ]
    )


def _span(start: float, end: float) -> dict[str, str]:
    return {"left": f"{start * 100:.1f}%", "width": f"{max(0.5, (end - start) * 100):.1f}%"}
