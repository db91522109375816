"""A long study that is interrupted goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from assessment.kept_runs import run_kept


class Square(BaseModel):
    value: int


PLAYED: list[int] = []


def _square(job: int) -> Square:
    PLAYED.append(job)
    return Square(value=job * job)


def test_what_was_kept_is_not_run_again_and_comes_out_in_order(tmp_path: Path) -> None:
    file = tmp_path / "study.jsonl"
    run_kept(_square, [1, 2], file, Square, workers=1)
    PLAYED.clear()
    got = run_kept(_square, [3, 2, 1], file, Square, workers=1)
    assert [one.value for one in got] == [9, 4, 1]
    assert PLAYED == [3]


def test_a_line_cut_short_by_a_kill_is_run_again(tmp_path: Path) -> None:
    file = tmp_path / "study.jsonl"
    run_kept(_square, [1, 2], file, Square, workers=1)
    file.write_text(file.read_text(encoding="utf-8")[:-4], encoding="utf-8")
    PLAYED.clear()
    assert [one.value for one in run_kept(_square, [1, 2], file, Square, workers=1)] == [1, 4]
    assert PLAYED == [2]


def test_progress_counts_what_was_kept(tmp_path: Path) -> None:
    file, seen = tmp_path / "study.jsonl", []
    run_kept(_square, [1, 2], file, Square, workers=1)
    run_kept(_square, [1, 2, 3], file, Square, workers=1, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(3, 3)]
