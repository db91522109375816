"""Signs without a number (facts B14, B15, C10, F3, F4, F18, F19): paired runs, one thing changed."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from assessment.facts.experiments import daily_market as market
from channels.wechat import WeChat
from channels.wechat import parameters as w
from channels.wechat.spread import circulate
from scenarios.loader import build_case
from simulator import items as it
from simulator.channel import counter_columns
from simulator.counters import COUNTER
from simulator.decisions import PaidOrder, Publish
from simulator.market import O_PRICE, O_PRODUCT, O_ROW
from simulator.memory import AWARE, TRUST
from simulator.pending import FIELDS
from simulator.people import AGE_BANDS, DEGREE
from simulator.randomness import Seeds, draw_int, name_key
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.world import ItemSpec
from tests.channels.live_case import START, play, room_of, run
from tests.channels.test_wechat import case as wechat_case
from tests.channels.test_wechat import people as wechat_people

CHANCES = range(1, 13)


# ---- B: live rooms ---------------------------------------------------------------------------


@cache
def revenue(minutes: tuple[int, ...]) -> tuple[float, float]:
    """Return the revenue of the second product and of the room, by minutes of explanation of each."""
    keys = ("small", "main", "large", "gift")
    shelf = [{"product": k, "explain_minutes": m} for k, m in zip(keys, minutes, strict=True)]
    one = room = 0.0
    for chance in range(1, 25):
        sim = play(run(chance=chance), shelf=shelf)
        rows = sim.world.book.rows[sim.world.book.rows[:, O_ROW] == room_of(sim).row]
        one += rows[rows[:, O_PRODUCT] == sim.world.product_index("main"), O_PRICE].sum()
        room += rows[:, O_PRICE].sum()
    return one, room


def test_b14_a_product_that_is_explained_longer_earns_more() -> None:
    assert revenue((5, 8, 5, 5))[0] > 1.1 * revenue((5, 3, 5, 5))[0]


def test_b14_a_room_that_spends_longer_on_every_product_earns_less() -> None:
    assert revenue((15,) * 4)[1] < 0.9 * revenue((6,) * 4)[1]


def _later_entries(counter: str, more: int) -> float:
    def say(sim: Simulation) -> None:
        room = room_of(sim)
        room.log[sim.minute - START - 1, COUNTER[counter]] += more

    script: dict[int, Callable[[Simulation], None]] = dict.fromkeys(range(15, 40), say)
    total = 0
    for chance in CHANCES:
        sim = play(run(chance=chance), script=script)
        total += int(room_of(sim).log[16:, COUNTER["enters"]].sum())
    return total


def test_b15_comments_and_likes_bring_later_viewers_and_comments_more() -> None:
    plain, likes, comments = (
        _later_entries("likes", 0),
        _later_entries("likes", 3),
        _later_entries("comments", 3),
    )
    assert plain < likes < comments


# ---- C: sharing on the friends' graph --------------------------------------------------------


def _noticed(attention: int) -> float:
    """Return the correlation of contacts with the share of friends' messages that a person notices."""
    people = wechat_people()
    graph, n = people.friends, people.n
    p = WeChat.parameters.vector()
    p[[w.P_WEAK_TIES, w.P_DEGREE]] = 0, attention
    shares = np.zeros((n, it.OUT_FIELDS), np.int64)
    shares[:, 0], shares[:, 2], shares[:, 3] = np.arange(n), 12 * 60, w.TO_MOMENTS
    out = np.zeros((int(graph.indptr[-1]) + n, FIELDS), np.int64)
    keys = np.array([draw_int(1, 2)], np.uint64)
    count = circulate(shares, (graph.indptr, graph.indices), people.rows, keys, p, out)
    seen = np.bincount(out[:count, 1], minlength=n)
    degree = np.diff(graph.indptr)
    has = degree > 0
    return float(np.corrcoef(people.rows[has, DEGREE], seen[has] / degree[has])[0, 1])


def test_c10_people_with_more_contacts_notice_a_given_message_less() -> None:
    assert _noticed(int(WeChat.parameters.vector()[w.P_DEGREE])) < -0.1


def test_c10_without_limited_attention_contacts_make_no_difference() -> None:
    assert abs(_noticed(0)) < 0.05


def _article_world(chance: int = 1, **changed: int) -> Simulation:
    seeds = Seeds(world=7, chance=chance)
    return Simulation(wechat_case(), wechat_people(), seeds=seeds, overrides={"wechat": changed})


def _publish(sim: Simulation, key: str, brand: int, **fields: int) -> int:
    columns: dict[int, int] = {getattr(it, name): value for name, value in fields.items()}
    return sim.world.publish(
        ItemSpec(
            id=name_key(key), key=key, title=key, channel="wechat", port="official", brand=brand, account="gzh",
            topics={"food_drink": 48, "local_life": 16}, fields={it.DURATION: 120, **columns},
        )
    )  # fmt: skip


def _cascades(readers: int) -> tuple[float, float]:
    """Return (mean size, mean depth) of what spreads from a push to so many followers."""
    sim = _article_world(official_share=-300, open_session=-400)
    fans = np.argsort([draw_int(5, person) for person in range(sim.world.audience.n)])[:readers]
    sim.world.follows[:] = 0
    sim.world.follows[fans] = np.uint64(1 << sim.world.account("gzh").index)
    sim.advance(hours=8)
    rows = [_publish(sim, f"cascade-{k}", -1) for k in range(12)]
    sim.advance(days=4)
    tree = sim.world.state["wechat"]["tree"][rows, 0].sum(axis=0)
    return float(tree.sum() / len(rows)), float((tree * np.arange(1, w.DEPTHS + 1)).sum() / tree.sum())


def test_c10_path_length_grows_more_slowly_than_the_logarithm_of_the_size() -> None:
    (small, short), (large, long) = _cascades(60), _cascades(2000)
    assert large > 8 * small > 80
    assert long / short < math.log(large) / math.log(small)


@cache
def _walled(wall: int) -> dict[str, int]:
    sim = _article_world(official_like=-700)
    sim.advance(hours=8)
    spec = {"title": "wall", "channel": "wechat", "port": "official", "brand": 0, "account": "gzh"}
    rows = [
        sim.world.publish(
            ItemSpec(
                id=name_key(f"wall-{k}"), key=f"wall-{k}", topics={"food_drink": 48, "local_life": 16},
                fields={it.DURATION: 240}, notes={"paywall": wall}, **spec,
            )
        )
        for k in range(12)
    ]  # fmt: skip
    sim.advance(days=2)
    total = sim.world.items.totals[rows].sum(axis=0)
    columns = counter_columns(WeChat())
    return {name: int(total[columns[name]]) for name in ("views", "likes", "paying_readers")}


def test_c15_a_price_costs_reads_and_even_more_likes() -> None:
    free, paid = _walled(0), _walled(1)
    assert paid["views"] < 0.95 * free["views"]
    assert paid["likes"] / free["likes"] < 0.9 * paid["views"] / free["views"]


def test_c15_few_readers_pay_and_nobody_pays_for_what_is_free() -> None:
    assert _walled(0)["paying_readers"] == 0
    assert 0.03 < _walled(1)["paying_readers"] / _walled(1)["views"] < 0.2


# ---- F18: clickbait --------------------------------------------------------------------------


@cache
def _bait(points: int) -> dict[str, float]:
    sim = _article_world(official_like=-700, official_share=-700)
    sim.advance(hours=8)
    rows = [_publish(sim, f"bait-{k}", 0, CLICKBAIT=points) for k in range(12)]
    sim.advance(days=2)
    total = sim.world.items.totals[rows].sum(axis=0)
    readers = (sim.world.items.met[rows] & it.VIEWED).any(axis=0)
    reads = int(total[COUNTER["views"]])
    return {
        "opens": int(total[COUNTER["opens"]]), "likes": total[COUNTER["likes"]] / reads,
        "shares": total[COUNTER["shares"]] / reads, "trust": float(sim.world.memory[0, readers, TRUST].mean()),
    }  # fmt: skip


def test_f18_clickbait_is_opened_more() -> None:
    assert _bait(230)["opens"] > 1.2 * _bait(40)["opens"]


@pytest.mark.parametrize("act", ["likes", "shares"])
def test_f18_clickbait_is_liked_and_shared_less_a_read(act: str) -> None:
    assert _bait(230)[act] < 0.9 * _bait(40)[act]


def test_f18_clickbait_costs_trust() -> None:
    assert _bait(230)["trust"] < _bait(40)["trust"] - 1


# ---- F3, F4, F19: paid media -----------------------------------------------------------------

AGENTS, DAYS = 6_000, 8
MOST_MEETINGS = 16


@cache
def _market(aware: float) -> Scenario:
    values: dict[str, Any] = market.case(AGENTS, DAYS).model_dump(mode="json")
    values["brand"]["aware_share"] = dict.fromkeys(AGE_BANDS, aware)
    return build_case(values, "market")


def _creative(key: str) -> Publish:
    made: dict[str, Any] = {
        "key": key, "account": "own-short-video", "pillar": "any", "title": key, "duration_s": 25, "hours": 5.0,
        "product": "set", "features": market.features(),
    }  # fmt: skip
    return Publish.model_validate(made)


@cache
def _bought(level: float, aware: float = 0.05) -> tuple[int, float]:
    """Return clicks and mean awareness after a week of spending so many times the base."""
    base = market.BASE_SPEND["short_video"] * market.POPULATION / 1000
    money = np.where(np.arange(DAYS) < 7, base * level, 0.0)
    clicks, known = 0, 0.0
    for seed in range(1, 5):
        sim = market.play(_market(aware), 2, seed, {"short_video": money})
        clicks += int(sim.world.items.totals[:, COUNTER["clicks"]].sum())
        known += float(sim.world.memory[0, :, AWARE].mean()) / 4
    return clicks, known


def test_f19_response_is_concave_in_frequency() -> None:
    known = [_bought(level)[1] for level in (0.0, 2.0, 8.0, 32.0)]
    gains = [(b - a) / d for a, b, d in zip(known, known[1:], (2, 6, 24), strict=False)]
    assert gains[0] > 1.3 * gains[1] > 0
    assert gains[1] > 2 * gains[2] > 0


@cache
def _click_rates() -> list[float]:
    """Return clicks an impression by how often a person had met the one creative, spending evenly for a week."""
    shown, clicked = np.zeros(MOST_MEETINGS), np.zeros(MOST_MEETINGS)
    for seed in range(1, 5):
        sim = Simulation(
            _market(0.05), market.people_of(_market(0.05), 2), seeds=Seeds(world=2, chance=seed), trace=True
        )
        sim.decide(_creative("c"))
        sim.step()
        pay = {"key": "p", "content": "c", "money": 32_000, "hours": 24 * 7, "bid": market.BID}
        sim.decide(PaidOrder.model_validate(pay | {"goal": "impressions"}))
        sim.advance(days=DAYS)
        meetings = np.concatenate(sim.world.trace_log)
        meetings = meetings[meetings[:, it.T_ROW] == sim.world.card("c").row]
        times: dict[int, int] = {}
        for person, acts in meetings[np.argsort(meetings[:, it.T_MINUTE], kind="stable")][
            :, [it.T_PERSON, it.T_ACTS]
        ].tolist():
            before = times.get(person, 0)
            times[person] = before + 1
            if before < MOST_MEETINGS:
                shown[before] += 1
                clicked[before] += (acts >> COUNTER["clicks"]) & 1
    return (clicked / shown).tolist()


def test_f4_wear_in_is_fast_and_wear_out_is_slow() -> None:
    rates = _click_rates()
    early, middle, late = (float(np.mean(rates[a:b])) for a, b in ((1, 3), (3, 7), (11, MOST_MEETINGS)))
    assert rates[0] > early > 0.8 * middle  # no wear-in: the first contact is the best
    assert early > 0.35 * rates[0]  # the second and third still bring a good part of it
    assert middle > late > 0.1 * rates[0]  # and weeks later it is worn, but not dead


def test_f3_the_same_spending_adds_more_early_in_the_life_of_a_brand() -> None:
    early, late = (_bought(4.0, aware)[1] - _bought(0.0, aware)[1] for aware in (0.05, 0.6))
    assert early > 1.2 * late > 0


def _clicks(creatives: int, weight: float) -> int:
    """Return clicks of three days of spending shared out among so many creatives."""
    total = 0
    for seed in range(1, 5):
        sim = Simulation(_market(0.05), market.people_of(_market(0.05), 2), seeds=Seeds(world=2, chance=seed))
        for k in range(creatives):
            sim.decide(_creative(f"c{k}"))
        sim.step()
        for k in range(creatives):
            pay = {
                "key": f"p{k}",
                "content": f"c{k}",
                "money": weight / creatives,
                "hours": 72,
                "bid": market.BID,
            }
            sim.decide(PaidOrder.model_validate(pay | {"goal": "impressions"}))
        sim.advance(days=3)
        total += int(sim.world.items.totals[:, COUNTER["paid_clicks"]].sum())
    return total


def test_f4_changing_the_creative_beats_more_weight_once_the_weight_is_felt() -> None:
    # with little money most people have not met the piece yet, and weight wins (676 clicks against 806 at 16,000 yuan)
    money = 48_000.0
    assert _clicks(3, money) > 1.05 * _clicks(1, 2 * money)
