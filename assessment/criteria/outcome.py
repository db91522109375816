"""Outcome: what the decisions were worth, luck taken out."""

from __future__ import annotations

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from simulator.texts import Text


@register_criterion
class Outcome(Criterion):
    """The value of decisions outside event windows, or of all, between the form's anchors; not clipped."""

    key = "outcome"
    label = Text(zh="结果", en="outcome")
    weight = 30.0
    tasks = ("distribute", "analyse", "create", "adjust", "matrix")

    def assess(self, evidence: Evidence) -> Finding:
        """Return the share that the valuation of decisions gave."""
        if evidence.outcome is None:
            return Finding(
                share=None, evidence=(Text(zh="结果尚未估值。", en="The outcome has not been valued yet."),)
            )
        share, error = evidence.outcome * 100, evidence.outcome_error * 100
        zh = f"去除运气后的结果为 {share:.0f}%（标准误 {error:.0f}）；0% 为不作为与随机操作中较好者，100% 为专家。"
        en = (
            f"With luck taken out the outcome is {share:.0f} % (standard error {error:.0f}); "
            "0 % is the better of doing nothing and acting at random, 100 % the experts."
        )
        return Finding(share=evidence.outcome, evidence=(Text(zh=zh, en=en),))
