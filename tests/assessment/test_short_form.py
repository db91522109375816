"""Short forms: as long as an exam allows, the same for everybody, over when they are over."""

from __future__ import annotations

import pytest

from assessment.play import play_policy
from assessment.policies import make_policy, policy_names
from assessment.review_points import review_minutes
from assessment.short_form import (
    LONGEST_S,
    SHORTEST_S,
    Exercise,
    exam_seconds,
    exercise,
    short_form,
    short_forms,
    short_scenario,
)
from scenarios.loader import case_names, load_case
from simulator.errors import ScenarioError

PEOPLE = 1_000
SHOW = ((4 * 1440 - 240, 4 * 1440 - 150),)


def test_there_are_six_or_more_over_all_cases() -> None:
    forms = short_forms().values()
    assert len(forms) >= 6
    assert {form.case for form in forms} == set(case_names())


@pytest.mark.parametrize("key", short_forms())
def test_every_form_takes_15_to_20_minutes_and_begins_at_a_review_point(key: str) -> None:
    form = short_form(key)
    rooms = SHOW if form.rooms else ()
    assert SHORTEST_S <= exam_seconds(form, rooms) <= LONGEST_S
    assert form.first_minute in review_minutes(short_scenario(form), (), rooms)
    assert form.opened_by in policy_names()


def test_what_adds_up_is_the_part_of_its_days_and_what_does_not_stays() -> None:
    form, whole = short_form("tea-d2"), load_case("tea-launch")
    short = short_scenario(form)
    targets = {goal.key: goal.target for goal in short.goals}
    assert short.days == 5
    assert short.money == pytest.approx(whole.money * 5 / 14, abs=0.01)
    assert targets["orders"] == pytest.approx(1400 * 5 / 14)
    assert (targets["reach"], targets["aware"], targets["redeemed"]) == (40_000, 0.20, 0.78)
    assert "schedule_live" not in short.levers


def test_everybody_begins_in_the_same_state_with_luck_of_their_own() -> None:
    ready = exercise("flu-d3", PEOPLE)
    one, same, other = (ready.begin(chance) for chance in (1, 1, 2))
    assert one.minute == ready.form.first_minute
    assert one.digest() == same.digest() == other.digest()
    one.advance(hours=24)
    other.advance(hours=24)
    assert one.digest() != other.digest()


def test_a_kept_checkpoint_is_the_state_that_was_played() -> None:
    first, again = Exercise(short_form("flu-d3"), PEOPLE), Exercise(short_form("flu-d3"), PEOPLE)
    ends = []
    for ready in (first, again):
        sim = ready.begin(3)
        sim.advance(hours=12)
        ends.append(sim.digest())
    assert ends[0] == ends[1]


def test_after_the_last_day_nothing_is_decided() -> None:
    ready = exercise("flu-d3", PEOPLE)
    sim = play_policy(ready.begin(1), make_policy("competent", ready.scenario)).sim
    last = ready.form.last_day * 1440
    assert sim.finished
    assert sim.minute > last
    assert max(minute for minute, _ in sim.log) < last


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ScenarioError, match="tea-d2"):
        short_form("tea-d3")
