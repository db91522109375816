"""What becomes of decisions that were handed in, for a page that waits to hear it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Future

from classroom.claims import hosted_runs
from classroom.row_views import outcome_view
from classroom.views import Acknowledgement, OutcomeView
from simulator.errors import DecisionError, QuanmeiError
from store import event_log
from store.database import Store

ASK_AGAIN_S = 0.03
"""Between two looks at the store (assumed: below what a person notices)."""

Answer = OutcomeView | QuanmeiError | None
"""Accepted, refused (as an error that names the field), or no answer yet."""


async def committed(pending: Future[Acknowledgement]) -> Acknowledgement | QuanmeiError:
    """Return what the writer says to a decision: that it is on disk, or why it is not."""
    try:
        return await asyncio.wrap_future(pending)
    except QuanmeiError as refusal:
        return refusal


async def answers_to(
    store: Store, run: str, made: Sequence[Acknowledgement | QuanmeiError], until: float
) -> list[Answer]:
    """Return the answer to each decision, when all are there or time is up.

    Parameters
    ----------
    made : sequence
        What the writer said to each; what it refused keeps its refusal.
    until : float
        Seconds of the monotonic clock.
    """
    seqs = {one.seq for one in made if isinstance(one, Acknowledgement)}
    found: dict[int, OutcomeView] = {}
    while seqs:
        hosted, found = await asyncio.to_thread(_outcomes, store, run, seqs)
        if found.keys() == seqs or not hosted or time.monotonic() >= until:
            break
        await asyncio.sleep(ASK_AGAIN_S)
    return [one if isinstance(one, QuanmeiError) else _answer(found.get(one.seq)) for one in made]


def _outcomes(store: Store, run: str, seqs: Collection[int]) -> tuple[bool, dict[int, OutcomeView]]:
    with store.reading() as connection:
        hosted = run in hosted_runs(connection)
        events = event_log.read(connection, run, since=min(seqs), kinds=("outcome",))
    said = [outcome_view(event) for event in events]
    return hosted, {one.decision_seq: one for one in said if one.decision_seq in seqs}


def _answer(outcome: OutcomeView | None) -> Answer:
    if outcome is not None and outcome.status == "refused":
        return DecisionError(outcome.message, field=outcome.field)
    return outcome
