"""A played run as a folder of files, and its replay."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.form import load_form
from assessment.play import Played, Progress, replay_log
from assessment.run_page import run_page
from assessment.score import Score
from assessment.transcript import Entry, Transcript, bad_entry, check_chain, header_of, seal_run
from assessment.transcript import Header as SealedHeader
from simulator.decisions import Decision, read_decision
from simulator.errors import DigestError, PlanError
from simulator.simulation import ENGINE_VERSION

RECORD, LOG = "run.json", "decisions.jsonl"


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a run is of: enough, with the decisions, to compute it again."""

    case: str
    world: int
    chance: int
    agents: int | None
    attempt: str


def record_of(played: Played, header: Header, score: Score | None, source: str) -> dict[str, Any]:
    """Return what ``run.json`` and ``--json`` say."""
    sim = played.sim
    return {
        "case": sim.scenario.versioned,
        "source": header.case,
        "plan": source,
        "world_seed": str(header.world),
        "chance_seed": str(header.chance),
        "attempt": header.attempt,
        "agents": header.agents,
        "engine": ENGINE_VERSION,
        "population": sim.world.audience.digest,
        "digest": sim.digest(),
        "transcript": transcript_record(seal_run(sim, header_of(sim, header.case, header.agents))),
        "score": None if score is None else score.model_dump(mode="json"),
        "kpis": sim.kpis(),
        "refused": [{"minute": m, "key": k, "message": text} for m, k, text in played.refused],
        "cpu_s": round(played.cpu_s, 3),
    }


def write_folder(folder: Path, played: Played, record: dict[str, Any], score: Score | None) -> None:
    """Write ``decisions.jsonl``, ``metrics.parquet``, ``metrics.csv``, ``report.html``, ``run.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    sim = played.sim
    header = header_of(sim, record["source"], record["agents"])
    (folder / LOG).write_text(log_text(seal_run(sim, header)), encoding="utf-8")
    frame = sim.metrics(by=["day", "channel", "account", "content"])
    frame.to_parquet(folder / "metrics.parquet", index=False)
    frame.to_csv(folder / "metrics.csv", index=False)
    (folder / "report.html").write_text(run_page(sim, score, record), encoding="utf-8")
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def transcript_record(transcript: Transcript) -> dict[str, Any]:
    """Return what ``run.json`` keeps of a transcript beside the decisions."""
    return transcript.model_dump(mode="json", exclude={"entries"}) | {"entries": len(transcript.entries)}


def log_text(transcript: Transcript) -> str:
    """Return the entries as the lines of ``decisions.jsonl``."""
    lines = (
        json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        for entry in transcript.entries
    )
    return "".join(line + "\n" for line in lines)


def write_transcript(folder: Path, transcript: Transcript) -> None:
    """Write a sealed transcript alone: enough to score a run and to verify its report."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LOG).write_text(log_text(transcript), encoding="utf-8")
    record = {"transcript": transcript_record(transcript)}
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_transcript(folder: Path) -> Transcript:
    """Read the sealed transcript of a folder; `score_transcript` tells whether it is whole.

    Raises
    ------
    PlanError
        If the folder holds no sealed run.
    DigestError
        If a line is missing or is no entry; the first bad one is named.
    """
    try:
        kept = json.loads((folder / RECORD).read_text(encoding="utf-8"))["transcript"]
        lines = (folder / LOG).read_text(encoding="utf-8").splitlines()
        header, count = SealedHeader.model_validate(kept["header"]), int(kept["entries"])
        rest = {name: kept[name] for name in ("until", "state", "digest", "seal")}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise PlanError(
            f"{folder} 里没有封存的运行 / {folder} holds no sealed run ({type(problem).__name__}: {problem})"
        ) from None
    entries = tuple(_entry(number, line) for number, line in enumerate(lines, start=1))
    transcript = Transcript(header=header, entries=entries, **rest)
    check_chain(transcript, count=count)
    return transcript


def _entry(number: int, line: str) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValueError:
        raise bad_entry(number, None, "读不出来", "it cannot be read") from None


def read_log(path: Path) -> list[tuple[int, Decision]]:
    """Read the decisions of a folder.

    Raises
    ------
    PlanError
        If a line is not a decision of a run.
    """
    log: list[tuple[int, Decision]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            log.append((int(entry["accepted"]), read_decision(entry["decision"])))
        except (ValueError, KeyError, TypeError) as problem:
            raise PlanError(f"{path.name} line {number} is not a decision of a run: {problem}") from None
    return log


def replay_folder(folder: Path, progress: Progress | None = None) -> str:
    """Compute a run again from its folder and return its digest.

    Raises
    ------
    DigestError
        If the counts are not those that were recorded.
    """
    record = _read_record(folder)
    form = load_form(record["source"], world=int(record["world_seed"]), agents=record["agents"])
    for name, here in (
        ("case", form.scenario.versioned), ("engine", ENGINE_VERSION), ("population", form.audience.digest),
    ):  # fmt: skip
        if record[name] != here:
            raise DigestError(f"{folder.name}: recorded {name} is {record[name]!r}, here it is {here!r}")
    sim = form.start(int(record["chance_seed"]), attempt=record["attempt"])
    found = replay_log(sim, read_log(folder / LOG), progress).sim.digest()
    if found != record["digest"]:
        raise DigestError(f"{folder.name}: recorded digest {record['digest'][:16]}…, computed {found[:16]}…")
    return found


def _read_record(folder: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        for name in (
            "case",
            "source",
            "world_seed",
            "chance_seed",
            "attempt",
            "agents",
            "engine",
            "population",
            "digest",
        ):
            record[name]
    except (OSError, ValueError, KeyError) as problem:
        raise PlanError(f"{folder} holds no run: {problem}") from None
    return record
