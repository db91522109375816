"""How much memory a piece of work held at most, on every system."""

from __future__ import annotations

from threading import Event, Thread
from types import TracebackType
from typing import Self

import psutil

LOOK_S = 0.1
"""Seconds between two looks."""


class PeakMemory:
    """Watch this process's resident memory while a block runs; ``peak_mb`` is the most that was seen."""

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self._process = psutil.Process()
        self._done = Event()
        self._watcher = Thread(target=self._watch, daemon=True)

    def _look(self) -> None:
        self.peak_mb = max(self.peak_mb, self._process.memory_info().rss / (1 << 20))

    def _watch(self) -> None:
        while not self._done.wait(LOOK_S):
            self._look()

    def __enter__(self) -> Self:
        self._look()
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._look()
        self._done.set()
        self._watcher.join()
