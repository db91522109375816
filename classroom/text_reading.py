"""Reading the text of a decision when it is submitted; what was read goes into the log with it."""

from __future__ import annotations

from collections.abc import Sequence

from audience_models.reading.read import read_text
from simulator.decisions import Decision
from simulator.errors import DecisionError, TextError
from simulator.reading import TextFeatures
from simulator.scenario import Scenario


def read_decision_text(decision: Decision, scenario: Scenario, earlier: Sequence[str]) -> TextFeatures:
    """Read the text of a decision once, as `Simulation.read` would.

    Parameters
    ----------
    earlier : sequence of str
        Titles of this trainee's decisions so far.

    Raises
    ------
    DecisionError
        If the text is too long.
    """
    said = decision.model_dump()
    pillar = next((p for p in scenario.brand.pillars if p.key == said.get("pillar")), None)
    try:
        return read_text(
            said["title"],
            said.get("copy_text", ""),
            pillar=None if pillar is None else max(pillar.topics, key=lambda topic: pillar.topics[topic]),
            claims=[issue.claim.zh for issue in scenario.issues],
            earlier=earlier,
            is_ad=said.get("product") is not None,
            ai_generated=bool(said.get("ai_generated")),
            labels=said.get("labels", ()),
        )
    except TextError as problem:
        raise DecisionError(str(problem), field="title") from None
