"""The app as a whole: declared callbacks, the first page, the languages, the live socket."""

from __future__ import annotations

import inspect
import json
from collections.abc import Generator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from dash import Input, Output
from starlette.testclient import TestClient, WebSocketTestSession

from dashboards.app import make_board
from dashboards.live_socket import Stream
from dashboards.permits import EVERYBODY, UndeclaredCallbackError
from tests.dashboards.conftest import ORIGIN
from tests.dashboards.sample import SampleBackend


def test_every_server_callback_is_a_coroutine_and_declared(backend: SampleBackend):
    board = make_board(backend)
    served = {name: entry for name, entry in board.app.callback_map.items() if "callback" in entry}
    assert len(served) >= 12
    assert all(inspect.iscoroutinefunction(entry["callback"]) for entry in served.values())
    assert set(board.permits) == set(served)


def test_no_two_callbacks_write_the_same_property(backend: SampleBackend):
    outputs = [one["output"] for one in make_board(backend).app._callback_list]
    assert len(outputs) > 12
    assert [name for name in set(outputs) if outputs.count(name) > 1] == []


def test_an_undeclared_callback_stops_the_start(backend: SampleBackend):
    board = make_board(backend)

    @board.app.callback(Output("sink", "style"), Input("wire", "data"))
    async def sneaky(_data: object) -> dict[str, str]:
        return {}

    board.app._callback_list.clear()
    with pytest.raises(UndeclaredCallbackError, match=r"sink\.style"):
        board.check()


def test_a_callback_that_would_block_every_page_is_refused(backend: SampleBackend):
    board = make_board(backend)
    with pytest.raises(UndeclaredCallbackError, match="async def"):

        @board.answer(Output("sink", "style"), Input("wire", "data"), may=EVERYBODY)
        def slow(_data: object) -> dict[str, str]:
            return {}


@pytest.mark.parametrize(("language", "tag", "name"), [("zh", "zh-CN", "全媒"), ("en", "en", "Quanmei")])
def test_the_first_page_speaks_the_visitors_language(trainee: TestClient, language: str, tag: str, name: str):
    trainee.cookies.set("quanmei_lang", language)
    trainee.cookies.set("quanmei_theme", "dark")
    text = trainee.get("/r/r1/live").text
    assert f'<html lang="{tag}" data-mantine-color-scheme="dark">' in text
    assert name in text
    assert "https://" not in text


def ask(client: TestClient, path: str, search: str = "") -> str:
    outputs = [
        ("page", "children"),
        ("topbar", "children"),
        ("rail", "children"),
        ("panel", "children"),
        ("target", "data"),
    ]
    body = {
        "output": f"..{'...'.join(f'{name}.{prop}' for name, prop in outputs)}..",
        "outputs": [{"id": name, "property": prop} for name, prop in outputs],
        "inputs": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": search},
        ],
        "state": [{"id": "url", "property": "pathname", "value": path}],
        "changedPropIds": ["url.pathname"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/r/r1/brief",
        "/r/r1/matrix",
        "/r/r1/live",
        "/r/r1/piece",
        "/r/r1/room",
        "/r/r1/why",
        "/r/r1/result",
    ],
)
def test_every_page_is_served_in_both_languages(trainee: TestClient, language: str, page: str):
    trainee.cookies.set("quanmei_lang", language)
    text = ask(trainee, page)
    assert '"alert"' not in text
    assert ("Hours" if language == "en" else "工时") in json.loads(text)["response"].__str__()


@pytest.mark.parametrize("status", ["paused", "running", "settling", "finished", "failed"])
def test_the_result_page_has_a_face_for_every_state_of_a_run(
    backend: SampleBackend, trainee: TestClient, status: str
):
    backend.status = status
    words = {
        "paused": "运行还在进行",
        "running": "运行还在进行",
        "settling": "正在结算",
        "finished": "71.4",
        "failed": "错误停止",
    }
    assert words[status] in json.loads(ask(trainee, "/r/r1/result"))["response"]["page"].__str__()


def test_pages_before_the_first_tick_say_what_happens(backend: SampleBackend, trainee: TestClient):
    backend.begun = False
    assert "正在准备" in ask(trainee, "/r/r1/live").encode().decode(
        "unicode_escape", "ignore"
    ) or "正在准备" in str(json.loads(ask(trainee, "/r/r1/live")))
    assert "我的运行" in str(json.loads(ask(trainee, "/")))


@contextmanager
def watching(client: TestClient, query: str) -> Generator[WebSocketTestSession]:
    """Open the live socket; the test client ends its server side by cancelling it."""
    with (
        suppress(CancelledError),
        client.websocket_connect(f"/live?run=r1&{query}", headers={"origin": ORIGIN}) as socket,
    ):
        yield socket


def test_a_tick_reaches_the_tab_as_points_and_changed_blocks(backend: SampleBackend, trainee: TestClient):
    with watching(trainee, "page=live&since=12") as socket:
        first = json.loads(socket.receive_text())
        assert set(first["blocks"]) >= {"live-tiles", "live-feed", "live-contents", "top-clock"}
        backend.tick()
        second = json.loads(socket.receive_text())
        while not second.get("points"):
            second = json.loads(socket.receive_text())
    assert second["seq"] == backend.seq
    assert "top-clock" in second["blocks"]
    assert "top-hours" not in second["blocks"]
    assert len(second["points"][0]["y"]["views"]) == 4


def test_public_talk_reaches_the_tab_as_blocks_and_figures_with_the_browser_s_thresholds(trainee: TestClient):
    trainee.cookies.set("quanmei_risk", "999.9.90.1.auto")
    with watching(trainee, "page=opinion&since=12") as socket:
        first = json.loads(socket.receive_text())
    assert set(first["blocks"]) >= {"talk-tiles", "talk-claims", "talk-tree", "talk-hot"}
    assert set(first["figures"]) == {"talk-volume", "talk-mood", "talk-recovery"}
    assert "阈值 ≥ 999" in first["blocks"]["talk-claims"]
    assert "阈值 ≥ 9<" in first["blocks"]["talk-claims"]
    assert "points" not in first


async def test_figures_are_sent_again_only_when_their_hour_has_changed(backend: SampleBackend):
    stream = Stream(backend, run="r1", page="opinion")
    first = await stream.message()
    stream._slow_at = 0.0
    second = await stream.message()
    assert first is not None
    assert second is not None
    assert first["figures"]
    assert second["figures"] == {}


def test_a_tab_that_shows_another_page_gets_the_clock_only(trainee: TestClient):
    with watching(trainee, "page=brief&since=12") as socket:
        first = json.loads(socket.receive_text())
    assert set(first["blocks"]) == {
        "top-clock",
        "top-money",
        "top-hours",
        "top-alerts",
        "top-play",
        "top-status",
    }


def test_the_socket_renews_what_the_address_asks_for(trainee: TestClient):
    with watching(trainee, "page=piece&since=12&search=%3Fc%3Dp2") as socket:
        first = json.loads(socket.receive_text())
    assert "店长凌晨四点的第一锅茶" in first["blocks"]["piece-head"]


def test_a_page_reads_its_piece_from_the_address(trainee: TestClient):
    assert "店长凌晨四点的第一锅茶" in _target(ask(trainee, "/r/r1/piece", "?c=p2"))["blocks"]["piece-head"]
    assert "限流" in _target(ask(trainee, "/r/r1/piece", "?c=p5"))["blocks"]["piece-head"]
    assert _target(ask(trainee, "/r/r1/room", "?r=r1"))["search"] == "?r=r1"


def _target(answer: str) -> Any:
    return json.loads(answer)["response"]["target"]["data"]


def test_values_come_to_a_tab_that_shows_the_result(backend: SampleBackend, trainee: TestClient):
    backend.status = "finished"
    with watching(trainee, "page=result&since=12") as socket:
        first = json.loads(socket.receive_text())
        assert "已算出 2 / 3" in first["blocks"]["result-values"]
        backend.valued = True
        later = json.loads(socket.receive_text())
        while "result-values" not in later["blocks"]:
            later = json.loads(socket.receive_text())
    assert "已算出" not in later["blocks"]["result-values"]
