"""The run host: advances every live run by its clock, in a process apart from the web pages.

One pass: take up new runs; read what was decided; play one tick of every run that is due; write
all of it in one commit; sleep until the next tick is due. A host may be ended at any moment: what
was acknowledged is in the log, and the next host brings each run back from checkpoint and log.
"""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from classroom.claims import Claims, HostSettings, now_ms
from classroom.engine import RealEngine
from classroom.host_writing import write_pass
from classroom.leaving import leave_with_parent
from classroom.live_run import LiveRun, Writing
from classroom.playable import Engine
from simulator.errors import QuanmeiError, StoreError
from store import event_log, run_rows
from store.database import Store

_LOG = logging.getLogger(__name__)

CLAIM_EVERY_S = 0.3
RENEW_EVERY_S = 1.0
LONGEST_PASS_S = 180.0  # assumed: the first tick on a slow machine compiles its kernels
SHOW_S = 0.05  # of a pass for observations; each costs some milliseconds (assumed)
LONGEST_SLEEP_S = 0.05  # decisions and controls are taken up within this time


class Host:
    """Advances live runs until it is told to stop.

    Parameters
    ----------
    store : Store
    engine : Engine
        Where cases, people and simulations come from.
    settings : HostSettings
    """

    def __init__(self, store: Store, engine: Engine, settings: HostSettings) -> None:
        self._store, self._settings = store, settings
        self._claims = Claims(store, engine, settings)
        self.live: dict[str, LiveRun] = {}
        self._settling: dict[str, Future[None]] = {}
        self._players = ThreadPoolExecutor(settings.threads, thread_name_prefix="tick")
        self._settler = ThreadPoolExecutor(1, thread_name_prefix="settle")
        self._claimed_at = float("-inf")
        self._pass_at = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Advance runs until `stop` is set; then write checkpoints and let the leases go."""
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(over,), name="heartbeat")
        beat.start()
        try:
            while not stop.is_set():
                stop.wait(self.pass_once())
        finally:
            over.set()
            beat.join()
        self.close()

    def _beat(self, over: threading.Event) -> None:
        """Keep the leases through a long pass (a kernel is compiled), but not through a deadlock."""
        while not over.wait(RENEW_EVERY_S):
            if time.monotonic() - self._pass_at > LONGEST_PASS_S:
                continue
            try:
                with self._store.writing() as connection:
                    epochs = dict(self._claims.epochs)
                    run_rows.renew(connection, self._settings.owner, epochs, now_ms=now_ms())
            except StoreError as problem:  # the next beat may get through; the passes say it too
                _LOG.warning("heartbeat: %s", problem)

    def pass_once(self) -> float:
        """Do one pass and return for how many seconds there is nothing to do."""
        now = self._pass_at = time.monotonic()
        if now - self._claimed_at >= CLAIM_EVERY_S:
            self._claimed_at = now
            self._claims.look()
        self.live.update((run.id, run) for run in self._claims.ready())
        self._take_settled()
        self._read_events(now)
        self._play_due(now)
        self._write(time.monotonic())
        self._start_settling()
        return self._idle_seconds()

    def close(self) -> None:
        """Write a checkpoint of every run, let go of all leases and stop the threads."""
        self._claims.close()
        self._settler.shutdown(wait=True, cancel_futures=True)
        self._take_settled()
        self._write(time.monotonic(), last=True)
        for run in list(self._claims.epochs):
            self._claims.release(run)
        self._players.shutdown(wait=True)

    def _read_events(self, now: float) -> None:
        if not self.live:
            return
        with self._store.reading() as connection:
            for run, head in run_rows.heads(connection, self.live).items():
                live = self.live[run]
                if head > live.seen_events:
                    live.take(event_log.read(connection, run, since=live.seen_events), now)

    def _play_due(self, now: float) -> None:
        due = [run for run in self.live.values() if run.is_due(now)]
        due.sort(key=lambda run: run.due)
        for run, future in [(run, self._players.submit(self._tick, run)) for run in due]:
            problem = future.exception()
            if isinstance(problem, QuanmeiError):
                self._set_aside(run.id, str(problem))
            else:
                future.result()
                self._settings.on_tick(run.late_s)

    @staticmethod
    def _tick(run: LiveRun) -> None:
        run.tick(time.monotonic())

    def _set_aside(self, run: str, trouble: str) -> None:
        del self.live[run]
        self._claims.fail(run, trouble)

    def _write(self, now: float, *, last: bool = False) -> None:
        writings = self._collect(now, last=last)
        if not writings:
            return
        with self._store.writing() as connection:
            lost = write_pass(connection, self._settings.owner, writings, self._claims.epochs, now_ms())
        self._claims.forget(lost)
        for run in lost:
            del self.live[run]
        for run in [run for run in self.live.values() if run.state == "finished"]:
            del self.live[run.id]
            self._claims.release(run.id)

    def _collect(self, now: float, *, last: bool) -> list[Writing]:
        # ticks go first: observations share what time is left, the longest unseen run before the others
        end, keep, shown = time.monotonic() + SHOW_S, True, False
        writings: list[Writing] = []
        for run in sorted(self.live.values(), key=lambda run: run.observed_at):
            if run.id in self._settling:
                continue
            show = last or not shown or time.monotonic() < end
            writing = run.collect(now, show=show, keep=keep, last=last)
            if writing is not None:
                keep = keep and writing.checkpoint is None
                shown = shown or writing.snapshot is not None
                writings.append(writing)
        return writings

    def _start_settling(self) -> None:
        for run in self.live.values():
            if run.state == "settling" and run.id not in self._settling:
                self._settling[run.id] = self._settler.submit(run.settle, now_ms())

    def _take_settled(self) -> None:
        for run in [run for run, future in self._settling.items() if future.done()]:
            future = self._settling.pop(run)
            if future.cancelled() or run not in self.live:
                continue
            problem = future.exception()
            if isinstance(problem, QuanmeiError):
                self._set_aside(run, str(problem))
            else:
                future.result()

    def _idle_seconds(self) -> float:
        now = time.monotonic()
        waits = [run.due - now for run in self.live.values() if run.state == "running"]
        stepping = any(run.steps_left and run.state == "paused" for run in self.live.values())
        return 0.0 if stepping else min(LONGEST_SLEEP_S, max(0.0, min(waits, default=LONGEST_SLEEP_S)))


def default_owner() -> str:
    """Return a name for a host that nobody named."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


def serve(argv: Sequence[str], engine: Engine) -> int:
    """Run a host until standard input ends (``--follow-stdin``) or Ctrl-C; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m classroom.host", description="Advance live runs.")
    parser.add_argument("--database", required=True, help="for example sqlite:///quanmei.db")
    parser.add_argument("--owner", default=None, help="name of this host's leases")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="ticks played at once")
    parser.add_argument("--follow-stdin", action="store_true", help="stop when standard input ends")
    chosen = parser.parse_args(argv)
    stop = threading.Event()
    if chosen.follow_stdin:
        leave_with_parent(stop.set)
    settings = HostSettings(owner=chosen.owner or default_owner(), threads=chosen.threads)
    try:
        store = Store(chosen.database)
        try:
            _run(Host(store, engine, settings), stop)
        finally:
            store.close()
    except StoreError as problem:
        sys.stderr.write(f"{problem}\n")  # a lost database is said in a line, not in a traceback
        return 1
    return 0


def _run(host: Host, stop: threading.Event) -> None:
    try:
        host.run(stop)
    except KeyboardInterrupt:
        host.close()


def main() -> int:
    """Run a host with the cases that come with the sandbox."""
    return serve(sys.argv[1:], RealEngine())


if __name__ == "__main__":
    sys.exit(main())
