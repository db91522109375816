"""Case files: found by name, read strictly, refused with the place of the mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scenarios.loader import (
    FOLDER,
    SCENARIO,
    SCHEMA_FILE,
    build_case,
    case_names,
    case_schema,
    load_case,
    schema_text,
)  # fmt: skip
from scenarios.safe_yaml import DEPTH_LIMIT, SIZE_LIMIT, read_text
from simulator.errors import ScenarioError, UnknownNameError
from simulator.events import event_kinds

NAMES = ("farm-live", "flu-facts", "tea-launch")
HOSTILE = {
    "a tag": ("id: !!python/object/apply:os.system ['ls']", "tags"),
    "a harmless tag": ("id: !!str tea", "tags"),
    "an own tag": ("id: !secret tea", "tags"),
    "an anchor": ("id: &a tea", "anchors"),
    "an alias": ("id: &a [1]\nversion: *a", "anchors"),
    "a laughing bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "anchors"),
    "a merge key": ("base: {a: 1}\nuse:\n  <<: {a: 1}", "merge"),
    "a duplicate key": ("id: tea\nversion: 1\nid: coffee", "'id' stands twice"),
    "an inner duplicate key": ("title: {zh: 一, en: one, zh: 二}", "'zh' stands twice"),
    "deep nesting": ("[" * 60 + "]" * 60, "nested deeper"),
    "very deep nesting": ("[" * 50_000, "nested deeper"),
    "not a number": ("money: .nan", "no number"),
    "an infinite number": ("goals: [{target: -.inf}]", r"goals\[0\]\.target"),
    "a huge number": ("money: " + "9" * 5_000, "digits|too large"),
    "a huge hexadecimal number": ("money: 0x" + "f" * 400, "too large"),
    "a date": ("start: 2026-07-01", "quotes"),
    "binary": ("id: !!binary aGk=", "tags"),
    "a set": ("id: !!set {a, b}", "tags"),
    "two documents": ("id: a\n---\nid: b", "another document"),
    "a key that is a list": ("? [1, 2]\n: x", "a key is a plain name"),
    "a key that is a number": ("1: x", "no text"),
    "no YAML": ("id: [1, 2", "line"),
    "a tabulator": ("id:\n\t- x", "line"),
    "a control character": ("id: \x07", "special characters"),
    "a list": ("- id: tea", "a mapping of fields"),
    "nothing": ("", "a mapping of fields"),
    "a word": ("tea", "a mapping of fields"),
}


def raw(name: str = "tea-launch") -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return value


def test_three_cases_come_with_the_sandbox() -> None:
    assert case_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_found_by_its_name_and_by_its_path(name: str) -> None:
    assert load_case(name).id == name
    assert load_case(FOLDER / f"{name}.yaml") == load_case(name)


def test_an_unknown_name_is_refused_and_the_nearest_is_suggested() -> None:
    with pytest.raises(UnknownNameError, match="tea-launch"):
        load_case("tea-lunch")


def test_a_missing_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"missing\.yaml is not a scenario:\n  cannot be read"):
        load_case(tmp_path / "missing.yaml")


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_a_hostile_file_is_refused(what: str, tmp_path: Path) -> None:
    text, message = HOSTILE[what]
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=rf"x\.yaml is not a scenario:\n(.|\n)*({message})"):
        load_case(file)


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"#" * (SIZE_LIMIT + 1))
    with pytest.raises(ScenarioError, match="larger than 1,000,000 bytes"):
        load_case(file)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"id: \xff\xfe")
    with pytest.raises(ScenarioError, match="save the file as UTF-8"):
        load_case(file)


def test_a_windows_editors_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + (FOLDER / "tea-launch.yaml").read_bytes().replace(b"\n", b"\r\n"))
    assert load_case(file).goals == load_case("tea-launch").goals


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_our_own_words(text: str) -> None:
    told = ""
    try:
        read_text(text, "x.yaml", SCENARIO)
    except ScenarioError as problem:
        told = str(problem)
    assert not told or told.startswith("x.yaml is not a scenario:\n  ")


def test_nesting_as_deep_as_cases_need_is_read() -> None:
    depth = DEPTH_LIMIT
    assert read_text("[" * depth + "]" * depth, "x.yaml", SCENARIO) is not None


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("dayz",), 3, r"  dayz: unknown field\. Did you mean 'days'\?"),
        (("goals", 0, "wieght"), 3, r"  goals\.orders\.wieght: unknown field\. Did you mean 'weight'\?"),
        (("goals", 0, "weight"), "much", r"  goals\.orders\.weight: "),
        (("days",), 0, r"  days: Input should be greater than or equal to 1"),
        (("brief", "en"), "", r"  brief\.en: "),
        (("events", 0, "latest"), "D99 10:00", r"events\.cut-price: earliest <= latest"),
        (("events", 0, "kind"), "rival_ofer", r"  events\.cut-price\.kind: .*'rival_offer'"),
        (("events", 0, "options", "orders"), 9, r"  events\.cut-price\.options\.orders: "),
        (
            ("events", 0, "options", "rival"),
            "nobody",
            r"  events\.cut-price\.options\.rival: 没有名为 'nobody' 的竞品.* / no rival named 'nobody'",
        ),
        (("accounts", 0, "channel"), "short_vidoe", r"accounts\.douyin\.channel: 'short_vidoe'"),
        (("products", 0, "stock"), "milk", r"products\.single\.stock: no stock named 'milk'"),
        (("audience", "city_tier_mix"), {"tier3": 0.4}, r"city_tier_mix must sum to 1"),
        (("money",), True, r"  money: "),
    ],
)
def test_a_mistake_is_named_with_its_place(path: tuple[str | int, ...], value: object, message: str) -> None:
    if path == ("money",):
        value = "plenty"
    case = raw()
    inside: Any = case
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    with pytest.raises(ScenarioError, match=r"scenarios/x\.yaml is not a scenario:\n(.|\n)*" + message):
        build_case(case, "scenarios/x.yaml")


def test_all_mistakes_are_named_at_once() -> None:
    case = raw() | {"dayz": 3, "hours": -1}
    with pytest.raises(ScenarioError) as refused:
        build_case(case, "x.yaml")
    assert len(str(refused.value).splitlines()) == 3


# ---- the schema -----------------------------------------------------------------------------------


def test_the_stored_schema_is_the_generated_one() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run scenarios.loader.write_schema()"


def test_the_schema_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(case_schema())


def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_accepts_the_cases(name: str) -> None:
    assert [error.message for error in validator().iter_errors(raw(name))] == []


def test_an_editor_with_the_schema_sees_a_wrong_field_option_and_kind() -> None:
    for change in (
        {"dayz": 3},
        {"events": [{**raw()["events"][0], "kind": "rumour"}]},
        {
            "events": [
                {**raw()["events"][0], "options": {"rival": "ganlan", "products": "single", "orders": 3}}
            ]
        },
    ):
        assert list(validator().iter_errors(raw() | change)) != []


def test_the_schema_knows_the_options_of_every_event_kind() -> None:
    assert {f"{kind}_options" for kind in event_kinds()} <= set(case_schema()["$defs"])
