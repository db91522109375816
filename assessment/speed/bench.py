"""All measurements of `quanmei bench`: what they are called, what is wanted, what must not get worse."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from assessment.facts.memory import PeakMemory
from assessment.kept_runs import run_kept
from assessment.speed.growth import measure_growth
from assessment.speed.kept import Measured, bench_file, forget, machine
from assessment.speed.limits import measure_limits, step_seconds
from assessment.speed.panel import Panel
from assessment.speed.peers import COMPARISONS, SOURCES, compare
from simulator.errors import BenchError, UnknownNameError

PANEL_PEOPLE, PANEL_PIECES, PANEL_HOURS = 1_000_000, 64, 24
PANEL_WANTED = 12e6
"""Impressions a CPU second that the full-feed panel of a million people is to reach."""
WORSE = 0.9
"""A ratio below so much of the stored one is a regression."""
STORED = SOURCES / "benchmarks" / "ratios.json"
PAIRED_PEOPLE, PAIRED_PIECES, PAIRED_TURNS = 20_000, 64, 30
PAIRED_QUANTILE = 0.1
"""What else runs only adds time: the fast tenth is nearest to what the code itself costs."""

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
    """Measure how many impressions there are in the time of one plain step: both in turn, in one process.

    What else the machine does slows both alike, and the fast tenth of each is taken, so the figure can
    be compared on a busy machine too.
    """
    panel = Panel(people=PAIRED_PEOPLE, pieces=PAIRED_PIECES)
    panel.play(5)
    rows = panel.sim.world.audience.rows
    step_seconds(rows)
    steps: list[float] = []
    impressions: list[float] = []
    for _ in range(turns):
        before, spent = panel.impressions, panel.cpu_s
        steps.append(step_seconds(rows))
        panel.play(hours)
        impressions.append((panel.cpu_s - spent) / (panel.impressions - before))
        steps.append(step_seconds(rows))
    step, impression = (float(np.quantile(each, PAIRED_QUANTILE)) for each in (steps, impressions))
    return Measured(name="paired", values={"impressions_a_step": step / impression})


# ---- the whole bench ---------------------------------------------------------------------------


def run_bench(
    names: list[str], *, fresh: bool = False, told: Callable[[str, int, int], None] | None = None
) -> list[Measured]:
    """Make the measurements that are not kept yet, and return all of them.

    Parameters
    ----------
    fresh : bool
        Measure again what is kept of this machine and these sources.
    told : callable, optional
        Told the measurement at work and how far it is.
    """
    known = measurements(peers=True)
    for name in names:
        if name not in known:
            raise UnknownNameError("measurement", name, known)
    file = bench_file()
    if fresh:
        forget(file, names)

    def one(name: str) -> Measured:
        if told is None:
            return measure(name)
        tell = partial(told, name)
        tell(0, 1)
        return measure(name, tell)

    found = run_kept(one, names, file, Measured, workers=1)
    forget(file, [each.name for each in found if each.failed])  # what failed is tried again
    return found


def lines_of(found: list[Measured]) -> list[Line]:
    """Return the ratios and rates with what is wanted of them."""
    by_name = {each.name: each for each in found}
    lines = [
        _compared(each.name, each.wanted, f"{each.text}; x {each.peer.packages_text}", by_name[each.name])
        for each in COMPARISONS
        if each.name in by_name
    ]
    panel = by_name.get("panel")
    if panel is not None:
        values = panel.values
        detail = (
            f"{values['impressions'] / 1e6:.1f} M impressions, {values['filled']:.0%} of all places, "
            f"{values['cpu_s']:.1f} CPU-s, peak {values['rss_mb']:,.0f} MB"
        )
        text = f"full-feed panel, {PANEL_PEOPLE:,} people, {PANEL_PIECES} pieces compete, one day: impressions a CPU-second"
        lines.append(Line(name="panel", value=values["rate"], wanted=PANEL_WANTED, text=text, detail=detail))
    if "paired" in by_name:
        value = by_name["paired"].values["impressions_a_step"]
        text = "impressions in the time of one plain step of a fixed loop (paired, to compare with earlier sources)"
        lines.append(Line(name="paired", value=value, wanted=None, text=text))
    return lines


def _compared(name: str, wanted: float | None, unit: str, measured: Measured) -> Line:
    if measured.failed:
        return Line(name=name, value=None, wanted=wanted, text=unit, detail=measured.failed)
    v = measured.values
    detail = (
        f"{_short(v['ours'])} against {_short(v['theirs'])} a CPU-second; {v['turns']:.0f} turns, "
        f"{v['lowest']:.3g} to {v['highest']:.3g}; result {_short(v['our_check'])} against {_short(v['their_check'])}"
    )
    return Line(name=name, value=v["ratio"], wanted=wanted, text=unit, detail=detail)


def _short(number: float) -> str:
    for size, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.3g}{letter}"
    return f"{number:.3g}"


# ---- what is stored ----------------------------------------------------------------------------


def stored_ratios() -> dict[str, Any]:
    """Return the stored ratios by machine; empty where the project's sources are not there."""
    return json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}


def store(found: list[Measured], commit: str) -> None:
    """Store this machine's ratios beside the sources, with commit and date.

    Raises
    ------
    BenchError
        Without the project's sources.
    """
    if not STORED.parent.exists():
        raise BenchError(f"{STORED.parent} is missing: ratios are stored with the sources of the project")
    everything = stored_ratios()
    before = everything.get(machine(), {}).get("ratios", {})
    ratios = {line.name: float(f"{line.value:.4g}") for line in lines_of(found) if line.value is not None}
    everything[machine()] = {
        "commit": commit, "date": time.strftime("%Y-%m-%d", time.gmtime()), "ratios": before | ratios
    }  # fmt: skip
    STORED.write_text(
        json.dumps(everything, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def regressions(found: list[Measured], stored: dict[str, Any]) -> list[str]:
    """Return a line for each ratio that is more than a tenth below the one stored for this kind of machine.

    The panel's rate is no ratio: it moves with the machine's load and is compared by its pair instead.
    """
    known = stored.get(machine(), {}).get("ratios", {})
    out: list[str] = []
    for line in lines_of(found):
        before = known.get(line.name)
        if line.value is None or before is None or line.name == "panel":
            continue
        if line.value < WORSE * before:
            out.append(f"{line.name}: {line.value:.4g}, stored {before:.4g}")
    return out
