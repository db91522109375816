"""Forks: a run opened again at one of its decisions, to change one thing and compare.

A fork is a run of its own with the same people and the same luck. Its past is that of the run it
leaves, event by event and tick by tick, so the host plays it again and checks every tick on the way.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from classroom.claims import now_ms
from classroom.desk import Desk
from classroom.sittings import sitting_of
from simulator.errors import DecisionError
from store import event_log, fork_rows, progress_rows, run_rows
from store.database import Connection, Store
from store.event_log import Event
from store.fork_rows import ForkRow
from store.group_commit import GroupCommit
from store.run_rows import FORKED, RunRow
from store.tables import IDENTITY

MOST = 12
"""Forks of one run (assumed: more cannot be told apart on a chart)."""
_OVER = ("settling", "finished")
Goals = tuple[tuple[int, Mapping[str, float | None]], ...]


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way a campaign went: the run itself, or a fork of it.

    Parameters
    ----------
    key : str
        The decision before which a fork leaves; "" for the run itself.
    left : int
        Minute at which it leaves; 0 for the run itself.
    minute : int
        How far it has come.
    goals : tuple of (int, mapping)
        What each goal stood at, at every full hour.
    """

    run: str
    key: str
    left: int
    state: str
    minute: int
    goals: Goals


class Forks(Desk):
    """The forks of the runs of one store.

    Parameters
    ----------
    store : Store
    writer : GroupCommit
    engine_version : str
        Of today: a past recorded by another engine cannot be played on.
    """

    def __init__(self, store: Store, writer: GroupCommit, engine_version: str) -> None:
        super().__init__(store, writer)
        self._engine_version = engine_version

    def open(self, run: str, key: str) -> Future[str]:
        """Open a finished run before one of its decisions; the future is the id of the new run.

        Raises
        ------
        DecisionError
            If the run still goes on, was recorded by another engine, made no such decision, has too many
            forks, or if its sitting does not allow them.
        """
        fork = secrets.token_hex(8)
        return self._writer.submit(lambda connection: self._open(connection, run, key, fork))

    def _open(self, connection: Connection, run: str, key: str, fork: str) -> str:
        row = run_rows.get_run(connection, run)
        self._check(connection, row)
        log = event_log.read(connection, run)
        frame = _frame_of(log, key) - 1
        shared = past(log, frame)
        ticks = (
            progress_rows.read_next_frames(connection, run, since=max(0, frame - 1), limit=1) if frame else []
        )
        minute = ticks[0].minute if ticks else 0
        identity = {name: getattr(row, name) for name in IDENTITY}
        identity |= {"id": fork, "attempt": f"{row.luck}{FORKED}{fork}", "created_ms": now_ms()}
        run_rows.insert_run(connection, identity, state="paused", speed=row.speed)
        fork_rows.copy_past(
            connection, run, fork, log=shared, last_frame=frame, minute=minute, now_ms=now_ms()
        )
        controls = [event.seq for event in shared if event.kind == "control"]
        run_rows.set_progress(
            connection, fork, minute=minute, last_frame=frame, control_seq=max(controls, default=0)
        )
        fork_rows.write_fork(connection, ForkRow(run=fork, parent=run, key=key, minute=minute))
        return fork

    def _check(self, connection: Connection, row: RunRow) -> None:
        if row.state not in _OVER:
            raise DecisionError("运行结束后才能分叉 / a run is forked after its end", field="key")
        rules = sitting_of(connection, row.id)
        if rules.held or not rules.again:
            when = "发布成绩前" if rules.held and rules.again else "本场"
            raise DecisionError(f"{when}不能重开这一局 / this sitting does not open a run again", field="key")
        if row.engine_version != self._engine_version:
            raise DecisionError(
                f"这一局由另一版本的引擎记录（{row.engine_version}），不能接着推演 / "
                f"this run was recorded by another engine ({row.engine_version}) and cannot be played on",
                field="key",
            )
        if len(fork_rows.forks_of(connection, row.id)) >= MOST:
            raise DecisionError(f"一局最多分叉 {MOST} 次 / a run has at most {MOST} forks", field="key")

    def parent(self, run: str) -> str | None:
        """Return the run that a run leaves, if it is a fork."""
        with self._store.reading() as connection:
            row = fork_rows.read_fork(connection, run)
        return None if row is None else row.parent

    def ways(self, run: str) -> tuple[Way, ...]:
        """Return a run and its forks side by side, the run first."""
        with self._store.reading() as connection:
            rows = fork_rows.forks_of(connection, run)
            own = ForkRow(run=run, parent="", key="", minute=0)
            return tuple(_way(connection, row) for row in (own, *rows))


def _way(connection: Connection, fork: ForkRow) -> Way:
    row = run_rows.get_run(connection, fork.run)
    hours = progress_rows.read_hours(connection, fork.run)
    goals = tuple((minute, body.get("goals", {})) for _, minute, body in hours)
    return Way(run=fork.run, key=fork.key, left=fork.minute, state=row.state, minute=row.minute, goals=goals)


def _frame_of(log: Sequence[Event], key: str) -> int:
    """Return the tick that was given a decision."""
    made = next((event.seq for event in log if event.kind == "decision" and event.key == key), None)
    frame = next(
        (int(e.body["frame"]) for e in log if e.kind == "outcome" and e.body["decision_seq"] == made), 0
    )
    if made is None or frame == 0:
        raise DecisionError("没有这条决策 / there is no such decision", field="key")
    return frame


def past(log: Sequence[Event], frame: int) -> list[Event]:
    """Return the part of a log that was written by the end of a tick: what came later is left out.

    Parameters
    ----------
    frame : int
        Number of the last tick that is kept; 0 for none.
    """
    first: dict[int, int] = {}
    for event in log:
        if event.kind == "outcome":
            first.setdefault(int(event.body["decision_seq"]), int(event.body["frame"]))
    kept = []
    for event in log:
        heard = first.get(event.seq, 0) if event.kind == "decision" else None
        said = int(event.body["frame"]) if event.kind == "outcome" else heard
        if said is not None and (said > frame or said == 0):
            break
        kept.append(event)
    return kept
