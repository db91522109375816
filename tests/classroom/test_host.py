import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from classroom import claims, live_run
from classroom import host as host_module
from classroom.engine import RealEngine
from classroom.host import Host
from classroom.playable import Engine
from classroom.resume import read_record, rebuild
from classroom.runs import Classroom
from simulator.decisions import read_decision
from simulator.errors import DecisionError, FinishedRunError
from simulator.randomness import Seeds
from store import run_rows
from store.database import Store
from store.tables import leases
from tests.classroom.conftest import CountingReader, MakeHost, features, play_until
from tests.classroom.tiny_case import publish

SEEDS = {"world": 5, "chance": 2**100 + 9}


def uninterrupted(engine: Engine, room: Classroom, run: str) -> str:
    """Play the run's accepted decisions in one go, without host, store or kills; return the digest."""
    scenario = engine.case("tiny")
    seeds = Seeds(**SEEDS)
    sim = engine.start(scenario, engine.people(scenario, seeds.world), seeds, room.run(run).attempt)
    accepted = [one for one in room.decisions(run) if one.status == "accepted"]
    read = features().model_dump(mode="json")
    while not sim.finished:
        for one in accepted:
            if one.effective_minute == sim.minute:
                sim.decide(read_decision(one.decision | {"features": read, "at": sim.minute}))
        sim.step()
    return sim.digest()


def digest_at_the_end(room: Classroom, run: str) -> str:
    result = room.result(run)
    assert result is not None
    return result.digest


def test_a_run_is_taken_up_played_and_finished(room: Classroom, make_host: MakeHost, engine: Engine):
    run = room.create_run("tiny", **SEEDS).id
    host = make_host()
    play_until(host, lambda: room.run(run).state == "finished")
    assert [frame.seq for frame in room.frames_since(run)] == list(range(1, 145))
    assert [hour.hour for hour in room.history(run)] == list(range(1, 25))
    result = room.result(run)
    assert result is not None
    assert result.minute == 2 * 1440
    assert result.digest == uninterrupted(engine, room, run)
    assert room.run(run).last_frame == 144
    kept = room.final_checkpoint(run)
    assert kept is not None
    case = room.scenario(run)
    assert engine.restore(case, engine.people(case, SEEDS["world"]), kept).digest() == result.digest
    assert not room.run(run).hosted
    host.close()


def test_a_killed_host_loses_nothing_and_changes_nothing(
    room: Classroom, make_host: MakeHost, engine: Engine
):
    run = room.create_run("tiny", **SEEDS).id
    for number in range(1, 13):
        room.submit_decision_now(run, publish(f"p{number}"))
        # the host before is simply forgotten, as if killed
        play_until(make_host(), lambda: room.run(run).last_frame >= number * 10)  # noqa: B023
    host = make_host()
    play_until(host, lambda: room.run(run).state == "finished")
    assert [decision.status for decision in room.decisions(run)] == ["accepted"] * 12
    assert digest_at_the_end(room, run) == uninterrupted(engine, room, run)
    assert [frame.seq for frame in room.frames_since(run)] == list(range(1, 145))
    assert room.verify_log(run) == 24
    host.close()


def test_a_stopped_host_leaves_a_checkpoint_and_no_lease(room: Classroom, make_host: MakeHost, url: str):
    run = room.create_run("tiny").id
    host = make_host("one")
    play_until(host, lambda: room.run(run).last_frame >= 5)
    host.close()
    assert not room.run(run).hosted
    store = Store(url)
    with store.reading() as connection:
        row = run_rows.get_run(connection, run)
    record = read_record(store, row)
    store.close()
    assert record.first == row.last_frame
    other = make_host("two")
    play_until(other, lambda: room.run(run).last_frame > row.last_frame)
    other.close()


def test_the_whole_log_replays_to_the_same_state_as_the_checkpoint(
    room: Classroom, make_host: MakeHost, engine: Engine, url: str
):
    run = room.create_run("tiny", **SEEDS).id
    host = make_host()
    for number in range(3):
        room.submit_decision_now(run, publish(f"p{number}"))
        play_until(host, lambda: room.run(run).last_frame >= 10 * (number + 1))  # noqa: B023
    host.close()
    store = Store(url)
    with store.reading() as connection:
        row = run_rows.get_run(connection, run)
    case, people = engine.case("tiny"), engine.people(engine.case("tiny"), 5)
    kept = rebuild(engine, case, people, read_record(store, row))
    replayed = rebuild(engine, case, people, read_record(store, row, from_start=True))
    store.close()
    assert kept.digest() == replayed.digest()


def test_two_hosts_never_advance_the_same_run(room: Classroom, make_host: MakeHost):
    runs = [room.create_run("tiny").id for _ in range(4)]
    first, second = make_host("one"), make_host("two")
    end = time.monotonic() + 20
    while any(room.run(run).state != "finished" for run in runs):
        assert time.monotonic() < end
        first.pass_once()
        second.pass_once()
        assert not set(first.live) & set(second.live)
    for run in runs:
        assert [frame.seq for frame in room.frames_since(run)] == list(range(1, 145))
    first.close()
    second.close()


def test_a_host_that_slept_cannot_write_over_its_successor(
    room: Classroom, make_host: MakeHost, monkeypatch: pytest.MonkeyPatch
):
    run = room.create_run("tiny").id
    sleepy, awake = make_host("sleepy"), make_host("awake")
    play_until(sleepy, lambda: room.run(run).last_frame >= 3)
    monkeypatch.setattr(claims, "PATIENCE_MS", 0)
    play_until(awake, lambda: room.run(run).last_frame >= 20)
    monkeypatch.undo()
    sleepy.pass_once()
    assert run not in sleepy.live
    assert [frame.seq for frame in room.frames_since(run)] == list(range(1, room.run(run).last_frame + 1))
    awake.close()


def test_decisions_without_a_minute_take_effect_in_the_next_tick(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny", paused=True).id
    room.submit_decision_now(run, publish("now"))
    room.submit_decision_now(run, publish("later", at=300))
    assert {decision.status for decision in room.decisions(run)} == {"waiting"}
    host = make_host()
    room.control_now(run, "step", 2)
    play_until(host, lambda: room.run(run).last_frame == 2)
    now, later = room.decisions(run)
    assert (now.status, now.effective_minute) == ("accepted", 0)
    assert (later.status, later.effective_minute) == ("accepted", 300)
    assert room.run(run).state == "paused"
    assert room.run(run).steps_left == 0
    host.close()


def test_the_host_has_the_last_word_and_says_why(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny", paused=True).id
    room.submit_decision_now(run, publish("first", money=9_000.0))
    room.submit_decision_now(run, publish("second", money=9_000.0))
    room.submit_decision_now(run, publish("odd", product="unicorn"))
    host = make_host()
    room.control_now(run, "step")
    play_until(host, lambda: room.run(run).last_frame == 1)
    first, second, odd = room.decisions(run)
    assert first.status == "accepted"
    assert (second.status, second.field) == ("refused", "money")
    assert second.message.startswith("资金不足")
    assert odd.status == "refused"
    assert odd.message.startswith("没有名为 'unicorn' 的商品，可用：jelly / no product named 'unicorn'")
    assert [outcome.key for outcome in room.outcomes_since(run)] == ["first", "second", "odd"]
    host.close()


def test_pause_and_speed_act_at_once_and_survive_a_kill(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny").id
    host = make_host()
    play_until(host, lambda: room.run(run).last_frame >= 2)
    room.control_now(run, "pause")
    room.control_now(run, "speed", 4)
    play_until(host, lambda: room.run(run).state == "paused")
    host = make_host()
    reached = room.run(run).last_frame
    for _ in range(10):
        host.pass_once()
    assert room.run(run).last_frame == reached
    assert room.run(run).speed == 4
    room.control_now(run, "resume")
    play_until(host, lambda: room.run(run).last_frame > reached + 3)
    host.close()


def test_a_paused_run_can_be_looked_at_before_its_first_tick(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny", paused=True).id
    assert room.observation(run) is None
    host = make_host()
    play_until(host, lambda: room.observation(run) is not None)
    seen = room.observation(run)
    assert seen is not None
    assert (seen.frame, seen.minute, seen.observation["money_left"]) == (0, 0, 10_000)
    host.close()


def test_handing_in_ends_deciding_and_plays_the_rest(room: Classroom, make_host: MakeHost, engine: Engine):
    run = room.create_run("tiny", **SEEDS).id
    host = make_host()
    play_until(host, lambda: room.run(run).last_frame >= 3)
    room.control_now(run, "pause")
    play_until(host, lambda: room.run(run).state == "paused")
    room.control_now(run, "finish")
    room.submit_decision_now(run, publish("late"))  # acknowledged before the host has seen the control
    play_until(host, lambda: room.run(run).state == "finished")
    assert room.decisions(run)[0].message == live_run.TIME_IS_OVER
    with pytest.raises(FinishedRunError, match="time is over"):
        room.submit_decision_now(run, publish("later"))
    assert digest_at_the_end(room, run) == uninterrupted(engine, room, run)
    assert room.final_checkpoint(run) is not None
    host.close()


@pytest.mark.parametrize("control", ["resume", "pause", "step"])
def test_a_control_that_comes_after_handing_in_does_not_start_the_clock_again(
    room: Classroom, make_host: MakeHost, engine: Engine, control: str
):
    run = room.create_run("tiny", **SEEDS, paused=True).id
    host = make_host()
    play_until(host, lambda: run in host.live)
    room.control_now(run, "finish")
    room.control_now(run, control)  # acknowledged before the host has seen the first one
    host.pass_once()
    assert host.live[run].state in ("settling", "finished")
    play_until(host, lambda: room.run(run).state == "finished")
    assert digest_at_the_end(room, run) == uninterrupted(engine, room, run)
    assert room.frames_since(run) == []
    host.close()


def test_people_of_another_form_are_not_taken(room: Classroom, make_host: MakeHost, url: str):
    run = room.create_run("tiny").id
    host = make_host()
    play_until(host, lambda: room.run(run).last_frame >= 1)
    host.close()
    store = Store(url)
    with store.writing() as connection:
        run_rows.set_progress(connection, run, population_digest="0" * 64)
    store.close()
    other = make_host()
    play_until(other, lambda: room.run(run).state == "failed")
    assert "people" in room.run(run).trouble
    other.close()


def test_observations_take_turns_when_there_is_little_time(
    room: Classroom, make_host: MakeHost, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(host_module, "SHOW_S", 0.0)
    runs = [room.create_run("tiny", paused=True).id for _ in range(3)]
    host = make_host()
    play_until(host, lambda: all(room.run(run).hosted for run in runs))
    for run in runs:
        room.control_now(run, "step", 3)
    # one a pass, whatever the time, and the longest unseen first: none is left out
    play_until(host, lambda: all(seen_frame(room, run) == 3 for run in runs))
    host.close()


def seen_frame(room: Classroom, run: str) -> int | None:
    seen = room.observation(run)
    return None if seen is None else seen.frame


def test_leases_live_through_a_long_pass(
    room: Classroom, make_host: MakeHost, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(host_module, "RENEW_EVERY_S", 0.02)
    run = room.create_run("tiny", paused=True).id
    host, stop, go = make_host(), threading.Event(), threading.Event()
    thread = threading.Thread(target=host.run, args=(stop,))
    thread.start()
    wait_for(lambda: room.observation(run) is not None)
    monkeypatch.setattr(host, "pass_once", lambda: float(not go.wait(30)))  # as if a kernel were compiled
    time.sleep(0.2)
    before = heartbeat(room, run)
    wait_for(lambda: heartbeat(room, run) > before)
    go.set()
    stop.set()
    thread.join()


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def heartbeat(room: Classroom, run: str) -> int:
    store = Store(room.database_url)
    with store.reading() as connection:
        found = connection.execute(sa.select(leases.c.heartbeat_ms).where(leases.c.run == run)).scalar_one()
    store.close()
    return int(found)


def test_a_decision_is_answered_while_the_clock_stands_still(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny", paused=True).id
    host = make_host()
    play_until(host, lambda: room.observation(run) is not None)
    room.submit_decision_now(run, publish("good", money=100.0))
    room.submit_decision_now(run, publish("odd", account="nowhere"))
    play_until(host, lambda: all(one.status != "waiting" for one in room.decisions(run)))
    good, odd = room.decisions(run)
    assert (good.status, good.effective_minute) == ("accepted", 0)
    assert (odd.status, odd.field) == ("refused", "account")
    assert room.run(run).last_frame == 0
    seen = room.observation(run)
    assert seen is not None
    assert seen.observation["money_left"] == 9_900  # the page shows at once what was set aside
    host.close()


def paused_after_three_ticks(room: Classroom, make_host: MakeHost) -> tuple[str, Host]:
    run = room.create_run("tiny", **SEEDS, paused=True).id
    host = make_host()
    room.control_now(run, "step", 3)
    play_until(host, lambda: room.run(run).last_frame == 3)
    return run, host


def test_what_was_answered_in_a_pause_is_carried_out_after_a_kill(
    room: Classroom, make_host: MakeHost, engine: Engine
):
    run, host = paused_after_three_ticks(room, make_host)
    room.submit_decision_now(run, publish("p1"))
    room.submit_decision_now(run, publish("odd", account="nowhere"))
    play_until(host, lambda: all(one.status != "waiting" for one in room.decisions(run)))
    host = make_host()  # the host before is simply forgotten, as if killed
    room.control_now(run, "resume")
    play_until(host, lambda: room.run(run).state == "finished")
    assert len(room.outcomes_since(run)) == 2  # nothing is answered twice
    assert digest_at_the_end(room, run) == uninterrupted(engine, room, run)
    host.close()


def test_a_host_that_stops_in_a_pause_keeps_what_it_answered(
    room: Classroom, make_host: MakeHost, engine: Engine
):
    run, host = paused_after_three_ticks(room, make_host)
    room.submit_decision_now(run, publish("p1"))
    play_until(host, lambda: room.decisions(run)[0].status == "accepted")
    host.close()
    other = make_host("other")
    room.control_now(run, "resume")
    play_until(other, lambda: room.run(run).state == "finished")
    assert digest_at_the_end(room, run) == uninterrupted(engine, room, run)
    other.close()


@pytest.fixture
def hosted_run(room: Classroom, make_host: MakeHost) -> Iterator[str]:
    """A run whose clock stands still, with a host at work in a thread."""
    run = room.create_run("tiny", paused=True).id
    host, stop = make_host(), threading.Event()
    thread = threading.Thread(target=host.run, args=(stop,))
    thread.start()
    wait_for(lambda: room.observation(run) is not None)
    yield run
    stop.set()
    thread.join()


async def test_a_page_hears_a_refusal_of_the_simulation_at_its_field(room: Classroom, hosted_run: str):
    accepted = await room.decide(hosted_run, publish("good"), patience_s=20)
    assert accepted is not None
    assert accepted.status == "accepted"
    with pytest.raises(DecisionError) as refusal:
        await room.decide(hosted_run, publish("odd", account="nowhere"), patience_s=20)
    assert refusal.value.field == "account"


async def test_decisions_handed_in_together_are_answered_each_on_its_own(
    room: Classroom, hosted_run: str, reader: CountingReader
):
    titles = {key: f"第{key}条：桂花怎么做" for key in ("p1", "p2", "p3")}
    p1, odd, p2, p3 = (publish(key, title=titles.get(key, "")) for key in ("p1", "odd", "p2", "p3"))
    answers = await room.decide_all(
        hosted_run, [p1, odd | {"title": ""}, p2, p3 | {"account": "nowhere"}], patience_s=20
    )
    assert [getattr(one, "status", "") or getattr(one, "field", "") for one in answers] == [
        "accepted", "title", "accepted", "account",
    ]  # fmt: skip
    assert [one.key for one in room.decisions(hosted_run)] == ["p1", "p2", "p3"]
    # a text is compared with those handed in together with it, whether they are in the log yet or not
    assert [len(texts) for texts in reader.earlier] == [0, 1, 2]


async def test_a_title_that_was_refused_may_be_used_again(
    room: Classroom, hosted_run: str, reader: CountingReader
):
    said = publish("p1", title="桂花乌龙冻怎么做")
    with pytest.raises(DecisionError):
        await room.decide(hosted_run, said | {"account": "nowhere"}, patience_s=20)
    await room.decide(hosted_run, said | {"key": "p2"}, patience_s=20)
    assert reader.earlier[-1] == []  # what never went out cannot be copied


async def test_without_a_host_a_decision_is_taken_and_waits(room: Classroom):
    run = room.create_run("tiny", paused=True).id
    assert await room.decide(run, publish("good"), patience_s=20) is None
    assert room.decisions(run)[0].status == "waiting"


def test_a_host_without_its_database_says_so_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert host_module.serve(["--database", f"sqlite:///{tmp_path}/gone/none.db"], RealEngine()) == 1
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    assert "Traceback" not in said
