"""Pieces by people who are not the trainee and not a rival: who sees them first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernel import kernel
from simulator.pending import FIELDS, Pending
from simulator.people import N_TOPICS
from simulator.randomness import draw, draw_array
from simulator.tables import EXPONENTIAL, exponential, growth

if TYPE_CHECKING:
    from simulator.world import World

INTEREST_GAIN = 10
"""Score a point of interest adds to the odds of following whoever posts about it (assumed)."""
NEVER = 1 << 62
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
    people = _interested(world, row, key, count, app)
    luck = draw_array(key ^ 1, people)
    wait = EXPONENTIAL[(luck >> np.uint64(52)).astype(np.int64)].astype(np.int64) * FIRST_WAIT >> 12
    out = np.zeros((people.size, FIELDS), np.int64)
    out[:, 0], out[:, 1], out[:, 2], out[:, 3] = world.minute + 1 + wait, people, row, source
    pending.add(out)


def _interested(world: World, row: int, key: int, count: int, app: str) -> NDArray[np.int64]:
    """Return ``count`` users of an app, those the piece interests sooner: who follows likes the topic."""
    audience = world.audience
    wait = np.empty(audience.n, np.int64)
    column = audience.app_columns[app]
    _wait(audience.rows, column, world.items.topics[row], np.uint64(key), wait)
    users = int((wait < NEVER).sum())
    count = min(count, users)
    return np.sort(np.argpartition(wait, max(0, count - 1))[:count]) if count else np.zeros(0, np.int64)


@kernel
def _wait(rows: Any, column: Any, topics: Any, key: Any, wait: Any) -> None:  # pragma: no cover - compiled
    for person in range(rows.shape[0]):
        wait[person] = NEVER
        if rows[person, column] > 0:
            match = np.int64(0)
            for topic in range(N_TOPICS):
                match += np.int64(rows[person, topic]) * np.int64(topics[topic])
            keen = growth(INTEREST_GAIN * ((match >> 6) - 40))
            wait[person] = (exponential(draw(key, person)) << 20) // keen
