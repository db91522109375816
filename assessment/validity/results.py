"""What a validity study found, as plain values."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class FormLine(BaseModel):
    """What the study says of one form.

    Parameters
    ----------
    minutes : float
        Nominal minutes, with the rooms of the opening.
    mean, deviation : float
        Of the trainees' points.
    with_skill : float
        Rank agreement with known skill.
    zero, full, apart : float
        Anchors, and their distance in standard errors.
    r2 : float
        Of the regression, in runs that it was not fitted on.
    people : int
        Simulated people that the scale was made with.
    seal : str
        Of the scale.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    minutes: float
    mean: float
    deviation: float
    with_skill: float
    zero: float
    full: float
    apart: float
    r2: float
    people: int
    seal: str


class Study(BaseModel):
    """The results of a study.

    Parameters
    ----------
    equated : bool
        Whether forms were brought onto one scale (`assessment.validity.equating`), each half of the
        trainees by the other half; a small study is not.
    equating : dict of str to (float, float)
        Mean and deviation of the whole group by form, between the anchors; empty if not equated.
    common : (float, float)
        Mean and deviation of the group on the common scale.
    by_anchors : dict of str to float
        What the results were between the anchors alone.
    by_outcome : dict of str to float
        What they were if the outcome were the whole mark, over the forms in which it tells experts from
        chance, with how many these are; empty with fewer than two.
    phi, e_rho2, sem : dict of str to float
        By number of forms.
    needed : dict of str to int
        Forms that an exam needs for the coefficients wanted; 0 if it needs more than `MOST_FORMS`.
    exam : dict of str to float
        Coefficients, minutes and forms of `EXAM`; empty where one of its forms was not sat.
    seed_variance_share : float
        Share of the variance of one form's scores that is luck.
    seed_variance_share_exam : float
        The same of the mean of all forms.
    spearman : float
        Rank agreement of the mean over all forms with known skill.
    pass_agreement : dict
        By true pass rate: observed between halves of the forms, and expected for 3 and 4 forms.
    form_gap : float
        Mean distance of two forms' means, in points.
    policies : dict of str to float
        Mean mark of every policy, clipped to 0 to 100 after the mean over forms.
    with_rollouts : float or None
        Correlation of marks by the regression with those by full look-aheads.
    cpu_s_each : float
        CPU-seconds of one trainee in one form.
    left_out : dict of str to float
        Forms in which the experts stand less than 4 standard errors above chance, with how many.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    equated: bool
    equating: dict[str, tuple[float, float]]
    common: tuple[float, float]
    by_anchors: dict[str, float]
    by_outcome: dict[str, float]
    needed: dict[str, int]
    exam: dict[str, float]
    phi: dict[str, float]
    e_rho2: dict[str, float]
    sem: dict[str, float]
    variance: dict[str, float]
    seed_variance_share: float
    seed_variance_share_exam: float
    spearman: float
    pass_agreement: dict[str, dict[str, float]]
    form_gap: float
    policies: dict[str, float]
    policies_unclipped: dict[str, float]
    with_rollouts: float | None
    rolled_out: list[tuple[float, float]]
    rollout_cpu_s_each: float | None
    cpu_s_each: float
    trainees: int
    people: int
    forms: list[FormLine]
    skill: list[float]
    scores: list[list[float]]
    engine: str
    policies_hash: str
    scales_made: bool
    left_out: dict[str, float]
