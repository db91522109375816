"""A plan as a workbook, and a workbook as a plan: the drafts leave and come back without loss."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.i18n import catalogue, known, port_name, t, tx
from dashboards.lever_fields import option_name
from dashboards.plan import FROM, USUAL_HOURS, USUAL_TIME, cell_text, days_of, read_cell, row_key, usual_time
from dashboards.plan_marks import Plan
from dashboards.ports import first_carrier, port_of, publishing
from dashboards.spreadsheet import Cell, xlsx_file
from dashboards.spreadsheet_read import Table, read_table
from simulator.decisions import CARRIERS
from simulator.errors import PlanError
from simulator.scenario import Scenario, clock_of
from simulator.texts import Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("brief.account", "field.pillar", "field.carrier", "matrix.hours", "matrix.time")
"""Texts of the columns before the days."""
_DAY = re.compile(r"[Dd]\s*(\d{1,2})\b.*")
_MOST_HOURS = 40.0


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a file said: rows of drafts, and the lines that were not understood."""

    rows: dict[str, dict[str, Any]]
    pieces: int
    left_out: tuple[str, ...] = ()


def export_file(plan: Plan, notes: Mapping[str, str]) -> dict[str, Any]:
    """Return the plan as the browser saves it: drafts, what stands already, and the accounts."""
    case = plan.case
    head = [*(t(key) for key in HEADS), *(f"D{day}" for day in range(1, case.days + 1))]
    rows = [
        _row(plan, account.key, pillar.key)
        for account in publishing(case)
        for pillar in case.brand.pillars
    ]  # fmt: skip
    body = xlsx_file(
        [
            (t("matrix.card"), head, rows),
            (t("plan.file.standing"), *_standing(plan)),
            (t("brief.accounts"), *_accounts(plan, notes)),
        ]
    )
    return {
        "content": base64.b64encode(body).decode("ascii"), "base64": True, "type": XLSX,
        "filename": f"{case.id}-matrix.xlsx",
    }  # fmt: skip


def _row(plan: Plan, account: str, pillar: str) -> list[Cell]:
    spec = plan.accounts[account]
    row = plan.rows.get(row_key(account, pillar), {})
    name = next(tx(one.name) for one in plan.case.brand.pillars if one.key == pillar)
    carrier = str(row.get("carrier") or first_carrier(spec))
    hours = row.get("hours")
    head: list[Cell] = [
        tx(spec.name), name, option_name("publish", "carrier", carrier),
        hours if isinstance(hours, int | float) else USUAL_HOURS, usual_time(row),
    ]  # fmt: skip
    return head + [str(row.get(f"d{day}") or "") for day in range(1, plan.case.days + 1)]


def _standing(plan: Plan) -> tuple[list[str], list[list[Cell]]]:
    titles = {one.key: one.title for one in plan.standing}
    head = [t("queue.when"), t("brief.account"), t("field.pillar"), t("field.title"), t("field.adapted_from")]
    pillars = {one.key: tx(one.name) for one in plan.case.brand.pillars}
    return head, [
        [
            clock_of(one.minute), tx(plan.accounts[one.account].name) if one.account in plan.accounts else one.account,
            pillars.get(one.pillar, one.pillar), one.title, titles.get(one.source, ""),
        ]
        for one in plan.standing
    ]  # fmt: skip


def _accounts(plan: Plan, notes: Mapping[str, str]) -> tuple[list[str], list[list[Cell]]]:
    head = [
        t("brief.account"), t("matrix.role"), t("brief.port"), t("brief.followers"), t("matrix.quota.head"), t("matrix.part"),
    ]  # fmt: skip
    return head, [
        [
            tx(one.name), t(f"matrix.role.{one.kind}"), port_name(one.port), one.followers,
            port_of(one).push_per_day, notes.get(one.key, ""),
        ]
        for one in publishing(plan.case)
    ]  # fmt: skip


def both(text: Text) -> set[str]:
    """Return a text in both languages, as it is compared."""
    return {_plain(text.zh), _plain(text.en)}


def _plain(words: str) -> str:
    """Return a name without blanks and with plain brackets, in small letters."""
    return re.sub(r"\s+", "", words).lower().translate(str.maketrans("（）：，；", "():,;"))


def read_plan(case: Scenario, name: str, data: bytes, *, today: int) -> Read:
    """Return the drafts of an uploaded file; what lies before today is left out.

    Raises
    ------
    PlanError
        If it is no table, or one without the columns of a plan.
    """
    table = read_table(name, data)
    at, places, days = _head(table)
    rows: dict[str, dict[str, Any]] = {}
    left_out: list[str] = []
    pieces = 0
    for number, line in enumerate(table[at + 1 :], start=at + 2):
        cells = {key: line[place] if place < len(line) else "" for key, place in places.items()}
        plan_days = {day: line[place] for day, place in days.items() if place < len(line) and line[place]}
        if not plan_days and not any(cells.values()):
            continue
        key = _key(case, cells)
        if key is None:
            left_out.append(t("plan.file.unknown", line=number, name=cells["brief.account"] or "—"))
            continue
        row = rows.setdefault(key, {"carrier": _carrier(case, key, cells), **_how(cells)})
        for day, text in sorted(plan_days.items()):
            found = read_cell(text, row["time"])
            if day < today or day > case.days:
                left_out.append(t("plan.file.day", line=number, day=day))
            elif found:
                row[f"d{day}"] = cell_text([*read_cell(str(row.get(f"d{day}", "")), row["time"]), *found])
                pieces += len(found)
    return Read(
        rows={key: row for key, row in rows.items() if days_of(row)}, pieces=pieces, left_out=tuple(left_out)
    )  # fmt: skip


def _head(table: Table) -> tuple[int, dict[str, int], dict[int, int]]:
    names = {key: both(catalogue()[key]) for key in HEADS}
    for at, line in enumerate(table):
        places = {
            key: place
            for key, wanted in names.items()
            for place, cell in enumerate(line)
            if _plain(cell) in wanted
        }
        days = {
            int(found[1]): place for place, cell in enumerate(line) if (found := _DAY.fullmatch(cell.strip()))
        }
        if {"brief.account", "field.pillar"} <= set(places) and days:
            return at, places, days
    columns = t("comma").join([t("brief.account"), t("field.pillar"), "D1"])
    raise PlanError(t("plan.file.headless", columns=columns))


def _key(case: Scenario, cells: Mapping[str, str]) -> str | None:
    account, pillar = _plain(cells["brief.account"]), _plain(cells["field.pillar"])
    accounts = [one.key for one in publishing(case) if account in {*both(one.name), one.key}]
    pillars = [one.key for one in case.brand.pillars if pillar in {*both(one.name), one.key}]
    return row_key(accounts[0], pillars[0]) if accounts and pillars else None


def _carrier(case: Scenario, key: str, cells: Mapping[str, str]) -> str:
    account = next(one for one in publishing(case) if one.key == key.split("|", maxsplit=1)[0])
    given = _plain(cells.get("field.carrier", ""))
    for carrier in CARRIERS:
        text = f"option.carrier.{carrier}"
        names = both(catalogue()[text]) if known(text) else set[str]()
        if given in {*names, carrier}:
            return carrier
    return first_carrier(account)


def _how(cells: Mapping[str, str]) -> dict[str, Any]:
    return {"hours": _hours(cells.get("matrix.hours", "")), "time": _time(cells.get("matrix.time", ""))}


def _hours(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return USUAL_HOURS
    return value if 0 < value <= _MOST_HOURS else USUAL_HOURS


def _time(text: str) -> str:
    """Return a time as a clock; Excel keeps one as a share of the day."""
    if re.fullmatch(r"\d{1,2}[:：]\d{2}(:\d{2})?", text):
        hour, minute = re.split("[:：]", text)[:2]
        return f"{int(hour):02d}:{minute}"
    try:
        share = float(text)
    except ValueError:
        return USUAL_TIME
    minutes = round(share * 1440)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if 0 <= share < 1 and text else USUAL_TIME


def said(found: Read) -> Sequence[str]:
    """Return what is told of an import, a line each."""
    return [t("plan.file.read", count=found.pieces), *found.left_out[:8]]


__all__ = ["FROM", "Read", "export_file", "read_plan", "said"]
