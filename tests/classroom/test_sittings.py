"""The rules of a sitting: reasons that must be given, runs that stay closed, marks that wait for their release."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from classroom.runs import Classroom
from classroom.sittings import ALONE, LONGEST_NAME
from dashboards.classroom_backend import ClassroomBackend
from dashboards.visit import Role, Visit, Visitor, visiting
from quanmei.cli import BAD_INPUT, main
from simulator.errors import DecisionError, UnknownNameError
from tests.classroom.conftest import MakeHost, play_until
from tests.classroom.tiny_case import publish

Sit = Callable[..., str]
SAID = {"reason": "首日先试两条", "forecast": "完播率过 30%"}


@pytest.fixture
def sit(room: Classroom, make_host: MakeHost) -> Sit:
    """Return what plays a short run to its end under the rules given."""

    def play(**rules: object) -> str:
        sitting = room.sittings.open("期末", **rules)  # type: ignore[arg-type]
        run = room.create_run("tiny", world=5, chance=9, sitting=sitting.id).id
        room.submit_decision_now(run, publish("p1", **SAID))
        host = make_host()
        play_until(host, lambda: room.run(run).state == "finished")
        host.close()
        return run

    return play


def test_a_run_that_was_opened_alone_is_free_practice(room: Classroom):
    run = room.create_run("tiny", paused=True).id
    assert room.sittings.of(run) == ALONE
    assert not ALONE.held
    room.submit_decision_now(run, publish("p1"))


@pytest.mark.parametrize(
    ("said", "field"),
    [({}, "reason"), ({"reason": "看了"}, "forecast"), ({**SAID, "forecast": " "}, "forecast")],
)
def test_where_reasons_are_asked_for_a_decision_without_one_changes_nothing(
    room: Classroom, said: dict[str, str], field: str
):
    sitting = room.sittings.open("单元测验", reasons=True)
    run = room.create_run("tiny", paused=True, sitting=sitting.id).id
    with pytest.raises(DecisionError) as refused:
        room.submit_decision_now(run, publish("p1", **said))
    assert refused.value.field == field
    assert room.decisions(run) == []
    room.submit_decision_now(run, publish("p1", **SAID))
    assert [made.key for made in room.decisions(run)] == ["p1"]


async def test_an_exams_marks_are_shown_to_its_trainee_when_they_are_released(room: Classroom, sit: Sit):
    run = sit(kind="exam")
    backend = ClassroomBackend(room, None)  # type: ignore[arg-type]

    async def seen_by(role: Role) -> tuple[str, str]:
        with visiting(Visit(visitor=Visitor(role=role, run=run), run=run)):
            result, ledger = await backend.result(run), await backend.ledger(run)
        assert result is not None
        return result.status, ledger.state

    assert await seen_by("trainee") == ("held", "held")
    assert await seen_by("examiner") == ("working", "waiting")
    assert (await backend.run(run)).held
    with pytest.raises(DecisionError, match="发布成绩前"):
        room.forks.open(run, "p1").result()
    room.sittings.release(room.sittings.of(run).id).result()
    assert await seen_by("trainee") == ("working", "waiting")
    assert not (await backend.run(run)).held
    assert room.run(room.forks.open(run, "p1").result()).state == "paused"


def test_a_sitting_may_keep_its_finished_runs_closed(room: Classroom, sit: Sit):
    run = sit(again=False)
    with pytest.raises(DecisionError, match="本场不能重开"):
        room.forks.open(run, "p1").result()
    assert len(room.runs()) == 1


def test_a_fork_is_practice_of_its_own(room: Classroom, sit: Sit):
    run = sit(reasons=True)
    fork = room.forks.open(run, "p1").result()
    assert room.sittings.of(fork) == ALONE


def test_bad_names_open_nothing(room: Classroom):
    with pytest.raises(UnknownNameError):
        room.sittings.open("x", kind="test")
    for name in (" ", "长" * (LONGEST_NAME + 1)):
        with pytest.raises(DecisionError):
            room.sittings.open(name)
    with pytest.raises(UnknownNameError):
        room.create_run("tiny", sitting="nobody")
    with pytest.raises(UnknownNameError):
        room.sittings.release("nobody")
    assert room.sittings.all() == []
    assert room.runs() == []


def test_the_first_release_counts(room: Classroom):
    sitting = room.sittings.open("模拟考", kind="exam")
    assert sitting.held
    for _ in range(2):
        room.sittings.release(sitting.id).result()
    ((found, runs),) = room.sittings.all()
    assert (found.released, runs) == (True, [])


def test_the_command_opens_hands_out_lists_and_releases(tmp_path: object, capsys: pytest.CaptureFixture[str]):
    here = ["--database", f"{tmp_path}/runs.db"]
    opened = ["sitting", "open", "期末考", "--candidates", "2", "--exam", "--reasons", "--agents", "1000"]
    assert main([*opened, *here]) == 0
    head, *links = capsys.readouterr().out.splitlines()
    sitting = head.split()[0]
    assert len({link.split("ticket=")[1] for link in links}) == 2
    assert main(["sitting", "list", *here]) == 0
    assert "exam reasons  held  2 runs" in capsys.readouterr().out
    assert main(["sitting", "release", sitting, *here]) == 0
    assert "released" in capsys.readouterr().out
    assert main(["sitting", "release", "nobody", *here]) == BAD_INPUT
    assert main([*opened[:4], "0", *opened[5:], *here]) == BAD_INPUT
