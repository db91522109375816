"""What a platform has counted and already shows: live numbers, yesterday's batch, late conversions.

Official accounts and portraits show yesterday's numbers from 08:00 on (operations 4.1); paid
conversions come back after `simulator.paid.FEEDBACK_DELAY` minutes. All of it is read from the
totals kept at the end of each hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    f = world.items.fields[: world.items.count]
    out = np.zeros(world.items.count, bool)
    for index, channel in enumerate(world.channels):
        slow = [k for k, port in enumerate(channel.ports) if in_batches(port)]
        out |= (f[:, it.CHANNEL] == index) & np.isin(f[:, it.PORT], slow)
    return out


def all_in_batches(channel: Channel) -> bool:
    """Tell whether all ports of a channel show their numbers the day after."""
    return all(in_batches(port) for port in channel.ports)


def totals_at(world: World, minute: int) -> NDArray[np.int64]:
    """Return all items' totals at a minute: now, or at the end of the last full hour before it.

    Simulated units; shape (items now, counters). Items that did not exist yet have zeros.
    """
    count = world.items.count
    if minute >= world.minute:
        return world.items.totals[:count]
    out = np.zeros((count, N_COUNTERS), np.int64)
    hours = min(minute // 60, len(world.hourly))
    if hours > 0:
        kept = world.hourly[hours - 1]
        out[: kept.shape[0]] = kept[:count]
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
    now = world.minute
    until = now if minute is None else min(minute, now)
    out = totals_at(world, until).copy()
    late = totals_at(world, min(until, max(0, now - FEEDBACK_DELAY)))
    out[:, _LATE] = late[:, _LATE]
    slow = batch_rows(world)
    if slow.any():
        out[slow] = totals_at(world, min(until, batch_boundary(now)))[slow]
    return out * factors(world.scenario)
