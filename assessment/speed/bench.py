"""All measurements of `quanmei bench`: what they are called, what is wanted, what must not get worse."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.facts.memory import PeakMemory
from assessment.kept_runs import run_kept
from assessment.speed.growth import measure_growth
from assessment.speed.kept import Measured, bench_file, forget, machine
from assessment.speed.limits import draws_a_second, hash_seconds, measure_limits
from assessment.speed.panel import Panel
from assessment.speed.peers import COMPARISONS, SOURCES, compare
from simulator.errors import BenchError, UnknownNameError

PANEL_PEOPLE, PANEL_PIECES, PANEL_HOURS = 1_000_000, 64, 24
PANEL_WANTED = 12e6
"""Impressions a CPU second that the full-feed panel of a million people is to reach."""
WORSE = 0.9
"""A ratio below so much of the stored one is a regression."""
STORED = SOURCES / "benchmarks" / "ratios.json"
PAIRED_PEOPLE, PAIRED_PIECES, PAIRED_TURNS = 20_000, 64, 7

Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the result: a ratio or rate with what is wanted of it."""

    name: str
    value: float | None
    wanted: float | None
    text: str
    detail: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None without a target or a value."""
        return None if self.wanted is None or self.value is None else self.value >= self.wanted


def measurements(*, peers: bool) -> list[str]:
    """Return the names of all measurements, the short ones first."""
    own = ["paired", "limits", "growth", "panel"]
    return [*(each.name for each in COMPARISONS), *own] if peers else own


def measure(name: str, told: Told | None = None) -> Measured:
    """Make one measurement."""
    known = {each.name: each for each in COMPARISONS}
    if name in known:
        return compare(known[name], told)
    if name == "paired":
        return measure_paired()
    if name == "limits":
        return measure_limits()
    if name == "growth":
        return measure_growth(told)
    return measure_panel(told)


def measure_panel(told: Told | None = None) -> Measured:
    """Play the full-feed panel with a million people for a day."""
    with PeakMemory() as memory:
        panel = Panel(people=PANEL_PEOPLE, pieces=PANEL_PIECES)
        Panel(people=PAIRED_PEOPLE, pieces=PANEL_PIECES).play(1)  # finds the kernels
        for hour in range(PANEL_HOURS):
            panel.play(1)
            if told is not None:
                told(hour + 1, PANEL_HOURS)
    values = {
        "rate": panel.impressions / panel.cpu_s, "impressions": float(panel.impressions), "cpu_s": panel.cpu_s,
        "filled": panel.impressions / panel.places, "rss_mb": memory.peak_mb,
    }  # fmt: skip
    return Measured(name="panel", values=values)


def measure_paired(turns: int = PAIRED_TURNS, hours: int = 2) -> Measured:
    """Measure how many draws of an empty loop one impression costs: both in turn, in one process.

    What else the machine does slows both alike, so the figure can be compared on a busy machine too.
    """
    panel = Panel(people=PAIRED_PEOPLE, pieces=PAIRED_PIECES)
    panel.play(5)
    draws_a_second()
    ratios: list[float] = []
    for _ in range(turns):
        before, spent = panel.impressions, panel.cpu_s
        loop = hash_seconds()
        panel.play(hours)
        loop = (loop + hash_seconds()) / 2  # before and after: the middle is the same time
        ratios.append(loop * (panel.impressions - before) / (panel.cpu_s - spent))
    return Measured(name="paired", values={"impressions_a_draw": statistics.median(ratios)})
