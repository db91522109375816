"""The pages, in the order of the work; a page is one module and one question."""

from __future__ import annotations

from dashboards.pages import brief, live, matrix, result, start, why
from dashboards.pages.page import Page

PAGES: tuple[Page, ...] = (start.PAGE, brief.PAGE, matrix.PAGE, live.PAGE, why.PAGE, result.PAGE)
PAGE_BY_KEY: dict[str, Page] = {page.key: page for page in PAGES}

__all__ = ["PAGES", "PAGE_BY_KEY", "Page"]
