"""Matrix synergy: pieces handed on from port to port, people who meet the brand on several, two to four times a week."""

from __future__ import annotations

import numpy as np

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from simulator import decisions as dc
from simulator.census import census
from simulator.texts import Text

LEAST, MOST_A_WEEK = 2, 4
"""Effective contacts between which a message works and does not annoy (cases.md 1.8: 2 to 4 a week)."""
OFTEN_ENOUGH = 0.5
"""Share of the effectively reached who are in that band, counted as full (assumed)."""
RELAYED_ENOUGH = 0.5
"""Share of the converting channel's people who also met another channel, counted as full (assumed)."""


@register_criterion
class Synergy(Criterion):
    """The relay from seeding to converting port, and two to four contacts; not raw de-duplication."""

    key = "synergy"
    label = Text(zh="矩阵协同", en="matrix synergy")
    weight = 8.0
    tasks = ("matrix",)

    def assess(self, evidence: Evidence) -> Finding:
        """Return the geometric mean of contacts in the band and relay."""
        found = census(evidence.final.world)
        if not found.effective:
            return Finding(
                share=0.0, evidence=(Text(zh="没有有效触达。", en="Nobody was effectively reached."),)
            )
        most = max(LEAST, round(MOST_A_WEEK * max(1.0, evidence.scenario.days / 7)))
        band = int(found.contacts[LEAST : most + 1].sum()) / found.effective
        relayed, handed = _relayed(evidence, found.masks), _handed_on(evidence)
        channel = _converting(evidence)
        zh = (
            f"有效触达者中 {band:.0%} 接触 {LEAST}–{most} 次；承接端 {channel} 的受众有 {relayed:.0%} 也被其他端触达；"
            f"副端口内容 {handed:.0%} 由主内容接力改编。"
        )
        en = (
            f"{band:.0%} of the effectively reached had {LEAST} to {most} contacts; {relayed:.0%} of the people of the "
            f"converting channel ({channel}) also met another; {handed:.0%} of the other ports' pieces were handed on."
        )
        relay = min(1.0, relayed / RELAYED_ENOUGH) * handed
        share = (min(1.0, band / OFTEN_ENOUGH) * relay) ** 0.5
        return Finding(share=share, evidence=(Text(zh=zh, en=en),))


def _converting(evidence: Evidence) -> str:
    """Return the channel on which people act: most orders, else most clicks, else most valid views."""
    shown = evidence.ended.channels
    for counter in ("orders", "clicks", "valid_views"):
        counts = {name: (r[counter].value or 0.0) if counter in r else 0.0 for name, r in shown.items()}
        if any(counts.values()):
            return max(counts, key=lambda name: counts[name])
    return evidence.scenario.channels[0]


def _relayed(evidence: Evidence, masks: np.ndarray) -> float:
    bit = 1 << evidence.scenario.channels.index(_converting(evidence))
    sets = np.arange(masks.size)
    there = int(masks[(sets & bit) > 0].sum())
    both = int(masks[((sets & bit) > 0) & (sets != bit)].sum())
    return both / there if there else 0.0


def _handed_on(evidence: Evidence) -> float:
    """Return the share of pieces beside the main port's that were made from another port's piece."""
    pieces = evidence.pieces
    made = {d.key: d for d in evidence.decisions if isinstance(d, dc.Publish)}
    busiest = [d.account for d in made.values() if d.answers is None]
    if not busiest:
        return 0.0
    main = max(sorted(set(busiest)), key=busiest.count)
    sources = [pieces[d.adapted_from].account for d in made.values() if d.adapted_from in pieces]
    main = max(sorted(set(sources)), key=sources.count) if sources else main
    others = [d for d in made.values() if d.account != main and d.answers is None]
    handed = [d for d in others if d.adapted_from in pieces and pieces[d.adapted_from].account != d.account]
    return len(handed) / len(others) if others else 0.0
