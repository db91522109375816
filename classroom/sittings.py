"""Sittings: runs given out together, and the rules they share.

A practice or an exam; whether every decision must say why it is taken and what is expected; whether
a finished run may be opened again before one of its decisions. What an exam's runs are worth is shown
to their trainees when the sitting is released, not before. A run that was opened alone is free practice.
"""

from __future__ import annotations

import secrets
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal

from classroom.claims import now_ms
from classroom.desk import Desk
from simulator.decisions import Decision
from simulator.errors import DecisionError, UnknownNameError
from store import sitting_rows
from store.database import Connection
from store.sitting_rows import SittingRow
from store.tables import SITTING_KINDS

Kind = Literal["practice", "exam"]
LONGEST_NAME = 80
AT_ONCE = ("live_action",)
"""Levers without a line of reason: pressed within seconds, on air."""


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """The rules under which a run is played.

    Parameters
    ----------
    id : str
        "" for a run that was opened alone.
    reasons : bool
        Every decision says in a line why it is taken and what is expected of it.
    again : bool
        A finished run may be opened again before one of its decisions.
    released : bool
        Whether an exam's marks may be seen; a practice's always are.
    """

    id: str = ""
    name: str = ""
    kind: Kind = "practice"
    reasons: bool = False
    again: bool = True
    released: bool = True

    @property
    def held(self) -> bool:
        """Whether what a run is worth is kept from its trainee as yet."""
        return self.kind == "exam" and not self.released


ALONE = Sitting()
"""The rules of a run that belongs to no sitting."""


def check_reasons(decision: Decision, sitting: Sitting) -> None:
    """Refuse a decision without the lines that a sitting asks for.

    Raises
    ------
    DecisionError
        Naming the line that is missing.

    Examples
    --------
    >>> from simulator.decisions import Survey
    >>> check_reasons(Survey(key="s"), ALONE)
    """
    if not sitting.reasons or decision.lever in AT_ONCE:
        return
    if not decision.reason.strip():
        raise DecisionError("本场要求写明依据 / this sitting asks why: give the reason", field="reason")
    if not decision.forecast.strip():
        raise DecisionError(
            "本场要求写明预估 / this sitting asks what you expect: give the forecast", field="forecast"
        )


class Sittings(Desk):
    """The sittings of one store."""

    def open(
        self, name: str, *, kind: str = "practice", reasons: bool = False, again: bool = True
    ) -> Sitting:
        """Open a sitting; runs are put into it as they are made.

        Raises
        ------
        UnknownNameError
            If the kind is none.
        DecisionError
            If the name is empty or too long.
        """
        if kind not in SITTING_KINDS:
            raise UnknownNameError("kind of sitting", kind, SITTING_KINDS)
        title = name.strip()
        if not 1 <= len(title) <= LONGEST_NAME:
            raise DecisionError(
                f"场次名称 1 到 {LONGEST_NAME} 字 / a sitting's name has 1 to {LONGEST_NAME} characters",
                field="name",
            )
        row = SittingRow(
            id=secrets.token_hex(8), name=title, kind=kind, reasons=reasons, again=again, created_ms=now_ms()
        )
        self._writer.run(lambda connection: sitting_rows.insert_sitting(connection, row))
        return _sitting(row)

    def of(self, run: str) -> Sitting:
        """Return the rules of a run."""
        with self._store.reading() as connection:
            return sitting_of(connection, run)

    def all(self) -> list[tuple[Sitting, list[str]]]:
        """Return every sitting with its runs, the oldest first."""
        with self._store.reading() as connection:
            rows = sitting_rows.list_sittings(connection)
            return [(_sitting(row), sitting_rows.runs_of(connection, row.id)) for row in rows]

    def release(self, sitting: str) -> Future[None]:
        """Show the marks of an exam to its trainees from now on.

        Raises
        ------
        UnknownNameError
            If there is no such sitting.
        """
        with self._store.reading() as connection:
            if sitting_rows.read_sitting(connection, sitting) is None:
                known = [row.id for row in sitting_rows.list_sittings(connection)]
                raise UnknownNameError("sitting", sitting, known)
        return self._writer.submit(
            lambda connection: sitting_rows.release(connection, sitting, now_ms=now_ms())
        )


def sitting_of(connection: Connection, run: str) -> Sitting:
    """Return the rules of a run, read within a transaction."""
    row = sitting_rows.sitting_of(connection, run)
    return ALONE if row is None else _sitting(row)


def put_into(connection: Connection, sitting: str | None, run: str) -> None:
    """Put a new run into a sitting, if one is named.

    Raises
    ------
    UnknownNameError
        If there is no such sitting.
    """
    if sitting is None:
        return
    if sitting_rows.read_sitting(connection, sitting) is None:
        raise UnknownNameError("sitting", sitting, [row.id for row in sitting_rows.list_sittings(connection)])
    sitting_rows.add_run(connection, sitting, run)


def _sitting(row: SittingRow) -> Sitting:
    return Sitting(
        id=row.id, name=row.name, kind=row.kind, reasons=row.reasons, again=row.again,  # type: ignore[arg-type]
        released=row.kind != "exam" or row.released_ms is not None,
    )  # fmt: skip
