"""Saving and copying the state of a run without pickle: plain trees, NumPy arrays, known classes.

A saved state is a ZIP of arrays (``npz``) with one JSON document that holds everything else and
points to the arrays by number. Only the classes named here are ever made from it.
"""

from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import numpy as np

from simulator.decisions import Decision, read_decision
from simulator.errors import DigestError
from simulator.items import ItemCard, ItemTable
from simulator.ledger import Entry, Ledger
from simulator.market import OrderBook
from simulator.observation import Signal
from simulator.paid import PaidCard, PaidDesk
from simulator.pending import Pending

KNOWN: dict[str, type[Any]] = {
    cls.__name__: cls for cls in (ItemCard, ItemTable, Entry, Ledger, OrderBook, PaidCard, PaidDesk, Pending)
}
"""Dataclasses a state may contain; channels may add their own with `allow`."""


def allow(cls: type[Any]) -> type[Any]:
    """Let a dataclass be part of saved states (class decorator for channels and events)."""
    KNOWN[cls.__name__] = cls
    return cls


def freeze(tree: object) -> bytes:
    """Return a state tree as bytes."""
    arrays: list[np.ndarray] = []
    document = json.dumps(_plain(tree, arrays), ensure_ascii=False, separators=(",", ":"))
    out = io.BytesIO()
    named = {f"a{i}": array for i, array in enumerate(arrays)}
    np.savez(out, allow_pickle=False, document=np.frombuffer(document.encode(), np.uint8), **named)
    return out.getvalue()


def thaw(data: bytes) -> Any:
    """Return the state tree of saved bytes.

    Raises
    ------
    DigestError
        If the bytes are not a saved state.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            document = json.loads(archive["document"].tobytes().decode())
            return _tree(document, archive)
    except (ValueError, KeyError, OSError, EOFError) as problem:
        raise DigestError(f"these {len(data)} bytes are not a saved state: {problem}") from None


_SHARED = (int, float, str, bool, type(None), bytes)
"""Plain values: most of a tree's leaves, and never changed in place."""


def cloned(node: Any) -> Any:
    """Return a copy of a state tree that shares only what never changes (decisions, signals)."""
    kind = type(node)
    if kind in _SHARED:
        return node
    if kind is np.ndarray:
        return node.copy()
    if kind is dict:
        return {key: value if type(value) in _SHARED else cloned(value) for key, value in node.items()}
    if kind is list or kind is tuple:
        return kind([value if type(value) in _SHARED else cloned(value) for value in node])
    if kind in _WHOLE:
        # as `dataclasses.replace`, without asking for its fields: forks copy thousands
        copy = object.__new__(kind)
        vars(copy).update(
            {name: value if type(value) in _SHARED else cloned(value) for name, value in vars(node).items()}
        )
        return copy
    return _cloned_kind(node)


_WHOLE: set[type[Any]] = set()
"""Dataclasses that were seen: all that they hold is copied."""


def _cloned_kind(node: Any) -> Any:
    """Return a copy of a kind that is rarer than the plain ones, or seen for the first time."""
    if isinstance(node, Decision | Signal):
        return node
    if isinstance(node, np.ndarray):
        return node.copy()
    if isinstance(node, dict):
        return {key: cloned(value) for key, value in node.items()}
    if isinstance(node, tuple | list):
        return type(node)(cloned(value) for value in node)
    if dataclasses.is_dataclass(node):
        _WHOLE.add(type(node))
        return cloned(node)
    return node


def _plain(node: Any, arrays: list[np.ndarray]) -> Any:  # noqa: PLR0911 - one line a kind
    if isinstance(node, np.ndarray):
        arrays.append(node)
        return {"$": "array", "i": len(arrays) - 1}
    if isinstance(node, Decision | Signal):
        return {"$": type(node).__mro__[0].__name__ if isinstance(node, Signal) else "Decision",
                "v": node.model_dump(mode="json")}  # fmt: skip
    if dataclasses.is_dataclass(node):
        values = {f.name: _plain(getattr(node, f.name), arrays) for f in dataclasses.fields(node)}
        return {"$": type(node).__name__, "v": values}
    if isinstance(node, dict):
        return {"$": "dict", "v": [[_plain(k, arrays), _plain(v, arrays)] for k, v in node.items()]}
    if isinstance(node, tuple):
        return {"$": "tuple", "v": [_plain(v, arrays) for v in node]}
    if isinstance(node, list):
        return [_plain(v, arrays) for v in node]
    if isinstance(node, np.generic):
        return node.item()
    return node


def _tree(node: Any, archive: Any) -> Any:  # noqa: PLR0911 - one line a kind
    if isinstance(node, list):
        return [_tree(v, archive) for v in node]
    if not isinstance(node, dict):
        return node
    kind = node["$"]
    value: Any = node.get("v")
    if kind == "array":
        return archive[f"a{node['i']}"]
    if kind == "dict":
        return {_tree(k, archive): _tree(v, archive) for k, v in value}
    if kind == "tuple":
        return tuple(_tree(v, archive) for v in value)
    if kind == "Decision":
        return read_decision(value)
    if kind == "Signal":
        return Signal.model_validate(value)
    return KNOWN[kind](**{name: _tree(v, archive) for name, v in value.items()})
