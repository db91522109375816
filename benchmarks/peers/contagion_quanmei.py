"""A contagion over days on a given network with our own spreading (`to_friends`, first meetings).

People talk about a matter for some days (exponential) and pass it on to each contact with the
day's chance; then they are tired of it. This is an SIR model in the words of this project.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from turns import take_turns

from assessment.facts.platform import open_platform, platform
from simulator.kernel import kernel
from simulator.randomness import draw, draw_array
from simulator.reactions import meet, to_friends
from simulator.tables import exponential
from simulator.world import ItemSpec


@kernel
def hear(a: Any, due: Any, count: Any, day: Any, mean: Any, key: Any, until: Any) -> None:
    """Let people hear of the matter; at the first time they begin to talk about it, for some days."""
    for i in range(count):
        person = due[i, 1]
        if meet(a, due[i, 2], person, day, due[i, 3]):
            until[person] = (day << 12) + mean * exponential(draw(key, person))


@kernel
def talking(until: Any, day: Any, row: Any, shares: Any) -> int:
    """Write a share of everybody who talks about it today; return how many there are."""
    count = 0
    for person in range(until.shape[0]):
        shares[count, 0] = person
        shares[count, 1] = row
        count += until[person] > (day << 12)
    return count


def main(folder: Path) -> None:
    indptr, indices = np.load(folder / "indptr.npy"), np.load(folder / "indices.npy")
    people, (chance, days, mean, first) = indptr.size - 1, np.load(folder / "setting.npy")
    world = open_platform(platform("short_video", "video", agents=people, days=2), 1).world
    world.publish(ItemSpec(id=1, key="1", title="", channel="short_video", port="video", brand=-1, topics={"comedy": 1},
                           fields={}, notes={}))  # fmt: skip
    a, shares = world.arrays(), np.zeros((people + 1, 8), np.int64)
    options = np.array([8, int(chance * 2**32), 0, 0, people], np.int64)
    due, until = np.zeros((indices.size, 8), np.int64), np.zeros(people, np.int64)

    def measure(turn: int) -> dict[str, Any]:
        luck = draw_array(turn, np.arange(people + int(days) + 1))
        a.met[0], until[:] = 0, 0
        seeds = np.flatnonzero(luck[:people] < np.uint64(int(first * 2**64)))
        due[: seeds.size, 1], due[:, 2] = seeds, 0
        hear(a, due, seeds.size, 0, int(mean), luck[-1], until)
        for day in range(int(days)):
            # the day's luck is one key; each arc has its own draw under it
            count = talking(until, day, 0, shares)
            found = to_friends(
                shares, count, indptr, indices, luck[people + day : people + day + 1], options, due
            )
            hear(a, due, found, day, int(mean), luck[-1], until)
        return {"amount": people * int(days), "check": float(np.count_nonzero(a.met[0]))}

    measure(0)
    take_turns(measure)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
