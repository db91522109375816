"""One run in the host's memory: what it was asked, when its next tick is due, what to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from classroom.live_numbers import frame_body, hour_body
from classroom.pace import next_due, seconds_for
from classroom.playable import Playable, Stepped
from simulator.decisions import Decision, read_decision
from simulator.errors import QuanmeiError
from simulator.observation import Observation
from simulator.scenario import Scenario
from store.event_log import Event
from store.progress_rows import CheckpointRow, FrameRow, ResultRow, Snapshot
from store.run_rows import RunRow

OBSERVE_EVERY_S = 0.5  # the screen updates twice a second
CHECKPOINT_EVERY_S = 20.0
CHECKPOINT_EVERY_MINUTES = 12 * 60
TIME_IS_OVER = "操作时间已结束，这一步没有执行 / time is over; this was not carried out"

Outcome = dict[str, Any]
Asked = tuple[int, Decision]  # event number and decision


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What a host writes about a run in one transaction."""

    run: str
    epoch: int
    closing: bool = False
    frames: tuple[FrameRow, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    hours: tuple[tuple[int, int, dict[str, Any]], ...] = ()
    snapshot: Snapshot | None = None
    checkpoint: CheckpointRow | None = None
    result: ResultRow | None = None
    progress: dict[str, Any] = field(default_factory=dict)


def decision_of(event: Event) -> Decision:
    """Return the decision that an event of the log holds, with what was read in its text."""
    raw = dict(event.body["decision"])
    if event.body.get("features") is not None:
        raw["features"] = event.body["features"]
    return read_decision(raw)


def timed(decision: Decision, minute: int) -> Decision:
    """Return a decision with its minute filled in: the coming tick unless it names a later one."""
    return decision if decision.at is not None else decision.model_copy(update={"at": minute})


def hear(sim: Playable, asked: Asked, frame: int) -> Outcome:
    """Put a decision to the simulation now, and return what it says to it.

    Parameters
    ----------
    frame : int
        Number of the tick that will be the first to carry it.
    """
    seq, decision = asked
    try:
        sim.decide(decision)
    except QuanmeiError as error:  # a name nobody knows is a refusal too, not the end of the run
        return _outcome(seq, decision, frame, error)
    return _outcome(seq, decision, frame, None)


def late_refusals(stepped: Stepped, known: dict[str, int], frame: int) -> list[Outcome]:
    """Return the answers to decisions that had been accepted and could not be carried out."""
    return [
        _outcome(known[decision.key], decision, frame, error)
        for decision, error in stepped.refused
        if decision.key in known
    ]


def play(
    sim: Playable, asked: Sequence[Asked], known: dict[str, int], frame: int
) -> tuple[Stepped, list[Outcome]]:
    """Play one tick with the decisions it was given, and return what was answered to them.

    Parameters
    ----------
    asked : sequence of (int, Decision)
        The decisions given to this tick, with their minutes.
    known : dict of str to int
        Event number of every decision given to an earlier tick, by key: one that was accepted may
        be refused when it is carried out. Those of this tick are added.
    """
    heard = [hear(sim, one, frame) for one in asked]
    known.update((decision.key, seq) for seq, decision in asked)
    stepped = sim.step()
    return stepped, heard + late_refusals(stepped, known, frame)


def _outcome(seq: int, decision: Decision, frame: int, error: Exception | None) -> Outcome:
    return {
        "decision_seq": seq,
        "key": decision.key,
        "status": "accepted" if error is None else "refused",
        "effective_minute": decision.at,
        "frame": frame,
        "message": "" if error is None else str(error),
        "field": getattr(error, "field", ""),
    }


Numbers = Callable[[Playable], Mapping[str, Any]]


class LiveRun:
    """A run that a host advances.

    Parameters
    ----------
    row : RunRow
        The run as it stands in the store.
    scenario, sim
        The case, and the simulation at the run's last frame.
    numbers : callable
        Returns the small frame of a simulation's present minute.
    epoch : int
        Epoch of the lease under which it is written.
    now : float
        Seconds of the host's monotonic clock.
    """

    def __init__(
        self, row: RunRow, scenario: Scenario, sim: Playable, numbers: Numbers, *, epoch: int, now: float
    ) -> None:
        self.id, self.epoch, self.scenario, self.sim = row.id, epoch, scenario, sim
        self._numbers = numbers
        self.state, self.speed, self.steps_left = row.state, row.speed, row.steps_left
        self.frame, self.control_seq = row.last_frame, row.control_seq
        self.population = row.population_digest
        self.seen_events = 0
        self._heard: list[Outcome] = []  # answers to the decisions that the coming tick carries
        self.known: dict[str, int] = {}
        self.due = now
        self.late_s = 0.0
        self._frames: list[FrameRow] = []
        self._outcomes: list[Outcome] = []
        self._hours: list[tuple[int, int, dict[str, Any]]] = []
        self._result: ResultRow | None = None
        self._changed = True  # population digest and a first observation are to be written
        self._decided = False  # since the last snapshot: money and plans look different
        self._seen: Observation | None = None  # of the present minute; costs some milliseconds
        self._observed = (-1, now - OBSERVE_EVERY_S)  # frame and time of the last snapshot
        self._kept = (self.frame, sim.minute, now)  # frame, minute and time of the last checkpoint
        self._closed = False

    def take(self, events: Sequence[Event], now: float) -> None:
        """Take up new events of the log: decisions are answered and controls act now.

        Between two ticks nothing moves, so a decision may be put to the simulation as soon as it
        is heard: the trainee has the answer at once, even while the clock stands still. Once the
        time is over the settling thread has the simulation to itself: a decision that still came
        in is answered when the run closes, and a control has no clock to act on.
        """
        for event in events:
            self.seen_events = max(self.seen_events, event.seq)
            if self.state not in ("paused", "running"):
                continue
            if event.kind == "decision":
                self._outcomes.append(self._hear(event.seq, decision_of(event)))
            elif event.kind == "control" and event.seq > self.control_seq:
                self._control(event, now)

    def _hear(self, seq: int, decision: Decision) -> Outcome:
        outcome = hear(self.sim, (seq, timed(decision, self.sim.minute)), self.frame + 1)
        self.known[decision.key] = seq
        self._heard.append(outcome)
        self._seen, self._decided = None, True
        return outcome

    def hear_again(self, asked: Sequence[Asked]) -> None:
        """Take up decisions whose answer is in the log already, but not the tick they belong to."""
        for seq, decision in asked:
            self._hear(seq, decision)

    def _control(self, event: Event, now: float) -> None:
        self.control_seq, self._changed, self.due = event.seq, True, now  # nothing to catch up
        action, value = event.body["action"], event.body["value"]
        if action == "speed":
            self.speed = float(value)
        elif action == "finish":
            self.state = "settling"
        elif action == "resume":
            self.state, self.steps_left = "running", 0
        elif action == "pause":
            self.state, self.steps_left = "paused", 0
        elif action == "step":
            self.state, self.steps_left = "paused", self.steps_left + int(value)

    def is_due(self, now: float) -> bool:
        """Return whether the next tick should be played now."""
        if self.state == "running":
            return now >= self.due
        return self.state == "paused" and self.steps_left > 0

    def tick(self, now: float) -> None:
        """Play one tick and keep what it said until the next writing."""
        start, heard = self.sim.minute, self._heard
        self._heard, self.frame = [], self.frame + 1
        stepped = self.sim.step()
        late = late_refusals(stepped, self.known, self.frame)
        self._seen = None
        body = frame_body(self.sim.minute, self._numbers(self.sim), stepped.signals, heard + late)
        self._frames.append(FrameRow(run=self.id, seq=self.frame, minute=self.sim.minute, body=body))
        self._outcomes.extend(late)
        if self.sim.minute // 60 != start // 60:
            self._hours.append((self.sim.minute // 60, self.sim.minute, hour_body(self._see())))
        self._pace(start, now)

    def _see(self) -> Observation:
        if self._seen is None:
            self._seen = self.sim.observe()
        return self._seen

    def _pace(self, start: int, now: float) -> None:
        self.late_s = max(0.0, now - self.due)
        cost = seconds_for(self.scenario, start, self.sim.minute, self.speed)
        self.due = next_due(self.due, cost, now)
        self.steps_left = max(0, self.steps_left - 1)
        if self.sim.minute >= self.scenario.end_minute or self.sim.finished:
            self.state = "settling"

    def settle(self, now_ms: int) -> None:
        """Play what is left and the tail unattended, and keep the result for the next writing."""
        if not self.sim.finished:
            self.sim.settle()
        self._seen = None
        truth = self.sim.truth().model_dump(mode="json")
        body = {"kpis": {name: float(value) for name, value in self.sim.kpis().items()}, "truth": truth}
        digest = self.sim.digest()
        self._result = ResultRow(minute=self.sim.minute, digest=digest, body=body, finished_ms=now_ms)
        self.state = "finished"

    @property
    def observed_at(self) -> float:
        """When the run was last observed; the longest unseen come first."""
        return self._observed[1]

    def collect(self, now: float, *, show: bool, keep: bool, last: bool = False) -> Writing | None:
        """Return what is to be written now, if anything; what is returned is forgotten here.

        Parameters
        ----------
        show, keep : bool
            Whether there is time for an observation and for a checkpoint in this pass.
        last : bool
            The host is about to stop: write a checkpoint whatever the time.
        """
        snapshot = self._snapshot(now) if show or self._result else None
        checkpoint = self._checkpoint(now, last=last) if keep or last or self._result else None
        closing = self.state == "settling" and not self._closed
        new = self._frames or self._outcomes or self._changed or self._result
        if not (new or snapshot or checkpoint or closing):
            return None
        self._closed = self._closed or closing
        writing = Writing(
            run=self.id,
            epoch=self.epoch,
            closing=closing,
            frames=tuple(self._frames),
            outcomes=tuple(self._outcomes),
            hours=tuple(self._hours),
            snapshot=snapshot,
            checkpoint=checkpoint,
            result=self._result,
            progress=self._progress() | ({"starts": 0} if self._frames or self._result else {}),
        )
        self._frames, self._outcomes, self._hours, self._result = [], [], [], None
        self._changed = False
        return writing

    def _progress(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "speed": self.speed,
            "steps_left": self.steps_left,
            "minute": self.sim.minute,
            "last_frame": self.frame,
            "control_seq": self.control_seq,
            "population_digest": self.population,
        }

    def _snapshot(self, now: float) -> Snapshot | None:
        frame, when = self._observed
        moved = self.frame != frame and now - when >= OBSERVE_EVERY_S
        if not (moved or self._decided or self._result is not None):
            return None
        self._observed, self._decided = (self.frame, now), False
        seen = self._see()
        return Snapshot(frame=self.frame, minute=seen.minute, body=seen.model_dump(mode="json"))

    def _checkpoint(self, now: float, *, last: bool) -> CheckpointRow | None:
        frame, minute, when = self._kept
        old = now - when >= CHECKPOINT_EVERY_S or self.sim.minute - minute >= CHECKPOINT_EVERY_MINUTES
        between = not self._heard  # a state is kept only as it was after a tick
        wanted = self._result is not None or (between and self.frame != frame and (old or last))
        if not wanted:
            return None
        self._kept = (self.frame, self.sim.minute, now)
        return CheckpointRow(frame=self.frame, minute=self.sim.minute, body=self.sim.checkpoint())
