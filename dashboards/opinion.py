"""Public talk: claims that spread, whether they were answered, and the hot list."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import port_name, t, tx
from dashboards.numbers import count, reading
from dashboards.parts import action, badge, empty, spark, table
from simulator.observation import HotTopic, IssueView, Observation
from simulator.scenario import clock_of


def opinion(now: Observation, allowed: Sequence[str]) -> Component:
    """Return the claims under watch and the public hot list."""
    issues = [_issue(issue, allowed) for issue in sorted(now.issues, key=lambda issue: -issue.first_seen)]
    if not issues and not now.hot_list:
        return empty(t("live.opinion.empty"), t("live.opinion.empty.text"), icon_name="talk")
    calm = [html.P(t("live.opinion.calm"), className="fine")] if not issues else []
    return html.Div([*calm, *issues, *hot(now.hot_list)])


def _issue(issue: IssueView, allowed: Sequence[str]) -> Component:
    answered = (
        badge(t("issue.answered", clock=clock_of(issue.answered)), "good")
        if issue.answered is not None
        else badge(t("issue.open"), "bad")
    )
    flags = [answered] + ([badge(t("issue.contradictory"), "bad")] if issue.contradictory else [])
    last = issue.mentions_hour[-1] if issue.mentions_hour else 0
    asks = issue.asks_hour[-1] if issue.asks_hour else 0
    rank = [t("issue.rank", rank=f"{issue.hot_rank.value:.0f}")] if issue.hot_rank.value is not None else []
    facts = [
        t("issue.mentions", count=count(last)),
        t("issue.asks", count=count(asks)),
        t("issue.negative", share=reading(issue.negative_share, "share")),
        *rank,
    ]
    ports = " · ".join(port_name(port) for port in issue.ports_answered)
    tools = [action(t("issue.answer"), "publish", f"answer:{issue.key}")] if "publish" in allowed else []
    return html.Div(
        [
            html.Div([html.B(tx(issue.claim), className="issue-claim"), *flags], className="issue-head"),
            html.Div(
                [spark(issue.mentions_hour), *[html.Span(fact) for fact in facts]], className="issue-facts"
            ),
            html.Div(
                [
                    html.Span(
                        t("issue.ports", ports=ports)
                        if ports
                        else t("issue.since", clock=clock_of(issue.first_seen)),
                        className="fine",
                    ),
                    *tools,
                ],
                className="issue-foot",
            ),
        ],
        className="issue" if issue.answered is not None else "issue issue-hot",
    )


def hot(topics: Sequence[HotTopic], *, titled: bool = True) -> list[Component]:
    """Return the public hot list; nothing where there is none."""
    if not topics:
        return []
    rows = [
        [
            str(topic.rank),
            html.Span(
                [
                    topic.title,
                    *([" ", badge(t("hot.own"), "accent")] if topic.own else []),
                    *([" ", badge(t("hot.issue"), "bad")] if topic.issue else []),
                ]
            ),
            count(topic.heat),
        ]
        for topic in topics[:8]
    ]
    head = [html.H3(t("live.hot_list"), className="sub")] if titled else []
    return [
        *head,
        table([t("hot.rank"), t("hot.topic"), t("hot.heat")], rows, numeric=(0, 2), label=t("live.hot_list")),
    ]
