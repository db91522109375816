"""What was measured, kept by machine and sources, so that a long bench goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from pathlib import Path

from llvmlite.binding import get_host_cpu_name
from pydantic import BaseModel, ConfigDict, Field

from assessment.kept_runs import kept_file


class Measured(BaseModel):
    """One finished measurement.

    Parameters
    ----------
    values : mapping of str to float
    parts : mapping of str to float
        What a profile names, in nanoseconds.
    failed : str
        Why there is none (a peer that does not install); empty otherwise.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    values: dict[str, float] = Field(default_factory=dict)
    parts: dict[str, float] = Field(default_factory=dict)
    failed: str = ""


def machine() -> str:
    """Return the kind of machine: processor and how many of them; ratios are only compared within one kind."""
    major, minor, _ = platform.python_version_tuple()
    return f"{get_host_cpu_name()} x {os.cpu_count()}, Python {major}.{minor}"


def bench_file() -> Path:
    """Return where measurements of this machine and these sources are kept."""
    return kept_file(f"bench-{hashlib.sha256(machine().encode()).hexdigest()[:8]}")


def forget(file: Path, names: list[str]) -> None:
    """Drop kept measurements, so that they are made again."""
    if not file.exists():
        return
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line]
    kept = [line for line in lines if _name_of(line) not in names]
    file.write_text("".join(line + "\n" for line in kept), encoding="utf-8")


def _name_of(line: str) -> str:
    try:
        return str(json.loads(json.loads(line)[0]))
    except (ValueError, IndexError, TypeError):
        return ""
