"""The one live socket: what changed in a run, at most twice a second, to the tabs that watch it.

A tab says the page it shows and the last frame it has (``/live?run=&page=&since=``). It gets the
new points of the main chart and, by id, the blocks whose content changed. Messages carry ``seq``;
a tab that comes back with it gets what it missed.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, WebSocket
from starlette.websockets import WebSocketDisconnect

from dashboards import feed, figures, frame
from dashboards.backend import Backend, Heard, RunState
from dashboards.forecast import Forecast, of_goals
from dashboards.hours import Moment
from dashboards.markup import to_html
from dashboards.pages import PAGE_BY_KEY, live
from dashboards.pages import result as result_page
from dashboards.series import SMOOTH, point
from dashboards.values import still_waiting
from simulator.errors import QuanmeiError
from simulator.observation import Observation

SECONDS_BETWEEN = 0.5  # two updates a second at most (field notes 2: the browser is the bottleneck)
SECONDS_SLOW = 2.0  # tables and mixes: nobody reads them faster, and they are the dear ones (assumed)
_LOG = logging.getLogger("quanmei.live")


def add_live_route(server: FastAPI, backend: Backend) -> None:
    """Add ``/live`` to the server; the gate has checked visitor, origin and run before."""

    async def socket(channel: WebSocket) -> None:
        query = channel.query_params
        since = query.get("since", "0")
        stream = Stream(
            backend, run=query.get("run", ""), page=query.get("page", ""), metric=query.get("metric", "")
        )
        await channel.accept()
        await _serve(channel, stream, int(since) if since.isdigit() else 0)

    server.add_api_websocket_route("/live", socket)


async def _serve(channel: WebSocket, stream: Stream, since: int) -> None:
    """Send while listening: a closed tab must end the sending at once."""
    wake = asyncio.Event()
    tasks = [
        asyncio.create_task(_send(channel, stream, since, wake)),
        asyncio.create_task(_listen(channel, stream, wake)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for problem in ended:
        if isinstance(problem, Exception) and not isinstance(problem, WebSocketDisconnect):
            _LOG.error("the live socket of run %s stopped", stream.run, exc_info=problem)
            await channel.close(code=1011)
            return


async def _listen(channel: WebSocket, stream: Stream, wake: asyncio.Event) -> None:
    """Take what the tab says (the chart's metric) until it leaves."""
    while True:
        said = await channel.receive_text()
        stream.metric = said[:40]
        wake.set()


async def _send(channel: WebSocket, stream: Stream, since: int, wake: asyncio.Event) -> None:
    follow = asyncio.create_task(_follow(stream, since, wake))
    try:
        while True:
            message = await stream.message()
            if message is not None:
                await channel.send_text(orjson.dumps(message).decode())
            await asyncio.sleep(SECONDS_BETWEEN)
            await _woken(wake, SECONDS_SLOW if stream.behind else None)
            wake.clear()
            if follow.done():
                follow.result()  # raises what ended it; a run that is over has simply ended it
    finally:
        follow.cancel()
        await asyncio.gather(follow, return_exceptions=True)


async def _woken(wake: asyncio.Event, longest: float | None) -> None:
    try:
        await asyncio.wait_for(wake.wait(), longest)
    except TimeoutError:
        return


async def _follow(stream: Stream, since: int, wake: asyncio.Event) -> None:
    try:
        async for heard in stream.backend.follow(stream.run, since):
            stream.hear(heard)
            wake.set()
    finally:
        wake.set()


class Stream:
    """What one tab has been told of one run.

    Parameters
    ----------
    backend : Backend
    run, page, metric : str
        What the tab shows.
    """

    def __init__(self, backend: Backend, *, run: str, page: str, metric: str = "") -> None:
        self.backend = backend
        self.run = run
        self.page = page
        self.metric = metric
        self._told: dict[str, bytes] = {}
        self._points: list[Moment] = []
        self._seq = 0
        self._slow_at = 0.0
        self._hour = -1
        self._bands: Mapping[str, Forecast] = {}
        self.behind = False

    def hear(self, heard: Heard) -> None:
        """Take what is new: a tick adds a point, a changed state only wakes."""
        if heard.moment is not None:
            self._seq = heard.seq
            self._points.append(heard.moment)

    async def message(self) -> dict[str, Any] | None:
        """Return what is new for this tab, or ``None``."""
        try:
            state = await self.backend.run(self.run)
            latest = await self.backend.latest(self.run)
        except QuanmeiError:
            _LOG.warning("run %s cannot be read at present", self.run)
            return None
        now = latest.observation if latest else None
        watched = await self.backend.watched(self.run) if now is not None else ()
        blocks: dict[str, Any] = frame.top_parts(state, now, watched)
        message: dict[str, Any] = {"seq": self._seq, "status": state.status, "begun": now is not None}
        if self.page == "live" and now is not None:
            moments, decided = await self.backend.history(self.run), await self.backend.decisions(self.run)
            bands = self._bands_at(state, now, moments)
            scene = live.Scene(
                state=state, now=now, moments=moments, decisions=decided, watched=watched, bands=bands
            )
            message["hour"] = now.minute // 60
            blocks |= {key: live.BLOCKS[key](scene) for key in self._due()}
            blocks["chart-key"] = live.key_line(scene, self.metric or live.DEFAULT_METRIC)
            message["points"] = self._take_points(scene)
            marks = figures.event_marks(feed.chart_events(now, decided))
            if self._changed("marks", marks):
                message["marks"] = marks
        if self.page == "result" and state.status == "finished":
            blocks |= await self._values()
        if self.page in PAGE_BY_KEY and PAGE_BY_KEY[self.page].renewed and now is not None and self._slow():
            blocks |= await self._page(message)
            pending = PAGE_BY_KEY[self.page].pending
            self.behind = pending is not None and await pending(self.backend, self.run)
        sent = {key: to_html(block) for key, block in blocks.items()}
        message["blocks"] = {key: text for key, text in sent.items() if self._changed(key, text)}
        return message

    def _bands_at(
        self, state: RunState, now: Observation, moments: Sequence[Moment]
    ) -> Mapping[str, Forecast]:
        """Return the goals' forecasts; they are worked out anew when an hour has passed."""
        if self._hour != now.minute // 60:
            self._hour = now.minute // 60
            self._bands = of_goals(now.goals, moments, state.scenario)
        return self._bands

    async def _page(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the page's blocks; figures that changed go into the message as they are."""
        page = PAGE_BY_KEY[self.page]
        figures_now = await page.figures(self.backend, self.run) if page.figures is not None else {}
        message["figures"] = {key: one for key, one in figures_now.items() if self._changed(key, one)}
        return await page.blocks(self.backend, self.run) if page.blocks is not None else {}

    async def _values(self) -> dict[str, Any]:
        """Return the decisions' values; while some are missing, they are looked at again by the clock."""
        result = await self.backend.result(self.run)
        self.behind = result is not None and (result.status == "working" or still_waiting(result))
        return await result_page.blocks(self.backend, self.run)

    def _due(self) -> list[str]:
        """Return the blocks to look at now: the quick ones always, the others every two seconds."""
        return list(live.BLOCKS if self._slow() else live.QUICK)

    def _slow(self) -> bool:
        """Tell whether it is time for what nobody reads faster; otherwise it is looked at by the clock."""
        clock = time.monotonic()
        self.behind = clock - self._slow_at < SECONDS_SLOW
        if not self.behind:
            self._slow_at = clock
        return not self.behind

    def _take_points(self, scene: live.Scene) -> list[dict[str, Any]]:
        if not self._points:
            return []
        before = [moment for moment in scene.moments if moment.minute < self._points[0].minute][-SMOOTH:]
        moments = [*before, *self._points]
        new = range(len(before), len(moments))
        self._points = []
        return [
            {"x": figures.moment(moments[index].minute), "y": point(moments, index, scene.channels)}
            for index in new
        ]

    def _changed(self, key: str, block: Any) -> bool:
        mark = hashlib.blake2b(orjson.dumps(block), digest_size=12).digest()
        if self._told.get(key) == mark:
            return False
        self._told[key] = mark
        return True
