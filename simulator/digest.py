"""One SHA-256 over all counts of a run: equal digests mean equal runs, bit for bit.

Items are taken in the order of their identities and orders in the order of what they are, so
neither the row an item has in a branch nor the room its arrays have changes the digest. Columns that
channels name themselves count where one is used: a channel that a case does not play cannot move it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.counters import OWN_COUNTER, OWN_SOURCE
from simulator.items import FREE
from simulator.market import O_DUE, O_KEY, O_MINUTE, O_PERSON, O_PRODUCT, O_ROW

if TYPE_CHECKING:
    from simulator.world import World

_COUNTED = ("totals", "cube", "sources", "retention", "met")
_OWN_FROM = {
    "totals": (slice(None), slice(OWN_COUNTER, None)),
    "cube": (slice(None), slice(OWN_COUNTER, None)),
    "sources": (slice(None), slice(None), slice(OWN_SOURCE, None)),
}
_COMMON_TO = {
    "totals": (slice(None), slice(OWN_COUNTER)),
    "cube": (slice(None), slice(OWN_COUNTER)),
    "sources": (slice(None), slice(None), slice(OWN_SOURCE)),
}


def digest(world: World) -> str:
    """Return the SHA-256 of counters, orders, ledger, followers, memory and beliefs, as 64 hex digits."""
    seal = hashlib.sha256()
    _put(seal, "minute", np.array([world.minute]))
    order = _item_order(world)
    _put(seal, "ids", _ids(world)[order])
    _put(seal, "fields", world.items.fields[order, :FREE])
    for name in _COUNTED:
        _put_counted(seal, name, getattr(world.items, name)[order])
    _put(seal, "orders", _orders(world))
    for name in ("follows", "memory", "issues"):
        _put(seal, name, getattr(world, name))
    _put_ledger(seal, world)
    return seal.hexdigest()


def _put(seal: Any, name: str, array: NDArray[Any]) -> None:
    # little-endian and with its shape, so that no two states can read as the same bytes
    plain = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
    seal.update(f"{name}:{plain.dtype.str}:{plain.shape};".encode())
    seal.update(plain.data)


def _put_counted(seal: Any, name: str, array: NDArray[Any]) -> None:
    """Put the common columns of an array, and those of the channels where one is used."""
    if name not in _OWN_FROM:
        _put(seal, name, array)
        return
    _put(seal, name, array[_COMMON_TO[name]])
    own = array[_OWN_FROM[name]]
    if own.any():
        _put(seal, f"own {name}", own)


def _ids(world: World) -> NDArray[np.uint64]:
    return np.array([card.id & (2**64 - 1) for card in world.items.cards], np.uint64)


def _item_order(world: World) -> NDArray[np.int64]:
    keys = [(card.id & (2**64 - 1), card.key, card.row) for card in world.items.cards]
    return np.array([row for _, _, row in sorted(keys)], np.int64)


def _orders(world: World) -> NDArray[np.int64]:
    """Return the order book with identities in place of rows, in an order of its own."""
    rows = world.book.rows.copy()
    if not rows.shape[0]:
        return rows
    rows[:, O_ROW] = _ids(world).view(np.int64)[rows[:, O_ROW]]
    by = (O_DUE, O_KEY, O_PRODUCT, O_ROW, O_PERSON, O_MINUTE)
    return rows[np.lexsort([rows[:, column] for column in by])]


def _put_ledger(seal: Any, world: World) -> None:
    _put(seal, "left", np.array([world.ledger.money_fen, world.ledger.hours_centi], np.int64))
    lines = sorted(
        f"{e.minute}|{e.decision}|{e.what}|{e.money_fen}|{e.hours_centi}" for e in world.ledger.entries
    )
    seal.update("\n".join(lines).encode())
