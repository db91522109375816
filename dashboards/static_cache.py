"""Scripts and styles, compressed once and kept: fifty browsers opening at once cost one packing.

Single-flight: while a file is being packed, everybody else who asks for it waits for the same work
(without it the packing itself took fifteen seconds for a class, field notes 2).
"""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = ("/assets/", "/_dash-component-suites/")
SMALLEST = 1024  # bytes; below this packing does not pay (assumed)
MOST = 400  # files kept; the app has about a hundred
_TEXT = ("javascript", "css", "json", "svg", "text/")


@dataclass(frozen=True, kw_only=True)
class _Kept:
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    plain: bytes
    packed: bytes | None


class StaticCache:
    """Answer static files from memory, packed for browsers that accept it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, asyncio.Task[_Kept]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(STATIC):
            await self.app(scope, receive, send)
            return
        kept = await asyncio.shield(self._fetch(scope))
        packed = kept.packed if "gzip" in Headers(scope=scope).get("accept-encoding", "") else None
        await _send(kept, packed, send)

    def _fetch(self, scope: Scope) -> asyncio.Task[_Kept]:
        path = scope["path"]
        if path not in self._kept:
            plain = [
                (name, value)
                for name, value in scope["headers"]
                if name not in (b"if-none-match", b"if-modified-since", b"range")
            ]
            task = asyncio.create_task(self._make({**scope, "headers": plain}))
            task.add_done_callback(lambda done: self._judge(path, done))
            if len(self._kept) < MOST:
                self._kept[path] = task
            return task
        return self._kept[path]

    def _judge(self, path: str, done: asyncio.Task[_Kept]) -> None:
        """Forget what was not found, so that nobody can fill the memory with misses."""
        if done.cancelled() or done.exception() is not None or done.result().status != HTTPStatus.OK:
            self._kept.pop(path, None)

    async def _make(self, scope: Scope) -> _Kept:
        status = 500
        headers: list[tuple[bytes, bytes]] = []
        parts: list[bytes] = []

        never = asyncio.Event()
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            for message in asked:
                return message
            await never.wait()  # a file is made for everybody: no single browser's leaving ends it
            return {"type": "http.disconnect"}

        async def collect(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers.extend(message["headers"])
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self.app(scope, receive, collect)
        body = b"".join(parts)
        packed = await asyncio.to_thread(gzip.compress, body, 6, mtime=0) if _worth(headers, body) else None
        return _Kept(status=status, headers=tuple(headers), plain=body, packed=packed)


def _worth(headers: list[tuple[bytes, bytes]], body: bytes) -> bool:
    kind = next((value.decode("latin-1") for name, value in headers if name.lower() == b"content-type"), "")
    return len(body) >= SMALLEST and any(part in kind for part in _TEXT)


async def _send(kept: _Kept, packed: bytes | None, send: Send) -> None:
    body = kept.plain if packed is None else packed
    dropped = (b"content-length", b"content-encoding", b"cache-control", b"etag", b"last-modified")
    headers = [(name, value) for name, value in kept.headers if name.lower() not in dropped]
    headers += [
        (b"content-length", str(len(body)).encode()),
        (b"vary", b"Accept-Encoding"),
        (b"cache-control", b"private, max-age=86400" if kept.status == HTTPStatus.OK else b"no-store"),
    ]
    if packed is not None:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
