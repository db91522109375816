"""What people like: 24 interests from 0 to 100.

An interest is the habit of the segment (age, gender, city), plus what the community shares, plus
a few personal leanings that tie topics together, plus plain individual difference, plus two or
three passions. All tables are assumed; their direction follows published topic preferences of
platform users (women and beauty, men and games, older people and health and news).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from audience_models.demographics import Demographics
from audience_models.quantiles import bell_of
from simulator.kernel import njit
from simulator.people import AGE_BANDS, CITY_TIERS, GENDERS, N_TOPICS
from simulator.randomness import Seeds, draw
from simulator.topics import TOPIC_KEYS

# fmt: off
INTEREST_HABITS: dict[str, tuple[int, tuple[int, ...], int, int]] = {
    "food_drink":     (46, (-2, 3, 4, 2, 0, -2, -4), -3, 1),
    "local_life":     (39, (-10, 2, 5, 3, 1, 0, -2), -2, 2),
    "fashion":        (31, (-4, 10, 8, 3, -3, -8, -12), -12, 2),
    "beauty":         (28, (-4, 12, 9, 2, -4, -9, -13), -19, 2),
    "health":         (34, (-18, -9, -6, -2, 4, 12, 18), -4, 0),
    "parenting":      (26, (-16, -12, 6, 18, 4, -4, 0), -8, 0),
    "education":      (32, (8, 6, 2, 8, 2, -9, -14), -2, 2),
    "agriculture":    (23, (-8, -8, -6, -1, 4, 9, 10), 4, -4),
    "travel":         (36, (-8, 4, 6, 3, 1, 0, -3), -2, 3),
    "comedy":         (48, (6, 5, 3, 1, -1, -4, -7), 2, -1),
    "celebrity":      (32, (6, 12, 5, -2, -5, -8, -10), -8, 0),
    "music_dance":    (39, (2, 4, 1, -1, -2, 0, 1), -3, -1),
    "drama_film":     (43, (-2, 4, 3, 0, 0, 0, -2), -4, -1),
    "sports":         (30, (4, 5, 3, 1, -2, -4, -5), 14, 1),
    "gaming":         (33, (20, 18, 8, -3, -12, -18, -22), 17, 0),
    "tech_digital":   (31, (4, 8, 7, 4, -2, -8, -12), 12, 3),
    "cars":           (28, (-12, -2, 5, 7, 4, -2, -7), 14, 0),
    "home":           (33, (-14, -6, 5, 8, 4, 1, -2), -5, 1),
    "pets":           (31, (3, 7, 6, 0, -3, -5, -7), -3, 2),
    "finance":        (27, (-16, -5, 4, 7, 5, 2, -2), 7, 3),
    "news_society":   (39, (-16, -6, -3, 0, 5, 9, 12), 6, 0),
    "law_policy":     (25, (-12, -3, 0, 2, 4, 5, 3), 3, 1),
    "emotion":        (35, (-4, 5, 4, 1, 0, -2, -4), -7, -1),
    "shopping_deals": (40, (-10, 4, 5, 4, 1, -2, -5), -9, -1),
}
# fmt: on
"""Topic -> (middle, shift by age band, shift of men above and of women below the middle, shift for
each step from second-tier cities upwards). Assumed."""

LEANINGS: tuple[dict[str, int], ...] = (
    dict.fromkeys(TOPIC_KEYS, 6),  # some are interested in everything
    {"parenting": 10, "health": 5, "education": 8, "home": 6, "food_drink": 4, "gaming": -4},
    {"fashion": 10, "beauty": 10, "celebrity": 6, "shopping_deals": 5, "travel": 4},
    {"comedy": 9, "music_dance": 7, "drama_film": 7, "pets": 5, "finance": -4},
    {"gaming": 10, "tech_digital": 10, "cars": 8, "sports": 7, "beauty": -4},
    {"news_society": 11, "law_policy": 10, "finance": 7, "health": 3, "celebrity": -4},
    {"local_life": 11, "food_drink": 8, "travel": 7, "shopping_deals": 5},
    {"emotion": 11, "drama_film": 6, "music_dance": 5, "agriculture": -3},
)
"""Personal leanings: points of interest for one standard deviation of each. Assumed."""

COMMUNITY_SPREAD = 5
PERSONAL_SPREAD = 14
"""Points of interest for one standard deviation of community taste and of personal taste; assumed."""

PASSION = 30
PASSION_TRIES = 5
"""A person considers five topics at random and takes each up as a passion with the chance of the
interest already there. Assumed."""


def segment_habits() -> NDArray[np.int16]:
    """Return the interest habit of each segment cell, shape (70, 24)."""
    out = np.zeros((len(AGE_BANDS), len(CITY_TIERS), len(GENDERS), N_TOPICS), dtype=np.int16)
    for topic, name in enumerate(TOPIC_KEYS):
        middle, by_age, by_men, by_tier = INTEREST_HABITS[name]
        out[..., topic] += middle
        out[..., topic] += np.array(by_age, dtype=np.int16)[:, None, None]
        out[..., topic] += (by_tier * (2 - np.arange(len(CITY_TIERS), dtype=np.int16)))[None, :, None]
        out[..., topic] += np.array([-by_men, by_men], dtype=np.int16)[None, None, :]
    return out.reshape(-1, N_TOPICS)


def leaning_weights() -> NDArray[np.int16]:
    """Return the weight of each leaning on each topic, shape (leanings, 24)."""
    return np.array([[row.get(name, 0) for name in TOPIC_KEYS] for row in LEANINGS], dtype=np.int16)


@njit(cache=True, nogil=True)
def _fill_interests(
    rows: Any, segment: Any, community: Any, habits: Any, leanings: Any, keys: Any, sizes: Any
) -> None:  # pragma: no cover - compiled
    k_taste, k_lean, k_own, k_passion = keys
    spread_us, spread_me, passion, tries = sizes
    n_topics, n_lean = habits.shape[1], leanings.shape[0]
    lean = np.zeros(n_lean, dtype=np.int64)
    value = np.zeros(n_topics, dtype=np.int64)
    for p in range(segment.shape[0]):
        for f in range(n_lean):
            lean[f] = bell_of(draw(k_lean, p * n_lean + f))
        for t in range(n_topics):
            total = spread_us * bell_of(draw(k_taste, np.int64(community[p]) * n_topics + t))
            total += spread_me * bell_of(draw(k_own, p * n_topics + t))
            for f in range(n_lean):
                total += np.int64(leanings[f, t]) * lean[f]
            value[t] = np.int64(habits[segment[p], t]) + (total >> 8)
        for i in range(tries):
            bits = draw(k_passion, p * tries + i)
            t = np.int64(bits & np.uint64(0xFFFFFFFF)) * n_topics >> 32
            if np.int64(bits >> np.uint64(57)) < value[t]:  # seven bits: chance in 128
                value[t] += passion
        for t in range(n_topics):
            rows[p, t] = np.uint8(min(100, max(0, value[t])))


def fill_interests(
    rows: NDArray[np.uint8], segment: NDArray[np.uint8], who: Demographics, seeds: Seeds
) -> None:
    """Write everybody's interests into the first 24 columns."""
    names = ("taste", "leaning", "interest", "passion")
    keys = tuple(np.uint64(seeds.world_key(f"people.{name}")) for name in names)
    sizes = (COMMUNITY_SPREAD, PERSONAL_SPREAD, PASSION, PASSION_TRIES)
    _fill_interests(rows, segment, who.community, segment_habits(), leaning_weights(), keys, sizes)
