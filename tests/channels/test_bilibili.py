"""Bilibili: danmaku, coins and the triple, completion by length, subscriptions, a slow decay."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from channels.bilibili import Bilibili
from simulator import decisions as dc
from simulator import items as it
from simulator.channel import Mechanism, channels
from simulator.channel_check import check_counts
from simulator.counters import COUNTER, SOURCE
from simulator.errors import DecisionError
from simulator.observe import observe
from simulator.people import AGE_BANDS
from simulator.published import BIG_CITY_SHARE, YOUNG_SHARE
from simulator.rates import RATES
from simulator.simulation import Simulation
from tests.channels.notes_case import account, by_age, case, gini, named, panel, play, post, run_of

NAME = "bilibili"
CHANNEL = channels([NAME])[0]
PORTS = (account("main", NAME, "upload", 600),)


def video(key: str, day: float = 0.4, **options: Any) -> dc.Publish:
    values = {"carrier": "long_video", "duration_s": 300, **options}
    return post(key, int(day * 1440) // 10 * 10, **values)


@cache
def busy(parameter: str = "", off: int = 0, chance: int = 1) -> dict[str, int]:
    overrides = {NAME: {parameter: off}} if parameter else {}
    plan: list[dc.Decision] = [video(f"v{d}", d + 0.4, product="p", hours=12) for d in range(6)]
    order = {
        "key": "o",
        "content": "v0",
        "money": 900,
        "hours": 96,
        "bid": 40,
        "goal": "impressions",
        "at": 650,
    }
    plan.append(dc.PaidOrder.model_validate(order))
    sim = run_of(case(PORTS, agents=60_000), chance=chance, overrides=overrides)
    return named(play(sim, plan, days=9), NAME)


def several(parameter: str = "", off: int = 0) -> dict[str, int]:
    runs = [busy(parameter, off, chance) for chance in (1, 2)]
    return {name: sum(run[name] for run in runs) for name in runs[0]}


@pytest.mark.parametrize("mechanism", Bilibili.mechanisms, ids=lambda m: m.parameter)
def test_a_mechanism_moves_the_counter_it_exists_for(mechanism: Mechanism) -> None:
    on, off = several(), several(mechanism.parameter, mechanism.off)
    assert (off[mechanism.counter] - on[mechanism.counter]) * mechanism.sign > 0


def test_its_users_are_those_that_were_published() -> None:
    profile = Bilibili.profile
    assert sum(profile.age_share[band] for band in AGE_BANDS[:3]) == pytest.approx(
        YOUNG_SHARE[NAME], abs=1e-3
    )
    cities = profile.tier_share["tier1"] + profile.tier_share["new_tier1"]
    assert cities == pytest.approx(BIG_CITY_SHARE[NAME], abs=1e-3)


# ---- one video in detail ---------------------------------------------------------------------


@cache
def one_video(parameter: str = "", off: int = 0) -> Simulation:
    overrides = {NAME: {parameter: off}} if parameter else {}
    return play(run_of(case(PORTS, days=12), overrides=overrides), [video("v", hours=12)], days=12)


def test_the_counts_keep_the_contract() -> None:
    check_counts(CHANNEL, one_video().world)


def test_every_source_brings_people() -> None:
    seen = one_video().world.items.sources[0, 0]
    for source in ("recommend", "follow", "search", "chat"):
        assert seen[SOURCE[source]] > 0, source


def test_a_trainee_reads_danmaku_and_coins_by_name() -> None:
    sim = run_of(case(PORTS), overrides={NAME: {"cold_start": 4000, "coin_base": -1500}})
    piece = observe(play(sim, [video("v")], days=3).world).contents[0]
    counts = named(sim, NAME)
    for name, rate in (("danmaku", "danmaku_rate"), ("coins", "coin_rate"), ("triples", "triple_rate")):
        assert piece.counts[name].value == counts[name]
        assert piece.rates[rate].value == pytest.approx(counts[name] / counts["views"], abs=1e-4)
    assert min(counts["danmaku"], counts["coins"]) > 0
    assert RATES["danmaku_rate"].label.zh == "弹幕率"


def test_completion_falls_with_length() -> None:
    done = []
    for seconds in (60, 240, 900, 3000):
        counts = named(play(run_of(case(PORTS)), [video("v", duration_s=seconds)], days=3), NAME)
        done.append(RATES["completion_rate"].of(counts))
    assert done == sorted(done, reverse=True)
    assert done[0] > 3 * done[-1]


def test_the_triple_is_a_like_two_coins_and_a_favourite() -> None:
    quiet = {"like_base": -4000, "coin_base": -4000, "collect_base": -4000, "triple_base": -1000}
    counts = named(play(run_of(case(PORTS), overrides={NAME: quiet}), [video("v")], days=3), NAME)
    assert counts["triples"] > 10
    assert counts["likes"] == counts["collects"] == counts["triples"]
    assert counts["coins"] == 2 * counts["triples"]


def test_danmaku_are_no_comments() -> None:
    without = named(one_video("danmaku_base", -4000), NAME)
    assert without["danmaku"] == 0
    assert without["comments"] > 0 or named(one_video(), NAME)["comments"] == 0


def test_who_sends_danmaku_often_sends_several() -> None:
    sent = []
    for more in (0, 900):
        chatty = {"danmaku_base": -500, "danmaku_more": more, "cold_start": 4000}
        sent.append(named(play(run_of(case(PORTS), overrides={NAME: chatty}), [video("v")], days=2), NAME))
    assert sent[1]["danmaku"] > 1.3 * sent[0]["danmaku"]


def test_it_decays_more_slowly_than_short_video() -> None:
    """The share of its views that a piece has after two days is larger, several pieces together."""
    late = {}
    for channel, port, carrier, seconds in (
        (NAME, "upload", "long_video", 300),
        ("short_video", "video", "short_video", 30),
    ):
        ports = (account("main", channel, port, 2500),)
        plan = [
            post(f"v{k}", 600 + 1440 * k, carrier=carrier, duration_s=seconds, hours=12) for k in range(4)
        ]
        sim = play(run_of(case(ports, days=12)), plan, days=11)
        ages = [by_age(sim, row)[: 7 * 24] for row in range(4)]
        late[channel] = sum(a[48:].sum() for a in ages) / sum(a.sum() for a in ages)
    assert late[NAME] > 1.3 * late["short_video"]
    assert late[NAME] > 0.15


def test_subscribers_are_reached_first_and_open_more() -> None:
    sim = run_of(case(PORTS), trace=True)
    play(sim, [video("v")], days=2)
    seen, opened = (sim.world.items.sources[0, k] for k in (0, 1))
    follow, feed = (SOURCE[k] for k in ("follow", "recommend"))
    assert opened[follow] / seen[follow] > opened[feed] / seen[feed]


def test_bought_covers_set_nothing_going_by_themselves() -> None:
    organic = []
    for plan in (
        [],
        [dc.PaidOrder(key="o", content="v", money=600, hours=12, bid=40, goal="impressions", at=700)],
    ):
        sim = play(run_of(case(PORTS)), [video("v"), *plan], days=5)
        organic.append(int(sim.world.items.sources[0, 0, SOURCE["recommend"]]))
    assert organic[1] <= organic[0] * 1.05


@pytest.mark.parametrize("seconds", [5, 14])
def test_a_video_too_short_for_an_upload_is_refused(seconds: int) -> None:
    with pytest.raises(DecisionError, match="15"):
        run_of(case(PORTS)).check(video("v", duration_s=seconds))


# ---- the published record (fact E19) ---------------------------------------------------------


def test_actions_of_a_view_have_the_published_order_and_size() -> None:
    sim, _ = panel(
        NAME, "upload", creators=16, each=8, days=12, agents=100_000, lengths=(90, 240, 480, 900, 1500)
    )
    counts = named(sim, NAME)
    assert counts["danmaku"] > counts["likes"] > counts["coins"] > counts["comments"]
    assert counts["comments"] > counts["shares"]
    for name, published in (("danmaku", 0.0176), ("likes", 0.0072), ("coins", 0.0047)):
        assert published / 2 < counts[name] / counts["views"] < published * 2, name
    views = sim.world.items.totals[: sim.world.items.count, COUNTER["views"]]
    assert 0.6 <= gini(views) <= 0.9  # E19: .82 for series over years
    assert np.median(views) < views.mean()


# ---- luck ------------------------------------------------------------------------------------


def test_the_same_keys_give_the_same_digest() -> None:
    plan = [video("v", product="p")]
    first, again = (play(run_of(case(PORTS)), plan, days=2) for _ in range(2))
    assert first.digest() == again.digest()
    assert first.digest() != play(run_of(case(PORTS), chance=2), plan, days=2).digest()


def test_a_restored_run_goes_on_as_if_nothing_had_happened() -> None:
    sim = play(run_of(case(PORTS)), [video("v")], days=1)
    copy = sim.fork()
    assert play(copy, days=3).digest() == play(sim, days=3).digest()


def test_two_hours_later_a_person_answers_a_first_meeting_alike() -> None:
    met = []
    for minute in (600, 720):
        sim = run_of(case(PORTS), overrides={NAME: {"fatigue_gain": 0, "repeat": 0}})
        play(sim, [post("v", minute, carrier="long_video", duration_s=300)], days=1.2)
        met.append(sim.world.items.met[0].copy())
    both_met = (met[0] & met[1] & it.MET) != 0
    opened = [(m[both_met] & it.VIEWED) != 0 for m in met]
    assert both_met.sum() > 100
    assert (opened[0] == opened[1]).mean() > 0.97
