"""Reading the text of a decision when it is submitted; what was read goes into the log with it."""

from __future__ import annotations

from collections.abc import Sequence

from audience_models.reading.read import read_text
from simulator.decisions import Decision
from simulator.errors import DecisionError, TextError
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from simulator.text_input import reading_arguments


def read_decision_text(decision: Decision, scenario: Scenario, earlier: Sequence[str]) -> TextFeatures:
    """Read the text of a decision once, as `Simulation.read` would.

    Parameters
    ----------
    earlier : sequence of str
        `simulator.text_input.text_of` this trainee's decisions so far.

    Raises
    ------
    DecisionError
        If the text is too long.
    """
    try:
        return read_text(**reading_arguments(decision, scenario, earlier))
    except TextError as problem:
        raise DecisionError(str(problem), field="title") from None
