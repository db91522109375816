"""What one rule about expressions is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.reading import Grade
from simulator.texts import Text

# In patterns "…" stands for any character inside one clause.
_INSIDE_A_CLAUSE = r"[^,。!?;\n]"
# A run of digits is looked at only so far, or a page of digits would take minutes.
_DIGITS = r"\d{1,12}"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule about expressions.

    Parameters
    ----------
    key : str
        Its name in findings and on the rules card.
    name : Text
        Its name for people.
    pattern : str
        What is looked for, in the form of `audience_models.reading.normalise.tight`.
    grade : str
        Grade in a commercial text.
    public_grade : str, optional
        Grade in a public-service text; ``None`` leaves it alone there.
    clause : str
        The clause.
    penalty : Text, optional
        What the clause threatens.
    reason : Text
        Why, and what to do instead.
    excuses : tuple of str
        Keys of the contexts that may lower the grade, looked at in this order.
    unless : str
        A pattern anywhere in the text that makes the rule silent.
    """

    key: str
    name: Text
    pattern: str
    grade: Grade
    clause: str
    reason: Text
    public_grade: Grade | None = None
    penalty: Text | None = None
    excuses: tuple[str, ...] = ()
    unless: str = ""

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern ready for use."""
        return re.compile(self.pattern.replace("…", _INSIDE_A_CLAUSE).replace(r"\d+", _DIGITS))
