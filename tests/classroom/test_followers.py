"""A run is played again while it still goes on; its mark sheet is the same as of one that is made at its end."""

from collections.abc import Callable, Iterator

import pytest

from assessment import branch
from assessment.full_mark import load_form_scale
from classroom import followers, sheets
from classroom.engine import RealEngine
from classroom.followers import Followers
from classroom.host import Host
from classroom.resume import seeds_of
from classroom.runs import Classroom
from classroom.sheets import begin_sheet
from scenarios.loader import load_case
from simulator.errors import DecisionError
from simulator.scenario import Scenario, minute_of
from store import run_rows
from store.database import Store
from store.progress_rows import read_checkpoint
from store.run_rows import RunRow
from tests.classroom.conftest import CountingReader, MakeHost
from tests.classroom.conftest import play_until as play_while_waiting

CASE, AGENTS = "flu-facts", 1_000
PATIENCE_S = 120.0
"""Whole runs are played here, beside other tests."""


def play_until(host: Host, done: Callable[[], bool]) -> None:
    play_while_waiting(host, done, PATIENCE_S)


def hurried(name: str) -> Scenario:
    """Return the first days of a calibrated case, which a host plays as fast as it can."""
    case = load_case(name)
    events = tuple(event for event in case.events if minute_of(event.latest) < 3 * 1440)
    short = {
        "days": 3,
        "events": events,
        "settlement_days": 1,
        "default_seconds_per_hour": 0.001,
        "clock": (),
    }
    return case.model_copy(update=short)


@pytest.fixture(scope="module")
def engine() -> RealEngine:
    return RealEngine(hurried)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


@pytest.fixture
def room(url: str, engine: RealEngine, reader: CountingReader) -> Iterator[Classroom]:
    opened = Classroom(Store(url), engine, reader)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    scale = load_form_scale(load_case(CASE), 1)
    monkeypatch.setattr(sheets, "practice_form_scale", lambda scenario, world: scale)
    monkeypatch.setattr(branch, "practice_anchors", lambda scenario, world: scale.anchors)


def say(key: str, **more: object) -> dict[str, object]:
    about = {
        "account": "douyin",
        "pillar": "points",
        "carrier": "short_video",
        "duration_s": 40,
        "hours": 3.0,
    }
    return (
        {"lever": "publish", "key": key, "title": f"尽早接种 {key}", "copy_text": "社区医生讲三项要点"}
        | about
        | more
    )


def row_of(store: Store, run: str) -> RunRow:
    with store.reading() as connection:
        return run_rows.get_run(connection, run)


def test_a_sheet_made_behind_the_run_is_the_one_made_at_its_end(
    room: Classroom, store: Store, engine: RealEngine, make_host: MakeHost
) -> None:
    run = room.create_run(CASE, world=1, chance=9, agents=AGENTS).id
    host, behind = make_host(engine_of=engine), Followers(store, engine)
    for day, decision in enumerate(
        [say("v1"), say("v2", at=2 * 1440), say("nobody", account="x"), say("v3")], start=1
    ):
        play_until(host, lambda day=day: room.run(run).minute >= day * 720)
        room.submit_decision_now(run, decision)
        while behind.step():
            pass
    statuses = [one.status for one in room.decisions(run)]
    assert statuses.count("accepted") >= 2
    play_until(host, lambda: room.run(run).state == "finished")
    with store.reading() as connection:
        kept = read_checkpoint(connection, run)
    assert kept is not None
    row = row_of(store, run)
    scenario = engine.case(CASE, None, AGENTS)
    people = engine.people(scenario, 1)
    log = engine.restore(scenario, people, kept.body).log
    made = behind.take(run, log)
    assert made is not None
    assert made.minute >= 1440
    missed = (log[0][0] + 1, log[0][1])
    assert made.fits(log)
    assert not made.fits([*log, missed])  # something was decided that was not played
    fresh = begin_sheet(scenario, people, seeds_of(row), row.luck)
    assert fresh is not None
    assert made.sheet(log) == fresh.sheet(log)
    assert behind.take(run, log) is None  # it is made once


def test_of_too_many_runs_one_that_stands_still_makes_room(
    room: Classroom, store: Store, engine: RealEngine, make_host: MakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "MOST_FOLLOWED", 1)
    first = room.create_run(CASE, world=1, chance=9, agents=AGENTS).id
    host, behind = make_host(engine_of=engine), Followers(store, engine)
    play_until(host, lambda: room.run(first).minute >= 1440)
    assert behind.step()
    second = room.create_run(CASE, world=1, chance=9, agents=AGENTS).id
    play_until(host, lambda: room.run(first).state == room.run(second).state == "finished")
    assert not behind.step()
    third = room.create_run(CASE, world=1, chance=9, agents=AGENTS).id
    play_until(host, lambda: room.run(third).minute >= 1440)
    assert behind.step()
    assert behind.take(first, ()) is None
    assert behind.take(third, ()) is not None


def test_a_run_that_cannot_be_followed_is_left_for_its_end(
    room: Classroom, store: Store, engine: RealEngine, make_host: MakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = room.create_run(CASE, world=1, chance=9, agents=AGENTS).id
    host, behind = make_host(engine_of=engine), Followers(store, engine)
    play_until(host, lambda: room.run(run).minute >= 1440)

    def refuse(*_: object) -> None:
        raise DecisionError("as a log of another form would")

    monkeypatch.setattr(sheets.Making, "follow", refuse)
    assert behind.step()
    assert not behind.step()
    assert behind.take(run, ()) is None


def test_following_that_keeps_ending_the_process_is_given_up(
    room: Classroom, store: Store, engine: RealEngine, make_host: MakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = room.create_run(CASE, world=1, chance=9, agents=AGENTS).id
    play_until(make_host(engine_of=engine), lambda: room.run(run).minute >= 1440)

    def crash(*_: object) -> None:
        raise ZeroDivisionError("as a mistake in the product would")

    with monkeypatch.context() as patch:
        patch.setattr(sheets.Making, "follow", crash)
        for _ in range(followers.MOST_BEGUN):
            with pytest.raises(ZeroDivisionError):
                Followers(store, engine).step()
    behind = Followers(store, engine)
    assert behind.step()  # says so and lets go
    assert not behind.step()
