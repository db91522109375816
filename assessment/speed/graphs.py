"""Networks of the comparisons: keyed, so that they are the same wherever they are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.randomness import draw_array

Network = tuple[NDArray[np.int64], NDArray[np.int32]]
"""Where each person's arcs begin, and the people they lead to; both directions of each pair."""


def heavy_tailed_network(people: int, pairs: int) -> Network:
    """Return a network in which a few have very many friends, as when newcomers prefer who is known.

    Examples
    --------
    >>> begin, _ = heavy_tailed_network(1000, 5000)
    >>> int(begin[-1]), bool(np.diff(begin).max() > 5 * np.diff(begin).mean())
    (10000, True)
    """
    return _network(people, pairs, tail=2)


def contact_network(people: int, pairs: int) -> Network:
    """Return a network in which everybody has about as many contacts.

    Examples
    --------
    >>> begin, _ = contact_network(1000, 5000)
    >>> int(begin[-1]), bool(np.diff(begin).max() < 5 * np.diff(begin).mean())
    (10000, True)
    """
    return _network(people, pairs, tail=1)


def write_network(folder: Path, begin: NDArray[np.int64], to: NDArray[np.int32]) -> None:
    """Write a network where a program of any project can read it."""
    np.save(folder / "indptr.npy", begin)
    np.save(folder / "indices.npy", to)


def _network(people: int, pairs: int, *, tail: int) -> Network:
    """Draw pairs: one end anybody, the other somebody by a power of a uniform number."""
    some = 2 * pairs  # some are drawn twice
    first = (_uniform(1, some) * people).astype(np.int64)
    second = (_uniform(2, some) ** tail * people).astype(np.int64)
    low, high = np.minimum(first, second), np.maximum(first, second)
    found, at = np.unique((low * people + high)[low < high], return_index=True)
    chosen = found[np.argsort(at)[:pairs]]
    source = np.concatenate([chosen // people, chosen % people])
    target = np.concatenate([chosen % people, chosen // people])
    order = np.lexsort((target, source))
    begin = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=people))]).astype(np.int64)
    return begin, target[order].astype(np.int32)


def _uniform(key: int, count: int) -> NDArray[np.float64]:
    return (draw_array(key, np.arange(count)) >> np.uint64(11)).astype(float) / 2**53
