"""Whole mark sheets of policies, in short form: few people and one seed."""

from __future__ import annotations

import pytest

from assessment.criteria import criteria
from assessment.sheet_ladder import sheet_rows, sheets_text
from simulator.errors import UnknownNameError


def test_skill_is_marked_above_deciding_by_lot_on_the_whole_sheet():
    lot, skilled = sheet_rows("flu-facts", policies=("random", "competent"), people=1000, seeds=1, workers=2)
    assert 0 <= lot.mean < skilled.mean <= 100
    assert skilled.shares["timely"] > lot.shares["timely"]
    assert lot.subtracted > 0 == skilled.subtracted  # by lot, words that the law forbids are published
    text = sheets_text([lot, skilled])
    assert "random" in text
    assert all(key[:12] in text for key in criteria() if key in skilled.shares)


def test_a_misspelt_policy_is_said_before_anything_is_played():
    with pytest.raises(UnknownNameError, match="competetn"):
        sheet_rows("flu-facts", policies=("competent", "competetn"))
