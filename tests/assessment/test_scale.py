"""The ends of a criterion: the better of the floors, the median expert, and how far apart they are."""

from __future__ import annotations

import pytest

from assessment.scale import FAR_APART, SCALED_BY, ends_of

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
