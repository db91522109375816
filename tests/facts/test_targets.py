"""The record is whole: every figure has a range around it, and every experiment speaks of known facts."""

from pathlib import Path

import pytest

from assessment.facts.check import Check, Verdict, check_facts
from assessment.facts.curves import CURVES
from assessment.facts.experiment import Findings, known_experiments
from assessment.facts.misses import REASONS
from assessment.facts.page import write_page
from assessment.facts.search import is_seen, loss
from assessment.facts.targets import Target, targets

REQUIRED_CURVES = {"A6", "A8", "A9", "A11", "D8", "D16", "D17", "D21", "D22", "D25", "E1"}


@pytest.mark.parametrize("target", targets(), ids=lambda t: t.key)
def test_a_published_value_lies_in_its_own_range(target: Target):
    assert target.lo <= target.value <= target.hi
    assert target.grade in {"C", "S", "P", "M"}
    assert target.source


def test_no_figure_stands_twice():
    keys = [target.key for target in targets()]
    assert len(set(keys)) == len(keys)


def test_every_fact_of_the_record_has_an_experiment_or_is_told_missing():
    spoken = {fact for each in known_experiments().values() for fact in each.facts}
    assert {"A6", "A8", "E1"} <= spoken


def test_the_published_curves_can_be_drawn():
    assert set(CURVES) >= REQUIRED_CURVES
    for curve in CURVES.values():
        assert len(curve.reference()) >= 6
        assert not curve.bins or len(curve.bins) <= len(curve.reference())


def _verdict(simulated: float | None, grade: str = "C") -> Verdict:
    target = Target(fact="X1", statistic="x", value=1.0, lo=0.8, hi=1.2, grade=grade, source="a test")
    return Verdict(target=target, simulated=simulated, error=None, experiment="x")


@pytest.mark.parametrize(
    ("simulated", "passed", "far"),
    [(1.1, True, False), (1.3, False, False), (1.5, False, True), (None, False, True)],
)
def test_a_computed_figure_may_miss_by_its_tolerance_once_more(
    simulated: float | None, passed: bool, far: bool
):
    assert (_verdict(simulated).passed, _verdict(simulated).too_far) == (passed, far)


def test_a_missing_figure_counts_against_the_check():
    verdicts = (*[_verdict(1.0)] * 9, _verdict(None, grade="S"))
    assert Check(verdicts=verdicts, curves={}, findings={}, seed=1, scale=1.0).passed
    assert not Check(
        verdicts=(*verdicts, _verdict(None, grade="S")), curves={}, findings={}, seed=1, scale=1.0
    ).passed


def test_the_search_sees_one_half_of_the_facts_and_not_the_other():
    facts = {target.fact for target in targets()}
    seen = {target.fact for target in targets() if is_seen(target)}
    assert 0.3 < len(seen) / len(facts) < 0.7
    hidden = next(target for target in targets() if not is_seen(target))
    assert loss({hidden.key: hidden.value + 10 * (hidden.hi - hidden.lo)}, seen=True) == 0.0
    assert loss({hidden.key: hidden.value + 10 * (hidden.hi - hidden.lo)}, seen=False) > 1.0


def test_findings_survive_being_kept():
    found = Findings(values={"A6.watch_s_median": 6.4}, curves={"A8": [(0.0, 0.4)]}, volume={"people": 10})
    assert Findings.model_validate_json(found.model_dump_json()) == found


def test_only_named_experiments_are_judged():
    check = check_facts(names=["short_video_feed"], scale=0.02, workers=1, keep=False)
    assert {verdict.experiment for verdict in check.verdicts} == {"short_video_feed"}
    assert {"A6", "A8", "E1"} <= {verdict.target.fact for verdict in check.verdicts}
    assert all(verdict.error is not None for verdict in check.verdicts if verdict.simulated is not None)


def test_reasons_are_given_for_figures_that_exist():
    assert set(REASONS) <= {target.key for target in targets()}


def test_the_page_says_of_every_figure_that_misses_why(tmp_path: Path):
    check = check_facts(workers=1, names=("weibo_hot_list",), scale=0.2, keep=False)
    page = write_page(check, tmp_path, "a test")[0].read_text(encoding="utf-8")
    for verdict in check.verdicts:
        assert (f"- {verdict.target.key}: " in page) == (not verdict.passed)
    assert (tmp_path / "facts" / "figures-D.svg").exists()
    assert (tmp_path / "facts" / "D16.svg").exists()
