"""The study: simulated trainees of known skill sit every short form; what their scores say about the exam."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict

from assessment.kept_runs import run_kept
from assessment.policies import policy_names
from assessment.policies.frozen import policies_hash
from assessment.short_form import exam_seconds, exercise, short_form, short_forms
from assessment.short_form_scale import FormScale, load_form_scale, make_form_scale, sittings_file
from assessment.sitting import TRAINEE, Sitting, SittingJob, keep_values, latent_of, sit, sit_with_rollouts
from assessment.validity.reliability import (
    FORMS,
    PASS_RATES,
    Scores,
    components,
    expected_agreement,
    form_gap,
    pass_agreement,
    seed_share,
    spearman,
)
from simulator.errors import ScenarioError
from simulator.simulation import ENGINE_VERSION

REPLICATED, LUCKS = 20, 4
"""Trainees who sit again, and the chance seeds of each, for the seed's share (assumed)."""
POLICY_SEEDS = 4
ROLLOUT_FUTURES = 8

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Design:
    """How large a study is.

    Parameters
    ----------
    people : int
        Simulated people that forms are played with.
    runs, seeds : int
        Calibration runs and chance seeds of the anchors, for forms whose scale is made here.
    policies : tuple of str
        Policies that sit the exam too; all when empty.
    rollouts : int
        Trainees who are also scored by full look-aheads.
    """

    trainees: int = 300
    forms: tuple[str, ...] = ()
    people: int = 10_000
    runs: int = 120
    seeds: int = 16
    futures: int = 4
    replicated: int = REPLICATED
    lucks: int = LUCKS
    policy_seeds: int = POLICY_SEEDS
    policies: tuple[str, ...] = ()
    rollouts: int = 30
    rollout_futures: int = ROLLOUT_FUTURES
    workers: int | None = None


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
    phi, e_rho2, sem : dict of str to float
        By number of forms.
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
        Correlation of scores by the regression with those by full look-aheads.
    cpu_s_each : float
        CPU-seconds of one trainee in one form.
    left_out : dict of str to float
        Forms in which the experts stand less than 4 standard errors above chance, with how many.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

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


def chosen_forms(cases: Sequence[str], number: int | None) -> tuple[str, ...]:
    """Return the shipped forms of some cases (all when none is named), the first so many.

    Raises
    ------
    ScenarioError
        If fewer than two remain: reliability needs a difference between forms.
    """
    keys = [key for key, form in short_forms().items() if not cases or form.case in cases]
    keys = keys[:number] if number is not None else keys
    if len(keys) < 2:  # noqa: PLR2004
        raise ScenarioError(f"a study needs two short forms; {', '.join(cases) or 'this'} has {len(keys)}")
    return tuple(keys)


def run_study(design: Design, progress: Progress | None = None) -> Study:
    """Play and analyse; sittings are kept, so an interrupted study goes on where it stopped."""
    every, made = _scales(design, progress)
    scales = _serving(every)
    whos = [f"{TRAINEE}{number}" for number in range(1, design.trainees + 1)]
    table = {
        key: _sit(design, scales[key], [(who, _chance(who)) for who in whos], progress) for key in scales
    }
    scores = np.array([[scales[key].points(one.outcome) for one in table[key]] for key in scales]).T
    replicates, exam_replicates = _replicates(design, scales, progress)
    policies = _policies(design, scales, progress)
    rolled, rollout_cpu = _rolled_out(design, scales, whos, scores, progress)
    found = components(scores)
    skill = [latent_of(number).mean for number in range(1, design.trainees + 1)]
    exam = scores.mean(axis=1)
    return Study(
        phi={str(n): round(found.phi(n), 4) for n in FORMS}, e_rho2={str(n): round(found.e_rho2(n), 4) for n in FORMS},
        sem={str(n): round(found.sem(n), 2) for n in FORMS},
        variance={"person": round(found.person, 2), "form": round(found.form, 2), "rest": round(found.rest, 2)},
        seed_variance_share=round(seed_share(replicates, scores), 4),
        seed_variance_share_exam=round(seed_share(exam_replicates, exam[:, None]), 4),
        spearman=round(spearman(exam.tolist(), skill), 4), pass_agreement=_agreements(scores),
        form_gap=round(form_gap(scores), 2),
        policies={name: round(min(100.0, max(0.0, mean)), 1) for name, mean in policies.items()},
        policies_unclipped={name: round(mean, 1) for name, mean in policies.items()},
        with_rollouts=_correlation(rolled), rolled_out=rolled, rollout_cpu_s_each=rollout_cpu,
        cpu_s_each=round(float(np.mean([one.cpu_s for line in table.values() for one in line])), 2),
        trainees=design.trainees, people=design.people,
        forms=[_form_line(key, scales[key], scores[:, at], skill, design.people) for at, key in enumerate(scales)],
        skill=[round(one, 4) for one in skill], scores=np.round(scores, 2).tolist(), engine=ENGINE_VERSION,
        policies_hash=policies_hash(), scales_made=made,
        left_out={key: round(scale.apart, 1) for key, scale in every.items() if key not in scales},
    )  # fmt: skip


def _scales(design: Design, progress: Progress | None) -> tuple[dict[str, FormScale], bool]:
    """Return the stored scales where they serve, and make the others; tell whether any was made."""
    out, made = {}, False
    for key in design.forms:
        stored = load_form_scale(key)
        if stored is not None:  # attainments, so it serves other sizes of the same population, as anchors do
            keep_values(stored.values)
            out[key] = stored
            continue
        made = True
        out[key] = make_form_scale(
            key, people=design.people, runs=design.runs, seeds=design.seeds, futures=design.futures,
            workers=design.workers, progress=_named(progress, f"{key}: scale"),
        )  # fmt: skip
    return out, made


def _serving(scales: dict[str, FormScale]) -> dict[str, FormScale]:
    """Return the forms in which experts stand clear of chance; the others are listed, not sat.

    Raises
    ------
    ScenarioError
        If fewer than two serve.
    """
    serving = {key: scale for key, scale in scales.items() if scale.serves}
    if len(serving) < 2:  # noqa: PLR2004
        told = ", ".join(f"{key} {scale.apart:.1f}" for key, scale in scales.items())
        raise ScenarioError(f"experts stand too close to chance (in standard errors, 4 are needed): {told}")
    return serving


def _named(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(name, done, total)


def _sit(
    design: Design, scale: FormScale, who: Sequence[tuple[str, int]], progress: Progress | None
) -> list[Sitting]:
    jobs = [
        SittingJob(scale.form, design.people, design.futures, scale.values.seal, name, chance)
        for name, chance in who
    ]
    return run_kept(
        sit, jobs, sittings_file(scale.form, design.people), Sitting, workers=design.workers,
        progress=_named(progress, f"{scale.form}: sittings"),
    )  # fmt: skip


def _chance(who: str, luck: int = 0) -> int:
    """Return a trainee's chance seed: everybody has luck of their own."""
    return int(who.removeprefix(TRAINEE)) + 1_000_000 * luck


def _replicates(
    design: Design, scales: dict[str, FormScale], progress: Progress | None
) -> tuple[list[Scores], list[Scores]]:
    """Return the points of the same people over lucks: by form, and as the mean over all forms."""
    whos = [f"{TRAINEE}{number}" for number in range(1, min(design.trainees, design.replicated) + 1)]
    wanted = [(who, _chance(who, luck)) for who in whos for luck in range(design.lucks)]
    shape = (len(whos), design.lucks)
    by_form = np.array([
        np.reshape([scale.points(one.outcome) for one in _sit(design, scale, wanted, progress)], shape)
        for scale in scales.values()
    ])  # fmt: skip
    return [cell for form in by_form for cell in form], list(by_form.mean(axis=0))


def _policies(design: Design, scales: dict[str, FormScale], progress: Progress | None) -> dict[str, float]:
    names = design.policies or tuple(policy_names())
    wanted = [(name, chance) for name in names for chance in range(1, design.policy_seeds + 1)]
    points: dict[str, list[float]] = {name: [] for name in names}
    for scale in scales.values():
        for one in _sit(design, scale, wanted, progress):
            points[one.who].append(scale.points(one.outcome))
    return {name: float(np.mean(got)) for name, got in points.items()}


def _rolled_out(
    design: Design,
    scales: dict[str, FormScale],
    whos: Sequence[str],
    scores: Scores,
    progress: Progress | None,
) -> tuple[list[tuple[float, float]], float | None]:
    """Return points by the regression and by look-aheads of some trainees, each in one of the forms."""
    keys = list(scales)
    chosen = [(number, keys[number % len(keys)]) for number in range(min(design.rollouts, len(whos)))]
    jobs = [
        SittingJob(key, design.people, design.rollout_futures, scales[key].values.seal, whos[at], _chance(whos[at]))
        for at, key in chosen
    ]  # fmt: skip
    if not jobs:
        return [], None
    file = sittings_file(keys[0], design.people).with_suffix(".rollouts.jsonl")
    found = run_kept(
        sit_with_rollouts,
        jobs,
        file,
        Sitting,
        workers=design.workers,
        progress=_named(progress, "look-aheads"),
    )
    pairs = [
        (round(float(scores[at, keys.index(key)]), 2), round(scales[key].points(one.outcome), 2))
        for (at, key), one in zip(chosen, found, strict=True)
    ]
    return pairs, round(float(np.mean([one.cpu_s for one in found])), 1)


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < 3:  # noqa: PLR2004 - two points always lie on a line
        return None
    return round(float(np.corrcoef(np.array(pairs).T)[0, 1]), 4)


def _agreements(scores: Scores) -> dict[str, dict[str, float]]:
    found = components(scores)
    out = {}
    for rate in PASS_RATES:
        seen = pass_agreement(scores, rate)
        out[str(rate)] = {
            "forms": seen.forms, "same": round(seen.same, 4), "clear": round(seen.clear, 4),
            "second_look": round(seen.second_look, 4),
            **{f"expected_{n}": round(expected_agreement(found.phi(n), rate), 4) for n in FORMS},
        }  # fmt: skip
    return out


def _form_line(key: str, scale: FormScale, points: Scores, skill: Sequence[float], people: int) -> FormLine:
    rooms = exercise(key, people).begin(1).world.live_windows
    return FormLine(
        form=key, minutes=round(exam_seconds(short_form(key), rooms) / 60, 1), mean=round(float(points.mean()), 1),
        deviation=round(float(points.std(ddof=1)), 1), with_skill=round(spearman(points.tolist(), skill), 3),
        zero=scale.zero, full=scale.full, apart=round(scale.apart, 1), r2=scale.values.r2, people=scale.people, seal=scale.seal,
    )  # fmt: skip
