"""Any run can be taken over: competent goes on from the state of every policy, at any minute, without memory."""

from __future__ import annotations

import pytest

from assessment.play import play_policy
from assessment.policies import make_policy, policy_names
from simulator.simulation import Simulation
from tests.assessment.short_case import short

IN_THE_ROOM = 20 * 60 + 17
"""A minute in which the reference operators' room is on air, between two looks."""
MOST_REFUSED = 3


def _played_until(name: str, minute: int) -> Simulation:
    form = short()
    sim, policy, look = form.start(2), make_policy(name, form.scenario), 0
    while sim.minute < minute:
        decisions = []
        if sim.minute >= look:
            seen = sim.observe()
            decisions, look = list(policy.decide(seen)), policy.next_look(seen)
        sim.step(decisions)
    return sim


@pytest.mark.parametrize("name", sorted(policy_names()))
def test_competent_takes_over_the_run_of_any_policy(name: str) -> None:
    sim = _played_until(name, IN_THE_ROOM)
    played = play_policy(sim, make_policy("competent", short().scenario))
    assert played.sim.finished
    assert len(played.refused) <= MOST_REFUSED, played.refused[:3]
    assert played.sim.world.ledger.money_fen >= 0
    assert played.sim.world.ledger.hours_centi >= 0


@pytest.mark.parametrize("minute", [9 * 60, 11 * 60 + 30, IN_THE_ROOM, 1440 + 30])
def test_competent_taking_over_its_own_run_changes_nothing(minute: int) -> None:
    """Whoever takes over looks when the one before would have looked and does what that one would have done."""
    whole = play_policy(short().start(2), make_policy("competent", short().scenario))
    taken = play_policy(_played_until("competent", minute), make_policy("competent", short().scenario))
    assert taken.sim.digest() == whole.sim.digest()
    assert taken.refused == whole.refused
