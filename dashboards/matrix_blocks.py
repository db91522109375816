"""The blocks of the matrix beside its grid: tools, sums, what to look at, hand-over, accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import plan_chains
from dashboards.attributes import extra
from dashboards.i18n import port_name, t, tx
from dashboards.numbers import count, hours, money
from dashboards.parts import action, badge, card, dot, icon, table, term
from dashboards.plan import DAY, USUAL_TIME, drafts, hours_of, row_key
from dashboards.plan_marks import Day, Mark, Plan
from dashboards.ports import publishing
from dashboards.spreadsheet_read import MOST_BYTES
from simulator.scenario import Scenario, clock_of

SHOWN_MARKS = 12
"""Lines of things to look at; more are counted."""


def _button(name: str, words: str, *, sign: str = "", main: bool = False, off: bool = False) -> Component:
    return html.Button(
        [icon(sign) if sign else None, words],
        id=name, className="act act-main" if main else "act", type="button", n_clicks=0, disabled=off,
    )  # fmt: skip


def tools(run: str) -> Component:
    """Return undo and redo, files, and templates."""
    undo = html.Div(
        [
            _button("matrix-undo", t("matrix.undo"), off=True),
            _button("matrix-redo", t("matrix.redo"), off=True),
        ],
        className="card-acts",
    )
    upload = html.Button(
        t("matrix.import"),
        id="matrix-choose-file",
        className="act",
        type="button",
        **extra({"data-most": str(MOST_BYTES)}),
    )
    files = html.Div(
        [
            _button("matrix-export", t("matrix.export")),
            upload,
            dcc.Download(id="matrix-file"),
            dcc.Store(id="matrix-import"),
        ],
        className="card-acts",
    )
    choose = dmc.Select(
        id="matrix-template", data=[], placeholder=t("matrix.template"), size="xs", w=180, clearable=True,
        nothingFoundMessage=t("template.nothing"), **extra({"aria-label": t("matrix.template")}),
    )  # fmt: skip
    name = dmc.TextInput(
        id="matrix-template-name", placeholder=t("matrix.template.name"), size="xs", w=150,
        **extra({"aria-label": t("matrix.template.name")}),
    )  # fmt: skip
    templates = html.Div(
        [
            choose,
            _button("matrix-template-use", t("matrix.template.use")),
            _button("matrix-template-drop", t("template.drop")),
            name,
            _button("matrix-template-keep", t("matrix.template.keep")),
        ],
        className="card-acts",
    )
    stores = [
        dcc.Store(id="matrix-run", data=run), dcc.Store(id="matrix-edited"), dcc.Store(id="matrix-derived"),
        dcc.Store(id="plan-change"), html.Div(id="matrix-sink", hidden=True),
    ]  # fmt: skip
    return html.Div([undo, files, templates, *stores], className="plan-tools")


def submitting(*, over: bool, asked: bool) -> Component:
    """Return reason and forecast of the batch (``asked`` for where the sitting wants them), and the buttons."""

    def line(name: str) -> Component:
        return dmc.TextInput(
            id=f"matrix-{name}",
            label=t(f"matrix.{name}"),
            placeholder=t(f"field.{name}.help"),
            withAsterisk=asked,
            size="xs",
            w=240,
        )

    send = _button("matrix-submit", t("matrix.submit"), sign="check", main=True, off=over)
    one = [] if over else [action(t("matrix.one"), "publish", kind="main")]
    live = extra({"aria-live": "polite"})
    return html.Div(
        [
            line("reason"),
            line("forecast"),
            send,
            *one,
            html.Div(id="matrix-sums", className="matrix-sums", **live),
        ],
        className="matrix-tools",
    )


def sums(plan: Plan, marks: Sequence[Mark]) -> list[Component]:
    """Return how many pieces are planned, what would be left, and how many will be refused."""
    work = hours_of(plan.rows)
    money_left = plan.now.money_left if plan.now else plan.case.money
    hours_left = plan.now.hours_left if plan.now else plan.case.hours
    bad = sum(mark.level == "bad" for mark in marks)
    figures = [
        (t("matrix.planned"), t("matrix.pieces", count=len(drafts(plan.rows))), False),
        (t("matrix.hours_after"), hours(hours_left - work), work > hours_left),
        (t("top.money"), money(money_left), False),
        *([(t("matrix.bad"), t("matrix.places", count=bad), True)] if bad else []),
    ]
    return [
        html.Div(
            [
                html.Span(name, className="figure-label"),
                html.B(value, className="figure-value" + (" pace-behind" if over else "")),
            ],
            className="figure",
        )
        for name, value, over in figures
    ]


def totals(found: Sequence[Day]) -> list[dict[str, str]]:
    """Return the rows under the grid: pieces, hours and money by day; nothing stands where nothing is."""
    rows: list[dict[str, str]] = []
    shown: tuple[tuple[str, Any], ...] = (
        ("pieces", lambda day: count(day.pieces) if day.pieces else ""),
        ("hours", lambda day: hours(day.hours) if day.hours else ""),
        ("money", lambda day: money(day.money) if day.money else ""),
    )
    for name, write in shown:
        row = {
            "id": f"sum:{name}",
            "account": t(f"matrix.sum.{name}"),
            "pillar": t(f"matrix.sum.{name}.note"),
        }
        rows.append(row | {f"d{day.day}": write(day) for day in found})
    return rows


def to_look_at(plan: Plan, marks: Sequence[Mark]) -> list[Component]:
    """Return what will be refused or costs something, each with its place."""
    if not marks:
        return []
    lines: list[Component] = []
    for mark in marks[:SHOWN_MARKS]:
        account = plan.accounts[mark.draft.account]
        place = f"{clock_of(mark.draft.minute)} {tx(account.name)}"
        tone = "bad" if mark.level == "bad" else "warn"
        lines.append(
            html.Li(
                [
                    badge(t(f"mark.{mark.level}"), tone),
                    html.B(place),
                    html.Span(mark.draft.title),
                    html.Span(mark.text),
                ]
            )
        )
    more = len(marks) - SHOWN_MARKS
    rest = [html.P(t("mark.more", count=more), className="fine")] if more > 0 else []
    return [html.H3(t("mark.title"), className="sub"), html.Ul(lines, className="plan-marks"), *rest]


def from_choices(plan: Plan) -> list[dict[str, str]]:
    """Return the pieces that can be handed over, by title: drafts first, then what is out."""
    titles = [draft.title for draft in drafts(plan.rows)] + [one.title for one in reversed(plan.standing)]
    return [{"value": title, "label": title} for title in dict.fromkeys(titles) if title]


def chains_card(case: Scenario, today: int, *, over: bool) -> Component:
    """Return the hand-overs and, while planning goes on, how to add one."""
    view = html.Div(id="matrix-chains", **extra({"aria-live": "polite"}))
    title = term("word:handover", t("chain.title"))
    rows = [
        {"value": row_key(account.key, pillar.key), "label": f"{tx(account.name)} · {tx(pillar.name)}"}
        for account in publishing(case)
        for pillar in case.brand.pillars
    ]
    days = [{"value": str(day), "label": f"D{day}"} for day in range(today, case.days + 1)]
    soon = days[min(1, len(days) - 1)]["value"] if days else None  # tomorrow: today's evening may be over
    form = html.Div(
        [
            dmc.Select(
                id="chain-from", label=t("chain.from"), data=[], size="xs", w=220, searchable=True,
                nothingFoundMessage=t("chain.from.nothing"),
            ),
            dmc.Select(id="chain-to", label=t("chain.to"), data=rows, size="xs", w=220, searchable=True),
            dmc.Select(
                id="chain-day", label=t("chain.day"), data=days, value=soon, size="xs", w=90, allowDeselect=False,
            ),
            dmc.TextInput(id="chain-time", label=t("chain.time"), value=USUAL_TIME, size="xs", w=90),
            dmc.TextInput(id="chain-words", label=t("chain.words"), placeholder=t("chain.words.help"), size="xs", w=220),
            _button("chain-add", t("chain.add"), main=True),
        ],
        className="matrix-tools chain-form", hidden=over,
    )  # fmt: skip
    return card(
        title,
        [form, html.Div(id="chain-note", **extra({"aria-live": "polite"})), view],
        note=t("chain.note"),
        name="chains",
    )


def chains(plan: Plan) -> list[Component]:
    """Return the hand-overs as they stand."""
    return plan_chains.view(plan)


def accounts_card(plan: Plan, run: str) -> Component:
    """Return who does what: main and sub accounts, their following and quota, and each one's part in own words."""
    seen = {one.key: one for one in plan.now.accounts} if plan.now else {}
    today = plan.minute // DAY + 1
    rows: list[list[Component | str]] = []
    for one in publishing(plan.case):
        left = seen[one.key].pushes_left if one.key in seen else None
        part = dmc.TextInput(
            id={"type": "plan-part", "run": run, "account": one.key}, size="xs", placeholder=t(f"matrix.part.{one.kind}"),
            persistence=True, persistence_type="local", debounce=True,
            **extra({"aria-label": f"{t('matrix.part')} {tx(one.name)}"}),
        )  # fmt: skip
        rows.append(
            [
                html.Span([dot(one.channel), " ", tx(one.name)]),
                badge(t(f"matrix.role.{one.kind}"), "accent" if one.kind == "main" else "plain"),
                port_name(one.port),
                count(seen[one.key].followers if one.key in seen else one.followers),
                t("matrix.left", day=today, count=left) if left is not None else t("matrix.free"),
                part,
            ]
        )
    head = [
        t("brief.account"), t("matrix.role"), t("brief.port"), t("brief.followers"), t("matrix.quota.head"), t("matrix.part"),
    ]  # fmt: skip
    body = table(head, rows, numeric=(3,), label=t("brief.accounts"))
    return card(t("matrix.accounts"), body, note=t("matrix.accounts.note"), name="accounts")
