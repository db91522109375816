"""The sealed transcript of a run: what was decided and when, chained so that the first bad entry can be named.

The first hash is of the header (case, seeds, engine, people); each entry's hash takes in the one
before it; the seal takes in the last, how many entries there are, and how far the run was played.
Whoever holds the seal (a report, an examiner) can tell any edited, lost or added entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assessment.anchors import case_hash
from simulator.decisions import Decision, read_decision
from simulator.errors import DecisionError, DigestError
from simulator.scenario import Scenario, clock_of
from simulator.simulation import ENGINE_VERSION, Simulation

State = Literal["running", "ended", "unfinished"]
"""Still going on; played to the end of the trainee's time; given up or cut off before it."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Header(_Frozen):
    """What a transcript is of.

    Parameters
    ----------
    source : str
        Name or file by which the case is found.
    case, case_hash, engine, population : str
        What the run was played with; another of these cannot repeat it.
    world, chance : str
        Seeds, as texts, since they have up to 128 bits.
    """

    source: str
    case: str
    case_hash: str
    world: str
    chance: str
    attempt: str
    agents: int | None
    engine: str
    population: str


class Entry(_Frozen):
    """One accepted decision with the minute of its acceptance and the hash of the chain up to it."""

    accepted: int
    decision: dict[str, Any]
    hash: str


class Transcript(_Frozen):
    """A header, its entries and the seal.

    Parameters
    ----------
    until : int
        Minute up to which the run was played.
    digest : str
        Digest of the counts at that minute.
    """

    header: Header
    entries: tuple[Entry, ...]
    until: int
    state: State
    digest: str
    seal: str

    def log(self) -> list[tuple[int, Decision]]:
        """Return the log as decisions.

        Raises
        ------
        DigestError
            With the first entry that is no decision.
        """
        out: list[tuple[int, Decision]] = []
        for number, entry in enumerate(self.entries, start=1):
            try:
                out.append((entry.accepted, read_decision(entry.decision)))
            except DecisionError as problem:
                raise bad_entry(
                    number, entry.accepted, f"不是决策（{problem}）", f"it is no decision ({problem})"
                ) from None
        return out


def bad_entry(number: int, minute: int | None, zh: str, en: str) -> DigestError:
    """Return the error that names an entry."""
    at = "" if minute is None else f" ({clock_of(minute)})"
    return DigestError(f"记录第 {number} 条{at}：{zh} / entry {number}{at} of the transcript: {en}")


def header_of(sim: Simulation, source: str, agents: int | None) -> Header:
    """Return the header of a run."""
    seeds = sim.world.seeds
    return Header(
        source=source, case=sim.scenario.versioned, case_hash=case_hash(sim.scenario), world=str(seeds.world),
        chance=str(seeds.chance), attempt=sim.world.attempt, agents=agents, engine=ENGINE_VERSION,
        population=sim.world.audience.digest,
    )  # fmt: skip


def seal_run(sim: Simulation, header: Header, *, state: State | None = None) -> Transcript:
    """Return the sealed transcript of a run as it stands.

    Parameters
    ----------
    state : {"running", "ended", "unfinished"}, optional
        By default a run that has reached the end of the trainee's time has ended, any other is running.
    """
    over = sim.minute >= sim.scenario.end_minute
    now: State = state or ("ended" if over else "running")
    plain = [(minute, decision.model_dump(mode="json")) for minute, decision in sim.log]
    return sealed(header, plain, until=sim.minute, state=now, digest=sim.digest())


def sealed(
    header: Header, log: Sequence[tuple[int, dict[str, Any]]], *, until: int, state: State, digest: str
) -> Transcript:
    """Return a transcript of plain values with its chain and seal."""
    entries: list[Entry] = []
    before = chain_start(header)
    for minute, decision in log:
        before = chained(before, minute, decision)
        entries.append(Entry(accepted=minute, decision=decision, hash=before))
    seal = sealed_end(before, len(entries), until, state, digest)
    return Transcript(
        header=header, entries=tuple(entries), until=until, state=state, digest=digest, seal=seal
    )


def chain_start(header: Header) -> str:
    """Return the first hash of the chain."""
    return _hash(["header", header.model_dump(mode="json")])


def chained(before: str, minute: int, decision: dict[str, Any]) -> str:
    """Return the hash of an entry after the one before it."""
    return _hash(["entry", before, minute, decision])


def sealed_end(last: str, count: int, until: int, state: State, digest: str) -> str:
    """Return the seal."""
    return _hash(["seal", last, count, until, state, digest])


def _hash(values: list[Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_chain(transcript: Transcript, *, count: int | None = None) -> None:
    """Refuse a transcript that is not what was sealed.

    Parameters
    ----------
    count : int, optional
        Entries that there were, where that is known from elsewhere; fewer were cut off.

    Raises
    ------
    DigestError
        Naming the first bad entry.
    """
    before, minute = chain_start(transcript.header), 0
    for number, entry in enumerate(transcript.entries, start=1):
        if chained(before, entry.accepted, entry.decision) != entry.hash:
            raise bad_entry(
                number, entry.accepted, "与记录时不同（被改过，或其前有条目被删改）",
                "it is not what was recorded (edited, or one before it was taken out or put in)",
            )  # fmt: skip
        if not minute <= entry.accepted <= transcript.until:
            raise bad_entry(number, entry.accepted, "不在其时间次序上", "it is out of the order of time")
        before, minute = entry.hash, entry.accepted
    _check_end(transcript, before, count)


def _check_end(transcript: Transcript, last: str, count: int | None) -> None:
    found = len(transcript.entries)
    if count is not None and found < count:
        raise bad_entry(found + 1, None, f"缺失：共应有 {count} 条", f"it is missing: there were {count}")
    if count is not None and found > count:
        raise bad_entry(count + 1, None, "封存时没有这一条", "it was not there when this was sealed")
    if sealed_end(last, found, transcript.until, transcript.state, transcript.digest) != transcript.seal:
        raise bad_entry(
            found + 1,
            None,
            "封印不符：结尾被截短或改动",
            "the seal does not fit: the end was cut off or changed",
        )


def check_form(transcript: Transcript, scenario: Scenario, population: str) -> None:
    """Refuse a transcript of another case version, engine or population.

    Raises
    ------
    DigestError
        Naming what differs.
    """
    header = transcript.header
    for zh, en, recorded, here in (
        ("案例版本", "case version", header.case, scenario.versioned),
        ("案例内容", "text of the case", header.case_hash, case_hash(scenario)),
        ("引擎版本", "engine", header.engine, ENGINE_VERSION),
        ("人群", "population", header.population, population),
    ):
        if recorded != here:
            raise DigestError(
                f"记录属于另一{zh}：记录为 {recorded[:24]}，此处为 {here[:24]} / the transcript belongs to another "
                f"{en}: recorded {recorded[:24]}, here {here[:24]}"
            )
