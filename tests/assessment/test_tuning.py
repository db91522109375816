"""Tuning: on training worlds only, resumable, within an expert's own ranges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import assessment.tuning as module
from assessment.form import Form
from assessment.policies.expert import EXPERTS, TUNED_FILE, Expert, tuned_numbers
from assessment.policies.policy import brief_of
from assessment.policies.style import ranges
from assessment.tuning import FIRST_TRAINING_WORLD, expert_named, expert_names, keep_numbers, movable, tune
from scenarios.loader import case_names, load_case
from simulator.errors import ScenarioError, UnknownNameError

CASE = "tea-launch"
GOOD_HOURS = 8.0


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, float]]:
    """Judge a setting by its hours a piece, without playing."""
    seen: list[dict[str, float]] = []

    def attained(form: Form, expert: Expert, numbers: dict[str, float]) -> float:
        del form, expert
        seen.append(numbers)
        return 1 - abs(numbers["craft_hours"] - GOOD_HOURS) / 10

    monkeypatch.setattr(module, "_attained", attained)
    return seen


def _tune(file: Path, trials: int) -> list[module.Setting]:
    return tune(CASE, "expert-content", trials=trials, worlds=(101,), agents=1_000, file=file)


def test_the_style_as_stated_is_judged_first_and_the_best_is_returned_first(
    tmp_path: Path, tried: list[dict[str, float]]
) -> None:
    found = _tune(tmp_path / "tune.log", 8)
    assert tried[0]["craft_hours"] == EXPERTS["expert-content"].style.craft_hours
    assert found[0].attained == max(one.attained for one in found)
    for numbers in tried:
        for name, value in numbers.items():
            low, high = EXPERTS["expert-content"].free[name]
            assert low <= value <= high


def test_an_interrupted_search_goes_on(tmp_path: Path, tried: list[dict[str, float]]) -> None:
    _tune(tmp_path / "tune.log", 3)
    assert len(_tune(tmp_path / "tune.log", 5)) == len(tried) == 5


def test_no_form_in_which_people_are_marked_is_played() -> None:
    with pytest.raises(ScenarioError, match=str(FIRST_TRAINING_WORLD)):
        tune(CASE, "expert-content", worlds=(1, 101))


def test_an_unknown_expert_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="expert-delivery"):
        expert_named("expert-deliveries")


@pytest.mark.parametrize("name", expert_names())
def test_what_makes_no_difference_in_a_case_is_not_moved(name: str) -> None:
    expert = expert_named(name)
    flu = movable(expert, brief_of(load_case("flu-facts")))
    assert not set(flu) & {"paid_share", "click_bid", "coupon_share", "rooms_a_week", "creator_share"}
    assert "care_share" not in movable(expert, brief_of(load_case(CASE)))


@pytest.mark.parametrize("name", expert_names())
def test_an_experts_ranges_lie_within_those_of_style_and_hold_its_own_numbers(name: str) -> None:
    expert = expert_named(name)
    for number, (low, high) in expert.free.items():
        assert ranges()[number].low <= low <= getattr(expert.style, number) <= high <= ranges()[number].high


def test_kept_numbers_stay_beside_those_of_other_cases_and_experts(tmp_path: Path) -> None:
    file = tmp_path / "tuned.json"
    keep_numbers("expert-content", CASE, {"craft_hours": 6.12345}, file=file)
    keep_numbers("expert-content", "farm-live", {"craft_hours": 5}, file=file)
    known = json.loads(file.read_text(encoding="utf-8"))
    assert known == {"expert-content": {CASE: {"craft_hours": 6.123}, "farm-live": {"craft_hours": 5}}}


def test_shipped_numbers_belong_to_experts_and_cases_and_lie_within_their_ranges() -> None:
    assert json.loads(TUNED_FILE.read_text(encoding="utf-8")) == tuned_numbers()
    for name, cases in tuned_numbers().items():
        assert set(cases) <= set(case_names())
        for numbers in cases.values():
            for number, value in numbers.items():
                low, high = expert_named(name).free[number]
                assert low <= value <= high
