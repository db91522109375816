"""Plans kept as templates: their days count from the first one used, so that they fit any start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.plan import Rows, cell_text, days_of, read_cell, row_key, usual_time
from dashboards.ports import publishing
from simulator.scenario import Scenario

MOST = 20
"""Templates a browser keeps."""
LONGEST_NAME = 40


def as_template(name: str, case: Scenario, rows: Rows, notes: Mapping[str, str]) -> dict[str, Any] | None:
    """Return a plan as a template; ``None`` when nothing is planned."""
    used = [day for row in rows.values() for day in days_of(row)]
    if not used:
        return None
    first = min(used)
    kept = {
        key: {
            **{part: row[part] for part in ("carrier", "hours", "time") if part in row},
            **{f"d{day - first + 1}": row[f"d{day}"] for day in days_of(row)},
        }
        for key, row in rows.items()
        if days_of(row)
    }
    notes = {account: note for account, note in notes.items() if note}
    return {"name": name.strip()[:LONGEST_NAME], "case": case.id, "rows": kept, "notes": notes}


def kept_with(templates: object, new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the templates with a new one first; one of the same name is replaced."""
    others = [one for one in known(templates) if one["name"] != new["name"]]
    return [dict(new), *others][:MOST]


def known(templates: object) -> list[dict[str, Any]]:
    """Return the templates that the browser keeps, as far as they are such."""
    if not isinstance(templates, list):
        return []
    return [
        one
        for one in templates
        if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("rows"), dict)
    ]


def used_on(
    case: Scenario, rows: Rows, template: Mapping[str, Any], start: int
) -> tuple[dict[str, dict[str, Any]], int, int]:
    """Return the drafts with a template laid on them from a day on.

    Returns
    -------
    tuple
        The drafts, the pieces that were added, and those for which the case has no place.
    """
    fits = {row_key(one.key, pillar.key) for one in publishing(case) for pillar in case.brand.pillars}
    merged = {key: dict(row) for key, row in rows.items()}
    added = lost = 0
    for key, row in template["rows"].items():
        if not isinstance(row, dict):
            continue
        for offset in days_of(row):
            pieces = read_cell(str(row[f"d{offset}"]), usual_time(row))
            day = start + offset - 1
            if key not in fits or day > case.days:
                lost += len(pieces)
                continue
            mine = merged.setdefault(
                key, {part: row[part] for part in ("carrier", "hours", "time") if part in row}
            )
            there = read_cell(str(mine.get(f"d{day}") or ""), usual_time(mine))
            new = [piece for piece in pieces if piece not in there]
            mine[f"d{day}"] = cell_text([*there, *new])
            added += len(new)
    return merged, added, lost


def names(templates: object) -> Sequence[dict[str, str]]:
    """Return the templates as choices of a list."""
    return [{"value": str(place), "label": str(one["name"])} for place, one in enumerate(known(templates))]
