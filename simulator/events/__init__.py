"""Dated events: drawn once per form from the case's priors, played through mechanisms.

``draw_events`` decides when each event comes and how strong it is (world seed, so the same for
everybody who sits the form); ``play_events`` is the first thing of every step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import ScenarioError, UnknownNameError
from simulator.events.kind import EventKind, EventOptions, event_kind, event_kinds, register_event
from simulator.randomness import Seeds, unit
from simulator.scenario import EventSpec, Scenario, minute_of

if TYPE_CHECKING:
    from simulator.channel import Tick
    from simulator.world import EventState, World

__all__ = [
    "EventKind", "EventOptions", "check_events", "draw_events", "event_kind", "event_kinds",
    "play_events", "register_event",
]  # fmt: skip

TICK_STEP, LIVE_STEP = 10, 1
_CHANCE, _MINUTE, _STRENGTH = range(3)


def check_events(case: Scenario) -> None:
    """Refuse a case whose events are of no known kind or have options that make no sense.

    Raises
    ------
    ScenarioError
        With the event, the field and what is allowed.
    """
    for spec in case.events:
        try:
            kind = event_kind(spec.kind)
        except UnknownNameError as problem:
            raise ScenarioError(f"events.{spec.key}.kind: {problem}") from None
        low, high = spec.strength
        if not low <= high:
            raise ScenarioError(f"events.{spec.key}.strength: {low:g} to {high:g}; the lower end comes first")
        kind.check(case, spec)


def draw_events(scenario: Scenario, seeds: Seeds, *, after: int = 0) -> list[EventState]:
    """Draw when each event of a form comes and how strong it is.

    Each event has its own keyed draws, so adding one leaves the others as they were.

    Parameters
    ----------
    scenario, seeds
        The case's priors and the world seed of the form.
    after : int
        Events that have not come by this minute are drawn anew for an alternative future: given
        that they did not come before it, so those whose time is over are left out.
    """
    drawn = [_draw(spec, seeds, after) for spec in scenario.events]
    return sorted(
        (state for state in drawn if state is not None), key=lambda state: (state.minute, state.key)
    )


def _draw(spec: EventSpec, seeds: Seeds, after: int) -> EventState | None:
    from simulator.world import EventState  # noqa: PLC0415 - the world imports channels, which may import events

    key = seeds.world_key("event." + spec.key)
    first, last = minute_of(spec.earliest), minute_of(spec.latest)
    begin = max(first, after)
    if begin > last or unit(key, _CHANCE) >= _still(spec.chance, begin - first, last - first):
        return None
    low, high = spec.strength
    return EventState(
        key=spec.key, kind=spec.kind, minute=_minute(unit(key, _MINUTE), begin, last, _step(spec)),
        strength=round(low + (high - low) * unit(key, _STRENGTH), 4),
    )  # fmt: skip


def _still(chance: float, gone: int, whole: int) -> float:
    """Chance that it still comes, given that it has not in the part of its window that is gone."""
    passed = chance * gone / whole if whole else 0.0
    return 1.0 if chance >= 1 else (chance - passed) / (1 - passed)


def _step(spec: EventSpec) -> int:
    return LIVE_STEP if event_kind(spec.kind).live else TICK_STEP


def _minute(luck: float, first: int, last: int, step: int) -> int:
    begin, end = -(-first // step), last // step
    if end < begin:
        return first
    return step * (begin + min(end - begin, int(luck * (end - begin + 1))))


def play_events(world: World, tick: Tick) -> None:
    """Let the events due in a tick begin, go on or end (the first thing of a step)."""
    for state in world.events:
        waits = state.fired < 0 and state.minute >= tick.end
        over = "ended" in state.notes and tick.start >= state.until
        if waits or over or (state.fired >= 0 and state.until < 0):
            continue
        kind = event_kind(state.kind)
        spec = next(spec for spec in world.scenario.events if spec.key == state.key)
        if state.fired < 0:
            state.fired = world.minute
            kind.fire(world, state, spec)
        if state.until < 0:
            continue
        if tick.start < state.until:
            kind.each_tick(world, state, spec, tick)
        else:
            state.notes["ended"] = world.minute
            kind.end(world, state, spec)
    if world.trends:
        world.trend_scores()
