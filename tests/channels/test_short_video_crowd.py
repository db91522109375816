"""Where many pieces compete, the crowded way gives the same counts as the plain one."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from assessment.speed.panel import Panel
from channels import short_video
from channels.short_video.crowd import is_crowded
from channels.short_video.crowd_race import SLACK
from simulator.kernel import kernel, sum_of_products
from simulator.lanes import LANES
from simulator.race import waiting
from simulator.tables import EXPONENTIAL
from tests.small import paid, video, videos_only


def played(pieces: int) -> tuple[Any, Any]:
    panel = Panel(people=1500, pieces=pieces)
    panel.play(6)
    items = panel.sim.world.items
    return items.totals[: items.count].copy(), items.met[: items.count].copy()


def test_both_ways_show_the_same_pieces_to_the_same_people(monkeypatch: pytest.MonkeyPatch) -> None:
    crowds: list[bool] = []

    def noted(limits: Any) -> bool:
        crowds.append(is_crowded(limits))
        return crowds[-1]

    monkeypatch.setattr(short_video, "is_crowded", noted)
    totals, met = played(64)
    assert any(crowds)
    monkeypatch.setattr(short_video, "is_crowded", lambda limits: False)
    plain_totals, plain_met = played(64)
    assert totals.sum() > 10_000
    assert (totals == plain_totals).all()
    assert (met == plain_met).all()


def test_few_pieces_take_the_crowded_way_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_video, "is_crowded", lambda limits: limits.size > 0)
    totals, met = played(3)
    monkeypatch.setattr(short_video, "is_crowded", lambda limits: False)
    plain_totals, plain_met = played(3)
    assert (totals == plain_totals).all()
    assert (met == plain_met).all()


@kernel
def _waits(bits: Any, out: Any) -> None:
    for i in range(bits.shape[0]):
        out[i] = waiting(bits[i])


def test_a_wait_is_never_shorter_than_its_draw_by_more_than_the_slack() -> None:
    ends = (np.arange(1, EXPONENTIAL.size + 1, dtype=np.uint64) << np.uint64(20)) - np.uint64(1)
    out = np.zeros(ends.size, np.int64)
    _waits(ends, out)
    assert (out >= ends.astype(np.int64) - SLACK).all()


@kernel
def _sums(first: Any, second: Any, out: Any) -> None:
    for i in range(first.shape[0]):
        for j in range(second.shape[0]):
            out[i, j] = sum_of_products(first, i, second, j)


def test_products_side_by_side_are_the_sum_of_products() -> None:
    first = (np.arange(5 * 64).reshape(5, 64) * 37 % 256).astype(np.uint8)
    second = (np.arange(7 * 24).reshape(7, 24) * 91 % 256).astype(np.uint8)
    first[0], second[0] = 255, 255
    out = np.zeros((5, 7), np.int64)
    _sums(first, second, out)
    assert (out == first[:, :24].astype(np.int64) @ second.astype(np.int64).T).all()


def campaign() -> str:
    sim = videos_only(1500).start(3)
    sim.step(
        [
            video("v1", tags=("桂花",)),
            video("v2", account="shops", product="single"),
            paid(money=3000, hours=20),
        ]
    )
    sim.advance(hours=30)
    return sim.digest()


def test_own_pieces_sales_and_bought_places_take_the_crowded_way_with_the_same_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(short_video, "is_crowded", lambda limits: False)
    plain = campaign()
    monkeypatch.setattr(short_video, "is_crowded", lambda limits: 0 < limits.size <= LANES)
    assert campaign() == plain


def test_the_two_ways_may_change_from_tick_to_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_video, "is_crowded", lambda limits: False)
    plain = campaign()
    turns = itertools.count()
    monkeypatch.setattr(
        short_video, "is_crowded", lambda limits: 0 < limits.size <= LANES and next(turns) % 3 > 0
    )
    assert campaign() == plain
