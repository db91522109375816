"""The ends of a criterion: the better of the floors, the median expert, and how far apart they are."""

from __future__ import annotations

import pytest

from assessment.anchors import Anchors, load_anchors
from assessment.scale import FAR_APART, SCALED_BY, Scale, cut_in_two, ends_of, load_scale, outcome_share
from assessment.value_model import load_value_model
from scenarios.loader import load_case
from simulator.scenario import Scenario

EXPERT = {"expert-content": 0.9, "expert-delivery": 0.5, "expert-relations": 0.7}


def _runs(
    nothing: float, chance: tuple[float, float], spread: float = 0.0
) -> dict[str, list[dict[str, float | None]]]:
    runs: dict[str, list[dict[str, float | None]]] = {
        name: [{"content": mean - spread}, {"content": mean + spread}] for name, mean in EXPERT.items()
    }
    runs["do-nothing"] = [{"content": nothing}] * 2
    runs["random"] = [{"content": one} for one in chance]
    return runs


def test_0_is_the_better_of_the_floors_and_full_the_median_expert() -> None:
    ends = ends_of(_runs(0.3, (0.1, 0.3)))["content"]
    assert (ends.zero, ends.full) == (0.3, 0.7)
    assert ends_of(_runs(0.0, (0.1, 0.3)))["content"].zero == pytest.approx(0.2)


def test_ends_without_spread_are_far_apart_and_noisy_ones_are_not() -> None:
    assert ends_of(_runs(0.1, (0.1, 0.1)))["content"].apart == FAR_APART
    noisy = ends_of(_runs(0.0, (0.0, 1.0), spread=0.2))["content"]
    assert noisy.apart == pytest.approx((0.7 - 0.5) / (0.5**2 + 0.2**2) ** 0.5, abs=0.01)


def test_a_criterion_for_which_somebody_met_no_occasion_has_no_ends() -> None:
    runs = _runs(0.0, (0.1, 0.3))
    runs["expert-content"] = [{"content": None}]
    assert ends_of(runs) == {}
    assert set(runs) == set(SCALED_BY)


def test_outcome_increment_and_forecast_have_anchors_of_their_own() -> None:
    runs = {name: [{"outcome": 0.5, "increment": 0.5, "forecast": 0.5}] for name in SCALED_BY}
    assert ends_of(runs) == {}


def _form(inside: tuple[float, float], error: float) -> tuple[Anchors, Scale, Scenario]:
    """Return the farm's anchors, and a scale with these sums of advantages inside windows."""
    scenario = load_case("farm-live")
    anchors = load_anchors(scenario)
    assert anchors is not None
    scale = load_scale(scenario, 1, made_with={"anchors": anchors.seal, "values": _values_seal(scenario)})
    assert scale is not None
    changed = {"zero": inside[0], "full": inside[1], "zero_error": error, "full_error": error}
    return anchors, scale.model_copy(update=changed), scenario


def _values_seal(scenario: Scenario) -> str:
    values = load_value_model(scenario, 1)
    assert values is not None
    return values.seal


def test_what_is_told_apart_inside_and_elsewhere_is_cut_in_two() -> None:
    anchors, scale, scenario = _form((0.0, 0.1), 0.001)
    assert cut_in_two(anchors, scale, scenario)
    zero, full = anchors.scale(scenario.goals)
    assert outcome_share(anchors, scale, scenario, full, 0.1) == pytest.approx(1.0)
    assert outcome_share(anchors, scale, scenario, zero, 0.0) == pytest.approx(0.0)
    assert outcome_share(anchors, scale, scenario, full, 0.2) < 1.0  # the rest of it is increment


@pytest.mark.parametrize(("inside", "error"), [((0.0, 0.1), 0.05), ((0.1, 0.1), 0.001), ((0.0, 0.41), 0.001)])
def test_what_is_not_is_the_outcome_as_a_whole(inside: tuple[float, float], error: float) -> None:
    anchors, scale, scenario = _form(inside, error)
    zero, full = anchors.scale(scenario.goals)
    assert not cut_in_two(anchors, scale, scenario)
    for anywhere in (0.0, 0.2):
        assert outcome_share(anchors, scale, scenario, (zero + full) / 2, anywhere) == pytest.approx(0.5)
