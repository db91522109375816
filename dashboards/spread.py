"""What can be seen of how talk spreads: a tree of own answers and where they were met, and key nodes.

Who passed whose post on is no platform's to show to a brand; the tree stops where platforms stop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.i18n import port_name, source_name, t, tx
from dashboards.numbers import count, percent, reading
from dashboards.parts import action, badge, dot, empty, missing, spark, table, term
from simulator.observation import ContentView, IssueView, Observation
from simulator.scenario import clock_of

SHARED = ("shares", "reposts")
NODES = 8
BRANCHES = 4
PIECES = 4


def counted(piece: ContentView, names: Sequence[str]) -> float:
    """Return counters of a piece added up; what is not shown counts nothing."""
    return sum(found.value or 0.0 for name in names if (found := piece.counts.get(name)))


def said_of(piece: ContentView) -> float:
    """Return how often a piece was passed on or commented."""
    return counted(piece, (*SHARED, "comments"))


def key_nodes(now: Observation) -> list[ContentView]:
    """Return own pieces that talk goes through, the busiest first."""
    heard = [piece for piece in now.contents if said_of(piece) > 0]
    return sorted(heard, key=said_of, reverse=True)[:NODES]


def nodes(now: Observation, allowed: Sequence[str]) -> Component:
    """Return the key nodes with what was passed on, what was said, and how much of it is negative."""
    found = key_nodes(now)
    if not found:
        return empty(t("nodes.empty"), t("nodes.empty.text"), icon_name="talk")
    head = [
        t("content.piece"),
        t("content.trend"),
        t("nodes.shared"),
        t("nodes.comments"),
        term("negative_share"),
        html.Span(t("content.act"), className="sr"),
    ]
    return table(
        head, [_node(piece, now, allowed) for piece in found], numeric=(2, 3, 4), label=t("nodes.title")
    )


def _node(piece: ContentView, now: Observation, allowed: Sequence[str]) -> list[Component | str]:
    answers = next((tx(issue.claim) for issue in now.issues if issue.key == piece.answers), "")
    mark = [badge(t("nodes.answer"), "accent")] if answers else []
    title = html.Div(
        [
            html.Div(
                [
                    dot(piece.channel),
                    html.Span(piece.title, className="piece-title", title=piece.title),
                    *mark,
                ],
                className="piece",
            ),
            html.Div([port_name(piece.port), " · ", clock_of(piece.published)], className="piece-sub"),
        ]
    )
    trend = [
        sum(pair)
        for pair in zip(*[piece.last_hours.get(name, ()) for name in ("shares", "comments")], strict=False)
    ]
    negative = piece.negative_share
    acts = [action(t("lever.moderate.verb"), "moderate", piece.key)] if "moderate" in allowed else []
    return [
        title,
        spark(trend),
        count(counted(piece, SHARED)),
        count(counted(piece, ("comments",))),
        reading(negative, "share") if negative.value is not None else missing(negative),
        html.Div(acts, className="row-acts"),
    ]


def tree(now: Observation) -> Component:
    """Return the spread tree of each claim, left to right, as far as it can be seen."""
    if not now.issues:
        return empty(t("tree.empty"), t("tree.empty.text"), icon_name="talk")
    trees = [_claim_tree(issue, now) for issue in sorted(now.issues, key=lambda one: -one.first_seen)[:3]]
    label = extra({"aria-label": t("tree.title")})
    limits = html.P(t("tree.limits"), className="fine")
    return html.Div([*trees, limits], className="trees", tabIndex=0, role="region", **label)


def _claim_tree(issue: IssueView, now: Observation) -> Component:
    branches: list[Component] = [
        _leaf(t("tree.talk"), t("tree.day", count=count(sum(issue.mentions_hour))), "bad"),
        _leaf(t("tree.asked"), t("tree.day", count=count(sum(issue.asks_hour))), "warn"),
    ]
    topic = next((one for one in now.hot_list if one.issue == issue.key), None)
    if topic is not None:
        branches.append(
            _leaf(t("tree.hot", rank=topic.rank), t("tree.heat", count=count(topic.heat)), "warn")
        )
    answers = [piece for piece in now.contents if piece.answers == issue.key and piece.status != "scheduled"]
    shown = sorted(answers, key=lambda piece: -counted(piece, ("views",)))[:PIECES]
    branches += [_answer(piece) for piece in shown]
    if not answers:
        branches.append(_leaf(t("tree.no_answer"), t("tree.no_answer.text"), "plain"))
    root = html.Div(
        [html.B(tx(issue.claim)), html.Span(t("tree.claim"), className="fine")], className="node node-root"
    )
    label = t("tree.label", claim=tx(issue.claim))
    return html.Div([root, html.Ul(branches)], className="tree", role="group", **extra({"aria-label": label}))


def _leaf(name: str, value: str, tone: str) -> Component:
    return html.Li(html.Div([html.Span(name), html.B(value)], className=f"node node-{tone}"))


def _answer(piece: ContentView) -> Component:
    views = counted(piece, ("views",))
    words = t("tree.answer", views=count(views), shared=count(counted(piece, SHARED)))
    node = html.Div(
        [
            html.Span([dot(piece.channel), " ", port_name(piece.port), " · ", html.Span(piece.title)]),
            html.B(words),
        ],
        className="node node-good",
        title=piece.title,
    )
    return html.Li([node, *_sources(piece.sources)], className="branch")


def _sources(sources: Mapping[str, int]) -> list[Component]:
    found = sorted(((name, value) for name, value in sources.items() if value > 0), key=lambda one: -one[1])
    total = sum(value for _, value in found)
    if not total:
        return []
    return [
        html.Ul(
            [
                _leaf(
                    source_name(name),
                    t("tree.source", count=count(value), share=percent(value / total)),
                    "plain",
                )
                for name, value in found[:BRANCHES]
            ]
        )
    ]
