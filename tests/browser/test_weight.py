"""What the pages weigh on the wire: a school's network carries forty first loads at once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from dashboards.pages import PAGES
from tests.browser.conftest import enter
from tests.browser.sandbox import Sandbox

LONG = 45_000
FIRST_LOAD = 2_800_000
"""Most bytes of the first page, as sent (the cockpit's issue)."""
LATER_PAGE = 300_000
"""Most bytes of every page after it; the grid's own code comes with the matrix, once."""
FIRST_PAINT_S = 3.0


class Scales:
    """Counts what comes over the wire: compressed bytes, headers included."""

    def __init__(self, session: CDPSession) -> None:
        self.received = 0.0
        self.asked: dict[str, str] = {}
        self.by_address: dict[str, float] = {}
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        self.asked[event["requestId"]] = event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        size = float(event["encodedDataLength"])
        address = self.asked.get(event["requestId"], "")
        self.by_address[address] = self.by_address.get(address, 0.0) + size
        self.received += size

    def grid(self) -> float:
        """Return how many bytes of the grid's code have come."""
        return sum(size for address, size in self.by_address.items() if "ag_grid" in address)


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle", timeout=LONG)
    page.wait_for_timeout(300)


def first_load(page: Page, sandbox: Sandbox, run: str) -> Scales:
    """Open the live page as somebody who was never here before."""
    enter(page, sandbox, run)
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    scales = Scales(session)
    session.send("Network.clearBrowserCache")
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/live")
    expect(page.locator("#live-tiles .tile")).to_have_count(6, timeout=LONG)
    return scales


def test_the_first_page_and_every_later_one_are_light(page: Page, sandbox: Sandbox, run: str):
    """First load at most 2.8 MB as sent, later pages 300 KB; the grid's code only where it is used."""
    scales = first_load(page, sandbox, run)
    settle(page)
    assert 100_000 < scales.received <= FIRST_LOAD, f"{scales.received:,.0f} bytes at first"
    for each in PAGES:
        before, grid = scales.received, scales.grid()
        page.goto(f"{sandbox.address}/r/{run}/{each.key}")
        settle(page)
        own = scales.received - before - (scales.grid() - grid)
        assert own <= LATER_PAGE, f"{each.key}: {own:,.0f} bytes"
        assert (scales.grid() > grid) == (each.key == "matrix"), each.key


@pytest.mark.torture
def test_the_first_numbers_are_there_within_three_seconds(page: Page, sandbox: Sandbox, run: str):
    """From the address to the six tiles, with nothing kept from before."""
    first_load(page, sandbox, run)  # the server has packed its files
    took = []
    for _ in range(3):
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        page.goto("about:blank")
        begun = time.monotonic()
        page.goto(f"{sandbox.address}/r/{run}/live", wait_until="commit")
        expect(page.locator("#live-tiles .tile")).to_have_count(6, timeout=LONG)
        took.append(time.monotonic() - begun)
    print(", ".join(f"{one:.2f} s" for one in took))  # noqa: T201
    assert sorted(took)[1] <= FIRST_PAINT_S
