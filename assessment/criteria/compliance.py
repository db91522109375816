"""Compliance and public opinion: points for handling (review, response, correction); breaches subtract apart."""

from __future__ import annotations

import statistics

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from assessment.monitoring import watch
from assessment.occasions import Occasion
from simulator import decisions as dc
from simulator.texts import Text

TALK = ("claim", "hostile_comments")
CORRECTED = ("outdated", "own_slip", "wrong_price", "host_slip")
REVIEWED_ENOUGH = 0.8
"""Share of pieces under review from which the gate counts as kept (assumed: some are passed on unchanged)."""
PORTS_ENOUGH = 3
"""Ports on which a claim is answered alike (cases.md A E4: three platforms, one wording)."""


@register_criterion
class Compliance(Criterion):
    """How the gate was kept: review before publishing, answers with proof and one voice, corrections."""

    key = "compliance"
    label = Text(zh="合规与舆情处置", en="compliance and public opinion")
    weight = 10.0
    tasks = ("distribute", "adjust")

    def assess(self, evidence: Evidence) -> Finding:
        """Return the mean of review, response and correction, those without an occasion left out."""
        parts = [_review(evidence), _response(evidence), _correction(evidence)]
        scored = [share for share, _ in parts if share is not None]
        lines = tuple(text for _, text in parts if text is not None)
        return Finding(share=statistics.fmean(scored) if scored else None, evidence=lines)


Part = tuple[float | None, Text | None]


def _review(evidence: Evidence) -> Part:
    made = [d for d in evidence.decisions if isinstance(d, dc.Publish)]
    if not made:
        return 0.0, Text(
            zh="没有发布内容，谈不上审核把关。", en="Nothing was published, so no gate was kept."
        )
    done = sum(piece.review for piece in made)
    share = min(1.0, done / len(made) / REVIEWED_ENOUGH)
    zh = f"{len(made)} 件内容中 {done} 件走了三审（达到 {REVIEWED_ENOUGH:.0%} 即算守住关口）。"
    en = f"{done} of {len(made)} pieces went through the reviews (the gate is kept from {REVIEWED_ENOUGH:.0%})."
    return share, Text(zh=zh, en=en)


def _response(evidence: Evidence) -> Part:
    """Return how the claims that could be seen were answered: at all, with proof, alike on several ports."""
    kinds = {spec.key: spec for spec in evidence.scenario.events}
    claims = [one for one in watch(evidence).occasions if kinds[one.key].kind in TALK]
    if not claims:
        return None, None
    seen = {view.key: view for view in evidence.ended.issues}
    ports = len({account.channel for account in evidence.scenario.accounts})
    wanted = min(PORTS_ENOUGH, ports)
    shares = []
    for one in claims:
        view = seen.get(str(kinds[one.key].options.get("issue", "")))
        spoken = len(view.ports_answered) if view is not None and one.answered is not None else 0
        voice = 0.5 if view is not None and view.contradictory else 1.0
        shares.append(_kept(one) * min(1.0, spoken / wanted) * voice)
    answered = sum(one.answered is not None for one in claims)
    zh = f"{len(claims)} 起质疑回应了 {answered} 起；按对症、覆盖 {wanted} 个端口、口径一致计 {statistics.fmean(shares):.0%}。"
    en = (
        f"{answered} of {len(claims)} claims were answered; for proof, {wanted} ports and one voice "
        f"that makes {statistics.fmean(shares):.0%}."
    )
    return statistics.fmean(shares), Text(zh=zh, en=en)


def _correction(evidence: Evidence) -> Part:
    """Return how own mistakes were put right."""
    kinds = {spec.key: spec.kind for spec in evidence.scenario.events}
    own = [one for one in watch(evidence).occasions if kinds[one.key] in CORRECTED]
    if not own:
        return None, None
    share = statistics.fmean(_kept(one) for one in own)
    done = sum(one.answered is not None for one in own)
    zh = f"{len(own)} 处自身差错更正或事前拦下 {done} 处。"
    en = f"{done} of {len(own)} own mistakes were put right or caught before."
    return share, Text(zh=zh, en=en)


def _kept(occasion: Occasion) -> float:
    """Return how well an occasion was handled: on the cause, and not after it no longer mattered."""
    return occasion.cause * (0.5 + 0.5 * occasion.timely)
