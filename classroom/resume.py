"""Bring a run back: from its newest checkpoint and the decisions logged after it.

The ticks after the checkpoint are played again with exactly the decisions they were given; each
must say what its stored frame says, or the run is not the run that was recorded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from classroom.live_numbers import frame_body
from classroom.live_run import Asked, LiveRun, Numbers, decision_of, play
from classroom.playable import Engine, Playable
from simulator.errors import DigestError
from simulator.people import Audience
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from store.canonical import canonical
from store.database import Store
from store.event_log import Event, read
from store.progress_rows import CheckpointRow, FrameRow, read_checkpoint, read_next_frames
from store.run_rows import RunRow

_ALL = 1_000_000  # frames: far more than a month of one-minute ticks


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the store knows of a run: its log, newest checkpoint and the frames after it."""

    row: RunRow
    events: tuple[Event, ...]
    checkpoint: CheckpointRow | None
    frames: tuple[FrameRow, ...]

    @property
    def first(self) -> int:
        """Last frame that need not be played again."""
        return 0 if self.checkpoint is None else self.checkpoint.frame


def read_record(store: Store, row: RunRow, *, from_start: bool = False) -> Record:
    """Read all that is needed to bring a run back, as of one moment.

    Parameters
    ----------
    from_start : bool
        Leave checkpoints aside and replay the whole run.
    """
    with store.reading() as connection:
        kept = None if from_start else read_checkpoint(connection, row.id)
        since = 0 if kept is None else kept.frame
        events = tuple(read(connection, row.id))
        frames = tuple(read_next_frames(connection, row.id, since=since, limit=_ALL))
    return Record(row=row, events=events, checkpoint=kept, frames=frames)


def seeds_of(row: RunRow) -> Seeds:
    """Return the two seeds of a run."""
    return Seeds(world=int(row.world_seed, 16), chance=int(row.chance_seed, 16))


def played_decisions(events: tuple[Event, ...]) -> dict[int, list[Asked]]:
    """Return the decisions each tick was given, by frame, with the minutes they were given."""
    decisions = {event.seq: event for event in events if event.kind == "decision"}
    by_frame: defaultdict[int, list[Asked]] = defaultdict(list)
    met: set[int] = set()
    for event in events:
        if event.kind != "outcome":
            continue
        seq = int(event.body["decision_seq"])
        if seq in met or event.body["frame"] == 0:
            continue  # a later outcome of the same decision gives it to no tick
        met.add(seq)
        decision = decision_of(decisions[seq])
        timed = decision.model_copy(update={"at": event.body["effective_minute"]})
        by_frame[event.body["frame"]].append((seq, timed))
    return dict(by_frame)


def rebuild(engine: Engine, scenario: Scenario, people: Audience, record: Record) -> Playable:
    """Return the simulation of a run at its last stored frame.

    Raises
    ------
    DigestError
        If a tick does not say what its stored frame says.
    """
    row = record.row
    if record.checkpoint is None:
        sim = engine.start(scenario, people, seeds_of(row), row.luck)
    else:
        sim = engine.restore(scenario, people, record.checkpoint.body)
    by_frame = played_decisions(record.events)
    known = {d.key: seq for frame, asked in by_frame.items() if frame <= record.first for seq, d in asked}
    for frame in record.frames:
        said = _replay_tick(engine, sim, by_frame.get(frame.seq, []), known, frame.seq)
        _check_frame(frame, sim.minute, said)
    return sim


def _replay_tick(
    engine: Engine, sim: Playable, asked: list[Asked], known: dict[str, int], seq: int
) -> dict[str, Any]:
    stepped, outcomes = play(sim, asked, known, seq)
    return frame_body(sim.minute, engine.numbers(sim), stepped.signals, outcomes)


def _check_frame(frame: FrameRow, minute: int, said: dict[str, Any]) -> None:
    if minute != frame.minute or canonical(said) != canonical(frame.body):
        raise DigestError(
            f"run {frame.run}: tick {frame.seq} (minute {frame.minute}) replays to other numbers than were "
            "recorded; it was recorded by another engine version or changed"
        )


def revive(
    record: Record, scenario: Scenario, sim: Playable, numbers: Numbers, *, epoch: int, now: float
) -> LiveRun:
    """Return a live run with the decisions that its coming tick carries and those still unanswered."""
    live = LiveRun(record.row, scenario, sim, numbers, epoch=epoch, now=now)
    answered = {event.body["decision_seq"] for event in record.events if event.kind == "outcome"}
    decisions = [event for event in record.events if event.kind == "decision"]
    live.known = {str(event.key): event.seq for event in decisions if event.seq in answered}
    live.hear_again(played_decisions(record.events).get(record.row.last_frame + 1, ()))
    waiting = [event for event in record.events if event.kind != "outcome" and event.seq not in answered]
    live.take(waiting, now)
    live.seen_events = record.events[-1].seq if record.events else 0
    return live
