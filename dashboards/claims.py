"""One claim under watch: its grade by the trainee's thresholds, its deadlines, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.i18n import t, tx
from dashboards.numbers import count, percent
from dashboards.parts import action, badge, icon, spark
from dashboards.risk import GRADES, Deadline, Sign, Thresholds, deadlines, level, signs
from simulator.observation import IssueView, Observation
from simulator.scenario import Scenario, clock_of

TONES = {"calm": "good", "blue": "accent", "yellow": "warn", "orange": "warn", "red": "bad"}
SURVEY_H = 0.25
"""Crew hours of a survey (`simulator.check`)."""
_STATE_TONES = {"open": "warn", "met": "good", "late": "bad", "missed": "bad"}


def grade_badge(reached: int) -> Component:
    """Return a risk grade in words; its colour only repeats them."""
    name = GRADES[reached]
    return badge(t(f"risk.{name}"), TONES[name])


def span_words(minutes: int) -> str:
    """Return a length of simulated time: ``35 min``, ``3 h 20 min``."""
    whole, rest = divmod(max(0, minutes), 60)
    if not whole:
        return t("time.minutes", minutes=rest)
    return t("time.hours", hours=whole) if not rest else t("time.both", hours=whole, minutes=rest)


def claim_card(
    issue: IssueView, now: Observation, case: Scenario, limits: Thresholds, allowed: Sequence[str]
) -> Component:
    """Return a claim with its signs, deadlines and response options."""
    found = signs(issue, limits)
    reached = level(found)
    state = (
        badge(t("issue.answered", clock=clock_of(issue.answered)), "good")
        if issue.answered is not None
        else badge(t("issue.open"), "bad")
    )
    flags = [grade_badge(reached), state] + (
        [badge(t("issue.contradictory"), "bad")] if issue.contradictory else []
    )
    seen = t("risk.seen", clock=clock_of(issue.first_seen), ago=span_words(now.minute - issue.first_seen))
    names = {account.key: tx(account.name) for account in now.accounts}
    ports = t("comma").join(dict.fromkeys(names.get(port, port) for port in issue.ports_answered))
    where = t("issue.ports", ports=ports) if ports else t("risk.ports.none")
    head = html.Div([html.H3(tx(issue.claim)), *flags], className="issue-head")
    facts = html.Div([spark(issue.mentions_hour), html.Span(seen), html.Span(where)], className="issue-facts")
    due = [_deadline(one, now.minute) for one in deadlines(issue, case, limits, now.minute)]
    return html.Article(
        [
            head,
            facts,
            html.Div([_sign(sign) for sign in found], className="signs"),
            html.Ul(due, className="deadlines"),
            *options(issue, now, case, reached or spreading(issue, limits), allowed),
        ],
        className="claim claim-hot" if issue.answered is None and reached else "claim",
    )


def spreading(issue: IssueView, limits: Thresholds) -> int:
    """Return 1 when a claim has been spoken of all day as often as a loud hour would, else 0."""
    return int(sum(issue.mentions_hour) >= limits.mentions)


def _sign(sign: Sign) -> Component:
    value = t("number.none") if sign.value is None else _written(sign.name, sign.value)
    words = t(f"risk.limit.{sign.name}", limit=_written(sign.name, sign.limit))
    mark = icon("alert") if sign.reached else None
    tip = t("risk.unseen") if sign.value is None else None
    return html.Div(
        [
            html.Span([mark, t(f"risk.{sign.name}")], className="figure-label"),
            html.B(value, className="figure-value", title=tip),
            html.Span(
                [words, html.Span(t("risk.reached"), className="sr") if sign.reached else None],
                className="fine",
            ),
        ],
        className="sign reached" if sign.reached else "sign",
    )


def _written(name: str, value: float) -> str:
    if name == "negative":
        return percent(value)
    return t("risk.rank.value", rank=f"{value:.0f}") if name == "rank" else count(value)


def _deadline(one: Deadline, minute: int) -> Component:
    left = span_words(abs(one.due - minute))
    state = t(f"deadline.{one.state}", left=left)
    tone = _STATE_TONES[one.state] if one.binding else "plain"
    return html.Li(
        [
            html.B(clock_of(one.due), className="log-time"),
            html.Span(t(f"deadline.rule.{one.rule}")),
            badge(state if one.binding else t("deadline.not_here"), tone),
        ],
        className="" if one.binding else "faint",
    )


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to respond: its lever, when it fits, what it costs."""

    key: str
    lever: str
    target: Callable[[IssueView, Observation], str | None]
    price: Callable[[Scenario], float]
    fits: Callable[[IssueView, int], bool]


def _own_piece(issue: IssueView, now: Observation) -> str | None:
    """Return the newest own piece that answers the claim: there questions come in."""
    mine = [piece for piece in now.contents if piece.answers == issue.key and piece.status == "live"]
    return max(mine, key=lambda piece: piece.published).key if mine else None


def _room(_issue: IssueView, now: Observation) -> str | None:
    return next((room.key for room in now.rooms if room.status == "live"), None)


def _answer(issue: IssueView, _now: Observation) -> str | None:
    return f"answer:{issue.key}" if issue.answered is None else None


def _next(issue: IssueView, _now: Observation) -> str | None:
    return f"answer:{issue.key}" if issue.answered is not None else None


def _any(_issue: IssueView, _now: Observation) -> str:
    return ""


def _moderated(case: Scenario) -> float:
    return case.prices.moderate_hours


def _reviewed(case: Scenario) -> float:
    return case.prices.review_hours


def _open(issue: IssueView, reached: int) -> bool:
    return issue.answered is None and reached > 0


def _again(issue: IssueView, reached: int) -> bool:
    return issue.answered is not None and reached > 1


OPTIONS: tuple[Option, ...] = (
    Option(key="answer", lever="publish", target=_answer, price=_reviewed, fits=_open),
    Option(key="next", lever="publish", target=_next, price=_reviewed, fits=_again),
    Option(
        key="correct", lever="change_post", target=_any, price=lambda _: 0.0, fits=lambda one, _: one.contradictory
    ),
    Option(
        key="reply", lever="moderate", target=_own_piece, price=_moderated,
        fits=lambda one, _: one.answered is not None,
    ),
    Option(key="report", lever="moderate", target=_any, price=_moderated, fits=lambda _, reached: reached > 0),
    Option(key="room", lever="live_action", target=_room, price=lambda _: 0.0, fits=_open),
    Option(
        key="alone", lever="moderate", target=_any, price=_moderated,
        fits=lambda one, reached: one.answered is None and not reached,
    ),
    Option(
        key="survey", lever="survey", target=_any, price=lambda _: SURVEY_H,
        fits=lambda one, _: one.answered is not None,
    ),
)  # fmt: skip
"""Ways to respond, in the order in which they are considered."""


def options(
    issue: IssueView, now: Observation, case: Scenario, reached: int, allowed: Sequence[str]
) -> list[Component]:
    """Return the ways to respond that the case allows; those that fit now stand out, the others are folded.

    Parameters
    ----------
    reached : int
        Signs that have reached their threshold; at least 1 when the claim is `spreading`.
    """
    found: list[tuple[bool, Component]] = []
    for one in OPTIONS:
        target = one.target(issue, now) if one.lever in allowed else None
        if target is not None:
            fits = one.fits(issue, reached)
            found.append((fits, _option(one, case, target, fits=fits)))
    if not found:
        return []
    now_fit = [line for fits, line in found if fits]
    others = [line for fits, line in found if not fits]
    label = extra({"aria-label": t("respond.label", claim=tx(issue.claim))})
    shown: list[Component] = [html.Ul(now_fit, className="ways", **label)] if now_fit else []
    if others:
        fold = [html.Summary(t("respond.others", count=len(others))), html.Ul(others, className="ways")]
        shown.append(html.Details(fold, className="more"))
    return shown


def _option(one: Option, case: Scenario, target: str, *, fits: bool) -> Component:
    price = span_words(round(one.price(case) * 60)) if one.price(case) else t("respond.free")
    cost = t("respond.cost.publish", hours=price) if one.lever == "publish" else price
    mark = [badge(t("respond.fits"), "accent")] if fits else []
    words = html.Div(
        [
            html.Div(
                [html.B(t(f"respond.{one.key}")), *mark, html.Span(cost, className="way-cost")],
                className="way-name",
            ),
            html.Span(t(f"respond.{one.key}.when"), className="fine"),
        ]
    )
    return html.Li([words, html.Div(action(t("respond.do"), one.lever, target), className="row-acts")])
