"""What the pages need from the classroom, as one protocol.

The pages know nothing of the store or the engine: they ask a `Backend`. `ClassroomBackend`
(`dashboards.classroom_backend`) is the real one; tests bring their own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from classroom.alerts import Alert
from classroom.forks import Way
from classroom.grouping import Grouping
from classroom.panel import Panel
from classroom.reviews import LedgerView, Review
from dashboards.hours import Moment, TalkHour
from dashboards.visit import Visitor
from simulator.errors import QuanmeiError
from simulator.observation import Observation
from simulator.reading import TextFeatures
from simulator.scenario import Scenario

Status = Literal["paused", "running", "settling", "finished", "failed"]
Control = Literal["pause", "resume", "step", "speed", "finish"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a browser gets for its one-time token: the cookie, and the secret against forged posts."""

    secret: str
    csrf: str
    visitor: Visitor


@dataclass(frozen=True, kw_only=True)
class Session:
    """A browser that is let in.

    Parameters
    ----------
    visitor : Visitor
    vouches : callable
        Whether a presented CSRF token belongs to this session.
    """

    visitor: Visitor
    vouches: Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class RunCard:
    """A run in the list of runs."""

    key: str
    case: str
    status: Status
    minute: int
    started: str = ""


@dataclass(frozen=True, kw_only=True)
class RunState:
    """A run: its case, how its clock stands, and the rules of its sitting.

    Parameters
    ----------
    sitting : str
        In an ``exam`` nothing on the pages leads.
    reasons : bool
        Whether every decision must say why it is taken and what is expected.
    again : bool
        Whether a finished run may be opened again before a decision.
    held : bool
        Whether the mark is kept from the trainee until the sitting is released.
    """

    key: str
    scenario: Scenario
    status: Status
    speed: float = 1.0
    minute: int = 0
    hosted: bool = True
    note: str = ""
    sitting: Literal["practice", "exam"] = "practice"
    reasons: bool = False
    again: bool = True
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What one tick showed; ``seq`` grows by one."""

    seq: int
    observation: Observation


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An alert that spoke.

    Parameters
    ----------
    value : float
        The number at that minute.
    """

    minute: int
    value: float


@dataclass(frozen=True, kw_only=True)
class Watched:
    """An alert with what came of it.

    Parameters
    ----------
    value : float or None
        The number now.
    past : bool
        Whether it is past the threshold now.
    hits : tuple of Hit
        When the alert spoke, oldest first.
    """

    alert: Alert
    value: float | None = None
    past: bool = False
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """Something new of a run: a tick with its moment, or only a changed state."""

    seq: int = 0
    moment: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of what was submitted.

    Parameters
    ----------
    field : str
        The form field a refusal belongs to.
    first : bool
        Of a review: whether it is the first one, with the expected mark.
    """

    accepted: bool
    message: str = ""
    field: str = ""
    first: bool = False


def refusal(problem: QuanmeiError) -> Receipt:
    """Return what an error says of a decision that was not taken."""
    return Receipt(accepted=False, message=str(problem), field=getattr(problem, "field", ""))


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A decision and what became of it."""

    key: str
    lever: str
    minute: int | None
    status: Literal["waiting", "accepted", "refused"]
    raw: Mapping[str, Any]
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """One criterion of the mark. ``points`` is ``None`` when the case gave no occasion."""

    key: str
    label: str
    points: float | None
    out_of: float
    explanation: str


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One line of the mark sheet with the sentences that found it; ``points`` is ``None`` without an occasion."""

    key: str
    label: str
    points: float | None
    out_of: float
    evidence: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The mark by criteria.

    Parameters
    ----------
    subtracted : float
        Points that breaches took, each said in ``breaches``.
    veto : sequence of str
        What an examiner has to confirm or lift.
    """

    total: float
    lines: Sequence[SheetRow]
    subtracted: float = 0.0
    breaches: Sequence[str] = ()
    veto: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ValueRow:
    """What one decision was worth: the result with it less the result without it.

    Parameters
    ----------
    state : str
        ``waiting`` while it is being worked out, ``failed`` when that did not succeed.
    points : float
        Of the mark.
    removed_with : tuple of str
        Keys of the decisions that cannot be without this one.
    """

    key: str
    state: Literal["ready", "waiting", "failed"] = "ready"
    points: float = 0.0
    kpis: Mapping[str, float] = field(default_factory=dict)
    removed_with: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """The mark of a finished run.

    Parameters
    ----------
    values : sequence of ValueRow
        The decisions that are valued, in any order, those still waiting too.
    decisions : int
        Decisions carried out in the run; more than there are values when there are very many.
    values_note : str
        Why there are no values.
    """

    status: Literal["waiting", "working", "ready", "failed", "held"]
    total: float | None = None
    criteria: Sequence[ScoreRow] = ()
    attainment: Mapping[str, float] = field(default_factory=dict)
    final: Mapping[str, float] = field(default_factory=dict)
    values: Sequence[ValueRow] = ()
    decisions: int = 0
    values_note: str = ""
    sheet: Sheet | None = None
    note: str = ""


class Backend(Protocol):
    """Everything a page may ask. Who may ask is decided by the gate before."""

    async def enter(self, token: str) -> Entry | None:
        """Return a new session's cookie for a one-time token, or ``None``."""
        ...

    async def session(self, secret: str) -> Session | None:
        """Return the session of a cookie, or ``None`` when unknown or expired."""
        ...

    async def cases(self) -> Sequence[Scenario]:
        """Return the cases that may be started."""
        ...

    async def runs(self, visitor: Visitor) -> Sequence[RunCard]:
        """Return the runs the visitor may see, newest first."""
        ...

    async def start(self, case: str, world: int | None, chance: int | None) -> str:
        """Create a run of a case and return its key."""
        ...

    async def run(self, run: str) -> RunState:
        """Return a run; `UnknownNameError` when there is none."""
        ...

    async def latest(self, run: str) -> Frame | None:
        """Return the newest frame, or ``None`` before the first."""
        ...

    def follow(self, run: str, since: int) -> AsyncIterator[Heard]:
        """Yield what happens in a run after frame ``since``: ticks and changes of its state."""
        ...

    async def history(self, run: str) -> Sequence[Moment]:
        """Return the moments of a run, oldest first."""
        ...

    async def talk(self, run: str) -> Mapping[str, Sequence[TalkHour]]:
        """Return the hours of each claim that monitoring has seen, oldest first."""
        ...

    async def watched(self, run: str) -> Sequence[Watched]:
        """Return the trainee's alerts, each with what it said up to now."""
        ...

    async def watch(self, run: str, raw: Mapping[str, Any]) -> Receipt:
        """Set an alert (``number, channel, side, threshold``); a refusal says which field it is about."""
        ...

    async def unwatch(self, run: str, key: str) -> None:
        """Take an alert away."""
        ...

    async def panel(self, run: str) -> Panel:
        """Return the people of the run's form who were asked; the first call may take seconds."""
        ...

    async def grouped(self, run: str, features: Sequence[str], number: int) -> Grouping:
        """Return the panel cut into groups of similar people; it may take seconds."""
        ...

    async def read_texts(self, run: str, raws: Sequence[Mapping[str, Any]]) -> Sequence[TextFeatures]:
        """Return what would be read in pieces submitted now in this order; nothing is kept."""
        ...

    async def submit(self, run: str, raws: Sequence[Mapping[str, Any]]) -> Sequence[Receipt]:
        """Check and record decisions together; each is acknowledged or refused on its own."""
        ...

    async def decisions(self, run: str) -> Sequence[DecisionRow]:
        """Return the decisions of a run, newest first."""
        ...

    async def control(self, run: str, action: Control, value: float | None = None) -> None:
        """Pause, resume, step or hand in a run, or set its speed."""
        ...

    async def result(self, run: str) -> Result | None:
        """Return the mark, or ``None`` while the run goes on."""
        ...

    async def review(self, run: str) -> Review | None:
        """Return what the trainee expected and wrote after a run, if anything."""
        ...

    async def write_review(self, run: str, expected: object, text: object) -> Receipt:
        """Write a review; the expected mark counts the first time only."""
        ...

    async def notes(self, run: str) -> Mapping[str, str]:
        """Return what is noted at the decisions of a run, by their keys."""
        ...

    async def write_note(self, run: str, key: str, text: object) -> Receipt:
        """Write the note at a decision of a finished run."""
        ...

    async def ledger(self, run: str) -> LedgerView:
        """Return the ledger of a finished run, or how far it is."""
        ...

    async def fork(self, run: str, key: str) -> str:
        """Open a finished run before one of its decisions and return the key of the new run.

        Raises
        ------
        DecisionError
            If it cannot be forked there.
        """
        ...

    async def ways(self, run: str) -> Sequence[Way]:
        """Return a run and its forks side by side; for a fork, the run it leaves with all its forks."""
        ...
