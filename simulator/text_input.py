"""What a reader of texts is told of a decision: one definition for policies, plans and people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.decisions import Decision
from simulator.scenario import Scenario


def has_unread_text(decision: Decision) -> bool:
    """Tell whether a decision carries a text that nobody has read yet."""
    return "features" in type(decision).model_fields and getattr(decision, "features", None) is None


def text_of(decision: Decision) -> str:
    """Return title and copy of a decision, for comparing later texts with it."""
    return f"{getattr(decision, 'title', '')}\n{getattr(decision, 'copy_text', '')}".strip()


def reading_arguments(decision: Decision, scenario: Scenario, earlier: Sequence[str]) -> dict[str, Any]:
    """Return the arguments with which a reader is called for a decision.

    Parameters
    ----------
    decision : Decision
        One with a title.
    scenario : Scenario
        For the topics of its pillar and the claims a title might repeat.
    earlier : sequence of str
        `text_of` what this trainee decided before.
    """
    said = decision.model_dump()
    pillar = next((p for p in scenario.brand.pillars if p.key == said.get("pillar")), None)
    return {
        "title": said["title"],
        "copy": said.get("copy_text", ""),
        "pillar": None if pillar is None else pillar.topics,
        "claims": [issue.claim.zh for issue in scenario.issues],
        "earlier": earlier,
        "has_product": bool(said.get("product") or said.get("shelf")),
        "ai_generated": bool(said.get("ai_generated")),
        "labels": said.get("labels", ()),
    }
