"""Each statistic of the record gives the textbook value on a sample whose value is known."""

import numpy as np
import pytest

from assessment.facts import statistics as st
from simulator.errors import FactsError

RNG = np.random.default_rng(5)


def test_gini_of_an_exponential_sample_is_a_half():
    assert st.gini(RNG.exponential(size=200_000)) == pytest.approx(0.5, abs=0.005)


def test_gini_asks_for_something_to_share_out():
    with pytest.raises(FactsError, match="positive"):
        st.gini([0, 0])


def test_hill_finds_the_exponent_of_a_pareto_sample():
    sample = RNG.pareto(1.2, 200_000) + 1
    assert st.hill(sample, 0.05) == pytest.approx(2.2, abs=0.05)


@pytest.mark.parametrize("shape", [0.7, 1.0, 1.8])
def test_weibull_shape_is_recovered(shape: float):
    assert st.weibull_shape(RNG.weibull(shape, 50_000) * 200) == pytest.approx(shape, rel=0.02)


def test_the_distance_to_quantiles_is_that_of_the_distributions():
    sample = RNG.normal(size=100_000)
    assert st.ks_to_quantiles(sample, [0.5, 0.8413], [0.0, 1.0]) < 0.01
    assert st.ks_to_quantiles(sample + 1, [0.5], [0.0]) == pytest.approx(0.341, abs=0.01)


def test_an_atom_at_a_quantile_is_compared_from_its_nearer_side():
    assert st.ks_to_quantiles([1, 2, 2, 2, 3], [0.5], [2]) == 0.0


def test_a_power_law_has_its_slope():
    x = np.arange(1, 100)
    assert st.log_slope(x, 7.0 * x**-0.75) == pytest.approx(-0.75)


def test_bins_are_half_open_and_empty_ones_have_no_mean():
    assert np.allclose(st.binned([1, 3, 10], [0, 0.5, 1], [0, 1, 2]), [2, 10])
    assert np.isnan(st.binned([1], [0], [0, 1, 2])[1])
