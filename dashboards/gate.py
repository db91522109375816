"""The one gate in front of everything: who is it, from where, and may they do this to that.

Pure ASGI, default deny. Nothing behind it is reached without a session, by a foreign origin, by a
post without its token, or over a route or callback that is not declared (`dashboards.permits`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.backend import Backend, Session
from dashboards.door import door_page
from dashboards.permits import Permit, route_permit, run_of
from dashboards.visit import Language, Theme, Visit, visiting
from simulator.errors import AccessError, UnknownNameError

SESSION_COOKIE = "quanmei_sid"
CSRF_COOKIE = "_csrf_token"
CSRF_HEADER = "X-CSRFToken"
LONGEST_SEARCH = 400  # letters behind the ? of an address; two keys are at most 130 (assumed)
LARGEST_POST = 512 * 1024  # bytes; the longest decision (20,000 characters) is far below (assumed)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Refused(Exception):  # noqa: N818 - it never leaves the gate
    """A request that the gate does not let through."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def content_policy(hashes: list[str]) -> str:
    """Return the content security policy: this host only, no inline scripts but Dash's own start."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


def _cookies(headers: Headers) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _language(cookies: Mapping[str, str]) -> Language:
    return "en" if cookies.get("quanmei_lang") == "en" else "zh"


def _theme(cookies: Mapping[str, str]) -> Theme:
    return "dark" if cookies.get("quanmei_theme") == "dark" else "light"


def _visit(session: Session, cookies: Mapping[str, str], run: str, search: str = "") -> Visit:
    return Visit(
        visitor=session.visitor,
        language=_language(cookies),
        theme=_theme(cookies),
        run=run,
        thresholds=cookies.get("quanmei_risk", "")[:80],
        search=search[:LONGEST_SEARCH],
    )


def _same(presented: str | None, expected: str) -> bool:
    return presented is not None and secrets.compare_digest(presented.encode(), expected.encode())


class Gate:
    """Wrap an ASGI app so that only declared calls of known visitors reach it.

    Parameters
    ----------
    app : ASGI app
    backend : Backend
    permits : mapping of str to Permit
        What is declared for each Dash callback, by its output id.
    hosts : tuple of str
        ``Host`` values that are answered; any other is refused (DNS rebinding).
    policy : str
        The content security policy.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        backend: Backend,
        permits: Mapping[str, Permit],
        hosts: tuple[str, ...],
        policy: str,
    ) -> None:
        self.app = app
        self.backend = backend
        self.permits = permits
        self.hosts = hosts
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, self._guarded(scope, send))
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)

    def _guarded(self, scope: Scope, send: Send) -> Send:
        static = scope["path"].startswith(("/assets/", "/_dash-component-suites/"))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = self.policy
                if not static:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        return sending

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        try:
            self._check_host(headers)
            self._check_origin(scope, headers)
            if scope["path"] == "/health":
                await PlainTextResponse("OK")(scope, receive, send)
                return
            if scope["path"] == "/enter":
                response = await self._enter(scope, cookies)
                await response(scope, receive, send)
                return
            session = await self._session(cookies)
            await self._pass(scope, receive, send, session=session, cookies=cookies)
        except Refused as refusal:
            await _refusal(refusal, headers, _language(cookies))(scope, receive, send)

    async def _pass(
        self, scope: Scope, receive: Receive, send: Send, *, session: Session, cookies: Mapping[str, str]
    ) -> None:
        permit = route_permit(scope["method"], scope["path"])
        if permit is None:
            raise Refused(404, "not_found")
        run, search = run_of(scope["path"]), ""
        if scope["method"] == "POST":
            self._check_csrf(Headers(scope=scope), cookies, session)
            body = await _read_body(receive)
            permit, run, search = self._callback(body)
            receive = _replay(body, receive)
        await self._allow(permit, session, run)
        visit = _visit(session, cookies, run, search)
        if scope["method"] in ("GET", "HEAD") and run:
            scope = {**scope, "path": "/", "raw_path": b"/"}  # every page of a run is the app's first page
        with visiting(visit):
            await self.app(scope, receive, send)

    async def _allow(self, permit: Permit, session: Session, run: str) -> None:
        try:
            permit.check(session.visitor, run)
        except AccessError:
            raise Refused(403, "not_yours") from None
        if permit.on != "site" and run:
            try:
                await self.backend.run(run)
            except UnknownNameError:
                raise Refused(404, "no_run") from None

    def _callback(self, body: bytes) -> tuple[Permit, str, str]:
        """Return what is declared for the callback that a post asks for, the run it is about, and the search."""
        try:
            asked: Any = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Refused(400, "bad_request") from None
        if not isinstance(asked, dict) or not isinstance(asked.get("output"), str):
            raise Refused(400, "bad_request")
        permit = self.permits.get(asked["output"])
        if permit is None:
            raise Refused(403, "undeclared")
        return permit, run_of(_address(asked, "pathname")), _address(asked, "search")

    def _check_host(self, headers: Headers) -> None:
        if headers.get("host", "") not in self.hosts:
            raise Refused(403, "host")

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc not in self.hosts:
            raise Refused(403, "origin")
        if scope.get("method") == "POST" and origin is None:
            raise Refused(403, "origin")
        site, mode = headers.get("sec-fetch-site", "same-origin"), headers.get("sec-fetch-mode", "")
        if site in ("cross-site", "same-site") and mode != "navigate":
            raise Refused(403, "origin")

    def _check_csrf(self, headers: Headers, cookies: Mapping[str, str], session: Session) -> None:
        sent = headers.get(CSRF_HEADER, "")
        if not (sent and _same(cookies.get(CSRF_COOKIE), sent) and session.vouches(sent)):
            raise Refused(403, "csrf")

    async def _session(self, cookies: Mapping[str, str]) -> Session:
        secret = cookies.get(SESSION_COOKIE, "")
        session = await self.backend.session(secret) if secret else None
        if session is None:
            raise Refused(401, "expired" if secret else "anonymous")
        return session

    async def _enter(self, scope: Scope, cookies: Mapping[str, str]) -> Response:
        """Exchange the one-time token of the address for a session cookie, and open its run.

        A token for one run leads there; one for the whole sandbox leads to the run the address
        names, if any.
        """
        if scope["method"] != "GET":
            raise Refused(405, "bad_request")
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        named = run_of(f"/r/{query.get('run', [''])[0]}")
        token = (query.get("ticket") or query.get("token") or [""])[0]
        entry = await self.backend.enter(token) if token else None
        if entry is None:
            if await self._known(cookies):
                return RedirectResponse(_page_of(named), status_code=303)
            raise Refused(401, "token")
        target = _page_of(entry.visitor.run or named)
        response = RedirectResponse(target, status_code=303)
        secure = scope.get("scheme") == "https"
        response.set_cookie(SESSION_COOKIE, entry.secret, httponly=True, samesite="lax", secure=secure)
        response.set_cookie(CSRF_COOKIE, entry.csrf, samesite="strict", secure=secure)
        return response

    async def _known(self, cookies: Mapping[str, str]) -> bool:
        secret = cookies.get(SESSION_COOKIE, "")
        return bool(secret) and await self.backend.session(secret) is not None

    def _check_socket(self, scope: Scope, headers: Headers) -> Permit:
        """Return what is declared for a socket; it must name its origin, and the origin be ours."""
        if urlsplit(headers.get("origin", "")).netloc not in self.hosts:
            raise Refused(403, "origin")
        permit = route_permit("WEBSOCKET", scope["path"])
        if permit is None:
            raise Refused(404, "not_found")
        return permit

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a socket through, or close it before it is accepted (the browser sees 403)."""
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        try:
            self._check_host(headers)
            permit = self._check_socket(scope, headers)
            session = await self._session(cookies)
            query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
            run = run_of(f"/r/{query.get('run', [''])[0]}")
            await self._allow(permit, session, run)
        except Refused as refusal:
            await receive()
            await send(
                {
                    "type": "websocket.close",
                    "code": 4401 if refusal.status == HTTPStatus.UNAUTHORIZED else 4403,
                }
            )
            return
        visit = _visit(session, cookies, run, query.get("search", [""])[0])
        with visiting(visit):
            await self.app(scope, receive, send)


def _page_of(run: str) -> str:
    return f"/r/{run}" if run else "/"


def _address(asked: Mapping[str, Any], part: str) -> str:
    """Return the path or the search of the page address that a Dash post carries."""
    for group in ("state", "inputs"):
        entries = asked.get(group)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("id") == "url" and entry.get("property") == part:
                return str(entry.get("value") or "")
    return ""


async def _read_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, "bad_request")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_POST:
            raise Refused(413, "too_large")
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a receive that gives the body again, then goes on with the connection."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _refusal(refusal: Refused, headers: Headers, language: Language) -> Response:
    """Return a page for people and a short JSON for scripts; neither tells what is behind."""
    if "text/html" in headers.get("accept", ""):
        return HTMLResponse(door_page(refusal.reason, language), status_code=refusal.status)
    answer = JSONResponse({"error": refusal.reason}, status_code=refusal.status)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["x-login"] = "1"
    return answer


__all__ = ["CSRF_COOKIE", "CSRF_HEADER", "SESSION_COOKIE", "Gate", "content_policy"]
