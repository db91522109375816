"""From the state of a run to what the trainee may see: the one way in.

Platform numbers are built from counters, people's ages from yesterday's portraits, opinions from
surveys; nothing here reads what people believe. The result depends on the state alone, never on
when somebody looked before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from simulator.observation import HotTopic, Observation, Reading
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
        return _observe(world)


def _observe(world: World) -> Observation:
    parts = _channel_parts(world)
    table = observe_pieces.table_of(world)
    found = census(world)
    surveys = observe_talk.surveys(world)
    readings = observe_goals.kpi_readings(world, surveys)
    # made of parts that are checked or made with exact types: going through them again costs a tenth
    return Observation.model_construct(
        **_frame(world),
        goals=observe_goals.goals(world, readings, found),
        kpis=readings,
        accounts=observe_reach.accounts(world, follow_changes(world), parts["pushes_left"]),
        contents=observe_pieces.contents(world, table),
        orders=observe_orders.orders(world),
        rooms=tuple(parts["rooms"]),
        products=observe_shop.products(world),
        stocks=observe_shop.stocks(world),
        creators=observe_shop.creators(world),
        bookings=observe_shop.bookings(world),
        issues=observe_talk.issues(world, parts["hot_list"]),
        hot_list=tuple(parts["hot_list"]),
        surveys=surveys,
        reach=observe_reach.reach(world, found),
        channels=_channels(world, table),
        today=_of_day(world, world.minute // DAY),
        yesterday=_of_day(world, world.minute // DAY - 1),
        signals=tuple(world.signals[-SIGNALS_SHOWN:]),
        rivals=observe_talk.rivals(world),
    )


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
