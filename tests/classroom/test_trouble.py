import pytest

from classroom import claims
from classroom.runs import Classroom
from simulator.errors import DigestError
from tests.classroom.conftest import MakeHost, play_until
from tests.classroom.stand_in import StandIn, StandInEngine
from tests.classroom.tiny_case import publish


@pytest.fixture
def engine() -> StandInEngine:
    return StandInEngine()


def test_a_run_that_replays_differently_is_set_aside(room: Classroom, make_host: MakeHost):
    class Newer(StandIn):
        def step(self, decisions=()):  # noqa: ANN001, ANN202
            self.total += 1
            return super().step(decisions)

    run = room.create_run("tiny").id
    play_until(make_host(), lambda: room.run(run).last_frame >= 5)
    host = make_host(engine_of=StandInEngine(made=Newer))
    play_until(host, lambda: room.run(run).state == "failed")
    assert "replays to other numbers" in room.run(run).trouble
    host.close()


def test_what_was_accepted_may_be_refused_when_it_is_carried_out(room: Classroom, make_host: MakeHost):
    run = room.create_run("tiny", paused=True).id
    room.submit_decision_now(run, publish("doomed", at=20))
    host = make_host()
    room.control_now(run, "step", 5)
    play_until(host, lambda: room.run(run).last_frame == 5)
    assert [outcome.status for outcome in room.outcomes_since(run)] == ["accepted", "refused"]
    assert room.decisions(run)[0].message == "已下架 / withdrawn meanwhile"
    again = make_host()  # and it replays
    room.control_now(run, "step")
    play_until(again, lambda: room.run(run).last_frame == 6)
    assert len(room.outcomes_since(run)) == 2
    again.close()


def test_a_run_that_breaks_is_set_aside_and_the_others_go_on(room: Classroom, make_host: MakeHost):
    class Brittle(StandIn):
        def step(self, decisions=()):  # noqa: ANN001, ANN202
            if self.seeds.chance == 13 and self.minute == 30:
                raise DigestError("torn")
            return super().step(decisions)

    bad, good = room.create_run("tiny", chance=13).id, room.create_run("tiny").id
    host = make_host(engine_of=StandInEngine(made=Brittle))
    play_until(host, lambda: room.run(good).state == "finished")
    assert (room.run(bad).state, room.run(bad).trouble, room.run(bad).last_frame) == ("failed", "torn", 3)
    host.close()


def test_a_run_that_keeps_ending_its_host_is_set_aside(room: Classroom, make_host: MakeHost):
    class Deadly(StandIn):
        def step(self, decisions=()):  # noqa: ANN001, ANN202
            raise ZeroDivisionError

    run = room.create_run("tiny").id
    for _ in range(claims.MOST_STARTS):
        host = make_host(engine_of=StandInEngine(made=Deadly))
        with pytest.raises(ZeroDivisionError):
            play_until(host, lambda: False)
    play_until(make_host(), lambda: room.run(run).state == "failed")
    assert "set aside" in room.run(run).trouble
