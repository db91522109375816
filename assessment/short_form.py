"""Short forms: the middle of a case as a task of 15 to 20 minutes, several of which make an exam.

A short form begins at a checkpoint that somebody else left behind: a reference policy opens the
case up to the first minute, always with the same luck, so every candidate finds the same state. The
case ends for the candidate with the form's last day; money, hours and what adds up over days are the
part of the case's own that falls on its days. Then nothing more is decided and the run settles.

Own live rooms take their own real time, so a form either begins in the middle of one or has none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assessment.branch import Branch
from assessment.form import Form, load_form
from assessment.kept_runs import STUDIED
from assessment.occasions import nominal_seconds
from assessment.play import Played, look_on
from assessment.policies import make_policy
from scenarios.loader import build_case, load_case
from simulator.errors import DigestError, ScenarioError
from simulator.futures import enter_future
from simulator.kernel_cache import cache_home, sources_hash
from simulator.kpi_registry import kpi
from simulator.randomness import Seeds
from simulator.scenario import Scenario, minute_of
from simulator.simulation import Simulation

DAY = 1440
SHORTEST_S, LONGEST_S = 900, 1200
"""Nominal seconds of a short form (issue of the score: 15 to 20 minutes)."""
ROOM_LEVER = "schedule_live"


class ShortForm(BaseModel):
    """One task of an exam.

    Parameters
    ----------
    case : str
        Name of a shipped case.
    opened_by : str
        Policy that plays up to the first minute.
    opening_chance : int
        Chance seed of the opening.
    first : str
        When the candidate takes over, such as ``"D6 07:00"``; a review point.
    last_day : int
        Last day on which anything is decided.
    rooms : bool
        Whether rooms can be planned; one that the opening planned takes its own real time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9-]+$", max_length=40)
    case: str
    world: int = Field(ge=0)
    opened_by: str
    opening_chance: int = Field(default=1, ge=0)
    first: str
    last_day: int = Field(ge=1)
    rooms: bool = False

    @property
    def first_minute(self) -> int:
        """Minute at which the candidate takes over."""
        return minute_of(self.first)


@cache
def short_forms() -> dict[str, ShortForm]:
    """Return the shipped short forms by key, in the order in which exams take them."""
    text = (Path(str(files("assessment"))) / "short_forms.json").read_text(encoding="utf-8")
    return {form.key: form for form in map(ShortForm.model_validate, json.loads(text))}


def short_form(key: str) -> ShortForm:
    """Return a shipped short form.

    Raises
    ------
    ScenarioError
        If there is none of this key.
    """
    if key not in short_forms():
        known = ", ".join(short_forms())
        raise ScenarioError(
            f"没有名为 {key!r} 的短卷，现有：{known} / no short form named {key!r}; there are {known}"
        )
    return short_forms()[key]


def short_scenario(form: ShortForm) -> Scenario:
    """Return the case as it stands for the candidate of a short form."""
    case = load_case(form.case)
    part = form.last_day / case.days
    end = form.last_day * DAY
    fields = case.model_dump(mode="json")
    fields |= {
        "id": form.key, "days": form.last_day,
        "money": round(case.money * part, 2), "hours": round(case.hours * part, 2),
        "events": [event for event in fields["events"] if minute_of(event["latest"]) < end],
        "clock": [phase for phase in fields["clock"] if minute_of(phase["end"]) <= end],
        "goals": [_part_of(goal, part) for goal in fields["goals"]],
    }  # fmt: skip
    if not form.rooms:
        fields["levers"] = [lever for lever in fields["levers"] if lever != ROOM_LEVER]
    return build_case(fields, f"{form.case} as {form.key}")


def _part_of(goal: dict[str, Any], part: float) -> dict[str, Any]:
    """Return a goal for a part of the days: what adds up over days is that part of it.

    Distinct people, levels and rates stay: most of them is reached in the first days.
    """
    kind = kpi(goal["kpi"])
    adds_up = kind.additive and kind.kind != "rate"
    return goal | {
        "target": goal["target"] * part if adds_up else goal["target"],
        "minimum": goal["minimum"] * part,
    }


def form_hash(form: ShortForm) -> str:
    """Return the hash of a form and of the case as it stands for its candidates, whatever their number."""
    fields = short_scenario(form).model_dump(mode="json")
    for size in ("agents", "people_per_agent"):
        fields["audience"].pop(size)
    text = json.dumps([form.model_dump(), fields], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def exam_seconds(form: ShortForm, rooms: Sequence[Sequence[int]] = ()) -> float:
    """Return the real seconds that a form takes by the case's clock, with the rooms of its opening."""
    return nominal_seconds(load_case(form.case), form.first_minute, form.last_day * DAY, rooms)


class Exercise:
    """A short form made ready: its case and people, and the state in which everybody begins.

    Parameters
    ----------
    form : ShortForm
    people : int
        Simulated people that it is played with.
    """

    def __init__(self, form: ShortForm, people: int) -> None:
        self.form = form
        loaded = load_form(short_scenario(form), world=form.world, agents=people)
        self.branch = Branch(loaded, people)
        self.scenario = self.branch.scenario
        self._opened = _checkpoint(form, loaded)

    def begin(self, chance: int) -> Simulation:
        """Return the run of a candidate at its first minute: the same state for all, with luck of its own."""
        sim = self._opened.fork()
        enter_future(sim, Seeds(world=self.form.world, chance=chance))
        return sim


@lru_cache(maxsize=8)
def exercise(key: str, people: int) -> Exercise:
    """Return a shipped short form made ready; kept, since many candidates sit it."""
    return Exercise(short_form(key), people)


def _checkpoint(form: ShortForm, loaded: Form) -> Simulation:
    """Return the opened run, from the cache if these sources have made it before."""
    name = f"{form.key}-{form_hash(form)[:12]}-{loaded.scenario.audience.agents}-{sources_hash(STUDIED)[:16]}.npz"
    file = Path(cache_home()) / "short_forms" / name
    begun = loaded.start(form.opening_chance)
    if file.exists():
        try:
            return Simulation.restore(
                loaded.scenario, loaded.audience, file.read_bytes(), reader=begun.reader
            )
        except DigestError:  # a write that was cut short: made again below
            file.unlink(missing_ok=True)
    look_on(Played(sim=begun), make_policy(form.opened_by, loaded.scenario), form.first_minute)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(begun.checkpoint())
    return begun
