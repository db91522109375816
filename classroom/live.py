"""The live feed of the web process: one look at the store every 100 ms, for all its clients.

The store's change counter is asked first, so a quiet store costs next to nothing. Each client says
the last frame it has and gets exactly what it missed; a slow client holds up nobody else.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from simulator.errors import StoreError
from store.database import ChangeWatch, Connection, Store
from store.progress_rows import FrameRow, observed_frames, read_next_frames
from store.run_rows import RunRow, get_run, rows_of
from store.tables import OPEN_STATES

POLL_S = 0.1
KEPT_FRAMES = 300  # per followed run, in memory; older ones are read from the store
FRAMES_PER_READ = 300

Message = dict[str, Any]
T = TypeVar("T")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What one look found: runs, where they were last observed, and their new frames."""

    rows: dict[str, RunRow]
    observed: dict[str, int]
    frames: dict[str, list[FrameRow]]


class LiveFeed:
    """Follows runs for all clients of one web process.

    Parameters
    ----------
    database_url : str
        `classroom.runs.Classroom.database_url`.
    """

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        # all reading happens in one thread, on a store of its own
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-feed")
        self._clients: Counter[str] = Counter()
        self._recent: dict[str, deque[FrameRow]] = {}
        self._states: dict[str, Message] = {}
        self._news = asyncio.Condition()
        self._store: Store | None = None
        self._watch: ChangeWatch | None = None
        self._task: asyncio.Task[None] | None = None
        self._asked_anew = False

    async def start(self) -> None:
        """Open the store and begin to look."""
        self._store = await self._in_thread(lambda: Store(self._url))
        self._watch = await self._in_thread(lambda: ChangeWatch(self._opened()))
        self._task = asyncio.create_task(self._poll(), name="live-feed")

    async def stop(self) -> None:
        """Stop looking and close the store."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._watch is not None:
            await self._in_thread(self._watch.close)
        if self._store is not None:
            await self._in_thread(self._store.close)
        self._thread.shutdown(wait=True)

    async def follow(self, run_id: str, since: int = 0) -> AsyncGenerator[Message, None]:
        """Yield what happens in a run: its state at once, then every frame after `since`.

        Parameters
        ----------
        since : int
            Number of the last frame the client has.

        Yields
        ------
        dict
            ``{"type": "state", ...}`` or ``{"type": "frame", ...}``; ends with the run.

        Raises
        ------
        UnknownNameError
            If there is no such run.
        """
        row = await self._in_thread(lambda: self._read(lambda c: get_run(c, run_id)))
        self._clients[run_id] += 1
        self._asked_anew = True
        try:
            sent: Message | None = None
            while True:
                state = await self._wait_for_news(run_id, since, sent)
                for frame in await self._missing(run_id, since):
                    since = frame.seq
                    yield {"type": "frame", "seq": frame.seq, "minute": frame.minute, **frame.body}
                if state != sent:
                    sent = state
                    yield state
                if state["state"] not in OPEN_STATES and since >= state["last_frame"]:
                    return
        finally:
            self._leave(row.id)

    def _leave(self, run: str) -> None:
        self._clients[run] -= 1
        if self._clients[run] <= 0:
            del self._clients[run]
            self._recent.pop(run, None)
            self._states.pop(run, None)

    async def _wait_for_news(self, run: str, since: int, sent: Message | None) -> Message:
        async with self._news:
            await self._news.wait_for(lambda: self._is_news(run, since, sent))
            return self._states[run]

    def _is_news(self, run: str, since: int, sent: Message | None) -> bool:
        state = self._states.get(run)
        return state is not None and (state != sent or state["last_frame"] > since)

    async def _missing(self, run: str, since: int) -> list[FrameRow]:
        recent = self._recent.get(run, deque())
        if recent and recent[0].seq <= since + 1:
            return [frame for frame in recent if frame.seq > since]
        return await self._in_thread(
            lambda: self._read(lambda c: read_next_frames(c, run, since=since, limit=FRAMES_PER_READ))
        )

    # looking ----------------------------------------------------------------------------------

    async def _poll(self) -> None:
        while True:
            if self._clients:
                await self._look_once()
            await asyncio.sleep(POLL_S)

    async def _look_once(self) -> None:
        anew, self._asked_anew = self._asked_anew, False
        last = {run: self._last_seen(run) for run in self._clients}
        try:
            look = await self._in_thread(lambda: self._look(last, anew=anew))
        except StoreError as problem:  # busy or out of reach just now; the next look will tell
            _LOG.warning("live feed: %s", problem)
            self._asked_anew = True
            return
        if look is not None:
            async with self._news:
                self._note(look)
                self._news.notify_all()

    def _last_seen(self, run: str) -> int | None:
        recent = self._recent.get(run)
        return recent[-1].seq if recent else None

    def _look(self, last: dict[str, int | None], *, anew: bool) -> _Look | None:
        changed = self._watch is None or self._watch.changed()
        if not (changed or anew):
            return None
        return self._read(lambda connection: _look_at(connection, last))

    def _note(self, look: _Look) -> None:
        for run, row in look.rows.items():
            if run not in self._clients:
                continue
            self._recent.setdefault(run, deque(maxlen=KEPT_FRAMES)).extend(look.frames[run])
            self._states[run] = _state(row, look.observed.get(run))

    def _opened(self) -> Store:
        if self._store is None:
            raise StoreError("the live feed was not started; call start() first")
        return self._store

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._opened().reading() as connection:
            return work(connection)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _look_at(connection: Connection, last: dict[str, int | None]) -> _Look:
    rows = rows_of(connection, last)
    frames: dict[str, list[FrameRow]] = {}
    for run, row in rows.items():
        known = last[run]
        since = max(row.last_frame - 1, 0) if known is None else known
        new = row.last_frame > since
        frames[run] = read_next_frames(connection, run, since=since, limit=KEPT_FRAMES) if new else []
    return _Look(rows=rows, observed=observed_frames(connection, last), frames=frames)


def _state(row: RunRow, observed_frame: int | None) -> Message:
    return {
        "type": "state",
        "state": row.state,
        "speed": row.speed,
        "steps_left": row.steps_left,
        "minute": row.minute,
        "last_frame": row.last_frame,
        "observed_frame": observed_frame,
    }
