"""Review points stand where decisions take effect and, between these, by the clock."""

from __future__ import annotations

from assessment.review_points import LIVE_EVERY, live_windows_of, review_minutes, tick_start
from scenarios.loader import load_case
from simulator.decisions import ScheduleLive
from tests.small import tea, video

FARM = load_case("farm-live")


def test_doing_nothing_is_reviewed_at_the_start_and_four_times_a_day() -> None:
    assert review_minutes(FARM, [])[:6] == (0, 420, 660, 900, 1140, 1860)
    assert len(review_minutes(FARM, [])) == 1 + 4 * FARM.days


def test_a_decision_is_reviewed_at_the_start_of_the_tick_in_which_it_takes_effect() -> None:
    assert 540 in review_minutes(FARM, [547])
    assert 547 not in review_minutes(FARM, [547])


def test_two_decisions_of_one_tick_share_a_review_point() -> None:
    assert review_minutes(FARM, [541, 549]) == review_minutes(FARM, [541])


def test_a_live_room_is_reviewed_every_five_minutes_and_no_longer_than_it_lasts() -> None:
    found = review_minutes(FARM, [], [(1200, 1290, 0)])
    inside = [minute for minute in found if 1200 <= minute < 1290]
    assert inside == list(range(1200, 1290, LIVE_EVERY))
    assert 1290 not in found


def test_in_a_live_room_a_decision_is_reviewed_in_its_own_minute() -> None:
    assert 1213 in review_minutes(FARM, [1213], [(1200, 1290)])


def test_nothing_is_reviewed_after_the_trainees_time() -> None:
    assert max(review_minutes(FARM, [FARM.end_minute, FARM.end_minute + 60])) < FARM.end_minute


def test_review_points_are_ticks_that_the_simulation_really_plays() -> None:
    room = ScheduleLive.model_validate(
        {"key": "l1", "account": "douyin", "title": "到店喝桂花乌龙冻", "start": 1205, "minutes": 17}
    )
    sim = tea(1000).start(1)
    starts = [sim.minute]
    sim.step([room, video(at=1227)])
    while sim.minute < 1440:
        starts.append(sim.minute)
        sim.step()
    wanted = [m for m in review_minutes(tea(1000).scenario, [1227], live_windows_of([room])) if m < 1440]
    assert set(wanted) <= set(starts)
    assert tick_start(1227, live_windows_of([room])) in starts
