"""Taking up runs: who may advance which run, and bringing it into memory without stopping the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from classroom.live_run import LiveRun
from classroom.playable import Engine
from classroom.resume import read_record, rebuild, revive, seeds_of
from simulator.errors import DigestError, QuanmeiError
from store import run_rows
from store.database import Connection, Store
from store.run_rows import RunRow
from store.tables import OPEN_STATES

PATIENCE_MS = 6_000
"""Age at which a lease belongs to a dead host (assumed: six missed heartbeats)."""
MOST_STARTS = 8
"""Times a run may end its host without one tick before it is set aside (assumed)."""


def now_ms() -> int:
    """Return the time of day in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def hosted_runs(connection: Connection) -> set[str]:
    """Return the runs that a host is advancing at present."""
    return set(run_rows.held(connection, now_ms=now_ms(), patience_ms=PATIENCE_MS))


def _no_report(_late_s: float) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class HostSettings:
    """How a host works.

    Parameters
    ----------
    owner : str
        Name under which leases are held; a restarted host of the same name takes its own back.
    threads : int
        Ticks played at the same time; kernels let go of Python's lock.
    capacity : int
        Most runs held in memory.
    on_tick : callable
        Told how many seconds late each tick was.
    """

    owner: str
    threads: int = 1
    capacity: int = 200
    on_tick: Callable[[float], None] = _no_report


class Claims:
    """The leases of one host, and the runs on their way into its memory."""

    def __init__(self, store: Store, engine: Engine, settings: HostSettings) -> None:
        self._store, self._engine, self._settings = store, engine, settings
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="load")  # forms are built one by one
        self._loading: dict[str, Future[LiveRun]] = {}
        self._first = True  # at the start, leases of our own name are from a dead namesake
        self.epochs: dict[str, int] = {}

    def look(self) -> None:
        """Claim runs that nobody advances and begin to load them."""
        for row in self._free():
            with self._store.writing() as connection:
                epoch = run_rows.claim(
                    connection,
                    row.id,
                    self._settings.owner,
                    now_ms=now_ms(),
                    patience_ms=PATIENCE_MS,
                    take_own=self._first,
                )
                fresh = run_rows.get_run(connection, row.id)
            if epoch is not None:
                self._begin(fresh, epoch)
        self._first = False

    def _free(self) -> list[RunRow]:
        with self._store.reading() as connection:
            held = run_rows.held(connection, now_ms=now_ms(), patience_ms=PATIENCE_MS)
            rows = run_rows.list_runs(connection, OPEN_STATES)
        if self._first:
            held = {run: owner for run, owner in held.items() if owner != self._settings.owner}
        free = [row for row in rows if row.id not in held and row.id not in self.epochs]
        return free[: self._settings.capacity - len(self.epochs)]

    def _begin(self, row: RunRow, epoch: int) -> None:
        self.epochs[row.id] = epoch
        if row.starts > MOST_STARTS:
            self.fail(row.id, f"the run ended its host {MOST_STARTS} times without one tick; set aside")
        else:
            self._loading[row.id] = self._loader.submit(self._load, row, epoch)

    def _load(self, row: RunRow, epoch: int) -> LiveRun:
        scenario = self._engine.case(row.case_id, row.case_version, row.agents)
        people = self._engine.people(scenario, seeds_of(row).world)
        if row.population_digest not in (None, people.digest):
            raise DigestError(f"run {row.id}: its people are not those it was started with")
        record = read_record(self._store, row)
        sim = rebuild(self._engine, scenario, people, record)
        live = revive(record, scenario, sim, self._engine.numbers, epoch=epoch, now=time.monotonic())
        live.population = people.digest
        return live

    def ready(self) -> list[LiveRun]:
        """Return runs that have come into memory; one that cannot be brought back is set aside."""
        done = {run: future for run, future in self._loading.items() if future.done()}
        for run in done:
            del self._loading[run]
        good = [future.result() for run, future in done.items() if not self._refused(run, future)]
        return [live for live in good if live.id in self.epochs]

    def _refused(self, run: str, future: Future[LiveRun]) -> bool:
        problem = future.exception()
        if not isinstance(problem, QuanmeiError):
            return False  # anything else ends the host, which comes back
        self.fail(run, str(problem))
        return True

    def fail(self, run: str, trouble: str) -> None:
        """Set a run aside with the reason, if it is still ours."""
        epoch = self.epochs.pop(run)
        with self._store.writing() as connection:
            if run_rows.holds(connection, run, self._settings.owner, epoch):
                run_rows.set_progress(connection, run, state="failed", trouble=trouble)
                run_rows.release(connection, run, self._settings.owner, epoch)

    def forget(self, runs: Collection[str]) -> None:
        """Drop runs that another host has taken over."""
        for run in runs:
            self.epochs.pop(run, None)

    def release(self, run: str) -> None:
        """Let go of a run that needs no host any more."""
        epoch = self.epochs.pop(run)
        with self._store.writing() as connection:
            run_rows.release(connection, run, self._settings.owner, epoch)

    def close(self) -> None:
        """Stop loading; leases are let go one by one with `release`."""
        self._loader.shutdown(wait=True, cancel_futures=True)
        self._loading.clear()
