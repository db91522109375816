"""Dated events are mechanisms: typed, drawn per form, and nothing when their strength is 0."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience_models.population import make_audience
from simulator import items as it
from simulator.channel import Tick
from simulator.counters import COUNTERS
from simulator.errors import ScenarioError
from simulator.events import EventOptions, check_events, draw_events, event_kind, event_kinds, play_events
from simulator.kpis import KPIS
from simulator.market import P_RIVAL, P_RIVAL_PRICE
from simulator.memory import OFFER, TOLD
from simulator.pending import Pending
from simulator.people import Audience, AudienceSpec
from simulator.published import DOUYIN_PROFILE
from simulator.randomness import Seeds
from simulator.rates import RATES
from simulator.scenario import EventSpec, Scenario, minute_of
from simulator.simulation import Simulation
from simulator.world import OUTSIDE, ItemSpec, World
from tests.simulator.tiny import Square, text, tiny_case, tiny_world

SEEDS = Seeds(world=5, chance=6)
TEXTS = {"signal": text("看见"), "right_answer": text("做对"), "cost_of_delay": text("代价")}

# kind: (strength, options); the channel in a claim's ports is filled in by the test
EXAMPLES: dict[str, tuple[float, dict[str, Any]]] = {
    "rival_offer": (4.0, {"rival": "ginkgo", "products": "cup", "hours": 6, "posts": 3, "title": "特价"}),
    "claim": (1.0, {"issue": "hair", "ports": "{port}", "posts": 3, "followers": 300, "title": "异物"}),
    "trend": (200.0, {"topic": "food_drink", "from_topic": "gaming", "hours": 6}),
    "stock_use": (240.0, {"stock": "jelly", "hours": 2}),
    "wrong_price": (0.9, {"product": "cup"}),
    "line_cut": (8.0, {}),
    "host_slip": (1.0, {}),
    "attention_shift": (0.12, {"minutes": 3}),
    "hostile_comments": (0.08, {"issue": "hair", "minutes": 10}),
    "logistics": (1.0, {"products": "box", "hours": 12}),
    "outdated": (
        2.0,
        {"issue": "flu", "pillar": "taste", "account": "main", "old_posts": 1, "title": "旧版"},
    ),
    "own_slip": (1.0, {"issue": "flu"}),
    "lone_asker": (3.0, {"issue": "flu", "hours": 1}),
    "dip": (40.0, {"topic": "food_drink", "hours": 1}),
}
LIVE = ("wrong_price", "line_cut", "host_slip", "attention_shift", "hostile_comments")


def spec_of(
    kind: str, *, port: str = "square:feed", strength: float | None = None, **changes: Any
) -> dict[str, Any]:
    usual, options = EXAMPLES[kind]
    options = {name: value.format(port=port) if name == "ports" else value for name, value in options.items()}
    level = usual if strength is None else strength
    return {"key": "it", "kind": kind, "earliest": "D1 10:00", "latest": "D1 10:00", "strength": (level, level),
            "options": options, **TEXTS, **changes}  # fmt: skip


class Room(Square):
    """A live channel that writes down the trouble it is given."""

    name = "livestream"

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[tuple[str, dict[str, Any]]] = []

    def trouble(self, world: World, kind: str, **options: Any) -> None:
        self.troubles.append((kind, options))


def world_with(monkeypatch: pytest.MonkeyPatch, event: dict[str, Any], room: Square | None = None) -> World:
    from simulator import channel as ch

    changes: dict[str, Any] = {"events": [event]}
    if room is not None:
        monkeypatch.setitem(ch._REGISTRY, "livestream", room)
        changes["channels"] = ("square", "lane", "livestream")
    world = tiny_world(monkeypatch, **changes)
    world.events = draw_events(world.scenario, SEEDS)
    return world


def play(world: World, since: str, until: str) -> None:
    for start in range(minute_of(since), minute_of(until), 10):
        world.minute = start
        play_events(world, Tick(start=start, end=start + 10))
    world.minute = minute_of(until)


def own_post(world: World, key: str, **fields: int) -> int:
    columns = {getattr(it, name.upper()): value for name, value in fields.items()}
    account = world.account("main")
    return world.publish(
        ItemSpec(id=len(key) * 7919 + ord(key[-1]), key=key, title=key, channel=account.channel, port=account.port,
                 brand=0, account="main", pillar="taste", topics={"food_drink": 64}, fields={it.DURATION: 20, **columns})
    )  # fmt: skip


# ---- every kind ---------------------------------------------------------------------------------


def test_there_is_an_example_of_every_kind() -> None:
    assert set(EXAMPLES) == set(event_kinds())


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_an_example_of_each_kind_is_accepted(kind: str) -> None:
    check_events(tiny_case(events=[spec_of(kind)]))


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_no_option_is_called_like_a_kpi_a_rate_or_a_counter(kind: str) -> None:
    names = set(event_kind(kind).options.model_fields) | set(EventSpec.model_fields)
    assert names & (set(KPIS) | set(RATES) | set(COUNTERS)) == set()


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_each_kind_says_in_both_languages_what_its_strength_is(kind: str) -> None:
    unit = event_kind(kind).strength_unit
    assert unit.zh != unit.en


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_an_unknown_option_is_refused_with_its_place(kind: str) -> None:
    spec = spec_of(kind)
    spec["options"] = {**spec["options"], "orders": 100}
    with pytest.raises(ScenarioError, match=r"events\.it\.options\.orders"):
        check_events(tiny_case(events=[spec]))


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        ("rival_offer", "rival", "ginko"), ("rival_offer", "products", "cup, bottle"), ("claim", "issue", "fluu"),
        ("claim", "ports", "squar:feed"), ("claim", "ports", "square"), ("claim", "posts", 0),
        ("trend", "topic", "food"), ("stock_use", "stock", "milk"), ("wrong_price", "product", "bottle"),
        ("logistics", "products", "bottle"), ("outdated", "account", "nobody"), ("outdated", "title", ""),
        ("own_slip", "account", "nobody"), ("lone_asker", "issue", "x"), ("dip", "topic", "x"),
        ("hostile_comments", "issue", "x"), ("attention_shift", "minutes", 0), ("trend", "hours", "long"),
    ],
)  # fmt: skip
def test_an_option_that_makes_no_sense_is_refused_with_its_place(
    kind: str, option: str, value: object
) -> None:
    spec = spec_of(kind)
    spec["options"] = {**spec["options"], option: value}
    with pytest.raises(ScenarioError, match=rf"events\.it\.options\.{option}"):
        check_events(tiny_case(events=[spec]))


def test_an_unknown_kind_is_refused_and_the_nearest_is_suggested() -> None:
    with pytest.raises(ScenarioError, match=r"events\.it\.kind: .*'rival_offer'"):
        check_events(tiny_case(events=[{**spec_of("dip"), "kind": "rival_ofer"}]))


def test_a_strength_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"events\.it\.strength"):
        check_events(tiny_case(events=[spec_of("dip") | {"strength": (2, 1)}]))


# ---- strength 0 is nothing ------------------------------------------------------------------------


@cache
def people() -> Audience:
    return make_audience(AudienceSpec(n_agents=1500), (DOUYIN_PROFILE,), SEEDS.world)


def video_case(events: list[dict[str, Any]]) -> Scenario:
    usual = tiny_case().model_dump()
    port = {"channel": "short_video", "port": "video"}
    accounts = [{**usual["accounts"][0], **port}]
    rivals = [{**usual["rivals"][0], "ports": [{**port, "followers": 100, "posts_per_day": 2}]}]
    return tiny_case(channels=("short_video",), accounts=accounts, rivals=rivals, creators=(), days=1,
                     settlement_days=0, events=events)  # fmt: skip


@cache
def digest_of(kind: str, strength: float | None) -> str:
    events = [] if kind == "none" else [spec_of(kind, port="short_video:video", strength=strength, earliest="D1 07:00",
                                                latest="D1 07:00")]  # fmt: skip
    sim = Simulation(video_case(events), people(), seeds=SEEDS)
    own_post(sim.world, "one", reviewed=0, product=0)
    sim.advance(hours=14)
    return sim.digest()


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_an_event_of_strength_zero_changes_no_count(kind: str) -> None:
    assert digest_of(kind, 0.0) == digest_of("none", None)


@pytest.mark.parametrize(
    ("kind", "strength"),
    # a dip is so small that a town of 1,500 people needs ten of them to show it
    [("rival_offer", 4), ("claim", 1), ("trend", 200), ("outdated", 2), ("own_slip", 1), ("dip", 400)],
)
def test_an_event_reaches_people(kind: str, strength: float) -> None:
    assert digest_of(kind, strength) != digest_of("none", None)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_an_event_of_strength_zero_sends_no_message_and_no_trouble(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room()
    world = world_with(monkeypatch, spec_of(kind, strength=0.0), room)
    own_post(world, "one")
    before = world.products.copy(), dict(world.stock)
    play(world, "D1 09:30", "D1 20:00")
    assert (world.signals, room.troubles, world.trends, world.delays, world.issue_log) == ([], [], [], {}, {})
    assert np.array_equal(world.products, before[0])
    assert world.stock == before[1]
    assert world.items.count == 1


# ---- what each mechanism does ---------------------------------------------------------------------


def test_a_rivals_offer_lowers_the_compared_price_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("rival_offer"))
    play(world, "D1 09:30", "D1 12:00")
    assert world.products[0, [P_RIVAL, P_RIVAL_PRICE]].tolist() == [1, 590]
    assert world.products[1, P_RIVAL] == 0
    play(world, "D1 12:00", "D1 16:10")
    assert world.products[0, [P_RIVAL, P_RIVAL_PRICE]].tolist() == [0, 0]


def test_a_rivals_offer_is_learned_from_its_pieces_only(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("rival_offer"))
    play(world, "D1 09:30", "D1 16:10")
    rows = world.items.fields[: world.items.count]
    assert rows[:, it.BRAND].tolist() == [1, 1, 1]
    assert rows[:, it.OFFERS].tolist() == [1, 1, 1]
    assert rows[:, it.PUBLISHED].tolist() == [600, 720, 840]
    assert not world.memory[1, :, OFFER].any()


def test_a_rivals_price_is_compared_by_weight_where_the_case_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = spec_of("rival_offer")
    spec["options"] = {**spec["options"], "products": "box", "weight": 3}
    world = world_with(monkeypatch, spec)
    play(world, "D1 09:30", "D1 10:10")
    assert world.products[1, P_RIVAL_PRICE] == round(590 * 5 / 3)


def test_a_claim_is_posted_by_outsiders_over_its_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("claim"))
    play(world, "D1 09:30", "D1 14:00")
    rows = world.items.fields[: world.items.count]
    assert rows[:, it.BRAND].tolist() == [OUTSIDE] * 3
    assert rows[:, it.CLAIM].tolist() == [1, 1, 1]
    assert rows[:, it.FREE + 1].tolist() == [1, 1, 1]
    assert rows[:, it.PUBLISHED].tolist() == [600, 660, 720]
    assert [card.notes["seed_people"] for card in world.items.cards] == [300, 200, 200]
    assert world.issue_log["hair"]["first_seen"] == 600
    assert world.issue_log["hair"]["mentions"] == [(600, 0), (660, 1), (720, 2)]


def test_a_stronger_claim_starts_with_more_followers_and_more_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("claim", strength=2.0))
    play(world, "D1 09:30", "D1 14:00")
    assert world.items.count == 6
    assert world.items.cards[0].notes["seed_people"] == 600


def test_who_was_told_the_facts_does_not_post_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("claim", strength=4.0))
    play(world, "D1 09:30", "D1 11:00")
    before = world.items.count
    world.issues[1, :] |= TOLD
    play(world, "D1 11:00", "D1 20:00")
    assert 1 < before == world.items.count < 12


def test_people_who_look_it_up_find_the_outdated_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = spec_of("outdated")
    spec["options"] = {**spec["options"], "searchers": 48}
    world = world_with(monkeypatch, spec)
    world.state["square"]["pending"] = Pending()
    play(world, "D1 09:30", "D2 10:00")
    meetings = world.state["square"]["pending"].due(10_000)
    assert meetings.shape[0] == 48
    assert set(meetings[:, 2]) == {0}
    world.items.fields[0, it.STATUS] = it.STATUS_WITHDRAWN
    play(world, "D2 10:00", "D2 20:00")
    assert world.state["square"]["pending"].due(10_000).shape[0] == 0


def test_followers_are_people_and_not_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("claim"))
    world.scenario = world.scenario.model_copy(
        update={"audience": world.scenario.audience.model_copy(update={"people_per_agent": 10})}
    )
    play(world, "D1 09:30", "D1 10:10")
    assert world.items.cards[0].notes["seed_people"] == 30


def test_a_trend_takes_half_of_what_it_gives_from_another_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("trend"))
    play(world, "D1 09:30", "D1 10:10")
    assert [points for _, points, _ in world.trends] == [200, -100]
    assert {until for _, _, until in world.trends} == {16 * 60}


def test_another_use_takes_stock_for_its_hours_and_never_below_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("stock_use"))
    play(world, "D1 09:30", "D1 15:00")
    assert world.stock["jelly"] == pytest.approx(100 - 20)
    world = world_with(monkeypatch, spec_of("stock_use", strength=1e6))
    play(world, "D1 09:30", "D1 15:00")
    assert world.stock["jelly"] == 0


def test_late_parcels_wait_until_the_road_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("logistics"))
    play(world, "D1 09:30", "D1 21:50")
    assert world.delays == {"box": 1.0}
    play(world, "D1 21:50", "D1 22:10")
    assert world.delays == {}


def test_a_new_guideline_makes_earlier_pieces_of_the_pillar_carry_the_old_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = world_with(monkeypatch, spec_of("outdated"))
    row = own_post(world, "before")
    play(world, "D1 09:30", "D1 10:10")
    later = own_post(world, "later")
    play(world, "D1 10:10", "D1 12:00")
    claims = world.items.fields[: world.items.count, it.CLAIM]
    assert claims[row] == 0
    assert claims[later] == -1
    old = [card for card in world.items.cards if card.notes.get("old")]
    assert [card.account for card in old] == ["main"]
    assert claims[old[0].row] == 0
    assert world.items.fields[old[0].row, it.PUBLISHED] < 0


def test_a_slip_is_found_only_in_a_piece_that_nobody_reviewed(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("own_slip"))
    own_post(world, "careful", reviewed=1)
    play(world, "D1 09:30", "D1 12:00")
    assert world.issue_log == {}
    row = own_post(world, "hasty", reviewed=0)
    own_post(world, "also", reviewed=1)
    play(world, "D1 12:00", "D1 14:00")
    assert world.items.fields[: world.items.count, it.CLAIM].tolist() == [-1, 0, -1]
    assert row == 1


def test_a_lone_asker_is_seen_by_the_operator_and_heard_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("lone_asker"))
    play(world, "D1 09:30", "D1 14:00")
    assert [(s.minute, s.kind) for s in world.signals] == [
        (600, "comment"),
        (620, "comment"),
        (640, "comment"),
    ]
    assert world.items.count == 0
    assert not world.issues.any()
    assert world.issue_log["flu"]["noise"]


def test_a_dip_takes_and_gives_back_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_with(monkeypatch, spec_of("dip"))
    play(world, "D1 09:30", "D1 14:00")
    (topic, down, first), (again, up, second) = world.trends
    assert (topic, down) == (again, -up)
    assert first - 600 == second - first == 60
    assert world.signals == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("wrong_price", {"product": 0, "price_fen": 129}), ("line_cut", {"minutes": 8}),
        ("host_slip", {"severity": 1.0}), ("attention_shift", {"minutes": 3, "per_mille": 120}),
        ("hostile_comments", {"issue": 1, "minutes": 10, "per_mille": 80}),
    ],
)  # fmt: skip
def test_trouble_in_a_live_room_goes_through_the_live_channel(
    kind: str, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room()
    world = world_with(monkeypatch, spec_of(kind), room)
    play(world, "D1 09:30", "D1 12:00")
    names = {"line_cut": "cut_line", "attention_shift": "distract"}
    assert room.troubles == [(names.get(kind, kind), expected)]


@pytest.mark.parametrize("kind", LIVE)
def test_without_a_live_channel_that_knows_trouble_nothing_happens(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_with(monkeypatch, spec_of(kind))
    play(world, "D1 09:30", "D1 12:00")
    quiet = Square()
    world = world_with(monkeypatch, spec_of(kind), quiet)
    play(world, "D1 09:30", "D1 12:00")
    assert world.items.count == 0


def test_an_operator_is_told_only_where_somebody_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = spec_of("claim")
    spec["options"] = {**spec["options"], "told": True}
    world = world_with(monkeypatch, spec)
    play(world, "D1 09:30", "D1 14:00")
    assert [(s.kind, s.text.zh) for s in world.signals] == [("event", "看见")]
    world = world_with(monkeypatch, spec_of("claim"))
    play(world, "D1 09:30", "D1 14:00")
    assert world.signals == []


# ---- drawing --------------------------------------------------------------------------------------


def window(kind: str, **changes: Any) -> Scenario:
    return tiny_case(events=[spec_of(kind, earliest="D1 10:03", latest="D2 09:58", strength=None, **changes)])


@given(world=st.integers(0, 2**128 - 1))
def test_an_event_comes_inside_its_window_on_a_tick(world: int) -> None:
    (state,) = draw_events(window("dip"), Seeds(world=world, chance=0))
    assert minute_of("D1 10:03") <= state.minute <= minute_of("D2 09:58")
    assert state.minute % 10 == 0


def test_events_of_a_live_room_come_to_the_minute() -> None:
    minutes = {draw_events(window("line_cut"), Seeds(world=w, chance=0))[0].minute % 10 for w in range(60)}
    assert len(minutes) > 5


def test_dates_and_strengths_differ_between_forms_and_not_between_attempts() -> None:
    case = tiny_case(
        events=[spec_of("dip", earliest="D1 10:00", latest="D2 10:00") | {"strength": (10.0, 90.0)}]
    )
    drawn = [draw_events(case, Seeds(world=w, chance=c))[0] for w in range(20) for c in (1, 2)]
    assert all(one.minute == other.minute for one, other in zip(drawn[::2], drawn[1::2], strict=True))
    assert len({state.minute for state in drawn}) > 10
    assert all(10 <= state.strength <= 90 for state in drawn)
    assert len({state.strength for state in drawn}) == 20


def test_adding_an_event_leaves_the_others_as_they_were() -> None:
    one = spec_of("dip", earliest="D1 10:00", latest="D2 10:00")
    alone = draw_events(tiny_case(events=[one]), SEEDS)
    both = draw_events(tiny_case(events=[spec_of("own_slip", key="other", latest="D3 10:00"), one]), SEEDS)
    assert alone[0] in both


def test_an_event_comes_as_often_as_its_chance_says() -> None:
    case = window("dip", chance=0.3)
    came = sum(len(draw_events(case, Seeds(world=w, chance=0))) for w in range(400))
    assert 80 <= came <= 160


def test_an_alternative_future_draws_only_what_can_still_come() -> None:
    case = window("dip")
    middle = minute_of("D1 22:00")
    later = [draw_events(case, Seeds(world=w, chance=0), after=middle)[0].minute for w in range(50)]
    assert min(later) >= middle
    assert draw_events(case, SEEDS, after=minute_of("D2 10:00")) == []


def test_what_has_not_come_becomes_less_likely_as_its_time_runs_out() -> None:
    case = window("dip", chance=0.5)
    counts = [
        sum(len(draw_events(case, Seeds(world=w, chance=0), after=minute_of(clock))) for w in range(300))
        for clock in ("D1 10:00", "D2 00:00", "D2 08:00")
    ]
    assert all(more > fewer for more, fewer in pairwise(counts))


def test_an_event_begins_once_and_ends_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    kind = type(event_kind("dip"))

    def note(name: str) -> Any:
        inner = getattr(kind, name)

        def call(self: Any, world: World, state: Any, spec: EventSpec, *rest: Any) -> None:
            calls.append(name)
            inner(self, world, state, spec, *rest)

        return call

    for name in ("fire", "end"):
        monkeypatch.setattr(kind, name, note(name))
    world = world_with(monkeypatch, spec_of("dip"))
    play(world, "D1 09:30", "D1 20:00")
    assert calls == ["fire", "end"]


def test_options_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        EventOptions().told = True  # type: ignore[misc]
