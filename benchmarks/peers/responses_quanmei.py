"""Responses of people to shown pieces with our short video, as in the cases: 50 pieces compete."""

from __future__ import annotations

from typing import Any

from turns import take_turns

from assessment.speed.panel import Panel

PEOPLE, PIECES, HOURS = 20_000, 50, 6


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
