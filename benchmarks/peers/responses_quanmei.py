"""Responses of people to shown pieces with our short video, as in the cases: 50 pieces compete.

RecSim's 1,000 users and their candidates lie in the processor's caches, so ours are as many as fit
there too: a row, a word and 50 marks are 122 bytes a person, 7 MB in all. With fewer people the
fixed work of a tick (about 0.1 ms) would weigh more than a tenth of the answers; with more, main
memory would be waited for, which the panel of 1,000,000 people measures.
"""

from __future__ import annotations

from typing import Any

from turns import take_turns

from assessment.speed.panel import Panel

PEOPLE, PIECES, HOURS = 60_000, 50, 6


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
