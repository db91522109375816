"""Hand-over between ports: which piece is adapted from which, when, and from whom to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t, tx
from dashboards.numbers import hours
from dashboards.parts import badge, dot, empty
from dashboards.plan import drafts
from dashboards.plan_marks import Plan
from simulator.scenario import clock_of


@dataclass(frozen=True, kw_only=True)
class Node:
    """A piece in a chain; ``draft`` when it is not submitted yet."""

    title: str
    account: str
    minute: int
    draft: bool
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A piece and all that were adapted from it, directly or over others, in time order."""

    first: Node
    after: tuple[Node, ...]


def nodes(plan: Plan) -> list[Node]:
    """Return every piece of the plan, out or planned, with the title it is adapted from."""
    titles = {one.key: one.title for one in plan.standing}
    out = [
        Node(
            title=one.title,
            account=one.account,
            minute=one.minute,
            draft=False,
            source=titles.get(one.source, ""),
        )
        for one in plan.standing
    ]
    return out + [
        Node(title=one.title, account=one.account, minute=one.minute, draft=True, source=one.source)
        for one in drafts(plan.rows)
        if one.account in plan.accounts
    ]


def chains(found: Sequence[Node]) -> list[Chain]:
    """Return the chains of hand-over, the earliest first; a piece that nobody adapts has none."""
    by_title: dict[str, Node] = {}
    for node in found:
        by_title.setdefault(node.title, node)

    def root(node: Node) -> Node:
        met = {node.title}
        while node.source in by_title and node.source not in met:
            met.add(node.source)
            node = by_title[node.source]
        return node

    grouped: dict[str, list[Node]] = {}
    for node in found:
        first = root(node)
        if first is not node:
            grouped.setdefault(first.title, []).append(node)
    made = [
        Chain(first=by_title[title], after=tuple(sorted(after, key=lambda node: (node.minute, node.account))))
        for title, after in grouped.items()
    ]
    return sorted(made, key=lambda chain: chain.first.minute)


def view(plan: Plan) -> list[Component]:
    """Return the chains as lines of pieces from left to right, with the time between them."""
    found = chains(nodes(plan))
    if not found:
        return [empty(t("chain.empty"), t("chain.empty.text"), icon_name="matrix")]
    return [html.Ol([_line(plan, chain) for chain in found], className="chains")]


def _line(plan: Plan, chain: Chain) -> Component:
    parts = [_node(plan, chain.first)]
    for node in chain.after:
        gap = (node.minute - chain.first.minute) / 60
        words = t("chain.after", hours=hours(round(gap, 1))) if gap >= 0 else t("chain.before")
        parts += [html.Span(["→ ", words], className="chain-gap"), _node(plan, node)]
    return html.Li(parts, className="chain")


def _node(plan: Plan, node: Node) -> Component:
    account = plan.accounts.get(node.account)
    who = [dot(account.channel), " ", tx(account.name)] if account else [node.account]
    role = (
        badge(t(f"matrix.role.{account.kind}"), "accent" if account.kind == "main" else "plain")
        if account
        else None
    )
    head = [
        html.Span(who, className="chain-who"),
        role,
        html.Span(clock_of(node.minute), className="fine nowrap"),
    ]
    return html.Div(
        [
            html.Div(head, className="chain-head"),
            html.Span(node.title, className="chain-title", title=node.title),
        ],
        className="chain-node chain-draft" if node.draft else "chain-node",
    )
