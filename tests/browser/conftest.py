"""A real sandbox for the browser, and a page that is let in and watched."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.sandbox import Sandbox, open_sandbox

GRAVE = ("serious", "critical")


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Generator[Sandbox]:
    with open_sandbox(tmp_path_factory.mktemp("sandbox")) as made:
        yield made


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


@pytest.fixture(scope="session")
def run(sandbox: Sandbox) -> str:
    made = sandbox.new_run()
    sandbox.wait_until_seen(made)
    return made


def enter(page: Page, sandbox: Sandbox, run: str | None = None) -> None:
    page.goto(f"{sandbox.address}/enter?ticket={sandbox.ticket(run)}")


def grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in GRAVE]
