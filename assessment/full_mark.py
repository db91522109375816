"""The mark of a run: what its decisions were worth and how it was conducted, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assessment.anchors import Anchors, load_anchors
from assessment.branch import Branch
from assessment.evidence import Advantage, Evidence
from assessment.form import DEFAULT_WORLD
from assessment.marking_scheme import MarkSheet, mark
from assessment.occasions import event_windows, window_of
from assessment.scale import Scale, cut_in_two, load_scale, outcome_share
from assessment.statistics import Estimate
from assessment.value_model import ValueModel, load_value_model
from simulator.errors import ScenarioError
from simulator.scenario import Scenario


class ValuedPoint(Protocol):
    """A review point with its value: of the ledger or of the provisional valuation."""

    @property
    def minute(self) -> int:
        """Minute of the review point."""
        ...

    @property
    def keys(self) -> tuple[str, ...]:
        """Decisions that were accepted there."""
        ...

    @property
    def value(self) -> Estimate:
        """What they were worth."""
        ...


class Valued(Protocol):
    """A valuation of a run: by look-aheads (`assessment.ledger`) or by the regression."""

    @property
    def outcome(self) -> float:
        """Weighted attainment with luck taken out."""
        ...

    @property
    def points(self) -> Sequence[ValuedPoint]:
        """All review points in time."""
        ...


@dataclass(frozen=True, kw_only=True)
class FormScale:
    """Everything a form is read against: made before the sitting, each part with its seal."""

    anchors: Anchors
    values: ValueModel
    scale: Scale


def load_form_scale(scenario: Scenario, world: int) -> FormScale:
    """Return what a form's marks are read against.

    Raises
    ------
    ScenarioError
        If the form was not calibrated; the message says how.
    """
    again = f"run 'quanmei calibrate {scenario.id} --world {world}'"
    anchors, values = load_anchors(scenario, world), load_value_model(scenario, world)
    if anchors is None or values is None:
        raise ScenarioError(f"{scenario.versioned}, world {world} was not calibrated: {again}")
    scale = load_scale(scenario, world, made_with={"anchors": anchors.seal, "values": values.seal})
    if scale is None:
        raise ScenarioError(
            f"{scenario.versioned}, world {world} has no scale made with its anchors: {again}"
        )
    _check_apart(scenario, anchors)
    return FormScale(anchors=anchors, values=values, scale=scale)


def practice_form_scale(scenario: Scenario, world: int) -> FormScale | None:
    """Return what a form's marks are read against, or the first world's for practice; ``None`` without either.

    An exam takes `load_form_scale`.
    """
    for own in dict.fromkeys((world, DEFAULT_WORLD)):
        try:
            return load_form_scale(scenario, own)
        except ScenarioError:
            continue
    return None


def _check_apart(scenario: Scenario, anchors: Anchors) -> None:
    """Refuse a form in which 0 and full points cannot be told apart: no mark can be read on it."""
    zero, full = anchors.scale(scenario.goals)
    if full <= zero:
        raise ScenarioError(
            f"{scenario.versioned}: 0 分与满分的锚点分不开（{zero:.3f}、{full:.3f}），无法计分 / "
            f"the anchors of 0 and of full points cannot be told apart ({zero:.3f}, {full:.3f}): nothing can be marked"
        )


def full_mark(
    branch: Branch, form_scale: FormScale, evidence: Evidence, valued: Valued, *, vetoed: bool = False
) -> MarkSheet:
    """Return the mark sheet of a run whose decisions were valued.

    Parameters
    ----------
    evidence : Evidence
        Of the run (`assessment.evidence.gather`).
    valued : Ledger or Provisional
    vetoed : bool
        Whether an examiner confirmed a veto candidate.
    """
    judged = judged_evidence(branch, form_scale, evidence, valued)
    return mark(judged, ends=form_scale.scale.ends, vetoed=vetoed)


def judged_evidence(branch: Branch, form_scale: FormScale, evidence: Evidence, valued: Valued) -> Evidence:
    """Return the evidence with outcome and advantages on the form's scale, each counted once."""
    anchors, scale = form_scale.anchors, form_scale.scale
    zero, full = anchors.scale(branch.scenario.goals)
    windows = event_windows(branch.scenario, evidence.final.world.events)
    span = full - zero
    advantages = tuple(
        Advantage(
            minute=point.minute, keys=point.keys, points=point.value.mean / span, error=point.value.error / span,
            window=window_of(point.minute, windows),
        )
        for point in valued.points
    )  # fmt: skip
    inside = sum(one.points for one in advantages if one.window) * span
    cut = cut_in_two(anchors, scale, branch.scenario)
    error = sum(one.error**2 for one in advantages if not (cut and one.window)) ** 0.5
    return replace(
        evidence, advantages=advantages, outcome_error=error, whole_outcome=not cut,
        outcome=outcome_share(anchors, scale, branch.scenario, valued.outcome, inside),
        window_anchors=(scale.zero / span, scale.full / span),
    )  # fmt: skip
