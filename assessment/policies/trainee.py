"""A simulated trainee: five latent skills, each the chance that an occasion is handled as an expert would.

On every occasion (a decision of one concern in one minute) each skill either shows or does not, by a
draw keyed with the trainee's private seed: the way of an expert with the probability of the skill,
that of somebody untaught otherwise. Nothing is remembered, so a trainee too can be started in any state.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from assessment.policies.operator import Operator
from assessment.policies.policy import Brief
from assessment.policies.skills import EXPERT, UNTAUGHT, Skills
from simulator.errors import ScenarioError
from simulator.randomness import name_key, unit

OWNED: dict[str, tuple[str, ...]] = {
    "reading": ("reads_data", "picks_creators", "watches_stock"),
    "targeting": ("targets", "adapts"),
    "timing": ("good_hours", "answers_in", "live_look", "look_every"),
    "budget": ("paces", "keeps_price", "style"),
    "compliance": ("clean_titles", "reviews", "evidence", "directs_live"),
}
"""Latent skill -> what of `Skills` it decides; every field belongs to exactly one."""


@dataclass(frozen=True, kw_only=True)
class Latent:
    """Five latent skills, each from 0 (never as an expert) to 1 (always).

    Parameters
    ----------
    reading : float
        Reading the data: moving money to what works, seeing through padded numbers, stock in time.
    targeting : float
        The right people, and pieces adapted to each port.
    timing : float
        Publishing when people are there, answering soon, looking often enough.
    budget : float
        Pacing money and hours, keeping the price.
    compliance : float
        Lawful titles, reviews, evidence, checks before going on air.

    Raises
    ------
    ScenarioError
        If a skill is not between 0 and 1.
    """

    reading: float
    targeting: float
    timing: float
    budget: float
    compliance: float

    def __post_init__(self) -> None:
        """Refuse what is no probability."""
        for one in fields(self):
            if not 0.0 <= getattr(self, one.name) <= 1.0:
                raise ScenarioError(f"latent skill {one.name} is {getattr(self, one.name)!r}: from 0 to 1")

    @property
    def mean(self) -> float:
        """Known skill in one number: the mean of the five."""
        return sum(getattr(self, one.name) for one in fields(self)) / len(fields(self))


class TraineeHand:
    """How a trainee does the work on an occasion.

    Parameters
    ----------
    latent : Latent
    seed : int
        The trainee's own; nobody else's draws hang on it.
    well, badly : Skills
        The two ways.
    """

    def __init__(self, latent: Latent, seed: int, *, well: Skills = EXPERT, badly: Skills = UNTAUGHT) -> None:
        self.latent = latent
        self._key = name_key(f"trainee {seed}")
        self._well, self._badly = well, badly

    def at(self, occasion: str, minute: int) -> Skills:
        """Return the skills shown on an occasion in a minute."""
        shown: dict[str, object] = {}
        for number, (skill, owned) in enumerate(OWNED.items()):
            drawn = unit(self._key, name_key(occasion), minute, number)
            if drawn < getattr(self.latent, skill):
                shown |= {name: getattr(self._well, name) for name in owned}
        return replace(self._badly, **shown)  # type: ignore[arg-type]


def trainee(brief: Brief, latent: Latent, seed: int) -> Operator:
    """Return a simulated trainee as a policy for a brief.

    Parameters
    ----------
    seed : int
        Private seed: two trainees of equal skill err on different occasions.
    """
    return Operator(brief, TraineeHand(latent, seed), f"trainee-{seed}")
