"""Content and adaptation: sound texts, made for the port they stand on, kept up through the case."""

from __future__ import annotations

import statistics

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from assessment.false_alarms import WITHDRAWN
from assessment.monitoring import watch
from assessment.review_points import DAY
from simulator import decisions as dc
from simulator.texts import Text

CARRIERS = {
    "video": ("short_video", "long_video", "animation"), "channels": ("short_video", "long_video", "animation"),
    "official": ("image_text", "text", "web_page", "audio"), "group": ("image_text", "text", "audio", "short_video"),
    "moments": ("image_text", "text", "short_video"), "blue_v": ("image_text", "text", "short_video"),
}  # fmt: skip
"""Carriers that a port shows well (operations 4.3); a port that is not named takes any."""
BAIT = 40
"""Baiting (of 100) from which a title is clickbait (assumed: honest titles of the example plans stay below 30)."""
WORKDAYS = 0.6
"""Share of the days on which something new is out, from which the rhythm is kept (assumed)."""
FACTS = 3
"""Facts that can be checked, from which a text is concrete (assumed)."""
SAME = 20
"""Originality (of 100) below which a text is the same copy again (assumed)."""


@register_criterion
class Content(Criterion):
    """Craft of the texts, fit to the port, adaptation instead of the same copy everywhere, rhythm."""

    key = "content"
    label = Text(zh="内容与适配", en="content and adaptation")
    weight = 10.0
    tasks = ("create",)

    def assess(self, evidence: Evidence) -> Finding:
        """Return craft, half of it only for pieces made for their port, times how far a rhythm was kept."""
        made = [d for d in evidence.decisions if isinstance(d, dc.Publish) and d.features is not None]
        if not made:
            return Finding(share=0.0, evidence=(Text(zh="没有发布内容。", en="Nothing was published."),))
        ports = {account.key: account.port for account in evidence.scenario.accounts}
        gone = _withdrawn(evidence)
        craft = statistics.fmean(0.0 if piece.key in gone else _craft(piece) for piece in made)
        adapted = statistics.fmean(_adapted(piece, ports[piece.account]) for piece in made)
        days = {at // DAY for at, d in evidence.effective() if isinstance(d, dc.Publish)}
        rhythm = min(1.0, len(days) / (WORKDAYS * evidence.minutes / DAY))
        baits = sum(_bait(piece) for piece in made)
        zh = (
            f"{len(made)} 件内容，{len(days)} 天有更新；文字功底 {craft:.0%}（标题党 {baits} 件），"
            f"形式与改编适配 {adapted:.0%}。"
        )
        en = (
            f"{len(made)} pieces on {len(days)} days; craft of the texts {craft:.0%} ({baits} clickbait titles), "
            f"fit to the port and adaptation {adapted:.0%}."
        )
        return Finding(share=craft * (1 + adapted) / 2 * rhythm, evidence=(Text(zh=zh, en=en),))


def _withdrawn(evidence: Evidence) -> set[str]:
    """Return sound pieces that were taken down again for no reason: work that nobody sees."""
    alarms = {alarm.key for alarm in watch(evidence).alarms if alarm.why == WITHDRAWN}
    return {d.content for d in evidence.decisions if isinstance(d, dc.ChangePost) and d.key in alarms}


def _bait(piece: dc.Publish) -> bool:
    return piece.features is not None and piece.features.clickbait >= BAIT


def _craft(piece: dc.Publish) -> float:
    """Return how sound a text is: on its topic, easy, concrete; nothing for bait.

    What the rules forbid is subtracted as a breach and not counted here again.
    """
    read = piece.features
    if read is None or not read.readable or _bait(piece):
        return 0.0
    readable = statistics.fmean((1 - read.effort / 100, min(1.0, read.info_points / FACTS)))
    return read.topic_match / 100 * readable  # off its topic a text is worth nothing, however well it reads


def _adapted(piece: dc.Publish, port: str) -> float:
    """Return whether a piece is made for its port: a carrier it shows well, and not the same copy again."""
    fits = piece.carrier in CARRIERS.get(port, (piece.carrier,))
    copied = piece.adapted_from is None and piece.features is not None and piece.features.originality < SAME
    return 0.5 * fits + 0.5 * (not copied)
