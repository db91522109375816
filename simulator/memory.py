"""What a person keeps: awareness, understanding, trust, fatigue, contacts, doubt, beliefs.

Eight bytes for each person and brand. All updates are integer and saturating; forgetting happens
once a night. A brand's decisions reach another channel only through this memory, through time and
through what people pass on.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.kernel import kernel, piece
from simulator.people import TRUSTING
from simulator.randomness import draw32
from simulator.tables import threshold

AWARE, UNDERSTAND, TRUST, FATIGUE, CONTACTS, CHANNELS, BOUGHT, DOUBT = range(8)
OFFER = DOUBT  # for rival brands the last byte is how firmly a cheap offer is in mind
N_MEMORY = 8

AWARE_FROM = 96
"""Awareness level from which a person recalls the brand (assumed; three or four good contacts, F19, cases.md 1.8)."""
UNDERSTAND_FROM = 128
"""Understanding level from which the key points are answered correctly (assumed)."""

# Bits of an issue cell.
HEARD, BELIEVES, CORRECTED, TOLD = 1, 2, 4, 8

CONTACT_FATIGUE = 6
"""Fatigue one meeting with a brand adds, of 255 (assumed, tried 3 to 12)."""
BELIEF_TRUST_LOSS = 12
"""Trust (of 255) lost when a claim against the brand is believed (assumed, tried 6 to 24)."""


@kernel
def lift(level: Any, gain: Any) -> Any:
    """Raise a 0..255 level towards 255 by gain/256 of what is missing; compiled."""
    return level + (((255 - level) * gain) >> 8)


@kernel
def shift(level: Any, by: Any) -> Any:
    """Add to a 0..255 level and keep it in range; compiled."""
    moved = np.int64(level) + by
    return 0 if moved < 0 else (min(moved, 255))


@piece
def notice(memory: Any, brand: Any, person: Any, channel_bit: Any) -> None:
    """Record that a person met anything of a brand: reach and fatigue; compiled."""
    cell = memory[brand, person]
    cell[CHANNELS] |= np.uint8(channel_bit)
    cell[FATIGUE] = shift(cell[FATIGUE], CONTACT_FATIGUE)


@piece
def attend(memory: Any, brand: Any, person: Any, strength: Any) -> None:
    """Record an effective contact (>= 5 s) of a strength 0..255; compiled.

    The gain falls with each contact (levels saturate) and with fatigue (wear-out).
    """
    cell = memory[brand, person]
    if cell[CONTACTS] < 255:
        cell[CONTACTS] += 1
    gain = (np.int64(strength) * (320 - np.int64(cell[FATIGUE]))) >> 10
    cell[AWARE] = lift(np.int64(cell[AWARE]), gain)


@piece
def learn(memory: Any, brand: Any, person: Any, strength: Any) -> None:
    """Record that information was taken in, strength 0..255; compiled."""
    cell = memory[brand, person]
    cell[UNDERSTAND] = lift(np.int64(cell[UNDERSTAND]), np.int64(strength))


@piece
def feel(memory: Any, brand: Any, person: Any, by: Any) -> None:
    """Move a person's trust in a brand; compiled."""
    memory[brand, person, TRUST] = shift(memory[brand, person, TRUST], by)


@piece
def hear_claim(a: Any, issue: Any, person: Any, credibility: Any, key: Any, about_brand: Any) -> int:
    """Let a person hear a claim; return 0 known already, 1 heard, 2 heard and believed; compiled.

    Who trusts the brand or was told the facts before (prebunking) believes less.
    """
    cell = a.issues[issue, person]
    if cell & HEARD:
        return 0
    a.issues[issue, person] = cell | HEARD
    score = np.int64(credibility) + 2 * (np.int64(a.rows[person, TRUSTING]) - 128)
    score -= 3 * (np.int64(a.memory[0, person, TRUST]) - 128)
    score -= 2 * (np.int64(a.memory[0, person, UNDERSTAND]) - 64)
    if cell & TOLD:
        score -= 512
    if draw32(key, person) >= threshold(score):
        return 1
    a.issues[issue, person] |= BELIEVES
    if about_brand:
        feel(a.memory, 0, person, -BELIEF_TRUST_LOSS)
        a.memory[0, person, DOUBT] = shift(a.memory[0, person, DOUBT], 64)
    return 2


@piece
def hear_answer(a: Any, issue: Any, person: Any, evidence: Any, key: Any, about_brand: Any) -> int:
    """Let a person hear an answer; return 1 if a belief was put right; compiled.

    An answer convinces by its evidence and by trust in who gives it; somebody who had not heard
    the claim is forewarned.
    """
    cell = a.issues[issue, person]
    a.issues[issue, person] = cell | TOLD
    if not (cell & BELIEVES) or (cell & CORRECTED):
        return 0
    score = 4 * (np.int64(evidence) - 110) + 4 * (np.int64(a.memory[0, person, TRUST]) - 128)
    if draw32(key, person) >= threshold(score):
        return 0
    a.issues[issue, person] = (a.issues[issue, person] | CORRECTED) & ~np.uint8(BELIEVES)
    if about_brand:
        feel(a.memory, 0, person, BELIEF_TRUST_LOSS)
        a.memory[0, person, DOUBT] = shift(a.memory[0, person, DOUBT], -64)
    return 1


@kernel
def forget(memory: Any) -> None:
    """Let a night pass: fatigue fades by 1/4, a rival's offer by 1/8, awareness by 1/64; compiled."""
    for b in range(memory.shape[0]):
        for p in range(memory.shape[1]):
            cell = memory[b, p]
            cell[FATIGUE] = (np.int64(cell[FATIGUE]) * 3) >> 2
            cell[AWARE] -= cell[AWARE] >> 6
            if b > 0:
                cell[OFFER] = (np.int64(cell[OFFER]) * 7) >> 3
