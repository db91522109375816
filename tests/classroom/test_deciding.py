import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classroom.runs import Classroom
from simulator.errors import DecisionError, QuanmeiError, UnaffordableError, UnknownNameError
from tests.classroom.conftest import CountingReader, MakeHost, features, play_until
from tests.classroom.tiny_case import publish


@pytest.fixture
def run(room: Classroom) -> str:
    return room.create_run("tiny", paused=True).id


def test_the_same_key_and_content_get_the_same_acknowledgement(room: Classroom, run: str):
    first = room.submit_decision_now(run, publish("a"))
    again = room.submit_decision_now(run, publish("a"))
    assert (again.seq, again.key, again.acknowledged_ms) == (first.seq, first.key, first.acknowledged_ms)
    assert (first.repeated, again.repeated) == (False, True)
    assert len(room.decisions(run)) == 1


def test_the_same_key_with_other_content_is_refused(room: Classroom, run: str):
    room.submit_decision_now(run, publish("a"))
    with pytest.raises(DecisionError, match="used for something else") as refusal:
        room.submit_decision_now(run, publish("a", money=11.0))
    assert refusal.value.field == "key"
    assert len(room.decisions(run)) == 1


async def test_a_hundred_impatient_clicks_make_one_decision(room: Classroom, run: str):
    answers = await asyncio.gather(*(room.submit_decision(run, publish("a")) for _ in range(100)))
    assert {answer.seq for answer in answers} == {1}
    assert sum(not answer.repeated for answer in answers) == 1


async def test_decisions_of_many_tabs_are_all_written(room: Classroom, run: str):
    answers = await asyncio.gather(*(room.submit_decision(run, publish(f"k{n}")) for n in range(40)))
    assert sorted(answer.seq for answer in answers) == list(range(1, 41))
    assert room.verify_log(run) == 40


def test_a_text_is_read_once_and_what_was_read_is_logged(room: Classroom, run: str, reader: CountingReader):
    form = publish("a")
    room.submit_decision_now(run, form)
    room.submit_decision_now(run, form)
    room.submit_decision_now(run, {"lever": "remind", "key": "b", "product": "jelly"})
    assert reader.titles == [form["title"]]
    assert "features" not in room.decisions(run)[0].decision


def test_a_browser_cannot_grade_its_own_text(room: Classroom, run: str):
    with pytest.raises(DecisionError, match="features") as refusal:
        room.submit_decision_now(run, publish("a", features=features(100).model_dump(mode="json")))
    assert refusal.value.field == "features"
    assert room.decisions(run) == []


def test_a_lever_that_the_case_lacks_is_refused_with_a_hint(room: Classroom, run: str):
    with pytest.raises(DecisionError, match="no lever in this case named 'survey'"):
        room.submit_decision_now(run, {"lever": "survey", "key": "s"})


def test_what_money_or_hours_plainly_do_not_cover_is_refused_early(
    room: Classroom, run: str, make_host: MakeHost
):
    host = make_host()
    play_until(host, lambda: room.observation(run) is not None)
    with pytest.raises(UnaffordableError, match="20000 wanted, 10000 left"):
        room.submit_decision_now(run, publish("a", money=20_000))
    with pytest.raises(UnaffordableError, match="101 wanted, 100 left"):
        room.submit_decision_now(run, publish("a", hours=101))
    boost = {"lever": "boost", "key": "b", "content": "x", "money": 100, "hours": 24}
    room.submit_decision_now(run, boost)  # 24 hours are how long it runs
    host.close()


def test_an_unknown_run_is_named(room: Classroom):
    with pytest.raises(UnknownNameError, match="no run named 'nobody'"):
        room.submit_decision_now("nobody", publish("a"))


HOSTILE: list[Any] = [
    None,
    [],
    "publish",
    {},
    {"lever": "publish"},
    {"lever": "__class__", "key": "a"},
    publish("a") | {"lever": ["publish"]},
    publish("a") | {"extra": 1},
    publish("") | {},
    publish("a" * 65),
    publish("a;DROP TABLE runs"),
    publish("a/../b"),
    publish("a", money=float("nan")),
    publish("a", money=float("inf")),
    publish("a", money=-1),
    publish("a", money="1e999"),
    publish("a", at=-1),
    publish("a", at=10**30),
    publish("a", at=2.5),
    publish("a", title=""),
    publish("a", title="标" * 121),
    publish("a", title="\ud800"),
    publish("a", title={"$ne": 1}),
    publish("a", copy_text="x" * 20_001),
    publish("a", tags=["t"] * 9),
    publish("a", features={"topics": []}),
    {"lever": "boost", "key": "a", "content": "x", "money": 10**9},
    {b"lever": b"publish"},
]


@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_forms_are_refused_and_leave_nothing(room: Classroom, run: str, raw: Any):
    with pytest.raises(DecisionError):
        room.submit_decision_now(run, raw)
    assert room.decisions(run) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(
        st.sampled_from(
            ["key", "lever", "at", "title", "money", "tags", "account", "product", "reason", "zz"]
        ),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.lists(st.text(max_size=3), max_size=3),
        max_size=4,
    )
)
def test_no_form_breaks_more_than_itself(room: Classroom, run: str, changes: dict[str, Any]):
    before = len(room.decisions(run))
    try:
        acknowledgement = room.submit_decision_now(run, publish("p") | changes)
    except QuanmeiError:
        assert len(room.decisions(run)) == before
    else:
        assert room.decisions(run)[-1].seq == acknowledgement.seq or acknowledgement.repeated
    room.verify_log(run)


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("explode", None),
        ("speed", 0),
        ("speed", 1000),
        ("speed", float("nan")),
        ("step", 0),
        ("step", 1.5),
        ("step", 10**9),
        ("step", float("inf")),
        ("step", float("nan")),
        ("speed", "fast"),
        ("speed", None),
        ("step", True),
        ("step", "3"),
    ],
)
def test_controls_outside_their_limits_are_refused(room: Classroom, run: str, action: str, value: Any):
    with pytest.raises(DecisionError):
        room.control_now(run, action, value)


def test_a_control_sent_twice_acts_once(room: Classroom, run: str):
    first = room.control_now(run, "step", 3, key="tab1-7")
    again = room.control_now(run, "step", 3, key="tab1-7")
    assert (again.seq, again.repeated) == (first.seq, True)


@pytest.mark.parametrize("seed", [-1, 2**128])
def test_seeds_outside_128_bits_are_refused(room: Classroom, seed: int):
    with pytest.raises(QuanmeiError, match="seed"):
        room.create_run("tiny", world=seed)


def test_runs_do_not_show_their_seeds(room: Classroom):
    view = room.create_run("tiny", world=0xDEADBEEF, chance=0xFEEDFACE)
    assert "deadbeef" not in repr(view).lower()
    assert str(0xDEADBEEF) not in repr(view)


def test_a_case_or_language_nobody_knows_makes_no_run(room: Classroom):
    with pytest.raises(UnknownNameError, match=r"no case named 'tinny'. Did you mean 'tiny'"):
        room.create_run("tinny")
    with pytest.raises(UnknownNameError, match="language"):
        room.create_run("tiny", language="fr")
    assert room.runs() == []


def test_runs_are_listed_in_order_and_by_state(room: Classroom):
    first, second = room.create_run("tiny"), room.create_run("tiny", paused=True)
    assert [run.id for run in room.runs()] == [first.id, second.id]
    assert [run.id for run in room.runs("paused")] == [second.id]
