"""The table of counters: sums over any cut, rates only of sums."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.counters import COUNTER, COUNTERS
from simulator.errors import UnknownNameError
from simulator.metrics import CUTS, metrics_frame
from simulator.people import AGE_BANDS, segment_of
from simulator.rates import COMMON_RATES
from simulator.world import World
from tests.simulator.tiny import add, play_to, post, tiny_world


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Two pieces over three hours; the second comes later, on another channel."""
    world = tiny_world(monkeypatch)
    first = post(world, "first", impressions=100, views=50, likes=1)
    play_to(world, 60)
    second = post(world, "second", account="sub", impressions=1000, views=900, likes=90)
    add(world, first, impressions=100, views=10)
    play_to(world, 120)
    add(world, second, likes=10)
    world.minute += 30
    return world


def test_without_a_cut_there_is_one_row_with_all_counters(world: World) -> None:
    frame = metrics_frame(world)
    assert len(frame) == 1
    assert frame[list(COUNTERS)].iloc[0]["views"] == 960
    assert set(COMMON_RATES) <= set(frame.columns)


def test_a_rate_of_a_sum_is_not_the_mean_of_rates(world: World) -> None:
    whole = metrics_frame(world).iloc[0]["like_rate"]
    parts = metrics_frame(world, by=["content"])["like_rate"]
    assert whole == pytest.approx(101 / 960)
    assert whole != pytest.approx(parts.mean())


def test_hours_hold_what_was_new_in_them(world: World) -> None:
    frame = metrics_frame(world, by=["hour"]).set_index("hour")
    assert frame["views"].tolist() == [50, 910, 0]
    assert frame["likes"].tolist() == [1, 90, 10]


def test_the_running_hour_is_the_last_row(world: World) -> None:
    assert metrics_frame(world, by=["hour"])["hour"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("cut", [name for name in CUTS if name not in {"hour", "day"}])
def test_every_cut_adds_up_to_the_whole(world: World, cut: str) -> None:
    whole = metrics_frame(world)[list(COUNTERS)].sum()
    assert (metrics_frame(world, by=[cut])[list(COUNTERS)].sum() == whole).all()


@pytest.mark.parametrize("cut", [["hour"], ["day"], ["hour", "content"], ["day", "channel"]])
def test_times_add_up_to_the_whole(world: World, cut: list[str]) -> None:
    whole = metrics_frame(world)[list(COUNTERS)].sum()
    assert (metrics_frame(world, by=cut)[list(COUNTERS)].sum() == whole).all()


def test_cuts_cross(world: World) -> None:
    frame = metrics_frame(world, by=["channel", "hour"], rates=["like_rate"])
    assert frame[["channel", "hour"]].to_numpy().tolist() == [
        ["lane", 1], ["lane", 2], ["square", 0], ["square", 1],
    ]  # fmt: skip


def test_people_are_told_apart_by_age_tier_and_gender(world: World) -> None:
    cell = segment_of(6, 2, 1)
    world.items.cube[0, COUNTER["likes"], cell] += 4
    frame = metrics_frame(world, by=["age", "tier", "gender"])
    row = frame[(frame["age"] == "60+") & (frame["tier"] == "tier2") & (frame["gender"] == "male")]
    assert row["likes"].tolist() == [4]
    assert frame["age"].cat.categories.tolist() == list(AGE_BANDS)


def test_a_rate_without_denominator_is_no_number(world: World) -> None:
    frame = metrics_frame(world, by=["content"], rates=["roas", "like_rate"])
    assert frame["roas"].isna().all()
    assert frame["like_rate"].notna().all()


def test_only_the_asked_rates_are_made(world: World) -> None:
    frame = metrics_frame(world, rates=["like_rate"])
    assert set(frame.columns) == {*COUNTERS, "like_rate"}


def test_rivals_have_a_table_of_their_own(world: World) -> None:
    post(world, "theirs", account="ginkgo.0", brand=1, views=7)
    assert metrics_frame(world, brand=1).iloc[0]["views"] == 7
    assert metrics_frame(world).iloc[0]["views"] == 960


def test_a_run_without_pieces_has_an_empty_table(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch)
    assert metrics_frame(world, by=["hour", "content"]).empty
    assert metrics_frame(world, by=["age"]).empty
    assert metrics_frame(world).iloc[0]["views"] == 0


@pytest.mark.parametrize(
    ("by", "message"), [(["chanel"], "Did you mean 'channel'"), (["age", "hour"], "whole run only")]
)
def test_what_cannot_be_cut_is_refused(world: World, by: list[str], message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        metrics_frame(world, by=by)


def test_an_unknown_rate_is_refused(world: World) -> None:
    with pytest.raises(UnknownNameError, match="no rate named 'like_rat'"):
        metrics_frame(world, rates=["like_rat"])


def test_the_table_says_what_one_simulated_person_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, audience={"agents": 1000, "people_per_agent": 10})
    post(world, "a", views=5)
    frame = metrics_frame(world)
    assert frame.iloc[0]["views"] == 5
    assert frame.attrs["people_per_agent"] == 10


def test_counts_stay_integers(world: World) -> None:
    frame = metrics_frame(world, by=["channel"])
    assert all(np.issubdtype(frame[name].dtype, np.integer) for name in COUNTERS)
