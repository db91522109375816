"""Run the experiments, put replicates together, and say what agrees with the record."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assessment.executor import run_many
from assessment.facts.experiment import Experiment, Findings, experiment_named, known_experiments
from assessment.facts.memory import PeakMemory
from assessment.facts.targets import Target, targets
from assessment.kept_runs import kept_file, run_kept

FULL = 1.0
REQUIRED_SHARE = 0.90
"""Part of the required rows that must agree."""
TOO_FAR = 1.0
"""A computed [C] figure may lie outside by its tolerance once more, that is within twice of it."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One figure of the record beside the simulated one.

    Parameters
    ----------
    target : Target
    simulated : float or None
        Mean over the replicates; None where no experiment gave it.
    error : float or None
        Monte-Carlo standard error of the mean over the replicates (None for one replicate).
    experiment : str
    """

    target: Target
    simulated: float | None
    error: float | None
    experiment: str

    @property
    def passed(self) -> bool:
        """Whether the simulated figure lies within the tolerance."""
        return self.simulated is not None and self.target.agrees(self.simulated)

    @property
    def too_far(self) -> bool:
        """Whether a computed figure is further out than twice its tolerance."""
        if self.target.grade != "C":
            return False
        return self.simulated is None or self.target.out_by(self.simulated) > TOO_FAR


@dataclass(frozen=True, kw_only=True)
class Check:
    """All verdicts of a run of the experiments, and what they cost."""

    verdicts: tuple[Verdict, ...]
    curves: dict[str, list[tuple[float, float]]]
    findings: dict[str, list[Findings]]
    seed: int
    scale: float

    @property
    def agreeing(self) -> float:
        """Part of the rows that agree."""
        return sum(v.passed for v in self.verdicts) / len(self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether enough rows agree and no computed one is far out."""
        return self.agreeing >= REQUIRED_SHARE and not any(v.too_far for v in self.verdicts)


def check_facts(
    seed: int = 1,
    *,
    scale: float = FULL,
    names: Sequence[str] = (),
    workers: int | None = None,
    keep: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Check:
    """Run experiments (all of them if none are named) and compare with the record.

    Parameters
    ----------
    seed : int
        Chance seed of the first replicate; the others follow.
    scale : float
        Size of the experiments, 1 the full one.
    keep : bool
        Keep finished replicates on this machine, so that an interrupted check goes on.
    """
    chosen = [experiment_named(name) for name in names] or list(known_experiments().values())
    jobs = [(each.name, seed + k, scale) for each in chosen for k in range(each.replicates)]
    if keep:
        file = kept_file("facts")
        results = run_kept(run_one, jobs, file, Findings, workers=workers, progress=progress)
    else:
        results = run_many(run_one, jobs, workers=workers, progress=progress)
    found: dict[str, list[Findings]] = {each.name: [] for each in chosen}
    for (name, _, _), result in zip(jobs, results, strict=True):
        found[name].append(result)
    rows = [_verdict(target, chosen, found) for target in targets()]
    wanted = tuple(v for v in rows if not names or v.experiment)
    return Check(verdicts=wanted, curves=_curves(found), findings=found, seed=seed, scale=scale)


def run_one(job: tuple[str, int, float]) -> Findings:
    """Run one replicate (module-level, so that a process can be asked for it)."""
    name, seed, scale = job
    before = time.process_time()
    with PeakMemory() as memory:
        findings, _ = experiment_named(name).run(seed, scale)
    bad = [key for key, value in findings.values.items() if not math.isfinite(value)]
    kept = {key: value for key, value in findings.values.items() if key not in bad}
    cpu = time.process_time() - before
    return findings.model_copy(update={"values": kept, "cpu_s": cpu, "rss_mb": memory.peak_mb})


def _verdict(target: Target, chosen: list[Experiment], found: dict[str, list[Findings]]) -> Verdict:
    for each in chosen:
        values = [f.values[target.key] for f in found[each.name] if target.key in f.values]
        if values:
            error = float(np.std(values, ddof=1) / math.sqrt(len(values))) if len(values) > 1 else None
            return Verdict(target=target, simulated=float(np.mean(values)), error=error, experiment=each.name)
    name = next((each.name for each in chosen if target.fact in each.facts), "")
    return Verdict(target=target, simulated=None, error=None, experiment=name)


def _curves(found: dict[str, list[Findings]]) -> dict[str, list[tuple[float, float]]]:
    out: dict[str, list[tuple[float, float]]] = {}
    for results in found.values():
        for fact in results[0].curves:
            sets = [r.curves[fact] for r in results if fact in r.curves]
            x = [point[0] for point in sets[0]]
            y = np.nanmean(np.array([[point[1] for point in each] for each in sets]), axis=0)
            out[fact] = list(zip(x, [float(v) for v in y], strict=True))
    return out
