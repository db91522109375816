"""The page of facts: every figure with its verdict, and a plot for each published curve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assessment.facts.check import Check, Verdict
from assessment.facts.curves import CURVES, Curve
from assessment.facts.misses import reason_of
from simulator.errors import FactsError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

REFERENCE, SIMULATED, MISSED = "#8a8f98", "#0b6bcb", "#c2410c"
BEYOND = 0.6
"""How far beyond its tolerance a figure is drawn, in tolerances; what is further out stands at the edge."""


def row_of(verdict: Verdict) -> dict[str, object]:
    """Return one line of the report as plain values."""
    target = verdict.target
    return {
        "fact": target.fact, "statistic": target.statistic, "simulated": verdict.simulated,
        "error": verdict.error, "reference": target.value, "lo": target.lo, "hi": target.hi,
        "grade": target.grade, "kind": target.kind, "source": target.source, "verdict": "pass" if verdict.passed else "fail",
        "experiment": verdict.experiment,
    }  # fmt: skip


def facts_text(check: Check) -> str:
    """Return the report for a terminal."""
    lines = [f"{'fact':5} {'statistic':34} {'simulated':>20} {'lo':>9} {'hi':>9}  verdict  experiment"]
    for verdict in check.verdicts:
        target = verdict.target
        lines.append(
            f"{target.fact:5} {target.statistic:34} {_with_error(verdict):>20} {target.lo:9.4g} {target.hi:9.4g}  "
            f"{_word(verdict):8} {verdict.experiment}"
        )
    return "\n".join([*lines, "", *_costs(check), summary(check)])


def summary(check: Check) -> str:
    """Return in one sentence how much agrees."""
    far = [v.target.key for v in check.verdicts if v.too_far]
    told = f"; further out than twice the tolerance: {', '.join(far)}" if far else ""
    inside = sum(v.passed for v in check.verdicts)
    parts = []
    for kind, name in (("result", "results"), ("input", "inputs read back"), ("identity", "identities")):
        rows = [v for v in check.verdicts if v.target.kind == kind]
        if rows:
            parts.append(f"{sum(v.passed for v in rows)} of {len(rows)} {name}")
    whole = f"{inside} of {len(check.verdicts)} figures agree ({check.agreeing:.0%})"
    return f"{whole}: {', '.join(parts)}{told}"


def _word(verdict: Verdict) -> str:
    if verdict.simulated is None:
        return "missing"
    return "pass" if verdict.passed else "fail"


def _with_error(verdict: Verdict) -> str:
    if verdict.simulated is None:
        return "–"
    error = "" if verdict.error is None else f" ± {verdict.error:.1g}"
    return f"{verdict.simulated:.4g}{error}"


def _costs(check: Check) -> list[str]:
    out = []
    for name, found in check.findings.items():
        volume = ", ".join(f"{count:,} {what}" for what, count in found[0].volume.items())
        cpu, peak = np.mean([f.cpu_s for f in found]), max(f.rss_mb for f in found)
        out.append(
            f"{name}: {len(found)} replicates of {volume}; {cpu:.0f} CPU-seconds and {peak:.0f} MB each"
        )
    return out


def write_page(check: Check, folder: Path, command: str) -> list[Path]:
    """Write ``facts.md`` and one SVG for each curve; return the files.

    Parameters
    ----------
    command : str
        What the page says it was made by.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plots = folder / "facts"
    plots.mkdir(exist_ok=True)
    files = [_plot(CURVES[fact], points, plots) for fact, points in check.curves.items() if fact in CURVES]
    files += [_plot_figures(letter, found, plots) for letter, found in _families(check).items()]
    page = folder / "facts.md"
    page.write_text(_markdown(check, command), encoding="utf-8", newline="\n")
    return [page, *files]


def _markdown(check: Check, command: str) -> str:
    lines = [
        "# The published record beside the simulation",
        "",
        f"Made by {command}.",
        "",
        summary(check) + ".",
        "",
    ]
    lines += [f"- {line}" for line in _costs(check)]
    lines += [
        "",
        "| fact | statistic | simulated | reference | tolerance | grade | kind | verdict | experiment |",
        "|---" * 9 + "|",
    ]
    for v in check.verdicts:
        t = v.target
        lines.append(
            f"| {t.fact} | {t.statistic} | {_with_error(v)} | {t.value:g} | {t.lo:g} to {t.hi:g} | {t.grade} | {t.kind} | "
            f"{_word(v)} | {v.experiment} |"
        )
    lines += ["", "## What misses, and why", ""]
    lines += [f"- {v.target.key}: {reason_of(v.target.key)}" for v in check.verdicts if not v.passed]
    lines += ["", "## Every figure within its tolerance", ""]
    lines += ["The bar is the tolerance, the ring what was published, the dot what the simulation does.", ""]
    for letter in _families(check):
        lines += [f"![figures of {letter}](facts/figures-{letter}.svg)", ""]
    for fact in check.curves:
        if fact in CURVES:
            lines += [f"## {fact}: {CURVES[fact].title}", "", f"![{fact}](facts/{fact}.svg)", ""]
    return "\n".join(lines)


def _families(check: Check) -> dict[str, list[Verdict]]:
    """Return the verdicts with a simulated value, by the letter of their fact."""
    out: dict[str, list[Verdict]] = {}
    for verdict in check.verdicts:
        if verdict.simulated is not None:
            out.setdefault(verdict.target.fact[0], []).append(verdict)
    return out


def _plot_figures(letter: str, found: Sequence[Verdict], folder: Path) -> Path:
    figure = _figure(6.8, 0.6 + 0.19 * len(found))
    _draw_figures(figure.subplots(), found)
    return _save(figure, folder / f"figures-{letter}.svg")


def _draw_figures(axes: Axes, found: Sequence[Verdict]) -> None:
    at = -np.arange(len(found))
    lo, hi = (np.array([getattr(v.target, side) for v in found], dtype=float) for side in ("lo", "hi"))

    def place(values: Sequence[float | None]) -> NDArray[np.float64]:
        return (np.array(values, dtype=float) - lo) / (hi - lo)  # tolerances side by side, whatever the unit

    axes.barh(at, np.ones(len(found)), color="#e3e6ea", height=0.6)
    reference, simulated = place([v.target.value for v in found]), place([v.simulated for v in found])
    error = np.array([v.error or 0.0 for v in found]) / (hi - lo)
    inside = np.array([v.passed for v in found])
    axes.plot(reference, at, "o", mfc="none", color=REFERENCE, markersize=5)
    shown = np.clip(simulated, -BEYOND, 1 + BEYOND)
    for passed, colour in ((True, SIMULATED), (False, MISSED)):
        rows = inside == passed
        axes.errorbar(shown[rows], at[rows], xerr=error[rows], fmt="o", color=colour, markersize=3)
    axes.set_yticks(at, [f"{v.target.fact} {v.target.statistic}" for v in found], fontsize=7)
    axes.set_xticks([0, 1], ["least", "most"])
    axes.set(xlim=(-BEYOND - 0.05, 1 + BEYOND + 0.05), ylim=(0.7 - len(found), 0.7))
    axes.spines[["top", "right", "left"]].set_visible(False)


def _plot(curve: Curve, points: Sequence[tuple[float, float]], folder: Path) -> Path:
    figure = _figure(6, 3.2)
    _draw(figure.subplots(), curve, points)
    return _save(figure, folder / f"{curve.fact}.svg")


def _figure(wide: float, high: float) -> Figure:
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415  (only maintainers draw this page)
    except ImportError as missing:
        raise FactsError("the page needs matplotlib: uv sync --group docs") from missing
    return Figure(figsize=(wide, high), layout="constrained")


def _save(figure: Figure, file: Path) -> Path:
    import matplotlib as mpl  # noqa: PLC0415

    with mpl.rc_context({"svg.hashsalt": "quanmei", "svg.fonttype": "none"}):
        figure.savefig(file, metadata={"Date": None, "Creator": None})
    file.write_text(
        "\n".join(x.rstrip() for x in file.read_text(encoding="utf-8").splitlines()) + "\n", "utf-8"
    )
    return file


def _draw(axes: Axes, curve: Curve, points: Sequence[tuple[float, float]]) -> None:
    known = curve.reference()
    at = np.arange(len(known)) if curve.bins else np.array([x for x, _ in known])
    axes.plot(at, [y for _, y in known], color=REFERENCE, marker="o", markersize=3, label="published")
    simulated = np.array(points)[: len(known)] if curve.bins else np.array(points)
    x = np.arange(len(simulated)) if curve.bins else simulated[:, 0]
    axes.plot(x, simulated[:, 1], color=SIMULATED, marker="o", markersize=3, label="simulated")
    if curve.bins:
        axes.set_xticks(at, [curve.bins[k] for k in range(len(known))], rotation=30, ha="right")
    axes.set(xlabel=curve.x_label, ylabel=curve.y_label)
    if curve.log_x:
        axes.set_xscale("log")
    if curve.log_y:
        axes.set_yscale("log")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
