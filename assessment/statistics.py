"""The few statistics of the ledger: means of paired futures, and which of many differences are real."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict
from scipy import stats

FALSE_DISCOVERIES = 0.05
"""Share of what a report names that may be chance (issue of the score; Benjamini and Hochberg 1995)."""


class Estimate(BaseModel):
    """A mean over futures with its standard error.

    Parameters
    ----------
    futures : int
    kpis, kpi_errors : dict of str to float
        The same of each KPI, in its own unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: float
    error: float
    futures: int
    kpis: dict[str, float] = {}
    kpi_errors: dict[str, float] = {}

    @property
    def chance(self) -> float:
        """Probability of a mean as far from 0 by luck alone (two-sided t test); one future tells nothing."""
        if self.futures < 2:  # noqa: PLR2004 - a spread needs two
            return 1.0
        if self.error == 0:
            return 1.0 if self.mean == 0 else 0.0
        return float(2 * stats.t.sf(abs(self.mean / self.error), max(1, self.futures - 1)))


def estimate(gains: Sequence[float], kpis: Sequence[Mapping[str, float]] = ()) -> Estimate:
    """Return the mean of paired differences, one for each future.

    Examples
    --------
    >>> estimate([1.0, 3.0]).mean, estimate([1.0, 3.0]).error
    (2.0, 1.0)
    """
    names = sorted({name for values in kpis for name in values})
    parts = {name: [values.get(name, 0.0) for values in kpis] for name in names}
    return Estimate(
        mean=round(statistics.fmean(gains), 6), error=round(_error(gains), 6), futures=len(gains),
        kpis={name: round(statistics.fmean(values), 4) for name, values in parts.items()},
        kpi_errors={name: round(_error(values), 4) for name, values in parts.items()},
    )  # fmt: skip


def _error(values: Sequence[float]) -> float:
    return statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0


def discoveries(chances: Mapping[str, float], share: float = FALSE_DISCOVERIES) -> frozenset[str]:
    """Return which of many tests stand when a share of false ones is allowed (Benjamini and Hochberg).

    Examples
    --------
    >>> sorted(discoveries({"a": 0.001, "b": 0.02, "c": 0.9}))
    ['a', 'b']
    >>> sorted(discoveries({"a": 0.04, "b": 0.5, "c": 0.9}))
    []
    """
    ranked = sorted(chances, key=lambda name: chances[name])
    passed = [k for k, name in enumerate(ranked, start=1) if chances[name] <= share * k / len(ranked)]
    return frozenset(ranked[: max(passed, default=0)])
