"""What happens in a live room: who comes, who stays, who buys, what goes wrong and what helps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from channels.livestream import Livestream
from channels.livestream.door import STAY_SHAPE
from channels.livestream.minutes import room_score
from channels.livestream.numbers import K_NOTICE, P_STAY
from channels.livestream.screen import beaten
from simulator import items as it
from simulator.channel import counter_columns
from simulator.counters import COUNTER, SOURCE, SOURCES
from simulator.decisions import LiveAction, PaidOrder, Publish, ScheduleLive
from simulator.errors import DecisionError, LateDecisionError
from simulator.frames import compact_frame
from simulator.market import O_MINUTE, O_PRICE
from simulator.memory import BELIEVES, TRUST
from simulator.rates import rate
from simulator.simulation import Simulation
from tests.channels.live_case import (
    CASE,
    MINUTES,
    PLANNED,
    START,
    both,
    online,
    ordered,
    plan,
    play,
    press,
    room_of,
    run,
    total,
    trouble,
)  # fmt: skip


@pytest.fixture(scope="module")
def evening() -> Simulation:
    return play()


def counts(sim: Simulation) -> dict[str, int]:
    return dict(zip(COUNTER, sim.world.items.totals[room_of(sim).row].tolist(), strict=False))


# ---- identities ------------------------------------------------------------------------------


def test_mean_online_is_entries_times_mean_stay_over_duration(evening: Simulation) -> None:
    log = room_of(evening).log
    assert total(evening, "enters") > 200
    assert int(log[:, COUNTER["stay_ds"]].sum()) == total(evening, "stay_ds") == total(evening, "watch_ds")
    mean_online = log[:, COUNTER["stay_ds"]].sum() / 600 / MINUTES
    mean_stay_s = rate("mean_stay_s", counts(evening))
    assert mean_online == pytest.approx(total(evening, "enters") * mean_stay_s / (MINUTES * 60), rel=1e-12)


def test_every_minute_adds_up_to_the_whole_evening(evening: Simulation) -> None:
    log, totals = room_of(evening).log, counts(evening)
    for name in ("impressions", "enters", "views", "likes", "comments", "clicks", "orders", "gmv_fen"):
        assert int(log[:, COUNTER[name]].sum()) == totals[name], name


def test_the_small_frame_of_a_tick_counts_who_is_online_as_the_screen_does(evening: Simulation) -> None:
    half = play(until=MINUTES // 2)
    shown = half.observe().rooms[0].online
    assert compact_frame(half.world)["channels"]["livestream"]["online"] == shown > 0
    assert compact_frame(evening.world)["channels"]["livestream"]["online"] == 0


def test_entries_by_source_sum_to_the_entries(evening: Simulation) -> None:
    table, row = evening.world.items, room_of(evening).row
    assert int(table.sources[row, 1].sum()) == total(evening, "enters") == total(evening, "views")
    assert int(table.sources[row, 0].sum()) == total(evening, "impressions")
    entries = evening.observe().rooms[0].entries
    assert sum(entries.values()) == total(evening, "enters")
    assert {"recommend", "follow", "push", "booking"} <= set(entries)


def test_gpm_is_conversion_times_order_value_times_a_thousand(evening: Simulation) -> None:
    seen = counts(evening)
    assert seen["orders"] > 0
    assert rate("gpm", seen) == pytest.approx(rate("view_cvr", seen) * rate("aov", seen) * 1000, rel=1e-12)


def test_nobody_orders_without_a_click_or_clicks_without_entering(evening: Simulation) -> None:
    met = evening.world.items.met[room_of(evening).row]
    chain = [bit for _, bit in Livestream.stages]
    for wider, narrower in pairwise(chain):
        assert not ((met & narrower != 0) & (met & wider == 0)).any()


def test_the_segments_of_the_room_sum_to_its_counters(evening: Simulation) -> None:
    table, row = evening.world.items, room_of(evening).row
    columns = counter_columns(Livestream())
    shown = [columns[name] for name in Livestream.counters if name != "spend_fen"]
    assert (table.cube[row].sum(axis=1)[shown] == table.totals[row, shown]).all()


def test_stays_are_seconds_for_most_and_long_for_a_few(evening: Simulation) -> None:
    stays = STAY_SHAPE * int(evening.world.params["livestream"][P_STAY]) / 10_240
    assert 2 <= np.median(stays) <= 15  # fact B7
    assert stays.std() / stays.mean() > 2  # fact B8
    curve = evening.observe().contents[-1].retention
    assert curve[1] > 0.5 > curve[4]  # more than half stay 2 s, fewer than half 15 s
    assert 25 <= rate("mean_stay_s", counts(evening)) <= 120


def test_between_half_and_five_per_cent_of_visitors_order(evening: Simulation) -> None:
    assert 0.005 <= rate("view_cvr", counts(evening)) <= 0.05  # fact B9


def test_a_person_is_in_a_room_once_at_a_time() -> None:
    sim = play(until=20)
    inside = room_of(sim).visitors[:, 0]
    assert len(inside) == len(set(inside.tolist()))


# ---- mechanisms ------------------------------------------------------------------------------


@pytest.mark.parametrize("mechanism", Livestream.mechanisms, ids=lambda m: m.parameter)
def test_switching_a_mechanism_off_moves_its_counter(mechanism: Any, evening: Simulation) -> None:
    off = play(run(overrides={"livestream": {mechanism.parameter: mechanism.off}}))
    change = total(off, mechanism.counter) - total(evening, mechanism.counter)
    assert change * mechanism.sign > 0, change


def test_rehearsal_makes_people_stay_longer_and_the_feed_show_more(evening: Simulation) -> None:
    rehearsed = play(rehearsal_hours=8)
    stay = rate("mean_stay_s", counts(rehearsed)), rate("mean_stay_s", counts(evening))
    assert stay[0] > 1.15 * stay[1]
    assert room_of(rehearsed).fed[:, 0].sum() > room_of(evening).fed[:, 0].sum()


def test_the_rolling_score_moves_continuously_with_one_more_order() -> None:
    sim = play(until=30)
    room = room_of(sim)
    before = room_score(sim.world, room, sim.minute)
    room.log[28, COUNTER["orders"]] += 1
    after = room_score(sim.world, room, sim.minute)
    assert 1.0 < after / before < 1.3


def test_a_rival_room_takes_feed_exposure(evening: Simulation) -> None:
    sim = run()
    sim.world.state["livestream"]["rivals"].append((START, START + 120, 200))
    assert room_of(play(sim)).fed[:, 0].sum() < room_of(evening).fed[:, 0].sum()


def test_a_preview_collects_bookings_and_they_come(evening: Simulation) -> None:
    silent = play(preview=False)
    assert total(silent, "bookings") == 0
    came = int(evening.world.items.sources[room_of(evening).row, 1, SOURCE["booking"]])
    assert 0.3 < came / total(evening, "bookings") < 0.7


def test_a_lucky_bag_raises_the_stay(evening: Simulation) -> None:
    held = play(script={12: press("lucky_bag", value=100), 24: press("lucky_bag", value=100)})
    assert total(held, "stay_ds") > 1.05 * total(evening, "stay_ds")
    assert evening.world.ledger.money_fen - held.world.ledger.money_fen == 20_000


def test_a_fresh_host_keeps_people_longer(evening: Simulation) -> None:
    assert total(play(script={30: press("rotate_host")}), "stay_ds") > total(evening, "stay_ds")


def test_an_invitation_brings_followers_in(evening: Simulation) -> None:
    pushed = play(script={20: press("invite")})
    source = SOURCE["push"]
    row = room_of(evening).row
    assert pushed.world.items.sources[row, 1, source] > evening.world.items.sources[row, 1, source]


def test_the_shelf_is_explained_in_order_and_round_again() -> None:
    seen = {minute: _explaining(play(until=minute)) for minute in (1, 5, 13, 19, 22)}
    assert seen == {1: "small", 5: "main", 13: "large", 19: "gift", 22: "small"}
    assert _explaining(play(script={2: press("explain", product="gift")}, until=4)) == "gift"


def _explaining(sim: Simulation) -> str | None:
    return sim.observe().rooms[0].explaining


def test_a_room_price_is_paid_in_the_room_and_nowhere_else() -> None:
    sim = play(shelf=[{"product": "main", "explain_minutes": 8, "price": 19.9}])
    assert set(ordered(sim, "main")[:, O_PRICE].tolist()) == {1990}
    assert sim.world.prices["main"] == 2990


def test_a_coupon_lowers_the_price_for_ten_minutes() -> None:
    sim = play(script={10: press("coupon", product="main", value=10)}, until=12)
    assert _price(sim, "main") == 19.9
    sim.advance(minutes=10)
    assert _price(sim, "main") == 29.9


def _price(sim: Simulation, product: str) -> float | str | bool:
    return next(line["price"] for line in sim.observe().rooms[0].shelf if line["product"] == product)


def test_no_more_is_sold_than_there_is() -> None:
    stocks = [CASE.stocks[0].model_copy(update={"start": 2.0})]
    sim = run(CASE.model_copy(update={"stocks": tuple(stocks)}))
    play(sim, shelf=[{"product": "small", "price": 5}])
    assert len(ordered(sim, "small")) == 2
    assert sim.observe().rooms[0].shelf[0]["state"] == "sold_out"


def test_paid_exposure_is_counted_apart_and_ends_with_the_room() -> None:
    sim = run()
    sim.decide(plan())
    sim.decide(PaidOrder(key="o", content="room", money=300, hours=5, bid=80, goal="impressions", at=START))
    sim.advance(minutes=START + MINUTES + 2 - sim.minute)
    row = room_of(sim).row
    assert int(sim.world.items.sources[row, 0, SOURCE["paid"]]) == total(sim, "paid_impressions") > 200
    assert sim.world.items.sources[row, 1, SOURCE["paid"]] > 0
    assert sim.world.paid.cards[0].status != "running"


def test_an_own_short_video_leads_into_the_room() -> None:
    sim = run()
    sim.decide(
        Publish(
            key="v", account="county", pillar="orange", title="开园", hours=6, at=START - 50, duration_s=30
        )
    )
    entries = play(sim).observe().rooms[0].entries
    assert entries.get("short_video", 0) > 0


def test_an_invitation_to_no_room_is_void() -> None:
    sim = run()
    sim.world.invitations.append(np.array([[PLANNED, 5, 0, SOURCE["short_video"]]]))
    sim.step()
    assert not sim.world.invitations


def test_a_group_member_is_counted_as_coming_from_the_group() -> None:
    sim = play(until=5)
    before = sim.world.items.sources[room_of(sim).row, 0, SOURCE["group"]]
    people = np.arange(200)
    block = np.stack(
        [np.full(200, sim.minute), people, np.zeros(200, int), np.full(200, SOURCE["group"])], axis=1
    )
    sim.world.invitations.append(block)
    sim.step()
    assert sim.world.items.sources[room_of(sim).row, 0, SOURCE["group"]] > before + 100


# ---- troubles --------------------------------------------------------------------------------

WRONG = trouble("wrong_price", product=1, price_fen=299)


def test_a_wrong_price_sells_until_it_is_put_right(evening: Simulation) -> None:
    left = play(script={14: WRONG})
    fixed = play(script={14: WRONG, 24: both(press("price", product="main", value=29.9), press("correct"))})
    cheap = [(ordered(sim, "main")[:, O_PRICE] == 299).sum() for sim in (evening, fixed, left)]
    assert cheap[0] == 0
    assert 0 < cheap[1] < cheap[2] / 2
    minutes = ordered(left, "main")[:, O_MINUTE] - START
    normal = (ordered(evening, "main")[:, O_MINUTE] - START >= 14).sum() / (MINUTES - 14)
    assert ((minutes >= 14) & (minutes < 24)).sum() / 10 > 4 * normal


def test_a_delisted_product_is_not_sold() -> None:
    sim = play(script={14: WRONG, 15: press("delist", product="main")})
    assert (ordered(sim, "main")[:, O_MINUTE] > START + 15).sum() == 0
    again = play(script={15: press("delist", product="main"), 20: press("relist", product="main")}, until=22)
    assert again.observe().rooms[0].shelf[1]["listed"] is True


def test_a_second_check_prevents_a_wrong_price(evening: Simulation) -> None:
    shelf = [{**item.model_dump(), "double_checked": True} for item in plan().shelf]
    sim = play(script={14: WRONG}, shelf=shelf)
    assert ordered(sim, "main").tolist() == ordered(evening, "main").tolist()


def test_a_price_put_right_in_silence_costs_trust() -> None:
    fix = press("price", product="main", value=29.9)
    silent = play(script={14: WRONG, 16: fix}, until=21)
    said = play(script={14: WRONG, 16: fix, 17: press("correct")}, until=21)
    assert (
        silent.world.memory[0, :, TRUST].astype(int).sum() < said.world.memory[0, :, TRUST].astype(int).sum()
    )


def test_a_cut_line_empties_the_room_and_a_spare_line_brings_it_back() -> None:
    cut = {15: trouble("cut_line", minutes=12)}
    alone = play(script=cut, until=26)
    assert online(alone, 18) < online(alone, 14) / 2
    assert room_of(alone).log[15:26, COUNTER["enters"]].sum() == 0
    assert alone.observe().rooms[0].status == "broken"
    spare = play(script={**cut, 16: press("spare_line")}, until=26, spare_line=True)
    improvised = play(script={**cut, 16: press("spare_line")}, until=26)
    entries = [int(room_of(sim).log[15:26, COUNTER["enters"]].sum()) for sim in (alone, improvised, spare)]
    assert entries[0] < entries[1] < entries[2]
    assert room_of(spare).log[16, COUNTER["enters"]] > 0


def test_each_minute_of_a_cut_takes_eight_per_cent_of_the_rank() -> None:
    sim = play(script={15: trouble("cut_line", minutes=10)}, until=20)
    assert room_of(sim).rank / 1024 == pytest.approx(0.92**5, abs=0.01)


def test_a_slip_is_forgiven_when_corrected_and_costs_the_feed_when_not() -> None:
    slip = trouble("host_slip", severity=1)
    left = play(script={20: slip}, until=30)
    assert room_of(left).warned == 1
    assert left.observe().rooms[0].status == "broken"
    assert left.world.items.fields[room_of(left).row, it.THROTTLE] == 102
    assert left.world.breaches
    right = play(script={20: slip, 21: press("correct")}, until=30)
    assert room_of(right).warned == 0
    assert right.world.items.fields[room_of(right).row, it.THROTTLE] == 256
    assert not right.world.breaches


def test_a_spare_line_does_not_help_against_the_platform() -> None:
    sim = play(
        script={20: trouble("host_slip", severity=1), 27: press("spare_line")}, until=29, spare_line=True
    )
    assert sim.observe().rooms[0].status == "broken"


def test_hostile_comments_are_believed_and_an_answer_puts_people_right() -> None:
    hostile = {20: trouble("hostile_comments", issue=0, minutes=20, per_mille=200)}
    left = play(script=hostile, until=45)
    assert total(left, "claim_believed") > 0
    answered = play(script={**hostile, 22: press("answer", issue="waxed")}, until=45)
    assert total(answered, "claim_corrected") > 0
    doubting = [((sim.world.issues[0] & BELIEVES) != 0).sum() for sim in (left, answered)]
    assert doubting[1] < doubting[0]
    assert answered.world.issue_log["waxed"]["ports_answered"] == ["county"]


def test_hostile_comments_show_in_the_share_of_negative_ones(evening: Simulation) -> None:
    sim = play(script={2: trouble("hostile_comments", issue=0, minutes=50, per_mille=500)})
    assert rate("negative_share", counts(sim)) > rate("negative_share", counts(evening)) + 0.2


def test_deleting_criticism_costs_trust_and_is_a_breach() -> None:
    hostile = {20: trouble("hostile_comments", issue=0, minutes=20, per_mille=100)}
    civil = play(script={**hostile, 22: press("moderate")}, until=24)
    rude = play(script={**hostile, 22: press("moderate", value=1)}, until=24)
    trust = [int(sim.world.memory[0, :, TRUST].astype(int).sum()) for sim in (civil, rude)]
    assert trust[1] < trust[0]
    assert rude.world.breaches
    assert not civil.world.breaches


def test_another_show_draws_people_away_and_they_come_back() -> None:
    sim = play(script={15: trouble("distract", minutes=3, per_mille=500)})
    calm = play()
    share = [online(sim, minute) / online(calm, minute) for minute in (14, 16, 20)]
    assert share[0] == 1
    assert share[1] < 0.75
    assert share[2] > share[1]


def test_trouble_without_a_room_on_air_changes_nothing() -> None:
    sim = run()
    before = sim.digest()
    trouble("cut_line", minutes=5)(sim)
    assert sim.digest() == before


# ---- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": PLANNED + 29}, "start"), ({"start": 2 * 1440 - 30}, "start"), ({"account": "nobody"}, "account"),
        ({"shelf": [{"product": "pear"}]}, "shelf"), ({"shelf": [{"product": "main"}, {"product": "main"}]}, "shelf"),
        ({"shelf": [{"product": "main", "price": 0}]}, "shelf"), ({"host": "star"}, "host"),
    ],
)  # fmt: skip
def test_a_room_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    sim = run()
    before = sim.digest()
    with pytest.raises(DecisionError) as problem:
        sim.decide(plan(**change))
    assert problem.value.field == field
    assert sim.digest() == before
    assert not sim.world.live_windows


def test_a_room_needs_half_an_hour_of_lead() -> None:
    with pytest.raises(LateDecisionError):
        run().check(plan(start=PLANNED + 10))


def test_one_room_per_account_at_a_time() -> None:
    sim = run()
    sim.decide(plan())
    with pytest.raises(DecisionError, match="one room per account"):
        sim.decide(plan(key="second", start=START + 30))
    sim.decide(plan(key="other", account="village", start=START + 30))
    sim.decide(plan(key="after", start=START + MINUTES))


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ({"action": "explain", "product": "pear"}, "product"), ({"action": "price", "product": "main"}, "value"),
        ({"action": "coupon", "product": "main", "value": 30}, "value"), ({"action": "lucky_bag"}, "value"),
        ({"action": "lucky_bag", "value": 50, "product": "main"}, "product"),
        ({"action": "lucky_bag", "value": 9_000}, "money"), ({"action": "answer", "issue": "waxed"}, "issue"),
        ({"action": "explain", "product": "main", "room": "nowhere"}, "room"),
    ],
)  # fmt: skip
def test_an_action_that_cannot_be_is_refused(action: dict[str, Any], field: str) -> None:
    sim = play(until=5)
    before = sim.digest()
    with pytest.raises(DecisionError) as problem:
        sim.decide(LiveAction.model_validate({"key": "a", "room": "room", **action}))
    assert problem.value.field == field
    assert sim.digest() == before


def test_a_room_is_directed_only_while_it_is_on_air() -> None:
    sim = run()
    sim.decide(plan())
    with pytest.raises(DecisionError, match="on air"):
        press("rotate_host")(sim)
    sim.decide(LiveAction(key="later", room="room", action="rotate_host", at=START + 5))


def test_lucky_bags_and_invitations_wait_for_the_last_one() -> None:
    sim = play(script={3: both(press("lucky_bag", value=50), press("invite"))}, until=5)
    for action, value in (("lucky_bag", 50.0), ("invite", 0.0)):
        with pytest.raises(DecisionError):
            sim.decide(LiveAction(key="again", room="room", action=action, value=value))


# ---- the screen ------------------------------------------------------------------------------


def test_the_screen_says_what_is_not_there_yet() -> None:
    sim = run()
    sim.decide(plan())
    sim.step()
    planned = sim.observe().rooms[0]
    assert (planned.status, planned.online, planned.indicators) == ("planned", 0, {})
    sim.advance(minutes=START + 12 - sim.minute)
    live = sim.observe().rooms[0]
    assert live.status == "live"
    assert live.online > 0
    assert len(live.online_curve) == 12
    assert live.indicators["mean_stay_s"]["last10"].value is not None
    assert live.indicators["mean_stay_s"]["median7"].state == "not_available"
    sim.advance(minutes=MINUTES)
    ended = sim.observe().rooms[0]
    assert (ended.status, ended.online, ended.explaining) == ("ended", 0, None)
    assert sim.observe().model_dump(mode="json")["rooms"][0]["key"] == "room"


def test_too_few_to_compare_are_said_to_be_too_few() -> None:
    sim = play(shelf=[], until=2)
    assert sim.observe().rooms[0].indicators["cvr"]["last10"].state == "too_small"
    assert sim.observe().rooms[0].indicators["cvr"]["percentile"].state == "too_small"


def test_a_better_value_beats_more_peers() -> None:
    shares = [beaten("mean_stay_s", value) for value in (0, 12, 38, 62, 105, 10_000)]
    assert shares == [0.0, 0.1, 0.5, 0.75, 0.9, 1.0]


def test_the_peak_is_the_highest_minute(evening: Simulation) -> None:
    room = evening.observe().rooms[0]
    assert room.counts["peak_online"].value == max(room.online_curve)


# ---- the same run twice ----------------------------------------------------------------------


def test_two_equal_evenings_have_equal_counts(evening: Simulation) -> None:
    assert play().digest() == evening.digest()
    assert play(run(chance=2)).digest() != evening.digest()


def test_an_evening_goes_on_the_same_from_a_checkpoint_in_its_middle(evening: Simulation) -> None:
    half = play(until=30)
    rest = half.fork()
    rest.advance(minutes=MINUTES + 1 - 30)
    assert rest.digest() == evening.digest()


def test_a_purpose_stands_for_each_key() -> None:
    assert len(Livestream.purposes) == K_NOTICE + 1 <= it.MAX_KEYS


def test_who_books_does_not_depend_on_the_hour_of_the_room() -> None:
    early, late = (play(until=0, start=start) for start in (START, START + 60))
    assert ((room_of(early).asked == 0) | (room_of(early).asked == room_of(late).asked)).all()


def test_a_withdrawn_room_is_closed_and_may_be_planned_again() -> None:
    sim = play(until=5)
    from simulator.decisions import ChangePost

    sim.decide(ChangePost(key="stop", content="room", action="withdraw"))
    sim.advance(minutes=2)
    assert sim.observe().rooms[0].status == "ended"
    sim.decide(plan(key="again", start=sim.minute + 40))


def test_the_title_is_read_when_the_room_is_planned() -> None:
    sim = run()
    accepted = sim.decide(plan())
    assert isinstance(accepted, ScheduleLive)
    assert accepted.features is not None
    assert sim.world.live_windows[0] == (START, START + MINUTES, 0)


def test_every_source_has_a_name() -> None:
    assert set(Livestream.counters) <= set(counter_columns(Livestream()))
    assert SOURCES[SOURCE["booking"]] == "booking"
