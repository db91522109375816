"""A mark of the classroom as the lines of a page."""

from __future__ import annotations

from assessment.mark_sheet import MarkSheet
from classroom.views import MarkView
from dashboards.backend import Result, ScoreRow, Sheet, SheetRow, ValueRow
from dashboards.i18n import sentence, t, tx


def _sheet(sheet: MarkSheet) -> Sheet:
    lines = [
        SheetRow(
            key=line.key, label=tx(line.label), points=line.points, out_of=line.out_of,
            evidence=[sentence(one) for one in line.evidence],
        )
        for line in sheet.lines
    ]  # fmt: skip
    return Sheet(
        total=sheet.total, lines=lines, subtracted=sheet.subtracted,
        breaches=[sentence(one) for one in sheet.breaches], veto=[sentence(one) for one in sheet.veto_candidates],
    )  # fmt: skip


def result_of(mark: MarkView) -> Result:
    """Return a mark as the pages show it, in the language of the visit."""
    score = mark.score
    if score is None:
        return Result(status="failed", note=t(f"mark.{mark.trouble or 'failed'}"))
    criteria = [
        ScoreRow(
            key=one.key,
            label=tx(one.label),
            points=one.points,
            out_of=one.out_of,
            explanation=sentence(one.explanation),
        )
        for one in score.criteria
    ]
    return Result(
        status="ready",
        total=score.total,
        criteria=criteria,
        attainment={one.key: one.attained for one in score.criteria},
        final={one.key: one.value for one in score.criteria},
        values=[_value(mark, key) for key in mark.wanted],
        decisions=mark.decisions,
        values_note=t(f"value.{mark.trouble}") if mark.trouble else "",
        sheet=None if mark.sheet is None else _sheet(mark.sheet),
        note=t("mark.anchors", seal=score.anchors[:12], policies=score.policies[:12], world=score.world[:12]),
    )


def _value(mark: MarkView, key: str) -> ValueRow:
    value = mark.values.get(key)
    if value is None:
        return ValueRow(key=key, state="failed" if key in mark.values else "waiting")
    return ValueRow(key=key, points=value.points, kpis=value.kpis, removed_with=value.removed_with)
