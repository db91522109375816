"""Other futures of a run: what has happened stays, what has not is drawn anew.

A decision is judged by what it makes of many futures that were open when it was taken, not by the
one that came. All luck is keyed, so a future is no more than other keys: other answers of people to
pieces they have not met, other events among those that had not come, other plans of rivals. Who
opens which app when is of the form and stays, and so does what is on its way already.
"""

from __future__ import annotations

import numpy as np

from simulator import items as it
from simulator.events import draw_events
from simulator.randomness import Seeds, draw_array, draw_int, purpose
from simulator.rivals import plan_day
from simulator.simulation import Simulation
from simulator.world import World

_WORLD, _CHANCE = purpose("future.world"), purpose("future.chance")
_DAY = 1440


def future_seeds(seeds: Seeds, minute: int, number: int) -> Seeds:
    """Return the seeds of the ``number``-th future that is open to a run in a minute.

    Examples
    --------
    >>> run = Seeds(world=1, chance=7)
    >>> future_seeds(run, 600, 0) == future_seeds(run, 600, 0)
    True
    >>> future_seeds(run, 600, 0) == future_seeds(run, 600, 1)
    False
    """
    parts = (seeds.world & (2**64 - 1), seeds.world >> 64, seeds.chance & (2**64 - 1), seeds.chance >> 64)
    world = draw_int(_WORLD, *parts, minute, number)
    return Seeds(world=world, chance=draw_int(_CHANCE, *parts, minute, number))


def enter_future(sim: Simulation, seeds: Seeds) -> None:
    """Let a run go on under other luck from this minute on."""
    world = sim.world
    world.seeds = seeds
    _draw_keys(world)
    come = [event for event in world.events if event.fired >= 0]
    known = {event.key for event in come}
    new = [e for e in draw_events(sim.scenario, seeds, after=world.minute) if e.key not in known]
    world.events = sorted(come + new, key=lambda event: (event.minute, event.key))
    if world.minute % _DAY:  # at midnight the step plans the day itself
        world.rival_plan = [line for line in plan_day(world, world.minute // _DAY) if line[0] >= world.minute]


def _draw_keys(world: World) -> None:
    """Draw the keys of all items, as `World.key_item` does for one: a future asks for thousands at once."""
    items = world.items
    of = items.fields[[card.row for card in items.cards], it.CHANNEL]
    for index, channel in enumerate(world.channels):
        mine = [card for card, one in zip(items.cards, of, strict=True) if one == index]
        rows, ids = [card.row for card in mine], np.array([card.id for card in mine], np.uint64)
        for k, question in enumerate(channel.purposes if mine else ()):
            items.keys[rows, k] = draw_array(world.seeds.chance_key(f"{channel.name}.{question}"), ids)
