"""Own groups: what sets each apart, which bands aim at it, what they catch; and the kept ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from classroom.grouping import Group, Grouping, distinctness
from dashboards.i18n import t
from dashboards.numbers import count, percent
from dashboards.parts import action, badge, bar_row, empty, term
from dashboards.portrait import group_name, records
from dashboards.targeting import AIMED, LONGEST_NOTE, group_target, in_words, read_targeting, topic_name
from simulator.topics import TOPIC_KEYS

SHOWN = 5
_TONES = {"none": "bad", "weak": "warn", "fair": "good", "strong": "good"}
NEW_ORDERS = ("paid_order", "boost")


def feature_name(name: str) -> str:
    """Return what a panel can be grouped by, in words."""
    return topic_name(name) if name in TOPIC_KEYS else t(f"trait.{name}")


def grouping(found: Grouping, population: int, allowed: Sequence[str], *, may_keep: bool) -> list[Component]:
    """Return how distinct the groups are, the silhouette by number of groups, and each group."""
    level = distinctness(found.silhouette)
    verdict = html.P(
        [
            html.B(term("word:silhouette", t("group.silhouette", value=f"{found.silhouette:.2f}"))),
            " ",
            badge(t(f"group.distinct.{level}"), _TONES[level]),
            " ",
            html.Span(t(f"group.distinct.{level}.text"), className="fine"),
        ]
    )
    top = max(*found.by_number.values(), 0.01)
    tried = [
        bar_row(t("group.number", number=number), f"{value:.2f}", value / top)
        for number, value in found.by_number.items()
    ]
    by_number = html.Details(
        [html.Summary(t("group.by_number")), html.Div(tried, className="bars")], className="more"
    )
    cards = [_group(one, found, population, allowed, may_keep=may_keep) for one in found.groups]
    return [verdict, by_number, html.Div(cards, className="group-cards")]


def title_of(group: Group) -> str:
    """Return a group's name made of what stands out most in it."""
    names = [group_name(row["trait"], row["group"]) for row in records(group.standouts.head(2))]
    return t("group.title", number=group.number, names=t("comma").join(names) or t("group.average"))


def note_of(group: Group, found: Grouping) -> str:
    """Return what goes into the decision log with a group: how it was cut and its mean person."""
    centre = t("comma").join(f"{feature_name(name)} {value:g}" for name, value in group.centroid.items())
    words = t(
        "group.note",
        title=title_of(group),
        share=percent(group.share),
        silhouette=f"{found.silhouette:.2f}",
        caught=percent(group.caught),
        kept=percent(group.kept),
        centre=centre,
    )
    return words[:LONGEST_NOTE]


def _group(
    group: Group, found: Grouping, population: int, allowed: Sequence[str], *, may_keep: bool
) -> Component:
    stands = [
        html.Li(
            [
                html.Span(group_name(row["trait"], row["group"])),
                html.B(f"TGI {row['tgi']:.0f}"),
                html.Span(f"± {row['standard_error']:.0f}", className="fine"),
            ]
        )
        for row in records(group.standouts.head(SHOWN))
    ] or [html.Li(t("group.average.text"), className="fine")]
    size = t("group.size", share=percent(group.share), people=count(group.share * population))
    aim = html.Div(
        [
            html.Span(t("group.aim"), className="figure-label"),
            html.Span(in_words(group.targeting)),
            html.Span(
                t("group.caught", caught=percent(group.caught), kept=percent(group.kept)), className="fine"
            ),
        ],
        className="group-aim",
    )
    keep = [
        html.Button(
            t("group.keep"),
            id={"type": "group-keep", "number": group.number},
            n_clicks=0,
            className="act",
            type="button",
        )
    ]
    tools = [
        *(keep if may_keep else []),
        *use_buttons(group_target(group.targeting, note_of(group, found)), allowed),
    ]
    return html.Article(
        [
            html.Div([html.H3(title_of(group)), html.Span(size, className="fine")], className="group-head"),
            html.Ul(stands, className="group-stands"),
            aim,
            html.Div(tools, className="card-acts"),
        ],
        className="group-card",
    )


def use_buttons(target: str, allowed: Sequence[str]) -> list[Component]:
    """Return the buttons that open a delivery form filled for a group."""
    return [
        action(t(f"group.use.{lever}"), lever, target)
        for lever in NEW_ORDERS
        if lever in allowed and lever in AIMED
    ]


def kept_form(group: Group, found: Grouping) -> dict[str, Any]:
    """Return a group as plain data for the tab to keep."""
    return {
        "title": title_of(group),
        "share": round(group.share, 4),
        "note": note_of(group, found),
        "targeting": group.targeting.model_dump(mode="json"),
        "centroid": group.centroid,
    }


def kept(groups: Sequence[Mapping[str, Any]], allowed: Sequence[str]) -> Component:
    """Return the groups this tab has kept for the run; what is not valid any more is left out."""
    lines: list[Component] = []
    for place, one in enumerate(groups):
        targeting = read_targeting(one.get("targeting") or {})
        if targeting is None:
            continue
        title = str(one.get("title", ""))[:80]
        drop = html.Button(
            t("group.drop"),
            id={"type": "group-drop", "place": place},
            n_clicks=0,
            className="act",
            type="button",
            title=f"{t('group.drop')} {title}",
        )
        words = html.Div(
            [html.B(title), html.Span(in_words(targeting), className="fine")], className="kept-words"
        )
        tools = [*use_buttons(group_target(targeting, str(one.get("note", ""))), allowed), drop]
        lines.append(html.Li([words, html.Div(tools, className="row-acts")], className="kept-line"))
    if not lines:
        return empty(t("group.kept.empty"), t("group.kept.empty.text"), icon_name="people")
    return html.Ul(lines, className="kept")
