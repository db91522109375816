"""The blocks of the page of one piece: its numbers with their freshness and peers, beside another of its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboards import delivery
from dashboards.backend import DecisionRow, RunState
from dashboards.content_table import HEATED, TONES, value_in
from dashboards.i18n import channel_name, port_name, source_name, t, tx
from dashboards.numbers import change, count, kind_of, percent, points, rank, reading
from dashboards.parts import action, badge, bar_row, dot, empty, freshness, missing, spark, table, term
from simulator.observation import ContentView, Observation, Reading
from simulator.observe_pieces import LEAST_PEERS, PEER_VIEWS
from simulator.rates import RATES
from simulator.scenario import Scenario, clock_of
from simulator.shown import LEAST_COUNT

TILES = ("views", "valid_view_rate", "skip_rate", "completion_rate", "engagement_rate", "ctr")
"""What is looked at first (operations 4.1); a port that lacks one shows the next of `INSTEAD`."""
INSTEAD = ("open_rate", "mean_watch_s", "share_rate", "follow_rate", "comment_rate", "like_rate")
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("watch", ("impressions", "views", "view_rate", "delivered", "open_rate", "valid_view_rate", "skip_rate",
               "completion_rate", "mean_watch_s")),
    ("react", ("like_rate", "comment_rate", "share_rate", "collect_rate", "engagement_rate", "follow_rate",
               "negative_share", "dislikes", "reports")),
    ("sell", ("clicks", "ctr", "click_per_view", "cvr", "orders", "gmv_fen", "gpm")),
)  # fmt: skip
SOURCES = 8


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the page is made from.

    Parameters
    ----------
    piece : ContentView
    other : ContentView or None
        The one it is compared with.
    """

    state: RunState
    now: Observation
    piece: ContentView
    other: ContentView | None = None
    decisions: Sequence[DecisionRow] = ()

    @property
    def case(self) -> Scenario:
        """The case of the run."""
        return self.state.scenario

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers the case allows, none when the time is over."""
        over = self.now.ended or self.state.status in ("settling", "finished", "failed")
        return () if over else self.case.levers


def siblings(now: Observation, piece: ContentView) -> list[ContentView]:
    """Return the other pieces of the same account that are out, the newest first."""
    found = [one for one in now.contents if one.account == piece.account and one.port == piece.port]
    found = [one for one in found if one.key != piece.key and one.status != "scheduled"]
    return sorted(found, key=lambda one: -one.published)


def head(scene: Scene) -> Component:
    """Return which piece it is and how it stands."""
    piece = scene.piece
    account = next(
        (tx(one.name) for one in scene.now.accounts if one.key == piece.account), port_name(piece.port)
    )
    facts = [
        html.Span([dot(piece.channel), f" {channel_name(piece.channel)} · {account}"]),
        html.Span(clock_of(piece.published)),
        *([html.Span(t("piece.length", seconds=piece.duration_s))] if piece.retention else []),
    ]
    state = badge(t(f"content.status.{piece.status}"), TONES[piece.status])
    return html.Div([state, html.B(piece.title), *facts], className="room-line")


# ---- the answer ------------------------------------------------------------------------------


def shown_first(piece: ContentView) -> list[str]:
    """Return the six numbers of the tiles: those the port has."""
    there = [name for name in TILES if value_in(piece, name) is not None]
    spare = [name for name in INSTEAD if value_in(piece, name) is not None and name not in there]
    return [*there, *spare][: len(TILES)]


def tiles(scene: Scene) -> Component:
    """Return six numbers with their freshness, how many peers they beat and what the other piece has."""
    if scene.piece.status == "scheduled":
        return html.Div()
    return html.Div([_tile(scene, name) for name in shown_first(scene.piece)], className="talk-tiles")


def _tile(scene: Scene, name: str) -> Component:
    one = value_in(scene.piece, name)
    value: list[Component | str] = [missing(one) if one is None or one.value is None else _shown(one, name)]
    fresh = freshness(one)
    if fresh is not None:
        value.append(fresh)
    if name == "views" and scene.piece.last_hours.get("views"):
        value.append(spark(scene.piece.last_hours["views"], width=56, height=22))
    return html.Div(
        [
            html.Span(term(name), className="figure-label"),
            html.B(html.Span(value), className="talk-value"),
            html.Span(_note(scene, name), className="fine"),
        ],
        className="talk-tile",
    )


def _note(scene: Scene, name: str) -> str:
    beaten = scene.piece.percentile.get(name)
    parts = [t("content.beats", share=rank(beaten.value))] if beaten and beaten.value is not None else []
    if (
        scene.other is not None
        and (there := value_in(scene.other, name)) is not None
        and there.value is not None
    ):
        parts.append(t("piece.other", value=_shown(there, name)))
    return " · ".join(parts)


def _shown(one: Reading, name: str) -> str:
    return reading(one, kind_of(name), name)


# ---- all numbers -----------------------------------------------------------------------------


def numbers(scene: Scene) -> Component:
    """Return every number of the piece: freshness, peers, the other piece and the gap to it."""
    columns = [
        t("piece.number"),
        t("piece.value"),
        t("piece.fresh"),
        t("piece.peers"),
        t("piece.compared"),
        t("piece.gap"),
    ]
    rows: list[list[Component | str]] = []
    for group, names in GROUPS:
        found = [name for name in names if _worth_showing(scene, name)]
        if group == "react":
            found += [name for name in scene.piece.rates if name not in RATES]
        if found:
            rows.append([html.B(t(f"piece.group.{group}")), "", "", "", "", ""])
            rows += [_number_row(scene, name) for name in found]
    if not rows:
        return empty(t("piece.numbers.empty"), t("piece.numbers.empty.text"), icon_name="spark")
    return table(columns, rows, numeric=(1, 3, 4, 5), label=t("piece.numbers"))


def _worth_showing(scene: Scene, name: str) -> bool:
    """Tell whether the port has the number; sales only where a product hangs on one of the pieces."""
    sold = scene.piece.product or (scene.other is not None and scene.other.product)
    return value_in(scene.piece, name) is not None and (name not in GROUPS[2][1] or bool(sold))


def _number_row(scene: Scene, name: str) -> list[Component | str]:
    one, there = value_in(scene.piece, name), value_in(scene.other, name) if scene.other else None
    beaten = scene.piece.percentile.get(name)
    return [
        term(name),
        missing(one) if one is None or one.value is None else _shown(one, name),
        _fresh(one),
        _peers(beaten),
        missing(there) if there is None or there.value is None else _shown(there, name),
        _gap(name, one, there),
    ]


def _fresh(one: Reading | None) -> str:
    return t(f"piece.state.{one.state}") if one is not None else t("number.none")


def _peers(beaten: Reading | None) -> Component | str:
    if beaten is None:
        return missing(Reading(state="not_available"))
    return rank(beaten.value) if beaten.value is not None else missing(beaten)


def _gap(name: str, one: Reading | None, there: Reading | None) -> str:
    if one is None or there is None or one.value is None or there.value is None:
        return t("number.none")
    if kind_of(name) == "share":
        step = round(one.value - there.value, 3)
        return points(step) if step else t("piece.gap.none")
    return change(one.value, there.value)


def legend() -> Component:
    """Return the delays and thresholds of these numbers, in words."""
    lines = [
        t("piece.rule.live"),
        t("piece.rule.t1"),
        t("piece.rule.small", least=LEAST_COUNT),
        t("piece.rule.peers", peers=LEAST_PEERS, views=PEER_VIEWS),
        t("piece.rule.pool"),
    ]
    return html.Ul([html.Li(line) for line in lines], className="fine piece-rules")


# ---- where they came from --------------------------------------------------------------------


def sources(scene: Scene) -> Component:
    """Return where plays and reads came from, with the other piece's share beside."""
    found = {name: value for name, value in scene.piece.sources.items() if value}
    if not found:
        return empty(t("piece.sources.empty"), t("piece.sources.empty.text"), icon_name="funnel")
    there = scene.other.sources if scene.other is not None else {}
    total, total_there = sum(found.values()), sum(there.values())
    top = max(found.values())
    lines = []
    for name, value in sorted(found.items(), key=lambda entry: -entry[1])[:SOURCES]:
        beside = percent(there.get(name, 0) / total_there) if total_there else ""
        note = t("piece.sources.other", share=beside) if beside else ""
        lines.append(
            bar_row(source_name(name), f"{count(value)} · {percent(value / total)}", value / top, note=note)
        )
    return html.Div(lines, className="bars piece-sources")


# ---- review and delivery ---------------------------------------------------------------------


def review(scene: Scene) -> Component:
    """Return what was checked before, what the platform decided, and what can be done about it."""
    piece, raw = scene.piece, _made(scene)
    lines: list[tuple[str, Component | str]] = [(t("piece.review.state"), _state(piece))]
    if piece.status_reason is not None and piece.status == "limited":
        lines.append((t("piece.review.reason"), tx(piece.status_reason)))
    if raw:
        lines.append(
            (
                t("piece.review.before"),
                t("piece.review.before.yes" if raw.get("review") else "piece.review.before.no"),
            )
        )
        if raw.get("ai_generated") or raw.get("labels"):
            lines.append((t("piece.review.labels"), _labels(raw)))
    lines += [(t("piece.review.appealed"), _appealed(row)) for row in _appeals(scene)]
    rows = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in lines]
    acts = _acts(scene)
    return html.Div(
        [
            html.Dl(rows, className="persona-facts host-facts"),
            *([html.Ul(acts, className="ways")] if acts else []),
        ]
    )


def _made(scene: Scene) -> Mapping[str, Any]:
    """Return the trainee's own words about a piece: the decision that published it."""
    return next(
        (row.raw for row in scene.decisions if row.lever == "publish" and row.key == scene.piece.key),
        {},
    )


def _state(piece: ContentView) -> Component:
    words = t(f"piece.review.state.{piece.status}", clock=clock_of(piece.published))
    return html.Span([badge(t(f"content.status.{piece.status}"), TONES[piece.status]), " ", words])


def _labels(raw: Mapping[str, Any]) -> str:
    labels = [str(name) for name in raw.get("labels") or ()]
    names = [t(f"piece.review.label.{name}") for name in labels]
    if raw.get("ai_generated") and "ai" not in labels:
        names.append(t("piece.review.label.missing"))
    return t("piece.review.label.and").join(names)


def _appeals(scene: Scene) -> list[DecisionRow]:
    return [
        row
        for row in scene.decisions
        if row.lever == "moderate"
        and row.raw.get("action") == "appeal"
        and row.raw.get("content") == scene.piece.key
    ]


def _appealed(row: DecisionRow) -> str:
    when = clock_of(row.minute) if row.minute is not None else t("decide.soon")
    return f"{when} · {t(f'outcome.{row.status}')}"


def _acts(scene: Scene) -> list[Component]:
    """Return the levers on this piece with their price; the appeal stands first where it is limited."""
    piece, prices = scene.piece, scene.case.prices
    if piece.status not in ("live", "limited"):
        return []
    work = t("direct.cost.hours", minutes=round(prices.moderate_hours * 60))
    offers: list[tuple[str, str, str, str]] = []
    if piece.status == "limited":
        offers.append(("appeal", "moderate", urlencode({"content": piece.key, "action": "appeal"}), work))
    offers.append(("reply", "moderate", urlencode({"content": piece.key, "action": "reply"}), work))
    if piece.channel == HEATED:
        offers.append(("boost", "boost", urlencode({"content": piece.key}), t("piece.review.cost.money")))
    offers.append(("change", "change_post", urlencode({"content": piece.key}), t("direct.cost.none")))
    return [
        html.Li(
            [
                html.Div(
                    [
                        html.Div(
                            [html.B(t(f"piece.review.act.{name}")), html.Span(cost, className="way-cost")],
                            className="way-name",
                        ),
                        html.Div(t(f"piece.review.act.{name}.what"), className="fine"),
                    ]
                ),
                action(t("direct.press"), lever, f"?{target}"),
            ]
        )
        for name, lever, target, cost in offers
        if lever in scene.levers
    ]


def orders(scene: Scene) -> Component:
    """Return the paid orders of this piece."""
    mine = tuple(one for one in scene.now.orders if one.content == scene.piece.key)
    return delivery.orders(scene.now.model_copy(update={"orders": mine}), scene.levers)


def key_line(scene: Scene) -> list[Component]:
    """Return the charts' direct labels: the piece and the one it is compared with."""
    mine = html.Span([dot(scene.piece.channel), scene.piece.title], className="key")
    if scene.other is None:
        return [mine]
    return [mine, html.Span([html.I(className="dash-mark"), scene.other.title], className="key")]
