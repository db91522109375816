"""A sealed transcript scored: provisional mark at once, then the ledger, why, curves, advice, and all hashes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assessment.advice import Advice, Skill, advice, skills
from assessment.attempt import Attempt, plain_log
from assessment.branch import BRANCH_AGENTS, Branch, branch_of, outcome_of
from assessment.causes import causes
from assessment.curves import Curves, play_curves
from assessment.evidence import Evidence
from assessment.form import Form, load_form
from assessment.full_mark import FormScale, full_mark, load_form_scale, practice_form_scale
from assessment.goals import attainments
from assessment.ledger import BUDGET, DecisionRow, Ledger, make_ledger
from assessment.marking_scheme import MarkSheet
from assessment.play import Played, replay_log, replay_to
from assessment.provisional import Following, Provisional
from assessment.removal import by_cost
from assessment.transcript import Transcript, bad_entry, check_chain, check_form
from simulator.decisions import Decision
from simulator.errors import DecisionError, DigestError
from simulator.kpis import kpi_denominators
from simulator.scenario import clock_of
from simulator.texts import Text

Step = Callable[[str, int, int], None]
"""Called with what is being done, and how far it is."""
Band = Literal["excellent", "good", "pass", "fail"]
BANDS: tuple[tuple[float, Band, Text], ...] = (
    (85.0, "excellent", Text(zh="优秀", en="excellent")),
    (75.0, "good", Text(zh="良好", en="good")),
    (60.0, "pass", Text(zh="合格", en="pass")),
    (0.0, "fail", Text(zh="不合格", en="fail")),
)
"""Lowest mark of each band. 60 passes (architecture); 75 and 85 are assumed: where the experts begin is 85."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoalLine(_Frozen):
    """One goal of the brief and how far it was reached; ``scored`` is false where the anchors tell nothing apart."""

    key: str
    kpi: str
    label: Text
    value: float
    target: float
    direction: str
    weight: float
    attained: float
    scored: bool


class Hashes(_Frozen):
    """What a mark was made from: change any and the mark cannot be recomputed."""

    transcript: str
    case: str
    case_hash: str
    engine: str
    population: str
    digest: str
    anchors: str
    policies: str
    regression: str
    scale: str


class ScoredRun(_Frozen):
    """Everything a report says.

    Parameters
    ----------
    unfinished : bool
        The trainee stopped at ``until``; what was left was played without further decisions.
    provisional : MarkSheet
        By the regression.
    sheet, ledger : optional
        By look-aheads; ``None`` in a report that is provisional only.
    span : float
        Weighted attainment between 0 and full points of the outcome.
    difference : float, optional
        Total by look-aheads less the provisional one.
    names : dict of str to str
        What decisions are about, in the trainee's own words.
    """

    case: str
    title: Text
    attempt: str
    until: int
    unfinished: bool
    total: float
    band: Band
    provisional_total: float
    difference: float | None
    provisional: MarkSheet
    sheet: MarkSheet | None
    span: float
    full_size: bool
    goals: tuple[GoalLine, ...]
    ledger: Ledger | None
    causes: dict[str, Text]
    names: dict[str, str]
    curves: Curves | None
    advice: tuple[Advice, ...]
    skills: tuple[Skill, ...]
    hashes: Hashes
    seconds: dict[str, float]

    @property
    def marked(self) -> MarkSheet:
        """The sheet that counts: by look-aheads where there is one."""
        return self.sheet if self.sheet is not None else self.provisional


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a transcript is to be scored.

    Parameters
    ----------
    ledger : bool
        Value decisions by look-aheads; only the provisional mark otherwise.
    full_size : bool
        Play look-aheads on all people instead of the branch's.
    people : int
        Most simulated people of the branch.
    fresh : bool
        Use nothing that is kept of an earlier scoring.
    practice : bool
        Read a world that was not calibrated against the first one's anchors; an exam never does.
    decisions_only : bool
        Play single decisions alone; review points and mark stay those of the regression.
    """

    ledger: bool = True
    full_size: bool = False
    people: int = BRANCH_AGENTS
    budget: int = BUDGET
    workers: int | None = None
    fresh: bool = False
    practice: bool = False
    decisions_only: bool = False


def band_of(total: float) -> Band:
    """Return the band of a mark.

    Examples
    --------
    >>> band_of(85), band_of(84.9), band_of(60), band_of(59.9)
    ('excellent', 'good', 'pass', 'fail')
    """
    return next(band for least, band, _ in BANDS if total >= least)


def band_text(band: Band) -> Text:
    """Return the name of a band."""
    return next(text for _, name, text in BANDS if name == band)


def names_of(decisions: Sequence[Decision]) -> dict[str, str]:
    """Return what each decision is about in the trainee's own words: its title, or that of what it names."""
    titles = {one.key: str(getattr(one, "title", "")) for one in decisions}
    about = {one.key: str(getattr(one, "content", getattr(one, "room", ""))) for one in decisions}
    found = {key: titles[key] or titles.get(about[key], "") for key in titles}
    return {key: title for key, title in found.items() if title}


def score_transcript(
    transcript: Transcript,
    wish: Wish | None = None,
    *,
    step: Step | None = None,
    at_once: Callable[[MarkSheet], None] | None = None,
) -> ScoredRun:
    """Score a sealed transcript.

    Parameters
    ----------
    step : callable, optional
        Told of progress.
    at_once : callable, optional
        Given the provisional sheet as soon as it is there.

    Raises
    ------
    DigestError
        If the transcript was edited, cut short, or is of another case version or engine; the first
        bad entry is named.
    ScenarioError
        If the form was not calibrated.
    """
    return _Scoring(transcript, wish or Wish(), step).scored(at_once)


def open_transcript(transcript: Transcript) -> Form:
    """Return the form of a transcript that may be scored.

    Raises
    ------
    DigestError
        If it may not.
    """
    check_chain(transcript)
    header = transcript.header
    form = load_form(header.source, world=int(header.world), agents=header.agents)
    check_form(transcript, form.scenario, form.audience.digest)
    if transcript.state == "running":
        raise DigestError(
            f"运行还在进行（{clock_of(transcript.until)}），结束前不给总分 / "
            f"the run is still going on ({clock_of(transcript.until)}): there is no total before its end"
        )
    return form


class _Scoring:
    """One transcript on its way to a score."""

    def __init__(self, transcript: Transcript, wish: Wish, step: Step | None) -> None:
        self._begun = time.monotonic()
        self._seconds: dict[str, float] = {}
        self._wish, self._step = wish, step
        self._transcript, header = transcript, transcript.header
        self._form = open_transcript(transcript)
        self._chance, self._log = int(header.chance), transcript.log()
        self._scale = self._form_scale()
        self._branch: Branch = branch_of(header.source, self._form.world, header.agents, wish.people)

    def scored(self, at_once: Callable[[MarkSheet], None] | None) -> ScoredRun:
        evidence, glance = self._evidence()
        sheet = full_mark(self._branch, self._scale, evidence, glance)
        self._clock("provisional")
        if at_once is not None:
            at_once(sheet)
        if not self._wish.ledger:
            return self._result(evidence, sheet, None, None)
        ledger = self._ledger(evidence, glance)
        self._clock("ledger")
        self._say("curves", 0)
        best, worst = _extremes(ledger)
        header = self._transcript.header
        curves = play_curves(self._branch, self._chance, header.attempt, self._log, best, worst)
        self._clock("report")
        return self._result(evidence, sheet, ledger, curves)

    def _form_scale(self) -> FormScale:
        scenario, world = self._form.scenario, self._form.world
        found = practice_form_scale(scenario, world) if self._wish.practice else None
        return found if found is not None else load_form_scale(scenario, world)

    def _evidence(self) -> tuple[Evidence, Provisional]:
        """Play the transcript again and value it; it must be taken whole and give the recorded counts."""
        begun = self._form.start(self._chance, attempt=self._transcript.header.attempt)
        try:
            following = Following(
                self._branch,
                self._scale.values,
                begun,
                progress=lambda now, end: self._say("provisional", now, end),
            )
            evidence, glance = following.ended(self._log)
        except DecisionError:
            self._refuse_first()
            raise
        if self._digest(evidence) != self._transcript.digest:
            raise DigestError(
                "重放的计数与封存的不符 / played again, the transcript does not give the counts that were sealed"
            )
        return evidence, glance

    def _digest(self, evidence: Evidence) -> str:
        """Return the digest of the counts at the minute at which the transcript was sealed."""
        if self._transcript.until >= self._form.scenario.last_minute:
            return evidence.final.digest()
        played = Played(sim=self._form.start(self._chance, attempt=self._transcript.header.attempt))
        replay_to(played, self._log, self._transcript.until)
        return played.sim.digest()

    def _refuse_first(self) -> None:
        """Name the first entry that this form does not take."""
        again = replay_log(self._form.start(self._chance, attempt=self._transcript.header.attempt), self._log)
        if again.refused:
            minute, key, why = again.refused[0]
            number = next(n for n, (_, d) in enumerate(self._log, start=1) if d.key == key)
            raise bad_entry(number, minute, f"重放时被拒（{why}）", f"refused when played again ({why})")

    def _ledger(self, evidence: Evidence, glance: Provisional) -> Ledger:
        header, wish = self._transcript.header, self._wish
        attempt = Attempt(
            case=header.source, world=int(header.world), chance=self._chance, attempt=header.attempt,
            agents=header.agents, log=plain_log(self._log),
        )  # fmt: skip
        realised = outcome_of(evidence.final, self._branch.goals).value
        return make_ledger(
            attempt, realised, by_cost(evidence.final), budget=wish.budget, workers=wish.workers, fresh=wish.fresh,
            people=self._form.audience.n if wish.full_size else wish.people,
            progress=lambda done, total: self._say("ledger", done, total),
            glance=glance if wish.decisions_only else None,
        )  # fmt: skip

    def _say(self, what: str, done: int, total: int = 1) -> None:
        if self._step is not None:
            self._step(what, done, total)

    def _clock(self, what: str) -> None:
        """Note the seconds since the beginning at which something was there."""
        self._seconds[what] = round(time.monotonic() - self._begun, 1)

    def _result(
        self, evidence: Evidence, glance: MarkSheet, ledger: Ledger | None, curves: Curves | None
    ) -> ScoredRun:
        header, scenario = self._transcript.header, self._form.scenario
        played = None if self._wish.decisions_only else ledger
        sheet = None if played is None else full_mark(self._branch, self._scale, evidence, played)
        counted = sheet if sheet is not None else glance
        zero, full = self._scale.anchors.scale(scenario.goals)
        return ScoredRun(
            case=header.case, title=scenario.title, attempt=header.attempt, until=self._transcript.until,
            unfinished=self._transcript.state == "unfinished",
            total=counted.total, band=band_of(counted.total), provisional_total=glance.total,
            difference=None if sheet is None else round(sheet.total - glance.total, 1),
            provisional=glance, sheet=sheet, span=round(full - zero, 6), full_size=self._wish.full_size,
            goals=self._goals(evidence), ledger=ledger, curves=curves,
            causes={} if ledger is None else causes(evidence, ledger),
            names=names_of(evidence.decisions),
            advice=() if ledger is None else advice(ledger), skills=skills(counted, evidence.decisions),
            hashes=self._hashes(), seconds=self._seconds,
        )  # fmt: skip

    def _goals(self, evidence: Evidence) -> tuple[GoalLine, ...]:
        scenario, kpis = self._form.scenario, evidence.final.kpis()
        reached = attainments(scenario, kpis, kpi_denominators(evidence.final.world))
        scored = {goal.key for goal in self._branch.goals}
        return tuple(
            GoalLine(
                key=goal.key, kpi=goal.kpi, label=goal.label, value=round(kpis.get(goal.kpi, 0.0), 6),
                target=goal.target, direction=goal.direction, weight=goal.weight,
                attained=round(reached[goal.key], 6), scored=goal.key in scored,
            )
            for goal in scenario.goals
        )  # fmt: skip

    def _hashes(self) -> Hashes:
        header, scale = self._transcript.header, self._scale
        return Hashes(
            transcript=self._transcript.seal, case=header.case, case_hash=header.case_hash, engine=header.engine,
            population=header.population, digest=self._transcript.digest, anchors=scale.anchors.seal,
            policies=scale.anchors.policies, regression=scale.values.seal, scale=scale.scale.seal,
        )  # fmt: skip


def _extremes(ledger: Ledger) -> tuple[str, str]:
    """Return the decisions worth most and least; a best one helps and a worst one harms."""
    rows: list[DecisionRow] = sorted(ledger.decisions, key=lambda row: row.value.mean)
    best = rows[-1].key if rows and rows[-1].value.mean > 0 else ""
    worst = rows[0].key if rows and rows[0].value.mean < 0 else ""
    return best, worst
