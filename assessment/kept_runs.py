"""Runs of a long study, kept as they come in, so that an interrupted study goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from assessment.executor import Staff, run_many
from simulator.kernel_cache import PACKAGES, cache_home, sources_hash

Result = TypeVar("Result", bound=BaseModel)

STUDIED = (*PACKAGES, "scenarios", "assessment")
"""Packages whose sources decide what a run of a policy gives."""


def kept_file(name: str) -> Path:
    """Return where the runs of a study are kept on this machine, by name and sources."""
    return Path(cache_home()) / "studies" / f"{name}-{sources_hash(STUDIED)[:16]}.jsonl"


def run_kept(
    function: Callable[[Any], Result],
    jobs: Sequence[Any],
    file: Path,
    kind: type[Result],
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    staff: Staff | None = None,
) -> list[Result]:
    """Return ``function(job)`` for every job; jobs whose result is in the file are not run again.

    Parameters
    ----------
    file : Path
        One line for each result. A line that a kill cut short is passed over.
    kind : type
        What the results are, to read them back.
    staff : Staff, optional
        Processes that are there already; new ones for these jobs alone when absent.
    """
    known = _known(file, kind)
    missing = [job for job in jobs if _name(job) not in known]
    done = len(jobs) - len(missing)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:

        def keep(index: int, result: Result) -> None:
            known[_name(missing[index])] = result
            # the break comes first: a line that was cut short must not swallow this one
            out.write("\n" + json.dumps([_name(missing[index]), result.model_dump(mode="json")]))
            out.flush()

        def show(now: int, _: int) -> None:
            if progress is not None:
                progress(done + now, len(jobs))

        if staff is None:
            run_many(function, missing, workers=workers, progress=show, keep=keep)
        else:
            staff.run(function, missing, progress=show, keep=keep)
    return [known[_name(job)] for job in jobs]


def _name(job: Any) -> str:
    return json.dumps(job)


def _known(file: Path, kind: type[Result]) -> dict[str, Result]:
    found: dict[str, Result] = {}
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                name, values = json.loads(line)
                found[name] = kind.model_validate(values)
            except (ValueError, ValidationError):
                continue
    return found
