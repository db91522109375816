"""The pages: each is one module of this folder with a `PAGE`; it is found, nothing else names it.

`SEATS` only says in which order the known ones stand on the rail; others follow after them.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from dashboards.pages.page import Page

SEATS: tuple[str, ...] = (
    "start", "brief", "audience", "workshop", "content", "matrix", "delivery", "live", "room", "opinion", "why",
    "result", "review",
)  # fmt: skip
"""Keys of pages in the order of the work."""


def _found() -> tuple[Page, ...]:
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    pages = [module.PAGE for module in modules if isinstance(getattr(module, "PAGE", None), Page)]
    place = {key: number for number, key in enumerate(SEATS)}
    return tuple(sorted(pages, key=lambda page: (place.get(page.key, len(SEATS)), page.key)))


PAGES: tuple[Page, ...] = _found()
PAGE_BY_KEY: dict[str, Page] = {page.key: page for page in PAGES}

__all__ = ["PAGES", "PAGE_BY_KEY", "SEATS", "Page"]
