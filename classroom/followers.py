"""Plays runs again while they still go on, so that a mark is there seconds after the end.

A run of two weeks takes some fifteen seconds to be valued. Forty candidates end together: done behind them,
review point by review point, nothing but the last hours is left when the time is over. Nothing of it is shown
or kept before the end; what is lost with this process is played again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assessment.valuation import Log
from classroom.engine import RealEngine
from classroom.resume import played_decisions, seeds_of
from classroom.sheets import Making, begin_sheet
from simulator.errors import QuanmeiError, StoreError
from simulator.scenario import Scenario
from store import event_log, mark_rows, progress_rows, run_rows
from store.database import Store
from store.event_log import Event
from store.run_rows import RunRow

GOING_ON = ("running", "paused")
FOLLOW = "follow"
MOST_BEGUN = 3
"""Times a stretch may be begun without coming to an end before a run is followed no more (assumed)."""
MOST_FOLLOWED = 40
"""Runs that are followed at once, each some 30 MB of memory (assumed: a class)."""
LEAP = 9 * 60
"""Simulated minutes behind a run from which it is worth going on: more than a night between two review points."""
STRIDE = 24 * 60
"""Simulated minutes that are played at a time: about a second, so that whoever ends is not kept waiting."""
_LOG = logging.getLogger("quanmei.marking")


class Followers:
    """The mark sheets in the making of runs that still go on.

    Parameters
    ----------
    store : Store
    engine : RealEngine
        Where cases, people and simulations come from.
    """

    def __init__(self, store: Store, engine: RealEngine) -> None:
        self._store, self._engine = store, engine
        self._making: dict[str, Making] = {}
        self._without: set[str] = set()

    def step(self) -> bool:
        """Play on a day behind the run that is furthest ahead; return whether there was one."""
        with self._store.reading() as connection:
            rows = run_rows.list_runs(connection, GOING_ON)
        chosen = max(self._worth_it(rows), key=self._behind, default=None)
        if chosen is None:
            return False
        if not self._may_go_on(chosen.id):
            _LOG.error(
                "following run %s ended the process %s times; it is marked at its end", chosen.id, MOST_BEGUN
            )
            self._give_up(chosen.id)
            return True
        try:
            self._follow(chosen)
            with self._store.writing() as connection:
                mark_rows.end_work(connection, chosen.id, FOLLOW)
        except StoreError:
            raise
        except QuanmeiError:  # its end is marked in one go, and what is wrong is said there
            _LOG.exception("run %s cannot be followed", chosen.id)
            self._give_up(chosen.id)
        return True

    def take(self, run: str, log: Log) -> Making | None:
        """Return what was made behind a run that has ended and forget it; ``None`` if that is not its beginning."""
        made = self._making.pop(run, None)
        return made if made is not None and made.fits(log) else None

    def _may_go_on(self, run: str) -> bool:
        """Note that a stretch is begun; ``False`` when that was too often without an end."""
        with self._store.writing() as connection:
            return mark_rows.begin_work(connection, run, FOLLOW) <= MOST_BEGUN

    def _worth_it(self, rows: Sequence[RunRow]) -> list[RunRow]:
        states = {row.id: row.state for row in rows}
        free = len(self._making) < MOST_FOLLOWED or any(states.get(run) != "running" for run in self._making)
        return [
            row
            for row in rows
            if row.id not in self._without and self._behind(row) >= LEAP and (free or row.id in self._making)
        ]

    def _behind(self, row: RunRow) -> int:
        made = self._making.get(row.id)
        return row.minute - (made.minute if made is not None else 0)

    def _follow(self, row: RunRow) -> None:
        making = self._making.get(row.id) or self._begin(row)
        if making is None:
            self._give_up(row.id)
            return
        self._keep(row.id, making)
        with self._store.reading() as connection:
            now = run_rows.get_run(connection, row.id)
            events = tuple(event_log.read(connection, row.id, kinds=("decision", "outcome")))
            minutes = progress_rows.frame_minutes(connection, row.id)
        log = log_so_far(events, minutes, now.last_frame)
        if not making.fits(log):
            self._give_up(row.id)
            return
        making.follow(log, min(now.minute, making.minute + STRIDE))

    def _keep(self, run: str, making: Making) -> None:
        """Keep a sheet in the making; where there are too many, one whose run stands still makes room."""
        if run not in self._making and len(self._making) >= MOST_FOLLOWED:
            with self._store.reading() as connection:
                rows = run_rows.rows_of(connection, self._making)
            still = next(
                (one for one in self._making if one not in rows or rows[one].state != "running"), None
            )
            self._making.pop(still or next(iter(self._making)))
        self._making[run] = making

    def _begin(self, row: RunRow) -> Making | None:
        scenario: Scenario = self._engine.case(row.case_id, row.case_version, row.agents)
        seeds = seeds_of(row)
        return begin_sheet(scenario, self._engine.people(scenario, seeds.world), seeds, row.luck)

    def _give_up(self, run: str) -> None:
        self._making.pop(run, None)
        self._without.add(run)


def log_so_far(events: Sequence[Event], minutes: dict[int, int], last_frame: int) -> Log:
    """Return what a run had accepted by a frame, as its simulation logs it: (minute, decision).

    Parameters
    ----------
    minutes : dict of int to int
        Minute that each frame ended at.
    """
    answers = {e.body["decision_seq"]: e.body["status"] for e in events if e.kind == "outcome"}
    asked = played_decisions(tuple(events))
    return tuple(
        (minutes.get(frame - 1, 0), decision)
        for frame in sorted(asked)
        for seq, decision in asked[frame]
        if frame <= last_frame and answers[seq] == "accepted"
    )
