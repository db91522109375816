"""Stopping an order, by hand, by a rule or by the clock: what the buttons carry and how the forms are filled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component

from dashboards.i18n import t
from dashboards.parts import action
from simulator.scenario import clock_of

STOP, RULE, TIMED = "stop:", "rule:", "timed:"
RUNNING = ("running", "scheduled", "paused")
WATCHED = "roas"
"""What a stop-loss watches where something is sold."""
WATCHED_ELSE = "cpc"
CHANCE_SHARE = 0.3
"""Share of the budget that an order may spend before the rule judges it (assumed: beyond the first noise)."""


def stop_target(order: str) -> str:
    """Return what a button carries that stops an order."""
    return f"{STOP}{order}"


def rule_target(order: str, break_even: float | None, budget: float) -> str:
    """Return what a button carries that sets a stop-loss at the break-even ROI, if there is one."""
    limit = "" if break_even is None else f"{break_even:g}"
    return f"{RULE}{limit}:{budget * CHANCE_SHARE:.0f}:{order}"


def timed_target(order: str, minute: int) -> str:
    """Return what a button carries that stops an order later: at the full hour after the next, to begin with.

    Examples
    --------
    >>> prefill_of("change_order", timed_target("o2", 1440 + 10 * 60 + 20))
    {'order': 'o2', 'stop': True, 'at': 'D2 12:00'}
    """
    return f"{TIMED}{(minute // 60 + 2) * 60}:{order}"


def prefill_of(lever: str, target: str) -> dict[str, Any]:
    """Return the form fields that such a button fills; nothing for any other target.

    Examples
    --------
    >>> prefill_of("change_order", "stop:o2")
    {'order': 'o2', 'stop': True}
    """
    if lever == "change_order" and target.startswith(STOP):
        return {"order": target.removeprefix(STOP), "stop": True}
    if lever == "change_order" and target.startswith(TIMED):
        minute, _, order = target.removeprefix(TIMED).partition(":")
        return (
            {"order": order, "stop": True, "at": clock_of(int(minute))}
            if minute.isdecimal() and order
            else {}
        )
    parts = target.removeprefix(RULE).split(":", 2)
    if lever != "set_rule" or not target.startswith(RULE) or len(parts) != len(("limit", "spent", "order")):
        return {}
    limit, spent = _number(parts[0]), _number(parts[1])
    filled: dict[str, Any] = {"rule": "stop_loss", "order": parts[2], "after_spend": spent or 0}
    return filled | ({"metric": WATCHED_ELSE} if limit is None else {"metric": WATCHED, "below": limit})


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value >= 0 and value == value else None  # noqa: PLR0124 - nan is not itself


def buttons(
    order: str, status: str, allowed: Sequence[str], *, break_even: float | None, budget: float, minute: int
) -> list[Component]:
    """Return what can be done about an order that is not over; stopping stands first."""
    if status not in RUNNING:
        return []
    found: list[Component] = []
    if "change_order" in allowed and status == "running":
        found.append(action(t("order.stop"), "change_order", stop_target(order), kind="stop"))
    if "set_rule" in allowed:
        found.append(action(t("order.rule"), "set_rule", rule_target(order, break_even, budget)))
    if "change_order" in allowed and status == "running":
        found.append(action(t("order.timed"), "change_order", timed_target(order, minute)))
        found.append(action(t("lever.change_order.verb"), "change_order", order))
    return found


__all__ = ["RUNNING", "buttons", "prefill_of", "rule_target", "stop_target", "timed_target"]
