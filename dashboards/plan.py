"""The matrix as a plan: accounts x pillars x days, cells of "19:30 标题", and what they cost.

A cell may hold several pieces, one a line or split by ``;``. A piece without a time goes out at the
row's usual time.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.backend import DecisionRow
from dashboards.i18n import port_name, tx
from simulator.channel import channels
from simulator.decisions import CARRIERS
from simulator.observation import Observation
from simulator.scenario import AccountSpec, Scenario, clock_of

DAY = 1440
USUAL_TIME = "19:30"  # the evening peak of every published daily curve; editable in each row (assumed)
USUAL_HOURS = 4.0
_PIECE = re.compile(r"^\s*(?:(\d{1,2})[:：](\d{2}))?\s*(.*?)\s*$")

# How a piece for a port is usually made; a suggestion that the row lets one change (assumed).
_USUAL_CARRIER = {
    "short_video": "short_video",
    "wechat": "image_text",
    "weibo": "image_text",
    "livestream": "short_video",
}
_CLIPS = ("channels", "video")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One planned piece that is not submitted yet."""

    row: str
    day: int
    minute: int
    title: str


def row_key(account: str, pillar: str) -> str:
    """Return the key of a row."""
    return f"{account}|{pillar}"


def usual_carrier(account: AccountSpec) -> str:
    """Return how pieces for this account are usually made."""
    if any(part in account.port for part in _CLIPS):
        return "short_video"
    if account.channel in _USUAL_CARRIER:
        return _USUAL_CARRIER[account.channel]
    taken = {port.key: port.carriers for port in channels([account.channel])[0].ports}
    return taken[account.port][0]


def split_cell(text: str, usual: str = USUAL_TIME) -> list[tuple[int, str]]:
    """Return the pieces of a cell as (minute of the day, title).

    Examples
    --------
    >>> split_cell("12:05 午间测评; 新品开箱")
    [(725, '午间测评'), (1170, '新品开箱')]
    """
    pieces: list[tuple[int, str]] = []
    for line in re.split(r"[;；\n]", text or ""):
        found = _PIECE.match(line)
        if found is None or not found.group(3):
            continue
        hour, minute = (found.group(1), found.group(2)) if found.group(1) else usual.split(":")
        pieces.append((min(23, int(hour)) * 60 + min(59, int(minute)), found.group(3)))
    return pieces


def drafts(rows: Mapping[str, Mapping[str, Any]]) -> list[Draft]:
    """Return every planned piece of the drafts, in time order."""
    found: list[Draft] = []
    for key, row in rows.items():
        for name, text in row.items():
            if not re.fullmatch(r"d\d+", name):
                continue
            day = int(name[1:])
            found += [
                Draft(row=key, day=day, minute=(day - 1) * DAY + at, title=title)
                for at, title in split_cell(str(text or ""), str(row.get("time") or USUAL_TIME))
            ]
    return sorted(found, key=lambda draft: (draft.minute, draft.row))


def hours_of(rows: Mapping[str, Mapping[str, Any]]) -> float:
    """Return the crew hours the drafts take."""
    return sum(float(rows[draft.row].get("hours") or USUAL_HOURS) for draft in drafts(rows))


def decision_of(draft: Draft, row: Mapping[str, Any], reason: str, forecast: str) -> dict[str, Any]:
    """Return a draft as a plain decision."""
    account, pillar = draft.row.split("|")
    carrier = str(row.get("carrier") or "image_text")
    raw: dict[str, Any] = {
        "lever": "publish",
        "key": f"m-{secrets.token_hex(6)}",
        "at": draft.minute,
        "account": account,
        "pillar": pillar,
        "title": draft.title[:120],
        "carrier": carrier if carrier in CARRIERS else "image_text",
        "hours": float(row.get("hours") or USUAL_HOURS),
        "reason": reason[:500],
        "forecast": forecast[:500],
    }
    if raw["carrier"] in ("text", "image_text", "web_page"):
        raw["duration_s"] = 0
    return raw


def without(rows: Mapping[str, Mapping[str, Any]], done: Sequence[Draft]) -> dict[str, dict[str, Any]]:
    """Return the drafts without those that were accepted."""
    left = {key: dict(row) for key, row in rows.items()}
    for draft in done:
        row = left[draft.row]
        name = f"d{draft.day}"
        kept = [
            (at, title)
            for at, title in split_cell(str(row.get(name) or ""), str(row.get("time") or USUAL_TIME))
            if (draft.day - 1) * DAY + at != draft.minute or title != draft.title
        ]
        row[name] = "; ".join(f"{at // 60:02d}:{at % 60:02d} {title}" for at, title in kept)
    return left


def published(
    case: Scenario, now: Observation | None, decided: Sequence[DecisionRow]
) -> dict[tuple[str, int], list[str]]:
    """Return what already stands in each cell: published pieces and decisions still waiting."""
    cells: dict[tuple[str, int], list[tuple[int, str]]] = {}
    seen: set[tuple[str, str]] = set()
    for piece in now.contents if now else ():
        cells.setdefault((row_key(piece.account, piece.pillar), piece.published // DAY + 1), []).append(
            (piece.published, piece.title)
        )
        seen.add((piece.account, piece.title))
    for row in decided:
        raw = row.raw
        if (
            row.lever != "publish"
            or row.status == "refused"
            or (str(raw.get("account")), str(raw.get("title"))) in seen
        ):
            continue
        minute = int(raw.get("at") or row.minute or 0)
        cells.setdefault(
            (row_key(str(raw.get("account")), str(raw.get("pillar"))), minute // DAY + 1), []
        ).append((minute, str(raw.get("title"))))
    known = {row_key(account.key, pillar.key) for account in case.accounts for pillar in case.brand.pillars}
    return {
        cell: [f"{clock_of(minute).split(' ')[1]} {title}" for minute, title in sorted(pieces)]
        for cell, pieces in cells.items()
        if cell[0] in known
    }


def grid_rows(
    case: Scenario, done: Mapping[tuple[str, int], Sequence[str]], planned: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of the grid: one per account and pillar, one field per day."""
    rows: list[dict[str, Any]] = []
    for account in case.accounts:
        for pillar in case.brand.pillars:
            key = row_key(account.key, pillar.key)
            row: dict[str, Any] = {
                "id": key,
                "account": tx(account.name),
                "port": port_name(account.port),
                "pillar": tx(pillar.name),
                "carrier": usual_carrier(account),
                "hours": USUAL_HOURS,
                "time": USUAL_TIME,
            }
            for day in range(1, case.days + 1):
                row[f"d{day}"] = ""
                row[f"e{day}"] = "\n".join(done.get((key, day), ()))
            row.update(
                {
                    name: value
                    for name, value in planned.get(key, {}).items()
                    if name in row and not name.startswith("e")
                }
            )
            rows.append(row)
    return rows
