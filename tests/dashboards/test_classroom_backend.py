"""What the real backend makes of the classroom's rows: hours of talk, and one panel for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import pytest

from classroom.alerts import Alert
from classroom.panel import Panel
from classroom.views import Frame as TickFrame
from classroom.views import HourRow, StoredObservation
from dashboards.classroom_backend import ClassroomBackend
from dashboards.hours import TalkHour
from simulator.errors import AudienceError, DecisionError
from tests.dashboards.sample import sample_panel
from tests.dashboards.sample_seen import observation as sample_observation


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


class Kept:
    """Alerts in memory, counting how often they are read."""

    def __init__(self) -> None:
        self.rows: list[Alert] = []
        self.read_times = 0

    def read(self, run: str) -> tuple[Alert, ...]:
        self.read_times += 1
        return tuple(self.rows)

    def add(self, run: str, raw: Mapping[str, Any]) -> Future[None]:
        if not isinstance(raw.get("threshold"), int):
            raise DecisionError("请填阈值 / give a threshold", field="threshold")
        self.rows.append(Alert(key=f"a{len(self.rows)}", minute=0, **raw))
        return _done(None)

    def drop(self, run: str, key: str) -> Future[bool]:
        self.rows = [one for one in self.rows if one.key != key]
        return _done(True)


def _done(value: Any) -> Future[Any]:
    made: Future[Any] = Future()
    made.set_result(value)
    return made


class AlertRoom(Room):
    """A classroom with ticks, kept hours and alerts."""

    def __init__(self) -> None:
        super().__init__()
        self.alerts = Kept()
        self.ticks_read = 0

    def frames_since(self, run: str, seq: int, limit: int) -> list[TickFrame]:
        self.ticks_read += 1
        ticks = ((1, 60, 9000.0), (2, 120, 4000.0))
        return [
            TickFrame(seq=at, minute=minute, body={"live": {"money": money, "hours": 1.0}})
            for at, minute, money in ticks
            if at > seq
        ]

    def observation(self, run: str) -> StoredObservation:
        seen = sample_observation(150)
        return StoredObservation(minute=150, frame=2, observation=seen.model_dump(mode="json"))

    def history(self, run: str) -> list[HourRow]:
        left = (900.0, 280.0)
        return [
            HourRow(hour=at, minute=60 * at, body={"stocks": {"jelly": one}})
            for at, one in enumerate(left, start=1)
        ]


MONEY = {"number": "money", "channel": "", "side": "below", "threshold": 5000}


async def test_a_run_without_alerts_reads_nothing_for_them_again_and_again():
    room = AlertRoom()
    backend = backend_of(room)
    assert await backend.watched("r1") == ()
    assert await backend.watched("r1") == ()
    assert (room.alerts.read_times, room.ticks_read) == (1, 0)


async def test_an_alert_that_was_set_speaks_and_a_deleted_one_does_not():
    room = AlertRoom()
    backend = backend_of(room)
    assert await backend.watched("r1") == ()
    assert (await backend.watch("r1", MONEY)).accepted
    (found,) = await backend.watched("r1")
    assert [(hit.minute, hit.value) for hit in found.hits] == [(120, 4000.0)]
    await backend.unwatch("r1", found.alert.key)
    assert await backend.watched("r1") == ()


async def test_a_stock_that_fell_while_nobody_looked_is_found_in_the_kept_hours():
    backend = backend_of(AlertRoom())
    await backend.watch("r1", {**MONEY, "number": "stock.jelly", "threshold": 300})
    (found,) = await backend.watched("r1")
    assert [hit.minute for hit in found.hits] == [120]


async def test_a_refused_alert_says_its_field():
    receipt = await backend_of(AlertRoom()).watch("r1", {**MONEY, "threshold": "x"})
    assert (receipt.accepted, receipt.field) == (False, "threshold")
