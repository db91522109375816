"""What a channel names itself: known by name everywhere, and unseen where the channel is not played."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import channel as ch
from simulator import watchers
from simulator.channel import Own, counter_columns, rates_of, source_names
from simulator.channel_check import check_channel, check_counts
from simulator.counters import COUNTER, COUNTERS, OWN_COUNTER, OWN_SOURCE, SOURCES
from simulator.digest import digest
from simulator.errors import ChannelContractError, UnknownNameError
from simulator.metrics import metrics_frame
from simulator.observe import observe
from simulator.people import AGE_BANDS
from simulator.rates import Rate
from simulator.texts import Text
from simulator.world import World
from tests.simulator import tiny
from tests.simulator.tiny import Square, post, tiny_world

WAVE_RATE = Rate(
    over=("waves",), under="views", label=Text(zh="挥手率", en="wave rate"),
    note=Text(zh="挥手÷播放", en="waves ÷ views"), source="assumed",
)  # fmt: skip
OWN = Own(
    counters=(("waves", Text(zh="挥手", en="waves")),),
    sources=(("window", Text(zh="橱窗", en="shop window")),),
    rates=(("wave_rate", WAVE_RATE),),
)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A world whose square counts waves; its lane does not."""
    monkeypatch.setattr(Square, "own", OWN, raising=False)
    monkeypatch.setattr(tiny.Lane, "own", Own(), raising=False)
    monkeypatch.setattr(Square, "counters", (*COUNTERS, "waves"))
    return tiny_world(monkeypatch)


def waved(world: World) -> int:
    row = post(world, "a", views=200, impressions=400)
    world.items.totals[row, OWN_COUNTER] += 8
    world.items.cube[row, OWN_COUNTER, 0] += 8
    world.items.sources[row, 1, [0, OWN_SOURCE]] = 150, 50
    return row


def test_a_name_of_its_own_stands_behind_the_common_columns(world: World) -> None:
    square, lane = world.channels
    assert counter_columns(square)["waves"] == len(COUNTERS)
    assert source_names(square)[len(SOURCES)] == "window"
    assert counter_columns(lane) == COUNTER
    assert "wave_rate" in rates_of([square])
    assert "wave_rate" not in rates_of([lane])


def test_it_is_on_the_screen_by_name(world: World) -> None:
    waved(world)
    world.minute = 60
    seen = observe(world)
    piece = seen.contents[0]
    assert (piece.counts["waves"].value, piece.rates["wave_rate"].value) == (8, 0.04)
    assert piece.sources == {"recommend": 150, "window": 50}
    assert seen.channels["square"]["wave_rate"].value == 0.04
    assert "waves" not in seen.channels["lane"]
    assert seen.today["square"]["waves"] == 8


def test_it_is_a_column_of_the_table_by_name(world: World) -> None:
    waved(world)
    assert metrics_frame(world, by=["channel"])["waves"].tolist() == [8]
    assert metrics_frame(world)["wave_rate"].iloc[0] == 0.04
    young = metrics_frame(world, by=["age"]).set_index("age")
    assert young.loc[AGE_BANDS[0], "waves"] == 8


def test_a_rate_of_a_channel_that_is_not_played_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownNameError):
        metrics_frame(tiny_world(monkeypatch), rates=["wave_rate"])


def test_an_alert_may_watch_it(world: World) -> None:
    waved(world)
    assert watchers._own_counts(world)["waves"] == 8


def test_a_used_column_is_in_the_digest_and_an_unused_one_is_not(world: World) -> None:
    row = waved(world)
    used = digest(world)
    world.items.totals[row, OWN_COUNTER] += 1
    assert digest(world) != used
    for array in (world.items.totals, world.items.cube, world.items.sources):
        array[row, ..., OWN_COUNTER if array is not world.items.sources else OWN_SOURCE :] = 0
    world.items.cube[row, OWN_COUNTER:] = 0
    unused = digest(world)
    for name in ("totals", "cube"):
        setattr(world.items, name, np.ascontiguousarray(getattr(world.items, name)[:, :OWN_COUNTER]))
    world.items.sources = np.ascontiguousarray(world.items.sources[:, :, :OWN_SOURCE])
    assert digest(world) == unused  # as if there had never been more columns


def test_counts_of_its_own_have_to_be_declared(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    waved(world)
    check_counts(world.channels[0], world)
    monkeypatch.setattr(Square, "counters", COUNTERS)
    with pytest.raises(ChannelContractError, match="waves"):
        check_counts(world.channels[0], world)


@pytest.mark.parametrize(
    ("own", "clause"),
    [
        (Own(counters=(("likes", Text(zh="赞", en="likes")),)), "new"),
        (Own(counters=tuple((f"c{k}", Text(zh="数", en="n")) for k in range(5))), "at most 4"),
        (Own(counters=(("nods", Text(zh="点头", en="nods")),)), "declares"),
        (Own(rates=(("wave_rate", WAVE_RATE),)), "wave_rate"),
    ],
)
def test_the_contract_refuses_what_cannot_be_named(own: Own, clause: str, monkeypatch: Any) -> None:
    mechanism = ch.Mechanism(
        name=Text(zh="推荐", en="feed"), parameter="pull", off=0, counter="views", sign=-1
    )
    monkeypatch.setattr(Square, "mechanisms", (mechanism,))
    monkeypatch.setattr(Square, "parameters", ch.parameters(("pull", 100, "assumed, tried 50 to 200")))
    check_channel(Square())
    monkeypatch.setattr(Square, "own", own, raising=False)
    with pytest.raises(ChannelContractError, match=clause):
        check_channel(Square())
