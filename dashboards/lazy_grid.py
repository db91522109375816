"""The grid's code is fetched by the one page that shows a grid.

Dash sends the code of every component library with the first page; the grid's is a seventh of it.
Here it is marked as fetched when wanted, as Dash allows for parts of a library, and
``assets/grid_late.js`` stands in for the component until it has come.
"""

from __future__ import annotations

from typing import Any

import dash_ag_grid

CODE = "dash_ag_grid.min.js"


FILES: list[dict[str, Any]] = dash_ag_grid._js_dist  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - Dash reads it too
"""The files of the library, as Dash knows them."""


def fetch_when_wanted(files: list[dict[str, Any]] = FILES) -> None:
    """Mark the grid's code so that the first page does without it.

    Examples
    --------
    >>> files = [{"relative_package_path": CODE}, {"relative_package_path": "else.js"}]
    >>> fetch_when_wanted(files)
    >>> [file.get("async") for file in files]
    ['lazy', None]
    """
    for file in files:
        if file["relative_package_path"] == CODE:
            file["async"] = "lazy"
