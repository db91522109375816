"""Processes are ended in the middle of their work: nothing acknowledged is lost, no count changes."""

import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from classroom.runs import Classroom
from classroom.supervisor import Supervisor, host_child
from simulator.decisions import read_decision
from simulator.randomness import Seeds, unit
from store import event_log
from store.database import Store
from tests.classroom.conftest import CountingReader
from tests.classroom.tiny_case import publish
from tests.crash.engine import make_engine

ROOT = Path(__file__).parents[2]
WRITER_ROUNDS, WRITERS = 5, 3
HOST_KILLS = 5
SEEDS = Seeds(world=2**90 + 1, chance=2**120 + 7)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{(tmp_path / 'runs.db').as_posix()}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANMEI_HOME", str(tmp_path))  # children inherit it


@pytest.fixture
def room(url: str) -> Iterator[Classroom]:
    opened = Classroom(Store(url), make_engine(), CountingReader())
    yield opened
    opened.close()


def start_writer(url: str, run: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.crash.writer", url, run, name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_and_read(writer: subprocess.Popen[str]) -> dict[int, str]:
    """End a writer at once and return what it had told us by then."""
    writer.kill()
    said = writer.communicate()[0]
    whole = said[: said.rfind("\n") + 1].split("\n")[:-1]
    return {int(seq): key for seq, key in (line.split(" ") for line in whole)}


def test_writers_killed_at_any_moment_lose_nothing_they_acknowledged(room: Classroom, url: str):
    run = room.create_run("tiny", paused=True).id
    acknowledged: dict[int, str] = {}
    for turn in range(WRITER_ROUNDS):
        writers = [start_writer(url, run, f"w{turn}{number}") for number in range(WRITERS)]
        for number, writer in enumerate(writers):
            assert writer.stdout is not None
            first = writer.stdout.readline()  # it is at work
            time.sleep(0.05 + 0.3 * unit(1, turn, number))
            seq, key = first.split()
            acknowledged |= {int(seq): key} | kill_and_read(writer)
        assert room.verify_log(run) >= len(acknowledged)
    with Store(url).reading() as connection:
        stored = {event.seq: event.key for event in event_log.read(connection, run)}
    assert len(acknowledged) >= WRITER_ROUNDS * WRITERS
    assert {seq: stored.get(seq) for seq in acknowledged} == acknowledged


@contextmanager
def supervised(url: str) -> Generator[Supervisor]:
    child = host_child(url, command=(sys.executable, "-m", "tests.crash.host_process"))
    supervisor = Supervisor([child], longest_wait_s=0.2)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()
        thread.join()


def wait_for_frame(room: Classroom, run: str, frame: int) -> None:
    end = time.monotonic() + 60
    while room.run(run).last_frame < frame:
        if time.monotonic() > end:
            pytest.fail(f"no host came as far as frame {frame}: {room.run(run)}")
        time.sleep(0.02)


def test_a_host_killed_at_any_moment_ends_with_the_same_counts(room: Classroom, url: str):
    run = room.create_run("tiny", world=SEEDS.world, chance=SEEDS.chance).id
    with supervised(url) as supervisor:
        for kill in range(HOST_KILLS):
            wait_for_frame(room, run, room.run(run).last_frame + 2)
            room.submit_decision_now(run, publish(f"k{kill}"))
            time.sleep(0.3 * unit(2, kill))
            supervisor.kill("host-1")
        room.control_now(run, "speed", 20)
        end = time.monotonic() + 60
        while room.run(run).state != "finished" and time.monotonic() < end:
            time.sleep(0.1)
        assert supervisor.starts()["host-1"] == HOST_KILLS + 1
    view, result = room.run(run), room.result(run)
    assert view.state == "finished", view
    assert result is not None
    frames = room.frames_since(run, limit=10_000)
    assert [frame.seq for frame in frames] == list(range(1, view.last_frame + 1))
    decided = room.decisions(run)
    assert [decision.status for decision in decided] == ["accepted"] * HOST_KILLS
    assert result.digest == uninterrupted(room, run)


def uninterrupted(room: Classroom, run: str) -> str:
    """Play the logged decisions in one go, without host, store or kills, and return the digest."""
    engine, scenario = make_engine(), room.scenario(run)
    sim = engine.start(scenario, engine.people(scenario, SEEDS.world), SEEDS, room.run(run).attempt)
    with Store(room.database_url).reading() as connection:
        logged = event_log.read(connection, run, kinds=("decision",))
    features = {event.key: event.body["features"] for event in logged}
    waiting = room.decisions(run)
    while not sim.finished:
        for decision in [one for one in waiting if one.effective_minute == sim.minute]:
            read = {"features": features[decision.key], "at": decision.effective_minute}
            sim.decide(read_decision(decision.decision | read))
        sim.step()
    return sim.digest()


def test_a_supervisor_stops_its_children_gently(room: Classroom, url: str):
    run = room.create_run("tiny").id
    with supervised(url):
        wait_for_frame(room, run, 1)
    assert not room.run(run).hosted  # the host had the time to let go


def test_a_host_whose_supervisor_is_killed_stops_too(room: Classroom, url: str):
    run = room.create_run("tiny").id
    code = (
        "import sys; from classroom.supervisor import *; "
        "Supervisor([host_child(sys.argv[1], command=(sys.executable, '-m', 'tests.crash.host_process'))]).run()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code, url], cwd=ROOT)
    wait_for_frame(room, run, 1)
    supervisor.kill()
    supervisor.wait()
    end = time.monotonic() + 20
    while room.run(run).hosted and time.monotonic() < end:
        time.sleep(0.1)
    assert not room.run(run).hosted
