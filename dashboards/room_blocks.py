"""The blocks of the live room page: answer first, then what explains it, then what was before."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards import feed
from dashboards.attributes import extra
from dashboards.claims import span_words
from dashboards.director import ON_AIR, pressed
from dashboards.i18n import first_known, source_name, t, tx
from dashboards.numbers import count, hours, kind_of, money, percent, rank, reading, written
from dashboards.parts import action, badge, bar_row, card, empty, link, missing, spark, table, term
from dashboards.room_indicators import part_words
from dashboards.room_minutes import mean_online, pace
from dashboards.room_scene import Scene
from dashboards.room_shelf import minutes_of, plan_of, when
from simulator.observation import Observation, RoomView
from simulator.scenario import clock_of

TONES = {"planned": "plain", "live": "good", "ended": "plain", "broken": "bad"}
SOURCES = 8
SPAN = 30
"""Minutes of the small curve in the first tile."""


def no_room(scene: Scene) -> Component:
    """Return what to do when no room is planned or on air."""
    case = scene.state.scenario
    if "schedule_live" not in case.levers:
        return empty(t("room.none.case"), t("room.none.case.text"), icon_name="room")
    act = (
        action(t("room.schedule"), "schedule_live", kind="main") if "schedule_live" in scene.levers else None
    )
    text = t("room.none.text", crew=hours(case.prices.live_crew))
    return empty(t("room.none"), text, icon_name="room", action=act)


def head(scene: Scene) -> list[Component]:
    """Return which room it is, how it stands and how long it has been on air."""
    room = scene.room
    if room is None:
        return [no_room(scene)]
    facts = [html.Span(when(room)), html.Span(_account(scene, room)), *_clock(scene, room)]
    line = html.Div(
        [badge(t(f"room.status.{room.status}"), TONES[room.status]), html.B(room.title), *facts],
        className="room-line",
    )
    current = any(one.status in (*ON_AIR, "planned") for one in scene.now.rooms)
    return [line] if current or "schedule_live" not in scene.levers else [line, _next_room()]


def _next_room() -> Component:
    words = [html.Span(t("room.none.now")), action(t("room.schedule"), "schedule_live")]
    return html.P(words, className="room-line")


def _account(scene: Scene, room: RoomView) -> str:
    name = next((one.name for one in scene.now.accounts if one.key == room.account), None)
    return tx(name) if name else room.account


def _clock(scene: Scene, room: RoomView) -> list[Component]:
    now = scene.now.minute
    if room.status == "planned":
        return [html.Span(t("room.opens", span=span_words(room.start - now)))]
    if room.status == "ended":
        return []
    gone, left = span_words(max(1, now - room.start)), span_words(max(1, room.end - now))
    return [html.Span(t("room.on_air", gone=gone, left=left))]


# ---- the answer ------------------------------------------------------------------------------


def _tile(label: Component | str, value: Component | str, note: str, *, flash: str = "") -> Component:
    marks = {"data-flash": flash} if flash else {}
    return html.Div(
        [
            html.Span(label, className="figure-label"),
            html.B(value, className="talk-value", **extra(marks)),
            html.Span(note, className="fine"),
        ],
        className="talk-tile",
    )


def tiles(scene: Scene) -> list[Component]:
    """Return the six numbers a director looks at first, or those of a room that is still planned."""
    room = scene.room
    if room is None:
        return []
    if room.status == "planned":
        return [html.Div(_planned(scene, room), className="talk-tiles")]
    return [
        html.Div(
            [
                _online(room),
                _entries(scene, room),
                _rated(room, "enter_rate"),
                _rated(room, "mean_stay_s"),
                _sales(scene, room),
                _worth(room),
            ],
            className="talk-tiles",
        )
    ]


def _planned(scene: Scene, room: RoomView) -> list[Component]:
    plan = plan_of(room, scene.decisions)
    unchecked = sum(not item.get("checked") for item in room.shelf)
    booked = room.counts.get("bookings")
    length = (room.end - room.start) / 60
    crew = scene.state.scenario.prices.live_crew * (length + plan.rehearsal)
    return [
        _tile(t("room.tile.bookings"), reading(booked), t("room.tile.bookings.note")),
        _tile(t("room.tile.shelf"), count(len(room.shelf)), t("room.tile.shelf.note", count=unchecked)),
        _tile(
            t("room.tile.spare"), t("room.yes" if room.spare_line else "room.no"), t("room.tile.spare.note")
        ),
        _tile(t("room.tile.rehearsal"), hours(plan.rehearsal), t("room.tile.rehearsal.note")),
        _tile(t("room.tile.crew"), hours(crew), t("room.tile.crew.note")),
    ]


def _online(room: RoomView) -> Component:
    mean, peak = mean_online(room), max(room.online_curve, default=0)
    if room.status == "ended":
        return _tile(t("rooms.mean"), count(round(mean or 0)), t("room.tile.online.over", peak=count(peak)))
    value = html.Span([count(room.online), spark(room.online_curve[-SPAN:], width=56, height=22)])
    note = t("room.tile.online.note", peak=count(peak), mean=count(round(mean or 0)))
    return _tile(t("room.online"), value, note, flash="online")


def _entries(scene: Scene, room: RoomView) -> Component:
    each = pace(scene.frame, "enters") if room.status in ON_AIR else None
    note = t("room.tile.entries.note", each=count(round(each, 1))) if each is not None else ""
    if room.status == "ended":
        note = t("room.tile.entries.over", shown=reading(room.counts.get("impressions")))
    return _tile(term("enters"), reading(room.counts.get("enters")), note or t("room.tile.soon"))


def _rated(room: RoomView, name: str) -> Component:
    """Return a rate of the last ten minutes; before there is one, of the whole room."""
    values, kind = room.indicators.get(name, {}), kind_of(name)
    last, whole = values.get("last10"), values.get("whole") or room.rates.get(name)
    if last is None or last.value is None or room.status == "ended":
        only = missing(whole) if whole is None or whole.value is None else written(whole.value, kind)
        return _tile(term(name), only, t("room.tile.whole.only"))
    note = [t("room.tile.whole", value=reading(whole, kind, name))]
    percentile = values.get("percentile")
    if percentile is not None and percentile.value is not None:
        note.append(t("room.tile.beats", share=rank(percentile.value * 100)))
    return _tile(term(name), written(last.value, kind), " · ".join(note))


def _sales(scene: Scene, room: RoomView) -> Component:
    sold, orders = room.counts.get("gmv_fen"), reading(room.counts.get("orders"))
    if room.status == "ended":
        each = (sold.value or 0.0) / 100 / max(1, len(room.online_curve)) if sold else None
        note = t("room.tile.gmv.over", gmv=reading(sold, "yuan", "gmv_fen"), orders=orders)
    else:
        each = pace(scene.frame, "gmv")
        note = t("room.tile.gmv.note", gmv=reading(sold, "yuan", "gmv_fen"), orders=orders)
    return _tile(t("room.tile.gmv"), money(each) if each is not None else t("number.none"), note)


def _worth(room: RoomView) -> Component:
    note = t("room.tile.gpm", gpm=reading(room.rates.get("gpm"), "yuan", "gpm"))
    one = room.rates.get("uv_value")
    return _tile(term("uv_value"), reading(one, "yuan", "uv_value"), note)


# ---- what explains it ------------------------------------------------------------------------


def entries(scene: Scene) -> Component:
    """Return where the people in the room came from."""
    room = scene.room
    if room is None or not room.entries:
        return empty(t("room.entries.empty"), t("room.entries.empty.text"), icon_name="people")
    total = sum(room.entries.values())
    ranked = sorted(room.entries.items(), key=lambda entry: -entry[1])[:SOURCES]
    lines = [
        bar_row(source_name(name), count(people), people / ranked[0][1], note=percent(people / total))
        for name, people in ranked
    ]
    shown = reading(room.counts.get("impressions"))
    came = t(
        "room.entries.door", shown=shown, rate=reading(room.rates.get("enter_rate"), "share", "enter_rate")
    )
    return html.Div([html.Div(lines, className="bars"), html.P(came, className="fine")])


def comments(scene: Scene) -> list[Component]:
    """Return what the comments say as far as it is counted, and the warnings and actions of the room."""
    room = scene.room
    if room is None or room.status == "planned":
        return [html.P(t("room.comments.soon"), className="fine")]
    said, bad = room.counts.get("comments"), room.counts.get("negative_comments")
    share = bad.value / said.value if said and said.value and bad and bad.value is not None else None
    facts = [
        (term("comments"), reading(said)),
        (term("negative_share"), percent(share) if share is not None else t("number.none")),
        (term("asks"), reading(room.counts.get("asks"))),
        (term("likes"), reading(room.counts.get("likes"))),
        (term("shares"), reading(room.counts.get("shares"))),
        (term("gifts"), reading(room.counts.get("gifts"))),
    ]
    numbers = [
        html.Div(
            [html.Span(name, className="figure-label"), html.B(value, className="figure-value")],
            className="figure",
        )
        for name, value in facts
    ]
    return [
        html.Div(numbers, className="figures"),
        html.P(t("room.comments.plain"), className="fine"),
        html.Div(
            feed.feed(
                _heard(scene, room), [row for row in scene.decisions if row.raw.get("room") == room.key]
            ),
            className="room-feed",
            tabIndex=0,
            role="region",
            **extra({"aria-label": t("room.comments")}),
        ),
    ]


def _heard(scene: Scene, room: RoomView) -> Observation:
    """Return the observation with the signals of this room alone."""
    signals = tuple(
        one
        for one in scene.now.signals
        if one.content == room.key or (one.channel == "livestream" and room.start <= one.minute <= room.end)
    )
    return scene.now.model_copy(update={"signals": signals})


def host(scene: Scene) -> list[Component]:
    """Return how long the host has been talking, what it does to the stay, and what stands by."""
    room = scene.room
    if room is None:
        return []
    plan = plan_of(room, scene.decisions)
    name = next(
        (tx(one.name) for one in scene.now.creators if one.key == plan.host),
        first_known(f"option.host.{plan.host}", plan.host),
    )
    lines: list[tuple[str, Component | str]] = [(t("host.who"), name)]
    if room.status in ON_AIR:
        changes = pressed(scene.decisions, room, scene.now.minute, "rotate_host")
        since = max(room.start, (changes[0].minute or 0) if changes else 0)
        lines.append(
            (
                t("host.talking"),
                t("host.since", span=span_words(max(1, scene.now.minute - since)), clock=clock_of(since)),
            )
        )
        lines.append((t("host.changes"), count(len(changes))))
        lines.append((t("host.stay"), _stay(room)))
        lines.append((t("host.product"), _explaining(scene, room)))
    lines.append((t("host.spare"), t("room.yes" if room.spare_line else "room.no")))
    lines.append((t("host.rehearsal"), hours(plan.rehearsal)))
    rows = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in lines]
    return [html.Dl(rows, className="persona-facts host-facts"), html.P(t("host.note"), className="fine")]


def _stay(room: RoomView) -> str:
    values = room.indicators.get("mean_stay_s", {})
    last, moved = values.get("last10"), values.get("change")
    if last is None or last.value is None:
        return t("number.too_small")
    words = written(last.value, "seconds")
    if moved is None or moved.value is None:
        return words
    return t("host.stay.value", stay=words, change=part_words("change", moved.value, "share"))


def _explaining(scene: Scene, room: RoomView) -> str:
    product = next((one for one in scene.now.products if one.key == room.explaining), None)
    item = next((one for one in room.shelf if one.get("product") == room.explaining), None)
    if product is None or item is None:
        return t("number.none")
    return t("host.product.value", product=tx(product.name), minutes=minutes_of(item))


# ---- all rooms -------------------------------------------------------------------------------


def rooms_table(scene: Scene) -> Component:
    """Return every room of the run, the newest first."""
    rooms = sorted(scene.now.rooms, key=lambda room: -room.start)
    if not rooms:
        return html.P(t("rooms.empty"), className="fine")
    columns = [
        t("rooms.room"), t("rooms.when"), term("enters"), t("rooms.peak"), t("rooms.mean"),
        *[term(name) for name in ("enter_rate", "mean_stay_s")], term("orders"), term("gmv_fen", t("rooms.gmv")),
        *[term(name) for name in ("gpm", "uv_value")], term("follows"),
    ]  # fmt: skip
    rows = [_room_row(scene, room) for room in rooms]
    return table(columns, rows, numeric=range(2, 12), label=t("rooms.title"))


def _room_row(scene: Scene, room: RoomView) -> list[Component | str]:
    def counted(name: str) -> str:
        return reading(room.counts.get(name), kind_of(name), name)

    def rated(name: str) -> str:
        return reading(room.rates.get(name), kind_of(name), name)

    title = link(room.title, f"/r/{scene.state.key}/room?r={room.key}")
    shown = scene.room is not None and scene.room.key == room.key
    flags = [badge(t(f"room.status.{room.status}"), TONES[room.status])]
    flags += [badge(t("rooms.shown"), "accent")] if shown else []
    mean = mean_online(room)
    return [
        html.Span([title, " ", *flags]), html.Span(when(room), className="nowrap"), counted("enters"), counted("peak_online"),
        count(round(mean)) if mean is not None else t("number.none"), rated("enter_rate"), rated("mean_stay_s"),
        counted("orders"), counted("gmv_fen"), rated("gpm"), rated("uv_value"), counted("follows"),
    ]  # fmt: skip


def titled(key: str, body: Component | Sequence[Component] | str, name: str = "") -> Component:
    """Return a card with its title and note from the catalogue."""
    return card(t(key), body, note=t(f"{key}.note"), name=name)
