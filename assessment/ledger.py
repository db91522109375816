"""The decision ledger (复盘): what every review point and every decision was worth, and what was open.

Futures are given where they tell something: all questions get 8, those that stay undecided get more,
up to 64, as long as the budget of look-aheads lasts. The best alternative is chosen on one half of
the futures and valued on the other, so that choosing among several makes nobody look wrong; and of
all that is called a mistake or a strength in a report, at most one in twenty is chance.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assessment.alternatives import NOTHING, alternatives
from assessment.attempt import Attempt, keep_attempt
from assessment.branch import BRANCH_AGENTS, branch_of
from assessment.executor import Staff
from assessment.kept_runs import kept_file, run_kept
from assessment.provisional import Provisional
from assessment.removal import dependents
from assessment.statistics import Estimate, discoveries, estimate
from assessment.valuation import (
    POINT,
    START,
    WITHOUT,
    ReviewPoint,
    Sample,
    Samples,
    Wanted,
    let_go,
    review_points,
    sample,
)
from simulator.decisions import Decision
from simulator.scenario import Scenario
from simulator.texts import Text

FIRST, MOST = 8, 64
"""Fewest and most futures of a question (issue of the score)."""
BUDGET = 330
"""Look-aheads of a ledger; the first round is played whole also when it takes more (docs/decisions/018, Cost)."""
VALUED, COMPARED = 16, 4
"""Decisions that are valued, and those among them whose alternatives are played, by the means they used."""
PARTS = 8
"""Fewest stretches of a round, so that one process alone shows how far it is (assumed)."""
IDLE = 0.1
"""Work of asking what was left undone where nothing was decided, to that of playing a future (measured)."""
CLEAR = 3.5
"""Standard errors from which a question needs no more futures."""
DULL = 1.0
"""Standard errors below which more futures would hardly tell anything."""

Progress = Callable[[int, int], None]
Verdict = Literal["", "strength", "mistake"]
Key = tuple[int, str, str]
"""Minute, decision, question."""


class Other(BaseModel):
    """An alternative that was open, and what it would have brought beside what was done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    label: Text
    value: Estimate


class DecisionRow(BaseModel):
    """What one decision was worth.

    Parameters
    ----------
    value : Estimate
        Attainment (1: every target) with it less that without it.
    removed_with : tuple of str
        Decisions that go with it, because they name what it created.
    best : Other, optional
        The best of the alternatives, valued on futures it was not chosen on.
    verdict : {"", "strength", "mistake"}
        Only what survives the false-discovery rate is named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    lever: str
    minute: int
    effective: int
    value: Estimate
    removed_with: tuple[str, ...] = ()
    best: Other | None = None
    verdict: Verdict = ""
    reason: str = ""
    forecast: str = ""


class PointRow(BaseModel):
    """What all that was decided at a review point, or left undone, was worth beside the competent policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minute: int
    until: int
    keys: tuple[str, ...]
    value: Estimate


class Ledger(BaseModel):
    """All values of a run.

    Parameters
    ----------
    start : Estimate
        What the competent policy attains from the beginning, V(s0).
    outcome, outcome_error : float
        V(s0) and all that the decisions added, with its standard error.
    realised, luck : float
        What was attained in the run, and how much of it chance gave: shown, not graded.
    unvalued : tuple of str
        Decisions that were not valued one by one (they are in their points).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    attempt: str
    people: int
    start: Estimate
    points: tuple[PointRow, ...]
    decisions: tuple[DecisionRow, ...]
    realised: float
    outcome: float
    outcome_error: float
    luck: float
    unvalued: tuple[str, ...] = ()
    rollouts: int
    seconds: float


def make_ledger(  # noqa: PLR0913 - two, and named settings with defaults
    attempt: Attempt,
    realised: float,
    order: Sequence[str] = (),
    *,
    people: int = BRANCH_AGENTS,
    budget: int = BUDGET,
    workers: int | None = None,
    progress: Progress | None = None,
    fresh: bool = False,
    glance: Provisional | None = None,
) -> Ledger:
    """Value every review point and decision of a finished run.

    Parameters
    ----------
    realised : float
        Weighted attainment that the run reached.
    order : sequence of str
        Keys of the decisions, those worth looking at first (`assessment.removal.by_cost`).
    people : int
        Most simulated people of the futures.
    budget : int
        Look-aheads in all; the first round is always played whole.
    fresh : bool
        Play everything again, whatever is kept of an earlier valuation (to verify one).
    glance : Provisional, optional
        Take the review points from the regression and play single decisions alone: a fraction of the time.
    """
    begun = time.monotonic()
    name, log = keep_attempt(attempt), attempt.decisions()
    branch = branch_of(attempt.case, attempt.world, attempt.agents, people)
    points = review_points(branch, log)
    valued = [key for key in order or [d.key for _, d in log] if any(d.key == key for _, d in log)][:VALUED]
    compared = set(valued[:COMPARED])
    asked = dict.fromkeys(_questions(points, valued, compared, branch.scenario), FIRST)
    if glance is not None:
        asked = {key: count for key, count in asked.items() if key[1]}
    with Staff(workers) as staff:
        study = _Study(name, people, branch.scenario, staff, progress)
        study.busy = {point.minute for point in points if point.decisions}
        if fresh:
            study.begin_anew()
        study.play(dict.fromkeys(asked, (0, FIRST)))
        while study.rollouts < budget:
            more = {
                key: (n, min(MOST, 2 * n)) for key, n in asked.items() if n < MOST and study.undecided(key)
            }
            more = _affordable(more, budget - study.rollouts)
            if not more:
                break
            study.play(more)
            asked |= {key: last for key, (_, last) in more.items()}
    let_go()
    return _ledger(study, name, people, points, valued, realised, time.monotonic() - begun, glance)


def _questions(
    points: Sequence[ReviewPoint], valued: Sequence[str], compared: set[str], scenario: Scenario
) -> Iterable[Key]:
    yield (points[0].minute, "", START)
    for point in points:
        yield (point.minute, "", POINT)
        for decision in point.decisions:
            if decision.key in valued:
                yield (point.minute, decision.key, WITHOUT)
            if decision.key in compared:
                for other in alternatives(scenario, decision, point.minute):
                    yield (point.minute, decision.key, other.key)


def _affordable(more: dict[Key, tuple[int, int]], left: int) -> dict[Key, tuple[int, int]]:
    """Keep as many questions as the budget pays for; a future of a question is two look-aheads at most."""
    out: dict[Key, tuple[int, int]] = {}
    for key, (first, last) in more.items():
        left -= 2 * (last - first)
        if left < 0:
            break
        out[key] = (first, last)
    return out


class _Study:
    """What has been found so far, and the playing of more."""

    def __init__(
        self, name: str, people: int, scenario: Scenario, staff: Staff, progress: Progress | None
    ) -> None:
        self.scenario = scenario
        self.busy: Collection[int] = ()
        self._name, self._people, self._staff, self._progress = name, people, staff, progress
        self._file = kept_file(f"ledger-{name}-{people}")
        self.found: defaultdict[Key, list[Sample]] = defaultdict(list)
        self.rollouts = 0

    def begin_anew(self) -> None:
        """Keep what is played from now on apart from what was kept before."""
        self._file = kept_file(f"ledger-{self._name}-{self._people}-again")
        self._file.unlink(missing_ok=True)

    def play(self, wanted: dict[Key, tuple[int, int]]) -> None:
        """Answer questions in their further futures."""
        lines: list[Wanted] = [(*key, first, last) for key, (first, last) in wanted.items()]
        parts = max(PARTS, 8 * self._staff.workers)
        end = self.scenario.last_minute
        jobs = [(self._name, self._people, part) for part in _stretches(lines, parts, self.busy, end)]
        results = run_kept(sample, jobs, self._file, Samples, staff=self._staff, progress=self._progress)
        for result in results:
            self.rollouts += result.rollouts
            for one in result.found:
                self.found[one.minute, one.decision, one.question].append(one)

    def undecided(self, key: Key) -> bool:
        """Tell whether more futures would tell more."""
        if key not in self.found:
            return False
        now = self.of(key)
        return now.error > 0 and DULL < abs(now.mean) / now.error < CLEAR

    def of(self, key: Key, half: int | None = None) -> Estimate:
        """Return the estimate of a question; of one half of its futures if asked for."""
        chosen = [s for s in self.found[key] if half is None or s.future % 2 == half]
        return estimate([s.gain for s in chosen], [s.kpis for s in chosen])


def _stretches(
    lines: Sequence[Wanted], parts: int, busy: Collection[int], end: int
) -> list[tuple[Wanted, ...]]:
    """Cut the questions, in time, into stretches of about equal work, so that no process is left with most of it.

    Questions of one minute share what they play in a future, so a minute that is too much for a
    stretch is cut between its futures.
    """
    work = {line: _work(line, busy, end) for line in lines}
    most = sum(work.values()) / parts
    out: list[list[Wanted]] = []
    done = most
    for _, group in groupby(sorted(lines), key=itemgetter(0)):
        of_minute = list(group)
        for piece in _by_futures(of_minute, ceil(sum(work[line] for line in of_minute) / most)):
            if done >= most:
                out.append([])
                done = 0.0
            out[-1] += piece
            done += sum(_work(line, busy, end) for line in piece)
    return [tuple(stretch) for stretch in out]


def _work(line: Wanted, busy: Collection[int], end: int) -> float:
    """Return about how long a question is played: its futures, each to the end of the run."""
    minute, key, question, first, last = line
    idle = not key and question == POINT and minute not in busy
    return (last - first) * (end - minute) * (IDLE if idle else 1.0)


def _by_futures(lines: Sequence[Wanted], pieces: int) -> list[list[Wanted]]:
    """Cut questions of one minute between their futures."""
    marks = sorted({number for line in lines for number in line[3:]})
    step = max(1, -(-(marks[-1] - marks[0]) // pieces))
    out: list[list[Wanted]] = []
    for first in range(marks[0], marks[-1], step):
        cut = [(*line[:3], max(first, line[3]), min(first + step, line[4])) for line in lines]
        out.append([line for line in cut if line[3] < line[4]])
    return [piece for piece in out if piece]


def _ledger(
    study: _Study, name: str, people: int, points: Sequence[ReviewPoint], valued: Sequence[str],
    realised: float, seconds: float, glance: Provisional | None,
) -> Ledger:  # fmt: skip
    if glance is None:
        start, rows = study.of((points[0].minute, "", START)), _point_rows(study, points)
    else:
        start = Estimate(
            mean=glance.start, error=0.0, futures=1
        )  # the regression's, without a spread of its own
        rows = tuple(PointRow.model_validate(one.model_dump()) for one in glance.points)
    every = [d for point in points for d in point.decisions]
    decisions = [
        _row(study, point.minute, decision, every)
        for point in points
        for decision in point.decisions
        if decision.key in valued
    ]
    outcome = start.mean + sum(row.value.mean for row in rows)
    error = (start.error**2 + sum(row.value.error**2 for row in rows)) ** 0.5
    return Ledger(
        attempt=name, people=people, start=start, points=rows, decisions=_judged(decisions),
        realised=round(realised, 6), outcome=round(outcome, 6), outcome_error=round(error, 6),
        luck=round(realised - outcome, 6), unvalued=tuple(d.key for d in every if d.key not in valued),
        rollouts=study.rollouts, seconds=round(seconds, 1),
    )  # fmt: skip


def _point_rows(study: _Study, points: Sequence[ReviewPoint]) -> tuple[PointRow, ...]:
    return tuple(
        PointRow(
            minute=point.minute, until=point.until, keys=tuple(d.key for d in point.decisions),
            value=study.of((point.minute, "", POINT)),
        )
        for point in points
    )  # fmt: skip


def _row(study: _Study, minute: int, decision: Decision, every: Sequence[Decision]) -> DecisionRow:
    return DecisionRow(
        key=decision.key, lever=decision.lever, minute=minute,
        effective=decision.at if decision.at is not None else minute,
        value=study.of((minute, decision.key, WITHOUT)), removed_with=dependents(every, decision.key),
        best=_best(study, minute, decision), reason=decision.reason, forecast=decision.forecast,
    )  # fmt: skip


def _best(study: _Study, minute: int, decision: Decision) -> Other | None:
    """Choose the best alternative on the even futures and value it on the odd ones."""
    mine = [key for key in study.found if key[:2] == (minute, decision.key)]
    if not mine:
        return None
    chosen = min(mine, key=lambda key: study.of(key, half=0).mean)
    worth = study.of(chosen, half=1)
    turned = worth.model_copy(
        update={"mean": -worth.mean, "kpis": {name: -value for name, value in worth.kpis.items()}}
    )
    return Other(key=chosen[2], label=_label(study, decision, minute, chosen[2]), value=turned)


def _label(study: _Study, decision: Decision, minute: int, question: str) -> Text:
    if question == WITHOUT:
        return NOTHING
    scenario = study.scenario
    return next(one.label for one in alternatives(scenario, decision, minute) if one.key == question)


def _judged(rows: Sequence[DecisionRow]) -> tuple[DecisionRow, ...]:
    """Name mistakes and strengths: only what survives the false-discovery rate over the whole report."""
    real = survivors(rows)
    return tuple(row.model_copy(update={"verdict": _verdict(row, real)}) for row in rows)


def survivors(rows: Sequence[DecisionRow]) -> frozenset[str]:
    """Return what survives the false-discovery rate: ``value KEY`` and ``best KEY`` of decisions."""
    chances = {f"value {row.key}": row.value.chance for row in rows}
    chances |= {f"best {row.key}": row.best.value.chance for row in rows if row.best is not None}
    return discoveries(chances)


def _verdict(row: DecisionRow, real: frozenset[str]) -> Verdict:
    better = row.best is not None and row.best.value.mean > 0 and f"best {row.key}" in real
    if better or (row.value.mean < 0 and f"value {row.key}" in real):
        return "mistake"
    return "strength" if row.value.mean > 0 and f"value {row.key}" in real else ""
