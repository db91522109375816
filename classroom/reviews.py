"""复盘: what a trainee expected and wrote after a run, and the ledger it is read beside.

The expected mark is written before the mark is seen and never changes; the text may grow.
"""

from __future__ import annotations

import math
from concurrent.futures import Future
from dataclasses import dataclass

from assessment.scored_run import ScoredRun
from classroom.claims import now_ms
from classroom.desk import Desk
from simulator.errors import DecisionError
from store import event_log, ledger_rows, mark_rows, note_rows, review_rows, run_rows

LONGEST = 4000
"""Most characters of a review (assumed: two written pages)."""
LONGEST_NOTE = 1000
"""Most characters of a note at one decision (assumed)."""
_OVER = ("settling", "finished")


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a trainee wrote.

    Parameters
    ----------
    expected : float
        Mark that was expected, 0 to 100.
    """

    expected: float
    text: str


@dataclass(frozen=True, kw_only=True)
class LedgerView:
    """The ledger of a run, or how far it is.

    Parameters
    ----------
    state : str
        ``waiting`` (its turn has not come), ``working``, ``ready``, ``failed``, ``none`` (the run
        has no mark) or ``held`` (not released to who looks).
    done, total : int
        Stretches of the present round that are played.
    """

    state: str
    done: int = 0
    total: int = 0
    scored: ScoredRun | None = None


class Reviews(Desk):
    """Reviews and ledgers of the runs of one store."""

    def write(self, run: str, expected: object, text: object) -> Future[bool]:
        """Write a review; the future tells whether it was the first (later ones change the text alone).

        Raises
        ------
        DecisionError
            If the run still goes on, the mark is none, or the text is too long.
        """
        mark, words = _checked_mark(expected), _checked_text(text)
        with self._store.reading() as connection:
            state = run_rows.get_run(connection, run).state
        if state not in _OVER:
            raise DecisionError(
                "运行结束后再写复盘 / a review is written after the end of the run", field="text"
            )
        return self._writer.submit(
            lambda connection: review_rows.write_review(
                connection, run, expected=mark, text=words, now_ms=now_ms()
            )
        )

    def read(self, run: str) -> Review | None:
        """Return what was written about a run, if anything."""
        with self._store.reading() as connection:
            row = review_rows.read_review(connection, run)
        return None if row is None else Review(expected=row.expected, text=row.text)

    def note(self, run: str, key: str, text: object) -> Future[None]:
        """Write what is noted at a decision of a run, in place of what stood there.

        Raises
        ------
        DecisionError
            If the run still goes on, made no such decision, or the note is too long.
        """
        words = text.strip() if isinstance(text, str) else ""
        if len(words) > LONGEST_NOTE:
            raise DecisionError(
                f"笔记最多 {LONGEST_NOTE} 字 / a note has at most {LONGEST_NOTE} characters", field="text"
            )
        with self._store.reading() as connection:
            state = run_rows.get_run(connection, run).state
            made = event_log.find(connection, run, "decision", key)
        if state not in _OVER:
            raise DecisionError(
                "运行结束后再写笔记 / notes are written after the end of the run", field="text"
            )
        if made is None:
            raise DecisionError("没有这条决策 / there is no such decision", field="key")
        return self._writer.submit(
            lambda connection: note_rows.write_note(connection, run, key, words, now_ms=now_ms())
        )

    def notes(self, run: str) -> dict[str, str]:
        """Return what is noted at the decisions of a run, by their keys."""
        with self._store.reading() as connection:
            return note_rows.read_notes(connection, run)

    def ledger(self, run: str) -> LedgerView:
        """Return the ledger of a run, or how far it is."""
        with self._store.reading() as connection:
            row, mark = ledger_rows.read_ledger(connection, run), mark_rows.read_mark(connection, run)
        if mark is not None and mark["score"] is None:
            return LedgerView(state="none")
        if row is None:
            return LedgerView(state="waiting")
        if row.body is not None:
            return LedgerView(state="ready", scored=ScoredRun.model_validate(row.body))
        if row.total == ledger_rows.FAILED:
            return LedgerView(state="failed")
        return LedgerView(state="working", done=row.done, total=row.total)


def _checked_mark(expected: object) -> float:
    if isinstance(expected, bool) or not isinstance(expected, int | float) or not math.isfinite(expected):
        raise DecisionError(
            "预期分请填 0 到 100 的数 / the expected mark is a number from 0 to 100", field="expected"
        )
    if not 0 <= expected <= 100:  # noqa: PLR2004 - marks are out of 100
        raise DecisionError(
            f"预期分 {expected:g} 超出 0 到 100 / the expected mark {expected:g} is not between 0 and 100",
            field="expected",
        )
    return float(expected)


def _checked_text(text: object) -> str:
    words = text if isinstance(text, str) else ""
    if len(words) > LONGEST:
        raise DecisionError(
            f"复盘最多 {LONGEST} 字, 现有 {len(words)} 字 / a review has at most {LONGEST} characters, this has {len(words)}",
            field="text",
        )
    return words.strip()
