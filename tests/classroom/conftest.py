import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from assessment.anchors import Anchors, PolicyMeans
from classroom.claims import HostSettings
from classroom.engine import RealEngine
from classroom.host import Host
from classroom.marking import Marking
from classroom.playable import Engine
from classroom.runs import Classroom
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from store.database import Store
from tests.classroom.tiny_case import publish, small_case

TOPICS = (64, *[0] * 23)


def features(topic_match: int = 80) -> TextFeatures:
    return TextFeatures(
        topics=TOPICS,
        topic_match=topic_match,
        length_chars=30,
        title_chars=12,
        effort=20,
        clickbait=0,
        hook=40,
        call_to_action=10,
        info_points=1,
        rumor_restated=0,
        sentiment=10,
        originality=100,
        model_hash="test",
    )


@dataclass
class CountingReader:
    """Reads nothing, but counts how often it was asked."""

    titles: list[str] = field(default_factory=list)
    earlier: list[list[str]] = field(default_factory=list)

    def __call__(self, decision: Any, _scenario: Any, earlier: Sequence[str]) -> TextFeatures:
        self.titles.append(decision.title)
        self.earlier.append(list(earlier))
        return features()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{(tmp_path / 'runs.db').as_posix()}"


@pytest.fixture
def reader() -> CountingReader:
    return CountingReader()


@pytest.fixture(scope="session")
def real_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealEngine]:
    """Return the engine with a small case; its people are made once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUANMEI_HOME", str(tmp_path_factory.mktemp("home")))
        yield RealEngine(lambda name: small_case(name, seconds_per_hour=0.06))


@pytest.fixture
def engine(real_engine: RealEngine) -> Engine:
    return real_engine


@pytest.fixture
def room(url: str, engine: Engine, reader: CountingReader) -> Iterator[Classroom]:
    opened = Classroom(Store(url), engine, reader)
    yield opened
    opened.close()


MakeHost = Callable[..., Host]


@pytest.fixture
def make_host(url: str, engine: Engine) -> Iterator[MakeHost]:
    stores: list[Store] = []

    def make(owner: str = "host", engine_of: Any = None) -> Host:
        stores.append(Store(url))
        return Host(stores[-1], engine_of or engine, HostSettings(owner=owner))

    yield make
    for store in stores:
        store.close()


def play_until(host: Host, done: Callable[[], bool], seconds: float = 30) -> None:
    """Let a host work until something is so; a test that waits in vain fails."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            pytest.fail(f"nothing came of it in {seconds} s")
        time.sleep(min(host.pass_once(), 0.01))


MakeMarking = Callable[..., Marking]


def anchors(scenario: Scenario, world: int = 1) -> Anchors:
    """Anchors wide enough for every goal to be scored."""
    keys = [goal.key for goal in scenario.goals]
    error = dict.fromkeys(keys, 0.01)
    low, high = (
        PolicyMeans(weighted=value, weighted_se=0.01, attained=dict.fromkeys(keys, value), attained_se=error)
        for value in (0.0, 1.0)
    )
    return Anchors(
        case=scenario.versioned, case_hash="0" * 64, world=str(world), agents=1, seeds=2, engine="1", policies="0" * 64,
        zero="do-nothing", full="expert-content", means={"do-nothing": low, "expert-content": high}, seal="0" * 64,
    )  # fmt: skip


@pytest.fixture
def make_marking(url: str, real_engine: RealEngine) -> Iterator[MakeMarking]:
    stores: list[Store] = []

    def make(anchors_of: Callable[[Scenario, int], Anchors | None] = anchors) -> Marking:
        stores.append(Store(url))
        return Marking(stores[-1], real_engine, anchors_of)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def finished(room: Classroom, make_host: MakeHost) -> str:
    """A run that ended with two pieces, a boost of the first and a price."""
    run = room.create_run("tiny", world=5, chance=9).id
    host = make_host()
    room.submit_decision_now(run, publish("p1", money=900.0))
    room.submit_decision_now(run, publish("p2"))
    play_until(host, lambda: room.run(run).last_frame >= 6)
    room.submit_decision_now(run, {"lever": "boost", "key": "b1", "content": "p1", "money": 800})
    room.submit_decision_now(run, {"lever": "set_price", "key": "s1", "product": "jelly", "coupon": 2})
    play_until(host, lambda: room.run(run).state == "finished")
    assert {one.status for one in room.decisions(run)} == {"accepted"}
    host.close()
    return run
