"""Plan files: decisions with clock times, refused with the decision and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.plan import build_plan, load_plan, plan_names
from simulator.errors import DecisionError, PlanError, UnknownNameError
from simulator.scenario import minute_of
from tests.scenarios.people import run_of

RESTOCK = {"lever": "restock", "key": "r", "at": "D2 20:10", "stock": "jelly", "quantity": 4}


def test_a_clock_text_becomes_a_minute() -> None:
    (decision,) = build_plan([RESTOCK], "p.yaml")
    assert decision.at == 2650


def test_the_start_of_a_live_room_is_a_clock_text_too() -> None:
    room = {
        "lever": "schedule_live",
        "key": "l",
        "account": "a",
        "title": "t",
        "start": "D3 19:00",
        "minutes": 60,
    }
    (decision,) = build_plan([room], "p.yaml")
    assert decision.start == minute_of("D3 19:00")  # type: ignore[attr-defined]


def test_decisions_come_in_the_order_of_their_minutes() -> None:
    later = {**RESTOCK, "key": "s", "at": "D1 09:00"}
    assert [d.key for d in build_plan([RESTOCK, later], "p.yaml")] == ["s", "r"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"lever": "restock"}, "a plan is a list"),
        (["restock"], "decision 1: a decision is a mapping"),
        ([{**RESTOCK, "at": "2nd day"}], r"decision 1 \(r\): at: '2nd day' is no clock time"),
        ([{**RESTOCK, "at": "D2 24:00"}], "no clock time"),
        ([{**RESTOCK, "quantity": -4}], r"decision 1 \(r\): .*quantity"),
        ([{**RESTOCK, "lever": "restok"}], r"decision 1 \(r\)"),
        ([{**RESTOCK, "amount": 4}], "amount"),
        ([RESTOCK, {**RESTOCK, "at": "D3 20:10"}], "key 'r' stands twice"),
        ([RESTOCK] * 2001, "at most 2000"),
    ],
)
def test_a_mistake_is_named_with_its_decision(raw: object, message: str) -> None:
    with pytest.raises(PlanError, match=r"p\.yaml is not a plan:\n(.|\n)*" + message):
        build_plan(raw, "p.yaml")


@pytest.mark.parametrize("text", ["- &a {lever: restock}\n- *a", "- {key: 1, key: 2}", "- !x {}", "[" * 99])
def test_a_hostile_plan_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match=r"p\.yaml is not a plan"):
        load_plan(file)


def test_an_unknown_plan_is_refused_and_the_nearest_is_suggested() -> None:
    with pytest.raises(UnknownNameError, match="tea-launch-first-week"):
        load_plan("tea-launch-first-weak")


@pytest.mark.parametrize("name", plan_names())
def test_an_example_plan_is_accepted_decision_by_decision(name: str) -> None:
    sim = run_of("tea-launch")
    waiting = load_plan(name)
    refused: list[tuple[str, str]] = []
    while waiting:
        due = [d for d in waiting if (d.at or 0) < sim.minute + 10]
        waiting = [d for d in waiting if (d.at or 0) >= sim.minute + 10]
        for decision in due:
            try:
                sim.decide(decision)
            except DecisionError as problem:
                refused.append((decision.key, str(problem)))
        sim.step()
    assert refused == []
    sim.advance(days=1)
    assert sim.kpis()["orders"] > 0
