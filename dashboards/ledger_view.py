"""The ledger of a run on a page: decisions in time with worth, reason and what was open; advice; luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from dash import html
from dash.development.base_component import Component

from assessment.ledger import DecisionRow, Ledger
from assessment.scored_run import ScoredRun
from dashboards.attributes import extra
from dashboards.i18n import t, tx
from dashboards.numbers import MINUS
from dashboards.parts import badge, empty, table, term
from dashboards.spreadsheet import Cell
from simulator.scenario import clock_of

NOTHING = 0.05
"""Points that show as 0.0."""


def in_points(scored: ScoredRun, attainment: float) -> float:
    """Return a part of the weighted attainment in points of the outcome's 100."""
    return attainment / scored.span * 100 if scored.span else 0.0


def signed(points: float) -> str:
    """Return points with their sign.

    Examples
    --------
    >>> signed(2.345), signed(-0.01), signed(-3)
    ('+2.3', '0.0', '−3.0')
    """
    return "0.0" if abs(points) < NOTHING else f"{points:+.1f}".replace("-", MINUS)


def in_time(ledger: Ledger) -> list[DecisionRow]:
    """Return the valued decisions in the order in which they took effect."""
    return sorted(ledger.decisions, key=lambda row: (row.effective, row.key))


def timeline(
    scored: ScoredRun, ledger: Ledger, note_of: Callable[[str], Component | None] = lambda _key: None
) -> list[Component]:
    """Return every valued decision in time.

    Parameters
    ----------
    note_of : callable
        What stands below a decision of this key: the note, or where it is written.
    """
    if not ledger.decisions:
        return [empty(t("review.nothing"), t("review.nothing.text"), icon_name="decide")]
    top = max(abs(in_points(scored, row.value.mean)) for row in ledger.decisions)
    lines = [_line(scored, row, top, note_of(row.key)) for row in in_time(ledger)]
    more = [html.P(t("review.unvalued", count=len(ledger.unvalued)), className="fine")]
    return [html.Ol(lines, className="worths"), *(more if ledger.unvalued else [])]


def _line(scored: ScoredRun, row: DecisionRow, top: float, note: Component | None) -> Component:
    points, error = in_points(scored, row.value.mean), in_points(scored, row.value.error)
    tone = {"strength": "good", "mistake": "bad"}.get(row.verdict, "")
    named = [html.B(term(f"lever:{row.lever}")), " ", scored.names.get(row.key, "")]
    head = [
        html.Span(clock_of(row.effective), className="worth-time"),
        html.Span([*named, *([" ", badge(t(f"review.{row.verdict}"), tone)] if tone else [])], className="worth-what"),
        _track(points, top),
        html.B(t("review.worth", points=signed(points), error=f"{error:.1f}"), className="worth-points"),
    ]  # fmt: skip
    said = [html.Div(parts, className="worth-said") for parts in _said(scored, row)]
    return html.Li([html.Div(head, className="worth-head"), *said, note], className="worth")


def _track(points: float, top: float) -> Component:
    mark = None
    if top and abs(points) >= NOTHING:
        mark = html.I(
            className="up" if points > 0 else "down", style={"width": f"{abs(points) / top * 50:.1f}%"}
        )
    return html.Span(mark, className="diverge-track", **extra({"aria-hidden": "true"}))


def _said(scored: ScoredRun, row: DecisionRow) -> list[list[Component | str]]:
    out: list[list[Component | str]] = []
    why = scored.causes.get(row.key)
    if why is not None:
        out.append([t("review.why"), tx(why)])
    if row.best is not None and row.best.value.mean > 0:
        sure = any(one.decision == row.key for one in scored.advice)
        out.append([t("review.better" if sure else "review.best"), *_other(scored, row)])
    own = [
        (key, words) for key, words in (("review.reason", row.reason), ("review.forecast", row.forecast)) if words
    ]  # fmt: skip
    for key, words in own:
        out.append([t(key), html.Q(words)])
    return out if own else [*out, [t("review.no_own")]]


def _other(scored: ScoredRun, row: DecisionRow) -> list[Component | str]:
    if row.best is None:
        return []
    gain, error = (in_points(scored, amount) for amount in (row.best.value.mean, row.best.value.error))
    return [tx(row.best.label), " ", html.B(t("review.worth", points=signed(gain), error=f"{error:.1f}"))]


def advice(scored: ScoredRun, ledger: Ledger) -> list[Component]:
    """Return up to three things to do next time, or that no alternative was reliably better."""
    made = {row.key: row for row in ledger.decisions}
    items = [
        html.Li(
            t(
                "review.advice.line", at=clock_of(one.minute), lever=t(f"lever.{made[one.decision].lever}"),
                instead=tx(one.instead), points=signed(in_points(scored, one.better)),
                error=f"{in_points(scored, one.error):.1f}",
            )
        )
        for one in scored.advice
        if one.decision in made
    ]  # fmt: skip
    return [html.Ol(items, className="advice")] if items else [html.P(t("review.advice.none"))]


def luck(ledger: Ledger) -> Component:
    """Return how the outcome adds up, and what luck gave beside it."""
    added = sum(point.value.mean for point in ledger.points)
    lines = (
        ("start", ledger.start.mean), ("points", added), ("outcome", ledger.outcome),
        ("realised", ledger.realised), ("gave", ledger.luck),
    )  # fmt: skip
    rows = [[t(f"review.luck.{name}"), f"{value:+.3f}".replace("-", MINUS)] for name, value in lines]
    return table(["", t("result.attainment")], rows, numeric=(1,), label=t("review.luck"))


def ledger_table(
    scored: ScoredRun, ledger: Ledger, notes: Mapping[str, str] = MappingProxyType({})
) -> tuple[list[str], list[Sequence[Cell]]]:
    """Return heading and rows of the decisions as a spreadsheet has them."""
    names = (
        "when", "lever", "about", "worth", "error", "verdict", "why", "best", "best_worth", "reason", "forecast", "note",
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for row in in_time(ledger):
        why, best = scored.causes.get(row.key), row.best
        rows.append(
            (
                clock_of(row.effective), t(f"lever.{row.lever}"), scored.names.get(row.key, ""),
                round(in_points(scored, row.value.mean), 2), round(in_points(scored, row.value.error), 2),
                t(f"review.{row.verdict}") if row.verdict else "", "" if why is None else tx(why),
                "" if best is None else tx(best.label),
                None if best is None else round(in_points(scored, best.value.mean), 2), row.reason, row.forecast,
                notes.get(row.key, ""),
            )
        )  # fmt: skip
    return [t(f"review.file.{name}") for name in names], rows
