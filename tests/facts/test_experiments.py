"""Every experiment there is keeps the contract: finite figures of facts it names, tables that can be written."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from assessment.facts.experiment import Experiment, known_experiments
from assessment.facts.tables import describe_tables, write_table

SCALE = 0.05
NAMED = {
    "audience", "short_video_impressions", "short_video_items", "live_entries", "oa_articles", "repost_trees", "hot_list",
    "hot_topics", "activity", "daily_sales", "daily_sales_truth",
}  # fmt: skip
"""Tables that whoever computes other statistics is promised."""

written: set[str] = set()


@pytest.mark.parametrize("experiment", known_experiments().values(), ids=lambda e: e.name)
def test_what_an_experiment_finds_is_named_and_can_be_written(experiment: Experiment, tmp_path: Path) -> None:
    found, tables = experiment.run(1, SCALE)
    figures = found.model_dump()["values"]
    assert figures
    assert {key.partition(".")[0] for key in figures} <= set(experiment.facts)
    assert not any(math.isinf(value) for value in figures.values())
    for name, frame in tables.items():
        file = write_table(name, frame, tmp_path)
        assert len(pd.read_parquet(file)) == len(frame) > 0
        written.add(name)
    assert describe_tables({name: len(frame) for name, frame in tables.items()})


def test_every_promised_table_was_written() -> None:
    assert written >= NAMED
