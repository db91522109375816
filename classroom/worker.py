"""How a process that works in the background is started: a store, until its standard input ends."""

from __future__ import annotations

import argparse
import os
import threading
from collections.abc import Callable, Sequence

from classroom.leaving import leave_with_parent
from store.database import Store

Work = Callable[[threading.Event], None]

NICE = 5
"""How far background work stands back on POSIX (assumed): live runs and pages come first."""


def _leave() -> None:
    os._exit(0)  # at once, in the middle of its work: what is written is whole, what is not is begun again


def work_until_left(
    argv: Sequence[str] | None, program: str, does: str, work: Callable[[Store], Work]
) -> int:
    """Work on a store until standard input ends (``--follow-stdin``) or Ctrl-C; return the exit code.

    Parameters
    ----------
    program, does : str
        How it is called, and what it does, for ``--help``.
    work : callable
        Takes the open store and returns what is run until an event is set.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=does)
    parser.add_argument("--database", required=True, help="for example sqlite:///quanmei.db")
    parser.add_argument("--follow-stdin", action="store_true", help="stop when standard input ends")
    chosen = parser.parse_args(argv)
    stand_back = getattr(os, "nice", None)
    if stand_back is not None:  # Windows has none; there it shares the cores with the rest
        stand_back(NICE)
    if chosen.follow_stdin:
        leave_with_parent(_leave)
    store = Store(chosen.database)
    try:
        work(store)(threading.Event())
    except KeyboardInterrupt:
        return 0
    finally:
        store.close()
    return 0
