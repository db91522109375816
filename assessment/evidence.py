"""What a mark is founded on: what was seen at every review point, what was decided there, how it ended.

Evidence is collected by playing a log again, so it is the same whoever collects it and whenever.
Conduct is judged by what could be seen (`Look.observation`); the finished run serves only for what
nobody can see while it goes on (refunds after the end, followers that stay).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from simulator.decisions import Decision
from simulator.events import draw_events
from simulator.observation import Observation
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from simulator.simulation import Simulation

Log = Sequence[tuple[int, Decision]]
"""Accepted decisions, each with the minute in which it was accepted."""

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
        The screen before the decisions of this minute.
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
    looked_at : tuple of int, optional
        Minutes at which the trainee is known to have looked at the screen; only said, never scored.
    branch : {"exam", "first", "fork"}
        A sitting; the first branch of a practice run; a branch that was forked off with hindsight.
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
    looked_at: tuple[int, ...] | None = None
    branch: Literal["exam", "first", "fork"] = "exam"

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The accepted decisions in the order of acceptance."""
        return tuple(decision for _, decision in self.log)

    @cached_property
    def live_windows(self) -> tuple[Window, ...]:
        """The live rooms of the run."""
        return live_windows_of(self.decisions)

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
    sim = form.start(chance, attempt=attempt)
    case, decisions = form.scenario, [decision for _, decision in log]
    windows = live_windows_of(decisions)
    due = _by_tick(log, windows)
    reviewed = set(review_minutes(case, due, windows))
    watched = set(watch_minutes(case, dated_minutes(form), windows)) - reviewed
    looks, more, waiting = [], [], list(log)
    while sim.minute < case.end_minute:
        now = sim.minute
        if now in reviewed:
            looks.append(Look(minute=now, observation=sim.observe(), decisions=tuple(due.get(now, ()))))
        elif now in watched:
            more.append(Look(minute=now, observation=sim.observe()))
        accepted = []
        while waiting and waiting[0][0] <= now:
            accepted.append(waiting.pop(0)[1])
        for _, problem in sim.step(accepted).refused:
            raise problem
    sim.settle()
    return Evidence(
        scenario=case,
        brief=brief_of(case),
        looks=tuple(looks),
        watched=tuple(more),
        log=tuple(log),
        final=sim,
    )


def dated_minutes(form: Form) -> tuple[int, ...]:
    """Return the minutes at which a form's dated events come."""
    seeds = Seeds(world=form.world, chance=0)
    return tuple(event.minute for event in draw_events(form.scenario, seeds))


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
