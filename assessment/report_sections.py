"""The sections of a report: tables and sentences of a scored run."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from assessment.curves import Curves
from assessment.ledger import DecisionRow, Ledger, PointRow
from assessment.marking_scheme import MarkSheet
from assessment.report_figures import curve_figures, legend, share_bar, value_bar
from assessment.report_words import LEVERS, WORDS
from assessment.scored_run import GoalLine, ScoredRun, band_text
from assessment.statistics import Estimate
from assessment.words import kpi_amount, percent, signed
from simulator.kpis import kpi
from simulator.scenario import clock_of
from simulator.texts import Text

NUMBERS = frozenset({"points", "result", "target", "attained", "weight", "times", "how_well", "value"})
"""Columns of numbers."""

NOTES = "<section class='notes'>"
"""How the line with the trainee's notes begins."""


class Sections:
    """The sections of one scored run in one language."""

    def __init__(self, scored: ScoredRun, language: str, notes: Mapping[str, str] | None = None) -> None:
        self._run, self._language, self._notes = scored, language, notes or {}

    def word(self, name: str, **values: object) -> str:
        """Return a text of the report, escaped."""
        return escape(WORDS[name].of(self._language).format(**values))

    def _said(self, text: Text) -> str:
        return escape(text.of(self._language))

    def _section(self, name: str, body: str, note: str = "") -> str:
        told = f"<p class='sub'>{self.word(note)}</p>" if note else ""
        return f"<section><h2>{self.word(name)}</h2>{told}{body}</section>"

    def _head(self, *names: str) -> str:
        cells = (
            f"<th class='{'n' if name in NUMBERS else ''}'>{self.word(name) if name else ''}</th>"
            for name in names
        )
        return f"<thead><tr>{''.join(cells)}</tr></thead>"

    # ---- the mark ----------------------------------------------------------------------------

    def mark(self) -> str:
        """Return total, band and how sure it is."""
        run, band = self._run, self._said(band_text(self._run.band))
        shown = f"<b>{run.total:.1f}</b> <span>{self.word('out_of')}</span>"
        lines = [f"<p class='mark'>{shown} <strong class='band {run.band}'>{band}</strong></p>"]
        if run.unfinished:
            why = self.word("unfinished_why", at=clock_of(run.until))
            lines.append(f"<p class='flag'><b>{self.word('unfinished')}</b>　{why}</p>")
        if run.ledger is None:
            lines.append(f"<p class='flag'>{self.word('provisional_only')}</p>")
        else:
            lines.append(f"<p class='sub'>{self._how(run.ledger)}</p>")
        return "\n".join(lines)

    def _how(self, ledger: Ledger) -> str:
        run = self._run
        size = self.word("full" if run.full_size else "branch")
        played = f"{ledger.people:,} {self.word('people')}, {ledger.rollouts:,} {self.word('futures')}"
        if run.sheet is None:
            return " · ".join((self.word("passed"), self.word("by_regression"), f"{size} ({played})"))
        return " · ".join(
            (
                self.word("passed"),
                f"{self.word('provisional')} {run.provisional_total:.1f}",
                f"{self.word('difference')} {signed(run.difference or 0.0)}",
                f"{size} ({played})",
            )
        )

    def advice(self) -> str:
        """Return up to three things to do better."""
        run = self._run
        if run.ledger is None:
            return ""
        made = {row.key: row for row in run.ledger.decisions}
        items = []
        for one in run.advice:
            lever = self._lever(made[one.decision].lever)
            line = self.word(
                "advice_line",
                at=clock_of(one.minute),
                key=self._run.names.get(one.decision, one.decision),
                lever=lever,
                instead=one.instead.of(self._language),
            )
            gain = self.word(
                "would_bring", points=signed(self._points(one.better)), error=f"{self._points(one.error):.1f}"
            )
            items.append(f"<li><b>{line}</b><br><span class='sub'>{gain}</span></li>")
        few = "" if len(items) == 3 else self.word("advice_few", n=len(items))  # noqa: PLR2004 - three are asked for
        if not items:
            few = self.word("advice_none")
        body = (f"<ol>{''.join(items)}</ol>" if items else "") + (f"<p class='sub'>{few}</p>" if few else "")
        return self._section("advice", body)

    def _points(self, attainment: float) -> float:
        """Return a part of the weighted attainment in points of the outcome's 100."""
        return attainment / self._run.span * 100 if self._run.span else 0.0

    def _width(self, value: Estimate) -> float:
        """Return how far a bar with its whisker goes from the middle."""
        return self._points(abs(value.mean) + value.error)

    def _lever(self, name: str) -> str:
        return LEVERS[name].of(self._language) if name in LEVERS else name

    # ---- criteria and goals ------------------------------------------------------------------

    def criteria(self) -> str:
        """Return the mark sheet with its evidence."""
        sheet = self._run.marked
        rows = []
        for line in sheet.lines:
            points = (
                self.word("not_scored") if line.points is None else f"{line.points:.1f} / {line.out_of:.1f}"
            )
            bar = "" if line.share is None else share_bar(line.share)
            told = "<br>".join(self._said(text) for text in line.evidence)
            rows.append(
                f"<tr><td>{self._said(line.label)}</td><td class='n'>{points}</td><td>{bar}</td><td>{told}</td></tr>"
            )
        table = f"<table>{self._head('criterion', 'points', '', 'evidence')}{''.join(rows)}</table>"
        return self._section("criteria", table + self._breaches(sheet))

    def _breaches(self, sheet: MarkSheet) -> str:
        out = ""
        if sheet.breaches:
            lines = "".join(f"<li>{self._said(text)}</li>" for text in sheet.breaches)
            out += f"<h3>{self.word('subtracted')}: \u2212{sheet.subtracted:.1f}</h3><ul>{lines}</ul>"
        if sheet.veto_candidates:
            lines = "".join(f"<li>{self._said(text)}</li>" for text in sheet.veto_candidates)
            out += f"<h3>{self.word('vetoed' if sheet.vetoed else 'veto')}</h3><ul>{lines}</ul>"
        return out

    def goals(self) -> str:
        """Return the goals of the brief with what was reached."""
        rows = "".join(self._goal(goal) for goal in self._run.goals)
        head = self._head("goal", "result", "target", "attained", "", "weight")
        return self._section("goals", f"<table>{head}{rows}</table>")

    def _goal(self, goal: GoalLine) -> str:
        sign = "≥" if goal.direction == "at_least" else "≤"
        note = "" if goal.scored else f"<br><span class='sub'>{self.word('goal_not_scored')}</span>"
        return (
            f"<tr><td>{self._said(goal.label)}{note}</td><td class='n'>{self._amount(goal.kpi, goal.value)}</td>"
            f"<td class='n'>{sign} {self._amount(goal.kpi, goal.target)}</td><td class='n'>{percent(goal.attained)}</td>"
            f"<td>{share_bar(goal.attained)}</td><td class='n'>{goal.weight:g}</td></tr>"
        )

    def _amount(self, name: str, value: float) -> str:
        return escape(kpi_amount(name, value, self._language))

    # ---- the ledger --------------------------------------------------------------------------

    def decisions(self) -> str:
        """Return every valued decision in time: bar, why, the trainee's own words, what was open."""
        ledger = self._run.ledger
        if ledger is None:
            return ""
        most = max((self._width(row.value) for row in ledger.decisions), default=0.0)
        rows = "".join(
            self._decision(row, most) for row in sorted(ledger.decisions, key=lambda row: row.effective)
        )
        table = f"<table>{self._head('when', 'what', 'worth', 'why', 'own')}{rows}</table>"
        more = (
            f"<p class='sub'>{self.word('unvalued', n=len(ledger.unvalued))}</p>" if ledger.unvalued else ""
        )
        return self._section("decisions", table + more, "decisions_note")

    def _decision(self, row: DecisionRow, most: float) -> str:
        points, error = self._points(row.value.mean), self._points(row.value.error)
        verdict = (
            f"<br><strong class='{row.verdict}'>{self.word(row.verdict)}</strong>" if row.verdict else ""
        )
        why = self._run.causes.get(row.key)
        with_it = (
            f"<br><span class='sub'>{self.word('with_it')}: {escape(', '.join(row.removed_with))}</span>"
            if row.removed_with
            else ""
        )
        return (
            f"<tr><td class='t'>{clock_of(row.effective)}</td>"
            f"<td>{escape(self._lever(row.lever))}<br>{self._named(row.key)}{verdict}</td>"
            f"<td class='t'>{value_bar(points, error, most)}<br>{signed(points)} ± {error:.1f}</td>"
            f"<td>{'' if why is None else self._said(why)}{self._other(row)}{with_it}</td><td>{self._own(row)}</td></tr>"
        )

    def _named(self, key: str) -> str:
        """Return a decision's title, for it is known by it, and its key."""
        title = self._run.names.get(key, "")
        said = f"<span class='own'>{escape(title)}</span><br>" if title else ""
        return f"{said}<span class='sub'>{escape(key)}</span>"

    def _other(self, row: DecisionRow) -> str:
        if row.best is None or row.best.value.mean <= 0:
            return ""
        gain = f"{signed(self._points(row.best.value.mean))} ± {self._points(row.best.value.error):.1f}"
        name = "better" if any(one.decision == row.key for one in self._run.advice) else "best_other"
        return f"<br><span class='sub'>{self.word(name)}: {self._said(row.best.label)} ({gain})</span>"

    def _own(self, row: DecisionRow) -> str:
        said = [(name, text) for name, text in (("reason", row.reason), ("forecast", row.forecast)) if text]
        if not said:
            return f"<span class='sub'>{self.word('no_own')}</span>"
        return "<br>".join(
            f"<span class='sub'>{self.word(name)}</span> {escape(text)}" for name, text in said
        )

    def notes(self) -> str:
        """Return what the trainee noted at decisions afterwards, on one line: nothing here is computed."""
        ledger = self._run.ledger
        made = {} if ledger is None else {row.key: row for row in ledger.decisions}
        rows = "".join(
            f"<tr><td class='t'>{clock_of(row.effective)}</td><td>{escape(self._lever(row.lever))}<br>"
            f"{self._named(key)}</td><td>{'<br>'.join(escape(self._notes[key]).splitlines())}</td></tr>"
            for key, row in sorted(made.items(), key=lambda pair: pair[1].effective)
            if self._notes.get(key)
        )
        if not rows:
            return ""
        table = f"<table>{self._head('when', 'what', 'note')}{rows}</table>"
        return f"{NOTES}<h2>{self.word('notes')}</h2>{table}</section>"

    def points(self) -> str:
        """Return the review points that differ from the competent policy."""
        ledger = self._run.ledger
        if ledger is None:
            return ""
        told = [point for point in ledger.points if point.value.mean or point.value.error]
        most = max((self._width(point.value) for point in told), default=0.0)
        rows = "".join(self._point(point, most) for point in told)
        quiet = len(ledger.points) - len(told)
        more = f"<p class='sub'>{self.word('review_quiet', n=quiet)}</p>" if quiet else ""
        table = f"<table>{self._head('when', 'done', 'value', '')}{rows}</table>"
        return self._section("review", table + more, "review_note")

    def _point(self, point: PointRow, most: float) -> str:
        points, error = self._points(point.value.mean), self._points(point.value.error)
        done = (
            escape(", ".join(point.keys)) if point.keys else f"<span class='sub'>{self.word('left')}</span>"
        )
        return (
            f"<tr><td class='t'>{clock_of(point.minute)}</td><td>{done}</td><td class='n t'>{signed(points)} ± {error:.1f}</td>"
            f"<td>{value_bar(points, error, most)}</td></tr>"
        )

    # ---- curves, skills, luck, hashes --------------------------------------------------------

    def curves(self) -> str:
        """Return the curves with and without."""
        curves: Curves | None = self._run.curves
        if curves is None or self._run.ledger is None:
            return ""
        ends = self._run.ledger.points[-1].until
        targets = {goal.kpi: goal.target for goal in self._run.goals if kpi(goal.kpi).kind == "volume"}
        figures = curve_figures(curves, self._language, ends=ends, targets=targets)
        return self._section(
            "curves", f"{legend(curves, self._language)}<div class='figures'>{figures}</div>", "curves_note"
        )

    def skills(self) -> str:
        """Return the five directions."""
        rows = "".join(
            f"<tr><td>{self._said(one.label)}</td><td class='n'>{one.decisions}</td>"
            f"<td class='n'>{self.word('not_scored') if one.share is None else percent(one.share)}</td>"
            f"<td>{'' if one.share is None else share_bar(one.share)}</td></tr>"
            for one in self._run.skills
        )
        return self._section("skills", f"<table>{self._head('skill', 'times', 'how_well', '')}{rows}</table>")

    def luck(self) -> str:
        """Return how the outcome adds up, what luck gave, and the remainder."""
        ledger = self._run.ledger
        if ledger is None:
            return ""
        points = sum(point.value.mean for point in ledger.points)
        single = sum(row.value.mean for row in ledger.decisions)
        rows = "".join(
            f"<tr><td>{self.word(name)}</td><td class='n'>{signed(value, 3)}</td></tr>"
            for name, value in (
                ("start", ledger.start.mean), ("sum", points), ("outcome", ledger.outcome),
                ("realised", ledger.realised), ("luck_gave", ledger.luck), ("single", single), ("remainder", points - single),
            )
        )  # fmt: skip
        return self._section("luck", f"<table class='narrow'>{rows}</table>", "luck_note")

    def hashes(self) -> str:
        """Return everything the mark was made from."""
        rows = "".join(
            f"<tr><td>{self.word('h_' + name)}</td><td class='hash'>{escape(str(value))}</td></tr>"
            for name, value in self._run.hashes.model_dump().items()
        )
        return self._section("hashes", f"<table class='hashes'>{rows}</table>", "verify")
