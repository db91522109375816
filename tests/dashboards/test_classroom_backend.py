"""What the real backend makes of the classroom's rows: hours of talk, and one panel for everybody."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from classroom.panel import Panel
from classroom.views import HourRow
from dashboards.backend import TalkHour
from dashboards.classroom_backend import ClassroomBackend
from simulator.errors import AudienceError
from tests.dashboards.sample import sample_panel


class Room:
    """A classroom that counts how often the people are read."""

    def __init__(self) -> None:
        self.read = 0
        self.broken = False

    def panel(self, run: str) -> Panel:
        self.read += 1
        if self.broken:
            raise AudienceError("broken")
        return sample_panel()

    def history(self, run: str) -> list[HourRow]:
        seen = {"mentions": 9, "asks": 2, "negative": None, "rank": 27}
        bodies: list[dict[str, Any]] = [
            {},
            {"issues": {"a": seen}},
            {"issues": {"a": {**seen, "mentions": 4}, "b": seen}},
        ]
        return [
            HourRow(hour=place, minute=60 * place, body=body) for place, body in enumerate(bodies, start=1)
        ]


def backend_of(room: Room) -> ClassroomBackend:
    return ClassroomBackend(room, None)  # type: ignore[arg-type]


async def test_hours_of_talk_begin_where_monitoring_noticed_a_claim_and_older_rows_do_no_harm():
    found = await backend_of(Room()).talk("r1")
    assert [one.mentions for one in found["a"]] == [9, 4]
    assert found["b"] == [TalkHour(minute=180, mentions=9, asks=2, negative=None, rank=27)]


async def test_the_people_are_read_once_however_many_ask():
    room = Room()
    backend = backend_of(room)
    panels = await asyncio.gather(*[backend.panel("r1") for _ in range(5)])
    assert room.read == 1
    assert all(panel is panels[0] for panel in panels)


async def test_a_tab_that_gives_up_waiting_does_not_stop_the_reading():
    room = Room()
    backend = backend_of(room)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(backend.panel("r1"), 0)
    assert (await backend.panel("r1")).size == sample_panel().size
    assert room.read == 1


async def test_people_that_could_not_be_read_are_tried_again():
    room = Room()
    room.broken = True
    backend = backend_of(room)
    with pytest.raises(AudienceError):
        await backend.panel("r1")
    room.broken = False
    assert await backend.panel("r1")
    assert room.read == 2


async def test_groups_are_cut_from_the_same_panel():
    found = await backend_of(Room()).grouped("r1", ["gaming"], 2)
    assert sum(group.share for group in found.groups) == pytest.approx(1)
