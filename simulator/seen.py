"""What a platform has counted and already shows: live numbers, yesterday's batch, late conversions.

Official accounts and portraits show yesterday's numbers from 08:00 on (operations 4.1); paid
conversions come back after `simulator.paid.FEEDBACK_DELAY` minutes. All of it is read from the
totals kept at the end of each hour.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.channel import Channel, Port
from simulator.counters import COUNTER, N_COUNTERS
from simulator.paid import FEEDBACK_DELAY
from simulator.shown import factors

if TYPE_CHECKING:
    from simulator.world import World

BATCH_MINUTE = 480
"""Minute of the day at which yesterday's batch comes out (operations 4.1: after 08:00 next day)."""

BATCH_PORTS = frozenset({"official", "official_account", "service", "subscription", "subscription_account"})
"""Ports whose numbers come in a daily batch: the official accounts (operations 4.1)."""

LATE_COUNTERS = ("paid_orders", "paid_gmv_fen")
"""Conversions that platforms attribute to paid delivery with a delay."""

_LATE = np.array([COUNTER[name] for name in LATE_COUNTERS])


def batch_boundary(minute: int) -> int:
    """Return the midnight up to which batched numbers are out at a minute.

    Examples
    --------
    >>> batch_boundary(1440 + 479), batch_boundary(1440 + 480)
    (0, 1440)
    """
    return max(0, (minute - BATCH_MINUTE) // 1440) * 1440


def in_batches(port: Port) -> bool:
    """Tell whether a port's numbers come the day after."""
    return port.key in BATCH_PORTS


def batch_rows(world: World) -> NDArray[np.bool_]:
    """Return for each item whether its numbers come the day after."""
    slow = np.zeros((len(world.channels), max(len(channel.ports) for channel in world.channels)), bool)
    for index, channel in enumerate(world.channels):
        slow[index, : len(channel.ports)] = [in_batches(port) for port in channel.ports]
    f = world.items.fields[: world.items.count]
    return slow[f[:, it.CHANNEL], f[:, it.PORT]]


def all_in_batches(channel: Channel) -> bool:
    """Tell whether all ports of a channel show their numbers the day after."""
    return all(in_batches(port) for port in channel.ports)


def totals_at(world: World, minute: int) -> NDArray[np.int64]:
    """Return all items' totals at a minute: now, or at the end of the last full hour before it.

    Simulated units; shape (items now, counters). Items that did not exist yet have zeros. The
    array is the run's own: it is read, never written to.
    """
    count = world.items.count
    if minute >= world.minute:
        return world.items.totals[:count]
    hours = min(minute // 60, len(world.hourly))
    if hours > 0 and world.hourly[hours - 1].shape[0] == count:
        return world.hourly[hours - 1]
    out = np.zeros((count, N_COUNTERS), np.int64)
    if hours > 0:
        kept = world.hourly[hours - 1]
        out[: kept.shape[0]] = kept[:count]
    return out


def row_at(world: World, minute: int, row: int) -> NDArray[np.int64]:
    """Return one item's totals at a minute, as `totals_at` does for all."""
    if minute >= world.minute:
        return world.items.totals[row]
    hours = min(minute // 60, len(world.hourly))
    if hours > 0 and row < world.hourly[hours - 1].shape[0]:
        return world.hourly[hours - 1][row]
    return np.zeros(N_COUNTERS, np.int64)


def hourly_marks(world: World, columns: tuple[int, ...], hours: int) -> NDArray[np.int64]:
    """Return some counters of all items at the last full hours and their ends: [hour, item, column].

    Simulated units. There is one mark more than hours; fewer before so many hours have passed.
    """
    kept = _LOOKS.get(world)
    if kept is None:
        return _hourly_marks(world, columns, hours)
    if (columns, hours) not in kept.marks:
        kept.marks[columns, hours] = _read_only(_hourly_marks(world, columns, hours))
    return kept.marks[columns, hours]


def _hourly_marks(world: World, columns: tuple[int, ...], hours: int) -> NDArray[np.int64]:
    end, chosen = world.minute // 60, list(columns)
    first = max(0, end - hours)
    out = np.zeros((end + 1 - first, world.items.count, len(chosen)), np.int64)
    for at, hour in enumerate(range(first, end + 1)):
        if hour * 60 >= world.minute:
            out[at] = world.items.totals[: world.items.count, chosen]
        elif min(hour, len(world.hourly)) > 0:
            kept = world.hourly[min(hour, len(world.hourly)) - 1]
            out[at, : kept.shape[0]] = kept[:, chosen]
    return out


def seen_totals(world: World, minute: int | None = None) -> NDArray[np.int64]:
    """Return what is on the screens now about everything up to a minute, in real units.

    Parameters
    ----------
    minute : int, optional
        Only what happened before it; everything when absent.

    Returns
    -------
    ndarray of shape (items, counters), int64
    """
    until = world.minute if minute is None else min(minute, world.minute)
    kept = _LOOKS.get(world)
    if kept is None:
        return _seen_totals(world, until)
    if until not in kept.totals:
        kept.totals[until] = _read_only(_seen_totals(world, until))
    return kept.totals[until]


def _seen_totals(world: World, until: int) -> NDArray[np.int64]:
    now = world.minute
    out = totals_at(world, until).copy()
    late = totals_at(world, min(until, max(0, now - FEEDBACK_DELAY)))
    out[:, _LATE] = late[:, _LATE]
    slow = batch_rows(world)
    if slow.any():
        out[slow] = totals_at(world, min(until, batch_boundary(now)))[slow]
    return out * factors(world.scenario)


# ---- one look ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What several parts of one look at an unchanging state ask for."""

    totals: dict[int, NDArray[np.int64]]  # by the minute up to which things count
    marks: dict[tuple[tuple[int, ...], int], NDArray[np.int64]]


_LOOKS: WeakKeyDictionary[World, _Look] = WeakKeyDictionary()


@contextmanager
def seen_once(world: World) -> Generator[None]:
    """Add up what is on the screens at most once while several parts read it and nothing moves."""
    if world in _LOOKS:
        yield
        return
    _LOOKS[world] = _Look(totals={}, marks={})
    try:
        yield
    finally:
        del _LOOKS[world]


def _read_only(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lock numbers that several readers share."""
    numbers.flags.writeable = False
    return numbers
