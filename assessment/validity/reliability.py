"""Reliability of an exam: a generalisability study of persons by forms, and what follows for pass and fail.

Two-way random design with one sitting a cell (Brennan 2001, Generalizability Theory, ch. 2): the
variance of scores is split into persons, forms and their interaction with what is left.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Scores = NDArray[np.float64]
"""Points by person (row) and form (column)."""
FORMS = (1, 2, 3, 4, 6)
"""Lengths of an exam that are reported."""
PASS_RATES = (0.5, 0.7)
EXAM = ("tea-d2", "flu-d3", "farm-d4", "flu-d7")
"""The exam that is stated: one form of each case and a fourth, settled before any study of whole marks was read."""
WANTED = {"phi": 0.80, "e_rho2": 0.85}
"""Coefficients an exam is to reach (issue of the score)."""


@dataclass(frozen=True, kw_only=True)
class Components:
    """Variance components of persons by forms; estimates below 0 are 0.

    Parameters
    ----------
    person, form, rest : float
        Of persons, of forms, and of the interaction with whatever else.
    """

    person: float
    form: float
    rest: float

    def e_rho2(self, forms: int) -> float:
        """Return the coefficient for ranking people: the forms' difficulty is the same for all."""
        return _share(self.person, self.rest / forms)

    def phi(self, forms: int) -> float:
        """Return the coefficient for a fixed pass line: the forms' difficulty counts as error."""
        return _share(self.person, (self.form + self.rest) / forms)

    def sem(self, forms: int) -> float:
        """Return the standard error of an exam's mark in points, the forms' difficulty included."""
        return math.sqrt((self.form + self.rest) / forms)


def _share(signal: float, noise: float) -> float:
    return signal / (signal + noise) if signal + noise > 0 else 0.0


def components(scores: Scores) -> Components:
    """Return the variance components of a full table of persons by forms.

    Examples
    --------
    >>> components(np.array([[1.0, 1.0], [3.0, 3.0]]))
    Components(person=2.0, form=0.0, rest=0.0)
    """
    people, forms = scores.shape
    mean = scores.mean()
    rows, columns = scores.mean(axis=1), scores.mean(axis=0)
    ms_person = forms * ((rows - mean) ** 2).sum() / (people - 1)
    ms_form = people * ((columns - mean) ** 2).sum() / (forms - 1)
    left = scores - rows[:, None] - columns[None, :] + mean
    ms_rest = (left**2).sum() / ((people - 1) * (forms - 1))
    return Components(
        person=float(max(0.0, (ms_person - ms_rest) / forms)), form=float(max(0.0, (ms_form - ms_rest) / people)),
        rest=float(ms_rest),
    )  # fmt: skip


def seed_share(replicates: Sequence[Scores], scores: Scores) -> float:
    """Return the share of the variance of one form's scores that is the chance seed's.

    Parameters
    ----------
    replicates : sequence of arrays
        For each person and form, the points of the same person over several chance seeds.
    scores : array
        The table of persons by forms, whose spread within forms is the whole.
    """
    within = float(np.mean([np.var(points, ddof=1) for points in replicates]))
    whole = float(np.mean(np.var(scores, axis=0, ddof=1)))
    return within / whole if whole > 0 else 0.0


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the rank agreement of two lists.

    Examples
    --------
    >>> round(spearman([1, 2, 3], [10, 20, 30]), 6)
    1.0
    """
    found = np.corrcoef(stats.rankdata(one), stats.rankdata(other))[0, 1]
    return float(found) if np.isfinite(found) else 0.0


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How often two parallel exams say the same of a person.

    Parameters
    ----------
    same : float
        Share of people with the same result, over all ways to halve the forms.
    clear : float
        Share with the same result among people who are within one SEM of the pass line in neither exam.
    second_look : float
        Share of people in that band, whose papers are looked at again.
    forms : int
        Forms of each exam.
    """

    same: float
    clear: float
    second_look: float
    forms: int


def pass_agreement(scores: Scores, pass_rate: float) -> Agreement:
    """Return how far parallel exams agree when a share of the people truly passes.

    The pass line is the same for both: the mean over all forms that this share of people reaches.
    """
    _, total = scores.shape
    half = total // 2
    line = float(np.quantile(scores.mean(axis=1), 1.0 - pass_rate))
    band = components(scores).sem(half)
    same, clear, looked = [], [], []
    for first, second in _halves(total, half):
        a, b = scores[:, first].mean(axis=1), scores[:, second].mean(axis=1)
        agree = (a >= line) == (b >= line)
        inside = (np.abs(a - line) < band) | (np.abs(b - line) < band)
        same.append(agree.mean())
        looked.append(inside.mean())
        if not inside.all():
            clear.append(agree[~inside].mean())
    return Agreement(
        same=float(np.mean(same)), clear=float(np.mean(clear)) if clear else math.nan,
        second_look=float(np.mean(looked)), forms=half,
    )  # fmt: skip


def _halves(total: int, half: int) -> list[tuple[list[int], list[int]]]:
    found = []
    for first in itertools.combinations(range(total), half):
        rest = [form for form in range(total) if form not in first]
        found += [(list(first), list(second)) for second in itertools.combinations(rest, half)]
    return [pair for pair in found if pair[0] < pair[1]]


def expected_agreement(reliability: float, pass_rate: float) -> float:
    """Return the agreement of parallel exams that normal scores of a reliability would have.

    Examples
    --------
    >>> round(expected_agreement(0.9, 0.5), 2), round(expected_agreement(0.9, 0.7), 2)
    (0.86, 0.88)
    """
    low = float(stats.norm.ppf(1.0 - pass_rate))
    r = min(reliability, 1.0 - 1e-9)
    first = np.linspace(-8.0, low, 4001)  # of one exam's marks, below the pass line
    second = stats.norm.cdf((low - r * first) / math.sqrt(1.0 - r * r))
    both_fail = float(np.trapezoid(stats.norm.pdf(first) * second, first))
    return 1.0 - 2.0 * ((1.0 - pass_rate) - both_fail)


def form_gap(scores: Scores) -> float:
    """Return the mean distance of two forms' means in points.

    Examples
    --------
    >>> form_gap(np.array([[1.0, 2.0, 4.0]]))
    2.0
    """
    means = scores.mean(axis=0)
    return float(np.mean([abs(a - b) for a, b in itertools.combinations(means, 2)]))
