"""How long a title may be on a port, and how much of it is seen before it is folded."""

from __future__ import annotations

from dataclasses import dataclass

from audience_models.reading.read import MAX_TITLE


@dataclass(frozen=True, kw_only=True)
class TitleLimit:
    """Letters of a title on one port.

    Parameters
    ----------
    most : int
        What the port takes.
    shown : int or None
        What is seen in a feed before it is folded; ``None`` where nothing reliable is published.
    source : str
    """

    most: int = MAX_TITLE
    shown: int | None = None
    source: str = "the longest title the sandbox takes (audience_models.reading.read.MAX_TITLE)"


_ANY = TitleLimit()
_NOTE = TitleLimit(shown=20, source="folded after 20 to 25 letters (520zimeiti.cn 33892, weak)")
LIMITS: dict[str, TitleLimit] = {
    "official": TitleLimit(
        most=64, shown=25, source="64 letters, about 25 in the list of messages (diwuai.com 18587)"
    ),
    "video": TitleLimit(shown=18, source="folded after about 18 letters (520zimeiti.cn 29924, weak)"),
    "note": _NOTE,
    "personal": _NOTE,
}
"""Limits of ports that have one of their own."""


def limit_of(port: str) -> TitleLimit:
    """Return the limit of a port.

    Examples
    --------
    >>> limit_of("official").most, limit_of("blue_v").most
    (64, 120)
    """
    return LIMITS.get(port, _ANY)
