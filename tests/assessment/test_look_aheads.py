"""Look-aheads are shared out evenly, and what leads to the same future is not played."""

from __future__ import annotations

from assessment.branch import Branch
from assessment.ledger import IDLE, _stretches, _work
from assessment.play import Played, look_on
from assessment.policies import make_policy
from assessment.valuation import POINT, WITHOUT, PointDesk, ReviewPoint
from simulator.decisions import Decision, SetRule
from simulator.futures import future_seeds
from simulator.simulation import Simulation
from tests.assessment.short_case import short

MORNING = 7 * 60
UNTIL = 11 * 60
LINES = [
    *((minute, "", POINT, 0, 8) for minute in range(0, 10_000, 240)),
    *((480, f"d{number}", WITHOUT, 0, 8) for number in range(20)),
]


def _state() -> Simulation:
    sim = short().start(2)
    look_on(Played(sim=sim), make_policy("competent", short().scenario), MORNING)
    return sim


def _desk(decisions: tuple[Decision, ...]) -> tuple[Branch, Simulation, PointDesk]:
    branch = Branch(short())
    state = branch.cut(_state())
    point = ReviewPoint(minute=MORNING, until=UNTIL, decisions=decisions)
    return branch, state, PointDesk(branch, state, state.world.seeds, point)


def test_every_future_of_every_question_is_asked_once() -> None:
    asked = [
        (line[:3], number)
        for stretch in _stretches(LINES, 8, {480}, 12_000)
        for line in stretch
        for number in range(line[3], line[4])
    ]
    assert len(asked) == len(set(asked)) == 8 * len(LINES)


def test_no_stretch_is_much_more_than_its_part_of_the_work() -> None:
    stretches = _stretches(LINES, 8, {480}, 12_000)
    work = [sum(_work(line, {480}, 12_000) for line in stretch) for stretch in stretches]
    assert max(work) < 2.1 * sum(work) / 8
    assert _work(LINES[0], {480}, 12_000) == 8 * 12_000 * IDLE


def test_deciding_as_the_policy_would_is_worth_nothing_and_not_played() -> None:
    seen = _state()
    decided = tuple(make_policy("competent", short().scenario).decide(seen.observe()))
    assert decided
    _, _, desk = _desk(decided)
    assert [one.gain for one in desk.ask("", POINT, range(2)) or []] == [0.0, 0.0]
    assert desk.rollouts == 0


def test_deciding_something_else_is_played_once_for_all_its_questions() -> None:
    rule = SetRule(key="alarm", rule="alert", metric="completion_rate", below=0.0001)
    branch, state, desk = _desk((rule,))
    (point,), (alone,) = desk.ask("", POINT, [0]) or [], desk.ask("alarm", WITHOUT, [0]) or []
    assert desk.rollouts == 3  # with it, without it, the policy at once
    seeds = future_seeds(state.world.seeds, MORNING, 0)
    assert point.taken == round(branch.play_out(state, seeds, (rule,), until=UNTIL).value, 8) == alone.taken
    assert point.other == round(branch.play_out(state, seeds).value, 8)
