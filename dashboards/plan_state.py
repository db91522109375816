"""The drafts as the browser keeps them, and what a callback of the matrix says back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from dash import ALL, ctx, html
from dash.development.base_component import Component

from dashboards import plan
from dashboards.backend import Backend
from dashboards.parts import icon
from dashboards.plan import Rows
from dashboards.plan_marks import Plan

PART = {"type": "plan-part", "run": ALL, "account": ALL}
"""The inputs in which each account's part is written."""


def rows_of(kept: object, run: str) -> dict[str, dict[str, Any]]:
    """Return the drafts of a run that the browser keeps, as far as they are such."""
    mine = kept.get(run) if isinstance(kept, dict) else None
    if not isinstance(mine, dict):
        return {}
    return {
        key: row for key, row in mine.items() if isinstance(key, str) and "|" in key and isinstance(row, dict)
    }


async def plan_of(backend: Backend, run: str, rows: Rows) -> Plan:
    """Return a plan with what stands beside it."""
    frame = await backend.latest(run)
    now = frame.observation if frame else None
    standing = plan.standing(now, await backend.decisions(run))
    return Plan(case=(await backend.run(run)).scenario, now=now, rows=rows, standing=standing)


def changed(rows: Rows, *, final: bool = False) -> dict[str, Any]:
    """Return new drafts for the page; ``final`` forgets the steps back (what is submitted stays)."""
    return {"rows": rows, "final": final, "nonce": secrets.token_hex(4)}


def said(lines: Sequence[Component | str], *, bad: bool = False) -> Component:
    """Return lines of news above the grid."""
    return html.Div(
        [icon("alert" if bad else "check"), html.Div([html.Div(line) for line in lines])],
        className="note-bad" if bad else "note-good",
    )


def parts_said() -> dict[str, str]:
    """Return each account's part in own words, from the inputs of the callback being answered."""
    groups = [group for group in ctx.states_list if isinstance(group, list)]
    return {
        str(entry["id"]["account"]): str(entry.get("value") or "")
        for group in groups
        for entry in group
        if isinstance(entry, dict)
        and isinstance(entry.get("id"), dict)
        and entry["id"].get("type") == PART["type"]
    }
