"""Counts do not depend on the machine, the compiler's target or the number of threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scenarios.loader import case_names
from tests.golden.make import FOLDER, cases
from tests.golden.play import golden_digest


def _stored(case: str) -> str:
    return str(json.loads((FOLDER / f"{case}.json").read_text(encoding="utf-8"))["digest"])


def _apart(case: str, folder: Path, **environment: str) -> str:
    """Play a golden run in a fresh process with its own kernel cache."""
    env = os.environ | {"NUMBA_CACHE_DIR": str(folder)} | environment
    done = subprocess.run(
        [sys.executable, "-m", "tests.golden.play", case], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("case", cases())
def test_a_case_gives_the_counts_that_were_released(case: str) -> None:
    """If this fails on purpose, run ``dev.py golden`` and write **Numbers change** into the changelog."""
    assert golden_digest(case) == _stored(case)


def test_two_runs_played_at_once_in_one_process_give_the_same_counts() -> None:
    """As a host plays them: in threads that share the people and the compiled code."""
    with ThreadPoolExecutor(2) as players:
        assert list(players.map(golden_digest, ("videos", "videos"))) == [_stored("videos")] * 2


def test_generic_code_gives_the_same_counts(tmp_path: Path) -> None:
    """No instruction of this processor moves a count (kernels have no threads of their own)."""
    found = _apart("videos", tmp_path, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")
    assert found == _stored("videos")


@pytest.mark.torture
@pytest.mark.parametrize("case", case_names())
def test_every_case_in_generic_code(case: str, tmp_path: Path) -> None:
    """The same for whole cases; compiling everything again takes minutes."""
    assert _apart(
        case, tmp_path, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="", NUMBA_NUM_THREADS="1"
    ) == _stored(case)
