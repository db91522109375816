"""The same contagion with Starsim: its SIR on the same network, common random numbers on."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from turns import take_turns

os.environ["STARSIM_INSTALL_FONTS"] = "0"
import starsim as ss


class Given(ss.Network):
    """Contacts that were given, the same every day."""

    def __init__(self, first: Any, second: Any) -> None:
        super().__init__()
        self.first, self.second = first, second

    def init_post(self, *args: Any, **kwargs: Any) -> None:
        super().init_post(*args, **kwargs)
        self.append({"p1": self.first, "p2": self.second, "beta": np.ones(self.first.size)})

    def step(self) -> None:
        """Nothing changes."""


def main(folder: Path) -> None:
    indptr, indices = np.load(folder / "indptr.npy"), np.load(folder / "indices.npy")
    people, (chance, days, mean, first) = indptr.size - 1, np.load(folder / "setting.npy")
    source = np.repeat(np.arange(people), np.diff(indptr))
    once = source < indices
    pairs = source[once], indices[once].astype(np.int64)

    def made(turn: int) -> Any:
        disease = ss.SIR(beta=ss.probperday(float(chance)), init_prev=ss.bernoulli(float(first)),
                         dur_inf=ss.expon(ss.days(float(mean))), p_death=0)  # fmt: skip
        sim = ss.Sim(n_agents=people, start=ss.days(0), stop=ss.days(int(days) - 1), dt=ss.days(1), rand_seed=turn + 1,
                     networks=Given(*pairs), diseases=disease, verbose=0)  # fmt: skip
        sim.init()
        return sim

    waiting = [made(turn) for turn in range(2)]  # making a world is not measured, on either side

    def measure(turn: int) -> dict[str, Any]:
        sim = waiting[turn]
        sim.run()
        return {"amount": people * int(days), "check": float(sim.results.sir.cum_infections[-1])}

    measure(0)
    waiting = [made(turn) for turn in range(int(sys.argv[2]))]
    take_turns(measure)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
