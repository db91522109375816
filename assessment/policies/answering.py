"""Answering claims: how soon, on which ports, with what support."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies import phrases
from assessment.policies.policy import Brief
from assessment.policies.publishing import CARRIER
from assessment.policies.skills import Hand, Skills
from assessment.policies.timetable import last_look
from assessment.policies.wallet import Wallet
from simulator.decisions import ChangePost, Decision, Publish
from simulator.observation import ContentView, IssueView, Observation

KINDS = ("measure", "report", "next_update", "expert", "video", "receipt")
PORTS_FIRST = ("group", "blue_v", "video", "official", "channels")
MISTAKE = ("写错", "更正")
"""Words of a message that points out a mistake of one's own (cases.md C9)."""
CORRECTED, LEAST_EVIDENCE = 5, 2
"""Newest pieces that are put right (the message does not say which it is), by whom answers with support."""
WORTH_ANSWERING = 3
"""Mentions or questions in an hour from which a claim is spreading; below it is one asker (noise)."""


def answers(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield statements about claims that show, and put own wrong pieces right."""
    yield from _correct_own(hand, seen)
    for issue in seen.issues:
        skills = hand.at(f"answer.{issue.key}", seen.minute)
        late = seen.minute >= issue.first_seen + skills.answers_in
        if not skills.answers_in or not late or not _spreads(issue):
            continue
        yield from _statements(brief, skills, seen, wallet, issue)


def _spreads(issue: IssueView) -> bool:
    return sum(issue.mentions_hour) + sum(issue.asks_hour) >= WORTH_ANSWERING


def _correct_own(hand: Hand, seen: Observation) -> Iterator[Decision]:
    """Yield corrections of own pieces that somebody called wrong, or that contradict an answer."""
    live = [piece for piece in seen.contents if piece.account and piece.status in ("live", "limited")]
    live.sort(key=lambda piece: -piece.published)
    wrong: list[ContentView] = []
    if _told_of_mistake(hand, seen) and hand.at("correct", seen.minute).evidence >= LEAST_EVIDENCE:
        wrong += live[:CORRECTED]
    if hand.at("consistent", seen.minute).reads_data:
        for issue in seen.issues:
            if issue.contradictory:
                wrong += [p for p in live if p.published < issue.first_seen and p.answers != issue.key]
    for piece in {piece.key: piece for piece in wrong}.values():
        key = f"fix.{piece.key}.{seen.minute}"
        yield ChangePost(
            key=key, content=piece.key, action="correct", text="更正", reason="公开更正并留痕, 各端同一口径"
        )


def _told_of_mistake(hand: Hand, seen: Observation) -> bool:
    since = last_look(hand, seen.minute)
    told = [s for s in seen.signals if s.kind == "event" and since <= s.minute < seen.minute]
    return any(word in s.text.zh for s in told for word in MISTAKE)


def _statements(
    brief: Brief, skills: Skills, seen: Observation, wallet: Wallet, issue: IssueView
) -> Iterator[Decision]:
    said = {piece.account for piece in seen.contents if piece.answers == issue.key}
    said |= {piece.account for piece in seen.contents if piece.key.startswith(f"answer.{issue.key}.")}
    ports = sorted(
        (a for a in brief.accounts if a.port in PORTS_FIRST), key=lambda a: PORTS_FIRST.index(a.port)
    )
    taken: set[str] = set()
    for account in ports[: 2 + skills.evidence]:
        if account.port in taken:
            continue
        taken.add(account.port)
        if account.key in said or account.key in issue.ports_answered:
            continue
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
            evidence=KINDS[: skills.evidence], notify=wallet.push(seen, account.key), reason="舆情超过阈值, 先发短通报",
        )  # fmt: skip
