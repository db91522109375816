"""The first score: goals between anchors, explained, honest about what cannot be scored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.anchors import Anchors, PolicyMeans
from assessment.goals import CEILING, FLOOR, attainments, weighted_attainment
from assessment.score import PASS_MARK, score_values
from scenarios.loader import load_case

CASE = load_case("tea-launch")
NOTHING = dict.fromkeys([g.key for g in CASE.goals], 0.0)
FULL = dict.fromkeys([g.key for g in CASE.goals], 1.0)


def _means(attained: dict[str, float]) -> PolicyMeans:
    small = dict.fromkeys(attained, 0.01)
    weighted = weighted_attainment(CASE.goals, attained)
    return PolicyMeans(weighted=weighted, weighted_se=0.01, attained=attained, attained_se=small)


def _anchors(zero: dict[str, float] = NOTHING, full: dict[str, float] = FULL) -> Anchors:
    return Anchors(
        case=CASE.versioned, case_hash="y", world="1", agents=1, seeds=20, engine="1", policies="p", zero="do-nothing",
        full="expert-content", means={"do-nothing": _means(zero), "expert-content": _means(full)}, seal="x",
    )  # fmt: skip


def test_the_upper_anchor_is_100_and_the_lower_one_0() -> None:
    """The two anchors are the ends of the scale."""
    assert score_values(CASE.goals, {}, FULL, _anchors()).total == 100
    assert score_values(CASE.goals, {}, NOTHING, _anchors()).total == 0


def test_harm_and_better_than_the_expert_show_in_the_unclipped_mark() -> None:
    better = score_values(CASE.goals, {}, dict.fromkeys(FULL, 1.2), _anchors())
    worse = score_values(CASE.goals, {}, dict.fromkeys(FULL, -0.3), _anchors())
    assert (better.raw, better.total) == (120, 100)
    assert (worse.raw, worse.total) == (-30, 0)


def test_the_points_of_the_goals_add_up_to_the_mark() -> None:
    """Each goal is read on the one scale of the weighted attainment."""
    zero = {key: 0.05 * number for number, key in enumerate(FULL)}
    full = {key: 1.1 - 0.1 * number for number, key in enumerate(FULL)}
    reached = {key: 0.4 + 0.1 * number for number, key in enumerate(FULL)}
    for attained, total in ((zero, 0), (full, 100), (reached, None)):
        score = score_values(CASE.goals, {}, attained, _anchors(zero, full))
        assert sum(c.points or 0 for c in score.criteria) == pytest.approx(score.raw, abs=0.05)
        assert total is None or score.raw == pytest.approx(total, abs=0.01)


def test_a_mark_says_whose_anchors_and_policies_it_hangs_on() -> None:
    score = score_values(CASE.goals, {}, FULL, _anchors())
    assert (score.anchors, score.policies, score.world) == ("x", "p", "1")


def test_without_any_distance_between_the_anchors_nothing_is_scored() -> None:
    score = score_values(CASE.goals, {}, FULL, _anchors(FULL, FULL))
    assert {c.points for c in score.criteria} == {None}


def test_60_passes() -> None:
    """The pass mark is the founding documents' 60."""
    at = score_values(CASE.goals, {}, dict.fromkeys(FULL, PASS_MARK / 100), _anchors())
    below = score_values(CASE.goals, {}, dict.fromkeys(FULL, 0.59), _anchors())
    assert (at.passed, below.passed) == (True, False)


def test_a_goal_whose_anchors_coincide_is_not_scored_and_its_weight_is_shared_out() -> None:
    """None is not zero."""
    score = score_values(CASE.goals, {}, FULL, _anchors(full=FULL | {"reach": 0.02}))
    reach = next(c for c in score.criteria if c.key == "reach")
    assert reach.points is None
    assert sum(c.out_of for c in score.criteria) == pytest.approx(100, abs=0.01)
    assert score.total == 100


def test_every_criterion_is_explained_in_both_languages() -> None:
    """Result, target and both anchors are in the sentence."""
    for criterion in score_values(CASE.goals, {"orders": 700}, FULL, _anchors()).criteria:
        assert "目标" in criterion.explanation.zh
        assert "target" in criterion.explanation.en


def test_keeping_the_money_is_worth_nothing_without_sales() -> None:
    """A keep-above goal counts only as far as the volume it constrains."""
    idle = attainments(CASE, {"orders": 0, "contribution": 0}, {})
    busy = attainments(CASE, {"orders": 1400, "contribution": -7000}, {})
    assert idle["contribution"] == 0
    assert busy["contribution"] == 1


def test_a_perfect_rate_of_a_handful_is_worth_next_to_nothing() -> None:
    """78 % of 7 vouchers is not 78 % of 700."""
    few = attainments(CASE, {"orders": 7, "redemption_rate": 1.0}, {"redemption_rate": 7})
    many = attainments(CASE, {"orders": 1400, "redemption_rate": 0.8}, {"redemption_rate": 1400})
    assert few["redeemed"] < 0.05
    assert many["redeemed"] > 0.9


def test_a_share_that_must_be_kept_is_lost_by_shares_and_not_by_money() -> None:
    """15 % of refunds where 6 % are allowed is harm, however much money the case has."""
    farm = load_case("farm-live")
    sold = {"weight_sold": 1700.0, "positive_share": 0.9, "contribution": 0.0}
    kept, lost = (attainments(farm, sold | {"refund_rate_7d": rate}, {}) for rate in (0.06, 0.15))
    assert kept["refunds"] == 1
    assert lost["refunds"] < 0


@given(values=st.dictionaries(st.sampled_from([g.kpi for g in CASE.goals]), st.floats(-1e9, 1e9)))
def test_attainment_stays_between_its_bounds(values: dict[str, float]) -> None:
    """Whatever the numbers."""
    for part in attainments(CASE, values, {}).values():
        assert FLOOR <= part <= CEILING
