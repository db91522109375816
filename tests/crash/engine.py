"""The engine of the crash tests: two days of a small case, a tick every quarter of a second."""

from classroom.engine import RealEngine
from tests.classroom.tiny_case import small_case


def make_engine() -> RealEngine:
    return RealEngine(lambda name: small_case(name, days=2, seconds_per_hour=1.5))
