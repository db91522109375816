"""The mark of a run, first version: goals between the means of doing nothing and of the expert.

0 is what doing nothing gets on average in this form, 100 what the reference expert gets; 60
passes. A goal whose two anchors lie too close together to tell anything is not scored (``None``,
never 0) and its weight is shared out. The value of each decision stands beside the mark, not in
it (`assessment.removal`).
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from assessment.anchors import Anchors
from assessment.goals import attainments
from simulator.kpis import kpi_denominators
from simulator.scenario import Goal
from simulator.simulation import Simulation
from simulator.texts import Text

PASS_MARK = 60.0
CLOSE = 4.0
"""Anchors nearer than this many standard errors do not tell people apart (architecture, Scoring)."""
_SHARES = ("%", "％", "占比")
"""Units in Chinese of goals that are shares."""
_WHOLE = 100
"""From here on decimals say nothing (interface)."""


class Criterion(BaseModel):
    """One criterion's points with why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    label: Text
    points: float | None
    out_of: float
    value: float
    target: float
    attained: float
    explanation: Text


class Score(BaseModel):
    """A mark out of 100 with its criteria."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: float
    passed: bool
    raw: float
    criteria: tuple[Criterion, ...]
    anchors: str


def score_run(sim: Simulation, anchors: Anchors) -> Score:
    """Return the mark of a finished run."""
    kpis = sim.kpis()
    reached = attainments(sim.scenario, kpis, kpi_denominators(sim.world))
    return score_values(sim.scenario.goals, kpis, reached, anchors)


def score_values(
    goals: tuple[Goal, ...], kpis: Mapping[str, float], reached: Mapping[str, float], anchors: Anchors
) -> Score:
    """Return the mark of KPI values and attainments."""
    scored = {goal.key: _share(reached[goal.key], goal.key, anchors) for goal in goals}
    weight = sum(goal.weight for goal in goals if scored[goal.key] is not None)
    criteria = tuple(
        _criterion(goal, kpis.get(goal.kpi, 0.0), reached[goal.key], scored[goal.key], weight, anchors)
        for goal in goals
    )
    raw = sum(c.out_of * (scored[c.key] or 0.0) for c in criteria if c.points is not None)
    total = round(max(0.0, min(100.0, raw)), 1)
    return Score(
        total=total, passed=total >= PASS_MARK, raw=round(raw, 2), criteria=criteria, anchors=anchors.seal
    )


def _share(value: float, key: str, anchors: Anchors) -> float | None:
    low, high = anchors.nothing[key], anchors.expert[key]
    spread = (anchors.nothing_se[key] ** 2 + anchors.expert_se[key] ** 2) ** 0.5
    if high - low <= max(CLOSE * spread, 1e-6):
        return None
    return max(-1.0, min(1.2, (value - low) / (high - low)))


def _criterion(
    goal: Goal, value: float, attained: float, share: float | None, weight: float, anchors: Anchors
) -> Criterion:
    out_of = 0.0 if share is None or not weight else goal.weight / weight * 100
    points = None if share is None else round(share * out_of, 2)
    return Criterion(
        key=goal.key, label=goal.label, points=points, out_of=round(out_of, 4), value=value,
        target=goal.target, attained=round(attained, 4), explanation=_why(goal, value, attained, share, anchors),
    )  # fmt: skip


def _why(goal: Goal, value: float, attained: float, share: float | None, anchors: Anchors) -> Text:
    low, high = anchors.nothing[goal.key], anchors.expert[goal.key]
    zh = (
        f"结果 {_number(goal, value, 'zh')}，目标 {_number(goal, goal.target, 'zh')}，达成度 {_share_text(attained)}；"
        f"什么都不做平均 {_share_text(low)}，专家平均 {_share_text(high)}"
    )
    en = (
        f"result {_number(goal, value, 'en')}, target {_number(goal, goal.target, 'en')}, attained {_share_text(attained)}; "
        f"doing nothing {_share_text(low)}, the expert {_share_text(high)} on average"
    )
    if share is None:
        return Text(zh=zh + "。两者差距小于误差，本项不计分，权重分给其他项",
                    en=en + ". The two are too close to tell apart: not scored, its weight is shared out")  # fmt: skip
    return Text(zh=f"{zh}；得本项分数的 {_share_text(share)}", en=f"{en}; {_share_text(share)} of the points")


def _number(goal: Goal, value: float, language: str) -> str:
    """Return a goal's number as an operator writes it: a share in per cent, the rest with its unit."""
    if goal.unit.zh in _SHARES:
        return f"{value * 100:.1f}%".replace("-", "\u2212")
    whole = abs(value) >= _WHOLE or value == round(value)
    text = (f"{value:,.0f}" if whole else f"{value:,.2f}").replace("-", "\u2212")
    return f"{text} {goal.unit.of(language)}"


def _share_text(share: float) -> str:
    return f"{share * 100:.0f}%".replace("-0%", "0%").replace("-", "\u2212")
