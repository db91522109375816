"""Peers side by side: each in an environment of its own, asked in turn for the same work."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assessment.speed.graphs import contact_network, heavy_tailed_network, write_network
from assessment.speed.kept import Measured
from simulator.errors import BenchError
from simulator.kernel_cache import cache_home

SOURCES = Path(__file__).resolve().parents[2]
SCRIPTS = SOURCES / "benchmarks" / "peers"
NOT_NEWER = "2026-11-01T00:00:00Z"
"""What peers need themselves is taken as it was on this day, so that a figure can be measured again."""
MAKING_S, TURN_S = 1200, 900


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A program of others: what has to be installed for it.

    Parameters
    ----------
    packages : tuple of str
        Pinned; installed together.
    alone : tuple of str
        Pinned; installed without what they ask for, because that does not exist for this Python.
    """

    name: str
    packages: tuple[str, ...]
    alone: tuple[str, ...] = ()

    @property
    def packages_text(self) -> str:
        """Name and version of the program itself."""
        return (*self.alone, *self.packages)[0].replace("==", " ")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One piece of work that we and a peer do.

    Parameters
    ----------
    wanted : float, optional
        Ratio of our rate to the peer's that is aimed at.
    turns : int
        Turns of each side; medians are compared.
    """

    work: str
    peer: Peer
    unit: str
    text: str
    wanted: float | None = None
    turns: int = 7

    @property
    def name(self) -> str:
        """Name of the comparison, ``cascade_vs_cynetdiff``."""
        return f"{self.work}_vs_{self.peer.name}"


_NETWORKX = "networkx==3.6.1"
CYNETDIFF = Peer(name="cynetdiff", packages=("cynetdiff==0.1.18", "numpy==2.4.6"))
EON = Peer(name="eon", packages=("EoN==2.0", _NETWORKX, "numpy==2.4.6"))
STARSIM = Peer(name="starsim", packages=("starsim==3.7.2",))
MESA = Peer(name="mesa", packages=("mesa==3.3.1", _NETWORKX))
RECSIM = Peer(
    name="recsim", alone=("recsim==0.2.4",),
    packages=("gym==0.26.2", "gin-config==0.5.0", "absl-py==2.3.1", "numpy==1.26.4", "scipy==1.15.3", "six==1.17.0"),
)  # fmt: skip

_CASCADE = "independent cascade, 100,000 people, 1,000,000 friendships, chance 0.05, 10 seeds"
_CONTAGION = (
    "contagion on a network, 100,000 people, 10 contacts each, 60 days, 5 % a contact and day, 10 days"
)
_RESPONSES = "responses of people to what a feed shows them, 50 pieces compete"
COMPARISONS = (
    Comparison(work="cascade", peer=CYNETDIFF, unit="cascades", text=_CASCADE, wanted=1.0, turns=9),
    Comparison(work="cascade", peer=EON, unit="cascades", text=_CASCADE, turns=3),
    Comparison(work="responses", peer=RECSIM, unit="responses", text=_RESPONSES, wanted=200.0),
    Comparison(work="contagion", peer=STARSIM, unit="person-days", text=_CONTAGION, wanted=10.0),
    Comparison(work="contagion", peer=MESA, unit="person-days", text=_CONTAGION, turns=3),
)


def compare(comparison: Comparison, turn: Callable[[int, int], None] | None = None) -> Measured:
    """Measure one comparison; a peer that cannot be installed is reported with the reason.

    Parameters
    ----------
    turn : callable, optional
        Told how many turns are done, of how many.
    """
    try:
        python = environment(comparison.peer)
    except BenchError as problem:
        return Measured(name=comparison.name, failed=str(problem))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        prepare(comparison.work, Path(folder))
        ours, theirs = f"{comparison.work}_quanmei.py", f"{comparison.work}_{comparison.peer.name}.py"
        try:
            with _program(sys.executable, ours, Path(folder), comparison.turns) as first, _program(
                python, theirs, Path(folder), comparison.turns
            ) as second:  # fmt: skip
                both = _in_turn(first, second, comparison.turns, turn)
        except BenchError as problem:
            return Measured(name=comparison.name, failed=str(problem))
    return _medians(comparison.name, *both)


Turn = dict[str, float]
Program = Callable[[int], Turn]


def _in_turn(
    first: Program, second: Program, turns: int, told: Callable[[int, int], None] | None
) -> tuple[list[Turn], list[Turn]]:
    ours: list[Turn] = []
    theirs: list[Turn] = []
    for number in range(turns):
        ours.append(first(number))
        theirs.append(second(number))
        if told is not None:
            told(number + 1, turns)
    return ours, theirs


def _medians(name: str, ours: list[Turn], theirs: list[Turn]) -> Measured:
    rates = [[turn["amount"] / turn["cpu_s"] for turn in side] for side in (ours, theirs)]
    paired = sorted(a / b for a, b in zip(*rates, strict=True))
    values = {
        "ours": statistics.median(rates[0]), "theirs": statistics.median(rates[1]), "ratio": statistics.median(paired),
        "lowest": paired[0], "highest": paired[-1], "our_check": statistics.fmean(t["check"] for t in ours),
        "their_check": statistics.fmean(t["check"] for t in theirs), "turns": float(len(ours)),
    }  # fmt: skip
    return Measured(name=name, values=values)


def prepare(work: str, folder: Path) -> None:
    """Write the network and the setting that both sides read."""
    if work == "cascade":
        write_network(folder, *heavy_tailed_network(100_000, 1_000_000))
        np.save(folder / "setting.npy", np.array([0.05, 10]))  # chance of an arc, seeds
    elif work == "contagion":
        write_network(folder, *contact_network(100_000, 500_000))
        # chance a day and contact, days, mean days of talking, share at the start
        np.save(folder / "setting.npy", np.array([0.05, 60, 10, 0.01]))


@contextmanager
def _program(python: str, script: str, folder: Path, turns: int) -> Generator[Program]:
    if not (SCRIPTS / script).exists():
        raise BenchError(f"{SCRIPTS / script} is missing: the comparisons need the sources of the project")
    one = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
    )
    env = {**os.environ, **one, "PYTHONUTF8": "1"}
    env["PYTHONPATH"] = str(SOURCES) if script.endswith("_quanmei.py") else ""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [python, str(SCRIPTS / script), str(folder), str(turns)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=errors, env=env, text=True, encoding="utf-8",
        )  # fmt: skip
        send, receive = process.stdin, process.stdout
        if send is None or receive is None:
            raise BenchError(f"{script} has no pipes")

        def ask(number: int) -> Turn:
            try:
                send.write(f"{number}\n")
                send.flush()
                line = receive.readline()
            except BrokenPipeError:
                line = ""
            if not line:
                process.wait(TURN_S)
                errors.seek(0)
                said = errors.read().decode("utf-8", "replace").strip().splitlines()
                raise BenchError(f"{script} ended: {said[-1] if said else 'without a word'}")
            return json.loads(line)

        try:
            yield ask
        finally:
            send.close()
            receive.close()
            process.terminate()
            process.wait(60)


# ---- environments ------------------------------------------------------------------------------


def environment(peer: Peer) -> str:
    """Return the interpreter of a peer's environment; made at the first call, kept in the cache folder.

    Raises
    ------
    BenchError
        If it cannot be made; says why.
    """
    words = json.dumps([peer.packages, peer.alone, NOT_NEWER, sys.version_info[:2]])
    home = Path(cache_home()) / "peers" / f"{peer.name}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if (home / "ready").exists():
        return str(python)
    uv = find_uv()
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    _do([*uv, "venv", "--quiet", "--clear", "--python", version, str(home)])
    install = [*uv, "pip", "install", "--quiet", "--python", str(python), "--exclude-newer", NOT_NEWER]
    if peer.alone:
        _do([*install, "--no-deps", *peer.alone])
    _do([*install, *peer.packages])
    (home / "ready").write_text("", encoding="utf-8")
    return str(python)


def find_uv() -> list[str]:
    """Return the command for uv: the machine's own, the checkout's, or this environment's.

    Raises
    ------
    BenchError
        If there is none.
    """
    private = SOURCES / ".quanmei-dev" / "uv"
    inside = private / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    for command in ([shutil.which("uv") or "uv"], [sys.executable, "-m", "uv"], [str(inside), "-m", "uv"]):
        try:
            if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0:
                return command
        except OSError:
            continue
    raise BenchError("uv is needed to install the peers and was not found (https://docs.astral.sh/uv)")


def _do(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=MAKING_S, check=False, cwd=tempfile.gettempdir()
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise BenchError(f"not installed: {problem}") from problem
    if done.returncode != 0:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise BenchError(f"not installed: {' '.join(said[-3:])[:300]}")
