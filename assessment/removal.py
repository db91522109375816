"""What each decision was worth: the same run, under the same luck, without it.

Removing a decision removes those that name what it created; freed money stays unspent. Because all
luck is keyed, nothing else is renumbered, so the difference is the decision's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from assessment.anchors import Anchors
from assessment.form import Form
from assessment.play import replay_log
from assessment.score import Score, score_run
from simulator.decisions import Decision

_NAMES = ("content", "order", "room", "booking", "adapted_from")


class DecisionValue(BaseModel):
    """One decision with what the result would have been without it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    lever: str
    minute: int
    points: float
    kpis: dict[str, float]
    removed_with: tuple[str, ...]
    reason: str = ""
    forecast: str = ""


def dependents(decisions: Sequence[Decision], key: str) -> tuple[str, ...]:
    """Return the keys of the decisions that name, directly or not, what a decision created."""
    gone = {key}
    grew = True
    while grew:
        found = {
            d.key for d in decisions if d.key not in gone and any(getattr(d, n, None) in gone for n in _NAMES)
        }
        gone |= found
        grew = bool(found)
    return tuple(d.key for d in decisions if d.key in gone and d.key != key)


def decision_values(
    form: Form,
    chance: int,
    attempt: str,
    log: Sequence[tuple[int, Decision]],
    anchors: Anchors,
    actual: Score,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[DecisionValue]:
    """Return every decision's value: the mark and KPIs with it less those without it."""
    decisions = [decision for _, decision in log]
    with_all = {c.key: c.value for c in actual.criteria}
    out = []
    for done, (minute, decision) in enumerate(log, start=1):
        others = dependents(decisions, decision.key)
        gone = {decision.key, *others}
        kept = [(m, d) for m, d in log if d.key not in gone]
        without = score_run(replay_log(form.start(chance, attempt=attempt), kept).sim, anchors)
        out.append(
            DecisionValue(
                key=decision.key, lever=decision.lever, minute=decision.at if decision.at is not None else minute,
                points=round(actual.raw - without.raw, 3), removed_with=others, reason=decision.reason,
                forecast=decision.forecast, kpis={c.key: with_all[c.key] - c.value for c in without.criteria},
            )
        )  # fmt: skip
        if progress is not None:
            progress(done, len(log))
    return out
