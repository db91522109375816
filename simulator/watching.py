"""How long a person watches a video or reads on: compiled pieces that several channels share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.counters import COUNTER, RETENTION_SECONDS
from simulator.kernel import piece
from simulator.market import tally
from simulator.people import SEGMENT
from simulator.reactions import bell
from simulator.tables import growth

LONGEST_S = 900
"""Duration from which a longer piece holds nobody longer, seconds (assumed)."""


def duration_power(exponent: str) -> NDArray[np.int64]:
    """Return seconds to a power, in 1/1024, for 0 to `LONGEST_S` seconds.

    Examples
    --------
    >>> int(duration_power("0.5")[100])
    10240
    """
    powers = [int(Decimal(d) ** Decimal(exponent) * 1024) for d in range(1, LONGEST_S + 1)]
    return np.array([1024, *powers], dtype=np.int64)


DURATION_POWER = duration_power("0.4")
"""How wanted seconds grow with what a piece offers; each channel may have its own (assumed)."""
PLAY_FROM_DS = 5
"""Deciseconds from which a stay counts as a play or a read (assumed; operations 4.1: more than 0 s)."""
RETENTION = np.array(RETENTION_SECONDS, dtype=np.int64) * 10

C_IMPRESSIONS, C_VIEWS, C_COMPLETIONS = COUNTER["impressions"], COUNTER["views"], COUNTER["completions"]
C_WATCH, C_SHORT = COUNTER["watch_ds"], COUNTER["short_views"]


@piece
def wanted_by(power: Any, base: Any, spread: Any, bits: Any, duration: Any, pull: Any) -> Any:
    """As `wanted_ds`, with the channel's own table of how wishes grow with duration; compiled."""
    score = ((bell(bits) * spread) >> 8) + pull // 2
    return ((base * power[min(duration, LONGEST_S)]) >> 10) * growth(score) >> 12


@piece
def wanted_ds(base: Any, spread: Any, bits: Any, duration: Any, pull: Any) -> Any:
    """Return the deciseconds a person would watch if the piece were long enough; compiled."""
    return wanted_by(DURATION_POWER, base, spread, bits, duration, pull)


@piece
def note_stay(a: Any, stay: Any) -> None:
    """Write into the traced meeting how long it lasted, in deciseconds; compiled."""
    meeting = a.counts_out[2]
    if meeting > 0:
        a.trace[meeting - 1, it.T_STAY] = stay


@piece
def count_stay(a: Any, row: Any, person: Any, seen: Any, source: Any) -> None:
    """Count a view that lasted ``seen`` deciseconds, with its source and retention; compiled."""
    segment = a.rows[person, SEGMENT]
    if seen >= PLAY_FROM_DS:
        tally(a, row, C_VIEWS, segment, 1)
        a.sources[row, 1, source] += 1
    tally(a, row, C_WATCH, segment, seen)
    note_stay(a, seen)
    if seen < 20:
        tally(a, row, C_SHORT, segment, 1)
    for k in range(RETENTION.shape[0]):
        if seen < RETENTION[k]:
            break
        a.retention[row, k] += 1


@piece
def count_watch(a: Any, row: Any, person: Any, watched: Any, source: Any) -> Any:
    """Count a shown video with its watch time; return whether it was watched to the end; compiled."""
    segment = a.rows[person, SEGMENT]
    length = np.int64(a.fields[row, it.DURATION]) * 10
    tally(a, row, C_IMPRESSIONS, segment, 1)
    count_stay(a, row, person, min(watched, length), source)
    done = watched >= length
    if done:
        tally(a, row, C_COMPLETIONS, segment, 1)
        a.met[row, person] |= np.uint8(it.FINISHED)
    return done
