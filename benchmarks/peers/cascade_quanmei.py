"""Independent cascade with our own spreading: first meetings, the outbox, `to_friends`.

Everybody passes a piece on at the first meeting; a friend comes upon it with the given chance. Each
arc has one keyed draw, so who is reached does not depend on the order in which it is computed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from turns import take_turns

from assessment.facts.platform import open_platform, platform
from simulator.kernel import kernel
from simulator.randomness import draw_array
from simulator.reactions import meet, pass_on, to_friends
from simulator.world import ItemSpec

PIECES, CASCADES = 64, 64
SPREAD = 14  # the column of the short video's key "spread"


@kernel
def open_first(a: Any, due: Any, count: Any) -> None:
    """Let people meet a piece, and pass it on at the first meeting."""
    for i in range(count):
        person, row = due[i, 1], due[i, 2]
        if meet(a, row, person, due[i, 0], due[i, 3]):
            pass_on(a, row, person, due[i, 0], 1, due[i, 4])


def main(folder: Path) -> None:
    indptr, indices = np.load(folder / "indptr.npy"), np.load(folder / "indices.npy")
    people, (chance, seeds) = indptr.size - 1, np.load(folder / "setting.npy")
    world = open_platform(platform("short_video", "video", agents=people, days=2), 1).world
    for k in range(PIECES):
        spec = ItemSpec(id=k, key=str(k), title="", channel="short_video", port="video", brand=-1, topics={"comedy": 1},
                        fields={}, notes={})  # fmt: skip
        world.publish(spec)
    a, keys = world.arrays(), np.ascontiguousarray(world.items.keys[:, SPREAD])
    options = np.array([8, int(chance * 2**32), 0, 0, people], np.int64)
    due, shares = np.zeros((indices.size // 8, 8), np.int64), np.zeros((people, 8), np.int64)
    a = a._replace(shares_out=shares)

    def cascade(turn: int, row: int) -> int:
        a.met[row] = 0
        count = int(seeds)
        due[:count, 1] = draw_array(turn * PIECES + row, np.arange(count)) % np.uint64(people)
        due[:count, 2] = row
        reached = 0
        while count:
            a.counts_out[1] = 0
            open_first(a, due, count)
            new = int(a.counts_out[1])
            reached += new
            count = to_friends(shares, new, indptr, indices, keys, options, due)
        return reached

    def measure(turn: int) -> dict[str, Any]:
        keys[:] = draw_array(turn, np.arange(keys.size))  # every turn has its own luck
        return {"amount": CASCADES, "check": float(np.mean([cascade(turn, k) for k in range(CASCADES)]))}

    cascade(0, 0)
    take_turns(measure)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
