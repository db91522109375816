"""What a platform's creators upload: many pieces of few creators, of all lengths, at all hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from assessment.facts.platform import shares_of
from simulator.people import N_TOPICS
from simulator.published import SHORT_VIDEO_HOURLY_SHARE
from simulator.randomness import Seeds, draw_array, name_key

MEDIAN_S, SPREAD_S = 70.0, 0.95
"""Durations: median and deviation of the logarithm (A22, the catalogue of 2022)."""
MEDIAN_FANS, SPREAD_FANS = 20_000.0, 2.0
"""Followers of a creator of a recommended piece: wider and higher than ordinary users (A23; assumed)."""
SPREAD_CRAFT = 40.0
"""Deviation of quality and hook over pieces, on their scale of 0 to 255 (assumed, tried 24 to 48)."""
LOOKING_FANS = 0.22
"""Part of a creator's followers who open a new piece from the follow tab or the profile (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Pieces in the order of upload; one element for each.

    Parameters
    ----------
    topics : list of tuple of 24 int
        Weights: the creator's own topic first, then a second one.
    fans_who_look : ndarray of int64
        People (not agents) who come to the piece as followers.
    """

    id: NDArray[np.int64]
    creator: NDArray[np.int64]
    followers: NDArray[np.int64]
    fans_who_look: NDArray[np.int64]
    minute: NDArray[np.int64]
    duration: NDArray[np.int64]
    quality: NDArray[np.int64]
    hook: NDArray[np.int64]
    tone: NDArray[np.int64]
    topics: list[tuple[int, ...]]

    @property
    def size(self) -> int:
        """Number of pieces."""
        return int(self.id.size)


def _bell(seeds: Seeds, name: str, count: int) -> NDArray[np.float64]:
    return ndtri(shares_of(seeds, name, count))


def make_catalogue(seeds: Seeds, pieces: int, creators: int, days: int) -> Catalogue:
    """Make what ``creators`` upload in ``days``; keyed by the world, so it is part of the form.

    Examples
    --------
    >>> from simulator.randomness import Seeds
    >>> made = make_catalogue(Seeds(world=1, chance=1), 50, 10, 2)
    >>> made.size, bool((made.minute[1:] >= made.minute[:-1]).all())
    (50, True)
    """
    fans = np.exp(np.log(MEDIAN_FANS) + SPREAD_FANS * _bell(seeds, "fans", creators)).astype(np.int64)
    craft = _bell(seeds, "craft", creators)
    # who uploads: some creators many times more often than others
    often = np.cumsum(np.exp(_bell(seeds, "often", creators)))
    creator = np.searchsorted(often, shares_of(seeds, "creator", pieces) * often[-1])
    hours = np.concatenate([[0.0], np.cumsum(SHORT_VIDEO_HOURLY_SHARE)])
    clock = np.interp(shares_of(seeds, "hour", pieces) * hours[-1], hours, np.arange(25)) * 60
    minute = (shares_of(seeds, "day", pieces) * days).astype(np.int64) * 1440 + clock.astype(np.int64)
    order = np.argsort(minute, kind="stable")
    duration = np.exp(np.log(MEDIAN_S) + SPREAD_S * _bell(seeds, "duration", pieces))
    skill = 0.6 * craft[creator] + 0.8 * _bell(seeds, "piece", pieces)
    hook = 0.4 * craft[creator] + 0.9 * _bell(seeds, "hook", pieces)
    first = (shares_of(seeds, "topic", creators) * N_TOPICS).astype(np.int64)[creator]
    second = (shares_of(seeds, "second", pieces) * N_TOPICS).astype(np.int64)
    fans_of = fans[creator]
    return Catalogue(
        id=draw_array(seeds.world_key("facts.piece", name_key("video")), np.arange(pieces)).view(np.int64)[order],
        creator=creator[order], followers=fans_of[order], minute=minute[order],
        fans_who_look=(fans_of * LOOKING_FANS).astype(np.int64)[order],
        duration=np.clip(duration, 5, 900).astype(np.int64)[order],
        quality=np.clip(128 + SPREAD_CRAFT * skill, 10, 245).astype(np.int64)[order],
        hook=np.clip(128 + SPREAD_CRAFT * hook, 10, 245).astype(np.int64)[order],
        tone=np.clip(20 * _bell(seeds, "tone", pieces), -60, 60).astype(np.int64)[order],
        topics=[_weights(int(a), int(b)) for a, b in zip(first[order], second[order], strict=True)],
    )  # fmt: skip


def _weights(first: int, second: int) -> tuple[int, ...]:
    out = [0] * N_TOPICS
    out[first] += 44
    out[second] += 20
    return tuple(out)
