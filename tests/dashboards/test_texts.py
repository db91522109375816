"""Both languages, everywhere: the catalogue is complete and pages hold no words of their own."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import dashboards
from dashboards import i18n
from dashboards.i18n import tx
from dashboards.lever_fields import LEVER_GROUPS, choices, field_name, fields_of, option_name
from dashboards.numbers import change, count, hours, kind_of, money, percent, points, reading
from dashboards.typesetting import chinese
from dashboards.visit import Visit, visiting
from simulator.decisions import LEVERS
from simulator.observation import Reading
from simulator.texts import Text
from tests.dashboards.sample_case import scenario

ROOT = Path(dashboards.__file__).parent
CJK = re.compile(r"[\u4e00-\u9fff]")
# strings that are data, not words on a page
ALLOWED = {"numbers.py", "plan.py", "forms.py", "tiles.py"}
SIGNS = {"，", "：", "；", " 亿", " 万", "％", "占比", "元", "秒"}


def modules() -> list[Path]:
    return [path for path in ROOT.rglob("*.py") if "__pycache__" not in path.parts]


def literals(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.name)
def test_no_page_module_holds_chinese_words(path: Path):
    found = [text for text in literals(path) if CJK.search(text) and text not in SIGNS]
    assert found == []


def test_every_text_has_both_languages():
    for file in sorted((ROOT / "texts").glob("*.json")):
        entries = json.loads(file.read_text(encoding="utf-8"))
        for key, pair in entries.items():
            assert len(pair) == 2, key
            assert all(isinstance(text, str) and text.strip() for text in pair), key
            assert set(re.findall(r"{(\w+)}", pair[0])) == set(re.findall(r"{(\w+)}", pair[1])), key


def test_no_key_stands_in_two_files():
    keys = [
        key
        for file in (ROOT / "texts").glob("*.json")
        for key in json.loads(file.read_text(encoding="utf-8"))
    ]
    assert len(keys) == len(set(keys))


def test_every_key_that_a_module_asks_for_exists():
    asked = set()
    for path in modules():
        asked |= set(re.findall(r"\bt\(\s*\"([a-z0-9_.+-]+)\"", path.read_text(encoding="utf-8")))
    assert len(asked) > 150
    assert {key for key in asked if not i18n.known(key)} == set()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("lever", sorted(LEVERS))
def test_every_lever_and_each_of_its_fields_has_a_name(language: str, lever: str):
    with visiting(Visit(language=language)):
        assert i18n.known(f"lever.{lever}")
        assert i18n.known(f"lever.{lever}.what")
        for field in fields_of(lever):
            short = field.name.rsplit(".", 1)[-1]
            assert i18n.known(f"field.{lever}.{field.name}") or i18n.known(f"field.{short}"), field.name
            for value in field.options:
                name = option_name(lever, field.name, value)
                assert name != value or value in {"18-23", "24-30", "31-40", "41-49", "50+", "18-30"}, (
                    field.name,
                    value,
                )
            assert field_name(lever, field.name)


def test_every_lever_stands_in_exactly_one_group():
    grouped = [lever for _, levers in LEVER_GROUPS for lever in levers]
    assert sorted(grouped) == sorted(LEVERS)


def test_a_choice_before_the_first_tick_offers_what_the_case_knows():
    from dashboards.backend import RunState

    state = RunState(key="r1", scenario=scenario(), status="paused")
    by_name = {field.name: field for field in fields_of("publish")}
    assert len(choices("publish", by_name["account"], state, None)) == 5
    assert choices("publish", by_name["adapted_from"], state, None) == []


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("zh", 9_999, "9,999"),
        ("zh", 12_300, "1.2 万"),
        ("zh", 340_000_000, "3.4 亿"),
        ("en", 12_300, "12k"),
        ("en", 340_000_000, "340M"),
        ("zh", -12_300, "\u22121.2 万"),
    ],
)
def test_counts_are_written_as_the_field_writes_them(language: str, value: float, text: str):
    with visiting(Visit(language=language)):
        assert count(value) == text


def test_money_rates_and_changes_carry_their_unit_and_sign():
    assert money(12_900) == "¥12,900"
    assert money(12.9) == "¥12.90"
    assert money(-2430) == "\u2212¥2,430"
    assert percent(0.0534) == "5.3%"
    assert points(0.008) == "+0.8 pp"
    assert points(-0.008) == "\u22120.8 pp"
    assert hours(132.5) == "132.5 h"
    assert change(110, 100) == "▲ +10.0%"
    assert change(1, 0) == "—"


def test_a_missing_number_never_looks_like_zero():
    assert reading(Reading(value=None, state="too_small")) == "样本过小"
    assert reading(None) == "—"
    assert reading(Reading(value=0.0)) == "0"
    assert reading(Reading(value=0.31, state="estimated", error=0.025), "share") == "31.0% ± 2.5%"


def test_a_kpi_is_written_in_its_unit():
    assert kind_of("redemption_rate") == "share"
    assert kind_of("aware_18_30", "占比") == "share"
    assert kind_of("contribution", "元") == "yuan"
    assert kind_of("mean_stay_s") == "seconds"
    assert kind_of("orders", "单") == "count"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("待销, 县融媒请你; 任务: 售出 1,700 斤", "待销，县融媒请你；任务：售出 1,700 斤"),
        ("微博蓝V(6 个)和 D4 20:00", "微博蓝V（6 个）和 D4 20:00"),
        (
            "资源: 上限 24,000 元, 达人(都可开播)、社群。\n要求: 盯数据",
            "资源：上限 24,000 元，达人（都可开播）、社群。\n要求：盯数据",
        ),
        ("DOU+ only, please", "DOU+ only, please"),
    ],
)
def test_chinese_is_set_with_full_width_marks(typed: str, set_: str):
    assert chinese(typed) == set_


def test_only_chinese_pages_are_set_in_chinese():
    text = Text(zh="售价, 元", en="price, yuan")
    with visiting(Visit(language="en")):
        assert tx(text) == "price, yuan"
    with visiting(Visit(language="zh")):
        assert tx(text) == "售价，元"
