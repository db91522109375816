"""The engine of the crash tests: two days of a small case, a tick every quarter of a second."""

from tests.classroom.stand_in import StandInEngine


def make_engine() -> StandInEngine:
    return StandInEngine(days=2, seconds_per_hour=1.5)
