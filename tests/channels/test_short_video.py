"""Short video: each mechanism moves the counter it exists for, and slots are exclusive."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from channels.short_video import ShortVideo
from simulator import items as it
from simulator.channel import Mechanism
from simulator.counters import COUNTER, SOURCE
from simulator.decisions import Boost, PaidOrder, Publish
from simulator.errors import DecisionError
from simulator.rates import rate
from simulator.simulation import Simulation
from tests.small import paid, video, videos_only

AGENTS = 4000
CHANCES = (1, 2, 3)


@cache
def _counts(parameter: str | None, off: int) -> dict[str, int]:
    """Own counts of a plan that uses every mechanism, with one switched off, over three chance seeds."""
    total = np.zeros(len(COUNTER), np.int64)  # the common counters; short video names none of its own
    for chance in CHANCES:
        form = videos_only(AGENTS)
        overrides = {"short_video": {parameter: off}} if parameter else {}
        sim = form.start(chance, overrides=overrides)
        plan = [
            video("v1", hours=9, tags=("桂花",), product="single"),
            video("v2", account="shops", hours=2),
            paid("p1", money=3000, hours=40),
        ]
        sim.step(plan)
        sim.advance(days=3)
        own = sim.world.items.fields[: sim.world.items.count, it.BRAND] == 0
        total += sim.world.items.totals[: sim.world.items.count][own].sum(axis=0)[: total.size]
    return {name: int(total[index]) for name, index in COUNTER.items()}


@pytest.mark.parametrize("mechanism", ShortVideo.mechanisms, ids=lambda m: m.parameter)
def test_a_mechanism_moves_the_counter_it_exists_for(mechanism: Mechanism) -> None:
    """Off, its counter moves with the stated sign."""
    on, off = _counts(None, 0), _counts(mechanism.parameter, mechanism.off)
    assert (off[mechanism.counter] - on[mechanism.counter]) * mechanism.sign > 0


def test_bought_plays_promote_nothing_by_themselves() -> None:
    """Money is kept out of the rates that decide the next pool (fact A26-A33, architecture)."""
    organic = []
    for plan in ([video()], [video(), paid(money=4000, hours=6)]):
        sim = videos_only(AGENTS).start(4)
        sim.step(plan)
        sim.advance(hours=30)
        card = sim.world.card("v1")
        assert card is not None
        organic.append(int(sim.world.items.sources[card.row, 0, SOURCE["recommend"]]))
    assert organic[1] <= organic[0] * 1.05


def test_a_video_with_a_product_cannot_be_heated() -> None:
    """DOU+ is for content only."""
    sim = videos_only(AGENTS).start(1)
    sim.step([video("shop", product="single"), video("plain")])
    with pytest.raises(DecisionError, match="DOU"):
        sim.decide(Boost(key="b", content="shop", money=100))
    sim.decide(Boost(key="c", content="plain", money=100))


def test_completion_falls_with_duration() -> None:
    """Fact A8: monotone."""
    done = []
    for seconds in (12, 30, 75, 200):
        sim = videos_only(AGENTS).start(2)
        sim.step([video(duration_s=seconds), paid(money=4000, hours=24)])
        sim.advance(hours=20)
        done.append(rate("completion_rate", _totals(sim)))
    assert done == sorted(done, reverse=True)


def test_an_order_stops_when_its_money_ends_and_gives_back_what_it_did_not_spend() -> None:
    """Spent plus returned is the budget."""
    sim = videos_only(AGENTS).start(1)
    sim.step([video(), paid(money=500, hours=3)])
    sim.advance(hours=6)
    card = sim.world.paid.cards[0]
    assert card.status == "done"
    assert 0 < card.spent_fen <= 50_000
    returned = [e.money_fen for e in sim.world.ledger.entries if e.what == "unspent"]
    assert returned == [card.spent_fen - 50_000]


def test_a_large_change_of_bid_starts_the_learning_again() -> None:
    """Learning is lost above 20 %, kept below."""
    sim = videos_only(AGENTS).start(1)
    sim.step(
        [
            video(product="single"),
            PaidOrder(key="p", content="v1", money=4000, hours=40, goal="clicks", bid=2.0),
        ]
    )
    sim.advance(hours=20)
    card = sim.world.paid.cards[0]
    card.learned = 30
    from simulator.decisions import ChangeOrder

    sim.step([ChangeOrder(key="c1", order="p", bid=2.2)])
    assert card.learned >= 30
    sim.step([ChangeOrder(key="c2", order="p", bid=4.0)])
    assert card.learned == 0


def _totals(sim: Simulation) -> dict[str, int]:
    card = sim.world.card("v1")
    assert card is not None
    return {name: int(sim.world.items.totals[card.row, index]) for name, index in COUNTER.items()}


def test_the_feed_kernel_fills_slots_as_the_numpy_reference_does() -> None:  # noqa: PLR0915
    """Who meets what in one tick, computed apart from the kernel with arrays."""
    from channels.short_video.parameters import K_RACE, MAX_PULL, P_MATCH
    from channels.short_video.pools import rates
    from simulator.channel import Tick
    from simulator.randomness import draw_array
    from simulator.tables import GROWTH

    form = videos_only(AGENTS)
    sim = Simulation(
        form.scenario, form.audience, seeds=form.start(9).world.seeds, reader=form.start(9).reader, trace=True
    )
    sim.advance(hours=12)
    sim.step([video("v1"), video("v2", account="shops")])
    base, world = sim.fork(), sim.world
    tick = Tick(start=sim.minute, end=sim.minute + 10)
    channel = world.channel_of("short_video")
    day = world.calendar.at(channel.profile.app, tick.day, tick.within[0])
    lo, hi = day.window(*tick.within)
    rows = world.live_rows("short_video")
    lams = rates(base.world, rows, base.world.state["short_video"]["pool"], world.params["short_video"],
                 tick.start, day.slots_a_minute)  # fmt: skip
    met, follows = world.items.met.copy(), world.follows.copy()
    expected = set()
    gain = int(world.params["short_video"][P_MATCH])
    for i in range(lo, hi):
        person, slots = int(day.person[i]), int(day.slots[i])
        arrivals = []
        for k, row in enumerate(rows.tolist()):
            u = int(draw_array(world.items.keys[row, K_RACE], day.key[i : i + 1])[0]) >> 32
            match = (
                int(
                    world.audience.rows[person, :24].astype(np.int64)
                    @ world.items.topics[row].astype(np.int64)
                )
                >> 6
            )
            account = int(world.items.fields[row, it.ACCOUNT])
            fan = account >= 0 and int(follows[person]) >> account & 1
            seen = int(met[row, person])
            rec = fol = 0
            if not seen & it.MET:
                rec = (
                    int(lams[k, 0])
                    * min(MAX_PULL, int(GROWTH[np.clip(gain * (match - 40), -2048, 2048) + 2048]))
                    >> 12
                )
                fol = int(lams[k, 1]) if fan else 0
            sea = int(lams[k, 2]) if match >= 60 and not seen & it.FINISHED else 0
            bound = int(lams[k, 0]) * 6 + int(lams[k, 2]) + (int(lams[k, 1]) if fan else 0)
            rate_ = rec + fol + sea
            if rate_ > 0 and u < bound * slots:
                wait = u + (u * u >> 33) if u < 1 << 27 else _wait(u)
                arrivals.append(((wait << 8) // rate_, row))
        arrivals = sorted(a for a in arrivals if a[0] < slots << 8)
        for j, (at, row) in enumerate(arrivals):
            if (j << 8) + at >= slots << 8:
                break
            expected.add((person, row))
            met[row, person] |= it.MET
    sim.step()
    made = {(p, r) for p, r, _, s, *_ in sim.world.trace_log[-1].tolist() if s != SOURCE["chat"]}
    assert made == expected
    assert expected


def _wait(u: int) -> int:
    from simulator.tables import EXPONENTIAL

    return int(EXPONENTIAL[(0xFFFFFFFF - u) >> 20]) << 20


def test_the_second_piece_of_a_day_opens_a_smaller_pool() -> None:
    """An account's pieces of one day share its audience."""
    sim = videos_only(AGENTS).start(1)
    sim.step([video("first"), video("second", title="桂花乌龙冻配料表：三种原料逐个看")])
    sizes = [_pool_size(sim, key) for key in ("first", "second")]
    assert sizes[1] < sizes[0]


def _fans_reached(plan: list[Publish]) -> int:
    sim = videos_only(AGENTS).start(2)
    sim.step(plan)
    sim.advance(hours=20)
    sources = sim.world.items.sources[[sim.world.card(piece.key).row for piece in plan]]
    return int(sources[:, 0, SOURCE["follow"]].sum())


def test_four_pieces_of_a_day_share_a_place_in_the_follow_feed() -> None:
    """Followers see more of an account that posts more, but not in proportion."""
    titles = ("街角老茶铺的清晨", "三种原料逐个看", "下午四点的靠窗座", "师傅摇青两小时")
    plan = [video(f"v{n}", title=title, hours=2) for n, title in enumerate(titles)]
    one, four = _fans_reached(plan[:1]), _fans_reached(plan)
    assert one < four < 3 * one


def _clicks_of_second(first: str) -> tuple[int, int]:
    """Return (opened cards, impressions) of a bought piece shown to people who know the one before it."""
    clicks = views = 0
    for chance in CHANCES:
        sim = videos_only(AGENTS).start(chance)
        orders = [
            paid("p1", money=16_000, hours=6, pacing="fast", bid=60),
            paid("p2", "v2", money=6000, hours=20),
        ]
        sim.step([video("v1", hours=9, title=first, copy_text="", product="single"), orders[0]])
        sim.advance(hours=6)
        sim.step([video("v2", hours=9, copy_text="", product="single", at=sim.minute), orders[1]])
        sim.advance(hours=20)
        card = sim.world.card("v2")
        totals = sim.world.items.totals[card.row]
        clicks, views = clicks + int(totals[COUNTER["clicks"]]), views + int(totals[COUNTER["impressions"]])
    return clicks, views


def test_a_copy_is_no_new_creative_to_people_who_know_the_first() -> None:
    """Who is tired of the brand is as tired of a copy, and opens its card less."""
    original, copied = _clicks_of_second("街角老茶铺的清晨：师傅摇青两小时"), _clicks_of_second(video().title)
    assert copied[0] / copied[1] < 0.9 * original[0] / original[1]


def test_a_careful_piece_sells_more_a_view_than_a_hasty_one() -> None:
    """Half an hour of work and nine hours of it do not open the same number of cards."""
    rates = []
    for hours in (0.5, 9.0):
        clicks = views = 0
        for chance in CHANCES:
            sim = videos_only(AGENTS).start(chance)
            sim.step([video(hours=hours, product="single"), paid(money=6000, hours=20)])
            sim.advance(hours=24)
            totals = sim.world.items.totals[sim.world.card("v1").row]
            clicks, views = (
                clicks + int(totals[COUNTER["clicks"]]),
                views + int(totals[COUNTER["valid_views"]]),
            )
        rates.append(clicks / views)
    assert rates[1] > 1.2 * rates[0]


def test_a_copy_opens_a_smaller_pool_than_an_original() -> None:
    """Platforms compare pieces with what was published before."""
    sizes = []
    for title in ("街角老茶铺的清晨：师傅摇青两小时", video().title):
        sim = videos_only(AGENTS).start(1)
        sim.step([video("first")])
        sim.advance(days=2)
        sim.step([video("again", title=title, copy_text="", at=sim.minute)])
        sizes.append(_pool_size(sim, "again"))
    assert sizes[1] < sizes[0]


def _pool_size(sim: Simulation, key: str) -> int:
    card = sim.world.card(key)
    assert card is not None
    return int(sim.world.state["short_video"]["pool"][card.row, 1])


def test_a_piece_let_out_again_after_days_opens_a_pool() -> None:
    """It is not among the pieces of the day, and nothing breaks."""
    sim = videos_only(AGENTS).start(1)
    sim.step([video("first")])
    sim.advance(days=2)
    card = sim.world.card("first")
    assert card is not None
    sim.world.channel_of("short_video").published(sim.world, card.row)
    assert _pool_size(sim, "first") > 0
