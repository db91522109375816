"""Independent cascade with cynetdiff (C++ behind Cython)."""

from __future__ import annotations

import sys
from array import array
from pathlib import Path
from typing import Any

import numpy as np
from cynetdiff.models import IndependentCascadeModel
from turns import take_turns

CASCADES = 64


def main(folder: Path) -> None:
    indptr, indices = np.load(folder / "indptr.npy"), np.load(folder / "indices.npy")
    people, (chance, seeds) = indptr.size - 1, np.load(folder / "setting.npy")
    # it takes where each node's arcs begin, without the end of the last
    starts, arcs = array("I", indptr[:-1].tolist()), array("I", indices.tolist())
    model = IndependentCascadeModel(starts, arcs, activation_prob=float(chance))

    def measure(turn: int) -> dict[str, Any]:
        rng, reached = np.random.default_rng(turn), 0
        model.set_rng(rng)
        for _ in range(CASCADES):
            model.set_seeds({int(node) for node in rng.integers(0, people, int(seeds))})
            model.advance_until_completion()
            reached += model.get_num_activated_nodes()
            model.reset_model()
        return {"amount": CASCADES, "check": reached / CASCADES}

    take_turns(measure)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
