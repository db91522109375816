"""The mark sheet of a finished run: its decisions valued by the regression, its conduct by what was seen."""

from __future__ import annotations

from dataclasses import replace

from assessment.branch import Branch
from assessment.evidence import gather
from assessment.form import Form
from assessment.full_mark import full_mark, practice_form_scale
from assessment.marking_scheme import MarkSheet
from assessment.provisional import provisional
from assessment.valuation import Log
from simulator.people import Audience
from simulator.randomness import Seeds
from simulator.scenario import Scenario


def has_scale(scenario: Scenario, world: int) -> bool:
    """Tell whether a sheet can be made in a world: its form, or the practice form, was calibrated."""
    return practice_form_scale(scenario, world) is not None


def sheet_of(
    scenario: Scenario, people: Audience, seeds: Seeds, attempt: str, log: Log, *, forked: bool = False
) -> MarkSheet | None:
    """Return the provisional mark sheet of a run, or ``None`` where nothing was calibrated.

    Takes some ten seconds for a run of two weeks.

    Parameters
    ----------
    forked : bool
        Whether it was played with the hindsight of another: watching is not marked then.
    """
    form_scale = practice_form_scale(scenario, seeds.world)
    if form_scale is None:
        return None
    form = Form(scenario=scenario, audience=people, world=seeds.world)
    branch = Branch(form)
    found = provisional(branch, form_scale.values, form.start(seeds.chance, attempt=attempt), log)
    evidence = gather(form, seeds.chance, log, attempt=attempt)
    evidence = replace(evidence, branch="fork" if forked else "first")
    return full_mark(branch, form_scale, evidence, found)
