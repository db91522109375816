"""Answering claims: how soon, on which ports, with what support."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies import phrases
from assessment.policies.policy import Brief
from assessment.policies.publishing import CARRIER
from assessment.policies.skills import Skills
from assessment.policies.wallet import Wallet
from simulator.decisions import ChangePost, Decision, Publish
from simulator.observation import IssueView, Observation

KINDS = ("measure", "report", "next_update", "expert", "video", "receipt")
PORTS_FIRST = ("group", "blue_v", "video", "official", "channels")
WORTH_ANSWERING = 3
"""Mentions or questions in an hour from which a claim is spreading; below it is one asker (noise)."""


def answers(brief: Brief, skills: Skills, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield statements about claims that show, and put own wrong pieces right."""
    if not skills.answers_in:
        return
    for issue in seen.issues:
        if seen.minute < issue.first_seen + skills.answers_in or not _spreads(issue):
            continue
        yield from _correct_own(skills, seen, issue)
        yield from _statements(brief, skills, wallet, issue)


def _spreads(issue: IssueView) -> bool:
    return sum(issue.mentions_hour) + sum(issue.asks_hour) >= WORTH_ANSWERING


def _correct_own(skills: Skills, seen: Observation, issue: IssueView) -> Iterator[Decision]:
    for piece in seen.contents:
        if piece.status_reason is not None and "错误" in piece.status_reason.zh and skills.evidence >= 2:
            yield ChangePost(
                key=f"fix.{issue.key}.{piece.key}", content=piece.key, action="correct", text="更正"
            )


def _statements(brief: Brief, skills: Skills, wallet: Wallet, issue: IssueView) -> Iterator[Decision]:
    ports = sorted(
        (a for a in brief.accounts if a.port in PORTS_FIRST), key=lambda a: PORTS_FIRST.index(a.port)
    )
    taken: set[str] = set()
    for account in ports[: 2 + skills.evidence]:
        if account.port in taken:
            continue
        taken.add(account.port)
        hours = brief.prices.respond_hours
        if not wallet.take(hours=hours + brief.prices.emergency_review_hours + 0.5 * skills.evidence):
            return
        clean = skills.clean_titles
        yield Publish(
            key=f"answer.{issue.key}.{account.key}", account=account.key, pillar=brief.pillars[0].key,
            title=phrases.fill(phrases.ANSWER_TITLE if clean else phrases.BAD_ANSWER_TITLE, brand=brief.brand.zh,
                               claim=issue.claim.zh),
            copy_text=phrases.fill(phrases.ANSWER_COPY, brand=brief.brand.zh), carrier=CARRIER[account.port],
            duration_s=40, tone="expert", hours=hours, review=skills.reviews, answers=issue.key,
            evidence=KINDS[: skills.evidence], notify=True, reason="舆情超过阈值, 先发短通报",
        )  # fmt: skip
