"""What holds on every page: accessible, quiet, within the window, reached by the keyboard, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dashboards import pages as found
from tests.browser.conftest import Watch, enter, grave
from tests.browser.sandbox import Sandbox, dress

LONG = 45_000
SEATS = tuple(page.key for page in found.PAGES if page.needs_run and not page.under)
PAGES = tuple(page.key for page in found.PAGES if page.needs_run)


@pytest.mark.parametrize(
    ("language", "theme"),
    [
        ("zh", "light"),
        ("en", "dark"),  # both languages and both themes; the other two pairs with the long tests
        pytest.param("zh", "dark", marks=pytest.mark.torture),
        pytest.param("en", "light", marks=pytest.mark.torture),
    ],
)
def test_every_page_is_accessible_quiet_and_asks_nobody_else(
    page: Page, context: BrowserContext, watched: Watch, sandbox: Sandbox, run: str, language: str, theme: str
):
    dress(context, sandbox.address, language=language, theme=theme)
    enter(page, sandbox)
    expect(page.locator(".case").first).to_be_visible(timeout=LONG)
    assert grave(page) == []
    for name in PAGES:
        page.goto(f"{sandbox.address}/r/{run}/{name}")
        expect(page.locator("#page > *").first).to_be_visible(timeout=LONG)
        expect(page.locator("#page .skeleton")).to_have_count(0, timeout=LONG)
        expect(page.locator("#top-clock .clock")).to_have_text(re.compile(r"^D\d+ \d\d:\d\d$"), timeout=LONG)
        assert grave(page) == [], name
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if language == "zh" else "en")


def test_the_keyboard_reaches_every_page_and_lists_its_shortcuts(page: Page, sandbox: Sandbox, run: str):
    enter(page, sandbox, run)
    expect(page.locator("#rail a.seat")).to_have_count(len(SEATS), timeout=LONG)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for number, name in enumerate(SEATS[:10], start=1):
        page.keyboard.press(str(number % 10))
        page.wait_for_url(f"**/r/{run}/{name}", timeout=LONG)
    page.keyboard.press("]")
    page.wait_for_url(f"**/r/{run}/{SEATS[10 % len(SEATS)]}", timeout=LONG)
    page.keyboard.press("[")
    page.wait_for_url(f"**/r/{run}/{SEATS[9]}", timeout=LONG)


def test_the_language_changes_with_one_press(page: Page, sandbox: Sandbox, run: str):
    enter(page, sandbox, run)
    expect(page.locator("#rail")).to_contain_text("任务书", timeout=LONG)
    page.locator("#set-language").click()
    expect(page.locator("#rail")).to_contain_text("Brief", timeout=LONG)
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("width", [390, 1366, 1920])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_tile_cuts_what_it_says(
    page: Page, context: BrowserContext, sandbox: Sandbox, run: str, language: str, width: int
):
    dress(context, sandbox.address, language=language)
    page.set_viewport_size({"width": width, "height": 844})
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/live")
    expect(page.locator("#live-tiles .tile")).to_have_count(6, timeout=LONG)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('#live-tiles .tile *')].filter(
            one => one.offsetParent && !one.classList.contains('sr') && getComputedStyle(one).overflowX !== 'visible'
                && one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"""
    )
    assert cut == []
    out = page.evaluate(
        """() => [...document.querySelectorAll('#live-tiles .tile')].filter(
            tile => [...tile.querySelectorAll('span, b')].some(one => one.offsetParent && !one.classList.contains('sr')
                && one.getBoundingClientRect().right > tile.getBoundingClientRect().right + 1)).map(tile => tile.textContent)"""
    )
    assert out == []


@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_no_page_is_wider_than_the_window(page: Page, sandbox: Sandbox, run: str, width: int):
    page.set_viewport_size({"width": width, "height": 844})
    enter(page, sandbox, run)
    for name in PAGES:
        page.goto(f"{sandbox.address}/r/{run}/{name}")
        expect(page.locator("#page > *").first).to_be_visible(timeout=LONG)
        expect(page.locator("#page .skeleton")).to_have_count(0, timeout=LONG)
        wide = page.evaluate(
            """() => Math.max(...[document.documentElement, document.getElementById('page')].map(
                one => one.scrollWidth - one.clientWidth))"""
        )
        assert wide <= 0, (name, wide)


def test_the_command_page_shows_tiles_chart_and_feed_without_scrolling(
    page: Page, sandbox: Sandbox, run: str
):
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/live")
    expect(page.locator("#live-tiles .tile")).to_have_count(6, timeout=LONG)
    for block in ("#live-tiles", ".card-chart", ".card-feed"):
        box = page.locator(block).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768, block


def test_a_stranger_sees_only_the_door(page: Page, sandbox: Sandbox, run: str):
    answer = page.goto(f"{sandbox.address}/r/{run}/live")
    assert answer is not None
    assert answer.status == 401
    expect(page.get_by_role("heading")).to_have_text("请从启动窗口进入")
