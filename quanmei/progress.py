"""A progress bar on standard error, only where somebody is looking."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress


class Bar:
    """Progress of one piece of work; ``show(done, total)`` may be called as often as one likes."""

    def __init__(self, name: str, *, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._progress = Progress(console=console, transient=True, disable=quiet or not console.is_terminal)
        self._task = self._progress.add_task(name, total=100)

    def name(self, name: str) -> None:
        """Say what is being done now."""
        self._progress.update(self._task, description=name)

    def show(self, done: int, total: int) -> None:
        """Move to ``done`` of ``total``."""
        self._progress.update(self._task, completed=100 * done / max(1, total))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
