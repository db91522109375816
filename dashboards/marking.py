"""Marks of finished runs, worked out once each, away from the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.removal import DecisionValue
from assessment.score import Score
from classroom.marking import mark_run
from classroom.runs import Classroom
from simulator.errors import QuanmeiError, UnknownNameError

_LOG = logging.getLogger("quanmei.marking")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A mark, or why there is none (``no_anchors``, ``failed``)."""

    score: Score | None = None
    values: Sequence[DecisionValue] = ()
    trouble: str = ""


class Marker:
    """Works out marks in the background.

    Parameters
    ----------
    room : Classroom
    mark : callable
        Returns the mark of a finished run.
    """

    def __init__(self, room: Classroom, mark: Callable[[Classroom, str], Score] = mark_run) -> None:
        self._room = room
        self._mark = mark
        self._tasks: dict[str, asyncio.Task[Mark]] = {}
        self._one = asyncio.Semaphore(1)

    def mark(self, run: str) -> Mark | None:
        """Return the mark of a finished run, or ``None`` while it is being worked out."""
        task = self._tasks.get(run)
        if task is None:
            task = self._tasks[run] = asyncio.create_task(self._work(run), name=f"mark-{run}")
        return task.result() if task.done() and not task.cancelled() else None

    async def _work(self, run: str) -> Mark:
        async with self._one:
            try:
                return Mark(score=await asyncio.to_thread(self._mark, self._room, run))
            except UnknownNameError:
                return Mark(trouble="no_anchors")
            except QuanmeiError:
                _LOG.exception("run %s could not be marked", run)
                return Mark(trouble="failed")
