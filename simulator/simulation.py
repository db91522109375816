"""One run of a case: the step loop, and what stands around it (fork, checkpoint, settle)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import decisions as dc
from simulator import delivery, settle
from simulator.apply import apply
from simulator.channel import Tick
from simulator.check import check, cost_of
from simulator.checkpoint import cloned, freeze, thaw
from simulator.counters import N_COUNTERS
from simulator.creators import step_creators
from simulator.digest import digest
from simulator.errors import DecisionError, DigestError, FinishedRunError
from simulator.events import draw_events, play_events
from simulator.kpis import kpi_values, note_hour
from simulator.memory import forget
from simulator.observation import Observation, Signal, Truth
from simulator.observe import glance, observe, observe_judged
from simulator.people import LARGE, Audience
from simulator.prices import refresh_prices
from simulator.randomness import Seeds
from simulator.reading import TextFeatures
from simulator.rivals import plan_day, publish_due
from simulator.scenario import Scenario
from simulator.text_input import has_unread_text, reading_arguments, text_of
from simulator.truth import truth
from simulator.watchers import rules_due, surveys_due
from simulator.world import EventState, World

TICK = 10
"""Minutes in a tick outside live windows."""
ENGINE_VERSION = "5"
"""Goes up whenever the same run would give other counts."""

Reader = Callable[..., TextFeatures]


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """What a step did: the minute it reached, refused decisions, new lines of the event feed."""

    minute: int
    refused: tuple[tuple[dc.Decision, DecisionError], ...]
    signals: tuple[Signal, ...]


class Simulation:
    """A deterministic run of one case for one attempt.

    Parameters
    ----------
    scenario : Scenario
    audience : Audience
        Made for the scenario's audience settings and its channels' profiles.
    seeds : Seeds
    attempt : str
        Name of the attempt; decision identities are hashes of it and the decision's key.
    reader : callable, optional
        Reads a text once when a decision is accepted (`audience_models.reading.read_text`).
    overrides : mapping, optional
        Channel parameters set otherwise, for ablations.
    trace : bool
        Record every meeting.

    Notes
    -----
    `step` plays one tick in this order:

    1. dated events that are due, and what rivals publish;
    2. decisions taking effect;
    3. prices, stock, paid orders' thresholds for the tick;
    4. each channel: who is in the app, who meets what, how each meeting is answered, what is
       passed on (its own file says how), in the order of the case's channel list;
    5. creators' bought plays;
    6. orders: new ones booked, due ones redeemed or judged;
    7. paid orders: money booked, conversions fed back with their delay;
    8. automatic rules, surveys, reports;
    9. at midnight people forget, channels close the day; at the full hour counters are kept.
    """

    def __init__(
        self,
        scenario: Scenario,
        audience: Audience,
        *,
        seeds: Seeds,
        attempt: str = "a1",
        reader: Reader | None = None,
        overrides: Mapping[str, Mapping[str, int]] | None = None,
        trace: bool = False,
    ) -> None:
        self.reader = reader
        self.overrides = overrides
        self.world = World(scenario, audience, seeds=seeds, attempt=attempt, overrides=overrides, trace=trace)
        self.world.events = draw_events(scenario, seeds)

    # ---- where the run stands ----------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The case."""
        return self.world.scenario

    @property
    def minute(self) -> int:
        """Minutes since D1 00:00."""
        return self.world.minute

    @property
    def finished(self) -> bool:
        """Whether the settlement tail has ended."""
        return self.world.minute >= self.scenario.last_minute

    @property
    def decisions(self) -> list[dc.Decision]:
        """The accepted decisions with their effective minutes and what was read in their texts."""
        return list(self.world.decisions)

    @property
    def log(self) -> list[tuple[int, dc.Decision]]:
        """The accepted decisions with the minute in which each was accepted: all a replay needs."""
        return list(zip(self.world.accepted_at, self.world.decisions, strict=True))

    # ---- deciding ----------------------------------------------------------------------------

    def read(self, decision: dc.Decision) -> dc.Decision:
        """Return a decision with its text read, once; unchanged if it has none or was read."""
        if self.reader is None or not has_unread_text(decision):
            return decision
        earlier = [text_of(d) for d in self.world.decisions if getattr(d, "features", None) is not None]
        features = self.reader(**reading_arguments(decision, self.scenario, earlier))
        return decision.model_copy(update={"features": features})

    def check(self, decision: dc.Decision) -> dc.Decision:
        """Return the decision as it would be accepted now; refuse it otherwise; change nothing.

        Raises
        ------
        DecisionError
            What, where, what is allowed.
        """
        return check(self.world, self.read(decision))

    def decide(self, decision: dc.Decision) -> dc.Decision:
        """Accept a decision now: its money and hours are set aside, it takes effect in its minute.

        Raises
        ------
        DecisionError
            If it is refused; then nothing has changed.
        """
        accepted = self.check(decision)
        money, hours = cost_of(self.world, accepted)
        self.world.ledger.spend(self.minute, accepted.lever, accepted.key, money_fen=money, hours_centi=hours)
        self.world.decisions.append(accepted)
        self.world.accepted_at.append(self.minute)
        self.world.queue.append(accepted)
        if accepted.lever == "schedule_live":
            self._open_live_window(accepted)
        return accepted

    def _open_live_window(self, decision: dc.Decision) -> None:
        if isinstance(decision, dc.ScheduleLive):
            account = self.world.account(decision.account).index
            self.world.live_windows.append((decision.start, decision.start + decision.minutes, account))

    # ---- time --------------------------------------------------------------------------------

    def step(self, decisions: Sequence[dc.Decision] = ()) -> StepResult:
        """Play one tick; the order is in the class's notes.

        Raises
        ------
        FinishedRunError
            If the settlement tail has ended.
        """
        if self.finished:
            raise FinishedRunError(
                f"the run ended at minute {self.scenario.last_minute}; fork an earlier state"
            )
        refused: list[tuple[dc.Decision, DecisionError]] = []
        for decision in decisions:
            try:
                self.decide(decision)
            except DecisionError as problem:
                refused.append((decision, problem))
        seen = len(self.world.signals)
        self._tick(Tick(start=self.minute, end=self._next_minute()))
        return StepResult(
            minute=self.minute, refused=tuple(refused), signals=tuple(self.world.signals[seen:])
        )

    def _next_minute(self) -> int:
        now = self.minute
        if not self.world.live_windows:
            return (now // TICK + 1) * TICK
        if any(start <= now < end for start, end, _ in self.world.live_windows):
            return now + 1
        regular = (now // TICK + 1) * TICK
        starts = [start for start, _, _ in self.world.live_windows if now < start < regular]
        return min([regular, *starts])

    def _tick(self, tick: Tick) -> None:
        world = self.world
        if tick.start % 1440 == 0:
            world.rival_plan += plan_day(world, tick.day)
        play_events(world, tick)
        publish_due(world, tick.end)
        self._take_effect(tick)
        refresh_prices(world)
        settle.restock_due(world, tick)
        delivery.before_tick(world, tick)
        for channel in world.channels:
            channel.step(world, tick)
        step_creators(world, tick)
        settle.take_orders(world)
        settle.play_orders(world, tick)
        delivery.after_tick(world, tick)
        rules_due(world, tick)
        surveys_due(world, tick)
        self._close_tick(tick)

    def _take_effect(self, tick: Tick) -> None:
        queue = self.world.queue
        if not queue:
            return
        due = [d for d in queue if d.at is not None and d.at < tick.end]
        self.world.queue = [d for d in queue if d.at is None or d.at >= tick.end]
        for decision in sorted(due, key=lambda d: d.at or 0):
            apply(self.world, decision)

    def _close_tick(self, tick: Tick) -> None:
        world = self.world
        if world.trace_on:
            world.trace_log.append(world.take_trace())
        world.minute = tick.end
        if tick.end % 60 == 0:
            world.hourly.append(world.items.totals[: world.items.count].copy())
            note_hour(world)
            if world.audience.n > LARGE:
                world.audience.friends.let_go()
                world.audience.followers.let_go()
        if tick.end % 1440 == 0:
            forget(world.memory)
            for channel in world.channels:
                channel.night(world, tick.day)

    def advance(self, *, minutes: int = 0, hours: float = 0, days: float = 0) -> None:
        """Play on without decisions."""
        until = min(self.minute + minutes + round(hours * 60) + round(days * 1440), self.scenario.last_minute)
        while self.minute < until:
            self.step()

    def settle(self) -> None:
        """Play everything that is left, the settlement tail included, unattended."""
        while not self.finished:
            self.step()

    # ---- what can be seen --------------------------------------------------------------------

    def observe(self) -> Observation:
        """Return what the trainee may see now."""
        return observe(self.world)

    def observe_judged(self) -> Observation:
        """Return the parts that conduct is judged by: a screen that a mark keeps."""
        return observe_judged(self.world)

    def glance(self) -> AbstractContextManager[Observation]:
        """Return the same for one look (``with``) at a few parts: each is made when it is first asked for."""
        return glance(self.world)

    def truth(self) -> Truth:
        """Return what only the engine knows; never for a page of an unfinished run."""
        return truth(self.world)

    def kpis(self) -> dict[str, float]:
        """Return the case's KPIs by name."""
        return kpi_values(self.world)

    def metrics(self, by: Sequence[str] = ("channel",)) -> Any:
        """Return counters and rates as a DataFrame grouped by channel, account, content, day ..."""
        from simulator.metrics import metrics_frame  # noqa: PLC0415 - pandas loads slowly; a run host needs none

        return metrics_frame(self.world, by=list(by))

    def digest(self) -> str:
        """Return the SHA-256 of all counts."""
        return digest(self.world)

    # ---- copies ------------------------------------------------------------------------------

    def fork(self) -> Simulation:
        """Return an independent copy that shares only people, calendar and what never changes."""
        copy = object.__new__(Simulation)
        copy.reader, copy.overrides, copy.world = self.reader, self.overrides, self.world.beside()
        copy._take(self.state())
        return copy

    def state(self) -> dict[str, Any]:
        """Return all that changes in a run, by name: the run's own objects, not copies."""
        return {name: getattr(self.world, name) for name in _STATE}

    def resumed(self, scenario: Scenario, audience: Audience, state: Mapping[str, Any]) -> Simulation:
        """Return a run of the same seeds, reader and constants in a copy of a state."""
        copy = Simulation(
            scenario, audience, seeds=self.world.seeds, attempt=self.world.attempt, reader=self.reader,
            overrides=self.overrides, trace=self.world.trace_on,
        )  # fmt: skip
        copy._take(state)
        return copy

    def _take(self, state: Mapping[str, Any]) -> None:
        """Go on from a copy of a state."""
        self._put({name: cloned(value) for name, value in state.items() if name != "hourly"})
        self.world.hourly = list(state["hourly"])  # full hours never change

    def _put(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            setattr(self.world, name, value)
        self.world.moved()

    def checkpoint(self) -> bytes:
        """Return the state as bytes (no pickle); people and form are not in it, only their digests."""
        world = self.world
        state = self.state()
        state["items"] = world.items.trimmed()
        state["hourly"] = _stacked(world.hourly)
        state["events"] = [vars(event) for event in world.events]
        state["form"] = {
            "case": self.scenario.versioned, "audience": world.audience.digest, "world": str(world.seeds.world),
            "chance": str(world.seeds.chance), "attempt": world.attempt, "engine": ENGINE_VERSION,
        }  # fmt: skip
        return freeze(state)

    @classmethod
    def restore(
        cls, scenario: Scenario, audience: Audience, data: bytes, *, reader: Reader | None = None
    ) -> Simulation:
        """Return the run that a checkpoint holds.

        Raises
        ------
        DigestError
            If the bytes are no checkpoint of this case and audience.
        """
        state = thaw(data)
        form = state.pop("form")
        _check_form(form, scenario, audience)
        seeds = Seeds(world=int(form["world"]), chance=int(form["chance"]))
        sim = cls(scenario, audience, seeds=seeds, attempt=form["attempt"], reader=reader)
        state["events"] = [EventState(**event) for event in state["events"]]
        state["hourly"] = [kept[:rows] for kept, rows in zip(*state["hourly"], strict=True)]
        sim._put(state)
        return sim


def _stacked(hourly: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the hours' totals as one array with the rows that each hour had (one array is saved faster)."""
    rows = np.array([kept.shape[0] for kept in hourly], np.int64)
    out = np.zeros((len(hourly), int(rows.max(initial=0)), N_COUNTERS), np.int64)
    for hour, kept in enumerate(hourly):
        out[hour, : kept.shape[0]] = kept
    return out, rows


_STATE = (
    "minute", "events", "items", "paid", "book", "ledger", "memory", "follows", "issues", "products", "stock",
    "stock_orders", "coupons", "prices", "queue", "decisions", "accepted_at", "signals", "trends", "bookings", "surveys",
    "rules", "issue_log", "invitations", "live_windows", "care", "delays", "breaches", "state", "rival_plan",
    "hourly",
)  # fmt: skip


def _check_form(form: dict[str, str], scenario: Scenario, audience: Audience) -> None:
    for name, here in (
        ("case", scenario.versioned),
        ("audience", audience.digest),
        ("engine", ENGINE_VERSION),
    ):
        if form.get(name) != here:
            raise DigestError(f"this checkpoint is of {name} {form.get(name)!r}, not {here!r}")
