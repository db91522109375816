"""The order list and the head line of all paid traffic, as components."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.backend import DecisionRow
from dashboards.feed import names_of
from dashboards.i18n import metric_name, t, tx
from dashboards.lever_fields import option_name
from dashboards.numbers import count, kind_of, money, reading
from dashboards.order_book import Line, Totals, break_even_text, lines, planned, totals
from dashboards.parts import action, badge, bar, empty, freshness, missing, table, term, tip
from dashboards.stopping import buttons
from simulator.observation import Observation, Reading
from simulator.scenario import clock_of

RATES_SHOWN = ("cpm", "cpc", "paid_cvr")
_TONES = {
    "scheduled": "plain", "running": "good", "paused": "warn", "done": "plain", "stopped": "plain", "refused": "bad",
}  # fmt: skip


def tiles(now: Observation, decisions: Sequence[DecisionRow]) -> Component:
    """Return the page's answer: money spent, what it bought, and the ROI against break-even."""
    found, all_paid = lines(now, decisions), totals(now)
    running = [line for line in found if line.order.status == "running"]
    below = [line for line in running if line.verdict == "below"]
    left = sum(line.order.budget - line.order.spend for line in running)
    return html.Div(
        [
            _tile(
                "ads.spend", money(all_paid.spend), t("ads.spend.note", left=money(left), count=len(running))
            ),
            _tile("ads.impressions", count(all_paid.impressions), _price_note(all_paid)),
            _tile("ads.clicks", count(all_paid.clicks), t("ads.clicks.note", orders=count(all_paid.orders))),
            _tile("ads.roi", _two(all_paid.roas), t("ads.roi.note")),
            _tile("ads.below", t("ads.below.count", count=len(below)), t("ads.below.note"), bad=bool(below)),
        ],
        className="talk-tiles",
    )


def _tile(key: str, value: str, note: str, *, bad: bool = False) -> Component:
    return html.Div(
        [
            html.Span(t(key), className="figure-label"),
            html.B(value, className="talk-value"),
            html.Span(note, className="fine"),
        ],
        className="talk-tile tile-bad" if bad else "talk-tile",
    )


def _two(value: float | None) -> str:
    return t("number.none") if value is None else f"{value:,.2f}"


def _price_note(paid: Totals) -> str:
    return t("ads.no_cpm") if paid.cpm is None else t("ads.cpm.note", cpm=money(paid.cpm))


def order_list(now: Observation, decisions: Sequence[DecisionRow], allowed: Sequence[str]) -> list[Component]:
    """Return the orders, newest first, those to come, and how their numbers are meant."""
    found, coming = lines(now, decisions), planned(now, decisions)
    if not found and not coming:
        return [_nothing(now, allowed)]
    head = [
        t("order.what"), t("order.pace"), term("paid_impressions"), *[term(name) for name in RATES_SHOWN],
        term("roas"), tip(t("order.after_refunds"), t("order.after_refunds.help"), "term"),
        tip(t("shop.break_even"), t("order.break_even.help"), "term"), html.Span(t("content.act"), className="sr"),
    ]  # fmt: skip
    rows = [_row(line, now, allowed) for line in found]
    parts: list[Component] = []
    if rows:
        parts.append(table(head, rows, numeric=range(2, 9), label=t("ads.orders"), name="orders"))
    if coming:
        names = names_of(now)
        parts.append(html.Ul([_coming(row, names) for row in coming], className="coming"))
    return [*parts, html.P(t("ads.orders.fine"), className="fine")]


def _nothing(now: Observation, allowed: Sequence[str]) -> Component:
    pieces = any(one.status == "live" for one in now.contents)
    if "paid_order" not in allowed:
        return empty(t("live.orders.empty"), t("live.orders.none"), icon_name="coin")
    first = action(t("ads.first"), "paid_order", kind="main") if pieces else None
    if first is None and "publish" in allowed:
        first = action(t("live.first_publish"), "publish", kind="main")
    words = t("live.orders.empty.text") if pieces else t("ads.no_piece")
    return empty(t("live.orders.empty"), words, icon_name="coin", action=first)


def _coming(row: DecisionRow, names: dict[str, str]) -> Component:
    key = str(row.raw.get("content", ""))
    budget = row.raw.get("money")
    words = [
        html.B(clock_of(row.minute) if row.minute is not None else "", className="log-time"),
        html.Span(names.get(key, key)),
        badge(t("order.status.scheduled"), "plain"),
        html.Span(money(float(budget)) if isinstance(budget, int | float) else "", className="fine"),
    ]
    return html.Li(words)


def _row(line: Line, now: Observation, allowed: Sequence[str]) -> list[Component | str]:
    order = line.order
    limit = break_even_text(line.break_even)
    acts = buttons(order.key, order.status, allowed, break_even=limit, budget=order.budget, minute=now.minute)
    return [
        _what(line),
        _pace(line, now.minute),
        _number(order.counts.get("paid_impressions"), "paid_impressions"),
        *[_number(order.rates.get(name), name) for name in RATES_SHOWN],
        _roi(line.roas, limit),
        _after(line, limit),
        _limit(line),
        html.Div(acts, className="row-acts"),
    ]


def _what(line: Line) -> Component:
    order = line.order
    marks = [badge(t(f"order.status.{order.status}"), _TONES[order.status])]
    if order.learning:
        marks.append(tip(badge(t("order.learning"), "warn"), t("order.learning.help"), "plain-tip"))
    if line.shared:
        marks.append(tip(badge(t("order.shared"), "plain"), t("order.shared.help"), "plain-tip"))
    lever = "boost" if order.kind == "boost" else "paid_order"
    facts = [t(f"order.kind.{order.kind}")]
    if line.goal:
        facts.append(option_name(lever, "goal", line.goal))
    if order.kind == "auction":
        facts.append(t("order.bid", bid=money(order.bid)))
    sells = t("comma").join(tx(product.name) for product in line.products) or t("order.no_product")
    return html.Div(
        [
            html.Div(line.title, className="piece-title", title=line.title),
            html.Div([" · ".join(facts), *marks], className="piece-sub"),
            html.Div(
                [sells, *[_rule(rule) for rule in line.rules], *[_timed(row) for row in line.timed]],
                className="piece-sub",
            ),
        ]
    )


def _rule(row: DecisionRow) -> Component:
    name = metric_name(str(row.raw.get("metric", "")))
    below, above = row.raw.get("below"), row.raw.get("above")
    words = (
        t("order.rule.below", name=name, limit=below)
        if below is not None
        else t("order.rule.above", name=name, limit=above)
    )
    return badge(words, "accent")


def _timed(row: DecisionRow) -> Component:
    words = "order.timed.stop" if row.raw.get("stop") else "order.timed.change"
    return badge(t(words, clock=clock_of(row.minute or 0)), "accent")


def _pace(line: Line, minute: int) -> Component:
    order = line.order
    passed = line.elapsed(minute)
    state = line.pace(minute)
    words: list[Component | str] = []
    if state:
        meant = state == "fast" and line.pacing == "fast"
        tone = "plain" if state == "even" or meant else "warn"
        words.append(badge(t(f"order.pace.{state}"), tone))
    if line.end is not None and order.status == "running":
        words.append(html.Span(t("order.until", clock=clock_of(line.end)), className="fine"))
    label = t("order.pace.label", spent=f"{line.spent * 100:.0f}%", time=f"{(passed or 0) * 100:.0f}%")
    return html.Div(
        [
            html.Span(f"{money(order.spend)} / {money(order.budget)}", className="nowrap"),
            bar(line.spent, mark=passed if order.status == "running" else None, label=label),
            html.Div(words, className="pace-words"),
        ],
        className="order-pace",
    )


def _number(found: Reading | None, name: str) -> Component | str:
    return missing(found) if found is None or found.value is None else reading(found, kind_of(name), name)


def _roi(found: Reading, limit: float | None) -> Component:
    if found.value is None:
        return missing(found)
    return html.Div([html.Span(f"{found.value:,.2f}"), *_track(found.value, limit)])


def _track(value: float, limit: float | None) -> list[Component]:
    """Return a bar in which break-even stands in the middle."""
    return [] if limit is None else [bar(value / limit / 2, mark=0.5)]


def _after(line: Line, limit: float | None) -> Component:
    found = line.after_refunds
    if found.value is None:
        return missing(found)
    words = f"{found.value:,.2f}" + (f" ± {found.error:,.2f}" if found.error else "")
    tone = {"above": "pace-ahead", "below": "pace-behind"}.get(line.verdict, "")
    mark = {"above": "▲ ", "below": "▼ "}.get(line.verdict, "") if limit is not None else ""
    return html.Span([html.Span(mark + words, className=tone), " ", freshness(found)], className="nowrap")


def _limit(line: Line) -> Component | str:
    if line.break_even is None:
        return tip(t("number.none"), t("order.no_product.help"), "missing")
    limit = break_even_text(line.break_even)
    return t("shop.loss") if limit is None else f"{limit:,.2f}"
