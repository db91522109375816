"""A mark: weights, what no occasion arose for, chance, breaches, the veto, and clipping only at the end."""

from __future__ import annotations

import pytest

from assessment.breaches import MOST_SUBTRACTED, POINTS, TIMES, Breach, breaches, subtracted
from assessment.criteria import Finding, criteria
from assessment.marking_scheme import APART, CAPPED, NOT_APART, Ends, combine, mark, weights_of
from simulator.errors import QuanmeiError
from simulator.scenario import Scenario
from simulator.texts import Text
from tests.assessment.by_hand import evidence
from tests.small import video

WHY = (Text(zh="因为", en="because"),)
WEIGHTS = weights_of(evidence().scenario)


def _findings(share: float | None, **others: float | None) -> dict[str, Finding]:
    shares: dict[str, float | None] = dict.fromkeys(WEIGHTS, share) | others
    return {key: Finding(share=one, evidence=WHY) for key, one in shares.items()}


def _breach(points: float, kind: str = "words", *, veto: bool = False) -> Breach:
    return Breach(minute=10, key="v1", what=WHY[0], points=points, kind=kind, veto=veto)


def test_default_weights_are_those_of_the_rubric_and_sum_to_100() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert WEIGHTS["outcome"] == 30
    assert WEIGHTS["timely"] + WEIGHTS["on_cause"] + WEIGHTS["increment"] == 20
    assert WEIGHTS["forecast"] == 0


def test_everything_right_is_100_and_nothing_is_0() -> None:
    assert combine(_findings(1.0), WEIGHTS).total == 100
    assert combine(_findings(0.0), WEIGHTS).total == 0


def test_what_no_occasion_arose_for_is_shared_out_in_proportion() -> None:
    sheet = combine(_findings(0.5, timely=None, on_cause=None, increment=None), WEIGHTS)
    lines = {line.key: line for line in sheet.lines}
    assert sheet.total == 50
    assert lines["timely"].points is None
    assert lines["outcome"].out_of == pytest.approx(30 / 80 * 100)
    assert sum(line.out_of for line in sheet.lines) == pytest.approx(100)


def test_nothing_done_is_not_the_same_as_no_occasion() -> None:
    assert (
        combine(_findings(1.0, timely=0.0), WEIGHTS).total
        < combine(_findings(1.0, timely=None), WEIGHTS).total
    )


def test_harm_is_shown_unclipped_and_clipped_only_in_the_total() -> None:
    sheet = combine(_findings(0.0, outcome=-0.5), WEIGHTS)
    assert sheet.raw == pytest.approx(-15)
    assert sheet.total == 0


def test_better_than_the_experts_is_shown_and_pays_for_nothing_else() -> None:
    sheet = combine(_findings(0.5, outcome=2.3), WEIGHTS, (_breach(4.0),))
    line = next(line for line in sheet.lines if line.key == "outcome")
    assert (line.share, line.points) == (2.3, 30.0)
    assert sheet.total == 30 + 35 - 4


def test_breaches_subtract_up_to_the_limit_and_one_habit_only_a_few_times() -> None:
    assert combine(_findings(1.0), WEIGHTS, (_breach(3.0),)).total == 97
    assert subtracted((_breach(3.0),) * 10) == 3.0 * TIMES
    many = tuple(_breach(POINTS["veto_candidate"], kind=str(k)) for k in range(9))
    assert subtracted(many) == MOST_SUBTRACTED


def test_a_veto_is_proposed_and_caps_only_when_an_examiner_confirms() -> None:
    found = (_breach(10.0, veto=True),)
    proposed = combine(_findings(1.0), WEIGHTS, found)
    confirmed = combine(_findings(1.0), WEIGHTS, found, vetoed=True)
    assert (proposed.total, proposed.passed, len(proposed.veto_candidates)) == (90, True, 1)
    assert (confirmed.total, confirmed.passed) == (CAPPED, False)


def test_nothing_can_be_vetoed_where_nothing_was_proposed() -> None:
    assert combine(_findings(1.0), WEIGHTS, (_breach(3.0),), vetoed=True).total == 97


def test_sixty_passes_and_less_does_not() -> None:
    assert combine(_findings(0.6), WEIGHTS).passed
    assert not combine(_findings(0.599), WEIGHTS).passed


def test_conduct_is_read_between_chance_and_the_experts() -> None:
    ends = {"content": Ends(zero=0.2, full=0.7, apart=20.0)}

    def points(share: float) -> float | None:
        lines = combine(_findings(0.0, content=share), WEIGHTS, ends=ends).lines
        return next(line.points for line in lines if line.key == "content")

    assert [points(share) for share in (0.1, 0.2, 0.45, 0.7, 0.9)] == [0, 0, 5, 10, 10]


def test_where_chance_does_as_well_as_the_experts_nothing_is_scored() -> None:
    ends = {"content": Ends(zero=0.5, full=0.6, apart=APART - 1)}
    sheet = combine(_findings(0.5), WEIGHTS, ends=ends)
    line = next(line for line in sheet.lines if line.key == "content")
    assert line.points is None
    assert NOT_APART in line.evidence
    assert sheet.total == 50


def test_a_case_may_set_its_own_weights_and_misspells_none() -> None:
    case = evidence().scenario
    assert weights_of(case.model_copy(update={"rubric": {"forecast": 5.0}}))["forecast"] == 5.0
    with pytest.raises(QuanmeiError, match="outcom"):
        weights_of(case.model_copy(update={"rubric": {"outcom": 5.0}}))
    with pytest.raises(ValueError, match="rubric"):
        Scenario.model_validate(case.model_dump(mode="json") | {"rubric": {"outcome": -5.0}})


def test_doing_nothing_gets_nothing() -> None:
    sheet = mark(evidence())
    assert sheet.total == 0
    assert all(not line.share for line in sheet.lines)


def test_deleted_criticism_and_limited_pieces_are_found_in_the_record() -> None:
    made = evidence([(0, video())])
    made.final.world.breaches += [
        {"minute": 5, "key": "v1", "throttle": 96, "zh": "限流", "en": "limited"},
        {"minute": 9, "key": "m1", "throttle": 0, "zh": "删除正常质疑评论", "en": "criticism deleted"},
    ]
    found = breaches(made)
    assert [(one.points, one.veto) for one in found] == [(3.0, False), (3.0, True)]
    assert mark(made).subtracted == 6.0
    assert mark(made, vetoed=True).subtracted == 13.0
    assert set(criteria()) == set(WEIGHTS)
