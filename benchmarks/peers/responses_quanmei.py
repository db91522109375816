"""Responses of people to shown pieces with our short video, as in the cases: 50 pieces compete.

As on RecSim's side, all that a turn takes counts: bringing in new pieces (about 0.7 ms each, twice
a turn) and the fixed work of a tick (about 0.1 ms) too. With 20,000 people these weighed more than
the answers; 200,000 are as many as let the answers weigh most while their rows, words and marks (a
hundred bytes a person) still fit a large cache. Waiting for main memory is measured by the panel.
"""

from __future__ import annotations

from typing import Any

from turns import take_turns

from assessment.speed.panel import Panel

PEOPLE, PIECES, HOURS = 200_000, 50, 6


def main() -> None:
    panel = Panel(people=PEOPLE, pieces=PIECES)
    panel.play(5)  # the kernels are loaded, the first pieces have been replaced once

    def measure(turn: int) -> dict[str, Any]:
        del turn
        before = panel.impressions
        panel.play(HOURS)
        return {"amount": panel.impressions - before, "check": PIECES}

    take_turns(measure)


if __name__ == "__main__":
    main()
