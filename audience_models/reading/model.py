"""The topic model at work: plain arrays and NumPy, so that no library's version moves a topic.

A text becomes the weights of its known words and character pairs; a linear model gives one value
a topic; the values become shares in 64 parts. The arrays are made by `audience_models.reading.train`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audience_models.reading.normalise import letters, visible
from audience_models.reading.segment import words
from simulator.errors import DigestError
from simulator.reading import TOPIC_TOTAL
from simulator.topics import TOPIC_KEYS

MODEL_FILE = Path(__file__).with_name("topic_model.npz")
# A text of which fewer known terms are found cannot be read (assumed).
LEAST_TERMS = 3


def terms(text: str) -> Counter[str]:
    """Return the terms of a text: words (marked ``w:``), Chinese characters and their pairs.

    Examples
    --------
    >>> sorted(terms("喝茶"))
    ['w:喝茶', '喝', '喝茶', '茶']
    """
    plain = visible(text).text
    found = Counter("w:" + word for word in words(plain) if len(word) > 1 and not word.isdigit())
    for run in "".join(part if part.isalpha() else " " for part in plain).split():
        pieces = [run[start : start + size] for size in (1, 2) for start in range(len(run) - size + 1)]
        found.update(piece for piece in pieces if not piece.isascii())
    return found


@dataclass(frozen=True, kw_only=True)
class TopicModel:
    """A linear topic model as arrays.

    Parameters
    ----------
    vocabulary : ndarray of str, shape (n_terms,)
        Sorted terms, as `terms` makes them.
    rarity : ndarray of float32, shape (n_terms,)
        Inverse document frequency of each term.
    weights : ndarray of int16, shape (24, n_terms)
        Weight of each term for each topic, in units of `scale`.
    scale : float
        Size of one unit of `weights`.
    digest : str
        SHA-256 over all of it.
    """

    vocabulary: NDArray[np.str_]
    rarity: NDArray[np.float32]
    weights: NDArray[np.int16]
    scale: float
    digest: str

    def values(self, text: str) -> NDArray[np.float64] | None:
        """Return one value per topic; ``None`` when too little of the text is known."""
        known = [
            (self._rows[term], count) for term, count in sorted(terms(text).items()) if term in self._rows
        ]
        if len(known) < LEAST_TERMS:
            return None
        rows = np.array([row for row, _ in known])
        heights = (1.0 + np.log([count for _, count in known])) * self.rarity[rows]
        heights /= np.sqrt(np.square(heights).sum())
        return (self.weights[:, rows].astype(np.float64) @ heights) * self.scale

    def shares(self, text: str) -> tuple[int, ...]:
        """Return the share of each topic in 64 parts; all zero when the text cannot be read."""
        values = self.values(text)
        if values is None:
            return (0,) * len(TOPIC_KEYS)
        likely = np.exp(values - values.max())
        return share_out(likely / likely.sum())

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {term: row for row, term in enumerate(self.vocabulary.tolist())}


def share_out(likely: NDArray[np.float64]) -> tuple[int, ...]:
    """Return probabilities as whole parts that sum to 64 (largest remainders, then order).

    Examples
    --------
    >>> share_out(np.array([0.5, 0.3, 0.2]))
    (32, 19, 13)
    """
    exact = likely * TOPIC_TOTAL
    parts = np.floor(exact).astype(int)
    missing = TOPIC_TOTAL - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:missing]] += 1
    return tuple(int(part) for part in parts)


def digest_of(arrays: Sequence[NDArray[np.generic]]) -> str:
    """Return the SHA-256 over arrays: kind, shape and content, the same on every machine."""
    running = hashlib.sha256("\n".join(TOPIC_KEYS).encode())
    for array in arrays:
        plain = array if array.dtype.kind == "U" else array.astype(array.dtype.newbyteorder("<"))
        content = "\n".join(plain.tolist()).encode() if array.dtype.kind == "U" else plain.tobytes()
        running.update(f"{array.dtype.kind}{array.shape}".encode() + content)
    return running.hexdigest()


def load(path: Path = MODEL_FILE) -> TopicModel:
    """Read a topic model and check that it is the one that was written.

    Raises
    ------
    DigestError
        If the content does not have the SHA-256 stored with it.
    """
    with np.load(path, allow_pickle=False) as stored:
        arrays = tuple(stored[name] for name in ("vocabulary", "rarity", "weights", "scale"))
        written = str(stored["digest"])
    if digest_of(arrays) != written:
        raise DigestError(
            f"{path.name} is damaged: its content has not the SHA-256 {written[:12]} stored in it"
        )
    vocabulary, rarity, weights, scale = arrays
    return TopicModel(
        vocabulary=vocabulary,
        rarity=rarity,
        weights=weights,
        scale=float(scale),
        digest=written,
    )


@cache
def shipped() -> TopicModel:
    """Return the model that comes with the package, read once."""
    return load()


def readable_length(text: str) -> int:
    """Return how many characters of a text a reader reads."""
    return len(letters(visible(text).text))
