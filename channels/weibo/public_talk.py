"""What the rest of the public reads and says under the background's topics, hour by hour.

What is hot is read by whoever is awake, a while later because people have to come by first; some
of what is read is answered, and topics differ in how much they make people talk.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.weibo.hot_list import ARRIVALS_A_DAY, UNIT, clock_at, heat_at, spells_of_day
from channels.weibo.spread import AWAKE
from simulator.kernel import making_kernel
from simulator.randomness import Seeds, draw
from simulator.reactions import bell
from simulator.tables import growth

HOURS = 49
"""Hours over which a topic is read, those before its peak included (D25: 99 % within a day)."""
LAG = 15
"""Minutes by which reading follows heat; assumed, tried 0-60 (D25: most reads in the second hour)."""
MEMORY = 87
"""Minutes of reading that make up a heat: its half-life of an hour (`heat_minutes`) over ln 2."""
INTERACTIONS, INTERACTIONS_SPREAD = 970, 307
"""Likes, comments and reposts per million reads of a usual topic, and the spread between topics in
1/256 log units (D27: 0.097 %, p10 0.027 %, p90 0.62 %)."""
DISCUSSED, ORIGINAL, SHARE_SPREAD = 220, 230, 102
"""Part of interactions that are mentions, part of mentions that are original posts, in 1/1000, and
the spread of both (D27: 0.021 %, 0.0044 %, about 23 %)."""
COLUMNS = ("topic", "born", "hour", "reads", "interactions", "discussions", "originals")
"""``born`` and ``hour`` are full hours since D1 00:00."""


@making_kernel
def _talk(spells: Any, keys: Any, reads_at_entry: Any, out: Any) -> None:  # pragma: no cover - compiled
    """Write the rows of a day's topics, `HOURS` each; compiled."""
    for i in range(spells.shape[0]):
        per_million = INTERACTIONS * growth(bell(draw(keys, 3 * i)) * INTERACTIONS_SPREAD >> 8) >> 12
        mentions = DISCUSSED * growth(bell(draw(keys, 3 * i + 1)) * SHARE_SPREAD >> 8) >> 12
        originals = ORIGINAL * growth(bell(draw(keys, 3 * i + 2)) * SHARE_SPREAD >> 8) >> 12
        born = spells[i, 0] // 60
        near = np.int64(0)  # attention that has reached people, heat in 1/4096
        for h in range(HOURS):
            total = np.int64(0)
            for m in range((born + h) * 60, (born + h + 1) * 60):
                heat = heat_at(spells[i], clock_at(m)) if m > spells[i, 0] else np.int64(0)
                near += ((heat << 12) - near) // LAG
                total += near * AWAKE[m // 60 % 24] >> 8
            o = out[i * HOURS + h]
            o[0], o[1], o[2] = spells[i, 5], born, born + h
            o[3] = (total >> 12) * reads_at_entry // (UNIT * MEMORY)
            o[4] = o[3] * per_million // 1_000_000
            o[5] = o[4] * mentions // 1000
            o[6] = o[5] * originals // 1000


def public_talk(seeds: Seeds, days: int, *, reads_at_entry: int) -> NDArray[np.int64]:
    """Return what is read and said under each background topic in each hour (`COLUMNS`).

    Parameters
    ----------
    seeds : Seeds
        Only the world seed is used: the background belongs to the form.
    days : int
        Topics that come up on days 0 to ``days - 1``, on the list or not.
    reads_at_entry : int
        Reads that make up the heat of the fiftieth place: the unit of what is returned.
    """
    out = np.zeros((days, ARRIVALS_A_DAY * HOURS, len(COLUMNS)), np.int64)
    for day in range(days):
        key = np.uint64(seeds.world_key("weibo.talks", day))
        _talk(spells_of_day(seeds, day), key, np.int64(reads_at_entry), out[day])
    return out.reshape(-1, len(COLUMNS))
