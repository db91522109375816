"""A run cut down to a part of its people: nothing is changed, and the part goes on as the whole would."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from assessment.branch import Branch
from assessment.form import Form, load_form
from assessment.play import play_policy
from assessment.policies import make_policy
from simulator import market as mk
from simulator.crowd import crowd_of
from simulator.simulation import Simulation
from tests.small import tea

CASES = ("tea-launch", "farm-live", "flu-facts")
PARTS = 4


class _Until:
    """A policy that stops deciding, so that a run of it can be looked at in the middle."""

    def __init__(self, form: Form, minute: int) -> None:
        self._policy = make_policy("competent", form.scenario)
        self._minute = minute
        self.name = "until"

    def play(self, sim: Simulation) -> Simulation:
        look = 0
        while sim.minute < self._minute:
            if sim.minute >= look:
                seen = sim.observe()
                sim.step(list(self._policy.decide(seen)))
                look = max(sim.minute, self._policy.next_look(seen))
            else:
                sim.step()
        return sim


@cache
def _middle(case: str) -> tuple[Form, Simulation]:
    form = load_form(case, agents=8000)
    return form, _Until(form, 2 * 1440 + 20 * 60).play(form.start(5))


def test_with_everybody_in_it_the_crowd_goes_on_exactly_as_the_run() -> None:
    form, sim = _middle("tea-launch")
    branch = Branch(form, form.audience.n)
    cut, fork = branch.cut(sim), sim.fork()
    for run in (cut, fork):
        run.advance(hours=8)
    assert cut.digest() == fork.digest()
    assert cut.kpis() == fork.kpis()


@pytest.mark.parametrize("case", CASES)
def test_a_quarter_of_the_people_is_about_the_same_run(case: str) -> None:
    form, sim = _middle(case)
    before = sim.digest()
    branch = Branch(form, form.audience.n // PARTS)
    run = branch.cut(sim)
    assert sim.digest() == before
    assert run.world.audience.n == form.audience.n // PARTS
    assert run.world.ledger.money_fen == sim.world.ledger.money_fen
    part, whole = run.kpis(), sim.kpis()
    for name in ("reach", "effective_reach"):
        assert part[name] == pytest.approx(whole[name], rel=0.2)  # communities are few
    held, all_held = (x.world.items.totals.sum(axis=0) for x in (run, sim))
    assert held[0] == pytest.approx(all_held[0] / PARTS, rel=0.05)


@pytest.mark.parametrize("case", CASES)
def test_a_quarter_of_the_people_goes_on_to_the_end(case: str) -> None:
    form, sim = _middle(case)
    branch = Branch(form, form.audience.n // PARTS)
    run = branch.cut(sim)
    played = play_policy(run, make_policy("competent", branch.scenario)).sim
    whole = play_policy(sim.fork(), make_policy("competent", form.scenario)).sim
    assert played.kpis()["reach"] == pytest.approx(whole.kpis()["reach"], rel=0.2)


def test_orders_and_meetings_are_of_people_in_the_crowd() -> None:
    form, sim = _middle("farm-live")
    branch = Branch(form, form.audience.n // PARTS)
    world = branch.cut(sim).world
    n = branch.crowd.audience.n
    assert (world.book.rows[:, mk.O_PERSON] < n).all()
    waiting = world.state["short_video"]["pending"]
    assert all((part[:, 1] < n).all() for parts in waiting.buckets.values() for part in parts)


def test_a_crowd_is_whole_communities_and_keeps_everybodys_ties() -> None:
    audience = tea().audience
    crowd = crowd_of(audience, PARTS)
    inside = np.isin(audience.community, crowd.audience.community)
    assert inside.sum() - crowd.members.size <= np.bincount(audience.community).max()
    lengths = np.diff(audience.friends.indptr)[crowd.members]
    assert (np.diff(crowd.audience.friends.indptr) == lengths).all()
    assert crowd_of(audience, PARTS).members.tolist() == crowd.members.tolist()


def test_counts_keep_their_sum() -> None:
    crowd = crowd_of(tea().audience, PARTS)
    cells = np.arange(40).reshape(4, 10)
    assert crowd.counts(cells).sum(axis=1).tolist() == (cells.sum(axis=1) // PARTS).tolist()


def test_kernels_meet_the_same_kind_of_arrays_in_a_crowd_as_in_a_run():
    # Numba tells read-only arrays from others: it would compile every kernel once more, for minutes
    people = tea().audience
    crowd = crowd_of(people, PARTS).audience
    for one in (people, crowd):
        arrays = (one.rows, one.slots, one.rhythms, one.community, one.friends.indices, one.followers.indptr)
        assert not any(array.flags.writeable for array in arrays)
