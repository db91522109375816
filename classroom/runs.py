"""Live runs as the pages use them: make one, decide in it, see what happens.

>>> import inspect
>>> inspect.iscoroutinefunction(Classroom.submit_decision)
True
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from typing import Self

from classroom import deciding
from classroom.access import Access
from classroom.alerts import Alerts
from classroom.answers import Answer, answers_to, committed
from classroom.claims import hosted_runs, now_ms
from classroom.engine import RealEngine, engine_version
from classroom.forks import Forks
from classroom.pace import check_speed, check_steps
from classroom.panel import Panel, make_panel
from classroom.playable import Engine
from classroom.reviews import Reviews
from classroom.row_views import answered, mark_view, outcome_view, run_view
from classroom.sittings import Sittings, check_reasons, put_into, sitting_of
from classroom.text_reading import read_decision_text
from classroom.views import (
    Acknowledgement,
    DecisionView,
    Frame,
    HourRow,
    MarkView,
    OutcomeView,
    ResultView,
    RunView,
    StoredObservation,
)
from simulator.decisions import read_decision
from simulator.errors import DecisionError, QuanmeiError, UnknownNameError
from simulator.randomness import Seeds
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from simulator.text_input import has_unread_text, text_of
from store import event_log, mark_rows, progress_rows, run_rows
from store.database import Connection, Store
from store.group_commit import GroupCommit

LANGUAGES = ("zh", "en")
ANSWER_WITHIN_S = 2.0
"""How long a page waits for the simulation's answer (assumed: far longer than a pass of the host)."""
CONTROLS = ("pause", "resume", "step", "speed", "finish")


class Classroom:
    """All live runs of one store.

    Parameters
    ----------
    store : Store
    engine : Engine
        Where cases come from; the pages never simulate.
    reader : callable
        Reads the text of a decision once; see `classroom.deciding.Reader`.
    """

    def __init__(self, store: Store, engine: Engine, reader: deciding.Reader) -> None:
        self._store, self._engine, self._reader = store, engine, reader
        self._writer = GroupCommit(store)
        self._scenarios: dict[str, Scenario] = {}
        self.access = Access(store, self._writer)
        self.reviews = Reviews(store, self._writer)
        self.alerts = Alerts(store, self._writer)
        self.forks = Forks(store, self._writer, engine_version())
        self.sittings = Sittings(store, self._writer)

    @classmethod
    def open(cls, database_url: str) -> Self:
        """Open the live runs of a store with the cases that come with the sandbox."""
        return cls(Store(database_url), RealEngine(), read_decision_text)

    @property
    def database_url(self) -> str:
        """Address of the store, for the live feed and the host."""
        return self._store.url

    def close(self) -> None:
        """Write what is queued and close the store."""
        self._writer.close()
        self._store.close()

    # making and controlling runs --------------------------------------------------------------

    def create_run(
        self,
        case_id: str,
        *,
        world: int | None = None,
        chance: int | None = None,
        agents: int | None = None,
        language: str = "zh",
        speed: float = 1.0,
        paused: bool = False,
        sitting: str | None = None,
    ) -> RunView:
        """Make a new run of a case; a host takes it up within half a second.

        Parameters
        ----------
        world, chance : int, optional
            Seeds of the form and of this attempt, 0 to 2**128 - 1; drawn secretly when absent.
        agents : int, optional
            Simulated people, when the case's own number is not wanted.
        paused : bool
            Begin with the clock standing still, for planning.
        sitting : str, optional
            Sitting whose rules hold for the run; free practice when absent.

        Raises
        ------
        UnknownNameError
            If there is no such case, language or sitting.
        ScenarioError
            If the case does not allow this number of people.
        """
        if language not in LANGUAGES:
            raise UnknownNameError("language", language, LANGUAGES)
        scenario = self._engine.case(case_id, None, agents)
        seeds = Seeds(
            world=secrets.randbits(128) if world is None else world,
            chance=secrets.randbits(128) if chance is None else chance,
        )
        run = secrets.token_hex(8)
        identity = {
            "id": run,
            "case_id": scenario.id,
            "case_version": scenario.version,
            "world_seed": f"{seeds.world:032x}",
            "chance_seed": f"{seeds.chance:032x}",
            "attempt": run,
            "agents": agents,
            "language": language,
            "engine_version": engine_version(),
            "created_ms": now_ms(),
        }
        state, factor = "paused" if paused else "running", check_speed(speed)

        def write(connection: Connection) -> None:
            run_rows.insert_run(connection, identity, state=state, speed=factor)
            put_into(connection, sitting, run)

        self._writer.run(write)
        return self.run(run)

    def control_now(
        self, run_id: str, action: str, value: object = None, key: str | None = None
    ) -> Acknowledgement:
        """Log a control of the clock and wait until it is on disk."""
        return self._append(self._control_entry(run_id, action, value, key)).result()

    async def control(
        self, run_id: str, action: str, value: object = None, key: str | None = None
    ) -> Acknowledgement:
        """Pause, resume, step, change the speed or hand in; the host acts on it at once.

        Raises
        ------
        DecisionError
            If the action or its value is not allowed.
        FinishedRunError
            If the run's time is over.
        """
        return await asyncio.wrap_future(self._append(self._control_entry(run_id, action, value, key)))

    @staticmethod
    def _control_entry(run: str, action: str, value: object, key: str | None) -> deciding.Entry:
        if action not in CONTROLS:
            shown = str(action)[:40]
            raise DecisionError(
                f"没有这个操作 / no control named {shown!r}; allowed: {', '.join(CONTROLS)}", field="action"
            )
        number: float | None = None
        if action == "speed":
            number = check_speed(value)
        elif action == "step":
            number = check_steps(1 if value is None else value)
        return deciding.control_entry(run, action, number, deciding.checked_key(key))

    # deciding ---------------------------------------------------------------------------------

    def submit_decision_now(self, run_id: str, raw: object) -> Acknowledgement:
        """Submit a decision and wait until it is on disk."""
        return self._submit(run_id, raw, []).result()

    async def submit_decision(self, run_id: str, raw: object) -> Acknowledgement:
        """Submit a decision; returns only after it is committed, so that it cannot be lost.

        Parameters
        ----------
        raw : mapping
            The form as plain data with a ``lever`` and a ``key`` of the sender's own; the same
            key with the same content gives the same acknowledgement again.

        Raises
        ------
        DecisionError
            If the form, the lever or the key is wrong; nothing was written.
        UnaffordableError
            If money or hours plainly do not suffice.
        FinishedRunError
            If the run's time is over.
        """
        pending = await asyncio.to_thread(self._submit, run_id, raw, [])  # reading a text takes a while
        return await asyncio.wrap_future(pending)

    async def decide(
        self, run_id: str, raw: object, *, patience_s: float = ANSWER_WITHIN_S
    ) -> OutcomeView | None:
        """Submit a decision and wait for what the simulation says to it.

        Parameters
        ----------
        patience_s : float
            How long to wait; a decision that has no answer by then is in the log all the same.

        Raises
        ------
        DecisionError
            If it is refused, by the form or by the simulation, naming the field.
        """
        (answer,) = await self.decide_all(run_id, [raw], patience_s=patience_s)
        if isinstance(answer, QuanmeiError):
            raise answer
        return answer

    async def decide_all(
        self, run_id: str, raws: Sequence[object], *, patience_s: float = ANSWER_WITHIN_S
    ) -> list[Answer]:
        """Submit decisions together and wait once for what the simulation says to them.

        They go into the log in the order given and, where the disk keeps up, in one commit. One
        that is refused leaves the others alone; its refusal stands in its place. ``None`` stands
        for one that has no answer yet.
        """
        waiting = await asyncio.to_thread(self._submit_all, run_id, raws)
        made = [one if isinstance(one, QuanmeiError) else await committed(one) for one in waiting]
        return await answers_to(self._store, run_id, made, time.monotonic() + patience_s)

    def _submit_all(
        self, run_id: str, raws: Sequence[object]
    ) -> list[Future[Acknowledgement] | QuanmeiError]:
        made: list[Future[Acknowledgement] | QuanmeiError] = []
        said: list[str] = []
        for raw in raws:
            try:
                made.append(self._submit(run_id, raw, said))
            except QuanmeiError as refusal:
                made.append(refusal)
        return made

    def _submit(self, run_id: str, raw: object, said: list[str]) -> Future[Acknowledgement]:
        """Queue a decision for the log; ``said`` holds the texts queued before it, and gets its own."""
        decision = deciding.read_form(raw)
        entry = deciding.decision_entry(run_id, decision, None)
        with self._store.reading() as connection:
            run_rows.get_run(connection, run_id)
            repeated = deciding.find_repeated(connection, entry)
            seen, rules = progress_rows.read_observation(connection, run_id), sitting_of(connection, run_id)
        if repeated is not None:
            return _known(repeated)
        check_reasons(decision, rules)
        scenario = self.scenario(run_id)
        deciding.check_sense(decision, scenario, None if seen is None else seen.body)
        if has_unread_text(decision):
            earlier = list(dict.fromkeys([*self._earlier(run_id), *said]))  # some are in the log by now
            features = self._reader(decision, scenario, earlier)
            entry = deciding.decision_entry(run_id, decision, features)
            said.append(text_of(decision))
        return self._append(entry)

    def read_texts(self, run_id: str, raws: Sequence[object]) -> list[TextFeatures]:
        """Read texts as if they were submitted now in this order; nothing is written down."""
        scenario, earlier = self.scenario(run_id), self._earlier(run_id)
        found: list[TextFeatures] = []
        for raw in raws:
            decision = deciding.read_form(raw)
            found.append(self._reader(decision, scenario, earlier))
            earlier.append(text_of(decision))
        return found

    def _earlier(self, run_id: str) -> list[str]:
        made = [one.decision for one in self.decisions(run_id) if one.status != "refused"]
        return [text for said in made if (text := text_of(read_decision(said)))]

    def _append(self, entry: deciding.Entry) -> Future[Acknowledgement]:
        return self._writer.submit(lambda connection: deciding.append_once(connection, entry, now_ms()))

    # seeing -----------------------------------------------------------------------------------

    def scenario(self, run_id: str) -> Scenario:
        """Return the case of a run, with the run's number of people."""
        if run_id not in self._scenarios:
            run = self.run(run_id)
            self._scenarios[run_id] = self._engine.case(run.case_id, run.case_version, run.agents)
        return self._scenarios[run_id]

    def panel(self, run_id: str) -> Panel:
        """Return the people of a run's form who were asked; the first call reads all people."""
        with self._store.reading() as connection:
            world = int(run_rows.get_run(connection, run_id).world_seed, 16)
        scenario = self.scenario(run_id)
        return make_panel(scenario, self._engine.people(scenario, world), world)

    def run(self, run_id: str) -> RunView:
        """Return one run."""
        with self._store.reading() as connection:
            return run_view(run_rows.get_run(connection, run_id), hosted_runs(connection))

    def runs(self, state: str | None = None) -> list[RunView]:
        """Return all runs, or those in one state, in the order in which they were made."""
        with self._store.reading() as connection:
            rows = run_rows.list_runs(connection, None if state is None else (state,))
            hosted = hosted_runs(connection)
        return [run_view(row, hosted) for row in rows]

    def decisions(self, run_id: str, since: int = 0) -> list[DecisionView]:
        """Return the decisions of a run after a number, each with what became of it."""
        with self._store.reading() as connection:
            events = event_log.read(connection, run_id, since=since, kinds=("decision", "outcome"))
        return answered(events)

    def outcomes_since(self, run_id: str, seq: int = 0) -> list[OutcomeView]:
        """Return what the simulation said to decisions after a number."""
        with self._store.reading() as connection:
            return [
                outcome_view(e) for e in event_log.read(connection, run_id, since=seq, kinds=("outcome",))
            ]

    def observation(self, run_id: str) -> StoredObservation | None:
        """Return the newest observation of a run, at most about half a second old."""
        with self._store.reading() as connection:
            seen = progress_rows.read_observation(connection, run_id)
        if seen is None:
            return None
        return StoredObservation(minute=seen.minute, frame=seen.frame, observation=seen.body)

    def frames_since(self, run_id: str, seq: int = 0, limit: int = 600) -> list[Frame]:
        """Return the newest frames of a run after a number, oldest first."""
        with self._store.reading() as connection:
            rows = progress_rows.read_frames(connection, run_id, since=seq, limit=limit)
        return [Frame(seq=row.seq, minute=row.minute, body=row.body) for row in rows]

    def history(self, run_id: str) -> list[HourRow]:
        """Return what could be seen at each full simulated hour."""
        with self._store.reading() as connection:
            rows: Iterable[tuple[int, int, dict[str, object]]] = progress_rows.read_hours(connection, run_id)
        return [HourRow(hour=hour, minute=minute, body=body) for hour, minute, body in rows]

    def result(self, run_id: str) -> ResultView | None:
        """Return what came out of a run; ``None`` before its tail has been played."""
        with self._store.reading() as connection:
            row = progress_rows.read_result(connection, run_id)
        if row is None:
            return None
        return ResultView(minute=row.minute, digest=row.digest, finished_ms=row.finished_ms, **row.body)

    def final_checkpoint(self, run_id: str) -> bytes | None:
        """Return the state in which a run ended, to be scored; ``None`` before."""
        with self._store.reading() as connection:
            finished = progress_rows.read_result(connection, run_id) is not None
            kept = progress_rows.read_checkpoint(connection, run_id) if finished else None
        return None if kept is None else kept.body

    def mark(self, run_id: str) -> MarkView | None:
        """Return the mark of a finished run and the values known so far; ``None`` before there is one."""
        with self._store.reading() as connection:
            body = mark_rows.read_mark(connection, run_id)
            known = mark_rows.read_values(connection, run_id)
        return None if body is None else mark_view(body, known)

    def verify_log(self, run_id: str) -> int:
        """Check the hash chain of a run's log and return its length.

        Raises
        ------
        StoreError
            Naming the first event that was changed, removed or inserted.
        """
        with self._store.reading() as connection:
            return event_log.verify_chain(connection, run_id)


def _known(acknowledgement: Acknowledgement) -> Future[Acknowledgement]:
    done: Future[Acknowledgement] = Future()
    done.set_result(acknowledgement)
    return done
