"""How many people a targeting reaches, by the people who were asked, and how often a budget meets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from dash import html
from dash.development.base_component import Component

from classroom.grouping import reached_by
from classroom.panel import Panel, standard_error
from dashboards.group_cards import use_buttons
from dashboards.i18n import t
from dashboards.numbers import count, money, percent
from dashboards.parts import badge, bar_row
from dashboards.portrait import app_name
from dashboards.targeting import group_target, in_words
from simulator.decisions import Targeting
from simulator.observation import Observation
from simulator.scenario import Scenario

THIN = 30
"""People of the sample below which an estimate is only an order of magnitude (assumed)."""
TOO_OFTEN = 4.0
"""Contacts a person from which an order wears out (cases.md 1.8: two to four a week)."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Who a targeting reaches.

    Parameters
    ----------
    asked : int
        People of the sample who are in it.
    share, error : float
        Their share of all, with its standard error.
    by_app : mapping of str to (float, float)
        People in it who use each app, and the standard error, as people.
    """

    asked: int
    share: float
    error: float
    population: int
    by_app: dict[str, tuple[float, float]]

    @property
    def people(self) -> float:
        """People reached at most."""
        return self.share * self.population


def estimate(panel: Panel, targeting: Targeting) -> Estimate:
    """Return what the sample says of a targeting."""
    inside = reached_by(panel, targeting)
    share, error = _share(panel, inside)
    found: dict[str, tuple[float, float]] = {}
    for app in panel.apps:
        users, wrong = _share(panel, inside & panel.uses(app))
        found[app] = (users * panel.population, wrong * panel.population)
    return Estimate(
        asked=int(inside.sum()), share=share, error=error, population=panel.population, by_app=found
    )


def _share(panel: Panel, inside: np.ndarray) -> tuple[float, float]:
    share = np.array([inside.mean()])
    return float(share[0]), float(standard_error(share, panel.size, panel.audience.n)[0])


def seen_cpm(now: Observation) -> tuple[float, float] | None:
    """Return the cheapest and the dearest CPM of the own auction orders; ``None`` without any."""
    found = [order.rates.get("cpm") for order in now.orders if order.kind == "auction"]
    known = [one.value for one in found if one is not None and one.value]
    return (min(known), max(known)) if known else None


def answer(
    panel: Panel,
    targeting: Targeting,
    budget: float,
    now: Observation,
    case: Scenario,
    allowed: Sequence[str],
) -> list[Component]:
    """Return the estimate in words, what the budget buys, and the buttons that carry the targeting into a form."""
    found = estimate(panel, targeting)
    words = {"people": count(found.people), "error": count(found.error * found.population)}
    people = t("reach.people", **words) if found.error else t("reach.all", people=words["people"])
    share = t(
        "reach.share",
        share=percent(found.share),
        error=percent(found.error),
        asked=f"{found.asked:,}",
        size=f"{panel.size:,}",
    )
    marks = [badge(t("reach.thin"), "warn")] if found.asked < THIN else []
    top = max((value for value, _ in found.by_app.values()), default=1.0) or 1.0
    apps = [
        bar_row(app_name(app), count(value), value / top, note=f"± {count(error)}")
        for app, (value, error) in sorted(found.by_app.items(), key=lambda pair: -pair[1][0])
    ]
    return [
        html.Div(
            [
                html.Span(in_words(targeting), className="figure-label"),
                html.B(people, className="talk-value"),
                html.Span([share, *marks], className="fine"),
            ],
            className="reach-head",
        ),
        *_bought(found, budget, now, case),
        html.H3(t("reach.by_app"), className="sub"),
        html.Div(apps, className="bars"),
        html.Div(use_buttons(group_target(targeting), allowed), className="card-acts"),
    ]


def _bought(found: Estimate, budget: float, now: Observation, case: Scenario) -> list[Component]:
    if budget <= 0 or found.people < 1:
        return []
    seen = seen_cpm(now)
    low, high = seen or (case.prices.cpm_floor, case.prices.cpm_floor)
    most, least = budget / max(low, 0.01) * 1000, budget / max(high, 0.01) * 1000
    bought = count(most) if least == most else f"{count(least)}–{count(most)}"
    if seen is None:
        words = t("reach.bought.floor", money=money(budget), impressions=bought, cpm=money(low))
    else:
        words = t("reach.bought", money=money(budget), impressions=bought, low=money(low), high=money(high))
    often = most / found.people
    parts: list[Component] = [
        html.P(words),
        html.P(t("reach.often", often=f"{often:,.1f}"), className="fine"),
    ]
    if often > TOO_OFTEN:
        parts.append(html.P(t("reach.too_often"), className="note-bad"))
    return parts
