"""What a strict reader objects to in a case that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scenarios.check import check_case
from scenarios.loader import FOLDER


def written(tmp_path: Path, change: Any) -> Path:
    case: dict[str, Any] = yaml.safe_load((FOLDER / "tea-launch.yaml").read_text(encoding="utf-8"))
    change(case)
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    return file


def set_at(*path: str | int, to: object) -> Any:
    def change(case: dict[str, Any]) -> None:
        inside: Any = case
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = to

    return change


def drop_noise(case: dict[str, Any]) -> None:
    case["events"] = [event for event in case["events"] if not event.get("noise")]


def hurry(case: dict[str, Any]) -> None:
    case["clock"] = [p for p in case["clock"] if not p["start"].startswith("D8")]


def only_where_something_happens(case: dict[str, Any]) -> None:
    case["clock"] = [
        p for p in case["clock"] if p["start"].split()[0] in ("D2", "D3", "D4", "D6", "D8", "D12")
    ]


CHANGES: dict[str, tuple[Any, str]] = {
    "weights": (set_at("goals", 0, "weight", to=30), "weights add up to 105"),
    "a KPI that does not exist": (set_at("goals", 0, "kpi", to="order"), r"goals\.orders\.kpi: .*'orders'"),
    "a short brief": (set_at("brief", "zh", to="做好上市推广。"), r"brief\.zh: 7 字"),
    "English missing": (set_at("title", "en", to="新茶饮上市"), "title: .*its own English text"),
    "no noise": (drop_noise, "one event must be pure noise"),
    "a fast clock at an event": (hurry, r"events\.foreign-object: .*the clock is fast there"),
    "a clock that gives events away": (only_where_something_happens, "slow hours with events"),
    "a lever that does not exist": (set_at("levers", 0, to="publsh"), r"levers: .*'publish'"),
    "a topic that does not exist": (set_at("rivals", 0, "topics", to={"food": 3}), r"rivals\.ganlan\.topics"),
    "a port that does not exist": (set_at("accounts", 0, "port", to="vidoe"), r"accounts\.douyin: .*'video'"),
    "a loss on every order": (set_at("products", 0, "unit_cost", to=13), r"products\.single: .*loses"),
    "more reach than people": (set_at("goals", 2, "target", to=200_000), "there are 100000 people"),
    "a rate without a minimum": (
        lambda case: case["goals"][1].update(minimum=0, constrains=None), r"goals\.redeemed: .*needs a minimum"
    ),
    "a file that is no case": (set_at("days", to="many"), r"is not a scenario"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_an_objection_is_one_line_with_its_place(what: str, tmp_path: Path) -> None:
    import re

    change, message = CHANGES[what]
    lines = check_case(written(tmp_path, change))
    assert any(re.search(message, line) for line in lines), lines


def test_two_stretches_of_the_clock_may_not_overlap(tmp_path: Path) -> None:
    lines = check_case(written(tmp_path, set_at("clock", 0, "end", to="D1 20:00")))
    assert any("overlaps" in line for line in lines)


def test_an_unknown_name_is_an_objection_too() -> None:
    assert "tea-launch" in check_case("tea-lunch")[0]
