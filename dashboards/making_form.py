"""The workshop's form: the piece itself, a line for each port, and the reason for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.backend import RunState
from dashboards.claims import span_words
from dashboards.i18n import port_name, t, tx
from dashboards.lever_fields import LeverField, choices, field_name, fields_of, option_name
from dashboards.making import GAP_HOURS, HOURS
from dashboards.parts import badge, dot
from dashboards.plan import ADAPT_HOURS
from dashboards.ports import first_carrier, port_of, publishing
from dashboards.title_limits import limit_of
from simulator.observation import Observation
from simulator.scenario import AccountSpec

PAUSE_MS = 500
"""Milliseconds after the last letter until a text is read (assumed: a pause in typing)."""


def _at(name: str, port: str = "") -> dict[str, str]:
    return {"type": "make", "name": name, "port": port}


def _flag(name: str, label: str, *, port: str = "", note: str = "", checked: bool = False) -> Component:
    return dmc.Switch(
        id={"type": "make-flag", "name": name, "port": port}, label=label, description=note or None, checked=checked, size="sm",
    )  # fmt: skip


def _number(
    name: str,
    label: str,
    value: float,
    *,
    port: str = "",
    high: float = 500,
    note: str = "",
    size: str = "sm",
) -> Component:
    return dmc.NumberInput(
        id=_at(name, port), label=label, description=note or None, value=value, min=0, max=high, decimalScale=2,
        clampBehavior="none", size=size, debounce=PAUSE_MS,
    )  # fmt: skip


def _text(name: str, label: str, *, port: str = "", size: str = "sm", **more: Any) -> Component:
    return dmc.TextInput(id=_at(name, port), label=label, value="", size=size, debounce=PAUSE_MS, **more)


def _long(
    name: str, label: str, *, port: str = "", size: str = "sm", rows: tuple[int, int] = (5, 16)
) -> Component:
    return dmc.Textarea(
        id=_at(name, port), label=label, value="", size=size, debounce=PAUSE_MS, autosize=True, minRows=rows[0],
        maxRows=rows[1],
    )  # fmt: skip


def _publish_field(name: str) -> LeverField:
    return next(field for field in fields_of("publish") if field.name == name)


def _chooser(name: str, state: RunState, now: Observation | None, *, many: bool = False) -> Component:
    field = _publish_field(name)
    data = choices("publish", field, state, now)
    shared: dict[str, Any] = {
        "id": _at(name),
        "label": field_name("publish", name),
        "data": data,
        "size": "sm",
    }
    if many:
        return dmc.MultiSelect(**shared, value=[], clearable=True, placeholder=t("field.none"))
    required = field.required or field.default is not None
    value = (data[0]["value"] if data else None) if field.required else field.default
    return dmc.Select(
        **shared, value=value, clearable=not required, allowDeselect=False, placeholder=t("field.none")
    )


def _minutes(work: float) -> str:
    return span_words(round(work * 60))


def piece(state: RunState, now: Observation | None) -> list[Component]:
    """Return the fields of the piece that all ports share."""
    prices = state.scenario.prices
    rest = [
        _chooser("tone", state, now),
        _number(
            "duration_s", field_name("publish", "duration_s"), 30, high=3600, note=t("make.duration.help")
        ),
        dmc.TagsInput(
            id=_at("tags"), label=t("field.tags"), value=[], splitChars=[",", "，", " ", "#"], size="sm"
        ),
        _number("money", field_name("publish", "money"), 0, high=10_000_000),
        _chooser("labels", state, now, many=True),
        _chooser("answers", state, now),
        _chooser("evidence", state, now, many=True),
    ]
    review = t(
        "make.review.help",
        hours=_minutes(prices.review_hours),
        urgent=_minutes(prices.emergency_review_hours),
    )
    flags = [
        _flag("review", t("field.review"), note=review),
        _flag("ai_generated", t("field.ai_generated"), note=t("make.ai.help")),
        _flag("notify", t("field.notify"), note=t("field.notify.help"), checked=True),
    ]
    products = [_chooser("product", state, now)] if state.scenario.products else []
    return [
        html.Div([_chooser("pillar", state, now), *products], className="make-row"),
        _text("title", t("field.title"), withAsterisk=True),
        _long("copy_text", field_name("publish", "copy_text")),
        _number("hours", t("field.publish.hours"), HOURS, note=t("make.hours.help")),
        html.Div(flags, className="make-flags"),
        html.Details(
            [html.Summary(t("decide.more")), html.Div(rest, className="make-row")], className="more"
        ),
        html.Details([html.Summary(t("make.ab")), *_variant()], className="more"),
    ]


def _variant() -> list[Component]:
    title = _text("title_b", t("make.title_b"), description=t("make.title_b.help"))
    gap = _number("gap_hours", t("make.gap"), GAP_HOURS, high=720, note=t("make.gap.help"))
    return [html.Div([title, gap], className="make-row make-ab")]


def ports(state: RunState, now: Observation | None) -> list[Component]:
    """Return one line for each account: whether, when, how, and in its own words."""
    return [_line(account, now, on=not place) for place, account in enumerate(publishing(state.scenario))]


def _line(account: AccountSpec, now: Observation | None, *, on: bool) -> Component:
    folded = html.Details(
        [html.Summary(t("make.own")), html.Div(_own_words(account), className="form-fields")],
        className="more",
    )
    return html.Div([_port_head(account, now, on=on), *_how(account), folded], className="port-line")


def _port_head(account: AccountSpec, now: Observation | None, *, on: bool) -> Component:
    seen = next((one for one in now.accounts if one.key == account.key), None) if now else None
    left = seen.pushes_left if seen else None
    pushes = badge(t("make.pushes", count=left), "plain" if left else "warn") if left is not None else None
    return html.Div(
        [
            _flag("on", tx(account.name), port=account.key, checked=on),
            html.Span([dot(account.channel), port_name(account.port)], className="port-name"),
            pushes,
        ],
        className="port-head",
    )


def _how(account: AccountSpec) -> list[Component]:
    key = account.key
    carriers = [
        {"value": one, "label": option_name("publish", "carrier", one)} for one in port_of(account).carriers
    ]
    carrier = dmc.Select(
        id=_at("carrier", key), label=t("field.carrier"), data=carriers, value=first_carrier(account), size="xs",
        allowDeselect=False,
    )  # fmt: skip
    when = _text("at", t("field.at"), port=key, size="xs", placeholder=t("make.at.help"))
    work = _number("adapt_hours", t("make.adapt_hours"), ADAPT_HOURS, port=key, size="xs")
    return [html.Div([carrier, when, work], className="port-fields")]


def _own_words(account: AccountSpec) -> list[Component]:
    limit, key = limit_of(account.port), account.key
    letters = {"most": limit.most, "shown": limit.shown}
    shown = t("make.title.shown", **letters) if limit.shown else t("make.title.most", most=limit.most)
    return [
        _text("title", t("make.own_title"), port=key, size="xs", description=shown),
        _long("copy_text", t("make.own_copy"), port=key, size="xs", rows=(2, 8)),
    ]


def words(*, asked: bool) -> Component:
    """Return the one line of reason and of forecast for the whole batch; ``asked`` for where they must be given."""
    lines = [
        _text(name, t(f"field.{name}"), placeholder=t(f"field.{name}.help"), withAsterisk=asked)
        for name in ("reason", "forecast")
    ]
    return html.Div(lines, className="make-row")


def kept_draft(drafts: Any, run: str) -> Mapping[str, Any]:
    """Return the draft that the browser has kept for a run; anything else in its store is ignored."""
    mine = drafts.get(run) if isinstance(drafts, dict) else None
    if not isinstance(mine, dict):
        return {}
    plain = (str, int, float, bool)
    return {
        key: value
        for key, value in mine.items()
        if value is None
        or isinstance(value, plain)
        or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    }
