"""Who may call what: every route, socket and callback is declared here or the app does not start.

Default deny. A declaration names the roles and the object: ``"run"`` (the run named by the page's
address), ``"page"`` (a run if the address names one) or ``"site"`` (no object).
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dash import Dash, State

from dashboards.backend import Backend
from dashboards.visit import Role, Visitor, visit
from simulator.errors import AccessError

EVERYBODY: tuple[Role, ...] = ("trainee", "teacher", "examiner", "admin")
TRAINEE: tuple[Role, ...] = ("trainee",)

_RUN_PATH = re.compile(r"^/r/([A-Za-z0-9_.-]{1,80})(?:/([a-z]{1,20}))?/?$")

Answer = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Permit:
    """Who may use a route, a socket or a callback, and on what."""

    may: tuple[Role, ...]
    on: Literal["run", "page", "site"]

    def check(self, visitor: Visitor | None, run: str) -> None:
        """Raise `AccessError` unless this visitor may do this to this run."""
        if visitor is None or visitor.role not in self.may:
            raise AccessError(f"this needs one of the roles {', '.join(self.may)}")
        if self.on == "run" and not run:
            raise AccessError("this needs the address of a run")
        if self.on != "site" and run and visitor.run not in (None, run):
            raise AccessError(f"run {run!r} is not open to this session")


def run_of(path: str) -> str:
    """Return the run a page's address names, or an empty text.

    Examples
    --------
    >>> run_of("/r/a1b2/live"), run_of("/")
    ('a1b2', '')
    """
    found = _RUN_PATH.match(path)
    return found.group(1) if found else ""


def page_of(path: str) -> str:
    """Return the page a run's address names (``brief`` when it names none).

    Examples
    --------
    >>> page_of("/r/a1b2/live"), page_of("/r/a1b2"), page_of("/")
    ('live', 'brief', 'start')
    """
    found = _RUN_PATH.match(path)
    if found is None:
        return "start"
    return found.group(2) or "brief"


# Routes by method: an exact path, or a prefix when it ends in "/". Nothing else is answered.
ROUTES: Mapping[str, Mapping[str, Permit]] = {
    "GET": {
        "/": Permit(may=EVERYBODY, on="site"),
        "/r/": Permit(may=EVERYBODY, on="run"),
        "/_dash-layout": Permit(may=EVERYBODY, on="site"),
        "/_dash-dependencies": Permit(may=EVERYBODY, on="site"),
        "/_dash-component-suites/": Permit(may=EVERYBODY, on="site"),
        "/assets/": Permit(may=EVERYBODY, on="site"),
        "/_favicon.ico": Permit(may=EVERYBODY, on="site"),
    },
    "POST": {"/_dash-update-component": Permit(may=EVERYBODY, on="site")},
    "WEBSOCKET": {"/live": Permit(may=EVERYBODY, on="run")},
}


def route_permit(method: str, path: str) -> Permit | None:
    """Return the declaration of a route, or ``None``: then it is not answered."""
    routes = ROUTES.get("GET" if method == "HEAD" else method, {})
    if path in routes and (path == "/" or not path.endswith("/")):
        return routes[path]
    for prefix, permit in routes.items():
        if prefix != "/" and prefix.endswith("/") and path.startswith(prefix):
            return permit
    return None


class UndeclaredCallbackError(AccessError):
    """A callback was registered without saying who may call it."""


class Board:
    """The Dash app with its declared callbacks and the backend they ask.

    Parameters
    ----------
    app : Dash
    backend : Backend
    """

    def __init__(self, app: Dash, backend: Backend) -> None:
        self.app = app
        self.backend = backend
        self.permits: dict[str, Permit] = {}

    def answer(
        self, *wiring: Any, may: tuple[Role, ...], on: Literal["run", "page", "site"] = "run", **options: Any
    ) -> Callable[[Answer], Answer]:
        """Declare and register an ``async def`` server callback.

        The address of the page is added as last state; the gate reads the run from it and checks
        the visitor before the callback is called.
        """
        permit = Permit(may=may, on=on)

        def declare(function: Answer) -> Answer:
            if not inspect.iscoroutinefunction(function):
                raise UndeclaredCallbackError(
                    f"{function.__name__} must be async def: it would block every page"
                )

            @functools.wraps(function)
            async def answered(*values: Any) -> Any:
                permit.check(visit().visitor, visit().run)
                return await function(*values[:-1])

            known = set(self.app.callback_map)
            self.app.callback(*wiring, State("url", "pathname"), **options)(answered)
            for output in set(self.app.callback_map) - known:
                self.permits[output] = permit
            return function

        return declare

    def check(self) -> None:
        """Raise unless every server callback is declared and a coroutine."""
        for output, entry in self.app.callback_map.items():
            if "callback" not in entry:
                continue
            if output not in self.permits:
                raise UndeclaredCallbackError(f"callback {output!r} does not say who may call it")
            if not inspect.iscoroutinefunction(entry["callback"]):
                raise UndeclaredCallbackError(f"callback {output!r} is not async def")
