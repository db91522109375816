"""Write what a pass of the host produced: every run's part whole or not at all, in one commit."""

from __future__ import annotations

from collections.abc import Iterable

from classroom.live_run import TIME_IS_OVER, Outcome, Writing
from store import event_log, progress_rows, run_rows
from store.database import Connection


def write_pass(
    connection: Connection, owner: str, writings: Iterable[Writing], epochs: dict[str, int], now_ms: int
) -> set[str]:
    """Write all parts and return the runs whose lease somebody else has taken over.

    Parameters
    ----------
    epochs : dict of str to int
        All leases held, to write their heartbeat.
    """
    lost: set[str] = set()
    for writing in writings:
        if run_rows.holds(connection, writing.run, owner, writing.epoch):
            _write(connection, writing, now_ms)
        else:
            lost.add(writing.run)
    run_rows.renew(connection, owner, epochs, now_ms=now_ms)
    return lost


def _write(connection: Connection, writing: Writing, now_ms: int) -> None:
    run = writing.run
    for frame in writing.frames:
        progress_rows.write_frame(connection, frame)
    for hour, minute, body in writing.hours:
        progress_rows.write_hour(connection, run, hour, minute, body)
    for outcome in (*writing.outcomes, *(_too_late(connection, writing) if writing.closing else ())):
        event_log.append(connection, run, "outcome", outcome, now_ms=now_ms)
    if writing.snapshot is not None:
        progress_rows.write_observation(connection, run, writing.snapshot)
    if writing.checkpoint is not None:
        progress_rows.write_checkpoint(connection, run, writing.checkpoint)
    if writing.result is not None:
        progress_rows.write_result(connection, run, writing.result)
    run_rows.set_progress(connection, run, **writing.progress)


def _too_late(connection: Connection, writing: Writing) -> list[Outcome]:
    """Answer the decisions that came in after the last tick; none stays without an answer."""
    just_answered = {outcome["decision_seq"] for outcome in writing.outcomes}
    events = event_log.read(connection, writing.run, kinds=("decision", "outcome"))
    answered = {event.body["decision_seq"] for event in events if event.kind == "outcome"} | just_answered
    return [
        {
            "decision_seq": event.seq,
            "key": event.key,
            "status": "refused",
            "effective_minute": None,
            "frame": 0,
            "message": TIME_IS_OVER,
            "field": "",
        }
        for event in events
        if event.kind == "decision" and event.seq not in answered
    ]
