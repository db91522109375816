"""The mark sheet of a finished run: its decisions valued by the regression, its conduct by what was seen."""

from __future__ import annotations

from dataclasses import replace

from assessment.branch import Branch
from assessment.form import Form
from assessment.full_mark import FormScale, full_mark, practice_form_scale
from assessment.marking_scheme import MarkSheet
from assessment.provisional import Following
from assessment.valuation import Log
from simulator.people import Audience
from simulator.randomness import Seeds
from simulator.scenario import Scenario


def has_scale(scenario: Scenario, world: int) -> bool:
    """Tell whether a sheet can be made in a world: its form, or the practice form, was calibrated."""
    return practice_form_scale(scenario, world) is not None


class Making:
    """A mark sheet in the making: the run played again and valued, behind the trainee or when all is over.

    Parameters
    ----------
    form_scale : FormScale
        What the form's marks are read against.
    """

    def __init__(self, form_scale: FormScale, form: Form, seeds: Seeds, attempt: str) -> None:
        self._form_scale, self._branch = form_scale, Branch(form)
        begun = form.start(seeds.chance, attempt=attempt)
        self._following = Following(self._branch, form_scale.values, begun)

    @property
    def minute(self) -> int:
        """How far it has come."""
        return self._following.minute

    def fits(self, log: Log) -> bool:
        """Tell whether what was played so far is the beginning of a log, and nothing else of it was decided by then."""
        known = self._following.log
        rest = log[len(known) :]
        return tuple(log[: len(known)]) == tuple(known) and all(minute >= self.minute for minute, _ in rest)

    def follow(self, log: Log, minute: int) -> None:
        """Play on behind a run that has come to a minute.

        Raises
        ------
        DecisionError
            If the log holds a decision that the run does not take.
        """
        self._following.follow(log, minute)

    def sheet(self, log: Log, *, forked: bool = False) -> MarkSheet:
        """Play what is left and return the provisional mark sheet.

        Parameters
        ----------
        forked : bool
            Whether it was played with the hindsight of another: watching is not marked then.
        """
        evidence, found = self._following.ended(log)
        evidence = replace(evidence, branch="fork" if forked else "first")
        return full_mark(self._branch, self._form_scale, evidence, found)


def begin_sheet(scenario: Scenario, people: Audience, seeds: Seeds, attempt: str) -> Making | None:
    """Return the mark sheet of a run before its first minute, or ``None`` where nothing was calibrated."""
    form_scale = practice_form_scale(scenario, seeds.world)
    if form_scale is None:
        return None
    return Making(form_scale, Form(scenario=scenario, audience=people, world=seeds.world), seeds, attempt)
