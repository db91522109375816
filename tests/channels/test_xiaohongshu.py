"""Xiaohongshu: covers, the race by CES, search that lasts, saved notes, soft adverts, heavy tails."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from channels.xiaohongshu import Xiaohongshu
from channels.xiaohongshu.parameters import MARKED
from simulator import decisions as dc
from simulator import items as it
from simulator.channel import Mechanism, channels
from simulator.channel_check import check_counts
from simulator.counters import COUNTER, OWN_SOURCE, SOURCE
from simulator.errors import DecisionError
from simulator.people import AGE_BANDS
from simulator.published import BIG_CITY_SHARE, YOUNG_SHARE
from simulator.rates import RATES
from simulator.simulation import Simulation
from tests.channels.notes_case import account, by_age, case, gini, named, panel, play, post, run_of

NAME = "xiaohongshu"
CHANNEL = channels([NAME])[0]
PORTS = (account("main", NAME, "note", 600), account("shop", NAME, "personal", 500))


def note(key: str, day: float = 0.4, **options: Any) -> dc.Publish:
    return post(key, int(day * 1440) // 10 * 10, carrier="image_text", **options)


def busy_plan() -> list[dc.Decision]:
    """Notes of every kind: plain, selling, marked, unmarked on a personal account."""
    plan: list[dc.Decision] = [note(f"n{d}", d + 0.4, product="p") for d in range(4)]
    plan += [note(f"m{d}", d + 0.5, product="p", labels=("ad",), account="shop") for d in range(4)]
    plan += [note(f"s{d}", d + 0.6, product="p", account="shop") for d in range(4)]
    order = {
        "key": "o",
        "content": "n0",
        "money": 900,
        "hours": 96,
        "bid": 40,
        "goal": "impressions",
        "at": 650,
    }
    return [*plan, dc.PaidOrder.model_validate(order)]


@cache
def busy(parameter: str = "", off: int = 0, chance: int = 1) -> dict[str, int]:
    overrides = {NAME: {parameter: off}} if parameter else {}
    sim = play(run_of(case(PORTS, agents=60_000), chance=chance, overrides=overrides), busy_plan(), days=8)
    return named(sim, NAME)


def both(parameter: str = "", off: int = 0) -> dict[str, int]:
    runs = [busy(parameter, off, chance) for chance in (1, 2)]
    return {name: sum(run[name] for run in runs) for name in runs[0]}


@pytest.mark.parametrize("mechanism", Xiaohongshu.mechanisms, ids=lambda m: m.parameter)
def test_a_mechanism_moves_the_counter_it_exists_for(mechanism: Mechanism) -> None:
    on, off = both(), both(mechanism.parameter, mechanism.off)
    assert (off[mechanism.counter] - on[mechanism.counter]) * mechanism.sign > 0


def test_its_users_are_those_that_were_published() -> None:
    profile = Xiaohongshu.profile
    assert sum(profile.age_share[band] for band in AGE_BANDS[:3]) == pytest.approx(
        YOUNG_SHARE[NAME], abs=1e-3
    )
    cities = profile.tier_share["tier1"] + profile.tier_share["new_tier1"]
    assert cities == pytest.approx(BIG_CITY_SHARE[NAME], abs=1e-3)


# ---- one note in detail ----------------------------------------------------------------------


@cache
def one_note(parameter: str = "", off: int = 0, days: int = 14) -> Simulation:
    overrides = {NAME: {parameter: off}} if parameter else {}
    return play(run_of(case(PORTS, days=days, agents=60_000), overrides=overrides), [note("n")], days=days)


def test_the_counts_keep_the_contract() -> None:
    check_counts(CHANNEL, one_note().world)


def test_every_source_brings_people() -> None:
    seen = one_note().world.items.sources[0, 0]
    for source in (SOURCE["recommend"], SOURCE["follow"], SOURCE["search"], OWN_SOURCE):
        assert seen[source] > 0


def test_the_follow_feed_is_the_smaller_one() -> None:
    seen = one_note().world.items.sources[0, 0]
    assert seen[SOURCE["follow"]] < 0.6 * seen[SOURCE["recommend"]]


def test_search_goes_on_after_a_week() -> None:
    late = by_age(one_note(), 0)[7 * 24 :].sum()
    without = by_age(one_note("search_pull"), 0)[7 * 24 :].sum()
    assert late > 10
    assert late > 2 * without


def test_search_brings_more_where_more_was_saved() -> None:
    """The same searches meet a saved note sooner than one that nobody saved."""

    def found(saves: int) -> int:
        sim = run_of(case(PORTS, days=6), overrides={NAME: {"cold_start": 0, "collect_base": -4000}})
        sim.step([note("n", 0)])
        sim.world.items.totals[0, COUNTER["collects"]] = saves
        play(sim, days=5)
        return int(sim.world.items.sources[0, 0, SOURCE["search"]])

    assert found(400) > 3 * found(0)


def test_saved_notes_have_a_second_life() -> None:
    """People come back to what they saved, most of them on later days."""
    came = by_age(one_note(), 0, "returns")
    assert came[:24].sum() < 0.5 * came.sum()
    assert by_age(one_note("return_chance"), 0, "returns").sum() == 0


def test_a_useful_note_is_saved_more_and_liked_no_more() -> None:
    counts = []
    for info in (60, 200):
        sim = run_of(case(PORTS, days=6), overrides={NAME: {"ces_collect": 0, "cold_start": 4000}})
        sim.step([note("n", 0)])
        sim.world.items.fields[0, it.INFO] = info
        counts.append(named(play(sim, days=2), NAME))
    rates = [(c["collects"] / c["views"], c["likes"] / c["views"]) for c in counts]
    assert rates[1][0] > 3 * rates[0][0]
    assert rates[1][1] == pytest.approx(rates[0][1], rel=0.3)


def test_the_cover_decides_whether_a_note_is_read() -> None:
    rates = []
    for hook in (80, 128, 176):
        sim = run_of(case(PORTS, days=6))
        sim.step([note("n", 0)])
        sim.world.items.fields[0, it.HOOK] = hook
        counts = named(play(sim, days=1), NAME)
        rates.append(RATES["note_ctr"].of(counts))
    assert rates[0] < rates[1] < rates[2]
    assert 0.03 < rates[1] < 0.3


def test_bought_covers_set_nothing_going_by_themselves() -> None:
    organic = []
    for plan in (
        [],
        [dc.PaidOrder(key="o", content="n", money=600, hours=12, bid=40, goal="impressions", at=700)],
    ):
        sim = play(run_of(case(PORTS, days=6)), [note("n"), *plan], days=4)
        organic.append(int(sim.world.items.sources[0, 0, SOURCE["recommend"]]))
    assert organic[1] <= organic[0] * 1.05


def test_one_like_more_moves_reads_by_less_than_one_percent() -> None:
    sim = run_of(case(PORTS, days=6, agents=100_000), overrides={NAME: {"cold_start": 20_000}})
    sim.step([note("n", 0, hours=20)])
    perf = sim.world.state[NAME]["perf"]
    while perf[0, 1] < 1000:
        sim.step()
    reads = []
    for more in (0, 1):
        copy = sim.fork()
        copy.world.state[NAME]["perf"][0, 2] += more
        reads.append(named(play(copy, days=5), NAME)["views"])
    assert abs(reads[1] / reads[0] - 1) < 0.01


# ---- soft adverts and creators ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"account": "shop", "product": "p"}, True),
        ({"account": "shop", "product": "p", "labels": ("ad",)}, False),
        ({"account": "shop"}, False),
        ({"account": "main", "product": "p"}, False),
    ],
)
def test_only_an_unmarked_advert_of_a_personal_account_is_found(options: dict[str, Any], found: bool) -> None:
    sim = play(run_of(case(PORTS, days=10)), [note(f"n{k}", 0.4, **options) for k in range(4)], days=7)
    limited = [card for card in sim.world.items.cards if card.status_reason_zh]
    assert bool(limited) is found
    assert bool(sim.world.breaches) is found
    assert any("软广" in signal.text.zh for signal in sim.world.signals) is found


def test_a_creator_of_the_market_delivers_a_marked_note() -> None:
    booking = dc.BookCreator.model_validate(
        {"key": "b", "creator": "koc", "pillar": "tea", "title": "探店桂花乌龙冻", "product": "p", "at": 60}
    )
    sim = play(run_of(case(PORTS, days=6)), [booking], days=4)
    assert sim.world.items.fields[0, MARKED] == 1
    assert named(sim, NAME)["views"] > 0


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("title", {"title": "桂" * 21}),
        ("copy_text", {"copy_text": "字" * 1001}),
        ("duration_s", {"carrier": "short_video", "duration_s": 3}),
    ],
)
def test_what_the_editor_would_refuse_is_refused(field: str, options: dict[str, Any]) -> None:
    sim = run_of(case(PORTS))
    with pytest.raises(DecisionError) as problem:
        sim.check(post("a", 60, **{"carrier": "image_text", **options}))
    assert problem.value.field == field


# ---- the published record (fact E16) ---------------------------------------------------------


def test_likes_are_as_unequal_as_published_between_and_within_creators() -> None:
    sim, who = panel(NAME, "note", creators=20, each=10, days=14, agents=100_000, lengths=(20, 30, 45))
    likes = sim.world.items.totals[: sim.world.items.count, COUNTER["likes"]]
    logs = np.log(likes + 1)
    within = np.mean([np.std(logs[who == c], ddof=1) for c in np.unique(who)])
    assert 0.78 <= gini(likes) <= 0.92  # E16: .86
    assert 0.8 <= within <= 1.5  # E16: 1.09
    counts = named(sim, NAME)
    assert counts["likes"] > counts["collects"] > counts["comments"]  # E16's table


# ---- luck ------------------------------------------------------------------------------------


def test_the_same_keys_give_the_same_digest() -> None:
    first, again = (play(run_of(case(PORTS, days=6)), busy_plan()[:3], days=2) for _ in range(2))
    assert first.digest() == again.digest()
    assert first.digest() != play(run_of(case(PORTS, days=6), chance=2), busy_plan()[:3], days=2).digest()


def test_a_restored_run_goes_on_as_if_nothing_had_happened() -> None:
    sim = play(run_of(case(PORTS, days=6)), [note("n", product="p")], days=1)
    copy = sim.fork()
    assert play(copy, days=3).digest() == play(sim, days=3).digest()


def test_two_hours_later_a_person_answers_a_first_meeting_alike() -> None:
    """Who meets the note in both runs by a friendless first meeting opens, likes and saves it in both."""
    met = []
    for minute in (600, 720):
        sim = run_of(
            case(PORTS, days=6), overrides={NAME: {"fatigue_gain": 0, "return_chance": 0, "repeat": 0}}
        )
        play(sim, [post("n", minute, carrier="image_text")], days=1.2)
        met.append(sim.world.items.met[0].copy())
    both_met = (met[0] & met[1] & it.MET) != 0
    opened = [(m[both_met] & it.VIEWED) != 0 for m in met]
    assert both_met.sum() > 100
    assert (opened[0] == opened[1]).mean() > 0.97
