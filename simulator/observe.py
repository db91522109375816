"""From the state of a run to what the trainee may see: the one way in.

Platform numbers are built from counters, people's ages from yesterday's portraits, opinions from
surveys; nothing here reads what people believe. The result depends on the state alone, never on
when somebody looked before.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator import (
    observe_goals,
    observe_orders,
    observe_pieces,
    observe_reach,
    observe_shop,
    observe_talk,
)
from simulator.census import census, counted_once, follow_changes
from simulator.observation import ContentView, HotTopic, Observation, Reading
from simulator.observe_pieces import Table
from simulator.scenario import Scenario, clock_of, minute_of
from simulator.seen import all_in_batches, seen_once, seen_totals

if TYPE_CHECKING:
    from simulator.world import World

SIGNALS_SHOWN = 80
"""Newest lines of the event feed that are shown."""
DAY = 1440


def observe(world: World) -> Observation:
    """Return everything the trainee may see at this minute."""
    with counted_once(world), seen_once(world):
        seen = _Seen(world)
        # made of parts that are checked or made with exact types: going through them again costs a tenth
        return Observation.model_construct(**seen.frame, **{name: getattr(seen, name) for name in _PARTS})


def observe_judged(world: World) -> Observation:
    """Return the parts of `observe` that conduct is judged by; the others are not there.

    A mark keeps some hundred screens of a run, and making everything that nobody reads was half of its work.
    """
    with counted_once(world), seen_once(world):
        seen = _Seen(world)
        seen.pieces = partial(observe_pieces.contents, parts=JUDGED_OF_A_PIECE)
        return Observation.of_parts(seen.frame | {name: getattr(seen, name) for name in JUDGED})


@contextmanager
def glance(world: World) -> Generator[Observation]:
    """Show what the trainee may see at this minute, each part made when it is first asked for.

    For who looks at a few parts and keeps none of them: they are those of `observe`, for as long as
    the ``with`` lasts, in which the run must not move.
    """
    with counted_once(world), seen_once(world):
        seen = _Seen(world)
        seen.pieces = observe_pieces.glimpses
        yield cast("Observation", seen)


class _Seen:
    """The parts of an observation by name, each made once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pieces: Callable[[World, Table], tuple[ContentView, ...]] = observe_pieces.contents

    def __getattr__(self, name: str) -> Any:
        """Make a part that nobody has asked for yet."""
        if name in _PARTS:
            found = _PARTS[name](self)
        elif name in self.frame:
            found = self.frame[name]
        else:
            raise AttributeError(name)
        self.__dict__[name] = found
        return found

    @cached_property
    def frame(self) -> dict[str, Any]:
        """The time, the means, the case."""
        return _frame(self.world)

    @cached_property
    def channel_parts(self) -> dict[str, Any]:
        """What only channels show."""
        return _channel_parts(self.world)

    @cached_property
    def table(self) -> Table:
        """All pieces' visible numbers."""
        return observe_pieces.table_of(self.world)


_PARTS: dict[str, Callable[[_Seen], Any]] = {
    "goals": lambda s: observe_goals.goals(s.world, s.kpis, census(s.world)),
    "kpis": lambda s: observe_goals.kpi_readings(s.world, s.surveys),
    "accounts": lambda s: observe_reach.accounts(
        s.world, follow_changes(s.world), s.channel_parts["pushes_left"]
    ),
    "contents": lambda s: s.pieces(s.world, s.table),
    "orders": lambda s: observe_orders.orders(s.world),
    "rooms": lambda s: tuple(s.channel_parts["rooms"]),
    "products": lambda s: observe_shop.products(s.world),
    "stocks": lambda s: observe_shop.stocks(s.world),
    "creators": lambda s: observe_shop.creators(s.world),
    "bookings": lambda s: observe_shop.bookings(s.world),
    "issues": lambda s: observe_talk.issues(s.world, s.channel_parts["hot_list"]),
    "hot_list": lambda s: tuple(s.channel_parts["hot_list"]),
    "surveys": lambda s: observe_talk.surveys(s.world),
    "reach": lambda s: observe_reach.reach(s.world, census(s.world)),
    "channels": lambda s: _channels(s.world, s.table),
    "today": lambda s: _of_day(s.world, s.world.minute // DAY),
    "yesterday": lambda s: _of_day(s.world, s.world.minute // DAY - 1),
    "signals": lambda s: tuple(s.world.signals[-SIGNALS_SHOWN:]),
    "rivals": lambda s: observe_talk.rivals(s.world),
}
"""What an observation shows beside its frame, and how it is made."""

JUDGED = ("contents", "orders", "rooms", "products", "stocks", "issues", "signals", "rivals")
"""Parts that conduct is judged by (`assessment.evidence`)."""
JUDGED_OF_A_PIECE = ("last_hours", "negative_share")
"""Of a piece, beside its names."""


LIVE_SECONDS_PER_HOUR = 1600.0
"""Real seconds of a simulated hour in a live window: 90 minutes take 40 (cases.md 1.1)."""


def seconds_per_hour(scenario: Scenario, minute: int, *, live: bool = False) -> float:
    """Return the clock's speed at a minute: real seconds per simulated hour, slow while a room is live."""
    phase = next((p for p in scenario.clock if minute_of(p.start) <= minute < minute_of(p.end)), None)
    pace = scenario.default_seconds_per_hour if phase is None else phase.seconds_per_hour
    return max(pace, LIVE_SECONDS_PER_HOUR) if live else pace


def _frame(world: World) -> dict[str, Any]:
    case = world.scenario
    return {
        "case": case.versioned, "minute": world.minute, "clock": clock_of(world.minute),
        "ended": world.minute >= case.end_minute,
        "seconds_per_hour": seconds_per_hour(case, world.minute, live=bool(world.live_flags().any())),
        "money_left": world.ledger.money_fen / 100, "money_total": case.money,
        "hours_left": world.ledger.hours_centi / 100, "hours_total": case.hours,
        "people_per_agent": case.audience.people_per_agent,
    }  # fmt: skip


def _channel_parts(world: World) -> dict[str, Any]:
    """Collect what only channels show: rooms, hot list, pushes left."""
    rooms: list[Any] = []
    hot: list[HotTopic] = []
    pushes: dict[str, int] = {}
    for channel in world.channels:
        parts = channel.observe(world)
        rooms += parts.get("rooms", ())
        hot += parts.get("hot_list", ())
        pushes |= parts.get("pushes_left", {})
    return {"rooms": rooms, "hot_list": hot, "pushes_left": pushes}


def _own_by_channel(world: World, totals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up own pieces' totals for each channel of the run."""
    f = world.items.fields[: world.items.count]
    own = np.flatnonzero(f[:, it.BRAND] == 0)
    sums = np.zeros((len(world.channels), totals.shape[1]), np.int64)
    np.add.at(sums, f[own, it.CHANNEL], totals[own])
    return sums


def _channels(world: World, table: Table) -> dict[str, dict[str, Reading]]:
    """Return each channel's counters and rates over all own pieces."""
    by_channel = _own_by_channel(world, table.totals)
    sums, rates = by_channel.tolist(), observe_pieces.rate_table(by_channel).round(4).tolist()
    out: dict[str, dict[str, Reading]] = {}
    for k, channel in enumerate(world.channels):
        shown, state = observe_pieces.shown_by(channel), "t+1" if all_in_batches(channel) else "live"
        out[channel.name] = {
            **observe_pieces.read_counts(shown, sums[k], state),
            **observe_pieces.read_rates(shown, sums[k], rates[k], state),
        }
    return out


def _of_day(world: World, day: int) -> dict[str, dict[str, int]]:
    """Return what each channel counted on one day, as far as it is out."""
    if day < 0:
        return {channel.name: {} for channel in world.channels}
    grown = seen_totals(world, (day + 1) * DAY) - seen_totals(world, day * DAY)
    sums = _own_by_channel(world, grown).tolist()
    return {
        channel.name: {name: sums[k][at] for name, at in observe_pieces.shown_by(channel).counters}
        for k, channel in enumerate(world.channels)
    }


def own_totals(world: World) -> NDArray[np.int64]:
    """Return what the screens show now of own pieces by channel, in real units (for the tick's small frame).

    Ports that report once a day and feedback that comes late are in it only when they are out.
    """
    return _own_by_channel(world, seen_totals(world))
