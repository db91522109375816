"""The whole web application: gate, static cache, FastAPI, Dash, one live socket.

From the outside in: `Gate` (who may) → `StaticCache` (packed files) → FastAPI with ``/live`` →
Dash. `create_app` is the only thing the rest of the product calls.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from dash import Dash
from dash.backends._fastapi import FastAPIDashServer
from fastapi import FastAPI

from dashboards import decide, frame, guide_strip
from dashboards.backend import Backend
from dashboards.gate import CSRF_COOKIE, CSRF_HEADER, Gate, content_policy
from dashboards.i18n import t
from dashboards.lazy_grid import fetch_when_wanted
from dashboards.live_socket import add_live_route
from dashboards.pages import PAGES
from dashboards.permits import Board
from dashboards.static_cache import StaticCache
from dashboards.visit import visit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_INDEX = """<!DOCTYPE html>
<html lang="{lang}" data-mantine-color-scheme="{theme}">
<head>
{metas}
<title>{title}</title>
{favicon}
{css}
</head>
<body data-ag-theme-mode="{theme}">
<noscript>{noscript}</noscript>
{app_entry}
<footer>
{config}
{scripts}
{renderer}
</footer>
</body>
</html>"""


class QuietServer(FastAPIDashServer):
    """Dash's FastAPI backend without its own callback socket, which we do not use."""

    websocket_capability = False

    @staticmethod
    def create_app(name: str = "quanmei", config: dict[str, Any] | None = None) -> FastAPI:
        """Return a FastAPI app without its documentation pages."""
        app = FastAPI(title=name, docs_url=None, redoc_url=None, openapi_url=None)
        for key, value in (config or {}).items():
            setattr(app.state, key, value)
        return app


class QuanmeiDash(Dash):
    """A Dash app whose first page speaks the visitor's language."""

    def interpolate_index(self, **parts: Any) -> str:  # pyright: ignore[reportIncompatibleMethodOverride] - the documented way
        """Return the first HTML in the visitor's language and theme."""
        here = visit()
        parts["title"] = t("app.name")
        parts["favicon"] = f'<link rel="icon" type="image/svg+xml" href="{self.get_asset_url("mark.svg")}">'
        return _INDEX.format(
            lang="en" if here.language == "en" else "zh-CN",
            theme=here.theme,
            noscript=t("app.noscript"),
            **parts,
        )


@asynccontextmanager
async def _nothing(_app: FastAPI) -> AsyncGenerator[None]:
    yield


def _make_dash() -> QuanmeiDash:
    return QuanmeiDash(
        "dashboards",
        backend=QuietServer,
        title="Quanmei",
        update_title="",
        csrf_token_name=CSRF_COOKIE,
        csrf_header_name=CSRF_HEADER,
        suppress_callback_exceptions=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        assets_folder="assets",
        use_pages=False,
    )


def make_board(backend: Backend) -> Board:
    """Return the Dash app with every page and callback registered and checked."""
    fetch_when_wanted()
    board = Board(_make_dash(), backend)
    board.app.layout = frame.layout
    frame.register(board)
    decide.register(board)
    guide_strip.register(board)
    for page in PAGES:
        page.register(board)
    board.app._setup_server()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - callbacks are known before the first request
    board.check()
    return board


def create_app(backend: Backend, *, hosts: tuple[str, ...], lifespan: Lifespan = _nothing) -> Gate:
    """Return the web application as one ASGI app.

    Parameters
    ----------
    backend : Backend
        What answers the pages.
    hosts : tuple of str
        ``Host`` values that are answered, for example ``("127.0.0.1:8050",)``.
    lifespan : callable
        Opened before the first request and closed after the last.
    """
    board = make_board(backend)
    server: FastAPI = board.app.server
    server.router.lifespan_context = lifespan
    add_live_route(server, backend)
    policy = content_policy(list(board.app.csp_hashes()))
    return Gate(StaticCache(server), backend=backend, permits=board.permits, hosts=hosts, policy=policy)


def loopback_hosts(port: int) -> tuple[str, ...]:
    """Return the ``Host`` values of this machine for a port."""
    return tuple(f"{name}:{port}" for name in LOOPBACK)
