"""Works out the ledgers of finished runs (复盘) in a process of its own, one after the other.

``python -m classroom.ledgers --database URL``. A ledger takes minutes, so it neither holds up marks
nor live runs, and is made only for runs whose trainee has written the review. What is played is kept
in the user's cache as it comes in: whatever ends this process, the ledger goes on from there.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Sequence

from assessment.scored_run import ScoredRun, Wish, score_transcript
from assessment.transcript import header_of, seal_run
from classroom.claims import now_ms
from classroom.engine import RealEngine
from classroom.resume import seeds_of
from classroom.sheets import has_scale
from classroom.worker import work_until_left
from simulator.errors import DigestError, QuanmeiError, StoreError
from simulator.simulation import Simulation
from store import ledger_rows, mark_rows, progress_rows
from store.database import Store
from store.run_rows import RunRow

MOST_BEGUN = 3
"""Times a ledger may be begun without coming to an end before it is given up (assumed)."""
LOOK_EVERY_S = 1.0
TOLD_EVERY_S = 1.0
"""Seconds between two notes of how far a ledger is (assumed)."""
LOOK_AHEADS = 300
"""Look-aheads after which no decision gets more futures than the first round's (assumed: minutes on one core)."""
WORK = "ledger"
_LOG = logging.getLogger("quanmei.ledgers")

Told = Callable[[int, int], None]
"""Called with the stretches that are played, and those of the present round."""


def scored_run_of(final: Simulation, case_id: str, agents: int | None, told: Told) -> ScoredRun:
    """Return everything a report says about a run that has come to its end.

    Parameters
    ----------
    final : Simulation
        At the end of its settlement.
    agents : int or None
        People of the run, where they are not the case's.
    """

    def step(what: str, done: int, total: int) -> None:
        if what == "ledger":
            told(done, total)

    transcript = seal_run(final, header_of(final, case_id, agents))
    # one process, and no review points played out: live runs and a whole class stand beside it
    wish = Wish(practice=True, decisions_only=True, workers=1, budget=LOOK_AHEADS)
    return score_transcript(transcript, wish, step=step)


class Ledgers:
    """Works out ledgers, the one waited for longest first.

    Parameters
    ----------
    store : Store
    engine : RealEngine
        Where cases, people and simulations come from.
    """

    def __init__(self, store: Store, engine: RealEngine) -> None:
        self._store, self._engine = store, engine
        self._told_at = float("-inf")

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        while not stop.is_set():
            try:
                worked = self.work_once()
            except StoreError as problem:  # busy or out of reach; what is missing is still missing
                _LOG.warning("ledgers: %s", problem)
                worked = False
            if not worked:
                stop.wait(LOOK_EVERY_S)

    def work_once(self) -> bool:
        """Work out the next ledger; return whether there was one to work out."""
        with self._store.reading() as connection:
            row = ledger_rows.next_without(connection)
        if row is None:
            return False
        self._write(row.id, 0, 1)
        scored = self._scored(row) if self._may_begin(row.id) else None
        with self._store.writing() as connection:
            body = None if scored is None else scored.model_dump(mode="json")
            total = 1 if scored is not None else ledger_rows.FAILED
            ledger_rows.write_ledger(
                connection, row.id, body=body, done=max(0, total), total=total, now_ms=now_ms()
            )
            mark_rows.end_work(connection, row.id, WORK)
        return True

    def _may_begin(self, run: str) -> bool:
        with self._store.writing() as connection:
            return mark_rows.begin_work(connection, run, WORK) <= MOST_BEGUN

    def _scored(self, row: RunRow) -> ScoredRun | None:
        try:
            return self._work_out(row)
        except StoreError:  # the store is to blame, not this ledger: it counts as not begun
            with self._store.writing() as connection:
                mark_rows.end_work(connection, row.id, WORK)
            raise
        except QuanmeiError:
            _LOG.exception("the ledger of run %s could not be made", row.id)
            return None

    def _work_out(self, row: RunRow) -> ScoredRun | None:
        with self._store.reading() as connection:
            kept = progress_rows.read_checkpoint(connection, row.id)
        if kept is None:
            raise DigestError(f"run {row.id} has no undamaged state to read its decisions from")
        scenario, world = self._engine.case(row.case_id, row.case_version, row.agents), seeds_of(row).world
        if not has_scale(scenario, world):
            return None
        final = self._engine.restore(scenario, self._engine.people(scenario, world), kept.body)
        return scored_run_of(
            final, row.case_id, row.agents, lambda done, total: self._tell(row.id, done, total)
        )

    def _tell(self, run: str, done: int, total: int) -> None:
        if time.monotonic() - self._told_at >= TOLD_EVERY_S:
            self._told_at = time.monotonic()
            self._write(run, done, total)

    def _write(self, run: str, done: int, total: int) -> None:
        with self._store.writing() as connection:
            ledger_rows.write_ledger(connection, run, body=None, done=done, total=total, now_ms=now_ms())


def main(argv: Sequence[str] | None = None) -> int:
    """Work out ledgers until standard input ends (``--follow-stdin``) or Ctrl-C."""
    return work_until_left(
        argv, "classroom.ledgers", "Work out ledgers.", lambda store: Ledgers(store, RealEngine()).run
    )


if __name__ == "__main__":
    sys.exit(main())
