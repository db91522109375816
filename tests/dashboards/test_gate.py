"""Nobody gets anything without a session, from a foreign place, or over an undeclared way."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from dashboards.app import create_app
from dashboards.gate import CSRF_COOKIE, CSRF_HEADER, SESSION_COOKIE
from dashboards.permits import ROUTES
from tests.dashboards.conftest import HOST, ORIGIN
from tests.dashboards.sample import CSRF, SECRET, TOKEN, SampleBackend

PATHS = (
    "/",
    "/r/r1/live",
    "/_dash-layout",
    "/_dash-dependencies",
    "/assets/app.css",
    "/_dash-component-suites/dash/deps/polyfill.js",
    "/docs",
    "/openapi.json",
    "/anything",
)


def press(
    client: TestClient, *, path: str = "/r/r1/live", output: str = "sink.children", **headers: str
) -> Any:
    """Ask for the callback that pauses the run."""
    body = {
        "output": output,
        "outputs": {"id": "sink", "property": "children"},
        "inputs": [{"id": "control-request", "property": "data", "value": {"action": "resume", "nonce": 1}}],
        "state": [{"id": "url", "property": "pathname", "value": path}],
        "changedPropIds": ["control-request.data"],
    }
    return client.post("/_dash-update-component", json=body, headers=headers)


@pytest.mark.parametrize("path", PATHS)
def test_an_anonymous_browser_gets_nothing(stranger: TestClient, path: str):
    answer = stranger.get(path)
    assert answer.status_code in (401, 404)
    assert "dash" not in answer.text.lower()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_an_anonymous_browser_changes_nothing(stranger: TestClient, backend: SampleBackend, method: str):
    answer = getattr(stranger, method)("/_dash-update-component", headers={"origin": ORIGIN})
    assert answer.status_code in (401, 403)
    assert backend.controls == []


def test_a_person_who_is_not_let_in_reads_what_to_do(stranger: TestClient):
    answer = stranger.get("/", headers={"accept": "text/html"})
    assert answer.status_code == 401
    assert "启动窗口" in answer.text


def test_an_expired_session_says_that_everything_is_saved(stranger: TestClient):
    stranger.cookies.set(SESSION_COOKIE, "old")
    stranger.cookies.set("quanmei_lang", "en")
    answer = stranger.get("/", headers={"accept": "text/html"})
    assert answer.status_code == 401
    assert "Every confirmed decision is saved" in answer.text


@pytest.mark.parametrize("name", ["ticket", "token"])
def test_a_one_time_ticket_opens_a_session(stranger: TestClient, name: str):
    answer = stranger.get(f"/enter?{name}={TOKEN}")
    assert answer.status_code == 303
    cookies = answer.headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith(SESSION_COOKIE))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert any(cookie.startswith(f"{CSRF_COOKIE}={CSRF}") for cookie in cookies)


@pytest.mark.parametrize(
    ("asked", "led"), [("r1", "/r/r1"), ("../../x", "/"), ("//evil.example", "/"), ("", "/")]
)
def test_a_link_leads_to_the_run_it_names_and_nowhere_else(stranger: TestClient, asked: str, led: str):
    answer = stranger.get("/enter", params={"ticket": TOKEN, "run": asked}, follow_redirects=False)
    assert answer.headers["location"] == led


def test_a_wrong_ticket_opens_nothing(stranger: TestClient):
    answer = stranger.get("/enter?ticket=wrong&run=r1")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_a_known_trainee_presses_a_button(trainee: TestClient, backend: SampleBackend):
    answer = press(trainee)
    assert answer.status_code == 200, answer.text
    assert backend.controls == [("resume", None)]


def test_a_post_without_its_token_is_refused(trainee: TestClient, backend: SampleBackend):
    del trainee.headers[CSRF_HEADER]
    assert press(trainee).status_code == 403
    assert backend.controls == []


def test_a_token_of_another_session_is_refused(trainee: TestClient, backend: SampleBackend):
    trainee.cookies.set(CSRF_COOKIE, "x" * 43)
    assert press(trainee, **{CSRF_HEADER: "x" * 43}).status_code == 403
    assert backend.controls == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"http://{HOST}.evil.example"])
def test_a_foreign_origin_gets_nothing(trainee: TestClient, backend: SampleBackend, origin: str):
    assert press(trainee, origin=origin).status_code == 403
    assert trainee.get("/_dash-layout", headers={"origin": origin}).status_code == 403
    assert backend.controls == []


def test_a_post_must_name_its_origin(trainee: TestClient, backend: SampleBackend):
    del trainee.headers["origin"]
    assert press(trainee).status_code == 403
    assert backend.controls == []


def test_a_script_of_another_site_reads_nothing(trainee: TestClient):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    del trainee.headers["origin"]
    assert trainee.get("/_dash-layout", headers=headers).status_code == 403


def test_a_foreign_host_name_is_refused(trainee: TestClient):
    assert trainee.get("/", headers={"host": "rebind.example"}).status_code == 403


def test_an_undeclared_callback_is_refused(trainee: TestClient):
    assert press(trainee, output="secret.children").status_code == 403


def test_a_callback_without_a_run_in_its_address_is_refused(trainee: TestClient, backend: SampleBackend):
    assert press(trainee, path="/").status_code == 403
    assert backend.controls == []


def test_a_session_for_one_run_cannot_touch_another():
    backend = SampleBackend(run="other")
    client = TestClient(create_app(backend, hosts=(HOST,)), base_url=ORIGIN)
    client.cookies.set(SESSION_COOKIE, SECRET)
    client.cookies.set(CSRF_COOKIE, CSRF)
    client.headers.update({"origin": ORIGIN, CSRF_HEADER: CSRF})
    assert client.get("/r/r1/live").status_code == 403
    assert press(client).status_code == 403
    assert backend.controls == []
    assert press(client, path="/r/other/live").status_code == 200


def test_a_run_that_does_not_exist_is_not_found(trainee: TestClient):
    assert trainee.get("/r/nothing/live").status_code == 404
    assert press(trainee, path="/r/nothing/live").status_code == 404


def test_a_teacher_may_look_but_not_decide():
    backend = SampleBackend(role="teacher")
    client = TestClient(create_app(backend, hosts=(HOST,)), base_url=ORIGIN)
    client.cookies.set(SESSION_COOKIE, SECRET)
    client.cookies.set(CSRF_COOKIE, CSRF)
    client.headers.update({"origin": ORIGIN, CSRF_HEADER: CSRF})
    assert client.get("/r/r1/live").status_code == 200
    assert press(client).status_code == 403
    assert backend.controls == []


def test_a_huge_post_is_refused(trainee: TestClient):
    answer = trainee.post("/_dash-update-component", content=b"x" * (600 * 1024))
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/live?run=r1", "/_dash-ws-callback"])
def test_an_anonymous_socket_is_closed_before_it_opens(stranger: TestClient, path: str):
    with pytest.raises(WebSocketDisconnect), stranger.websocket_connect(path, headers={"origin": ORIGIN}):
        pass


@pytest.mark.parametrize("origin", ["http://evil.example", ""])
def test_a_socket_from_a_foreign_origin_is_closed(trainee: TestClient, origin: str):
    with (
        pytest.raises(WebSocketDisconnect),
        trainee.websocket_connect("/live?run=r1", headers={"origin": origin}),
    ):
        pass


def test_a_socket_for_another_run_is_closed(trainee: TestClient):
    with (
        pytest.raises(WebSocketDisconnect),
        trainee.websocket_connect("/live?run=nothing", headers={"origin": ORIGIN}),
    ):
        pass


def test_every_answer_carries_the_security_headers(trainee: TestClient):
    for path in ("/", "/assets/app.css", "/nowhere"):
        headers = trainee.get(path).headers
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert "'unsafe-inline'" not in headers["content-security-policy"].split("style-src")[0]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_never_kept_by_a_shared_computer(trainee: TestClient):
    assert trainee.get("/_dash-layout").headers["cache-control"] == "no-store"


def test_every_route_says_who_may_use_it_and_on_what():
    permits = [permit for routes in ROUTES.values() for permit in routes.values()]
    assert permits
    assert all(permit.may and permit.on in ("run", "page", "site") for permit in permits)


def test_scripts_are_packed_once_and_sent_packed(trainee: TestClient):
    first = trainee.get("/assets/live.js", headers={"accept-encoding": "gzip"})
    plain = trainee.get("/assets/live.js", headers={"accept-encoding": "identity"})
    assert first.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert first.text == plain.text
