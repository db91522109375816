"""One spelling of every value, so that equal contents have equal hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(value: object) -> str:
    """Return the one JSON spelling of a value: sorted keys, no blanks, no NaN.

    Examples
    --------
    >>> canonical({"b": 1, "a": "省"})
    '{"a":"省","b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def chained(previous: str, value: Mapping[str, Any]) -> str:
    """Return the hash of an event: SHA-256 over the hash before it and its canonical JSON.

    Parameters
    ----------
    previous : str
        Hexadecimal hash of the event before, or of the run's identity for the first one.
    value : mapping
        Everything the event says, its number and time included.
    """
    return hashlib.sha256(bytes.fromhex(previous) + canonical(value).encode()).hexdigest()


def fingerprint(data: bytes | str) -> str:
    """Return the hexadecimal SHA-256 of bytes or text."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
