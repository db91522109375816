"""How a decision gets into the log: form, sense, one reading of its text, and a promise on disk."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classroom.views import Acknowledgement
from simulator.check import require_known
from simulator.decisions import Decision, read_decision
from simulator.errors import DecisionError, FinishedRunError, UnaffordableError
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from store import event_log, run_rows
from store.canonical import canonical
from store.database import Connection

MOST_DECISIONS = 5_000
"""Decisions and controls of one run (assumed: a sitting of three hours has some hundreds)."""
ACCEPTING = ("paused", "running")

Reader = Callable[[Decision, Scenario, Sequence[str]], TextFeatures]
"""Reads the text of a decision, given the case and the titles of the decisions before it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to be appended to a run's log once.

    Parameters
    ----------
    body : mapping
        What is written.
    said : mapping
        The part of it that the sender said; the same key may be sent again only with the same.
    """

    run: str
    kind: str
    key: str
    body: Mapping[str, Any]
    said: Mapping[str, Any]


def read_form(raw: object) -> Decision:
    """Read a decision that a browser sent.

    Raises
    ------
    DecisionError
        If its form is wrong, or if it brings along what only the server may find in a text.
    """
    decision = read_decision(raw)
    if getattr(decision, "features", None) is not None:
        raise DecisionError(
            "features 由系统阅读文本得出，不能自己填 / features are read by the system; leave them out",
            field="features",
        )
    return decision


def check_sense(decision: Decision, scenario: Scenario, seen: Mapping[str, Any] | None) -> None:
    """Refuse early what the case forbids or what money and hours plainly do not cover.

    The simulation has the last word; this only spares the trainee the wait.

    Raises
    ------
    DecisionError
        If the case has no such lever.
    UnaffordableError
        If more money or hours are asked for than the newest observation shows.
    """
    require_known("lever in this case", decision.lever, scenario.levers, "lever")
    if seen is not None:
        _check_covered("money", "资金", getattr(decision, "money", 0.0), float(seen["money_left"]))
        if decision.lever == "publish":  # elsewhere hours are how long an order runs
            _check_covered("hours", "工时", getattr(decision, "hours", 0.0), float(seen["hours_left"]))


def _check_covered(field: str, name: str, wanted: float, left: float) -> None:
    if wanted > left:
        raise UnaffordableError(
            f"{name}不足：需要 {wanted:g}，剩余 {left:g} / not enough {field}: {wanted:g} wanted, {left:g} left",
            field=field,
        )


def checked_key(key: object) -> str:
    """Return a sender's key, or a new one where none was sent.

    Raises
    ------
    DecisionError
        If it holds other characters than letters, numbers and ``_.:-``.
    """
    if key is None:
        return secrets.token_hex(8)
    if not isinstance(key, str) or re.fullmatch(r"[A-Za-z0-9_.:-]{1,64}", key) is None:
        raise DecisionError(
            "键只能用 1 到 64 个字母、数字和 _.:- / a key has 1 to 64 of A-Z a-z 0-9 _.:-", field="key"
        )
    return key


def decision_entry(run: str, decision: Decision, features: TextFeatures | None) -> Entry:
    """Return what is logged about a decision: what was said, and what was read in it."""
    said = decision.model_dump(mode="json", exclude={"features"})
    read = None if features is None else features.model_dump(mode="json")
    body = {"decision": said, "features": read}
    return Entry(run=run, kind="decision", key=decision.key, body=body, said=said)


def control_entry(run: str, action: str, value: float | None, key: str) -> Entry:
    """Return what is logged about a control of the clock."""
    body = {"action": action, "value": value}
    return Entry(run=run, kind="control", key=key, body=body, said=body)


def find_repeated(connection: Connection, entry: Entry) -> Acknowledgement | None:
    """Return the acknowledgement already given for this key, if there is one.

    Raises
    ------
    DecisionError
        If the key was used for something else.
    """
    event = event_log.find(connection, entry.run, entry.kind, entry.key)
    if event is None:
        return None
    said = event.body["decision"] if entry.kind == "decision" else event.body
    if canonical(said) != canonical(entry.said):
        raise DecisionError(
            f"键 {entry.key!r} 已用于另一项操作 / key {entry.key!r} was used for something else; use a new key",
            field="key",
        )
    return _acknowledged(event, repeated=True)


def append_once(connection: Connection, entry: Entry, now_ms: int) -> Acknowledgement:
    """Append an entry unless it is there already.

    Raises
    ------
    FinishedRunError
        If the run takes no more decisions.
    DecisionError
        If the key was used for something else, or the log of the run is full.
    """
    row = run_rows.get_run(connection, entry.run)
    repeated = find_repeated(connection, entry)
    if repeated is not None:
        return repeated
    if row.state not in ACCEPTING:
        raise FinishedRunError(f"操作时间已结束 / time is over: run {entry.run} is {row.state}")
    if row.head_seq >= MOST_DECISIONS * 2:  # every decision has an outcome
        raise DecisionError(
            f"操作次数已达上限 / the log is full: at most {MOST_DECISIONS} decisions", field="key"
        )
    event = event_log.append(connection, entry.run, entry.kind, entry.body, key=entry.key, now_ms=now_ms)
    return _acknowledged(event, repeated=False)


def _acknowledged(event: event_log.Event, *, repeated: bool) -> Acknowledgement:
    return Acknowledgement(
        seq=event.seq, key=str(event.key), acknowledged_ms=event.written_ms, repeated=repeated
    )
