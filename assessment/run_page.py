"""What a run brought, as one HTML file: written with the run, before anything is scored."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from assessment.score import Score
from simulator.scenario import clock_of
from simulator.simulation import Simulation

STYLE = """
:root{color-scheme:light}body{font:14px/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;
max-width:920px;margin:32px auto;padding:0 24px;color:#1f2933}h1{font-size:28px;margin:0}h2{font-size:20px;margin:32px 0 8px}
.sub{color:#52606d}.mark{font-size:44px;font-weight:600}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
td,th{padding:6px 8px;border-bottom:1px solid #e4e7eb;text-align:left;vertical-align:top}td.n,th.n{text-align:right}
.bar{height:8px;background:#e4e7eb;border-radius:4px}.bar i{display:block;height:8px;background:#2f6f9f;border-radius:4px}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}
"""
SHOWN = ("impressions", "views", "likes", "shares", "follows", "clicks", "orders")


def run_page(sim: Simulation, score: Score | None, record: Mapping[str, Any]) -> str:
    """Return the page of a run (Chinese with English beside it)."""
    case = sim.scenario
    parts = [
        "<!doctype html><html lang='zh-CN'><meta charset='utf-8'>",
        f"<title>{escape(case.title.zh)}</title><style>{STYLE}</style>",
        f"<h1>{escape(case.title.zh)}</h1><p class='sub'>{escape(case.title.en)} · {escape(case.versioned)}</p>",
        _mark(score),
        _criteria(score),
        _channels(sim),
        _decisions(sim, record),
        _identity(record),
        "</html>",
    ]
    return "\n".join(parts)


def _mark(score: Score | None) -> str:
    if score is None:
        return "<p>本案尚未标定锚点, 不计分。 / No anchors yet: not scored.</p>"
    verdict = "通过 / passed" if score.passed else "未通过 / not passed"
    scale = f"锚点 / anchors {score.anchors[:12]} · 世界 / world {score.world} · 参考策略 / policies {score.policies[:12]}"
    total = f"<p><span class='mark'>{score.total:.1f}</span> / 100　{verdict}(60)</p>"
    return f"{total}<p class='sub'>{escape(scale)}</p>"


def _criteria(score: Score | None) -> str:
    if score is None:
        return ""
    rows = []
    for c in score.criteria:
        points = "不计分 / n/a" if c.points is None else f"{c.points:.1f} / {c.out_of:.1f}"
        share = 0.0 if not c.points or not c.out_of else max(0.0, min(1.0, c.points / c.out_of))
        rows.append(
            f"<tr><td>{escape(c.label.zh)}<br><span class='sub'>{escape(c.label.en)}</span></td><td class='n'>{points}</td>"
            f"<td style='width:140px'><div class='bar'><i style='width:{share * 100:.0f}%'></i></div></td>"
            f"<td>{escape(c.explanation.zh)}<br><span class='sub'>{escape(c.explanation.en)}</span></td></tr>"
        )
    head = "<tr><th>目标 / goal</th><th class='n'>得分 / points</th><th></th><th>说明 / why</th></tr>"
    return f"<h2>得分 / Score</h2><table>{head}{''.join(rows)}</table>"


def _channels(sim: Simulation) -> str:
    frame = sim.metrics(by=["channel"])
    head = "".join(f"<th class='n'>{name}</th>" for name in SHOWN)
    rows = [
        f"<tr><td>{escape(str(line['channel']))}</td>"
        + "".join(f"<td class='n'>{int(line[name]):,}</td>" for name in SHOWN)
        + "</tr>"
        for line in frame.to_dict("records")
    ]
    people = sim.scenario.audience.people_per_agent
    note = f"1 模拟人 = {people} 人 / 1 simulated person = {people} people"
    return f"<h2>渠道 / Channels</h2><p class='sub'>{note}</p><table><tr><th></th>{head}</tr>{''.join(rows)}</table>"


def _decisions(sim: Simulation, record: Mapping[str, Any]) -> str:
    values = {value["key"]: value for value in record.get("decision_values", [])}
    rows = []
    for minute, decision in sim.log:
        value = values.get(decision.key)
        worth = "" if value is None else f"{value['points']:+.2f}"
        at = clock_of(decision.at if decision.at is not None else minute)
        why = escape(f"{decision.reason} {decision.forecast}")
        cells = f"<td>{at}</td><td>{escape(decision.lever)}</td><td>{escape(decision.key)}</td><td>{why}</td>"
        rows.append(f"<tr>{cells}<td class='n'>{worth}</td></tr>")
    head = (
        "<tr><th>时间</th><th>动作</th><th>编号</th><th>依据与预估</th><th class='n'>价值(去掉它)</th></tr>"
    )
    return f"<h2>决策时间线 / Decisions</h2><table>{head}{''.join(rows)}</table>"


def _identity(record: Mapping[str, Any]) -> str:
    names = ("case", "world_seed", "chance_seed", "engine", "population", "digest")
    rows = "".join(f"<tr><td>{name}</td><td>{escape(str(record[name]))}</td></tr>" for name in names)
    return f"<h2>可复算 / Recomputable</h2><table>{rows}</table>"
