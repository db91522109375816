"""The occasions of a run: which dated events could be seen, until when each could be answered, and how it was.

An event whose signal never became distinguishable on the screen is no occasion, and neither is one
against which nothing was exposed (a rival's offer to somebody who sells nothing). What a precaution
caught counts as answered at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assessment.detection import Sighting, prevented, sighting
from assessment.evidence import Evidence
from assessment.remedies import REMEDIES, Ground
from assessment.review_points import DAY, HOUR
from simulator.decisions import Decision, Restock
from simulator.observation import Observation
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
        if (
            state.fired < 0
            or spec.noise
            or spec.kind not in REMEDIES
            or _dealt_with(evidence, spec, state.fired)
        ):
            continue
        if prevented(evidence, state.fired):
            found.append(_prevented(spec, state.fired))
            continue
        seen = sighting(evidence, spec, state.fired)
        # what is noticed after the window is something else, or a false alarm of the test
        if (
            seen is not None
            and seen.minute < event_window(spec, state.fired)[1]
            and _exposed(evidence, spec, seen.minute)
        ):
            found.append(_answered(evidence, spec, state.fired, seen))
    return tuple(occasion for occasion in found if occasion.seen.minute < evidence.scenario.end_minute)


def _dealt_with(evidence: Evidence, spec: EventSpec, begun: int) -> bool:
    """Tell whether an event was over or answered before the trainee took over."""
    if begun >= evidence.begun:
        return False
    answers = [d for at, d in evidence.inherited if at >= begun and _weigh(evidence, spec, d) > 0]
    return bool(answers) or event_window(spec, begun)[1] <= evidence.begun


def _prevented(spec: EventSpec, begun: int) -> Occasion:
    return Occasion(
        key=spec.key, begun=begun, seen=Sighting(minute=begun, how=PREVENTED),
        closes=event_window(spec, begun)[1], answered=begun, timely=1.0, cause=1.0,
    )  # fmt: skip


def _exposed(evidence: Evidence, spec: EventSpec, minute: int) -> bool:
    """Tell whether something of the trainee's was in the way of an event of the market or the shop."""
    seen = evidence.before(minute) or evidence.last
    match spec.kind:
        case "rival_offer":
            return any(piece.product is not None for piece in seen.contents) or bool(seen.rooms)
        case "trend":
            own = {topic for pillar in evidence.scenario.brand.pillars for topic in pillar.topics}
            lifts = spec.options.get("topic") in own
            running = any(order.status == "running" for order in seen.orders)
            return any(piece.status == "live" for piece in seen.contents) if lifts else running
        case "stock_use":
            return _short(evidence, str(spec.options.get("stock", "")), seen)
        case _:
            return True


def _short(evidence: Evidence, key: str, seen: Observation) -> bool:
    """Tell whether a stock will run out and more of it can still be ordered."""
    spec = next(stock for stock in evidence.scenario.stocks if stock.key == key)
    view = next(stock for stock in seen.stocks if stock.key == key)
    made = [
        d for at, d in evidence.effective() if isinstance(d, Restock) and d.stock == key and at < seen.minute
    ]
    if sum(order.quantity for order in made) >= spec.can_order:
        return False
    days = (evidence.scenario.end_minute - seen.minute) / DAY
    return view.left + view.on_order < (view.daily_use.value or spec.daily_other_use) * days


def _answered(evidence: Evidence, spec: EventSpec, begun: int, seen: Sighting) -> Occasion:
    case, rooms, remedy = evidence.scenario, evidence.live_windows, REMEDIES[spec.kind]
    closes = seen.minute + remedy.late
    weighed = [(at, d, _weigh(evidence, spec, d)) for at, d in evidence.effective() if begun <= at < closes]
    right = [(at, d, worth) for at, d, worth in weighed if worth > 0]
    prompt_s = max(READ_SECONDS, nominal_seconds(case, seen.minute, seen.minute + remedy.prompt, rooms))
    late_s = max(2 * prompt_s, nominal_seconds(case, seen.minute, closes, rooms))
    open_ = Occasion(
        key=spec.key, begun=begun, seen=seen, closes=closes, prompt_s=prompt_s, late_s=late_s,
        harmful=tuple(d.key for _, d, worth in weighed if worth < 0),
    )  # fmt: skip
    meant = {type(d): 1.0 - _routine(evidence, spec, type(d), begun, closes - begun) for _, d, _ in right}
    best = max((worth * meant[type(d)] for _, d, worth in right), default=0.0)
    if not best:
        return open_
    first, decision, _ = next(one for one in right if one[2] * meant[type(one[1])] == best)
    delay = nominal_seconds(case, seen.minute, max(seen.minute, first), rooms)
    in_time = min(1.0, max(0.0, (late_s - delay) / (late_s - prompt_s)))
    return replace(
        open_, answered=first, answer=decision.key, delay_s=delay, timely=in_time * meant[type(decision)],
        cause=best * len(right) / (len(right) + len(open_.harmful)),
    )  # fmt: skip


def _weigh(evidence: Evidence, spec: EventSpec, decision: Decision) -> float:
    ground = Ground(spec=spec, case=evidence.scenario, pieces=evidence.pieces)
    return REMEDIES[spec.kind].weigh(decision, ground)


def _routine(evidence: Evidence, spec: EventSpec, lever: type[Decision], begun: int, length: int) -> float:
    """Return how often an equally long stretch before the event held such a decision by the same lever anyway.

    Who presses everything all the time has answered nothing; who always published so, not either.
    """
    same = [(at, d) for at, d in evidence.effective() if at < begun and type(d) is lever]
    done = [at for at, d in same if _weigh(evidence, spec, d) > 0]
    stretches = [begun - k * length for k in range(1, ROUTINE_STRETCHES + 1)]
    starts = [start for start in stretches if start >= evidence.begun]
    if not starts:
        return 0.0
    return sum(any(start <= at < start + length for at in done) for start in starts) / len(starts)
