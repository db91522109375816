"""The plan of the matrix: cells, hand-overs, marks, days, files and templates."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import Any

import pytest

from dashboards import matrix_acts, matrix_blocks, plan, plan_chains, plan_file, plan_marks, plan_templates
from dashboards.backend import DecisionRow
from dashboards.markup import to_html
from dashboards.plan import Standing
from dashboards.plan_marks import Plan
from dashboards.plan_state import rows_of
from dashboards.ports import publishing
from dashboards.spreadsheet import xlsx_file
from dashboards.spreadsheet_read import MOST_BYTES, read_table
from dashboards.visit import Visit, visiting
from simulator.decisions import read_decision
from simulator.errors import PlanError
from tests.dashboards.sample import SampleBackend
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import observation

VIDEO = {"carrier": "short_video", "hours": 3, "time": "19:30"}


def whole(rows: dict[str, Any], *standing: Standing, **seen: Any) -> Plan:
    now = observation().model_copy(update=seen)
    return Plan(case=scenario(), now=now, rows=rows, standing=standing)


def out(key: str, account: str, minute: int, title: str, **more: Any) -> Standing:
    return Standing(key=key, account=account, pillar="taste", minute=minute, title=title, **more)


def texts(found: list[plan_marks.Mark]) -> list[str]:
    return [f"{mark.level}: {mark.text}" for mark in found]


# ---- cells


def test_a_cell_may_hold_several_pieces_with_times_and_sources():
    found = plan.read_cell("12:05 甲；21：30 乙 ← 甲\n丙 <- 乙")
    assert [(one.at, one.title, one.source) for one in found] == [
        (725, "甲", ""),
        (1290, "乙", "甲"),
        (1170, "丙", "乙"),
    ]
    assert plan.read_cell("  ") == []
    assert plan.read_cell("20:00 ← 甲") == []
    assert plan.read_cell(plan.cell_text(found)) == found


@pytest.mark.parametrize("usual", ["", "晚上", "25", "7:5", None])
def test_a_time_that_is_none_counts_as_the_usual_one(usual: str | None):
    rows = {"douyin|taste": {**VIDEO, "time": usual, "d5": "甲"}}
    assert plan.drafts(rows)[0].minute == 4 * 1440 + 1170


def test_a_plan_becomes_decisions_and_what_was_accepted_leaves_it():
    rows = {"douyin|taste": {**VIDEO, "d2": "19:30 甲; 20:00 乙 ← 甲; 21:00 丙"}}
    found = plan.drafts(rows)
    assert [draft.minute - 1440 for draft in found] == [1170, 1200, 1260]
    assert plan.hours_of(rows) == 3 + plan.ADAPT_HOURS + 3
    decision = read_decision(plan.decision_of(found[0], rows["douyin|taste"], "依据", "预估"))
    assert (decision.title, decision.adapted_from) == ("甲", None)  # type: ignore[attr-defined]
    assert plan.without(rows, [found[0]])["douyin|taste"]["d2"] == "20:00 乙 ← 甲; 21:00 丙"


async def test_the_grid_shows_what_is_published_beside_the_drafts():
    case, now = scenario(), observation()
    done = plan.published(case, plan.standing(now, await SampleBackend().decisions("r1")))
    rows = {
        row["id"]: row for row in plan.grid_rows(case, done, {"douyin|taste": {"d5": "新的一条", "id": "x"}})
    }
    assert "弹的桂花乌龙冻" in rows["douyin|taste"]["e3"]
    assert rows["douyin|taste"]["d5"] == "新的一条"
    assert len(rows) == 15
    assert "主号" in rows["douyin|taste"]["account"]
    assert "子号" in rows["douyin_shop|taste"]["account"]
    assert "群发 1/天" in rows["official|taste"]["account"]


def test_an_account_that_takes_no_pieces_has_no_row():
    case = scenario()
    room = case.accounts[0].model_copy(update={"key": "room", "channel": "livestream", "port": "room"})
    case = case.model_copy(update={"accounts": (*case.accounts, room)})
    assert "room" not in {account.key for account in publishing(case)}
    assert len(plan.grid_rows(case, {}, {})) == 15


@pytest.mark.parametrize("kept", [None, [], {"r1": 3}, {"r1": {"x": {}, "a|b": 1}}])
def test_what_the_browser_keeps_is_read_with_care(kept: object):
    assert rows_of(kept, "r1") == {}


# ---- marks


def test_a_second_push_of_a_day_is_marked_and_the_first_is_not():
    row = {"carrier": "image_text", "hours": 1, "time": "08:00", "d6": "甲; 20:00 乙"}
    assert texts(plan_marks.marks(whole({"official|taste": row})))[0].startswith("bad: 群发每天 1 次")
    assert plan_marks.marks(whole({"official|taste": {**row, "d6": "甲"}})) == []
    used = out("k", "official", 5 * 1440 + 60, "丁", pushes=True)
    assert "第 2 次" in texts(plan_marks.marks(whole({"official|taste": {**row, "d6": "甲"}}, used)))[0]


def test_the_past_a_wrong_carrier_and_missing_hours_will_be_refused():
    late = {"douyin|taste": {**VIDEO, "d1": "甲"}}
    assert "已过" in texts(plan_marks.marks(whole(late)))[0]
    wrong = {"official|taste": {**VIDEO, "carrier": "short_video", "d6": "甲"}}
    assert "不能发" in texts(plan_marks.marks(whole(wrong)))[0]
    poor = {"douyin|taste": {**VIDEO, "d6": "甲", "d7": "乙"}}
    found = plan_marks.marks(whole(poor, hours_left=4.0))
    assert [(mark.draft.title, mark.text) for mark in found] == [("乙", "剩余工时不够，还差 2 小时")]


def test_a_hand_over_needs_a_source_that_comes_before():
    rows = {
        "douyin|taste": {**VIDEO, "d6": "20:00 首发"},
        "weibo|taste": {**VIDEO, "carrier": "image_text", "d6": "21:30 微博版 ← 首发"},
    }
    assert plan_marks.marks(whole(rows)) == []
    early = {**rows, "weibo|taste": {**rows["weibo|taste"], "d6": "18:30 微博版 ← 首发"}}
    assert texts(plan_marks.marks(whole(early)))[0].startswith("warn: 比原片")
    lost = {"weibo|taste": rows["weibo|taste"]}
    assert texts(plan_marks.marks(whole(lost)))[0].startswith("bad: 没有找到")
    assert plan_marks.marks(whole(lost, out("k", "douyin", 100, "首发"))) == []


def test_close_pieces_and_copies_are_minded():
    rows = {
        "douyin|taste": {**VIDEO, "d6": "19:30 甲; 19:50 乙"},
        "weibo|taste": {**VIDEO, "carrier": "image_text", "d7": "甲"},
    }
    found = texts(plan_marks.marks(whole(rows)))
    assert len(found) == 2
    assert "只隔 20 分钟" in found[0]
    assert "搬运" in found[1]
    assert all(text.startswith("warn") for text in found)


def test_what_will_be_refused_stands_first_and_every_text_is_in_both_languages():
    rows = {"official|taste": {"carrier": "image_text", "d1": "甲", "d6": "乙; 19:40 丙; 20:00 甲"}}
    for language in ("zh", "en"):
        with visiting(Visit(language=language)):
            found = plan_marks.marks(whole(rows))
            levels = [mark.level for mark in found]
            assert levels == sorted(levels)
            text = to_html(matrix_blocks.to_look_at(whole(rows), found))
            assert "mark." not in text
            assert text.count("<li>") == len(found)


# ---- days


def test_days_add_up_decisions_and_drafts():
    decided = [
        DecisionRow(key="o", lever="boost", minute=10, status="accepted", raw={"lever": "boost", "money": 300, "at": 6 * 1440}),
        DecisionRow(key="p", lever="publish", minute=10, status="accepted", raw={"lever": "publish", "hours": 2, "at": 6 * 1440}),
        DecisionRow(key="q", lever="boost", minute=10, status="refused", raw={"lever": "boost", "money": 900, "at": 6 * 1440}),
        DecisionRow(key="r", lever="survey", minute=1500, status="accepted", raw={"lever": "survey"}),
    ]  # fmt: skip
    rows = {"douyin|taste": {**VIDEO, "d7": "甲"}}
    days = {one.day: one for one in plan_marks.days(whole(rows, out("p", "douyin", 6 * 1440, "乙")), decided)}
    assert (days[7].pieces, days[7].hours, days[7].money) == (2, 5, 300)
    assert days[2].money == scenario().prices.survey
    assert days[3].pieces == 0
    shown = {row["id"]: row for row in matrix_blocks.totals(list(days.values()))}
    assert (shown["sum:money"]["d7"], shown["sum:hours"]["d7"], shown["sum:pieces"]["d3"]) == (
        "¥300",
        "5 h",
        "",
    )


# ---- hand-over


def test_a_chain_goes_from_the_first_piece_to_all_that_came_of_it():
    rows = {
        "weibo|taste": {**VIDEO, "d6": "20:00 微博版 ← 首发"},
        "official|taste": {**VIDEO, "d7": "08:00 长文 ← 微博版; 09:00 别的"},
    }
    made = plan_chains.chains(plan_chains.nodes(whole(rows, out("k", "douyin", 5 * 1440 + 720, "首发"))))
    assert len(made) == 1
    assert (made[0].first.title, [node.title for node in made[0].after]) == ("首发", ["微博版", "长文"])
    text = to_html(plan_chains.view(whole(rows, out("k", "douyin", 5 * 1440 + 720, "首发"))))
    assert "+8 h" in text
    assert text.count("chain-draft") == 2


def test_a_ring_of_adaptations_neither_hangs_nor_loses_a_draft():
    rows = {"douyin|taste": {**VIDEO, "d6": "20:00 甲 ← 乙; 21:00 乙 ← 甲; 22:00 丙 ← 丙"}}
    assert {draft.title for draft in plan.sources_first(plan.drafts(rows))} == {"甲", "乙", "丙"}
    assert isinstance(plan_chains.chains(plan_chains.nodes(whole(rows))), list)


async def test_sources_are_submitted_before_what_is_adapted_from_them():
    backend = SampleBackend()
    rows = {
        "weibo|taste": {**VIDEO, "carrier": "image_text", "d6": "12:00 微博版 ← 首发"},
        "douyin|taste": {**VIDEO, "d6": "20:00 首发"},
        "official|taste": {"carrier": "image_text", "d6": "21:00 孤儿 ← 没有这条"},
    }
    done, refused = await matrix_acts.submit(backend, "r1", rows, ("看了 CTR", "涨"))
    first, second = backend.submitted
    assert (first["title"], second["title"]) == ("首发", "微博版")
    assert second["adapted_from"] == first["key"]
    assert second["hours"] == plan.ADAPT_HOURS
    assert len(done) == 2
    assert [draft.title for draft, _ in refused] == ["孤儿"]
    left = plan.without(rows, done)
    assert [draft.title for draft in plan.drafts(left)] == ["孤儿"]
    assert "孤儿" in to_html(matrix_acts.note(done, refused))


async def test_an_adaptation_of_what_is_already_out_names_its_key():
    backend = SampleBackend()
    piece = observation().contents[0]
    rows = {"weibo|taste": {**VIDEO, "carrier": "image_text", "d6": f"12:00 微博版 ← {piece.title}"}}
    await matrix_acts.submit(backend, "r1", rows, ("", ""))
    assert backend.submitted[0]["adapted_from"] == piece.key


async def test_nothing_to_submit_says_what_to_do():
    done, refused = await matrix_acts.submit(SampleBackend(), "r1", {}, ("", ""))
    assert "还没有草稿" in to_html(matrix_acts.note(done, refused))


def test_a_hand_over_is_added_behind_what_stands_in_the_cell():
    rows = {"weibo|taste": {**VIDEO, "d6": "12:00 甲"}}
    made = matrix_acts.handed(rows, "首发", "weibo|taste", 6, time="20:05", title="微博版")
    assert made["weibo|taste"]["d6"] == "12:00 甲; 20:05 微博版 ← 首发"
    assert rows["weibo|taste"]["d6"] == "12:00 甲"


# ---- files


def unpacked(file: dict[str, Any]) -> bytes:
    return base64.b64decode(file["content"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_plan_leaves_as_a_workbook_and_comes_back_the_same(language: str):
    rows = {
        "douyin|taste": {**VIDEO, "d5": "19:30 =1+1; 20:00 乙 ← =1+1"},
        "official|story": {"carrier": "image_text", "hours": 2.5, "time": "08:10", "d6": "08:10 甲 & <乙>"},
    }
    with visiting(Visit(language=language)):
        file = plan_file.export_file(whole(rows, out("k", "douyin", 100, "已发")), {"douyin": "首发"})
    back = plan_file.read_plan(scenario(), "x.xlsx", unpacked(file), today=4)
    assert back.left_out == ()
    assert back.pieces == 3
    for key, row in rows.items():
        assert {name: back.rows[key][name] for name in row} == row


def test_what_lies_in_the_past_or_is_unknown_is_left_out_and_said():
    data = xlsx_file(
        [
            (
                "x",
                ["账号", "内容支柱", "D2", "D6", "D40"],
                [["抖音主号", "口感测评", "旧", "新", "远"], ["别家", "口感测评", "", "a", ""]],
            )
        ]
    )
    found = plan_file.read_plan(scenario(), "x.xlsx", data, today=4)
    assert found.rows["douyin|taste"]["d6"] == "19:30 新"
    assert found.pieces == 1
    assert len(found.left_out) == 3
    assert any("别家" in line for line in found.left_out)


def test_excels_own_ways_of_writing_are_understood():
    """Shared strings, cells with gaps, a time kept as a share of the day, a title above the head."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = ["某某计划", "账号", "内容支柱", "默认时间", "D6", "抖音主号", "口感测评", "甲"]
    strings = (
        "".join(f"<si><t>{text}</t></si>" for text in shared[:-1])
        + "<si><r><t>甲</t></r><rPh><t>jia</t></rPh></si>"
    )
    sheet = (
        f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="3"><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c>'
        '<c r="F3" t="s"><v>4</v></c></row>'
        '<row r="4"><c r="B4" t="s"><v>5</v></c><c r="C4" t="s"><v>6</v></c><c r="D4"><v>0.8125</v></c>'
        '<c r="F4" t="s"><v>7</v></c></row>'
        "</sheetData></worksheet>"
    )
    found = plan_file.read_plan(
        scenario(), "x.xlsx", workbook(sheet, f'<sst xmlns="{main}">{strings}</sst>'), today=4
    )
    assert found.rows == {
        "douyin|taste": {
            "carrier": "short_video",
            "hours": plan.USUAL_HOURS,
            "time": "19:30",
            "d6": "19:30 甲",
        }
    }


def workbook(sheet: str, shared: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId7"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        '<Relationship Id="rId7" Target="/xl/worksheets/other.xml"/></Relationships>',
        "xl/worksheets/other.xml": sheet,
    }
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (17 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04broken",
        b"\x00\x01\x02",
        b"a,b\n1,2\n",
        bomb(),
        workbook('<!DOCTYPE x [<!ENTITY e "x">]><worksheet>&e;</worksheet>'),
        workbook("<worksheet"),
        b"x" * (MOST_BYTES + 1),
    ],
    ids=["broken", "binary", "no plan", "bomb", "entities", "xml", "large"],
)
def test_what_is_no_plan_is_refused_in_words(data: bytes):
    with pytest.raises(PlanError):
        plan_file.read_plan(scenario(), "x.xlsx", data, today=1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_of_chinese_excel_is_read(encoding: str):
    text = "账号,内容支柱,D6\r\n抖音主号,口感测评,20:00 甲\r\n"
    assert read_table("x.csv", text.encode(encoding))[1] == ["抖音主号", "口感测评", "20:00 甲"]
    assert plan_file.read_plan(scenario(), "x.csv", text.encode(encoding), today=1).pieces == 1


# ---- templates


def test_a_template_fits_any_start_and_says_what_has_no_place():
    rows = {"douyin|taste": {**VIDEO, "d5": "20:00 甲", "d7": "乙"}, "weibo|deal": {**VIDEO, "d6": "丙 ← 甲"}}
    made = plan_templates.as_template(" 三天 ", scenario(), rows, {"douyin": "首发", "weibo": ""})
    assert made is not None
    assert (made["name"], made["notes"]) == ("三天", {"douyin": "首发"})
    assert made["rows"]["douyin|taste"]["d1"] == "20:00 甲"
    laid, added, lost = plan_templates.used_on(scenario(), {"douyin|taste": {"d13": "12:00 旧"}}, made, 13)
    assert laid["douyin|taste"]["d13"] == "12:00 旧; 20:00 甲"
    assert laid["weibo|deal"]["d14"] == "19:30 丙 ← 甲"
    assert (added, lost) == (2, 1)
    again, added, _ = plan_templates.used_on(scenario(), laid, made, 13)
    assert (again["douyin|taste"]["d13"], added) == (laid["douyin|taste"]["d13"], 0)


def test_a_template_of_the_same_name_is_replaced_and_nothing_is_no_template():
    assert plan_templates.as_template("x", scenario(), {"douyin|taste": {"d5": ""}}, {}) is None
    one, two = {"name": "a", "rows": {}, "n": 1}, {"name": "a", "rows": {}, "n": 2}
    assert plan_templates.kept_with([one, "broken", 5], two) == [two]
    assert plan_templates.names([one]) == [{"value": "0", "label": "a"}]
