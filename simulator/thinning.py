"""A run cut down to a part of its people, in the state it is in: where look-aheads begin.

What each channel keeps is cut by the channel itself (`Channel.thinned`); this module cuts what is
common. Rates, prices, money, hours and stock stay what they are, for the fewer people stand for as
many; what a delivery order has learned stays too, so that it goes on as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from simulator import market as mk
from simulator import paid as pd
from simulator.counters import COUNTER
from simulator.crowd import Crowd, start_of_crowd
from simulator.delivery import result_of
from simulator.items import ItemTable
from simulator.scenario import Scenario
from simulator.shown import REAL_MONEY
from simulator.simulation import Simulation
from simulator.world import World

_MONEY = [COUNTER[name] for name in sorted(REAL_MONEY)]
_I_PERSON = 1  # columns of invitations: minute, person, account, source


def thinned(sim: Simulation, crowd: Crowd, scenario: Scenario) -> Simulation:
    """Return the run as the crowd lives it, in the state it is in.

    Parameters
    ----------
    sim : Simulation
        Is not changed.
    crowd : Crowd
        Of the run's audience.
    scenario : Scenario
        The run's case with as many simulated people as the crowd has.
    """
    world = sim.world
    cut = {
        "items": _items(world, crowd),
        "memory": crowd.people(world.memory.swapaxes(1, 2)).swapaxes(1, 2),
        "follows": crowd.people(world.follows),
        "issues": crowd.people(world.issues),
        "products": _products(world, crowd),
        "book": mk.OrderBook(rows=crowd.rows(world.book.rows, mk.O_PERSON)),
        "paid": _paid(world, crowd),
        "invitations": [crowd.rows(part, _I_PERSON) for part in world.invitations],
        "bookings": [entry | {"bots": crowd.count(entry["bots"])} for entry in world.bookings],
        "hourly": _hours(world, crowd),
        "state": _states(world, crowd),
    }
    out = sim.resumed(scenario, crowd.audience, sim.state() | cut)
    out.world.start = start_of_crowd(crowd, world.start)
    return out


def _totals(totals: NDArray[np.int64], crowd: Crowd) -> NDArray[np.int64]:
    out = totals // crowd.parts
    out[:, _MONEY] = totals[:, _MONEY]
    return out


_HOURS: WeakKeyDictionary[World, tuple[Crowd, list[NDArray[np.int64]]]] = WeakKeyDictionary()


def _hours(world: World, crowd: Crowd) -> list[NDArray[np.int64]]:
    """Return the totals of all full hours; they never change, so that a run that is cut often cuts each once."""
    kept = _HOURS.get(world)
    if kept is None or kept[0] is not crowd:
        kept = _HOURS[world] = crowd, []
    kept[1].extend(_totals(totals, crowd) for totals in world.hourly[len(kept[1]) :])
    return list(kept[1])


def _items(world: World, crowd: Crowd) -> ItemTable:
    table = world.items.trimmed()
    cards = [
        replace(
            card, notes=card.notes | {"author": int(crowd.stand_ins(np.array([card.notes["author"]]))[0])}
        )
        if "author" in card.notes
        else card
        for card in table.cards
    ]
    return replace(
        table, n=crowd.audience.n, cards=cards, met=crowd.people(table.met), totals=_totals(table.totals, crowd),
        cube=_cube(table.cube, crowd), sources=crowd.counts(table.sources), retention=table.retention // crowd.parts,
    )  # fmt: skip


def _cube(cube: NDArray[np.int32], crowd: Crowd) -> NDArray[np.int32]:
    out = crowd.counts(cube)
    out[:, _MONEY] = cube[:, _MONEY]
    return out


def _products(world: World, crowd: Crowd) -> NDArray[np.int64]:
    out = world.products.copy()
    limited = out[:, mk.P_OPEN] < mk.UNLIMITED
    out[limited, mk.P_OPEN] //= crowd.parts
    return out


def _paid(world: World, crowd: Crowd) -> pd.PaidDesk:
    orders = world.paid.orders.copy()
    orders[:, pd.ELIGIBLE] //= crowd.parts
    orders[:, pd.COST] *= crowd.parts
    totals = _totals(world.items.totals, crowd)
    return pd.PaidDesk(orders=orders, cards=[_learned(card, orders, totals) for card in world.paid.cards])


def _learned(card: pd.PaidCard, orders: NDArray[np.int64], totals: NDArray[np.int64]) -> pd.PaidCard:
    """Keep what an order has learned; what it has seen is counted from the crowd's total on."""
    if "seen" not in card.base:
        return card
    now = int(totals[orders[card.index, pd.ITEM], result_of(card.goal)])
    known = card.learned + sum(count for _, count in card.feedback)
    return replace(card, base=card.base | {"seen": now - known})


def _states(world: World, crowd: Crowd) -> dict[str, dict[str, Any]]:
    out = {name: kept for name, kept in world.state.items() if name not in world.scenario.channels}
    if "kpi" in out:
        out["kpi"] = out["kpi"] | {"portraits": _portraits(out["kpi"].get("portraits", {}), crowd)}
    if "shop" in out:
        out["shop"] = {name: crowd.count(kept) for name, kept in out["shop"].items()}
    return out | {channel.name: channel.thinned(world, crowd) for channel in world.channels}


def _portraits(kept: dict[str, dict[str, list[int]]], crowd: Crowd) -> dict[str, dict[str, list[int]]]:
    return {
        day: {name: crowd.counts(np.array(counts)).tolist() for name, counts in found.items()}
        for day, found in kept.items()
    }
