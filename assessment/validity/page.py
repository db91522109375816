"""The study in words, for a terminal and for the documentation, with a plot of each result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assessment.validity.kept import KeptStudy
from assessment.validity.reliability import EXAM, FORMS, WANTED
from assessment.validity.results import Study
from simulator.errors import ScenarioError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ONE, OTHER, GREY = "#0b6bcb", "#c8501e", "#8a8f98"


def study_text(study: Study) -> str:
    """Return the results for a terminal."""
    lines = [
        (f"{study.trainees} simulated trainees x {len(study.forms)} short forms, {study.people:,} people, "
        f"{study.cpu_s_each:.1f} CPU-seconds each"),
        f"{'forms':>7}{'E rho2':>9}{'phi':>9}{'SEM':>8}",
        *(f"{n:>7}{study.e_rho2[str(n)]:9.3f}{study.phi[str(n)]:9.3f}{study.sem[str(n)]:8.2f}" for n in FORMS),
        (f"share of the chance seed in the variance of scores: one form {study.seed_variance_share:.1%}, "
        f"all forms {study.seed_variance_share_exam:.1%}"),
        f"rank agreement with known skill: {study.spearman:.3f}",
        f"mean gap between forms: {study.form_gap:.1f} points",
        *_scale_lines(study),
    ]  # fmt: skip
    lines += [_agreement_line(rate, found) for rate, found in study.pass_agreement.items()]
    if study.with_rollouts is not None:
        lines.append(
            f"correlation of marks with those by look-aheads (conduct is the same in both), {len(study.rolled_out)} sittings: "
            f"{study.with_rollouts:.3f}"
        )
    lines += [
        f"  {form.form:14}{form.minutes:5.1f} min  mean {form.mean:6.1f} ± {form.deviation:5.1f}  with skill "
        f"{form.with_skill:5.2f}  anchors {form.apart:.0f} SE apart  R2 of V {form.r2:.2f}"
        for form in study.forms
    ]
    lines += [
        f"  {name:14}left out: experts {apart:.1f} SE above chance" for name, apart in study.left_out.items()
    ]
    ranked = sorted(study.policies_unclipped.items(), key=lambda line: line[1])
    return "\n".join([*lines, *(f"  {name:18}{points:7.1f}" for name, points in ranked)])


def _scale_lines(study: Study) -> list[str]:
    """Return how forms came onto one scale, what it was without, and how long an exam has to be."""
    lines = []
    if study.equated:
        plain = study.by_anchors
        lines += [
            "forms are equated, each half of the trainees by the other; between the anchors alone:",
            (
                f"  phi of 3 forms {plain['phi_3']:.3f}, of 6 {plain['phi_6']:.3f}, "
                f"rank agreement {plain['spearman']:.3f}, gap {plain['form_gap']:.1f} points"
            ),
        ]
    if study.by_outcome:
        alone = study.by_outcome
        lines.append(
            f"if the outcome were the whole mark, over the {alone['forms']:.0f} forms in which it tells experts from chance: "
            f"phi of 1 form {alone['phi_1']:.3f}, of 3 {alone['phi_3']:.3f}, rank agreement {alone['spearman']:.3f}"
        )
    needed = [f"{name} {WANTED[name]:.2f}: {count or 'more than 40'}" for name, count in study.needed.items()]
    lines.append(f"forms an exam needs for {', '.join(needed)}")
    if study.exam:
        exam = study.exam
        lines.append(
            f"the stated exam, {', '.join(EXAM)} ({exam['minutes']:.0f} min): phi {exam['phi']:.3f}, "
            f"E rho2 {exam['e_rho2']:.3f}, SEM {exam['sem']:.1f}"
        )
    return lines


def _agreement_line(rate: str, found: dict[str, float]) -> str:
    return (
        f"pass and fail agree at a true pass rate of {float(rate):.0%}: {found['same']:.1%} of parallel exams of "
        f"{found['forms']:.0f} forms, {found['clear']:.1%} outside a band of 1 SEM ({found['second_look']:.0%} are in it); "
        f"expected for 3 and 4 forms {found['expected_3']:.1%} and {found['expected_4']:.1%}"
    )


def write_study_page(kept: KeptStudy, folder: Path) -> list[Path]:
    """Write ``validity.md`` and one SVG for each result; return the files."""
    plots = folder / "validity"
    plots.mkdir(parents=True, exist_ok=True)
    files = [_plot(name, draw, kept.study, plots) for name, (_, draw) in PLOTS.items()]
    page = folder / "validity.md"
    page.write_text(_markdown(kept), encoding="utf-8", newline="\n")
    return [page, *files]


def _markdown(kept: KeptStudy) -> str:
    study = kept.study
    lines = [
        "# How far an exam of short forms measures the person", "",
        f"Made by `{kept.command}`, {kept.date}, {kept.commit}, hash {kept.hash[:16]}.", "",
        "```text", study_text(study), "```", "",
    ]  # fmt: skip
    for name, (title, _) in PLOTS.items():
        lines += [f"## {title}", "", f"![{title}](validity/{name}.svg)", ""]
    return "\n".join(lines)


def _plot(name: str, draw: Callable[[Axes, Study], None], study: Study, folder: Path) -> Path:
    try:
        import matplotlib as mpl  # noqa: PLC0415  (only maintainers draw this page)
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as missing:
        raise ScenarioError("the page needs matplotlib: uv sync --group docs") from missing
    with mpl.rc_context({"svg.hashsalt": "quanmei", "font.size": 9, "svg.fonttype": "none"}):
        figure = Figure(figsize=(6, 3.2), layout="constrained")
        axes = figure.subplots()
        draw(axes, study)
        axes.spines[["top", "right"]].set_visible(False)
        file = folder / f"{name}.svg"
        figure.savefig(file, metadata={"Date": None, "Creator": None})
    text = "\n".join(line.rstrip() for line in file.read_text(encoding="utf-8").splitlines())
    file.write_text(text + "\n", encoding="utf-8")
    return file


def _reliability(axes: Axes, study: Study) -> None:
    axes.plot(FORMS, [study.e_rho2[str(n)] for n in FORMS], color=ONE, marker="o", label="E rho2")
    axes.plot(FORMS, [study.phi[str(n)] for n in FORMS], color=OTHER, marker="o", label="phi")
    axes.axhline(0.8, color=GREY, linewidth=0.8)
    axes.set(xlabel="forms of an exam", ylabel="coefficient", ylim=(0, 1))
    axes.legend(frameon=False)


def _skill(axes: Axes, study: Study) -> None:
    axes.scatter(study.skill, np.mean(study.scores, axis=1), s=10, color=ONE)
    axes.set(xlabel="known skill", ylabel="mean points over all forms")


def _variance(axes: Axes, study: Study) -> None:
    names = list(study.variance)
    axes.bar(names, [study.variance[name] for name in names], color=ONE)
    axes.set(ylabel="variance (points squared)")


def _seed(axes: Axes, study: Study) -> None:
    axes.bar(
        ["one form", "all forms"], [study.seed_variance_share, study.seed_variance_share_exam], color=ONE
    )
    axes.axhline(0.05, color=GREY, linewidth=0.8)
    axes.set(ylabel="share of the variance that is the seed's")


def _agree(axes: Axes, study: Study) -> None:
    for (rate, found), color in zip(study.pass_agreement.items(), (ONE, OTHER), strict=True):
        expected = [found[f"expected_{n}"] for n in FORMS]
        axes.plot(FORMS, expected, color=color, label=f"pass rate {rate}, expected")
        axes.scatter([found["forms"]], [found["same"]], color=color, label=f"pass rate {rate}, observed")
    axes.set(xlabel="forms of an exam", ylabel="same result", ylim=(0.5, 1))
    axes.legend(frameon=False)


def _sem(axes: Axes, study: Study) -> None:
    axes.plot(FORMS, [study.sem[str(n)] for n in FORMS], color=ONE, marker="o")
    axes.set(xlabel="forms of an exam", ylabel="standard error of a mark (points)", ylim=(0, None))


def _forms(axes: Axes, study: Study) -> None:
    axes.boxplot([[row[at] for row in study.scores] for at in range(len(study.forms))])
    axes.set_xticks(
        range(1, len(study.forms) + 1), [form.form for form in study.forms], rotation=20, ha="right"
    )
    axes.set(ylabel="points of the trainees")


def _policies(axes: Axes, study: Study) -> None:
    ranked = sorted(study.policies_unclipped.items(), key=lambda line: line[1])
    axes.barh([name for name, _ in ranked], [points for _, points in ranked], color=ONE)
    axes.axvline(40, color=GREY, linewidth=0.8)
    axes.tick_params(axis="y", labelsize=6)
    axes.set(xlabel="mean points over all forms, not clipped")


def _rollouts(axes: Axes, study: Study) -> None:
    if study.rolled_out:
        by_regression, by_lookahead = zip(*study.rolled_out, strict=True)
        axes.scatter(by_lookahead, by_regression, s=10, color=ONE)
    axes.set(xlabel="points by look-aheads", ylabel="points by the regression")


PLOTS: dict[str, tuple[str, Callable[[Axes, Study], None]]] = {
    "reliability": ("Reliability by the number of forms", _reliability),
    "variance": ("Where the variance of scores comes from", _variance),
    "seed": ("What the chance seed decides", _seed),
    "skill": ("Points and known skill", _skill),
    "agreement": ("Pass and fail in parallel exams", _agree),
    "sem": ("Standard error of a mark", _sem),
    "forms": ("The forms side by side", _forms),
    "policies": ("What the reference policies get", _policies),
    "look-aheads": ("The regression beside look-aheads", _rollouts),
}
