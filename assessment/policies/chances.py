"""Keyed draws for a policy that decides by lot: the same look gives the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from simulator.observation import Observation
from simulator.randomness import name_key, unit

Thing = TypeVar("Thing")


class Chances:
    """The draws of one look, one after the other.

    Parameters
    ----------
    seen : Observation
        Keys the draws: its case, its minute and how many people were reached, so that attempts
        with other luck draw otherwise once anything was published.
    """

    def __init__(self, seen: Observation) -> None:
        self._key = name_key(f"random {seen.case} {seen.minute} {seen.reach.reach} {seen.money_left}")
        self._drawn = 0

    def between(self, low: float, high: float) -> float:
        """Return a number between two others."""
        self._drawn += 1
        return low + (high - low) * unit(self._key, self._drawn)

    def happens(self, chance: float) -> bool:
        """Return whether something of this chance happens."""
        return self.between(0, 1) < chance

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Return one of several things, each as likely as the others."""
        return things[int(self.between(0, len(things)))]
