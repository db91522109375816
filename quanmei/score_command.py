"""``quanmei score`` and ``quanmei verify``: a run folder scored from its sealed transcript, and scored again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessment.branch import BRANCH_AGENTS
from assessment.marking_scheme import MarkSheet
from assessment.report import html_report
from assessment.report_sections import NOTES
from assessment.scored_run import ScoredRun, Wish, band_text, score_transcript
from quanmei.folder import read_transcript
from quanmei.progress import Bar
from simulator.errors import DigestError, PlanError

REPORT, SCORE, PDF = "report.html", "score.json", "report.pdf"
LANGUAGE = "<html lang='en'"
NAMES = {"provisional": "重放与暂定分", "ledger": "复盘", "curves": "对照曲线"}


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def score(options: argparse.Namespace) -> int:
    """Score a run folder; write ``score.json`` and ``report.html``, and ``report.pdf`` if asked for."""
    folder = Path(options.folder)
    if options.pdf:
        from assessment.report_pdf import check_pdf  # noqa: PLC0415 - an optional extra

        check_pdf()  # what is missing is said before minutes of work
    wish = Wish(ledger=not options.provisional, full_size=options.full, workers=options.workers)
    scored = _scored(folder, wish, quiet=options.json)
    page = html_report(scored, options.language)
    (folder / SCORE).write_text(_json(scored) + "\n", encoding="utf-8")
    (folder / REPORT).write_text(page, encoding="utf-8")
    if options.pdf:
        from assessment.report_pdf import write_pdf  # noqa: PLC0415

        write_pdf(page, folder / PDF)
    if options.json:
        say(_json(scored))
    else:
        _summary(scored, folder)
    return 0


def _scored(folder: Path, wish: Wish, *, quiet: bool) -> ScoredRun:
    transcript = read_transcript(folder)
    with Bar("score", quiet=quiet) as bar:

        def step(what: str, done: int, total: int) -> None:
            bar.name(NAMES[what])
            bar.show(done, total)

        def at_once(sheet: MarkSheet) -> None:
            if not quiet:
                sys.stderr.write(f"暂定分 / provisional: {sheet.total:.1f}\n")

        return score_transcript(transcript, wish, step=step, at_once=at_once)


def _json(scored: ScoredRun) -> str:
    return json.dumps(scored.model_dump(mode="json"), ensure_ascii=False)


def _summary(scored: ScoredRun, folder: Path) -> None:
    unfinished = "　未完成，余下无决策 / unfinished" if scored.unfinished else ""
    say(f"{scored.case}  {scored.total:.1f} / 100  {band_text(scored.band).zh}{unfinished}")
    for line in scored.marked.lines:
        points = "   n/a" if line.points is None else f"{line.points:6.1f}"
        say(f"  {points} / {line.out_of:5.1f}  {line.label.zh}  {line.label.en}")
    if scored.difference is not None:
        say(
            f"  暂定分 / provisional {scored.provisional_total:.1f}, 差 / difference {scored.difference:+.1f}"
        )
    say(f"written to {folder / REPORT} and {folder / SCORE}")


# ---- verify ----------------------------------------------------------------------------------


def verify(options: argparse.Namespace) -> int:
    """Recompute a report from its sealed transcript; fail naming the first difference."""
    given = Path(options.report)
    folder = given if given.is_dir() else given.parent
    recorded = _recorded(folder)
    wish = Wish(
        ledger=recorded.ledger is not None, full_size=recorded.full_size, workers=options.workers, fresh=True,
        people=recorded.ledger.people if recorded.ledger is not None and not recorded.full_size else BRANCH_AGENTS,
    )  # fmt: skip
    found = _scored(folder, wish, quiet=False)
    first = first_difference(_plain(recorded), _plain(found))
    if first is not None:
        raise DigestError(f"{SCORE}: {first}")
    page = given if given.is_file() else folder / REPORT
    if page.exists():
        _check_page(page, recorded)
    say(f"一致 / verified: {found.total:.1f}, transcript {found.hashes.transcript}")
    return 0


def _recorded(folder: Path) -> ScoredRun:
    try:
        return ScoredRun.model_validate_json((folder / SCORE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise PlanError(
            f"{folder} 里没有可核对的评分，先运行 quanmei score / {folder} holds no score to verify: run 'quanmei score {folder}'"
        ) from None


def _plain(scored: ScoredRun) -> dict[str, Any]:
    """Return a scored run without what a clock said."""
    out = scored.model_dump(mode="json", exclude={"seconds"})
    if out["ledger"] is not None:
        out["ledger"].pop("seconds")
    return out


def first_difference(recorded: Any, found: Any, where: str = "") -> str | None:
    """Return the first place at which two trees of plain values differ, in words.

    Examples
    --------
    >>> first_difference({"a": [1, 2]}, {"a": [1, 3]})
    'a[1] is recorded as 2, computed 3'
    """
    return next(_differences(recorded, found, where), None)


def _differences(recorded: Any, found: Any, where: str) -> Iterator[str]:
    if isinstance(recorded, dict) and isinstance(found, dict):
        for key in dict.fromkeys((*recorded, *found)):
            yield from _differences(
                recorded.get(key), found.get(key), f"{where}.{key}" if where else str(key)
            )
    elif isinstance(recorded, list) and isinstance(found, list) and len(recorded) == len(found):
        for number, (one, other) in enumerate(zip(recorded, found, strict=True)):
            yield from _differences(one, other, f"{where}[{number}]")
    elif recorded != found:
        yield f"{where} is recorded as {_brief(recorded)}, computed {_brief(found)}"


def _brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."  # noqa: PLR2004 - a line


def _check_page(page: Path, recorded: ScoredRun) -> None:
    """Compare a page with what it must say."""
    read = page.read_text(encoding="utf-8").splitlines()
    lines = [line for line in read if not line.startswith(NOTES)]  # what somebody noted is not computed
    language = (
        "en"
        if any(line.startswith(("<!doctype", "<html")) and LANGUAGE in line for line in lines[:3])
        else "zh"
    )
    wanted = html_report(recorded, language).splitlines()
    for number, (one, other) in enumerate(zip(lines, wanted, strict=False), start=1):
        if one != other:
            raise DigestError(
                f"{page.name} 第 {number} 行与重算不符 / line {number} is not what was computed: {one[:80]}"
            )
    if len(lines) != len(wanted):
        at = min(len(lines), len(wanted)) + 1
        raise DigestError(
            f"{page.name} 第 {at} 行起多出或缺失 / from line {at} on something was added or lost"
        )


COMMANDS = {"score": score, "verify": verify}
