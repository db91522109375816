"""Who may see and do what: one-time tickets, sessions, and the one question every page asks.

A ticket is a long random text that can be used once, to get a session. A session is a cookie with
a second secret against forged requests. Only their SHA-256 is ever stored.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from classroom.claims import now_ms
from classroom.desk import Desk
from simulator.errors import AccessError, UnknownNameError
from store import session_rows
from store.canonical import fingerprint
from store.session_rows import SessionRow

ROLES = ("trainee", "examiner", "teacher", "admin")
SESSION_HOURS = 12  # assumed: a training day
_BYTES = 32  # 256 random bits
_LONGEST = 200  # characters of a token somebody presents


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role, for one run or (``None``) for all."""

    role: str
    run: str | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a browser gets for its ticket: the cookie, and the secret against forged requests."""

    cookie: str
    csrf: str
    grant: Grant
    expires_ms: int


@dataclass(frozen=True, kw_only=True)
class Session:
    """A browser that is let in."""

    grant: Grant
    csrf_hash: str
    expires_ms: int


def require(grant: Grant | None, role: str | tuple[str, ...], run: str | None = None) -> Grant:
    """Return the grant if it covers a role and a run; nothing is allowed by default.

    Parameters
    ----------
    role : str or tuple of str
        Any of these roles will do; no role includes another.
    run : str, optional
        The run that is to be seen or changed.

    Raises
    ------
    AccessError
        If it does not.

    Examples
    --------
    >>> require(Grant(role="trainee", run="a"), ("trainee", "teacher"), "a").role
    'trainee'
    """
    roles = (role,) if isinstance(role, str) else role
    if grant is None:
        raise AccessError("请先登录 / please sign in")
    if grant.role not in roles:
        raise AccessError(
            f"这里只对 {', '.join(roles)} 开放 / only for {', '.join(roles)}; you are {grant.role}"
        )
    if run is not None and grant.run not in (None, run):
        raise AccessError("这不是你的场次 / this run is not yours")
    return grant


class Access(Desk):
    """Gives out tickets and sessions and recognises them."""

    def issue_ticket(self, role: str, run: str | None = None, *, minutes: float = 10) -> str:
        """Return a ticket that can be exchanged once for a session.

        Raises
        ------
        UnknownNameError
            If there is no such role.
        """
        if role not in ROLES:
            raise UnknownNameError("role", role, ROLES)
        ticket, expires = secrets.token_urlsafe(_BYTES), now_ms() + int(minutes * 60_000)
        token = fingerprint(ticket)
        self._writer.run(lambda c: session_rows.insert_ticket(c, token, role, run, expires))
        return ticket

    def exchange(self, ticket: str) -> Entry:
        """Use a ticket up and open a session.

        Raises
        ------
        AccessError
            If the ticket is unknown, was used before, or is too old.
        """
        token, now = _hashed(ticket), now_ms()
        cookie, csrf = secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES)
        expires = now + SESSION_HOURS * 3_600_000
        given = (
            None
            if token is None
            else self._writer.run(lambda c: session_rows.use_ticket(c, token, now_ms=now))
        )
        if given is None:
            raise AccessError(
                "链接无效或已用过，请重新获取 / this link is unknown, used or too old; get a new one"
            )
        grant = Grant(role=given[0], run=given[1])
        row = SessionRow(
            token_hash=fingerprint(cookie),
            role=grant.role,
            run=grant.run,
            csrf_hash=fingerprint(csrf),
            expires_ms=expires,
        )
        self._writer.run(lambda c: session_rows.insert_session(c, row, now_ms=now))
        return Entry(cookie=cookie, csrf=csrf, grant=grant, expires_ms=expires)

    def session(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie; ``None`` for anybody unknown."""
        token = _hashed(cookie)
        if token is None:
            return None
        with self._store.reading() as connection:
            row = session_rows.find_session(connection, token, now_ms=now_ms())
        if row is None:
            return None
        grant = Grant(role=row.role, run=row.run)
        return Session(grant=grant, csrf_hash=row.csrf_hash, expires_ms=row.expires_ms)

    @staticmethod
    def check_csrf(session: Session, presented: str | None) -> None:
        """Make sure that a request comes from our own page.

        Raises
        ------
        AccessError
            If the second secret is missing or wrong.
        """
        token = _hashed(presented)
        if token is None or not hmac.compare_digest(token, session.csrf_hash):
            raise AccessError("请求校验失败，请刷新页面 / request check failed; reload the page")

    def end(self, cookie: str | None) -> None:
        """Close a session."""
        token = _hashed(cookie)
        if token is not None:
            self._writer.run(lambda c: session_rows.delete_session(c, token))


def _hashed(token: str | None) -> str | None:
    if not token or len(token) > _LONGEST or not token.isascii():
        return None
    return fingerprint(token)
