"""复盘: first the trainee's own judgement, then the ledger; nothing of the mark is told before."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from assessment.report_sections import NOTES
from classroom.reviews import LedgerView, Review
from dashboards import ledger_view
from dashboards.figures_review import LINES, curves_figure, curves_frame
from dashboards.markup import to_html
from dashboards.pages import result, review
from dashboards.visit import Role, Visit, Visitor, visiting
from tests.assessment.scored_by_hand import scored
from tests.dashboards.sample import SampleBackend

KEY = scored().ledger.decisions[0].key  # type: ignore[union-attr]


def written(page: Component) -> str:
    """Return a page with everything in it, as the browser is sent it."""
    return json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)


def visit_of(role: Role = "trainee", language: str = "zh") -> Visit:
    return Visit(visitor=Visitor(role=role), language=language, run="r1")  # type: ignore[arg-type]


def backend(
    found: LedgerView | None = None, *, written: bool = True, status: str = "finished"
) -> SampleBackend:
    made = SampleBackend(status=status)
    made.written = Review(expected=68.0, text="先看数据。") if written else None
    made.found = found or LedgerView(state="waiting")
    return made


def ready() -> LedgerView:
    return LedgerView(state="ready", scored=scored())


async def shown(made: SampleBackend, role: Role = "trainee", language: str = "zh") -> str:
    with visiting(visit_of(role, language)):
        return written(await review.build(made, "r1", ""))


async def test_nothing_of_the_mark_is_told_before_the_expectation_is_written():
    made = backend(ready(), written=False)
    page = await shown(made)
    assert "预期总分" in page
    assert "72.4" not in page
    with visiting(visit_of()):
        first = written(await result.build(made, "r1", ""))
        assert await result.blocks(made, "r1") == {}
        assert await review.blocks(made, "r1") == {}
    assert "71.4" not in first
    assert "预期总分" in first


async def test_a_teacher_sees_the_mark_without_writing_anything():
    made = backend(ready(), written=False)
    page = await shown(made, "teacher")
    assert "决策时间线" in page
    assert "review-expected" not in page


async def test_expectation_and_mark_stand_beside_each_other():
    page = await shown(backend(ready()))
    assert "预期 68 分，得分 72.4 分，低估 4.4 分" in page


@pytest.mark.parametrize(
    ("expected", "said"), [(90.0, "高估 17.6 分"), (72.4, "估得很准"), (60.0, "低估 12.4 分")]
)
def test_the_gap_is_said_in_words(expected: float, said: str):
    with visiting(visit_of()):
        assert said in review.gap_text(expected, 72.4)


async def test_each_decision_shows_worth_verdict_why_what_was_open_and_the_own_words():
    page = await shown(backend(ready()))
    assert "+15.0 分 ± 1.2" in page  # 0.12 of a span of 0.8
    assert page.index("三步做出桂花乌龙冻") < page.index("−10.0 分")  # in time
    for words in ("亮点", "失误", "带来 2.1 万 次播放", "推迟一天", "晚高峰<在线>多", "2万播放"):
        assert words in page


async def test_the_page_is_complete_in_english():
    page = await shown(backend(ready()), language="en")
    for words in ("Decisions in time", "strength", "mistake", "a day later", "Luck, and how it adds up"):
        assert words in page


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (LedgerView(state="waiting"), "等待推演"),
        (LedgerView(state="working", done=3, total=12), "第 3/12 段"),
        (LedgerView(state="failed"), "推演没有完成"),
        (LedgerView(state="none"), "本场次没有推演"),
        (LedgerView(state="held"), "成绩发布后可看推演"),
    ],
)
async def test_every_state_of_the_ledger_is_said(found: LedgerView, said: str):
    assert said in await shown(backend(found))


async def test_before_an_exam_is_released_its_trainee_sees_no_mark_no_value_and_no_fork():
    made = backend(LedgerView(state="held"))
    made.held = True
    page = await shown(made)
    assert "成绩发布后可看推演" in page
    assert "分叉" not in page
    assert "预期 68 分" in page
    with visiting(visit_of()):
        marks = written(await result.build(made, "r1", ""))
    assert "成绩待发布" in marks
    assert "71.4" not in marks


async def test_a_ledger_that_comes_while_one_writes_does_not_take_the_text_away():
    made = backend(LedgerView(state="working", done=1, total=2))
    with visiting(visit_of()):
        assert await review.pending(made, "r1")
        made.found = ready()
        blocks = await review.blocks(made, "r1")
        assert not await review.pending(made, "r1")
    assert set(blocks) == {review.STATE}  # the text field is in no block
    assert "data-poll" not in to_html(blocks[review.STATE])


async def test_a_run_that_goes_on_says_when_the_review_comes():
    assert "运行结束后在这里复盘" in await shown(backend(status="running"))


def test_curves_are_told_apart_by_dash_as_well_as_by_colour():
    curves = scored().curves
    assert curves is not None
    figure = curves_figure(
        curves_frame(curves, curves.kpis[0]), names={one.key: one.key for one in curves.lines}
    )
    dashes = [line["line"]["dash"] for line in figure["data"]]
    assert len(set(dashes)) == len(curves.lines) <= len(LINES)
    assert all(len(line["x"]) == len(curves.minutes) == len(line["y"]) for line in figure["data"])


async def test_a_trainee_notes_at_a_decision_and_a_teacher_reads_it():
    made = backend(ready())
    page = await shown(made)
    assert '"type": "note"' in page
    await made.write_note("r1", KEY, "下次先小额")
    assert "下次先小额" in await shown(made)
    seen = await shown(made, "teacher")
    assert "下次先小额" in seen
    assert '"type": "note"' not in seen


def test_the_table_of_decisions_opens_as_a_spreadsheet():
    with visiting(visit_of()):
        file = review.report_file(scored(), "xlsx", {KEY: "下次先小额"})
    body = base64.b64decode(file["content"])
    sheet = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    assert "三步做出桂花乌龙冻" in sheet
    assert "下次先小额" in sheet
    assert file["filename"] == "tea-launch-review.xlsx"


def test_the_report_is_the_page_that_the_command_writes():
    with visiting(visit_of()):
        file = review.report_file(scored(), "html", {})
        noted = review.report_file(scored(), "html", {KEY: "下次<先>小额\n再追加"})
    page = base64.b64decode(file["content"]).decode()
    more = [line for line in base64.b64decode(noted["content"]).decode().splitlines() if line not in page]
    assert [line.startswith(NOTES) for line in more] == [True]
    assert "下次&lt;先&gt;小额<br>再追加" in more[0]
    assert page.startswith("<!doctype html>".upper()) or page.lower().startswith("<!doctype html>")
    assert "72.4" in page


def test_points_are_of_the_outcomes_hundred():
    assert ledger_view.in_points(scored(), 0.4) == pytest.approx(50.0)
    assert ledger_view.signed(-0.01) == "0.0"
