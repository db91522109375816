"""The study: simulated trainees of known skill sit every short form; what their marks say about the exam."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assessment.kept_runs import run_kept
from assessment.policies import policy_names
from assessment.policies.frozen import policies_hash
from assessment.short_form import exam_seconds, exercise, short_form, short_forms
from assessment.short_form_scale import WHOLE, FormScale, load_form_scale, make_form_scale, sittings_file
from assessment.sitting import TRAINEE, Sitting, SittingJob, keep_values, latent_of, sit, sit_with_rollouts
from assessment.validity.equating import FEWEST, Equating, crossed, fitted
from assessment.validity.reliability import (
    EXAM,
    FORMS,
    PASS_RATES,
    WANTED,
    Components,
    Scores,
    components,
    expected_agreement,
    form_gap,
    pass_agreement,
    seed_share,
    spearman,
)
from assessment.validity.results import FormLine, Study
from simulator.errors import ScenarioError
from simulator.simulation import ENGINE_VERSION

REPLICATED, LUCKS = 20, 4
"""Trainees who sit again, and the chance seeds of each, for the seed's share (assumed)."""
POLICY_SEEDS = 4
MOST_FORMS = 40
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
    plain = np.array([[scales[key].mark(one) for one in table[key]] for key in scales]).T
    equated = len(whos) >= FEWEST
    common = fitted(plain) if equated else _as_they_are(len(scales))
    scores = crossed(plain) if equated else plain
    replicates, exam_replicates = _replicates(design, scales, common, progress)
    policies = _policies(design, scales, common, progress)
    rolled, rollout_cpu = _rolled_out(design, scales, whos, common, progress)
    found = components(scores)
    skill = [latent_of(number).mean for number in range(1, design.trainees + 1)]
    exam = scores.mean(axis=1)
    lines = [
        _form_line(key, scales[key], plain[:, at], skill, design.people) for at, key in enumerate(scales)
    ]
    return Study(
        equated=equated, common=(round(common.shift, 2), round(common.slope, 2)),
        equating={
            key: (round(mean, 3), round(deviation, 3))
            for key, mean, deviation in zip(scales, common.means.tolist(), common.deviations.tolist(), strict=True)
        } if equated else {},
        by_anchors=_in_short(plain, skill), by_outcome=_by_outcome(scales, table, skill),
        needed=_needed(found), exam=_exam(list(scales), scores, lines),
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
        forms=lines,
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
    design: Design, scales: dict[str, FormScale], common: Equating, progress: Progress | None
) -> tuple[list[Scores], list[Scores]]:
    """Return the points of the same people over lucks: by form, and as the mean over all forms."""
    whos = [f"{TRAINEE}{number}" for number in range(1, min(design.trainees, design.replicated) + 1)]
    wanted = [(who, _chance(who, luck)) for who in whos for luck in range(design.lucks)]
    shape = (len(whos), design.lucks)
    by_form = np.array([
        np.reshape([scale.mark(one) for one in _sit(design, scale, wanted, progress)], shape)
        for scale in scales.values()
    ])  # fmt: skip
    by_form = np.moveaxis(common.points(np.moveaxis(by_form, 0, -1)), -1, 0)
    return [cell for form in by_form for cell in form], list(by_form.mean(axis=0))


def _policies(
    design: Design, scales: dict[str, FormScale], common: Equating, progress: Progress | None
) -> dict[str, float]:
    names = design.policies or tuple(policy_names())
    wanted = [(name, chance) for name in names for chance in range(1, design.policy_seeds + 1)]
    shape = (len(names), design.policy_seeds)
    by_form = [
        np.reshape([scale.mark(one) for one in _sit(design, scale, wanted, progress)], shape).mean(axis=1)
        for scale in scales.values()
    ]  # fmt: skip
    points = common.points(np.array(by_form).T).mean(axis=1)
    return dict(zip(names, points.tolist(), strict=True))


def _rolled_out(
    design: Design,
    scales: dict[str, FormScale],
    whos: Sequence[str],
    common: Equating,
    progress: Progress | None,
) -> tuple[list[tuple[float, float]], float | None]:
    """Return marks by the regression and by look-aheads of some trainees, each in one of the forms."""
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
    glanced = [_sit(design, scales[key], [(whos[at], _chance(whos[at]))], None)[0] for at, key in chosen]

    def points(key: str, sitting: Sitting) -> float:
        row = np.zeros(len(keys))
        row[keys.index(key)] = scales[key].mark(sitting)
        return round(float(common.points(row)[keys.index(key)]), 2)

    pairs = [
        (points(key, short), points(key, long))
        for (_, key), short, long in zip(chosen, glanced, found, strict=True)
    ]
    return pairs, round(float(np.mean([one.cpu_s for one in found])), 1)


def _as_they_are(forms: int) -> Equating:
    return Equating(means=np.zeros(forms), deviations=np.ones(forms), shift=0.0, slope=1.0)


def _in_short(plain: Scores, skill: Sequence[float]) -> dict[str, float]:
    found = components(plain)
    return {
        "form_gap": round(form_gap(plain), 2), "spearman": round(spearman(plain.mean(axis=1).tolist(), skill), 4),
        **{f"phi_{n}": round(found.phi(n), 4) for n in FORMS}, **{f"e_rho2_{n}": round(found.e_rho2(n), 4) for n in FORMS},
    }  # fmt: skip


def _by_outcome(
    scales: dict[str, FormScale], table: dict[str, list[Sitting]], skill: Sequence[float]
) -> dict[str, float]:
    """Return the same of the outcome alone, over the forms in which it tells experts from chance."""
    telling = [key for key, scale in scales.items() if scale.ends[WHOLE].place(scale.full) is not None]
    if len(telling) < 2:  # noqa: PLR2004
        return {}
    points = np.array([[scales[key].points(one.outcome) for one in table[key]] for key in telling]).T
    return _in_short(crossed(points) if len(points) >= FEWEST else points, skill) | {"forms": len(telling)}


def _needed(found: Components) -> dict[str, int]:
    reached = {"phi": found.phi, "e_rho2": found.e_rho2}
    return {
        name: next((n for n in range(1, MOST_FORMS + 1) if reached[name](n) >= wanted), 0)
        for name, wanted in WANTED.items()
    }


def _exam(keys: Sequence[str], scores: Scores, lines: Sequence[FormLine]) -> dict[str, float]:
    """Return what the stated exam is worth."""
    if not set(EXAM) <= set(keys):
        return {}
    places = [keys.index(key) for key in EXAM]
    found = components(scores[:, places])
    return {
        "forms": len(EXAM), "minutes": round(sum(lines[at].minutes for at in places), 1),
        "phi": round(found.phi(len(EXAM)), 4), "e_rho2": round(found.e_rho2(len(EXAM)), 4),
        "sem": round(found.sem(len(EXAM)), 2),
    }  # fmt: skip


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
