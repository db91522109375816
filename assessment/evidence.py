"""What a mark is founded on: what was seen at every review point, what was decided there, how it ended.

Evidence is collected by playing a log again, so it is the same whoever collects it and whenever.
Conduct is judged by what could be seen (`Look.observation`); the finished run serves only for what
nobody can see while it goes on (refunds after the end, followers that stay).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assessment.form import Form
from assessment.policies.policy import Brief, brief_of
from assessment.review_points import (
    DAY,
    HOUR,
    Window,
    is_live,
    live_windows_of,
    review_minutes,
    tick_start,
)
from simulator.decisions import Decision, Publish
from simulator.observation import Observation
from simulator.scenario import Scenario
from simulator.simulation import Simulation

Log = Sequence[tuple[int, Decision]]
"""Accepted decisions, each with the minute in which it was accepted."""

OnTick = Callable[[Simulation], None]

WATCH_BEFORE = 6 * HOUR
"""Minutes before a dated event from which the screen is kept by the hour (a baseline to compare with)."""
WATCH_AFTER = 2 * DAY
"""Minutes after it until which the screen is kept by the hour."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was on the screen at a minute and what was accepted there.

    Parameters
    ----------
    minute : int
        Start of a tick.
    observation : Observation
        The screen before the decisions of this minute: the parts that conduct is judged by.
    decisions : tuple of Decision
        Decisions that take effect in this tick, whenever they were made.
    """

    minute: int
    observation: Observation
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Advantage:
    """What the decisions at a review point were worth, on the outcome's 0..1 scale.

    Parameters
    ----------
    minute : int
        The review point.
    keys : tuple of str
        The decisions that took effect there.
    points, error : float
        Their value over what the competent policy would have got, and its standard error.
    window : str
        Key of the event in whose window it lies, or "".
    """

    minute: int
    keys: tuple[str, ...]
    points: float
    error: float
    window: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """Everything the criteria may ask.

    Parameters
    ----------
    scenario, brief
        The case, and what the trainee was told of it.
    looks : tuple of Look
        One for each review point, in time.
    watched : tuple of Look
        The screen by the hour around dated events and by the minute in live rooms; no decisions.
    log : sequence of (minute, Decision)
        Accepted decisions.
    final : Simulation
        The run after its settlement tail.
    outcome : float, optional
        Share of the outcome between the anchors, unclipped, from the valuation of decisions.
    outcome_error : float
        Its standard error.
    advantages : tuple of Advantage, optional
        ``None`` until the ledger has valued the decisions.
    window_anchors : (float, float), optional
        Sum of the advantages inside event windows of doing nothing and of the experts.
    whole_outcome : bool
        Whether the outcome holds the advantages inside event windows too (`assessment.scale.cut_in_two`).
    looked_at : tuple of int, optional
        Minutes at which the trainee is known to have looked at the screen; only said, never scored.
    branch : {"exam", "first", "fork"}
        A sitting; the first branch of a practice run; a branch that was forked off with hindsight.
    begun : int
        Minute at which the trainee took over: 0, or later in a short form.
    inherited : tuple of (minute, Decision)
        What was decided before by whoever opened the form; it is there, but it is nobody's conduct.
    """

    scenario: Scenario
    brief: Brief
    looks: tuple[Look, ...]
    log: Log
    final: Simulation
    watched: tuple[Look, ...] = ()
    outcome: float | None = None
    outcome_error: float = 0.0
    advantages: tuple[Advantage, ...] | None = None
    window_anchors: tuple[float, float] | None = None
    whole_outcome: bool = False
    looked_at: tuple[int, ...] | None = None
    branch: Literal["exam", "first", "fork"] = "exam"
    begun: int = 0
    inherited: Log = ()

    @cached_property
    def money(self) -> float:
        """Yuan that the trainee began with."""
        return self.looks[0].observation.money_left if self.looks else self.scenario.money

    @cached_property
    def minutes(self) -> int:
        """Minutes that the trainee had."""
        return self.scenario.end_minute - self.begun

    @cached_property
    def pieces(self) -> dict[str, Publish]:
        """Every piece that was published by key, inherited ones too."""
        every = (decision for _, decision in (*self.inherited, *self.log))
        return {decision.key: decision for decision in every if isinstance(decision, Publish)}

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The accepted decisions in the order of acceptance."""
        return tuple(decision for _, decision in self.log)

    @cached_property
    def live_windows(self) -> tuple[Window, ...]:
        """The live rooms of the run."""
        return live_windows_of(decision for _, decision in (*self.inherited, *self.log))

    @cached_property
    def screens(self) -> tuple[Look, ...]:
        """Every screen that was kept, in time, one for a minute."""
        found = {look.minute: look for look in (*self.watched, *self.looks)}
        return tuple(found[minute] for minute in sorted(found))

    @cached_property
    def ended(self) -> Observation:
        """The screen after the settlement tail."""
        return self.final.observe()

    @cached_property
    def last(self) -> Observation:
        """The last screen within the trainee's time (the final one if none was kept)."""
        return self.looks[-1].observation if self.looks else self.ended

    def before(self, minute: int) -> Observation | None:
        """Return the newest kept screen at or before a minute."""
        return next((look.observation for look in reversed(self.screens) if look.minute <= minute), None)

    def effective(self) -> list[tuple[int, Decision]]:
        """Return decisions with the minute in which each takes effect, in time."""
        timed = [(decision.at if decision.at is not None else made, decision) for made, decision in self.log]
        return sorted(timed, key=lambda entry: entry[0])


def gather(form: Form, chance: int, log: Log, *, attempt: str = "a1") -> Evidence:
    """Play a log again on its form and keep the screen at every review point.

    Raises
    ------
    DecisionError
        If the log holds a decision that this form does not take: it is not this form's log.
    """
    return gather_on(form.start(chance, attempt=attempt), log)


def gather_on(sim: Simulation, log: Log) -> Evidence:
    """Play the rest of a log on a run that has begun, to its end, and keep the screen at every review point.

    Parameters
    ----------
    sim : Simulation
        Where the trainee took over; is played on.
    log : sequence of (minute, Decision)
        All of the run; what was decided before the run's minute is inherited.

    Raises
    ------
    DecisionError
        If the log holds a decision that the run does not take.
    """
    gathering = Gathering(sim)
    gathering.play(log, sim.scenario.end_minute)
    return gathering.ended(log)


class Gathering:
    """Evidence in the making: a run played again, at once or behind one that still goes on.

    Parameters
    ----------
    sim : Simulation
        Where the trainee took over; is played on.
    """

    def __init__(self, sim: Simulation) -> None:
        self.sim, self.begun = sim, sim.minute
        self._dated = tuple(event.minute for event in sim.world.events)
        self._looks: list[Look] = []
        self._watched: list[Look] = []

    def play(self, log: Log, until: int, *, on_tick: OnTick | None = None) -> None:
        """Play on to a minute before which nothing is decided any more than what the log says.

        Parameters
        ----------
        on_tick : callable, optional
            Given the run before each tick; must leave it as it is.

        Raises
        ------
        DecisionError
            If the log holds a decision that the run does not take.
        """
        sim, case = self.sim, self.sim.scenario
        windows = live_windows_of(decision for _, decision in log)
        due = _by_tick([entry for entry in log if entry[0] >= self.begun], windows)
        reviewed = set(review_minutes(case, due, windows))
        watched = set(watch_minutes(case, self._dated, windows)) - reviewed
        waiting = deque(entry for entry in log if entry[0] >= sim.minute)
        while sim.minute < until:
            now = sim.minute
            if on_tick is not None:
                on_tick(sim)
            if now in reviewed:
                self._looks.append(
                    Look(minute=now, observation=sim.observe_judged(), decisions=tuple(due.get(now, ())))
                )
            elif now in watched:
                self._watched.append(Look(minute=now, observation=sim.observe_judged()))
            accepted = []
            while waiting and waiting[0][0] <= now:
                accepted.append(waiting.popleft()[1])
            for _, problem in sim.step(accepted).refused:
                raise problem

    def ended(self, log: Log) -> Evidence:
        """Settle the run, which has been played to the end of the trainee's time, and return the evidence."""
        self.sim.settle()
        return Evidence(
            scenario=self.sim.scenario, brief=brief_of(self.sim.scenario), looks=tuple(self._looks),
            watched=tuple(self._watched), log=tuple(entry for entry in log if entry[0] >= self.begun), final=self.sim,
            begun=self.begun, inherited=tuple(entry for entry in log if entry[0] < self.begun),
        )  # fmt: skip


def watch_minutes(
    scenario: Scenario, dated: Iterable[int], live_windows: Iterable[Window]
) -> tuple[int, ...]:
    """Return the minutes at which the screen is kept for monitoring: hours around events, minutes of rooms."""
    windows = list(live_windows)
    found = {minute for start, end in windows for minute in range(start, end)}
    for event in dated:
        first = max(0, event - WATCH_BEFORE) // HOUR * HOUR
        hours = range(first, min(event + WATCH_AFTER, scenario.end_minute), HOUR)
        found |= {minute for minute in hours if not is_live(minute, windows)}
    return tuple(sorted(minute for minute in found if minute < scenario.end_minute))


def _by_tick(log: Log, windows: Sequence[Window]) -> dict[int, list[Decision]]:
    """Return decisions by the start of the tick in which they take effect."""
    out: dict[int, list[Decision]] = {}
    for made, decision in log:
        minute = decision.at if decision.at is not None else made
        out.setdefault(tick_start(max(made, minute), windows), []).append(decision)
    return out
