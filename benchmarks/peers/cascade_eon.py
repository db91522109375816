"""Independent cascade with EoN: a discrete SIR in which everybody is infectious for one step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import EoN
import networkx as nx
import numpy as np
from turns import take_turns


def main(folder: Path) -> None:
    indptr, indices = np.load(folder / "indptr.npy"), np.load(folder / "indices.npy")
    people, (chance, seeds) = indptr.size - 1, np.load(folder / "setting.npy")
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(
        zip(np.repeat(np.arange(people), np.diff(indptr)).tolist(), indices.tolist(), strict=True)
    )

    def measure(turn: int) -> dict[str, Any]:
        first = np.random.default_rng(turn).integers(0, people, int(seeds)).tolist()
        _, _, _, recovered = EoN.basic_discrete_SIR(graph, float(chance), initial_infecteds=first)
        return {"amount": 1, "check": float(recovered[-1])}

    take_turns(measure)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
