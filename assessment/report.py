"""The report of a scored run as one HTML file: no script, no request, prints well, Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from assessment.report_sections import Sections
from assessment.scored_run import ScoredRun

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{font:14px/1.55 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:1040px;
margin:32px auto;padding:0 24px;color:#1f2933;background:#fff}
h1{font-size:28px;line-height:1.25;margin:0}h2{font-size:20px;margin:36px 0 4px}h3{font-size:14px;margin:16px 0 4px}
p{margin:4px 0}.sub{color:#52606d;font-size:12px}.mark{margin:16px 0 4px}.mark b{font-size:52px;line-height:1;font-weight:600}
.band{font-size:20px;margin-left:12px;padding:2px 12px;border-radius:4px;border:1px solid #1f6f9f;color:#1f6f9f}
.band.fail{border-color:#b4530a;color:#b4530a}.flag{background:#fff4e5;padding:8px 12px;border-radius:4px;margin:8px 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin-top:8px}table.narrow{max-width:640px}
td,th{padding:6px 8px;border-bottom:1px solid #e4e7eb;text-align:left;vertical-align:top}
th{font-size:12px;font-weight:600;color:#52606d;white-space:nowrap}td.n,th.n{text-align:right;white-space:nowrap}td.t{white-space:nowrap}
ol{margin:8px 0;padding-left:24px}li{margin:4px 0}
.mistake{color:#b4530a}.mistake::before{content:'\\25BC '}.strength{color:#1f6f9f}.strength::before{content:'\\25B2 '}
.figures{display:flex;flex-wrap:wrap;gap:16px 24px}figure{margin:0}figcaption{font-weight:600}
.own{font-size:12px}.legend span{margin-right:20px;font-size:12px;white-space:nowrap}svg.bar{vertical-align:middle}
.hashes td:first-child{width:160px}.hash{font-family:ui-monospace,Consolas,monospace;font-size:12px;word-break:break-all}
@media (max-width:700px){body{padding:0 12px}section{overflow-x:auto}}
@page{size:A4;margin:14mm}
@media print{body{margin:0;padding:0;max-width:none;font-size:11px}h2{break-after:avoid;font-size:16px;margin-top:20px}
tr,figure,li{break-inside:avoid}thead,.sub{break-after:avoid}.sub,th{font-size:9.5px}
section{overflow:visible}.figures{gap:8px}figure svg{width:86mm;height:auto}
td,th{padding:3px 5px}svg.bar{max-width:34mm}}
"""


def html_report(scored: ScoredRun, language: str = "zh", notes: Mapping[str, str] | None = None) -> str:
    """Return the report of a scored run.

    Parameters
    ----------
    language : {"zh", "en"}
    notes : mapping of str to str, optional
        What the trainee noted at decisions, by their keys.
    """
    sections = Sections(scored, language, notes)
    title, code = escape(scored.title.of(language)), "en" if language == "en" else "zh-CN"
    parts = [
        "<!doctype html>",
        f"<html lang='{code}'>",
        "<meta charset='utf-8'><meta name='viewport' content='width=device-width,initial-scale=1'>",
        f"<title>{title} · {sections.word('title')}</title><style>{STYLE}</style>",
        f"<p class='sub'>{sections.word('title')} · {escape(scored.case)} · {escape(scored.attempt)}</p><h1>{title}</h1>",
        sections.mark(),
        sections.advice(),
        sections.criteria(),
        sections.goals(),
        sections.decisions(),
        sections.notes(),
        sections.curves(),
        sections.skills(),
        sections.luck(),
        sections.points(),
        sections.hashes(),
        "</html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"
