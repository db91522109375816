"""Where simulated people become the people on a screen, and what no platform shows.

One simulated person stands for ``people_per_agent`` real ones. The log and the score keep
simulated people; every number on a screen is converted here and nowhere else.
"""

from __future__ import annotations

from functools import cache, lru_cache

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


MOST_READINGS = 65_536
"""Readings kept for each state, about 20 MB (assumed: a run shows some ten thousand different ones)."""


def factors(scenario: Scenario) -> NDArray[np.int64]:
    """Return what each counter is multiplied by to be shown, one number a counter."""
    return _factors(scenario.audience.people_per_agent)


@cache
def _factors(people_per_agent: int) -> NDArray[np.int64]:
    out = np.full(N_COUNTERS, people_per_agent, np.int64)
    out[[COUNTER[name] for name in sorted(REAL_MONEY)]] = 1
    out.flags.writeable = False
    return out


def shown_people(scenario: Scenario, agents: int) -> int:
    """Return the real people a number of simulated people stands for."""
    return int(agents) * scenario.audience.people_per_agent


@lru_cache(maxsize=MOST_READINGS)
def reading(value: float | None, state: State = "live", error: float | None = None) -> Reading:
    """Return a reading; equal ones are one object, since thousands are shown at a time."""
    return Reading(value=value, state=state, error=error)


class Readings(dict[float, Reading]):
    """Readings of one state by their value, each made when it is first asked for.

    Looking one up costs a third of calling `reading`, and a look shows thousands of them.
    """

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state: State = state

    def __missing__(self, value: float) -> Reading:
        """Make the reading of a value; forget all of them when there are too many."""
        if len(self) >= MOST_READINGS:
            self.clear()
        made = Reading(value=value + 0.0, state=self._state)  # adding 0.0 makes one zero of 0.0 and -0.0
        self[value] = made
        return made


@cache
def readings(state: State) -> Readings:
    """Return the readings of a state by value; ``nan`` must not be asked for."""
    return Readings(state)


NOT_AVAILABLE = reading(None, "not_available")
TOO_SMALL = reading(None, "too_small")
NOT_YET = reading(None, "t+1")
