"""What a decision was worth: the same run under the same luck without it."""

from __future__ import annotations

import pytest

from assessment.anchors import Anchors, load_anchors
from assessment.play import play_plan, replay_log
from assessment.removal import by_cost, value_of
from assessment.score import Score, score_run
from simulator.decisions import Decision, read_decision
from simulator.simulation import Simulation
from tests.small import paid, tea, video


def _played(plan: list[Decision]) -> tuple[Simulation, Anchors, Score]:
    form = tea()
    sim = play_plan(form.start(3), plan).sim
    anchors = load_anchors(form.scenario)
    assert anchors is not None
    return sim, anchors, score_run(sim, anchors)


def _room(key: str) -> Decision:
    raw = {
        "account": "douyin",
        "title": "今晚八点开冻",
        "start": 20 * 60,
        "minutes": 60,
        "shelf": [{"product": "single"}],
    }
    return read_decision({"lever": "schedule_live", "key": key, "at": 60, **raw})


def test_a_decision_is_worth_the_run_with_it_less_the_run_without_it() -> None:
    """Removing the only piece leaves what doing nothing gives."""
    sim, anchors, actual = _played([video("v1")])
    value = value_of(tea().start(3), sim.log, "v1", anchors, actual)
    idle = score_run(replay_log(tea().start(3), []).sim, anchors)
    assert value.points == pytest.approx(actual.raw - idle.raw, abs=1e-3)
    with_it, without = ({c.key: c.value for c in score.criteria}["reach"] for score in (actual, idle))
    assert value.kpis["reach"] == with_it - without
    assert value.kpis["reach"] > 0


def test_what_names_a_removed_piece_goes_with_it() -> None:
    """An order for a video is named with the video, and not the other way round."""
    sim, anchors, actual = _played([video("v1"), paid("p1", content="v1", at=600)])
    assert value_of(tea().start(3), sim.log, "v1", anchors, actual).removed_with == ("p1",)
    assert value_of(tea().start(3), sim.log, "p1", anchors, actual).removed_with == ()


def test_the_dearest_decisions_come_first() -> None:
    """Money and hours are shares of what there was."""
    sim, _, _ = _played([video("v1"), paid("p1", content="v1", at=600, money=5000.0)])
    assert by_cost(sim) == ("p1", "v1")


def test_a_decision_made_within_a_live_minute_still_counts_when_the_room_is_removed() -> None:
    """Without the room's one-minute ticks it takes effect in the next tick and is not refused as late."""
    form = tea()
    sim = form.start(3)
    sim.decide(_room("room"))
    while sim.minute < 20 * 60 + 3:
        sim.step()
    sim.decide(video("v1"))
    log = sim.log
    assert log[-1][0] % 10 == 3
    without = replay_log(tea().start(3), log[1:])
    assert without.refused == []
    assert [decision.key for decision in without.sim.decisions] == ["v1"]
