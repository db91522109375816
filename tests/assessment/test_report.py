"""The report: complete in both languages, asks nothing of another host, and never runs what a trainee wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from assessment.advice import advice
from assessment.report import html_report
from assessment.report_words import LEVERS
from assessment.scored_run import BANDS, band_of
from assessment.statistics import Estimate
from simulator.decisions import LEVERS as EVERY_LEVER
from tests.assessment.scored_by_hand import ledger, row, scored

BOTH = pytest.mark.parametrize("language", ["zh", "en"])
CHINESE = re.compile(r"[\u4e00-\u9fff]")
VOID = {"meta", "br", "rect", "line", "path"}


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


def _read(page: str) -> str:
    checker = _Checker()
    checker.feed(page)
    assert checker.open == []
    return " ".join(checker.text)


@BOTH
def test_the_report_is_one_file_without_script_or_request(language: str) -> None:
    page = html_report(scored(), language)
    _read(page)
    for word in ("<script", "http:", "https:", "url(", "@import", "<link", "<img", "onload"):
        assert word not in page
    assert "@media print" in page


def test_what_the_trainee_wrote_is_shown_and_never_markup() -> None:
    page = html_report(scored())
    assert "晚高峰&lt;在线&gt;多" in page
    assert "<在线>" not in page


def test_the_english_report_has_no_chinese_but_what_the_trainee_wrote() -> None:
    said = _read(html_report(scored(), "en"))
    for own in ("晚高峰<在线>多", "2万播放", "三步做出桂花乌龙冻"):
        said = said.replace(own, "")
    assert CHINESE.findall(said) == []


@BOTH
def test_total_band_every_criterion_luck_remainder_and_every_hash_are_there(language: str) -> None:
    run = scored()
    said = _read(html_report(run, language))
    assert "72.4" in said
    for line in run.marked.lines:
        assert line.label.of(language) in said
    for word in ("运气给的", "余项") if language == "zh" else ("luck gave", "remainder"):
        assert word in said
    assert said.count("0123abcd") == len(type(run.hashes).model_fields)


def test_bands_begin_where_they_say_and_60_passes() -> None:
    assert [band_of(least) for least, _, _ in BANDS] == ["excellent", "good", "pass", "fail"]
    assert [band_of(least - 0.1) for least, _, _ in BANDS[:3]] == ["good", "pass", "fail"]


def test_only_what_survives_the_false_discovery_rate_is_advised_the_largest_first() -> None:
    found = advice(ledger(row(0, 0.1, 0.05), row(1, -0.1, 0.2), row(2, 0.0, 0.001), row(3, 0.0, -0.3)))
    assert [one.decision for one in found] == ["p1", "v1"]
    assert len(advice(ledger(*(row(k, 0.0, 0.1 + k / 100) for k in range(4))))) == 3


@BOTH
@pytest.mark.parametrize("rows", [0, 1])
def test_fewer_than_three_things_are_said_to_be_fewer(language: str, rows: int) -> None:
    valued = ledger(row(0, 0.1, 0.2 if rows else 0.0001), row(1, 0.0))
    said = _read(html_report(scored(ledger=valued, advice=advice(valued)), language))
    few = {
        ("zh", 0): "不硬凑三条",
        ("zh", 1): "只有 1 条",
        ("en", 0): "nothing can be named",
        ("en", 1): "Only 1 survived",
    }
    assert few[language, rows] in said


@BOTH
def test_an_unfinished_run_is_marked_so(language: str) -> None:
    said = _read(html_report(scored(unfinished=True, until=3000), language))
    assert ("未完成" if language == "zh" else "Unfinished") in said
    assert "D3 02:00" in said


@BOTH
def test_a_provisional_report_says_so_and_has_no_ledger(language: str) -> None:
    run = scored(ledger=None, sheet=None, curves=None, advice=(), causes={}, difference=None)
    said = _read(html_report(run, language))
    assert ("暂定分（由回归估值）" if language == "zh" else "by the regression") in said
    assert ("决策时间线" if language == "zh" else "Decisions in time") not in said


def test_a_bar_shows_sign_and_error_in_words_too() -> None:
    page = html_report(scored(), "en")
    assert "+15.0 ± 1.2" in page
    assert "\u221210.0 ± 1.2" in page


def test_points_that_differ_in_nothing_are_counted_and_not_listed() -> None:
    assert "1 more points differ in nothing" in _read(html_report(scored(), "en"))


def test_every_lever_has_a_name_in_the_report() -> None:
    assert set(LEVERS) == set(EVERY_LEVER)


def test_one_future_is_no_evidence_of_anything() -> None:
    assert Estimate(mean=5.0, error=0.0, futures=1).chance == 1.0
    assert Estimate(mean=5.0, error=0.0, futures=4).chance == 0.0


@BOTH
def test_a_ledger_of_single_decisions_says_that_the_mark_is_the_regressions(language: str) -> None:
    page = html_report(scored(sheet=None, difference=None), language)
    assert {"zh": "按回归估值", "en": "by the regression"}[language] in page
    assert {"zh": "决策时间线", "en": "Decisions in time"}[language] in page
