"""A real sandbox for the browser: store, run host and web process, and a page that is let in."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from classroom.runs import Classroom

PEOPLE = 3000  # enough for every number to move, small enough to begin in seconds
ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S = 120


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
            return room.create_run(case, world=7, chance=7, agents=PEOPLE, paused=True).id
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


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Generator[Sandbox]:
    file = tmp_path_factory.mktemp("sandbox") / "quanmei.sqlite3"
    database, port = f"sqlite:///{file}", _free_port()
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


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}


class Watch:
    """Everything a page says or asks that it should not."""

    def __init__(self, page: Page, address: str) -> None:
        self.address = address
        self.foreign: list[str] = []
        self.said: list[str] = []
        page.on("request", self._asked)
        page.on("console", self._spoke)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.foreign.append(request.url)

    def _spoke(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)


@pytest.fixture
def watched(page: Page, sandbox: Sandbox) -> Generator[Watch]:
    watch = Watch(page, sandbox.address)
    yield watch
    assert watch.foreign == []
    assert watch.said == []


def dress(context: BrowserContext, address: str, *, language: str = "zh", theme: str = "light") -> None:
    """Set language and theme as their buttons would."""
    context.add_cookies(
        [
            {"name": "quanmei_lang", "value": language, "url": address},
            {"name": "quanmei_theme", "value": theme, "url": address},
        ]
    )
