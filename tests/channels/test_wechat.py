"""WeChat's four ports: their mechanisms, their counts, and the luck behind them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from audience_models.population import load_audience
from channels.wechat import WeChat
from channels.wechat import parameters as w
from channels.wechat.spread import circulate
from simulator import decisions as dc
from simulator import items as it
from simulator.channel import channels
from simulator.counters import COUNTER, SOURCE
from simulator.digest import digest
from simulator.errors import DecisionError, QuotaError
from simulator.memory import TOLD
from simulator.people import DEGREE, Audience, AudienceSpec
from simulator.randomness import Seeds
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.world import OUTSIDE, ItemSpec

AGENTS = 15_000
HOURS = {"gzh": 17, "sph": 12, "sq": 10, "pyq": 11}


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


@cache
def case(followers: int = 3000) -> Scenario:
    ports = (
        ("gzh", "official", followers),
        ("sph", "channels", 500),
        ("sq", "group", 500),
        ("pyq", "moments", 400),
    )
    return Scenario.model_validate(
        {
            "id": "wechat-test", "version": 1, "title": words("测试"), "level": "senior", "brief": words("测试"),
            "days": 8, "settlement_days": 1, "audience": {"agents": AGENTS, "local_share": 0.9},
            "channels": ["wechat"], "money": 50_000, "hours": 5_000,
            "brand": {
                "name": words("青桠"),
                "pillars": [{"key": "tea", "name": words("茶"), "topics": {"food_drink": 48, "local_life": 16}}],
            },
            "products": [
                {"key": "p", "name": words("茶"), "price": 12.9, "worth": 12.9, "unit_cost": 6.2, "redeem": True}
            ],
            "accounts": [
                {"key": key, "channel": "wechat", "port": port, "name": words(key), "followers": fans}
                for key, port, fans in ports
            ],
            "issues": [{"key": "rumour", "claim": words("打蜡"), "credibility": 100, "topics": {"food_drink": 64}}],
            "goals": [{"key": "g", "kpi": "orders", "label": words("单"), "target": 10, "weight": 100}],
            "levers": ["publish", "paid_order", "change_order", "change_post"],
        }
    )  # fmt: skip


@cache
def people() -> Audience:
    spec = AudienceSpec(n_agents=AGENTS, local_share=0.9, apps=("weixin",))
    return load_audience(spec, [c.profile for c in channels(["wechat"])], 7)


def read(title: str, copy_text: str = "", **_: Any) -> TextFeatures:
    topics = (48, 16, *([0] * 22))
    return TextFeatures(
        topics=topics, topic_match=80, length_chars=900, title_chars=len(title), effort=60, clickbait=10, hook=60,
        call_to_action=50, info_points=2, rumor_restated=0, sentiment=20, originality=100, model_hash="test",
    )  # fmt: skip


def start(
    chance: int = 1,
    overrides: Mapping[str, int] | None = None,
    *,
    trace: bool = False,
    followers: int = 3000,
    world: int = 7,
) -> Simulation:
    changed = {"wechat": dict(overrides or {})}
    return Simulation(
        case(followers),
        people(),
        seeds=Seeds(world=world, chance=chance),
        reader=read,
        overrides=changed,
        trace=trace,
    )


def piece(account: str, day: int, **more: Any) -> dc.Publish:
    values: dict[str, Any] = {
        "key": f"{account}-{day}", "account": account, "pillar": "tea", "title": "桂花乌龙冻", "hours": 6.0,
        "at": day * 1440 + HOURS[account] * 60, "product": "p",
        "carrier": "short_video" if account == "sph" else "image_text",
    }  # fmt: skip
    return dc.Publish(**(values | more))


def play(sim: Simulation, pieces: list[dc.Publish], days: int) -> Simulation:
    for decision in pieces:
        sim.decide(decision)
    sim.advance(days=days)
    return sim


def counts(sim: Simulation, start_of_key: str = "") -> dict[str, int]:
    table = sim.world.items
    rows = [card.row for card in table.cards if card.key.startswith(start_of_key)]
    return {name: int(table.totals[rows, at].sum()) for name, at in COUNTER.items()}


def sources(sim: Simulation, start_of_key: str, kind: int = 1) -> dict[str, int]:
    table = sim.world.items
    rows = [card.row for card in table.cards if card.key.startswith(start_of_key)]
    return {name: int(table.sources[rows, kind, at].sum()) for name, at in SOURCE.items()}


def busy_week(overrides: Mapping[str, int] | None = None) -> Simulation:
    pieces = [piece(account, day) for day in range(3) for account in HOURS]
    pieces += [
        piece("sq", day, key=f"sq-{day}-{k}", at=day * 1440 + (11 + 3 * k) * 60)
        for day in range(3)
        for k in range(3)
    ]
    return play(start(1, overrides), pieces, 5)


@pytest.fixture(scope="module")
def busy() -> Simulation:
    return busy_week()


@pytest.fixture(scope="module")
def pushed() -> Simulation:
    """Six pushes of the subscription account and nothing else."""
    return play(start(3, trace=True), [piece("gzh", day) for day in range(6)], 8)


@pytest.fixture(scope="module")
def pooled() -> tuple[dict[str, int], dict[str, int], np.ndarray]:
    """Counts, reads by source and reads by depth over sixteen worlds: a few sharers make the difference.

    The account has 6 % of the people, as in the cases: with more, its readers' friends follow it anyway.
    """
    runs = [
        play(start(n, followers=AGENTS * 6 // 100, world=n), [piece("gzh", day) for day in range(6)], 8)
        for n in range(1, 17)
    ]
    each, by = [counts(sim) for sim in runs], [sources(sim, "gzh") for sim in runs]
    depth = np.sum([sim.world.state["wechat"]["tree"][:6, 0].sum(axis=0) for sim in runs], axis=0)
    return (
        {name: sum(one[name] for one in each) for name in each[0]},
        {name: sum(one[name] for one in by) for name in by[0]},
        depth,
    )


# ---- every mechanism can be switched off ------------------------------------------------------


@pytest.mark.parametrize("mechanism", WeChat.mechanisms, ids=lambda m: m.parameter)
def test_switching_a_mechanism_off_moves_its_counter_the_stated_way(mechanism: Any, busy: Simulation) -> None:
    without = busy_week({mechanism.parameter: mechanism.off})
    change = counts(without)[mechanism.counter] - counts(busy)[mechanism.counter]
    assert change * mechanism.sign > 0


def test_every_parameter_says_where_it_comes_from() -> None:
    assert all(row.source for row in w.PARAMETERS.rows)
    assert len({row.name for row in w.PARAMETERS.rows}) == len(w.PARAMETERS.rows)


# ---- 公众号 ------------------------------------------------------------------------------------


def test_an_account_has_one_push_a_day_and_deleting_gives_none_back() -> None:
    sim = start()
    assert sim.observe().accounts[0].pushes_left == 1
    sim.decide(piece("gzh", 0, at=60))
    sim.advance(hours=2)
    sim.decide(dc.ChangePost(key="gone", content="gzh-0", action="withdraw"))
    sim.advance(hours=1)
    with pytest.raises(QuotaError, match="不退"):
        sim.check(piece("gzh", 0, key="second", at=20 * 60))
    assert sim.observe().accounts[0].pushes_left == 0
    assert sim.check(piece("gzh", 0, key="quiet", at=20 * 60, notify=False)).at == 20 * 60
    assert sim.check(piece("gzh", 1)).at == 1440 + 17 * 60


def test_a_piece_without_notice_is_not_delivered_and_lives_on_its_tail() -> None:
    quiet = play(start(3), [piece("gzh", day, notify=False) for day in range(6)], 8)
    seen = counts(quiet)
    assert seen["delivered"] == seen["opens"] == 0
    assert seen["views"] > 0
    assert sources(quiet, "gzh")["session"] == 0


def test_a_push_is_delivered_to_the_followers_who_use_the_app(pushed: Simulation) -> None:
    first = pushed.world.items.totals[0]
    assert first[COUNTER["delivered"]] == 3000
    assert first[COUNTER["opens"]] <= first[COUNTER["views"]] <= first[COUNTER["impressions"]]


def test_one_to_three_in_a_hundred_open_a_push(pooled: Any) -> None:
    seen = pooled[0]
    assert 0.01 <= seen["opens"] / seen["delivered"] <= 0.03  # C1: 1.2 %, mean 1-3 %


def test_every_read_is_counted_once_by_where_it_came_from(pushed: Simulation) -> None:
    seen, by = counts(pushed), sources(pushed, "gzh")
    assert seen["opens"] == by["session"]
    assert seen["moments_reads"] == by["moments"]
    assert seen["chat_reads"] == by["chat"]
    assert seen["views"] == sum(by.values())


def test_reads_come_mostly_from_the_session_and_then_from_moments(pooled: Any) -> None:
    seen, by, _ = pooled
    assert 0.45 <= by["session"] / seen["views"] <= 0.65  # C3: .5615
    assert 0.15 <= by["moments"] / seen["views"] <= 0.30  # C3: .2041


def test_about_three_in_a_hundred_readers_share_and_one_likes(pooled: Any) -> None:
    seen = pooled[0]
    assert 0.025 <= seen["shares"] / seen["views"] <= 0.045  # C2: 3.22 %
    assert 0.005 <= seen["likes"] / seen["views"] <= 0.015  # C7: .91 %


def test_a_few_regular_readers_open_most_pushes(pushed: Simulation) -> None:
    world = pushed.world
    fresh = start(3).world.state["wechat"]["habit"][0]
    fans = np.flatnonzero(world.follows & np.uint64(1))
    opened = (world.items.met[:6] & it.VIEWED > 0)[:, fans].sum(axis=0)
    regular = fresh[fans] >= np.quantile(fresh[fans], 0.8)
    assert opened[regular].mean() > 3 * opened[~regular].mean()


def test_opening_forms_a_habit_and_passing_by_loses_it(pushed: Simulation) -> None:
    before, after = start(3).world.state["wechat"]["habit"][0], pushed.world.state["wechat"]["habit"][0]
    assert (after > before).any()
    assert (after < before).any()


def test_passing_on_dies_out_because_people_further_away_care_less(pooled: Any) -> None:
    reads = pooled[2]
    assert reads[1] / reads[0] > reads[2] / reads[1]  # F11
    assert reads[3:].sum() < 0.1 * reads.sum()  # F8


# ---- what is passed on ------------------------------------------------------------------------


def test_people_with_many_contacts_notice_a_share_less() -> None:
    audience = people()
    sharers = np.arange(0, AGENTS, 5)
    shares = np.zeros((sharers.size, 8), np.int64)
    shares[:, 0], shares[:, 2], shares[:, 3] = sharers, 600, w.TO_MOMENTS
    p = w.PARAMETERS.vector()
    p[w.P_WEAK_TIES] = 0
    graph = audience.friends
    offered = np.concatenate([graph.indices[graph.indptr[s] : graph.indptr[s + 1]] for s in sharers])
    out = np.zeros((offered.size, 8), np.int64)
    keys = np.array([12345], np.uint64)
    n = circulate(shares, (graph.indptr, graph.indices), audience.rows, keys, p, out)
    degree = audience.rows[:, DEGREE]
    noticed = np.bincount(degree[out[:n, 1]], minlength=256) / np.maximum(
        1, np.bincount(degree[offered], minlength=256)
    )
    enough = np.flatnonzero(np.bincount(degree[offered], minlength=256) > 200)
    assert np.corrcoef(enough, noticed[enough])[0, 1] < -0.5  # C10


def test_shares_reach_nobody_but_contacts_and_their_contacts() -> None:
    audience, graph = people(), people().friends
    shares = np.zeros((1, 8), np.int64)
    shares[0, :4] = (77, 0, 600, w.TO_MOMENTS)
    out = np.zeros((5000, 8), np.int64)
    n = circulate(
        shares,
        (graph.indptr, graph.indices),
        audience.rows,
        np.array([5], np.uint64),
        w.PARAMETERS.vector(),
        out,
    )
    friends = set(graph.indices[graph.indptr[77] : graph.indptr[78]].tolist())
    second = {o for f in friends for o in graph.indices[graph.indptr[f] : graph.indptr[f + 1]].tolist()}
    assert n > 0
    assert set(out[:n, 1].tolist()) <= (friends | second) - {77}


def test_nobody_is_reached_in_the_small_hours(pushed: Simulation) -> None:
    trace = np.concatenate(pushed.world.trace_log)
    passed = np.isin(trace[:, 3], [SOURCE["moments"], SOURCE["chat"]])
    assert (trace[passed, 2] % 1440 >= w.MORNING).all()


# ---- 视频号 -----------------------------------------------------------------------------------


def test_a_video_starts_with_followers_and_their_friends() -> None:
    sim = play(start(trace=True), [piece("sph", 0)], 1)
    trace = np.concatenate(sim.world.trace_log)
    graph, fans = people().friends, sim.world.follows & np.uint64(2) > 0
    met = np.unique(trace[trace[:, 3] == SOURCE["friends"], 0])
    liked = np.flatnonzero(sim.world.items.met[0] & it.ENGAGED)
    near = {int(o) for f in liked for o in graph.indices[graph.indptr[f] : graph.indptr[f + 1]]}
    near |= {int(o) for f in list(near) for o in graph.indices[graph.indptr[f] : graph.indptr[f + 1]]}
    assert met.size > 0
    assert not fans[met].all()
    assert set(met.tolist()) <= near


def test_the_platform_adds_its_wave_between_12_and_36_hours() -> None:
    sim = play(start(trace=True), [piece("sph", 0)], 4)
    trace = np.concatenate(sim.world.trace_log)
    age = trace[trace[:, 3] == SOURCE["recommend"], 2] - HOURS["sph"] * 60
    assert age.size > 20
    assert age.min() >= w.WAVE_FROM
    assert age.max() < w.WAVE_UNTIL + 60


def test_a_video_nobody_warmed_to_gets_a_smaller_wave() -> None:
    p = w.PARAMETERS.vector().tolist()
    good = w_added([200, 150, 12, 5], p)
    poor = w_added([200, 60, 1, 0], p)
    assert good > 2 * poor > 0
    assert abs(w_added([1000, 700, 31, 12], p) / w_added([1000, 700, 30, 12], p) - 1) < 0.02


def w_added(perf: list[int], p: list[int]) -> int:
    from channels.wechat.tail import added

    return added(perf, w.CHANNELS, 20 * 60, p)


def test_a_video_of_a_wrong_length_is_refused() -> None:
    with pytest.raises(DecisionError, match="3600"):
        start().check(piece("sph", 0, duration_s=2))


# ---- 社群 -------------------------------------------------------------------------------------


def test_more_messages_a_day_are_read_less_and_cost_members() -> None:
    rare = play(start(), [piece("sq", day) for day in range(4)], 5)
    often = play(
        start(),
        [
            piece("sq", day, key=f"sq-{day}-{k}", at=day * 1440 + (8 + 2 * k) * 60)
            for day in range(4)
            for k in range(7)
        ],
        5,
    )
    few, many = counts(rare), counts(often)
    assert 0.25 <= few["views"] / few["impressions"] <= 0.45
    assert many["views"] / many["impressions"] < 0.75 * few["views"] / few["impressions"]
    assert many["unfollows"] / many["impressions"] > 2 * few["unfollows"] / few["impressions"]


def test_a_group_recovers_when_it_is_left_alone() -> None:
    sim = play(start(), [piece("sq", 0)], 1)
    tired = int(sim.world.state["wechat"]["weary"].sum())
    sim.advance(days=2)
    assert 0 <= int(sim.world.state["wechat"]["weary"].sum()) < tired // 3


def rumour(sim: Simulation, port: str, seeds: int = 300) -> int:
    return sim.world.publish(
        ItemSpec(
            id=991, key="rumour.0", title="打蜡", channel="wechat", port=port, brand=OUTSIDE,
            topics={"food_drink": 48, "local_life": 16},
            fields={it.CLAIM: 0, it.FREE: 100, it.FREE + 1: 1, it.HOOK: 180, it.DURATION: 30},
            notes={"seed_people": seeds},
        )
    )  # fmt: skip


@pytest.mark.parametrize("port", ["official", "group", "moments"])
def test_a_claim_is_believed_and_passed_on(port: str) -> None:
    sim = start()
    sim.advance(hours=9)
    row = rumour(sim, port)
    sim.advance(days=1)
    seen = dict(zip(COUNTER, sim.world.items.totals[row].tolist(), strict=False))
    assert 0 < seen["claim_believed"] < seen["claim_exposures"]
    assert seen["shares"] > 0
    if port == "group":
        assert seen["asks"] > 0


def test_who_knows_the_answer_passes_a_claim_on_less() -> None:
    naive, told = start(), start()
    told.world.issues[0] |= np.uint8(TOLD)
    for sim in (naive, told):
        sim.advance(hours=9)
        rumour(sim, "group", 1500)
        sim.advance(days=1)
    assert counts(told)["shares"] < counts(naive)["shares"]
    assert counts(told)["claim_believed"] < counts(naive)["claim_believed"]


# ---- 朋友圈 -----------------------------------------------------------------------------------


def test_a_post_is_seen_by_the_staffs_friends_once_and_on_the_same_day() -> None:
    sim = play(start(trace=True), [piece("pyq", 0)], 3)
    trace = np.concatenate(sim.world.trace_log)
    seen = trace[trace[:, 3] == SOURCE["moments"]]
    assert 100 < seen.shape[0] == np.unique(seen[:, 0]).size
    assert (seen[:, 2] < 1440).all()
    assert (sim.world.follows[seen[:, 0]] & np.uint64(8) > 0).all()


# ---- four counts, paid delivery, luck ---------------------------------------------------------


def test_only_the_official_account_counts_deliveries_and_opens(busy: Simulation) -> None:
    for account in ("sph", "sq", "pyq"):
        assert counts(busy, account)["delivered"] == counts(busy, account)["opens"] == 0
    assert counts(busy, "gzh")["delivered"] > 0


def test_people_at_each_stage_are_among_those_at_the_stage_before(busy: Simulation) -> None:
    met = busy.world.items.met[: busy.world.items.count]
    for (_, wide), (_, narrow) in zip(WeChat.stages, WeChat.stages[1:], strict=False):
        assert not ((met & narrow > 0) & (met & wide == 0)).any()


@pytest.mark.parametrize("account", ["sph", "pyq"])
def test_videos_and_moments_sell_delivery(account: str) -> None:
    sim = play(start(), [piece(account, 0)], 1)
    sim.decide(
        dc.PaidOrder(key="ad", content=f"{account}-0", money=500, hours=24, bid=30, goal="impressions")
    )
    sim.advance(days=1)
    seen = counts(sim)
    assert seen["paid_impressions"] > 0
    assert 0 < seen["spend_fen"] <= 50_000
    assert sources(sim, account, 0)["paid"] == seen["paid_impressions"]


@pytest.mark.parametrize("account", ["gzh", "sq"])
def test_the_other_ports_sell_none(account: str) -> None:
    sim = play(start(), [piece(account, 0)], 1)
    with pytest.raises(DecisionError, match="不支持投放"):
        sim.check(dc.PaidOrder(key="ad", content=f"{account}-0", money=500))


def test_the_same_run_gives_the_same_counts_and_other_luck_others(busy: Simulation) -> None:
    assert digest(busy_week().world) == digest(busy.world)
    assert digest(play(start(9), [piece("gzh", 0)], 2).world) != digest(
        play(start(1), [piece("gzh", 0)], 2).world
    )


def test_a_fork_goes_on_as_the_run_does() -> None:
    sim = play(start(), [piece(account, day) for day in range(2) for account in HOURS], 1)
    sim.advance(minutes=730)
    other = sim.fork()
    sim.advance(days=1)
    other.advance(days=1)
    assert digest(sim.world) == digest(other.world)


def test_a_piece_among_other_people_changes_nothing_for_this_one() -> None:
    alone, beside = start(), start()
    for sim in (alone, beside):
        for account in ("gzh", "sph"):
            sim.decide(piece(account, 0))
    beside.world.publish(
        ItemSpec(
            id=5,
            key="other",
            title="x",
            channel="wechat",
            port="group",
            brand=OUTSIDE,
            notes={"seed_people": 200},
        )
    )
    alone.advance(days=3)
    beside.advance(days=3)
    for key in ("gzh-0", "sph-0"):
        assert counts(alone, key) == counts(beside, key)
    assert counts(beside, "other")["views"] > 0


def test_a_correction_is_shown_to_those_who_had_read_the_mistake() -> None:
    sim = play(start(), [piece("gzh", 0)], 1)
    row = next(card.row for card in sim.world.items.cards)
    sim.world.items.fields[row, [it.CLAIM, it.FREE, it.FREE + 1]] = (0, 100, 0)
    sim.advance(hours=12)
    sim.decide(dc.ChangePost(key="fix", content="gzh-0", action="correct"))
    before = counts(sim)["views"]
    sim.advance(hours=3)
    assert counts(sim)["views"] > before + 10
    assert (sim.world.issues[0] & TOLD > 0).sum() > 10
