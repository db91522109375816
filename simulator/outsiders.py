"""Pieces by people who are not the trainee and not a rival: who sees them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.pending import FIELDS, Pending
from simulator.randomness import draw_array
from simulator.tables import EXPONENTIAL

if TYPE_CHECKING:
    from simulator.world import World

FIRST_WAIT = 90
"""Mean minutes until a follower of an outsider opens the app and meets the piece (assumed)."""


def seed_outsiders(world: World, row: int, pending: Pending, app: str, source: int) -> None:
    """Bring an outsider's piece before its first viewers (``notes["seed_people"]`` of them).

    Who they are and when they look is drawn from the world seed: it belongs to the form.
    """
    card = world.items.cards[row]
    count = int(card.notes.get("seed_people", 0))
    if count <= 0:
        return
    key = world.seeds.world_key("outsiders", card.id & (2**63 - 1))
    people = world.pick_people(key, count, app=app)
    luck = draw_array(key ^ 1, people)
    wait = EXPONENTIAL[(luck >> np.uint64(52)).astype(np.int64)].astype(np.int64) * FIRST_WAIT >> 12
    out = np.zeros((people.size, FIELDS), np.int64)
    out[:, 0], out[:, 1], out[:, 2], out[:, 3] = world.minute + 1 + wait, people, row, source
    pending.add(out)
