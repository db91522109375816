"""How people tend to react: liking, sharing, price, trust, patience, reading.

Everybody's traits are whole numbers from 0 to 255. Like, share and comment are in 1/16 logit
around 128; a channel adds ``(value - 128) * 16`` score units (1/256 logit) to its own score.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from audience_models.demographics import Demographics
from audience_models.quantiles import BELL_ONE, BELL_RANKS, bell, bell_sum, mixed
from simulator.people import (
    ATTENTION,
    COMMENT,
    LIKE,
    LITERACY,
    PRICE,
    SHARE,
    SPENDING,
    TRUSTING,
)
from simulator.randomness import Seeds, draw_array

LIKE_BETA = (0.08, 4.3)
"""Beta distribution of like rates over people (A13: 1,530 KuaiRand users; 79 % of those with 20
impressions and more never like)."""

LIKE_MEAN_RATE = Decimal("0.018265")
"""Mean of `LIKE_BETA`: a person with LIKE 128 likes this share of what is shown; a channel whose
score starts from its logit gives the Beta's rates."""

# fmt: off
LIKE_QUANTILES: tuple[int, ...] = (0,) * 114 + (
    1, 3, 4, 6, 8, 10, 11, 13, 15, 16, 18, 19, 21, 23, 24, 26, 27, 29, 30, 32, 33, 35, 36, 38, 39,
    41, 42, 43, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57, 58, 60, 61, 62, 64, 65, 66, 67, 69, 70, 71,
    72, 74, 75, 76, 77, 78, 80, 81, 82, 83, 84, 85, 87, 88, 89, 90, 91, 92, 93, 94, 96, 97, 98, 99,
    100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 112, 113, 114, 115, 116, 117, 118, 119,
    120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138,
    139, 140, 141, 142, 143, 144, 145, 146, 147, 148, 150, 151, 152, 153, 154, 155, 157, 158, 159,
    161, 162, 164, 165, 167, 169, 171, 173, 176, 179, 183, 191,
)
# fmt: on
"""LIKE at the 256 mid-quantiles of `LIKE_BETA`: 128 + 16 (logit(rate) - logit(mean rate)), cut to
0..255. Written out; a test computes it again."""

SHARE_SPREAD = 32
COMMENT_SPREAD = 29
"""sd of share and comment propensity in 1/16 logit (2.0 and 1.8 logits); assumed."""

ATTENTION_SPREAD = 13
"""sd of patience in 1/16 logit; assumed."""

TRAIT_SPREAD = 36
"""sd of price sensitivity, trust, spending power and reading in 1/256 of the scale; assumed."""

PRICE_BY_AGE = (4, 6, -2, -6, -2, 4, 8)
PRICE_BY_TIER = (-12, -7, -2, 4, 9)
SPENDING_BY_AGE = (-34, -16, 6, 18, 12, 0, -12)
SPENDING_BY_TIER = (24, 14, 3, -6, -14)
TRUSTING_BY_AGE = (4, -4, -7, -5, -1, 5, 12)
LITERACY_BY_AGE = (-14, 10, 14, 10, 2, -8, -20)
LITERACY_BY_TIER = (14, 9, 3, -4, -9)
ATTENTION_BY_AGE = (-5, -4, -2, 0, 1, 3, 4)
"""Shifts of a trait by age band and city tier, about zero on the national mix; assumed."""


def make_propensities(who: Demographics, seeds: Seeds) -> dict[int, NDArray[np.uint8]]:
    """Return the columns of how people tend to react, by column number."""
    return {**_reactions(len(who.age), seeds), **_dispositions(who, seeds)}


def _bits(name: str, n: int, seeds: Seeds) -> NDArray[np.uint64]:
    return draw_array(seeds.world_key(f"people.{name}"), np.arange(n))


def _reactions(n: int, seeds: Seeds) -> dict[int, NDArray[np.uint8]]:
    liking = _bits("like", n, seeds)
    like = np.array(LIKE_QUANTILES, dtype=np.uint8)[BELL_RANKS[bell_sum(liking)]]
    active = bell(liking)  # who likes more also shares and comments more
    share = mixed(active, bell(_bits("share", n, seeds)))
    comment = mixed(active, bell(_bits("comment", n, seeds)))
    return {
        LIKE: like,
        SHARE: _heavy(share, SHARE_SPREAD),
        COMMENT: _heavy(comment, COMMENT_SPREAD),
    }


def _heavy(z: NDArray[np.int64], spread: int) -> NDArray[np.uint8]:
    # log-normal odds with mean factor 1: the centre lies spread**2 / 2 (in logits) below 128
    return _byte(128 - spread * spread // 32 + (z * spread) // BELL_ONE)


def _dispositions(who: Demographics, seeds: Seeds) -> dict[int, NDArray[np.uint8]]:
    n = len(who.age)
    purse, reading = (bell(_bits(name, n, seeds)) for name in ("spending", "literacy"))
    price = mixed(-purse, bell(_bits("price", n, seeds)))
    trust = mixed(-reading, bell(_bits("trusting", n, seeds)))
    patience = bell(_bits("attention", n, seeds))
    return {
        SPENDING: _trait(purse, _by(SPENDING_BY_AGE, who.age) + _by(SPENDING_BY_TIER, who.tier)),
        LITERACY: _trait(reading, _by(LITERACY_BY_AGE, who.age) + _by(LITERACY_BY_TIER, who.tier)),
        PRICE: _trait(price, _by(PRICE_BY_AGE, who.age) + _by(PRICE_BY_TIER, who.tier)),
        TRUSTING: _trait(trust, _by(TRUSTING_BY_AGE, who.age)),
        ATTENTION: _byte(128 + (patience * ATTENTION_SPREAD) // BELL_ONE + _by(ATTENTION_BY_AGE, who.age)),
    }


def _by(shifts: Sequence[int], category: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.array(shifts, dtype=np.int64)[category]


def _trait(z: NDArray[np.int64], shift: NDArray[np.int64]) -> NDArray[np.uint8]:
    return _byte(128 + (z * TRAIT_SPREAD) // BELL_ONE + shift)


def _byte(values: NDArray[np.int64]) -> NDArray[np.uint8]:
    return np.clip(values, 0, 255).astype(np.uint8)
