"""Where simulated people become the people on a screen, and what no platform shows.

One simulated person stands for ``people_per_agent`` real ones. The log and the score keep
simulated people; every number on a screen is converted here and nowhere else.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.counters import COUNTER, N_COUNTERS
from simulator.observation import Reading, State
from simulator.scenario import Scenario

HIDDEN_COUNTERS = frozenset({"claim_exposures", "claim_believed", "claim_corrected"})
"""What people hear and believe: no platform counts it (operations 4.1); a survey estimates it."""

REAL_MONEY = frozenset({"spend_fen"})
"""Counters booked in the campaign's own money, which needs no conversion."""

LEAST_COUNT = 3
"""Denominators and reads below this are not shown (operations 4.1: fewer than 3 actions)."""


def factors(scenario: Scenario) -> NDArray[np.int64]:
    """Return what each counter is multiplied by to be shown, one number a counter."""
    out = np.full(N_COUNTERS, scenario.audience.people_per_agent, np.int64)
    out[[COUNTER[name] for name in sorted(REAL_MONEY)]] = 1
    return out


def shown_people(scenario: Scenario, agents: int) -> int:
    """Return the real people a number of simulated people stands for."""
    return int(agents) * scenario.audience.people_per_agent


@lru_cache(maxsize=65_536)
def reading(value: float | None, state: State = "live", error: float | None = None) -> Reading:
    """Return a reading; equal ones are one object, since thousands are shown at a time."""
    return Reading(value=value, state=state, error=error)


NOT_AVAILABLE = reading(None, "not_available")
TOO_SMALL = reading(None, "too_small")
NOT_YET = reading(None, "t+1")
