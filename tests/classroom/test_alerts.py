"""Alerts a trainee sets are kept with the run: over a restart, until they are deleted."""

from __future__ import annotations

from typing import Any

import pytest

from classroom.alerts import MOST, Alert
from classroom.live_numbers import hour_body
from classroom.runs import Classroom
from simulator.errors import DecisionError, UnknownNameError
from tests.dashboards.sample_seen import observation

RAW: dict[str, Any] = {"number": "views", "channel": "weibo", "side": "below", "threshold": 100}


@pytest.fixture
def run(room: Classroom) -> str:
    return room.create_run("tiny", paused=True).id


def test_an_alert_survives_a_restart_and_counts_from_when_it_was_set(room: Classroom, run: str, url: str):
    room.alerts.add(run, RAW).result()
    again = Classroom.open(url)
    (kept,) = again.alerts.read(run)
    again.close()
    assert kept == Alert(
        key=kept.key, number="views", channel="weibo", side="below", threshold=100.0, minute=0
    )


def test_alerts_belong_to_one_run(room: Classroom, run: str):
    other = room.create_run("tiny", paused=True).id
    for threshold in (3, 1, 2):
        room.alerts.add(run, {**RAW, "threshold": threshold}).result()
    assert sorted(one.threshold for one in room.alerts.read(run)) == [1.0, 2.0, 3.0]
    assert room.alerts.read(other) == ()


def test_a_deleted_alert_is_gone_and_may_be_set_again(room: Classroom, run: str):
    room.alerts.add(run, RAW).result()
    (kept,) = room.alerts.read(run)
    assert room.alerts.drop(run, kept.key).result()
    assert not room.alerts.drop(run, kept.key).result()
    room.alerts.add(run, RAW).result()
    assert len(room.alerts.read(run)) == 1


def test_another_runs_alert_cannot_be_deleted(room: Classroom, run: str):
    room.alerts.add(run, RAW).result()
    (kept,) = room.alerts.read(run)
    assert not room.alerts.drop(room.create_run("tiny", paused=True).id, kept.key).result()
    assert room.alerts.read(run) == (kept,)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": None}, "number"),
        ({"number": "<b>"}, "number"),
        ({"channel": "a b"}, "channel"),
        ({"side": "near"}, "side"),
        ({"threshold": ""}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": True}, "threshold"),
        ({"threshold": 1e13}, "threshold"),
    ],
)
def test_an_alert_that_makes_no_sense_is_refused_at_its_field(
    room: Classroom, run: str, change: dict[str, Any], field: str
):
    with pytest.raises(DecisionError) as refused:
        room.alerts.add(run, {**RAW, **change}).result()
    assert refused.value.field == field
    assert room.alerts.read(run) == ()


def test_the_same_alert_twice_and_one_too_many_are_refused(room: Classroom, run: str):
    room.alerts.add(run, RAW).result()
    with pytest.raises(DecisionError, match="already"):
        room.alerts.add(run, {**RAW, "threshold": 100.0}).result()
    for threshold in range(1, MOST):
        room.alerts.add(run, {**RAW, "threshold": threshold}).result()
    with pytest.raises(DecisionError, match="at most"):
        room.alerts.add(run, {**RAW, "threshold": MOST}).result()


def test_an_alert_of_a_run_that_does_not_exist_is_refused(room: Classroom):
    with pytest.raises(UnknownNameError):
        room.alerts.add("nobody", RAW).result()


def test_the_kept_hours_hold_what_is_left_of_each_stock():
    assert hour_body(observation())["stocks"] == {"jelly": 206}
