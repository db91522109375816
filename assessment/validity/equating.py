"""Forms brought onto one scale, so that it does not matter which of them somebody sat.

Anchors give every form its own 0 and 100, but forms differ in how far apart people lie between them:
where chance comes close to the experts, a point is worth little. A reference group of simulated
trainees who sat all forms shows by how much. Linear equating (Kolen and Brennan 2014, Test Equating,
ch. 2): each form's points get the group's common mean and deviation. Over all forms together 0 and 100
stay where the anchors are on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.validity.reliability import Scores

FEWEST = 40
"""Trainees below which a group says too little of a form's mean and deviation (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Equating:
    """How points between a form's anchors become points of the common scale.

    Parameters
    ----------
    means, deviations : ndarray
        Of the reference group, by form.
    shift, slope : float
        Mean and deviation of the group on the common scale.
    """

    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    shift: float
    slope: float

    def points(self, scores: Scores) -> Scores:
        """Return points of the common scale for points by form (the last axis)."""
        return (scores - self.means) / self.deviations * self.slope + self.shift


def fitted(scores: Scores) -> Equating:
    """Return the equating by a group that sat every form.

    Examples
    --------
    >>> group = np.array([[10.0, 40.0], [50.0, 60.0], [90.0, 80.0]])
    >>> fitted(group).points(group).round(1).tolist()  # the second form was narrower and easier
    [[30.0, 30.0], [56.7, 56.7], [83.3, 83.3]]
    """
    means, deviations = scores.mean(axis=0), scores.std(axis=0, ddof=1)
    zero, full = (-means / deviations).mean(), ((100.0 - means) / deviations).mean()
    slope = float(100.0 / (full - zero))
    return Equating(means=means, deviations=deviations, shift=float(-slope * zero), slope=slope)


def crossed(scores: Scores) -> Scores:
    """Return the group's own points, each half equated by the other: nobody helps to make the own scale."""
    out = np.empty_like(scores)
    first = np.arange(len(scores)) % 2 == 0
    for half in (first, ~first):
        out[half] = fitted(scores[~half]).points(scores[half])
    return out


__all__ = ["FEWEST", "Equating", "crossed", "fitted"]
