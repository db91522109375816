"""From findings to a mark: weights, what no occasion arose for, chance, breaches, the veto candidate, the total."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.breaches import Breach, breaches, subtracted
from assessment.criteria import Finding, criteria, criterion
from assessment.evidence import Evidence
from assessment.mark_sheet import PASS_MARK, Line, MarkSheet
from simulator.scenario import Scenario
from simulator.texts import Text

CAPPED = 59.0
"""Most that a mark may be once an examiner has confirmed a veto."""
NOT_SCORED = Text(zh="本项不计分，权重按比例分给其他项。", en="Not scored: its weight is shared out.")


def weights_of(scenario: Scenario) -> dict[str, float]:
    """Return the weights of a case: those its ``rubric`` names, the default for the rest.

    Raises
    ------
    UnknownNameError
        If the rubric names a criterion that does not exist.
    """
    named = scenario.rubric
    for key in named:
        criterion(key)
    return {key: float(named.get(key, one.weight)) for key, one in criteria().items()}


def assess(evidence: Evidence) -> dict[str, Finding]:
    """Return the finding of every criterion."""
    return {key: one.assess(evidence) for key, one in criteria().items()}


def mark(evidence: Evidence, *, floors: Mapping[str, float] | None = None, vetoed: bool = False) -> MarkSheet:
    """Return the mark sheet of a run.

    Parameters
    ----------
    floors : mapping of str to float, optional
        Share that acting at random gets on a criterion in this form (see `corrected`).
    vetoed : bool
        Whether an examiner confirmed a veto candidate.
    """
    return combine(
        assess(evidence), weights_of(evidence.scenario), breaches(evidence), floors=floors, vetoed=vetoed
    )


def combine(
    findings: Mapping[str, Finding],
    weights: Mapping[str, float],
    found: tuple[Breach, ...] = (),
    *,
    floors: Mapping[str, float] | None = None,
    vetoed: bool = False,
) -> MarkSheet:
    """Combine findings into a mark.

    Weights of findings without an occasion are shared out among the others in proportion; the sum
    is clipped to 0..100 only at the end; a confirmed veto caps it below the pass mark.
    """
    shares = {key: corrected(one.share, (floors or {}).get(key, 0.0)) for key, one in findings.items()}
    scored = sum(weights[key] for key, share in shares.items() if share is not None)
    lines = tuple(
        _line(key, findings[key], share, weights[key] / scored * 100 if scored else 0.0)
        for key, share in shares.items()
    )
    raw = sum(line.points or 0.0 for line in lines) - subtracted(found)
    candidates = tuple(breach.said() for breach in found if breach.veto)
    vetoed = vetoed and bool(candidates)
    total = round(max(0.0, min(100.0, raw)), 1)
    total = min(total, CAPPED) if vetoed else total
    return MarkSheet(
        total=total, passed=total >= PASS_MARK, raw=round(raw, 3), lines=lines, subtracted=subtracted(found),
        breaches=tuple(breach.said() for breach in found), veto_candidates=candidates, vetoed=vetoed,
    )  # fmt: skip


def corrected(share: float | None, floor: float) -> float | None:
    """Return a share with what chance gets taken out: 0 at the floor, 1 at 1; a negative share stays.

    Examples
    --------
    >>> corrected(0.6, 0.2), corrected(0.1, 0.2), corrected(None, 0.2)
    (0.5, 0.0, None)
    """
    if share is None or share <= 0 or not 0 < floor < 1:
        return share
    return max(0.0, round((share - floor) / (1 - floor), 9))


def _line(key: str, finding: Finding, share: float | None, out_of: float) -> Line:
    one = criterion(key)
    if share is None:
        evidence = (*finding.evidence, NOT_SCORED)
        return Line(
            key=key, label=one.label, tasks=one.tasks, share=None, points=None, out_of=0.0, evidence=evidence
        )  # fmt: skip
    return Line(
        key=key, label=one.label, tasks=one.tasks, share=round(share, 4), points=round(share * out_of, 3),
        out_of=round(out_of, 4), evidence=finding.evidence,
    )  # fmt: skip
