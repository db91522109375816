"""The mark of a finished live run, worked out from its last checkpoint.

It takes seconds (people are read, every number is counted again), so callers do it in a thread.
"""

from __future__ import annotations

from assessment.anchors import load_anchors
from assessment.score import Score, score_run
from classroom.engine import RealEngine
from classroom.resume import seeds_of
from classroom.runs import Classroom
from simulator.errors import FinishedRunError, UnknownNameError
from store.database import Store
from store.run_rows import get_run


def mark_run(room: Classroom, run_id: str) -> Score:
    """Return the mark of a finished run.

    Raises
    ------
    FinishedRunError
        If the run is not finished yet.
    UnknownNameError
        If the case has no stored anchors to be marked against.
    """
    data = room.final_checkpoint(run_id)
    if data is None:
        raise FinishedRunError(
            "运行尚未结束，还不能评分 / the run is not finished, so it cannot be marked yet"
        )
    scenario = room.scenario(run_id)
    anchors = load_anchors(scenario)
    if anchors is None:
        raise UnknownNameError("anchors for", scenario.versioned, ())
    engine = RealEngine()
    sim = engine.restore(scenario, engine.people(scenario, _world(room, run_id)), data)
    return score_run(sim, anchors)


def _world(room: Classroom, run_id: str) -> int:
    store = Store(room.database_url)
    try:
        with store.reading() as connection:
            return seeds_of(get_run(connection, run_id)).world
    finally:
        store.close()
