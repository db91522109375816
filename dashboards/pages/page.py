"""What a page is: a key in the address, an icon on the rail, a way to build it, its callbacks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from dashboards.backend import Backend
from dashboards.permits import Board

Build = Callable[[Backend, str, str], Awaitable[Component]]
Blocks = Callable[[Backend, str], Awaitable[dict[str, Any]]]
Pending = Callable[[Backend, str], Awaitable[bool]]


def _no_callbacks(_board: Board) -> None:
    """Declare nothing: a page without server callbacks."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page.

    Parameters
    ----------
    key : str
        The address (``/r/<run>/<key>``), and the key of its name (``nav.<key>``).
    icon : str
    build : callable
        ``async (backend, run, search) -> component``.
    register : callable
        Declares the page's callbacks on the board.
    needs_run : bool
    blocks : callable, optional
        ``async (backend, run) -> {id: components}`` of the parts that the live socket renews.
    figures : callable, optional
        ``async (backend, run) -> {id: figure}`` of the charts that are drawn anew when their data
        changed: by the hour, never by the tick.
    renewed : bool
        Whether the live socket renews blocks and figures every two seconds at most.
    pending : callable, optional
        ``async (backend, run) -> bool``: whether something is worked out in the background, so that
        the blocks are looked at by the clock also when the run stands still.
    under : str
        Key of the page to whose seat it belongs: it has none of its own on the rail.
    """

    key: str
    icon: str
    build: Build
    register: Callable[[Board], None] = _no_callbacks
    needs_run: bool = True
    blocks: Blocks | None = None
    figures: Blocks | None = None
    renewed: bool = False
    pending: Pending | None = None
    under: str = ""
