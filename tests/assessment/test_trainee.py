"""Simulated trainees: latent skills are error rates, keyed and without memory."""

from __future__ import annotations

from dataclasses import fields

import pytest

from assessment.play import play_policy
from assessment.policies.operator import Operator
from assessment.policies.policy import brief_of
from assessment.policies.skills import EXPERT, UNTAUGHT, Skills
from assessment.policies.trainee import OWNED, Latent, TraineeHand, trainee
from simulator.errors import ScenarioError
from tests.assessment.short_case import short

NAMES = tuple(OWNED)
MINUTES = range(400)


def _all(value: float) -> Latent:
    return Latent(**dict.fromkeys(NAMES, value))


def test_every_field_of_skill_belongs_to_one_latent_skill() -> None:
    owned = [name for names in OWNED.values() for name in names]
    assert sorted(owned) == sorted(f.name for f in fields(Skills))
    assert set(NAMES) == {f.name for f in fields(Latent)}


@pytest.mark.parametrize(("value", "skills"), [(0.0, UNTAUGHT), (1.0, EXPERT)])
def test_no_skill_is_untaught_and_full_skill_an_expert(value: float, skills: Skills) -> None:
    hand = TraineeHand(_all(value), 7)
    assert {hand.at("publish.douyin", minute) for minute in MINUTES} == {skills}


def test_a_skill_is_the_share_of_occasions_that_are_handled_well() -> None:
    hand = TraineeHand(_all(0.7), 7)
    shown = [hand.at("delivery", minute) for minute in MINUTES]
    for field in ("reads_data", "targets", "good_hours", "paces", "clean_titles"):
        assert sum(getattr(one, field) for one in shown) / len(shown) == pytest.approx(0.7, abs=0.08)


def test_one_latent_skill_moves_nothing_of_the_others() -> None:
    low, high = (TraineeHand(Latent(**(dict.fromkeys(NAMES, 0.5) | {"timing": t})), 7) for t in (0.0, 1.0))
    for minute in MINUTES:
        one, other = low.at("delivery", minute), high.at("delivery", minute)
        differ = {f.name for f in fields(Skills) if getattr(one, f.name) != getattr(other, f.name)}
        assert differ <= set(OWNED["timing"])


def test_trainees_of_equal_skill_err_on_different_occasions() -> None:
    one, other = (TraineeHand(_all(0.5), seed) for seed in (1, 2))
    assert [one.at("delivery", m) for m in MINUTES] != [other.at("delivery", m) for m in MINUTES]
    assert [one.at("delivery", m) for m in MINUTES] == [
        TraineeHand(_all(0.5), 1).at("delivery", m) for m in MINUTES
    ]


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ScenarioError, match="timing"):
        Latent(reading=0.5, targeting=0.5, timing=1.5, budget=0.5, compliance=0.5)


def test_a_trainee_plays_to_the_end_and_the_same_seed_plays_the_same_run() -> None:
    form = short()
    brief = brief_of(form.scenario)
    runs = [play_policy(form.start(1), trainee(brief, _all(0.5), seed)) for seed in (3, 3, 4)]
    digests = [run.sim.digest() for run in runs]
    assert digests[0] == digests[1] != digests[2]


def test_a_trainee_without_any_skill_plays_as_the_untaught() -> None:
    form = short()
    brief = brief_of(form.scenario)
    digests = [
        play_policy(form.start(1), policy).sim.digest()
        for policy in (trainee(brief, _all(0.0), 3), Operator(brief, UNTAUGHT, "untaught"))
    ]
    assert digests[0] == digests[1]
