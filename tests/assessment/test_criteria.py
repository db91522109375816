"""The contract of every criterion, and that each moves the way its name says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.criteria import TASKS, Finding, criteria, criterion
from assessment.criteria.forecast import interval_score, stated
from assessment.evidence import Advantage, Evidence
from simulator.decisions import Decision, PaidOrder, Publish
from simulator.errors import UnknownNameError
from simulator.memory import CHANNELS, CONTACTS
from simulator.reading import TextFeatures
from simulator.topics import TOPICS
from tests.assessment.by_hand import BEGUN, CLAIM, evidence
from tests.assessment.test_occasions import TOLD
from tests.small import paid, video

EVERY = pytest.mark.parametrize("key", criteria())
UNSCORED = {"outcome", "increment", "forecast", "timely", "on_cause"}
"""Criteria that doing nothing on a calm day gives no occasion for, or that are valued elsewhere."""


def _read(**changes: object) -> TextFeatures:
    values: dict[str, object] = {
        "topics": (64, *(0,) * (len(TOPICS) - 1)), "topic_match": 90, "length_chars": 60, "title_chars": 14, "effort": 5,
        "clickbait": 5, "hook": 60, "call_to_action": 40, "info_points": 3, "rumor_restated": 0, "sentiment": 10,
        "originality": 90, "model_hash": "m",
    }  # fmt: skip
    return TextFeatures.model_validate(values | changes)


def _daily(**changes: object) -> list[tuple[int, Decision]]:
    """Return a sound piece every noon."""
    return [
        (day * 1440, video(f"d{day}", at=day * 1440 + 720, **({"features": _read()} | changes)))
        for day in range(14)
    ]


def _reached(made: Evidence, contacts: int, channels: int = 1, share: float = 1.0) -> Evidence:
    """Return evidence in which a share of the people had some contacts on some channels (a bit each)."""
    world = made.final.world
    world.memory = world.memory.copy()
    people = slice(0, None, round(1 / share))
    world.memory[0, people, CONTACTS], world.memory[0, people, CHANNELS] = contacts, channels
    return made


def _share(key: str, made: Evidence) -> float:
    share = criterion(key).assess(made).share
    assert share is not None
    return share


@EVERY
def test_a_criterion_is_labelled_weighted_and_tied_to_a_task(key: str) -> None:
    one = criterion(key)
    assert one.key == key
    assert one.weight >= 0
    assert one.tasks
    assert set(one.tasks) <= set(TASKS)


@EVERY
@pytest.mark.parametrize("log", [[], _daily()], ids=["nothing", "daily"])
def test_a_finding_is_a_share_or_none_with_sentences_in_both_languages(
    key: str, log: list[tuple[int, Decision]]
) -> None:
    found = criterion(key).assess(evidence(log, TOLD, {CLAIM: BEGUN}))
    assert isinstance(found, Finding)
    assert found.share is None or 0 <= found.share <= 1
    assert found.evidence
    assert all(text.zh != text.en and text.zh.endswith("。") for text in found.evidence)


@EVERY
def test_doing_nothing_earns_nothing(key: str) -> None:
    share = criterion(key).assess(evidence()).share
    assert share is None if key in UNSCORED else share == 0


def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        criterion("luck")


# ---- each one's direction --------------------------------------------------------------------


def test_the_outcome_is_passed_on_unclipped() -> None:
    assert _share("outcome", replace(evidence(), outcome=-0.3)) == -0.3
    assert _share("outcome", replace(evidence(), outcome=1.2)) == 1.2


def test_increment_lies_between_doing_nothing_and_the_experts_and_counts_windows_only() -> None:
    inside = Advantage(minute=BEGUN, keys=("a1",), points=0.02, error=0.01, window=CLAIM)
    outside = Advantage(minute=100, keys=("b1",), points=0.5, error=0.01)
    made = replace(evidence(), advantages=(inside, outside), window_anchors=(-0.02, 0.06))
    assert _share("increment", made) == pytest.approx(0.5)
    assert criterion("increment").assess(replace(made, window_anchors=None)).share is None


def test_a_forked_branch_is_not_scored_for_monitoring_and_practice_is_marked() -> None:
    made = evidence((), TOLD, {CLAIM: BEGUN})
    assert [criterion(k).assess(replace(made, branch="fork")).share for k in ("timely", "on_cause")] == [
        None
    ] * 2
    first = criterion("timely").assess(replace(made, branch="first"))
    assert first.share == 0
    assert "练习" in first.evidence[0].zh


def test_bait_and_off_topic_texts_earn_less_than_sound_ones() -> None:
    sound = _share("content", evidence(_daily()))
    assert _share("content", evidence(_daily(features=_read(clickbait=70)))) == 0
    assert _share("content", evidence(_daily(features=_read(topic_match=20)))) < sound
    assert _share("content", evidence(_daily(features=_read(originality=5)))) < sound
    assert _share("content", evidence(_daily()[:3])) < sound


def test_an_adapted_piece_is_no_copy() -> None:
    copied = _daily(features=_read(originality=5))
    adapted = [(at, d.model_copy(update={"adapted_from": "d0"})) for at, d in copied]
    assert _share("content", evidence(adapted)) > _share("content", evidence(copied))


def test_reviewed_pieces_keep_the_gate() -> None:
    assert _share("compliance", evidence(_daily(review=True))) == 1
    assert _share("compliance", evidence(_daily())) == 0


def test_money_in_steps_is_paced_and_money_in_one_bet_is_not() -> None:
    steps = [(day * 1440, _paid(f"p{day}", day, 800)) for day in range(10)]
    bet = [(0, _paid("p0", 0, 20_000))]
    unspent = _share("distribution", evidence(_daily()))
    assert _share("distribution", evidence([*_daily(), *steps])) == unspent
    assert _share("distribution", evidence([*_daily(), *bet])) < unspent


def test_pieces_at_night_reach_nobody_awake() -> None:
    night = [(at, d.model_copy(update={"at": at + 180})) for at, d in _daily()]
    assert _share("distribution", evidence(night)) == 0


def _paid(key: str, day: int, money: float, **changes: object) -> PaidOrder:
    return paid(key, content="d0", money=money, at=day * 1440 + 760, **changes)


def test_money_aimed_at_the_group_matches_better_than_money_for_everybody() -> None:
    young = {"targeting": {"ages": ("18-23", "24-30")}}
    aimed, wide = (_reached(evidence([*_daily(), (0, _paid("p0", 0, 500, **aim))]), 2) for aim in (young, {}))
    assert _share("match", aimed) > _share("match", wide)


def test_more_effective_reach_of_the_group_matches_better() -> None:
    few, many = (_reached(evidence(_daily()), 2, share=share) for share in (0.05, 0.34))
    assert _share("match", few) < _share("match", many)


def test_synergy_wants_pieces_handed_on_several_channels_and_some_contacts() -> None:
    relay = [
        *_daily(),
        *((at, Publish.model_validate(d.model_dump() | {"key": f"w{at}", "account": "weibo", "adapted_from": d.key}))
          for at, d in _daily()),
    ]  # fmt: skip
    best = _share("synergy", _reached(evidence(relay), 3, 0b1111))
    assert best == 1
    assert _share("synergy", _reached(evidence(_daily()), 3, 0b1111)) < best  # nothing handed on
    assert _share("synergy", _reached(evidence(relay), 3, 0b0001)) < best  # one channel only
    assert _share("synergy", _reached(evidence(relay), 60, 0b1111)) < best  # met far too often


def test_a_forecast_is_read_from_words_and_marked_properly() -> None:
    assert list(stated("播放 8000-12000")) == [("views", 8000.0, 12000.0)]
    assert list(stated("会好的")) == []
    sharp, wide, wrong = (interval_score(a, b, 1000) for a, b in ((950, 1050), (300, 3000), (3000, 3300)))
    assert sharp < wide < wrong
