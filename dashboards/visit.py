"""Who is looking, in which language and at which run, for the request being answered.

The gate sets one `Visit` per request; pages and callbacks read it from here and never from what
the browser sent.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs

Role = Literal["trainee", "teacher", "examiner", "admin"]
Language = Literal["zh", "en"]
Theme = Literal["light", "dark"]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A person who passed the gate: a role, for one run or (``None``) for every run."""

    role: Role
    run: str | None = None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request of one person.

    Parameters
    ----------
    thresholds : str
        What the browser keeps of the thresholds of public talk, unchecked.
    search : str
        What the address asks for behind its ``?`` (which room, which piece), unchecked.
    """

    visitor: Visitor | None = None
    language: Language = "zh"
    theme: Theme = "light"
    run: str = ""
    thresholds: str = ""
    search: str = ""


_VISIT: ContextVar[Visit] = ContextVar("quanmei_visit", default=Visit())  # noqa: B039 - it is frozen


def visit() -> Visit:
    """Return the visit being answered."""
    return _VISIT.get()


def is_trainee() -> bool:
    """Tell whether who looks is to write before seeing: trainees are, teachers and examiners are not."""
    visitor = _VISIT.get().visitor
    return visitor is not None and visitor.role == "trainee"


def asked(name: str) -> str:
    """Return what the address asks for by a name (``?r=w-1``), or an empty text."""
    return parse_qs(_VISIT.get().search.lstrip("?")).get(name, [""])[0]


def language() -> Language:
    """Return the language of the visit being answered."""
    return _VISIT.get().language


@contextmanager
def visiting(new: Visit) -> Generator[Visit]:
    """Answer as this visit inside the block."""
    token = _VISIT.set(new)
    try:
        yield new
    finally:
        _VISIT.reset(token)
