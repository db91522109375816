"""Why a decision was worth what it was: every lever, one sentence, in both languages, from the run's own numbers."""

from __future__ import annotations

import re
from functools import cache

import pytest

from assessment.cause_pieces import competition, peers_median, piece_causes
from assessment.cause_shop import orders_around
from assessment.causes import NO_DIFFERENCE, cause, causes, changed
from assessment.evidence import Evidence, gather
from assessment.ledger import DecisionRow
from assessment.play import play_policy
from assessment.policies import make_policy
from assessment.statistics import Estimate
from simulator import decisions as dc
from simulator.decisions import Decision
from tests.assessment import scored_by_hand as made
from tests.assessment.by_hand import evidence
from tests.assessment.short_case import short

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLAIN = Estimate(
    mean=0.1, error=0.01, futures=8, kpis={"orders": 35.0, "gmv": 2.0}, kpi_errors={"orders": 8.0, "gmv": 9.0}
)


@cache
def _played() -> Evidence:
    form = short()
    log = play_policy(form.start(5), make_policy("expert-delivery", form.scenario)).sim.log
    return gather(form, 5, log)


def _row(decision: Decision, value: Estimate = PLAIN) -> DecisionRow:
    return DecisionRow(
        key=decision.key, lever=decision.lever, minute=0, effective=decision.at or 0, value=value
    )


def test_every_decision_of_a_run_has_one_sentence_in_both_languages() -> None:
    seen = _played()
    assert len(seen.decisions) > 5
    for decision in seen.decisions:
        said = cause(seen, decision, _row(decision))
        assert said.zh.endswith("。")
        assert said.zh.count("。") == 1
        assert said.en.endswith(".")
        if "「" not in said.en:
            assert not CHINESE.search(said.en), said.en


OTHERS = [
    dc.SetPrice(key="x", product="main", price=20), dc.Restock(key="x", stock="fruit", quantity=10), dc.Survey(key="x"),
    dc.Remind(key="x", product="main"), dc.CareForBuyers(key="x", product="main"), dc.SettleCreator(key="x", booking="b"),
    dc.Moderate(key="x", content="v1", action="reply"), dc.ChangePost(key="x", content="v1", action="pin"),
    dc.SetRule(key="x", rule="alert", metric="cpa"), dc.ChangeOrder(key="x", order="p1", stop=True),
    dc.BookCreator(key="x", creator="nobody", pillar="taste", title="t"),
    dc.LiveAction(key="x", room="l1", action="explain"),
]  # fmt: skip


@pytest.mark.parametrize("decision", OTHERS, ids=lambda one: one.lever)
def test_a_lever_that_left_no_trace_is_explained_without_failing(decision: Decision) -> None:
    said = cause(evidence(), decision, _row(decision))
    assert said.zh
    assert not CHINESE.search(said.en)


def test_plays_sources_and_completion_are_those_of_the_screen() -> None:
    seen = _played()
    pieces = {d.key for d in seen.decisions if isinstance(d, dc.Publish)}
    view = max(
        (c for c in seen.ended.contents if c.key in pieces), key=lambda c: c.counts["views"].value or 0
    )
    parts = " ".join(part.en for part in piece_causes(seen, view.key, view.published))
    assert f"{view.counts['views'].value:,.0f} plays" in parts or "k plays" in parts
    best = max(view.sources, key=lambda name: view.sources[name])
    assert f"{view.sources[best] / sum(view.sources.values()):.0%} " in parts
    median = peers_median(seen, view, "completion_rate")
    rate = view.rates["completion_rate"].value
    if median is not None and rate is not None:
        assert ("above" if rate >= median else "below") in parts


def test_a_piece_nobody_met_says_so() -> None:
    assert "nobody" in piece_causes(evidence(), "none", 600)[0].en


def test_the_evening_competition_is_dearer_than_the_night() -> None:
    assert competition(20 * 60, 2) > 2 * competition(3 * 60, 2)


def test_orders_around_a_minute_add_up_to_all_orders() -> None:
    seen = _played()
    before, after = orders_around(seen, None, 1440, 10_000)
    assert before + after == seen.final.kpis()["orders"]


def test_the_difference_told_is_a_goals_before_any_other_and_only_beyond_two_errors() -> None:
    assert "+35" in changed(evidence(), PLAIN).en
    faint = PLAIN.model_copy(update={"kpi_errors": {"orders": 30.0, "gmv": 9.0}})
    assert changed(evidence(), faint) == NO_DIFFERENCE


def test_each_row_of_a_ledger_gets_its_sentence() -> None:
    found = causes(evidence(made.LOG), made.ledger())
    assert set(found) == {"v1", "p1", "v2", "v3"}
