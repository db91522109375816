"""The short-video platform: raw tables that add up, figures that follow from them, the same for the same seed."""

from pathlib import Path

import numpy as np
import pytest

from assessment.facts import short_video_figures as figures
from assessment.facts.experiments.short_video_feed import Panel, run_panel
from assessment.facts.platform import trial_parameters
from assessment.facts.tables import describe_tables, write_table
from simulator.errors import FactsError

SCALE = 0.05


@pytest.fixture(scope="module")
def panel() -> Panel:
    return run_panel(3, SCALE)


def test_the_same_seed_gives_the_same_meetings(panel: Panel):
    again = run_panel(3, SCALE)
    assert again.meetings.equals(panel.meetings)
    assert again.pieces.equals(panel.pieces)


def test_another_seed_gives_other_meetings_of_the_same_kind(panel: Panel):
    other = run_panel(4, SCALE)
    assert not other.meetings.equals(panel.meetings)
    assert other.meetings["complete"].mean() == pytest.approx(panel.meetings["complete"].mean(), abs=0.02)


def test_a_meeting_agrees_with_itself(panel: Panel):
    m = panel.meetings
    assert (m["watch_s"] >= m["duration_s"] - 1e-9)[m["complete"]].all()
    assert (m["watch_s"] < m["duration_s"])[~m["complete"]].all()
    assert m["minute"].between(0, 9 * 1440).all()
    assert not (m["dislike"] & m["complete"]).any()


def test_hourly_rows_sum_to_the_counters_of_the_piece(panel: Panel):
    summed = panel.piece_hours.groupby("item")["views"].sum()
    whole = panel.pieces.set_index("item")["views"]
    assert summed.sum() == whole.sum()
    assert (summed == whole[summed.index]).all()


def test_figures_are_finite_and_curves_fall_where_the_record_falls(panel: Panel):
    values = figures.all_figures(panel.meetings, panel.pieces, panel.hourly)
    assert all(np.isfinite(v) for k, v in values.items() if not k.startswith("A3"))
    done = figures.completion_by_duration(panel.meetings[panel.meetings["source"] == "recommend"])
    assert done[1] > done[4] > done[7] > done[10]


def test_coming_on_purpose_makes_people_stay(panel: Panel):
    seen = panel.meetings.groupby("source")["watch_s"].mean()
    assert seen["follow"] > 1.5 * seen["recommend"]


def test_a_trial_constant_reaches_the_platform_and_leaves_no_trace(panel: Panel):
    with trial_parameters({"short_video": {"like_base": -4000}}):
        cold = run_panel(3, SCALE)
    assert cold.meetings["like"].mean() < 0.3 * panel.meetings["like"].mean()
    assert run_panel(3, SCALE).meetings.equals(panel.meetings)


def test_every_written_column_is_described(panel: Panel, tmp_path: Path):
    file = write_table("short_video_impressions", panel.meetings, tmp_path)
    assert file.stat().st_size > 1000
    assert "watch_s" in describe_tables({"short_video_impressions": len(panel.meetings)})
    with pytest.raises(FactsError, match="not described"):
        write_table("short_video_impressions", panel.meetings.assign(mood=1), tmp_path)
