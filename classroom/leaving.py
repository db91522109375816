"""How a child process learns that it should stop, on every system: its standard input ends.

The supervisor holds the other end of the pipe. It closes it to stop the child gently, and if the
supervisor itself is killed, the operating system closes it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable


def leave_with_parent(on_stop: Callable[[], None]) -> threading.Thread:
    """Call `on_stop` once standard input ends; returns the watching thread.

    Parameters
    ----------
    on_stop : callable
        For example ``event.set``, or what tells a web server to exit. Called in another thread.
    """

    def _watch() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        on_stop()

    thread = threading.Thread(target=_watch, name="leave-with-parent", daemon=True)
    thread.start()
    return thread
