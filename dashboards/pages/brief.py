"""The brief: what is asked, by what rules, with what means; and a break-even calculator."""

from __future__ import annotations

import math
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.backend import Backend
from dashboards.i18n import channel_name, port_name, t, tx
from dashboards.numbers import count, hours, kind_of, money, percent, written
from dashboards.pages.page import Page
from dashboards.parts import action, card, dot, icon, link, table, term
from dashboards.permits import EVERYBODY, Board
from simulator.rates import break_even_roi
from simulator.scenario import Goal, Product, Scenario


def goal_target(goal: Goal) -> str:
    """Return a goal's target with its sign and unit."""
    kind = kind_of(goal.kpi, goal.unit.zh)
    text = written(goal.target, kind)
    unit = "" if kind in ("share", "yuan", "seconds") else f" {tx(goal.unit)}"
    return f"{'≥' if goal.direction == 'at_least' else '≤'} {text}{unit}".strip()


def _goals(case: Scenario) -> Component:
    names = {goal.key: tx(goal.label) for goal in case.goals}
    rows = []
    for goal in case.goals:
        notes = [t("brief.goal.constrains", goal=names[goal.constrains])] if goal.constrains else []
        if goal.minimum:
            notes.append(t("brief.goal.minimum", count=count(goal.minimum)))
        rows.append(
            [
                term(goal.kpi, tx(goal.label)),
                goal_target(goal),
                f"{goal.weight:g}",
                html.Span(
                    "；".join(notes) if t("language.code") == "zh" else "; ".join(notes), className="fine"
                ),
            ]
        )
    return table(
        [t("brief.goal"), t("brief.target"), t("brief.weight"), t("brief.note")],
        rows,
        numeric=(1, 2),
        label=t("brief.goals"),
    )


def _accounts(case: Scenario) -> Component:
    rows = [
        [
            html.Span([dot(one.channel), " ", tx(one.name)]),
            port_name(one.port),
            channel_name(one.channel),
            count(one.followers),
        ]
        for one in case.accounts
    ]
    return table(
        [t("brief.account"), t("brief.port"), t("brief.channel"), t("brief.followers")],
        rows,
        numeric=(3,),
        label=t("brief.accounts"),
    )


def _products(case: Scenario) -> Component:
    rows = [
        [
            tx(one.name),
            t(f"brief.role.{one.role}"),
            money(one.price),
            money(one.unit_cost),
            money(contribution(one)),
            _roi(one),
        ]
        for one in case.products
    ]
    head = [
        t("shop.product"),
        t("brief.role"),
        t("brief.price"),
        t("brief.cost"),
        term("word:margin", t("shop.contribution")),
        term("word:break_even", t("shop.break_even")),
    ]
    return table(head, rows, numeric=(2, 3, 4, 5), label=t("brief.products"))


def contribution(product: Product) -> float:
    """Return what one sale leaves after cost, commission and claims."""
    return product.price * (1 - product.commission - product.claims_share) - product.unit_cost


def _roi(product: Product) -> str:
    value = break_even_roi(product.price, product.unit_cost, product.commission, product.claims_share)
    return f"{value:,.2f}" if math.isfinite(value) else t("shop.loss")


def _prices(case: Scenario) -> Component:
    price = case.prices
    rows = [
        [t("brief.price.cpm"), money(price.cpm_floor)],
        [t("brief.price.boost"), money(price.boost_cpm)],
        [t("brief.price.survey"), money(price.survey)],
        [t("brief.price.review"), hours(price.review_hours)],
        [t("brief.price.moderate"), hours(price.moderate_hours)],
        [t("brief.price.live"), t("brief.price.crew", count=price.live_crew)],
    ]
    return table([t("brief.price.what"), t("brief.price.unit")], rows, numeric=(1,), label=t("brief.prices"))


def span(start: str, end: str) -> str:
    """Return a stretch of simulated time; its day is said once.

    Examples
    --------
    >>> span("D2 19:20", "D2 22:20"), span("D1 22:00", "D2 01:00")
    ('D2 19:20 – 22:20', 'D1 22:00 – D2 01:00')
    """
    day, time = end.split(" ")
    return f"{start} – {time if start.startswith(f'{day} ') else end}"


def _clock(case: Scenario) -> Component:
    rows = [
        [tx(phase.name), span(phase.start, phase.end), f"{phase.seconds_per_hour:g}"] for phase in case.clock
    ]
    rows.append([t("top.phase.ordinary"), t("brief.clock.else"), f"{case.default_seconds_per_hour:g}"])
    return table(
        [t("brief.clock.phase"), t("brief.clock.when"), t("brief.clock.pace")],
        rows,
        numeric=(2,),
        label=t("brief.clock"),
    )


def _stocks(case: Scenario) -> list[Component]:
    if not case.stocks:
        return []
    rows = [
        [tx(one.name), count(one.start), count(one.can_order), hours(one.lead_hours), money(one.unit_cost)]
        for one in case.stocks
    ]
    head = [
        t("brief.stock"),
        t("brief.stock.start"),
        t("brief.stock.more"),
        t("brief.stock.lead"),
        t("brief.stock.cost"),
    ]
    return [card(t("brief.stocks"), table(head, rows, numeric=(1, 2, 3, 4), label=t("brief.stocks")))]


def _creators(case: Scenario) -> list[Component]:
    if not case.creators:
        return []
    bookable = "book_creator" in case.levers
    rows = [
        [
            tx(one.name),
            channel_name(one.channel),
            count(one.followers),
            money(one.price),
            action(t("lever.book_creator"), "book_creator", one.key) if bookable else "",
        ]
        for one in case.creators
    ]
    head = [
        t("brief.creator"),
        t("brief.channel"),
        t("brief.followers"),
        t("brief.creator.price"),
        html.Span(t("content.act"), className="sr"),
    ]
    return [card(t("brief.creators"), table(head, rows, numeric=(2, 3), label=t("brief.creators")))]


def _calculator(case: Scenario) -> Component:
    first = next(iter(case.products), None)

    def box(name: str, value: float) -> Component:
        return dmc.NumberInput(
            id=f"calc-{name}",
            label=t(f"calc.{name}"),
            value=value,
            min=0,
            decimalScale=2,
            size="sm",
            debounce=200,
        )

    values = (
        (first.price, first.unit_cost, first.commission * 100, first.claims_share * 100)
        if first
        else (12.9, 6.2, 2.5, 0.0)
    )
    inputs = [
        box(name, round(value, 2))
        for name, value in zip(("price", "cost", "commission", "claims"), values, strict=True)
    ]
    return html.Div(
        [
            html.Div(inputs, className="calc"),
            html.Div(
                break_even(*values), id="calc-out", className="calc-out", **extra({"aria-live": "polite"})
            ),
            html.P(t("calc.note"), className="fine"),
        ]
    )


def break_even(price: float, cost: float, commission: float, claims: float) -> list[Component]:
    """Return margin, margin rate and break-even ROI of a price (commission and claims in percent)."""
    if price <= 0:
        return [html.P(t("calc.no_price"), className="fine")]
    left = price * (1 - (commission + claims) / 100) - cost
    roi = break_even_roi(price, cost, commission / 100, claims / 100)
    shown = f"{roi:,.2f}" if left > 0 else t("shop.loss")
    pairs = (
        (term("word:margin", t("shop.contribution")), money(left)),
        (t("calc.margin"), percent(left / price)),
        (term("word:break_even", t("shop.break_even")), shown),
    )
    return [
        html.Div(
            [html.Span(name, className="figure-label"), html.B(value, className="figure-value")],
            className="figure",
        )
        for name, value in pairs
    ]


async def build(backend: Backend, run: str, _search: str) -> Component:
    """Return the brief of the run's case."""
    state = await backend.run(run)
    case = state.scenario
    facts = (
        (t("start.days"), str(case.days)),
        (t("start.money"), money(case.money)),
        (t("start.hours"), hours(case.hours)),
        (term("word:settlement", t("brief.settlement")), t("brief.days", count=case.settlement_days)),
    )
    rules = [*case.rules_card, *([case.service_rule] if case.service_rule else [])]
    left: list[Component] = [
        card(
            t("brief.task"),
            [
                html.P(tx(case.brief), className="prose"),
                html.Div(
                    [html.Span([name, html.B(value)], className="fact") for name, value in facts],
                    className="facts",
                ),
            ],
        ),
        card(t("brief.goals"), _goals(case), note=t("brief.goals.note")),
        card(t("brief.accounts"), _accounts(case)),
        *([card(t("brief.products"), _products(case))] if case.products else []),
        *_stocks(case),
        *_creators(case),
    ]
    right = [
        *(
            [
                card(
                    t("brief.rules"),
                    html.Ul(
                        [html.Li([icon("rule"), html.Span(tx(rule))]) for rule in rules], className="rules"
                    ),
                )
            ]
            if rules
            else []
        ),
        card(t("calc.title"), _calculator(case)),
        card(t("brief.prices"), _prices(case)),
        card(t("brief.clock"), _clock(case), note=t("brief.clock.note")),
    ]
    next_step = link(t("brief.next"), f"/r/{run}/matrix", name="act act-main")
    head = html.Div(
        [html.Div([html.H1(tx(case.title)), html.P(t("brief.lead"), className="lead")]), next_step],
        className="doc-head",
    )
    return html.Div(
        [
            head,
            html.Div(
                [html.Div(left, className="stack"), html.Div(right, className="stack")], className="cols"
            ),
        ],
        className="doc",
    )


def register(board: Board) -> None:
    """Declare the calculator."""

    @board.answer(
        Output("calc-out", "children"),
        *[Input(f"calc-{name}", "value") for name in ("price", "cost", "commission", "claims")],
        may=EVERYBODY,
        prevent_initial_call=True,
    )
    async def calculate(*values: Any) -> list[Component]:
        numbers = [float(value) if isinstance(value, int | float) else 0.0 for value in values]
        return break_even(*numbers)


PAGE = Page(key="brief", icon="brief", build=build, register=register)
