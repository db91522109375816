"""Open the store: one SQLite file (or, later, PostgreSQL) with the promises that matter checked.

What was committed survives a power cut (``synchronous=FULL``), readers never wait for the writer
(WAL), and a transaction that will write takes the write lock at its start (``BEGIN IMMEDIATE``), so
that it cannot fail half-way because somebody else wrote in between.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from simulator.errors import StoreError
from store.migrations import migrate

Connection = sa.Connection  # so that callers can name it without importing SQL

BUSY_TIMEOUT_MS = 15_000  # assumed: far longer than any transaction of ours
PRAGMAS: dict[str, tuple[str, str]] = {  # pragma: (what is set, what must be read back)
    "busy_timeout": (str(BUSY_TIMEOUT_MS), str(BUSY_TIMEOUT_MS)),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", "2"),
    "fullfsync": ("ON", "1"),
    "foreign_keys": ("ON", "1"),
    "recursive_triggers": ("ON", "1"),
}
_WAL_TRIES = 50
_READS = "quanmei_reads"


def set_pragmas(raw: Any) -> None:
    """Set the pragmas on a new SQLite connection and read every one of them back.

    Raises
    ------
    StoreError
        If SQLite did not take one of them over, for example WAL on a network drive.
    """
    raw.isolation_level = None  # SQLAlchemy's begin, not the driver's, starts transactions
    for name, (wanted, expected) in PRAGMAS.items():
        _set_pragma(raw, name, wanted)
        got = str(raw.execute(f"PRAGMA {name}").fetchone()[0]).lower()
        if got != expected:
            raise StoreError(f"SQLite keeps {name}={got} where {expected} is needed; use a local disk")


def _set_pragma(raw: Any, name: str, wanted: str) -> None:
    # two processes that open a new file at once: the switch to WAL does not wait by itself
    for attempt in range(_WAL_TRIES):
        try:
            raw.execute(f"PRAGMA {name}={wanted}")
        except raw.__class__.OperationalError:
            if attempt == _WAL_TRIES - 1:
                raise
            time.sleep(0.05)
        else:
            return


def _prepare_sqlite(engine: sa.Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(raw: Any, _record: object) -> None:
        set_pragmas(raw)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        reads = connection.get_execution_options().get(_READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _keep_private(path: str | None) -> None:
    """Make a new database file that other users of the machine cannot read: it holds the seeds."""
    if not path or path == ":memory:" or Path(path).exists():
        return
    try:
        Path(path).touch(mode=0o600, exist_ok=True)
    except OSError as problem:
        raise StoreError(f"the store {path} cannot be made: {problem.strerror}") from problem


class Store:
    """An opened store; safe to share between threads.

    Parameters
    ----------
    url : str
        An SQLAlchemy address, for example ``sqlite:///quanmei.db``.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = Store(f"sqlite:///{pathlib.Path(folder.name).as_posix()}/runs.db")
    >>> with store.reading() as connection:
    ...     connection.execute(sa.text("SELECT count(*) FROM runs")).scalar_one()
    0
    >>> store.close(); folder.cleanup()
    """

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            self.engine = sa.create_engine(url)
        except (ArgumentError, ModuleNotFoundError) as problem:
            raise StoreError(
                f"{url!r} is not a database address ({problem}); allowed: sqlite:///file.db"
            ) from None
        self.shown = self.engine.url.render_as_string(hide_password=True)
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
            _keep_private(self.engine.url.database)
        with self.writing() as connection:
            migrate(connection)

    @contextmanager
    def writing(self) -> Generator[sa.Connection]:
        """Give a connection inside one transaction that is committed at the end, or not at all.

        Raises
        ------
        StoreError
            If the database refuses or cannot be reached.
        """
        with _translated(self.shown), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Generator[sa.Connection]:
        """Give a connection that sees one unchanging state of the store and writes nothing."""
        with _translated(self.shown), self.engine.connect() as raw:
            connection = raw.execution_options(**{_READS: True})
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    def close(self) -> None:
        """Move what is in the write-ahead log into the file and close all connections."""
        if self.engine.dialect.name == "sqlite":
            with _translated(self.shown), self.engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self.engine.dispose()


@contextmanager
def _translated(shown: str) -> Generator[None]:
    try:
        yield
    except OperationalError as problem:
        raise StoreError(f"the store {shown} cannot be reached or is busy: {problem.orig}") from problem
    except SQLAlchemyError as problem:
        reason = getattr(problem, "orig", None) or problem
        raise StoreError(f"the store {shown} refused: {reason}") from problem


class ChangeWatch:
    """Tells cheaply whether anybody else has committed since the last look.

    On SQLite this is ``PRAGMA data_version`` on a connection of its own; other databases always
    say "perhaps".
    """

    def __init__(self, store: Store) -> None:
        self._connection = store.engine.connect() if store.engine.dialect.name == "sqlite" else None
        self._seen = -1

    def changed(self) -> bool:
        """Return whether there may be something new."""
        if self._connection is None:
            return True
        raw: Any = self._connection.connection.driver_connection
        now = int(raw.execute("PRAGMA data_version").fetchone()[0])
        before, self._seen = self._seen, now
        return now != before

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
