"""A scored run made by hand: what a report says, without playing anything."""

from __future__ import annotations

from assessment.advice import advice, skills
from assessment.curves import AS_PLAYED, IN_COMPETENT_HANDS, Curve, Curves
from assessment.ledger import DecisionRow, Ledger, Other, PointRow, Verdict
from assessment.marking_scheme import MarkSheet, mark
from assessment.scored_run import GoalLine, Hashes, ScoredRun, band_of
from assessment.statistics import Estimate
from simulator.decisions import Decision
from simulator.texts import Text
from tests.assessment.by_hand import evidence
from tests.small import paid, video

LOG: list[tuple[int, Decision]] = [
    (600, video("v1", at=720, reason="晚高峰<在线>多", forecast="2万播放")),
    (900, paid("p1", "v1", at=1200)),
    (2000, video("v2", at=2400)),
    (2100, video("v3", at=2500)),
]


def estimate(mean: float, error: float = 0.01, **kpis: float) -> Estimate:
    """Return an estimate of 16 futures."""
    return Estimate(mean=mean, error=error, futures=16, kpis=kpis, kpi_errors=dict.fromkeys(kpis, 2.0))


def row(number: int, mean: float, better: float | None = None, verdict: Verdict = "") -> DecisionRow:
    """Return the row of a decision of the log."""
    minute, decision = LOG[number]
    best = None if better is None else Other(
        key="later", label=Text(zh="推迟一天", en="a day later"), value=estimate(better, orders=40.0)
    )  # fmt: skip
    return DecisionRow(
        key=decision.key, lever=decision.lever, minute=minute, effective=decision.at or minute,
        value=estimate(mean, orders=round(mean * 1000, 3)), best=best, verdict=verdict, reason=decision.reason,
        forecast=decision.forecast, removed_with=("p1",) if number == 0 else (),
    )  # fmt: skip


def ledger(*rows: DecisionRow) -> Ledger:
    """Return a ledger of these rows: four decisions and a quiet point."""
    found = rows or (
        row(0, 0.12, verdict="strength"), row(1, -0.08, 0.09, "mistake"), row(2, 0.01, 0.004), row(3, -0.002),
    )  # fmt: skip
    points = [
        PointRow(minute=one.minute, until=one.minute + 60, keys=(one.key,), value=one.value) for one in found
    ]
    quiet = PointRow(minute=4000, until=20160, keys=(), value=Estimate(mean=0.0, error=0.0, futures=16))
    outcome = 0.5 + sum(point.value.mean for point in points)
    return Ledger(
        attempt="a", people=1000, start=estimate(0.5), points=(*points, quiet), decisions=found, realised=0.6,
        outcome=outcome, outcome_error=0.02, luck=round(0.6 - outcome, 6), rollouts=100, seconds=1.0,
    )  # fmt: skip


def sheet() -> MarkSheet:
    """Return the sheet of a run that never moved."""
    return mark(evidence(LOG))


def scored(**changes: object) -> ScoredRun:
    """Return a scored run."""
    marked, valued = sheet(), ledger()
    values: dict[str, object] = {
        "case": "tea-launch@2", "title": Text(zh="桂花乌龙冻上新", en="A tea launch"), "attempt": "a1", "until": 20160,
        "unfinished": False, "total": 72.4, "band": band_of(72.4), "provisional_total": 70.0, "difference": 2.4,
        "provisional": marked, "sheet": marked, "span": 0.8, "full_size": False, "goals": (_goal(),), "ledger": valued,
        "causes": {"v1": Text(zh="带来 2.1 万 次播放；成交订单 +120 单。", en="It brought 21k plays; orders +120.")},
        "names": {"v1": "三步做出桂花乌龙冻"},
        "curves": _curves(), "advice": advice(valued), "skills": skills(marked, [d for _, d in LOG]),
        "hashes": Hashes(**dict.fromkeys(Hashes.model_fields, "0123abcd")), "seconds": {"ledger": 9.0},
    }  # fmt: skip
    return ScoredRun.model_validate(values | changes)


def _goal() -> GoalLine:
    return GoalLine(
        key="orders", kpi="orders", label=Text(zh="成交", en="orders"), value=900, target=1000, direction="at_least",
        weight=40, attained=0.9, scored=True,
    )  # fmt: skip


def _curves() -> Curves:
    minutes = tuple(range(0, 28 * 1440, 1440))

    def line(key: str, label: Text, slope: float) -> Curve:
        return Curve(key=key, label=label, values={"orders": tuple(slope * k for k in range(len(minutes)))})

    without = Text(zh="去掉 v1", en="without v1")
    return Curves(
        minutes=minutes, kpis=("orders",),
        lines=(line("with", AS_PLAYED, 32), line("without-best", without, 28), line("reference", IN_COMPETENT_HANDS, 33)),
    )  # fmt: skip
