"""HTML attributes that Dash takes by wildcard: ``aria-*`` and ``data-*``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def extra(attributes: Mapping[str, object]) -> dict[str, Any]:
    """Return wildcard attributes as keyword arguments of a component.

    Examples
    --------
    >>> extra({"aria-hidden": "true"})
    {'aria-hidden': 'true'}
    """
    return dict(attributes)
