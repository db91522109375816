"""What the trainee sees of the whole run: money, days, channels, events, nothing of the truth."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulator.counters import COUNTER
from simulator.frames import compact_frame
from simulator.memory import AWARE, BELIEVES, CHANNELS, CONTACTS, TRUST, UNDERSTAND
from simulator.observation import HotTopic, Observation
from simulator.observe import SIGNALS_SHOWN, observe, seconds_per_hour
from simulator.shown import HIDDEN_COUNTERS
from simulator.truth import truth
from simulator.world import EventState, World
from tests.simulator.tiny import add, goal, order, play_to, post, text, tiny_case, tiny_world

DAY = 1440


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return tiny_world(monkeypatch)


# ---- the whole -------------------------------------------------------------------------------


def test_a_fresh_world_can_be_seen(world: World) -> None:
    seen = observe(world)
    assert seen.case == "tiny@1"
    assert seen.clock == "D1 00:00"
    assert (seen.money_left, seen.hours_left) == (1000, 50)


def test_an_observation_goes_through_json_and_comes_back(world: World) -> None:
    post(world, "a", views=100, comments=10)
    world.issue_log["hair"] = {"first_seen": 0, "mentions": []}
    play_to(world, 3 * DAY + 600)
    seen = observe(world)
    assert Observation.model_validate(json.loads(json.dumps(seen.model_dump(mode="json")))) == seen


def test_what_is_shown_has_the_types_it_declares(world: World) -> None:
    # parts are made without being checked one by one, so whole and fractional numbers could be mixed up
    order(world, post(world, "a", views=100, comments=10), 0, price=1290)
    play_to(world, 3 * DAY + 600)
    seen = observe(world)
    assert repr(Observation.model_validate(seen.model_dump())) == repr(seen)


def test_what_a_reader_does_to_a_look_does_not_reach_the_next(world: World) -> None:
    post(world, "a", views=100)
    before = observe(world).model_dump_json()
    first = observe(world)
    first.contents[0].counts.clear()
    first.contents[0].rates.clear()
    assert observe(world).model_dump_json() == before


def test_a_look_after_more_was_seen_shows_more(world: World) -> None:
    row = post(world, "a", views=100)
    observe(world)
    world.items.totals[row, COUNTER["views"]] += 1
    assert observe(world).contents[0].counts["views"].value == 101


def test_looking_twice_shows_the_same(world: World) -> None:
    post(world, "a", views=100)
    play_to(world, 600)
    assert observe(world) == observe(world)


def test_looking_earlier_does_not_change_what_is_seen_later(monkeypatch: pytest.MonkeyPatch) -> None:
    often, once = tiny_world(monkeypatch), tiny_world(monkeypatch)
    for world in (often, once):
        post(world, "a", views=100)
    for hour in range(1, 30):
        play_to(often, hour * 60)
        observe(often)
    play_to(once, 29 * 60)
    assert observe(often) == observe(once)


def test_what_people_believe_does_not_reach_the_screen(world: World) -> None:
    world.issue_log["flu"] = {"first_seen": 0, "mentions": []}
    post(world, "a", views=100, comments=10, claim_exposures=50, claim_believed=20, claim_corrected=4)
    play_to(world, 2 * DAY)
    before = observe(world)
    world.memory[0, :, [AWARE, UNDERSTAND, TRUST]] = 250
    world.issues[:] = BELIEVES
    add(world, 0, claim_exposures=50, claim_believed=20, claim_corrected=4)
    assert observe(world) == before


def test_hidden_counters_are_named_nowhere(world: World) -> None:
    post(world, "a", views=100)
    text_of = observe(world).model_dump_json()
    assert not any(f'"{name}"' in text_of for name in HIDDEN_COUNTERS)


def test_the_feed_shows_its_newest_lines(world: World) -> None:
    for number in range(SIGNALS_SHOWN + 5):
        world.signal("comment", f"第{number}条", f"line {number}")
    lines = observe(world).signals
    assert len(lines) == SIGNALS_SHOWN
    assert lines[-1].text.en == f"line {SIGNALS_SHOWN + 4}"


def test_the_clock_runs_at_the_speed_of_its_phase() -> None:
    case = tiny_case(
        clock=[{"name": text("慢"), "start": "D2 20:00", "end": "D2 22:00", "seconds_per_hour": 90}]
    )
    speeds = [seconds_per_hour(case, DAY + hour * 60) for hour in (19, 20, 21, 22)]
    assert speeds == [3, 90, 90, 3]


def test_the_trainees_time_ends_before_the_settlement(world: World) -> None:
    play_to(world, 4 * DAY - 10)
    assert not observe(world).ended
    play_to(world, 4 * DAY)
    assert observe(world).ended


def test_a_channel_adds_its_own_parts(world: World) -> None:
    topic = HotTopic(rank=3, title="异物", heat=900, issue="hair")
    world.channels[0].parts = {"hot_list": [topic], "pushes_left": {"letter": 1}}
    world.issue_log["hair"] = {"first_seen": 0}
    seen = observe(world)
    assert seen.hot_list == (topic,)
    assert seen.issues[0].hot_rank.value == 3
    assert {account.key: account.pushes_left for account in seen.accounts}["letter"] == 1


# ---- channels and days -----------------------------------------------------------------------


def test_channels_add_up_their_own_pieces_only(world: World) -> None:
    post(world, "a", views=100, likes=5)
    post(world, "b", views=50)
    post(world, "c", account="sub", views=7)
    post(world, "theirs", account="ginkgo.0", brand=1, views=9999)
    seen = observe(world).channels
    assert seen["square"]["views"].value == 150
    assert seen["square"]["like_rate"].value == pytest.approx(5 / 150, abs=1e-4)
    assert seen["lane"]["views"].value == 7


def test_today_and_yesterday_part_at_midnight(world: World) -> None:
    row = post(world, "a", views=100)
    play_to(world, DAY)
    add(world, row, views=30)
    play_to(world, DAY + 90)
    add(world, row, views=4)
    seen = observe(world)
    assert seen.yesterday["square"]["views"] == 100
    assert seen.today["square"]["views"] == 34


def test_there_is_no_yesterday_on_the_first_day(world: World) -> None:
    assert observe(world).yesterday == {"square": {}, "lane": {}}


def test_counters_are_shown_in_real_people_but_spend_in_real_money(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, audience={"agents": 1000, "people_per_agent": 10})
    post(world, "a", views=100, spend_fen=5000, gmv_fen=1290)
    shown = observe(world).contents[0].counts
    assert shown["views"].value == 1000
    assert shown["gmv_fen"].value == 12_900
    assert shown["spend_fen"].value == 5000


# ---- reach and accounts ----------------------------------------------------------------------


def test_reach_is_counted_once_and_overlap_in_pairs(world: World) -> None:
    world.memory[0, :30, CHANNELS] = 1
    world.memory[0, 20:50, CHANNELS] |= 2
    seen = observe(world).reach
    assert seen.reach == 50
    assert seen.overlap == {"square+lane": 10}


def test_n_plus_counts_people_by_effective_contacts(world: World) -> None:
    world.memory[0, :100, CONTACTS] = 1
    world.memory[0, :60, CONTACTS] = 3
    world.memory[0, :10, CONTACTS] = 9
    seen = observe(world).reach
    assert seen.n_plus == (100, 60, 60, 10, 10)
    assert seen.frequency.value == pytest.approx((40 * 1 + 50 * 3 + 10 * 9) / 100)


def test_a_portrait_comes_the_next_morning(world: World) -> None:
    world.memory[0, :200, CONTACTS] = 1
    play_to(world, DAY + 479)
    assert observe(world).reach.tgi_age["60+"].state == "t+1"
    assert observe(world).reach.by_age == {}
    play_to(world, DAY + 480)
    seen = observe(world).reach
    assert sum(seen.by_age.values()) == sum(seen.by_tier.values()) == 200
    assert seen.tgi_age["60+"].state == "t+1"
    assert (seen.tgi_age["60+"].value or 0) > 0


def test_a_portrait_is_of_yesterday(world: World) -> None:
    world.memory[0, :200, CONTACTS] = 1
    play_to(world, DAY)
    world.memory[0, :400, CONTACTS] = 1
    play_to(world, DAY + 600)
    assert sum(observe(world).reach.by_age.values()) == 200


def test_a_portrait_of_few_people_is_not_shown(world: World) -> None:
    world.memory[0, :99, CONTACTS] = 1
    play_to(world, DAY + 600)
    seen = observe(world).reach
    assert seen.by_age == {}
    assert seen.tgi_age["18-23"].state == "too_small"


def test_an_account_shows_who_came_and_went(world: World) -> None:
    bit = np.uint64(1 << world.account("main").index)
    fans, others = np.flatnonzero(world.follows & bit), np.flatnonzero(~world.follows & bit)
    world.follows[fans[:3]] &= ~bit
    world.follows[others[:8]] |= bit
    post(world, "a")
    seen = {account.key: account for account in observe(world).accounts}
    assert (seen["main"].followers, seen["main"].new_followers, seen["main"].lost_followers) == (45, 8, 3)
    assert (seen["main"].posts, seen["sub"].posts) == (1, 0)
    assert set(seen) == {"main", "sub", "letter"}


# ---- goals -----------------------------------------------------------------------------------


def readings(world: World) -> dict:
    return observe(world).kpis


def test_a_level_of_opinion_is_not_available_without_a_survey(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("aware_18_30", 0.2)])
    assert readings(world)["aware_18_30"].state == "not_available"


def test_a_survey_answers_only_when_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("aware_18_30", 0.2), goal("aware", 0.1)])
    world.surveys.append(
        {"key": "s", "group": "18-30", "asked": 0, "due": DAY, "n": 400, "results": {"aware": (0.12, 0.016)}}
    )
    assert observe(world).surveys[0].results == {}
    play_to(world, DAY)
    seen = readings(world)
    assert (seen["aware_18_30"].value, seen["aware_18_30"].error) == (0.12, 0.016)
    assert seen["aware_18_30"].state == "estimated"
    assert seen["aware"].state == "not_available"


def test_the_newest_survey_counts_but_a_peak_is_the_highest(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("believe_now", 0.1), goal("believe_peak", 0.1)])
    for number, share in enumerate((0.11, 0.05)):
        results = {"believe": (share, 0.01), "trust": (40.0, 1.0)}
        world.surveys.append(
            {"key": f"s{number}", "group": "all", "asked": 0, "due": 0, "n": 400, "results": results}
        )
    assert readings(world)["believe_now"].value == 0.05
    assert readings(world)["believe_peak"].value == 0.11


def test_change_of_trust_is_a_survey_against_the_start_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("trust_change", 0, kind="keep")])
    results = {"trust": (40.0, 1.0)}
    world.surveys.append({"key": "s", "group": "all", "asked": 0, "due": 0, "n": 400, "results": results})
    assert readings(world)["trust_change"].value == pytest.approx(40 - 128 / 255 * 100, abs=0.01)


def test_effective_reach_60_is_yesterdays(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("effective_reach_60", 100)])
    world.memory[0, :, CONTACTS] = 1
    assert readings(world)["effective_reach_60"].value is None
    play_to(world, DAY + 480)
    seen = readings(world)["effective_reach_60"]
    assert seen.state == "t+1"
    assert seen.value == int((world.audience.column("age_band") == 6).sum())


def test_a_rate_of_nothing_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("redemption_rate", 0.78, kind="rate")])
    assert readings(world)["redemption_rate"].state == "too_small"


def test_pace_is_a_straight_line_for_volumes_and_the_target_for_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goals = [
        goal("orders", 100), goal("redemption_rate", 0.78, kind="rate"),
        goal("aware_18_30", 0.2), goal("refund_rate_7d", 0.06, kind="keep", direction="at_most"),
    ]  # fmt: skip
    world = tiny_world(monkeypatch, goals=goals)
    play_to(world, DAY)
    paces = {one.kpi: one.pace for one in observe(world).goals}
    assert paces == {
        "orders": 25, "redemption_rate": 0.78, "aware_18_30": pytest.approx(0.125), "refund_rate_7d": 0.06,
    }  # fmt: skip


def test_the_pace_stands_still_in_the_settlement(world: World) -> None:
    play_to(world, 5 * DAY)
    assert observe(world).goals[0].pace == 100


# ---- frames and truth ------------------------------------------------------------------------


def test_a_frame_is_small_plain_json(world: World) -> None:
    row = post(world, "a", views=100, likes=3, comments=2, clicks=4)
    add(world, row, orders=1, gmv_fen=1290)
    order(world, row, 0, price=1290)
    world.state["square"]["online"] = 12
    frame = json.loads(json.dumps(compact_frame(world)))
    assert frame["channels"]["square"] == {
        "impressions": 0, "views": 100, "clicks": 4, "orders": 1, "engagements": 5, "gmv": 12.9, "online": 12,
    }  # fmt: skip
    assert frame["kpis"]["orders"] == 1


def test_a_frame_shows_the_reach_of_the_last_full_hour(world: World) -> None:
    world.memory[0, :40, CHANNELS] = 1
    play_to(world, 60)
    world.memory[0, :90, CHANNELS] = 1
    assert compact_frame(world)["kpis"]["reach"] == 40


def test_a_frame_waits_for_the_numbers_of_yesterday_as_the_screen_does(world: World) -> None:
    letter = world.account("letter").channel
    post(world, "letter", account="letter", views=80)
    play_to(world, DAY + 479)
    assert compact_frame(world)["channels"][letter]["views"] == 0
    play_to(world, DAY + 480)
    assert compact_frame(world)["channels"][letter]["views"] == 80


def test_a_frame_shows_no_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    world = tiny_world(monkeypatch, goals=[goal("aware", 0.2), goal("effective_reach_60", 9)])
    play_to(world, 60)
    assert not {"aware", "effective_reach_60"} & compact_frame(world)["kpis"].keys()


def test_the_truth_knows_beliefs_padding_and_events(world: World) -> None:
    world.issues[0, :100] = BELIEVES
    world.events.append(EventState(key="e1", kind="claim", minute=70, strength=1.2))
    row = post(world, "a")
    world.items.sources[row, 0, 2] = 5
    world.channels[0].truth = lambda _: {"allowances": {"a": 30.0}, "causes": {"a": {"hook": 0.4}}}
    known = truth(world)
    assert known.beliefs["flu"]["believes"] == pytest.approx(0.2)
    assert known.padded_creators == ("padded",)
    assert known.events[0]["minute"] == 70
    assert known.allowances == {"a": 30.0}
    assert known.causes["a"] == {"search": 5, "hook": 0.4}
    assert known.kpis["believe_now"] == pytest.approx(0.2)


def test_live_counters_of_the_world_and_the_frame_agree(world: World) -> None:
    post(world, "a", views=100)
    play_to(world, 60)
    views = world.items.totals[0, COUNTER["views"]]
    assert (
        compact_frame(world)["channels"]["square"]["views"]
        == observe(world).channels["square"]["views"].value
        == views
    )
