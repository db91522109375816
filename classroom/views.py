"""What the pages get to see of a run: frozen values without seeds, hashes or leases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from assessment.mark_sheet import MarkSheet
from assessment.removal import DecisionValue
from assessment.score import Score

RunState = Literal["paused", "running", "settling", "finished", "failed"]
OutcomeState = Literal["waiting", "accepted", "refused"]


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One run: which case, how far, and whether its clock moves.

    Parameters
    ----------
    state : str
        ``settling`` while the tail after the last decision is played; ``failed`` with `trouble`.
    hosted : bool
        Whether a living host advances it at present.
    """

    id: str
    case_id: str
    case_version: int
    attempt: str
    language: str
    agents: int | None
    speed: float
    created_ms: int
    state: RunState
    steps_left: int
    minute: int
    last_frame: int
    hosted: bool
    trouble: str = ""


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """The promise that a decision or control is on disk."""

    seq: int
    key: str
    acknowledged_ms: int
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class OutcomeView:
    """What the simulation said to a decision; the last one about a decision counts.

    Parameters
    ----------
    frame : int
        Tick in which it was given to the simulation.
    effective_minute : int or None
        Simulated minute in which it takes effect.
    """

    seq: int
    decision_seq: int
    key: str
    status: OutcomeState
    effective_minute: int | None
    frame: int
    message: str = ""
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """A decision with what became of it."""

    seq: int
    key: str
    lever: str
    decision: dict[str, Any]
    acknowledged_ms: int
    status: OutcomeState = "waiting"
    effective_minute: int | None = None
    message: str = ""
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The numbers of one tick."""

    seq: int
    minute: int
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class StoredObservation:
    """The newest observation of a run, as plain data."""

    minute: int
    frame: int
    observation: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class HourRow:
    """What could be seen at a full simulated hour."""

    hour: int
    minute: int
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ResultView:
    """What came out of a run after its settlement tail."""

    minute: int
    digest: str
    finished_ms: int
    kpis: dict[str, float] = field(default_factory=dict)
    truth: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MarkView:
    """The mark of a finished run, and what is known so far of its decisions' values.

    Parameters
    ----------
    score : Score or None
        ``None`` when there was trouble.
    trouble : str
        ``no_anchors`` or ``failed`` for the mark; ``not_repeatable`` when only values are missing;
        ``crashed`` for either when it was given up.
    decisions : int
        Accepted decisions of the run.
    wanted : tuple of str
        Keys of those that are valued, in the order in which they are worked out.
    values : mapping
        What is known so far, by key; ``None`` for one that could not be worked out.
    sheet : MarkSheet or None
        The mark by criteria, as soon as it is worked out.
    """

    score: Score | None
    trouble: str = ""
    decisions: int = 0
    wanted: tuple[str, ...] = ()
    values: dict[str, DecisionValue | None] = field(default_factory=dict)
    sheet: MarkSheet | None = None
