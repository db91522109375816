"""Policies: one code, explicit skills, eyes on the observation only."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import assessment.policies as package
from assessment.anchors import EXPERTS, FLOORS
from assessment.play import play_policy, replay_log
from assessment.policies import make_policy, policy_names
from assessment.policies.operator import Operator
from assessment.policies.skills import COMPETENT, EXPERT, UNTAUGHT, Skills, steps
from assessment.policies.trainee import TraineeHand
from assessment.removal import dependents
from simulator.errors import UnknownNameError
from tests.small import paid, tea, video

FOLDER = Path(package.__file__).parent


def test_the_reference_policies_are_found() -> None:
    """A policy is one file; nobody lists it."""
    assert {*FLOORS, "novice", "competent", *EXPERTS} <= set(policy_names())


def test_an_unknown_policy_is_answered_with_the_nearest() -> None:
    """Did you mean."""
    with pytest.raises(UnknownNameError, match="expert-content"):
        make_policy("expert-contents", tea().scenario)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.stem)
def test_policies_see_the_observation_only(path: Path) -> None:
    """No policy imports the world, the truth or the simulation."""
    names = {
        n.module
        for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(n, ast.ImportFrom)
    }
    assert not names & {"simulator.world", "simulator.simulation", "simulator.truth", "simulator.kpis"}


def test_novice_competent_and_experts_share_one_code() -> None:
    """They differ in their skills and style and in nothing else; the experts only in style."""
    made = [make_policy(name, tea().scenario) for name in ("novice", "competent", *EXPERTS)]
    assert {type(p) for p in made} == {Operator}
    hands = [p.hand for p in made if isinstance(p, Operator)]
    assert isinstance(hands[0], TraineeHand)
    assert hands[1] == COMPETENT
    styles = [hand.style for hand in hands[2:] if isinstance(hand, Skills)]
    assert [replace(hand, style=EXPERT.style) for hand in hands[2:] if isinstance(hand, Skills)] == [
        EXPERT
    ] * 3
    assert len(set(styles)) == len(EXPERTS)


def test_raising_every_skill_by_itself_names_each_difference() -> None:
    """The ladder report has a row for each skill that differs."""
    names = [name for name, _ in steps(UNTAUGHT, COMPETENT)]
    assert "keeps_price" in names
    assert len(names) == len(set(names)) > 5


def test_the_same_policy_and_seed_play_the_same_run_and_its_log_replays_it() -> None:
    """A replay of the accepted decisions gives the same counts, bit for bit."""
    form = tea()
    played = play_policy(form.start(3), make_policy("expert-content", form.scenario))
    again = replay_log(form.start(3), played.sim.log)
    assert again.sim.digest() == played.sim.digest()
    assert not again.refused


def test_removing_a_piece_removes_what_names_it() -> None:
    """An order for a video goes with the video; a stranger stays."""
    made = [video("v1"), paid("p1", content="v1"), video("v2")]
    assert dependents(made, "v1") == ("p1",)
    assert dependents(made, "v2") == ()
