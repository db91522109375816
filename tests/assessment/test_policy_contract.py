"""What every policy in the registry keeps to, in every case: legal decisions, never in a loop, always the same."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from assessment.form import load_form
from assessment.ladder import ONE_THING, RUNGS
from assessment.policies import make_policy, policy_names
from scenarios.loader import case_names
from simulator.decisions import Decision, read_decision

AGENTS, CHANCE = 1_000, 5
LAST_MINUTE = 20 * 60
REFUSED_IN_A_ROW = 3
"""So often may the same thing be refused, the screen having shown no reason why."""

Played = tuple[tuple[Decision, ...], tuple[Decision, ...]]


def _play(case: str, name: str) -> Played:
    """Return what a policy decided in the first working day, and what was refused."""
    form = load_form(case, agents=AGENTS)
    sim, policy = form.start(CHANCE), make_policy(name, form.scenario)
    made: list[Decision] = []
    refused: list[Decision] = []
    look = 0
    while sim.minute < LAST_MINUTE:
        decisions: list[Decision] = []
        if sim.minute >= look:
            seen = sim.observe()
            decisions = list(policy.decide(seen))
            fresh = make_policy(name, form.scenario)
            assert list(fresh.decide(seen)) == decisions, "it remembers something that cannot be seen"
            assert fresh.next_look(seen) == policy.next_look(seen)
            look = policy.next_look(seen)
            assert look > sim.minute, "a policy that looks again at once never lets time pass"
        made += decisions
        refused += [decision for decision, _ in sim.step(decisions).refused]
    return tuple(made), tuple(refused)


played = cache(_play)
EVERY = pytest.mark.parametrize(
    ("case", "name"), [(case, name) for case in case_names() for name in policy_names()]
)


def test_the_one_thing_policies_are_in_the_registry() -> None:
    assert set(ONE_THING) | set(RUNGS) <= set(policy_names())
    assert all(label.zh != label.en for label in policy_names().values())


@EVERY
def test_a_policy_decides_what_a_form_would_take(case: str, name: str) -> None:
    levers = load_form(case, agents=AGENTS).scenario.levers
    made, _ = played(case, name)
    assert {decision.lever for decision in made} <= set(levers)
    for decision in made:
        assert read_decision(decision.model_dump(mode="json")) == decision


@EVERY
def test_a_policy_does_not_ask_again_for_what_was_refused(case: str, name: str) -> None:
    made, refused = played(case, name)
    keys = Counter(decision.key for decision in made)
    assert not keys or max(keys.values()) == 1, keys.most_common(1)
    asked = Counter(decision.model_dump_json(exclude={"key", "at"}) for decision in refused)
    assert not asked or max(asked.values()) <= REFUSED_IN_A_ROW, asked.most_common(1)


@EVERY
def test_the_same_seeds_give_the_same_decisions(case: str, name: str) -> None:
    assert _play(case, name) == played(case, name)


# early-stop differs only from the third day on, broken-price only where something is sold
@pytest.mark.parametrize("name", sorted(set(ONE_THING) - {"broken-price", "early-stop"}))
def test_a_one_thing_policy_is_not_the_competent_operator(name: str) -> None:
    """Otherwise the study compares a policy with itself."""
    for case in case_names():
        assert played(case, name) != played(case, "competent")


def test_where_nothing_is_sold_no_price_can_be_broken() -> None:
    """The one case in which a one-thing policy is the competent operator, by its brief."""
    assert played("flu-facts", "broken-price") == played("flu-facts", "competent")
    assert played("tea-launch", "broken-price") != played("tea-launch", "competent")
