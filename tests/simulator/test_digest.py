"""Equal digests mean equal runs; rows and room do not matter, every count does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simulator import items as it
from simulator.digest import digest
from simulator.market import REDEEMED
from simulator.world import World
from tests.simulator.tiny import add, order, post, tiny_world


def run(monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...] = ("a", "b")) -> World:
    world = tiny_world(monkeypatch)
    for key in keys:
        row = post(world, key, views=ord(key), likes=3)
        world.items.met[row, ord(key)] = it.VIEWED
        world.items.sources[row, 1, 0] = ord(key)
    for key in sorted(keys):
        row = world.card(key).row
        order(world, row, 0, price=1290, person=ord(key))
        world.book.rows[-1, 9] = ord(key)
    return world


def test_two_equal_runs_have_one_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert digest(run(monkeypatch)) == digest(run(monkeypatch))


def test_the_row_of_an_item_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert digest(run(monkeypatch, ("a", "b"))) == digest(run(monkeypatch, ("b", "a")))


def test_the_order_of_the_order_book_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    world = run(monkeypatch)
    before = digest(world)
    world.book.rows = world.book.rows[::-1].copy()
    assert digest(world) == before


def test_spare_rows_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    world = run(monkeypatch)
    before = digest(world)
    world.items._grow(500)
    assert digest(world) == before


def test_looking_at_a_digest_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = run(monkeypatch)
    assert digest(world) == digest(world)


def _memory(world: World) -> None:
    world.memory[0, 3, 0] ^= 1


def _follow(world: World) -> None:
    world.follows[5] ^= np.uint64(1)


def _belief(world: World) -> None:
    world.issues[0, 1] = 2


def _met(world: World) -> None:
    world.items.met[0, 400] = 1


def _state(world: World) -> None:
    world.book.rows[0, 7] = REDEEMED


CHANGES: dict[str, Callable[[World], None]] = {
    "a counter": lambda world: add(world, 0, likes=1),
    "a segment": lambda world: world.items.cube.__setitem__((0, 0, 5), 1),
    "a source": lambda world: world.items.sources.__setitem__((0, 0, 2), 1),
    "a retention": lambda world: world.items.retention.__setitem__((0, 3), 1),
    "a status": lambda world: world.items.fields.__setitem__((0, it.STATUS), it.STATUS_WITHDRAWN),
    "money": lambda world: world.ledger.spend(0, "x", "y", money_fen=1),
    "the minute": lambda world: setattr(world, "minute", 10),
    "a memory": _memory,
    "a follower": _follow,
    "a belief": _belief,
    "a meeting": _met,
    "an order": _state,
}


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_every_change_of_state_shows(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    world = run(monkeypatch)
    before = digest(world)
    CHANGES[what](world)
    assert digest(world) != before
