"""Who the people are: segments, cards, TGI, interests by app, hours, and which apps they share.

Every number comes from the panel that was asked and stands with its standard error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from classroom.panel import Card, Panel
from dashboards import figures_people
from dashboards.attributes import extra
from dashboards.graph import graph
from dashboards.i18n import channel_name, first_known, known, t, tx
from dashboards.numbers import count, percent
from dashboards.parts import bar_row, channel_colour, empty, icon
from dashboards.targeting import topic_name
from simulator.topics import TOPIC_KEYS

SHOWN_TRAITS: tuple[str, ...] = ("age_band", "gender", "city_tier", "local", "rhythm")
DIMENSIONS: tuple[str, ...] = (
    "age_band",
    "gender",
    "city_tier",
    "rhythm",
    "interests",
    "apps",
    "spending",
    "price_sensitivity",
)
"""What a target group's TGI can be looked at by."""
MOST_COMBINATIONS = 8
HOT, COLD = 60.0, 160.0
"""TGI at which a cell of the heat map is palest and darkest (assumed; values outside are rare)."""


def app_name(app: str) -> str:
    """Return what people call an app."""
    return first_known(f"app.{app}", f"port.{app}", app)


def app_colour(panel: Panel, app: str) -> str:
    """Return an app's colour: that of the first of the case's channels in it."""
    homes = panel.app_channels.get(app, ())
    return channel_colour(homes[0] if homes else app)


def app_label(panel: Panel, app: str) -> str:
    """Return an app's name with the channels that live in it."""
    homes = [channel_name(channel) for channel in panel.app_channels.get(app, ())]
    return t("people.app", app=app_name(app), channels=t("comma").join(homes)) if homes else app_name(app)


def group_name(trait: str, group: str) -> str:
    """Return a group's name: an age band, a city tier, a topic or an app."""
    if trait in ("interests", *TOPIC_KEYS):
        return topic_name(group)
    if trait == "apps":
        return app_name(group)
    prefix = {"age_band": "age", "city_tier": "tier", "gender": "option.genders"}.get(trait, trait)
    key = f"{prefix}.{group}"
    if known(key):
        return t(key)
    level = f"level.{group}"
    return t(level) if known(level) else group


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def plus_minus(share: float, error: float) -> str:
    """Return a share with its standard error: ``20.7% ± 0.9``."""
    return f"{percent(share)} ± {error * 100:.1f}"


def segments(groups: pd.DataFrame) -> Component:
    """Return the groups of each trait as bars with share, error and estimated people."""
    blocks: list[Component] = []
    for trait in SHOWN_TRAITS:
        rows = groups[(groups["trait"] == trait) & (groups["share"] > 0)]  # a county has one city tier
        top = float(rows["share"].max()) or 1.0
        lines = [
            bar_row(
                group_name(trait, row["group"]),
                plus_minus(row["share"], row["standard_error"]),
                row["share"] / top,
                note=t("people.count", count=count(row["people"])),
            )
            for row in records(rows)
        ]
        blocks.append(
            html.Div([html.H3(t(f"trait.{trait}"), className="sub"), *lines], className="bars segment")
        )
    return html.Div(blocks, className="segments")


def cards(found: Sequence[Card]) -> list[Component]:
    """Return persona cards."""
    if not found:
        return [empty(t("people.cards.empty"), t("people.cards.empty.text"), icon_name="people")]
    return [_card(one) for one in found]


def _card(one: Card) -> Component:
    who = one.person
    apps = [t("people.sessions", app=app_name(app), count=_times(rate)) for app, rate in one.apps]
    facts = [
        (
            t("people.card.likes"),
            t("comma").join(tx(interest) for interest in who.interests) or t("number.none"),
        ),
        (t("people.card.online"), tx(who.online)),
        (t("people.card.apps"), t("comma").join(apps) or t("people.card.none")),
    ]
    head = html.Div(
        [
            html.Span(who.name[:1], className="persona-face", **extra({"aria-hidden": "true"})),
            html.Div(
                [
                    html.B(who.name),
                    html.Span(
                        t("people.card.who", gender=tx(who.gender), age=who.age, job=tx(who.occupation))
                    ),
                    html.Span(tx(who.place), className="fine"),
                ],
                className="persona-who",
            ),
        ],
        className="persona-head",
    )
    lines = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in facts]
    return html.Article([head, html.Dl(lines, className="persona-facts")], className="persona")


def _times(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}".removesuffix(".0")  # noqa: PLR2004 - two figures


def tgi(frame: pd.DataFrame, trait: str, asked: int) -> list[Component]:
    """Return a target group's TGI as a figure, what it means, and how many were asked."""
    if not asked or frame["tgi"].notna().sum() == 0:
        return [empty(t("people.tgi.empty"), t("people.tgi.empty.text"), icon_name="people")]
    shown = frame.sort_values("tgi", ascending=False) if trait == "interests" else frame
    names = {str(group): group_name(trait, str(group)) for group in shown["group"]}
    figure = figures_people.tgi_figure(shown, names=names)
    words = html.P(t("people.tgi.asked", count=count(asked)), className="fine")
    label = t("people.tgi.label", best=_best(shown, names))
    return [words, graph(figure, name="tgi-chart", label=label, height=int(figure["layout"]["height"]))]


def _best(frame: pd.DataFrame, names: dict[str, str]) -> str:
    top = frame[frame["tgi"].notna()].nlargest(3, "tgi")
    return t("comma").join(f"{names[row['group']]} {row['tgi']:.0f}" for row in records(top))


def interest_heat(panel: Panel, frame: pd.DataFrame) -> Component:
    """Return topics by app: the TGI of each app's users in the cell, darker is higher."""
    order = frame.groupby("topic", sort=False)["share_all"].first().sort_values(ascending=False)
    cells = {(row["app"], row["topic"]): row for row in records(frame)}
    head = [
        html.Th(t("people.topic"), scope="col"),
        html.Th(t("people.topic.all"), className="num", scope="col"),
        *[html.Th(app_name(app), className="num", scope="col") for app in panel.apps],
    ]
    body = [
        html.Tr(
            [
                html.Th(topic_name(str(topic)), scope="row"),
                html.Td(percent(float(share)), className="num"),
                *[_heat(cells[app, str(topic)]) for app in panel.apps],
            ]
        )
        for topic, share in order.items()
    ]
    label = t("people.heat")
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(head)), html.Tbody(body)], className="heat", **extra({"aria-label": label})
        ),
        className="table heat-tall",
        tabIndex=0,
        role="region",
        **extra({"aria-label": label}),
    )


def _heat(cell: Mapping[str, Any]) -> Component:
    value, error = float(cell["tgi"]), float(cell["standard_error"])
    if not math.isfinite(value):
        return html.Td(t("number.none"), className="num")
    dark = max(0.0, min(1.0, (value - HOT) / (COLD - HOT)))
    said = f"TGI {value:.0f} ± {error:.0f}"
    if abs(value - 100) <= figures_people.NOISE * error:  # what may be chance gets no colour
        return html.Td(f"{value:.0f}", className="num faint", title=said)
    return html.Td(f"{value:.0f}", className="num heat-cell", style={"--v": f"{dark:.2f}"}, title=said)


def hours(panel: Panel, frame: pd.DataFrame) -> Component:
    """Return when each app is opened."""
    figure = figures_people.hours_figure(
        frame,
        names={app: app_name(app) for app in panel.apps},
        colours={app: app_colour(panel, app) for app in panel.apps},
    )
    top = frame.loc[frame.groupby("app", sort=False)["share"].idxmax()]
    peaks = [f"{app_name(row['app'])} {row['hour']}:00" for row in records(top)]
    label = t("people.hours.label", peaks=t("comma").join(peaks))
    return html.Div(graph(figure, name="hours-chart", label=label), className="chart-fixed")


def overlap(panel: Panel, frame: pd.DataFrame) -> Component:
    """Return which apps people use together: a row a combination, each person counted once (UpSet)."""
    shown = frame.head(MOST_COMBINATIONS)
    top = float(shown["share"].max()) or 1.0
    rows = [_combination(panel, row, top) for row in records(shown)]
    marks = [
        html.Span(app_name(app), className="upset-app", style={"--c": app_colour(panel, app)})
        for app in panel.apps
    ]
    head = html.Div(
        [html.Span(marks, className="upset-sets upset-head"), html.Span(), html.Span()], className="upset-row"
    )
    return html.Div(
        [head, *rows],
        className="upset",
        role="list",
        style={"--sets": str(len(panel.apps))},
        **extra({"aria-label": t("people.overlap")}),
    )


def _combination(panel: Panel, row: Mapping[str, Any], top: float) -> Component:
    name, share, error = str(row["apps"]), float(row["share"]), float(row["standard_error"])
    used = name.split("+") if name else []
    dots = [
        html.I(
            className="upset-dot on" if app in used else "upset-dot",
            style={"--c": app_colour(panel, app)} if app in used else None,
        )
        for app in panel.apps
    ]
    words = (
        t("people.only", apps=" + ".join(app_name(app) for app in used)) if used else t("people.none_of_them")
    )
    bar = html.Span(html.I(style={"width": f"{share / top * 100:.1f}%"}), className="upset-bar")
    value = html.Span(
        [
            html.B(percent(share)),
            f" ± {error * 100:.1f} · ",
            t("people.count", count=count(float(row["people"]))),
        ],
        className="upset-value",
    )
    sets = html.Span([*dots, html.Span(words, className="sr")], className="upset-sets", title=words)
    return html.Div([sets, bar, value], className="upset-row", role="listitem")


def note_line(panel: Panel) -> Component:
    """Return who was asked and what ± means, once for the whole page."""
    words = t("people.panel", size=f"{panel.size:,}", people=count(panel.population))
    return html.P([icon("people"), words], className="panel-note")
