"""How near the short-video kernel comes to what the machine can do at all, and where the rest goes.

Two loops say what is possible: a triad that only moves memory (STREAM) and a loop that only draws
keyed random numbers. The rest is named by leaving out one part of the work after another, by the
state of the platform and its parameters alone; the kernel stays the one that plays the cases.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from assessment.speed.kept import Measured
from assessment.speed.panel import Panel
from simulator.kernel import kernel
from simulator.randomness import GOLDEN, draw

TRIAD_DOUBLES = 8_000_000
"""Numbers in each of three arrays: 192 MB together, more than caches hold."""
HASH_DRAWS = 20_000_000
ROUNDS = 5
PEOPLE, PIECES, HOURS = 200_000, 64, 4
LINE = 64
NEVER = -40_000
"""A score that is never reached."""
ALWAYS = 40_000


@kernel
def _triad(a: Any, b: Any, c: Any, by: Any) -> None:
    for i in range(a.shape[0]):
        a[i] = b[i] + by * c[i]


@kernel
def _hashes(key: Any, count: Any) -> Any:
    total = np.uint64(0)
    for i in range(count):
        total += draw(key, i)
    return total


def _rate(work: Callable[[], Any], amount: float) -> float:
    work()
    rates: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        rates.append(amount / (time.process_time() - begun))
    return statistics.median(rates)


def bytes_a_second() -> float:
    """Return what a triad moves in a CPU second (two arrays read, one written)."""
    a, b, c = (np.full(TRIAD_DOUBLES, x) for x in (0.0, 1.0, 2.0))
    return _rate(lambda: _triad(a, b, c, 3.0), 3 * 8.0 * TRIAD_DOUBLES)


def draws_a_second() -> float:
    """Return how many keyed draws a loop that does nothing else makes in a CPU second."""
    return _rate(lambda: _hashes(GOLDEN, HASH_DRAWS), HASH_DRAWS)


def hash_seconds() -> float:
    """Return the CPU seconds of one draw in a loop of a few million."""
    begun = time.process_time()
    _hashes(GOLDEN, HASH_DRAWS)
    return (time.process_time() - begun) / HASH_DRAWS


def draws_of(panel: Panel) -> float:
    """Return the draws that a panel's meetings asked for: one for each piece in a session, and the answers'."""
    shown, valid, done = (panel.count(name) for name in ("impressions", "valid_views", "completions"))
    return panel.sessions * panel.pieces + 3 * shown + 5 * valid + done + (shown - done)


def bytes_of(panel: Panel) -> float:
    """Return the memory that a panel has to touch: a line for each session's person and each meeting's mark."""
    return panel.sessions * (2 * LINE + 16) + 2 * LINE * panel.impressions


def measure_limits() -> Measured:
    """Measure the machine, the panel, and the panel with parts left out."""
    moved, drawn = bytes_a_second(), draws_a_second()
    whole = _played({})
    values = {
        "triad_bytes": moved, "hash_draws": drawn, "impressions": whole.impressions / whole.cpu_s,
        "share_of_hash": draws_of(whole) / whole.cpu_s / drawn, "share_of_triad": bytes_of(whole) / whole.cpu_s / moved,
        "draws_an_impression": draws_of(whole) / whole.impressions, "filled": whole.impressions / whole.places,
    }  # fmt: skip
    return Measured(name="limits", values=values, parts=_profile(whole))


def _played(overrides: dict[str, int], *, seen: bool = False) -> Panel:
    """Play the panel for some hours after one to warm up, with parts of the work left out."""
    panel = Panel(people=PEOPLE, pieces=PIECES, overrides=overrides)
    panel.play(1)
    if seen:
        panel.everybody_has_seen_all()
    panel.sessions = panel.places = 0
    panel.cpu_s = 0.0
    panel.sim.world.items.totals[:] = 0
    panel.play(HOURS - 1)
    return panel


def _profile(whole: Panel) -> dict[str, float]:
    """Return nanoseconds for each impression of the whole panel, by part."""
    shown = whole.impressions
    nobody = _played({"cold_start": 0})  # no pool: pieces draw, none is listed
    seen = _played({"search_pull": 0}, seen=True)  # listed, looked at and lined up, nothing shown
    short = _played({"skip_base": ALWAYS, "like_base": NEVER, "dislike_base": NEVER})
    shortly = (short.cpu_s - seen.cpu_s) / max(1, short.impressions)
    total = whole.cpu_s * 1e9 / shown
    race = nobody.cpu_s * 1e9 / shown
    lined = max(0.0, (seen.cpu_s - nobody.cpu_s) * 1e9 / shown)
    meeting = max(0.0, shortly * 1e9)
    return {
        "total": total, "sessions and one draw for each piece": race, "who is near enough, and in which order": lined,
        "meeting, watching, counting": meeting, "engaging, and memory": max(0.0, total - race - lined - meeting),
    }  # fmt: skip
