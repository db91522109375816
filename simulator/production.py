"""From hours, money and a read text to a piece: quality with diminishing returns.

Only rational arithmetic, so that the same decision makes the same piece on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import items as it
from simulator.clauses import in_english
from simulator.decisions import Publish
from simulator.errors import DecisionError
from simulator.reading import TextFeatures
from simulator.topics import topic_vector

if TYPE_CHECKING:
    from simulator.world import World

BASE_QUALITY, HOURS_QUALITY, HALF_HOURS = 62, 150, 5.0
"""Quality without work, most that hours add, hours for half of that (assumed, tried 3 to 8)."""
MONEY_QUALITY, HALF_MONEY = 45, 900.0
CARRIER_WORK = {
    "text": 0.5, "image_text": 0.7, "audio": 0.7, "short_video": 1.0, "long_video": 1.6,
    "animation": 1.8, "web_page": 1.2,
}  # fmt: skip
"""Work a carrier needs against a short video (assumed)."""
ADAPT_SHARE = 0.6
"""Share of a source piece's work that its adaptation inherits (assumed; cases.md C13)."""
TONES = {"plain": 0, "warm": 30, "funny": 35, "urgent": -15, "expert": 10}
EVIDENCE_POINTS = {"report": 60, "receipt": 55, "expert": 55, "video": 35, "measure": 35, "next_update": 20}
"""What each kind of support adds to an answer of base 60 (assumed, tried half and double)."""
GRADE_THROTTLE = {"hint": 256, "warning": 200, "throttle": 96, "veto_candidate": 40}
"""Platform weight (1/256) of a piece with a finding of this grade (assumed; cases.md B11: -60 %)."""


def work_of(decision: Publish, world: World) -> float:
    """Return the effective hours of work in a piece, its source's share included."""
    work = decision.hours / CARRIER_WORK[decision.carrier]
    source = _source(decision, world)
    if source is not None:
        work += ADAPT_SHARE * source.hours / CARRIER_WORK[source.carrier]
    return work


def _source(decision: Publish, world: World) -> Publish | None:
    for other in world.decisions:
        if isinstance(other, Publish) and other.key == decision.adapted_from:
            return other
    return None


def check_source(decision: Publish, world: World) -> None:
    """Refuse an adaptation of a piece that does not exist."""
    if decision.adapted_from is not None and _source(decision, world) is None:
        raise DecisionError(
            f"没有可改编的作品 {decision.adapted_from!r} / no own piece {decision.adapted_from!r} to adapt",
            field="adapted_from",
        )


def quality_of(decision: Publish, world: World) -> int:
    """Return the quality 0..255 of a piece (128 is the platform's median)."""
    work = work_of(decision, world)
    quality = BASE_QUALITY + HOURS_QUALITY * work / (work + HALF_HOURS)
    quality += MONEY_QUALITY * decision.money / (decision.money + HALF_MONEY)
    return max(10, min(240, int(quality)))


def features_of(decision: Publish) -> TextFeatures:
    """Return the features that were read when the decision was accepted."""
    if decision.features is None:
        raise DecisionError(
            "文案尚未解析 / the text was not read: pass a reader to the Simulation", field="title"
        )
    return decision.features


def fields_of(decision: Publish, world: World) -> dict[int, int]:
    """Return the columns of the item a decision makes."""
    read = features_of(decision)
    issue = world.issue_index(decision.answers)
    fields = {
        it.DURATION: max(1, decision.duration_s),
        it.QUALITY: quality_of(decision, world),
        it.HOOK: 70 + read.hook * 13 // 10,
        it.CLICKBAIT: read.clickbait * 255 // 100,
        it.EFFORT: read.effort * 255 // 100,
        it.TONE: max(-100, min(100, TONES[decision.tone] + read.sentiment // 2)),
        it.INFO: min(255, 40 + read.info_points * 22 + read.topic_match // 2),
        it.PRODUCT: world.product_index(decision.product),
        it.CALL: 60 + read.call_to_action * 12 // 10,
        it.ORIGINAL: read.originality * 255 // 100,
        it.REVIEWED: int(decision.review),
        it.ANSWER: issue,
        it.THROTTLE: 256,
    }
    if issue >= 0:
        fields |= answer_fields(world, issue, decision)
    return fields


def answer_fields(world: World, issue: int, decision: Publish) -> dict[int, int]:
    """Return the columns by which a piece answers a claim: its support, and whether it repeats it.

    Support of the kinds the claim calls for counts fully, other support by half.
    """
    spec = world.scenario.issues[issue]
    points = sum(
        EVIDENCE_POINTS[kind] if kind in spec.answers else EVIDENCE_POINTS[kind] // 2
        for kind in set(decision.evidence)
    )
    read = features_of(decision)
    return {
        it.EVIDENCE: min(255, 60 + points),
        it.RESTATES: read.rumor_restated * 255 // 100,
        it.FREE: spec.credibility,
        it.FREE + 1: int(spec.about == "brand"),
    }


def item_topics(decision: Publish, world: World) -> tuple[int, ...]:
    """Return the topics of a piece: three parts what was read, one part the pillar it stands for."""
    read = features_of(decision).topics
    pillar = next(p for p in world.scenario.brand.pillars if p.key == decision.pillar)
    vector = topic_vector(pillar.topics)
    if not sum(read):
        return vector
    total = sum(vector)
    return tuple(3 * r * total + 64 * v for r, v in zip(read, vector, strict=True))


def throttle_of(read: TextFeatures, *, reviewed: bool) -> tuple[int, str, str]:
    """Return (platform weight in 1/256, reason zh, reason en) of what the platform finds.

    A three-step review finds it first and puts it right, which is what its hours are for.
    """
    if reviewed:
        return 256, "", ""
    if read.ai_label_missing:
        return 128, "AI 生成内容未标识, 已限流", "AI-made content without its label: limited"
    worst = read.worst_grade
    if worst in (None, "hint"):
        return 256, "", ""
    finding = next(f for f in read.ad_findings if f.grade == worst)
    zh = f"「{finding.word}」{finding.reason_zh}({finding.clause})"
    en = f"'{finding.word}': {finding.reason_en} ({in_english(finding.clause)})"
    return GRADE_THROTTLE[worst], zh, en
