"""Tuning the reference experts: an optimiser moves the numbers of their style on training worlds.

Only worlds that nobody is marked in are played (101 and up), with the same luck in every trial, so
that two settings differ by what was decided. What is found is kept with the policies and is part
of their hash: tune first, calibrate afterwards.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import optuna
from optuna.storages.journal import JournalFileBackend

from assessment.anchors import case_hash
from assessment.form import Form, load_form
from assessment.goals import weighted_attainment
from assessment.policies.expert import EXPERTS, TUNED_FILE, Expert, tuned_numbers
from assessment.policies.frozen import policies_hash
from assessment.policies.policy import Brief, brief_of, policy_names
from assessment.policies.style import Range, Style
from assessment.policy_runs import played_run
from scenarios.loader import case_names, load_case
from simulator.errors import ScenarioError, UnknownNameError
from simulator.kernel_cache import cache_home
from simulator.scenario import Scenario

FIRST_TRAINING_WORLD = 101
"""Worlds below are for forms in which people are marked."""
AGENTS = 10_000
CHANCE = 1
"""Chance seed of every trial: common luck makes trials comparable."""

_SELLING = ("paid_share", "click_bid", "coupon_share")
_CARING = ("care_share", "view_bid", "surveys")
_LIVE = ("live_paid_share", "rooms_a_week", "room_minutes", "bag_money", "enter_bid")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Numbers of style with the weighted attainment they got on the training worlds."""

    numbers: dict[str, float]
    attained: float


def expert_named(name: str) -> Expert:
    """Return a reference expert.

    Raises
    ------
    UnknownNameError
        If there is no such expert.
    """
    policy_names()  # finds the files
    if name not in EXPERTS:
        raise UnknownNameError("expert", name, EXPERTS)
    return EXPERTS[name]


def expert_names() -> tuple[str, ...]:
    """Return the names of the reference experts."""
    policy_names()
    return tuple(sorted(EXPERTS))


def movable(expert: Expert, brief: Brief) -> dict[str, Range]:
    """Return the numbers of an expert that make a difference in a case."""
    idle: set[str] = set(_CARING if brief.products else _SELLING)
    if "schedule_live" not in brief.levers:
        idle |= set(_LIVE)
    if "book_creator" not in brief.levers:
        idle.add("creator_share")
    return {name: span for name, span in expert.free.items() if name not in idle}


def tune(
    case: str,
    expert: str,
    *,
    trials: int = 12,
    worlds: Sequence[int] = (FIRST_TRAINING_WORLD, FIRST_TRAINING_WORLD + 1),
    agents: int = AGENTS,
    file: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Setting]:
    """Move an expert's numbers within their ranges; return every setting tried, the best first.

    Parameters
    ----------
    trials : int
        In all. What an earlier, interrupted search has done counts and is not done again.
    worlds : sequence of int
        Training worlds, each played once a trial.
    file : Path, optional
        Where the trials are kept; by default in the user's cache.

    Raises
    ------
    UnknownNameError
        If there is no such expert.
    ScenarioError
        If a world is one in which people are marked.
    """
    chosen = expert_named(expert)
    if min(worlds) < FIRST_TRAINING_WORLD:
        raise ScenarioError(
            f"world {min(worlds)} is no training world: take {FIRST_TRAINING_WORLD} or higher"
        )
    forms = [load_form(case, world=world, agents=agents) for world in worlds]
    scenario = forms[0].scenario
    spans = movable(chosen, brief_of(scenario))
    study = _study(scenario, expert, worlds, agents, file)
    if not study.trials:  # the numbers of the style itself are the first to be judged
        study.enqueue_trial({name: getattr(chosen.style, name) for name in spans})
    while len(_finished(study)) < trials:
        study.optimize(lambda trial: _objective(trial, chosen, spans, forms), n_trials=1)
        if progress is not None:
            progress(len(_finished(study)), trials)
    found = [Setting(numbers=dict(t.params), attained=float(t.value or 0.0)) for t in _finished(study)]
    return sorted(found, key=lambda one: -one.attained)


def _objective(trial: optuna.Trial, expert: Expert, spans: dict[str, Range], forms: Sequence[Form]) -> float:
    numbers = {name: _suggest(trial, name, span) for name, span in spans.items()}
    return statistics.fmean(_attained(form, expert, numbers) for form in forms)


def _suggest(trial: optuna.Trial, name: str, span: Range) -> float:
    if isinstance(getattr(Style(), name), int):
        return trial.suggest_int(name, int(span.low), int(span.high))
    return round(trial.suggest_float(name, span.low, span.high), 3)


def _attained(form: Form, expert: Expert, numbers: dict[str, float]) -> float:
    run = played_run(form, expert.play(brief_of(form.scenario), numbers), expert.name, CHANCE)
    return weighted_attainment(form.scenario.goals, run.attained)


def _study(
    scenario: Scenario, expert: str, worlds: Sequence[int], agents: int, file: Path | None
) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    file = file or Path(cache_home()) / "studies" / "tune.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    storage = optuna.storages.JournalStorage(JournalFileBackend(str(file)))
    played = "-".join(map(str, worlds))
    sources = policies_hash(numbers=False)[:12]  # trials of other code say nothing about this one
    return optuna.create_study(
        storage=storage, study_name=f"{scenario.id}-{case_hash(scenario)[:12]}-{sources}-{expert}-{played}-{agents}",
        load_if_exists=True, direction="maximize", sampler=optuna.samplers.TPESampler(seed=1, n_startup_trials=6),
    )  # fmt: skip


def _finished(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    return [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]


def keep_numbers(expert: str, case: str, numbers: dict[str, float], *, file: Path = TUNED_FILE) -> None:
    """Write the numbers of an expert in a shipped case beside the policies.

    Raises
    ------
    ScenarioError
        For a case of one's own: the references are frozen with the shipped cases.
    """
    scenario = load_case(case)
    if scenario.id not in case_names():
        raise ScenarioError(f"{scenario.id} is no shipped case: its numbers are shown and not kept")
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    rounded = {name: round(value, 3) for name, value in sorted(numbers.items())}
    known.setdefault(expert, {})[scenario.id] = rounded
    file.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    tuned_numbers.cache_clear()
