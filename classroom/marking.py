"""Marks finished runs in a process of its own: the mark, the mark sheet, then what each decision was worth.

``python -m classroom.marking --database URL``. Everything is written as it comes in, so whatever
ends this process loses at most the value it was working out. Two of them on one store do some work
twice and get the same numbers. Work that ends the process again and again is given up, and the
result page says so.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.anchors import Anchors, practice_anchors
from assessment.mark_sheet import MarkSheet
from assessment.play import replay_log
from assessment.removal import DecisionValue, Log, by_cost, value_of
from assessment.score import Score, score_run
from classroom.claims import now_ms
from classroom.engine import RealEngine
from classroom.followers import Followers
from classroom.resume import seeds_of
from classroom.sheets import begin_sheet, has_scale
from classroom.worker import work_until_left
from simulator.errors import DigestError, QuanmeiError, StoreError
from simulator.people import Audience
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from store import mark_rows, progress_rows
from store.database import Store
from store.run_rows import RunRow

MOST_VALUED = 40
"""Decisions of a run that are valued, each by playing the run again (assumed: under two minutes)."""
MOST_BEGUN = 3
"""Times a piece of work may be begun without coming to an end before it is given up (assumed)."""
LOOK_EVERY_S = 0.5
MARK, REPLAY, VALUE = "mark", "replay", "value:"  # pieces of work; a value's with the decision's key
SHEET = mark_rows.SHEET
_LOG = logging.getLogger("quanmei.marking")

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Ended:
    """A finished run with all that is needed to value its decisions.

    Parameters
    ----------
    wanted : tuple of str
        Keys of the decisions to value, those that used most of the means first.
    sheet : callable or None
        Works out the mark sheet; ``None`` where nothing was calibrated.
    """

    run: str
    start: Callable[[], Simulation]
    log: Log
    anchors: Anchors
    score: Score
    digest: str
    wanted: tuple[str, ...]
    sheet: Callable[[], MarkSheet | None] | None


class Marking:
    """Marks and values finished runs, one piece of work at a time.

    Parameters
    ----------
    store : Store
    engine : RealEngine
        Where cases, people and simulations come from.
    anchors_of : callable
        Returns the anchors of a form (case and world), or ``None``.
    """

    def __init__(
        self,
        store: Store,
        engine: RealEngine,
        anchors_of: Callable[[Scenario, int], Anchors | None] = practice_anchors,
    ) -> None:
        self._store, self._engine, self._anchors_of = store, engine, anchors_of
        self._tried: set[str] = set()
        self._ended: _Ended | None = None
        self._followers = Followers(store, engine)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        while not stop.is_set():
            try:
                worked = self.work_once()
            except StoreError as problem:  # busy or out of reach; what is missing is still missing
                _LOG.warning("marking: %s", problem)
                worked = False
            if not worked:
                stop.wait(LOOK_EVERY_S)

    def work_once(self) -> bool:
        """Do the next piece of work, a mark or one value; return whether there was one."""
        with self._store.reading() as connection:
            row = mark_rows.unmarked_run(connection, tried=self._tried)
            marked = row is not None and mark_rows.read_mark(connection, row.id)
            known = mark_rows.read_values(connection, row.id) if row is not None else {}
        # whoever still plays comes before the values of single decisions, and after a mark or a sheet
        if (row is None or (marked and SHEET in known)) and self._followers.step():
            return True
        if row is None:
            return False
        if not marked or marked["trouble"]:
            self._mark(row)
        else:
            self._value_next(row, known)
        return True

    def _may_begin(self, run: str, piece: str) -> bool:
        """Note that a piece of work is begun; ``False`` when it was too often without an end."""
        with self._store.writing() as connection:
            return mark_rows.begin_work(connection, run, piece) <= MOST_BEGUN

    # the mark ---------------------------------------------------------------------------------

    def _mark(self, row: RunRow) -> None:
        if not self._may_begin(row.id, MARK):
            _LOG.error("run %s ended the marking process %s times; it is not marked", row.id, MOST_BEGUN)
            self._write_mark(row.id, _mark_body(None, (), trouble="crashed"), left=0)
            return
        try:
            ended = self._open(row)
        except StoreError:
            raise
        except QuanmeiError:
            _LOG.exception("run %s could not be marked", row.id)
            self._write_trouble(row.id, "failed")
            return
        if ended is None:
            self._write_trouble(row.id, "no_anchors")
            return
        self._ended = None  # its replay is compared before the first value
        body = _mark_body(ended.score, ended.wanted, decisions=len(ended.log))
        self._write_mark(row.id, body, left=len(ended.wanted) + (ended.sheet is not None))

    def _write_trouble(self, run: str, trouble: str) -> None:
        self._tried.add(run)
        self._write_mark(run, _mark_body(None, (), trouble=trouble), left=mark_rows.TROUBLE)

    def _write_mark(self, run: str, body: Body, *, left: int) -> None:
        with self._store.writing() as connection:
            mark_rows.write_mark(connection, run, body, left=left, now_ms=now_ms())
            mark_rows.end_work(connection, run, MARK)

    def _open(self, row: RunRow) -> _Ended | None:
        """Return a finished run as its last checkpoint has it; ``None`` without anchors."""
        with self._store.reading() as connection:
            kept = progress_rows.read_checkpoint(connection, row.id)
            result = progress_rows.read_result(connection, row.id)
        if kept is None or result is None:
            raise DigestError(f"run {row.id} has a result but no undamaged state to mark")
        scenario = self._engine.case(row.case_id, row.case_version, row.agents)
        seeds = seeds_of(row)
        anchors = self._anchors_of(scenario, seeds.world)
        if anchors is None:
            return None
        people = self._engine.people(scenario, seeds.world)
        sim = self._engine.restore(scenario, people, kept.body)
        return _Ended(
            run=row.id, log=sim.log, anchors=anchors, score=score_run(sim, anchors), digest=result.digest,
            start=lambda: self._engine.start(scenario, people, seeds, row.luck),
            wanted=by_cost(sim)[:MOST_VALUED],
            sheet=(lambda: self._sheet(row, scenario, people, sim.log)) if has_scale(scenario, seeds.world) else None,
        )  # fmt: skip

    # the values -------------------------------------------------------------------------------

    def _value_next(self, row: RunRow, known: dict[str, Body]) -> None:
        ended = self._ended
        if ended is None or ended.run != row.id:
            ended = self._ended = self._take_up(row)
        if ended is None:
            return
        if ended.sheet is not None and SHEET not in known:
            self._write_sheet(row.id, ended.sheet)
            return
        key = next((key for key in ended.wanted if key not in known), None)
        if key is None:  # all are there, whatever the count says
            self._stop_valuing(row.id, "")
            return
        value = self._value(ended, key) if self._may_begin(row.id, VALUE + key) else None
        with self._store.writing() as connection:
            body = None if value is None else value.model_dump(mode="json")
            mark_rows.write_value(connection, row.id, key, {"value": body})
            mark_rows.end_work(connection, row.id, VALUE + key)

    def _sheet(self, row: RunRow, scenario: Scenario, people: Audience, log: Log) -> MarkSheet | None:
        """Work out a mark sheet, from where the run was followed to."""
        making = self._followers.take(row.id, log) or begin_sheet(scenario, people, seeds_of(row), row.luck)
        return None if making is None else making.sheet(log, forked=row.forked)

    def _write_sheet(self, run: str, make: Callable[[], MarkSheet | None]) -> None:
        """Work out the mark sheet; one that keeps ending the process, or fails, is left out."""
        sheet = None
        if self._may_begin(run, SHEET):
            try:
                sheet = make()
            except StoreError:
                raise
            except QuanmeiError:
                _LOG.exception("the mark sheet of run %s could not be made", run)
        with self._store.writing() as connection:
            body = None if sheet is None else sheet.model_dump(mode="json")
            mark_rows.write_value(connection, run, SHEET, {"sheet": body})
            mark_rows.end_work(connection, run, SHEET)

    @staticmethod
    def _value(ended: _Ended, key: str) -> DecisionValue | None:
        try:
            return value_of(ended.start(), ended.log, key, ended.anchors, ended.score)
        except StoreError:
            raise
        except QuanmeiError:
            _LOG.exception("decision %s of run %s could not be valued", key, ended.run)
            return None

    def _take_up(self, row: RunRow) -> _Ended | None:
        """Return a run that can be valued; where it cannot, write why."""
        if not self._may_begin(row.id, REPLAY):
            _LOG.error("run %s ended the marking process %s times; it is not valued", row.id, MOST_BEGUN)
            self._stop_valuing(row.id, "crashed")
            return None
        ended = self._repeat(row)
        if ended is None:
            self._stop_valuing(row.id, "not_repeatable")
        else:
            with self._store.writing() as connection:
                mark_rows.end_work(connection, row.id, REPLAY)
        return ended

    def _repeat(self, row: RunRow) -> _Ended | None:
        """Return a run if its replay gives the counts it ended with: values of another run say nothing."""
        try:
            ended = self._open(row)
            again = None if ended is None else replay_log(ended.start(), ended.log).sim.digest()
        except StoreError:
            raise
        except QuanmeiError:
            _LOG.exception("run %s cannot be played again", row.id)
            return None
        if ended is not None and again != ended.digest:
            _LOG.error("run %s does not replay to its own counts; its decisions are not valued", row.id)
            return None
        return ended

    def _stop_valuing(self, run: str, trouble: str) -> None:
        with self._store.writing() as connection:
            body = mark_rows.read_mark(connection, run) or _mark_body(None, ())
            mark_rows.write_mark(connection, run, body | {"trouble": trouble}, left=0, now_ms=now_ms())
            mark_rows.end_work(connection, run, REPLAY)


def _mark_body(score: Score | None, wanted: Sequence[str], *, decisions: int = 0, trouble: str = "") -> Body:
    return {
        "score": None if score is None else score.model_dump(mode="json"),
        "trouble": trouble,
        "decisions": decisions,
        "wanted": list(wanted),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Mark runs until standard input ends (``--follow-stdin``) or Ctrl-C."""
    return work_until_left(
        argv, "classroom.marking", "Mark finished runs.", lambda store: Marking(store, RealEngine()).run
    )


if __name__ == "__main__":
    sys.exit(main())
