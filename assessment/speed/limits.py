"""How near the short-video kernel comes to what the machine can do at all, and where the rest goes.

Two loops say what is possible: a triad that only moves memory (STREAM) and a loop that only draws
keyed random numbers. The rest is named by doing parts of the work alone: the same compiled pieces
that play the cases, or the cases' kernel with parameters that leave out what comes after.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.speed.kept import Measured
from assessment.speed.panel import DAYS, Panel
from channels.short_video.crowd import AHEAD, crowd_of
from channels.short_video.crowd_race import compete, look_ahead
from channels.short_video.pools import rates
from simulator.channel import Tick
from simulator.kernel import kernel, sum_of_products
from simulator.randomness import GOLDEN, draw, mix
from simulator.sessions import make_day

TRIAD_DOUBLES = 8_000_000
"""Numbers in each of three arrays: 192 MB together, more than caches hold."""
HASH_DRAWS = 20_000_000
STEPS = 3_000_000
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


@kernel
def _steps(rows: Any, key: Any, count: Any, out: Any) -> None:
    for i in range(count):
        luck = draw(key, i)
        person = np.int64(luck >> np.uint64(32)) % rows.shape[0]
        interest = sum_of_products(rows, person, rows, 0) >> 12
        if np.int64(luck & np.uint64(1023)) < interest:
            out[person & 255] += np.int64(mix(luck) & np.uint64(3))


def step_seconds(rows: NDArray[np.uint8]) -> float:
    """Return the CPU seconds of one plain step: draw a person, look at the row, decide, count.

    This loop is the yardstick of `assessment.speed.bench.measure_paired` and must not change. It
    waits for memory, guesses and multiplies as a feed does, so other work on the machine slows both alike.
    """
    out = np.zeros(256, np.int64)
    begun = time.process_time()
    _steps(rows, GOLDEN, STEPS, out)
    return (time.process_time() - begun) / STEPS


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


def _played(overrides: dict[str, int]) -> Panel:
    """Play the panel for some hours after one to warm up, with channel parameters set otherwise."""
    panel = Panel(people=PEOPLE, pieces=PIECES, overrides=overrides)
    panel.play(1)
    panel.sessions = panel.places = 0
    panel.cpu_s = 0.0
    panel.sim.world.items.totals[:] = 0
    panel.play(HOURS - 1)
    return panel


def _profile(whole: Panel) -> dict[str, float]:
    """Return nanoseconds for each impression of the whole panel, by part."""
    shown = whole.impressions
    total = whole.cpu_s * 1e9 / shown
    opened, competing = (
        opening_ns(whole) * whole.sessions / shown,
        competing_ns(whole) * whole.sessions / shown,
    )
    short = _played({"skip_base": ALWAYS, "like_base": NEVER, "dislike_base": NEVER})
    before = (opened + competing) * short.sessions / whole.sessions * shown / short.impressions
    meeting = max(0.0, short.cpu_s * 1e9 / short.impressions - before)
    return {
        "total": total, "who opens the app when": opened, "which pieces compete, and in which order": competing,
        "meeting and counting (everybody leaves at once)": meeting,
        "watching, engaging, objecting": max(0.0, total - opened - competing - meeting),
    }  # fmt: skip


def opening_ns(panel: Panel) -> float:
    """Return the nanoseconds that making a day's sessions costs for each session."""
    world = panel.sim.world
    app = world.channel_of("short_video").profile.app
    begun = time.process_time()
    day = make_day(world.audience, world.seeds, app, DAYS + 1)
    return (time.process_time() - begun) * 1e9 / day.person.size


@kernel
def _only_compete(a: Any, crowd: Any, sessions: Any, bounds: Any) -> Any:
    """Let pieces compete for sessions as `channels.short_video.crowd_feed` does, and show none."""
    person_of, key_of, slots_of, _ = sessions
    filled = np.int64(0)
    for i in range(bounds[0], bounds[1]):
        if i + AHEAD < bounds[1]:
            look_ahead(a, crowd, person_of[i + AHEAD])
        compete(a, crowd, np.int64(person_of[i]), key_of[i], np.int64(slots_of[i]), i % AHEAD)
        filled += crowd.room.shown[i % AHEAD]
    return filled


def competing_ns(panel: Panel) -> float:
    """Return the nanoseconds that the competition for a session's places costs, with nobody shown anything."""
    world = panel.sim.world
    channel, state, p = (
        world.channel_of("short_video"),
        world.state["short_video"],
        world.params["short_video"],
    )
    of_day = world.minute % 1440
    day = world.calendar.at(channel.profile.app, world.minute // 1440, of_day)
    rows = world.live_rows("short_video")
    lams = rates(world, rows, state["pool"], p, world.minute, day.slots_a_minute)
    none_before = np.zeros((0, 8), np.int64)
    crowd, a = (
        crowd_of(world, rows, lams, Tick(start=world.minute, end=world.minute), none_before),
        world.arrays(),
    )
    sessions, bounds = (day.person, day.key, day.slots, day.start), day.window(of_day, of_day + 60)
    count = bounds[1] - bounds[0]
    return 1e9 / _rate(lambda: _only_compete(a, crowd, sessions, bounds), count)
