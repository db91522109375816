"""Has this been published before? Shingles of a text against the trainee's earlier texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from audience_models.reading.normalise import letters, visible

SHINGLE = 4  # characters; shorter texts are compared as a whole (assumed)


@lru_cache(maxsize=1024)
def shingles(text: str) -> frozenset[str]:
    """Return the overlapping pieces of a text; blanks, punctuation and width do not matter."""
    plain = letters(visible(text).text)
    return frozenset(plain[start : start + SHINGLE] for start in range(max(1, len(plain) - SHINGLE + 1))) - {
        ""
    }


def originality(text: str, earlier: Sequence[str]) -> int:
    """Return how much of a text is new, 0 (all of it stands in one earlier text) to 100.

    Examples
    --------
    >>> originality("桂花乌龙冻今天上新", ["桂花乌龙冻，今天上新！"])
    0
    """
    own = shingles(text)
    if not own:
        return 100
    most = max((len(own & shingles(other)) for other in earlier), default=0)
    return 100 - 100 * most // len(own)
