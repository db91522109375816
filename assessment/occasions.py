"""The occasions of a run: which dated events could be seen, until when each could be answered, and how it was.

An event whose signal never became distinguishable on the screen is no occasion, and neither is one
against which nothing was exposed (a rival's offer to somebody who sells nothing). What a precaution
caught counts as answered at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessment.detection import Sighting, prevented, sighting
from assessment.evidence import Evidence
from assessment.remedies import REMEDIES, Remedy
from assessment.review_points import HOUR
from simulator.decisions import ChangePost, PaidOrder, Publish, ScheduleLive
from simulator.observe import LIVE_SECONDS_PER_HOUR, seconds_per_hour
from simulator.scenario import EventSpec, Scenario, minute_of
from simulator.texts import Text
from simulator.world import EventState

READ_SECONDS = 60.0
"""Nominal seconds in which anybody is in time: reading, deciding and typing take them (assumed)."""
ROUTINE_STRETCHES = 12
"""Earlier stretches of the same length in which routine is looked for."""
PREVENTED = Text(zh="事前防范已拦下", en="a precaution caught it")


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """An event that could be seen, and the best answer to it.

    Parameters
    ----------
    key : str
        Key of the event.
    begun : int
        Minute in which it came.
    seen : Sighting
        When and by what it could be told from chance.
    closes : int
        Minute from which an answer is too late.
    answered : int, optional
        Minute of the first decision that acted on the cause.
    answer : str
        Key of that decision; "" without one.
    delay_s, prompt_s, late_s : float
        Nominal seconds to the answer, until which it is in time, from which it is too late.
    timely, cause : float
        0 to 1.
    harmful : tuple of str
        Keys of decisions that made it worse.
    """

    key: str
    begun: int
    seen: Sighting
    closes: int
    answered: int | None = None
    answer: str = ""
    delay_s: float = 0.0
    prompt_s: float = 0.0
    late_s: float = 0.0
    timely: float = 0.0
    cause: float = 0.0
    harmful: tuple[str, ...] = ()


def event_window(spec: EventSpec, begun: int) -> tuple[int, int]:
    """Return the minutes in which decisions about an event are valued as its answer."""
    remedy = REMEDIES.get(spec.kind)
    return begun, begun + (remedy.late if remedy is not None else 0)


def event_windows(
    scenario: Scenario, events: Iterable[EventState | tuple[str, int]]
) -> dict[str, tuple[int, int]]:
    """Return the window of each event that came (states of a run, or pairs of key and minute)."""
    specs = {spec.key: spec for spec in scenario.events}
    pairs = [(e.key, e.minute) if isinstance(e, EventState) else e for e in events]
    return {key: event_window(specs[key], minute) for key, minute in pairs if not specs[key].noise}


def window_of(minute: int, windows: dict[str, tuple[int, int]]) -> str:
    """Return the event in whose window a minute lies: the newest of several, "" for none.

    Examples
    --------
    >>> window_of(70, {"first": (0, 120), "second": (60, 90)})
    'second'
    """
    inside = [(start, key) for key, (start, end) in windows.items() if start <= minute < end]
    return max(inside)[1] if inside else ""


def nominal_seconds(
    scenario: Scenario, start: int, end: int, live_windows: Sequence[Sequence[int]] = ()
) -> float:
    """Return the real seconds that a stretch of the simulation takes by the case's clock table.

    Pauses, lag and incidents never enter: the clock table is the same for everybody.
    """
    marks = {start, end, *_changes(scenario, live_windows)}
    cuts = sorted(mark for mark in marks if start <= mark <= end)
    return sum((b - a) / HOUR * _pace(scenario, a, live_windows) for a, b in pairwise(cuts))


def _changes(scenario: Scenario, live_windows: Sequence[Sequence[int]]) -> set[int]:
    clock = {minute for phase in scenario.clock for minute in (minute_of(phase.start), minute_of(phase.end))}
    return clock | {window[k] for window in live_windows for k in (0, 1)}


def _pace(scenario: Scenario, minute: int, live_windows: Sequence[Sequence[int]]) -> float:
    live = any(window[0] <= minute < window[1] for window in live_windows)
    return max(seconds_per_hour(scenario, minute), LIVE_SECONDS_PER_HOUR if live else 0.0)


def occasions(evidence: Evidence) -> tuple[Occasion, ...]:
    """Return the occasions of a run in time."""
    specs = {spec.key: spec for spec in evidence.scenario.events}
    found = []
    for state in sorted(evidence.final.world.events, key=lambda event: event.minute):
        spec = specs[state.key]
        remedy = REMEDIES.get(spec.kind)
        if state.fired < 0 or spec.noise or remedy is None or not _exposed(evidence, spec, state.fired):
            continue
        if prevented(evidence, state.fired):
            seen = Sighting(minute=state.fired, how=PREVENTED)
            closes = event_window(spec, state.fired)[1]
            found.append(Occasion(key=spec.key, begun=state.fired, seen=seen, closes=closes,
                                  answered=state.fired, timely=1.0, cause=1.0))  # fmt: skip
            continue
        seen = sighting(evidence, spec, state.fired)
        if seen is not None and seen.minute < evidence.scenario.end_minute:
            found.append(_answered(evidence, spec, remedy, state.fired, seen))
    return tuple(found)


def _exposed(evidence: Evidence, spec: EventSpec, minute: int) -> bool:
    """Tell whether an event of the market touched anything of the trainee's: it had been put on offer."""
    if spec.kind not in ("rival_offer", "trend"):
        return True
    offers = (Publish, ChangePost, ScheduleLive, PaidOrder)
    last = event_window(spec, minute)[1]
    return any(isinstance(decision, offers) and at < last for at, decision in evidence.effective())


def _answered(evidence: Evidence, spec: EventSpec, remedy: Remedy, begun: int, seen: Sighting) -> Occasion:
    case, rooms = evidence.scenario, evidence.live_windows
    closes = seen.minute + remedy.late
    weighed = [
        (at, decision, remedy.weigh(decision, spec, case))
        for at, decision in evidence.effective()
        if begun <= at < closes
    ]
    right = [(at, d, worth) for at, d, worth in weighed if worth > 0]
    harmful = tuple(d.key for _, d, worth in weighed if worth < 0)
    prompt_s = max(READ_SECONDS, nominal_seconds(case, seen.minute, seen.minute + remedy.prompt, rooms))
    late_s = max(2 * prompt_s, nominal_seconds(case, seen.minute, closes, rooms))
    if not right:
        return Occasion(key=spec.key, begun=begun, seen=seen, closes=closes, prompt_s=prompt_s, late_s=late_s,
                        harmful=harmful)  # fmt: skip
    first, decision, _ = right[0]
    delay = nominal_seconds(case, seen.minute, max(seen.minute, first), rooms)
    meant = 1.0 - _routine(evidence, spec, remedy, begun, closes - begun)
    in_time = min(1.0, max(0.0, (late_s - delay) / (late_s - prompt_s)))
    cause = max(worth for _, _, worth in right) * len(right) / (len(right) + len(harmful))
    return Occasion(
        key=spec.key, begun=begun, seen=seen, closes=closes, answered=first, answer=decision.key, delay_s=delay,
        prompt_s=prompt_s, late_s=late_s, timely=in_time * meant, cause=cause * meant, harmful=harmful,
    )  # fmt: skip


def _routine(evidence: Evidence, spec: EventSpec, remedy: Remedy, begun: int, length: int) -> float:
    """Return how often an equally long stretch before the event held the same kind of decision anyway.

    Who presses everything all the time has answered nothing; who always published so, not either.
    """
    done = [
        at for at, d in evidence.effective() if at < begun and remedy.weigh(d, spec, evidence.scenario) > 0
    ]
    starts = [begun - k * length for k in range(1, ROUTINE_STRETCHES + 1) if begun - k * length >= 0]
    if not starts:
        return 0.0
    return sum(any(start <= at < start + length for at in done) for start in starts) / len(starts)
