"""From findings to a mark: weights, what no occasion arose for, chance, breaches, the veto candidate, the total."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from assessment.breaches import Breach, breaches, subtracted
from assessment.criteria import Finding, criteria, criterion
from assessment.evidence import Evidence
from assessment.mark_sheet import PASS_MARK, Line, MarkSheet
from simulator.scenario import Scenario
from simulator.texts import Text

CAPPED = 59.0
"""Most that a mark may be once an examiner has confirmed a veto."""
NOT_SCORED = Text(zh="本项不计分，权重按比例分给其他项。", en="Not scored: its weight is shared out.")
NOT_APART = Text(
    zh="在这份卷子里，本项分不出专家与随机操作。", en="In this form experts cannot be told from chance on it."
)
APART = 4.0
"""Standard errors that must lie between 0 and full points of a criterion (architecture, Scoring)."""


class Ends(BaseModel):
    """Where a criterion of conduct has its 0 and its full points in a form.

    Parameters
    ----------
    zero : float
        Share that the better of doing nothing and deciding by lot gets.
    full : float
        Median of the shares that the three experts get.
    apart : float
        Standard errors between the two.

    Examples
    --------
    >>> ends = Ends(zero=0.2, full=0.7, apart=12.0)
    >>> ends.between(0.45), ends.between(0.1), ends.between(0.9), ends.between(None)
    (0.5, 0.0, 1.0, None)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zero: float
    full: float
    apart: float

    def between(self, share: float | None) -> float | None:
        """Return where a share stands between the ends; ``None`` where they cannot be told apart."""
        place = self.place(share)
        return None if place is None else min(1.0, max(0.0, place))

    def place(self, share: float | None) -> float | None:
        """Return the same unclipped: below 0 is worse than chance, above 1 better than the experts.

        Examples
        --------
        >>> Ends(zero=0.2, full=0.7, apart=12.0).place(0.1)
        -0.2
        """
        if share is None or self.apart < APART or self.full <= self.zero:
            return None
        return round((share - self.zero) / (self.full - self.zero), 9)


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


def mark(evidence: Evidence, *, ends: Mapping[str, Ends] | None = None, vetoed: bool = False) -> MarkSheet:
    """Return the mark sheet of a run.

    Parameters
    ----------
    ends : mapping of str to Ends, optional
        Where criteria of conduct have their 0 and full points in this form; others count as they are.
    vetoed : bool
        Whether an examiner confirmed a veto candidate.
    """
    return combine(
        assess(evidence),
        weights_of(evidence.scenario),
        breaches(evidence, vetoed=vetoed),
        ends=ends,
        vetoed=vetoed,
    )


def combine(
    findings: Mapping[str, Finding],
    weights: Mapping[str, float],
    found: tuple[Breach, ...] = (),
    *,
    ends: Mapping[str, Ends] | None = None,
    vetoed: bool = False,
) -> MarkSheet:
    """Combine findings into a mark.

    Weights of findings without an occasion are shared out among the others in proportion. Harm counts
    as harm; what is better than the experts is shown, but one criterion gives no more than its full
    points. The sum is clipped to 0..100 at the end; a confirmed veto caps it below the pass mark.
    """
    known = ends or {}
    shares = {
        key: known[key].between(one.share) if key in known else one.share for key, one in findings.items()
    }
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


def _line(key: str, finding: Finding, share: float | None, out_of: float) -> Line:
    one = criterion(key)
    if share is None:
        why = () if finding.share is None else (NOT_APART,)
        evidence = (*finding.evidence, *why, NOT_SCORED)
        return Line(
            key=key, label=one.label, tasks=one.tasks, share=None, points=None, out_of=0.0, evidence=evidence
        )  # fmt: skip
    return Line(
        key=key, label=one.label, tasks=one.tasks, share=round(share, 4), points=round(min(1.0, share) * out_of, 3),
        out_of=round(out_of, 4), evidence=finding.evidence,
    )  # fmt: skip
