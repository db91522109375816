import pytest

from classroom.pace import CATCH_UP_S, check_speed, next_due, seconds_for
from simulator.errors import DecisionError
from tests.classroom.tiny_case import text, tiny_case


def phase(start: str, end: str, seconds: float) -> dict[str, object]:
    return {"name": text("慢"), "start": start, "end": end, "seconds_per_hour": seconds}


def test_each_phase_has_its_own_speed():
    case = tiny_case(seconds_per_hour=3, clock=[phase("D1 08:00", "D1 10:00", 90)])
    assert seconds_for(case, 0, 60, 1) == 3
    assert seconds_for(case, 480, 490, 1) == 15
    assert seconds_for(case, 600, 610, 1) == 0.5


def test_a_speed_factor_divides_the_time():
    case = tiny_case(seconds_per_hour=6)
    assert seconds_for(case, 0, 10, 1) == 1
    assert seconds_for(case, 0, 10, 4) == 0.25


def test_a_run_on_time_keeps_its_rhythm():
    due = 100.0
    for _ in range(10):
        due = next_due(due, 0.5, due + 0.01)
    assert due == pytest.approx(105.0)


def test_a_run_that_stood_still_does_not_burst():
    due, played = 0.0, 0
    now = 1000.0
    while due <= now:
        due = next_due(due, 0.25, now)
        played += 1
    assert played <= CATCH_UP_S / 0.25 + 2


@pytest.mark.parametrize("value", [0, 0.05, 20.1, float("nan"), float("inf"), -1])
def test_speeds_outside_the_limits_are_refused(value: float):
    with pytest.raises(DecisionError):
        check_speed(value)
