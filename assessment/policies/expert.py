"""What the three reference experts share: full skill, a style of their own, numbers tuned by case.

An expert's file states its style and the ranges within which an optimiser may move its numbers
(`quanmei tune CASE`). What was found on training worlds is kept in `tuned.json`; a case that was
never tuned is played with the stated style.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from assessment.policies.operator import Operator
from assessment.policies.policy import Brief
from assessment.policies.skills import EXPERT
from assessment.policies.style import Range, Style, styled

TUNED_FILE = Path(__file__).parent / "tuned.json"


@dataclass(frozen=True, kw_only=True)
class Expert:
    """A reference expert: a name, a style and how far its numbers may be moved.

    Parameters
    ----------
    name : str
    style : Style
        Where the optimiser starts.
    free : dict of str to Range
        The numbers that may be moved, each within its own range: what makes the style stays.
    """

    name: str
    style: Style
    free: dict[str, Range]

    def play(self, brief: Brief, numbers: dict[str, float] | None = None) -> Operator:
        """Return the expert for a brief, with the tuned numbers of the case or with given ones."""
        numbers = tuned_numbers().get(self.name, {}).get(brief.case, {}) if numbers is None else numbers
        return Operator(brief, replace(EXPERT, style=styled(self.style, numbers)), self.name)


EXPERTS: dict[str, Expert] = {}
"""The reference experts by name, filled by their files."""


def reference(expert: Expert) -> Expert:
    """Put an expert among the references."""
    EXPERTS[expert.name] = expert
    return expert


@cache
def tuned_numbers() -> dict[str, dict[str, dict[str, float]]]:
    """Return the tuned numbers by expert and case."""
    return json.loads(TUNED_FILE.read_text(encoding="utf-8"))
