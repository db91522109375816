"""How a trainee works a page: with the mouse, or without one."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

LONG = 45_000
MOST_TABS = 400
"""Tabs after which a control counts as out of the keyboard's reach."""


class Hand(Protocol):
    """What a trainee does with a control."""

    def press(self, control: Locator) -> None:
        """Press a button or follow a link."""
        ...

    def write(self, field: Locator, text: str) -> None:
        """Write a text into a field, whatever stood there."""
        ...

    def choose(self, field: Locator, option: str) -> None:
        """Choose one of the options of a field."""
        ...


class Mouse:
    """Points and clicks; only letters come from the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, control: Locator) -> None:
        """Click."""
        control.click(timeout=LONG)

    def write(self, field: Locator, text: str) -> None:
        """Click into the field and write."""
        field.click(timeout=LONG)
        field.fill(text)
        field.blur()

    def choose(self, field: Locator, option: str) -> None:
        """Open the list and click."""
        field.click(timeout=LONG)
        self.page.locator("[role=option]:visible").filter(has_text=option).first.click()


class Keyboard:
    """Never points: goes with Tab and the arrow keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, control: Locator) -> None:
        """Tab to the control and press Enter (a switch: the space bar)."""
        self._reach(control)
        switch = control.get_attribute("role") == "switch" or control.get_attribute("type") == "checkbox"
        self.page.keyboard.press("Space" if switch else "Enter")

    def write(self, field: Locator, text: str) -> None:
        """Tab to the field, mark what stands there and write over it."""
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def choose(self, field: Locator, option: str) -> None:
        """Tab to the field and go down its list."""
        self._reach(field)
        chosen = self.page.locator("[role=option][data-combobox-selected]:visible")
        self.page.keyboard.press("ArrowDown")
        expect(self.page.locator("[role=option]:visible").first).to_be_visible(timeout=LONG)
        for _ in range(MOST_TABS):
            if chosen.count() and option in chosen.first.inner_text():
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")

    def _reach(self, control: Locator) -> None:
        """Tab until the control has the focus; fails where no number of tabs gets there."""
        expect(control).to_be_visible(timeout=LONG)
        for _ in range(MOST_TABS):
            if control.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {control}")
