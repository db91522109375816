"""Surveys that were bought: what each found, with its standard error; and what another would cost."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t
from dashboards.lever_fields import option_name
from dashboards.numbers import money, reading
from dashboards.parts import action, badge, empty, missing, table, term
from simulator.observation import Observation, SurveyView
from simulator.scenario import Scenario, clock_of
from simulator.watchers import SURVEY_SIZE

RESULTS: tuple[tuple[str, str], ...] = (
    ("aware", "share"),
    ("understand", "share"),
    ("believe", "share"),
    ("trust", "count"),
)
"""What a survey asks, and how each answer is written."""


def surveys(now: Observation, case: Scenario, allowed: Sequence[str]) -> Component:
    """Return the surveys of a run, newest first, or how to buy the first."""
    may = "survey" in allowed
    buy = action(t("survey.buy", price=money(case.prices.survey)), "survey", kind="main") if may else None
    if not now.surveys:
        text = _offer(case) if may else t("survey.none")
        return empty(t("survey.empty"), text, icon_name="talk", action=buy)
    asked = [(name, kind) for name, kind in RESULTS if any(name in one.results for one in now.surveys)]
    head = [
        t("survey.when"),
        t("survey.group"),
        "n",
        *[term(f"survey.{name}", t(f"survey.{name}")) for name, _ in asked],
    ]
    rows = [_row(one, asked, now.minute) for one in reversed(now.surveys)]
    shown = table(head, rows, numeric=range(2, 3 + len(asked)), label=t("survey.title"))
    return html.Div([shown, html.P(_offer(case), className="fine"), html.Div(buy, className="card-acts")])


def _offer(case: Scenario) -> str:
    groups = [option_name("survey", "group", group) for group in case.survey_groups]
    sizes = [SURVEY_SIZE[group] for group in case.survey_groups]
    errors = [f"{(0.25 / size) ** 0.5 * 100:.1f}" for size in sizes]
    each = [
        t("survey.size", group=group, size=size, error=error)
        for group, size, error in zip(groups, sizes, errors, strict=True)
    ]
    return t("survey.offer", price=money(case.prices.survey), groups=t("semicolon").join(each))


def _row(one: SurveyView, asked: Sequence[tuple[str, str]], minute: int) -> list[Component | str]:
    due = one.due > minute
    when = html.Span(
        [clock_of(one.asked), " ", badge(t("survey.due", clock=clock_of(one.due)), "warn") if due else ""]
    )
    answers: list[Component | str] = []
    for name, kind in asked:
        found = one.results.get(name)
        answers.append(reading(found, kind) if found and found.value is not None else missing(found))
    return [
        when,
        option_name("survey", "group", one.group),
        f"{one.n:,}" if one.n else t("number.none"),
        *answers,
    ]
