"""The matrix as a plan: accounts x pillars x days, cells of "19:30 标题", and what they cost.

A cell may hold several pieces, one a line or split by ``;``. A piece without a time goes out at the
row's usual time. ``20:00 图文版 ← 首发`` is a piece adapted from the one of that title: the hand-over
between ports.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.backend import DecisionRow
from dashboards.i18n import port_name, t, tx
from dashboards.ports import first_carrier, port_of, publishing
from simulator.decisions import CARRIERS
from simulator.observation import Observation
from simulator.scenario import AccountSpec, Scenario, clock_of

DAY = 1440
USUAL_TIME = "19:30"  # the evening peak of every published daily curve; editable in each row (assumed)
USUAL_HOURS = 4.0
ADAPT_HOURS = 1.0
"""Usual hours of an adaptation, which inherits a part of its source's work (assumed)."""
FROM = "←"
"""What stands between a piece and the one it is adapted from."""
LONGEST = 120
"""Letters of a title that a decision takes (`simulator.decisions.Publish`)."""
_PIECE = re.compile(r"^\s*(?:(\d{1,2})[:：](\d{2}))?\s*(.*?)\s*$")
_FROM = re.compile(r"\s*(?:←|<-)\s*")
_DAY_FIELD = re.compile(r"d[1-9]\d?")

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of a cell: minute of the day, title, and the title it is adapted from."""

    at: int
    title: str
    source: str = ""

    def text(self) -> str:
        """Return it as it is written into a cell."""
        return f"{self.at // 60:02d}:{self.at % 60:02d} {self.title}" + (
            f" {FROM} {self.source}" if self.source else ""
        )


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One planned piece that is not submitted yet."""

    row: str
    day: int
    minute: int
    title: str
    source: str = ""

    @property
    def account(self) -> str:
        """Key of the account."""
        return self.row.split("|")[0]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A piece that is out, or decided and still waiting.

    Parameters
    ----------
    source : str
        Key of the piece it was adapted from.
    pushes : bool
        Whether followers are notified, which takes the port's quota.
    """

    key: str
    account: str
    pillar: str
    minute: int
    title: str
    source: str = ""
    pushes: bool = False


def row_key(account: str, pillar: str) -> str:
    """Return the key of a row."""
    return f"{account}|{pillar}"


def read_cell(text: str, usual: str = USUAL_TIME) -> list[Piece]:
    """Return the pieces of a cell.

    Examples
    --------
    >>> [(one.at, one.title, one.source) for one in read_cell("12:05 图文版 ← 首发; 新品开箱")]
    [(725, '图文版', '首发'), (1170, '新品开箱', '')]
    """
    pieces: list[Piece] = []
    for line in re.split(r"[;；\n]", text or ""):
        found = _PIECE.match(line)
        if found is None or not found.group(3):
            continue
        title, *source = _FROM.split(found.group(3), maxsplit=1)
        if not title:
            continue
        hour, minute = (found.group(1), found.group(2)) if found.group(1) else _clock(usual)
        at = min(23, int(hour)) * 60 + min(59, int(minute))
        pieces.append(Piece(at=at, title=title, source=source[0] if source else ""))
    return pieces


def _clock(text: str) -> tuple[str, str]:
    """Return hour and minute of a row's usual time; what is no time counts as the usual one of all rows."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*[:：]\s*(\d{2})\s*", text)
    hour, minute = found.groups() if found else USUAL_TIME.split(":")
    return hour, minute


def cell_text(pieces: Sequence[Piece]) -> str:
    """Return pieces as the text of a cell."""
    return "; ".join(piece.text() for piece in pieces)


def days_of(row: Mapping[str, Any]) -> list[int]:
    """Return the days of a row in which something is written."""
    return sorted(int(name[1:]) for name, text in row.items() if _DAY_FIELD.fullmatch(name) and text)


def usual_time(row: Mapping[str, Any]) -> str:
    """Return the time of a row's pieces that name none."""
    return str(row.get("time") or USUAL_TIME)


def drafts(rows: Rows) -> list[Draft]:
    """Return every planned piece of the drafts, in time order."""
    found = [
        Draft(row=key, day=day, minute=(day - 1) * DAY + piece.at, title=piece.title, source=piece.source)
        for key, row in rows.items()
        for day in days_of(row)
        for piece in read_cell(str(row[f"d{day}"]), usual_time(row))
    ]
    return sorted(found, key=lambda draft: (draft.minute, draft.row))


def hours_for(draft: Draft, row: Mapping[str, Any]) -> float:
    """Return the crew hours of one draft; an adaptation takes fewer."""
    own = row.get("hours")
    usual = float(own) if isinstance(own, int | float) and own > 0 else USUAL_HOURS
    return min(ADAPT_HOURS, usual) if draft.source else usual


def hours_of(rows: Rows) -> float:
    """Return the crew hours the drafts take."""
    return sum(hours_for(draft, rows[draft.row]) for draft in drafts(rows))


def decision_of(
    draft: Draft, row: Mapping[str, Any], reason: str, forecast: str, *, adapted_from: str | None = None
) -> dict[str, Any]:
    """Return a draft as a plain decision."""
    account, pillar = draft.row.split("|")
    carrier = str(row.get("carrier") or "image_text")
    raw: dict[str, Any] = {
        "lever": "publish",
        "key": f"m-{secrets.token_hex(6)}",
        "at": draft.minute,
        "account": account,
        "pillar": pillar,
        "title": draft.title[:LONGEST],
        "carrier": carrier if carrier in CARRIERS else "image_text",
        "hours": hours_for(draft, row),
        "reason": reason[:500],
        "forecast": forecast[:500],
    }
    if adapted_from:
        raw["adapted_from"] = adapted_from
    if raw["carrier"] in ("text", "image_text", "web_page"):
        raw["duration_s"] = 0
    return raw


def sources_first(found: Sequence[Draft]) -> list[Draft]:
    """Return drafts so that each stands behind the one it is adapted from; a ring keeps its order."""
    left, out = list(found), list[Draft]()
    while left:
        waiting = {draft.title for draft in left}
        free = [draft for draft in left if draft.source not in waiting or draft.source == draft.title] or left
        out += free
        left = [draft for draft in left if draft not in free]
    return out


def without(rows: Rows, done: Sequence[Draft]) -> dict[str, dict[str, Any]]:
    """Return the drafts without those that were accepted."""
    left = {key: dict(row) for key, row in rows.items()}
    for draft in done:
        row = left[draft.row]
        name = f"d{draft.day}"
        at = draft.minute - (draft.day - 1) * DAY
        kept = [
            piece
            for piece in read_cell(str(row.get(name) or ""), usual_time(row))
            if (piece.at, piece.title) != (at, draft.title)
        ]
        row[name] = cell_text(kept)
    return left


def standing(now: Observation | None, decided: Sequence[DecisionRow]) -> list[Standing]:
    """Return what is published and what is decided and waits, in time order."""
    made = {row.key: row for row in decided if row.lever == "publish" and row.status != "refused"}
    shown = {piece.key: piece for piece in now.contents} if now else {}
    found = [
        Standing(
            key=piece.key, account=piece.account, pillar=piece.pillar, minute=piece.published, title=piece.title,
            source=str(made[piece.key].raw.get("adapted_from") or "") if piece.key in made else "",
            pushes=piece.key in made and bool(made[piece.key].raw.get("notify", True)),
        )
        for piece in shown.values()
    ]  # fmt: skip
    for key, row in made.items():
        if key not in shown:
            raw = row.raw
            found.append(
                Standing(
                    key=key, account=str(raw.get("account")), pillar=str(raw.get("pillar")), title=str(raw.get("title")),
                    minute=int(raw.get("at") or row.minute or 0), source=str(raw.get("adapted_from") or ""),
                    pushes=bool(raw.get("notify", True)),
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.minute, one.key))


def published(case: Scenario, pieces: Sequence[Standing]) -> dict[tuple[str, int], list[str]]:
    """Return what already stands in each cell: published pieces and decisions still waiting."""
    titles = {piece.key: piece.title for piece in pieces}
    rows = {row_key(account.key, pillar.key) for account in case.accounts for pillar in case.brand.pillars}
    cells: dict[tuple[str, int], list[str]] = {}
    for piece in pieces:
        row = row_key(piece.account, piece.pillar)
        if row in rows:
            source = f" {FROM} {titles[piece.source]}" if piece.source in titles else ""
            text = f"{clock_of(piece.minute).split(' ')[1]} {piece.title}{source}"
            cells.setdefault((row, piece.minute // DAY + 1), []).append(text)
    return cells


def account_text(account: AccountSpec) -> str:
    """Return what stands of an account in its rows: name, main or sub, port, daily pushes."""
    port = port_of(account)
    parts = [t(f"matrix.role.{account.kind}"), port_name(account.port)]
    if port.push_per_day:
        parts.append(t("matrix.quota", count=port.push_per_day))
    return f"{tx(account.name)}\n{' · '.join(parts)}"


def grid_rows(
    case: Scenario, done: Mapping[tuple[str, int], Sequence[str]], planned: Rows
) -> list[dict[str, Any]]:
    """Return the rows of the grid: one per account and pillar, one field per day."""
    rows: list[dict[str, Any]] = []
    for account in publishing(case):
        for pillar in case.brand.pillars:
            key = row_key(account.key, pillar.key)
            row: dict[str, Any] = {
                "id": key,
                "account": account_text(account),
                "pillar": tx(pillar.name),
                "carrier": first_carrier(account),
                "takes": list(port_of(account).carriers),
                "hours": USUAL_HOURS,
                "time": USUAL_TIME,
            }
            for day in range(1, case.days + 1):
                row[f"d{day}"] = ""
                row[f"e{day}"] = "\n".join(done.get((key, day), ()))
            row |= {
                name: value
                for name, value in planned.get(key, {}).items()
                if name in ("carrier", "hours", "time") or _DAY_FIELD.fullmatch(name)
            }
            rows.append(row)
    return rows
