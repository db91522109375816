"""A trainee in a real browser, on the real store and run host."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch, enter, grave
from tests.browser.sandbox import Sandbox

LONG = 45_000


def choose(page: Page, field: str, option: str | None = None) -> None:
    page.get_by_role("textbox", name=field).click()
    options = page.locator("[role=option]:visible")
    (options.filter(has_text=option) if option else options).first.click()


def test_a_trainee_publishes_a_video_and_watches_it_run(
    page: Page, watched: Watch, sandbox: Sandbox, run: str, tmp_path: Path
):
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/live")
    expect(page.locator("#live-tiles .tile")).to_have_count(6, timeout=LONG)
    page.keyboard.press("d")
    page.locator("#panel button[data-lever=publish]").click()
    choose(page, "账号", "抖音主号")
    choose(page, "内容支柱")
    page.get_by_role("textbox", name="标题").fill("一勺会弹的桂花乌龙冻，第一口就懂")
    page.get_by_role("button", name="确认决策").click()
    expect(page.locator("#form-note")).to_contain_text("已确认", timeout=LONG)
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("#top-play button").click()
    expect(page.locator("#top-status")).to_have_text("运行中", timeout=LONG)
    expect(page.locator("#live-contents")).to_contain_text("桂花乌龙冻", timeout=LONG)
    clock = page.locator("#top-clock .clock")
    first = clock.inner_text()
    expect(clock).not_to_have_text(first, timeout=LONG)
    views = page.locator("#live-contents tbody tr").first.locator("td.num").first
    expect(views).to_have_text(re.compile(r"[1-9]"), timeout=LONG)
    before = views.inner_text()
    expect(views).not_to_have_text(before, timeout=LONG)
    expect(page.locator("#live-feed")).to_contain_text("发布内容", timeout=LONG)
    page.locator("#top-play button").click()
    expect(page.locator("#top-status")).to_have_text("已暂停", timeout=LONG)
    page.screenshot(path=tmp_path / "live-zh.png")
    assert (tmp_path / "live-zh.png").stat().st_size > 20_000


def test_a_refused_decision_says_why_and_changes_nothing(page: Page, sandbox: Sandbox, run: str):
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/live")
    expect(page.locator("#panel")).to_be_attached(timeout=LONG)
    money = page.locator("#top-money b")
    expect(money).to_be_visible(timeout=LONG)
    before = money.inner_text()
    page.keyboard.press("d")
    page.locator("#panel button[data-lever=publish]").click()
    page.get_by_role("button", name="确认决策").click()
    expect(page.locator("#form-note")).to_contain_text("请填写", timeout=LONG)
    expect(page.locator(".mantine-InputWrapper-error:visible")).to_have_count(1)
    assert money.inner_text() == before


def test_an_impossible_restock_is_refused_at_its_field_while_the_clock_stands_still(
    page: Page, watched: Watch, sandbox: Sandbox
):
    made = sandbox.new_run()
    sandbox.wait_until_seen(made)
    enter(page, sandbox, made)
    page.goto(f"{sandbox.address}/r/{made}/live")
    expect(page.locator("#live-tiles .tile")).to_have_count(6, timeout=LONG)
    page.keyboard.press("d")
    page.locator("#panel button[data-lever=restock]").click()
    choose(page, "物料")
    page.get_by_role("textbox", name="数量").fill("900000")
    page.get_by_role("button", name="确认决策").click()
    expect(page.locator("#form-note")).to_contain_text("最多还能补", timeout=LONG)
    expect(page.locator(".mantine-InputWrapper-error:visible")).to_contain_text("最多还能补")
    expect(page.locator("#top-status")).to_have_text("已暂停")


def test_a_plan_written_into_the_matrix_becomes_decisions(
    page: Page, watched: Watch, sandbox: Sandbox, run: str
):
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/matrix")
    cell = page.locator(".ag-row[row-index='0'] .ag-cell[col-id='d3']")
    expect(cell).to_be_visible(timeout=LONG)
    cell.dblclick()
    page.keyboard.type("19:40 门店后厨的一天")
    page.keyboard.press("Enter")
    expect(page.locator("#matrix-sums")).to_contain_text("1 条", timeout=LONG)
    page.locator("#matrix-submit").click()
    expect(page.locator("#matrix-note")).to_contain_text("已确认 1 条", timeout=LONG)
    expect(page.locator("#matrix-sums")).to_contain_text("0 条", timeout=LONG)


def test_a_block_from_a_spreadsheet_is_pasted_into_the_matrix(page: Page, sandbox: Sandbox, run: str):
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/matrix")
    cell = page.locator(".ag-row[row-index='1'] .ag-cell[col-id='d3']")
    expect(cell).to_be_visible(timeout=LONG)
    cell.click()
    cell.evaluate(
        """element => {
            const data = new DataTransfer();
            data.setData("text", "12:00 甲\\t12:00 乙\\n20:00 丙\\t20:00 丁");
            element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.locator("#matrix-sums")).to_contain_text("4 条", timeout=LONG)


def test_own_groups_aim_a_paid_order_and_own_thresholds_grade_the_talk(
    page: Page, watched: Watch, sandbox: Sandbox, run: str
):
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/audience")
    expect(page.locator(".persona")).to_have_count(8, timeout=LONG)
    with page.expect_download(timeout=LONG) as saved:
        page.locator("#export-xlsx").click()
    assert zipfile.is_zipfile(saved.value.path())
    page.locator("#group-run").click()
    expect(page.locator(".group-card")).to_have_count(4, timeout=LONG)
    page.get_by_role("button", name="存为人群包").first.click()
    expect(page.locator(".kept-line")).to_have_count(1, timeout=LONG)
    page.locator(".kept-line button[data-lever=paid_order]").click()
    reason = page.get_by_role("textbox", name="依据")
    expect(reason).to_have_value(re.compile("轮廓系数"), timeout=LONG)
    page.keyboard.press("Escape")
    page.goto(f"{sandbox.address}/r/{run}/opinion")
    expect(page.locator("#talk-tiles .talk-tile")).to_have_count(6, timeout=LONG)
    asks = page.get_by_role("textbox", name="每小时提问")
    asks.fill("7")
    asks.press("Tab")
    page.wait_for_function("document.cookie.includes('quanmei_risk=30.7.30.30.auto')", timeout=LONG)
    page.reload()
    expect(page.get_by_role("textbox", name="每小时提问")).to_have_value("7", timeout=LONG)


def test_a_limited_piece_is_opened_from_the_table_and_appealed(page: Page, watched: Watch, sandbox: Sandbox):
    made = sandbox.new_run()
    sandbox.wait_until_seen(made)
    sandbox.decide(
        made,
        *(
            {"lever": "publish", "key": key, "account": "douyin", "pillar": "taste", "title": title}
            for key, title in (("b1", "桂花乌龙冻怎么做"), ("b2", "全国最好喝的桂花冻"))
        ),
    )
    enter(page, sandbox, made)
    page.goto(f"{sandbox.address}/r/{made}/live")
    page.locator("#live-contents a.piece-title", has_text="全国最好喝").click(timeout=LONG)
    page.wait_for_url("**/piece?c=b2", timeout=LONG)
    expect(page.locator("#piece-review")).to_contain_text("待发布", timeout=LONG)
    page.locator("button[data-control=step]").click()
    expect(page.locator("#piece-review")).to_contain_text("限流", timeout=LONG)
    expect(page.locator("#rail a.seat[aria-current=page]")).to_have_text("指挥台")
    page.locator("#piece-review button[data-target*=appeal]").click()
    expect(page.get_by_role("textbox", name="动作")).to_have_value("申诉", timeout=LONG)
    page.keyboard.press("Escape")
    choose(page, "看哪一条", "怎么做")
    page.wait_for_url("**/piece?c=b1*", timeout=LONG)
    expect(page.locator("#piece-head")).to_contain_text("桂花乌龙冻怎么做", timeout=LONG)


def test_a_page_that_gets_its_first_chart_waits_until_an_open_list_is_done_with(
    page: Page, watched: Watch, sandbox: Sandbox
):
    made = sandbox.new_run()
    sandbox.wait_until_seen(made)
    publish = {"lever": "publish", "account": "douyin", "pillar": "taste"}
    sandbox.decide(
        made, *({**publish, "key": key, "title": f"桂花冻第{key[1]}条"} for key in ("b1", "b2", "b3"))
    )
    enter(page, sandbox, made)
    page.goto(f"{sandbox.address}/r/{made}/piece?c=b2")
    expect(page.locator("[data-wait-chart]").first).to_be_visible(timeout=LONG)
    page.get_by_role("textbox", name="看哪一条").click()
    options = page.locator("[role=option]:visible")
    expect(options).to_have_count(3, timeout=LONG)
    sandbox.go_to(made, 120)
    expect(page.locator("#piece-review")).not_to_contain_text("待发布", timeout=LONG)
    page.wait_for_timeout(3000)
    expect(options).to_have_count(3)
    expect(page.locator("[data-wait-chart]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#piece-hours")).to_be_visible(timeout=LONG)
    assert page.url.endswith("piece?c=b2"), "only a choice of the trainee changes the address"
    compared = page.get_by_role("textbox", name="和同账号的哪一条比")
    other = "b3" if "第1条" in compared.input_value() else "b1"
    choose(page, "和同账号的哪一条比", f"第{other[1]}条")
    page.wait_for_url(f"**/piece?c=b2&with={other}", timeout=LONG)
    choose(page, "看哪一条", "第1条")
    page.wait_for_url("**/piece?c=b1*", timeout=LONG)
    expect(page.locator("#piece-hours")).to_be_visible(timeout=LONG)


def test_a_planned_room_shows_its_shelf_and_opens_a_form_for_the_next(
    page: Page, watched: Watch, sandbox: Sandbox
):
    made = sandbox.new_run()
    sandbox.wait_until_seen(made)
    enter(page, sandbox, made)
    page.goto(f"{sandbox.address}/r/{made}/room")
    page.locator("#room-head button[data-lever=schedule_live]").click(timeout=LONG)
    expect(page.get_by_role("textbox", name="标题")).to_be_visible(timeout=LONG)
    sandbox.decide(
        made,
        {
            "lever": "schedule_live",
            "key": "r1",
            "account": "douyin",
            "title": "桂花冻首播",
            "start": 600,
            "minutes": 60,
            "shelf": [{"product": "single", "price": 12.9}],
        },
    )
    expect(page.locator("#room-shelf")).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("button[data-control=step]").click()
    expect(page.locator("#room-tiles .talk-tile")).to_have_count(5, timeout=LONG)
    expect(page.locator("#room-shelf")).to_contain_text("仅一人", timeout=LONG)


def form_field(page: Page, name: str, port: str = "") -> Locator:
    """Return an input of the workshop's form."""
    return page.locator(f'[id*=\'"name":"{name}"\'][id*=\'"port":"{port}"\']').first


def test_one_piece_goes_to_two_ports_at_once_and_its_draft_survives_a_reload(
    page: Page, watched: Watch, sandbox: Sandbox, run: str
):
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/workshop")
    expect(page.locator("#workshop-reading")).to_contain_text("停笔半秒", timeout=LONG)
    form_field(page, "title").fill("全城最好喝的桂花冻")
    expect(page.locator("#workshop-reading mark")).to_have_text("最好喝", timeout=LONG)
    form_field(page, "title").fill("门店后厨的一天：第一锅桂花冻几点出")
    expect(page.locator("#workshop-reading")).to_contain_text("没有读到", timeout=LONG)
    form_field(page, "on", "weibo").click(force=True)
    form_field(page, "at", "weibo").fill("明晚")
    expect(page.locator("#workshop-reading")).to_contain_text("时间要写成", timeout=LONG)
    form_field(page, "at", "weibo").fill("D3 12:00")
    expect(page.locator("#workshop-reading")).to_contain_text("没有读到", timeout=LONG)
    expect(page.locator("#workshop-cost")).to_contain_text("2 条", timeout=LONG)
    page.reload()
    expect(form_field(page, "title")).to_have_value(re.compile("门店后厨"), timeout=LONG)
    expect(page.locator("#workshop-cost")).to_contain_text("2 条", timeout=LONG)
    page.locator("#workshop-submit").click()
    expect(page.locator("#workshop-note")).to_contain_text("已确认 2 条", timeout=LONG)
    expect(page.locator("#workshop-queue")).to_contain_text("门店后厨", timeout=LONG)
    expect(form_field(page, "on", "weibo")).not_to_be_checked()


def test_a_running_order_is_stopped_from_the_keyboard(page: Page, watched: Watch, sandbox: Sandbox):
    run = sandbox.new_run()
    sandbox.wait_until_seen(run)
    piece = {
        "lever": "publish", "key": "p", "account": "douyin", "pillar": "taste", "title": "一勺会弹的桂花冻", "product": "single",
    }  # fmt: skip
    sandbox.decide(run, piece, {"lever": "paid_order", "key": "o", "content": "p", "money": 500.0})
    enter(page, sandbox, run)
    page.goto(f"{sandbox.address}/r/{run}/delivery")
    expect(page.locator("#reach-view")).to_contain_text("全体约", timeout=LONG)
    page.keyboard.press("s")
    expect(page.locator("#ads-orders .act-stop")).to_have_count(1, timeout=LONG)
    page.locator("h1").click()
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("switch", name="停止投放")).to_be_checked(timeout=LONG)
    page.get_by_role("button", name="确认决策").press("Enter")
    expect(page.locator("#form-note")).to_contain_text("已确认", timeout=LONG)
    page.keyboard.press("Escape")
    page.locator("button[data-control='step']").click()
    expect(page.locator("#ads-orders")).to_contain_text("已停止", timeout=LONG)


def test_a_finished_run_shows_its_mark(page: Page, watched: Watch, sandbox: Sandbox):
    made = sandbox.new_run("farm-live")
    sandbox.wait_until_seen(made)
    enter(page, sandbox, made)
    page.goto(f"{sandbox.address}/r/{made}/result")
    page.locator("#finish-ask").click()
    page.locator("#finish-yes").click()
    expect(page.locator("#finish-done")).to_be_attached()
    write_review(page, "61")
    result = page.locator("#page")
    expect(result).to_contain_text(re.compile("/ 100|还没有标定锚点"), timeout=3 * LONG)
    expect(page.locator("#top-status")).to_have_text("已结束", timeout=LONG)


def write_review(page: Page, expected: str) -> None:
    """Write the expected mark: before it, nothing of the mark is on the page."""
    expect(page.locator("#review-expected")).to_be_visible(timeout=3 * LONG)
    assert page.locator(".score").count() == 0
    page.locator("#review-expected").fill(expected)
    page.locator("#review-text").fill("先看清人群，再排期。")
    page.locator("#review-write").click()


def test_each_decision_shows_what_it_was_worth_as_it_is_worked_out(
    page: Page, watched: Watch, sandbox: Sandbox
):
    made = sandbox.new_run()
    sandbox.wait_until_seen(made)
    sandbox.decide(
        made,
        {
            "lever": "publish",
            "key": "v1",
            "account": "douyin",
            "pillar": "taste",
            "title": "桂花乌龙冻怎么做",
        },
        {"lever": "paid_order", "key": "o1", "content": "v1", "money": 400, "at": 120},
        {"lever": "survey", "key": "s1"},
    )
    enter(page, sandbox, made)
    page.goto(f"{sandbox.address}/r/{made}/result")
    page.locator("#finish-ask").click()
    page.locator("#finish-yes").click()
    write_review(page, "55")
    rows = page.locator("#result-values .worth")
    expect(rows).to_have_count(3, timeout=3 * LONG)
    expect(page.locator("#result-values .worth-waiting")).to_have_count(0, timeout=3 * LONG)
    expect(rows.first).to_contain_text("桂花乌龙冻怎么做")
    expect(rows.first).to_contain_text("与不做相比")
    expect(rows.first).to_contain_text("去掉它时，以下决策也随之去掉")
    expect(page.locator("#result-values")).not_to_contain_text("已算出")
    assert grave(page) == []
    page.goto(f"{sandbox.address}/r/{made}/review")
    expect(page.locator(".review-gap")).to_contain_text("预期 55 分", timeout=LONG)
    expect(page.locator("#review-text")).to_have_value("先看清人群，再排期。")
    assert grave(page) == []


def test_an_own_alert_is_set_and_deleted_from_the_keyboard_and_survives_a_reload(
    page: Page, watched: Watch, sandbox: Sandbox, run: str
):
    enter(page, sandbox, run)
    page.locator("#rail a[href$='/live']").click()
    expect(page.locator("#live-tiles .tile")).to_have_count(6, timeout=LONG)
    page.keyboard.press("a")
    expect(page.get_by_role("tab", name="预警")).to_be_focused(timeout=LONG)
    page.get_by_role("textbox", name="阈值").fill("900000")
    page.get_by_role("button", name="添加预警").press("Enter")
    rule = page.locator("#live-alerts").get_by_text("播放/阅读低于 90.0 万/时")
    expect(rule).to_be_visible(timeout=LONG)
    page.reload()
    expect(rule).to_be_visible(timeout=LONG)  # the tab is where it was
    page.get_by_role("tab", name="对比与预估").press("Enter")
    expect(page.locator("#deck-compare")).to_contain_text("第一天结束后", timeout=LONG)
    page.get_by_role("tab", name="预警").press("Enter")
    page.get_by_role("button", name="删除预警").press("Enter")
    expect(rule).to_have_count(0, timeout=LONG)
