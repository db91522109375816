"""The ledger of a finished run (复盘): its decisions valued by look-aheads, as a report has them."""

from __future__ import annotations

from collections.abc import Callable

from assessment.scored_run import ScoredRun, Wish, score_transcript
from assessment.transcript import header_of, seal_run
from simulator.simulation import Simulation

Told = Callable[[int, int], None]
"""Called with the look-aheads that are played, and those of the present round."""


def scored_run_of(final: Simulation, case_id: str, agents: int | None, told: Told) -> ScoredRun:
    """Return everything a report says about a run that has come to its end.

    Takes minutes. What was played is kept in the user's cache as it comes in: begun again after a
    kill, it goes on from there.

    Parameters
    ----------
    final : Simulation
        At the end of its settlement.
    agents : int or None
        People of the run, where they are not the case's.
    """

    def step(what: str, done: int, total: int) -> None:
        if what == "ledger":
            told(done, total)

    transcript = seal_run(final, header_of(final, case_id, agents))
    # one process: live runs are played beside it
    return score_transcript(transcript, Wish(practice=True, workers=1), step=step)
