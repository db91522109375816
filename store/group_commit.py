"""One writer per process: whatever was asked for while a commit was running goes into the next one.

SQLite lets one writer in at a time and is unfair to those who wait, and every commit costs a disk
flush. So each process has one thread that writes: jobs queue up, share one transaction, and each
caller is told only after that transaction is on disk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from simulator.errors import QuanmeiError, StoreError
from store.database import Store

T = TypeVar("T")
MOST_PER_COMMIT = 256  # assumed: keeps one transaction to some tens of milliseconds


@dataclass(frozen=True, kw_only=True)
class _Job(Generic[T]):
    work: Callable[[sa.Connection], T]
    done: Future[T]


class GroupCommit:
    """Runs writing jobs in the order in which they came, many per commit.

    Parameters
    ----------
    store : Store
        Where to write.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[_Job[Any]] = deque()
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="group-commit")
        self._closed = False
        self.commits = 0

    def submit(self, work: Callable[[sa.Connection], T]) -> Future[T]:
        """Queue a job; its future has the result only after the commit.

        A job that raises one of our errors is undone alone, the others of its commit stand.

        Raises
        ------
        StoreError
            After `close`.
        """
        job: _Job[T] = _Job(work=work, done=Future())
        with self._lock:
            if self._closed:
                raise StoreError("this process is stopping and writes no more; try again in a moment")
            self._waiting.append(job)
            self._thread.submit(self._commit)
        return job.done

    def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Queue a job and wait for its commit."""
        return self.submit(work).result()

    def close(self) -> None:
        """Write what is queued and stop."""
        with self._lock:
            self._closed = True
        self._thread.shutdown(wait=True)

    def _commit(self) -> None:
        batch = self._take()
        if not batch:
            return  # an earlier commit has taken the job along
        with _Answering(batch) as answers:
            with self._store.writing() as connection:
                for job in batch:
                    answers.note(job, connection)
            self.commits += 1

    def _take(self) -> list[_Job[Any]]:
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_PER_COMMIT))]


class _Answering:
    """Tells every caller of a batch what came of it, whatever happens."""

    def __init__(self, batch: list[_Job[Any]]) -> None:
        self._batch = batch
        self._results: dict[int, Any] = {}
        self._refusals: dict[int, QuanmeiError] = {}

    def note(self, job: _Job[Any], connection: sa.Connection) -> None:
        """Do one job inside a savepoint of its own."""
        try:
            with connection.begin_nested():
                self._results[id(job)] = job.work(connection)
        except QuanmeiError as refusal:
            self._refusals[id(job)] = refusal
        except IntegrityError as problem:  # anything worse ends the whole transaction
            self._refusals[id(job)] = StoreError(f"the store refused: {problem.orig}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for job in self._batch:
            self._answer(job, problem)

    def _answer(self, job: _Job[Any], problem: BaseException | None) -> None:
        if not job.done.set_running_or_notify_cancel():
            return
        error = problem or self._refusals.get(id(job))
        if error is not None:
            job.done.set_exception(error)
        else:
            job.done.set_result(self._results[id(job)])
