"""One own live room: its state, and the small questions everybody asks about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from channels.livestream.numbers import N_VISITOR, NAME, V_PERSON
from simulator import market as mk
from simulator.checkpoint import allow
from simulator.counters import N_COUNTERS
from simulator.crowd import Crowd
from simulator.memory import TRUST
from simulator.world import World


@allow
@dataclass(kw_only=True)
class Room:
    """One own live room: its plan, its shelf, its troubles and everybody inside.

    Parameters
    ----------
    shelf, minutes, checked : list
        Product index, minutes of explanation, two people checked the price; in order.
    prices : dict of int to int
        Prices (fen) that hold in this room only.
    skill : int
        What rehearsal gave the crew, 0 to 256.
    rank : int
        What is left of the platform's favour, of 1024.
    log : ndarray of shape (minutes, counters), int64
        What each minute counted; the online curve and the 10-minute values are made from it.
    fed : ndarray of shape (minutes, 2), int64
        Feed exposures of each minute and the entries they brought (bought ones are kept apart).
    """

    key: str
    row: int
    account: int
    start: int
    end: int
    shelf: list[int]
    minutes: list[int]
    checked: list[bool]
    prices: dict[int, int]
    skill: int
    spare: bool
    preview: bool
    log: NDArray[np.int64]
    fed: NDArray[np.int64]
    sold: NDArray[np.int64]
    asked: NDArray[np.uint8]
    watched: NDArray[np.int64]
    ended: bool = False
    opened: bool = False
    off: list[int] = field(default_factory=list)
    coupons: dict[int, tuple[int, int]] = field(default_factory=dict)
    visitors: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, N_VISITOR), np.int64))
    totals: NDArray[np.int64] = field(default_factory=lambda: np.zeros(N_COUNTERS, np.int64))
    day_slots: int = 1
    mean_growth: int = 4096
    rank: int = 1024
    place: int = -1  # position on the shelf that is being explained
    since: int = 0
    until: int = -1
    host_since: int = 0
    cut_until: int = -1
    forced: bool = False
    slip: int = -1
    warned: int = 0
    hostile: tuple[int, int, int] = (-1, -1, 0)  # issue, until, share of comments in 1/1000
    answered: int = -1  # until which minute the host's answer is heard
    evidence: int = 0
    away: tuple[int, int, int] = (-1, -1, 0)  # first minute, back again, share in 1/1000
    bag_until: int = -1
    bag_pull: int = 0
    wrong: list[int] = field(default_factory=list)
    owed: int = -1  # by when a correction has to be said
    invited: int = -10_000

    def on_air(self, minute: int) -> bool:
        """Tell whether the room is in its time and was not closed."""
        return not self.ended and self.start <= minute < self.end

    def cut(self, minute: int) -> bool:
        """Tell whether there is no picture."""
        return minute < self.cut_until

    @property
    def product(self) -> int:
        """Index of the product being explained, -1 for none."""
        return self.shelf[self.place] if self.place >= 0 else -1


def thinned_room(room: Room, crowd: Crowd) -> Room:
    """Return a room as a part of the people lives it."""
    asked, watched = (crowd.people(x) if x.size else x for x in (room.asked, room.watched))
    return replace(
        room, log=room.log // crowd.parts, fed=room.fed // crowd.parts, sold=room.sold // crowd.parts,
        totals=room.totals // crowd.parts, visitors=crowd.rows(room.visitors, V_PERSON), asked=asked,
        watched=watched,
    )  # fmt: skip


def rooms_of(world: World) -> dict[str, Room]:
    """Return the own rooms of a run by key."""
    return world.state[NAME]["rooms"]  # type: ignore[no-any-return]


def on_air(world: World, minute: int) -> Iterator[Room]:
    """Return the rooms that are on air in a minute."""
    return (room for room in rooms_of(world).values() if room.on_air(minute))


def priced(world: World, room: Room, minute: int) -> NDArray[np.int64]:
    """Return a copy of the products with this room's prices and what is listed here."""
    table = world.products.copy()
    for k in room.shelf:
        price = room.prices.get(k, int(table[k, mk.P_PRICE]))
        amount, until = room.coupons.get(k, (0, -1))
        table[k, mk.P_PRICE] = max(1, price - (amount if minute < until else 0))
        table[k, mk.P_OPEN] *= k not in room.off
    return table


def stock_left(world: World, room: Room) -> NDArray[np.int64]:
    """Return how many orders of each product can still be filled."""
    left = np.full(world.products.shape[0], 1 << 40, np.int64)
    for k in room.shelf:
        product = world.scenario.products[k]
        if product.stock is not None and not product.redeem:
            need = product.stock_units * world.scenario.audience.people_per_agent
            left[k] = int(world.stock[product.stock] / need)
    return left


def feel_inside(world: World, room: Room, by: int) -> None:
    """Move the trust of everybody inside."""
    people = room.visitors[:, V_PERSON]
    level = world.memory[0, people, TRUST].astype(np.int64)
    world.memory[0, people, TRUST] = np.clip(level + by, 0, 255)


def is_closed(world: World, key: str) -> bool:
    """Tell whether a room is over (its time, or withdrawn)."""
    room = rooms_of(world).get(key)
    return room is not None and room.ended
