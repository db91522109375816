"""The regression of what a state is worth: never beyond what a run can attain."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.goals import CEILING, FLOOR
from assessment.value_model import load_value_model
from scenarios.loader import load_case


@pytest.mark.parametrize("far", [-1e6, 1e6])
def test_no_state_is_worth_more_than_a_run_can_attain(far: float) -> None:
    model = load_value_model(load_case("tea-launch"), 1)
    assert model is not None
    for number in range(len(model.middle)):
        state = np.array(model.middle)
        state[number] = far
        assert FLOOR <= model.value(0.5, state) <= CEILING
