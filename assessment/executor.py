"""Many independent runs on several processes: the one interface for replicas and studies."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


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

    Notes
    -----
    Processes are spawned, never forked, so the same code runs on every system.
    """
    workers = min(len(jobs), workers or os.cpu_count() or 1)
    if workers <= 1:
        out = []
        for done, job in enumerate(jobs, start=1):
            out.append(function(job))
            if keep is not None:
                keep(done - 1, out[-1])
            if progress is not None:
                progress(done, len(jobs))
        return out
    results: dict[int, Result] = {}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(function, job): index for index, job in enumerate(jobs)}
        for done, future in enumerate(as_completed(futures), start=1):
            results[futures[future]] = future.result()
            if keep is not None:
                keep(futures[future], results[futures[future]])
            if progress is not None:
                progress(done, len(jobs))
    return [results[index] for index in range(len(jobs))]
