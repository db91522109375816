"""A run by plain values, kept so that any process can play it again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from simulator.decisions import Decision, read_decision
from simulator.kernel_cache import cache_home
from simulator.randomness import Seeds

Log = Sequence[tuple[int, Decision]]
"""Accepted decisions, each with the minute in which it was accepted."""


class Attempt(BaseModel):
    """What a run is of, with its decisions: enough to play it again.

    Parameters
    ----------
    case : str
        Name or file of the case.
    world, chance : int
        Seeds of the form and of the attempt.
    agents : int, optional
        Simulated people; the case's own number when absent.
    log : tuple of (minute of acceptance, decision as JSON values)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    world: int
    chance: int
    attempt: str = "a1"
    agents: int | None = None
    log: tuple[tuple[int, dict[str, Any]], ...] = ()

    @property
    def seeds(self) -> Seeds:
        """The seeds of the run."""
        return Seeds(world=self.world, chance=self.chance)

    def decisions(self) -> list[tuple[int, Decision]]:
        """Return the log as decisions."""
        return [(minute, read_decision(values)) for minute, values in self.log]


def plain_log(log: Log) -> tuple[tuple[int, dict[str, Any]], ...]:
    """Return a log as plain values."""
    return tuple((minute, decision.model_dump(mode="json")) for minute, decision in log)


def keep_attempt(attempt: Attempt) -> str:
    """Write an attempt where every process of this machine finds it; return its name."""
    text = attempt.model_dump_json()
    name = hashlib.sha256(text.encode()).hexdigest()[:32]
    path = _path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return name


@lru_cache(maxsize=8)
def kept_attempt(name: str) -> Attempt:
    """Return the attempt of a name."""
    return Attempt.model_validate_json(_path(name).read_text(encoding="utf-8"))


def _path(name: str) -> Path:
    return Path(cache_home()) / "attempts" / f"{name}.json"
