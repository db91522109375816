"""Turn rows of the store into what the pages may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, cast

from assessment.mark_sheet import MarkSheet
from assessment.removal import DecisionValue
from assessment.score import Score
from classroom.views import DecisionView, MarkView, OutcomeView, RunState, RunView
from store.event_log import Event
from store.mark_rows import SHEET
from store.run_rows import RunRow


def run_view(row: RunRow, hosted: Collection[str]) -> RunView:
    """Return a run without its seeds, hashes and bookkeeping."""
    return RunView(
        id=row.id,
        case_id=row.case_id,
        case_version=row.case_version,
        attempt=row.attempt,
        language=row.language,
        agents=row.agents,
        speed=row.speed,
        created_ms=row.created_ms,
        state=cast("RunState", row.state),
        steps_left=row.steps_left,
        minute=row.minute,
        last_frame=row.last_frame,
        hosted=row.id in hosted,
        trouble=row.trouble,
    )


def outcome_view(event: Event) -> OutcomeView:
    """Return what an outcome event says."""
    return OutcomeView(seq=event.seq, **event.body)


def mark_view(body: dict[str, Any], known: dict[str, dict[str, Any]]) -> MarkView:
    """Return what is written about a mark and about the values of decisions."""
    score = body["score"]
    return MarkView(
        score=None if score is None else Score.model_validate(score),
        trouble=body["trouble"],
        decisions=body["decisions"],
        wanted=tuple(body["wanted"]),
        values={key: _value(one["value"]) for key, one in known.items() if key != SHEET},
        sheet=None
        if not known.get(SHEET, {}).get("sheet")
        else MarkSheet.model_validate(known[SHEET]["sheet"]),
    )


def _value(body: dict[str, Any] | None) -> DecisionValue | None:
    return None if body is None else DecisionValue.model_validate(body)


def answered(events: Iterable[Event]) -> list[DecisionView]:
    """Return decisions with their last outcome, in the order in which they were made."""
    found: dict[int, DecisionView] = {}
    for event in events:
        if event.kind == "decision":
            found[event.seq] = _waiting(event)
        elif event.body["decision_seq"] in found:
            outcome = outcome_view(event)
            found[outcome.decision_seq] = replace(
                found[outcome.decision_seq],
                status=outcome.status,
                effective_minute=outcome.effective_minute,
                message=outcome.message,
                field=outcome.field,
            )
    return list(found.values())


def _waiting(event: Event) -> DecisionView:
    said = event.body["decision"]
    return DecisionView(
        seq=event.seq, key=said["key"], lever=said["lever"], decision=said, acknowledged_ms=event.written_ms
    )
