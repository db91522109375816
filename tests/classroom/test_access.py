from pathlib import Path
from typing import Any

import pytest

from classroom import access as access_module
from classroom.access import Access, Grant, require
from classroom.runs import Classroom
from simulator.errors import AccessError, UnknownNameError
from store.database import Store


@pytest.fixture
def access(room: Classroom) -> Access:
    return room.access


def test_a_ticket_opens_one_session_and_no_second(access: Access, room: Classroom):
    run = room.create_run("tiny").id
    ticket = access.issue_ticket("trainee", run)
    entry = access.exchange(ticket)
    session = access.session(entry.cookie)
    assert session is not None
    assert session.grant == Grant(role="trainee", run=run)
    with pytest.raises(AccessError, match="unknown, used or too old"):
        access.exchange(ticket)


def test_only_hashes_are_stored(access: Access, room: Classroom, tmp_path: Path):
    ticket = access.issue_ticket("teacher")
    entry = access.exchange(ticket)
    Store(room.database_url).close()  # moves everything into the main file
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (ticket, entry.cookie, entry.csrf):
        assert secret.encode() not in everything


def test_a_ticket_gets_too_old(access: Access, monkeypatch: pytest.MonkeyPatch):
    ticket = access.issue_ticket("trainee", minutes=10)
    real = access_module.now_ms()
    monkeypatch.setattr(access_module, "now_ms", lambda: real + 11 * 60_000)
    with pytest.raises(AccessError):
        access.exchange(ticket)


def test_a_session_ends_by_itself_and_on_demand(access: Access, monkeypatch: pytest.MonkeyPatch):
    first, second = (access.exchange(access.issue_ticket("trainee")) for _ in range(2))
    access.end(first.cookie)
    assert access.session(first.cookie) is None
    assert access.session(second.cookie) is not None
    monkeypatch.setattr(access_module, "now_ms", lambda: second.expires_ms + 1)
    assert access.session(second.cookie) is None


@pytest.mark.parametrize("cookie", [None, "", "guess", "x" * 100_000, "中文", "' OR 1=1 --", "\x00"])
def test_nobody_gets_in_with_a_made_up_cookie(access: Access, cookie: str | None):
    assert access.session(cookie) is None


def test_a_request_needs_the_second_secret(access: Access):
    entry = access.exchange(access.issue_ticket("trainee"))
    session = access.session(entry.cookie)
    assert session is not None
    access.check_csrf(session, entry.csrf)
    for wrong in (None, "", entry.cookie, entry.csrf + "x"):
        with pytest.raises(AccessError, match="reload"):
            access.check_csrf(session, wrong)


def test_a_role_nobody_knows_gets_no_ticket(access: Access):
    with pytest.raises(UnknownNameError, match="Did you mean 'trainee'"):
        access.issue_ticket("trainer")


@pytest.mark.parametrize(
    ("grant", "role", "run"),
    [
        (None, "trainee", None),
        (Grant(role="trainee", run="a"), "trainee", "b"),
        (Grant(role="trainee", run="a"), "examiner", "a"),
        (Grant(role="admin"), "examiner", None),
        (Grant(role="teacher"), (), None),
    ],
)
def test_what_was_not_granted_is_refused(grant: Grant | None, role: Any, run: str | None):
    with pytest.raises(AccessError):
        require(grant, role, run)


def test_a_grant_for_all_runs_covers_each():
    grant = Grant(role="examiner")
    assert require(grant, ("examiner", "teacher"), "any") is grant
