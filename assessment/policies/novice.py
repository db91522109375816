"""The novice: a trainee who gets one occasion in two right, in each of the five skills.

Nobody who sits an exam does everything wrong. The rate is the round number that says "knows it, and does not do
it reliably": it was chosen before any mark of it was seen, and is frozen with the other references.
"""

from __future__ import annotations

from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.trainee import Latent, TraineeHand
from simulator.texts import Text

HALF = Latent(reading=0.5, targeting=0.5, timing=0.5, budget=0.5, compliance=0.5)
"""Share of the occasions that a novice handles as an expert would (assumed, docs/decisions/026)."""
SEED = 0
"""Seed of the occasions on which the novice errs: in a form always the same ones."""


@register_policy("novice", Text(zh="新手", en="novice"))
def novice(brief: Brief) -> Operator:
    """Make the reference novice."""
    return Operator(brief, TraineeHand(HALF, SEED), "novice")
