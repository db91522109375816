"""What to do better next time, and which of the five directions of the work were practised."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from assessment.criteria import TASKS, Task
from assessment.ledger import DecisionRow, Ledger, survivors
from assessment.marking_scheme import MarkSheet
from simulator.decisions import Decision
from simulator.texts import Text

MOST = 3
"""Things to do better that a report names (issue of the score)."""
LEVERS_OF: dict[Task, frozenset[str]] = {
    "analyse": frozenset({"survey", "set_rule"}),
    "create": frozenset({"publish", "change_post"}),
    "distribute": frozenset(
        {"boost", "paid_order", "book_creator", "settle_creator", "set_price", "restock", "remind"}
    ),
    "adjust": frozenset({"change_order", "live_action", "moderate", "care_for_buyers", "change_post"}),
    "matrix": frozenset({"publish", "schedule_live"}),
}
"""Levers by which each direction is practised, by the founding documents' words for it (assumed)."""
ENOUGH_PORTS = 2
"""Accounts that make a matrix."""


class Advice(BaseModel):
    """One decision that another would have bettered, and by how much.

    Parameters
    ----------
    better, error : float
        Gain in weighted attainment, with its standard error.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: str
    minute: int
    instead: Text
    better: float
    error: float
    kpis: dict[str, float] = {}


class Skill(BaseModel):
    """How much one of the five directions was practised, and how well.

    Parameters
    ----------
    decisions : int
        Decisions by levers of this direction.
    share : float, optional
        Share of the points of the criteria that measure it above all; ``None`` if none was scored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Task
    label: Text
    decisions: int
    share: float | None


def advice(ledger: Ledger) -> tuple[Advice, ...]:
    """Return up to three better alternatives that survive the false-discovery rate, the largest first."""
    real = survivors(ledger.decisions)
    found = [one for row in ledger.decisions if (one := _better(row, real)) is not None]
    return tuple(sorted(found, key=lambda one: -one.better)[:MOST])


def _better(row: DecisionRow, real: frozenset[str]) -> Advice | None:
    if row.best is None or row.best.value.mean <= 0 or f"best {row.key}" not in real:
        return None
    value = row.best.value
    return Advice(
        decision=row.key, minute=row.effective, instead=row.best.label, better=value.mean, error=value.error,
        kpis=value.kpis,
    )  # fmt: skip


def skills(sheet: MarkSheet, decisions: Sequence[Decision]) -> tuple[Skill, ...]:
    """Return the five directions with what was done in each and how it was marked."""
    out = []
    for task, label in TASKS.items():
        lines = [line for line in sheet.lines if line.tasks[:1] == (task,) and line.out_of > 0]
        points, out_of = sum(line.points or 0.0 for line in lines), sum(line.out_of for line in lines)
        out.append(
            Skill(
                task=task, label=label, decisions=_practised(task, decisions),
                share=round(points / out_of, 4) if out_of else None,
            )
        )  # fmt: skip
    return tuple(out)


def _practised(task: Task, decisions: Sequence[Decision]) -> int:
    mine = [decision for decision in decisions if decision.lever in LEVERS_OF[task]]
    ports = {getattr(decision, "account", "") for decision in mine}
    return 0 if task == "matrix" and len(ports) < ENOUGH_PORTS else len(mine)
