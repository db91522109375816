import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from classroom.live import LiveFeed
from classroom.runs import Classroom
from simulator.errors import UnknownNameError
from tests.classroom.conftest import MakeHost, play_until


@pytest.fixture
async def feed(room: Classroom) -> AsyncGenerator[LiveFeed, None]:
    opened = LiveFeed(room.database_url)
    await opened.start()
    yield opened
    await opened.stop()


async def collected(feed: LiveFeed, run: str, since: int = 0) -> list[dict[str, Any]]:
    return [message async for message in feed.follow(run, since)]


def seqs(messages: list[dict[str, Any]]) -> list[int]:
    return [message["seq"] for message in messages if message["type"] == "frame"]


async def test_every_client_gets_every_frame_once(room: Classroom, make_host: MakeHost, feed: LiveFeed):
    run = room.create_run("tiny").id
    clients = [asyncio.create_task(collected(feed, run)) for _ in range(5)]
    host = make_host()
    await asyncio.to_thread(play_until, host, lambda: room.run(run).state == "finished")
    for client in clients:
        messages = await asyncio.wait_for(client, 20)
        assert seqs(messages) == list(range(1, 145))
        assert messages[-1]["state"] == "finished"
    await asyncio.to_thread(host.close)


async def test_a_client_that_comes_back_gets_what_it_missed(
    room: Classroom, make_host: MakeHost, feed: LiveFeed
):
    run = room.create_run("tiny").id
    host = make_host()
    await asyncio.to_thread(play_until, host, lambda: room.run(run).state == "finished")
    messages = await asyncio.wait_for(collected(feed, run, since=140), 20)
    assert seqs(messages) == [141, 142, 143, 144]
    frame = next(message for message in messages if message["type"] == "frame")
    assert {"seq", "minute", "clock", "live", "signals", "outcomes"} <= set(frame)
    await asyncio.to_thread(host.close)


async def test_a_control_shows_even_when_no_tick_is_played(
    room: Classroom, make_host: MakeHost, feed: LiveFeed
):
    run = room.create_run("tiny", paused=True).id
    host = make_host()
    await asyncio.to_thread(play_until, host, lambda: room.observation(run) is not None)
    follow = feed.follow(run)
    first = await asyncio.wait_for(anext(follow), 20)
    assert (first["type"], first["state"], first["speed"]) == ("state", "paused", 1.0)
    room.control_now(run, "speed", 2)
    await asyncio.to_thread(play_until, host, lambda: room.run(run).speed == 2)
    second = await asyncio.wait_for(anext(follow), 20)
    assert (second["type"], second["speed"]) == ("state", 2.0)
    await follow.aclose()
    await asyncio.to_thread(host.close)


async def test_an_unknown_run_cannot_be_followed(feed: LiveFeed):
    with pytest.raises(UnknownNameError, match="no run named"):
        await anext(feed.follow("nobody"))
