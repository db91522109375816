"""Evidence is the run itself played again, with the screen kept at every review point."""

from __future__ import annotations

from functools import cache

import pytest

from assessment.evidence import Evidence, gather, watch_minutes
from assessment.form import Form
from assessment.review_points import review_minutes
from simulator.decisions import Decision
from simulator.errors import DecisionError
from tests.small import paid, video, videos_only

LOG: list[tuple[int, Decision]] = [(30, video(at=480)), (500, paid(at=545))]


@cache
def _day() -> Form:
    """Return one day of the plainest case."""
    form = videos_only(1000)
    short = form.scenario.model_copy(update={"days": 1, "settlement_days": 0})
    return Form(scenario=short, audience=form.audience, world=form.world)


@cache
def _gathered() -> Evidence:
    return gather(_day(), 1, LOG)


def test_gathering_plays_the_run_as_it_was() -> None:
    sim = _day().start(1)
    waiting = list(LOG)
    while not sim.finished:
        sim.step([waiting.pop(0)[1]] if waiting and waiting[0][0] <= sim.minute else [])
    assert _gathered().final.digest() == sim.digest()


def test_every_review_point_is_a_look_and_each_decision_stands_where_it_takes_effect() -> None:
    made = _gathered()
    assert [look.minute for look in made.looks] == list(review_minutes(_day().scenario, [480, 545]))
    taken = {decision.key: look.minute for look in made.looks for decision in look.decisions}
    assert taken == {"v1": 480, "p1": 540}
    assert all(look.observation.minute == look.minute for look in made.looks)


def test_a_screen_is_that_of_before_the_decision() -> None:
    before = _gathered().before(540)
    assert before is not None
    assert before.minute == 540
    assert before.orders == ()
    assert _gathered().before(-1) is None


def test_a_log_of_another_form_is_refused() -> None:
    with pytest.raises(DecisionError):
        gather(_day(), 1, [(0, video(account="nobody"))])


def test_screens_are_kept_by_the_hour_around_events_and_by_the_minute_in_rooms() -> None:
    case = videos_only(1000).scenario
    found = watch_minutes(case, [2650], [(3000, 3020)])
    assert set(range(3000, 3020)) <= set(found)
    assert 2640 in found
    assert 2640 - 6 * 60 - 60 not in found
    assert not [minute for minute in found if minute % 60 and not 3000 <= minute < 3020]
