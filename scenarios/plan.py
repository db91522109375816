"""Plans: decisions written down beforehand, with clock times a person can read.

A plan file is a YAML list of decisions; ``at`` (and the ``start`` of a live room) are clock texts
such as ``D2 20:10``. Played without looking, a plan is an open-loop policy.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from scenarios.loader import FOLDER, MOST_LINES, SUFFIXES, shown_name
from scenarios.safe_yaml import FileKind, read_file
from simulator.decisions import Decision, read_decision
from simulator.errors import DecisionError, PlanError, UnknownNameError
from simulator.scenario import minute_of

PLAN_FOLDER = FOLDER / "plans"
PLAN = FileKind(noun="plan", error=PlanError)
CLOCK_FIELDS = ("at", "start")
MOST_DECISIONS = 2000

_CLOCK = re.compile(r"D[1-9][0-9]? ([01][0-9]|2[0-3]):[0-5][0-9]")


def plan_names() -> tuple[str, ...]:
    """Return the names of the example plans, sorted."""
    return tuple(sorted(path.stem for path in PLAN_FOLDER.glob("*.yaml")))


def load_plan(name_or_path: str | Path) -> list[Decision]:
    """Return the decisions of a plan, sorted by the minute they take effect.

    Raises
    ------
    UnknownNameError
        If there is no example plan of this name.
    PlanError
        If the file is malformed: file, decision, field, what is allowed.

    Examples
    --------
    >>> load_plan("tea-launch-first-week")[0].lever
    'publish'
    """
    path = Path(name_or_path)
    if path.suffix not in SUFFIXES and len(path.parts) == 1:
        if str(name_or_path) not in plan_names():
            raise UnknownNameError("plan", name_or_path, plan_names())
        path = PLAN_FOLDER / f"{name_or_path}.yaml"
    where = shown_name(path)
    return build_plan(read_file(path, where, PLAN), where)


def build_plan(raw: object, where: str) -> list[Decision]:
    """Return the decisions that plain data describes; ``where`` names it in messages.

    Raises
    ------
    PlanError
        With one line for each decision that is wrong.
    """
    if not isinstance(raw, list):
        raise PLAN.refuse(where, [f"a plan is a list of decisions; this is a {type(raw).__name__}"])
    if len(raw) > MOST_DECISIONS:
        raise PLAN.refuse(where, [f"{len(raw)} decisions; at most {MOST_DECISIONS}"])
    made: list[Decision] = []
    wrong: list[str] = []
    for number, entry in enumerate(raw, start=1):
        try:
            made.append(_decision(entry))
        except DecisionError as problem:
            wrong.append(f"decision {number}{_named(entry)}: {problem}")
    wrong += _twice(made)
    if wrong:
        raise PLAN.refuse(where, wrong[:MOST_LINES])
    return sorted(made, key=lambda decision: -1 if decision.at is None else decision.at)


def _decision(entry: object) -> Decision:
    if not isinstance(entry, dict):
        raise DecisionError(f"a decision is a mapping with a 'lever'; got {type(entry).__name__}")
    return read_decision({name: _value(name, value) for name, value in entry.items()})


def _value(name: str, value: Any) -> Any:
    if name not in CLOCK_FIELDS or not isinstance(value, str):
        return value
    if not _CLOCK.fullmatch(value):
        raise DecisionError(f"{name}: {value[:40]!r} is no clock time; write it as 'D2 20:10'", field=name)
    return minute_of(value)


def _named(entry: object) -> str:
    key = entry.get("key") if isinstance(entry, dict) else None
    return f" ({key[:64]})" if isinstance(key, str) else ""


def _twice(made: list[Decision]) -> list[str]:
    keys = [decision.key for decision in made]
    return [
        f"key {key!r} stands twice; keys are unique" for key in sorted({k for k in keys if keys.count(k) > 1})
    ]
