"""A short-video platform full of creators: what people watch, like and skip (facts A1 to A17, E1).

Creators with very unequal followings upload pieces of all lengths for some days; the channel of the
cases decides who meets what, and every meeting of a fixed sample of people is kept. "Feed" figures
are those of recommended impressions, platform figures those of all plays, as in the record.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.facts import short_video_figures as figures
from assessment.facts.catalogue import Catalogue, make_catalogue
from assessment.facts.experiment import Experiment, Findings, Tables
from assessment.facts.platform import open_platform, platform
from assessment.facts.short_video_figures import PEOPLE_PER_AGENT
from simulator import items as it
from simulator.counters import COUNTER, SOURCES
from simulator.simulation import Simulation
from simulator.world import ItemSpec

AGENTS = 16_000
PIECES, CREATORS = 8_000, 2_000
UPLOAD_DAYS, DAYS = 5, 9
SAMPLE = 4
"""One person in so many is followed meeting by meeting."""
ACTS = ("likes", "comments", "shares", "collects", "follows", "profile_visits", "dislikes", "reports")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What a run of the platform left behind.

    Parameters
    ----------
    meetings : DataFrame
        One line for each meeting of a sampled person.
    pieces : DataFrame
        One line for each piece with its counters over the whole platform.
    hourly : ndarray of shape (24,)
        Impressions by hour of the day.
    """

    meetings: pd.DataFrame
    pieces: pd.DataFrame
    hourly: NDArray[np.int64]
    piece_hours: pd.DataFrame


def run_panel(seed: int, scale: float, overrides: dict[str, dict[str, int]] | None = None) -> Panel:
    """Play the platform and collect meetings and counters.

    Parameters
    ----------
    seed : int
        Chance seed.
    scale : float
        1 is the full size; people and pieces shrink with it together.
    """
    agents = max(3_000, round(AGENTS * scale))
    case = platform("short_video", "video", agents=agents, days=DAYS, people_per_agent=PEOPLE_PER_AGENT)
    sim = open_platform(case, seed, overrides=overrides, trace=True)
    pieces = make_catalogue(
        sim.world.seeds, max(400, round(PIECES * scale)), max(130, round(CREATORS * scale)), UPLOAD_DAYS
    )
    blocks: list[NDArray[np.int64]] = []
    hours: list[NDArray[np.int64]] = []
    hourly = np.zeros(24, np.int64)
    at = 0
    while sim.minute < case.end_minute:
        while at < pieces.size and pieces.minute[at] < sim.minute + 10:
            _upload(sim, pieces, at)
            at += 1
        sim.step()
        for block in sim.world.trace_log:
            hourly += np.bincount(block[:, it.T_MINUTE] // 60 % 24, minlength=24)
            blocks.append(block[block[:, it.T_PERSON] % SAMPLE == 0])
        sim.world.trace_log.clear()
        if sim.minute % 60 == 0:
            hours.append(sim.world.hourly.pop())
    return Panel(
        meetings=_meetings(np.concatenate(blocks), pieces), pieces=_pieces(sim, pieces), hourly=hourly,
        piece_hours=_by_hour(hours),
    )  # fmt: skip


def _upload(sim: Simulation, pieces: Catalogue, at: int) -> None:
    sim.world.publish(
        ItemSpec(
            id=int(pieces.id[at]), key=f"piece:{at}", title=f"piece {at}", channel="short_video", port="video",
            brand=-1, topics=pieces.topics[at],
            fields={
                it.QUALITY: int(pieces.quality[at]), it.HOOK: int(pieces.hook[at]),
                it.DURATION: int(pieces.duration[at]), it.TONE: int(pieces.tone[at]),
            },
            notes={"seed_people": int(pieces.fans_who_look[at] // PEOPLE_PER_AGENT)},
        )
    )  # fmt: skip


def _meetings(rows: NDArray[np.int64], pieces: Catalogue) -> pd.DataFrame:
    item = rows[:, it.T_ROW]
    frame = pd.DataFrame(
        {
            "person": rows[:, it.T_PERSON], "item": item, "creator": pieces.creator[item],
            "minute": rows[:, it.T_MINUTE], "duration_s": pieces.duration[item],
            "watch_s": rows[:, it.T_STAY] / 10.0,
        }
    )  # fmt: skip
    acts = rows[:, it.T_ACTS]
    frame["complete"] = (acts >> COUNTER["completions"]) & 1 > 0
    for name in ACTS:
        frame[figures.COLUMN[name]] = (acts >> COUNTER[name]) & 1 > 0
    frame["source"] = np.array(SOURCES)[rows[:, it.T_SOURCE]]
    return frame


def _pieces(sim: Simulation, pieces: Catalogue) -> pd.DataFrame:
    totals = sim.world.items.totals[: sim.world.items.count]
    frame = pd.DataFrame(
        {
            "item": np.arange(pieces.size), "creator": pieces.creator, "followers": pieces.followers,
            "duration_s": pieces.duration, "upload_minute": pieces.minute,
        }
    )  # fmt: skip
    for name in ("impressions", "views", "completions", "watch_ds", *ACTS):
        frame[name] = totals[: pieces.size, COUNTER[name]]
    return frame


def _by_hour(hours: list[NDArray[np.int64]]) -> pd.DataFrame:
    """Return plays and actions of each piece in each hour, from the running totals."""
    names = ("views", *ACTS)
    columns = [COUNTER[name] for name in names]
    before: NDArray[np.int64] = np.zeros((0, len(columns)), np.int64)
    parts: list[pd.DataFrame] = []
    for hour, totals in enumerate(hours):
        now = totals[:, columns]
        gained = now.copy()
        gained[: before.shape[0]] -= before
        rows = np.flatnonzero(gained.any(axis=1))
        part = pd.DataFrame(gained[rows], columns=list(names))
        part.insert(0, "hour", hour)
        part.insert(0, "item", rows)
        parts.append(part)
        before = now
    return pd.concat(parts, ignore_index=True)


def run(seed: int, scale: float) -> tuple[Findings, Tables]:
    """Run one replicate; see `assessment.facts.experiment`."""
    panel = run_panel(seed, scale)
    values = figures.all_figures(panel.meetings, panel.pieces, panel.hourly)
    findings = Findings(
        values=values, curves=figures.all_curves(panel.meetings, panel.pieces, panel.hourly),
        volume={
            "people": max(3_000, round(AGENTS * scale)), "pieces": len(panel.pieces),
            "impressions": int(panel.pieces["impressions"].sum()),
        },
    )  # fmt: skip
    items = panel.piece_hours.merge(
        panel.pieces[["item", "creator", "followers", "duration_s", "upload_minute"]], on="item"
    )
    return findings, {"short_video_impressions": panel.meetings, "short_video_items": items}


EXPERIMENTS = (
    Experiment(
        name="short_video_feed",
        facts=(
            "A1",
            "A2",
            "A3",
            "A5",
            "A6",
            "A7",
            "A8",
            "A9",
            "A10",
            "A11",
            "A12",
            "A13",
            "A15",
            "A16",
            "A17",
            "E1",
        ),
        run=run,
    ),
)
