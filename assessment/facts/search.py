"""A search over assumed constants against one half of the facts; the other half is only reported.

Whoever fits every figure learns nothing about the mechanism. So the record is cut in two by a hash
of the fact's name: the search sees the first half, and what it does to the second tells whether it
found a mechanism or memorised numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import optuna
from optuna.storages.journal import JournalFileBackend

from assessment.facts.experiment import Experiment, experiment_named
from assessment.facts.platform import Overrides, trial_parameters
from assessment.facts.targets import Target, targets
from simulator.channel import Parameter, channels
from simulator.errors import FactsError
from simulator.kernel_cache import cache_home

WORST = 25.0
"""Largest contribution of one figure to the loss, so that a single miss does not rule the search."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A setting of constants with its loss on both halves."""

    overrides: Overrides
    seen: float
    held_back: float


def is_seen(target: Target) -> bool:
    """Tell whether the search may look at a figure: one half of the facts, by a hash of their names."""
    return hashlib.sha256(target.fact.encode()).digest()[0] % 2 == 0


def loss(values: dict[str, float], *, seen: bool) -> float:
    """Return the mean squared distance, in tolerances, of the figures of one half.

    Examples
    --------
    >>> loss({}, seen=True)
    0.0
    """
    parts = []
    for target in targets():
        if target.key in values and is_seen(target) == seen:
            room = max(abs(target.hi - target.value), abs(target.value - target.lo), 1e-12)
            parts.append(min(WORST, ((values[target.key] - target.value) / room) ** 2))
    return sum(parts) / len(parts) if parts else 0.0


def searched(channel: str, names: Sequence[str] = ()) -> list[Parameter]:
    """Return the assumed constants of a channel that a search moves (all, or those named)."""
    table = channels([channel])[0].parameters
    rows = [row for row in table.rows if row.assumed and row.tried is not None]
    if names:
        rows = [table.rows[table.index(name)] for name in names]
        fixed = [row.name for row in rows if row.tried is None]
        if fixed:
            raise FactsError(
                f"{channel}: no range was stated for {', '.join(fixed)}; the source says 'tried LO to HI'"
            )
    return rows


def search(
    experiment: str,
    channel: str,
    *,
    names: Sequence[str] = (),
    trials: int = 40,
    scale: float = 0.2,
    seed: int = 1,
    file: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Tried]:
    """Move assumed constants within their ranges; return every setting tried, the best first.

    Parameters
    ----------
    trials : int
        In all. What an earlier, interrupted search has done counts and is not done again.
    file : Path, optional
        Where the trials are kept; by default in the user's cache, named by experiment and scale.
    """
    chosen, rows = experiment_named(experiment), searched(channel, names)
    study = _study(f"{experiment}-{channel}-{scale:g}-{seed}", file)
    if not study.trials:  # the shipped constants are the first to be judged
        study.enqueue_trial({row.name: row.value for row in rows})
    while len(_finished(study)) < trials:
        study.optimize(lambda trial: _objective(trial, chosen, channel, rows, seed, scale), n_trials=1)
        if progress is not None:
            progress(len(_finished(study)), trials)
    return sorted((_tried(trial, channel) for trial in _finished(study)), key=lambda each: each.seen)


def _objective(
    trial: optuna.Trial,
    experiment: Experiment,
    channel: str,
    rows: Sequence[Parameter],
    seed: int,
    scale: float,
) -> float:
    values = {row.name: trial.suggest_int(row.name, *_range(row)) for row in rows}
    with trial_parameters({channel: values}):
        findings, _ = experiment.run(seed, scale)
    trial.set_user_attr("held_back", loss(findings.values, seen=False))
    return loss(findings.values, seen=True)


def _range(row: Parameter) -> tuple[int, int]:
    if row.tried is None:
        raise FactsError(f"{row.name}: no range was stated")
    return row.tried


def _study(name: str, file: Path | None) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    file = file or Path(cache_home()) / "studies" / "search.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    storage = optuna.storages.JournalStorage(JournalFileBackend(str(file)))
    sampler = optuna.samplers.TPESampler(seed=1)
    return optuna.create_study(storage=storage, study_name=name, load_if_exists=True, sampler=sampler)


def _finished(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    return [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]


def _tried(trial: optuna.trial.FrozenTrial, channel: str) -> Tried:
    return Tried(
        overrides={channel: dict(trial.params)}, seen=float(trial.value or 0.0),
        held_back=float(trial.user_attrs.get("held_back", 0.0)),
    )  # fmt: skip
