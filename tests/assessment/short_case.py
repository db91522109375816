"""The live case cut to two quiet days: every lever, one room, a second to play."""

from __future__ import annotations

from functools import cache

from assessment.form import Form, load_form
from scenarios.loader import load_case
from simulator.scenario import Scenario

AGENTS = 1_000


@cache
def short() -> Form:
    """Return the short form."""
    fields = load_case("farm-live").model_dump(mode="json")
    fields |= {"id": "short-live", "days": 2, "settlement_days": 0, "events": [], "clock": []}
    return load_form(Scenario.model_validate(fields), agents=AGENTS)
