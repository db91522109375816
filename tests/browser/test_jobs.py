"""Three whole jobs in a real browser, each with the mouse and without one.

The clock of a campaign is set on by hand where a trainee would wait; everything that is decided is
decided on the pages.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.hand import LONG, Hand, Keyboard, Mouse
from tests.browser.sandbox import Sandbox

DAY, HOUR = 1440, 60
HANDS = {"mouse": Mouse, "keyboard": Keyboard}
IN_FULL = [pytest.param(name, marks=pytest.mark.torture) for name in HANDS]
"""A job takes half a minute: all six by ``python3 dev.py torture -k jobs``, one in every run."""
IN_EVERY_RUN = [pytest.param("mouse", marks=pytest.mark.torture), "keyboard"]


@pytest.fixture
def hand(request: pytest.FixtureRequest, page: Page) -> Hand:
    return HANDS[request.param](page)


def begin(page: Page, sandbox: Sandbox, case: str) -> str:
    run = sandbox.new_run(case)
    sandbox.wait_until_seen(run)
    page.goto(f"{sandbox.address}/enter?ticket={sandbox.ticket(run)}")
    return run


def seat(page: Page, hand: Hand, key: str) -> None:
    """Go to a page of the rail."""
    hand.press(page.locator(f"#rail a.seat[href$='/{key}']"))
    page.wait_for_url(f"**/{key}", timeout=LONG)
    expect(page.locator("#page .skeleton")).to_have_count(0, timeout=LONG)


def field(page: Page, lever: str, name: str) -> Locator:
    """Return an input of the decision form."""
    where = f'[id*=\'"lever":"{lever}"\'][id*=\'"name":"{name}"\']'
    return page.locator(f"#panel input{where}:not([type=hidden]), #panel textarea{where}").first


def confirm(page: Page, hand: Hand) -> None:
    hand.press(page.get_by_role("button", name="确认决策"))
    expect(page.locator("#form-note")).to_contain_text("已确认", timeout=LONG)
    page.keyboard.press("Escape")
    expect(page.locator("#form-note")).to_be_hidden(timeout=LONG)


@pytest.mark.parametrize("hand", IN_FULL, indirect=True)
def test_a_launch_from_the_brief_to_the_report(
    page: Page, watched: Watch, sandbox: Sandbox, hand: Hand
) -> None:
    run = begin(page, sandbox, "tea-launch")
    seat(page, hand, "brief")
    expect(page.locator("#page")).to_contain_text("桂花乌龙冻", timeout=LONG)
    seat(page, hand, "audience")
    expect(page.locator(".persona")).to_have_count(8, timeout=LONG)

    seat(page, hand, "live")
    page.keyboard.press("d")
    hand.press(page.locator("#panel button[data-lever=publish]"))
    hand.choose(field(page, "publish", "account"), "抖音")
    hand.choose(field(page, "publish", "pillar"), "口感与原料")
    hand.write(field(page, "publish", "title"), "一勺会弹的桂花冻，门店后厨实拍")
    hand.choose(field(page, "publish", "product"), "单杯券")
    hand.write(field(page, "publish", "forecast"), "播放 2000-8000")
    confirm(page, hand)
    sandbox.go_to(run, 3 * HOUR)
    expect(page.locator("#live-contents")).to_contain_text("一勺会弹的桂花冻", timeout=LONG)

    seat(page, hand, "delivery")
    hand.press(page.locator("#page button[data-lever=paid_order]").first)
    hand.choose(field(page, "paid_order", "content"), "一勺会弹")
    hand.write(field(page, "paid_order", "money"), "600")
    confirm(page, hand)
    sandbox.go_to(run, 15 * HOUR)
    expect(page.locator("#ads-orders .act-stop")).to_have_count(1, timeout=LONG)
    hand.press(page.locator("#ads-orders .act-stop"))
    confirm(page, hand)
    sandbox.go_to(run, 16 * HOUR)
    expect(page.locator("#ads-orders")).to_contain_text("已停止", timeout=LONG)

    seat(page, hand, "result")
    hand.press(page.locator("#finish-ask"))
    hand.press(page.locator("#finish-yes"))
    seat(page, hand, "review")
    hand.write(page.locator("#review-expected"), "40")
    hand.write(page.locator("#review-text"), "先看清人群，再排期；投放只试了一笔。")
    hand.press(page.locator("#review-write"))
    expect(page.locator("#page")).to_contain_text(re.compile("预期 40"), timeout=LONG)
    seat(page, hand, "result")
    expect(page.locator("#page")).to_contain_text(re.compile("/ 100|还没有标定锚点"), timeout=3 * LONG)


@pytest.mark.parametrize("hand", IN_FULL, indirect=True)
def test_a_wrong_price_in_a_live_room_is_put_right(
    page: Page, watched: Watch, sandbox: Sandbox, hand: Hand
) -> None:
    run = begin(page, sandbox, "farm-live")
    seat(page, hand, "room")
    hand.press(page.locator("#room-head button[data-lever=schedule_live]"))
    hand.choose(field(page, "schedule_live", "account"), "县融媒抖音")
    hand.write(field(page, "schedule_live", "title"), "沅岭脐橙今晚现切开播")
    hand.write(field(page, "schedule_live", "start"), "D4 20:00")
    hand.write(field(page, "schedule_live", "minutes"), "60")
    confirm(page, hand)
    sandbox.go_to(run, 3 * DAY + 20 * HOUR + 25)

    row = page.locator("#room-shelf tbody tr", has_text="主推款")
    expect(row).to_contain_text("2.99", timeout=LONG)
    hand.press(row.locator("button[data-target*=price]"))
    hand.write(field(page, "live_action", "value"), "26.4")
    confirm(page, hand)
    hand.press(page.locator("#page button[data-target*=correct]").first)
    confirm(page, hand)
    sandbox.go_to(run, 3 * DAY + 20 * HOUR + 27)
    expect(row).not_to_contain_text("2.99", timeout=LONG)
    expect(row).to_contain_text("26.40", timeout=LONG)


@pytest.mark.parametrize("hand", IN_EVERY_RUN, indirect=True)
def test_a_rumour_is_answered_in_time(page: Page, watched: Watch, sandbox: Sandbox, hand: Hand) -> None:
    run = begin(page, sandbox, "flu-facts")
    sandbox.go_to(run, DAY + 20 * HOUR)
    seat(page, hand, "opinion")
    claim = "医院爆满要封校"
    expect(page.locator("#page")).to_contain_text(claim, timeout=LONG)
    hand.press(page.locator("#page button[data-target='answer:lockdown']"))
    hand.choose(field(page, "publish", "account"), "公众号")
    hand.choose(field(page, "publish", "pillar"), "澄清")
    expect(field(page, "publish", "carrier")).to_have_value("文字", timeout=LONG)
    hand.write(field(page, "publish", "title"), "县疾控通报：发热门诊床位有余，学校正常上课")
    hand.write(
        field(page, "publish", "copy_text"),
        "截至今天 18 时，县医院发热门诊床位使用六成。学校照常上课。明天 10 时再次通报。咨询电话见文末。",
    )
    confirm(page, hand)
    sandbox.go_to(run, DAY + 23 * HOUR)
    expect(page.locator("#page")).to_contain_text("按时回应", timeout=LONG)
    expect(page.locator("#page")).to_contain_text(re.compile(r"已回应 D2 2[0-2]:\d\d"), timeout=LONG)
