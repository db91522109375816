"""What an experiment is: a seed and a size in, statistics, curves and raw tables out."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from assessment.facts import experiments
from simulator.errors import UnknownNameError


class Findings(BaseModel):
    """What one replicate of an experiment found.

    Parameters
    ----------
    values : mapping of str to float
        ``"A6.watch_s_median"`` (fact, statistic) to its value; NaN never stands here: what could
        not be computed is left out and reported as missing.
    curves : mapping of str to list of (x, y)
        ``"A8"`` to the simulated curve, over the bins of the reference.
    volume : mapping of str to int
        How much was simulated ("people", "impressions", ...).
    """

    model_config = ConfigDict(frozen=True)

    values: dict[str, float]
    curves: dict[str, list[tuple[float, float]]] = Field(default_factory=dict)
    volume: dict[str, int] = Field(default_factory=dict)
    cpu_s: float = 0.0
    rss_mb: float = 0.0


Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A simulated counterpart of one published body of data.

    Parameters
    ----------
    name : str
    facts : tuple of str
        Rows of the record it speaks about.
    run : callable
        ``run(seed, scale)`` returns the findings and the raw tables (`assessment.facts.dump` says
        which). ``scale`` 1 is the full size; tests use less. Deterministic.
    replicates : int
        Runs with neighbouring seeds; their spread gives the Monte-Carlo error.
    """

    name: str
    facts: tuple[str, ...]
    run: Callable[[int, float], tuple[Findings, Tables]]
    replicates: int = 4


@cache
def known_experiments() -> dict[str, Experiment]:
    """Return all experiments by name: each module of `assessment.facts.experiments` brings its own."""
    found: dict[str, Experiment] = {}
    for module in pkgutil.iter_modules(experiments.__path__):
        each = importlib.import_module(f"{experiments.__name__}.{module.name}")
        for experiment in getattr(each, "EXPERIMENTS", ()):
            found[experiment.name] = experiment
    return found


def experiment_named(name: str) -> Experiment:
    """Return an experiment by name."""
    known = known_experiments()
    if name not in known:
        raise UnknownNameError("experiment", name, known)
    return known[name]
