"""Starts the web process and the run host, brings back whichever dies, stops both at the end.

Children are started afresh (never forked) and are told to stop by closing their standard input,
which also happens when the supervisor itself is killed; nothing here needs signals.
"""

from __future__ import annotations

import logging
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 10.0
STEADY_S = 20.0  # a child that lived this long is started again at once
PATIENCE_S = 8.0  # for a child to stop by itself
LOOK_EVERY_S = 0.1

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Child:
    """A process to keep alive.

    Parameters
    ----------
    command : sequence of str
        Program and arguments. The process stops by itself when its standard input ends
        (`classroom.leaving.leave_with_parent`).
    environment : mapping, optional
        Its whole environment; the supervisor's own when absent.
    """

    name: str
    command: Sequence[str]
    environment: dict[str, str] | None = None


def host_child(database_url: str, *, number: int = 1, command: Sequence[str] | None = None) -> Child:
    """Return the child that advances live runs.

    Its name is new with each supervisor and kept through restarts: a host that was killed takes
    its leases back at once, and a host of another supervisor is left alone.
    """
    owner = f"host-{number}-{secrets.token_hex(4)}"
    program = tuple(command or (sys.executable, "-m", "classroom.host"))
    options = ("--database", database_url, "--owner", owner, "--follow-stdin")
    return Child(name=f"host-{number}", command=(*program, *options))


def marking_child(database_url: str) -> Child:
    """Return the child that marks finished runs and works out what each decision was worth."""
    command = (sys.executable, "-m", "classroom.marking", "--database", database_url, "--follow-stdin")
    return Child(name="marking", command=command)


def ledgers_child(database_url: str) -> Child:
    """Return the child that works out ledgers, beside marks so that nobody waits for them."""
    command = (sys.executable, "-m", "classroom.ledgers", "--database", database_url, "--follow-stdin")
    return Child(name="ledgers", command=command)


@dataclass
class _Kept:
    child: Child
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait_s: float = FIRST_WAIT_S
    start_at: float = 0.0
    starts: int = field(default=0)


class Supervisor:
    """Keeps children alive until it is stopped.

    Parameters
    ----------
    children : sequence of Child
        Started in this order, stopped in the opposite one.
    longest_wait_s : float
        A child that keeps dying young is started again after ever longer waits, up to this.
    """

    def __init__(self, children: Sequence[Child], *, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        self._longest_wait_s = longest_wait_s
        self._kept = [_Kept(child=child) for child in children]
        self._stop = threading.Event()

    def run(self) -> None:
        """Keep the children alive until `stop` or Ctrl-C; then stop them."""
        try:
            while not self._stop.is_set():
                self.look()
                self._stop.wait(LOOK_EVERY_S)
        except KeyboardInterrupt:
            _LOG.info("stopping")
        finally:
            self.close()

    def stop(self) -> None:
        """Let `run` come to its end; may be called from any thread."""
        self._stop.set()

    def add(self, child: Child) -> None:
        """Keep one more child alive from the next look on; may be called from any thread."""
        self._kept = [*self._kept, _Kept(child=child)]

    def look(self) -> None:
        """Start what is not running, unless it has to wait after dying young."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.process is not None and kept.process.poll() is not None:
                self._note_death(kept, now)
            if kept.process is None and now >= kept.start_at:
                self._start(kept, now)

    def processes(self) -> dict[str, int]:
        """Return the process number of every child that is running."""
        return {kept.child.name: kept.process.pid for kept in self._kept if kept.process is not None}

    def starts(self) -> dict[str, int]:
        """Return how often each child was started."""
        return {kept.child.name: kept.starts for kept in self._kept}

    def kill(self, name: str) -> None:
        """End a child at once, as a crash would; it is started again."""
        for kept in self._kept:
            if kept.child.name == name and kept.process is not None:
                kept.process.kill()

    def close(self) -> None:
        """Stop all children: gently, then firmly."""
        for kept in reversed(self._kept):
            if kept.process is not None:
                _end(kept.process)
                kept.process = None

    @staticmethod
    def _start(kept: _Kept, now: float) -> None:
        child = kept.child
        kept.process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            list(child.command), stdin=subprocess.PIPE, env=child.environment
        )
        kept.started = now
        kept.starts += 1

    def _note_death(self, kept: _Kept, now: float) -> None:
        if kept.process is None:
            return
        _LOG.warning("%s ended with code %s; starting it again", kept.child.name, kept.process.returncode)
        _close_pipe(kept.process)
        kept.process = None
        steady = now - kept.started >= STEADY_S
        kept.wait_s = FIRST_WAIT_S if steady else min(kept.wait_s * 2, self._longest_wait_s)
        kept.start_at = now + (0.0 if steady else kept.wait_s)


def _close_pipe(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    _close_pipe(process)
    for harder in (process.terminate, process.kill):
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            harder()
        else:
            return
    process.wait(PATIENCE_S)
