"""Every clause of the rules card can be read in English."""

from __future__ import annotations

import pytest

from audience_models.reading.rules import RULES
from simulator.clauses import in_english


@pytest.mark.parametrize("clause", sorted({rule.clause for rule in RULES}))
def test_no_clause_keeps_a_chinese_word(clause: str) -> None:
    said = in_english(clause)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in said), said
    assert said.count("Art.") == clause.count("条") - clause.count("条例")


def test_a_clause_that_is_not_known_stays_as_it_is() -> None:
    assert in_english("某某办法第三条") == "某某办法, Art. 3"
