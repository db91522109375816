"""A real sandbox: store, run host, web process and marking, and runs that were played for some days."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext

from assessment.form import load_form
from assessment.play import play_policy
from assessment.policies import make_policy
from classroom.pace import MOST_STEPS
from classroom.runs import Classroom
from simulator.errors import DecisionError

PEOPLE = 3000  # enough for every number to move, small enough to begin in seconds
ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S, PLAYED_WITHIN_S = 120, 300
WORLD, CHANCE = 7, 7
TAKEN_WITHIN_S, LOOKED_S = 5, 0.03
TICK = 10


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """Where the real thing listens, and how to be let in."""

    address: str
    database: str

    def ticket(self, run: str | None = None) -> str:
        room = Classroom.open(self.database)
        try:
            return room.access.issue_ticket("trainee", run)
        finally:
            room.close()

    def new_run(self, case: str = "tea-launch") -> str:
        room = Classroom.open(self.database)
        try:
            return room.create_run(case, world=WORLD, chance=CHANCE, agents=PEOPLE, paused=True).id
        finally:
            room.close()

    def decide(self, run: str, *decisions: dict[str, Any]) -> None:
        """Submit decisions as a page does."""
        room = Classroom.open(self.database)
        try:
            for raw in decisions:
                room.submit_decision_now(run, raw)
        finally:
            room.close()

    def play_as(self, run: str, policy: str, until: int, case: str = "tea-launch") -> None:
        """Submit what a policy decides up to a minute, and let the clock go there at once.

        The policy plays the same world beforehand, so its decisions are those of a real campaign.
        """
        form = load_form(case, world=WORLD, agents=PEOPLE)
        log = play_policy(form.start(CHANCE), make_policy(policy, form.scenario)).sim.log
        room = Classroom.open(self.database)
        try:
            for minute, decision in log:
                if minute < until:
                    _go_to(room, run, minute)
                    raw = decision.model_dump(mode="json", exclude={"features"}, exclude_none=True)
                    with suppress(DecisionError):  # the clock may have gone a tick further than the policy's
                        room.submit_decision_now(run, raw)
            _go_to(room, run, until)
        finally:
            room.close()

    def go_to(self, run: str, minute: int) -> None:
        """Let the clock of a paused run go to a minute."""
        room = Classroom.open(self.database)
        try:
            _go_to(room, run, minute)
        finally:
            room.close()

    def finish(self, run: str, *, expected: float, text: str) -> None:
        """Hand a run in, write the review and wait for its mark."""
        room = Classroom.open(self.database)
        try:
            room.control_now(run, "finish")
            until = time.monotonic() + PLAYED_WITHIN_S
            while room.run(run).state != "finished":
                assert time.monotonic() < until, "the run was not handed in"
                time.sleep(0.2)
            room.reviews.write(run, expected, text).result()
            while room.mark(run) is None:
                assert time.monotonic() < until, "the run was not marked"
                time.sleep(0.2)
        finally:
            room.close()

    def first_piece(self, run: str) -> str:
        """Return the key of the first piece that was published in a run."""
        room = Classroom.open(self.database)
        try:
            return next(d.key for d in room.decisions(run) if d.lever == "publish")
        finally:
            room.close()

    def wait_until_seen(self, run: str) -> None:
        """Wait until the host has made the people and the first observation."""
        room = Classroom.open(self.database)
        try:
            until = time.monotonic() + STARTS_WITHIN_S
            while room.observation(run) is None:
                assert time.monotonic() < until, "the run host did not begin"
                time.sleep(0.2)
        finally:
            room.close()


def _go_to(room: Classroom, run: str, minute: int) -> None:
    """Step the clock to a minute; while a room is on air a tick is one minute, so it takes several turns."""
    until = time.monotonic() + PLAYED_WITHIN_S
    while (now := room.run(run)).minute < minute:
        assert time.monotonic() < until, f"the run did not get to minute {minute}"
        if now.steps_left == 0:
            room.control_now(run, "step", min(MOST_STEPS, -(-(minute - now.minute) // TICK)))
            _wait_for_steps(room, run)
        time.sleep(LOOKED_S)


def _wait_for_steps(room: Classroom, run: str) -> None:
    """Wait until a request for steps has reached the host: it is logged first."""
    until = time.monotonic() + TAKEN_WITHIN_S
    before = room.run(run).minute
    while room.run(run).steps_left == 0 and room.run(run).minute == before and time.monotonic() < until:
        time.sleep(LOOKED_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *arguments], stdin=subprocess.PIPE, cwd=ROOT, env=environment)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _wait(address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            httpx.get(f"{address}/health", timeout=2)
        except httpx.TransportError:
            assert time.monotonic() < until, "the web process did not begin"
            time.sleep(0.2)
        else:
            return


@contextmanager
def open_sandbox(folder: Path) -> Generator[Sandbox]:
    """Start everything on a store in a folder, and end it again."""
    database, port = f"sqlite:///{folder / 'quanmei.sqlite3'}", _free_port()
    Classroom.open(database).close()
    web = _start("-m", "dashboards.serve", "--database", database, "--port", str(port))
    host = _start("-m", "classroom.host", "--database", database, "--follow-stdin")
    marking = _start("-m", "classroom.marking", "--database", database, "--follow-stdin")
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield Sandbox(address=address, database=database)
    finally:
        _stop(web)
        _stop(host)
        _stop(marking)


def dress(context: BrowserContext, address: str, *, language: str = "zh", theme: str = "light") -> None:
    """Set language and theme as their buttons would."""
    context.add_cookies(
        [
            {"name": "quanmei_lang", "value": language, "url": address},
            {"name": "quanmei_theme", "value": theme, "url": address},
        ]
    )
