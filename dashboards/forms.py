"""The form of a lever as components, and a filled form as a plain decision."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from classroom.sittings import AT_ONCE
from dashboards.backend import RunState
from dashboards.i18n import first_known, t, tx
from dashboards.lever_fields import LeverField, choices, field_help, field_name, fields_of
from simulator.errors import DecisionError
from simulator.observation import Observation
from simulator.scenario import clock_of, minute_of

SEARCHED = 8
"""Choices above which a list can be searched by typing (assumed)."""
_CLOCK = re.compile(r"D[1-9][0-9]{0,3} ([01]?[0-9]|2[0-3]):[0-5][0-9]")
_SHOWN = 20
"""Letters of a wrong time that are said back."""
_AT = LeverField(name="at", kind="clock", required=False, default=None)
_REASON = LeverField(name="reason", kind="long", required=False, default="")
_FORECAST = LeverField(name="forecast", kind="long", required=False, default="")


def fields(
    lever: str, state: RunState, now: Observation | None, prefill: Mapping[str, Any]
) -> list[Component]:
    """Return the inputs of a lever: the usual ones, the seldom ones folded, then why and when."""
    all_fields = fields_of(lever)
    usual = [_input(lever, field, state, now, prefill) for field in all_fields if not field.seldom]
    seldom = [_input(lever, field, state, now, prefill) for field in all_fields if field.seldom]
    folded = (
        [
            html.Details(
                [html.Summary(t("decide.more")), html.Div(seldom, className="form-fields")],
                className="more",
                open=any(field.seldom and prefill.get(field.name) for field in all_fields),
            )
        ]
        if seldom
        else []
    )
    asked = state.reasons and lever not in AT_ONCE
    said = [replace(field, required=asked) for field in (_REASON, _FORECAST)]
    common = [_input(lever, field, state, now, prefill) for field in (_AT, *said)]
    return [*usual, *folded, html.Hr(className="form-rule-line"), *common]


def _default(field: LeverField, now: Observation | None, prefill: Mapping[str, Any]) -> Any:
    if field.name in prefill:
        return prefill[field.name]
    if field.kind == "clock":
        soon = ((now.minute if now else 0) // 60 + 2) * 60
        return clock_of(soon) if field.required else ""
    return list(field.default) if isinstance(field.default, tuple) else field.default


def _input(
    lever: str, field: LeverField, state: RunState, now: Observation | None, prefill: Mapping[str, Any]
) -> Component:
    value = _default(field, now, prefill)
    label = field_name(lever, field.name)
    note = field_help(lever, field.name)
    if field.kind == "flag":
        return dmc.Switch(
            id={"type": "flag", "lever": lever, "name": field.name},
            label=label,
            description=note or None,
            checked=bool(value),
            size="sm",
        )
    if field.kind == "shelf":
        return _shelf(lever, state)
    shared: dict[str, Any] = {
        "id": {"type": "field", "lever": lever, "name": field.name},
        "label": label,
        "description": note or None,
        "withAsterisk": field.required,
        "size": "sm",
    }
    if field.kind in ("choice", "choices"):
        return _chooser(lever, field, state, now, value=value, shared=shared)
    return (
        _numeric(field, value, shared)
        if field.kind in ("number", "whole")
        else _written(field, value, shared)
    )


def _written(field: LeverField, value: Any, shared: dict[str, Any]) -> Component:
    """Return a text input; what was typed counts on leaving it, so that a quick press loses nothing."""
    if field.kind == "long":
        return dmc.Textarea(**shared, value=value or "", autosize=True, minRows=2, maxRows=10, debounce=True)
    if field.kind == "tags":
        return dmc.TagsInput(**shared, value=value or [], splitChars=[",", "，", " ", "#"])
    placeholder = t("field.clock.placeholder") if field.kind == "clock" else None
    return dmc.TextInput(**shared, value=value or "", placeholder=placeholder, debounce=True)


def _chooser(
    lever: str,
    field: LeverField,
    state: RunState,
    now: Observation | None,
    *,
    value: Any,
    shared: dict[str, Any],
) -> Component:
    data = choices(lever, field, state, now)
    if field.kind == "choices":
        return dmc.MultiSelect(
            **shared,
            data=data,
            value=list(value or []),
            clearable=True,
            placeholder=None
            if value
            else t("field.all" if field.name.startswith("targeting.") else "field.none"),
        )
    if field.required and value is None and len(data) == 1:
        value = data[0]["value"]
    return dmc.Select(
        **shared,
        data=data,
        value=str(value) if value is not None else None,
        clearable=not field.required and field.default is None,
        searchable=len(data) > SEARCHED,
        placeholder=t("field.choose")
        if data
        else first_known(f"field.{field.name}.nothing", "field.nothing"),
        allowDeselect=False,
    )


def _numeric(field: LeverField, value: Any, shared: dict[str, Any]) -> Component:
    low = field.low if field.low is not None else 0
    return dmc.NumberInput(
        **shared,
        value=value if value is not None else "",
        min=low,
        max=field.high,
        decimalScale=0 if field.kind == "whole" else 2,
        thousandSeparator=",",
        clampBehavior="none",
    )


def _shelf(lever: str, state: RunState) -> Component:
    """Return one row per product: on the shelf or not, minutes of explaining, price, double check."""

    def part(product: str, name: str) -> dict[str, str]:
        return {"type": "field", "lever": lever, "name": f"shelf.{product}.{name}"}

    rows = [
        html.Div(
            [
                dmc.Switch(
                    id={"type": "flag", "lever": lever, "name": f"shelf.{product.key}.on"},
                    label=tx(product.name),
                    checked=True,
                    size="sm",
                ),
                dmc.NumberInput(
                    id=part(product.key, "explain_minutes"),
                    value=8,
                    min=1,
                    max=60,
                    size="xs",
                    label=t("field.explain_minutes"),
                ),
                dmc.NumberInput(
                    id=part(product.key, "price"),
                    value=product.price,
                    min=0,
                    decimalScale=2,
                    size="xs",
                    label=t("field.shelf.price"),
                ),
                dmc.Switch(
                    id={"type": "flag", "lever": lever, "name": f"shelf.{product.key}.double_checked"},
                    label=t("field.double_checked"),
                    checked=False,
                    size="xs",
                ),
            ],
            className="shelf-row",
        )
        for product in state.scenario.products
    ]
    return html.Fieldset(
        [html.Legend(t("field.shelf")), html.P(t("field.shelf.help"), className="form-help"), *rows],
        className="shelf",
    )


def _identity(lever: str, values: Mapping[str, Any], asked: str) -> str:
    if not asked:
        return secrets.token_hex(6)
    text = json.dumps([asked, lever, sorted(values.items())], default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def raw_decision(lever: str, values: Mapping[str, Any], *, asked: str = "") -> dict[str, Any]:
    """Return a filled form as plain data for `read_decision`.

    Parameters
    ----------
    lever : str
    values : mapping
        What stands in each input, by field name (``targeting.ages``, ``shelf.cup.on``).
    asked : str
        Identity of this confirming: the same form confirmed twice before an answer came (a double
        click, a repeated request) is one decision. Empty: always another.

    Raises
    ------
    DecisionError
        If a time is not written like ``D4 20:00``.
    """
    raw: dict[str, Any] = {"lever": lever, "key": f"w-{_identity(lever, values, asked)}"}
    for field in (*fields_of(lever), _AT, _REASON, _FORECAST):
        if field.kind == "shelf":
            raw["shelf"] = _read_shelf(values)
            continue
        value = values.get(field.name)
        if isinstance(value, str):
            value = value.strip()  # blanks alone are no title
        if field.kind == "clock":
            value = _read_clock(field.name, value)
        if isinstance(value, str) and isinstance(field.default, int) and value in field.options:
            value = int(value)  # a list of choices says numbers as texts
        if value is None or value == "" or (value == [] and field.required):
            continue
        _put(raw, field.name, value)
    return raw


def _put(raw: dict[str, Any], name: str, value: Any) -> None:
    outer, _, inner = name.partition(".")
    if not inner:
        raw[outer] = value
    elif value not in ([], False):
        raw.setdefault(outer, {})[inner] = value


def _read_clock(name: str, value: Any) -> int | None:
    text = str(value or "").strip().upper().replace("：", ":")
    if not text:
        return None
    if not _CLOCK.fullmatch(text):
        raise DecisionError(t("form.bad_clock", given=text[:_SHOWN]), field=name)
    return minute_of(text)


def _read_shelf(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    products = [
        name.split(".")[1]
        for name in values
        if name.startswith("shelf.") and name.endswith(".on") and values[name]
    ]
    rows: list[dict[str, Any]] = []
    for product in products:
        row: dict[str, Any] = {
            "product": product,
            "double_checked": bool(values.get(f"shelf.{product}.double_checked")),
        }
        for name in ("explain_minutes", "price"):
            if values.get(f"shelf.{product}.{name}") not in (None, ""):
                row[name] = values[f"shelf.{product}.{name}"]
        rows.append(row)
    return rows
