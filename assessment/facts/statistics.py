"""The statistics in which the published record speaks: inequality, tails, slopes, distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.errors import FactsError


def gini(values: ArrayLike) -> float:
    """Return how unequally a total is shared out, 0 (evenly) to 1 (one has all).

    Parameters
    ----------
    values : array_like
        At least one positive number, none negative.

    Examples
    --------
    >>> gini([1, 1, 1, 1])
    0.0
    >>> round(gini([0, 0, 0, 1]), 2)
    0.75
    """
    x = np.sort(np.asarray(values, float))
    if x.size == 0 or x[0] < 0 or x.sum() <= 0:
        raise FactsError("gini: needs numbers of 0 and more, one of them positive")
    ranks = np.arange(1, x.size + 1)
    return float((2 * (ranks * x).sum() / x.sum() - x.size - 1) / x.size)


def top_share(values: ArrayLike, share: float) -> float:
    """Return what part of the total the largest ``share`` of the values hold.

    Examples
    --------
    >>> top_share([1, 1, 2], 1 / 3)
    0.5
    """
    x = np.sort(np.asarray(values, float))[::-1]
    return float(x[: max(1, round(x.size * share))].sum() / x.sum())


def log_slope(x: ArrayLike, y: ArrayLike) -> float:
    """Return the slope of ln y on ln x by least squares; pairs that are not positive are passed over.

    Examples
    --------
    >>> round(log_slope([1, 2, 4], [1, 4, 16]), 6)
    2.0
    """
    a, b = np.asarray(x, float), np.asarray(y, float)
    keep = (a > 0) & (b > 0)
    if keep.sum() < 2:
        raise FactsError("log_slope: needs two positive pairs")
    return float(np.polyfit(np.log(a[keep]), np.log(b[keep]), 1)[0])


def ln_sd(values: ArrayLike) -> float:
    """Return the standard deviation of the logarithms of the positive values."""
    x = np.asarray(values, float)
    return float(np.log(x[x > 0]).std())


def ks_to_quantiles(values: ArrayLike, shares: ArrayLike, quantiles: ArrayLike) -> float:
    """Return the largest distance between a sample's distribution and published quantiles.

    Parameters
    ----------
    values : array_like
        The simulated sample.
    shares, quantiles : array_like
        ``P(X <= quantiles[i]) = shares[i]`` of the record. A quantile at which both have an atom
        is compared from its nearer side.

    Examples
    --------
    >>> ks_to_quantiles(range(1, 101), [0.5], [50])
    0.0
    """
    x = np.sort(np.asarray(values, float))
    share, at = np.asarray(shares, float), np.asarray(quantiles, float)
    below = np.searchsorted(x, at, side="left") / x.size
    upto = np.searchsorted(x, at, side="right") / x.size
    return float(np.maximum(0.0, np.maximum(below - share, share - upto)).max())


def hill(values: ArrayLike, tail: float) -> float:
    """Return the Hill estimate of a tail exponent of the density from the largest ``tail`` of the values.

    The exponent alpha of the density (``x ** -alpha``), as power-law fits print it: one more than
    that of the counter-distribution.
    """
    x = np.sort(np.asarray(values, float))
    x = x[x > 0]
    k = max(2, round(x.size * tail))
    top = x[-k:]
    return float(1 + 1 / np.log(top / top[0]).mean())


def weibull_shape(values: ArrayLike) -> float:
    """Return the shape k of a Weibull distribution by maximum likelihood (k = 1: exponential)."""
    x = np.asarray(values, float)
    logs = np.log(x)
    k = 1.0
    for _ in range(100):
        power = x**k
        weighted = (power * logs).sum() / power.sum()
        slope = (power * logs**2).sum() / power.sum() - weighted**2 + 1 / k**2
        step = (weighted - 1 / k - logs.mean()) / slope
        k = max(1e-3, k - step)
        if abs(step) < 1e-10:
            break
    return float(k)


def total_variation(a: ArrayLike, b: ArrayLike) -> float:
    """Return half the summed differences of two lists of shares.

    Examples
    --------
    >>> total_variation([0.5, 0.5], [1.0, 0.0])
    0.5
    """
    return float(np.abs(np.asarray(a, float) - np.asarray(b, float)).sum() / 2)


def binned(values: ArrayLike, by: ArrayLike, edges: ArrayLike) -> NDArray[np.float64]:
    """Return the mean of ``values`` in each half-open bin ``[edges[i], edges[i + 1])`` of ``by``, NaN if empty."""
    which = np.digitize(np.asarray(by, float), np.asarray(edges, float)) - 1
    n = np.asarray(edges).size - 1
    inside = (which >= 0) & (which < n)
    count = np.bincount(which[inside], minlength=n)
    total = np.bincount(which[inside], weights=np.asarray(values, float)[inside], minlength=n)
    with np.errstate(invalid="ignore"):
        return total / count
