"""Who comes without the feed: previews and bookings, the opening push, invitations of other ports."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.livestream.door import book
from channels.livestream.numbers import (
    APP,
    BOOK_VIEWER,
    BOOKED,
    K_NOTICE,
    NAME,
    P_BOOK,
    P_COME,
    P_PUSH,
    S_BOOK,
    S_PUSH,
    UNTHROTTLED,
)
from channels.livestream.room import Room, on_air
from simulator import items as it
from simulator.channel import Tick
from simulator.counters import SOURCE
from simulator.memory import DOUBT, TRUST
from simulator.pending import FIELDS
from simulator.randomness import draw_array, draw_int
from simulator.tables import EXPONENTIAL, LOGISTIC
from simulator.world import World

_PORT_SOURCE = {
    "group": SOURCE["group"],
    "moments": SOURCE["moments"],
    "official": SOURCE["session"],
    "service": SOURCE["session"],
}


def watched(world: World) -> NDArray[np.int64]:
    """Count for each person the own short videos of the same app they watched."""
    f = world.items.fields[: world.items.count]
    near = [k for k, c in enumerate(world.channels) if c.profile.app == APP and c.name != NAME]
    rows = np.flatnonzero((f[:, it.BRAND] == 0) & np.isin(f[:, it.CHANNEL], near))
    return ((world.items.met[rows] & np.uint8(it.VIEWED)) != 0).sum(axis=0, dtype=np.int64)


def previews(world: World, room: Room, tick: Tick) -> None:
    """Ask followers who open the app, and (by the hour) new viewers of own short videos."""
    p, a = world.params[NAME], world.arrays()
    day = world.calendar.at(APP, tick.day, tick.within[0])
    first, last = day.window(*tick.within)
    people = np.unique(day.person[first:last]).astype(np.int64)
    fans = people[(world.follows[people] >> np.uint64(room.account)) & np.uint64(1) == 1]
    book(a, p, room.row, fans, p[P_BOOK], room.asked)
    if tick.end % 60 == 0 or tick.end >= room.start:
        seen = watched(world)
        book(a, p, room.row, np.flatnonzero(seen > room.watched), p[P_BOOK] + BOOK_VIEWER, room.asked)
        room.watched = seen


def open_room(world: World, room: Room, state: dict[str, Any]) -> None:
    """Go on air: who booked is called in, followers get their push."""
    f, limited = world.items.fields[room.row], world.items.fields[room.row, it.THROTTLE] < UNTHROTTLED
    room.opened = True
    if f[it.STATUS] == it.STATUS_WITHDRAWN:
        room.ended = True
        return
    f[it.STATUS] = it.STATUS_LIMITED if limited else it.STATUS_LIVE
    room.day_slots = world.calendar.slots_of_day(APP, room.start // 1440)
    room.totals = world.items.totals[room.row].copy()
    p, key = world.params[NAME], int(world.items.keys[room.row, K_NOTICE])
    luck = (draw_array(key, np.arange(world.audience.n)) >> np.uint64(32)).astype(np.int64)
    cell = world.memory[0].astype(np.int64)
    come = int(p[P_COME]) + 2 * (cell[:, TRUST] - 128) - 2 * cell[:, DOUBT]
    level = LOGISTIC[np.clip(come, -3072, 3072) + 3072].astype(np.int64)
    booked = room.asked == BOOKED
    follow = (world.follows >> np.uint64(room.account)) & np.uint64(1) == 1
    fans = follow & (luck < int(p[P_PUSH]) * (1 << 32) // 1000) & ~booked
    call_in(world, room, state, np.flatnonzero(booked & (luck < level)), S_BOOK, 5)
    call_in(world, room, state, np.flatnonzero(fans), S_PUSH, 14)
    room.asked = np.zeros(0, np.uint8)
    room.watched = np.zeros(0, np.int64)
    world.signal(
        "decision", f"开播: {world.items.cards[room.row].title}", "the room is on air", content=room.key
    )


def call_in(
    world: World, room: Room, state: dict[str, Any], people: NDArray[np.int64], source: int, wait: int
) -> None:
    """Let people arrive after a while (mean ``wait`` minutes)."""
    luck = draw_array(draw_int(int(world.items.keys[room.row, K_NOTICE]), world.minute, source), people)
    delay = EXPONENTIAL[(luck >> np.uint64(52)).astype(np.int64)].astype(np.int64) * wait >> 12
    out = np.zeros((people.size, FIELDS), np.int64)
    out[:, 0], out[:, 1], out[:, 2], out[:, 3] = world.minute + delay, people, room.row, source
    state["pending"].add(out)


def take_invitations(world: World, state: dict[str, Any], minute: int) -> None:
    """Take people whom a short video, a push or a group pointed to the account's room.

    Where the account has no room of its own on air, the first room of the brand is meant.
    """
    blocks, rooms = world.invitations[:], list(on_air(world, minute))
    world.invitations.clear()
    if not rooms:
        return
    for block in blocks:
        out = np.zeros((block.shape[0], FIELDS), np.int64)
        out[:, 0], out[:, 1] = np.maximum(block[:, 0], minute), block[:, 1]
        out[:, 3] = _source(world, block)
        out[:, 2] = rooms[0].row
        for room in rooms:
            out[block[:, 2] == room.account, 2] = room.row
        state["pending"].add(out)


def _source(world: World, block: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where invited people come from: the port, where its channel names only its videos."""
    ports = [_PORT_SOURCE.get(account.port, -1) for account in world.accounts]
    port = np.array([*ports, -1], np.int64)[block[:, 2]]
    return np.where((block[:, 3] == SOURCE["short_video"]) & (port >= 0), port, block[:, 3])
