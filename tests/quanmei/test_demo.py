"""The demo lets one person into the whole sandbox and leaves earlier campaigns as they were."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from classroom.runs import Classroom
from quanmei.demo import Door, database_url, rest_others


@pytest.fixture
def room(tmp_path: Path) -> Generator[Classroom]:
    opened = Classroom.open(database_url(str(tmp_path / "quanmei.db")))
    yield opened
    opened.close()


def _ticket(link: str) -> str:
    return link.split("ticket=")[1].split("&", maxsplit=1)[0]


def test_the_link_of_the_demo_opens_its_campaign_and_lets_the_person_start_others(room: Classroom):
    link = Door(room=room, port=8050, run="a1b2").link()
    assert link.endswith("&run=a1b2")
    assert room.access.exchange(_ticket(link)).grant.run is None


def test_every_link_of_the_demo_is_a_new_one(room: Classroom):
    door = Door(room=room, port=8050, run="a1b2")
    assert _ticket(door.link()) != _ticket(door.link())


def test_a_campaign_of_an_earlier_start_waits_for_its_trainee(room: Classroom):
    earlier = room.create_run("tea-launch").id
    asked = room.create_run("farm-live", paused=True).id
    rest_others(room)
    assert room.run(asked).state == "paused"
    assert room.verify_log(earlier) == 1  # told to pause; the host acts on it before it plays on
    assert room.verify_log(asked) == 0


def test_the_database_lies_where_the_user_wants_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QUANMEI_HOME", str(tmp_path / "mine"))
    assert database_url(None) == f"sqlite:///{tmp_path / 'mine' / 'quanmei.db'}"
    assert database_url(str(tmp_path / "named.db")).endswith("named.db")
