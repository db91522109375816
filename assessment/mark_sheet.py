"""A mark out of 100 as it is written down: every line with its evidence."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from simulator.texts import Text

PASS_MARK = 60.0


class Line(BaseModel):
    """One criterion on the mark sheet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    label: Text
    tasks: tuple[str, ...]
    share: float | None
    points: float | None
    out_of: float
    evidence: tuple[Text, ...]


class MarkSheet(BaseModel):
    """A mark out of 100 with every line that makes it.

    Parameters
    ----------
    total : float
        Between 0 and 100; clipped here and nowhere before.
    raw : float
        The same unclipped, breaches subtracted.
    subtracted : float
        Points that breaches took.
    veto_candidates : tuple of Text
        What an examiner has to confirm or lift; until then it takes what a limited piece takes.
    vetoed : bool
        Whether an examiner confirmed one: the total is capped below the pass mark.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: float
    passed: bool
    raw: float
    lines: tuple[Line, ...]
    subtracted: float
    breaches: tuple[Text, ...]
    veto_candidates: tuple[Text, ...]
    vetoed: bool
