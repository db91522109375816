"""The creator market: what may be seen of each creator, beside the middle of the market; and booked pieces.

Whether followers are padded is nobody's to see. Its traces are: many followers and few views, many
likes a view and few comments a like, few fans nearby. The page puts each number beside the middle
of its market and leaves the judgement to the trainee.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import t, tx
from dashboards.numbers import count, money, percent, reading
from dashboards.parts import action, badge, dot, empty, missing, spark, table, term, tip
from dashboards.targeting import topic_name
from simulator.observation import BookingView, ContentView, CreatorView, Observation

RATIOS: tuple[str, ...] = (
    "views_per_fan",
    "price_per_view",
    "like_per_view",
    "comment_per_like",
    "local_fans",
)
FEWEST = 3
"""Creators of a channel from which there is a middle."""
_TONES = {"booked": "plain", "delivered": "warn", "settled": "good", "withheld": "bad"}


def ratios(creator: CreatorView) -> dict[str, float | None]:
    """Return the numbers of a creator that can be compared."""
    views = creator.median_views
    return {
        "views_per_fan": views / creator.followers if creator.followers else None,
        "price_per_view": creator.price / views * 1000 if views else None,
        "like_per_view": creator.like_per_view,
        "comment_per_like": creator.comment_per_like,
        "local_fans": creator.local_fans.value,
    }


def middles(creators: Sequence[CreatorView]) -> dict[tuple[str, str], float]:
    """Return the middle of each number by channel; none where there are too few creators."""
    found: dict[tuple[str, str], float] = {}
    for channel in {creator.channel for creator in creators}:
        here = [ratios(creator) for creator in creators if creator.channel == channel]
        for name in RATIOS:
            known = [value for one in here if (value := one[name]) is not None]
            if len(known) >= FEWEST:
                found[channel, name] = median(known)
    return found


def market(now: Observation, allowed: Sequence[str]) -> list[Component]:
    """Return the creators of the market with their numbers beside the middle."""
    if not now.creators:
        return [empty(t("market.none"), t("market.none.text"), icon_name="people")]
    middle = middles(now.creators)
    booked = {booking.creator for booking in now.bookings}
    head = [
        t("market.creator"), t("market.followers"), t("market.price"), t("market.median_views"),
        *[tip(t(f"market.{name}"), t(f"market.{name}.help"), "term") for name in RATIOS],
        html.Span(t("content.act"), className="sr"),
    ]  # fmt: skip
    rows = [_row(creator, middle, booked=creator.key in booked, allowed=allowed) for creator in now.creators]
    signs = html.Details(
        [
            html.Summary(t("market.signs")),
            html.Ul(
                [html.Li(t(f"market.sign.{one}")) for one in ("views", "likes", "fans", "curve")],
                className="signs-list",
            ),
        ],
        className="more",
    )
    return [table(head, rows, numeric=range(1, 9), label=t("market.title"), name="market"), signs]


def _row(
    creator: CreatorView, middle: Mapping[tuple[str, str], float], *, booked: bool, allowed: Sequence[str]
) -> list[Component | str]:
    about = t("comma").join(topic_name(topic) for topic in creator.topics)
    name = html.Div(
        [
            html.Div(
                [dot(creator.channel), html.Span(tx(creator.name), className="piece-title")],
                className="piece",
            ),
            html.Div(about, className="piece-sub"),
        ]
    )
    found = ratios(creator)
    cells = [_ratio(creator, one, found[one], middle.get((creator.channel, one))) for one in RATIOS]
    if booked:
        act: Component = badge(t("market.booked"), "accent")
    elif "book_creator" in allowed:
        act = action(t("market.book"), "book_creator", creator.key)
    else:
        act = html.Span()
    return [
        name, count(creator.followers), money(creator.price), count(creator.median_views), *cells,
        html.Div(act, className="row-acts"),
    ]  # fmt: skip


def _ratio(creator: CreatorView, name: str, value: float | None, middle: float | None) -> Component:
    if value is None:
        return missing(creator.local_fans if name == "local_fans" else None)
    if name == "price_per_view":
        words = money(value)
    elif name == "local_fans":
        words = reading(creator.local_fans, "share")
    else:
        words = percent(value)
    beside = t("market.times", times=f"{value / middle:,.1f}") if middle else ""
    return html.Div([html.Span(words), html.Div(beside, className="fine")], className="beside")


def bookings(now: Observation, allowed: Sequence[str]) -> list[Component]:
    """Return the booked pieces beside what the market had promised, and what can be paid or withheld."""
    if not now.bookings:
        return [empty(t("booking.none"), t("booking.none.text"), icon_name="video")]
    creators = {creator.key: creator for creator in now.creators}
    pieces = {piece.key: piece for piece in now.contents}
    return [
        html.Ul(
            [
                _booking(one, creators.get(one.creator), pieces.get(one.content or ""), allowed)
                for one in now.bookings
            ],
            className="bookings",
        )
    ]


def _booking(
    one: BookingView, creator: CreatorView | None, piece: ContentView | None, allowed: Sequence[str]
) -> Component:
    name = tx(creator.name) if creator else one.creator
    head = html.Div(
        [
            html.B(name), badge(t(f"booking.status.{one.status}"), _TONES[one.status]),
            html.Span(t("booking.due", due=money(one.due)), className="fine"),
        ],
        className="piece",
    )  # fmt: skip
    open_ = one.status == "delivered" and "settle_creator" in allowed
    acts = [action(t("booking.settle"), "settle_creator", one.key)] if open_ else []
    if piece is None or creator is None:
        return html.Li([head, html.P(t("booking.waits"), className="fine")])
    return html.Li([head, _delivered(piece, creator), html.Div(acts, className="card-acts")])


def _delivered(piece: ContentView, creator: CreatorView) -> Component:
    """Return the delivered piece's numbers beside the creator's usual ones."""
    views, likes, comments, clicks = (
        _counted(piece, name) for name in ("views", "likes", "comments", "clicks")
    )
    rows: list[tuple[Component | str, str, str]] = [
        (term("views"), count(views), count(creator.median_views))
    ]
    if views:
        rows.append((t("market.like_per_view"), percent(likes / views), percent(creator.like_per_view)))
        rows.append((t("booking.click_per_view"), percent(clicks / views), t("number.none")))
    if likes:
        rows.append(
            (t("market.comment_per_like"), percent(comments / likes), percent(creator.comment_per_like))
        )
    shown = table(
        [t("booking.number"), t("booking.here"), t("booking.usual")], rows, numeric=(1, 2), label=piece.title
    )
    curve = html.Div(
        [html.Span(t("booking.curve"), className="fine"), spark(piece.last_hours.get("views", ()))],
        className="piece",
    )
    return html.Div([html.Div(piece.title, className="piece-title"), shown, curve])


def _counted(piece: ContentView, name: str) -> float:
    found = piece.counts.get(name)
    return found.value or 0.0 if found is not None else 0.0
