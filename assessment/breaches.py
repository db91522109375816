"""What a run did against the rules: how many points each breach takes, and which may cap the mark.

A veto is never applied by the program: it is proposed, and an examiner confirms or lifts it (the
word lists hit honest texts too). Until then it takes what a limited piece takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.evidence import Evidence
from assessment.occasions import occasions
from simulator import decisions as dc
from simulator.reading import TextFeatures
from simulator.scenario import EventSpec, clock_of
from simulator.texts import Text

MOST_SUBTRACTED = 20.0
"""Points that breaches subtract at most (issue of the rubric)."""
POINTS = {"warning": 1.0, "throttle": 3.0, "veto_candidate": 10.0}
"""Points a finding takes by its grade; a hint takes none (assumed, so that two confirmed grave ones take all 20)."""
WEIGHTS = ((64, "veto_candidate"), (160, "throttle"), (256, "warning"))
"""Platform weight (of 256) up to which a limited piece counts as that grade (simulator.production)."""
TIMES = 3
"""Times that the same kind of breach takes points (assumed: one habit is not sixty faults)."""
UNCORRECTED = 120
"""Minutes after which an own wrong piece that was not put right is proposed for the cap (cases.md C)."""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One breach.

    Parameters
    ----------
    points : float
        What it takes, before the limit for all together.
    kind : str
        The rule that was broken; of the same kind only the first few take points.
    veto : bool
        Proposed for the cap below the pass mark.
    """

    minute: int
    key: str
    what: Text
    points: float
    kind: str
    veto: bool = False

    def said(self) -> Text:
        """Return the breach as a sentence."""
        at = clock_of(self.minute)
        veto = (
            ("，否决候选，待考评员确认", "; a veto candidate until an examiner confirms")
            if self.veto
            else ("", "")
        )
        return Text(
            zh=f"{at} {self.key}：{self.what.zh}，扣 {self.points:g} 分{veto[0]}。",
            en=f"{at} {self.key}: {self.what.en}, {self.points:g} points{veto[1]}.",
        )


def breaches(evidence: Evidence, *, vetoed: bool = False) -> tuple[Breach, ...]:
    """Return the breaches of a run in time.

    Parameters
    ----------
    vetoed : bool
        Whether an examiner confirmed the veto candidates: only then do they take their full points.
    """
    found = [*_noted(evidence, vetoed=vetoed), *_wrong_pieces(evidence)]
    return tuple(sorted(found, key=lambda breach: (breach.minute, breach.key)))


def counted(found: tuple[Breach, ...]) -> tuple[Breach, ...]:
    """Return the breaches that take points: of the same kind, the first few."""
    times: dict[str, int] = {}
    kept = []
    for breach in found:
        times[breach.kind] = times.get(breach.kind, 0) + 1
        if times[breach.kind] <= TIMES:
            kept.append(breach)
    return tuple(kept)


def subtracted(found: tuple[Breach, ...]) -> float:
    """Return the points that breaches take together.

    Examples
    --------
    >>> subtracted(())
    0.0
    """
    return min(MOST_SUBTRACTED, sum((breach.points for breach in counted(found)), 0.0))


def _noted(evidence: Evidence, *, vetoed: bool) -> Iterator[Breach]:
    """Yield what platforms limited and what handling of comments broke the rules."""
    pieces = {
        d.key: d for d in evidence.decisions if isinstance(d, dc.Publish | dc.ScheduleLive | dc.BookCreator)
    }
    inherited = {decision.key for _, decision in evidence.inherited}
    for note in evidence.final.world.breaches:
        if note["key"] in inherited or int(note["minute"]) < evidence.begun:
            continue  # another's
        piece = pieces.get(note["key"])
        grade = piece.features.worst_grade if piece is not None and piece.features is not None else None
        weight = int(note["throttle"])
        grave = weight == 0  # criticism was deleted: no piece is limited
        name = "veto_candidate" if grave else _grade(weight, grade)
        proposed = name == "veto_candidate" and not vetoed
        yield Breach(
            minute=int(note["minute"]), key=str(note["key"]), what=Text(zh=note["zh"], en=note["en"]),
            points=POINTS["throttle" if proposed else name], veto=name == "veto_candidate", kind=_rule(piece, str(note["en"])),
        )  # fmt: skip


def _rule(piece: dc.Decision | None, said: str) -> str:
    read: TextFeatures | None = getattr(piece, "features", None)
    if read is None or not read.ad_findings:
        return said
    return next(finding.rule for finding in read.ad_findings if finding.grade == read.worst_grade)


def _grade(weight: int, grade: str | None) -> str:
    if grade in POINTS:
        return grade
    return next(name for limit, name in WEIGHTS if weight <= limit or name == "warning")


def _wrong_pieces(evidence: Evidence) -> Iterator[Breach]:
    """Yield own pieces that said something wrong for too long.

    They cost what a limited piece does: that nothing was put right is already in the handling.
    """
    specs: dict[str, EventSpec] = {spec.key: spec for spec in evidence.scenario.events}
    for occasion in occasions(evidence):
        if specs[occasion.key].kind != "own_slip":
            continue
        late = occasion.seen.minute + UNCORRECTED
        if occasion.answered is None or occasion.answered > late:
            yield Breach(
                minute=late, key=occasion.key, points=POINTS["throttle"], veto=True, kind=occasion.key,
                what=Text(zh="自有内容的错误 2 小时未更正", en="an own mistake stood uncorrected for two hours"),
            )  # fmt: skip
