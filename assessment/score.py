"""The outcome of a run as a mark: the goals' weighted attainment between the anchors of its form.

0 is the better of doing nothing and deciding by lot, 100 the median of three experts, each the mean
over many runs of the same form; 60 passes. Every goal is read on this one scale: at an attainment
of the lower anchor it gives nothing, at that of the upper one the points of its weight. A goal in
which the anchors lie too close together to tell anything is not scored (``None``, never 0) and its
weight is shared out. Only the total is clipped.
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
    """A mark out of 100 with its criteria.

    Parameters
    ----------
    raw : float
        The mark before it is clipped: harm and better-than-expert show.
    anchors, policies : str
        Seal of the anchors, and hash of the frozen policies that made them.
    world : str
        World of the form that the anchors belong to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    total: float
    passed: bool
    raw: float
    criteria: tuple[Criterion, ...]
    anchors: str
    policies: str = ""
    world: str = ""


def score_run(sim: Simulation, anchors: Anchors) -> Score:
    """Return the mark of a finished run."""
    kpis = sim.kpis()
    reached = attainments(sim.scenario, kpis, kpi_denominators(sim.world))
    return score_values(sim.scenario.goals, kpis, reached, anchors)


def score_values(
    goals: tuple[Goal, ...], kpis: Mapping[str, float], reached: Mapping[str, float], anchors: Anchors
) -> Score:
    """Return the mark of KPI values and attainments."""
    share = anchors.share(goals, reached)
    scored = anchors.scored(goals) if share is not None else ()
    weight = sum(goal.weight for goal in scored)
    zero, full = anchors.scale(goals)
    criteria = []
    for goal in goals:
        out_of = goal.weight / weight * 100 if goal in scored else 0.0
        part = (reached[goal.key] - zero) / (full - zero) if goal in scored else None
        criteria.append(_criterion(goal, kpis.get(goal.kpi, 0.0), reached[goal.key], part, out_of, anchors))
    raw = 100 * (share or 0.0)
    total = round(max(0.0, min(100.0, raw)), 1)
    return Score(
        total=total, passed=total >= PASS_MARK, raw=round(raw, 2), criteria=tuple(criteria),
        anchors=anchors.seal, policies=anchors.policies, world=anchors.world,
    )  # fmt: skip


def _criterion(
    goal: Goal, value: float, attained: float, part: float | None, out_of: float, anchors: Anchors
) -> Criterion:
    points = None if part is None else round(part * out_of, 2)
    return Criterion(
        key=goal.key, label=goal.label, points=points, out_of=round(out_of, 4), value=value,
        target=goal.target, attained=round(attained, 4), explanation=_why(goal, value, attained, part, anchors),
    )  # fmt: skip


def _why(goal: Goal, value: float, attained: float, part: float | None, anchors: Anchors) -> Text:
    nothing, expert = (anchors.means[name].attained[goal.key] for name in ("do-nothing", anchors.full))
    zh = (
        f"结果 {_number(goal, value, 'zh')}，目标 {_number(goal, goal.target, 'zh')}，达成度 {_share_text(attained)}；"
        f"什么都不做平均 {_share_text(nothing)}，专家平均 {_share_text(expert)}"
    )
    en = (
        f"result {_number(goal, value, 'en')}, target {_number(goal, goal.target, 'en')}, attained {_share_text(attained)}; "
        f"doing nothing {_share_text(nothing)}, the expert {_share_text(expert)} on average"
    )
    if part is None:
        return Text(zh=zh + "。锚点差距小于误差，本项不计分，权重分给其他项",
                    en=en + ". The anchors are too close to tell apart: not scored, its weight is shared out")  # fmt: skip
    return Text(zh=f"{zh}；得本项分数的 {_share_text(part)}", en=f"{en}; {_share_text(part)} of the points")


def _number(goal: Goal, value: float, language: str) -> str:
    """Return a goal's number as an operator writes it: a share in per cent, the rest with its unit."""
    if goal.unit.zh in _SHARES:
        return f"{value * 100:.1f}%".replace("-", "\u2212")
    whole = abs(value) >= _WHOLE or value == round(value)
    text = (f"{value:,.0f}" if whole else f"{value:,.2f}").replace("-", "\u2212")
    return f"{text} {goal.unit.of(language)}"


def _share_text(share: float) -> str:
    return f"{share * 100:.0f}%".replace("-0%", "0%").replace("-", "\u2212")
