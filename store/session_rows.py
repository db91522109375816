"""Tickets and sessions; only hashes of what a browser holds are ever written."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from store.tables import sessions, tickets


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """Who a browser is, found by the hash of its cookie."""

    token_hash: str
    role: str
    run: str | None
    csrf_hash: str
    expires_ms: int


def insert_ticket(
    connection: sa.Connection, token_hash: str, role: str, run: str | None, expires_ms: int
) -> None:
    """Write a ticket that can be used once."""
    row = {"token_hash": token_hash, "role": role, "run": run, "expires_ms": expires_ms}
    connection.execute(sa.insert(tickets).values(row))


def use_ticket(connection: sa.Connection, token_hash: str, *, now_ms: int) -> tuple[str, str | None] | None:
    """Use a ticket up and return its role and run; ``None`` if it is unknown, used or too old."""
    mine = tickets.c.token_hash == token_hash
    usable = mine & tickets.c.used_ms.is_(None) & (tickets.c.expires_ms > now_ms)
    if connection.execute(sa.update(tickets).where(usable).values(used_ms=now_ms)).rowcount != 1:
        return None
    row = connection.execute(sa.select(tickets).where(mine)).one()
    return str(row.role), row.run


def insert_session(connection: sa.Connection, session: SessionRow, *, now_ms: int) -> None:
    """Write a session and forget those that are over."""
    connection.execute(sa.delete(sessions).where(sessions.c.expires_ms <= now_ms))
    connection.execute(sa.delete(tickets).where(tickets.c.expires_ms <= now_ms))
    connection.execute(sa.insert(sessions).values(vars(session)))


def find_session(connection: sa.Connection, token_hash: str, *, now_ms: int) -> SessionRow | None:
    """Return the session of a cookie's hash unless it is over."""
    mine = (sessions.c.token_hash == token_hash) & (sessions.c.expires_ms > now_ms)
    row = connection.execute(sa.select(sessions).where(mine)).mappings().one_or_none()
    return None if row is None else SessionRow(**row)


def delete_session(connection: sa.Connection, token_hash: str) -> None:
    """Forget a session."""
    connection.execute(sa.delete(sessions).where(sessions.c.token_hash == token_hash))
