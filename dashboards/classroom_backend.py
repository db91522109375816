"""The real backend of the pages: the classroom's runs, feed and access.

Every reading of the store happens in a thread; what never changes (a case) or only grows (the ticks
of a run) is read once and kept.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from classroom.access import Grant
from classroom.alerts import Alert
from classroom.answers import Answer
from classroom.forks import Way
from classroom.grouping import Grouping, make_groups
from classroom.live import LiveFeed
from classroom.panel import Panel
from classroom.reviews import LedgerView, Review
from classroom.runs import Classroom
from classroom.views import DecisionView, RunView
from dashboards.alerts import Ears
from dashboards.backend import (
    Control,
    DecisionRow,
    Entry,
    Frame,
    Heard,
    Receipt,
    Result,
    RunCard,
    RunState,
    Session,
    Watched,
    refusal,
)
from dashboards.hours import Moment, StockHour, TalkHour
from dashboards.mark_lines import result_of
from dashboards.visit import Visitor, visit
from scenarios.loader import case_names, load_case
from simulator.errors import AccessError, QuanmeiError
from simulator.observation import Observation
from simulator.reading import TextFeatures
from simulator.scenario import Scenario

MARKERS = ("examiner", "teacher", "admin")
"""Roles that see what a run of an exam is worth before it is released."""
KEPT_RUNS = 64
"""Runs whose ticks stay in memory (assumed: a class and some)."""
_FRAMES = 5000


class ClassroomBackend:
    """Answers the pages from one store.

    Parameters
    ----------
    room : Classroom
    feed : LiveFeed
    """

    def __init__(self, room: Classroom, feed: LiveFeed) -> None:
        self._room = room
        self._feed = feed
        self._moments: OrderedDict[str, list[Moment]] = OrderedDict()
        self._seen: dict[str, int] = {}
        self._latest: OrderedDict[str, Frame] = OrderedDict()
        self._raw: dict[str, dict[str, Any]] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._panels: OrderedDict[str, asyncio.Future[Panel]] = OrderedDict()
        self._alerts: OrderedDict[str, tuple[Alert, ...]] = OrderedDict()
        self._ears, self._changes = Ears(), 0

    async def enter(self, token: str) -> Entry | None:
        """Return a new session's cookie for a one-time token, or ``None``."""
        try:
            entry = await asyncio.to_thread(self._room.access.exchange, token)
        except AccessError:
            return None
        return Entry(secret=entry.cookie, csrf=entry.csrf, visitor=_visitor(entry.grant))

    async def session(self, secret: str) -> Session | None:
        """Return the session of a cookie, or ``None`` when unknown or expired."""
        access = self._room.access
        session = await asyncio.to_thread(access.session, secret)
        if session is None:
            return None

        def vouches(token: str) -> bool:
            try:
                access.check_csrf(session, token)
            except AccessError:
                return False
            return True

        return Session(visitor=_visitor(session.grant), vouches=vouches)

    async def cases(self) -> Sequence[Scenario]:
        """Return the cases that come with the sandbox."""
        return await asyncio.to_thread(lambda: [load_case(name) for name in case_names()])

    async def runs(self, visitor: Visitor) -> Sequence[RunCard]:
        """Return the runs the visitor may see, newest first."""
        views = await asyncio.to_thread(self._room.runs)
        return [_card(view) for view in reversed(views) if visitor.run in (None, view.id)]

    async def start(self, case: str, world: int | None, chance: int | None) -> str:
        """Create a run with its clock standing still, and return its key."""
        language = visit().language
        view = await asyncio.to_thread(
            lambda: self._room.create_run(case, world=world, chance=chance, language=language, paused=True)
        )
        return view.id

    async def run(self, run: str) -> RunState:
        """Return a run with its case."""
        view, case, rules = await asyncio.to_thread(
            lambda: (self._room.run(run), self._room.scenario(run), self._room.sittings.of(run))
        )
        return RunState(
            key=run,
            scenario=case,
            status=view.state,
            speed=view.speed,
            minute=view.minute,
            hosted=view.hosted,
            note=view.trouble,
            sitting=rules.kind,
            reasons=rules.reasons,
            again=rules.again,
            held=rules.held,
        )

    async def latest(self, run: str) -> Frame | None:
        """Return the newest observation; read again only when there is a newer one."""
        stored = await asyncio.to_thread(self._room.observation, run)
        if stored is None:
            return None
        kept = self._latest.get(run)
        if kept is not None and self._raw.get(run) == stored.observation:
            return kept
        frame = Frame(
            seq=stored.frame,
            observation=await asyncio.to_thread(Observation.model_validate, stored.observation),
        )
        self._latest[run], self._raw[run] = frame, stored.observation
        for gone in _forget(self._latest):
            self._raw.pop(gone, None)
        return frame

    async def follow(self, run: str, since: int) -> AsyncIterator[Heard]:
        """Yield the ticks after ``since`` and every change of the run's state."""
        async for message in self._feed.follow(run, since):
            if message["type"] == "frame":
                yield Heard(seq=message["seq"], moment=_moment(message["minute"], message))
            else:
                yield Heard()

    async def history(self, run: str) -> Sequence[Moment]:
        """Return every tick of a run; only those since the last call are read."""
        async with self._locks.setdefault(run, asyncio.Lock()):
            moments = self._moments.setdefault(run, [])
            frames = await asyncio.to_thread(self._room.frames_since, run, self._seen.get(run, 0), _FRAMES)
            moments += [_moment(frame.minute, frame.body) for frame in frames]
            if frames:
                self._seen[run] = frames[-1].seq
            self._moments.move_to_end(run)
            for gone in _forget(self._moments):
                self._seen.pop(gone, None)
            return moments

    async def talk(self, run: str) -> Mapping[str, Sequence[TalkHour]]:
        """Return the hours of each claim that monitoring has seen, oldest first."""
        found: dict[str, list[TalkHour]] = {}
        for row in await asyncio.to_thread(self._room.history, run):
            for key, seen in row.body.get("issues", {}).items():
                found.setdefault(key, []).append(TalkHour(minute=row.minute, **seen))
        return found

    async def watched(self, run: str) -> Sequence[Watched]:
        """Return the trainee's alerts; without any, nothing else is read."""
        alerts = await self._alerts_of(run)
        if not alerts:
            return ()
        moments, frame = await self.history(run), await self.latest(run)
        now = frame.observation if frame else None
        past: list[StockHour] = []
        if now is not None and self._ears.wants_hours(run, alerts, now.minute):
            rows = await asyncio.to_thread(self._room.history, run)
            past = [StockHour(minute=row.minute, left=row.body.get("stocks", {})) for row in rows]
        return self._ears.listen(run, alerts, moments, now, past)

    async def _alerts_of(self, run: str) -> tuple[Alert, ...]:
        """Return the alerts of a run; nobody but this process writes them, so they are kept."""
        kept = self._alerts.get(run)
        if kept is not None:
            return kept
        changes = self._changes
        found = await asyncio.to_thread(self._room.alerts.read, run)
        if changes == self._changes:  # one may have been set while they were read
            self._alerts[run] = found
            _forget(self._alerts)
        return found

    def _alerts_changed(self, run: str) -> None:
        self._changes += 1
        self._alerts.pop(run, None)

    async def watch(self, run: str, raw: Mapping[str, Any]) -> Receipt:
        """Set an alert; it is on disk when this returns."""
        try:
            await asyncio.wrap_future(self._room.alerts.add(run, raw))
        except QuanmeiError as problem:
            return refusal(problem)
        self._alerts_changed(run)
        return Receipt(accepted=True)

    async def unwatch(self, run: str, key: str) -> None:
        """Take an alert away."""
        await asyncio.wrap_future(self._room.alerts.drop(run, key))
        self._alerts_changed(run)

    async def panel(self, run: str) -> Panel:
        """Return the people who were asked; read once, and once only when several ask together."""
        kept = self._panels.get(run)
        if kept is None or (kept.done() and (kept.cancelled() or kept.exception() is not None)):
            kept = asyncio.ensure_future(asyncio.to_thread(self._room.panel, run))
            self._panels[run] = kept
            _forget(self._panels)
        return await asyncio.shield(kept)

    async def grouped(self, run: str, features: Sequence[str], number: int) -> Grouping:
        """Return the panel cut into groups, worked out beside the pages."""
        return await asyncio.to_thread(make_groups, await self.panel(run), features, number)

    async def read_texts(self, run: str, raws: Sequence[Mapping[str, Any]]) -> Sequence[TextFeatures]:
        """Read texts beside the pages, as they would be read on submission."""
        return await asyncio.to_thread(self._room.read_texts, run, [dict(raw) for raw in raws])

    async def submit(self, run: str, raws: Sequence[Mapping[str, Any]]) -> Sequence[Receipt]:
        """Record decisions together and hear what the simulation says to each."""
        return [_receipt(one) for one in await self._room.decide_all(run, [dict(raw) for raw in raws])]

    async def decisions(self, run: str) -> Sequence[DecisionRow]:
        """Return the decisions of a run, newest first."""
        views = await asyncio.to_thread(self._room.decisions, run)
        return [_row(view) for view in reversed(views)]

    async def control(self, run: str, action: Control, value: float | None = None) -> None:
        """Pause, resume, step or hand in a run, or set its speed."""
        await self._room.control(run, action, value)

    async def result(self, run: str) -> Result | None:
        """Return what is known of the mark; it is worked out in a process of its own."""
        if (await asyncio.to_thread(self._room.run, run)).state != "finished":
            return None
        if await self._held(run):
            return Result(status="held")
        mark = await asyncio.to_thread(self._room.mark, run)
        return Result(status="working") if mark is None else result_of(mark)

    async def _held(self, run: str) -> bool:
        """Tell whether who looks may not see yet what the run is worth; nobody known may not either."""
        visitor = visit().visitor
        if visitor is not None and visitor.role in MARKERS:
            return False
        return (await asyncio.to_thread(self._room.sittings.of, run)).held

    async def review(self, run: str) -> Review | None:
        """Return what the trainee expected and wrote after a run."""
        return await asyncio.to_thread(self._room.reviews.read, run)

    async def write_review(self, run: str, expected: object, text: object) -> Receipt:
        """Write a review; a refusal says which field it is about."""
        try:
            waiting = await asyncio.to_thread(self._room.reviews.write, run, expected, text)
            return Receipt(accepted=True, first=await asyncio.wrap_future(waiting))
        except QuanmeiError as problem:
            return refusal(problem)

    async def notes(self, run: str) -> Mapping[str, str]:
        """Return what is noted at the decisions of a run."""
        return await asyncio.to_thread(self._room.reviews.notes, run)

    async def write_note(self, run: str, key: str, text: object) -> Receipt:
        """Write the note at a decision; a refusal says why."""
        try:
            waiting = await asyncio.to_thread(self._room.reviews.note, run, key, text)
            await asyncio.wrap_future(waiting)
        except QuanmeiError as problem:
            return refusal(problem)
        return Receipt(accepted=True)

    async def fork(self, run: str, key: str) -> str:
        """Open a finished run before one of its decisions."""
        return await asyncio.wrap_future(await asyncio.to_thread(self._room.forks.open, run, key))

    async def ways(self, run: str) -> Sequence[Way]:
        """Return the run that a run leaves, or the run itself, with all forks."""

        def side_by_side() -> Sequence[Way]:
            return self._room.forks.ways(self._room.forks.parent(run) or run)

        return await asyncio.to_thread(side_by_side)

    async def ledger(self, run: str) -> LedgerView:
        """Return the ledger of a finished run; it is large, and read only when a page shows it."""
        if await self._held(run):
            return LedgerView(state="held")
        return await asyncio.to_thread(self._room.reviews.ledger, run)


def _visitor(grant: Grant) -> Visitor:
    return Visitor(role=grant.role, run=grant.run)  # type: ignore[arg-type]


def _card(view: RunView) -> RunCard:
    started = datetime.fromtimestamp(view.created_ms / 1000, tz=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    return RunCard(key=view.id, case=view.case_id, status=view.state, minute=view.minute, started=started)


def _moment(minute: int, body: Mapping[str, Any]) -> Moment:
    live = body.get("live", {})
    return Moment(
        minute=minute, kpis=live.get("kpis", {}), totals=live.get("channels", {}),
        money=live.get("money"), hours=live.get("hours"),
    )  # fmt: skip


def _receipt(answer: Answer) -> Receipt:
    if isinstance(answer, QuanmeiError):
        return refusal(answer)
    return Receipt(accepted=True)


def _row(view: DecisionView) -> DecisionRow:
    return DecisionRow(
        key=view.key,
        lever=view.lever,
        minute=view.effective_minute,
        status=view.status,
        raw=view.decision,
        message=view.message,
    )


def _forget(kept: OrderedDict[str, Any]) -> list[str]:
    gone: list[str] = []
    while len(kept) > KEPT_RUNS:
        gone.append(kept.popitem(last=False)[0])
    return gone
