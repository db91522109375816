"""Match of audience and medium: did the right people really watch, and was the money aimed at them."""

from __future__ import annotations

import statistics

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from assessment.target_group import AIMS, TargetGroup, target_group
from simulator import decisions as dc
from simulator.texts import Text

ENOUGH = 0.4
"""Share of the target group with an effective contact that counts as full (assumed; C asks for 0.6 of one)."""
TGI_LOW, TGI_HIGH = 90.0, 110.0
"""TGI from which the group is no longer missed, and from which it is plainly preferred (assumed; 100 is parity)."""


@register_criterion
class Match(Criterion):
    """Effective reach (5 s) of the target group, times TGI and aim."""

    key = "match"
    label = Text(zh="受众与媒介匹配", en="match of audience and medium")
    weight = 12.0
    tasks = ("analyse", "distribute")

    def assess(self, evidence: Evidence) -> Finding:
        """Return coverage x mean(TGI or topic, aim of paid money)."""
        group = target_group(evidence)
        covered = min(1.0, group.reached / group.size / ENOUGH) if group.size else 0.0
        aimed = _aimed(evidence, group)
        fit, line = _precision(evidence, group)
        parts = [fit, *([aimed] if aimed is not None else [])]
        people = group.reached * evidence.scenario.audience.people_per_agent
        part = group.reached / group.size if group.size else 0.0
        zh = f"{group.name.zh}有效触达（≥5 秒）{people:,} 人，占 {part:.0%}（{ENOUGH:.0%} 计满）。"
        en = (
            f"{people:,} people of the group ({group.name.en}) had a contact of 5 s or more: "
            f"{part:.0%} of it ({ENOUGH:.0%} is full)."
        )
        lines = [Text(zh=zh, en=en), line]
        if aimed is not None:
            lines.append(
                Text(
                    zh=f"付费投放金额中 {aimed:.0%} 定向到目标人群。",
                    en=f"{aimed:.0%} of the paid money was aimed at it.",
                )
            )
        return Finding(share=covered * statistics.fmean(parts), evidence=tuple(lines))


def _precision(evidence: Evidence, group: TargetGroup) -> tuple[float, Text]:
    """Return how far the reached are the target group; where the brief names none, how far pieces keep to their topic."""
    if group.bands:
        share = min(1.0, max(0.0, (group.tgi - TGI_LOW) / (TGI_HIGH - TGI_LOW)))
        return share, Text(
            zh=f"目标人群 TGI {group.tgi:.0f}（{TGI_LOW:.0f} 以下为 0，{TGI_HIGH:.0f} 以上计满）。",
            en=f"TGI of the group {group.tgi:.0f} (nothing below {TGI_LOW:.0f}, full from {TGI_HIGH:.0f}).",
        )
    read = [d.features for d in evidence.decisions if isinstance(d, dc.Publish) and d.features is not None]
    share = statistics.fmean(one.topic_match for one in read) / 100 if read else 0.0
    return share, Text(
        zh=f"任务书未限定人群，看内容与栏目定位：平均契合 {share:.0%}。",
        en=f"The brief names no group, so pieces are held to their pillars: they fit by {share:.0%}.",
    )


def _aimed(evidence: Evidence, group: TargetGroup) -> float | None:
    """Return the share of paid money that was aimed at the group; ``None`` if nothing was paid for."""
    paid = [d for d in evidence.decisions if isinstance(d, dc.PaidOrder | dc.Boost)]
    rooms = {d.key for d in evidence.decisions if isinstance(d, dc.ScheduleLive)}
    paid = [d for d in paid if d.content not in rooms]  # a room is sold to whoever is up at that hour
    money = sum(d.money for d in paid)
    if not money:
        return None
    return sum(d.money for d in paid if _at(d.targeting, evidence, group)) / money


def _at(aim: dc.Targeting, evidence: Evidence, group: TargetGroup) -> bool:
    """Return whether an order was aimed: at the ages of the brief, else by place or by the brand's own topics."""
    if aim.ages and group.bands:
        return set(aim.ages) <= {AIMS[band] for band in group.bands if band in AIMS}
    topics = {topic for pillar in evidence.scenario.brand.pillars for topic in pillar.topics}
    return aim.local or (bool(aim.interests) and set(aim.interests) <= topics)
