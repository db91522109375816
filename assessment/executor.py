"""Many independent runs on several processes: the one interface for replicas and studies."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

YOUNG_OBJECTS = 50_000
"""Objects a worker makes before it looks for rubbish (Python's own 700 cost a twentieth of a run; nothing is kept by it)."""


class Staff:
    """Processes that stay for several rounds of work, so that each loads kernels and people once.

    Parameters
    ----------
    workers : int, optional
        Processes; as many as there are processors when absent, none at all for 1.

    Notes
    -----
    Processes are spawned, never forked, so the same code runs on every system. They are there from
    the first round on that has more than one job.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def run(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        *,
        progress: Callable[[int, int], None] | None = None,
        keep: Callable[[int, Result], None] | None = None,
    ) -> list[Result]:
        """Return ``function(job)`` for every job, in the order of the jobs (as `run_many`)."""
        if self._pool is None and min(len(jobs), self.workers) <= 1:
            return _run_here(function, jobs, progress, keep)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.workers, mp_context=get_context("spawn"), initializer=_begin_work
            )
        results: dict[int, Result] = {}
        futures = {self._pool.submit(function, job): index for index, job in enumerate(jobs)}
        for done, future in enumerate(as_completed(futures), start=1):
            results[futures[future]] = future.result()
            if keep is not None:
                keep(futures[future], results[futures[future]])
            if progress is not None:
                progress(done, len(jobs))
        return [results[index] for index in range(len(jobs))]


def run_many(
    function: Callable[[Job], Result],
    jobs: Sequence[Job],
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    keep: Callable[[int, Result], None] | None = None,
) -> list[Result]:
    """Return ``function(job)`` for every job, in the order of the jobs.

    Parameters
    ----------
    function : callable
        A module-level function of plain values.
    workers : int, optional
        Processes; as many as there are processors when absent, none at all for 1.
    keep : callable, optional
        Told the position of a job and its result as soon as it is there.
    """
    with Staff(min(max(1, len(jobs)), workers or os.cpu_count() or 1)) as staff:
        return staff.run(function, jobs, progress=progress, keep=keep)


def _run_here(
    function: Callable[[Job], Result],
    jobs: Sequence[Job],
    progress: Callable[[int, int], None] | None,
    keep: Callable[[int, Result], None] | None,
) -> list[Result]:
    out: list[Result] = []
    for done, job in enumerate(jobs, start=1):
        out.append(function(job))
        if keep is not None:
            keep(done - 1, out[-1])
        if progress is not None:
            progress(done, len(jobs))
    return out


def _begin_work() -> None:
    """Let a worker look for rubbish rarely."""
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
